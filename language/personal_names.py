"""Names of people beside other personal data: by patronymics, initials and endings, and by a list of first names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from desk.readings import PersonalFound, PersonalKind
from language.first_names import FIRST_NAMES
from language.kazakh_lists import listed
from language.words import fold

FAR, NEAR, NEXT = 80, 26, 12
"""Characters between personal data and a full name, a first name alone, a surname alone, that still are beside it."""
MOST_LOOKED_AT = 150
"""Pieces of personal data of one text around which names are looked for."""
_CAPITAL = "А-ЯЁӘІҢҒҮҰҚӨҺA-ZİŞÇÖÜĞ"
_TOKEN = re.compile(rf"(?<![\w@])[{_CAPITAL}][^\W\d_]{{1,30}}(?:-[{_CAPITAL}][^\W\d_]{{1,20}})?(?!\w)")
_INITIALS = re.compile(rf"(?<!\w)[{_CAPITAL}]\.\s?(?:[{_CAPITAL}]\.?)?(?!\w)")
_GAP = re.compile(r"[ \t\u00a0]{1,2}|\n")
_PATRONYMIC = re.compile(
    r"\w{2,}(?:(?:ов|ев|ьев)ич(?:а|у|ем|е)?|(?:ич|инич|овн|евн|ичн|иничн)(?:на|ны|не|ной|а|ы|е|у|ой)|(?:улы|кызы|кизи|ули)\w{0,4}|"
    r"uly\w{0,4}|qyzy\w{0,4}|kyzy\w{0,4}|ovich\w?|evich\w?|ovna|evna)$"
)
_SURNAME = re.compile(
    r"\w{2,}(?:(?:ов|ев|ин|ын)(?:а|у|ой|ым|е)?|(?:ск|цк)(?:ий|ая|ого|ому|ой|ую|им)|(?:енко|чук|швили|дзе|ян|беков|баев)\w?|"
    r"(?:бай|бек|хан|кулов|жанов)|ov|ova|ev|eva|in|ina|sky|skaya|ko)$"
)
_STRONG = re.compile(r"\w{2,}(?:ов|ев)(?:а|у|ой|ым)?$")
_NO_SURNAMES = listed(
    """
    основа голова корова слова снова права столова острова домов дворов часов тарифов отзывов детсадов вопросов
    послов здоров готов азов ростов саратов тамбов псков чехов львов киев адресов номеров контактов налогов
    участков заводов садов паводков контейнеров фонтанов скверов хлев лев гнев посев напев обогрев новостроев
    комитетов магазинов отзыв
    """
)
_STREET_BEFORE = re.compile(
    r"(?:(?<!\w)(?:ул|улиц\w{0,3}|пр|просп\w{0,5}|пр-т|пер|переул\w{0,3}|мкр|мкрн|микрорайон\w{0,2}|им|имени|б-р|бульвар\w?|площад\w{0,2}|пл|"
    r"школ\w{0,3}|гимнази\w|лице\w{1,2}|парк\w?|ж/?к|сквер\w?|село|аул\w?|посел\w{0,4})(?:\.\s{0,2}|\s{1,2})[«\"]?)"
    r"(?:[\w.-]{1,20}\s{1,2}){0,1}$",
    re.IGNORECASE,
)
_HOUSES = re.compile(
    r"(?<!\w)(?:тоо|жшс|ао|кафе|магазин\w{0,2}|дүкен\w{0,4}|салон\w{0,2}|остановк\w{1,2}|аялдама\w{0,3}|рын\w{2,3}|базар\w{0,3}|"
    r"аптек\w{1,2}|дәріхана\w{0,3}|банк\w{0,2}|ресторан\w{0,2}|гостиниц\w|отел\w{1,2}|детсад\w{0,2}|садик\w{0,2}|балабақша\w{0,3}|"
    r"т/?ц|трц|бц|центр\w{0,2}|орталығы)\s{1,2}[«\"„]?$",
    re.IGNORECASE,
)
"""What is called by a first name and is no person: a shop, a stop, a company."""
_STREET_AFTER = re.compile(
    r"\s{0,2}(?:атындағы|атындагы|көше\w{0,4}|коше\w{0,4}|даңғыл\w{0,4}|дангыл\w{0,4}|шағын|ықшам|мөлтек|ауыл\w{0,4}|ауданы|алаңы|"
    r"саябағы|мектеб\w{0,3}|[,\s]{0,2}(?:д\.|дом|үй)|[,\s]{0,2}\d{1,3}(?![\d ()-]{3}))",
    re.IGNORECASE,
)
_CASE_ENDINGS = sorted(
    listed("а у е ы и ю я ем ом ой ей га ге ка ке ды ди ты ти дын дин тын тин нын нин дан ден тан тен мен пен")
)
_MADE_OF = re.compile(r"\w{2,}(?:гул|гуль|жан|бек|болат|нур|хан|мурат|султан|гали|сулу|зада|мира|назы|шахар)$")
"""Kazakh names are made of a few parts."""
_LATIN_NAMES = re.compile("[a-z]+")


class Word(NamedTuple):
    """A word that begins with a capital, or initials; `kind` is one of patronymic, first, initials, surname, other."""

    start: int
    end: int
    kind: str


def names(text: str, anchors: Sequence[PersonalFound]) -> list[PersonalFound]:
    """Names that stand beside the anchors (in order), in order."""
    found: list[PersonalFound] = []
    for start, end in _windows(text, anchors[:MOST_LOOKED_AT]):
        for first, last, far in _chains(text, start, end):
            if _is_beside(first, last, anchors, far) and not _is_street(text, first, last):
                found.append(PersonalFound(PersonalKind.NAME, first, last))
    return found


def _windows(text: str, anchors: Sequence[PersonalFound]) -> Iterator[tuple[int, int]]:
    """Where names are looked for, without overlaps."""
    begun, ended = -1, -1
    for each in anchors:
        start, end = max(0, each.start - FAR - 40), min(len(text), each.end + FAR + 40)
        if start <= ended:
            ended = end
            continue
        if begun >= 0:
            yield begun, ended
        begun, ended = start, end
    yield begun, ended


def _chains(text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Runs of words that together are a name: where they begin and end, and how far from other data they count."""
    chain: list[Word] = []
    for word in [*_words(text, start, end), Word(end + 9, end + 9, "end")]:
        if chain and (
            word.kind == "end" or (not _GAP.fullmatch(text, chain[-1].end, word.start) and word.start != chain[-1].end)
        ):
            yield from _names_of(chain)
            chain = []
        chain.append(word)


def _words(text: str, start: int, end: int) -> list[Word]:
    initials = [Word(*match.span(), "initials") for match in _INITIALS.finditer(text, start, end)]
    inside = {place for each in initials for place in range(each.start, each.end)}
    words = [
        Word(*match.span(), _kind(match.group()))
        for match in _TOKEN.finditer(text, start, end)
        if match.start() not in inside and not (match.group().isupper() and len(match.group()) <= 4)
    ]
    return sorted([*initials, *words])


@lru_cache(maxsize=1 << 14)
def _kind(word: str) -> str:
    folded = fold(word.partition("-")[0])
    last = fold(word.rpartition("-")[2])
    if len(last) >= 6 and _PATRONYMIC.match(last):
        return "patronymic"
    if _is_first_name(folded):
        return "first"
    if len(last) >= 4 and last not in _NO_SURNAMES:
        if _STRONG.match(last):
            return "strong"
        if _SURNAME.match(last):
            return "surname"
    return "other"


def _is_first_name(folded: str) -> bool:
    if _LATIN_NAMES.fullmatch(folded):
        folded = _in_cyrillic(folded)
    if folded in FIRST_NAMES or (len(folded) >= 6 and _MADE_OF.match(folded)):
        return True
    for ending in _CASE_ENDINGS:
        if folded.endswith(ending) and len(folded) - len(ending) >= 3:
            stem = folded[: -len(ending)]
            if stem in FIRST_NAMES or any(stem + vowel in FIRST_NAMES for vowel in ("а", "я", "ь", "й")):
                return True
    return False


def _in_cyrillic(folded: str) -> str:
    from language.latin import cyrillic

    return cyrillic(folded)


def _names_of(chain: Sequence[Word]) -> Iterator[tuple[int, int, int]]:
    """The names in one run of capital words: the longest stretch around what is surely part of one."""
    sure = [at for at, word in enumerate(chain) if word.kind in ("patronymic", "first", "initials", "strong")]
    at = 0
    while at < len(sure):
        begin = end = sure[at]
        # A surname may stand before or behind; a name has four words at most.
        while begin > 0 and end - begin < 3 and _belongs(chain, begin - 1, begin):
            begin -= 1
        while end + 1 < len(chain) and end - begin < 3 and _belongs(chain, end + 1, end):
            end += 1
        kinds = [word.kind for word in chain[begin : end + 1]]
        at += 1
        while at < len(sure) and sure[at] <= end:
            at += 1
        if kinds == ["initials"]:
            continue
        far = FAR if len(kinds) > 1 or kinds == ["patronymic"] else NEAR if kinds == ["first"] else NEXT
        yield chain[begin].start, chain[end].end, far


def _belongs(chain: Sequence[Word], other: int, known: int) -> bool:
    one, there = chain[other].kind, chain[known].kind
    if one == "other":
        # An unknown surname: before initials or a patronymic, before or behind a first name.
        if there == "initials":
            # «Ким Е.» is a name; «лит. Б. Между» is a letter and the next sentence.
            return other < known or chain[known].end - chain[known].start > 3
        return there == "patronymic" or (there == "first" and other > known)
    return True


def _is_beside(start: int, end: int, anchors: Sequence[PersonalFound], far: int) -> bool:
    after = bisect_left(anchors, end, key=attrgetter("start"))
    is_before = after < len(anchors) and anchors[after].start - end <= far
    return is_before or (after > 0 and 0 <= start - anchors[after - 1].end <= far)


def _is_street(text: str, start: int, end: int) -> bool:
    """Does the name name a street, a school, a village, rather than a person?"""
    before = text[max(0, start - 44) : start]
    if _HOUSES.search(before):
        return True
    if re.search(r"[.!?,;:\n]\s{0,2}$", before) and not re.search(
        r"(?:ул|пр|им|мкр|пер|пр-т|с|пл|б-р)\.\s{0,2}$", before
    ):
        return bool(_STREET_AFTER.match(text, end))
    return bool(_STREET_BEFORE.search(before) or _STREET_AFTER.match(text, end))
