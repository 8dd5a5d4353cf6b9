"""Commands that change posts or incidents bring the index level before they end: no worker need be running."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from desk.errors import SearchError, StoreError
from ui.commands import face

if TYPE_CHECKING:
    from config.wiring import Parts

MOST_SECONDS = 2.0
"""From then on no further batch is begun: after a large import what waits is the worker's, and not ours."""


@contextmanager
def changing() -> Iterator[Parts]:
    """The parts of this installation for a command that changes something; when it ends well the index follows.

    The change is kept whatever the engine does, so an engine that is away is said and is no failure.
    """
    with face.installation() as parts:
        yield parts
        _follow(parts)


def _follow(parts: Parts) -> None:
    until = time.monotonic() + MOST_SECONDS
    try:
        while time.monotonic() < until:
            # Not `at_once`: while the relay waits for an engine, nobody at the console waits for it too.
            report = parts.relay.run_once()
            if report.error is not None:
                raise report.error
            if not report.waiting or not (report.delivered or report.refused):
                return
    except (SearchError, StoreError) as error:
        face.say(f"it is done, but the index does not know it yet: {face.one_line(str(error))}")
