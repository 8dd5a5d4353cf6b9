"""What a person reads and does on a screen of AppTest, the lists of our own component among it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash


def go(screen: AppTest, path: str, **query: str) -> AppTest:
    """Open a page by its address, registered for this person or not."""
    screen._page_hash = calc_hash(path)
    for name, value in query.items():
        screen.query_params[name] = value
    return screen.run()


def drawn(screen: AppTest) -> list[dict[str, Any]]:
    """The data of every list on the screen, in order."""
    return [json.loads(each.proto.mixed.json or each.proto.json or "{}") for each in screen.get("bidi_component")]


def cards(screen: AppTest) -> list[dict[str, Any]]:
    """The cards of posts on the screen."""
    return [item for data in drawn(screen) if data["kind"] == "posts" for item in data["items"]]


def rows(screen: AppTest) -> list[dict[str, Any]]:
    """The rows of incidents on the screen."""
    return [item for data in drawn(screen) if data["kind"] == "incidents" for item in data["items"]]


def strings(value: Any) -> Iterator[str]:
    """All texts in some data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


def words(screen: AppTest) -> str:
    """Everything a person reads in the middle of the screen."""
    plain = [str(getattr(each, "value", "")) for each in screen.main]
    listed = [text for data in drawn(screen) for text in strings([data["items"], data["words"]])]
    return "\n".join([*plain, *listed])


def pick(screen: AppTest, key: str, *ids: int) -> AppTest:
    """Pick posts in the list with this key, as the component tells it."""
    screen.session_state[f"pick-{key}"] = list(ids)
    return screen.run()


def press(screen: AppTest, key: str) -> AppTest:
    screen.button(key=key).click()
    screen.run()
    assert not screen.exception
    return screen


def choose(screen: AppTest, key: str, value: Any) -> AppTest:
    screen.selectbox(key=key).set_value(value)
    screen.run()
    assert not screen.exception
    return screen


def choose_button(screen: AppTest, key: str, value: Any) -> AppTest:
    """One of the buttons of a group (pills, segmented control)."""
    screen.button_group(key=key).set_value(value)
    screen.run()
    assert not screen.exception
    return screen
