"""Residents' words are shown whole, but without what plays tricks with the screen."""

from __future__ import annotations

import pytest

from ui.components.residents import one_line, readable


@pytest.mark.parametrize(
    "text", ["Су жоқ", "Ұлы Дала №5\nекінші жол\tкесте", "👨‍👩‍👧 отбасы", "नमस्ते", "<b>*a_ `x` $y$</b>", "й ё ї"]
)
def test_ordinary_words_stay_as_they_are(text):
    assert readable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("photo\u202egnp.exe", "photognp.exe"),
        ("\u2066ab\u2069", "ab"),
        ("a\u200bb\ufeffc", "abc"),
        ("a\x1b[31mb\x00\x07", "a[31mb"),
        ("a\r\nb", "a\nb"),
    ],
)
def test_marks_that_turn_or_hide_words_are_left_out(text, shown):
    assert readable(text) == shown


def test_twenty_thousand_marks_on_one_letter_do_not_cover_the_page():
    assert len(readable("a" + "\u0301" * 20_000)) <= 7


def test_a_long_text_is_cut_and_says_so():
    assert readable("сөз " * 1000, 100).endswith(" …")
    assert len(readable("сөз " * 1000, 100)) <= 102


def test_a_name_is_one_line():
    assert one_line("Айгүл\n\nСерік  \u202e") == "Айгүл Серік"
    assert one_line(None) == ""
