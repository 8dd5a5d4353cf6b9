"""How a refusal of the desk is told at the console: by the option that mends it, by the words of the right."""

from __future__ import annotations

from enum import StrEnum

from desk.errors import NazarError

OPTIONS = {
    "text": "--text",
    "text or link": "--text or --link",
    "note": "--note",
    "reason": "--reason",
    "title": "--title",
    "topic": "--topic",
    "tag": "--add",
    "outcome": "--outcome",
    "duplicate_of": "--duplicate-of",
    "who": "WHO",
    "task": "--task",
    "proposed": "--whose",
    "whose": "--whose",
    "promised_on": "--promised-on",
    "when and to whom": "--detail (when and to whom)",
    "time code": "--detail (time code)",
    "number of the letter": "--detail (number of the letter)",
    "number of the appeal": "APPEAL (number of the appeal)",
}
"""What the desk calls missing, as the option or argument that gives it."""


def in_words(error: NazarError) -> str:
    """The error in English, with options in place of fields and words in place of the slugs of rights."""
    what, action = error.details.get("what"), error.details.get("action")
    if isinstance(what, str):
        error.details["what"] = OPTIONS.get(what, what)
    if isinstance(action, str):
        error.details["action"] = _named(action)
    return str(error)


def _named(action: str) -> str:
    from desk.moves import Move
    from desk.roles import Action
    from ui.names import NAMES

    names: dict[str, str] = {}
    kinds: tuple[type[StrEnum], ...] = (Move, Action)
    for kind in kinds:
        names |= {each.value: words for each, (_, words) in NAMES.get(kind, {}).items()}
    return names.get(action, action)
