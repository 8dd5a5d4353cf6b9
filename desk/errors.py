"""Every error that Nazar raises on purpose, as one family."""

from __future__ import annotations

from datetime import datetime


def N_(message: str) -> str:
    """Mark `message` for translation; the face translates it when it is shown."""
    return message


class NazarError(Exception):
    """Something went wrong that a person can understand and act upon.

    `message` is an English template with named fields, `details` fills them. Faces translate the template and then
    fill it; logs use `str(error)`. Details must never hold a secret or a resident's text.
    """

    def __init__(self, message: str, /, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.details = details

    def __str__(self) -> str:
        return self.message.format(**self.details) if self.details else self.message


class ConfigError(NazarError):
    """Settings or a catalogue cannot be used: stop, exit 1, one line."""


class CollectError(NazarError):
    """One source could not be read: note it, go on with the others."""

    def __init__(self, source: str, message: str, /, **details: object) -> None:
        super().__init__(message, **details)
        self.source = source

    def __str__(self) -> str:
        return f"{self.source}: {super().__str__()}"


class RateLimited(CollectError):
    """The platform asked us to wait `retry_after` seconds."""

    def __init__(self, source: str, retry_after: float) -> None:
        super().__init__(source, N_("the platform asks to wait {seconds:g} s"), seconds=retry_after)
        self.retry_after = retry_after


class SourceGone(CollectError):
    """The place does not exist any more: switch the source off, tell the head."""


class SignInNeeded(CollectError):
    """The account must be signed in again by the operator."""


class LayoutChanged(CollectError):
    """The page or file is not what we know: a developer (or another column mapping) is needed."""


class StoreError(NazarError):
    """The database refused: stop this task. Bound values are never part of the message."""


class SearchError(NazarError):
    """The search engine refused or is away; lists still come from the store."""


class OldIndex(SearchError):
    """The index was made by another version of Nazar: it answers nothing, and a rebuild mends it."""


class BadQuery(SearchError, ValueError):
    """A query that cannot be understood; `position` is the index of the faulty character, if known."""

    def __init__(self, message: str, /, position: int | None = None, **details: object) -> None:
        super().__init__(message, **details)
        self.position = position


class RuleError(NazarError):
    """Against the rules of the desk: shown to the person as it is."""


class NotFound(RuleError):
    """No such thing, or none that this person may know of."""


class NotAllowed(RuleError):
    """This person may not do this here."""


class WrongMove(RuleError):
    """The workflow has no such move from this state, or something it needs is missing."""


class Stale(RuleError):
    """Somebody was faster: `by` says who and `at` when. Nothing was written."""

    def __init__(self, message: str, /, by: str, at: datetime, **details: object) -> None:
        super().__init__(message, by=by, at=at, **details)
        self.by = by
        self.at = at
