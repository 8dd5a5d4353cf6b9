"""Tables of editors."""

import pytest

from config.csv_files import read_rows, write_rows
from desk.errors import ConfigError


def test_empty_cells_set_nothing_and_empty_rows_are_passed_over():
    rows = read_rows("id,a,b\n\nx, 1 ,\ny,,2\n,,\n", "t.csv")

    assert {row.key: row.plain() for row in rows} == {"x": {"a": "1"}, "y": {"b": "2"}}
    assert [row.place.where for row in rows] == ["t.csv, line 3", "t.csv, line 4"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("id,a\nx,1\nx,2\n", 't.csv, line 3: "x" stands there twice, first in line 2'),
        ("id,a\nx,1,2\n", "t.csv, line 2: the row has more cells"),
        ('id,a\nx,"1\n', "t.csv, line 2: this cannot be read as CSV"),
        ("id,remove\nx,yes\n", 't.csv, line 2: "remove" is either true or empty'),
    ],
)
def test_a_faulty_table_is_refused_with_its_line(text, problem):
    with pytest.raises(ConfigError) as refused:
        read_rows(text, "t.csv")

    assert str(refused.value).startswith(problem)


def test_what_is_written_is_read_back_the_same():
    entries = {"x": {"a": 'с, "кавычками"', "b": True}, "y": None, "z": {"b": False}}

    read = {row.key: row.plain() for row in read_rows(write_rows(entries, "id", ("a", "b")), "t.csv")}

    assert read == entries
