"""Endings of Kazakh words as a grammar: which may follow which, after which letters, over folded letters.

Every table is spelled in folded letters (қ and ғ as к and г, і as и, ә as а …), because residents type Kazakh on
Russian keyboards. `A` stands for а or е, `Y` for ы or и: the two rows of vowel harmony, never mixed within one ending.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

VOWELS = "аеиоуыэюя"
CONSONANTS = "бвгджзйклмнпрстуфхцчшщ"
VOICELESS = "пктсшщчцфхбвгд"
"""Letters after which an ending begins voiceless; the last б, г, д, в of a borrowed word sounds so too."""
VOICED = VOWELS + "лмнрйзж"
ANY = VOWELS + CONSONANTS

BACK, FRONT, BOTH = 1, 2, 0
"""Rows of vowel harmony."""


@dataclass(frozen=True, slots=True)
class Ending:
    """A chain of endings: the letters it may follow, its row, how much speaks for or against it, and the letter that it
    swallowed (дамы + у is даму)."""

    after: str
    row: int = BOTH
    weight: float = 0.0
    swallowed: str = ""


Forms = Mapping[str, str]
"""An ending, spelled with A and Y → the letters it may follow."""
Table = dict[str, tuple[Ending, ...]]

PLURAL: Forms = {"лAр": VOWELS + "рлйу", "дAр": "лмнзж", "тAр": VOICELESS}

OURS: Forms = {
    "м": VOWELS, "Yм": CONSONANTS, "н": VOWELS, "Yн": CONSONANTS,
    "мYз": VOWELS, "YмYз": CONSONANTS, "нYз": VOWELS, "YнYз": CONSONANTS,
}  # fmt: skip
"""My, thy, our, your."""
THEIRS: Forms = {"сY": "аеиоуыэюя", "Y": CONSONANTS}

CASES: Forms = {
    "нYн": VOWELS + "мн", "дYн": "рлйузжмн", "тYн": VOICELESS,
    "гA": VOICED, "кA": VOICELESS,
    "нY": VOWELS, "дY": "лмнрйзжу", "тY": VOICELESS,
    "дA": VOICED, "тA": VOICELESS,
    "дAн": VOICED, "тAн": VOICELESS, "нAн": "мн",
    "мен": VOWELS + "рлймн", "бен": "зж", "пен": VOICELESS,
    "менен": VOWELS + "рлймн", "бенен": "зж", "пенен": VOICELESS,
    "дAгY": VOICED, "тAгY": VOICELESS, "дAй": VOICED, "тAй": VOICELESS,
    "ники": VOWELS + "мн", "дики": "рлйузжмн", "тики": VOICELESS, "шA": ANY,
}  # fmt: skip
CASES_OF_OURS: Forms = {
    "нYн": "мн", "дYн": "з", "A": "мн", "гA": "з", "дY": "мнз", "дA": "мнз", "нAн": "мн", "дAн": "з", "мен": "мн",
    "бен": "з", "дAгY": "мнз", "дAй": "мнз", "ники": "мн", "дики": "з", "шA": "мнз",
}  # fmt: skip
CASES_OF_THEIRS: Forms = dict.fromkeys(
    ("н", "нYн", "нA", "ндA", "нAн", "мен", "менен", "ндAгY", "ндAй", "ники", "ншA"), "ыи"
)
RELATIONS: Forms = {"гY": VOICED, "кY": VOICELESS}
"""бүгін → бүгінгі."""

PERSONS: Forms = {
    "мYн": VOICED, "бYн": "зж", "пYн": VOICELESS, "сYн": ANY, "сYз": ANY, "мYз": VOICED, "бYз": "зж", "пYз": VOICELESS,
    "сYздAр": ANY, "сYндAр": ANY,
}  # fmt: skip
"""I am, thou art …: after nouns, adjectives and participles."""

PARTICIPLES: Forms = {
    "гAн": VOICED, "кAн": VOICELESS, "AтYн": CONSONANTS, "йтYн": VOWELS, "мAк": VOICED, "бAк": "зжмн", "пAк": VOICELESS,
    "Aр": CONSONANTS,
}  # fmt: skip

_I_THOU = ("мYн", "сYн", "сYз", "мYз", "дY", "сYздAр", "сYндAр", "м")
_PAST = ("", "м", "н", "нYз", "ндAр", "нYздAр")
_PERFECT = ("", "тY", "пYн", "сYн", "сYз", "пYз")

PRESENT: Forms = {f"A{person}": CONSONANTS for person in _I_THOU} | {f"й{person}": VOWELS for person in _I_THOU}
FINITE: Forms = {
    **{f"дY{person}": VOICED for person in _PAST}, **{f"тY{person}": VOICELESS for person in _PAST},
    **{f"сA{person}": ANY for person in (*_PAST, "к")},
    **{f"п{person}": VOWELS for person in _PERFECT}, **{f"Yп{person}": CONSONANTS for person in _PERFECT},
    "сYн": ANY, "сYншY": ANY, "йYк": VOWELS, "AйYк": CONSONANTS, "йYн": VOWELS, "AйYн": CONSONANTS,
    "YнYздAр": CONSONANTS, "нYздAр": VOWELS, "YнYз": CONSONANTS, "нYз": VOWELS, "YндAр": CONSONANTS, "ндAр": VOWELS,
    "кAлY": VOICELESS, "гAлY": VOICED, "кAнша": VOICELESS, "гAнша": VOICED,
    "мAкшY": VOICED, "бAкшY": "зжмн", "пAкшY": VOICELESS,
}  # fmt: skip
WE_DID: Forms = {"дYк": VOICED, "тYк": VOICELESS}
"""Spelled as the ending of many nouns (мемлекеттік)."""
WISHES: Forms = {
    f"{sound}Y{person}": after
    for sound, after in (("г", VOICED), ("к", VOICELESS))
    for person in ("сY", "м", "н", "мYз", "нYз", "лAрY")
}
DENIAL: Forms = {"мA": VOWELS + "лрйу", "бA": "мнзж", "пA": VOICELESS}
SUFFERED: Forms = {"Yл": "бвгджзйкмнпрстшу", "л": "ае", "Yн": "бвгджзйклмнпрстшу", "н": "ае"}
SHARED: Forms = {"Yс": CONSONANTS, "с": "ае"}
CAUSED: Forms = {"дYр": VOICED, "тYр": VOICELESS, "т": VOWELS + "рлй", "гYз": VOICED, "кYз": VOICELESS}


def spelled(forms: Forms, weight: float = 0.0, swallowed: str = "") -> Table:
    """Each ending in both rows of vowels; one letter alone speaks less for itself."""
    made: dict[str, list[Ending]] = {}
    for pattern, after in forms.items():
        back, front = pattern.replace("A", "а").replace("Y", "ы"), pattern.replace("A", "е").replace("Y", "и")
        rows = ((back, BOTH),) if back == front else ((back, BACK), (front, FRONT))
        for text, row in rows:
            alone = -0.5 if len(text) == 1 else 0.0
            made.setdefault(text, []).append(Ending(after, row, weight + alone, swallowed))
    return {text: tuple(endings) for text, endings in made.items()}


def chained(first: Table, second: Table) -> Table:
    """Everything of `first` followed by everything of `second` that may follow it and shares its row of vowels."""
    made: dict[str, list[Ending]] = {}
    for head, heads in first.items():
        for tail, tails in second.items():
            for one in heads:
                for other in tails:
                    if head[-1] in other.after and (one.row == other.row or BOTH in (one.row, other.row)):
                        # What was said against a single letter no longer holds within a chain.
                        weight = min(other.weight + 0.5, 0.0) if len(tail) == 1 else other.weight
                        made.setdefault(head + tail, []).append(Ending(one.after, one.row or other.row, weight))
    return {text: tuple(endings) for text, endings in made.items()}


def united(*tables: Table) -> Table:
    """All endings of all tables; the same one is kept once, with the letters of all."""
    made: dict[str, dict[tuple[int, float, str], Ending]] = {}
    for table in tables:
        for text, endings in table.items():
            kept = made.setdefault(text, {})
            for each in endings:
                key = (each.row, each.weight, each.swallowed)
                after = kept[key].after if key in kept else ""
                kept[key] = replace(each, after="".join(dict.fromkeys(after + each.after)))
    return {text: tuple(kept.values()) for text, kept in made.items()}


@cache
def nominal() -> Table:
    """Plural, owner, case and person, in this order, each or none, at least one."""
    plural, theirs, cases = spelled(PLURAL), spelled(THEIRS), spelled(CASES)
    of_theirs = chained(theirs, spelled(CASES_OF_THEIRS))
    owners = united(spelled(OURS), theirs, chained(spelled(OURS), spelled(CASES_OF_OURS)), of_theirs)
    tails = united(owners, cases)
    tails = united(tails, chained(plural, tails), plural)
    places = {text: ends for text, ends in tails.items() if text.endswith(("дагы", "деги", "тагы", "теги"))}
    residents = chained(places, united(plural, chained(plural, cases), cases, theirs, of_theirs))
    persons = united(spelled(PERSONS, -1.0), chained(tails, spelled(PERSONS, -0.5)))
    return united(tails, persons, residents, spelled(RELATIONS, -2.0))


@cache
def finite() -> Table:
    """What ends a sentence, and converbs."""
    present = united(spelled(PRESENT, -0.1), spelled({"й": VOWELS, "A": CONSONANTS, "с": "ае"}, -0.1))
    after_i = {"и" + text[1:]: "бвгджзклмнпрстфхшщ" for text in present if text[0] == "й"}
    after_ya = {"я" + text[1:]: VOWELS for text in present if text[0] == "а"}
    return united(
        present,
        spelled(FINITE, -0.1),
        spelled(WE_DID, -2.0),
        spelled(WISHES, -1.5),
        spelled(after_i, -0.3, "ы"),
        spelled(after_ya, -0.3, "й"),
    )


@cache
def participles() -> Table:
    """What makes a noun or an adjective of a verb: -ған, -атын, -мақ, -ар, -у; nominal endings may follow."""
    return united(
        spelled(PARTICIPLES, -0.2),
        spelled({"р": "аеиы", "у": ANY}, 0.0),
        spelled({"у": "бвгджзклмнпрстфхшщ"}, -0.5, "ы"),
        spelled({"у": "бвгджзклмнпрстфхшщ"}, -0.5, "и"),
        spelled({"ю": VOWELS}, 0.0, "й"),
        spelled({"итын": "бвгджзклмнпрстфхшщ"}, -0.5, "ы"),
        spelled({"ятын": VOWELS}, -0.3, "й"),
    )


@cache
def inner() -> tuple[Table, ...]:
    """What stands between a verb's stem and all that, from the outside in: denial and three voices."""
    return spelled(DENIAL), spelled(SUFFERED), spelled(SHARED, -1.0), spelled(CAUSED, -1.5)
