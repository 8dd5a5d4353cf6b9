"""How the desk is put together: what Streamlit is told, and where its words go."""

from __future__ import annotations

from streamlit.logger import get_logger

from config.settings import read_settings
from ui import asgi
from ui.gate import IDENTITY
from ui.theme import streamlit_settings


def test_streamlit_tells_nobody_about_us_and_shows_nobody_our_faults(tmp_path):
    told = streamlit_settings(read_settings(data_dir=tmp_path))

    assert told["browser.gatherUsageStats"] is False
    assert told["client.showErrorDetails"] == "none"
    assert told["server.enableXsrfProtection"] is True
    assert told["server.enableAgentApi"] is False
    assert told["server.enableStaticServing"] is False
    assert told["runner.postScriptGC"] is False
    assert told["server.trustedUserHeaders"] == {IDENTITY: "session"}


def test_streamlits_words_go_through_the_log_that_takes_secrets_out():
    logger = get_logger("streamlit.error_util")

    asgi._log_like_the_house()

    assert logger.handlers == []
    assert logger.propagate
