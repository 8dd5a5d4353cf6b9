"""In which language a text is, in whatever letters it was typed. The sentences are ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.readings import Tongue
from language.tongue_letters import runs, spoken, weights
from language.tongues import MOST_HEARD, tongue_of
from tests.language.test_words import HOSTILE

KAZAKH = [
    "Біздің көшеде үш күннен бері жарық жоқ",
    "Су қашан келеді, ауылда халық шөлдеп отыр",
    "Мектептің жанындағы жолды жөндеп беріңіздер",
    "Көшемізде қоқыс жиналып қалды, әкімдік қайда қарап отыр",
    "Аулада балалар алаңы сынған, балалар құлап жатыр",
    "Автобус кешігіп келеді, аялдамада жарты сағат тұрамыз",
    "Рақмет, жолды жөндеп бердіңіздер",
    "Қашан жылу қосылады? Үй ішінде суық",
]
FOLDED = [
    "Биздин кошеде уш куннен бери жарык жок",
    "Су кашан келеди, ауылда халык шолдеп отыр",
    "Мектептин жанындагы жолды жондеп берининиздер",
    "Кошемизде кокыс жиналып калды, акимдик кайда карап отыр",
    "Автобус кешигип келеди, аялдамада жарты сагат турамыз",
    "Рахмет, жолды жондеп бердиниздер",
]
LATIN = [
    "Bizdin koshede ush kunnen beri jaryq joq",
    "Su qashan keledi, auylda halyq sholdep otyr",
    "Mekteptin janyndagy joldy jondep berinizder",
]
RUSSIAN = [
    "На нашей улице третий день нет света",
    "Когда дадут воду, в посёлке люди без воды",
    "Почините дорогу возле школы, одни ямы",
    "Мусор не вывозят неделю, куда смотрит акимат",
    "Спасибо, дорогу отремонтировали",
    "Автобус опять опоздал на полчаса",
    "Во дворе сломана детская площадка",
]
MIXED = [
    "Біздің көшеде жарық жоқ, когда наконец починят свет на нашей улице",
    "Су жоқ үш күн болды, почему никто не приезжает и не отвечает",
    "Уважаемый аким, почините дорогу, балалар мектепке бара алмай жатыр",
]
OTHER = [
    "",
    "😡😡😡",
    "8-701-123-45-67",
    "https://t.me/akim_abay/15",
    "Please help us with the water",
    "日本語のテキスト",
]


@pytest.mark.parametrize("text", KAZAKH)
def test_kazakh_is_heard(text):
    assert tongue_of(text).tongue is Tongue.KAZAKH


@pytest.mark.parametrize("text", FOLDED)
def test_kazakh_typed_with_russian_letters_is_heard(text):
    assert tongue_of(text).tongue is Tongue.KAZAKH


@pytest.mark.parametrize("text", LATIN)
def test_kazakh_in_latin_letters_is_heard(text):
    assert tongue_of(text).tongue is Tongue.KAZAKH


@pytest.mark.parametrize("text", RUSSIAN)
def test_russian_is_heard(text):
    assert tongue_of(text).tongue is Tongue.RUSSIAN


@pytest.mark.parametrize("text", MIXED)
def test_both_in_one_text_are_heard(text):
    assert tongue_of(text).tongue is Tongue.MIXED


@pytest.mark.parametrize(
    ("text", "tongue"),
    [
        ("Жарық жоқ", Tongue.KAZAKH),
        ("Жарык жок", Tongue.KAZAKH),
        ("Су келмейди", Tongue.KAZAKH),
        ("Кубыр жарылды", Tongue.KAZAKH),
        ("Света нет", Tongue.RUSSIAN),
        ("Прорвало трубу", Tongue.RUSSIAN),
        ("Сергей Иванович келди", Tongue.KAZAKH),
        ("Ержан Кайратович пришёл", Tongue.RUSSIAN),
    ],
)
def test_two_words_are_enough(text, tongue):
    assert tongue_of(text).tongue is tongue


def test_one_borrowed_word_does_not_make_a_text_mixed():
    assert tongue_of("Кеше сантехник келіп, есікті жөндеп кетті").tongue is Tongue.KAZAKH


def test_only_the_beginning_of_an_endless_text_is_listened_to():
    assert len(tongue_of("жарық " * 5_000).evidence) == MOST_HEARD


def test_the_letters_of_a_word_say_the_same_one_by_one_and_at_once():
    for word in ("жарык", "дорога", "я", "в", "щ" * 40):
        assert spoken(word) == pytest.approx(sum(weights().get(each, 0.0) for each in runs(word)))


@pytest.mark.parametrize("text", OTHER)
def test_what_is_neither_is_said_so(text):
    assert tongue_of(text).tongue is Tongue.OTHER


def test_a_text_without_words_is_honestly_unknown():
    assert tongue_of("😡").confidence == 0.0


def test_more_words_make_it_surer():
    assert tongue_of("дорогу").confidence < tongue_of("почините дорогу возле школы").confidence <= 1.0


def test_every_word_says_why():
    heard = tongue_of("көшеде жарық жоқ, вода")
    assert [word for word, _ in heard.evidence] == ["кошеде", "жарык", "жок", "вода"]
    assert dict(heard.evidence)["кошеде"] > 0 > dict(heard.evidence)["вода"]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_makes_more_than_bounded_work(name):
    assert len(tongue_of(HOSTILE[name]).evidence) <= MOST_HEARD


@given(st.text(max_size=80))
def test_any_text_has_a_language_and_a_confidence(text):
    heard = tongue_of(text)
    assert heard.tongue in Tongue
    assert 0.0 <= heard.confidence <= 1.0
