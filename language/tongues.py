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
from language.tongue_letters import spoken
from language.words import words

CERTAIN = 4.0
"""What a word says at most, for Kazakh (positive) or for Russian (negative)."""
CLEAR = 1.5
"""A word that says so much, with its neighbours, is counted for its language when languages are mixed."""
NEIGHBOURS = 0.7
"""How much of what the words beside a word say is heard in it: languages change between phrases, not between words."""
MIXED_WORDS, MIXED_SHARE = 2, 0.2
"""So many words, and such a share of all that speak, must be clear in both languages of a mixed text."""
NAMES = 0.3
"""Names are the same in both languages: only so much of what their letters say counts."""
MOST_HEARD = 600
"""Words of a text that are listened to."""


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
    exact = found.exact[:MOST_HEARD]
    each_said = list(map(_said, exact, found.ru, found.kk))
    evidence = tuple([(word, each) for word, each in zip(exact, each_said, strict=True) if each is not None])
    said = [each for _, each in evidence]
    speaking = [each for each in said if each]
    if not speaking:
        return Heard(Tongue.OTHER, 0.5 if evidence else 0.0, evidence)
    unknown = len(said) - len(speaking)
    if unknown > 2 * len(speaking):
        return Heard(Tongue.OTHER, round(unknown / (unknown + len(speaking)), 3), evidence)
    share = _smaller_share(said)
    if share >= MIXED_SHARE:
        return Heard(Tongue.MIXED, round(min(1.0, 0.5 + share), 3), evidence)
    total = sum(speaking)
    tongue = Tongue.KAZAKH if total > 0 else Tongue.RUSSIAN
    return Heard(tongue, round(1 / (1 + math.exp(-abs(total))), 3), evidence)


def _smaller_share(said: Sequence[float]) -> float:
    """The share of the language that fewer words speak for clearly, heard with their neighbours; 0 where they are too
    few."""
    beside = zip((0.0, *said), said, (*said[1:], 0.0), strict=False)
    clear = [each for before, own, after in beside if abs(each := own + NEIGHBOURS * (before + after)) >= CLEAR]
    kazakh_words = sum(each > 0 for each in clear)
    russian_words = len(clear) - kazakh_words
    fewer = min(kazakh_words, russian_words)
    return fewer / (kazakh_words + russian_words) if fewer >= MIXED_WORDS else 0.0


@lru_cache(maxsize=1 << 16)
def _said(exact: str, ru: str, kk: str) -> float | None:
    """What a word says; 0 for a word of neither language, None for what is none (numbers, links)."""
    if not exact.isalpha() or not (ru or kk):
        return None if not exact.isalpha() or latin.is_latin(exact) else 0.0
    if latin.is_latin(exact):
        return _latin(exact, kk)
    if not ru:
        return CERTAIN
    if exact in CLOSED:
        return CLOSED[exact]
    if len(exact) == 1:
        return 0.0
    share = NAMES if russian.is_name(exact) else 1.0
    return round(max(-CERTAIN, min(CERTAIN, share * spoken(exact))), 2)


def _latin(exact: str, kk: str) -> float:
    if exact in ENGLISH or len(exact) < 3:
        return 0.0
    read = latin.cyrillic(exact)
    if russian.is_known(read) and len(read) > 4 and read not in INVARIABLE and kk not in kazakh.stems():
        return -1.0
    speaks = _as_kazakh(read, kk)
    return round(min(2.0, speaks), 2) if speaks >= 1.5 else 0.0


def _as_kazakh(read: str, kk: str) -> float:
    """What a Latin word says for Kazakh: English has letters that read well, so its stem must be known, or an ending
    cut off."""
    if read in BOTH_HAVE:
        return 0.0
    if read in INVARIABLE or read in IRREGULAR:
        return 4.0
    forms = kazakh.stems().get(kk)
    inflected = 0.3 * min(len(read) - len(kk), 4)
    speaks = inflected if forms is None else 0.6 + 0.45 * forms + inflected
    return speaks - 0.8 * sum(letter in FOREIGN for letter in kk)


FOREIGN = frozenset("вфцчщъьэ")
"""Letters of borrowed words only, in Kazakh."""
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
LETTERS = {"ж": 1.0} | dict.fromkeys("вскуоиг", -1.0)
"""Single letters that are words: ж. is жыл behind a year, г. is год; the others are Russian."""
CLOSED: dict[str, float] = {
    **dict.fromkeys((*sorted(INVARIABLE), *sorted(IRREGULAR)), CERTAIN),
    **dict.fromkeys(sorted(FUNCTION), -CERTAIN),
    **dict.fromkeys(sorted(FUNCTION & (INVARIABLE | IRREGULAR.keys())), -0.3),
    **LETTERS,
    **dict.fromkeys(BOTH_HAVE, 0.0),
}
"""Words that are known to be of one language or of both → what they say."""
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
