"""Russian lemmas: the dictionary's, the most probable one, and guesses for what it has not."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.reading_words import measure_lemmas
from language.russian import LONGEST_READ, is_known, is_name, lemma

SETS = Path(__file__).parent / "sets"


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


def test_forms_of_a_word_that_no_dictionary_has_are_one():
    assert len({lemma(form) for form in ("вайберхоз", "вайберхоза", "вайберхозом", "вайберхозы", "вайберхозах")}) == 1
    assert lemma("загуглили") == lemma("загуглить")


def test_residents_sentences_have_the_lemmas_that_people_give_them():
    assert measure_lemmas(SETS / "russian_lemmas.txt")["f"] >= 0.955
