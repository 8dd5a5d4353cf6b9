"""Tables and mapped JSON lines: whatever encoding, separator, header and date people keep their lists with."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, time, timedelta

import openpyxl
import pytest

from crawlers.files.columns import Mapped, guessed, told
from crawlers.files.dates import joined, moment, zone_named
from crawlers.files.formats import Format, recognise
from crawlers.files.reading import ReadOptions, preview
from crawlers.files.tables import dialect_of
from desk.errors import ConfigError, LayoutChanged
from desk.inbox import Refusal
from desk.posts import Post

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ALMATY = zone_named("Asia/Almaty")
HEADER = ["№ обращения", "Дата и время", "Суть обращения", "Заявитель", "Адрес"]
ROWS = [
    ["117", "20.11.2026 10:05", "Нет воды; третий день", "Айгуль Т.", "Абая, 1"],
    ["118", "20.11.2026 10:07", "Қоқыс шығарылмай жатыр, аула ішінде", "Ерлан", "Сәтпаев, 5"],
]


def as_csv(encoding="utf-8", separator=";"):
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([HEADER, *ROWS])
    return text.getvalue().encode(encoding, "replace")


def a_book():
    book = openpyxl.Workbook(write_only=True)
    return book, book.create_sheet()


@pytest.fixture
def table(tmp_path):
    def write(content, name="109.csv"):
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    return write


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251", "kz1048", "cp866"])
def test_encoding_and_separator_are_told_from_the_file(encoding, separator):
    found = dialect_of(as_csv(encoding, separator))

    assert as_csv(encoding, separator).decode(found.encoding) == as_csv(encoding, separator).decode(encoding)
    assert found.separator == separator


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16"])
def test_the_log_of_a_service_comes_in_as_it_is(table, read, encoding):
    first, second = read(table(as_csv(encoding)), place="109")

    assert (first.key.network, first.key.place, first.key.native_id) == ("table", "109", "117")
    assert first.published_at == datetime(2026, 11, 20, 5, 5, tzinfo=UTC)
    assert (first.text, first.author_name) == ("Нет воды; третий день", "Айгуль Т.")
    assert first.extras == {"other": {"Адрес": "Абая, 1"}}
    assert second.key.native_id == "118"


def test_a_sheet_is_read_like_the_table_it_is(tmp_path, read):
    book, sheet = a_book()
    sheet.append(["Отчёт за ноябрь"])
    sheet.append(HEADER)
    for number, _, *rest in ROWS:
        sheet.append([int(number), datetime(2026, 11, 20, 10, 5), *rest])  # noqa: DTZ001 -- as sheets have it
    book.save(tmp_path / "109.xlsx")

    assert recognise(tmp_path / "109.xlsx") is Format.XLSX
    first, second = read(tmp_path / "109.xlsx", place="109")
    assert (first.key.native_id, first.text) == ("117", ROWS[0][2])
    assert second.published_at == datetime(2026, 11, 20, 5, 5, tzinfo=UTC)


def test_a_formula_gives_its_value_and_never_itself(tmp_path, read, refused):
    book, sheet = a_book()
    sheet.append(["id", "date", "text"])
    sheet.append([1, "20.11.2026", '=HYPERLINK("http://evil","x")'])
    book.save(tmp_path / "t.xlsx")

    (letter,) = refused(read(tmp_path / "t.xlsx", place="x"))
    assert letter.reason == "missing-field"


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (["Id", "Date", "Text"], {"id": "Id", "published_at": "Date", "text": "Text"}),
        (["Өтініш нөмірі", "Күні", "Мәтін", "Аты-жөні"],
         {"id": "Өтініш нөмірі", "published_at": "Күні", "text": "Мәтін", "author_name": "Аты-жөні"}),
        (["Номер заявки", "Дата обращения", "Текст обращения", "Ф.И.О."],
         {"id": "Номер заявки", "published_at": "Дата обращения", "text": "Текст обращения", "author_name": "Ф.И.О."}),
        (["message_id", "channel", "date", "text", "sender_id", "category"],
         {"id": "message_id", "place": "channel", "published_at": "date", "text": "text", "author_id": "sender_id"}),
        (["колонка", "другая"], {}),
    ],
)  # fmt: skip
def test_columns_are_guessed_from_the_header_in_three_languages(header, found):
    assert guessed(header) == found


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-20T10:05:09+05:00", "2026-11-20T05:05:09+00:00"),
        ("2026-11-20 10:05", "2026-11-20T05:05:00+00:00"),
        ("2026-11-20 10.05", "2026-11-20T05:05:00+00:00"),
        ("2026-11-20T05:05:00Z", "2026-11-20T05:05:00+00:00"),
        ("20.11.2026 10:05", "2026-11-20T05:05:00+00:00"),
        ("20.11.2026 г. 10:05", "2026-11-20T05:05:00+00:00"),
        ("20/11/26, 10:05", "2026-11-20T05:05:00+00:00"),
        ("11/20/2026 10:05 AM", "2026-11-20T05:05:00+00:00"),
        ("20.11.2026 10:05 түстен бұрын", "2026-11-20T05:05:00+00:00"),
        ("11/20/2026 12:05\u202fAM", "2026-11-19T19:05:00+00:00"),
        ("20 ноября 2026 г., 10:05", "2026-11-20T05:05:00+00:00"),
        ("2026 ж. 20 қараша, 10:05", "2026-11-20T05:05:00+00:00"),
        ("Nov 20, 2026 10:05", "2026-11-20T05:05:00+00:00"),
        ("46346.420138888891", "2026-11-20T05:05:00+00:00"),
        ("1795151100", "2026-11-20T05:05:00+00:00"),
        ("1795151100000", "2026-11-20T05:05:00+00:00"),
        ("20261120", "2026-11-19T19:00:00+00:00"),
        ("20261120100500", "2026-11-20T05:05:00+00:00"),
    ],
)
def test_moments_are_read_in_every_form(written, meant):
    read = moment(written, ALMATY, "date").astimezone(UTC)

    assert abs(read - datetime.fromisoformat(meant)) < timedelta(seconds=1)


@pytest.mark.parametrize("written", ["", "вчера", "32.13.2026", "25:61", "2026", "9" * 400, "\u0661\u0662.11.2026 x"])
def test_what_is_no_moment_is_refused(written):
    with pytest.raises(Refusal):
        moment(written, ALMATY, "date")


def test_a_mapping_says_which_column_is_which(table, read, only):
    path = table("a;b;c\n7;20.11.2026 10:05;Нет воды\n".encode())

    with pytest.raises(LayoutChanged, match="published_at, text"):
        read(path)
    post = only(
        read(path, columns=told("id=a,published_at=b,text=c"), constants={"network": "telegram", "place": "-1001"})
    )
    assert str(post.key) == "telegram/-1001/7"


def test_a_column_that_is_not_there_is_named(table, read):
    with pytest.raises(LayoutChanged, match="nowhere"):
        read(table(as_csv()), columns={"text": "nowhere"})


@pytest.mark.parametrize("wrong", ["colour=x", "text"])
def test_a_field_that_no_post_has_is_refused_at_once(wrong):
    with pytest.raises(ConfigError):
        told(wrong)


def test_the_mapping_is_remembered_with_the_source(desk, table):
    path = table("a;b;c\n7;20.11.2026 10:05;Нет воды\n".encode())
    desk.bring(path, columns=told("id=a,published_at=b,text=c"), constants={"network": "telegram"})

    again = table("a;b;c\n8;20.11.2026 10:06;Нет света\n".encode(), "later.csv")

    assert desk.bring(again).new == 1
    assert {each.post.key.network for each in desk.posts()} == {"telegram"}
    assert Mapped.from_remembered(desk.source().mapping).columns == {"id": "a", "published_at": "b", "text": "c"}


def test_what_is_remembered_does_not_spoil_another_form(desk, table, jsonl, line):
    desk.bring(table("a;b;c\n7;20.11.2026 10:05;Нет воды\n".encode()), columns=told("id=a,published_at=b,text=c"))

    assert desk.bring(jsonl(line(1))).new == 1
    assert desk.post("telegram", "-1001234567890", "1")


def test_a_row_without_an_id_gets_one_of_its_content_and_equal_rows_stay_two(desk, table):
    rows = "date;text\n20.11.2026 10:05;Нет воды\n20.11.2026 10:05;Нет воды\n20.11.2026 10:06;Нет воды\n"
    assert desk.bring(table(rows.encode())).new == 3

    later = desk.bring(table((rows + "20.11.2026 10:07;Нет света\n").encode(), "later.csv"))

    assert (later.new, later.unchanged, len(desk.posts())) == (1, 3, 4)
    assert all(each.post.key.native_id.startswith("c-") for each in desk.posts())


def test_json_lines_of_somebody_else_are_mapped_too(jsonl, read, only):
    told_by = {
        "message_id": 2**63 + 1,
        "sender_id": -100,
        "text": "Нет воды",
        "date": "2026-11-20T05:05:00+00:00",
        "channel": "Новости",
        "category": "x",
    }
    path = jsonl(told_by)

    post = only(
        read(
            path,
            columns=told("id=message_id,place=channel,published_at=date,text=text"),
            constants={"network": "telegram"},
        )
    )

    assert (post.key.place, post.key.native_id, post.author_id) == ("Новости", str(2**63 + 1), "-100")
    assert post.extras == {"other": {"category": "x"}}


def test_a_preview_shows_columns_guesses_and_the_first_rows(table):
    seen = preview(table(as_csv("cp1251")), ReadOptions(NOW))

    assert (seen.format, seen.columns, seen.missing) == (Format.CSV, tuple(HEADER), ())
    assert seen.guessed["text"] == "Суть обращения"
    assert seen.rows[0][2] == ROWS[0][2]


def test_a_table_without_what_a_post_needs_says_what_is_missing(table):
    assert preview(table(b"a;b\n1;2\n"), ReadOptions(NOW)).missing == ("published_at", "text")


@pytest.mark.parametrize(
    "rows", [["1;20.11.2026 10:05;a;b;c;d"], ["1;20.11.2026 10:05"]], ids=["too wide", "too narrow"]
)
def test_a_row_that_does_not_fit_is_refused_alone(table, read, refused, rows):
    path = table(("id;date;text\n" + "\n".join([*rows, "2;20.11.2026 10:05;ok"]) + "\n").encode())

    arrived = read(path, place="x")

    assert len(refused(arrived)) == 1
    assert [each.text for each in arrived if isinstance(each, Post)] == ["ok"]


APART = "№;{day};{time};Текст\n7;20.11.2026;10:05;Нет воды\n8;20.11.2026;;Нет света\n9;20.11.2026 10:07;10:09;Яма\n"


@pytest.mark.parametrize(
    ("day", "time"),
    [
        ("Дата", "Время"),
        ("Күні", "Уақыты"),
        ("date", "time"),
        ("Дата обращения", "Время обращения"),
        ("Дата звонка", "Время"),
        ("Дата", "Время регистрации"),
        ("Өтініш күні", "Өтініш уақыты"),
    ],
)
def test_a_day_and_its_time_in_two_columns_are_one_moment(table, read, day, time):
    path = table(APART.format(day=day, time=time).encode())

    assert preview(path, ReadOptions(NOW)).guessed["published_at"] == f"{day}+{time}"
    told_apart, without, of_its_own = read(path, place="109")
    assert told_apart.published_at == datetime(2026, 11, 20, 5, 5, tzinfo=UTC)
    assert told_apart.extras == {}
    assert without.published_at == datetime(2026, 11, 19, 19, 0, tzinfo=UTC)
    assert of_its_own.published_at == datetime(2026, 11, 20, 5, 7, tzinfo=UTC)
    assert of_its_own.extras == {"other": {time: "10:09"}}


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Время;Дата;Текст", "Дата+Время"),
        ("Дата и время;Дата;Время;Текст", "Дата и время"),
        ("Дата обращения;Время исполнения;Текст", "Дата обращения"),
        ("Дата;Время исполнения;Текст", "Дата"),
        ("Дата;Текст", "Дата"),
        ("time;text", "time"),
    ],
)
def test_only_the_time_of_the_same_thing_is_joined(header, found):
    assert guessed(header.split(";"))["published_at"] == found


@pytest.mark.parametrize(
    ("day", "time"),
    [
        ("2026-11-20T00:00:00", "10:05:00"),
        ("2026-11-20", "1899-12-30T10:05:00"),
        ("46346", "0.420138888888"),
        ("20261120", "10.05"),
        ("20 ноября 2026 г.", "10:05"),
        ("11/20/2026", "10:05 AM"),
        ("20.11.2026", "10:05 түстен бұрын"),
        ("20.11.2026 10:05", "11:00"),
    ],
)
def test_days_and_times_are_joined_in_every_form(day, time):
    assert moment(joined(day, time), ALMATY, "x").astimezone(UTC) == datetime(2026, 11, 20, 5, 5, tzinfo=UTC)


def test_columns_to_join_can_be_told_and_are_remembered(desk, table):
    rows = "a;b;c\n20.11.2026;10:05;Нет воды\n20.11.2026;10:04;Нет воды\n"
    desk.bring(table(rows.encode()), columns=told("published_at=a+b,text=c"))

    again = desk.bring(table((rows + "20.11.2026;10:06;Нет света\n").encode(), "later.csv"))

    assert (again.new, again.unchanged) == (1, 2)
    assert [each.post.published_at.minute for each in desk.posts()] == [4, 5, 6]
    assert Mapped.from_remembered(desk.source().mapping).columns == {"published_at": "a+b", "text": "c"}


def test_a_column_to_join_that_is_not_there_is_named(table, read):
    with pytest.raises(LayoutChanged, match="Время"):
        read(table("Дата;Текст\n20.11.2026;x\n".encode()), columns=told("published_at=Дата+Время"))


def test_a_column_may_have_a_plus_in_its_name(table, read, only):
    path = table("Дата+время;Текст\n20.11.2026 10:05;x\n".encode())

    post = only(read(path, place="x", columns=told("published_at=Дата+время")))
    assert post.published_at == datetime(2026, 11, 20, 5, 5, tzinfo=UTC)


def test_a_time_that_cannot_be_is_refused_and_not_dropped(table, read, refused):
    (letter,) = refused(read(table("Дата;Время;Текст\n20.11.2026;утром;x\n".encode()), place="x"))

    assert letter.reason == "bad-date"


def test_a_sheet_with_a_day_and_a_time_is_read_to_the_minute(tmp_path, read, only):
    book, sheet = a_book()
    sheet.append(["Дата", "Время", "Текст"])
    sheet.append([date(2026, 11, 20), time(10, 5), "Нет воды"])
    book.save(tmp_path / "109.xlsx")

    assert only(read(tmp_path / "109.xlsx", place="109")).published_at == datetime(2026, 11, 20, 5, 5, tzinfo=UTC)


def test_json_lines_with_a_day_and_a_time_are_mapped_too(jsonl, read, only):
    path = jsonl({"n": 1, "date": "2026-11-20", "time": "10:05", "text": "Нет воды"})

    post = only(read(path, place="x", columns=told("id=n")))
    assert (post.published_at, post.extras) == (datetime(2026, 11, 20, 5, 5, tzinfo=UTC), {})
