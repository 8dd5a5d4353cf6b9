"""A scripted day in which the n-th call to the engine fails, for each n: at its end index and store are level."""

import sqlite3
from collections.abc import Callable
from itertools import count

import pytest
from elastic_transport import ConnectionError as LineCut

from desk.errors import SearchError
from desk.relay import Relay, rebuild, verify
from index.fts5 import Fts5Index
from language.words import ANALYSER_VERSION, words
from tests.index.conftest import Town
from tests.index.documents import post


class Fuse:
    """Burns at its n-th use, once."""

    def __init__(self, at: int, fault: Callable[[], Exception]) -> None:
        self.at, self.uses, self.fault = at, 0, fault

    def use(self) -> None:
        self.uses += 1
        if self.uses == self.at:
            raise self.fault()

    @property
    def is_burnt(self) -> bool:
        return self.uses >= self.at


def a_day(town: Town, relay: Relay) -> None:
    """Posts, an edit, a tag, a rebuild, more posts; whoever meets a fault goes on with the next thing."""
    for step in (
        lambda: town.receive("раз", "два", "три"),
        relay.drain,
        lambda: town.edit(1, "правка"),
        lambda: town.tag(2, "двор"),
        relay.drain,
        lambda: rebuild(town.store, town.index),
        lambda: town.receive("четыре"),
        relay.drain,
    ):
        try:
            step()
        except SearchError:
            continue


def at_evening(town: Town, relay: Relay) -> None:
    for _ in range(5):
        town.time.pass_(hours=2)
        relay.run_once()
    assert town.outbox() == 0
    assert len(verify(town.store, town.index)) == 0
    assert (town.search("").total, town.found("правка"), town.found("раз")) == (4, [1], [])
    assert town.search("", tag="двор").total == 1


@pytest.mark.parametrize("store_kind", ["sqlite"], indirect=True)
def test_whatever_statement_of_the_embedded_engine_fails(town: Town, monkeypatch, tmp_path):
    fuse = Fuse(10**9, lambda: sqlite3.OperationalError("disk I/O error"))

    class Fused(sqlite3.Connection):
        def execute(self, *args):
            fuse.use()
            return super().execute(*args)

        def executemany(self, *args):
            fuse.use()
            return super().executemany(*args)

    connect = sqlite3.connect
    monkeypatch.setattr(
        "index.fts5_files.sqlite3.connect", lambda *args, **kw: connect(*args, **{"factory": Fused, **kw})
    )
    for n in count(1):
        one = Town(town.store, Fts5Index(tmp_path / str(n), words, ANALYSER_VERSION), town.time)
        empty(one)
        fuse.uses, fuse.at = 0, n
        a_day(one, one.relay())
        burnt = fuse.is_burnt
        fuse.at = 10**9
        at_evening(one, one.relay())
        one.index.close()
        if not burnt:
            break
    assert n > 50


def empty(town: Town) -> None:
    """Nothing is in the store, the outbox or the relay's memory."""
    with town.store.writing() as records:
        for table in ("post_tags", "post_versions", "tombstones", "outbox", "posts"):
            records.connection.exec_driver_sql(f"DELETE FROM {table}")
        records.keep_installation({"relay": None, "index": None})


@pytest.mark.postgres
@pytest.mark.parametrize("store_kind", ["postgresql"], indirect=True)
def test_whatever_request_to_elasticsearch_fails(town: Town, monkeypatch):
    fuse = Fuse(10**9, lambda: LineCut("cut"))
    town.index.put([post(1)])
    transport = type(town.index._client.transport)  # type: ignore[attr-defined]
    perform = transport.perform_request

    def fused(self, *args, **kw):
        fuse.use()
        return perform(self, *args, **kw)

    monkeypatch.setattr(transport, "perform_request", fused)
    for n in count(1, 4):
        remove_all(town)
        town._count = 0
        fuse.uses, fuse.at = 0, n
        a_day(town, town.relay())
        burnt = fuse.is_burnt
        fuse.at = 10**9
        at_evening(town, town.relay())
        if not burnt:
            break
    assert n > 20


def remove_all(town: Town) -> None:
    empty(town)
    found = town.index.versions("post", 0, 100)
    town.index.remove("post", [id for id, _ in found])
