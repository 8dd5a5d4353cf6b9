"""The one way to tell an error: what happened in words, nothing of what was typed lost."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from desk.errors import ConfigError, NazarError, NotAllowed, SearchError, Stale, StoreError
from ui.texts import Texts

_logger = logging.getLogger(__name__)


@contextmanager
def box(texts: Texts) -> Iterator[None]:
    """A view's error box: an error that a person can understand ends the block and is told where the block stood."""
    try:
        yield
    except NazarError as error:
        tell(texts, error)


def tell(texts: Texts, error: NazarError) -> None:
    """Say what happened, and what that means for what was typed."""
    st.error(_heading(texts, error))
    if not isinstance(error, StoreError | ConfigError):
        st.text(texts.translate(error))
    else:
        _logger.error("%s", error)
    if isinstance(error, Stale):
        st.text(texts.gettext("What you typed is still here: look at the change and send it again."))


def said(texts: Texts) -> None:
    """Show what the last action did, once. The message is one of our own sentences."""
    message = st.session_state.pop("_said", None)
    if message:
        st.success(texts.gettext(message))


def _heading(texts: Texts, error: NazarError) -> str:
    _ = texts.gettext
    if isinstance(error, Stale):
        return _("Somebody was faster. Nothing was written.")
    if isinstance(error, NotAllowed):
        return _("You may not do this here.")
    if isinstance(error, StoreError):
        return _("The database does not answer. Nothing is lost; try again in a minute.")
    if isinstance(error, SearchError):
        return _("The search does not work at the moment. The lists go on without it.")
    if isinstance(error, ConfigError):
        return _("The desk's settings or catalogues are at fault. The operator must look.")
    return _("This did not work. Nothing was written.")
