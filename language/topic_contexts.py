"""Where in a text a word says what the matter is: not behind «кроме», not where it only tells a place."""

from __future__ import annotations

from desk.queries import Words

EXCEPT_RU, EXCEPT_KK = frozenset({"кроме", "помимо"}), frozenset({"баска", "озге", "тыс"})
"""Behind the Russian ones and before the Kazakh ones stands what the writer does not mean."""
ABLATIVES = ("дан", "ден", "тан", "тен", "нан", "нен")
EXCEPTED = 2
"""Words that «кроме» takes away."""
SHORTEST_SENTENCE = 4
"""Words; what is shorter is a greeting."""
PREPOSITIONS = frozenset(
    [
        *("в", "во", "на", "у", "возле", "около", "за", "под", "перед", "напротив", "рядом", "по", "вдоль", "между"),
        *("из", "от", "до", "мимо", "при", "над", "внутри", "через"),
    ]
)
LOCATIVES = ("да", "де", "та", "те", "дагы", "деги", "тагы", "теги", *ABLATIVES)
BESIDE = frozenset(
    [
        *("жанында", "жанындагы", "манында", "манындагы", "касында", "касындагы", "алдында", "алдындагы"),
        *("ишинде", "артында"),
    ]
)


def meant(found: Words, size: int) -> range | set[int]:
    """The positions, among the first `size`, of words that are not excepted: «кроме воды», «судан басқа»."""
    excepted: set[int] = set()
    for place, word in enumerate(found.exact[:size]):
        if word in EXCEPT_RU:
            excepted.update(range(place + 1, place + 1 + EXCEPTED))
        elif word in EXCEPT_KK and place and found.exact[place - 1].endswith(ABLATIVES):
            excepted.add(place - 1)
    return set(range(size)) - excepted if excepted else range(size)


def first_sentence(text: str, found: Words, size: int) -> int:
    """The position behind the last word of the first sentence; a greeting is none."""
    for place in range(SHORTEST_SENTENCE, min(len(found.starts), size)):
        between = text[found.ends[place - 1] : found.starts[place]]
        if not between.isspace() and any(sign in between for sign in ".!?\n"):
            return place
    return size


def only_says_where(found: Words, place: int) -> bool:
    """Does the word only say where something is: behind a preposition of place, in a Kazakh locative?"""
    exact = found.exact
    if any(each in PREPOSITIONS for each in exact[max(0, place - 2) : place]):
        return True
    word = exact[place]
    if len(word) > 4 and word.endswith(LOCATIVES) and found.ru[place] != word:
        return True
    return place + 1 < len(exact) and exact[place + 1] in BESIDE
