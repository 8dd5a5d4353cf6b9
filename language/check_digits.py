"""Numbers that prove themselves: bank cards by Luhn's rule, individual identification numbers of Kazakhstan."""

from __future__ import annotations

from datetime import date


def is_card(digits: str) -> bool:
    """Does the last digit agree with the others, as Luhn's rule has it?"""
    doubled = [int(each) * (2 if at % 2 else 1) for at, each in enumerate(reversed(digits))]
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0 and len(set(digits)) > 2


def is_iin(digits: str) -> bool:
    """Twelve digits: a birthday, a digit of century and sex, a running number, and a check digit that agrees."""
    return _born(digits) and _check_digit(digits) == int(digits[11])


def _born(digits: str) -> bool:
    if digits[6] not in "0123456":
        return False
    try:
        # Any leap year: what matters is whether it may be a day at all.
        date(2000, int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return False
    return True


def _check_digit(digits: str) -> int:
    values = [int(each) for each in digits[:11]]
    for turn in (0, 2):
        rest = sum(value * ((at + turn) % 11 + 1) for at, value in enumerate(values)) % 11
        if rest < 10:
            return rest
    return -1
