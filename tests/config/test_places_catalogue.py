"""The catalogue of named places: shipped, an installation's own, what the desk changed."""

from datetime import UTC, datetime

import pytest

from config.catalogues import changes, dump_catalogue, parse_catalogue, read_catalogues
from desk.catalogues import CatalogueRow
from desk.errors import ConfigError
from desk.named_places import NamedPlace, NamedPlaces
from desk.readings import PlaceKind

NOW = datetime(2026, 3, 1, tzinfo=UTC)
GARYSH = {"kind": "street", "names": {"kk": "Ғарышкерлер көшесі", "ru": "улица Космонавтов"}, "old": ["Заводская"]}


def row(key, value):
    return CatalogueRow("places", key, 1, value, "aigerim", NOW)


def test_every_shipped_place_lies_in_a_territory_of_kato():
    catalogues = read_catalogues(None)

    assert {each.territory for each in catalogues.places.values()} - {None} <= set(catalogues.territories)
    assert {each.kind for each in catalogues.places.values()} >= {PlaceKind.STREET, PlaceKind.MICRODISTRICT}


def test_a_place_written_on_the_desk_stands_beside_the_shipped_ones_and_can_be_written_out_and_read_again():
    catalogues = read_catalogues(None, [row("garysh", GARYSH)])
    written = dump_catalogue("places", catalogues)

    assert catalogues.places["garysh"].spoken == ("Ғарышкерлер көшесі", "улица Космонавтов", "Заводская")
    assert dict(parse_catalogue("places", written, "places.yml"))["garysh"] == GARYSH
    assert changes("places", [("garysh", GARYSH)], catalogues) == []


def test_an_installations_own_file_changes_one_field_of_a_shipped_place(tmp_path):
    (tmp_path / "places.yml").write_text("abai: {ambiguous: true}\n", "utf-8")
    place = read_catalogues(tmp_path).places["abai"]

    assert place.ambiguous
    assert place.names["ru"] == "Абая"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("x: {kind: road, names: {kk: А, ru: А}}", "road"),
        ("x: {kind: street, names: {kk: А}}", "ru"),
        ("x: {kind: street}", "names"),
        ('x: {kind: street, names: {kk: А, ru: А}, territory: "999999999"}', "999999999"),
        ("x: {kind: street, names: {kk: А, ru: А}, forms: А}", "list"),
    ],
)
def test_a_fault_is_told_with_its_file_and_line(tmp_path, line, says):
    (tmp_path / "places.yml").write_text(f"# ours\n{line}\n", "utf-8")

    with pytest.raises(ConfigError) as fault:
        read_catalogues(tmp_path)
    assert "places.yml, line 2" in str(fault.value)
    assert says in str(fault.value)


def test_a_place_counts_where_it_lies_and_in_what_that_lies_in():
    def place(territory, retired=False):
        return NamedPlace("x", PlaceKind.STREET, {"kk": "А", "ru": "А"}, territory=territory, retired=retired)

    def counts(each, own):
        return bool(NamedPlaces([each]).of(own))

    assert counts(place(None), "710000000")
    assert counts(place("711310000"), "710000000")
    assert counts(place("710000000"), "711310000")
    assert not counts(place("750000000"), "710000000")
    assert counts(place("750000000"), "000000000")
    assert not counts(place(None, retired=True), "710000000")
