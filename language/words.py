"""Words of a text as search engines index them: folded, one a position, with their places in the original."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import accumulate, groupby

from desk.queries import Words

ANALYSER_VERSION = "words-1"
"""Names what `words` makes of a text. Raise it with every change of the result: indexes are built anew for it."""

LONGEST = 64
"""Letters of a word that count; a longer one is cut, in texts and in queries alike."""

MOST_POINTS = 256
"""Code points of a word that are looked at, marks included: normalising long runs of marks costs their square."""


def words(text: str) -> Words:
    """The words of `text`: runs of letters and digits; marks and invisible characters inside them do not count.

    `exact` holds them folded; `ru` and `kk` have '' at every position. Linear in the length of any text; never raises.
    """
    return _words_of_plain(text) if _is_plain(text) else _words_one_by_one(text)


def fold(word: str) -> str:
    """One word without its outer differences: case, ё, letters that only look Cyrillic, Kazakh letters typed on a
    Russian keyboard, marks. '' when nothing is left. At most LONGEST letters."""
    if len(word) <= LONGEST:
        return _kept_fold(word)
    if len(word) > MOST_POINTS:
        word = _RUN_OF_MARKS.sub(r"\1", word[: 100 * MOST_POINTS])[:MOST_POINTS]
    return _fold(word)


def _is_plain(text: str) -> bool:
    if _NOT_PLAIN.search(text) or _MIXED.search(text) or _MIXED_BEHIND_DIGITS.search(text):
        return False
    return not any(mark in text for mark in _MARKS_BESIDE_EMOJI) or not _JOINED.search(text)


def _words_of_plain(text: str) -> Words:
    """As `_words_one_by_one`, twice as fast: folding such a text letter by letter moves nothing."""
    folded = text.lower()
    for letter, stand_in in _PAIRS:
        folded = folded.replace(letter, stand_in)
    parts = _PLAIN_WORD.split(folded)
    exact = parts[1::2]
    if not exact:
        return _NONE
    if len(max(exact, key=len)) > LONGEST:
        exact = [word[:LONGEST] for word in exact]
    edges = tuple(accumulate(map(len, parts)))
    empty = ("",) * len(exact)
    return Words(tuple(exact), empty, empty, edges[:-1:2], edges[1::2])


def _words_one_by_one(text: str) -> Words:
    found = [(fold(match.group()), *match.span()) for match in _WORD.finditer(text)]
    found = [each for each in found if each[0]]
    if not found:
        return _NONE
    exact, starts, ends = zip(*found, strict=True)
    empty = ("",) * len(found)
    return Words(exact, empty, empty, starts, ends)


def _fold(word: str) -> str:
    if not word.isascii():
        word = unicodedata.normalize("NFKC", word)
        if _CYRILLIC.search(word):
            word = word.translate(_LOOK_ALIKES)
        word = unicodedata.normalize("NFC", word.casefold()).translate(_STAND_INS)
        word = "".join(filter(str.isalnum, word))
    return word.casefold()[:LONGEST]


_kept_fold = lru_cache(maxsize=20_000)(_fold)
"""For short words only, so that hostile texts cannot fill the memory."""


def _characters(*categories: str) -> str:
    """The inside of a regular expression's class with all characters of these general categories."""
    points = (point for point in (*range(0xFFFF), *range(0xE0000, 0xE01F0)) if _category(point) in categories)
    runs = [[point for _, point in run] for _, run in groupby(enumerate(points), lambda pair: pair[1] - pair[0])]
    return "".join(f"\\U{run[0]:08x}-\\U{run[-1]:08x}" for run in runs)


def _category(point: int) -> str:
    return unicodedata.category(chr(point))


_NONE = Words((), (), ())
_UNSEEN = _characters("Mn", "Mc", "Me", "Cf")
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_UNSEEN}])*")
_RUN_OF_MARKS = re.compile(rf"([{_UNSEEN}]{{2}})[{_UNSEEN}]+")
_CYRILLIC = re.compile("[\u0400-\u052f]")

# What most posts are made of: ASCII, Cyrillic letters, quotes, dashes, arrows, signs, emoji. Folding keeps their length
# and needs no neighbours, as long as no word mixes alphabets and no joiner follows a letter or digit.
_NOT_PLAIN = re.compile(
    "[^\x00-\x7f\xa0-\xa9\xab\xac\xae-\xb1\xb4\xb6-\xb8\xbb\xbf\u0400-\u0482\u048a-\u04bf\u04c1-\u04ce\u04d0-\u04ff"
    "\u2010-\u2027\u2030-\u205e\u200b-\u200e\u20e3\ufe0f\ufeff\u20a0-\u20bf\u2116\u2190-\u23ff\u2500-\u2775\u2794-\u27bf\u2b00-\u2bff"
    "\U0001f10d-\U0001f1ff\U0001f300-\U0001faff]"
)
# Each begins with what is rare in a Cyrillic text, which the search skips to.
_MIXED = re.compile("[A-Za-z](?:[0-9]*[\u0400-\u04ff]|(?<=[\u0400-\u04ff].))", re.DOTALL)
_MIXED_BEHIND_DIGITS = re.compile("[0-9](?<=[\u0400-\u04ff].)[0-9]*[A-Za-z]", re.DOTALL)
_MARKS_BESIDE_EMOJI = "\ufe0f\u200d\u200b\u200c\u200e\u20e3\ufeff"
_JOINED = re.compile(f"[^\\W_][{_MARKS_BESIDE_EMOJI}]")
_PLAIN_WORD = re.compile("([0-9a-z\u0400-\u0481\u048a-\u04ff]+)")

_LOOK_ALIKES = str.maketrans("AaBCcEeHhIiKkMmOoPpTtXxYyƏəӀӏ", "АаВСсЕеНһІіКкМмОоРрТтХхУуӘәІі")
"""Latin letters typed into a Cyrillic word, by what they look like: a capital H is Н, a small one һ."""

_PAIRS = tuple(zip("ёәғқңөұүһі", "еагкноуухи", strict=True))
"""Kazakh letters and what stands for them where the keyboard has only Russian ones."""
_STAND_INS = str.maketrans(dict(_PAIRS))
