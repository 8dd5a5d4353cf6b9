"""The installation's own secret key: made once, kept in a file beside the database and never inside it."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from desk.errors import N_, ConfigError

KEY_BYTES = 32
SHORTEST = 32
"""Characters; a password would be guessed from the masks it makes."""
KEY_NAME = "secret.key"


def key_file(data_dir: Path, named: Path | None) -> Path:
    """Where the key stands: the file the operator named, else `secret.key` of the data folder."""
    return data_dir / KEY_NAME if named is None else named.expanduser()


def read_key(path: Path) -> bytes | None:
    """The key, None where there is no file yet. Raises ConfigError for a file that is not a key.

    A secret of any form that an operator laid there is a key too, when it is long enough to be one.
    """
    try:
        written = path.read_bytes().strip()
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise ConfigError(
            N_("the secret key {path} cannot be read ({why}): give it to the user Nazar runs as"),
            path=path,
            why=fault.strerror,
        ) from fault
    if len(written) < SHORTEST:
        raise ConfigError(N_("{path} is too short to be a secret key: put the kept copy back"), path=path)
    try:
        key = bytes.fromhex(written.decode("ascii"))
    except ValueError:
        key = b""
    return key if len(key) == KEY_BYTES else hashlib.blake2b(written, digest_size=KEY_BYTES).digest()


def make_key(path: Path) -> bytes:
    """Make the key where there is none, readable by its owner only; whoever comes second reads the first one's."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_bytes(KEY_BYTES).hex() + "\n")
                file.flush()
                os.fsync(file.fileno())
            # A link, not a rename: of two processes that start together the second must not replace the first's key.
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as fault:
        raise ConfigError(
            N_("the secret key {path} cannot be written ({why}): give the folder to the user Nazar runs as"),
            path=path,
            why=fault.strerror,
        ) from fault
    key = read_key(path)
    assert key is not None  # it was linked above, by us or by who was faster
    return key
