"""Kazakh stems: what each kind of ending leaves, in whatever letters it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.kazakh import candidates, normal, stem
from language.kazakh_lists import FLEETING, INVARIABLE, IRREGULAR, SHORT
from language.words import fold

LEXEMES = {
    "cases": "көше көшенің көшеге көшені көшеде көшеден көшемен көшедегі",
    "plurals": "мектеп мектептер мектептерге мектептердің мектептерде",
    "owners": "көше көшесі көшесінде көшеміз көшеміздің көшелеріңіз көшелерінен",
    "consonants that soften": "мектеп мектебі мектебіне мектебінде мектебіміз",
    "uvulars that soften": "жарық жарығы жарығын жарықтың жарықсыз",
    "vowels that drop": "халық халқы халқының халыққа",
    "short nouns whose vowel drops": "орын орны орнында орнына",
    "verbs": "бар барды барамыз барған бармады барып",
    "participles": "келген келгенде келгендер келді келеді келмейді келіп",
    "verbs in ы": "оқы оқыды оқиды оқып оқыған",
    "verbs in й": "қой қояды қойды қойған қойып",
    "pronouns": "біз бізге бізді біздің бізден",
}


@pytest.mark.parametrize("name", LEXEMES)
def test_the_forms_of_a_word_share_a_stem(name):
    stems = {form: stem(fold(form)) for form in LEXEMES[name].split()}
    assert len(set(stems.values())) == 1, stems


@pytest.mark.parametrize(
    ("one", "other"),
    [("көше", "көшір"), ("су", "сурет"), ("жол", "жолдас"), ("қала", "қалам"), ("бала", "балық"), ("үй", "үйрек")],
)
def test_other_words_keep_their_own(one, other):
    assert stem(fold(one)) != stem(fold(other))


def test_the_russian_keyboard_makes_no_difference():
    for form in " ".join(LEXEMES.values()).split():
        assert stem(fold(form)) == stem(fold(fold(form)))


def test_closed_lists_are_spelled_in_folded_letters():
    for word in (*INVARIABLE, *IRREGULAR, *IRREGULAR.values(), *SHORT, *FLEETING):
        assert fold(word) == word


def test_stems_that_softened_are_the_same():
    assert normal("китаб") == normal("китап")
    assert normal("жарыг") == normal("жарык")
    assert normal("халык") == normal("халк")


LETTERS = st.text(st.sampled_from("абвгдежзийклмнопрстуфхцчшщыэюя"), max_size=40)


@given(LETTERS)
def test_any_letters_give_a_stem_that_is_no_longer(word):
    found = stem(word)
    assert len(found) <= len(word)
    assert bool(found) == bool(word)


def test_the_work_grows_with_the_word_only():
    longest = "лардын" * 10
    assert len(candidates(longest)) < 2_000
