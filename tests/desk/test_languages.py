"""Whether people are answered in the language in which they asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from desk.languages import asked_in, is_in_another
from desk.posts import Line, Post, PostKey, StoredPost
from desk.readings import Correction, Reading, Tongue, Trait

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def post(language: Tongue | None, said: Tongue | None = None) -> StoredPost:
    corrections = (Correction(Trait.LANGUAGE, said, language or "", "aigul", NOW),) if said else ()
    reading = Reading(language=language) if language else None
    arrived = Post(PostKey("telegram", "chat", "1"), "…", NOW, NOW)
    return StoredPost(1, arrived, Line.TAKEN, "chat", "", 1, reading=reading, corrections=corrections)


@pytest.mark.parametrize(
    ("languages", "asked"),
    [
        ((), None),
        ((None,), None),
        ((Tongue.OTHER,), None),
        ((Tongue.KAZAKH, Tongue.OTHER), Tongue.KAZAKH),
        ((Tongue.KAZAKH, Tongue.RUSSIAN), None),
        ((Tongue.KAZAKH, Tongue.RUSSIAN, Tongue.RUSSIAN), Tongue.RUSSIAN),
    ],
)
def test_most_posts_say_in_which_language_was_asked(languages, asked) -> None:
    assert asked_in([post(each) for each in languages]) == asked


def test_a_corrected_language_counts() -> None:
    assert asked_in([post(Tongue.RUSSIAN, said=Tongue.KAZAKH)]) is Tongue.KAZAKH


def test_only_kazakh_and_russian_are_another_language_to_each_other() -> None:
    others = {(asked, heard) for asked in (None, *Tongue) for heard in Tongue if is_in_another(asked, heard)}

    assert others == {(Tongue.KAZAKH, Tongue.RUSSIAN), (Tongue.RUSSIAN, Tongue.KAZAKH)}
