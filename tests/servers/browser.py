"""A real Chromium: the machine's own, for Playwright's downloads are not to be had everywhere."""

import os
import shutil

from tests.servers.machine import Missing

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

FLAGS = [
    "--no-sandbox",  # root in a container has no user namespaces to build the sandbox from
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def find_program() -> str:
    """TEST_CHROMIUM, else the first that is installed. Raises Missing."""
    named = os.environ.get("TEST_CHROMIUM")
    found = named or next((path for name in NAMES if (path := shutil.which(name))), None)
    if not found:
        raise Missing("Chromium: set TEST_CHROMIUM or install the package chromium")
    return found
