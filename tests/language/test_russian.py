"""Russian lemmas: the dictionary's, the most probable one, and guesses for what it has not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.russian import LONGEST_READ, is_known, is_name, lemma


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("дороги", "дорога"),
        ("дорогу", "дорога"),
        ("воды", "вода"),
        ("ямы", "яма"),
        ("ямах", "яма"),
        ("автобусов", "автобус"),
        ("люди", "человек"),
        ("дети", "ребенок"),
        ("елки", "елка"),
        ("отключили", "отключить"),
        ("сломанный", "сломать"),
        ("мусора", "мусор"),
        ("подъезде", "подъезд"),
        ("акимата", "акимат"),
        ("акиматом", "акимат"),
        ("вебинаре", "вебинар"),
        ("ютуберы", "ютубер"),
    ],
)
def test_a_form_has_the_lemma_of_its_word(form, expected):
    assert lemma(form) == expected


def test_a_lemma_is_folded_too():
    assert "ё" not in lemma("елки") + lemma("полет") + lemma("ребенок")


def test_what_is_too_long_stays():
    assert lemma("щ" * (LONGEST_READ + 1)) == "щ" * (LONGEST_READ + 1)


def test_known_words_and_names_are_told():
    assert is_known("дорога")
    assert not is_known("абырвалгами")
    assert is_name("путиным")
    assert not is_name("дорогой")


@given(st.text(st.sampled_from("абвгдежзийклмнопрстуфхцчшщъыьэюя"), max_size=40))
def test_any_letters_give_a_lemma(word):
    assert bool(lemma(word)) == bool(word)
