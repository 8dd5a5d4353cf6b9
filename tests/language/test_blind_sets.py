"""The blind sets hold what the measurements ask for, and their marks mean what they say."""

import re
from collections import Counter
from pathlib import Path

import yaml

from bench.blind_sets import personal_texts, place_sentences, topic_phrases, unmarked
from desk.readings import PersonalKind, PlaceKind

TOPICS = yaml.safe_load((Path(__file__).parents[2] / "config" / "topics.yml").read_text("utf-8"))
KAZAKH_LETTERS = set("әіңғүұқөһ")
TERRITORIES = {"391010000", "711310000", "395400000"}


def test_every_group_has_ten_phrases_of_each_way_of_writing():
    counted = Counter((group, section) for group, section, _ in topic_phrases())
    groups = {id for id, topic in TOPICS.items() if not topic.get("parent")} - {"other"}
    assert counted == {(group, section): 10 for group in groups for section in ("kk", "folded", "ru")}


def test_no_phrase_stands_twice_and_each_is_a_short_post():
    phrases = [phrase for _, _, phrase in topic_phrases()]
    assert len(phrases) == len(set(phrases))
    assert all(3 <= len(phrase.split()) <= 20 for phrase in phrases)


def test_what_is_typed_on_a_russian_keyboard_has_no_kazakh_letter():
    folded = [phrase for _, section, phrase in topic_phrases() if section == "folded"]
    folded += [each.text for each in place_sentences() if each.section == "folded"]
    folded += [each.text for each in personal_texts() if each.section == "folded"]
    assert [text for text in folded if set(text.lower()) & KAZAKH_LETTERS] == []


def test_places_are_named_in_enough_sentences_of_both_languages():
    sentences = list(place_sentences())
    assert sum(each.section != "ru" for each in sentences) >= 120
    assert sum(each.section == "ru" for each in sentences) >= 120
    assert sum(not each.marks for each in sentences) >= 60
    assert {each.territory for each in sentences} == TERRITORIES
    assert {mark.kind for each in sentences for mark in each.marks} == set(PlaceKind)


def test_personal_data_have_enough_texts_and_traps():
    texts = list(personal_texts())
    assert len(texts) >= 300
    assert sum(not each.marks for each in texts) >= 120
    assert {mark.kind for each in texts for mark in each.marks} == set(PersonalKind)
    assert len({each.text for each in texts}) == len(texts)


def test_marks_lie_where_their_words_stand():
    for each in (*place_sentences(), *personal_texts()):
        assert "[[" not in each.text
        assert all(each.text[mark.start : mark.end] == mark.words for mark in each.marks)
    assert unmarked("на [[house:Абая, 3|Абая 3]]").marks[0].name == "Абая, 3"


def test_marked_iins_and_cards_carry_right_check_digits():
    for mark in (mark for each in personal_texts() for mark in each.marks):
        digits = [int(digit) for digit in re.sub(r"\D", "", mark.words)]
        if mark.kind == "iin":
            assert digits[11] == check_of_iin(digits), mark.words
        if mark.kind == "card":
            assert (len(digits), luhn(digits)) == (16, 0), mark.words


def test_no_trap_holds_a_number_that_is_an_iin_or_a_card():
    traps = [each.text for each in personal_texts() if not each.marks]
    runs = [[int(digit) for digit in run] for text in traps for run in re.findall(r"\d{12,16}", text)]
    assert len(runs) > 5
    assert not [run for run in runs if len(run) == 12 and run[11] == check_of_iin(run) and day_of(run)]
    assert not [run for run in runs if len(run) == 16 and luhn(run) == 0]


def day_of(iin: list[int]) -> bool:
    return 1 <= iin[2] * 10 + iin[3] <= 12 and 1 <= iin[4] * 10 + iin[5] <= 31


def check_of_iin(digits: list[int]) -> int:
    first = sum(digit * weight for digit, weight in zip(digits, range(1, 12), strict=False)) % 11
    second = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]
    return first if first < 10 else sum(a * b for a, b in zip(digits, second, strict=False)) % 11


def luhn(digits: list[int]) -> int:
    doubled = [digit * 2 if place % 2 else digit for place, digit in enumerate(reversed(digits))]
    return sum(each - 9 if each > 9 else each for each in doubled) % 10
