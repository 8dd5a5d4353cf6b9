"""What a text is about, by the words of the catalogue and, where one was learned, by a model of corrections."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from desk.queries import Words
from desk.readings import NOWHERE, Surroundings, TopicFound
from desk.topics import Topics
from language.topic_models import TopicModel
from language.topic_rules import RuleBook, Verdict

RULES = "topics-2"
"""Names how the words of a catalogue are weighed. Raise it with every change of the result."""
SURE_FROM = 0.45
"""The score from which the rules' first topic stands by itself: right in 85 % of texts, see docs/benchmarks.md."""
DOUBT = 0.6
"""What speaks for no topic at all."""
DEFAULT = 0.4
"""What a source that has a topic says for it, where words say little."""
LEAST = 0.15
"""The least score of the rules that is told: below it nearly every text is faintly about something."""
MOST = 6
"""Topics that a reading names."""


class TopicReader:
    """Finds topics. The same catalogue, model and text give the same topics in every process.

    `sure_from` is the score from which the first topic may stand as a tag by itself; below it a person is offered the
    first two. `by` names who found them: `rules`, or the version of the model.
    """

    def __init__(self, topics: Topics, model: TopicModel | None = None) -> None:
        self._topics = topics
        self._rules = RuleBook(topics)
        self._model = model
        self.by = model.version if model is not None else "rules"
        self.sure_from = model.sure_from if model is not None else SURE_FROM
        self.version = f"{RULES}.{_digest(topics)}" + (f"+{model.version}" if model is not None else "")

    def read(self, text: str, found: Words, around: Surroundings = NOWHERE) -> tuple[TopicFound, ...]:
        """The topics, likeliest first, with the words that spoke as they stand in the text; () where nothing did.

        Linear in the length of the text, of which the first thousand words are looked at. Never raises.
        """
        verdicts = self._rules.weigh(text, found, around.topic, DEFAULT)
        topics = scored(text, found, verdicts)
        if self._model is not None:
            topics = self._model.apply(text, found, topics, self._topics)[:MOST]
        return topics

    def is_sure(self, topics: tuple[TopicFound, ...]) -> bool:
        """May the first of these topics stand by itself?"""
        return bool(topics) and topics[0].score >= self.sure_from


def scored(text: str, found: Words, verdicts: Sequence[Verdict]) -> tuple[TopicFound, ...]:
    """The best topic of each group by the share that its group has of all that was said, then the others of a group by
    their part of it; MOST of them."""
    total = DOUBT + sum({each.group: each.group_weight for each in verdicts}.values())
    best: dict[str, float] = {}
    shares = []
    for each in verdicts:
        share = each.group_weight / total
        if each.group in best:
            share *= 0.5 * each.weight / best[each.group]
        else:
            best[each.group] = each.weight or 1.0
        shares.append((-round(share, 3), each.id, each))
    return tuple(
        TopicFound(id, each.group, -share, _told(text, found, each.places)) for share, id, each in sorted(shares)[:MOST]
    )


def _told(text: str, found: Words, places: Sequence[int]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text[found.starts[place] : found.ends[place]] for place in places))


def _digest(topics: Topics) -> str:
    """Names the words of a catalogue: equal ones read alike."""
    told = [
        (each.id, each.parent, {name: list(those) for name, those in sorted(phrases.items())})
        for each in topics.values()
        if not each.retired
        for phrases in (each.words, each.without)
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:8]
