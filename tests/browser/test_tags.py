"""What was read, in a browser: a tag is seen, asked why, corrected by mouse and keys, and stays; words stay words."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

import pytest
from playwright.sync_api import Locator, expect

from desk.readings import Kind, Trait
from tests.browser.hands import Hands
from tests.browser.test_every_view import FAULTS
from tests.ui import told
from ui.texts import Texts

HERE = "116600000"
PAYLOAD = "<img src=x onerror=alert(1)>"
HOSTILE = f"Құбыр жарылды {PAYLOAD} <script>alert(1)</script>"
HOSTILE_READ = replace(
    told.PIPE_READ,
    kind_words=(PAYLOAD, "жарылды"),
    places=(replace(told.PIPE_READ.places[0], name=PAYLOAD, words=(PAYLOAD,)),),
)
READER = told.Told({told.PIPE: told.PIPE_READ, told.UNSURE: told.UNSURE_READ, HOSTILE: HOSTILE_READ})
FOREIGN = "main img, main script, section[role=dialog] img, section[role=dialog] script"


@pytest.fixture
def hands(open_house, page):
    hands = Hands(page, "ru", open_house())
    hands.begin()
    told.write(hands.house.parts, told.PIPE, told.UNSURE, HOSTILE, reader=READER, territory=HERE)
    page.reload()
    expect(page.locator("article[data-post]")).to_have_count(3, timeout=30_000)
    hands.settle()
    return hands


def card(hands: Hands, text: str) -> Locator:
    return hands.page.locator("article[data-post]").filter(has=hands.page.get_by_text(text, exact=True))


def tag(hands: Hands, text: str, trait: Trait) -> Locator:
    return card(hands, text).locator(f'.nz-read-tag[data-trait^="{trait}"]')


def choose(hands: Hands, name: str) -> None:
    with hands.rerun():
        hands.page.get_by_role("menuitemradio", name=name, exact=True).click()


def said(hands: Hands, text: str) -> list[tuple[str, str]]:
    return [(each.trait.value, each.value) for each in told.post(hands.house.parts, text).corrections]


def faults(hands: Hands) -> list[str]:
    page = hands.page
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    return list(page.evaluate(FAULTS))


def test_a_tag_is_seen_asked_why_and_corrected_and_stays_after_a_reload(hands):
    page, name = hands.page, Texts("ru").name
    kind = tag(hands, told.PIPE, Trait.KIND)
    expect(kind).to_have_attribute("aria-label", f"Вид: {name(Kind.COMPLAINT)}. Прочитано машиной")
    kind.click()
    expect(page.locator(".nz-menu-about")).to_have_text("Прочитано машиной: «құбыр» «жарылды»")
    assert card(hands, told.PIPE).locator("mark").all_inner_texts() == ["құбыр", "жарылды"]
    hands.see("menu")
    choose(hands, name(Kind.QUESTION))

    expect(kind).to_contain_text(f"✓{name(Kind.QUESTION)}")
    expect(page.locator("#nazar-live")).to_have_text(f"Вид: {name(Kind.QUESTION)} ✓")
    expect(kind).to_be_focused()
    assert said(hands, told.PIPE) == [("kind", "question")]

    page.reload()
    expect(kind).to_contain_text(f"✓{name(Kind.QUESTION)}", timeout=30_000)
    with hands.rerun():
        card(hands, told.PIPE).get_by_role("button", name="Почему?").click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("машина прочитала: жалоба · 80 из 100 · «құбыр» «жарылды»")
    expect(drawer).to_contain_text("жалоба → вопрос")
    hands.see("why")
    with hands.rerun():
        drawer.get_by_role("button", name="Всё верно").first.click()
    expect(drawer.get_by_text("подтверждено")).to_be_visible()
    assert said(hands, told.PIPE) == [("kind", "question"), ("topic", "utilities")]

    # A correction is undone by correcting back.
    with hands.rerun():
        page.keyboard.press("Escape")
    kind.click()
    choose(hands, name(Kind.COMPLAINT))
    expect(kind).to_contain_text(f"✓{name(Kind.COMPLAINT)}")


def test_a_tag_is_corrected_by_keys_alone(hands):
    page = hands.page
    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(tag(hands, told.PIPE, Trait.URGENCY)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(tag(hands, told.PIPE, Trait.TOPIC)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Всё верно")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    with hands.rerun():
        page.keyboard.press("Enter")

    expect(tag(hands, told.PIPE, Trait.TOPIC)).to_contain_text("✓Дороги")
    assert said(hands, told.PIPE) == [("topic", "roads")]
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(tag(hands, told.PIPE, Trait.TOPIC)).to_be_focused()
    expect(page.get_by_role("menu")).to_have_count(0)


def test_of_two_likely_topics_one_click_chooses(hands):
    second = tag(hands, told.UNSURE, Trait.TOPIC).nth(1)
    expect(second).to_have_attribute("aria-label", "Тема: Дороги и тротуары")
    with hands.rerun():
        second.click()

    expect(tag(hands, told.UNSURE, Trait.TOPIC)).to_have_count(1)
    assert said(hands, told.UNSURE) == [("topic", "roads")]


def test_hostile_words_of_evidence_stay_words(hands):
    page = hands.page
    for trait in (Trait.KIND, Trait.PLACE):
        tag(hands, HOSTILE, trait).click()
        expect(page.locator(".nz-menu-about")).to_contain_text(PAYLOAD)
        page.keyboard.press("Escape")
    with hands.rerun():
        card(hands, HOSTILE).get_by_role("button", name="Почему?").click()
    expect(page.get_by_role("dialog")).to_contain_text(f"«{PAYLOAD}»")

    assert hands.alerts == []
    assert page.locator(FOREIGN).count() == 0


def test_a_correction_that_is_refused_says_so_and_the_tag_stays_as_it_was(hands):
    parts = hands.house.parts
    tag(hands, told.PIPE, Trait.KIND).click()
    with parts.store.writing() as records:
        user = records.user("aigul")
        records.keep_user(replace(user, grants=tuple(each for each in user.grants if each.role.value == "head")))
    choose(hands, Texts("ru").name(Kind.QUESTION))

    hands.said("You may not do this here.")
    expect(tag(hands, told.PIPE, Trait.KIND)).to_have_attribute("aria-label", "Вид: жалоба. Прочитано машиной")
    assert said(hands, told.PIPE) == []


@pytest.mark.parametrize(("theme", "width", "height"), [("light", 1366, 768), ("dark", 390, 844)])
def test_tags_and_the_drawer_can_be_heard_and_touched(hands, theme, width, height):
    page = hands.page
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_timeout(500)
    tag(hands, told.PIPE, Trait.KIND).click()
    hands.see(f"menu-{theme}-{width}")
    touched = [".nz-read-tag", ".nz-menu-item", ".nz-why"]
    heights = [page.locator(each).first.bounding_box()["height"] for each in touched]
    with_menu = faults(hands)
    page.keyboard.press("Escape")
    with hands.rerun():
        card(hands, told.PIPE).get_by_role("button", name="Почему?").click()
    hands.see(f"why-{theme}-{width}")

    assert with_menu + faults(hands) == []
    assert min(heights) >= (44 if width < 640 else 24)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth + 1")
