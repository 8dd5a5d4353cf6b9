"""What can be said of how a text is written, apart from its matter: the traits that tell its kind and tone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from desk.queries import Words
from desk.readings import PlaceFound, Surroundings, TopicFound
from language.cues import Sign

MOST_COUNTED = 2
"""What is said more often says no more."""
MATTER = 0.45
"""From this score on a topic alone says that something is the matter."""
LONGEST_PLUS = 12
"""Characters of a text that may be a mere plus."""
Traits = Mapping[str, float]
"""How strongly each trait is there; what is not there is left out or 0."""


def traits_of(
    text: str,
    found: Words,
    signs: Sequence[Sign],
    topics: Sequence[TopicFound],
    places: Sequence[PlaceFound],
    around: Surroundings,
    rude: Sequence[str],
) -> Traits:
    """The traits of a text whose words gave these signs (of MANNERS and SHAPES), and the names of its signs."""
    spots: dict[str, set[int]] = {}
    for sign in signs:
        spots.setdefault(sign.name, set()).add(sign.last)
    traits: dict[str, float] = {name: min(len(those), MOST_COUNTED) for name, those in spots.items()}
    traits["always"] = 1.0
    traits["topic"] = topics[0].score if topics else 0.0
    traits["place"] = any(each.end for each in places)
    traits["rude"] = bool(rude)
    traits["reply"], traits["to office"] = around.is_reply, around.answers_office
    traits.update(_of_form(text, found))
    traits.update(_of_several(text, len(found.exact), traits))
    return traits


def _of_form(text: str, found: Words) -> Traits:
    bare, size = text.strip(), len(found.exact)
    has_digits = any(map(str.isdecimal, found.exact))
    return {
        "asks": "?" in text,
        "ends asking": bare.rstrip("!)( \n").endswith("?"),
        "link": "://" in text or "t.me/" in text or "www." in text,
        "phone": has_digits and _PHONE.search(text) is not None,
        "price": has_digits and _PRICE.search(text) is not None,
        "plus": len(bare) <= LONGEST_PLUS and _PLUS.fullmatch(bare) is not None,
        "wordless": not any(map(str.isalpha, found.exact)),
        "brief": size <= 4,
        "few": size <= 8,
        "told": size > 5,
        "long": size >= 25,
    }


def _of_several(text: str, size: int, traits: Traits) -> Traits:
    """Traits that others make together."""
    has = {name for name, value in traits.items() if value}
    bare = text.strip()
    formal = _is_formal(bare, size) and not has & {"personal", "demand", "impatience"}
    apart = size >= 10 and not has & {"personal", "demand"}
    newsy = formal + traits.get("report", 0.0)
    unwell = has & {"lack", "impatience", "rude"} and "mended" not in has
    thankless = "thanks" in has and bool(unwell or ("but" in has and has & {"lack", "bad", "negated", "answer"}))
    matter = bool(has & {"lack", "bad", "demand"}) or traits["topic"] >= MATTER
    return {
        "formal": formal,
        "apart": apart and not has & {"impatience", "rude"},
        "headed": apart and (_HEADED.match(bare) is not None or "**" in text),
        "linked": apart and "link" in has,
        "hello alone": "hello" in has and size <= 3,
        "nodding": "nod" in has and size <= 4 and "lack" not in has,
        "thankless": thankless,
        "thankful": "thanks" in has and not thankless,
        "all well": "mended" in has and not has & {"lack", "bad", "impatience", "demand", "asks", "rude", "but"},
        "matter": matter,
        "no matter": not matter,
        "blamed office": newsy >= 1 and {"office", "blame"} <= has and "personal" not in has,
        "contacted offer": "offer" in has and bool(has & {"contact", "phone", "link", "price"}),
    }


def _is_formal(bare: str, size: int) -> bool:
    """Written as newspapers write: a whole sentence with a capital and a full stop, that asks nobody."""
    return size >= 5 and bare[:1].isupper() and bare[-1:] in ".»…" and "?" not in bare and "!" not in bare


_PHONE = re.compile(r"(?<!\d)(?:\+7|[78])[\s(-]{0,2}\d{3}[\s)-]{0,2}\d{3}[\s-]?\d{2}[\s-]?\d{2}(?!\d)")
_HEADED = re.compile(r"[^\w\s\"«(—-]")
_PRICE = re.compile(r"\d[\d\s]{0,9}(?:тг|₸|тенге|теңге|тыс|мың|млн|%)", re.IGNORECASE)
_PLUS = re.compile(r"(?:\++ ?1*|👍+|💯+|☝️?)[!. ]*")
