"""Rebuilding, verifying and repairing the index of a desk that goes on working."""

import contextlib
import sqlite3
import threading
from dataclasses import replace

import pytest

from desk.errors import OldIndex, SearchError
from desk.queries import ItemFault
from desk.relay import rebuild, rebuild_is_due, repair, verify
from tests.index.conftest import Town
from tests.index.documents import EVERYTHING, Engine, post


def ids(differences) -> list[int]:
    return [each.id for each in differences]


def test_an_index_that_is_level_has_no_differences(town: Town):
    town.receive("раз", "два")
    town.open_case(1)
    town.relay().drain()
    found = verify(town.store, town.index)
    assert len(found) == 0
    assert found.checked == 3


def test_a_hundred_injected_differences_are_found_and_mended(town: Town):
    town.receive(*(f"слово {n}" for n in range(1, 301)))
    number = town.open_case(1, title="Вода")
    town.relay().drain()
    missing = [town.post(n).id for n in range(1, 41)]
    town.index.remove("post", missing[:-1])
    town.index.remove("post", missing[-1:])
    stale = [town.post(n).id for n in range(100, 130)]
    with town.store.reading() as records:
        [case] = records.every_document("incident", 0, 10)
    for n in range(100, 130):
        town.edit(n, "правка")
    with town.store.writing() as records:  # the outbox is lost, as after a clumsy hand
        items = records.claim_outbox(town.time.at, 1000, town.time.at)
        records.settle_outbox(items)
    orphans = [post(n, "сирота") for n in range(29)]
    assert town.index.put(orphans) == []
    town.index.remove("incident", [case.id])
    found = verify(town.store, town.index)
    assert ids(found.missing) == [*missing, case.id]
    assert ids(found.stale) == stale
    assert ids(found.orphan) == ids(orphans)
    assert len(found) == 100
    assert repair(town.store, town.index, found) == 100
    assert len(verify(town.store, town.index)) == 0
    assert (town.search("правка").total, town.search("сирота").total, town.search("слово").total) == (30, 0, 270)
    assert [hit.key for hit in town.index.find_incidents("вода", EVERYTHING).items] == [number]


def test_a_store_put_back_from_a_backup_wins_against_a_newer_index(town: Town):
    town.receive("слово")
    town.relay().drain()
    with town.store.reading() as records:
        [document] = records.every_document("post", 0, 10)
    town.index.put([replace(document, version=99, text="будущее")])
    found = verify(town.store, town.index)
    assert [(each.stored, each.indexed) for each in found.stale] == [(1, 99)]
    repair(town.store, town.index, found)
    assert len(verify(town.store, town.index)) == 0
    assert (town.found("слово"), town.found("будущее")) == ([1], [])


def test_repair_leaves_alone_what_was_mended_meanwhile(town: Town):
    town.receive("раз", "два")
    town.relay().run_once()
    orphan = post(5, "сирота")
    town.index.remove("post", [town.post(1).id])
    town.index.put([orphan])
    found = verify(town.store, town.index)
    town.edit(1, "правка")
    town.relay().drain()
    town.index.remove("post", [orphan.id])
    repair(town.store, town.index, found)
    assert town.found("правка") == [1]
    assert len(verify(town.store, town.index)) == 0


def test_a_rebuild_brings_everything_and_a_new_generation(town: Town):
    town.receive(*(f"слово {n}" for n in range(1, 31)))
    town.open_case(1)
    town.relay().drain()
    before = town.index.status()["generation"]
    told: list[int] = []
    rebuilt = rebuild(town.store, town.index, told.append)
    assert (rebuilt.documents, rebuilt.refused) == (31, ())
    assert told == [30, 31]
    assert town.index.status()["generation"] != before
    assert town.search("слово").total == 30
    assert len(verify(town.store, town.index)) == 0


def test_a_lost_index_is_brought_back(town: Town):
    town.receive("раз", "два")
    town.relay().drain()
    town.index.remove("post", [town.post(n).id for n in (1, 2)])
    assert town.search("").total == 0
    rebuild(town.store, town.index)
    assert town.search("").total == 2


def test_a_rebuild_while_people_write_and_search_misses_nothing(town: Town, monkeypatch):
    monkeypatch.setattr("desk.levelling.BATCH", 50)
    town.receive(*(f"старое {n}" for n in range(1, 401)))
    town.relay().drain()
    faults: list[BaseException] = []
    totals: list[int] = []
    done = threading.Event()

    def work() -> None:
        try:
            for n in range(1, 26):
                town.receive(f"новое {n}")
                town.edit(n * 5, f"правка {n}")
                town.relay().drain()
        except BaseException as fault:  # whatever it is, the test must hear of it
            faults.append(fault)

    def look() -> None:
        try:
            while not done.is_set():
                totals.append(town.search("").total)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work), threading.Thread(target=look)]
    for thread in threads:
        thread.start()
    for _ in range(2):
        rebuild(town.store, town.index)
    threads[0].join()
    done.set()
    threads[1].join()
    assert faults == []
    assert min(totals) >= 400
    assert totals == sorted(totals)  # never fewer than before
    assert town.outbox() == 0
    assert len(verify(town.store, town.index)) == 0
    assert (town.search("новое").total, town.search("правка").total) == (25, 25)


def test_a_rebuild_that_ends_early_changes_nothing_and_the_next_one_succeeds(town: Town):
    town.receive(*(f"слово {n}" for n in range(1, 21)))
    town.relay().drain()

    class BreaksOff(Engine):
        def begin_generation(self):
            return Engine(town.index.begin_generation(), fail)

    def fail(documents, engine):
        engine.put(documents[:5])
        raise SearchError("away")

    with pytest.raises(SearchError, match="away"):
        rebuild(town.store, BreaksOff(town.index, fail))
    assert town.search("слово").total == 20
    town.receive("слово 21")
    town.relay().drain()
    assert town.search("слово").total == 21
    rebuild(town.store, town.index)
    assert town.search("слово").total == 21
    assert len(verify(town.store, town.index)) == 0


def test_a_rebuild_that_is_refused_too_much_never_answers(town: Town):
    town.receive(*(f"слово {n}" for n in range(1, 101)))
    town.relay().drain()

    class Refuses(Engine):
        def begin_generation(self):
            return Engine(town.index.begin_generation(), refuse)

    def refuse(documents, engine):
        return [ItemFault(each.kind, each.id, each.version, "400 strict_dynamic_mapping", True) for each in documents]

    with pytest.raises(SearchError, match="strict_dynamic_mapping"):
        rebuild(town.store, Refuses(town.index, refuse))
    assert town.search("слово").total == 100


def test_a_rebuild_is_due_when_the_index_is_another_one(town: Town):
    assert not rebuild_is_due(town.store, town.index)  # both are empty
    town.receive("слово")
    town.relay().drain()
    assert not rebuild_is_due(town.store, town.index)
    generation = town.index.begin_generation()
    town.index.swap_to(generation)  # an empty one came from nowhere
    assert rebuild_is_due(town.store, town.index)
    rebuild(town.store, town.index)
    assert not rebuild_is_due(town.store, town.index)


def test_what_an_import_indexed_before_the_first_look_needs_no_rebuild(town: Town):
    town.receive("слово")
    town.relay().drain()
    assert not rebuild_is_due(town.store, town.index)


def test_an_index_of_another_version_is_built_anew(town: Town):
    town.receive("Нет воды")
    town.relay().drain()
    assert not rebuild_is_due(town.store, town.index)
    status = town.index.status()
    if status["engine"] != "sqlite-fts5":
        pytest.skip("the version of the big engine's index stands in its mapping, which nobody can change")
    path = status["path"]
    town.index.close()
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("update about set value = '1' where name = 'schema'")
    with pytest.raises(OldIndex):
        town.index.status()
    assert rebuild_is_due(town.store, town.index)
    rebuild(town.store, town.index)
    assert town.index.status()["posts"] == 1
