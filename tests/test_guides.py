"""The guides say what the screen says: every word in bold stands in the catalogue of the guide's language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ui import extraction
from ui.navigation import VIEWS
from ui.texts import Texts

DOCS = Path(__file__).resolve().parents[1] / "docs"


def said(language: str) -> set[str]:
    """Every sentence of the interface in a language."""
    return {
        text
        for each in extraction.read(language)
        if each.id
        for text in ([each.string] if isinstance(each.string, str) else each.string or ())
    }


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_word_in_bold_stands_on_the_screen(language):
    page = (DOCS / f"guide.{language}.md").read_text("utf-8")
    bold = {" ".join(words.split()) for words in re.findall(r"\*\*(.+?)\*\*", page, re.DOTALL)} - {"жирным", "Қою"}

    assert len(bold) > 20
    assert sorted(bold - said(language)) == []


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_view_is_in_the_guide(language):
    page = (DOCS / f"guide.{language}.md").read_text("utf-8")
    untold = [view.path for view in VIEWS if Texts(language).gettext(view.title) not in page]

    assert untold == []
