"""Aliases hide who wrote, and stay the same."""

from __future__ import annotations

from desk.people import Mask


def test_an_author_keeps_the_alias_and_another_author_gets_another() -> None:
    mask = Mask(b"k" * 32)

    assert mask.alias("telegram", "user42") == mask.alias("telegram", "user42")
    assert mask.alias("telegram", "user42") != mask.alias("telegram", "user43")
    assert mask.alias("telegram", "user42") != mask.alias("whatsapp", "user42")
    assert mask.alias("telegram", None) is None


def test_an_alias_says_nothing_without_the_key() -> None:
    assert Mask(b"a" * 32).alias("telegram", "user42") != Mask(b"b" * 32).alias("telegram", "user42")
