"""The ground an installation stands on: its data folder, and a database with the tables of this version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk.errors import N_, ConfigError

if TYPE_CHECKING:
    from config.settings import Settings


def make_data_dir(settings: Settings) -> None:
    """Make the data folder for its owner only; a folder that is there keeps its rights. Raises ConfigError."""
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Asked of the disk itself: rights say nothing about read-only mounts or a foreign owner.
        next(settings.data_dir.iterdir(), None)
        trial = settings.data_dir / ".may-write"
        trial.touch(mode=0o600)
        trial.unlink(missing_ok=True)
    except OSError as fault:
        raise ConfigError(
            N_("the data folder {folder} cannot be used ({why}): give it to the user Nazar runs as, or set {variable}"),
            folder=settings.data_dir,
            why=fault.strerror or type(fault).__name__,
            variable="NAZAR_DATA_DIR",
        ) from fault


def upgrade_database(settings: Settings) -> None:
    """Make the data folder and bring the database to this version; harmless when it is. Raises StoreError."""
    from store import upgrade

    make_data_dir(settings)
    upgrade(settings.store_url)


def is_database_current(settings: Settings) -> bool:
    """Has the database the tables of this version? Raises StoreError when it cannot be asked."""
    from store import is_current

    return is_current(settings.store_url)
