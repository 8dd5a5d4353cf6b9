"""The words of the trade in three languages, as `docs/words.md` shows them: `python -m ui.words` writes the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from desk.incidents import Outcome, State
from desk.posts import Line, SetAsideReason
from desk.readings import Kind, Tone, Tongue
from desk.roles import Role
from desk.terms import Urgency
from ui.names import C_, NAMES
from ui.texts import catalogue

PAGE = Path(__file__).resolve().parent.parent / "docs" / "words.md"
NOUNS = (
    C_("word", "post"),
    C_("word", "incident"),
    C_("word", "official appeal"),
    C_("word", "term"),
    C_("word", "overdue"),
    C_("word", "source"),
    C_("word", "queue"),
    C_("word", "journal"),
    C_("word", "special control"),
)
SHOWN = {
    Line: "Lines of a post",
    State: "States",
    Outcome: "Outcomes",
    SetAsideReason: "Set aside because",
    Role: "Roles",
    Kind: "Kinds of a post, as it is read",
    Tone: "Tones",
    Urgency: "Urgency",
    Tongue: "Languages of a text",
}
HEAD = """# Words of the interface

The words that the desk uses, in the languages it speaks. They stand in one file per language
(`ui/locale/*/LC_MESSAGES/nazar.po`): whoever knows better corrects them there and runs `python -m ui.words`, which
writes this page; a test compares the two.

A request of residents is a *заявка / өтінім*, never an *обращение*: that is the word of the law, and is used for
official appeals only.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD, *_section("Things", NOUNS)]
    for kind, title in SHOWN.items():
        parts += _section(title, [NAMES[kind][each] for each in kind])
    return "\n".join(parts)


def _section(title: str, words: tuple[tuple[str, str], ...] | list[tuple[str, str]]) -> Iterator[str]:
    yield f"## {title}\n"
    yield "| ru | kk | en |\n|---|---|---|"
    for context, message in words:
        said = [catalogue(language).pgettext(context, message) for language in ("ru", "kk", "en")]
        yield f"| {' | '.join(said)} |"
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
