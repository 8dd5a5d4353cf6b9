"""Every view as a person meets it: its words, its width, how it is heard; in each language, theme and size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser import filling
from tests.browser.conftest import House
from ui.navigation import VIEWS
from ui.texts import LANGUAGES, Texts
from ui.theme import DARK, LIGHT

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
SIZES = {"wide": (1366, 768), "phone": (390, 844)}
HEARD = {("light", "wide"), ("dark", "phone")}
"""Where axe looks: both themes and both sizes, once each."""
ZOOMED = (640, 384)
"""A window of 1280 × 768 at 200 %."""
PAGES = {view.path: f"/{view.path}" for view in VIEWS} | {
    "incident": "/incidents?number={number}",
    "topic": "/topics?topic=animals",
    "place": "/places?place=abai",
}
OUTSIDE = {
    "sign-in": "/sign-in?lang={language}",
    "sign-out": "/sign-out",
    "upload": "/upload",
    "nowhere": "/queue?after=nonsense",
}
LATIN = re.compile(r"[A-Za-z]{2,}")
MAY_BE_LATIN = re.compile(
    r"Nazar|eGov|Telegram( Desktop)?|WhatsApp|Instagram|YouTube|TikTok|Facebook|\bVK\b|KATO|CSV|XLSX|JSON"
    r"|\b(?:telegram|instagram|whatsapp|phone)\b|result\.json|\bzip\b"
    r"|\bEnter\b|\bCtrl\b|\bEsc\b|«nazar [a-z]+»|https?://\S*|\bt\.me/\S*|\b[a-z]-[0-9a-f]{10}\b|\baigul\b|\bEnglish\b"
)
"""Names, formats, keys, addresses, masked authors; and the data of the example."""
WORDS = """
() => {
  const said = [];
  const seen = (node) => node.checkVisibility({ checkVisibilityCSS: true });
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) {
      const owner = node.parentElement;
      if (!owner.closest('script, style, noscript, [data-testid="stIconMaterial"], .nz-text') && seen(owner))
        said.push(node.data);
    } else {
      for (const name of ["aria-label", "title", "placeholder", "alt", "aria-valuetext"])
        if (node.hasAttribute(name)) said.push(node.getAttribute(name));
    }
  }
  return said;
}
"""
FAULTS = """
async () => {
  // A colour that is still on its way from one theme to the other is none that anybody reads.
  const moving = document.getAnimations().filter((each) => Number.isFinite(each.effect?.getComputedTiming().endTime));
  await Promise.race([
    Promise.allSettled(moving.map((each) => each.finished)),
    new Promise((done) => setTimeout(done, 3000)),
  ]);
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations
    .filter((each) => each.impact === "serious" || each.impact === "critical")
    .map((each) => `${each.id}: ${each.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
}
"""


@dataclass
class Visitor:
    """Somebody at the screen who may switch language, theme and size."""

    page: Page
    house: House
    numbers: list[str] = field(default_factory=list)
    first: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """What was found on the page of the first start, by language."""
    theme: Theme = "light"
    refused: list[str] = field(default_factory=list)
    """What the browser complained of since the page was opened."""

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: self.refused.append(said.text) if said.type == "error" else None)

    def speak(self, language: str) -> None:
        with self.house.parts.store.writing() as records:
            records.keep_user(replace(records.user(filling.LOGIN), language=language))

    def sign_in(self) -> None:
        self.page.goto(f"{self.house.address}/sign-in")
        self.page.locator("[name=login]").fill(filling.LOGIN)
        self.page.locator("[name=password]").fill(filling.PASSWORD)
        self.page.locator("button").click()
        self.settle()

    def go(self, path: str, language: str) -> None:
        """Go to an address; to another view in the same language by its link, as people do."""
        self.refused.clear()
        link = self.page.locator(f'[data-testid="stSidebarNavLink"][href="{self.house.address}{path}"]')
        if self.page.locator(f"html[lang={language}] #root").count() and link.count():
            width, height = SIZES["wide"]
            self.page.set_viewport_size({"width": width, "height": height})
            link.click()
            expect(self.page.locator('[data-testid="stSidebarNavLink"][aria-current]')).to_have_attribute(
                "href", f"{self.house.address}{path}", timeout=30_000
            )
            self.page.wait_for_timeout(300)
        else:
            self.page.goto(self.house.address + path.format(number=self.numbers[1], language=language))
        if self.page.locator("#root").count():
            self.settle()

    def settle(self) -> None:
        done = '[data-testid="stApp"][data-test-script-state="notRunning"]'
        expect(self.page.locator(done)).to_be_visible(timeout=30_000)
        expect(self.page.locator("#nazar-keys h2")).to_be_attached(timeout=10_000)
        expect(self.page.locator('[data-testid="stSkeleton"], [data-stale="true"]')).to_have_count(0, timeout=10_000)

    def look(self, theme: Theme, size: str) -> None:
        self.theme = theme
        self.page.emulate_media(color_scheme=theme)
        width, height = SIZES[size]
        self.page.set_viewport_size({"width": width, "height": height})
        app = self.page.locator('[data-testid="stApp"]')
        if app.count():  # Streamlit takes a moment to follow the system
            ground = (LIGHT if theme == "light" else DARK)["backgroundColor"]
            rgb = ", ".join(str(int(ground[at : at + 2], 16)) for at in (1, 3, 5))
            expect(app).to_have_css("background-color", f"rgb({rgb})", timeout=10_000)
        self.page.wait_for_timeout(150)

    def english(self) -> list[str]:
        """Latin words on the screen that are no names."""
        said = {text.strip() for text in self.page.evaluate(WORDS)}
        written = {text: MAY_BE_LATIN.sub("", text.replace(filling.STREAMLITS, "")) for text in said}
        return sorted(text for text, rest in written.items() if LATIN.search(rest))

    def faults(self) -> list[str]:
        """What axe finds serious or critical."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
        return list(self.page.evaluate(FAULTS))

    def is_too_wide(self) -> bool:
        """Must somebody move the page sideways?"""
        return bool(self.page.evaluate("document.scrollingElement.scrollWidth > innerWidth + 1"))

    def look_at_everything(self, name: str, language: str) -> dict[str, list[str]]:
        """What is wrong with the page that is open, in every theme and size; takes its pictures."""
        found = {"refused": list(self.refused), "english": self.english() if language != "en" else []}
        for theme in sorted(THEMES, key=lambda each: each != self.theme):  # changing it costs most
            for size in SIZES:
                self.look(theme, size)
                self.page.screenshot(path=self.house.pictures / f"view-{name}-{language}-{theme}-{size}.png")
                if self.is_too_wide():
                    found[f"too wide: {size}"] = [str(SIZES[size])]
                if language == "kk" and (theme, size) in HEARD:
                    found[f"axe: {theme} {size}"] = self.faults()
        self.page.set_viewport_size({"width": ZOOMED[0], "height": ZOOMED[1]})
        if self.is_too_wide():
            found["too wide: 200 %"] = [str(ZOOMED)]
        return {what: each for what, each in found.items() if each}


@pytest.fixture(scope="module")
def visitor(shared_house, chromium) -> Iterator[Visitor]:
    """One desk, one browser, one session for all views; the first start was looked at before there was anybody."""
    context = chromium.new_context(locale="kk-KZ", timezone_id="Asia/Almaty", reduced_motion="reduce")
    seated = Visitor(context.new_page(), shared_house)
    link = shared_house.link()
    for language in LANGUAGES:
        seated.page.goto(f"{link}&lang={language}")
        seated.first[language] = seated.look_at_everything("first-start", language)
    seated.numbers = filling.fill(shared_house.parts)
    shared_house.start("worker")
    seated.sign_in()
    yield seated
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_start_speaks_one_language_fits_its_screen_and_can_be_heard(visitor, language):
    assert visitor.first[language] == {}


@pytest.mark.parametrize("name", PAGES | OUTSIDE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_view_speaks_one_language_fits_its_screen_and_can_be_heard(visitor, language, name):
    visitor.speak(language)
    visitor.go((PAGES | OUTSIDE)[name], language)

    assert visitor.look_at_everything(name, language) == {}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_what_opens_on_the_queue_speaks_the_language_too(visitor, language):
    page, texts = visitor.page, Texts(language)
    visitor.speak(language)
    visitor.look("light", "wide")
    visitor.go("/queue", language)
    found = {}

    def look(what: str) -> None:
        visitor.settle()
        found[what] = visitor.english() + visitor.faults()

    page.locator(".st-key-filters-folded button").first.click()
    look("filters")
    page.keyboard.press("Escape")
    page.locator(".st-key-filters input[role=combobox]").first.fill("жоқнетnone")
    look("no results")
    page.keyboard.press("Escape")
    page.locator("article input[type=checkbox]").first.click()
    expect(page.locator(".st-key-sort-kind [role=radio]").first).to_be_visible(timeout=30_000)
    for label in page.locator(".st-key-sort-kind [role=radio]").all_inner_texts():
        page.get_by_role("radio", name=label, exact=True).click()
        look(label)
    page.get_by_role("button", name=texts.gettext("Keys")).click()
    look("keys")
    page.keyboard.press("Escape")

    assert {what: each for what, each in found.items() if each} == {}
    assert len(found) >= 7


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_resident_who_writes_what_streamlit_writes_is_not_translated(visitor, language):
    visitor.speak(language)
    visitor.go("/queue", language)

    expect(visitor.page.get_by_text(filling.STREAMLITS, exact=True)).to_be_attached()
