"""Settings: read once from the environment, `.env` and secret files; a fault is one line that shows no secret."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from config.settings import SECRETS, Settings, default_data_dir, read_settings, unknown_variables, variable
from desk.errors import ConfigError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_everything_has_a_default():
    settings = read_settings()

    assert (settings.host, settings.port, settings.language) == ("127.0.0.1", 8501, "ru")
    assert settings.zone == ZoneInfo("Asia/Almaty")
    assert settings.data_dir == default_data_dir() == ROOT / "data"
    assert (settings.store_kind, settings.index_kind) == ("sqlite", "fts5")


def test_outside_a_checkout_the_data_lie_in_the_users_data_folder(monkeypatch, tmp_path):
    monkeypatch.setattr("config.settings._CHECKOUT", tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))

    assert default_data_dir() == tmp_path / "share" / "nazar"


def test_what_is_handed_in_wins_over_the_environment_and_that_over_the_file(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("NAZAR_PORT=1001\nNAZAR_HOST=10.0.0.1\nNAZAR_LANGUAGE=kk\nUNRELATED=1\n")
    monkeypatch.setenv("NAZAR_PORT", "1002")
    monkeypatch.setenv("NAZAR_HOST", "10.0.0.2")

    settings = read_settings(host="10.0.0.3")

    assert (settings.host, settings.port, settings.language) == ("10.0.0.3", 1002, "kk")


def test_an_empty_variable_is_as_good_as_none(monkeypatch):
    monkeypatch.setenv("NAZAR_DATABASE_URL", "")
    monkeypatch.setenv("NAZAR_ELASTICSEARCH_URL", "")

    assert read_settings().store_kind == "sqlite"


def test_settings_cannot_be_changed():
    with pytest.raises(ValidationError):
        read_settings().port = 1  # type: ignore[misc]


def test_folders_lie_in_the_data_folder(tmp_path):
    settings = read_settings(data_dir="here")

    assert settings.data_dir == tmp_path / "here"
    assert settings.config_dir == tmp_path / "here" / "config"
    assert settings.store_url == f"sqlite:///{tmp_path}/here/nazar.db"
    assert {settings.media_dir.name, settings.uploads_dir.name, settings.index_dir.name} == {
        "media",
        "uploads",
        "index",
    }


@pytest.mark.parametrize(
    ("url", "store_url"),
    [
        ("postgresql://nazar:s3cret@db/nazar", "postgresql+psycopg://nazar:s3cret@db/nazar"),
        ("postgres://db/nazar", "postgresql+psycopg://db/nazar"),
        ("postgresql+psycopg://db/nazar", "postgresql+psycopg://db/nazar"),
        ("sqlite:////srv/nazar.db", "sqlite:////srv/nazar.db"),
    ],
)
def test_the_address_of_the_database_is_given_the_driver_we_use(url, store_url):
    assert read_settings(database_url=url).store_url == store_url


@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_can_come_from_a_file(name, tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("postgresql://s3cret\n")
    monkeypatch.setenv(f"{variable(name)}_FILE", "secret")
    monkeypatch.setenv("NAZAR_ELASTICSEARCH_URL", "https://search")

    assert getattr(read_settings(), name).get_secret_value() == "postgresql://s3cret"


def test_the_secrets_that_can_come_from_a_file():
    assert set(SECRETS) == {"database_url", "elasticsearch_api_key", "elasticsearch_password"}


def test_secrets_are_not_shown(monkeypatch):
    monkeypatch.setenv("NAZAR_DATABASE_URL", "postgresql://nazar:s3cret@db/nazar")

    assert "s3cret" not in repr(read_settings())
    assert "s3cret" not in str(read_settings().model_dump())


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"port": "80800"}, "NAZAR_PORT: Input should be less than or equal to 65535. Correct it or leave it out"),
        ({"port": "eight"}, "NAZAR_PORT: Input should be a valid integer"),
        ({"timezone": "Almaty"}, "NAZAR_TIMEZONE: no such time zone; write it like Asia/Almaty"),
        ({"timezone": "../../etc/passwd"}, "NAZAR_TIMEZONE: no such time zone"),
        ({"language": "de"}, "NAZAR_LANGUAGE: Input should be 'kk', 'ru' or 'en'"),
        ({"territory": "Абай"}, "NAZAR_TERRITORY: a KATO code has nine digits"),
        ({"database_url": "mysql://x:s3cret@db"}, "NAZAR_DATABASE_URL: an address begins with postgresql://"),
        ({"elasticsearch_url": "search:9200"}, "NAZAR_ELASTICSEARCH_URL: an address begins with https://"),
        ({"elasticsearch_url": "https://a:s3cret@search"}, "NAZAR_ELASTICSEARCH_URL: no password in the address"),
        ({"elasticsearch_prefix": "Nazar*"}, "NAZAR_ELASTICSEARCH_PREFIX: "),
        ({"database_url_file": "nowhere"}, "NAZAR_DATABASE_URL_FILE: the file nowhere cannot be read (No such file"),
        ({"database_url_file": "."}, "NAZAR_DATABASE_URL_FILE: the file . cannot be read (Is a directory)"),
        ({"elasticsearch_user": "nazar", "elasticsearch_url": "https://s"}, "NAZAR_ELASTICSEARCH_USER is set, but"),
        ({"elasticsearch_api_key": "s3cret"}, "a key for Elasticsearch is set, but NAZAR_ELASTICSEARCH_URL is not"),
    ],
)
def test_a_faulty_setting_is_one_line_that_names_the_variable_and_shows_no_secret(values, problem, monkeypatch):
    for name, value in values.items():
        monkeypatch.setenv(variable(name), value)

    with pytest.raises(ConfigError) as refused:
        read_settings()

    assert str(refused.value).startswith(problem)
    assert "\n" not in str(refused.value)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe\x00", b"x" * 70_000])
def test_a_secret_file_that_holds_no_secret_is_refused(content, tmp_path):
    (tmp_path / "secret").write_bytes(content)

    with pytest.raises(ConfigError, match="NAZAR_DATABASE_URL_FILE: the file secret is"):
        read_settings(database_url_file="secret")


def test_a_secret_and_its_file_cannot_both_be_set(tmp_path):
    (tmp_path / "secret").write_text("postgresql://db")

    with pytest.raises(ConfigError, match="NAZAR_DATABASE_URL and NAZAR_DATABASE_URL_FILE are both set"):
        read_settings(database_url="postgresql://db", database_url_file="secret")


def test_proxies_are_separated_by_commas(monkeypatch):
    monkeypatch.setenv("NAZAR_TRUSTED_PROXIES", "10.0.0.1, 10.0.0.2,")

    assert read_settings().trusted_proxies == ("10.0.0.1", "10.0.0.2")


def test_misspelt_variables_are_found():
    assert unknown_variables({"NAZAR_ELASTICSEARCH_ULR": "x", "NAZAR_PORT": "1", "PATH": ""}) == [
        "NAZAR_ELASTICSEARCH_ULR"
    ]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_has_a_docstring_and_stands_in_the_documentation(name):
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    description = Settings.model_fields[name].description

    assert description
    row = next((line for line in page.splitlines() if line.startswith(f"| `{variable(name)}` |")), None)
    assert row is not None, f"docs/settings.md lacks {variable(name)}"
    assert " ".join(description.split()) in row


def test_the_documentation_lists_no_setting_that_is_gone():
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    listed = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `NAZAR_")}

    assert listed == {variable(name) for name in Settings.model_fields}
