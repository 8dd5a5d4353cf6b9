"""How soon somebody must act: danger words beside their thing, now, and not denied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from config.catalogues import read_catalogues
from desk.readings import Reading, Urgency
from desk.urgencies import UrgencyRule, UrgencyRules
from language.reading import TextReader

SETS = Path(__file__).parent / "sets"
RULES = read_catalogues(None).urgencies
READER = TextReader(urgencies=RULES)


def labelled(part: str) -> Iterator[tuple[str, str, str]]:
    for level, reasons in yaml.safe_load((SETS / "urgency.yml").read_text("utf-8"))[part].items():
        for reason, texts in reasons.items():
            yield from ((level, reason, text) for text in texts)


def read(text: str) -> Reading:
    return READER.read(text)


@pytest.mark.parametrize("part", ["looked_at", "kept", "read_later", "read_last"])
def test_labelled_texts_are_as_urgent_as_people_say(part):
    those = list(labelled(part))
    wrong = [(level, text, read(text).urgency_words) for level, _, text in those if read(text).urgency != level]

    assert len(wrong) <= 0.05 * sum(1 for _ in labelled(part)), wrong


@pytest.mark.parametrize("part", ["looked_at", "kept"])
def test_no_trap_is_a_danger(part):
    traps = [text for level, _, text in labelled(part) if level == "ordinary"]

    assert [text for text in traps if read(text).urgency is not Urgency.ORDINARY] == []


@pytest.mark.parametrize(
    "text",
    ["Мектептің қасында ашық құдық тұр", "мектептин касында ашык кудык тур", "mektep janynda ashyq qudyq tur",
     "Возле школы открытый люк", "Школаның жанында люк открытый тұр"],
)  # fmt: skip
def test_one_danger_is_one_in_every_spelling_with_its_words(text):
    found = read(text)

    assert (found.urgency, found.urgency_reason) == (Urgency.DANGER, "open-manhole")
    assert all(word in text for word in found.urgency_words)


@pytest.mark.parametrize(
    "text",
    ["Пожара нет", "Пожара не было", "Не горит дом, всё хорошо", "Өрт болған жоқ", "Утечки газа не обнаружено",
     "Пожар потушили", "В прошлом году был пожар в доме", "Өрт сөндірілді", "Газом не пахнет"],
)  # fmt: skip
def test_what_is_denied_or_over_is_no_danger(text):
    assert read(text).urgency is Urgency.ORDINARY


def test_no_behind_a_comma_denies_nothing():
    assert read("Пожар, нет никого из пожарных").urgency is Urgency.DANGER


def test_no_water_is_urgent_though_it_says_no():
    assert (read("Нет воды").urgency, read("Су жоқ").urgency) == (Urgency.URGENT, Urgency.URGENT)


def test_the_gravest_rule_speaks():
    assert read("Прорвало трубу, а в подвале сильно пахнет газом").urgency_reason == "gas-leak"


def test_words_far_from_each_other_are_not_about_one_thing():
    far = "Люк на углу нашей улицы давно покрасили в жёлтый цвет, и теперь рядом с ним работает открытый бассейн"

    assert read(far).urgency is Urgency.ORDINARY


def test_an_editors_own_rule_speaks_and_changes_the_version():
    names, say = {"kk": "Қасқыр", "ru": "Волки"}, {"ru": ("волк*",), "kk": ("қасқыр",)}
    rule = UrgencyRule("wolves", names, Urgency.DANGER, say=say)
    reader = TextReader(urgencies=UrgencyRules([rule]))

    assert reader.read("Волки у аула").urgency_reason == "wolves"
    assert reader.read("Ауылға қасқырлар келді").urgency is Urgency.DANGER
    assert reader.version != READER.version
    assert UrgencyRules([rule]).name("wolves", "en") == "Волки"
    assert UrgencyRules().name("wolves", "ru") == "wolves"


def test_every_shipped_rule_has_names_in_three_languages_and_speaks_both():
    for rule in RULES.values():
        assert all(rule.names.get(language) for language in ("kk", "ru", "en"))
        assert {language for part in (rule.say, rule.of) for language in part} == {"kk", "ru"}, rule.id
