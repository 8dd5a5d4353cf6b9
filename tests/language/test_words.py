"""Words of a text: what is folded away, what stays, where they stood; and that no text takes long."""

import os
import random
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import words as module
from language.words import LONGEST, MOST_POINTS, MOST_READ, fold, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Нет ВОДЫ, третий день!", ["нет", "воды", "третий", "день"]),
        ("ёлка Ёлка елка", ["елка", "елка", "елка"]),
        ("Әкімдік ғимараты қайда", ["акимдик", "гимараты", "кайда"]),
        ("Өңір ұлы үй һәм", ["онир", "улы", "уй", "хам"]),
        ("СҰРАҚ", ["сурак"]),
        ("8-701-123-45-67", ["8", "701", "123", "45", "67"]),
        ("https://t.me/akim_abay/15", ["https", "t", "me", "akim", "abay", "15"]),
        ("кв.12а №5 м²", ["кв", "12а", "5", "м2"]),
        ("iPhone 15 Pro", ["iphone", "15", "pro"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("", []),
        (" \n\t… — «» 😡 ❤️ _", []),
    ],
)
def test_words_are_runs_of_letters_and_digits_folded(text, found):
    assert list(words(text).exact) == found


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cуpет", "сурет"),  # Latin c, p
        ("жoл", "жол"),  # Latin o
        ("қaлa", "қала"),
        ("көшeдe", "көшеде"),
        ("Hан", "Нан"),  # a capital H is Н
        ("hан", "һан"),  # a small one is һ
        ("жiгiт", "жігіт"),  # Latin i
        ("əкім", "әкім"),  # Latin schwa
        ("КОМИTET", "КОМИТЕТ"),
        ("за\u0301мок", "замок"),
        ("й", "й"),
        ("ё", "ё"),
        ("во\u200bда", "вода"),
        ("во\u00adда", "вода"),
        ("\u202eво\u202cда", "вода"),
        ("в\u0336о\u0336д\u0336а\u0336", "вода"),
        ("ﬁрма", "fiрма"),
        ("Ⅷ", "viii"),
    ],
)
def test_what_only_looks_different_is_the_same_word(typed, meant):
    assert words(typed).exact == words(meant).exact


@pytest.mark.parametrize("word", ["computer", "axe", "хорошо", "tmx", "кешe7x"])
def test_a_word_of_one_alphabet_stays_in_it(word):
    assert words(word).exact[0].isascii() == word.isascii()


def test_latin_words_keep_their_letters():
    assert words("coca cola hot").exact == ("coca", "cola", "hot")


def test_offsets_point_into_the_original():
    text = "«Жарық» жоқ, м² за\u0301мок\u200b 😡 cуpет"
    found = words(text)
    pieces = [text[start:end] for start, end in zip(found.starts, found.ends, strict=True)]
    assert pieces == ["Жарық", "жоқ", "м²", "за\u0301мок\u200b", "cуpет"]


def test_lemma_and_stem_stand_beside_every_word():
    found = words("нет воды третий день")
    assert found.ru == ("нет", "вода", "третий", "день")
    assert found.kk[0] == "нет"
    assert all(found.kk)


@pytest.mark.parametrize(
    ("text", "ru", "kk"),
    [
        ("дорогу", "дорога", None),
        ("көшеде", "", "коше"),  # a Kazakh letter: no Russian lemma
        ("кошеде", None, "коше"),  # the same typed with Russian letters
        ("koshede", "", "коше"),  # and with Latin ones
        ("2026", "2026", "2026"),
        ("12а", "12а", "12а"),
        ("日本", "", ""),
    ],
)
def test_each_kind_of_word_fills_its_fields(text, ru, kk):
    found = words(text)
    assert ru is None or found.ru == (ru,)
    assert kk is None or found.kk == (kk,)


def test_the_words_of_a_link_are_found_as_they_stand_only():
    found = words("смотрите https://t.me/akim_abay/15 завтра, www.gov.kz и t.me/x")
    by_word = dict(zip(found.exact, zip(found.ru, found.kk, strict=True), strict=True))
    assert all(
        by_word[word] == ("", "") for word in ("https", "akim", "abay", "15", "www", "gov", "kz", "t", "me", "x")
    )
    assert by_word["завтра"][0] == "завтра"


def test_hashtags_and_names_are_words():
    assert words("#жарықжоқ @akim_abay").exact == ("жарыкжок", "akim", "abay")
    assert words("@akim_abay").kk == ("аким", "абай")


def test_every_process_reads_the_same():
    text = "Көшелерде жарық жоқ, дороги в ямах; koshede su joq, абырвалгами сказочками"
    command = f"from language.tongues import tongue_of; from language.words import words; t = {text!r}"
    command += "; print(words(t), tongue_of(t))"
    told = {
        subprocess.run(
            [sys.executable, "-c", command], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(told) == 1


def test_many_threads_read_the_same():
    texts = [f"көшелерде {n} дорогами автобусов koshede слово{n % 7}" for n in range(200)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(words, texts)) == [words(text) for text in texts]


TEXTS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("абвёқҮhHxXoO09 \u0301\u0308\u200b\u200d\ufe0f\u00ad#_-ßİǅ²½ﷺﬁ①Ⅷ"),
        st.characters(categories=["Mn", "Lo", "No", "Cf"]),
        st.characters(categories=["Cs"]),
    ),
    max_size=60,
)


@given(TEXTS)
def test_any_text_gives_clean_words_in_order(text):
    found = words(text)
    assert len(found.exact) == len(found.ru) == len(found.kk) == len(found.starts) == len(found.ends)
    ends = (0, *found.ends)
    for word, start, end, before in zip(found.exact, found.starts, found.ends, ends, strict=False):
        assert 0 < len(word) <= LONGEST
        assert word.isalnum()
        assert before <= start < end <= len(text)


@given(TEXTS)
def test_folding_twice_changes_nothing(text):
    once = words(" ".join(words(text).exact)).exact
    assert words(" ".join(once)).exact == once


@given(TEXTS)
def test_the_fast_way_and_the_careful_way_agree(text):
    if module._is_plain(text):
        assert module._words_of_plain(text) == module._words_one_by_one(text)


def test_the_fast_way_and_the_careful_way_agree_on_every_character():
    for point in range(0x20000):
        character = chr(point)
        for text in (character, f"a{character}", f"я{character}ы", f"1{character}b"):
            if module._is_plain(text):
                assert module._words_of_plain(text) == module._words_one_by_one(text), text


@given(TEXTS)
def test_composed_and_decomposed_texts_have_the_same_words(text):
    # Only where composing is all that differs: a mark at the beginning of a text belongs to no word.
    apart = unicodedata.normalize("NFD", text)
    together = unicodedata.normalize("NFC", apart)
    assert words(apart).exact == words(together).exact


def test_a_long_word_is_cut_in_texts_and_questions_alike():
    long = "щ" * 100_000
    assert words(long).exact == ("щ" * LONGEST,)
    assert words(long).ends == (100_000,)
    assert fold("Ж" * 300) == "ж" * LONGEST


HOSTILE = {
    "one long word": "a" * 100_000,
    "one long Cyrillic word": "Ы" * 100_000,
    "marks of two classes": "а" + "\u0301\u0327" * 10_000 + "б",
    "marks without a letter": "\u0301" * 20_000,
    "marks in every word": ("я\u0301\u0316" * 50 + " ") * 1_000,
    "marks and joiners": "я" + "\u0300\u0316\u200d" * 33_000,
    "zero widths": "\u200b" * 100_000,
    "many short words": "а " * 50_000,
    "mixed alphabets": "aя" * 50_000,
    "digits between alphabets": "1" * 50_000 + "я" + "2" * 49_999,
    "expanding signs": "ﷺ" * 20_000,
    "Hangul": "\u1100\u1161\u11a8" * 30_000,
    "surrogates": "\ud800" * 1_000 + "вода",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_makes_more_than_bounded_work_of_a_word(name, monkeypatch):
    folded: list[int] = []
    careful = module._lower

    def watched(word: str) -> str:
        folded.append(len(word))
        return careful(word)

    monkeypatch.setattr(module, "_lower", watched)
    found = words(HOSTILE[name])
    # Putting marks in order costs the square of their number, hence the limit on what is folded at once.
    assert max(folded, default=0) <= MOST_POINTS
    assert sum(map(len, found.exact)) <= 100_000


def test_no_text_has_more_than_so_many_words_read(monkeypatch):
    read: list[str] = []
    careful = module._kept_reading

    def watched(word: str) -> tuple[str, str, str]:
        read.append(word)
        return careful(word)

    monkeypatch.setattr(module, "_kept_reading", watched)
    letters = "абвгдежзиклмнопрстуф"
    different = [f"{one}{two}{three}ың" for one in letters for two in letters for three in letters]
    found = words(" ".join(different))
    assert len(read) == MOST_READ
    assert list(found.exact) == [fold(word) for word in different]
    assert all(found.kk[:MOST_READ])
    assert not any(found.kk[MOST_READ:])


def test_a_repeated_word_is_read_however_far_behind_it_stands():
    found = words(" ".join(["көшеде"] + [f"слово{n}" for n in range(5_000)] + ["көшеде"]))
    assert found.kk[0] == found.kk[-1] == "коше"


def test_marks_do_not_hide_the_letters_behind_them():
    assert words("а" + "\u0301\u0327" * 10_000 + "б").exact == ("аб",)


def test_what_is_remembered_does_not_grow_without_end():
    random_ = random.Random(7)
    for _ in range(300):
        words(" ".join("é" + "".join(random_.choices("абвгдежз", k=8)) for _ in range(200)))
    info = module._kept_lowered.cache_info()
    assert info.currsize <= (info.maxsize or 0)
