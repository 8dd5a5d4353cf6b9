"""What the operator of an installation sets: environment variables `NAZAR_…`, or the file `.env`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from desk.errors import N_, ConfigError
from desk.territories import is_code

PREFIX = "NAZAR_"
MAX_SECRET_BYTES = 64 * 1024

_CHECKOUT = Path(__file__).resolve().parent.parent


def default_data_dir() -> Path:
    """`data` of the checkout that Nazar runs from, else the user's data folder."""
    if (_CHECKOUT / "pyproject.toml").is_file():
        return _CHECKOUT / "data"
    return platformdirs.user_data_path("nazar", appauthor=False)


class Settings(BaseSettings):
    """All settings, read once at the start and never changed. Build it with :func:`read_settings`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
        validate_default=True,
    )

    data_dir: Path = Field(default_factory=default_data_dir)
    """Folder of everything Nazar keeps: database, index, media, uploads, own catalogues. Default: `data` in a checkout,
    else the user's data folder."""

    host: str = "127.0.0.1"
    """Address the desk listens on."""

    port: Annotated[int, Field(ge=1, le=65535)] = 8501
    """Port the desk listens on."""

    timezone: str = "Asia/Almaty"
    """Time zone of the desk: terms are counted and times are shown in it."""

    language: Literal["kk", "ru", "en"] = "ru"
    """Language of the interface for those who have not chosen their own."""

    territory: str | None = None
    """KATO code of the territory the akimat is responsible for. Unset: the whole country."""

    database_url: SecretStr | None = None
    """Address of the database (`postgresql://…`). Unset: the SQLite file `nazar.db` in the data folder."""

    database_url_file: Path | None = None
    """File that holds the address of the database."""

    elasticsearch_url: str | None = None
    """Address of Elasticsearch. Unset: the search engine embedded in SQLite."""

    elasticsearch_api_key: SecretStr | None = None
    """API key for Elasticsearch."""

    elasticsearch_api_key_file: Path | None = None
    """File that holds the API key."""

    elasticsearch_user: str | None = None
    """User name for Elasticsearch, where there is no API key."""

    elasticsearch_password: SecretStr | None = None
    """Password of that user."""

    elasticsearch_password_file: Path | None = None
    """File that holds the password."""

    elasticsearch_ca_file: Path | None = None
    """Certificate (PEM) of the authority that signed Elasticsearch's certificate."""

    elasticsearch_prefix: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,40}$")] = "nazar"
    """Beginning of the names of our indices, so that several installations can share one cluster."""

    secret_key_file: Path | None = None
    """File of the key from which masks of authors and signed links are made; made when it is not there. Unset:
    `secret.key` in the data folder. Keep a copy: without it the masks change."""

    four_eyes: bool = False
    """Nobody accepts or closes what they answered themselves, whatever their roles."""

    max_upload_mb: Annotated[int, Field(ge=1, le=100_000)] = 4096
    """Greatest size of a file that is brought in through the desk, in megabytes."""

    session_idle_minutes: Annotated[int, Field(ge=1, le=7 * 24 * 60)] = 60
    """After how many minutes without activity one must sign in again."""

    session_absolute_minutes: Annotated[int, Field(ge=1, le=31 * 24 * 60)] = 12 * 60
    """After how many minutes one must sign in again in any case."""

    cookie_secure: bool = False
    """Send the session's cookie only over TLS. Set it wherever a TLS proxy stands before the desk."""

    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ()
    """Addresses of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, separated by commas."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """What is written to the log, and everything graver."""

    @field_validator("data_dir", mode="after")
    @classmethod
    def _home_and_root(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, OSError, ValueError) as error:
            raise ValueError("no such time zone; write it like Asia/Almaty") from error
        return value

    @field_validator("territory")
    @classmethod
    def _is_kato(cls, value: str | None) -> str | None:
        if value is not None and not is_code(value):
            raise ValueError("a KATO code has nine digits")
        return value

    @field_validator("database_url")
    @classmethod
    def _is_database(cls, value: SecretStr | None) -> SecretStr | None:
        schemes = ("sqlite:///", "postgresql://", "postgresql+psycopg://", "postgres://")
        if value is not None and not value.get_secret_value().startswith(schemes):
            raise ValueError("an address begins with postgresql:// or sqlite:///")
        return value

    @field_validator("elasticsearch_url")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("an address begins with https:// or http://")
        if value is not None and "@" in value.partition("://")[2].partition("/")[0]:
            raise ValueError(f"no password in the address; use {PREFIX}ELASTICSEARCH_USER and …_PASSWORD_FILE")
        return value

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("log_level", "language", mode="before")
    @classmethod
    def _lower(cls, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value

    @model_validator(mode="before")
    @classmethod
    def _read_secret_files(cls, values: dict[str, Any]) -> dict[str, Any]:
        read = dict(values)
        for name in SECRETS:
            path = values.get(f"{name}_file")
            if path is not None and values.get(name) is not None:
                raise ConfigError(
                    N_("{variable} and {variable}_FILE are both set; keep one of them"), variable=variable(name)
                )
            if path is not None:
                read[name] = SecretStr(_secret(f"{name}_file", Path(path)))
        return read

    @model_validator(mode="after")
    def _engines_fit(self) -> Settings:
        if self.elasticsearch_user is not None and self.elasticsearch_password is None:
            raise ConfigError(
                N_("{user} is set, but neither {password} nor {password}_FILE"),
                user=variable("elasticsearch_user"),
                password=variable("elasticsearch_password"),
            )
        if self.elasticsearch_url is None and (self.elasticsearch_api_key or self.elasticsearch_user):
            raise ConfigError(N_("a key for Elasticsearch is set, but {url} is not"), url=variable("elasticsearch_url"))
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The desk's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def store_url(self) -> str:
        """Where the store is, for SQLAlchemy. May hold a password: never show it."""
        if self.database_url is None:
            return f"sqlite:///{self.data_dir / 'nazar.db'}"
        url = self.database_url.get_secret_value()
        scheme, _, rest = url.partition("://")
        return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else url

    @property
    def store_kind(self) -> Literal["sqlite", "postgresql"]:
        """Which database keeps the truth."""
        return "sqlite" if self.store_url.startswith("sqlite") else "postgresql"

    @property
    def index_kind(self) -> Literal["fts5", "elasticsearch"]:
        """Which engine searches."""
        return "fts5" if self.elasticsearch_url is None else "elasticsearch"

    @property
    def config_dir(self) -> Path:
        """The installation's own catalogues."""
        return self.data_dir / "config"

    @property
    def media_dir(self) -> Path:
        """Pictures, films and documents of posts, by their content."""
        return self.data_dir / "media"

    @property
    def uploads_dir(self) -> Path:
        """Files that people bring, until they are imported."""
        return self.data_dir / "uploads"

    @property
    def index_dir(self) -> Path:
        """The embedded engine's generations."""
        return self.data_dir / "index"


SECRETS = tuple(
    name.removesuffix("_file")
    for name in Settings.model_fields
    if name.endswith("_file") and name.removesuffix("_file") in Settings.model_fields
)
"""Settings that may also be given as a file."""


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def read_settings(**overrides: Any) -> Settings:
    """The settings of this process; `overrides` win over the environment, which wins over `.env`.

    Raises :exc:`~desk.errors.ConfigError` that names the variable and the way out, and never shows a value.
    """
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "settings"
        problem = first["msg"].removeprefix("Value error, ")
        raise ConfigError(
            N_("{variable}: {problem}. Correct it or leave it out (docs/settings.md)"),
            variable=variable(name),
            problem=problem,
        ) from None


def unknown_variables(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Variables that begin like ours but set nothing: most likely misspelt. `nazar doctor` shows them."""
    known = {variable(name) for name in Settings.model_fields}
    return sorted(name for name in environment if name.startswith(PREFIX) and name not in known)


def _secret(name: str, path: Path) -> str:
    details: dict[str, Any] = {"variable": variable(name), "path": path}
    try:
        with path.expanduser().open("rb") as file:
            content = file.read(MAX_SECRET_BYTES + 1)
        text = content.decode("utf-8-sig").strip()
    except OSError as error:
        problem = error.strerror or type(error).__name__
        message = N_(
            "{variable}: the file {path} cannot be read ({problem}); check that it is there and who may read it"
        )
        raise ConfigError(message, problem=problem, **details) from None
    except UnicodeDecodeError:
        raise ConfigError(N_("{variable}: the file {path} is not text"), **details) from None
    if not text or len(content) > MAX_SECRET_BYTES:
        raise ConfigError(N_("{variable}: the file {path} is empty or too large"), **details)
    return text
