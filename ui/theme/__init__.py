"""What the desk looks like: Streamlit's settings and the style of our own pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from config.settings import Settings
from ui.gate import IDENTITY

THEME = Path(__file__).parent
LIGHT = {
    "primaryColor": "#0b6e69",
    "backgroundColor": "#f4f6f7",
    "secondaryBackgroundColor": "#e9eef1",
    "textColor": "#1b2530",
    "borderColor": "#c3ccd3",
    "linkColor": "#0b6e69",
}
DARK = {
    "primaryColor": "#5cc9c1",
    "backgroundColor": "#11171c",
    "secondaryBackgroundColor": "#1f2930",
    "textColor": "#e7ecef",
    "borderColor": "#4a5965",
    "linkColor": "#5cc9c1",
}
"""The colours that Streamlit's own widgets take; the same as in nazar.css."""


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
        # What was typed is put back into its widgets after an outage; that some of them have a default is no fault.
        "global.disableWidgetStateDuplicationWarning": True,
        "logger.level": settings.log_level,
        **{f"theme.light.{name}": value for name, value in LIGHT.items()},
        **{f"theme.dark.{name}": value for name, value in DARK.items()},
        "theme.baseRadius": "0.5rem",
        "theme.showWidgetBorder": True,
        "theme.font": "'Noto Sans', system-ui, sans-serif",
        "theme.headingFontSizes": ["1.6rem", "1.25rem", "1.1rem", "1rem", "1rem", "1rem"],
        "theme.headingFontWeights": 600,
    }
