"""Streamlit's own words and ours for them: those that it really says, said in the language of the screen."""

from __future__ import annotations

import re
from pathlib import Path

import orjson
import pytest
import streamlit

from ui import streamlit_words
from ui.components.sorting import KINDS
from ui.texts import LANGUAGES, Texts

GLUE = re.compile(r"option(?=s available)|s? available|\{\d\}|Ctrl|⌘|to apply|to submit form|\. Running|options?\. ")
"""Where Streamlit puts its sentences together from pieces."""
SCRIPTS = Path(streamlit.__file__).parent / "static/static/js"


@pytest.fixture(scope="module")
def scripts():
    return "\n".join(path.read_text("utf-8") for path in SCRIPTS.glob("*.js"))


def test_each_word_is_one_that_streamlit_says(scripts):
    parts = {part.strip(" .") for theirs in streamlit_words.WORDS for part in GLUE.split(theirs)}

    assert sorted(part for part in parts if len(part) > 3 and part not in scripts) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_scripts_table_speaks_one_language(language):
    table = orjson.loads(streamlit_words.table(language))

    assert table["words"]["Choose an option"] == Texts(language).gettext("Choose")
    assert table["keys"]["title"] == Texts(language).gettext("Keys")
    for theirs, ours in table["words"].items():
        assert re.findall(r"\{\d\}", ours) in ([], re.findall(r"\{\d\}", theirs)), theirs


def test_the_keys_press_choices_that_the_panel_offers():
    offered = {kind.value: label for kind, label in KINDS.items()}

    assert streamlit_words.KINDS.items() <= offered.items()
