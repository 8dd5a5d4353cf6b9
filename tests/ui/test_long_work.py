"""Long work by the doors and by the worker: rights, one line in the journal, nothing lost or doubled by kill -9."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from config.founding import upgrade_database
from config.settings import Settings, read_settings
from config.wiring import Parts, open_parts
from desk.chores import LetterState
from desk.errors import NotAllowed, RuleError
from desk.ports import Batch
from desk.posts import Line, Post, PostKey, Refused
from desk.queries import PostFilter
from desk.readings import Tone, Trait
from desk.roles import Actor, Grant, Role, Scope
from desk.sources import OfficialVoice, Source, SourceState
from desk.works import WorkState
from tests.ui import waiting
from ui.commands.retrying import retried
from ui.commands.works import build_index, claimed, do, holder
from ui.lifelines import NAZAR

SOON = 90.0
eventually = partial(waiting.eventually, seconds=SOON)
NOW = datetime.now(UTC).replace(microsecond=0)
OURS, THEIRS = "113200000", "750000000"
CLERK = Actor("aigul", "Айгүл", (Grant(Role.COORDINATOR, OURS),))
STRANGER = Actor("yerlan", "Ерлан", (Grant(Role.COORDINATOR, THEIRS),))
COUNT = 12_000


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """An empty installation on either database."""
    more = {"database_url": request.getfixturevalue("postgres_url")} if request.param == "postgresql" else {}
    made = read_settings(data_dir=tmp_path / "data", _env_file=None, territory=OURS, **more)
    upgrade_database(made)
    return made


@pytest.fixture
def parts(settings: Settings) -> Iterator[Parts]:
    with open_parts(settings) as opened:
        yield opened


def fill(parts: Parts, count: int, slug: str = "chat", **of_inbox: object) -> Source:
    source = Source(slug, "import", "Чат", NOW, OURS, work_from=NOW - timedelta(days=30))
    posts = [
        Post(PostKey("telegram", f"-100{slug}", str(at)), f"Су жоқ {at}", NOW - timedelta(minutes=at), NOW)
        for at in range(count)
    ]
    inbox = replace(parts.inbox, **of_inbox)  # type: ignore[arg-type]
    for start in range(0, count, 2_000):
        inbox.receive(source, posts[start : start + 2_000])
    with parts.store.reading() as records:
        return records.source(slug)


def lines(parts: Parts, slug: str = "chat") -> dict[str, int]:
    found: dict[str, int] = {}
    with parts.store.reading() as records:
        for (line, _), number in records.posts_ledger(Scope.everything(), PostFilter(source=slug)).items():
            found[line] = found.get(line, 0) + number
    return {line: number for line, number in found.items() if line and number}


def actions(parts: Parts, key: str = "chat") -> list[str]:
    with parts.store.reading() as records:
        return [line.entry.action for line in records.journal(key=key)]


def here(parts: Parts):
    """Do what waits in this process, as the worker's child does."""
    work = claimed(parts, frozenset({work.kind for work in parts.longwork.seen_by(CLERK)}), holder())
    assert work is not None
    return do(parts, work, lambda: False)


def test_every_door_checks_where_the_source_stands(parts: Parts) -> None:
    fill(parts, 1)
    doors: list[Callable[[], object]] = [
        lambda: parts.sourcework.edit(STRANGER, "chat", title="x"),
        lambda: parts.sourcework.edit(CLERK, "chat", territory=THEIRS),
        lambda: parts.sourcework.set_state(STRANGER, "chat", SourceState.PAUSED),
        lambda: parts.sourcework.preview(STRANGER, "chat", NOW),
        lambda: parts.sourcework.work_from(STRANGER, "chat", NOW),
        lambda: parts.sourcework.purge(STRANGER, "chat"),
        lambda: parts.sourcework.add_voice(STRANGER, OfficialVoice("telegram", "@a", None, NOW)),
        lambda: parts.longwork.rebuild(STRANGER),
    ]
    for door in doors:
        with pytest.raises(NotAllowed):
            door()
    assert parts.sourcework.managed(STRANGER) == []
    assert actions(parts) == []


def test_each_change_is_one_line_of_the_journal_and_none_is_no_line(parts: Parts) -> None:
    fill(parts, 1)
    parts.sourcework.edit(CLERK, "chat", title="  Өзен   тұрғындары ", territory="113247100")
    parts.sourcework.edit(CLERK, "chat", title="Өзен тұрғындары")
    parts.sourcework.set_state(CLERK, "chat", SourceState.PAUSED)
    parts.sourcework.set_state(CLERK, "chat", SourceState.PAUSED)

    with parts.store.reading() as records:
        known = records.source("chat")
        (edit, _) = records.journal(key="chat")
    assert (known.title, known.territory, known.state) == ("Өзен тұрғындары", "113247100", SourceState.PAUSED)
    assert actions(parts) == ["source-edit", "source-paused"]
    assert edit.entry.fields == {"title": True, "territory": [OURS, "113247100"]}
    assert edit.entry.role == "coordinator"
    with pytest.raises(RuleError):
        parts.sourcework.edit(CLERK, "chat", title="  ")
    with pytest.raises(RuleError):
        parts.sourcework.edit(CLERK, "chat", territory="1132")


def test_a_voice_is_let_in_and_ended_and_its_past_stays_official(parts: Parts) -> None:
    voice = OfficialVoice("telegram", "@akimat", None, NOW - timedelta(days=9))
    parts.sourcework.add_voice(CLERK, voice)
    parts.sourcework.end_voice(CLERK, voice)

    (kept,) = parts.sourcework.voices(CLERK)
    assert kept.speaks_at(NOW - timedelta(days=1))
    assert not kept.speaks_at(datetime.now(UTC) + timedelta(minutes=1))
    assert actions(parts, "telegram") == ["voice-add", "voice-end"]
    with pytest.raises(RuleError):
        parts.sourcework.add_voice(CLERK, OfficialVoice("telegram", " ", None, NOW))


def test_the_same_is_not_asked_twice_and_strangers_neither_see_nor_stop_it(parts: Parts) -> None:
    fill(parts, 1)
    work = parts.sourcework.purge(CLERK, "chat")

    with pytest.raises(RuleError):
        parts.sourcework.purge(CLERK, "chat")
    assert parts.longwork.seen_by(STRANGER) == []
    with pytest.raises(NotAllowed):
        parts.longwork.cancel(STRANGER, work.id or 0)
    parts.longwork.cancel(CLERK, work.id or 0)
    assert parts.longwork.seen_by(CLERK)[0].state is WorkState.CANCELLED
    assert lines(parts) == {"new": 1}
    assert actions(parts) == ["source-purge", "work-cancel"]


def test_a_purge_that_has_begun_cannot_be_stopped(parts: Parts) -> None:
    fill(parts, 1)
    work = parts.sourcework.purge(CLERK, "chat", held_by="somebody")

    with pytest.raises(RuleError):
        parts.longwork.cancel(CLERK, work.id or 0)


def test_asked_to_stop_work_is_given_back_and_goes_on(parts: Parts) -> None:
    fill(parts, 1_200)
    parts.sourcework.purge(CLERK, "chat")
    work = claimed(parts, frozenset({parts.longwork.seen_by(CLERK)[0].kind}), holder())
    assert work is not None
    asked = iter([False, True])
    left = do(parts, work, lambda: next(asked))

    assert (left.done, left.is_open) == (500, True)
    assert here(parts).done == 1_200
    assert parts.longwork.seen_by(CLERK)[0].done == 1_200


def test_moving_lines_there_and_back_is_told_exactly(parts: Parts) -> None:
    fill(parts, 1_500)
    middle = NOW - timedelta(minutes=700, seconds=30)
    assert parts.sourcework.preview(CLERK, "chat", middle) == (0, 799)

    parts.sourcework.work_from(CLERK, "chat", middle)
    done = here(parts)
    assert (done.state, done.done, lines(parts)) == (WorkState.DONE, 799, {"new": 701, "archive": 799})

    parts.sourcework.work_from(CLERK, "chat", NOW - timedelta(days=30))
    assert here(parts).done == 799
    assert lines(parts) == {"new": 1_500}
    assert actions(parts) == ["source-work-from", "source-work-from"]


def test_retried_letters_say_what_became_of_them_and_a_second_time_none_is_doubled(parts: Parts) -> None:
    source = fill(parts, 1)
    good = (
        b'{"network": "telegram", "place": "-1009", "id": "%d", "published_at": "' + NOW.isoformat().encode()
        + b'", "text": "good"}'
    )  # fmt: skip
    letters = [Refused("f.jsonl", at, "bad-json", "was broken once", good % at) for at in range(3)]
    letters.append(Refused("f.jsonl", 9, "bad-json", "x", b"{broken"))
    with parts.store.writing() as records:
        records.receive(Batch(source, refused=letters))
    work = parts.letterwork.retry(CLERK, None, "chat", held_by="me")
    seen: list[int] = []

    def stop_after_two() -> bool:
        return len(seen) == 2

    left = parts.letterwork.do(work, lambda letter: retried(parts, letter), stop_after_two, seen.append)
    done = here(parts)

    assert (left.done, left.is_open) == (2, True)
    assert (done.done, done.result) == (4, {"taken": 3, "refused": 1})
    assert lines(parts) == {"new": 4}
    (still,) = parts.letterwork.page(CLERK, state=LetterState.OPEN)[0]
    assert (still.line, still.tries) == (9, 1)
    assert parts.letterwork.page(STRANGER, state=None)[0] == []


def test_an_index_is_built_as_work_that_can_be_watched_and_stopped(parts: Parts) -> None:
    fill(parts, 2_500)
    asked = parts.longwork.rebuild(CLERK)
    told: list[int] = []

    def tell(done: int) -> None:
        told.append(done)
        if done == 2_000:
            parts.longwork.cancel(CLERK, asked.id or 0)

    assert build_index(parts, CLERK, lambda: False, tell) is None
    assert parts.longwork.seen_by(CLERK)[0].state is WorkState.CANCELLED

    built = build_index(parts, CLERK, lambda: False, told.append)
    (done, _) = parts.longwork.seen_by(CLERK)
    assert built is not None
    assert (done.state, done.done, done.total) == (WorkState.DONE, 2_500, 2_500)


# ── killed ────────────────────────────────────────────────────────────────────────────────────────────────────────


def start_worker(settings: Settings) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "NAZAR_DATA_DIR": str(settings.data_dir), "NAZAR_TERRITORY": OURS}
    if settings.database_url is not None:
        environment["NAZAR_DATABASE_URL"] = settings.database_url.get_secret_value()
    log = (settings.data_dir / "worker.log").open("ab")
    return subprocess.Popen([*NAZAR, "worker", "--lease", "2"], env=environment, stdout=log, stderr=log)


def killed_in_the_middle(parts: Parts, settings: Settings) -> None:
    """Let a worker begin, kill it with -9 when something is done, and let the next one finish."""

    def work():
        return parts.longwork.seen_by(CLERK)[0]

    first = start_worker(settings)
    try:
        assert eventually(lambda: work().done > 0), (settings.data_dir / "worker.log").read_text()
    finally:
        first.kill()
        first.wait()
    time.sleep(0.5)  # its child dies with it
    assert work().state is WorkState.RUNNING, "killed too late to prove anything"
    with parts.store.writing() as records:  # nobody waits half a minute for a lease in a test
        records.connection.exec_driver_sql("UPDATE works SET lease_until = 0")
    second = start_worker(settings)
    try:
        assert eventually(lambda: not work().is_open), (settings.data_dir / "worker.log").read_text()
    finally:
        second.terminate()
        second.wait(SOON)
    assert work().state is WorkState.DONE


def test_a_worker_killed_in_a_purge_loses_and_doubles_nothing(parts: Parts, settings: Settings) -> None:
    fill(parts, COUNT)
    fill(parts, 50, "other")
    parts.sourcework.purge(CLERK, "chat")

    killed_in_the_middle(parts, settings)

    with parts.store.reading() as records:
        assert [source.slug for source in records.sources()] == ["other"]
        assert records.count_documents() == 50
    assert lines(parts, "other") == {"new": 50}
    work = parts.longwork.seen_by(CLERK)[0]
    assert (work.done, work.total) == (COUNT, COUNT)
    assert actions(parts) == ["source-purge", "source-purged"]


def test_a_worker_killed_while_all_is_read_again_loses_and_doubles_nothing(parts: Parts, settings: Settings) -> None:
    fill(parts, COUNT, reader=None)
    everybody = Scope.everything()
    with parts.store.reading() as records:
        corrected = records.posts(PostFilter(), everybody, limit=1).items[0]
    parts.casework.correct(CLERK, corrected.id, Trait.TONE, "positive")
    parts.reread.ask(CLERK)

    killed_in_the_middle(parts, settings)

    version = parts.reader.version
    with parts.store.reading() as records:
        assert records.count_stale(version) == 0
        assert records.connection.exec_driver_sql("SELECT count(*), min(version) FROM readings").one() == (
            COUNT,
            version,
        )
        assert records.posts(PostFilter(tone=Tone.POSITIVE), everybody).items[0].id == corrected.id
    work = parts.longwork.seen_by(CLERK)[0]
    assert (work.done, work.total) == (COUNT, COUNT)
    assert actions(parts, "all") == ["reread", "reread-done"]


def test_a_worker_killed_while_lines_move_loses_and_doubles_nothing(parts: Parts, settings: Settings) -> None:
    fill(parts, COUNT)
    parts.sourcework.work_from(CLERK, "chat", NOW - timedelta(seconds=30))

    killed_in_the_middle(parts, settings)

    assert lines(parts) == {Line.NEW.value: 1, Line.ARCHIVE.value: COUNT - 1}
    work = parts.longwork.seen_by(CLERK)[0]
    assert (work.done, work.total) == (COUNT - 1, COUNT - 1)
