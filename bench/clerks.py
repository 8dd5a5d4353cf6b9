"""Twenty people at work: each looks through the queue, picks, sorts, opens incidents and searches."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from bench.screens import PageFailed, Run, Screen

QUEUE = "queue"
WORDS = ("вода", "жарық", "дорога", "автобус", "қоқыс", "мектеп", "фонари", "жылу")
Act = Callable[[Screen, random.Random], Awaitable[Run]]


async def look_again(screen: Screen, _dice: random.Random) -> Run:
    """The same page once more."""
    return await screen.run()


async def queue(screen: Screen, _dice: random.Random) -> Run:
    """The queue from its beginning."""
    return await screen.go(QUEUE)


async def turn(screen: Screen, dice: random.Random) -> Run:
    """The next page; from the last one to the first."""
    key = f"{QUEUE}-older"
    more = screen.has(key) and not screen.widget(key).disabled
    return await (screen.press(key) if more else queue(screen, dice))


async def filter_source(screen: Screen, dice: random.Random) -> Run:
    """Only the posts of one source."""
    return await screen.fill("filter-source", dice.choice(list(screen.widget("filter-source").options)[1:]))


async def search(screen: Screen, dice: random.Random) -> Run:
    """Words in the queue."""
    return await screen.fill("filter-text", dice.choice(WORDS))


async def pick(screen: Screen, dice: random.Random) -> Run:
    """One to three posts of the page; where the list is empty the queue from its beginning."""
    ids = [each["id"] for each in screen.items(QUEUE) if each["pick"]]
    if not ids:
        return await queue(screen, dice)
    return await screen.pick(QUEUE, dice.sample(ids, min(len(ids), dice.randint(1, 3))))


async def say_what(screen: Screen, dice: random.Random) -> Run:
    """The title of the incident to be."""
    return await screen.fill("sort-title", f"Су жоқ, {dice.randint(1, 99)} үй")


async def take(screen: Screen, _dice: random.Random) -> Run:
    """The picked posts become an incident."""
    return await screen.press("sort-take")


def kind_of_work(at: int) -> Act:
    """Another thing to do with the picked posts, by its place among the pills."""

    async def choose(screen: Screen, _dice: random.Random) -> Run:
        return await screen.choose("sort-kind", screen.widget("sort-kind").options[at].content)

    return choose


async def join(screen: Screen, _dice: random.Random) -> Run:
    """The picked posts join the incident that is offered first."""
    return await screen.press("sort-join")


async def set_aside(screen: Screen, _dice: random.Random) -> Run:
    """The picked posts are set aside."""
    return await screen.press("sort-aside")


async def incidents(screen: Screen, _dice: random.Random) -> Run:
    """The list of incidents."""
    return await screen.go("incidents")


async def open_incident(screen: Screen, dice: random.Random) -> Run:
    """One of the incidents in the list."""
    return await screen.tell("incidents", "open", dice.choice(screen.items("incidents"))["number"])


JOIN, ASIDE = 1, -2
"""Where these stand among the pills: see ui.views.queue.KINDS; not everybody has all of them."""
WAYS: tuple[tuple[int, tuple[tuple[str, Act], ...]], ...] = (
    (5, (("queue", queue), ("turn", turn), ("turn", turn), ("pick", pick))),
    (4, (("queue", queue), ("pick", pick), ("type", say_what), ("take", take))),
    (2, (("queue", queue), ("pick", pick), ("choose", kind_of_work(JOIN)), ("join", join))),
    (4, (("queue", queue), ("pick", pick), ("choose", kind_of_work(ASIDE)), ("set-aside", set_aside))),
    (2, (("queue", queue), ("filter", filter_source), ("turn", turn), ("pick", pick))),
    (2, (("queue", queue), ("search", search), ("pick", pick))),
    (3, (("incidents", incidents), ("open-incident", open_incident))),
)
"""What people do, and how often: weight → the steps, each an act of its own."""


@dataclass
class Watch:
    """What was seen: runs by the name of the act, and what failed."""

    runs: dict[str, list[Run]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    refused: int = 0
    """Deeds that lost a race with a colleague: the page said so, as it should."""

    def note(self, name: str, run: Run) -> None:
        """One more run."""
        self.runs.setdefault(name, []).append(run)


async def work(screen: Screen, watch: Watch, dice: random.Random, *, every: float, until: float) -> None:
    """Act until the moment `until` (of time.perf_counter), each act `every` seconds after the one before."""
    steps = _steps(dice)
    due = time.perf_counter() + dice.uniform(0, every)
    while True:
        now = time.perf_counter()
        if max(due, now) >= until:
            return
        await asyncio.sleep(max(0.0, due - now))
        name, act = next(steps)
        try:
            watch.note(name, await act(screen, dice))
        except PageFailed as failure:
            # The widget is not there: a colleague took the posts meanwhile, and the page says so.
            watch.refused += 1
            steps = _steps(dice)
            if str(failure).startswith("the page says"):
                watch.failures.append(f"{name}: {failure}")
        except Exception as failure:
            watch.failures.append(f"{name}: {type(failure).__name__} {failure}")
            return
        due = max(due + every, time.perf_counter())


def _steps(dice: random.Random) -> Iterator[tuple[str, Act]]:
    while True:
        yield from dice.choices([steps for _weight, steps in WAYS], [weight for weight, _steps in WAYS])[0]
