"""Links to public replies: only what a person can follow and see wholly."""

import pytest

from desk.errors import WrongMove
from desk.incidents import Outcome, State, Way
from desk.links import LONGEST_LINK, must_be_link
from desk.posts import Line

NO_LINKS = {
    "script": "javascript:alert(1)",
    "script-with-a-site": "javascript://t.me/%0aalert(1)",
    "data": "data:text/html,<script>alert(1)</script>",
    "file": "file:///etc/passwd",
    "another-scheme": "ftp://t.me/a/9",
    "no-scheme": "//t.me/a/9",
    "only-words": "ответили в чате",
    "only-a-name": "t.me/a/9",
    "no-site": "https://",
    "no-site-but-a-path": "https:///a/9",
    "only-a-port": "https://:80/",
    "bad-port": "https://t.me:port/",
    "broken-bracket": "https://[t.me/",
    "right-to-left": "https://t\u202e.me/a/9",
    "isolate": "https://\u2066t.me/a/9",
    "zero-width": "https://t\u200b.me/a/9",
    "joiner": "https://t\u2060.me/a/9",
    "mark-of-order": "\ufeffhttps://t.me/a/9",
    "zero-width-in-the-path": "https://t.me/a\u200d/9",
    "line-break": "https://t.me/a\n/9",
    "tab": "java\tscript:alert(1)",
    "null": "https://t.me/a\x00/9",
    "space": "https://t.me/a 9",
    "wide-space": "https://t.me/a\u00a09",
    "blanks-around": " https://t.me/a/9",
    "surrogate": "https://t.me/\ud800",
    "another-site-behind-a-name": "https://t.me@example.kz/9",
    "backslash": "https://example.kz\\.t.me/9",
    "too-long": "https://t.me/" + "a" * LONGEST_LINK,
}


@pytest.mark.parametrize("link", NO_LINKS.values(), ids=NO_LINKS)
def test_what_nobody_can_follow_is_no_link(link):
    with pytest.raises(WrongMove, match="http:// or https://"):
        must_be_link(link)


@pytest.mark.parametrize(
    "link",
    [
        "https://t.me/a/9",
        "HTTPS://T.ME/a/9?comment=7#x",
        "http://127.0.0.1:8501/x",
        "http://[::1]:80/x",
        "https://әкімдік.қаз/жауап/9",
        "https://www.tiktok.com/@akimat/video/9",
        "https://t.me./" + "a" * (LONGEST_LINK - 15),
    ],
)
def test_a_link_to_a_site_is_one(link):
    must_be_link(link)


def test_nothing_is_published_by_a_bad_link(desk, submitted, press, controller):
    desk.casework.accept(controller, submitted)
    before, lines = desk.case(submitted), desk.lines(submitted)
    for way in (Way.PUBLIC_REPLY, Way.PRIVATE_MESSAGE):
        with pytest.raises(WrongMove, match="http:// or https://"):
            desk.casework.publish(press, submitted, way=way, link="javascript:alert(1)")
    assert (desk.case(submitted), desk.lines(submitted)) == (before, lines)


def test_a_bad_link_tells_nobody_who_came_later(desk, closed, press):
    before = desk.case(closed)
    with pytest.raises(WrongMove, match="http:// or https://"):
        desk.casework.publish(press, closed, where=before.places[0].where, link="data:text/html,x")
    assert desk.case(closed) == before


def test_nothing_is_closed_at_once_by_a_bad_link(desk, press):
    post = desk.post()
    with pytest.raises(WrongMove, match="http:// or https://"):
        desk.casework.answer_at_once(press, post, outcome=Outcome.SOLVED, link="https://t\u200b.me/a/9")
    assert desk.stored(post).line is Line.NEW, "what was refused left no trace"
    number = desk.casework.take(press, [post]).number
    with pytest.raises(WrongMove, match="http:// or https://"):
        desk.casework.answer_at_once(press, number, outcome=Outcome.SOLVED, text="Сделано", link="//t.me/a/9")
    assert desk.case(number).incident.state is State.OPEN
