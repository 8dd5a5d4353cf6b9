"""Numbers that lead to a person: telephones, individual identification numbers, bank cards and accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from desk.readings import PersonalFound, PersonalKind
from language.check_digits import is_card, is_iin
from language.kazakh_lists import listed

NEAR = 32
"""Characters before a number in which the word stands that says what it is."""
MOST_DIGITS, MOST_GROUPS, FEW_GROUPS = 16, 12, 4
"""Of one number; only a telephone is written in more than FEW_GROUPS pieces, and it begins with 7, 8 or a plus."""
MOST_LOOKED_AT = 400
"""Groups of digits of one text that are looked at one by one; of what has more, every long row of digits is covered."""
_ROW = re.compile(r"\+?[0-9](?:[ ().-]{0,3}[0-9]){5,30}")
_DIGITS = re.compile("[0-9]+")
_BETWEEN_PHONE = " \t\u00a0\u2009\u202f-\u2010\u2011\u2012\u2013\u2014\u2212().\ufe0f\u20e3\u200b\u200d\u2060"
_LONGEST_GAP = 5

_PHONE_WORD = re.compile(
    r"(?:тел|номер|нөмір|номир|звон|позвон|whats|ватс|вотс|уатс|вацап|сот\b|сотов|моб|хабарлас|байланыс|контакт|viber|"
    r"вайбер|telegram|телеграм|call|факс|домашн|қоңырау|конырау|phone|tel|wa\.me|\bт\.)[^0-9]{0,24}$",
    re.IGNORECASE,
)
_LOCAL_WORD = re.compile(
    r"(?:\b(?:тел(?:\b|еф|нөм)|факс|phone|tel(?:\b|ef))|звон|хабарлас|байланыс|контакт|домашн|қоңырау|конырау|\bт\.)[^0-9]{0,24}$",
    re.IGNORECASE,
)
_ACCOUNT_WORD = re.compile(
    r"(?:сч[её]т|шот|договор|шарт|заявк|өтінім|отиним|обращени|тіркеу|квитанц|чек|артикул|инвентар|накладн|заказ|"
    r"протокол|лицев|инн|огрн|erid|кадастр|акт[аеу]?|код|бин|бсн|жсн/бсн|трек|серийн|исх|вх)[^0-9]{0,16}$",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[\s.]{0,2}(?:тг\b|тнг|тенге|теңге|тыс|мың|млн|млрд|₸|\$|€|руб|₽|kzt|usd|квт|м3|м³|гкал|л\b|кг|тонн)",
    re.IGNORECASE,
)
_MONEY_ACCOUNT = re.compile(r"(?<![A-Za-z0-9])[Kk][Zz][0-9]{2}(?:[ -]?[A-Za-z0-9]){16}(?![A-Za-z0-9])")
_LINKED = re.compile(r"(?:wa\.me/\+?|phone=\+?|tel:\+?|whatsapp\.com/send/?\?phone=\+?|viber\.click/|t\.me/\+)$", re.I)
_FRACTION = re.compile(r"(?<![0-9])[0-9]{1,5}[.,:]$")
_LATIN = re.compile("[A-Za-z_]")

_MOBILE = listed(
    """
    700 701 702 703 704 705 706 707 708 709 747 750 751 760 761 762 763 764 771 775 776 777 778
    """
)
_LANDLINE = listed(
    """
    710 711 712 713 714 715 716 717 718 721 722 723 724 725 726 727 728 729
    """
)
_SPOKEN_LOCAL = frozenset({(6,), (2, 2, 2), (3, 3), (1, 2, 2), (3, 2, 2), (7,), (5,), (3, 4), (1, 5), (1, 2, 3)})
_IIN_SHAPES = frozenset({(12,), (6, 6), (6, 3, 3), (3, 3, 3, 3), (4, 4, 4), (2, 2, 2, 6), (6, 1, 5), (6, 4, 2)})


class Run(NamedTuple):
    """Neighbouring groups of digits read as one number."""

    digits: str
    shape: tuple[int, ...]
    start: int
    end: int
    groups: int


def numbers(text: str) -> list[PersonalFound]:
    """Telephones, identification numbers, cards and accounts, in order."""
    groups = [match.span() for match in islice(_DIGITS.finditer(text), MOST_LOOKED_AT + MOST_GROUPS)]
    found = [
        PersonalFound(PersonalKind.CARD, *each.span())
        for each in (_MONEY_ACCOUNT.finditer(text) if "KZ" in text or "kz" in text or "Kz" in text else ())
        if sum(map(str.isdigit, each.group())) >= 8
    ]
    taken = frozenset(place for each in found for place in range(each.start, each.end))
    at, after_phone = 0, -NEAR
    while at < min(len(groups), MOST_LOOKED_AT):
        start = groups[at][0]
        best = None if start in taken else _best(text, groups, at, after_phone)
        if best is None:
            at += 1
            continue
        kind, run = best
        start = run.start - _signs_before(text, run.start, kind)
        found.append(PersonalFound(kind, start, run.end))
        at += run.groups
        after_phone = run.end if kind is PersonalKind.PHONE else after_phone
    if len(groups) > MOST_LOOKED_AT:
        rest = max(groups[MOST_LOOKED_AT][0], *(each.end for each in found)) if found else groups[MOST_LOOKED_AT][0]
        found += [PersonalFound(PersonalKind.PHONE, *match.span()) for match in _ROW.finditer(text, rest)]
    return found


def _signs_before(text: str, start: int, kind: PersonalKind) -> int:
    """A plus and a bracket belong to a telephone."""
    if kind is not PersonalKind.PHONE:
        return 0
    before = text[max(0, start - 3) : start]
    return len(before) - len(before.rstrip("+(")) if before.endswith(("+", "(")) else 0


def _best(text: str, groups: Sequence[tuple[int, int]], at: int, after_phone: int) -> tuple[PersonalKind, Run] | None:
    start = groups[at][0]
    runs = [run for run in _runs(text, groups, at) if len(run.digits) >= 5]
    if not runs:
        return None
    before = text[max(0, start - NEAR) : start]
    if not _may_begin(text, start, before):
        return None
    for run in reversed(runs):
        after = text[run.end : run.end + 1]
        if _LATIN.match(after):
            continue
        kind = _kind_of(text, run, before, after_phone)
        if kind is not None:
            return kind, run
    return None


def _runs(text: str, groups: Sequence[tuple[int, int]], at: int) -> Iterator[Run]:
    digits, shape = "", []
    begun = groups[at][0]
    is_long = text[begun] in "78" or "+" in text[max(0, begun - 2) : begun]
    for count, (start, end) in enumerate(groups[at : at + (MOST_GROUPS if is_long else FEW_GROUPS)], 1):
        if count > 1:
            gap = text[groups[at + count - 2][1] : start]
            if len(gap) > _LONGEST_GAP or gap.strip(_BETWEEN_PHONE):
                return
        if end - start > MOST_DIGITS:
            return
        digits += text[start:end]
        shape.append(end - start)
        if len(digits) > MOST_DIGITS:
            return
        yield Run(digits, tuple(shape), begun, end, count)


def _may_begin(text: str, start: int, before: str) -> bool:
    """Not inside a word of Latin letters, a decimal fraction, or a link that is no link to a telephone."""
    last = before[-1:]
    if last and (_LATIN.match(last) or _FRACTION.search(before)):
        return bool(re.search(r"(?:tel|тел|wa)$", before, re.IGNORECASE))
    chunk = before.rsplit(None, 1)[-1] if before and not before[-1].isspace() else ""
    if chunk and ("/" in chunk or "=" in chunk or "www." in chunk):
        inside = text[max(0, start - 200) : start].rsplit(None, 1)[-1]
        if "://" in inside or "www." in inside or re.search(r"\.[a-z]{2,4}/", inside):
            return bool(_LINKED.search(inside))
    return True


def _kind_of(text: str, run: Run, before: str, after_phone: int) -> PersonalKind | None:
    length = len(run.digits)
    if length == 16 and (len(run.shape) == 1 or set(run.shape) <= {4, 8, 12}) and run.digits[0] in "23456":
        return PersonalKind.CARD if is_card(run.digits) else None
    if length == 15 and run.digits[:2] in ("34", "37") and is_card(run.digits):
        return PersonalKind.CARD
    if length == 12 and run.shape in _IIN_SHAPES and is_iin(run.digits):
        return PersonalKind.IIN
    return PersonalKind.PHONE if _is_phone(text, run, before, after_phone) else None


def _is_phone(text: str, run: Run, before: str, after_phone: int) -> bool:
    digits, shape, plus = run.digits, run.shape, before.rstrip(" (").endswith("+")
    length = len(digits)
    if plus:
        return 10 <= length <= 15 and not _MONEY.match(text, run.end) and (digits[0] != "7" or length == 11)
    if length == 11 and digits[0] in "78" and (digits[1] in "79" or digits[1:4] == "800"):
        return _looks_dialled(shape, before) and not _is_amount(text, run, before)
    if length == 10 and digits[0] == "7" and digits[:3] in _MOBILE | _LANDLINE and shape[0] in (3, 4, 5, 10):
        return not _is_amount(text, run, before)
    if shape == (3, 2, 2) and digits[0] in "23456789" and "-" in text[run.start : run.end]:
        return not _is_amount(text, run, before)
    is_next = 0 <= run.start - after_phone <= 6 and not text[after_phone : run.start].strip(" ,;/и\n")
    if shape in _SPOKEN_LOCAL and digits[0] not in "01" and 5 <= length <= 7:
        spoken = bool(_LOCAL_WORD.search(before)) or (is_next and len(shape) > 1)
        return spoken and not _is_day(digits, shape) and not _is_amount(text, run, before)
    return False


def _looks_dialled(shape: Sequence[int], before: str) -> bool:
    if len(shape) == 1 or all(each == 1 for each in shape):
        return True
    # Thousands are parted so: 87 012 345 678.
    if shape[0] < 3 and all(each == 3 for each in shape[1:]) and sum(shape) == 11:
        return False
    return (len(shape) <= 7 and max(shape) >= 3) or bool(_PHONE_WORD.search(before))


def _is_amount(text: str, run: Run, before: str) -> bool:
    if _MONEY.match(text, run.end):
        return True
    spoken = _PHONE_WORD.search(before)
    return _ACCOUNT_WORD.search(before) is not None and (spoken is None or "номер" in spoken.group().lower())


def _is_day(digits: str, shape: Sequence[int]) -> bool:
    return tuple(shape) == (2, 2, 2) and int(digits[:2]) <= 31 and 1 <= int(digits[2:4]) <= 12
