"""Collects every sentence of ours and brings the three catalogues up to date: `python -m ui.extraction`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from ui.texts import LANGUAGES, LOCALE

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("config", "crawlers", "desk", "index", "language", "listeners", "store", "ui")
KEYWORDS: dict[str, Any] = {
    "N_": None,
    "_": None,
    "gettext": None,
    "say": None,
    "ngettext": (1, 2),
    "C_": ((1, "c"), 2),
}
"""The calls whose literals are sentences; the value says which arguments (None: the first)."""


def sentences() -> Catalog:
    """Every sentence that our code marks, with the places where it stands."""
    found = Catalog(charset="utf-8")
    for folder in FOLDERS:
        for name, line, message, comments, context in extract_from_dir(
            str(ROOT / folder), method_map=[("**.py", "python")], keywords=KEYWORDS
        ):
            found.add(message, None, [(f"{folder}/{name}", line)], auto_comments=comments, context=context)
    return found


def path_of(language: str) -> Path:
    """Where the catalogue of a language lies."""
    return LOCALE / language / "LC_MESSAGES" / "nazar.po"


def read(language: str) -> Catalog:
    """The catalogue of a language as it stands; an empty one when there is none yet."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, project="Nazar", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def bring_up_to_date(language: str, wanted: Catalog, translate: Callable[[Any, str | None], Any] | None = None) -> int:
    """Rewrite a catalogue so that it holds just the wanted sentences; English says what the code says.

    `translate(message id, context)` may give what is missing. Returns how many are still untranslated.
    """
    before = read(language)
    after = Catalog(locale=language, project="Nazar", charset="utf-8", fuzzy=False)
    missing = 0
    for message in sorted((each for each in wanted if each.id), key=lambda each: (str(each.id), each.context or "")):
        known = before.get(message.id, message.context)
        said = known.string if known is not None and not known.fuzzy else ""
        if not any(said):
            said = (translate(message.id, message.context) if translate else None) or ""
        if not any(said) and language == "en":
            said = message.id
        missing += not any(said)
        after.add(message.id, said or None, context=message.context)
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, after, width=0, omit_header=False, include_previous=False)
    return missing


def main() -> None:
    """Bring all catalogues up to date and say what is still to be translated."""
    wanted = sentences()
    for language in LANGUAGES:
        missing = bring_up_to_date(language, wanted)
        print(f"{language}: {missing} of {len(wanted)} to translate")  # noqa: T201 - this is a tool's output


if __name__ == "__main__":
    main()
