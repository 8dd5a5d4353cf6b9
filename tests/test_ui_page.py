"""docs/ui.md shows the visual language as it is: its tones, its colours, its pieces; and the colours can be read."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from ui.components.badges import SIGNS, Tone

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "ui.md").read_text("utf-8")
STYLE = (ROOT / "ui" / "theme" / "nazar.css").read_text("utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--nz-([a-z-]+): (#[0-9a-f]{6})", part))
    for part in STYLE.split("/* The frame */")[0].split("@media", 1)
)
PAIRS = [
    ("ink", "ground"),
    ("ink", "card"),
    ("quiet", "ground"),
    ("quiet", "card"),
    ("quiet", "brand-soft"),
    ("brand", "ground"),
    ("brand", "card"),
    ("brand", "brand-soft"),
    ("mark-ink", "mark"),
    *((f"{tone}-ink", tone) for tone in ("plain", "good", "soon", "late", "danger")),
]


def brightness(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("pair", PAIRS, ids="-on-".join)
def test_words_can_be_read_on_their_ground(theme, pair):
    words, ground = (theme[name] for name in pair)

    assert contrast(words, ground) >= 4.5


@pytest.mark.parametrize("tone", Tone)
def test_the_page_shows_every_tone_with_its_sign_and_its_colours(tone):
    (row,) = re.findall(rf"^\| `{tone.value}` \|.*$", PAGE, re.MULTILINE)

    assert SIGNS.get(tone, "") in row
    for theme in (LIGHT, DARK):
        words = theme[f"{tone.value}-ink"] if f"{tone.value}-ink" in theme else theme[tone.value]
        assert words in row


def test_every_piece_that_the_page_names_is_there():
    for path in re.findall(r"`(ui\.components\.[a-z_.]+)`", PAGE):
        module, _, name = path.removeprefix("ui.components.").partition(".")
        found = importlib.import_module(f"ui.components.{module}")
        assert not name or hasattr(found, name), path
