"""One file being read: counts its records, and turns each into what the inbox takes or into a refusal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path

from crawlers.files.bundles import Bundle, Gauge
from crawlers.files.media import MediaCopying, MediaFolder, plainly
from crawlers.files.options import Read, ReadOptions
from desk.inbox import Refusal
from desk.posts import Arrival, Post, Refused


@dataclass
class Reading:
    """One file being read."""

    path: Path
    options: ReadOptions
    zone: tzinfo
    start: int
    gauge: Gauge
    media: MediaFolder | None = None
    copying: MediaCopying | None = None
    position: int = 0

    def beside(self, bundle: Bundle) -> None:
        """Media files are looked for in this bundle."""
        self.copying = MediaCopying(self.media, bundle) if self.media is not None else None

    def is_done(self) -> bool:
        """Count one record: was it read by an earlier run?"""
        self.position += 1
        return self.position <= self.start

    def read(self, line: int, raw: bytes, mapped: Callable[[], tuple[Arrival, ...]]) -> Read:
        """What the mapping makes of the record, or the refusal with its bytes."""
        try:
            arrived = mapped()
        except RecursionError:
            return Read(self.position, (Refused(self.path.name, line, "too-deep", "nested too deeply", raw),))
        except Refusal as refusal:
            letter = Refused(self.path.name, line, refusal.reason, refusal.detail, raw)
            return Read(self.position, (letter,))
        if any(isinstance(each, Post) and each.media for each in arrived):
            arrived = tuple(self._with_media(each) if isinstance(each, Post) else each for each in arrived)
        return Read(self.position, arrived)

    def _with_media(self, post: Post) -> Post:
        if self.copying is not None:
            return self.copying.kept(post)
        return replace(post, media=tuple(map(plainly, post.media)))
