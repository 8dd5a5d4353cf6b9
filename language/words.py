"""Words of a text as search engines index them: folded, with lemma and stem, one a position, with their places."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, groupby, islice

from desk.queries import Words
from language import kazakh, latin, russian

ANALYSER_VERSION = "words-5"
"""Names what `words` makes of a text. Raise it with every change of the result: indexes are built anew for it."""

LONGEST = 64
"""Letters of a word that count; a longer one is cut, in texts and in queries alike."""

MOST_READ = 600
"""Different words of a text that are read; the words of a longer text's end are found as they stand only. No post
gets there, and no text made of words that nobody has seen costs more."""

MOST_POINTS = 256
"""Code points of a word that are looked at, marks included: normalising long runs of marks costs their square."""


def words(text: str) -> Words:
    """The words of `text`: runs of letters and digits; marks and invisible characters inside them do not count.

    `exact` holds them folded. `kk` has the Kazakh stem, of a Latin word that of its Cyrillic reading; `ru` the Russian
    lemma, but '' for Latin words and for words with a Kazakh letter. Numbers stand in all three; words of a link and
    those behind MOST_READ different ones only in `exact`. Linear in the length of any text; never raises.
    """
    return _words_of_plain(text) if _is_plain(text) else _words_one_by_one(text)


def use_stems(table: str) -> None:
    """Read Kazakh by this table of stems too, as `nazar language mine` writes it, from now on in this process.

    Call it before the first text is read: other parts remember words. Raises ValueError for what is no such table.
    """
    digest = hashlib.sha256(table.encode()).hexdigest()[:8] if table else ""
    if digest != _OWN["digest"]:
        kazakh.use_own(table)
        _kept_reading.cache_clear()
        _OWN["digest"] = digest


def analyser_version() -> str:
    """Names what `words` makes of a text here: ANALYSER_VERSION, and the installation's own stems where it has some.

    Indexes and readings are marked with it; another one asks for a rebuild.
    """
    return f"{ANALYSER_VERSION}+{_OWN['digest']}" if _OWN["digest"] else ANALYSER_VERSION


def fold(word: str) -> str:
    """One word without its outer differences: case, ё, letters that only look Cyrillic, Kazakh letters typed on a
    Russian keyboard, marks. '' when nothing is left. At most LONGEST letters."""
    return _lowered(word).translate(_STAND_INS)


def _is_plain(text: str) -> bool:
    if _NOT_PLAIN.search(text) or _MIXED.search(text) or _MIXED_BEHIND_DIGITS.search(text):
        return False
    return not any(mark in text for mark in _MARKS_BESIDE_EMOJI) or not _JOINED.search(text)


def _words_of_plain(text: str) -> Words:
    """As `_words_one_by_one`, but faster: lowering such a text letter by letter moves nothing."""
    parts = _PLAIN_WORD.split(text.lower())
    found = parts[1::2]
    if not found:
        return _NONE
    if len(max(found, key=len)) > LONGEST:
        found = [word[:LONGEST] for word in found]
    edges = tuple(accumulate(map(len, parts)))
    return _read(text, found, edges[:-1:2], edges[1::2])


def _words_one_by_one(text: str) -> Words:
    found = [(_lowered(match.group()), *match.span()) for match in _WORD.finditer(text)]
    found = [each for each in found if each[0]]
    if not found:
        return _NONE
    lowered, starts, ends = zip(*found, strict=True)
    return _read(text, lowered, starts, ends)


def _read(text: str, lowered: Sequence[str], starts: tuple[int, ...], ends: tuple[int, ...]) -> Words:
    if len(lowered) > MOST_READ:
        exact, ru, kk = _read_beginning(lowered)
    else:
        exact, ru, kk = zip(*map(_kept_reading, lowered), strict=True)
    if "://" in text or "www." in text or "t.me/" in text:
        in_link = _in_links(text, starts)
        ru = tuple("" if linked else word for word, linked in zip(ru, in_link, strict=True))
        kk = tuple("" if linked else word for word, linked in zip(kk, in_link, strict=True))
    return Words(exact, ru, kk, starts, ends)


def _read_beginning(lowered: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The three readings of each word, of the first MOST_READ different ones: of the others what they are folded."""
    different = dict.fromkeys(lowered)
    read = {word: _kept_reading(word) for word in islice(different, MOST_READ)}
    if len(different) > MOST_READ:
        rest = list(islice(different, MOST_READ, None))
        folded = " ".join(rest).translate(_STAND_INS).split(" ")
        read |= {word: (exact, "", "") for word, exact in zip(rest, folded, strict=True)}
    return zip(*map(read.__getitem__, lowered), strict=True)


def _in_links(text: str, starts: Sequence[int]) -> list[bool]:
    """Which of the words that begin at `starts` stand in a link."""
    links = [match.span() for match in _LINK.finditer(text)]
    begins = [start for start, _ in links]
    before = [bisect_right(begins, start) - 1 for start in starts]
    return [at >= 0 and start < links[at][1] for at, start in zip(before, starts, strict=True)]


def _lowered(word: str) -> str:
    """In small letters, composed, without marks; a letter that only looks Cyrillic is the Cyrillic one."""
    if len(word) > MOST_POINTS:
        word = _RUN_OF_MARKS.sub(r"\1", word[: 100 * MOST_POINTS])[:MOST_POINTS]
    return _kept_lowered(word) if len(word) <= LONGEST else _lower(word)


def _lower(word: str) -> str:
    if word.isascii():
        return word.lower()[:LONGEST]
    if _SIMPLE.match(word):
        # Not ASCII, so Cyrillic; nothing in it composes.
        return word.translate(_LOOK_ALIKES).lower()[:LONGEST]
    word = unicodedata.normalize("NFKC", word)
    if _CYRILLIC.search(word):
        word = word.translate(_LOOK_ALIKES)
    word = unicodedata.normalize("NFC", word.casefold())
    return "".join(filter(str.isalnum, word)).casefold()[:LONGEST]


_kept_lowered = lru_cache(maxsize=20_000)(_lower)
"""For short words only, so that hostile texts cannot fill the memory."""


def _reading(lowered: str) -> tuple[str, str, str]:
    """Folded, lemma, stem: a Kazakh letter tells Kazakh, any other Cyrillic word may be either."""
    exact = lowered.translate(_STAND_INS)
    if not lowered.isalpha():
        return exact, exact, exact
    if not _CYRILLIC.search(lowered):
        return exact, "", kazakh.stem(latin.cyrillic(lowered)) if latin.is_latin(lowered) else ""
    stem = kazakh.stem(exact)
    lemma = "" if _KAZAKH.search(lowered) else russian.lemma(exact)
    # Equal words are kept once.
    return exact, exact if lemma == exact else lemma, exact if stem == exact else stem


_kept_reading = lru_cache(maxsize=1 << 17)(_reading)
"""Words repeat: most of a text is read already. At most some 60 MB."""


def _characters(*categories: str) -> str:
    """The inside of a regular expression's class with all characters of these general categories."""
    points = (point for point in (*range(0xFFFF), *range(0xE0000, 0xE01F0)) if _category(point) in categories)
    runs = [[point for _, point in run] for _, run in groupby(enumerate(points), lambda pair: pair[1] - pair[0])]
    return "".join(f"\\U{run[0]:08x}-\\U{run[-1]:08x}" for run in runs)


def _category(point: int) -> str:
    return unicodedata.category(chr(point))


_OWN = {"digest": ""}
_NONE = Words((), (), ())
_UNSEEN = _characters("Mn", "Mc", "Me", "Cf")
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_UNSEEN}])*")
_RUN_OF_MARKS = re.compile(rf"([{_UNSEEN}]{{2}})[{_UNSEEN}]+")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_SIMPLE = re.compile("[0-9A-Za-z\u0400-\u0481\u048a-\u04ff]+\\Z")

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

_STAND_INS = str.maketrans("ёәғқңөұүһі", "еагкноуухи")
"""Kazakh letters and what stands for them where the keyboard has only Russian ones."""
_KAZAKH = re.compile("[әғқңөұүһі]")

_LINK = re.compile('(?:[a-z]{2,8}://|www\\.|t\\.me/)[^\\s<>"«»]+', re.IGNORECASE)
