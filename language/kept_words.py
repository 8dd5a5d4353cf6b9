"""Words of texts that were read a moment ago, so that the index need not read them again."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from desk.queries import WordReader, Words

MOST_LETTERS = 20_000_000
"""Of texts that are kept at once; what is older is read again when it is asked for."""


@dataclass
class KeptWords:
    """Reads words like `read`, but what was `put` is answered without reading, once."""

    read: WordReader
    most_letters: int = MOST_LETTERS
    _kept: OrderedDict[str, Words] = field(default_factory=OrderedDict)
    _letters: int = 0

    def put(self, text: str, words: Words) -> None:
        """Keep what the text was read as; offsets are not needed."""
        if text not in self._kept:
            self._letters += len(text)
        self._kept[text] = words
        while self._letters > self.most_letters:
            self._letters -= len(self._kept.popitem(last=False)[0])

    def __call__(self, text: str) -> Words:
        """The words of the text, kept or read now."""
        found = self._kept.pop(text, None)
        if found is None:
            return self.read(text)
        self._letters -= len(text)
        return found
