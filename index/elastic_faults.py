"""What a refusal of Elasticsearch or of the way there means in plain words, with the way out; never a secret."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from elastic_transport import ConnectionError as Away
from elastic_transport import ConnectionTimeout, SerializationError, TlsError, TransportError
from elasticsearch import ApiError, UnsupportedProductError

from desk.errors import N_, SearchError

WRONG_KEY = N_(
    "Elasticsearch at {url} refuses the key or the user: check NAZAR_ELASTICSEARCH_API_KEY, or …_USER and …_PASSWORD"
)
NO_RIGHTS = N_("Elasticsearch at {url} does not allow this: give the key all rights to the indices {prefix}*")
WRONG_CA = N_(
    "the certificate of Elasticsearch at {url} cannot be verified: set NAZAR_ELASTICSEARCH_CA_FILE to the PEM of its CA"
)
AWAY = N_("Elasticsearch at {url} is away: check that it runs and can be reached; until then lists come from the store")
TOO_SLOW = N_("Elasticsearch at {url} did not answer in time: it is overloaded or stuck")
OVERLOADED = N_("Elasticsearch at {url} is overloaded or not ready ({code}): it is tried again later")
TOO_OLD = N_("Elasticsearch at {url} is not version {major}: upgrade it, its answers would be misread")
LOOK_ALIKE = N_("what answers at {url} is not Elasticsearch (OpenSearch and other look-alikes cannot be used)")
NOT_READABLE = N_("what answers at {url} does not speak as Elasticsearch does: check NAZAR_ELASTICSEARCH_URL")
MISSING = N_("the index {prefix} is gone from Elasticsearch at {url}: run “nazar index rebuild”")
OTHER_SCHEMA = N_("the index {prefix} was made by another version of Nazar: run “nazar index rebuild”")
FULL = N_("the disk of Elasticsearch at {url} is full, so it takes nothing more: free some space")
REFUSED = N_("Elasticsearch at {url} refused ({code})")

UNUSABLE = N_("Elasticsearch cannot be asked with these settings: {why}")

MAJOR = 9
PORTS = {"https": 443, "http": 80}
RETRIED_LATER = frozenset({408, 429, 500, 502, 503, 504})
"""Statuses that speak of the server's state and not of the request."""

_STATUSES = {401: WRONG_KEY, 403: NO_RIGHTS, 404: MISSING, **dict.fromkeys(RETRIED_LATER, OVERLOADED)}
_TYPES = {
    "media_type_header_exception": TOO_OLD,
    "cluster_block_exception": FULL,
    "security_exception": NO_RIGHTS,
}
_WAYS = (
    (UnsupportedProductError, LOOK_ALIKE),
    (ConnectionTimeout, TOO_SLOW),
    (TlsError, WRONG_CA),
    (Away, AWAY),
    (SerializationError, NOT_READABLE),
)
_SHOWN = 160


@contextmanager
def in_words(url: str, prefix: str) -> Iterator[None]:
    """Turn whatever the client raises inside the block into a SearchError."""
    try:
        yield
    except (ApiError, TransportError, UnsupportedProductError) as error:
        raise meaning(error, url, prefix) from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        # Answers are read inside the block: one that lacks what Elasticsearch always sends is not Elasticsearch's.
        raise SearchError(NOT_READABLE, url=url) from error


def meaning(error: Exception, url: str, prefix: str) -> SearchError:
    """The error in words."""
    code: object = type(error).__name__
    found = next((words for kind, words in _WAYS if isinstance(error, kind)), REFUSED)
    if isinstance(error, ApiError) and found is REFUSED:
        code = error.status_code
        found = _STATUSES.get(error.status_code, REFUSED)
        if error.status_code != 401:
            found = _TYPES.get(type_of(error.body), found)
        if not isinstance(error.body, Mapping) and error.status_code not in RETRIED_LATER | {401, 403}:
            found = NOT_READABLE
    return SearchError(found, url=url, prefix=prefix, code=code, major=MAJOR)


def type_of(body: Any) -> str:
    """The engine's slug of an error."""
    error = body.get("error") if isinstance(body, Mapping) else None
    return str(error.get("type", "")) if isinstance(error, Mapping) else str(error or "")


def words_of(error: Any, status: int) -> str:
    """What the engine says of one refused document, without the document's own words."""
    if not isinstance(error, Mapping):
        return f"status {status}"
    reason = str(error.get("reason", "")).partition("Preview of")[0].partition("prefix of the first")[0]
    return f"{status} {error.get('type', '')}: {reason.strip()[:_SHOWN]}"


def shown(url: str) -> str:
    """The address without user and password. Raises ValueError for what is no address of a web server."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("an address looks like https://search.example:9200")
    return f"{parts.scheme}://{parts.hostname}:{parts.port or PORTS[parts.scheme]}{parts.path}"
