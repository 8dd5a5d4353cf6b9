"""What the desk looks like: Streamlit's settings and the style of our own pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from config.settings import Settings
from ui.gate import IDENTITY

THEME = Path(__file__).parent


def streamlit_settings(settings: Settings) -> dict[str, Any]:
    """Streamlit's own settings: set from code, so that no file or variable of the machine weakens them."""
    return {
        "server.address": settings.host,
        "server.port": settings.port,
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.runOnSave": False,
        "server.enableXsrfProtection": True,
        "server.enableCORS": True,
        "server.enableStaticServing": False,
        "server.enableAgentApi": False,
        "server.maxUploadSize": 1,
        "server.trustedUserHeaders": {IDENTITY: "session"},
        "server.disconnectedSessionTTL": 120,
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
        "client.toolbarMode": "minimal",
        "client.showSidebarNavigation": True,
        "runner.postScriptGC": False,
        "runner.fastReruns": True,
        "global.developmentMode": False,
        "logger.level": settings.log_level,
        "theme.primaryColor": "#0b6e69",
        "theme.baseRadius": "small",
        "theme.font": "sans-serif",
    }
