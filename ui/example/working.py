"""Bringing and removing the example beside the answer to a browser: it takes seconds, on a busy machine more."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from desk.errors import N_, NazarError, RuleError
from ui.logs import redacted

log = logging.getLogger(__name__)


class Working:
    """One piece of work at a time in this process. If the process dies nothing was done, and it is begun again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self.error: NazarError | None = None
        """Why the last piece could not be done; None when it could."""

    @property
    def is_under_way(self) -> bool:
        """Is it still being done?"""
        return self._thread is not None and self._thread.is_alive()

    def begin(self, do: Callable[[], object]) -> None:
        """Begin, unless something is under way already."""
        with self._lock:
            if self.is_under_way:
                return
            self.error = None
            self._thread = threading.Thread(target=self._do, args=(do,), name="example", daemon=True)
            self._thread.start()

    def join(self) -> None:
        """Wait until nothing is under way."""
        if self._thread is not None:
            self._thread.join()

    def _do(self, do: Callable[[], object]) -> None:
        try:
            do()
        except NazarError as error:
            log.warning("the example data could not be brought or removed: %s", redacted(str(error)))
            self.error = error
        except Exception:
            log.exception("the example data could not be brought or removed")
            self.error = RuleError(N_("Something went wrong on our side. It has been written down; try again."))
