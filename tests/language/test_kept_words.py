"""A text that was read on its way in is not read again for the index."""

from __future__ import annotations

from desk.queries import Words
from language.kept_words import KeptWords, packed
from language.words import words


def refusing(text: str) -> Words:
    raise AssertionError(f"read again: {text}")


def test_what_was_put_is_answered_without_reading_and_then_forgotten() -> None:
    kept = KeptWords(refusing)
    kept.put("су жоқ", packed(words("су жоқ")))

    found, read = kept("су жоқ"), words("су жоқ")
    assert (found.exact, found.ru, found.kk) == (read.exact, read.ru, read.kk)
    kept.read = words
    assert kept("су жоқ") == words("су жоқ")
    assert kept._letters == 0


def test_what_was_not_put_is_read() -> None:
    assert KeptWords(words)("воды нет") == words("воды нет")


def test_the_oldest_texts_go_when_there_are_too_many() -> None:
    kept = KeptWords(refusing, most_letters=10)
    kept.put("aaaaaa", ("a", "", "a"))
    kept.put("bbbbbb", ("b", "", "b"))

    assert list(kept._kept) == ["bbbbbb"]
    assert kept("bbbbbb") == Words(("b",), ("",), ("b",))


def test_the_same_text_twice_counts_once() -> None:
    kept = KeptWords(refusing, most_letters=10)
    for _ in range(3):
        kept.put("aaaaaa", ("a", "", "a"))

    assert kept("aaaaaa") == Words(("a",), ("",), ("a",))
    assert kept._letters == 0


def test_a_text_without_words_has_none_when_it_comes_back() -> None:
    kept = KeptWords(refusing)
    kept.put("!!!", packed(words("!!!")))

    assert kept("!!!") == Words((), (), ())
