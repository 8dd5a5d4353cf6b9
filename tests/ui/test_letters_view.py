"""Dead letters: seen with their reason, tried again, dropped; by those who look after their source."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.util import calc_hash

from desk.chores import LetterState
from desk.ports import Batch
from desk.posts import Refused
from desk.roles import ALLOWED, Action, Role
from desk.sources import Source
from desk.works import WorkKind
from ui.names import REFUSED

ROOT = Path(__file__).resolve().parents[2]
DISTRICT, ELSEWHERE = "113200000", "750000000"
PAYLOAD = "![x](http://127.0.0.1:9/p.png) <img src=x onerror=alert(1)> :red[x] # heading"


@pytest.fixture
def page(sit, person):
    def look(user=None, **query):
        screen = sit(user or person(Role.COORDINATOR, login="aigul"), **query)
        screen._page_hash = calc_hash("letters")
        screen.run()
        assert not screen.exception
        return screen

    return look


@pytest.fixture
def refuse(parts):
    def write(count=1, source="chat", territory=DISTRICT, reason="bad-json", raw=b"{broken", file="f.json", detail="x"):
        kept = Source(source, "import", f"title of {source}", parts.now(), territory)
        letters = [Refused(file, at + 1, reason, detail, raw + b"%d" % at) for at in range(count)]
        with parts.store.writing() as records:
            records.keep_source(kept)
            records.receive(Batch(kept, refused=letters))

    return write


def words(screen):
    return "\n".join(str(getattr(each, "value", "")) for each in screen.main)


def press(screen, key):
    screen.button(key=key).click()
    screen.run()
    assert not screen.exception
    return screen


def states(parts):
    with parts.store.reading() as records:
        return [letter.state for letter in records.dead_letters(state=None)]


def test_nothing_refused_is_said(page):
    assert "Nothing was refused here." in words(page())


def test_a_letter_is_told_with_its_reason_and_where_it_stood(page, refuse):
    refuse(2)
    shown = words(page())

    assert "It is damaged, or written in another form" in shown
    assert "title of chat · f.json · record 2" in shown
    assert "2 records wait" in shown
    assert "{broken" in shown


def test_every_reason_that_the_code_gives_has_words():
    given = set()
    for folder in ("crawlers", "desk", "store"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text("utf-8")
            given |= set(re.findall(r'Refus(?:al|ed)\([^"]*?"([a-z]+(?:-[a-z]+)+)"', text))
            given |= set(re.findall(r'"reason": "([a-z-]+)"', text))
    assert len(given) > 10
    assert given - set(REFUSED) == set()


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_only_who_may_sees_letters_and_only_of_their_territory(role, person, page, refuse):
    refuse(source="chat")
    refuse(source="theirs", territory=ELSEWHERE)

    screen = page(person(role, department="roads"))
    shown = words(screen)

    assert ("Dead letters" in [each.value for each in screen.title]) == (role in ALLOWED[Action.SEE_DEAD_LETTERS])
    assert "theirs" not in shown
    if role in ALLOWED[Action.SEE_DEAD_LETTERS]:
        assert "title of chat" in shown
        assert "1 record waits" in shown


def test_letters_are_filtered_by_source_and_state(parts, page, refuse):
    refuse(source="chat")
    refuse(source="web")
    with parts.store.writing() as records:
        records.settle_letter(records.dead_letters(source="web")[0].id, LetterState.DROPPED)

    assert "title of web ·" not in words(page())
    assert "title of web ·" in words(page(state="dropped"))
    assert "title of chat ·" in words(page(source="chat"))
    assert "Nothing was refused here." in words(page(source="chat", state="retried"))


def test_the_chosen_are_tried_again_by_the_worker(parts, page, refuse):
    refuse(3)
    screen = page()
    press(screen, "letters-retry")
    assert "choose at least one record" in words(screen)

    with parts.store.reading() as records:
        first = records.dead_letters()[0].id
    screen.checkbox(key=f"letter-pick-{first}").check().run()
    press(screen, "letters-retry")

    (work,) = parts.longwork.seen_by(parts.actor("aigul"))
    assert (work.kind, work.options["letters"], work.total) == (WorkKind.RETRY, [first], 1)
    assert "Trying refused records again" in words(screen)


def test_what_became_of_a_retry_is_told(parts, page, refuse):
    refuse(3)
    actor = parts.actor("aigul") if page() else None
    work = parts.letterwork.retry(actor, None, "chat", held_by="me")
    parts.letterwork.do(work, lambda letter: letter.line > 1, lambda: False)

    assert "2 of them came in · 1 refused again" in words(page())


def test_the_chosen_are_dropped_after_a_question(parts, page, refuse):
    refuse(2)
    screen = page()
    with parts.store.reading() as records:
        first = records.dead_letters()[0].id
    screen.checkbox(key=f"letter-pick-{first}").check().run()
    press(screen, "letters-drop")

    assert states(parts) == [LetterState.DROPPED, LetterState.OPEN]


def test_all_of_a_source_are_tried_again(parts, page, refuse):
    refuse(30)
    press(page(source="chat"), "letters-retry-all")

    assert parts.longwork.seen_by(parts.actor("aigul"))[0].total == 30


def test_a_page_has_twenty_and_the_next_the_rest(page, refuse):
    refuse(25)
    screen = page()
    assert len(screen.checkbox) == 20
    press(screen, "letters-next")
    assert len(screen.checkbox) == 5
    press(screen, "letters-first")
    assert len(screen.checkbox) == 20


def test_raw_bytes_names_and_details_that_play_tricks_stay_words(page, refuse):
    refuse(raw=PAYLOAD.encode() + b"\xff\x00" + b"x" * 9_000, file=PAYLOAD, detail=PAYLOAD, source="chat")
    screen = page()

    shown = words(screen)
    assert PAYLOAD in shown
    assert "\\xff" in shown
    assert "\x00" not in shown
    assert max(len(each.value) for each in screen.code) < 3_000
    assert not any("onerror" in each.value for each in [*screen.markdown, *screen.caption])
    assert not any("onerror" in each.label for each in [*screen.button, *screen.checkbox, *screen.expander])
