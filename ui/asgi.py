"""The desk as one ASGI application: the gate, our own routes and Streamlit behind it, served by one process."""

from __future__ import annotations

import contextlib
import gc
import logging
from importlib import import_module
from pathlib import Path

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from streamlit.logger import _loggers
from streamlit.web import bootstrap

from config.settings import Settings
from config.wiring import Parts, open_parts
from desk.errors import N_, ConfigError
from ui import passwords, session
from ui.entrance import Entrance
from ui.gate import Gate, hosts_of
from ui.routes.assets import asset_routes
from ui.routes.beginning import beginning_routes
from ui.routes.drafts import draft_routes
from ui.routes.example import ExamplePage
from ui.routes.health import health_routes
from ui.routes.passwords import password_routes
from ui.routes.signing import signing_routes
from ui.routes.uploads import upload_routes
from ui.session import LookIntoFile
from ui.theme import streamlit_settings

SCRIPT = Path(__file__).parent / "app.py"
SHUTDOWN_SECONDS = 5
NEEDED_BY_THE_FIRST_PAGE = ("pandas", "pyarrow", "ui.navigation")
"""Streamlit's lists of choices bring in pandas at their first use: most of a second that nobody should wait for."""
_logger = logging.getLogger(__name__)


def make_app(parts: Parts, look: LookIntoFile | None = None) -> st.App:
    """The application over these parts. `look` previews a file that somebody brought (from crawlers.files.reading).

    One application a process: Streamlit's settings are the process's.
    """
    settings = parts.settings
    bootstrap.load_config_options(streamlit_settings(settings))
    _log_like_the_house()
    session.open_desk(parts, look)
    entrance = Entrance(parts)
    example = ExamplePage(entrance)
    gate = Middleware(
        Gate,
        entrance=entrance,
        hosts=hosts_of(settings.host, settings.trusted_proxies),
        secure=settings.cookie_secure,
    )
    routes = [
        *health_routes(parts),
        *asset_routes(),
        *beginning_routes(entrance, example),
        *example.routes(),
        *signing_routes(entrance),
        *password_routes(entrance),
        *upload_routes(entrance),
        *draft_routes(entrance),
    ]
    return st.App(SCRIPT, routes=routes, middleware=[gate], on_script_error=_log_script_error)


def serve(settings: Settings, look: LookIntoFile | None = None) -> None:
    """Serve the desk until SIGINT or SIGTERM. Raises ConfigError (the port is taken), StoreError (the store is away).

    `look` previews a file that somebody brought; without it a table's columns are guessed by the worker alone.
    """
    with open_parts(settings) as parts:
        parts.mask  # noqa: B018 - a wrong key or an absent store must stop us before anybody connects
        passwords.nobodys_hash()
        config = uvicorn.Config(
            make_app(parts, look),
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=True,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=list(settings.trusted_proxies),
            ws="websockets-sansio",
            ws_max_size=16 * 1024 * 1024,
            h11_max_incomplete_event_size=64 * 1024,
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        )
        for name in NEEDED_BY_THE_FIRST_PAGE:
            import_module(name)
        # What was imported stays for good; without this every collection walks through all of it again.
        gc.collect()
        gc.freeze()
        server = uvicorn.Server(config)
        try:
            listening = config.bind_socket()
        except SystemExit:
            raise ConfigError(
                N_("port {port} of {host} is taken: stop what uses it, or set {variable}"),
                port=settings.port,
                host=settings.host,
                variable="NAZAR_PORT",
            ) from None
        with contextlib.closing(listening):
            server.run(sockets=[listening])


def _log_like_the_house() -> None:
    """Streamlit's loggers have handlers of their own, past the one that takes secrets out of what is logged."""
    for logger in list(_loggers.values()):
        logger.handlers.clear()
        logger.propagate = True


def _log_script_error(error: Exception) -> bool:
    """The page says no more than that it failed; the traceback stands in the log, which takes secrets out."""
    st.error(session.texts().gettext("Something went wrong on our side. It has been written down; try again."))
    return True
