"""Where the words of a question stand in a text, for highlighting what a search found."""

from __future__ import annotations

from language.words import words

Span = tuple[int, int]
"""Code-point offsets, half open."""


def marks(question: str, text: str) -> list[Span]:
    """The spans of the words in `text` that the words of `question` would find, in order; `road*` finds beginnings."""
    asked, told = words(question), words(text)
    exact = set(asked.exact)
    lemmas, stems = set(asked.ru) - {""}, set(asked.kk) - {""}
    beginnings = tuple(
        word for word, end in zip(asked.exact, asked.ends, strict=True) if question[end : end + 1] == "*"
    )
    return [
        (start, end)
        for word, ru, kk, start, end in zip(told.exact, told.ru, told.kk, told.starts, told.ends, strict=True)
        if word in exact or ru in lemmas or kk in stems or (beginnings and word.startswith(beginnings))
    ]
