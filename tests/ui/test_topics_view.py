"""Topics: two levels, words that are tried before they are kept, faults beside their fields, nobody overwritten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk.errors import NotAllowed
from desk.readings import Correction, TopicModelKept, Trait
from desk.roles import Role
from desk.works import WorkKind
from tests.ui.conftest import NOW, PAYLOAD
from tests.ui.screens import drawn, go, press, words
from ui import amendments, previews

ELSEWHERE = "750000000"


@pytest.fixture
def editor(person):
    return person(Role.COORDINATOR, login="editor")


@pytest.fixture
def open_at(editor, sit):
    def opened(**query):
        return go(sit(editor).run(), "topics", **query)

    return opened


def items(screen):
    return {item["number"]: item for data in drawn(screen) if data["kind"] == "incidents" for item in data["items"]}


def rows(parts):
    with parts.store.reading() as records:
        return {(row.catalogue, row.key): row.value for row in records.catalogue_rows()}


def journal(parts):
    with parts.store.reading() as records:
        return [(line.entry.action, line.entry.key) for line in records.journal(kind="catalogue")]


def topics(parts):
    parts.forget_catalogues()
    return parts.catalogues().topics


def type_words(screen, id, text, field="words-ru"):
    screen.text_area(key=f"topic-{id}-{field}").input(text)


def test_topics_stand_behind_their_groups(parts, open_at):
    shown = items(open_at())

    below = next(each for each in topics(parts).values() if each.parent == "utilities")
    assert shown["utilities"]["label"] == ""
    assert shown[below.id]["label"] == "\u2003"
    assert len(shown) == len([each for each in topics(parts).values() if not each.retired])


def test_a_topic_is_found_by_one_of_its_words(parts, open_at):
    word = topics(parts)["animals"].words["ru"][0]

    assert "animals" in items(open_at(text=word))
    assert "animals" not in items(open_at(text="zzz"))


def test_one_group_is_shown_with_what_stands_below_it(parts, open_at):
    shown = items(open_at(group="animals"))

    assert "animals" in shown
    assert {topics(parts)[id].parent for id in shown} == {None, "animals"}
    assert [id for id in shown if topics(parts)[id].parent is None] == ["animals"]


def test_the_form_shows_names_words_and_terms(open_at):
    screen = open_at(topic="emergency")

    assert screen.text_input(key="topic-emergency-ru").value == "Чрезвычайные ситуации"
    assert screen.text_area(key="topic-emergency-words-ru").value.count("\n") > 3
    assert "danger" not in words(screen).split("Terms")[0]
    assert "working minutes: 30" in words(screen)


def test_words_are_kept_with_one_line_of_the_journal_and_read_at_once(parts, open_at):
    screen = open_at(topic="animals")
    before = screen.text_area(key="topic-animals-words-ru").value
    type_words(screen, "animals", before + "\nзюзюка*\n\n  зюзюка*  \n")

    press(screen, "topic-animals-save")

    assert topics(parts)["animals"].words["ru"][-1] == "зюзюка*"
    assert list(rows(parts)) == [("topics", "animals")]
    assert set(rows(parts)["topics", "animals"]) == {"words"}, "only what was changed"
    assert journal(parts) == [("catalogue-change", "topics/animals")]
    assert parts.reader.read("опять эти зюзюкалы").topic == "animals"


def test_after_a_change_all_posts_can_be_read_again(parts, open_at, write, editor):
    write("Опять зюзюка ходит")
    screen = open_at(topic="animals")
    assert "reread" not in [each.key for each in screen.button], "all is read by what holds"
    type_words(screen, "animals", "зюзюка")
    press(screen, "topic-animals-save")
    assert "1 post was read by older rules, catalogues or models" in words(screen)

    press(screen, "reread")

    (work,) = parts.longwork.seen_by(parts.make_actor(editor))
    assert (work.kind, work.total) == (WorkKind.REREAD, 1)
    assert "1 post was read by older" not in words(screen)


def test_a_look_says_how_many_posts_would_be_read_otherwise_and_keeps_nothing(parts, open_at, write):
    write("Опять зюзюка ходит", "Зюзюка пришла, мой телефон 8 701 123 45 67", "Спасибо всем")
    screen = open_at(topic="animals")
    type_words(screen, "animals", "зюзюка")

    press(screen, "topic-animals-look")

    said = words(screen)
    assert "Would now match 2 posts of last month, today: 0" in said.replace(" · ", ", ")
    assert "2 posts would be read otherwise." in said
    assert "the newest first: 3 (at most 2,000" in said
    assert said.count(" → Stray animals") == 2
    assert "Зюзюка пришла" in said
    assert "123 45 67" not in said
    assert rows(parts) == {}


def test_an_old_look_says_that_something_was_typed_since(open_at, write):
    write("Опять зюзюка ходит")
    screen = open_at(topic="animals")
    type_words(screen, "animals", "зюзюка")
    press(screen, "topic-animals-look")
    assert "look again" not in words(screen)

    type_words(screen, "animals", "зюзюка\nбука")
    screen.run()

    assert "Something was typed since: look again." in words(screen)


def test_a_look_counts_only_posts_that_this_person_may_see(parts, open_at, write):
    write("Опять зюзюка ходит")
    write("Алматыда зюзюка жүр", territory=ELSEWHERE, source="far")
    screen = open_at(topic="animals")
    type_words(screen, "animals", "зюзюка")

    press(screen, "topic-animals-look")

    assert "the newest first: 1 (" in words(screen)
    assert "Алматыда" not in words(screen)


def test_who_does_not_see_posts_gets_numbers_without_texts(person, sit, write):
    write("Опять зюзюка ходит")
    screen = go(sit(person(Role.ADMINISTRATOR, login="chief")).run(), "topics", topic="animals")
    type_words(screen, "animals", "зюзюка")

    press(screen, "topic-animals-look")

    assert "1 post would be read otherwise." in words(screen)
    assert "Опять зюзюка" not in words(screen)
    assert "Examples are shown to those who may see" in words(screen)


def test_what_a_person_corrected_is_not_counted_as_otherwise(parts, open_at, write):
    write("Опять зюзюка ходит")
    with parts.store.writing() as records:
        post = records.every_post()[0]
        said = Correction(Trait.TOPIC, "roads", "", "editor", NOW)
        records.correct(post.id, said, restricted=None, due_at=None)
    screen = open_at(topic="animals")
    type_words(screen, "animals", "зюзюка")

    press(screen, "topic-animals-look")

    assert "0 posts would be read otherwise." in words(screen)


def test_a_fault_stands_beside_its_field_and_nothing_is_kept(parts, open_at):
    screen = open_at(topic="animals")
    type_words(screen, "animals", "ит\nа*")

    press(screen, "topic-animals-save")

    said = [each.value for each in screen.text if each.value.startswith("! ")]
    assert len(said) == 1
    assert "Words in Russian" in said[0]
    assert "а*" in said[0]
    assert "look at the fields that are marked" in words(screen)
    assert screen.text_area(key="topic-animals-words-ru").value == "ит\nа*", "what was typed is still there"
    assert rows(parts) == {}


def test_a_name_that_is_missing_is_told_beside_it(parts, open_at):
    screen = open_at(new="1")
    screen.text_input(key="topic-new-ru").input("Мосты")

    press(screen, "topic-new-save")

    assert any("Name in Kazakh" in each.value for each in screen.text if each.value.startswith("! "))
    assert rows(parts) == {}


def test_a_topic_is_added_below_its_group(parts, open_at):
    screen = open_at(new="1")
    screen.text_input(key="topic-new-kk").input("Көпірлер")
    screen.text_input(key="topic-new-ru").input("Мосты")
    screen.selectbox(key="topic-new-parent").set_value("roads")
    screen.text_area(key="topic-new-words-kk").input("көпір құла*")

    press(screen, "topic-new-save")

    added = topics(parts)["mosty"]
    assert (added.parent, added.words, added.restricted) == ("roads", {"kk": ("көпір құла*",)}, False)
    assert screen.text_input(key="topic-mosty-ru").value == "Мосты"


def test_another_editors_change_of_the_same_field_is_not_overwritten(parts, open_at, person):
    screen = open_at(topic="animals")
    other = parts.make_actor(person(Role.COORDINATOR, login="other"))
    amendments.change(parts, other, "topics", [("animals", {"words": {"ru": ["пёс"]}})])
    type_words(screen, "animals", "кот")

    press(screen, "topic-animals-save")

    assert "Somebody was faster" in " ".join(each.value for each in screen.error)
    assert topics(parts)["animals"].words == {"ru": ("пёс",)}


def test_another_editors_change_of_another_field_stays(parts, open_at, person):
    screen = open_at(topic="animals")
    other = parts.make_actor(person(Role.COORDINATOR, login="other"))
    amendments.change(parts, other, "topics", [("animals", {"words": {"ru": ["пёс"]}})])
    screen.text_input(key="topic-animals-en").input("Dogs")

    press(screen, "topic-animals-save")

    assert topics(parts)["animals"].words == {"ru": ("пёс",)}
    assert topics(parts)["animals"].name("en") == "Dogs"


def test_a_topic_is_retired_and_comes_back(parts, open_at):
    id = next(each.id for each in topics(parts).values() if each.parent == "animals")
    screen = open_at(topic=id)
    screen.checkbox(key=f"topic-{id}-retired").check()
    press(screen, f"topic-{id}-save")
    assert topics(parts)[id].retired
    assert id not in items(open_at())

    screen = open_at(topic=id)
    screen.checkbox(key=f"topic-{id}-retired").uncheck()
    press(screen, f"topic-{id}-save")
    assert not topics(parts)[id].retired


def test_retiring_is_tried_first_too(parts, open_at, write):
    chief = next(each for each in topics(parts).values() if each.parent == "animals")
    write(chief.phrases["ru"][0])
    screen = open_at(topic=chief.id)
    screen.checkbox(key=f"topic-{chief.id}-retired").check()

    press(screen, f"topic-{chief.id}-look")

    assert "Would now match 0 posts of last month" in words(screen)
    assert "today: 1" in words(screen)
    assert not topics(parts)[chief.id].retired


def test_a_group_with_topics_below_is_not_retired(parts, open_at):
    screen = open_at(topic="animals")
    screen.checkbox(key="topic-animals-retired").check()
    press(screen, "topic-animals-save")

    assert not topics(parts)["animals"].retired
    assert "topics stand below it" in words(screen)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR, Role.COORDINATOR}))
def test_nobody_else_tries_or_changes_a_topic(parts, person, role):
    actor = parts.make_actor(person(role, login="other", department="roads"))
    change = [("animals", {"words": {"ru": ["кот"]}})]
    for door in (
        lambda: previews.of_change(parts, actor, "topics", change, frozenset({"animals"})),
        lambda: amendments.change(parts, actor, "topics", change),
    ):
        with pytest.raises(NotAllowed):
            door()

    assert rows(parts) == {}


def test_names_are_text_wherever_they_stand(parts, open_at, person):
    other = parts.make_actor(person(Role.COORDINATOR, login="other"))
    names = {"kk": "А", "ru": PAYLOAD.replace("\u202e", "")}
    amendments.change(parts, other, "topics", [("animals", {"names": names})])
    screen = open_at()

    assert not [each for each in screen.markdown if "<img" in each.value]
    assert not open_at(topic="animals").exception


def test_the_list_says_how_many_corrections_are_still_wanted(parts, open_at, write):
    write("Көшеде ит көп")
    with parts.store.writing() as records:
        post = records.every_post()[0]
        records.correct(post.id, Correction(Trait.TOPIC, "roads", "", "editor", NOW), restricted=None, due_at=None)

    assert "Not enough corrections yet: 1 of 100." in words(open_at())


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"form": 1}, "Topics are found by the model learned-140-ab"),
        ({}, "it did no better than the words"),
    ],
)
def test_the_model_in_use_is_told_with_its_figures_and_what_waits(parts, open_at, write, body, told):
    write("Көшеде ит көп", "Су жоқ")
    figures = {"corrections": 140, "accuracy": 0.714, "rules": 0.65, "sure_share": 0.6, "sure_right": 0.91}
    with parts.store.writing() as records:
        records.keep_topic_model(TopicModelKept("learned-140-ab", NOW - timedelta(hours=5), body, figures))
        for post, hours in zip(records.every_post(), (9, 1), strict=True):
            said = Correction(Trait.TOPIC, "roads", "", "editor", NOW - timedelta(hours=hours))
            records.correct(post.id, said, restricted=None, due_at=None)
    shown = words(open_at())

    assert told in shown
    assert "71 % right, the words alone 65 %" in shown
    assert "1 correction waits to be learned." in shown
    assert ("60 % of posts by itself (91 % of them right)" in shown) == bool(body)


def test_who_manages_a_part_of_the_territory_does_not_change_topics(person, sit):
    village = person(Role.COORDINATOR, login="village", territory="113220000")
    screen = go(sit(village).run(), "topics")

    assert items(screen) == {}
    assert "belong to the whole territory" in words(screen)
