"""A desk on an empty folder, people of every role, and their screens."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import store
from config.settings import Settings, read_settings
from config.wiring import Parts, open_parts
from desk.posts import Post, PostKey
from desk.roles import Role
from desk.sources import Source
from desk.territories import COUNTRY
from desk.users import GrantRow, Session, User
from ui import session
from ui.entrance import token_of

NOW = datetime.now(UTC).replace(microsecond=0)
"""The desk of these tests runs by the machine's clock, as the real one; posts are some hours old."""
DISTRICT = "113200000"
"""Tselinograd district: has rural districts below it."""
ELSEWHERE = "750000000"
"""Almaty: no part of the district."""
PASSWORD = "ozen-boiynda-2026"

PAYLOAD = (
    "![x](http://127.0.0.1:9/p.png) [click](javascript:alert(1)) <img src=x onerror=alert(1)> "
    "<script>alert(1)</script> $\\href{javascript:alert(1)}{x}$ :red[red] # heading \u202egnp.exe"
)
"""reliability.md §4.1: what must stay text wherever it is shown."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation of its own in SQLite."""
    return read_settings(data_dir=tmp_path / "data", territory=DISTRICT)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables and nothing in it, made once and copied."""
    path = tmp_path_factory.mktemp("empty") / "nazar.db"
    store.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def parts(settings: Settings, empty_database: Path) -> Iterator[Parts]:
    """The parts of that installation, its tables made."""
    settings.data_dir.mkdir(parents=True)
    shutil.copy(empty_database, settings.data_dir / "nazar.db")
    with open_parts(settings) as opened:
        with opened.store.writing() as records:
            records.keep_installation({"territory": DISTRICT})
        session.open_desk(opened)
        yield opened


@pytest.fixture
def person(parts: Parts) -> Callable[..., User]:
    """Makes a member of staff: `person(Role.EXECUTOR, department="roads")`."""

    def make(
        *roles: Role, login: str = "", territory: str = DISTRICT, department: str | None = None, **more: Any
    ) -> User:
        login = login or "-".join(role.value for role in roles) or "nobody"
        rows = tuple(GrantRow(role, territory, department if role.value in BY_DEPARTMENT else None) for role in roles)
        with parts.store.writing() as records:
            return records.keep_user(
                User(login, more.pop("name", login), more.pop("language", "en"), NOW, rows, **more)
            )

    return make


BY_DEPARTMENT = {"executor", "head-of-department", "outside-executor"}


@pytest.fixture
def sit(parts: Parts) -> Callable[[User], AppTest]:
    """Signs somebody in and gives their screen, not yet run."""

    def sit_down(user: User, **query: str) -> AppTest:
        cookie = f"cookie of {user.login}"
        now = datetime.now(UTC)
        with parts.store.writing() as records:
            assert user.id is not None
            records.keep_session(Session(token_of(cookie), user.id, now, now, user.epoch))
        screen = AppTest.from_file(str(Path(session.__file__).parent / "app.py"), default_timeout=30)
        screen.user = {"session": token_of(cookie)}
        for name, value in query.items():
            screen.query_params[name] = value
        return screen

    return sit_down


@pytest.fixture
def write(parts: Parts) -> Callable[..., None]:
    """Lets residents write: `write("Свет жоқ", "Нет воды")` in a chat of the district."""

    def come_in(*texts: str, territory: str = DISTRICT, source: str = "chat", hours: float = 2, **more: Any) -> None:
        with parts.store.writing() as records:
            kept = records.keep_source(
                Source(source, "import", more.pop("source_title", "Чат"), NOW, territory=territory)
            )
        posts = [
            Post(
                PostKey("telegram", f"-100{source}", more.get("id", f"{hash(text) % 10**9}-{at}")),
                text,
                NOW - timedelta(hours=hours, minutes=at),
                NOW,
                author_id=more.get("author_id", f"u{at}"),
                author_name=more.get("author_name", "Айгүл"),
                place_title=more.get("place_title", "Өзен тұрғындары"),
            )
            for at, text in enumerate(texts)
        ]
        parts.inbox.receive(kept, posts)

    return come_in


def shown(screen: AppTest) -> str:
    """All words on a screen."""
    return "\n".join(
        str(getattr(element, "value", "")) + str(getattr(element, "label", "")) for element in screen.main
    ) + "\n".join(str(getattr(element, "value", "")) for element in screen.sidebar)


__all__ = ["COUNTRY", "shown"]
