"""Every refusal of a database is one clear line that names the database and the way out, and tells no secret."""

from __future__ import annotations

import logging
import os
import sqlite3
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, make_url

import store
from desk.errors import StoreError
from desk.ports import Batch
from store import faults

SECRET = "Көршім 77012345678 пара алды"
NOBODY = 65534
NOWHERE = Table("nowhere", MetaData(), Column("id", Integer), Column("text", Text))


@contextmanager
def somebody_else_writes(desk) -> Iterator[None]:
    """Another program that holds what we need and does not let go."""
    if desk.store.dialect == "sqlite":
        file = sqlite3.connect(make_url(desk.url).database or "", isolation_level=None)
        file.execute("BEGIN IMMEDIATE")
        yield
        file.close()
        return
    with psycopg.connect(
        make_url(desk.url).set(drivername="postgresql").render_as_string(hide_password=False)
    ) as other:
        other.execute("LOCK TABLE posts IN ACCESS EXCLUSIVE MODE")
        yield


@contextmanager
def as_nobody() -> Iterator[None]:
    """As a user without rights, also where the tests run as root."""
    mine = os.geteuid()
    if mine == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(mine)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter (pytest's own are closed to others)."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        Path(folder).chmod(0o755)


def told_by(error: BaseException) -> str:
    """All that a log would hold."""
    return "".join(traceback.format_exception(error))


def test_a_lock_that_is_not_let_go_is_told_and_nothing_is_half_done(desk, a_post, time):
    impatient = store.open_store(desk.url, now=time, busy_seconds=0.2)

    def receive():
        with impatient.writing() as records:
            records.receive(Batch(desk.source, [a_post(1)]))

    with somebody_else_writes(desk), pytest.raises(StoreError, match="locked") as told:
        receive()
    assert impatient.name in str(told.value)
    receive()
    assert desk.post(1).row_version == 1
    impatient.dispose()


def test_a_reader_never_waits_for_a_writer(desk, a_post):
    desk.receive(a_post(1))
    with desk.store.writing() as records:
        records.receive(Batch(desk.source, [a_post(2)]))
        assert desk.post(1).row_version == 1


def test_a_look_is_consistent_and_cannot_write(desk, a_post):
    desk.receive(a_post(1))
    with desk.store.reading() as records:
        before = records.outbox_size()
        desk.receive(a_post(2))
        assert records.outbox_size() == before

    with pytest.raises(StoreError, match="cannot be written"), desk.store.reading() as records:
        records.receive(Batch(desk.source, [a_post(3)]))


@pytest.mark.parametrize("folder", ["there", "not/there"])
def test_a_database_that_nobody_made_names_the_command_that_makes_it(tmp_path, time, folder):
    (tmp_path / "there").mkdir()
    desk = store.open_store(f"sqlite:///{tmp_path / folder}/nazar.db", now=time)
    for work in (desk.reading, desk.writing):
        with pytest.raises(StoreError, match="nazar db upgrade"), work() as records:
            records.sources()


def test_a_folder_we_may_not_enter_is_named(open_folder, time):
    file = open_folder / "data" / "nazar.db"
    store.upgrade(f"sqlite:///{file}")
    file.parent.chmod(0o000)
    desk = store.open_store(f"sqlite:///{file}", now=time)
    with as_nobody():
        for work in (desk.reading, desk.writing):
            with pytest.raises(StoreError, match="cannot be opened") as told, work() as records:
                records.sources()
            assert str(file) in str(told.value)
        with pytest.raises(StoreError, match="cannot be opened"):
            store.upgrade(f"sqlite:///{file}")
    file.parent.chmod(0o755)


def test_a_folder_we_may_not_write_to_is_named(open_folder, time):
    with as_nobody(), pytest.raises(StoreError, match="cannot be opened"):
        store.upgrade(f"sqlite:///{open_folder}/nazar.db")

    store.upgrade(f"sqlite:///{open_folder}/nazar.db")
    (open_folder / "nazar.db").chmod(0o644)
    desk = store.open_store(f"sqlite:///{open_folder}/nazar.db", now=time)
    with as_nobody(), pytest.raises(StoreError, match=r"cannot be (written|opened)"), desk.writing() as records:
        records.keep_installation({"a": 1})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password": "wrong-secret"}, "refuses the user or the password"),
        ({"username": "stranger"}, "refuses the user or the password"),
        ({"database": "nowhere"}, "does not exist"),
        ({"port": 1}, "is away"),
    ],
)
@pytest.mark.postgres
def test_a_server_that_refuses_us_is_told_without_the_password(postgres_url, time, change, words):
    url = make_url(postgres_url).set(**change)
    desk = store.open_store(url.render_as_string(hide_password=False), now=time)
    with pytest.raises(StoreError, match=words) as told, desk.reading() as records:
        records.sources()

    assert f"127.0.0.1:{url.port}/{url.database}" in str(told.value)
    for secret in ("wrong-secret", str(make_url(postgres_url).password)):
        assert secret not in told_by(told.value)
        assert secret not in repr(desk)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("53100", "disk is full"),
        ("53300", "no more connections"),
        ("40P01", "try again"),
        ("57P01", "is away"),
        ("42501", "does not allow"),
        ("XX001", "damaged"),
        ("22012", "refused"),
    ],
)
@pytest.mark.postgres
def test_what_a_server_says_has_words(upgraded_database, time, state, words):
    desk = store.open_store(upgraded_database, now=time)
    with pytest.raises(StoreError, match=words) as told, desk.writing() as records:
        records.connection.exec_driver_sql(f"DO $$ BEGIN RAISE EXCEPTION '{SECRET}' USING ERRCODE = '{state}'; END $$")
    assert SECRET not in str(told.value)
    desk.dispose()


def test_no_error_tells_what_was_being_written(desk, a_post, caplog):
    """A row that breaks a rule: PostgreSQL would repeat it in the error's details."""
    caplog.set_level(logging.DEBUG)
    desk.receive(a_post(1))
    twice = "INSERT INTO posts SELECT * FROM posts"
    missing = "INSERT INTO posts (id, text, native_id) VALUES (5, 'X', 'Y')".replace("X", SECRET).replace("Y", SECRET)
    for statement in (twice, missing):
        with pytest.raises(StoreError) as told, desk.store.writing() as records:
            records.connection.exec_driver_sql(statement)
        assert SECRET not in str(told.value)
        if statement == twice:
            assert "Жарық" not in told_by(told.value)

    # A text that did not come through the inbox: PostgreSQL refuses the NUL, SQLite the surrogate.
    with pytest.raises((StoreError, UnicodeError)) as raw, desk.store.writing() as records:
        records.receive(Batch(desk.source, [a_post(2, text=f"{SECRET}\x00\ud83d")]))
    assert SECRET not in told_by(raw.value)
    assert SECRET not in caplog.text


def test_bound_values_are_in_no_error(desk, caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(StoreError) as told, desk.store.writing() as records:
        records.connection.execute(NOWHERE.insert(), {"id": 1, "text": SECRET})

    assert SECRET not in told_by(told.value)
    assert SECRET not in caplog.text


FILL = """
import resource, signal, sys
from datetime import UTC, datetime
import store
from desk.errors import StoreError
from desk.ports import Batch, Placed
from desk.posts import Line, Post, PostKey
from desk.sources import Source

now = datetime(2026, 3, 18, tzinfo=UTC)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, resource.RLIM_INFINITY))
desk = store.open_store(sys.argv[1], now=lambda: now)

def receive(start):
    keys = [PostKey("telegram", "-1", str(n)) for n in range(start, start + 50)]
    posts = [Placed(Post(key, "су " * 200, now, now), Line.NEW) for key in keys]
    with desk.writing() as records:
        records.receive(Batch(Source("s", "import", "s", now), posts, cursors={"at": str(start + 50)}))

start = 0
try:
    while True:
        receive(start)
        start += 50
except StoreError as error:
    print(start, error, sep="|")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
receive(start)
with desk.reading() as records:
    print(records.cursor(Source("s", "import", "s", now), "at"))
"""


def test_a_full_disk_is_told_harms_nothing_and_work_goes_on_after_it(tmp_path, upgraded_file):
    file = tmp_path / "nazar.db"
    file.write_bytes(upgraded_file.read_bytes())
    ran = subprocess.run(
        [sys.executable, "-c", FILL, f"sqlite:///{file}"], capture_output=True, text=True, check=True, timeout=120
    )
    told, cursor = ran.stdout.splitlines()
    kept, words = told.split("|")

    assert int(kept) > 0
    assert "disk is full" in words
    assert str(file) in words
    assert cursor == str(int(kept) + 50)
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM posts").fetchone() == (int(cursor),)


def test_every_message_names_the_database():
    messages = [value for name, value in vars(faults).items() if name.isupper() and isinstance(value, str)]

    assert len(messages) > 10
    assert all("{database}" in message for message in messages)
