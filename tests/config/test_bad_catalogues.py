"""A faulty catalogue stops Nazar with one line that names the file, the line and the fault."""

import pytest

from config.catalogues import read_catalogues
from config.shapes import WEEKDAYS
from desk.errors import ConfigError

NO_DAYS = "".join(f"{day}: {{remove: true}}\n" for day in WEEKDAYS[:5])

BAD = {
    "parent": (
        "departments.yml",
        "a:\n  kind: department\n  names: {kk: А, ru: А}\n  parent: zhkh\n",
        'departments.yml, line 4: parent "zhkh" is not a department',
    ),
    "loop": (
        "departments.yml",
        "housing:\n  parent: roads\nroads:\n  parent: housing\n",
        'line 2: "housing" stands below itself through "roads"',
    ),
    "kind": ("departments.yml", "housing:\n  kind: office\n", 'line 2: "office" is none of department, '),
    "missing": ("departments.yml", "\npool:\n  kind: institution\n", 'line 2: "pool" lacks "names"'),
    "cleared": ("departments.yml", "housing:\n  kind: null\n", 'line 1: "housing" lacks "kind"'),
    "language": ("departments.yml", "housing:\n  names: {ru: ЖКХ}\n", 'line 2: "kk" is missing'),
    "empty-name": ("topics.yml", "roads:\n  names: {kk: '', ru: Дороги}\n", "topics.yml, line 2: one line of text"),
    "territory-form": ("departments.yml", "housing:\n  territory: 1032\n", 'line 2: "1032" is not a KATO code'),
    "territory": (
        "departments.yml",
        "housing:\n  territory: 990000000\n",
        "line 2: there is no territory with the code 990000000",
    ),
    "contacts": ("departments.yml", "housing:\n  contacts:\n    - phone\n", "line 2: fields are wanted below"),
    "substitutes": ("departments.yml", "housing:\n  substitutes: aigerim\n", "line 2: a list is wanted here"),
    "field": (
        "topics.yml",
        "roads:\n  departmet: housing\n",
        'line 2: there is no field "departmet"; known are names, ',
    ),
    "department": ("topics.yml", "roads:\n  department: zhkh\n", 'line 2: department "zhkh" is not a department'),
    "topic-parent": ("topics.yml", "roads:\n  parent: streets\n", 'line 2: parent "streets" is not a topic'),
    "slug": ("topics.yml", "Дороги: {}\n", 'line 1: "Дороги" cannot be an id in topics'),
    "truth": ("topics.yml", "roads:\n  restricted: yes\n", "topics.yml, line 2: true or false is wanted here"),
    "pattern": (
        "topics.yml",
        "roads:\n  words:\n    ru:\n      - яма\n      - (a+)+$\n",
        'topics.yml, line 5: "(a+)+$" is not made of plain words',
    ),
    "short-beginning": (
        "topics.yml",
        "roads:\n  words: {kk: [шұңқыр*, жо*]}\n",
        'line 2: "жо*" has too short a beginning; 3 letters',
    ),
    "star-inside": ("topics.yml", "roads:\n  words: {ru: [д*рога]}\n", 'line 2: "д*рога" is not made of plain words'),
    "words-language": ("topics.yml", "roads:\n  words: {en: [road]}\n", 'line 2: "en" is not known here'),
    "words-line": ("topics.yml", "roads:\n  words: {ru: яма}\n", "line 2: a list is wanted here"),
    "remove": ("topics.yml", "streets: {remove: true}\n", 'line 1: there is no "streets" to take away'),
    "removed-department": ("departments.yml", "roads: {remove: true}\n", "line "),
    "term": ("terms.yml", "resident:\n  ordinary: 9\n", 'line 2: "9" is not a term such as 9 working hours'),
    "no-term": ("terms.yml", "resident:\n  ordinary: 0 minutes\n", 'line 2: "0 minutes" is not a term'),
    "term-kind": ("terms.yml", "residents: {}\n", 'line 1: "residents" cannot be an id in terms'),
    "urgency": (
        "topics.yml",
        "roads:\n  terms:\n    resident: {slow: 5 working days}\n",
        'line 3: "slow" is not known here',
    ),
    "hours": ("calendar.yml", "monday:\n  hours: 9-18\n", 'line 2: "9-18" are not hours such as 09:00-13:00'),
    "lunch": (
        "calendar.yml",
        "monday:\n  hours: 09:00-13:00, 12:00-18:00\n",
        "calendar.yml, line 2: the working hours 12:00",
    ),
    "weekday": ("calendar.yml", "mon: {hours: 09:00-13:00}\n", 'line 1: "mon" cannot be an id in calendar'),
    "date": ("calendar.yml", "'2026-02-30': {working: false}\n", 'line 1: "2026-02-30" cannot be an id in calendar'),
    "day-without": ("calendar.yml", "'2026-02-03': {ru: День}\n", 'line 1: "2026-02-03" lacks "working"'),
    "no-days": ("calendar.yml", NO_DAYS, "calendar.yml takes away every weekday"),
    "level": ("territories.csv", "code,level\n103230100,oblast\n", 'line 2: "oblast" is none of region'),
    "code": ("territories.csv", "code,level\n10323,region\n", 'line 2: "10323" cannot be an id in territories'),
    "no-name": ("territories.csv", "code,level,name_kk\n990000000,region,А\n", '"990000000" lacks "name_ru"'),
    "yaml": ("topics.yml", "roads: {department: housing\n", "topics.yml, line 2: this cannot be read as YAML"),
    "encoding": ("topics.yml", "a: 1\nroads: Дороги\n".encode("cp1251"), "topics.yml, line 2: this is not UTF-8 text"),
    "file": ("topic.yml", "", "topic.yml is not a catalogue; rename or remove it"),
    "ending": ("topics.yaml", "", "topics.yaml is not a catalogue; rename or remove it"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_faulty_catalogue_is_one_line_that_names_the_place(name, config_dir):
    file, text, problem = BAD[name]
    config_dir.put(file, text)

    with pytest.raises(ConfigError) as refused:
        read_catalogues(config_dir.path)

    assert problem in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_saved_with_a_byte_order_mark_is_fine(config_dir):
    config_dir.put("topics.yml", "\ufeffroads: {retired: true}\n")

    assert read_catalogues(config_dir.path).topics["roads"].retired


def test_a_folder_that_cannot_be_listed_is_named(tmp_path):
    (tmp_path / "config").write_text("not a folder")

    with pytest.raises(ConfigError, match=r"config cannot be read \(Not a directory\)"):
        read_catalogues(tmp_path / "config")


def test_a_file_that_cannot_be_read_is_named(config_dir):
    config_dir.put("topics.yml", "")
    (config_dir.path / "terms.yml").mkdir()

    with pytest.raises(ConfigError, match=r"terms\.yml cannot be read \(Is a directory\)"):
        read_catalogues(config_dir.path)


def test_a_faulty_row_names_who_changed_it(changed):
    with pytest.raises(ConfigError) as refused:
        read_catalogues(None, [changed("topics", "roads", {"department": "zhkh"})])

    assert str(refused.value) == (
        'topics, roads, as aigerim changed it at 2026-03-18 09:30: department "zhkh" is not a department'
    )


def test_a_row_of_an_unknown_catalogue_is_refused(changed):
    with pytest.raises(ConfigError, match='there is no catalogue "recipes"; known are territories, '):
        read_catalogues(None, [changed("recipes", "soup", {})])
