"""Texts with what they are read as: a reader whose every reading a test can see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from config.wiring import Parts
from desk.posts import Post, PostKey, StoredPost
from desk.queries import PostFilter
from desk.readings import NOWHERE, Kind, PlaceFound, PlaceKind, Reading, Surroundings, Tone, Tongue, TopicFound, Urgency
from desk.roles import Scope
from desk.sources import Source

DISTRICT = "113200000"

PIPE = "Абай көшесі 5-үйде құбыр жарылды, су ағып жатыр"
PIPE_READ = Reading(
    Tongue.KAZAKH,
    0.97,
    Kind.COMPLAINT,
    0.8,
    ("құбыр", "жарылды"),
    (TopicFound("utilities", "utilities", 0.9, ("құбыр", "су")), TopicFound("roads", "roads", 0.2, ("көшесі",))),
    topic_is_sure=True,
    places=(PlaceFound(PlaceKind.STREET, "Абай көшесі", None, ("Абай", "көшесі"), 0, 11),),
    tone=Tone.NEGATIVE,
    urgency=Urgency.URGENT,
    urgency_reason="flood",
    urgency_words=("ағып",),
)
UNSURE = "Фонарь у дороги упал в яму"
UNSURE_READ = Reading(
    Tongue.RUSSIAN,
    0.99,
    Kind.COMPLAINT,
    0.7,
    (),
    (TopicFound("lighting", "lighting", 0.4, ("Фонарь",)), TopicFound("roads", "roads", 0.38, ("дороги", "яму"))),
)
ADVERT = "Ремонт стиральных машин, скидка пенсионерам"
ADVERT_READ = Reading(Tongue.RUSSIAN, 0.99, Kind.SPAM, 0.97, ("Ремонт", "скидка"))
NOBODY = "тест тест"


@dataclass(frozen=True)
class Told:
    """Reads the texts it was told of; of any other it knows nothing."""

    readings: Mapping[str, Reading]
    version: str = "told-1"

    def read(self, text: str, around: Surroundings = NOWHERE) -> Reading:
        """What it was told of the text."""
        return replace(self.readings.get(text, Reading()), version=self.version)


KNOWN = Told({PIPE: PIPE_READ, UNSURE: UNSURE_READ, ADVERT: ADVERT_READ})


def write(
    parts: Parts, *texts: str, reader: Told | None = KNOWN, territory: str = DISTRICT, place: str = "-1007"
) -> None:
    """Let residents write these texts, one an hour, the newest first; a machine sets advertising aside."""
    now = datetime.now(UTC).replace(microsecond=0)
    with parts.store.writing() as records:
        source = records.keep_source(Source(f"told{place}", "import", "Чат", now, territory=territory))
    posts = [
        Post(
            PostKey("telegram", place, str(at)),
            text,
            now - timedelta(hours=at + 1),
            now,
            author_id=f"u{at}",
            author_name="Айгүл",
            place_title="Өзен тұрғындары",
        )
        for at, text in enumerate(texts)
    ]
    replace(parts.inbox, now=lambda: now, reader=reader).receive(source, posts)


def post(parts: Parts, text: str) -> StoredPost:
    """The post with this text."""
    with parts.store.reading() as records:
        return next(
            each for each in records.posts(PostFilter(), Scope.everything(), limit=100).items if each.post.text == text
        )
