"""Personal data: what leads to a person is found and covered, what only looks like it stays."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.readings import PersonalFound, PersonalKind
from language.check_digits import is_card, is_iin
from language.personal import COVER, covered, masked, personal_data


def found(text: str) -> list[tuple[str, str]]:
    return [(each.kind.value, text[each.start : each.end]) for each in personal_data(text)]


@pytest.mark.parametrize(
    "phone",
    [
        "+7 701 123 45 67", "8 (701) 123-45-67", "87011234567", "8-701-123-45-67", "8-7172-55-66-77", "8(7172)556677",
        "8 727 250 50 50", "77011234567", "7011234567", "701 123 45 67", "+7(701)1234567", "8 71438 2-15-48",
        "+998 90 123 45 67", "8 800 080 77 77", "8 701 1234567", "8–701–123–45–67", "8.701.123.45.67",
    ],
)  # fmt: skip
def test_a_telephone_is_found_in_every_spelling(phone: str) -> None:
    assert found(f"Звоните {phone}, жду") == [("phone", phone)]


def test_a_link_that_dials_holds_a_telephone_and_another_link_does_not() -> None:
    assert found("https://wa.me/77011234567?text=a") == [("phone", "77011234567")]
    assert found("https://example.kz/p/77011234567") == []


def test_a_short_number_needs_the_word_for_a_telephone() -> None:
    assert found("тел. 2-15-48") == [("phone", "2-15-48")]
    assert found("счёт 2-15-48") == []


@pytest.mark.parametrize(
    "text",
    [
        "заявка 2026-000123 от 12.05.2026", "автобус 23: 7.15, 7.45, 8.10, 17.30-18.00", "87 000 000 000 тенге",
        "цена 8 700 000 тг", "звоните 109, 112 или 1414", "51.128207, 71.430411", "счётчик 00012345, 1234 м3",
        "квартира 45 кв.м за 25 000 000 тенге", "в квартире 15 градусов", "60 пәтер сусыз қалды", "за 3 кв 2026 года",
        "лицевой счёт 123456789012", "БИН 050140001234", "ст. 146 УК РК от 16.11.2015", "В 150 КВТ",
        "100 рет 10 айттым",
        "дома по ул. Абая 12-14 без света", "Аким Ахметов А.Б. обещал до 15 мая", "пишите @akimat в 2026 году",
        "техническое задание №12345678, договор 7012345678", "с 8.00 до 12.00 и с 14.00 до 18.00",
        "победитель получит 40 000 ₽", "ИНН 7717654810", "во всех квартирах 1 парадной", "прайс вырос до 100–150",
        "в парадной 5 (кв 75-96) нет света",
    ],
)  # fmt: skip
def test_what_only_looks_like_personal_data_stays(text: str) -> None:
    assert found(text) == []


def test_an_identification_number_must_agree_with_its_check_digit() -> None:
    right = next(f"85061540012{digit}" for digit in range(10) if is_iin(f"85061540012{digit}"))
    wrong = right[:11] + str((int(right[11]) + 1) % 10)
    assert found(f"вот {right}") == [("iin", right)]
    assert found(f"вот {wrong}") == []
    assert found(f"мой ИИН {wrong}") == []
    assert not is_iin("851315400121")


def test_a_card_must_agree_with_luhn() -> None:
    right = next(f"440043011111111{digit}" for digit in range(10) if is_card(f"440043011111111{digit}"))
    spaced = " ".join(right[at : at + 4] for at in range(0, 16, 4))
    assert found(f"переведите на {spaced}") == [("card", spaced)]
    assert found(f"договор {right[:15]}{(int(right[15]) + 1) % 10}") == []
    assert found("шот KZ86125KZT1001300224") == [("card", "KZ86125KZT1001300224")]


@pytest.mark.parametrize("plate", ["123 ABC 02", "123ABC02", "123 АВС 02", "A 123 BCD", "А123ВСК", "123abc02"])
def test_a_number_plate_is_found_in_either_alphabet(plate: str) -> None:
    assert found(f"машина {plate} на тротуаре") == [("plate", plate)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("удостоверение личности № 045678912 от 01.02.2020", "045678912"),
        ("жеке куәлік № 045678912", "045678912"),
        ("паспорт N12345678", "N12345678"),
    ],
)
def test_the_number_of_a_document_stands_behind_its_word(text: str, number: str) -> None:
    assert found(text) == [("document", number)]


@pytest.mark.parametrize(
    ("text", "flat"),
    [
        ("ул. Абая 12, кв. 45", "кв. 45"),
        ("Абай көшесі 12, 45 пәтер, су жоқ", "45 пәтер"),
        ("5 үйдің 12-пәтерінде тұрамын", "12-пәтерінде"),
        ("мкр Самал 5-12-45", "5-12-45"),
        ("ул. Абая 12-45 нет света", "12-45"),
        ("д.5 кв45 затопили", "кв45"),
    ],
)
def test_a_flat_makes_an_address_a_home(text: str, flat: str) -> None:
    assert found(text) == [("flat", flat)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Иванов Иван Иванович, тел. 87011234567", "Иванов Иван Иванович"),
        ("8 701 123 45 67 Айгүл Серікқызы", "Айгүл Серікқызы"),
        ("Ахметов А.Б., 87011234567", "Ахметов А.Б."),
        ("тел:87051234567(Ерлан)", "Ерлан"),
        ("ул. Абая 12, кв. 45. Петрова Анна Сергеевна", "Петрова Анна Сергеевна"),
    ],
)
def test_a_name_beside_personal_data_is_found(text: str, name: str) -> None:
    assert ("name", name) in found(text)


def test_a_street_named_after_a_person_is_no_name() -> None:
    assert [kind for kind, _ in found("улица Динмухамеда Кунаева 12, кв. 5")] == ["flat"]


def test_what_is_covered_keeps_its_length_and_holds_nothing_of_it() -> None:
    text = "Иванов Иван Иванович, ул. Абая 12, кв. 45, тел 87011234567, ivan@mail.kz"
    told = covered(text)
    assert len(told) == len(text)
    assert "ул. Абая 12" in told
    assert not any(each in told for each in ("Иван", "45", "8701", "ivan", "mail"))


def test_covering_bears_spans_that_overlap_or_reach_too_far() -> None:
    spans = [PersonalFound(PersonalKind.NAME, 1, 4), PersonalFound(PersonalKind.PHONE, 2, 99)]
    assert masked("abcdef", spans) == "a" + COVER * 5


PIECES = (
    "8 701 123 45 67", "+7(705)1112233", "ИИН 850615400123", "aigul@mail.kz", "кв. 45", "123 ABC 02",
    "Айгүл Серікқызы", "Иванов И.И.",
    "удостоверение № 045678912", "в 2026 году", "нет воды", "1 250 000 тенге", "\n", ", ", " ул. Абая 12-45 ",
    "Абай 5, 12 пәтер", "🔥", "\u200b",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from((" ", ", ", "\n", "")))
def test_a_covered_text_holds_nothing_of_what_was_found(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    spans = personal_data(text)
    told = masked(text, spans)
    assert len(told) == len(text)
    assert all(set(told[each.start : each.end]) == {COVER} for each in spans)
    assert personal_data(told) == ()
    assert covered(told) == told


@pytest.mark.parametrize(
    "text",
    [
        "", "\ud800", "а" + "\u0301" * 20_000, "1 " * 50_000, "8" * 100_000, "8 701 123 45 67 " * 6_000, "@" * 100_000,
        "a@" * 50_000, "удостов" * 14_000, "кв" * 50_000, "Иван " * 20_000, "ул." * 33_000, "Иван 87011234567 " * 5_800,
        "кв. 1 " * 16_000, "1-" * 50_000, "А1" * 50_000, "ул. а 1 " * 12_000, "мкр " * 25_000,
        "123 ABC " * 12_000, "KZ12" * 25_000,
        "удостоверение " * 7_000 + "1", "ул. аааа бббб вввв 12-" * 4_500, "А.А." * 25_000 + "87011234567",
        "😀" * 100_000,
    ],
)  # fmt: skip
def test_no_text_takes_more_than_a_moment(text: str) -> None:
    begun = time.process_time()
    spans = personal_data(text)
    assert time.process_time() - begun < 1.5
    assert all(0 <= each.start < each.end <= len(text) for each in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
