"""A reading as a compact JSON value and back: what the store keeps of it, and what travels between processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar

from desk.readings import (
    Kind,
    PersonalFound,
    PersonalKind,
    PlaceFound,
    PlaceKind,
    Reading,
    Tone,
    Tongue,
    TopicFound,
    Urgency,
)

T = TypeVar("T")

_DEFAULTS: Mapping[str, Any] = {
    each.name: each.default for each in fields(Reading) if each.default is not MISSING and each.name != "version"
}
"""What a reading says where nothing is kept. The version has a column of its own and is not repeated."""


def stored(reading: Reading) -> dict[str, Any]:
    """The reading without its version as plain JSON values; what is as by default is left out.

    Topics, places and personal data become short lists instead of objects: there are millions of them.
    """
    body = {}
    for name, default in _DEFAULTS.items():
        value = getattr(reading, name)
        if value != default:
            body[name] = _PUT.get(name, _put)(value)
    return body


def restored(body: Mapping[str, Any], version: str) -> Reading:
    """The reading that `stored` made a value of, by this or another version of Nazar.

    What is not known any more (a slug that was dropped, a field with another shape) falls back to the default: an old
    reading is read anew sooner or later and must not stand in the way until then.
    """
    found = {}
    for name in _DEFAULTS.keys() & body.keys():
        value = _understood(_GET.get(name, _plain), body[name])
        if value is not None:
            found[name] = value
    return Reading(version=version, **found)


def _understood(get: Callable[[Any], T], value: Any) -> T | None:
    try:
        return get(value)
    except (ValueError, TypeError, IndexError, KeyError, AttributeError):
        return None


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _put(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _put_topics(found: tuple[TopicFound, ...]) -> list[list[Any]]:
    return [[each.id, each.group, round(each.score, 4), *each.words] for each in found]


def _put_places(found: tuple[PlaceFound, ...]) -> list[list[Any]]:
    return [[each.kind.value, each.name, each.kato, each.start, each.end, *each.words] for each in found]


def _put_personal(found: tuple[PersonalFound, ...]) -> list[list[Any]]:
    return [[each.kind.value, each.start, each.end] for each in found]


def _topics(value: Any) -> tuple[TopicFound, ...]:
    return tuple(TopicFound(str(id), str(group), float(score), tuple(words)) for id, group, score, *words in value)


def _places(value: Any) -> tuple[PlaceFound, ...]:
    return tuple(
        PlaceFound(PlaceKind(kind), str(name), kato, tuple(words), int(start), int(end))
        for kind, name, kato, start, end, *words in value
    )


def _personal(value: Any) -> tuple[PersonalFound, ...]:
    return tuple(PersonalFound(PersonalKind(kind), int(start), int(end)) for kind, start, end in value)


_PUT: Mapping[str, Callable[[Any], Any]] = {
    "language": str,
    "kind": str,
    "tone": str,
    "urgency": str,
    "topics": _put_topics,
    "places": _put_places,
    "personal_data": _put_personal,
}
_GET: Mapping[str, Callable[[Any], Any]] = {
    "language": Tongue,
    "kind": Kind,
    "tone": Tone,
    "urgency": Urgency,
    "topics": _topics,
    "places": _places,
    "personal_data": _personal,
}
