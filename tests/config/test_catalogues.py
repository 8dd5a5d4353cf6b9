"""One mechanism for all catalogues: shipped, then the installation's files, then what the desk changed."""

from datetime import date, time
from pathlib import Path

import pytest

from config.catalogues import changes, dump_catalogue, parse_catalogue, read_catalogues
from config.overlays import SHIPPED
from config.shapes import SHAPES
from desk.errors import ConfigError
from desk.terms import TermKind, Unit, Urgency
from desk.territories import Level

EVERY = tuple(SHAPES)


def test_without_files_of_its_own_an_installation_has_what_is_shipped(config_dir):
    assert read_catalogues(config_dir.path).topics == read_catalogues(None).topics
    assert "roads" in read_catalogues(None).topics


def test_a_file_changes_single_fields_of_an_entry(config_dir):
    config_dir.put("topics.yml", "roads: {department: housing}\n")

    roads = read_catalogues(config_dir.path).topics["roads"]

    assert roads.department == "housing"
    assert roads.names == read_catalogues(None).topics["roads"].names


def test_a_file_adds_entries_clears_fields_and_takes_entries_away(config_dir):
    config_dir.put(
        "departments.yml", "pool:\n  kind: institution\n  names: {kk: Бассейн, ru: Бассейн}\n  parent: culture\n"
    )
    config_dir.put("topics.yml", "digital: {department: null}\nother: {remove: true}\n")

    catalogues = read_catalogues(config_dir.path)

    assert catalogues.departments["pool"].parent == "culture"
    assert catalogues.departments.within("culture") == {"culture", "pool"}
    assert catalogues.topics["digital"].department is None
    assert "other" not in catalogues.topics


def test_what_the_desk_changed_lies_upon_the_files(config_dir, changed):
    config_dir.put("topics.yml", "roads: {department: housing}\nwaste: {department: housing}\n")

    topics = read_catalogues(config_dir.path, [changed("topics", "roads", {"department": "land"})]).topics

    assert topics["roads"].department == "land"
    assert topics["waste"].department == "housing"


def test_the_newest_row_of_an_entry_counts_alone(changed):
    rows = [
        changed("topics", "roads", {"retired": True}, version=2),
        changed("topics", "roads", {"department": "land"}, version=3),
        changed("topics", "roads", None, version=1),
    ]

    roads = read_catalogues(None, rows).topics["roads"]

    assert (roads.department, roads.retired) == ("land", False)


def test_taking_away_a_shipped_group_takes_the_shipped_topics_below_it_away(config_dir):
    config_dir.put("topics.yml", "roads: {remove: true}\npotholes: {department: housing}\n")

    topics = read_catalogues(config_dir.path).topics
    assert not {"roads", "potholes", "manholes"} & set(topics)


def test_a_row_takes_an_entry_away_even_one_that_is_gone_already(changed):
    catalogues = read_catalogues(None, [changed("topics", "other", None), changed("topics", "long-gone", None)])

    assert "other" not in catalogues.topics


def test_territories_are_overlaid_like_everything_else(config_dir, changed):
    config_dir.put(
        "territories.csv", "code,level,name_kk,name_ru\n103230100,,,с.Кунанбай\n103230900,settlement,Жаңа,Новое\n"
    )

    catalogues = read_catalogues(config_dir.path, [changed("territories", "103233127", None)])

    assert catalogues.territories["103230100"].name_ru == "с.Кунанбай"
    assert catalogues.territories["103230100"].name_kk == read_catalogues(None).territories["103230100"].name_kk
    assert catalogues.territories["103230900"].parent == "103230000"
    assert "103233127" not in catalogues.territories


def test_offices_of_subordinate_akims_join_when_the_installation_has_a_territory(config_dir):
    config_dir.put("departments.yml", "akim-103230000: {kind: subordinate-office, names: {kk: Қараауыл, ru: Караул}}\n")

    departments = read_catalogues(config_dir.path, territory="103200000").departments

    assert departments["akim-103230000"].name("ru") == "Караул"
    assert departments["akim-103233000"].parent == "akimat"
    assert "akim-103233000" not in read_catalogues(config_dir.path).departments


def test_terms_of_a_topic_stand_beside_the_general_ones(config_dir):
    config_dir.put("topics.yml", "roads: {terms: {resident: {ordinary: 3 working days, any: 2 hours}}}\n")

    terms = read_catalogues(config_dir.path).terms

    roads = terms.rule(TermKind.RESIDENT, Urgency.ORDINARY, "roads")
    urgent = terms.rule(TermKind.RESIDENT, Urgency.URGENT, "roads")
    general = terms.rule(TermKind.RESIDENT, Urgency.ORDINARY, "waste")
    assert [(each.amount, each.unit) for each in (roads, urgent, general) if each] == [
        (3, Unit.WORKING_DAYS),
        (120, Unit.PLAIN_MINUTES),
        (540, Unit.WORKING_MINUTES),
    ]


def test_hours_and_moved_days_are_changed_in_the_calendar(config_dir):
    config_dir.put(
        "calendar.yml",
        'saturday: {hours: "10:00 – 14:00"}\nsunday: {hours: 20:00-24:00}\nfriday: {remove: true}\n'
        '"2026-03-23": {remove: true}\n"2026-06-02": {working: false, ru: День района}\n',
    )

    catalogues = read_catalogues(config_dir.path)

    assert catalogues.calendar.hours_of(date(2026, 3, 28)) == ((time(10), time(14)),)
    assert catalogues.calendar.hours_of(date(2026, 3, 29)) == ((time(20), time(0)),)
    assert not catalogues.calendar.is_working_day(date(2026, 3, 27))
    assert catalogues.calendar.is_working_day(date(2026, 3, 23))
    assert not catalogues.calendar.is_working_day(date(2026, 6, 2))
    assert catalogues.holidays[date(2026, 6, 2)].names == {"ru": "День района"}


@pytest.mark.parametrize("example", ["rural", "city"])
def test_the_examples_can_be_laid_over_the_default(example):
    catalogues = read_catalogues(SHIPPED / "examples" / example)

    assert all(catalogues.topics.department_of(id) for id in catalogues.topics)


@pytest.fixture
def lived_in(config_dir, changed):
    """Catalogues with everything that can happen to an entry."""
    config_dir.put(
        "departments.yml", "pool:\n  kind: institution\n  names: {kk: Б, ru: 'Б: \"а\"'}\n  substitutes: [a, b]\n"
    )
    config_dir.put("topics.yml", "digital: {department: null}\nroads: {terms: {resident: {any: 5 working days}}}\n")
    config_dir.put(
        "calendar.yml", "'2026-03-23': {working: true}\n'2026-03-24': {remove: true}\nsunday: {hours: 10:00-12:00}\n"
    )
    config_dir.put(
        "territories.csv",
        "code,level,name_kk,name_ru,remove\n103230100,,,с.Кунанбай,\n103430115,,,Учхоз,\n103430100,,,,true\n",
    )
    rows = [
        changed("topics", "other", None),
        changed("topics", "roads", {"retired": True}),
        changed("departments", "pool", {"parent": "culture", "contacts": {"phone": "109"}}),
        changed("territories", "103233127", None),
    ]
    return read_catalogues(config_dir.path, rows)


@pytest.mark.parametrize("name", EVERY)
def test_what_is_exported_is_imported_to_the_same(name, lived_in, tmp_path):
    folder = tmp_path / "again"
    folder.mkdir()
    (folder / SHAPES[name].file).write_text(dump_catalogue(name, lived_in), encoding="utf-8")
    other = {"departments.yml": dump_catalogue("departments", lived_in)} if name == "topics" else {}
    for file, text in other.items():
        (folder / file).write_text(text, encoding="utf-8")

    again = read_catalogues(folder)

    assert set_fields(again.entries(name)) == set_fields(lived_in.entries(name))
    assert dump_catalogue(name, again) == dump_catalogue(name, lived_in)


def set_fields(entries):
    """What an entry says, without fields that are cleared and without the order of entries and fields."""
    return {
        key: {name: value for name, value in entry.plain().items() if value is not None}
        for key, entry in entries.items()
    }


@pytest.mark.parametrize("name", EVERY)
def test_importing_an_export_changes_nothing(name, lived_in):
    values = parse_catalogue(name, dump_catalogue(name, lived_in), "export")

    assert changes(name, values, lived_in) == []


def test_an_import_writes_only_what_differs_and_keeps_what_the_desk_had_set(changed):
    catalogues = read_catalogues(None, [changed("topics", "roads", {"retired": True})])
    text = "roads: {department: land, restricted: true}\nwaste: {department: improvement}\nother: {remove: true}\n"

    rows = changes("topics", parse_catalogue("topics", text, "import.yml"), catalogues)

    assert rows == [
        ("roads", {"retired": True, "department": "land", "restricted": True}),
        ("other", None),
    ]


def test_public_holidays_are_not_repeated_in_an_export(lived_in):
    text = dump_catalogue("calendar", lived_in)

    assert "2026-03-23" in text
    assert "2026-12-16" not in text


def test_a_faulty_import_names_the_line_of_the_file(tmp_path):
    with pytest.raises(ConfigError, match=r"list\.yml, line 2: true or false"):
        parse_catalogue("topics", "roads:\n  restricted: perhaps\n", "list.yml")


def test_levels_of_territories_are_read(config_dir):
    territories = read_catalogues(Path("/nowhere")).territories

    assert territories["103200000"].level is Level.DISTRICT
