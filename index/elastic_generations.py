"""Generations in Elasticsearch: numbered indices, and the aliases that say which answers and which is being filled."""

from __future__ import annotations

from dataclasses import dataclass

from elasticsearch import BadRequestError, Elasticsearch

from desk.errors import N_, OldIndex, SearchError
from index.elastic_faults import MAJOR, MISSING, OTHER_SCHEMA, TOO_OLD, type_of
from index.elastic_schema import SCHEMA, body, every, index_name, live, next_, number_of
from index.fields import KINDS

SUPERSEDED = N_("another rebuild of the index began: this one gives way")


@dataclass(frozen=True)
class Generations:
    """The indices of one prefix. Any method may raise what the client raises; those that say so SearchError."""

    client: Elasticsearch
    prefix: str
    url: str
    analyser_version: str

    def greet(self) -> None:
        """Raise SearchError unless the server is one that the client understands."""
        version = str(self.client.info()["version"]["number"])
        if version.partition(".")[0] != str(MAJOR):
            raise SearchError(TOO_OLD, url=self.url, major=MAJOR)

    def prepare(self) -> None:
        """Make empty indices where there are none. Raises OldIndex when they are of another version of Nazar."""
        self.greet()
        for kind in KINDS:
            alias = live(self.prefix, kind)
            if not self.client.indices.exists_alias(name=alias):
                self._first(kind)
            for made in self.client.indices.get_mapping(index=alias).values():
                if made["mappings"].get("_meta", {}).get("schema") != SCHEMA:
                    raise OldIndex(OTHER_SCHEMA, url=self.url, prefix=alias)

    def is_filling(self, kind: str) -> bool:
        """Is a rebuild under way, so that writes must go there too?"""
        return bool(self.client.indices.exists_alias(name=next_(self.prefix, kind)))

    def begin(self) -> int:
        """The number of a new empty generation that from now on takes every write too; leftovers of others go."""
        self.greet()
        known = self._known()
        number = max(map(number_of, known), default=0) + 1
        answering = {live(self.prefix, kind) for kind in KINDS}
        for kind in KINDS:
            name = index_name(self.prefix, kind, number)
            self.client.indices.create(index=name, **body(self.analyser_version, refreshing=False))
        leftover = [name for name, aliases in known.items() if not answering & aliases]
        actions: list[dict[str, object]] = [{"remove_index": {"index": name}} for name in leftover]
        for kind in KINDS:
            name = index_name(self.prefix, kind, number)
            actions.append({"add": {"index": name, "alias": next_(self.prefix, kind)}})
        self.client.indices.update_aliases(actions=actions)
        return number

    def must_fill(self, number: int) -> None:
        """Raise SearchError unless this is the generation being filled."""
        known = self._known()
        for kind in KINDS:
            if next_(self.prefix, kind) not in known.get(index_name(self.prefix, kind, number), ()):
                raise SearchError(SUPERSEDED)

    def swap_to(self, number: int) -> None:
        """Let this generation answer, for all kinds in one step, then drop what answered before. Raises SearchError."""
        self.must_fill(number)
        names = [index_name(self.prefix, kind, number) for kind in KINDS]
        self.client.indices.put_settings(index=",".join(names), settings={"index": {"refresh_interval": None}})
        self.client.indices.refresh(index=",".join(names))
        known = self._known()
        before: list[str] = []
        actions: list[dict[str, object]] = []
        for kind, name in zip(KINDS, names, strict=True):
            alias = live(self.prefix, kind)
            answered = [other for other, aliases in known.items() if alias in aliases]
            before += answered
            actions += [{"remove": {"index": other, "alias": alias}} for other in answered]
            actions.append({"remove": {"index": name, "alias": next_(self.prefix, kind)}})
            actions.append({"add": {"index": name, "alias": alias}})
        self.client.indices.update_aliases(actions=actions)
        if before:
            # Not in the same step: searches would still come to an index that is closing.
            self.client.indices.delete(index=",".join(before), ignore_unavailable=True)

    def answering(self, kind: str) -> str:
        """The name of the index that answers. Raises SearchError when it is gone."""
        alias = live(self.prefix, kind)
        for name, aliases in self._known().items():
            if alias in aliases:
                return name
        raise SearchError(MISSING, url=self.url, prefix=alias)

    def _known(self) -> dict[str, set[str]]:
        found = self.client.indices.get_alias(index=every(self.prefix), allow_no_indices=True)
        return {name: set(about["aliases"]) for name, about in found.items()}

    def _first(self, kind: str) -> None:
        number = max(map(number_of, self._known()), default=0) + 1
        made = body(self.analyser_version, refreshing=True) | {"aliases": {live(self.prefix, kind): {}}}
        try:
            self.client.indices.create(index=index_name(self.prefix, kind, number), **made)
        except BadRequestError as error:
            if type_of(error.body) != "resource_already_exists_exception":
                raise  # another process was faster: that is as good
