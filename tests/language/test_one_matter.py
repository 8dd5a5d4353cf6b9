"""One burst pipe in one street, however it is typed: one topic, one place, one kind, one urgency."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from config.catalogues import read_catalogues
from config.reading import reader_of
from desk.readings import Kind, PlaceKind, Reading, Tongue, Urgency

KOSTANAY = "391010000"
TYPED = {
    "kazakh": "Абай көшесінде құбыр жарылды, су ағып жатыр",
    "russian keys": "Абай кошесинде кубыр жарылды, су агып жатыр",
    "latin": "Abai koshesinde qubyr jaryldy, su agyp jatyr",
    "russian": "На улице Абая прорвало трубу, течёт вода",
    "mixed": "Абай көшесінде трубу прорвало, су ағып жатыр",
}


@pytest.fixture(scope="module", params=["000000000", KOSTANAY])
def readings(request: pytest.FixtureRequest) -> dict[str, Reading]:
    reader = reader_of(read_catalogues(None, territory=request.param), request.param)
    return {name: reader.read(text) for name, text in TYPED.items()}


def test_it_is_one_topic(readings):
    assert {each.topic for each in readings.values()} == {readings["kazakh"].topic}
    assert readings["kazakh"].topics[0].group == "utilities"


def test_it_is_one_place(readings):
    found = {name: [(each.kind, each.name) for each in reading.places] for name, reading in readings.items()}

    assert found["kazakh"][0][0] is PlaceKind.STREET
    assert {tuple(each) for each in found.values()} == {tuple(found["kazakh"])}


def test_it_is_one_complaint_that_is_urgent(readings):
    told = {(each.kind, each.urgency, each.urgency_reason) for each in readings.values()}

    assert told == {(Kind.COMPLAINT, Urgency.URGENT, "burst-pipe")}


def test_its_language_is_known(readings):
    tongues = {name: each.language for name, each in readings.items()}

    assert tongues["kazakh"] == tongues["russian keys"] == tongues["latin"] == Tongue.KAZAKH
    assert tongues["russian"] == Tongue.RUSSIAN


def test_two_processes_read_alike():
    script = (
        "from config.catalogues import read_catalogues\n"
        "from config.reading import reader_of\n"
        "reader = reader_of(read_catalogues(None), '000000000')\n"
        f"print([reader.read(text) for text in {list(TYPED.values())!r}])\n"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }

    assert len(told) == 1
