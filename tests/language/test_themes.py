"""What a chat's name says of its posts."""

import pytest

from config.catalogues import read_catalogues
from desk.topics import Topic, Topics
from language.themes import theme_of


@pytest.fixture(scope="module")
def topics():
    return read_catalogues(None).topics


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("Участковый на связи | мкр Юго-Восток", "order"),
        ("Құқықтық тәртіп — Сарыарқа", "order"),
        ("кукыктык тартип чат", "order"),
        ("ОСИ «Достык 12»", "owners-associations"),
        ("КСК Самал: вопросы и ответы", "owners-associations"),
        ("МИБ Нұрлы үй", "owners-associations"),
    ],
)
def test_a_chat_named_for_order_or_for_owners_has_a_topic_and_who_answers(topics, title, topic):
    assert theme_of(title, topics) == (topic, topics.department_of(topic))


@pytest.mark.parametrize("title", ["", "Типичный Аксай", "Новости города", "😀", "Осиновка", "\ud800"])
def test_most_names_say_nothing(topics, title):
    assert theme_of(title, topics) is None


def test_a_topic_that_is_gone_or_retired_is_not_suggested():
    assert theme_of("Участковый", Topics([])) is None
    assert theme_of("Участковый", Topics([Topic("order", {"ru": "Порядок"}, retired=True)])) is None


def test_what_only_named_roles_may_see_is_for_a_person_to_decide():
    assert theme_of("Участковый", Topics([Topic("order", {"ru": "Порядок"}, restricted=True)])) is None
