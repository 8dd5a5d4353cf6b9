"""What the interface says is said in all three languages, wholly."""

from __future__ import annotations

import re
import string
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pytest

from desk.errors import NotAllowed, RateLimited, RuleError, Stale, WrongMove
from desk.incidents import State
from desk.roles import Action, Role
from ui import extraction
from ui.names import NAMES
from ui.texts import LANGUAGES, Texts

NOW = datetime(2026, 11, 23, 13, 40, tzinfo=UTC)
WANTED = [each for each in extraction.sentences() if each.id]


def key_of(message):
    return (message.id if isinstance(message.id, str) else message.id[0], message.context)


def fields(text):
    return sorted(f"{name}:{spec}" for _, name, spec, _ in string.Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_there_in_every_language(language):
    kept = {key_of(each): each for each in extraction.read(language) if each.id}

    untold = [key_of(each) for each in WANTED if key_of(each) not in kept or not all(strings(kept[key_of(each)]))]
    unsure = [key for key, each in kept.items() if each.fuzzy]

    assert untold == [], "run `python -m ui.extraction` and translate what is new"
    assert unsure == []


def strings(message):
    return message.string if isinstance(message.string, list | tuple) else [message.string]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_kept_that_nobody_says_any_more(language):
    wanted = {key_of(each) for each in WANTED}

    assert [key_of(each) for each in extraction.read(language) if each.id and key_of(each) not in wanted] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_fields_of_its_sentence(language):
    wrong = []
    for message in extraction.read(language):
        if not message.id:
            continue
        wanted = fields(message.id if isinstance(message.id, str) else message.id[-1])
        wrong += [said for said in strings(message) if said and fields(said) != wanted]

    assert wrong == []


@pytest.mark.parametrize(("language", "forms"), [("kk", 2), ("ru", 3), ("en", 2)])
def test_a_count_has_all_plural_forms_of_its_language(language, forms):
    plural = [each for each in extraction.read(language) if isinstance(each.id, tuple)]

    assert plural
    assert {len(strings(each)) for each in plural} == {forms}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_cyrillic_catalogue_speaks_its_own_language(language):
    english = {"Nazar", "MB", "GB", "kB", "KATO", "WhatsApp"}
    untouched = [
        each.id
        for each in extraction.read(language)
        if each.id
        and isinstance(each.string, str)
        and each.string
        and not re.search("[а-яёәғқңөұүһі]", each.string, re.IGNORECASE)
        if re.sub(r"\{[^}]*\}", "", each.string).strip(" :.,-–()%·") and each.string not in english
    ]

    assert untouched == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", NAMES, ids=lambda kind: kind.__name__)
def test_every_slug_has_a_name_of_its_own(language: str, kind: type[StrEnum]):
    names = [Texts(language).name(each) for each in kind]

    assert len(set(names)) == len(names)


def test_counts_follow_the_rules_of_each_language():
    def posts(language, count):
        return Texts(language).ngettext("{count} post found", "{count} posts found", count)

    assert [posts("ru", count) for count in (1, 2, 5, 21)] == [
        "найдено 1 сообщение",
        "найдено 2 сообщения",
        "найдено 5 сообщений",
        "найдено 21 сообщение",
    ]
    assert posts("kk", 5) == "5 хабарлама табылды"
    assert posts("en", 1) == "1 post found"


def test_a_moment_is_told_as_people_say_it():
    ru, kk = Texts("ru"), Texts("kk")

    assert ru.moment(NOW, NOW) == "сегодня в 18:40"
    assert ru.moment(NOW - timedelta(days=1), NOW) == "вчера в 18:40"
    assert kk.moment(NOW - timedelta(days=1), NOW) == "кеше 18:40"
    assert ru.moment(NOW - timedelta(days=30), NOW) == "24 октября, 18:40"
    assert kk.moment(NOW - timedelta(days=400), NOW) == "2025 ж. 19 қазан, 18:40"


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(minutes=0), "1 минута"),
        (timedelta(minutes=59), "59 минут"),
        (timedelta(hours=25), "25 часов"),
        (timedelta(days=2, hours=5), "2 дня"),
    ],
)
def test_a_length_is_told_in_its_greatest_unit(length, said):
    assert Texts("ru").duration(length) == said


def test_a_term_says_what_is_left_and_what_is_over():
    texts = Texts("ru")

    assert texts.left(180) == "осталось: 3 часа"
    assert texts.left(-2 * 24 * 60) == "просрочено: 2 дня"
    assert texts.left(-1) == "просрочено: 1 минута"


def test_an_error_is_told_with_names_and_not_with_slugs():
    error = NotAllowed("{name} may not do this here ({action})", name="Айгүл", action=Action.SORT.value)

    assert "sort" not in Texts("ru").translate(error)
    assert "Айгүл" in Texts("kk").translate(error)


def test_an_error_of_a_source_names_it():
    assert Texts("ru").translate(RateLimited("ozen-chat", 30)).startswith("ozen-chat: ")


def test_who_was_faster_is_told_with_the_hour_of_the_desk():
    error = Stale("{by} changed it at {at}", by="aigul", at=NOW)

    assert Texts("en").translate(error) == "aigul changed it at 23 November 2026, 18:40"


@pytest.mark.parametrize("language", LANGUAGES)
def test_fields_that_look_like_templates_are_not_filled_twice(language):
    error = RuleError("there is no such thing: {name}", name="{secret} {0}")

    assert "{secret} {0}" in Texts(language).translate(error)


def test_an_unknown_language_is_read_as_the_default():
    assert Texts("tr").name(Role.EXECUTOR) == Texts("ru").name(Role.EXECUTOR)
    assert Texts("tr").name(State.CLOSED) == "закрыта"


def test_a_wrong_move_names_the_state_in_words():
    assert "in-work" not in Texts("ru").translate(WrongMove("no such move from {state}", state="in-work"))
