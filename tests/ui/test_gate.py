"""What the gate decides by itself: hosts, paths to go on to, the policy it sends."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from ui.gate import cookie_of, hosts_of, policy
from ui.routes.signing import own_path


@pytest.mark.parametrize(
    ("wished", "path"),
    [
        ("/queue?late=1", "/queue?late=1"),
        ("/incidents?number=2026-000001", "/incidents?number=2026-000001"),
        (None, "/"),
        ("", "/"),
        ("queue", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: x=1", "/"),
    ],
)
def test_one_goes_on_only_to_a_path_of_this_desk(wished, path):
    assert own_path(wished) == path


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.5"])
def test_a_desk_on_the_loopback_answers_to_no_foreign_name(host):
    hosts = hosts_of(host, ())

    assert hosts is not None
    assert "evil.example" not in hosts
    assert "localhost" in hosts


def test_a_desk_behind_a_proxy_answers_to_the_name_the_proxy_passes_on():
    assert hosts_of("127.0.0.1", ("127.0.0.1",)) is None
    assert hosts_of("0.0.0.0", ()) is None


def test_the_policy_lets_nothing_come_from_elsewhere():
    said = policy("desk.example:8501")

    assert "default-src 'self'" in said
    assert "script-src 'self';" in said
    assert "connect-src 'self' ws://desk.example:8501 wss://desk.example:8501;" in said
    assert "frame-ancestors 'none'" in said
    assert "http:" not in said


@pytest.mark.parametrize("host", ["a;script-src *", "a b", "x@y", "a/b", ""])
def test_a_bent_host_does_not_bend_the_policy(host):
    assert "connect-src 'self';" in policy(host)


def test_a_broken_cookie_is_no_cookie():
    assert cookie_of(Headers({"cookie": "nazar=abc; other=1"})) == "abc"
    assert cookie_of(Headers({"cookie": "="})) is None
    assert cookie_of(Headers({})) is None
