"""YAML of editors: every value knows its line, and nothing dangerous or ambiguous gets in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.yaml_files import MAX_BYTES, MAX_VALUES, read_entries, read_yaml, write_entries
from desk.errors import ConfigError


def test_words_that_yaml_once_took_for_numbers_times_and_truths_are_text():
    document = read_yaml(
        "a: no\nb: 09:00\nc: 2026-03-09\nd: 103200000\ne: 'true'\nf: true\ng: null\nh:\ni: 0x1F\n", "x.yml"
    )

    assert document.plain() == {
        "a": "no",
        "b": "09:00",
        "c": "2026-03-09",
        "d": "103200000",
        "e": "true",
        "f": True,
        "g": None,
        "h": None,
        "i": "0x1F",
    }


def test_every_value_knows_its_line():
    document = read_yaml("# note\nroads:\n\n  names: {ru: Дороги}\n  list:\n    - a\n    - b\n", "topics.yml")

    roads = document.value["roads"]
    assert roads.where == "topics.yml, line 2"
    assert roads.value["names"].value["ru"].line == 4
    assert [node.line for node in roads.value["list"].value] == [6, 7]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\nb: [1\nc: 2\n", "x.yml, line 3: this cannot be read as YAML"),
        ("a: 1\n\tb: 2\n", "x.yml, line 2: this cannot be read as YAML"),
        ("a: 1\nb: 2\na: 3\n", 'x.yml, line 3: "a" stands there twice, first in line 1'),
        ("a:\n  b: 1\n  b: 2\n", 'x.yml, line 3: "b" stands there twice, first in line 2'),
        ("a: &x 1\n", "x.yml, line 1: anchors"),
        ("a: 1\nb: *x\n", "x.yml, line 2: anchors"),
        ("a: !!python/object/apply:os.system [id]\n", "x.yml, line 1: anchors"),
        ("a: !!binary aGk=\n", "x.yml, line 1: anchors"),
        ("<<: {a: 1}\n? [1, 2]\n: 3\n", "x.yml, line 2: a key must be plain text"),
        ("a: 1\n---\nb: 2\n", "x.yml, line 2: a second document"),
        ("a: 1\nb: \x07\n", "x.yml, line 2: there is a character that YAML forbids"),
        ("[" * 5000, "x.yml, line 1: too deep"),
        ("a: " + "[" * 13 + "]" * 13, "x.yml, line 1: too deep"),
        ("a: [" + "1," * (MAX_VALUES + 1) + "]", "x.yml, line 1: too deep or too long"),
        ("a: " + "x" * MAX_BYTES, "x.yml, line 1: the file is larger than"),
    ],
    ids=[
        "unclosed",
        "tab",
        "twice",
        "twice-below",
        "anchor",
        "alias",
        "python-tag",
        "tag",
        "key-not-text",
        "two-documents",
        "control-character",
        "bomb-of-brackets",
        "deep",
        "long",
        "large",
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line_with_its_place(text, problem):
    with pytest.raises(ConfigError) as refused:
        read_yaml(text, "x.yml")

    assert str(refused.value).startswith(problem)
    assert "\n" not in str(refused.value)


def test_a_billion_laughs_are_stopped_at_the_first():
    laughs = "a: &a [lol]\n" + "".join(f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcdefgh", "bcdefghi"))  # noqa: B905

    with pytest.raises(ConfigError, match="line 1: anchors"):
        read_yaml(laughs, "x.yml")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- a\n- b\n", "line 1: the file must be entries"),
        ("roads: yes\n", 'line 1: the fields of "roads" must stand below it'),
        ("a: {}\nroads:\n  remove: yes\n", 'line 3: "remove" is either true and alone'),
        ("roads: {remove: true, names: {}}\n", 'line 1: "remove" is either true and alone'),
    ],
)
def test_a_catalogue_is_entries_with_fields(text, problem):
    with pytest.raises(ConfigError, match=problem):
        read_entries(text, "x.yml")


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n"])
def test_an_empty_file_changes_nothing(text):
    assert read_entries(text, "x.yml") == []


keys = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True).filter(lambda key: key != "remove")
words = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Co")), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | words,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(keys, below, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(keys, st.none() | st.dictionaries(keys, values, max_size=4), max_size=4))
@settings(max_examples=200, deadline=None)
def test_what_is_written_is_read_back_the_same(entries):
    read = {entry.key: entry.plain() for entry in read_entries(write_entries(entries), "x.yml")}

    assert read == entries
