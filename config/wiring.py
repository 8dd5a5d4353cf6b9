"""The one place that builds the parts of an installation and hands them out."""

from __future__ import annotations

import getpass
import os
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from config.keys import key_file, make_key, read_key
from config.own_stems import use_own_stems
from desk.catalogues import CatalogueRow
from desk.errors import N_, ConfigError, NotAllowed
from desk.grants import actor_of
from desk.inbox import Inbox
from desk.people import Mask
from desk.ports import Clock, Records, SearchIndex
from desk.roles import Actor, operator
from desk.rules import Rules
from desk.sources import OfficialVoice
from desk.terms import TermKind, Urgency, due_at
from desk.territories import COUNTRY
from desk.users import User

if TYPE_CHECKING:
    from pydantic import SecretStr

    from config.catalogues import Catalogues
    from config.settings import Settings
    from desk.casework import Casework
    from desk.letterwork import Letterwork
    from desk.longwork import Longwork
    from desk.matching import Matching
    from desk.relay import Relay
    from desk.rereading import Rereading
    from desk.sourcework import Sourcework
    from language.kept_words import KeptWords
    from language.reading import TextReader
    from language.topic_models import TopicModel
    from store import SqlStore
    from store.health import Health

JOURNAL_HEAD = "journal-head.json"
"""The file of the data folder that keeps how long the journal is and its last hash."""
LOOK_AGAIN_SECONDS = 2.0
MODEL_AGAIN_SECONDS = 60.0
"""How long a process may go on with catalogues that were changed on the desk by another one."""
T = TypeVar("T")
Seen = tuple[Sequence[CatalogueRow], str | None]
"""What the kept catalogues were read with: the desk's own rows and the installation's territory."""
RELAY_LEASE = timedelta(seconds=20)
"""What a killed process had claimed is free after this. Shorter than `drain` waits, so that an import beside it ends
level; longer than any batch takes, and a batch that is brought twice does no harm."""
KEY_PROOF = "nazar"
"""What the kept fingerprint of the secret key is the keyed hash of."""


def utc_now() -> datetime:
    """The present moment: the only place that reads the machine's clock for the desk."""
    return datetime.now(UTC)


def open_parts(settings: Settings, now: Clock = utc_now) -> Parts:
    """The parts of this installation; each is built when it is first asked for. Close them, or use `with`."""
    return Parts(settings, now)


class Parts:
    """Everything that faces, collectors and the worker work with. Safe to share between threads of one process.

    Any of the parts may raise ConfigError (settings or catalogues), StoreError or SearchError when it is first used.
    """

    def __init__(self, settings: Settings, now: Clock = utc_now) -> None:
        use_own_stems(settings.data_dir)
        self.settings = settings
        self.now = now
        self._lock = threading.RLock()
        self._built: dict[str, Any] = {}
        self._catalogues: tuple[Seen, Catalogues] | None = None
        self._looked_at = 0.0
        self._reader: tuple[Catalogues, TopicModel | None, TextReader] | None = None
        self._model: tuple[float, TopicModel | None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give back connections and files. The parts must not be used afterwards."""
        with self._lock:
            index, store = self._built.pop("index", None), self._built.pop("store", None)
            self._built.clear()
        if index is not None:
            index.close()
        if store is not None:
            store.dispose()

    @property
    def store(self) -> SqlStore:
        """The truth."""
        from store import open_store

        head = self.settings.data_dir / JOURNAL_HEAD
        return self._once("store", lambda: open_store(self.settings.store_url, journal_head=head, now=self.now))

    def has_store(self) -> bool:
        """Is there a database to ask? False before the first start of an installation that keeps a file of its own."""
        return self.settings.database_url is not None or (self.settings.data_dir / "nazar.db").is_file()

    @property
    def index(self) -> SearchIndex:
        """The search engine that the settings choose."""
        from index import open_index

        at = self.settings

        def build() -> SearchIndex:
            return open_index(
                at.index_dir,
                url=at.elasticsearch_url,
                prefix=at.elasticsearch_prefix,
                user=at.elasticsearch_user,
                password=_revealed(at.elasticsearch_password),
                api_key=_revealed(at.elasticsearch_api_key),
                ca_file=at.elasticsearch_ca_file,
                read=self.kept_words,
            )

        return self._once("index", build)

    @property
    def kept_words(self) -> KeptWords:
        """Reads words for the index, and remembers those of texts that were just read for the desk."""
        from language.kept_words import KeptWords
        from language.words import words

        return self._once("kept_words", lambda: KeptWords(words))

    @property
    def mask(self) -> Mask:
        """Makes the aliases of authors. Raises ConfigError when the key is not the one this installation began with."""
        from language.personal import covered

        return self._once("mask", lambda: Mask(self._key(), covered))

    @property
    def inbox(self) -> Inbox:
        """The door that every post comes through."""
        return Inbox(self.store, self.now, self.resident_due, self.is_restricted, self.voices, self.reader)

    @property
    def casework(self) -> Casework:
        """The doors of the desk."""
        from desk.casework import Casework

        return self._once("casework", lambda: Casework(self.store, self.now, self.rules, self.mask))

    @property
    def matching(self) -> Matching:
        """Proposes what may be the same matter."""
        from desk.matching import Matching
        from language.twins import alikeness
        from language.words import words

        return self._once("matching", lambda: Matching(self.casework, self.index, words, alikeness))

    @property
    def sourcework(self) -> Sourcework:
        """The doors of sources."""
        from desk.sourcework import Sourcework

        return Sourcework(self.store, self.now, self.territory, self._is_territory, self.mask.digest, self.resident_due)

    @property
    def letterwork(self) -> Letterwork:
        """The doors of dead letters."""
        from desk.letterwork import Letterwork

        return Letterwork(self.store, self.now, self.territory)

    @property
    def longwork(self) -> Longwork:
        """The book of long work."""
        from desk.longwork import Longwork

        return Longwork(self.store, self.now, self.territory)

    @property
    def reread(self) -> Rereading:
        """The door of reading all posts again."""
        from desk.rereading import Rereading

        return Rereading(self.store, self.now, self.territory, lambda: self.reader, self.resident_due)

    @property
    def relay(self) -> Relay:
        """Brings the index level with the store."""
        from desk.relay import Relay

        return self._once("relay", lambda: Relay(self.store, self.index, self.now, lease=RELAY_LEASE))

    def _once(self, name: str, build: Callable[[], T]) -> T:
        with self._lock:
            if name not in self._built:
                self._built[name] = build()
            part: T = self._built[name]
            return part

    def catalogues(self) -> Catalogues:
        """Territories, departments, topics, terms, calendar: as shipped, overlaid by this installation's files and by
        what the desk edited. Changes made elsewhere are seen within seconds. Raises ConfigError (file and line)."""
        from config.catalogues import read_catalogues

        with self._lock:
            if self._catalogues is not None and time.monotonic() - self._looked_at < LOOK_AGAIN_SECONDS:
                return self._catalogues[1]
            with self.store.reading() as records:
                seen = (records.catalogue_rows(), self._territory(records))
            if self._catalogues is None or self._catalogues[0] != seen:
                rows, territory = seen
                read = read_catalogues(self.settings.config_dir, rows, zone=self.settings.zone, territory=territory)
                self._catalogues = (seen, read)
            self._looked_at = time.monotonic()
            return self._catalogues[1]

    @property
    def reader(self) -> TextReader:
        """Reads texts by the catalogues that hold now and for the places of this installation. Raises ConfigError."""
        from config.reading import standing_reader

        with self._lock:
            catalogues, model = self.catalogues(), self.topic_model()
            if self._reader is None or self._reader[0] is not catalogues or self._reader[1] is not model:
                self._reader = (catalogues, model, standing_reader(catalogues, self.territory(), model))
            return self._reader[2]

    def reader_by(self, catalogues: Catalogues) -> TextReader:
        """As `reader`, by catalogues that may never hold: to see what they would do. Raises ConfigError."""
        from config.reading import reader_of

        return reader_of(catalogues, self.territory(), self.topic_model())

    def topic_model(self) -> TopicModel | None:
        """What was learned of topics and does better than the words of the catalogue; a new one is seen in a minute."""
        from config.topic_learning import model_of

        with self._lock:
            if self._model is None or time.monotonic() - self._model[0] > MODEL_AGAIN_SECONDS:
                with self.store.reading() as records:
                    kept = records.newest_topic_model()
                known = self._model[1] if self._model is not None else None
                is_known = kept is not None and known is not None and kept.version == known.version
                self._model = (time.monotonic(), known if is_known else model_of(kept))
            return self._model[1]

    def forget_topic_model(self) -> None:
        """Look for a newer model at the next question: for who has just learned one."""
        with self._lock:
            self._model = None

    def forget_catalogues(self) -> None:
        """Read the catalogues again at the next question: for who has just changed them."""
        with self._lock:
            self._looked_at = 0.0

    def rules(self) -> Rules:
        """What every decision of the desk is made by, as it holds now. Raises ConfigError."""
        catalogues = self.catalogues()
        return Rules(
            catalogues.calendar,
            catalogues.terms,
            catalogues.topics,
            catalogues.departments,
            self.settings.four_eyes,
        )

    def resident_due(
        self, published_at: datetime, territory: str, topic: str | None, urgency: Urgency = Urgency.ORDINARY
    ) -> datetime:
        """The resident's term of a post that nobody has sorted yet."""
        catalogues = self.catalogues()
        rule = catalogues.terms.rule(TermKind.RESIDENT, urgency, topic)
        if rule is None:
            raise ConfigError(N_("the catalogue of terms gives no resident's term"))
        return due_at(rule, published_at, catalogues.calendar)

    def is_restricted(self, topic: str | None) -> bool:
        """May only named roles see this topic?"""
        return topic in self.catalogues().topics.restricted

    def voices(self) -> Sequence[OfficialVoice]:
        """The accounts that answer for us."""
        with self.store.reading() as records:
            return records.official_voices()

    def territory(self) -> str:
        """The territory of this installation; the whole country until somebody set another."""
        with self.store.reading() as records:
            return self._territory(records) or COUNTRY

    def _is_territory(self, code: str) -> bool:
        return code in self.catalogues().territories

    def _territory(self, records: Records) -> str | None:
        kept = records.installation().get("territory")
        return self.settings.territory or (str(kept) if kept else None)

    def actor(self, login: str | None = None) -> Actor:
        """Who acts: the user with this login, or the operator at this console. Raises NotFound, NotAllowed."""
        if login is None:
            return operator(system_user())
        with self.store.reading() as records:
            user = records.user(login)
        if user.disabled:
            raise NotAllowed(N_("the user {login} is disabled"), login=login)
        return self.make_actor(user)

    def make_actor(self, user: User) -> Actor:
        """The user with their rights, each with its whole subtree of departments and topics."""
        catalogues = self.catalogues()
        return actor_of(user, catalogues.departments, catalogues.topics)

    def _key(self) -> bytes:
        with self.store.reading() as records:
            kept = records.installation().get("key_proof")
        path = key_file(self.settings.data_dir, self.settings.secret_key_file)
        key = read_key(path)
        if key is None and kept is not None:
            raise ConfigError(N_("the secret key {path} is gone: put the kept copy back"), path=path)
        key = key or make_key(path)
        proof = Mask(key).digest(KEY_PROOF)
        if kept is None:
            with self.store.writing() as records:
                kept = keep_proof(records, proof)
        if kept != proof:
            raise ConfigError(
                N_("the secret key {path} is not the one this installation began with: put that one back"),
                path=path,
            )
        return key


def database_health(parts: Parts) -> Health:
    """Which database it is, and what its clock says. Raises StoreError."""
    from store.health import health_of

    return health_of(parts.store)


def keep_proof(records: Records, proof: str) -> str:
    """Remember the fingerprint of the secret key; the one that is kept, if another process was faster."""
    kept = records.installation().get("key_proof")
    if kept is None:
        records.keep_installation({"key_proof": proof})
    return proof if kept is None else str(kept)


def _revealed(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()


def system_user() -> str:
    """Who is signed in to this machine; a number where the machine knows no name (a container)."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
