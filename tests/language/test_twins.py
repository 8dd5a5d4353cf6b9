"""Copies of a text meet in a band; what only resembles it stays apart."""

from __future__ import annotations

import subprocess
import sys

import pytest

from language.twins import BANDS, SAME, alikeness, bands
from language.words import words

TEXT = (
    "У нас в доме 5 по улице Абая третий день нет воды, дозвониться никуда не можем, примите меры. "
    "Бізде үш күн бойы су жоқ, әкімдік неге үндемейді?"
)


def meet(one: str, other: str) -> bool:
    first, second = words(one), words(other)
    return bool(set(bands(first)) & set(bands(second))) and alikeness(first, second) >= SAME


def test_the_bands_of_a_text_differ_from_each_other() -> None:
    """Without wrapping at 64 bits every permutation picks the same minimum, and all bands are one."""
    assert len(set(bands(words(TEXT)))) == BANDS
    several = [bands(words(f"{TEXT} {number} {number * 7} ещё слова")) for number in range(40)]
    assert len({each for those in several for each in those}) > BANDS * 4


@pytest.mark.parametrize(
    "copy",
    [
        TEXT.upper(),
        TEXT + "\nС уважением, жители дома",
        "Уважаемый аким! " + TEXT,
        TEXT[: int(len(TEXT) * 0.8)],
        TEXT.replace("дозвониться", "дозванится").replace("примите", "прмите"),
        TEXT.translate(str.maketrans("әғқңөұүі", "агкноууи")),
    ],
)
def test_an_edited_copy_meets_its_original(copy: str) -> None:
    assert meet(TEXT, copy)


def test_another_text_does_not() -> None:
    assert not meet(TEXT, "У нас в доме 7 по улице Сатпаева вчера отключили свет, электрики не едут, помогите")
    assert (
        alikeness(words("В доме 5 по улице Абая нет горячей воды"), words("В доме 9 по улице Абая нет горячей воды"))
        < SAME
    )


def test_posts_of_one_channel_are_no_copies_for_their_links() -> None:
    links = " https://t.me/news_bot/send?from=channel&to=somebody&more=words_of_a_link"
    assert not meet("Сегодня первый снег" + links, "Пожар на складе потушен" + links)


def test_a_short_text_has_no_copies() -> None:
    assert bands(words("Су жоқ")) == () == bands(words(""))
    assert alikeness(words("су жоқ"), words("Су жок!")) == 1.0
    assert alikeness(words(""), words("")) == 0.0


def test_bands_are_the_same_in_every_process() -> None:
    code = f"from language.twins import bands; from language.words import words; print(bands(words({TEXT!r})))"
    told = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert told == {str(bands(words(TEXT)))}


@pytest.mark.parametrize("text", ["\ud800 " * 9, "а" * 100_000, "а б " * 25_000, "😀" * 9, "😀 1 " * 20_000])
def test_no_text_is_too_odd(text: str) -> None:
    found = words(text)
    assert all(0 <= each < 2**31 for each in bands(found))
    assert 0 <= alikeness(found, words(TEXT)) <= 1
