"""Kazakh in Latin letters, as the alphabets and the chats have it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.latin import cyrillic, is_latin
from language.words import fold


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jaryq", "жарық"),
        ("zharyk", "жарық"),
        ("koshe", "көше"),
        ("kóshe", "көше"),
        ("köşe", "көше"),
        ("qalai", "қалай"),
        ("bolmaidy", "болмайды"),
        ("bolmaydy", "болмайды"),
        ("sý", "су"),
        ("şaruaşylyq", "шаруашылық"),
        ("ǵimarat", "ғимарат"),
        ("rahmet", "рахмет"),
        ("toñ", "тоң"),
        ("qoyady", "қояды"),
    ],
)
def test_latin_kazakh_reads_as_cyrillic(typed, meant):
    assert is_latin(fold(typed))
    assert cyrillic(fold(typed)) == fold(meant)


def test_other_letters_are_not_latin_kazakh():
    assert not is_latin("вода")
    assert not is_latin("日本")
    assert not is_latin("a1")


@given(st.text(max_size=40))
def test_any_text_can_be_read(text):
    assert len(cyrillic(text)) <= 2 * len(text)
