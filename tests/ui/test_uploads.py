"""Files that people bring: kept in pieces, under names that cannot hurt, within limits."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from desk.errors import NotFound, RuleError
from ui.slugs import slug_of
from ui.uploads import Uploads, file_name

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def uploads(tmp_path):
    return Uploads(tmp_path / "uploads", limit=1000)


def bring(uploads, name="чат.json", body=b"{}", login="aigul"):
    arriving = uploads.begin(name, len(body))
    arriving.write(body)
    return arriving.finish(login, NOW)


def test_a_file_is_found_again_as_it_came(uploads):
    upload = bring(uploads, body=b'{"name": "x"}')

    assert Path(uploads.upload(upload.id).path).read_bytes() == b'{"name": "x"}'
    assert uploads.upload(upload.id).name == "чат.json"


def test_a_file_larger_than_announced_is_refused_when_it_passes_the_limit(uploads):
    arriving = uploads.begin("a.csv", 10)

    arriving.write(b"x" * 900)
    with pytest.raises(RuleError, match="larger"):
        arriving.write(b"x" * 200)
    arriving.drop()

    assert list(uploads.folder.iterdir()) == []


def test_a_file_announced_too_large_is_refused_at_once(uploads):
    with pytest.raises(RuleError, match="larger"):
        uploads.begin("a.csv", 1001)


def test_an_empty_file_is_refused(uploads):
    with pytest.raises(RuleError, match="empty"):
        uploads.begin("a.csv", 0).finish("aigul", NOW)


def test_a_file_is_started_once(uploads):
    upload = bring(uploads)
    uploads.start(upload)

    assert uploads.by("aigul") == []
    with pytest.raises(RuleError, match="already"):
        uploads.start(upload)


def test_one_sees_only_what_one_brought(uploads):
    bring(uploads, login="aigul")

    assert len(uploads.by("aigul")) == 1
    assert uploads.by("yerlan") == []


@pytest.mark.parametrize("id", ["", "..", "../../etc", "0" * 31, "g" * 32, "0" * 32])
def test_only_an_id_of_ours_finds_a_file(uploads, id):
    with pytest.raises(NotFound):
        uploads.upload(id)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\чаты\\result.json", "result.json"),
        ("Өзен ауылы.csv", "Өзен ауылы.csv"),
        ("<img src=x>.csv", "_img src_x_.csv"),
        ("a\u202egnp.exe", "a_gnp.exe"),
        ("", "file"),
        ("...", "file"),
        ("part", "_part"),
        ("upload.json", "_upload.json"),
    ],
)
def test_a_name_is_kept_as_far_as_it_is_safe(given, kept):
    assert file_name(given) == kept


def test_a_long_name_is_cut_and_keeps_its_ending():
    name = file_name("ұ" * 500 + ".json")

    assert name.endswith(".json")
    assert len(name.encode()) < 255


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Өзен ауылының чаты", "ozen-auylynyn-chaty"), ("109 за ноябрь", "109-za-noiabr"), ("!!!", ""), ("A--b", "a-b")],
)
def test_a_slug_is_made_from_what_people_say(title, slug):
    assert slug_of(title) == slug
