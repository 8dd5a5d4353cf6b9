"""What the worker puts in order at night."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from config.wiring import Parts
from desk.queries import PostFilter, Query
from desk.roles import Role, Scope
from desk.users import Session, User
from ui import jobs
from ui.worker import Worker


def run(parts: Parts, *names: str) -> None:
    works = [work for work in jobs.WORKS if work.plan.name in names]
    Worker(parts, works).run(threading.Event(), once=True)


def test_ended_sessions_go_and_living_ones_stay(parts: Parts, person: Callable[..., User]) -> None:
    user, now = person(Role.PRESS_OFFICE), parts.now()
    idle = timedelta(minutes=parts.settings.session_idle_minutes)
    longest = timedelta(minutes=parts.settings.session_absolute_minutes)
    assert user.id is not None
    with parts.store.writing() as records:
        records.keep_session(Session("idle", user.id, now - idle, now - idle, 1))
        records.keep_session(Session("too-long", user.id, now - longest, now, 1))
        records.keep_session(Session("ended", user.id, now, now, 1, revoked_at=now))
        records.keep_session(Session("living", user.id, now, now, 1))

    run(parts, "tidy")

    with parts.store.reading() as records:
        left = [token for token in ("idle", "too-long", "ended", "living") if records.session(token)]
        (job,) = [each for each in records.jobs() if each.name == "tidy"]
    assert left == ["living"]
    assert (job.error, job.succeeded_at is not None) == (None, True)
    assert job.next_run_at > parts.now()


def test_the_words_of_an_erased_post_leave_the_index_at_night(parts: Parts, write: Callable[..., None]) -> None:
    write("zqxfasan", "Жарық жоқ")
    run(parts, "relay")
    with parts.store.reading() as records:
        stored = records.posts(PostFilter(), Scope.everything()).items
    parts.index.remove("post", [each.id for each in stored if each.post.text == "zqxfasan"])

    run(parts, "tidy")

    files = Path(parts.index.status()["path"]).parent.iterdir()
    assert not any(b"zqxfasan" in each.read_bytes() for each in files)
    assert parts.index.search(Query("жарық"), Scope.everything()).total == 1
