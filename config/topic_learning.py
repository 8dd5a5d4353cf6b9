"""What people corrected in topics becomes a model that the reader of this installation uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from desk.readings import TopicModelKept
from language.topic_models import TopicModel

if TYPE_CHECKING:
    from config.wiring import Parts
    from desk.ports import Records
    from desk.standings import ConfirmedTopic
    from language.learning import Learned

AT_ONCE = 1_000


def model_of(kept: TopicModelKept | None) -> TopicModel | None:
    """The model that was kept; None where there is none, where the words of the catalogue do as well, or where another
    version of Nazar made it."""
    return None if kept is None else TopicModel.of(kept.version, kept.body)


def learn_topics(parts: Parts) -> TopicModelKept | None:
    """Learn from all corrections and keep what came out; None where they are too few or say nothing new.

    A model that does no better than the words of the catalogue on corrections it has not seen is kept as empty: it ends
    the use of an older one.
    """
    from language.learning import Example, learn

    with parts.store.reading() as records:
        before = records.newest_topic_model()
        if before is not None and records.count_confirmed_topics(before.made_at) == 0:
            return None
        examples = [Example(each.text, each.topic, each.around) for each in _confirmed(records)]
    learned = learn(examples, parts.catalogues().topics)
    if learned is None:
        return None
    kept = _kept(learned, parts)
    with parts.store.writing() as records:
        records.keep_topic_model(kept)
    parts.forget_topic_model()
    return kept


def _kept(learned: Learned, parts: Parts) -> TopicModelKept:
    body: dict[str, Any] = {} if learned.model is None else learned.model.body()
    return TopicModelKept(learned.version, parts.now(), body, learned.figures)


def _confirmed(records: Records) -> Iterator[ConfirmedTopic]:
    """Every person's word on a topic, in the order in which it was said: the newest count where there are many."""
    found, after = [], 0
    while chunk := records.confirmed_topics(after, AT_ONCE):
        found += chunk
        after = chunk[-1].post_id
    yield from sorted(found, key=lambda each: (each.at, each.post_id))
