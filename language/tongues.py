"""In which language a text is: every word speaks for Kazakh or Russian, and the text is what its words say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from desk.queries import Words
from desk.readings import Tongue
from language import kazakh, latin, russian
from language.kazakh_lists import INVARIABLE, IRREGULAR, listed
from language.words import words

CERTAIN = 4.0
"""What a word says at most, for Kazakh (positive) or for Russian (negative)."""
CLEAR = 1.0
"""A word that says so much is counted for its language when languages are mixed."""
MIXED_WORDS, MIXED_SHARE = 2, 0.2
"""So many words, and such a share of all that speak, must be clear in both languages of a mixed text."""


@dataclass(frozen=True)
class Heard:
    """The language of a text, how sure that is (0 to 1), and its words with what each said (positive is Kazakh)."""

    tongue: Tongue
    confidence: float
    evidence: tuple[tuple[str, float], ...]


def tongue_of(text: str) -> Heard:
    """The language of `text`: also of Kazakh in Russian and in Latin letters. Linear; never raises.

    A text without words, or in neither language, is OTHER.
    """
    return heard(words(text))


def heard(found: Words) -> Heard:
    """As `tongue_of`, of words that are read already."""
    said = [_said(*each) for each in zip(found.exact, found.ru, found.kk, strict=True)]
    evidence = tuple([(word, each) for word, each in zip(found.exact, said, strict=True) if each is not None])
    speaking = [each for each in said if each]
    if not speaking:
        return Heard(Tongue.OTHER, 0.5 if evidence else 0.0, evidence)
    unknown = sum(each == 0.0 for each in said if each is not None)
    if unknown > 2 * len(speaking):
        return Heard(Tongue.OTHER, round(unknown / (unknown + len(speaking)), 3), evidence)
    share = _smaller_share(speaking)
    if share >= MIXED_SHARE:
        return Heard(Tongue.MIXED, round(min(1.0, 0.5 + share), 3), evidence)
    total = sum(speaking)
    tongue = Tongue.KAZAKH if total > 0 else Tongue.RUSSIAN
    return Heard(tongue, round(1 / (1 + math.exp(-abs(total))), 3), evidence)


def _smaller_share(said: Sequence[float]) -> float:
    """The share of the language that fewer words speak for clearly; 0 where they are too few."""
    kazakh_words, russian_words = sum(each >= CLEAR for each in said), sum(each <= -CLEAR for each in said)
    fewer = min(kazakh_words, russian_words)
    return fewer / (kazakh_words + russian_words) if fewer >= MIXED_WORDS else 0.0


@lru_cache(maxsize=1 << 15)
def _said(exact: str, ru: str, kk: str) -> float | None:
    """What a word says; 0 for a word of neither language, None for what is none (numbers, links)."""
    if not exact.isalpha() or not (ru or kk):
        return None if not exact.isalpha() or latin.is_latin(exact) else 0.0
    if latin.is_latin(exact):
        return _latin(exact, kk)
    if not ru:
        return CERTAIN
    return round(max(-CERTAIN, min(CERTAIN, _kazakh(exact, kk) - _russian(exact, ru))), 2)


def _latin(exact: str, kk: str) -> float:
    if exact in ENGLISH or len(exact) < 3:
        return 0.0
    read = latin.cyrillic(exact)
    if russian.is_known(read) and len(read) > 4 and read not in INVARIABLE and kk not in kazakh.stems():
        return -1.0
    speaks = _kazakh(read, kk)
    return round(min(2.0, speaks), 2) if speaks >= 1.5 else 0.0


def _kazakh(exact: str, kk: str) -> float:
    if exact in BOTH_HAVE:
        return 0.0
    if exact in INVARIABLE or exact in IRREGULAR:
        return 4.0
    forms = kazakh.stems().get(kk)
    inflected = 0.3 * min(len(exact) - len(kk), 4)
    speaks = inflected if forms is None else 0.6 + 0.45 * forms + inflected
    return speaks - 0.8 * sum(letter in FOREIGN for letter in kk)


def _russian(exact: str, ru: str) -> float:
    if exact in BOTH_HAVE:
        return 0.0
    if exact in FUNCTION:
        return 4.5 if len(exact) > 1 else 1.5
    if russian.is_name(exact):
        return 0.3
    if russian.is_known(exact):
        # Kazakh borrows nouns and names as they stand in the dictionary: only their endings are Russian.
        as_borrowed = exact == ru and not exact.endswith(("ть", "ти", "ый", "ий", "ой", "ая", "ое", "ся", "но"))
        return 0.6 if as_borrowed else 1.0 + 0.4 * min(len(exact), 8)
    ends = 1.5 if exact.endswith(ENDS) and len(exact) > 4 else 0.0
    return ends + 0.4 * sum(letter in FOREIGN for letter in exact)


FOREIGN = frozenset("вфцчщъьэ")
"""Letters of borrowed words only, in Kazakh."""
ENDS = (
    "ться", "ется", "ого", "его", "ому", "ему", "ыми", "ими", "ение", "ания", "ость", "ский", "ской", "ых", "ый", "ая",
    "ое", "ов", "ова", "ев", "ам", "ами", "ях", "ть", "ии", "ию",
)  # fmt: skip
BOTH_HAVE = frozenset(("да", "а", "бар", "та", "те", "же", "я", "па", "ба", "ау", "ай", "ко"))
"""Little words of both languages."""
FUNCTION = listed(
    """
    и в во на не что с со по у к ко за из от до для о об но а же бы ли то это как так все уже нет еще или при
    где когда если он она они мы вы я ты его ее их нас вас нам вам мне меня тебе тебя себя мой ваш наш этот эта
    эти тот там тут здесь кто чтобы потому очень только также после перед под над между через без про был была
    было были есть будет почему сколько сам сама сами само куда туда сюда откуда оттуда просто ранее резко чем
    тем тому этого этому того весь вся всё всех всем тоже либо хотя пока лишь даже ведь вот раз больше меньше
    более менее около против который которая которые можно нужно надо нельзя сегодня вчера завтра опять снова
    спасибо
    """
)
ENGLISH = listed(
    """
    the and of to in is you that it he was for on are as with his they at be this have from or one had by but
    not what all were we when your can said there use an each which she do how their if will up other about out
    many then them so some her would make like him into time has look two more write go see no way could people
    my than first water been call who its now find long down day did get come made may part good very please
    help ok iphone android google youtube instagram facebook telegram whatsapp tiktok wifi online live news vip
    com org net www http https html php pro app
    """
)
