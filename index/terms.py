"""What is typed into the search box: words, "phrases" and beginnings*; nothing else has any power."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from desk.errors import N_, BadQuery
from desk.queries import WordReader, Words

MOST_CHARACTERS = 1_000
MOST_WORDS = 64
SHORTEST_BEGINNING = 2
_PARTS = re.compile(r'"(?P<phrase>[^"]*)"|(?P<plain>[^\s"]+)|"')


@dataclass(frozen=True)
class Term:
    """Words that must stand side by side in a hit (one word, or a phrase); `beginning`: it may go on after the last."""

    words: Words
    beginning: bool = False

    @property
    def alternatives(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The fields that may hold it, with its words there; a field that lacks one of them cannot."""
        for field in ("exact", "ru", "kk"):
            words = getattr(self.words, field)
            if words and all(words):
                yield field, words


def terms_of(text: str, read: WordReader) -> tuple[Term, ...]:
    """What a hit must contain, all of it; () for an empty text.

    What stands together without a space (`8-701`, `@akim_abay`) is a phrase. Raises BadQuery for a text that is too
    long, has too many words or no word at all.
    """
    if len(text) > MOST_CHARACTERS:
        raise BadQuery(
            N_("the question is longer than {limit} characters"), position=MOST_CHARACTERS, limit=MOST_CHARACTERS
        )
    terms: dict[Term, None] = {}
    count = 0
    for part in _PARTS.finditer(text):
        phrase = part["phrase"]
        term = _term(phrase if phrase is not None else part["plain"] or "", read, plain=phrase is None)
        if term is None:
            continue
        count += len(term.words.exact)
        if count > MOST_WORDS:
            raise BadQuery(N_("the question has more than {limit} words"), position=part.start(), limit=MOST_WORDS)
        terms[term] = None
    if not terms and text.strip():
        raise BadQuery(N_("there is no word to search for: write letters or digits"), position=0)
    return tuple(terms)


def _term(text: str, read: WordReader, *, plain: bool) -> Term | None:
    found = read(text)
    if not found.exact:
        return None
    beginning = plain and text.endswith("*") and len(found.exact) == 1 and len(found.exact[0]) >= SHORTEST_BEGINNING
    # Where the words stood in the question is nothing that a hit must have.
    return Term(Words(found.exact, found.ru, found.kk), beginning)
