"""Catalogues of an installation, written by the test."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from desk.catalogues import CatalogueRow


@pytest.fixture
def config_dir(tmp_path):
    """The folder of an installation's own catalogues; call it with a file's name and text to put one in."""

    class Folder:
        path: Path = tmp_path / "config"

        def put(self, name: str, text: str | bytes) -> Path:
            self.path.mkdir(exist_ok=True)
            file = self.path / name
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
            return file

    return Folder()


@pytest.fixture
def changed():
    """A row of the store: what the desk changed in one entry."""

    def row(catalogue, key, value, version=1):
        return CatalogueRow(catalogue, key, version, value, "aigerim", datetime(2026, 3, 18, 9, 30, tzinfo=UTC))

    return row
