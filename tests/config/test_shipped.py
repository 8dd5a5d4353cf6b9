"""What Nazar comes with: true to its sources, complete in three languages, and in itself without contradiction."""

from collections import Counter
from datetime import date, timedelta

import pytest

from config import holidays, overlays, parts
from config.catalogues import read_catalogues
from config.shapes import SHAPES
from desk.departments import DepartmentKind
from desk.terms import TermKind, Unit, Urgency
from desk.territories import COUNTRY, Level, is_within, span


@pytest.fixture(scope="module")
def shipped():
    return read_catalogues(None)


def test_the_whole_classifier_is_there_with_every_level(shipped):
    levels = Counter(each.level for each in shipped.territories.values())

    assert levels == {
        Level.COUNTRY: 1,
        Level.REGION: 20,
        Level.DISTRICT: 209,
        Level.RURAL_DISTRICT: 2379,
        Level.SETTLEMENT: 12986,
    }


def test_every_territory_stands_below_the_nearest_existing_code(shipped):
    steps = Counter(
        (each.level, parent.level)
        for each in shipped.territories.values()
        if (parent := shipped.territories.parent_of(each.code)) is not None
    )

    assert steps == {
        (Level.REGION, Level.COUNTRY): 20,
        (Level.DISTRICT, Level.REGION): 209,
        (Level.RURAL_DISTRICT, Level.DISTRICT): 2360,
        (Level.RURAL_DISTRICT, Level.REGION): 19,
        (Level.SETTLEMENT, Level.RURAL_DISTRICT): 12908,
        (Level.SETTLEMENT, Level.DISTRICT): 78,
    }


def test_spans_and_digits_agree_with_the_tree_for_every_region_and_district(shipped):
    territories = shipped.territories
    ancestors = {code: {each.code for each in territories.path(code)} for code in territories}
    for scope in (code for code, each in territories.items() if each.level in (Level.REGION, Level.DISTRICT)):
        low, high = span(scope)
        inside = {code for code in territories if scope in ancestors[code]}
        assert {code for code in territories if low <= code < high} == inside
        assert {code for code in territories if is_within(code, scope)} == inside


def test_names_are_clean(shipped):
    names = [name for each in shipped.territories.values() for name in (each.name_kk, each.name_ru)]

    assert all(name == " ".join(name.split()) and name.isprintable() for name in names)


def test_a_town_is_found_by_its_name(shipped):
    assert shipped.territories.find("Семей", "kk")[0].code == "101000000"
    assert shipped.territories.find("сарыарка")[0].code == "711310000"


def test_the_table_of_holidays_says_what_the_library_says():
    assert holidays.TABLE.read_text("utf-8") == holidays.table(), "write it anew with python -m config.holidays"


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2024, 5, 4), True),
        (date(2024, 5, 8), False),
        (date(2025, 1, 3), False),
        (date(2025, 1, 5), True),
        (date(2025, 8, 30), False),
        (date(2025, 9, 1), False),
        (date(2026, 3, 9), False),
        (date(2026, 3, 25), False),
        (date(2026, 5, 27), False),
        (date(2026, 8, 31), True),
        (date(2026, 10, 26), False),
        (date(2027, 3, 15), False),
    ],
    ids=str,
)
def test_days_that_were_checked_against_published_calendars(shipped, day, is_working):
    assert shipped.calendar.is_working_day(day) is is_working


def test_every_holiday_until_2035_has_its_three_names_and_none_is_worked(shipped):
    days = shipped.holidays.values()

    assert all(set(each.names) == {"kk", "ru", "en"} for each in days)
    assert {each.day.year for each in days} == set(range(2010, 2036))
    assert not [each.day for each in days if not each.is_working and shipped.calendar.is_working_day(each.day)]


def test_a_week_has_forty_hours(shipped):
    monday = date(2026, 2, 2)
    hours = [shipped.calendar.hours_of(monday + timedelta(days=number)) for number in range(7)]

    assert [bool(each) for each in hours] == [True] * 5 + [False] * 2
    minutes = sum(
        (end.hour - start.hour) * 60 + end.minute - start.minute for intervals in hours for start, end in intervals
    )
    assert minutes == 40 * 60


@pytest.mark.parametrize(
    ("kind", "urgency", "amount", "unit"),
    [
        (TermKind.RESIDENT, Urgency.ORDINARY, 9 * 60, Unit.WORKING_MINUTES),
        (TermKind.RESIDENT, Urgency.URGENT, 4 * 60, Unit.WORKING_MINUTES),
        (TermKind.RESIDENT, Urgency.DANGER, 60, Unit.PLAIN_MINUTES),
        (TermKind.INTERIM_FINAL, Urgency.URGENT, 7, Unit.WORKING_DAYS),
        (TermKind.REWORK, Urgency.ORDINARY, 3, Unit.WORKING_DAYS),
        (TermKind.WAITING, Urgency.ORDINARY, 5, Unit.WORKING_DAYS),
        (TermKind.STATUTORY, Urgency.ORDINARY, 15, Unit.WORKING_DAYS),
    ],
)
def test_terms_are_those_of_the_trade(shipped, kind, urgency, amount, unit):
    rule = shipped.terms.rule(kind, urgency)

    assert (rule.amount, rule.unit) == (amount, unit)


def test_there_is_a_term_of_every_kind_for_every_urgency(shipped):
    assert all(shipped.terms.rule(kind, urgency) for kind in TermKind for urgency in Urgency)


@pytest.mark.parametrize("urgency", Urgency)
def test_sorting_work_and_publishing_fit_exactly_into_the_residents_term(shipped, urgency):
    for topic in (None, *shipped.topics):
        whole = shipped.terms.rule(TermKind.RESIDENT, urgency, topic)
        parts = [
            shipped.terms.rule(kind, urgency, topic)
            for kind in (TermKind.SORTING, TermKind.DEPARTMENT, TermKind.PUBLISHING)
        ]
        assert {part.unit for part in parts} == {whole.unit}
        assert sum(part.amount for part in parts) == whole.amount, topic


def test_every_topic_and_department_has_names_in_three_languages(shipped):
    for each in (*shipped.topics.values(), *shipped.departments.values()):
        assert set(each.names) == {"kk", "ru", "en"}, each.id


def test_every_topic_has_somebody_who_answers(shipped):
    assert all(shipped.topics.department_of(id) in shipped.departments for id in shipped.topics)


def test_topics_that_only_named_roles_may_see(shipped):
    groups = {id for id in shipped.topics.restricted if shipped.topics[id].parent is None}

    assert groups == {"officials", "corruption", "children", "health"}
    assert shipped.topics.restricted == {id for id in shipped.topics if shipped.topics.group_of(id) in groups}


def test_a_restricted_topic_about_the_akimat_does_not_go_to_the_akimat(shipped):
    assert shipped.topics.department_of("officials") != "akimat"
    assert shipped.departments[shipped.topics.department_of("corruption")].kind is DepartmentKind.STATE_BODY


TOPICS_FOR_GOOD = (
    "utilities housing roads lighting waste amenities animals transport health education children social land "
    "agriculture environment order construction digital economy culture emergency officials corruption other"
)


def test_ids_of_topics_are_kept_for_good(shipped):
    assert set(TOPICS_FOR_GOOD.split()) <= set(shipped.topics)


def test_topics_have_two_levels_and_every_one_below_a_group_has_words_and_examples_in_both_languages(shipped):
    below = [each for each in shipped.topics.values() if each.parent is not None]

    assert 80 <= len(below) <= 120
    assert all(shipped.topics[each.parent].parent is None for each in below)
    for each in below:
        assert min(len(each.words[language]) for language in ("kk", "ru")) >= 4, each.id
        assert min(len(each.phrases[language]) for language in ("kk", "ru")) >= 1, each.id


def test_every_shipped_data_file_says_where_it_comes_from():
    attribution = (overlays.SHIPPED / "ATTRIBUTION.md").read_text("utf-8")
    files = {path.name for path in overlays.SHIPPED.glob("*.csv")}

    assert files == {"territories.csv", "holidays.csv"}
    assert all(f"`{name}`" in attribution for name in files)
    assert {path.name for path in overlays.SHIPPED.glob("*.yml")} == {
        shape.file for shape in SHAPES.values() if shape.suffix == ".yml"
    }


def test_the_country_is_the_only_territory_that_is_not_in_the_file(shipped):
    assert set(shipped.territories) - set(shipped.entries("territories")) == {COUNTRY}


def test_the_fast_way_to_read_the_shipped_territories_is_the_checked_one(shipped):
    checked = parts.territories_from(overlays.shipped("territories"))

    assert list(shipped.territories.values()) == list(checked.values())
