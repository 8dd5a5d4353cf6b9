"""The big search engine: Elasticsearch, one index a kind and generation behind an alias."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
from elasticsearch import Elasticsearch
from elasticsearch.serializer import OrjsonSerializer

from desk.errors import N_, SearchError
from desk.ports import SearchIndex
from desk.queries import PAGE, Document, Hit, ItemFault, Page, PostFilter, Query, WordReader
from desk.roles import Scope
from index import elastic_faults as faults
from index import elastic_schema as schema
from index.conditions import AllOf, Condition, allowed, wanted
from index.elastic_bulk import Outcome, Write, send
from index.elastic_generations import Generations
from index.elastic_queries import question, twins
from index.fields import KINDS, newest
from index.pages import COUNT_UP_TO, checked, cursor_of, page_of
from index.terms import Term, terms_of
from language.twins import bands

ASK_SECONDS = 15.0
"""How long one request may take before the client gives it up."""
SEARCH_SECONDS = 10
"""How long the server may search; half an answer is none."""
BULK_SECONDS = 60.0
_HEALTH = {
    "green": "ok",
    "yellow": "ok, without copies on other nodes",
    "red": "red: parts of the index cannot be read",
}
RETRIES = 2
"""Of a single request, at once; longer waits are the relay's."""


class ElasticIndex:
    """`desk.ports.SearchIndex` over Elasticsearch 9. Safe for many threads; nothing is asked before the first call.

    Documents carry the store's row version as an external version, so repeats and races do no harm.
    """

    def __init__(
        self,
        url: str,
        *,
        prefix: str,
        words: WordReader,
        analyser_version: str,
        user: str | None = None,
        password: str | None = None,
        api_key: str | None = None,
        ca_file: Path | None = None,
        only: int | None = None,
    ) -> None:
        try:
            self._url = faults.shown(url)
            self._client = _client(url, user=user, password=password, api_key=api_key, ca_file=ca_file)
        except ValueError as error:
            raise SearchError(faults.UNUSABLE, why=error) from error
        self._prefix = prefix
        self._words = words
        self._analyser_version = analyser_version
        self._only = only
        self._ready = only is not None
        self._generations = Generations(self._client, prefix, self._url, analyser_version)
        self._again = partial(
            ElasticIndex,
            url,
            prefix=prefix,
            words=words,
            analyser_version=analyser_version,
            user=user,
            password=password,
            api_key=api_key,
            ca_file=ca_file,
        )

    def put(self, documents: Sequence[Document]) -> list[ItemFault]:
        """Add or replace; an older version never replaces a newer one. Searchable when this returns.

        Raises SearchError when a whole request fails; some documents may be written then, which does no harm.
        """
        return [fault for kind, those in newest(documents).items() for fault in self._put(kind, those)]

    def remove(self, kind: str, ids: Sequence[int]) -> None:
        """Take documents out; unknown ids do no harm. Raises SearchError."""
        aliases = self._targets(kind)
        refused = self._send([Write(alias, id) for alias in aliases for id in sorted(set(ids))])
        if refused:
            raise SearchError(faults.REFUSED, url=self._url, code=refused[0].error)

    def search(self, query: Query, scope: Scope, *, limit: int = PAGE, after: str | None = None) -> Page[Hit]:
        """Posts, newest first, only what the scope allows. Totals are counted up to COUNT_UP_TO.

        Raises BadQuery, SearchError.
        """
        terms = terms_of(query.text, self._words)
        return self._page("post", terms, AllOf((wanted(query.posts), allowed(scope))), limit, after)

    def alike(self, text: str, posts: PostFilter, scope: Scope, *, limit: int = PAGE) -> list[Hit]:
        """Posts that may be copies of this text, the likeliest first, then the newest. Raises SearchError."""
        shared = bands(self._words(text))
        if not shared:
            return []
        asked = twins(shared, AllOf((wanted(posts), allowed(scope))))
        order = [{"_score": "desc"}, {"id": "desc"}]
        found = self._ask("post", query=asked, size=checked(limit), fields=["key"], sort=order, total=False)
        return [Hit(int(hit["_id"]), hit["_source"]["key"]) for hit in found["hits"]]

    def find_incidents(self, text: str, scope: Scope, *, limit: int = PAGE) -> Page[Hit]:
        """Incidents, newest first, only what the scope allows. Raises BadQuery, SearchError."""
        return self._page("incident", terms_of(text, self._words), allowed(scope), limit, None)

    def versions(self, kind: str, after: int, limit: int) -> list[tuple[int, int]]:
        """(id, version) with id > after, in order. Raises SearchError."""
        asked = {"range": {"id": {"gt": after}}}
        found = self._ask(kind, query=asked, size=limit, sort=[{"id": "asc"}], fields=["version"], total=False)
        return [(int(hit["_id"]), hit["_source"]["version"]) for hit in found["hits"]]

    def begin_generation(self) -> ElasticIndex:
        """An empty generation to fill; until it is swapped in, `put` and `remove` here write to it too."""
        with self._in_words():
            return self._again(only=self._generations.begin())

    def swap_to(self, generation: SearchIndex) -> None:
        """Let the filled generation answer, atomically; the old one is dropped. Raises SearchError."""
        if not isinstance(generation, ElasticIndex) or generation._only is None:
            raise SearchError(N_("only a generation that was begun here can be swapped in"))
        with self._in_words():
            self._generations.swap_to(generation._only)
        generation.close()

    def status(self) -> Mapping[str, Any]:
        """Engine, version, generation, analyser version, documents, size in bytes, health in words."""
        self._prepare()
        with self._in_words():
            names = {kind: self._generations.answering(kind) for kind in KINDS}
            counts = {kind: int(self._client.count(index=name)["count"]) for kind, name in names.items()}
            both = ",".join(names.values())
            size = self._client.indices.stats(index=both, metric="store")["_all"]["total"]["store"]["size_in_bytes"]
            meta = self._client.indices.get_mapping(index=names["post"])[names["post"]]["mappings"]["_meta"]
            colour = self._client.cluster.health(index=both)["status"]
            version = self._client.info()["version"]["number"]
            filling = self._generations.is_filling("post")
        rebuilt = meta["analyser_version"] == self._analyser_version
        return {
            "engine": "elasticsearch",
            "version": version,
            "generation": names["post"],
            "identity": meta["identity"],
            "filling": filling,
            "analyser_version": meta["analyser_version"],
            "analyser_is_current": rebuilt,
            "documents": sum(counts.values()),
            "posts": counts["post"],
            "incidents": counts["incident"],
            "size_bytes": size,
            "health": _HEALTH[colour] if rebuilt else "the words are read differently now: rebuild",
        }

    def tidy(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Nothing to do: the engine merges its segments by itself."""

    def close(self) -> None:
        """Give back the connections."""
        self._client.close()

    def _page(self, kind: str, terms: Sequence[Term], condition: Condition, limit: int, after: str | None) -> Page[Hit]:
        size, below = checked(limit), cursor_of(after)
        found = self._ask(kind, query=question(terms, condition), size=size + 1, fields=["key"], below=below)
        hits = [Hit(int(hit["_id"]), hit["_source"]["key"]) for hit in found["hits"]]
        return page_of(hits, found["total"]["value"], size)

    def _ask(
        self,
        kind: str,
        *,
        query: Mapping[str, Any],
        size: int,
        fields: Sequence[str],
        sort: Sequence[Mapping[str, str]] = ({"id": "desc"},),
        below: int | None = None,
        total: bool = True,
    ) -> Any:
        self._prepare()
        with self._in_words():
            if self._only is not None:
                self._client.indices.refresh(index=self._reading(kind))
            answer = self._client.search(
                index=self._reading(kind),
                query=query,
                size=size,
                sort=list(sort),
                search_after=None if below is None else [below],
                source_includes=list(fields),
                track_total_hits=COUNT_UP_TO + 1 if total else False,
                timeout=f"{SEARCH_SECONDS}s",
                allow_partial_search_results=False,
            )
            if answer["timed_out"]:
                raise SearchError(faults.TOO_SLOW, url=self._url)
            return answer["hits"]

    def _put(self, kind: str, documents: Sequence[Document]) -> list[ItemFault]:
        by_id = {each.id: each for each in documents}
        aliases = self._targets(kind)
        found: dict[int, ItemFault] = {}
        writes: list[Write] = []
        for each in documents:
            try:
                source = orjson.dumps(schema.source(each, self._words, self._analyser_version))
            except TypeError as error:
                # The error's own words would repeat the value.
                found[each.id] = _fault(each, f"cannot be kept: {type(error).__name__}", lasting=True)
                continue
            writes += [Write(alias, each.id, each.version, source) for alias in aliases]
        for refused in self._send(writes):
            document = by_id[refused.write.id]
            found[document.id] = _fault(document, refused.error or "", lasting=refused.lasting)
        return list(found.values())

    def _send(self, writes: Sequence[Write]) -> list[Outcome]:
        """Write, and give what was refused. Raises SearchError when the index is gone."""
        if not writes:
            return []
        client = self._client.options(request_timeout=BULK_SECONDS, max_retries=0)
        with self._in_words():
            outcomes = send(client, writes, refresh=self._only is None)
        taken = {outcome.write.id for outcome in outcomes if outcome.error is None}
        for outcome in outcomes:
            # Where a rebuild swaps just then, one of the two aliases is gone and the other one is what answers now.
            if outcome.missing and outcome.write.id not in taken:
                raise SearchError(faults.MISSING, url=self._url, prefix=outcome.write.alias)
        return [outcome for outcome in outcomes if outcome.error is not None and not outcome.missing]

    def _targets(self, kind: str) -> list[str]:
        """The aliases that a write goes to."""
        self._prepare()
        with self._in_words():
            if self._only is not None:
                self._generations.must_fill(self._only)
                return [schema.next_(self._prefix, kind)]
            return list(self._aliases(kind)) if self._generations.is_filling(kind) else [self._reading(kind)]

    def _aliases(self, kind: str) -> tuple[str, str]:
        return schema.next_(self._prefix, kind), schema.live(self._prefix, kind)

    def _reading(self, kind: str) -> str:
        if self._only is not None:
            return schema.index_name(self._prefix, kind, self._only)
        return schema.live(self._prefix, kind)

    def _prepare(self) -> None:
        if not self._ready:
            with self._in_words():
                self._generations.prepare()
            self._ready = True

    def _in_words(self) -> AbstractContextManager[None]:
        return faults.in_words(self._url, self._prefix)


def _fault(document: Document, error: str, *, lasting: bool) -> ItemFault:
    return ItemFault(document.kind, document.id, document.version, error, lasting)


def _client(
    url: str, *, user: str | None, password: str | None, api_key: str | None, ca_file: Path | None
) -> Elasticsearch:
    parts = urlsplit(url)
    host = url if parts.port else parts._replace(netloc=f"{parts.netloc}:{faults.PORTS[parts.scheme]}").geturl()
    ways: dict[str, Any] = {}
    if api_key:
        ways["api_key"] = api_key
    elif user:
        ways["basic_auth"] = (user, password or "")
    if ca_file is not None and parts.scheme == "https":
        _must_hold_certificates(ca_file)
        ways["ca_certs"] = str(ca_file)
    return Elasticsearch(
        host,
        request_timeout=ASK_SECONDS,
        max_retries=RETRIES,
        retry_on_timeout=False,
        retry_on_status=(429, 502, 503, 504),
        serializer=OrjsonSerializer(),
        **ways,
    )


def _must_hold_certificates(ca_file: Path) -> None:
    try:
        ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise ValueError(f"{ca_file} cannot be read as a file of certificates (PEM)") from error
