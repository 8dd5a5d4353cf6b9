"""What was read stands on the cards as few quiet tags; a click corrects it, the drawer says why."""

from __future__ import annotations

import pytest

from desk.catalogues import CatalogueRow
from desk.incidents import State
from desk.posts import Line, SetAsideReason
from desk.queries import IncidentFilter
from desk.readings import Tongue, Trait
from desk.roles import Role, Scope
from tests.ui import told
from tests.ui.screens import cards, choose, go, pick, press, words
from ui.components import tags, whys


@pytest.fixture
def clerk(person):
    return person(Role.PRESS_OFFICE, Role.COORDINATOR, login="aigul", name="Айгүл Серікқызы")


@pytest.fixture
def desk(parts):
    told.write(parts, told.PIPE, told.UNSURE, told.ADVERT, told.NOBODY)
    return parts


def shown(card):
    """The tags of a card, without what they say of evidence."""
    return [(tag["trait"], tag["text"], bool(tag.get("by"))) for tag in card.get("read", ())]


def queue(sit, clerk):
    return go(sit(clerk).run(), "queue")


def card(screen, text):
    return next(each for each in cards(screen) if each["text"] == text)


def test_a_card_says_what_was_read_in_a_few_tags(desk, clerk, sit):
    screen = queue(sit, clerk)

    assert shown(card(screen, told.PIPE)) == [
        ("urgency", "urgent", False),
        ("topic", "Utilities: water, heating, power, gas", False),
        ("kind", "complaint", False),
        ("place", "Абай көшесі · street", False),
    ]
    assert shown(card(screen, told.NOBODY)) == [("kind", "chatter", False)]
    assert all(len(each["read"]) <= tags.MOST for each in cards(screen))


def test_urgency_has_its_sign_and_never_colour_alone(desk, clerk, sit):
    urgency = card(queue(sit, clerk), told.PIPE)["read"][0]

    assert (urgency["tone"], urgency["sign"]) == ("late", "!")


def test_where_the_machine_is_not_sure_two_topics_are_offered(desk, clerk, sit):
    offered = [each for each in card(queue(sit, clerk), told.UNSURE)["read"] if each["trait"] == "topic"]

    assert [(each["value"], each["open"]) for each in offered] == [("lighting", True), ("roads", True)]


def test_what_a_person_said_stands_there_as_theirs(desk, clerk, sit):
    actor = desk.make_actor(clerk)
    desk.casework.correct(actor, told.post(desk, told.PIPE).id, Trait.KIND, "question")
    desk.casework.correct(actor, told.post(desk, told.PIPE).id, Trait.URGENCY, "ordinary")
    desk.casework.correct(actor, told.post(desk, told.PIPE).id, Trait.TOPIC, "")

    found = card(queue(sit, clerk), told.PIPE)

    assert shown(found)[:3] == [("urgency", "ordinary", True), ("topic", "no topic", True), ("kind", "question", True)]
    assert found["read"][2]["by"].startswith("Айгүл Серікқызы · today at")


def test_a_tone_is_shown_where_the_kind_does_not_say_it(desk, clerk, sit):
    desk.casework.correct(desk.make_actor(clerk), told.post(desk, told.PIPE).id, Trait.KIND, "question")

    assert ("tone", "negative", False) in shown(card(queue(sit, clerk), told.PIPE))


@pytest.mark.parametrize(
    ("text", "language", "is_plain"),
    [
        ("Су жоқ", "kk", True),
        ("Su joq bizde", "kk", False),
        ("Бизде жарык жок", "kk", False),
        ("Нет воды", "ru", True),
        ("Су жоқ, нет воды", "mixed", False),
        ("+1", "other", True),
        ("no water in our street", "other", False),
    ],
)
def test_a_language_is_shown_only_where_nobody_would_see_it(text, language, is_plain):
    assert tags._is_plain(Tongue(language), text) is is_plain


def test_who_may_not_sort_may_look_but_not_correct(desk, clerk, person, sit):
    akim = person(Role.HEAD, login="akim")

    assert not card(go(sit(akim).run(), "queue"), told.PIPE)["fix"]
    assert card(queue(sit, clerk), told.PIPE)["fix"]


def test_a_post_that_nobody_has_read_has_no_tags(parts, clerk, sit):
    told.write(parts, "Су жоқ", reader=None)

    assert "read" not in cards(queue(sit, clerk))[0]


def why(screen, post):
    screen.session_state["_why"] = post.id
    screen.run()
    assert not screen.exception
    return screen


def said(screen):
    """Everything that stands there as plain text, in the drawer too."""
    return "\n".join(each.value for each in screen.text)


def test_the_drawer_says_which_words_spoke_and_how_sure_it_is(desk, clerk, sit):
    screen = why(queue(sit, clerk), told.post(desk, told.PIPE))
    told_there = said(screen)

    assert "Utilities: water, heating, power, gas · 90 of 100 · «құбыр» «су»" in told_there
    assert "found by rules" in told_there
    assert "the machine read: complaint · 80 of 100 · «құбыр» «жарылды»" in told_there
    assert "street · Абай көшесі · «Абай» «көшесі»" in told_there
    assert "Reader: told-1" in told_there
    drawn = next(each for each in cards(screen) if each["marks"])
    assert [drawn["text"][start:end] for start, end in drawn["marks"]] == [
        "Абай",
        "көшесі",
        "құбыр",
        "жарылды",
        "су",
        "ағып",
    ]


def test_the_whole_choice_of_a_trait_stands_in_the_drawer(desk, clerk, sit):
    post = told.post(desk, told.PIPE)
    screen = why(queue(sit, clerk), post)
    choose(screen, f"why-{post.id}-topic", "roads")
    screen.session_state["_why"] = post.id
    screen.run()
    choose(screen, f"why-{post.id}-topic", "utilities")
    screen.session_state["_why"] = post.id
    screen.run()
    choose(screen, f"why-{post.id}-place", "")

    after = told.post(desk, told.PIPE)
    assert [(each.trait, each.value, each.by) for each in after.corrections] == [
        (Trait.TOPIC, "roads", "aigul"),
        (Trait.TOPIC, "utilities", "aigul"),
        (Trait.PLACE, "", "aigul"),
    ]
    assert "Roads and pavements → Utilities: water, heating, power, gas" in said(why(screen, post))


def test_right_as_it_is_is_one_click(desk, clerk, sit):
    post = told.post(desk, told.PIPE)
    press(why(queue(sit, clerk), post), "why-right-kind")

    (kept,) = told.post(desk, told.PIPE).corrections
    assert (kept.trait, kept.value, kept.was) == (Trait.KIND, "complaint", "complaint")


def test_the_drawer_shows_nothing_of_another_territory(desk, clerk, sit):
    told.write(desk, told.PIPE + " ol", territory="750000000", place="-1009")
    theirs = told.post(desk, told.PIPE + " ol")

    assert "There is nothing to tell here." in said(why(queue(sit, clerk), theirs))


def test_evidence_is_found_as_whole_words_only():
    assert whys.spans("сурет, су; су!", ["су"]) == [(7, 9), (11, 13)]
    assert whys.spans("су құбыры", ["су құбыры", "су", ""]) == [(0, 9)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "complaint"}, [told.PIPE, told.UNSURE]),
        ({"kind": "chatter"}, [told.NOBODY]),
        ({"urgency": "urgent"}, [told.PIPE]),
        ({"tone": "negative"}, [told.PIPE]),
        ({"language": "ru"}, [told.UNSURE]),
        ({"topic": "utilities"}, [told.PIPE]),
        ({"topic": "nothing-of-ours"}, []),
        ({"place": "Абай көшесі"}, [told.PIPE]),
        ({"place": "Абай көшесі · street"}, [told.PIPE]),
        ({"place": "' or 1=1"}, []),
        ({"kind": "complaint", "text": "құбыр"}, [told.PIPE]),
        ({"kind": "nonsense", "urgency": "<b>"}, [told.PIPE, told.UNSURE, told.NOBODY]),
    ],
    ids=str,
)
def test_the_list_is_cut_by_what_was_read(desk, clerk, sit, query, found):
    desk.relay.drain()
    screen = go(sit(clerk).run(), "queue", **query)

    assert not screen.exception
    assert [each["text"] for each in cards(screen)] == found


def test_a_group_of_topics_holds_what_stands_below_it(desk, clerk, sit):
    now = desk.now()
    topic = {"names": {"kk": "Су", "ru": "Вода", "en": "Water"}, "parent": "utilities"}
    with desk.store.writing() as records:
        records.keep_catalogue_rows([CatalogueRow("topics", "water-of-the-test", 1, topic, "aigul", now)])
    desk.forget_catalogues()
    post = told.post(desk, told.NOBODY)
    desk.casework.correct(desk.make_actor(clerk), post.id, Trait.TOPIC, "water-of-the-test")

    screen = go(sit(clerk).run(), "queue", topic="utilities")

    assert [each["text"] for each in cards(screen)] == [told.PIPE, told.NOBODY]
    assert "Water · Utilities: water, heating, power, gas" in screen.selectbox(key="filter-topic").options


def test_a_correction_moves_a_post_between_filters(desk, clerk, sit):
    desk.casework.correct(desk.make_actor(clerk), told.post(desk, told.NOBODY).id, Trait.KIND, "question")

    assert [each["text"] for each in cards(go(sit(clerk).run(), "queue", kind="question"))] == [told.NOBODY]


def test_the_list_of_what_a_machine_set_aside_is_counted(desk, clerk, sit):
    desk.casework.set_aside(desk.make_actor(clerk), [told.post(desk, told.NOBODY).id], SetAsideReason.CHATTER)
    screen = go(sit(clerk).run(), "archive", list="by-machine")

    assert [each["text"] for each in cards(screen)] == [told.ADVERT]
    assert "set aside by the machine · 1" in [
        each.content for each in screen.button_group(key="filter-list").proto.options
    ]
    assert len(cards(go(sit(clerk).run(), "archive"))) == 2


def test_what_a_machine_set_aside_says_so_and_comes_back_with_one_click(desk, clerk, sit):
    (found,) = cards(go(sit(clerk).run(), "archive"))

    assert "by the machine" in [each["text"] for each in found["badges"]]
    assert found["back"]
    desk.casework.bring_back(desk.make_actor(clerk), [int(found["id"])])
    assert told.post(desk, told.ADVERT).line is Line.NEW


def test_an_incident_is_prefilled_by_what_was_read(desk, clerk, sit):
    post = told.post(desk, told.PIPE)
    screen = pick(queue(sit, clerk), "queue", post.id)
    assert "Who answers for it: Housing and utilities" in words(screen)
    press(screen, "sort-take")

    with desk.store.reading() as records:
        (incident,) = records.incidents(IncidentFilter(), Scope.everything()).items
    assert (incident.topic, incident.urgency, incident.place, incident.state) == (
        "utilities",
        "urgent",
        "Абай көшесі · street",
        State.OPEN,
    )


def test_other_posts_that_are_picked_change_what_is_prefilled_and_not_what_was_chosen(desk, clerk, sit):
    pipe, unsure = told.post(desk, told.PIPE), told.post(desk, told.UNSURE)
    screen = pick(queue(sit, clerk), "queue", pipe.id)
    choose(screen, "sort-urgency", "danger")
    pick(screen, "queue", unsure.id)

    assert screen.selectbox(key="sort-topic").value == "lighting"
    assert screen.selectbox(key="sort-urgency").value == "danger"
    assert screen.text_input(key="sort-place").value == ""


def test_an_incident_takes_over_what_its_posts_say(desk, clerk, sit):
    actor = desk.make_actor(clerk)
    number = desk.casework.take(actor, [told.post(desk, told.PIPE).id], title="Құбыр").number
    screen = go(sit(clerk).run(), "incidents", number=number)
    assert "More urgent, as its posts were read: urgent" in said(screen)
    press(screen, "take-over-urgency")
    assert "Place, as its posts were read: Абай көшесі · street" in said(screen)
    press(screen, "take-over-place")

    incident = desk.casework.case(actor, number).incident
    assert (incident.urgency, incident.place, incident.topic) == ("urgent", "Абай көшесі · street", "utilities")
    assert "as its posts were read" not in said(screen)


def test_no_tag_and_no_drawer_tells_what_is_covered_in_the_text():
    covered = told.PIPE.replace("Абай көшесі", "▒▒▒")

    seen = tags.visible(told.PIPE_READ, told.PIPE, covered)

    assert seen.places == ()
    assert [each.words for each in seen.topics] == [("құбыр", "су"), ()]
    assert tags.visible(told.PIPE_READ, told.PIPE, told.PIPE) == told.PIPE_READ
