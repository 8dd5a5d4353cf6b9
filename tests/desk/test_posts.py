"""The identity of a post and what a post refuses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.errors import RuleError
from desk.posts import Post, PostKey

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PART = st.text(min_size=1, max_size=30).filter(lambda text: all(not "\ud800" <= char <= "\udfff" for char in text))


@given(PART, PART, PART)
def test_a_key_is_read_back_as_it_was_written(network: str, place: str, native_id: str) -> None:
    key = PostKey(network, place, native_id)

    assert PostKey.parse(str(key)) == key


@pytest.mark.parametrize("broken", ["", "telegram", "telegram/-1001", "telegram/-1001/", "a/b/c/d"])
def test_what_is_no_key_is_refused_by_name(broken: str) -> None:
    with pytest.raises(RuleError, match="is not the key of a post"):
        PostKey.parse(broken)


@pytest.mark.parametrize("field", ["published_at", "seen_at", "edited_at"])
def test_a_time_without_a_zone_is_refused(field: str) -> None:
    times: dict[str, Any] = {"published_at": NOW, "seen_at": NOW, field: NOW.replace(tzinfo=None)}

    with pytest.raises(ValueError, match="zone"):
        Post(PostKey("telegram", "-1001", "1"), "Су жоқ", **times)
