"""Topics learned from what people corrected: better than the words alone on texts not seen, or not used."""

import json
import subprocess
import sys

import pytest

from desk.topics import Topic, Topics
from language.learning import ENOUGH, Example, is_right, learn
from language.topic_models import TopicModel
from language.topics import TopicReader
from language.words import words


def topic(id, parent=None, *said):
    return Topic(id, {"kk": id, "ru": id}, parent, words={"ru": said} if said else {})


TOPICS = Topics(
    [
        topic("roads", None, "дорога"),
        topic("potholes", "roads", "яма"),
        topic("water", None, "вода"),
        topic("dogs", None, "собака"),
    ]
)
STREETS = ("Абая", "Сатпаева", "Гоголя", "Жандосова", "Толе би", "Садовая", "Мира")
SLANG = (
    ("potholes", "На {} убитый асфальт, подвеска стучит"),
    ("potholes", "Колесо пробил на {}, латайте уже"),
    ("water", "На {} кран пустой, помыться нечем"),
    ("water", "Опять сухо в кране на {}"),
    ("dogs", "Шарик с {} опять кидается на людей"),
    ("dogs", "Стая лает на {} всю ночь"),
)
"""What people mean though no word of the catalogue says it."""


def corrections(count):
    rows = [Example(text.format(street), topic) for street in STREETS for topic, text in SLANG]
    return (rows * (count // len(rows) + 1))[:count]


@pytest.fixture(scope="module")
def learned():
    return learn(corrections(ENOUGH), TOPICS)


def first(reader, text):
    found = reader.read(text, words(text))
    return found[0].id if found else None


def test_what_the_words_do_not_know_is_learned_and_the_version_says_so(learned):
    reader = TopicReader(TOPICS, learned.model)

    assert first(TopicReader(TOPICS), "на Пушкина подвеска стучит") is None
    assert first(reader, "на Пушкина подвеска стучит") == "potholes"
    assert reader.by == learned.version
    assert learned.version.startswith(f"learned-{ENOUGH}-")
    assert learned.version in reader.version


def test_the_figures_are_those_of_corrections_it_was_not_fitted_to(learned):
    assert learned.figures["corrections"] == ENOUGH
    assert learned.figures["accuracy"] > learned.figures["rules"]
    assert learned.figures["sure_right"] >= 0.85


def test_fewer_corrections_teach_nothing():
    assert learn(corrections(ENOUGH - 1), TOPICS) is None
    assert learn([Example(f"яма {number}", "potholes") for number in range(200)], TOPICS) is None


def test_where_the_words_do_as_well_no_model_is_used():
    said = [Example(f"яма {street}", "potholes") for street in STREETS] + [Example("вода", "water")] * 3
    learned = learn(said * 12, TOPICS)

    assert learned is not None
    assert learned.model is None
    assert learned.figures["rules"] == 1.0


def test_a_model_is_plain_numbers(learned):
    body = json.loads(json.dumps(learned.model.body()))
    again = TopicModel.of(learned.version, body)
    text = "Колесо пробил на Абая"

    assert TopicReader(TOPICS, again).read(text, words(text)) == TopicReader(TOPICS, learned.model).read(
        text, words(text)
    )


def test_an_empty_body_and_one_of_another_form_are_no_model():
    assert TopicModel.of("rules-100", {}) is None
    assert TopicModel.of("learned-1", {"form": 99, "topics": []}) is None


def test_a_topic_that_nobody_corrected_is_still_found_by_its_words():
    more = Topics([*TOPICS.values(), topic("noise", None, "шум", "громкая музыка")])
    learned = learn(corrections(ENOUGH), more)
    assert learned is not None

    assert first(TopicReader(more, learned.model), "Шум и громкая музыка ночью") == "noise"


def test_a_topic_that_was_taken_away_is_named_no_more(learned):
    fewer = Topics([each for each in TOPICS.values() if each.id != "dogs"])

    assert first(TopicReader(fewer, learned.model), "Стая лает на Абая всю ночь") != "dogs"


def test_where_people_named_a_group_the_words_say_which_topic_of_it():
    said = [Example(each.text, "roads" if each.topic == "potholes" else each.topic) for each in corrections(ENOUGH)]
    learned = learn(said, TOPICS)
    assert learned is not None
    reader = TopicReader(TOPICS, learned.model)

    assert first(reader, "убитый асфальт, яма") == "potholes"
    assert first(reader, "убитый асфальт, подвеска стучит") == "roads"


def test_the_words_that_spoke_for_a_learned_topic_are_told(learned):
    text = "На Абая подвеска стучит"
    found = TopicReader(TOPICS, learned.model).read(text, words(text))

    assert "подвеска" in found[0].words


def test_a_group_that_was_said_is_met_by_any_topic_of_it():
    assert is_right("potholes", "roads", TOPICS)
    assert not is_right("roads", "potholes", TOPICS)
    assert not is_right("water", "", TOPICS)


def test_applying_a_model_imports_neither_scikit_learn_nor_numpy():
    script = (
        "import sys, language.topics, language.topic_models\n"
        "print(sorted({'sklearn', 'numpy', 'scipy'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert told == "[]\n"
