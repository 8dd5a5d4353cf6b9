"""Collects every sentence of ours and brings the three catalogues up to date: `python -m ui.extraction`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from ui.texts import LANGUAGES, LOCALE

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("config", "crawlers", "desk", "index", "language", "listeners", "store", "ui")
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
SINGLE = frozenset({"N_", "_", "gettext", "fill"})
"""Calls whose first argument is a sentence."""


def sentences() -> Catalog:
    """Every sentence that our code marks. Read from the syntax tree, so that those inside f-strings are found too."""
    found = Catalog(charset="utf-8")
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for call in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(call, ast.Call):
                    _add(found, call)
    return found


def _add(found: Catalog, call: ast.Call) -> None:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    written = [each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    if name in SINGLE and written and isinstance(call.args[0], ast.Constant):
        found.add(written[0])
    elif name == "ngettext" and len(written) == 2:
        found.add((written[0], written[1]))
    elif name == "C_" and len(written) == 2:
        found.add(written[1], context=written[0])


def path_of(language: str) -> Path:
    """Where the catalogue of a language lies."""
    return LOCALE / language / "LC_MESSAGES" / "nazar.po"


def read(language: str) -> Catalog:
    """The catalogue of a language as it stands; an empty one when there is none yet."""
    path = path_of(language)
    if not path.exists():
        return _empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def bring_up_to_date(language: str, wanted: Catalog, translate: Callable[[Any, str | None], Any] | None = None) -> int:
    """Rewrite a catalogue so that it holds just the wanted sentences; English says what the code says.

    `translate(message id, context)` may give what is missing. Returns how many are still untranslated.
    """
    before = read(language)
    after = _empty(language)
    missing = 0
    for message in sorted((each for each in wanted if each.id), key=lambda each: (str(each.id), each.context or "")):
        known = before.get(message.id, message.context)
        said = known.string if known is not None and not known.fuzzy else None
        if not is_said(said) and translate:
            said = translate(message.id, message.context)
        if not is_said(said) and language == "en":
            said = message.id
        missing += not is_said(said)
        after.add(message.id, said or None, context=message.context)
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, after, width=0, omit_header=False, include_previous=False)
    return missing


def is_said(text: str | list[str] | tuple[str, ...] | None) -> bool:
    """Is it a translation, with every plural form?"""
    return bool(text) and (isinstance(text, str) or all(text or ()))


def _empty(language: str) -> Catalog:
    return Catalog(
        locale=language,
        project="Nazar",
        version="1",
        header_comment="# What Nazar says. Brought up to date by `python -m ui.extraction`; corrected by hand, here.",
        copyright_holder="",
        msgid_bugs_address="",
        last_translator="",
        language_team=language,
        # A file that two people bring up to date must come out the same.
        creation_date=_EPOCH,
        revision_date=_EPOCH,
        charset="utf-8",
        fuzzy=False,
    )


def main() -> None:
    """Bring all catalogues up to date and say what is still to be translated."""
    wanted = sentences()
    for language in LANGUAGES:
        missing = bring_up_to_date(language, wanted)
        print(f"{language}: {missing} of {len(wanted)} to translate")  # noqa: T201 - this is a tool's output


if __name__ == "__main__":
    main()
