"""What a text is about, by the words of the catalogue."""

import subprocess
import sys
import time

import pytest

from config.catalogues import read_catalogues
from desk.readings import Surroundings
from desk.topics import Topic, Topics
from language.topics import TopicReader
from language.words import words


@pytest.fixture(scope="module")
def shipped():
    return TopicReader(read_catalogues(None).topics)


def topic(id, parent=None, kk=(), ru=(), without=()):
    return Topic(id, {"kk": id, "ru": id}, parent, words={"kk": tuple(kk), "ru": tuple(ru)}, without={"ru": without})


@pytest.fixture(scope="module")
def small():
    return TopicReader(
        Topics(
            [
                topic("utilities", ru=["вода"]),
                topic("water", "utilities", ["су жоқ", "құбыр* жарыл*"], ["нет вода", "труба прорвать"]),
                topic("heat", "utilities", ["жылу*"], ["отопление"]),
                topic("roads", kk=["жол"], ru=["дорога"]),
                topic("potholes", "roads", ["шұңқыр*"], ["яма", "дорога сломан"], without=["выгребная"]),
                topic("waste", ru=["мусор"]),
            ]
        )
    )


def read(reader, text, **around):
    return reader.read(text, words(text), Surroundings(**around))


def first(reader, text, **around):
    found = read(reader, text, **around)
    return found[0].id if found else None


@pytest.mark.parametrize(
    "text",
    [
        "Көшеде құбыр жарылды, су ағып жатыр",
        "Кошеде кубыр жарылды, су агып жатыр",
        "Koshede qubyr jaryldy, su agyp jatyr",
        "Көшеде құбыры жарылып кетіпті",
        "На улице прорвало трубу, бежит вода",
        "на улице трубы прорвало, вода бежит",
    ],
)
def test_a_burst_pipe_is_one_topic_in_every_language_and_row_of_letters(shipped, text):
    assert first(shipped, text) == "water-leak"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Воды нет третий день", "water"),
        ("нету воды", "water"),
        ("отключили воду", "water"),
        ("Дорогу разбили, яма на яме", "potholes"),
        ("Жылу берілмейді", "heat"),
        ("жылы сөздер айтты", None),
        ("Отопленние не дали", "heat"),
        ("атапление не дали", "heat"),
        ("vody net", "water"),
        ("", None),
        ("😀😀", None),
    ],
)
def test_words_are_known_in_every_form_near_each_other_and_misspelled(small, text, expected):
    assert first(small, text) == expected


def test_the_words_that_spoke_are_told_as_they_stand_in_the_text(small):
    found = read(small, "Добрый день! ВОДЫ опять НЕТ, и мусор.")

    assert found[0].words == ("ВОДЫ", "НЕТ")
    assert found[0].group == "utilities"
    assert [each.group for each in found] == ["utilities", "waste"]


def test_scores_fall_and_lie_between_nothing_and_one(shipped):
    found = read(shipped, "Нет воды, ямы на дорогах, мусор не вывозят, собаки бегают, автобус не ходит")
    scores = [each.score for each in found]

    assert scores == sorted(scores, reverse=True)
    assert all(0 < score < 1 for score in scores)


def test_a_topic_beats_its_group(small):
    assert first(small, "вода") == "utilities"
    assert first(small, "воды нет") == "water"


def test_what_is_excepted_does_not_speak(small):
    assert first(small, "Всё есть, кроме отопления. И мусор") == "waste"
    assert first(small, "Жолдан басқа бәрі жақсы") is None


def test_counter_words_near_a_word_silence_it(small):
    assert first(small, "выгребная яма") is None
    assert first(small, "яма на дороге") == "potholes"


def test_the_topic_of_a_source_speaks_only_where_words_say_little(small):
    assert first(small, "Что у нас сегодня?", topic="roads") == "roads"
    assert read(small, "Что у нас сегодня?", topic="roads")[0].words == ()
    assert first(small, "Отопления нет", topic="roads") == "heat"
    assert first(small, "Отопления нет", topic="no-such-topic") == "heat"


def test_a_retired_topic_is_not_found():
    gone = Topic("gone", {"kk": "x", "ru": "x"}, retired=True, words={"ru": ("яма",)})

    assert read(TopicReader(Topics([gone])), "яма") == ()


def test_other_words_are_another_version_and_other_names_are_not(small):
    def reader(word, name="x"):
        return TopicReader(Topics([Topic("a", {"kk": name, "ru": name}, words={"ru": (word,)})]))

    assert reader("яма").version != reader("люк").version
    assert reader("яма").version == reader("яма", "y").version


def test_every_example_of_the_catalogue_is_read_as_its_group(shipped):
    topics = read_catalogues(None).topics
    asked = [
        (topics.group_of(each.id), text) for each in topics.values() for of in each.phrases.values() for text in of
    ]
    wrong = [(group, text) for group, text in asked if not (found := read(shipped, text)) or found[0].group != group]

    assert len(wrong) <= 0.06 * len(asked), wrong


@pytest.mark.parametrize(
    "text",
    [
        "\ud800 воды нет \udfff",
        "вода" + "\u0301" * 20_000,
        "воды нет " * 12_000,
        "н" * 100_000,
        "нет " * 25_000,
        "\u202eводы\u202c н\u0435\u0442 voda вoda",
    ],
    ids=["surrogates", "marks", "long", "one-word", "same-word", "mixed"],
)
def test_no_text_breaks_it_or_takes_long(shipped, text):
    found = words(text)
    begun = time.process_time()
    shipped.read(text, found)

    assert time.process_time() - begun < 0.05


def test_every_process_finds_the_same():
    script = (
        "from config.catalogues import read_catalogues\n"
        "from language.topics import TopicReader\nfrom language.words import words\n"
        "reader = TopicReader(read_catalogues(None).topics)\n"
        "texts = ['Нет воды и ямы на дороге, мусор', 'Жол нашар, қоқыс көп, балабақша жоқ']\n"
        "print(reader.version, [reader.read(text, words(text)) for text in texts])"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(told) == 1
