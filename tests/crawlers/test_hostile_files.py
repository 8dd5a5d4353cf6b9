"""Files that want to do harm, or are merely spoilt: R6, S4, S5 and S17 of the fault list."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import UTC, datetime

import openpyxl
import pytest

from crawlers.files.bundles import Folder, Zip
from crawlers.files.formats import recognise
from crawlers.files.media import Brought, MediaFolder
from crawlers.files.reading import ReadOptions, arrivals
from crawlers.files.sheets import rows_of_sheet
from desk.errors import CollectError, LayoutChanged
from desk.posts import Media, Post

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

POISON = {
    "half an emoji": (b'{"text":"\\ud83d"', None),
    "nul": (b'{"text":"a\\u0000b"', None),
    "control characters": (b'{"text":"a\\u000b\\u001fb"', None),
    "a formula": (b'{"text":"=HYPERLINK(\\"http://evil\\")"', None),
    "an id of 2^63": (b'{"text":"x","id":9223372036854775808', None),
    "five megabytes": (b'{"text":"' + b"x" * 5_000_000 + b'"', "too-long"),
    "not a number": (b'{"text":"x","extras":{"n":NaN}', "bad-json"),
    "nested 100,000 deep": (b'{"text":"x","extras":' + b"[" * 100_000 + b"]" * 100_000, "too-deep"),
    "a key twice": (b'{"text":"x","text":"y"', "duplicate-key"),
    "not utf-8": (b'{"text":"\xd0"', "bad-encoding"),
    "cut off": (b'{"text":"x', "bad-json"),
    "no text": (b'{"text":null', "missing-field"),
    "a date of nowhere": (b'{"text":"x","edited_at":"1601-01-01T00:00:00Z"', "bad-date"),
}


@pytest.mark.parametrize(("start", "reason"), POISON.values(), ids=POISON.keys())
def test_one_poisoned_record_of_a_thousand_costs_at_most_itself(desk, jsonl, line, start, reason):
    rest = {name: value for name, value in line(500).items() if name != "text" and f'"{name}"'.encode() not in start}
    poisoned = start + b"," + json.dumps(rest).encode()[1:]
    records = [line(number) if number != 500 else poisoned for number in range(1, 1001)]

    run = desk.bring(jsonl(*records))

    letters = desk.letters()
    assert run.new == (1000 if reason is None else 999)
    assert [(each.reason, each.line, each.file) for each in letters] == (
        [] if reason is None else [(reason, 500, "posts.jsonl")]
    )
    assert [bytes(each.raw) for each in letters] == ([] if reason is None else [poisoned])
    assert run.position == "1000"


@pytest.mark.parametrize(
    "spoilt", [{"id": ...}, {"date_unixtime": "soon"}, {"text": 5}, {"date": ..., "date_unixtime": ...}]
)
def test_a_poisoned_message_of_an_export_costs_itself(desk, export, chat, message, spoilt):
    wrote = [message(number, **(spoilt if number == 500 else {})) for number in range(1, 1001)]

    run = desk.bring(export(chat(*wrote)))

    (letter,) = desk.letters()
    assert (run.new, run.dead_letters, run.position, letter.line) == (999, 1, "1000", 500)


CELLS = ["=1+1", "+7 701", "-5", "@me", "\tx", "\rx", "＝1", "a\x0bb", "a\x1fb", "x" * 40_000]


@pytest.mark.parametrize("cell", CELLS, ids=[repr(cell[:6]) for cell in CELLS])
def test_a_cell_that_a_sheet_would_run_is_only_text(tmp_path, read, only, cell):
    text = io.StringIO()
    text.write(f'id;date;text\n1;20.11.2026;"{cell}"\n')
    (tmp_path / "t.csv").write_bytes(text.getvalue().encode())

    assert only(read(tmp_path / "t.csv", place="x")).text.strip() == cell.strip()


def test_a_sheet_with_one_row_too_many_is_refused(tmp_path):
    sheet = '<row r="{}"><c t="inlineStr"><is><t>x</t></is></c></row>'
    rows = "".join(sheet.format(number) for number in (1, 2)) + sheet.format(1_048_577)
    path = a_sheet(tmp_path, rows)

    with pytest.raises(CollectError):
        list(rows_of_sheet(path))


def test_a_small_sheet_of_many_rows_is_refused_before_it_is_unpacked(tmp_path):
    path = a_sheet(tmp_path, '<row><c t="inlineStr"><is><t>x</t></is></c></row>' * 400_000)
    assert path.stat().st_size < 200_000

    with pytest.raises(LayoutChanged, match="unpacks"):
        list(rows_of_sheet(path))


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY j SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(("doctype", "entity"), [(LAUGHS, "&j;"), (OUTSIDE, "&j;")], ids=["a billion laughs", "a file"])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_a_sheet_with_entities_is_refused(tmp_path, doctype, entity, part):
    path = a_sheet(tmp_path, f'<row><c t="inlineStr"><is><t>{entity}</t></is></c></row>', part, doctype)

    try:
        cells = [cell for row in rows_of_sheet(path) for cell in row.cells]
    except CollectError:
        return
    assert "root:" not in str(cells)
    assert len(str(cells)) < 1000


def test_a_gzip_bomb_is_refused_before_it_fills_memory(tmp_path, read):
    with gzip.open(tmp_path / "bomb.jsonl.gz", "wb") as bomb:
        bomb.write(b'{"text":"')
        for _ in range(300):
            bomb.write(b"x" * 1_000_000)

    with pytest.raises(CollectError, match="unpacks"):
        read(tmp_path / "bomb.jsonl.gz")


def test_a_broken_gzip_is_told(tmp_path, read, line):
    packed = gzip.compress(b"\n".join(json.dumps(line(number)).encode() for number in range(2000)))
    (tmp_path / "posts.jsonl.gz").write_bytes(packed[: len(packed) // 2])

    with pytest.raises(CollectError, match="broken"):
        read(tmp_path / "posts.jsonl.gz")


def test_a_zip_bomb_is_refused_by_what_it_claims(tmp_path, read):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("result.json", b"[" + b" " * 80_000_000)

    with pytest.raises(CollectError, match="unpacks"):
        read(tmp_path / "bomb.zip")


NAMES = [
    "../../evil.jpg",
    "/etc/passwd",
    "photos/../../evil.jpg",
    "photos\\..\\evil.jpg",
    "C:/evil.jpg",
    "photos/a\x00.jpg",
]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_leads_out_of_a_bundle(tmp_path, name):
    (tmp_path / "evil.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "home" / "photos").mkdir(parents=True)

    assert Folder(tmp_path / "home").size(name) is None
    with pytest.raises(CollectError):
        Folder(tmp_path / "home").open(name)
    if "\x00" not in name:
        with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
            archive.writestr(name, b"x")
        assert list(Zip.of(tmp_path / "x.zip").names()) == []


def test_a_link_that_leads_out_of_a_folder_is_not_followed(tmp_path):
    (tmp_path / "secret.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "photo.jpg").symlink_to(tmp_path / "secret.jpg")

    assert list(Folder(tmp_path / "home").names()) == []
    assert Folder(tmp_path / "home").size("photo.jpg") is None


def test_an_export_cannot_name_the_files_it_was_put_beside(desk, export, chat, message):
    path = export(
        chat(message(1, photo="passport.jpg"), message(2, photo="../secret.jpg"), message(3, photo=".ssh/x.jpg"))
    )
    (path.parent / ".ssh").mkdir()
    for name in ("passport.jpg", "../secret.jpg", ".ssh/x.jpg"):
        (path.parent / name).write_bytes(b"\xff\xd8\xff")

    desk.bring(path)

    assert [each.post.media[0].stored for each in desk.posts()] == [None, None, None]


HARMFUL = {
    "a page": b"<html><script>alert(1)</script>",
    "a drawing that runs": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a drawing after a declaration": b'<?xml version="1.0"?><svg onload="alert(1)"/>',
    "a program": b"MZ\x90\x00",
    "a program of another kind": b"\x7fELF",
    "a script": b"#!/bin/sh\n",
    "nothing we know": b"hello",
    "nothing": b"",
}


@pytest.mark.parametrize("content", HARMFUL.values(), ids=HARMFUL.keys())
def test_files_that_a_browser_or_a_machine_would_run_are_not_kept(tmp_path, content):
    folder = MediaFolder(tmp_path / "media")

    kept = folder.keep(Media("photo", "x.jpg"), lambda: io.BytesIO(content))

    assert kept.stored is None
    assert kept.note in {"kind-refused", "unreadable"}
    assert not [each for each in (tmp_path / "media").rglob("*") if each.is_file()]


def test_an_archive_within_is_refused_and_an_office_paper_kept(tmp_path):
    folder = MediaFolder(tmp_path / "media")

    def packed(name):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr(name, b"x")
        return content.getvalue()

    assert folder.keep(Media("document"), lambda: io.BytesIO(packed("evil.exe"))).note == "kind-refused"
    assert folder.keep(Media("document"), lambda: io.BytesIO(packed("[Content_Types].xml"))).stored


def test_files_too_large_and_files_beyond_the_budget_stay_outside(tmp_path, export, chat, message, read):
    path = export(chat(*(message(number, photo=f"photos/{number}.jpg") for number in (1, 2, 3))))
    (path.parent / "photos").mkdir()
    for number, size in ((1, 300), (2, 5000), (3, 900)):
        (path.parent / "photos" / f"{number}.jpg").write_bytes(b"\xff\xd8\xff" + bytes([number]) * size)
    folder = MediaFolder(tmp_path / "media", file_limit=1000, budget=1000)

    told = arrivals(path, recognise(path), ReadOptions(NOW), media=folder)
    notes = [each.media[0].note for got in told for each in got.arrivals if isinstance(each, Post)]

    assert notes == [None, "too-large", "budget-spent"]


def test_the_same_file_is_kept_once(tmp_path):
    folder = MediaFolder(tmp_path / "media")
    first, second = (folder.keep(Brought("photo", path=name), lambda: io.BytesIO(b"\xff\xd8\xff1")) for name in "ab")

    assert first.stored == second.stored
    assert len([each for each in (tmp_path / "media").rglob("*") if each.is_file()]) == 1


def test_a_file_cannot_choose_territory_source_or_line(desk, jsonl, line):
    claims = {"territory": "110000000", "source": "official", "line": "new", "region": "Астана", "incident": "2026-1"}

    desk.bring(jsonl(line(1, **claims, published_at="2020-01-01T00:00:00Z"), line(2)))

    old, _ = desk.posts()
    assert (old.source, old.territory, old.line.value, old.incident) == (
        "chat",
        desk.source().territory,
        "archive",
        None,
    )
    assert old.post.extras["other"] == claims


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"MZ\x90", b"<html>", b"", b"   \n", b"\xd0\xcf\x11\xe0"])
def test_what_is_none_of_the_forms_is_said_in_one_line(tmp_path, content):
    (tmp_path / "x.bin").write_bytes(content)

    with pytest.raises(LayoutChanged) as told:
        recognise(tmp_path / "x.bin")
    assert "x.bin" in str(told.value)


def test_a_table_whose_quote_never_closes_costs_no_memory(tmp_path, read, refused):
    with (tmp_path / "t.csv").open("wb") as file:
        file.write(b'id;date;text\n1;20.11.2026;"')
        for _ in range(40):
            file.write(b"x" * 100_000 + b"\n")

    assert refused(read(tmp_path / "t.csv", place="x"))


def a_sheet(folder, rows, spoilt="xl/worksheets/sheet1.xml", doctype=""):
    """A workbook as openpyxl writes it, its one sheet replaced; one part begins with another declaration."""
    book = openpyxl.Workbook()
    book.create_sheet()
    book.save(folder / "plain.xlsx")
    ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with (
        zipfile.ZipFile(folder / "plain.xlsx") as plain,
        zipfile.ZipFile(folder / "spoilt.xlsx", "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in plain.namelist():
            content = plain.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                content = f'<worksheet xmlns="{ns}"><sheetData>{rows}</sheetData></worksheet>'
            if name == spoilt and doctype:
                content = doctype + content.partition("?>\n")[2] if content.startswith("<?xml") else doctype + content
            archive.writestr(name, content)
    return folder / "spoilt.xlsx"
