"""Files of the embedded index: lost, damaged, full disk, killed writers; and several processes at once."""

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from desk.errors import SearchError
from desk.queries import Query
from index.fts5 import Fts5Index
from language.words import ANALYSER_VERSION, words
from tests.index.documents import EVERYTHING, post

ROOT = Path(__file__).parents[2]


def reopened(index: Fts5Index) -> Fts5Index:
    return Fts5Index(folder_of(index), words, ANALYSER_VERSION)


def folder_of(index: Fts5Index) -> Path:
    return Path(index.status()["path"]).parent


def total(index: Fts5Index, text: str = "слово") -> int:
    return index.search(Query(text), EVERYTHING).total


def is_sound(path: Path) -> bool:
    with sqlite3.connect(path) as connection:
        connection.execute("insert into post_words(post_words, rank) values('integrity-check', 1)")
        rows = connection.execute("select count(*) from posts").fetchone()
        words_ = connection.execute("select count(*) from post_words_content").fetchone()
        return bool(connection.execute("pragma integrity_check").fetchone() == ("ok",) and rows == words_)


def test_the_first_look_makes_an_empty_index(tmp_path):
    index = Fts5Index(tmp_path / "not" / "there", words, ANALYSER_VERSION)
    assert total(index) == 0
    assert (tmp_path / "not" / "there" / "CURRENT").read_text() == "generation-000001.db\n"
    assert not list((tmp_path / "not" / "there").glob("*.new"))


def test_two_first_looks_at_once_agree(tmp_path):
    for n in range(10):
        folder = tmp_path / str(n)
        indexes = [Fts5Index(folder, words, ANALYSER_VERSION) for _ in range(4)]
        threads = [threading.Thread(target=index.put, args=([post(m, "слово")],)) for m, index in enumerate(indexes)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [total(index) for index in indexes] == [4, 4, 4, 4]
        assert len(list(folder.glob("generation-*.db"))) == 1


@pytest.mark.parametrize("damage", ["missing", "garbage", "empty", "cut", "other tables", "other version"])
def test_a_damaged_file_names_the_way_out_and_that_way_works(embedded, damage):
    embedded.put([post(n, "слово " * 50) for n in range(200)])
    path = Path(embedded.status()["path"])
    embedded.close()
    if damage == "missing":
        path.unlink()
    elif damage == "garbage":
        path.write_bytes(os.urandom(100_000))
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:20_000])
    else:
        with sqlite3.connect(path) as connection:
            statement = "drop table about" if damage == "other tables" else "update about set value = '0'"
            connection.execute(statement)
    for call in (lambda: total(embedded), lambda: embedded.put([post(1, "слово")]), embedded.status):
        with pytest.raises(SearchError, match="nazar index rebuild") as refused:
            call()
        assert path.name in str(refused.value)
    generation = embedded.begin_generation()
    generation.put([post(1, "слово")])
    embedded.swap_to(generation)
    assert total(embedded) == 1
    assert not path.exists()


def test_a_damaged_pointer_names_the_way_out_and_that_way_works(embedded):
    embedded.put([post(1, "слово")])
    pointer = folder_of(embedded) / "CURRENT"
    for content in (b"", b"../../etc/passwd\n", b"\xff\xfe", b"generation-1.db\n"):
        pointer.write_bytes(content)
        with pytest.raises(SearchError, match="nazar index rebuild"):
            total(embedded)
        generation = embedded.begin_generation()
        generation.put([post(1, "слово")])
        embedded.swap_to(generation)
        assert total(embedded) == 1


def test_a_pointer_that_was_left_half_written_by_a_crash_harms_nobody(embedded):
    embedded.put([post(1, "слово")])
    folder = folder_of(embedded)
    (folder / "pointer-1-generation-000009.new").write_text("gener")
    (folder / "NEXT").write_text("generation-000007.db\n")  # begun, never built
    assert total(embedded) == 1
    assert embedded.put([post(2, "слово")]) == []
    assert total(embedded) == 2


def test_a_folder_that_cannot_be_made_is_said_in_words(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SearchError, match="file"):
        total(Fts5Index(tmp_path / "file" / "index", words, ANALYSER_VERSION))


def test_a_locked_file_is_said_in_words(embedded, monkeypatch):
    monkeypatch.setattr("index.fts5_files.BUSY_SECONDS", 0.2)
    embedded.put([post(1, "слово")])
    path = Path(embedded.status()["path"])
    embedded.close()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("begin immediate")
    with pytest.raises(SearchError, match="locked"):
        embedded.put([post(2, "слово")])
    assert total(embedded) == 1  # readers do not wait
    holder.execute("rollback")
    holder.close()
    assert embedded.put([post(2, "слово")]) == []


def test_an_endless_search_is_broken_off(embedded, monkeypatch):
    embedded.put([post(n, "слово") for n in range(100)])
    monkeypatch.setattr("index.fts5_files.SEARCH_SECONDS", 0)
    monkeypatch.setattr("index.fts5_files._STEPS", 1)
    with pytest.raises(SearchError, match="took more than"):
        total(embedded)


def test_a_full_disk_is_said_in_words_harms_nothing_and_is_caught_up(embedded):
    embedded.put([post(n, "слово") for n in range(100)])
    path = Path(embedded.status()["path"])
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    more = [post(n, f"слово {n} " + " ".join(f"w{n * m}" for m in range(300))) for n in range(100, 1100)]
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 300_000, limits[1]))
    try:
        with pytest.raises(SearchError, match="disk is full"):
            embedded.put(more)
        assert total(embedded) >= 100
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert is_sound(path)
    assert embedded.put(more) == []
    assert total(embedded) == 1100
    assert is_sound(path)


def test_writers_killed_at_any_moment_leave_a_sound_file(embedded):
    embedded.put([post(0, "слово")])
    folder, path = folder_of(embedded), Path(embedded.status()["path"])
    last = 1
    for life in range(6):
        writer = subprocess.Popen(
            [sys.executable, "-m", "tests.index.lives", "write", str(folder), str(life)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert writer.stdout is not None
        for _ in range(3 + 2 * life):
            assert writer.stdout.readline()  # one line a batch that is in
        writer.kill()
        writer.wait()
        writer.stdout.close()
        found = total(embedded)
        assert found > last
        last = found
        assert is_sound(path)
    assert total(reopened(embedded)) == last


def test_readers_in_other_processes_notice_the_swap(embedded):
    embedded.put([post(1, "слово")])
    reader = subprocess.Popen(
        [sys.executable, "-m", "tests.index.lives", "read", str(folder_of(embedded))],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdin is not None
    assert reader.stdout is not None
    for posts in (1, 2, 5):
        generation = embedded.begin_generation()
        generation.put([post(n, "слово") for n in range(posts)])
        embedded.swap_to(generation)
        reader.stdin.write("?\n")
        reader.stdin.flush()
        assert reader.stdout.readline() == f"{posts}\n"
    reader.stdin.close()
    assert reader.wait(30) == 0
    reader.stdout.close()


def test_only_one_generation_is_left_after_a_swap(embedded):
    for n in range(3):
        embedded.put([post(n, "слово")])
        embedded.swap_to(embedded.begin_generation())
        total(embedded)
        files = {path.name for path in folder_of(embedded).iterdir() if not path.name.endswith(("-wal", "-shm"))}
        assert files == {"CURRENT", f"generation-{n + 2:06}.db"}


def test_a_text_is_indexed_again_only_when_it_changed(embedded):
    read: list[str] = []

    def reading(text: str):
        read.append(text)
        return words(text)

    index = Fts5Index(folder_of(embedded), reading, ANALYSER_VERSION)
    index.put([post(1, "слово"), post(2, "газ")])
    index.put([post(1, "слово", version=2, line="taken", tags=("a",)), post(2, "вода", version=2)])
    assert read == ["слово", "газ", "вода"]
    index.close()


def segments(path: Path) -> int:
    with sqlite3.connect(path) as connection:
        return int(connection.execute("select count(distinct segid) from post_words_idx").fetchone()[0])


def bytes_of(index: Fts5Index) -> bytes:
    return b"".join(path.read_bytes() for path in folder_of(index).iterdir())


def filled(index: Fts5Index, batches: int = 9) -> Path:
    """An index in several pieces, one of its texts taken out again."""
    for batch in range(batches):
        numbers = range(batch * 100, batch * 100 + 100)
        index.put([post(n, "вода " + " ".join(f"{n * 40 + m:06}" for m in range(40))) for n in numbers])
    index.put([post(-1, "сосед zqxfasan")])
    index.remove("post", [post(-1).id])
    return Path(index.status()["path"])


def test_after_tidying_the_words_of_what_was_removed_are_nowhere(embedded):
    path = filled(embedded)
    assert total(embedded, "zqxfasan") == 0
    assert b"zqxfasan" in bytes_of(embedded), "until then they linger in the segments"
    embedded.tidy()
    assert b"zqxfasan" not in bytes_of(embedded)
    assert segments(path) == 1
    assert is_sound(path)
    assert total(embedded, "вода") == 900
    size = path.stat().st_size
    embedded.tidy()
    assert (segments(path), path.stat().st_size) == (1, size), "nothing to do is nothing done"


def test_tidying_goes_on_where_it_was_broken_off(embedded, monkeypatch):
    monkeypatch.setattr("index.fts5_writing.STEP_PAGES", 1)
    path = filled(embedded)
    asked: list[bool] = []

    def after_two_steps() -> bool:
        asked.append(True)
        return len(asked) > 2

    embedded.tidy(after_two_steps)
    assert segments(path) > 1
    assert is_sound(path)
    assert total(embedded, "вода") == 900
    embedded.tidy()
    assert segments(path) == 1


def test_others_write_and_read_while_an_index_is_tidied(embedded, monkeypatch):
    monkeypatch.setattr("index.fts5_writing.STEP_PAGES", 1)
    filled(embedded)
    other = reopened(embedded)
    written: list[int] = []

    def write_in_between() -> bool:
        if len(written) < 5:
            written.append(len(written))
            other.put([post(2000 + len(written), "вода новая")])
            assert total(other, "новая") == len(written)
        return False

    embedded.tidy(write_in_between)
    assert total(embedded, "новая") == 5
    assert total(embedded, "вода") == 905
    other.close()


def test_tidying_does_not_wait_for_a_reader(embedded):
    path = filled(embedded)
    with sqlite3.connect(path, isolation_level=None) as reader:
        reader.execute("begin")
        assert reader.execute("select count(*) from posts").fetchone() == (900,)
        embedded.tidy()
        assert reader.execute("select count(*) from posts").fetchone() == (900,)
    reader.close()
    assert total(embedded, "вода") == 900
