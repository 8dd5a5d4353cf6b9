"""How soon somebody must act: danger words beside the thing they are said of, now, and not denied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from desk.queries import Words
from desk.readings import Kind, TopicFound, Urgency
from desk.urgencies import UrgencyRule, UrgencyRules
from language.cues import Sign, Table, evidence

NEAR = 6
"""Words that may stand between a thing and what happened to it, and between either and what silences a rule."""
LONG_AGO = 8
"""Words between a danger and what says that it is over."""
SURE = 0.5
"""The score from which a topic counts as the thing."""
MOST = 20
"""Signs of one sort that are looked at."""
CALM = frozenset((Kind.SPAM, Kind.THANKS))
"""Kinds of texts that call nobody."""

NOT_NOW: Table = {
    "denied before": {"ru": "=не, =нет, =без, не было, никакого", "kk": ""},
    "denied behind": {
        "ru": "=нет, =нету, =не =обнаружено, не обнаруж*, не было, не подтверд*, отсутств*, =исключен*",
        "kk": "жоқ, емес, болған жоқ, болып жатқан жоқ, болмады, анықталма*, байқалма*",
    },
    "over": {
        "ru": """
            в прошлом году, в прошлом месяце, в позапрошлом, лет назад, год назад, месяц назад, учения, учебная тревога,
            учебн*, тренировк*, урок о, лекци*, профилактик*, памятк*, потушил*, потушен*, ликвидирован*, ликвидировал*,
            устранил*, устранен*, проверка завершена, вспоминаем, что делать при, во избежание, правила безопасности
        """,
        "kk": """
            былтыр, өткен жылы, жыл бұрын, ай бұрын, оқу жаттығу*, жаттығу*, сөндірілді, жойылды, жөнделді, дәріс*,
            сабақ өт*, алдын алу, ереже*, қалпына келтірілді
        """,
    },
}
"""What takes a danger back. A sign stands beside it, with nothing but a space between; `over` somewhere near."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """How soon, by which rule, and the words that spoke. Ordinary texts have no reason."""

    level: Urgency = Urgency.ORDINARY
    reason: str = ""
    words: tuple[str, ...] = ()


def table_of(rules: UrgencyRules) -> Table:
    """The phrases of the rules, named `rule:part`."""
    parts = ("say", "of", "near", "unless")
    return {
        f"{rule.id}:{part}": {language: ",".join(phrases) for language, phrases in getattr(rule, part).items()}
        for rule in rules.values()
        for part in parts
    }


def urgency_of(
    text: str, found: Words, signs: Iterable[Sign], rules: UrgencyRules, topics: Sequence[TopicFound], kind: Kind
) -> Alarm:
    """The alarm of the gravest rule that speaks, the first in their order of equals. Never raises."""
    if kind in CALM:
        return Alarm()
    by_name: dict[str, list[Sign]] = {}
    for sign in signs:
        by_name.setdefault(sign.name, []).append(sign)
    about = {each.id for each in topics[:2] if each.score >= SURE}
    best = Alarm()
    for rule in _heard(rules, by_name):
        if _GRAVITY[rule.level] <= _GRAVITY[best.level]:
            continue
        for spoke in _spoken(rule, by_name, about):
            if not _is_taken_back(text, found, rule, spoke, by_name):
                best = Alarm(rule.level, rule.id, evidence(text, found, sorted(spoke, key=lambda each: each.first)))
                break
    return best


def _heard(rules: UrgencyRules, by_name: Mapping[str, list[Sign]]) -> Iterator[UrgencyRule]:
    """The rules that something in the text may belong to, in their order."""
    named = {name.partition(":")[0] for name in by_name if ":" in name}
    return (rules[id] for id in rules if id in named)


def _spoken(rule: UrgencyRule, by_name: Mapping[str, list[Sign]], about: set[str]) -> Iterator[tuple[Sign, ...]]:
    """What speaks for the rule: one phrase, or a thing with what happened to it."""
    for sign in by_name.get(f"{rule.id}:say", ())[:MOST]:
        yield (sign,)
    happened = by_name.get(f"{rule.id}:near", ())[:MOST]
    for thing in by_name.get(f"{rule.id}:of", ())[:MOST]:
        for event in happened:
            if 0 < _between(thing, event) <= NEAR + 1:
                yield thing, event
    if about.intersection(rule.topics):
        for event in happened:
            yield (event,)


def _is_taken_back(
    text: str, found: Words, rule: UrgencyRule, spoke: tuple[Sign, ...], by_name: Mapping[str, list[Sign]]
) -> bool:
    def near(name: str, most: int) -> bool:
        return any(0 < _between(each, sign) <= most + 1 for each in spoke for sign in by_name.get(name, ())[:MOST])

    if near(f"{rule.id}:unless", NEAR) or near("over", LONG_AGO):
        return True
    if rule.lack:
        return False
    before = {sign.last for sign in by_name.get("denied before", ())}
    behind = {sign.first for sign in by_name.get("denied behind", ())}
    within = {at for each in spoke for at in range(each.first, each.last + 1)}
    for each in spoke:
        first, last = each.first - 1, each.last + 1
        if first in before - within and not text[found.ends[first] : found.starts[each.first]].strip():
            return True
        if last in behind - within and not text[found.ends[each.last] : found.starts[last]].strip():
            return True
    return False


def _between(one: Sign, other: Sign) -> int:
    """How far two signs stand apart: 1 side by side, 0 where they share a word."""
    return max(one.first - other.last, other.first - one.last, 0)


_GRAVITY = {Urgency.ORDINARY: 0, Urgency.URGENT: 1, Urgency.DANGER: 2}
