"""Words of texts that were read a moment ago, so that the index need not read them again."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from desk.queries import WordReader, Words

MOST_LETTERS = 4_000_000
"""Of texts that are kept at once, some 40 MB with their words; what is older is read again when it is asked for."""

Packed = tuple[str, str, str]
"""The three fields of a text's words, each with spaces between: a sixth of what the words take singly."""


def packed(found: Words) -> Packed:
    """The words without their offsets, for the way between processes."""
    return " ".join(found.exact), " ".join(found.ru), " ".join(found.kk)


@dataclass
class KeptWords:
    """Reads words like `read`, but what was `put` is answered without reading, once. Safe for many threads."""

    read: WordReader
    most_letters: int = MOST_LETTERS
    _kept: OrderedDict[str, Packed] = field(default_factory=OrderedDict)
    _letters: int = 0
    _lock: Lock = field(default_factory=Lock)

    def put(self, text: str, words: Packed) -> None:
        """Keep what the text was read as."""
        with self._lock:
            if text not in self._kept:
                self._letters += len(text)
            self._kept[text] = words
            while self._letters > self.most_letters:
                self._letters -= len(self._kept.popitem(last=False)[0])

    def __call__(self, text: str) -> Words:
        """The words of the text, kept (without offsets) or read now."""
        if not self._kept:
            return self.read(text)
        with self._lock:
            found = self._kept.pop(text, None)
            if found is not None:
                self._letters -= len(text)
        if found is None:
            return self.read(text)
        if not found[0]:
            return Words((), (), ())
        exact, ru, kk = (tuple(each.split(" ")) for each in found)
        return Words(exact, ru, kk)
