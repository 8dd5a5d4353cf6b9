"""What lies within what, by the digits of a code."""

import pytest

from desk.errors import ConfigError
from desk.territories import COUNTRY, Level, Territories, Territory, is_code, is_within, span, with_parents

ROWS = [
    ("100000000", Level.REGION, "Абай облысы", "область Абай"),
    ("103200000", Level.DISTRICT, "Абай ауданы", "Абайский район"),
    ("103230000", Level.RURAL_DISTRICT, "Қараауыл а.о.", "Карааульский с.о."),
    ("103230100", Level.SETTLEMENT, "Қараауыл а.", "с.Карааул"),
    ("103233000", Level.RURAL_DISTRICT, "Кеңгірбай би а.о.", "Кенгирбайбийский с.о."),
    ("103233100", Level.SETTLEMENT, "Кеңгірбай би а.", "с.Кенгирбай би"),
    ("103250100", Level.SETTLEMENT, "Жалғыз а.", "с.Жалгыз"),
    ("110000000", Level.REGION, "Ақмола облысы", "Акмолинская область"),
    ("710000000", Level.REGION, "Астана қ.", "г.Астана"),
    ("711310000", Level.RURAL_DISTRICT, "Сарыарқа ауданы", "район Сарыарка"),
]


@pytest.fixture(scope="module")
def territories():
    return Territories(with_parents(ROWS))


@pytest.mark.parametrize(
    ("code", "parent"),
    [
        ("100000000", COUNTRY),
        ("103200000", "100000000"),
        ("103233000", "103200000"),
        ("103233100", "103233000"),
        ("103250100", "103200000"),
        ("711310000", "710000000"),
    ],
    ids=["region", "district", "rural-district-not-its-neighbour", "settlement", "settlement-of-a-district", "astana"],
)
def test_the_parent_is_the_nearest_existing_code_above(territories, code, parent):
    assert territories[code].parent == parent
    assert territories.parent_of(code) == territories[parent]


def test_the_country_is_the_root_of_everything(territories):
    assert territories.parent_of(COUNTRY) is None
    assert territories[COUNTRY].level is Level.COUNTRY
    assert [each.code for each in territories.children_of(COUNTRY)] == ["100000000", "110000000", "710000000"]


def test_a_path_leads_from_the_country_down(territories):
    assert [each.code for each in territories.path("103233100")] == [
        COUNTRY,
        "100000000",
        "103200000",
        "103233000",
        "103233100",
    ]


@pytest.mark.parametrize("scope", [COUNTRY, *(row[0] for row in ROWS)])
def test_a_span_holds_exactly_what_is_within(territories, scope):
    low, high = span(scope)
    inside = {code for code in territories if scope in {each.code for each in territories.path(code)}}

    assert {code for code in territories if low <= code < high} == inside
    assert {code for code in territories if is_within(code, scope)} == inside


def test_the_high_end_of_a_span_is_a_digit_or_a_letter_because_databases_sort_marks_before_digits():
    assert all(span(code)[1].isalnum() for code in (COUNTRY, "990000000", "999999999", *(row[0] for row in ROWS)))
    assert span("190000000") == ("190000000", "20")
    assert span("999999999")[1] > "999999999"


def test_the_country_is_within_nothing_but_itself():
    assert is_within(COUNTRY, COUNTRY)
    assert not is_within(COUNTRY, "100000000")


@pytest.mark.parametrize(
    ("text", "language", "codes"),
    [
        ("Абай", None, ["100000000", "103200000"]),
        ("абайский район", "ru", ["103200000"]),
        ("АСТАНА", "kk", ["710000000"]),
        ("кенгирбай", "ru", ["103233100", "103233000"]),
        ("кеңгірбай", "kk", ["103233000", "103233100"]),
        ("кеңгірбай", "ru", []),
        ("10323", None, ["103230000", "103230100", "103233000", "103233100"]),
        ("", None, []),
    ],
)
def test_territories_are_found_by_their_names_in_either_language(territories, text, language, codes):
    found = [each.code for each in territories.find(text, language)]

    assert sorted(found) == sorted(codes)


def test_whole_names_are_found_before_parts_and_higher_levels_before_lower(territories):
    assert [each.code for each in territories.find("абай")] == ["100000000", "103200000"]
    assert [each.code for each in territories.find("кар", "ru", limit=1)] == ["103230000"]


def test_two_territories_cannot_share_a_code():
    with pytest.raises(ConfigError, match="100000000 is there twice"):
        Territories(with_parents([*ROWS, ROWS[0]]))


def test_a_parent_must_exist():
    with pytest.raises(ConfigError, match="unknown parent 990000000"):
        Territories([Territory("991000000", Level.DISTRICT, "990000000", "а", "а")])


@pytest.mark.parametrize("text", ["", "10", "1000000000", "10000000a", "１00000000", "-10000000"])
def test_only_nine_plain_digits_are_a_code(text):
    assert not is_code(text)
