"""Scores of pairs of posts: what is near in place, topic, time and words is proposed, what differs is not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desk.samematter import LIKELY, SAME_TEXT, Likeness, Side, Why, best, copy, likely_same

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
STREET = {"абай көшесі": "Абай көшесі"}
PIPE = Side(AT, "water-burst", "water", STREET, ("telegram", "-1", None), {"труба": "трубу", "прорвать": "прорвало"})


def likely(one: Side, other: Side) -> Likeness:
    found = likely_same(one, other)
    assert found is not None
    return found


def test_the_same_place_and_topic_is_one_matter_whatever_language_it_is_told_in():
    kazakh = replace(PIPE, at=AT + timedelta(hours=5), talk=("telegram", "-2", None), said={"кубыр": "құбыр"})
    found = likely(PIPE, kazakh)
    assert (found.why, found.words) == (Why.PLACE_AND_TOPIC, ("Абай көшесі",))
    assert found.score == likely(kazakh, PIPE).score


@pytest.mark.parametrize(
    "other",
    [
        replace(PIPE, at=AT + timedelta(days=15)),
        replace(PIPE, places={"сәтбаев көшесі": "Сәтбаев көшесі"}),
        replace(PIPE, topic="light", group="electricity"),
        Side(AT, None, None, {}, ("telegram", "-9", None), {"мусор": "мусор"}),
    ],
)
def test_another_time_place_or_topic_is_another_matter(other):
    assert likely_same(PIPE, other) is None


def test_words_in_common_and_nearness_in_time_make_it_likelier():
    same_words = likely(PIPE, replace(PIPE, at=AT + timedelta(hours=1)))
    other_words = likely(PIPE, replace(PIPE, at=AT + timedelta(hours=1), said={}))
    later = likely(PIPE, replace(PIPE, at=AT + timedelta(days=13)))
    assert same_words.score > other_words.score
    assert same_words.score > later.score >= LIKELY
    assert same_words.words == ("Абай көшесі", "прорвало", "трубу")


def test_a_conversation_holds_one_matter_together_where_no_place_is_named():
    said = {name: name for name in ("вода", "напор", "подвал", "насос", "дом", "утро")}
    one = replace(PIPE, places={}, said=said)
    assert likely(one, replace(one, at=AT + timedelta(hours=2))).why is Why.TALK_AND_TOPIC
    assert likely_same(one, replace(one, talk=("telegram", "-2", None))) is None


def test_the_likeliest_reason_is_told():
    elsewhere = replace(PIPE, places={"сәтбаев көшесі": "Сәтбаев көшесі"})
    assert copy(SAME_TEXT - 0.01, PIPE, PIPE) is None
    assert copy(0.9, PIPE, elsewhere) is None
    assert copy(0.9, PIPE, replace(PIPE, places={})) == Likeness(0.9, Why.COPY)
    weak, strong = Likeness(0.8, Why.PLACE_AND_TOPIC), Likeness(0.8, Why.COPY)
    assert best([None, weak, strong]) is strong
    assert best([None]) is None
