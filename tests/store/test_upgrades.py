"""The tables of every version can be brought to today's, and today's are what the code says they are."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

import store
from desk.errors import StoreError
from desk.journal import Entry
from store.tables import METADATA
from store.upgrades import revision_of, revisions

NEWEST = revisions()[-1]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_url(request, tmp_path):
    """The address of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new folder' / 'nazar%20.db'}"
    return request.getfixturevalue("postgres_url")


def differences(url):
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), METADATA)
    engine.dispose()
    return found


def indexes(url):
    """Everything the database says of its indexes: alembic does not compare their conditions."""
    engine = sa.create_engine(url)
    asked = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
        "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    }
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(asked[engine.dialect.name]).all()
    engine.dispose()
    return {row[0]: " ".join(row[1].replace('"', "").split()) for row in rows if row[0] != "alembic_version_pkc"}


@pytest.mark.parametrize("revision", [None, *revisions()])
def test_every_version_can_be_brought_to_todays(empty_url, revision, time):
    if revision is not None:
        store.upgrade(empty_url, revision)
        assert store.is_current(empty_url) is (revision == NEWEST)
    store.upgrade(empty_url)

    assert (revision_of(empty_url), store.is_current(empty_url)) == (NEWEST, True)
    assert differences(empty_url) == []
    desk = store.open_store(empty_url, now=time)
    with desk.writing() as records:
        records.write([Entry(time(), "a", "b", "c", "d")])
    desk.dispose()
    store.upgrade(empty_url)
    with desk.reading() as records:
        assert len(records.journal()) == 1
    desk.dispose()


def test_the_indexes_are_those_of_the_tables(empty_url, new_url_like):
    store.upgrade(empty_url)
    other = new_url_like(empty_url)
    engine = sa.create_engine(other)
    METADATA.create_all(engine)
    engine.dispose()

    assert indexes(empty_url) == indexes(other)


@pytest.fixture
def new_url_like(request, tmp_path):
    def another(url):
        if url.startswith("sqlite"):
            return f"sqlite:///{tmp_path / 'other.db'}"
        return request.getfixturevalue("new_postgres_url")()

    return another


def test_what_is_missing_is_not_current_and_is_not_made_by_asking(tmp_path):
    assert store.is_current(f"sqlite:///{tmp_path / 'nazar.db'}") is False
    assert store.is_current(f"sqlite:///{tmp_path / 'nowhere' / 'nazar.db'}") is False
    assert list(tmp_path.iterdir()) == []


def test_a_new_database_is_nobody_elses_to_read(tmp_path):
    store.upgrade(f"sqlite:///{tmp_path / 'nazar.db'}")

    assert (tmp_path / "nazar.db").stat().st_mode & 0o077 == 0


def test_the_upgrade_runs_from_any_folder(tmp_path):
    code = "import store, sys; store.upgrade(sys.argv[1]); print(store.is_current(sys.argv[1]))"
    url = f"sqlite:///{tmp_path / 'nazar.db'}"
    ran = subprocess.run([sys.executable, "-c", code, url], cwd="/", capture_output=True, text=True, check=False)

    assert (ran.stdout.strip(), ran.stderr) == ("True", "")


def test_a_database_without_tables_says_what_to_do(empty_url, time):
    if empty_url.startswith("sqlite"):
        Path(empty_url.removeprefix("sqlite:///")).parent.mkdir()
    desk = store.open_store(empty_url, now=time)
    for _ in range(2):
        with pytest.raises(StoreError, match="nazar db upgrade"), desk.reading() as records:
            records.sources()
        if empty_url.startswith("sqlite"):
            Path(empty_url.removeprefix("sqlite:///")).touch()
    desk.dispose()


def test_a_file_that_is_no_database_is_told(tmp_path, upgraded_file, time):
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"this is a letter, not a database" * 100)
    torn = tmp_path / "torn.db"
    shutil.copy(upgraded_file, torn)
    with torn.open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xff" * (upgraded_file.stat().st_size - 4096))

    for file in (broken, torn):
        desk = store.open_store(f"sqlite:///{file}", now=time)
        with pytest.raises(StoreError, match="damaged") as told, desk.reading() as records:
            records.sources()
        assert str(file) in str(told.value)
        desk.dispose()


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://u:secret@h/d", "sqlite://", "sqlite:///:memory:"])
def test_an_address_that_is_none_is_refused_without_repeating_it(url, time):
    with pytest.raises(StoreError) as told:
        store.open_store(url, now=time)
    assert "NAZAR_DATABASE_URL" in str(told.value)
    assert "secret" not in str(told.value)
