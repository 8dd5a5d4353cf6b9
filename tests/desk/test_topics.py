"""Topics, their owners and who may see them."""

import pytest

from desk.errors import ConfigError
from desk.topics import Topic, Topics


def topic(id, parent=None, **more):
    return Topic(id, {"kk": id, "ru": f"тема {id}"}, parent, **more)


@pytest.fixture
def topics():
    return Topics(
        [
            topic("health", department="clinic", restricted=True),
            topic("health-ambulance", "health"),
            topic("roads", department="roads"),
            topic("roads-lights", "roads", department="power"),
            topic("other"),
        ]
    )


@pytest.mark.parametrize(
    ("id", "owner"),
    [
        ("health", "clinic"),
        ("health-ambulance", "clinic"),
        ("roads-lights", "power"),
        ("other", None),
        ("gone", None),
        (None, None),
    ],
)
def test_a_topic_belongs_to_its_own_department_else_to_its_groups(topics, id, owner):
    assert topics.department_of(id) == owner


def test_what_is_below_a_restricted_topic_is_restricted_too(topics):
    assert topics.restricted == {"health", "health-ambulance"}


def test_groups_and_what_stands_below_them(topics):
    assert [each.id for each in topics.children_of(None)] == ["health", "roads", "other"]
    assert topics.within("roads") == {"roads", "roads-lights"}
    assert topics.parents["roads-lights"] == "roads"


def test_a_topic_cannot_stand_below_itself():
    with pytest.raises(ConfigError, match="the topic a cannot stand below b"):
        Topics([topic("a", "b"), topic("b", "a")])


def test_a_topic_belongs_to_the_topmost_above_it(topics):
    assert [topics.group_of(id) for id in ("roads-lights", "roads", "nowhere")] == ["roads", "roads", "nowhere"]
