"""Fields that keep what is typed, as a screen without a browser sees them."""

from __future__ import annotations

from desk.posts import Line
from desk.queries import PostFilter
from desk.roles import Role, Scope
from tests.ui.screens import go, pick, press, words


def drafts_of(parts, user):
    with parts.store.reading() as records:
        return {draft.name: dict(draft.fields) for draft in records.drafts_of(user.id)}


def waiting(parts):
    with parts.store.reading() as records:
        posts = records.posts(PostFilter(lines=frozenset({Line.NEW})), Scope.everything()).items
    return [post.id for post in posts]


def sorting(sit, user, *ids):
    return pick(go(sit(user).run(), "queue"), "queue", *ids)


def test_what_was_typed_is_there_on_another_screen_of_the_same_person_and_on_no_one_elses(parts, person, sit, write):
    write("Су жоқ")
    ids = waiting(parts)
    aigul, bolat = person(Role.PRESS_OFFICE), person(Role.PRESS_OFFICE, login="bolat")
    screen = sorting(sit, aigul, *ids)
    screen.text_input(key="sort-title").set_value("Судың жоғы").run()

    assert drafts_of(parts, aigul) == {"queue/take": {"sort-title": "Судың жоғы"}}
    again = sorting(sit, aigul, *ids)
    assert again.text_input(key="sort-title").value == "Судың жоғы"
    assert "draft kept at" in words(again)
    assert sorting(sit, bolat, *ids).text_input(key="sort-title").value == ""
    assert drafts_of(parts, bolat) == {}


def test_what_was_sent_is_no_draft_any_more(parts, person, sit, write):
    write("Су жоқ", "Жарық жоқ")
    first, second = waiting(parts)
    aigul = person(Role.PRESS_OFFICE)
    screen = sorting(sit, aigul, first)
    screen.text_input(key="sort-title").set_value("Судың жоғы").run()
    press(screen, "sort-take")

    assert drafts_of(parts, aigul) == {}
    assert pick(screen, "queue", second).text_input(key="sort-title").value == ""


def test_a_draft_that_is_thrown_away_is_gone_from_field_and_store(parts, person, sit, write):
    write("Су жоқ")
    aigul = person(Role.PRESS_OFFICE)
    screen = sorting(sit, aigul, *waiting(parts))
    screen.text_input(key="sort-title").set_value("Артық").run()
    press(screen, "throw-queue-take")

    assert screen.text_input(key="sort-title").value == ""
    assert drafts_of(parts, aigul) == {}
    assert "draft kept" not in words(screen)


def test_a_refusal_leaves_the_text_in_its_field_and_in_the_store(parts, person, sit, write):
    write("Су жоқ")
    (post,) = waiting(parts)
    aigul, bolat = person(Role.PRESS_OFFICE), person(Role.PRESS_OFFICE, login="bolat")
    screen = sorting(sit, aigul, post)
    screen.text_input(key="sort-title").set_value("Судың жоғы").run()
    press(sorting(sit, bolat, post), "sort-take")
    press(screen, "sort-take")

    assert drafts_of(parts, aigul) == {"queue/take": {"sort-title": "Судың жоғы"}}
    assert screen.error or screen.warning
