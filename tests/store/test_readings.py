"""Readings in the truth: kept with their post, replaced with its text, never stronger than a person's word."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.ledger import PostLedger
from desk.posts import BY_MACHINE, Line, SetAsideReason
from desk.queries import PostFilter
from desk.reading_forms import restored, stored
from desk.reading_records import Reread
from desk.readings import (
    Correction,
    Kind,
    PersonalFound,
    PersonalKind,
    PlaceFound,
    PlaceKind,
    Reading,
    Tone,
    Tongue,
    TopicFound,
    TopicModelKept,
    Trait,
    Urgency,
)
from desk.roles import Scope

READ = Reading(
    language=Tongue.KAZAKH,
    confidence=0.9,
    kind=Kind.COMPLAINT,
    kind_words=("жоқ",),
    topics=(TopicFound("light", "housing", 0.8, ("Жарық",)), TopicFound("roads", "roads", 0.1)),
    topic_is_sure=True,
    places=(PlaceFound(PlaceKind.STREET, "Абай көшесі", "750000000", ("Абай",), 3, 7),),
    tone=Tone.NEGATIVE,
    urgency=Urgency.URGENT,
    urgency_reason="no-light",
    urgency_words=("жоқ",),
    personal_data=(PersonalFound(PersonalKind.PHONE, 10, 20),),
    version="1",
)
THANKS = Reading(language=Tongue.RUSSIAN, kind=Kind.THANKS, version="1")


def due(published_at, territory, topic, urgency):
    return published_at + timedelta(hours=4 if urgency == "urgent" else 9)


def said(trait, value, was="", *, by="aigul", at):
    return Correction(trait, value, was, by, at)


def narrow(desk, number=1):
    """The columns that lists and the index filter by."""
    names = "language, kind, tone, urgency, named_place, topic, line, due_at"
    with desk.store.reading() as records:
        asked = f"SELECT {names} FROM posts WHERE native_id = '{number}'"
        return dict(records.connection.exec_driver_sql(asked).mappings().one())


def correct(desk, number, correction, **how):
    with desk.store.writing() as records:
        records.correct(desk.post(number).id, correction, **({"restricted": None, "due_at": None} | how))


def reread(desk, *read):
    with desk.store.writing() as records:
        return records.keep_readings([Reread(desk.post(n).id, desk.post(n).post.text, r) for n, r in read], due)


def count(desk, table):
    with desk.store.reading() as records:
        return records.connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()


@pytest.mark.parametrize("reading", [READ, THANKS, Reading()], ids=["full", "thanks", "empty"])
def test_what_is_stored_of_a_reading_comes_back(reading):
    assert restored(stored(reading), reading.version) == reading


def test_a_reading_of_another_version_comes_back_as_far_as_it_is_understood():
    body = {**stored(READ), "kind": "dropped-since", "topics": [["light"]], "a_new_field": 1, "tone": 7}

    known = restored(body, "0")

    assert (known.kind, known.topics, known.tone) == (Kind.CHATTER, (), Tone.NEUTRAL)
    assert (known.language, known.places, known.version) == (Tongue.KAZAKH, READ.places, "0")


def test_a_post_comes_with_its_reading_and_stands_by_it(desk, a_post):
    desk.receive(a_post(1, reading=READ, topic="light"), a_post(2))

    assert desk.post(1).reading == READ
    assert desk.post(2).reading is None
    kept = narrow(desk)
    assert (kept["language"], kept["kind"], kept["tone"], kept["urgency"]) == ("kk", "complaint", "negative", "urgent")
    assert (kept["named_place"], kept["topic"]) == ("Абай көшесі", "light")


def test_the_same_batch_twice_leaves_one_reading(desk, a_post):
    for _ in range(2):
        desk.receive(a_post(1, reading=READ))

    assert (count(desk, "readings"), count(desk, "past_readings")) == (1, 0)
    assert desk.post(1).row_version == 1


def test_an_edited_text_has_a_reading_of_its_own_and_the_former_is_kept(desk, a_post):
    now = desk.time()
    desk.receive(a_post(1, reading=READ, topic="light", due_at=now))
    desk.time.pass_(minutes=5)
    calm = replace(READ, urgency=Urgency.ORDINARY, topics=(TopicFound("roads", "roads", 0.9),))
    later = now + timedelta(hours=5)
    desk.receive(a_post(1, "Жол жоқ", edited_at=now, reading=calm, topic="roads", due_at=later))

    post = desk.post(1)
    assert (post.reading, post.topic, post.due_at) == (calm, "roads", later)
    with desk.store.reading() as records:
        assert [reading for _, reading in records.past_readings(post.id)] == [READ]


def test_an_edit_that_nobody_read_leaves_no_reading_of_the_former_text(desk, a_post):
    desk.receive(a_post(1, reading=READ))
    desk.receive(a_post(1, "Рахмет", edited_at=desk.time()))

    assert desk.post(1).reading is None
    assert count(desk, "past_readings") == 1


def test_an_edit_does_not_overwrite_what_a_person_corrected(desk, a_post):
    now = desk.time()
    desk.receive(a_post(1, reading=READ, due_at=now))
    correct(desk, 1, said(Trait.URGENCY, "danger", "urgent", at=now), due_at=now + timedelta(hours=1))
    correct(desk, 1, said(Trait.TOPIC, "water", "light", at=now), due_at=now + timedelta(hours=1))
    desk.receive(a_post(1, "Су жоқ", edited_at=now, reading=replace(READ, tone=Tone.POSITIVE), due_at=now))

    kept = narrow(desk)
    assert (kept["urgency"], kept["topic"], kept["tone"]) == ("danger", "water", "positive")
    assert desk.post(1).due_at == now + timedelta(hours=1)


def test_the_newest_correction_holds_and_all_are_kept_with_who_and_when(desk, a_post):
    now = desk.time()
    desk.receive(a_post(1, reading=READ))
    first, second = said(Trait.KIND, "question", "complaint", at=now), said(Trait.KIND, "thanks", "question", at=now)
    for each in (first, second):
        correct(desk, 1, each)

    assert desk.post(1).corrections == (first, second)
    assert narrow(desk)["kind"] == "thanks"
    assert desk.post(1).row_version == 3, "the index follows"


def test_nothing_is_a_value_too(desk, a_post):
    desk.receive(a_post(1, reading=READ, topic="light"))
    for trait in (Trait.TOPIC, Trait.PLACE):
        correct(desk, 1, said(trait, "", at=desk.time()))

    assert (narrow(desk)["topic"], narrow(desk)["named_place"]) == (None, None)


def test_reading_again_changes_what_reads_differently_and_leaves_what_people_said(desk, a_post):
    now = desk.time()
    desk.receive(*(a_post(n, reading=READ, topic="light", due_at=now + timedelta(hours=3)) for n in (1, 2, 3)))
    correct(desk, 2, said(Trait.KIND, "proposal", "complaint", at=now), due_at=now)
    desk.time.pass_(days=1)
    same, other = replace(READ, version="2"), replace(THANKS, version="2")

    changed = reread(desk, (1, same), (2, other), (3, other))

    assert changed == 2
    assert desk.post(1).reading.version == "2"
    assert desk.post(1).row_version == 1, "nothing that the index knows has changed"
    assert (narrow(desk, 2)["kind"], desk.post(2).due_at) == ("proposal", now)
    assert (narrow(desk, 3)["kind"], desk.post(3).due_at) == ("thanks", None)
    assert count(desk, "past_readings") == 2


def test_a_new_reading_moves_the_term_of_a_post_that_waits(desk, a_post):
    desk.receive(a_post(1, reading=THANKS), a_post(2, reading=THANKS, line=Line.ARCHIVE))

    reread(desk, (1, READ), (2, READ))

    assert desk.post(1).due_at == desk.post(1).post.published_at + timedelta(hours=4)
    assert (desk.post(2).line, desk.post(2).due_at) == (Line.ARCHIVE, None)


def test_a_post_that_was_edited_while_it_was_read_is_left_alone(desk, a_post):
    desk.receive(a_post(1, reading=READ))
    id = desk.post(1).id
    desk.receive(a_post(1, "Рахмет", edited_at=desk.time(), reading=THANKS))
    with desk.store.writing() as records:
        assert records.keep_readings([Reread(id, "Жарық жоқ", replace(READ, version="2"))], due) == 0

    assert desk.post(1).reading == THANKS


def test_a_post_that_a_machine_set_aside_comes_back_when_it_reads_otherwise(desk, a_post):
    aside = {"line": Line.SET_ASIDE, "reason": SetAsideReason.THANKS, "reading": THANKS}
    desk.receive(a_post(1, note=BY_MACHINE, **aside), a_post(2, note=BY_MACHINE, **aside), a_post(3, **aside))
    assert [desk.post(n).is_aside_by_machine for n in (1, 2, 3)] == [True, True, False]

    with desk.store.writing() as records:
        reasons = (None, SetAsideReason.CHATTER, None)
        posts = [desk.post(n) for n in (1, 2, 3)]
        read = [Reread(p.id, p.post.text, READ, why) for p, why in zip(posts, reasons, strict=True)]
        records.keep_readings(read, due)

    assert [desk.post(n).line for n in (1, 2, 3)] == [Line.NEW, Line.SET_ASIDE, Line.SET_ASIDE]
    assert desk.post(1).due_at == desk.post(1).post.published_at + timedelta(hours=4)


def test_what_was_read_by_another_version_or_not_at_all_is_found_in_portions(desk, a_post):
    desk.receive(*(a_post(n, reading=READ if n % 2 else None) for n in range(6)))
    desk.receive(a_post(6, reading=replace(READ, version="2")))
    with desk.store.reading() as records:
        found: list[int] = []
        while page := records.stale_posts("2", found[-1] if found else 0, 4):
            found += [each.id for each in page]
        assert (len(found), records.count_stale("2")) == (6, 6)
        assert (records.count_stale("1"), records.count_stale("3")) == (4, 7)


def test_only_new_posts_and_later_texts_are_to_be_read_at_the_door(desk, a_post):
    now = desk.time()
    desk.receive(a_post(1, official=True), a_post(2, edited_at=now - timedelta(minutes=9)))
    posts = [
        a_post(1),
        a_post(2, "раньше"),
        a_post(2, "позже", edited_at=now),
        a_post(2, edited_at=now),
        a_post(3, reply_to="1"),
        a_post(4, place="-1002", reply_to="1"),
    ]
    with desk.store.reading() as records:
        look = records.look_at_door([each.post for each in posts])

    assert look.unread == (2, 4, 5)
    assert look.answers_office == {4}


def test_the_newest_word_on_a_topic_is_what_is_learned_from(desk, a_post):
    now = desk.time()
    desk.receive(*(a_post(n, f"текст {n}", reading=READ, reply_to="9") for n in (1, 2, 3)))
    for number, value in ((1, "water"), (1, "roads"), (3, "light")):
        correct(desk, number, said(Trait.TOPIC, value, "light", at=now))
    correct(desk, 2, said(Trait.KIND, "thanks", at=now))
    with desk.store.reading() as records:
        found = records.confirmed_topics()
        rest = records.confirmed_topics(after=found[0].post_id, limit=5)

    assert [(each.text, each.topic, each.was) for each in found] == [
        ("текст 1", "roads", "light"),
        ("текст 3", "light", "light"),
    ]
    assert found[0].around.is_reply
    assert rest == found[1:]


def test_posts_whose_topic_people_named_are_counted_once_each(desk, a_post):
    desk.receive(a_post(1, reading=READ), a_post(2, reading=READ), a_post(3, reading=READ))
    first = desk.time()
    correct(desk, 1, said(Trait.TOPIC, "roads", at=first))
    correct(desk, 2, said(Trait.TOPIC, "roads", at=first))
    correct(desk, 3, said(Trait.KIND, "thanks", at=first))
    correct(desk, 1, said(Trait.TOPIC, "light", at=first + timedelta(days=1)))
    with desk.store.reading() as records:
        counts = [records.count_confirmed_topics(since) for since in (None, first, first + timedelta(days=1))]

    assert counts == [2, 1, 0]


def test_the_newest_model_of_topics_is_given(desk):
    with desk.store.writing() as records:
        assert records.newest_topic_model() is None
        for name in ("a", "b", "b"):
            records.keep_topic_model(TopicModelKept(name, desk.time(), {"weights": [1.5]}, {"accuracy": 0.7}))
    with desk.store.reading() as records:
        newest = records.newest_topic_model()

    assert (newest.version, newest.body, newest.figures) == ("b", {"weights": [1.5]}, {"accuracy": 0.7})


def test_lists_and_the_ledger_are_cut_by_what_posts_were_read_and_corrected_as(desk, a_post):
    aside = {"line": Line.SET_ASIDE, "reason": SetAsideReason.THANKS, "note": BY_MACHINE}
    desk.receive(a_post(1, reading=READ, topic="light"), a_post(2, reading=READ), a_post(3, reading=THANKS, **aside))
    correct(desk, 2, said(Trait.KIND, "question", "complaint", at=desk.time()))
    asked = {
        "kind": (PostFilter(kind=Kind.COMPLAINT), ["1"]),
        "corrected": (PostFilter(kind=Kind.QUESTION), ["2"]),
        "language": (PostFilter(language=Tongue.KAZAKH, tone=Tone.NEGATIVE), ["1", "2"]),
        "urgency": (PostFilter(urgency=Urgency.URGENT, named_place="Абай көшесі"), ["1", "2"]),
        "group": (PostFilter(topics=frozenset({"light", "water"})), ["1", "2"]),
        "machine": (PostFilter(by_machine=True), ["3"]),
    }
    everything = Scope.everything()
    with desk.store.reading() as records:
        for name, (filter, numbers) in asked.items():
            found = [each.post.key.native_id for each in records.posts(filter, everything).items]
            assert sorted(found) == numbers, name
            ledger = PostLedger.of(records.posts_ledger(everything, filter))
            assert ledger.received == len(numbers), name
        documents = {each.id: each for each in records.post_documents([desk.post(n).id for n in (1, 2, 3)])}
    first, second, third = (documents[desk.post(n).id] for n in (1, 2, 3))
    assert (first.reads_as, first.language, first.tone, first.urgency) == ("complaint", "kk", "negative", "urgent")
    assert (first.named_place, first.topic, second.reads_as) == ("Абай көшесі", "light", "question")
    assert (third.by_machine, first.by_machine) == (True, False)


def test_readings_and_corrections_go_with_their_posts(desk, a_post):
    desk.receive(a_post(1, reading=READ), a_post(2, reading=READ))
    correct(desk, 1, said(Trait.KIND, "thanks", at=desk.time()))
    reread(desk, (1, THANKS))
    with desk.store.writing() as records:
        while records.purge_source("chat", 10):
            pass

    assert [count(desk, name) for name in ("readings", "past_readings", "corrections")] == [0, 0, 0]


def test_of_two_places_that_become_one_the_reading_of_the_text_that_stays_is_kept(desk, a_post):
    now = desk.time()
    desk.receive(a_post(1, reading=READ, place="-1001"))
    desk.receive(a_post(1, "Рахмет", place="akimat", edited_at=now, reading=THANKS))
    with desk.store.writing() as records:
        keep, gone = records.place("telegram", "-1001"), records.place("telegram", "akimat")
        records.correct(desk.post(1, "akimat").id, said(Trait.TONE, "positive", at=now), restricted=None, due_at=None)
        records.join_places(keep, gone)

    post = desk.post(1)
    assert (post.post.text, post.reading) == ("Рахмет", THANKS)
    assert [each.value for each in post.corrections] == ["positive"]
    assert (narrow(desk)["kind"], narrow(desk)["tone"]) == ("thanks", "positive")
    assert count(desk, "readings") == 1
