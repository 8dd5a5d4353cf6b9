"""What somebody does by writing, in every form that residents write in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from desk.readings import Kind, Reading, Surroundings, Tone
from language.reading import TextReader

SETS = Path(__file__).parent / "sets"
READER = TextReader()


def labelled(part: str) -> Iterator[tuple[str, str, str]]:
    by_form = yaml.safe_load((SETS / "kinds.yml").read_text("utf-8"))[part]
    for form, kinds in by_form.items():
        for kind, texts in kinds.items():
            yield from ((form, kind, text) for text in texts)


def read(text: str, **around: object) -> Reading:
    return READER.read(text, Surroundings(**around))  # type: ignore[arg-type]


@pytest.mark.parametrize("part", ["looked_at", "kept", "read_later", "read_last"])
def test_most_labelled_texts_are_of_the_kind_that_people_say(part):
    wrong = [(kind, read(text).kind.value, text) for _, kind, text in labelled(part) if read(text).kind != kind]

    assert len(wrong) <= 0.1 * sum(1 for _ in labelled(part)), wrong


@pytest.mark.parametrize(
    "text", ["Үш күннен бері су жоқ", "уш куннен бери су жок", "ush kunnen beri su joq", "Третий день нет воды"]
)
def test_one_complaint_is_one_in_every_spelling(text):
    assert (read(text).kind, read(text).tone) == (Kind.COMPLAINT, Tone.NEGATIVE)


@pytest.mark.parametrize(
    "text", ["Спасибо что опять без света", "Рахмет, тағы да жарықсыз қалдық", "Спасибо большое, воды так и нет"]
)
def test_thanks_for_what_is_lacking_are_a_complaint(text):
    assert read(text).kind is Kind.COMPLAINT
    assert read(text).tone is Tone.NEGATIVE


def test_who_asks_when_a_broken_thing_comes_back_complains():
    assert read("Когда дадут воду? С утра сидим").kind is Kind.COMPLAINT
    assert read("Подскажите, до скольки работает ЦОН?").kind is Kind.QUESTION


def test_a_mere_agreement_is_one_and_an_agreement_with_a_matter_of_its_own_is_not():
    assert [read(text).kind for text in ("+1", "У нас тоже", "бізде де", "косыламын")] == [Kind.AGREEMENT] * 4
    assert read("У нас тоже третий день нет воды, Абая 15").kind is Kind.COMPLAINT


def test_news_that_say_something_bad_of_our_office_are_criticism():
    found = read("Акимат потратил 40 миллионов на ремонт дороги, которая развалилась за месяц, сообщает издание.")

    assert (found.kind, found.tone) == (Kind.MEDIA_CRITICISM, Tone.NEGATIVE)
    assert found.office_words == ("Акимат",)


def test_what_the_office_itself_writes_is_news_of_its():
    found = read("Третий день нет воды", official=True)

    assert (found.kind, found.kind_confidence) == (Kind.NEWS, 1.0)


@pytest.mark.parametrize(
    "text", ["Вы дебилы, когда дорогу сделаете", "х*й а не дорога", "ақымақтар отыр ғой әкімдікте", "akymaqtar"]
)
def test_rough_words_are_named(text):
    assert read(text).rude_words


@pytest.mark.parametrize(
    "text",
    [
        "Он хуже не стал",
        "Страхование скота",
        "употреблять воду",
        "Сукно и козы",
        "2*2=4",
        "Насыр қажы көшесі",
        "Себепті",
    ],
)
def test_ordinary_words_that_look_rough_are_not(text):
    assert read(text).rude_words == ()


def test_the_words_that_spoke_stand_as_in_the_text():
    found = read("Рақмет, көшемізге АСФАЛЬТ төселді!")

    assert found.kind is Kind.THANKS
    assert found.kind_words[0] == "Рақмет"
    assert found.tone is Tone.POSITIVE


def test_what_was_mended_is_thanked_for_and_what_was_answered_but_not_mended_is_not():
    assert read("Наконец-то починили лифт").tone is Tone.POSITIVE
    assert read("Спасибо за ответ, но вопрос не решён").tone is Tone.NEGATIVE
    assert read("Рахмет, бірақ су әлі жоқ").kind is Kind.COMPLAINT
