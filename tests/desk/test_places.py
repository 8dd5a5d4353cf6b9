"""However a place's name is written, it has one plain form."""

from __future__ import annotations

import pytest

from desk.places import canonical_name, plain_name


@pytest.mark.parametrize(
    ("written", "plain", "canonical"),
    [
        ("@Zhinaq", "@zhinaq", "@Zhinaq"),
        ("zhinaq", "@zhinaq", "zhinaq"),
        (" @zhinaq ", "@zhinaq", "@zhinaq"),
        ("https://t.me/zhinaq", "@zhinaq", "@zhinaq"),
        ("http://www.T.me/Zhinaq/", "@zhinaq", "@zhinaq"),
        ("t.me/zhinaq/4711?single", "@zhinaq", "@zhinaq"),
        ("https://t.me/s/zhinaq", "@zhinaq", "@zhinaq"),
        ("https://telegram.me/zhinaq", "@zhinaq", "@zhinaq"),
        ("https://t.me/c/1234567890", "-1001234567890", "-1001234567890"),
        ("t.me/c/1234567890/17", "-1001234567890", "-1001234567890"),
        ("-1001234567890", "-1001234567890", "-1001234567890"),
        ("4711", "4711", "4711"),
        ("Двор 12", "Двор 12", "Двор 12"),
        ("my chat", "my chat", "my chat"),
        ("https://t.me/+AbCdEf123", "https://t.me/+AbCdEf123", "https://t.me/+AbCdEf123"),
        ("https://t.me/joinchat/AbCdEf", "https://t.me/joinchat/AbCdEf", "https://t.me/joinchat/AbCdEf"),
        ("https://example.org/zhinaq", "https://example.org/zhinaq", "https://example.org/zhinaq"),
    ],
)
def test_a_telegram_name_has_one_plain_form(written: str, plain: str, canonical: str) -> None:
    assert plain_name("telegram", written) == plain
    assert canonical_name("telegram", written) == canonical
    assert plain_name("telegram", plain) == plain


def test_other_networks_keep_their_names() -> None:
    assert plain_name("instagram", "@Zhinaq") == canonical_name("instagram", "@Zhinaq") == "@Zhinaq"
