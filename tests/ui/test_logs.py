"""What a log may not say (reliability.md S14)."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from ui.logs import open_logs, redacted

SESSION = "1" + "BVtsOHYBu0c8x_Zk" * 20


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("cannot reach postgresql+psycopg://nazar:S3cret!x@db:5432/nazar", "S3cret!x"),
        ("cannot reach https://elastic:p%40ss@search:9200/_bulk", "p%40ss"),
        ("password=hunter2hunter2 refused", "hunter2hunter2"),
        ('{"api_key": "VnVhQ2ZHY0JDZGJrUW0="}', "VnVhQ2ZHY0JDZGJrUW0="),
        ("Authorization: Bearer abcdef123456", "abcdef123456"),
        ("Authorization: ApiKey dGVzdDp0ZXN0", "dGVzdDp0ZXN0"),
        ("GET /first-start?token=q1w2e3r4t5y6 200", "q1w2e3r4t5y6"),
        ("api_hash: 0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef"),
        ("bot 123456789:AAF-abcdefghijklmnopqrstuvwxyz012345 started", "AAF-abcdefghijklmnopqrstuvwxyz012345"),
        (f"signing in with {SESSION}", SESSION[:60]),
        ("Set-Cookie: nazar_session=Zx81aaaaaaaaaa; HttpOnly", "Zx81aaaaaaaaaa"),
        ("ИИН 870412300123 в тексте", "870412300123"),
        ("звоните +7 701 123 45 67", "123 45 67"),
        ("звоните 8(701)1234567", "1234567"),
        ("звоните +77011234567", "7011234567"),
    ],
)
def test_a_secret_never_reaches_the_log(line: str, secret: str) -> None:
    assert secret not in redacted(line)


@pytest.mark.parametrize(
    "line",
    [
        "the job relay failed: the search engine is away",
        "2026-03-18 09:00:00 incident 2026-000123 assigned to roads",
        "telegram/-1001234567890/42",
        "port 8501 of 127.0.0.1 is taken",
        "received 100000 posts in 12.5 s",
    ],
)
def test_what_is_no_secret_stays_readable(line: str) -> None:
    assert redacted(line) == line


def test_arguments_and_tracebacks_are_cleaned_too(capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.getLogger().handlers[:], logging.getLogger().level
    try:
        open_logs("test")
        try:
            raise ValueError("postgresql://nazar:S3cret@db/nazar")
        except ValueError:
            logging.getLogger("store").exception("a fault with %s", "password=hunter2hunter2")
    finally:
        logging.getLogger().handlers[:], level = before
        logging.getLogger().setLevel(level)

    said = capsys.readouterr().err
    assert "ValueError" in said
    assert "S3cret" not in said
    assert "hunter2" not in said


def test_a_crash_keeps_its_traceback_without_the_secrets() -> None:
    code = (
        "from ui.logs import hide_secrets_of_crashes\n"
        "hide_secrets_of_crashes()\n"
        "raise ValueError('postgresql://nazar:S3cretWord@db/nazar')\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert "S3cretWord" not in done.stderr
