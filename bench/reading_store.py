"""What keeping readings costs the store: letting posts in with them, a page of the queue, and reading all again."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import store
from desk.inbox import Inbox
from desk.longwork import LEASE
from desk.posts import Line, Post, PostKey
from desk.queries import PostFilter
from desk.rereading import Rereading
from desk.roles import Scope, operator
from desk.sources import Source
from desk.works import WorkKind
from language.reading import TextReader

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TEXT = "Абай көшесі 15-үйде су жоқ, үшінші күн күтіп отырмыз. Когда будет вода? Балалар бар, жуынатын су да жоқ, қашан"
COUNT, AT_ONCE = 6_000, 1_000


def figures() -> dict[str, Any]:
    """Times are the process's own, in SQLite; `asked` where something is."""
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{Path(folder) / 'nazar.db'}"
        store.upgrade(address)
        opened = store.open_store(address, now=lambda: NOW, journal_head=None)
        try:
            return _measured(opened)
        finally:
            opened.dispose()


def _measured(opened: store.SqlStore) -> dict[str, Any]:
    source = Source("chat", "import", "Чат", NOW, territory="110000000")
    reader = TextReader()
    inbox = Inbox(opened, lambda: NOW, lambda published, *_: published + timedelta(hours=9), reader=reader)
    posts = [
        Post(PostKey("telegram", "-100", str(at)), f"{TEXT} {at}", NOW - timedelta(seconds=at), NOW, author_id="1")
        for at in range(2 * COUNT)
    ]
    for post in posts[:AT_ONCE]:
        reader.read(post.text)  # warm
    with_readings = _kept(opened, inbox, source, posts[:COUNT])
    without = _kept(opened, replace(inbox, reader=None), source, posts[COUNT:])
    asked = PostFilter(lines=frozenset({Line.NEW}))
    with opened.reading() as records:
        page = min(_seconds(lambda: records.posts(asked, Scope.everything())) for _ in range(5))
    again = Rereading(opened, lambda: NOW, lambda: "110000000", lambda: reader, inbox.due)
    again.ask(operator("bench"))
    with opened.writing() as records:
        work = records.claim_work({WorkKind.REREAD}, "bench", NOW, NOW + LEASE)
    assert work is not None
    seconds = _seconds(lambda: again.do(work))
    return {
        "receive_with_readings_per_s": {"reached": round(COUNT / with_readings), "n": COUNT},
        "receive_without_per_s": {"reached": round(COUNT / without), "n": COUNT},
        "page_of_50_ms": {"reached": round(page * 1000, 1), "asked": 150, "n": 2 * COUNT},
        "reread_per_s": {"reached": round(COUNT / seconds), "n": COUNT},
    }


def _kept(opened: store.SqlStore, inbox: Inbox, source: Source, posts: list[Post]) -> float:
    """Seconds that keeping the posts takes, without reading them."""
    batches = [inbox.batch(source, posts[at : at + AT_ONCE], {}, archive=False) for at in range(0, len(posts), AT_ONCE)]

    def keep() -> None:
        for batch in batches:
            with opened.writing() as records:
                records.receive(batch)

    return _seconds(keep)


def _seconds(act: Callable[[], Any]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began
