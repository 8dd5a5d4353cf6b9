"""The journal can only grow, and whatever is done to it behind our back is found (S15)."""

from __future__ import annotations

import json
import threading
from dataclasses import replace

import pytest
import sqlalchemy as sa

import store
from desk.errors import RuleError, StoreError
from desk.incidents import Case, Incident, State
from desk.journal import Entry, Fault, Head, verify
from desk.queries import JournalFilter
from desk.roles import Area, Scope
from store.heads import keep_head, read_head


def write(desk, *actions, actor="aigul"):
    with desk.store.writing() as records:
        records.write(
            [Entry(desk.time(), actor, action, "incident", "2026-000001", {"n": [1, "ә"]}) for action in actions]
        )


def faults(desk, kept=None):
    with desk.store.reading() as records:
        return verify(records.journal(limit=10_000), kept or desk.store.kept_head())


def tamper(desk, *statements):
    """What somebody with the keys of the database could do."""
    engine = sa.create_engine(desk.url)
    with engine.begin() as connection:
        if desk.store.dialect == "postgresql":
            connection.exec_driver_sql("SET session_replication_role = replica")
        else:
            for name in ("journal_is_never_changed", "journal_is_never_cut"):
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture
def journal(desk):
    write(desk, "take", "assign")
    write(desk, "submit")
    write(desk, "accept", "publish")
    return desk


def test_a_whole_journal_has_no_faults_and_its_head_is_kept_outside(journal):
    with journal.store.reading() as records:
        lines = records.journal()
        head = records.journal_head()

    assert faults(journal) == []
    assert [line.seq for line in lines] == [1, 2, 3, 4, 5]
    assert journal.store.kept_head() == head == Head(5, lines[-1].hash)
    assert lines[0].entry.fields == {"n": [1, "ә"]}


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (["UPDATE journal SET actor = 'berik' WHERE seq = 2"], Fault(2, "changed")),
        (["UPDATE journal SET at = at + 1 WHERE seq = 5"], Fault(5, "changed")),
        (["UPDATE journal SET fields = '{}' WHERE seq = 1"], Fault(1, "changed")),
        (["DELETE FROM journal WHERE seq = 3"], Fault(3, "removed")),
        (["DELETE FROM journal WHERE seq = 1"], Fault(1, "removed")),
        (["DELETE FROM journal WHERE seq = 5"], Fault(5, "cut")),
        (["DELETE FROM journal WHERE seq > 2"], Fault(3, "cut")),
        (["DELETE FROM journal"], Fault(1, "cut")),
        (
            [
                "UPDATE journal SET seq = 99 WHERE seq = 2",
                "UPDATE journal SET seq = 2 WHERE seq = 3",
                "UPDATE journal SET seq = 3 WHERE seq = 99",
            ],
            Fault(2, "swapped"),
        ),
    ],
    ids=[
        "changed",
        "changed-time",
        "changed-fields",
        "removed",
        "removed-first",
        "cut",
        "cut-three",
        "emptied",
        "swapped",
    ],
)
def test_what_is_done_behind_our_back_is_found(journal, statements, found):
    tamper(journal, *statements)

    assert found in faults(journal)


def test_a_journal_written_anew_from_some_line_on_is_found_by_the_kept_head(journal):
    kept = journal.store.kept_head()
    tamper(journal, "DELETE FROM journal WHERE seq > 3")
    write(journal, "something", "else")

    assert Fault(5, "changed") in faults(journal, kept)


@pytest.mark.parametrize(
    "statement", ["UPDATE journal SET actor = 'x'", "DELETE FROM journal WHERE seq = 5", "TRUNCATE journal"]
)
def test_the_database_itself_refuses_to_change_the_journal(journal, statement):
    if journal.store.dialect == "sqlite" and "TRUNCATE" in statement:
        statement = "DELETE FROM journal"
    with pytest.raises(StoreError), journal.store.writing() as records:
        records.connection.exec_driver_sql(statement)

    assert faults(journal) == []


def test_many_writers_make_one_chain(desk):
    together = threading.Barrier(4)

    def writer(name):
        together.wait()
        for n in range(25):
            write(desk, f"step-{n}", actor=name)

    threads = [threading.Thread(target=writer, args=(f"clerk{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults(desk) == []
    assert desk.store.kept_head().count == 100
    with desk.store.reading() as records:
        assert len(records.journal(actor="clerk2")) == 25
        assert len(records.journal(kind="incident", key="2026-000001", after=90)) == 10


def test_a_transaction_that_fails_leaves_no_line_and_no_head(journal):
    before = journal.store.kept_head()

    def write_and_fail():
        with journal.store.writing() as records:
            records.write([Entry(journal.time(), "a", "b", "c", "d")])
            records.connection.exec_driver_sql("SELECT nonsense FROM nowhere")

    with pytest.raises(StoreError):
        write_and_fail()

    assert journal.store.kept_head() == before
    assert faults(journal) == []


def test_lines_can_be_read_in_the_transaction_that_writes_them(journal):
    with journal.store.writing() as records:
        records.write([Entry(journal.time(), "a", "look", "post", "k")])
        assert [line.entry.action for line in records.journal(kind="post")] == ["look"]
        records.write([Entry(journal.time(), "a", "look", "post", "k")])

    assert faults(journal) == []
    assert journal.store.kept_head().count == 7


def test_the_chain_may_be_ahead_of_its_head_but_never_behind(journal, time):
    blind = store.open_store(journal.url, now=time)
    with blind.writing() as records:
        records.write([Entry(time(), "desk", "close", "incident", "2026-000001")])
    blind.dispose()

    assert journal.store.kept_head().count == 5
    assert faults(journal) == []
    assert faults(journal, Head(7, "0" * 64)) == [Fault(7, "cut")]


def test_texts_that_a_database_changes_break_no_chain(journal):
    write(journal, "a\x00b\ud83d")

    assert faults(journal) == []


def test_the_head_never_goes_back(tmp_path):
    file = tmp_path / "deep" / "journal.head"
    keep_head(file, Head(5, "e" * 64))
    keep_head(file, Head(3, "c" * 64))

    assert read_head(file) == Head(5, "e" * 64)
    assert [path.name for path in file.parent.iterdir() if path.suffix == ".new"] == []


def test_a_head_that_was_taken_away_is_missed_also_by_the_one_that_comes_after_it(journal, tmp_path, caplog):
    (tmp_path / "journal.head").unlink()
    tamper(journal, "DELETE FROM journal WHERE seq > 3")
    assert faults(journal) == [Fault(3, "no-head")]
    write(journal, "note")
    write(journal, "note")
    assert faults(journal) == [Fault(3, "no-head")]
    assert (journal.store.kept_head().count, journal.store.kept_head().unguarded) == (5, 3)
    assert "journal verify" in caplog.text

    journal.store.accept_head()
    write(journal, "note")
    assert faults(journal) == []


def test_a_process_that_dies_after_its_first_lines_leaves_a_head(desk, monkeypatch):
    monkeypatch.setattr("store.heads.keep_head", lambda *_: None)
    write(desk, "take")
    assert desk.store.kept_head() == Head()
    monkeypatch.undo()
    write(desk, "assign")
    assert (faults(desk), desk.store.kept_head().count) == ([], 2)


def test_a_head_that_cannot_be_read_is_said(tmp_path):
    file = tmp_path / "journal.head"
    assert read_head(file) is None
    for text in ("", "{", "[]", json.dumps({"count": "x", "hash": 1}), '{"count": 1}'):
        file.write_text(text)
        with pytest.raises(StoreError, match="cannot be read"):
            read_head(file)


def test_a_head_that_cannot_be_kept_does_not_undo_what_was_committed(desk, tmp_path, time, caplog):
    (tmp_path / "no-folder").write_text("a file where a folder should be")
    other = store.open_store(desk.url, now=time, journal_head=tmp_path / "no-folder" / "journal.head")
    with other.writing() as records:
        records.write([Entry(time(), "a", "b", "c", "d")])
    other.dispose()

    assert "head could not be kept" in caplog.text
    with desk.store.reading() as records:
        assert len(records.journal()) == 1


def page(desk, scope=None, limit=50, after=None, **filter):
    with desk.store.reading() as records:
        return records.journal_page(JournalFilter(**filter), scope, limit=limit, after=after)


def test_the_newest_lines_come_first_in_pages_that_go_through_everything_once(journal):
    first = page(journal, limit=2)
    second = page(journal, limit=2, after=first.after)
    last = page(journal, limit=2, after=second.after)

    assert [line.seq for part in (first, second, last) for line in part.items] == [5, 4, 3, 2, 1]
    assert (first.total, first.relation, last.after) == (5, "eq", None)
    assert first.as_of == journal.time()
    with pytest.raises(RuleError):
        page(journal, after="nonsense")


def test_lines_are_found_by_what_they_are_about_by_whom_and_when(journal):
    later = journal.time.pass_(days=1)
    with journal.store.writing() as records:
        records.write([Entry(later, "berik", "user-add", "user", "айдос")])

    assert [line.seq for line in page(journal, kind="user").items] == [6]
    assert [line.seq for line in page(journal, key="айдос", actor="berik").items] == [6]
    assert page(journal, actor="aigul").total == 5
    assert [line.seq for line in page(journal, since=later).items] == [6]
    assert page(journal, until=later).total == 5
    assert page(journal, kind="post").items == []


def test_a_scope_cuts_the_journal_to_its_incidents(desk):
    def keep(territory, **fields):
        incident = Incident(0, "", territory, State.OPEN, desk.time(), "aigul", **fields)
        with desk.store.writing() as records:
            return records.new_case(Case(incident), 2026, [Entry(desk.time(), "aigul", "take", "incident", "")])

    mine, other = keep("751110000"), keep("710000000")
    hidden = keep("751110000", topic="children", restricted=True)
    with desk.store.writing() as records:
        records.write([Entry(desk.time(), "aigul", "user-add", "user", mine.incident.number)])
    numbers = {each.incident.number: each for each in (mine, other, hidden)}
    area = Area("750000000")

    found = page(desk, Scope((area,)))
    assert [(line.entry.kind, line.entry.key) for line in found.items] == [("incident", mine.incident.number)]
    assert found.total == 1
    assert page(desk, Scope((replace(area, restricted=True),))).total == 2
    assert page(desk, Scope()).total == 0
    assert page(desk).total == len(numbers) + 1
