"""What a person says instead of the machine: checked, journalled, and stronger than any reading to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.errors import NotAllowed, NotFound, RuleError
from desk.posts import Line, Post, PostKey, SetAsideReason
from desk.readings import Kind, TopicFound, Trait
from desk.roles import Role

WATER = TopicFound("water", "water", 0.9, ("су",))


def stored(desk, text, **how):
    return desk.stored(desk.post(text=text, **how))


def journal(desk):
    with desk.store.reading() as records:
        return [line.entry for line in records.journal(kind="post", limit=100)]


def test_a_topic_that_is_surely_read_counts_before_the_sources(read_desk):
    assert stored(read_desk, "complaint water").topic == "water"
    assert stored(read_desk, "complaint water?").topic == "roads", "the source's: the machine is not sure"


def test_a_machines_topic_never_makes_a_post_restricted(read_desk):
    post = stored(read_desk, "complaint corruption")

    assert (post.topic, post.restricted) == ("corruption", False)


def test_no_machine_takes_a_post_out_of_its_sources_restricted_topic(read_desk):
    with read_desk.store.writing() as records:
        read_desk.source = records.keep_source(replace(read_desk.source, topic="corruption"))

    post = stored(read_desk, "complaint water")

    assert (post.topic, post.restricted) == ("corruption", True)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("complaint", 9), ("question urgent", 4), ("proposal danger", 1), ("answer-complaint", 9),
        ("thanks", None), ("chatter", None), ("news danger", 1),
    ],
)  # fmt: skip
def test_what_is_read_as_a_matter_has_the_residents_term(read_desk, text, hours):
    post = stored(read_desk, text)

    assert post.line is Line.NEW
    assert post.due_at == (hours and post.post.published_at + timedelta(hours=hours))


def test_what_a_machine_sets_aside_says_so_and_is_one_step_from_the_queue(read_desk, press):
    post = stored(read_desk, "spam")

    assert (post.line, post.set_aside, post.is_aside_by_machine) == (
        Line.SET_ASIDE, SetAsideReason.ADVERTISING, True
    )  # fmt: skip
    read_desk.casework.bring_back(press, [post.id])
    assert read_desk.stored(post.id).line is Line.NEW


def test_a_known_post_is_not_read_again_and_an_edited_one_is(read_desk, reader):
    wall = read_desk.wall
    post = Post(PostKey("telegram", "-1001", "1"), "complaint water", wall() - timedelta(hours=1), wall())
    for _ in range(2):
        read_desk.inbox.receive(read_desk.source, [post])
    edited = replace(post, text="thanks roads", edited_at=wall())
    for _ in range(2):
        read_desk.inbox.receive(read_desk.source, [edited])

    assert [text for text, _ in reader.read_texts] == ["complaint water", "thanks roads"]
    with read_desk.store.reading() as records:
        kept = records.post(post.key)
    assert (kept.reading.kind, kept.topic, kept.due_at) == (Kind.THANKS, "roads", None)


def test_a_post_is_read_with_what_is_known_around_it(read_desk, reader):
    wall = read_desk.wall

    def post(number, **more):
        key = PostKey("telegram", "-1001", str(number))
        return Post(key, "complaint", wall() - timedelta(hours=1), wall(), place_title="Двор", **more)

    read_desk.inbox.receive(read_desk.source, [post(1, official=True), post(2, reply_to="1"), post(3, reply_to="2")])
    read_desk.inbox.receive(read_desk.source, [post(4, reply_to="1")])

    around = [around for _, around in reader.read_texts]
    assert [each.answers_office for each in around] == [False, True, False, True]
    assert [each.official for each in around] == [True, False, False, False]
    assert {(each.territory, each.topic, each.place_title) for each in around} == {("750000000", "roads", "Двор")}


def test_an_archived_post_is_read_but_has_no_term(read_desk):
    post = stored(read_desk, "complaint water", archive=True)

    assert (post.line, post.reading.kind, post.due_at) == (Line.ARCHIVE, Kind.COMPLAINT, None)


def test_a_correction_holds_is_kept_and_stands_in_the_journal(read_desk, press):
    post = stored(read_desk, "complaint water")

    after = read_desk.casework.correct(press, post.id, Trait.TOPIC, "roads")

    assert (after.topic, after.reading.topic) == ("roads", "water")
    assert [(e.value, e.was, e.by) for e in after.corrections] == [("roads", "water", "aigul")]
    [entry] = journal(read_desk)
    assert (entry.action, entry.actor, entry.fields) == (
        "correct",
        "aigul",
        {"trait": "topic", "value": ["water", "roads"]},
    )


def test_confirming_the_machine_is_an_example_to_learn_from(read_desk, press):
    post = stored(read_desk, "complaint water")
    for _ in range(2):
        read_desk.casework.correct(press, post.post.key, Trait.TOPIC, "water")

    with read_desk.store.reading() as records:
        [confirmed] = records.confirmed_topics()
    assert (confirmed.topic, confirmed.was, confirmed.text) == ("water", "water", "complaint water")
    assert len(read_desk.stored(post.id).corrections) == len(journal(read_desk)) == 1, "twice the same says it once"


def test_the_topic_a_person_names_restricts_the_post_and_frees_it_again(read_desk, press, coordinator):
    post = stored(read_desk, "complaint water")

    assert read_desk.casework.correct(press, post.id, Trait.TOPIC, "corruption").restricted
    with pytest.raises(NotFound):
        read_desk.casework.correct(press, post.id, Trait.TOPIC, "water")
    assert not read_desk.casework.correct(coordinator, post.id, Trait.TOPIC, "").restricted


@pytest.mark.parametrize(
    ("trait", "value", "due"),
    [
        (Trait.URGENCY, "danger", timedelta(minutes=60)),
        (Trait.KIND, "thanks", None),
        (Trait.TONE, "negative", timedelta(hours=9)),
    ],
)
def test_kind_and_urgency_decide_the_term(read_desk, press, trait, value, due):
    post = stored(read_desk, "complaint water", ago=0)

    after = read_desk.casework.correct(press, post.id, trait, value)

    if due is None:
        assert after.due_at is None
    elif trait is Trait.URGENCY:
        assert after.due_at == post.post.published_at + due
    else:
        assert after.due_at == post.due_at


def test_a_matter_that_a_machine_set_aside_goes_into_the_queue_with_its_term(read_desk, press):
    post = stored(read_desk, "spam")

    confirmed = read_desk.casework.correct(press, post.id, Trait.KIND, "spam")
    assert confirmed.line is Line.SET_ASIDE
    after = read_desk.casework.correct(press, post.id, Trait.KIND, "complaint")

    assert (after.line, after.set_aside, after.due_at is None) == (Line.NEW, None, False)


def test_what_a_person_set_aside_stays_there(read_desk, press):
    post = stored(read_desk, "chatter")
    read_desk.casework.set_aside(press, [post.id], SetAsideReason.CHATTER)

    assert read_desk.casework.correct(press, post.id, Trait.KIND, "complaint").line is Line.SET_ASIDE


def test_a_place_is_words_of_which_the_journal_keeps_only_that_they_changed(read_desk, press):
    post = stored(read_desk, "complaint Абай")

    after = read_desk.casework.correct(press, post.id, Trait.PLACE, "  улица   Тестовая ")

    assert after.corrections[-1].value == "улица Тестовая"
    assert "естовая" not in str(journal(read_desk)[-1])


@pytest.mark.parametrize(
    ("trait", "value"),
    [(Trait.KIND, "joke"), (Trait.TOPIC, "moon"), (Trait.URGENCY, ""), (Trait.PLACE, "у" * 201)],
)
def test_what_cannot_be_is_refused_and_changes_nothing(read_desk, press, trait, value):
    post = stored(read_desk, "complaint water")
    with pytest.raises(RuleError):
        read_desk.casework.correct(press, post.id, trait, value)

    assert (read_desk.stored(post.id), journal(read_desk)) == (post, [])


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.PRESS_OFFICE, Role.COORDINATOR}])
def test_other_roles_correct_nothing(read_desk, person, role):
    post = stored(read_desk, "complaint water")
    with pytest.raises((NotAllowed, NotFound)):
        read_desk.casework.correct(person(role), post.id, Trait.KIND, "thanks")


def test_nobody_corrects_in_another_territory(read_desk, person):
    post = stored(read_desk, "complaint water")
    with pytest.raises(NotFound):
        read_desk.casework.correct(person(Role.PRESS_OFFICE, territory="110000000"), post.id, Trait.KIND, "thanks")


def test_the_correction_of_a_taken_post_leaves_its_incident_as_it_is(read_desk, press):
    post = stored(read_desk, "complaint water")
    number = read_desk.casework.take(press, [post.id], topic="corruption").number
    everybody = replace(press, grants=tuple(replace(g, every_topic=True) for g in press.grants))
    read_desk.casework.correct(everybody, post.id, Trait.URGENCY, "danger")
    read_desk.casework.leave(everybody, number, [post.id])

    after = read_desk.stored(post.id)
    assert (after.line, after.restricted, after.topic) == (Line.NEW, False, "water")
