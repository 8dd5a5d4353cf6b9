"""How a text stands towards its matter: negative, neutral or positive; a property of the text, never of its author."""

from __future__ import annotations

from collections.abc import Mapping

from desk.readings import Kind, Tone
from language.traits import Traits

AGAINST = ("bad", "lack", "impatience", "blame", "rude", "thankless")
TOWARDS = ("thankful", "mended")
NEGATIVE_KINDS = frozenset((Kind.COMPLAINT, Kind.ANSWER_COMPLAINT, Kind.MEDIA_CRITICISM))
MUCH = 2
"""So much against its matter makes the tone of a text negative, whatever its kind."""
TELLING: Mapping[Tone, frozenset[str]] = {
    Tone.NEGATIVE: frozenset(("bad", "lack", "impatience", "blame", "rough", "negated", "answer")),
    Tone.POSITIVE: frozenset(("thanks", "mended")),
    Tone.NEUTRAL: frozenset(),
}
"""The signs that stand as the words of each tone."""


def tone_of(kind: Kind, traits: Traits) -> Tone:
    """The tone of a text of this kind with these traits."""
    against = sum([traits.get(name, 0.0) for name in AGAINST])
    towards = sum([traits.get(name, 0.0) for name in TOWARDS])
    if kind in NEGATIVE_KINDS:
        return Tone.NEGATIVE
    if kind is Kind.THANKS or (towards > against and (traits.get("thankful") or traits.get("all well"))):
        return Tone.POSITIVE
    return Tone.NEGATIVE if traits.get("rude") or against >= MUCH > towards else Tone.NEUTRAL
