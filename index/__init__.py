"""Search engines: a copy of the store, arranged for finding, that can be rebuilt at any time."""

from __future__ import annotations

from pathlib import Path

from desk.ports import SearchIndex
from desk.queries import WordReader
from language.words import analyser_version, words


def open_index(
    folder: Path,
    *,
    url: str | None = None,
    prefix: str = "nazar",
    user: str | None = None,
    password: str | None = None,
    api_key: str | None = None,
    ca_file: Path | None = None,
    read: WordReader = words,
) -> SearchIndex:
    """Elasticsearch where `url` says so, else the embedded engine with its files in `folder`. Nothing is opened yet.

    `prefix` begins the names of Elasticsearch's indices; `api_key`, or `user` and `password`, open it; `ca_file` is the
    PEM of who signed its certificate. `read` gives the words of texts, as `language.words` does.
    """
    if url is None:
        from index.fts5 import Fts5Index

        return Fts5Index(folder, read, analyser_version())
    from index.elastic import ElasticIndex

    return ElasticIndex(
        url,
        prefix=prefix,
        words=read,
        analyser_version=analyser_version(),
        user=user,
        password=password,
        api_key=api_key,
        ca_file=ca_file,
    )
