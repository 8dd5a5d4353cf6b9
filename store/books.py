"""The smaller books: dead letters, catalogue rows, official voices, the installation's values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from desk.catalogues import CatalogueRow
from desk.chores import DeadLetter, LetterState
from desk.errors import N_, Stale
from desk.sources import OfficialVoice
from store.book_tables import CATALOGUE_ROWS, INSTALLATION, OFFICIAL_VOICES
from store.parts import Part
from store.post_tables import DEAD_LETTERS

_LETTER = ("source", "file", "line", "reason", "detail", "raw", "at", "id", "tries")


class BookPart(Part):
    """Books that need no rules of their own."""

    def dead_letters(
        self,
        *,
        state: LetterState | None = LetterState.OPEN,
        source: str | None = None,
        after: int = 0,
        limit: int = 100,
    ) -> list[DeadLetter]:
        """Letters with id > after, oldest first."""
        asked = select(DEAD_LETTERS).where(DEAD_LETTERS.c.id > after).order_by(DEAD_LETTERS.c.id).limit(limit)
        if state is not None:
            asked = asked.where(DEAD_LETTERS.c.state == state.value)
        if source is not None:
            asked = asked.where(DEAD_LETTERS.c.source == source)
        return [
            DeadLetter(state=LetterState(row.state), **{name: getattr(row, name) for name in _LETTER})
            for row in self.connection.execute(asked)
        ]

    def count_dead_letters(self, source: str | None = None) -> int:
        """How many wait to be looked at."""
        asked = select(func.count()).select_from(DEAD_LETTERS).where(DEAD_LETTERS.c.state == LetterState.OPEN.value)
        return int(self.scalar(asked if source is None else asked.where(DEAD_LETTERS.c.source == source)))

    def settle_letter(self, letter_id: int, state: LetterState) -> None:
        """Note what became of a letter; each call counts as one more try."""
        letter = update(DEAD_LETTERS).where(DEAD_LETTERS.c.id == letter_id)
        self.connection.execute(letter.values(state=state.value, tries=DEAD_LETTERS.c.tries + 1))

    def catalogue_rows(self) -> list[CatalogueRow]:
        """The newest row of every entry edited on the desk."""
        newest = (
            select(
                CATALOGUE_ROWS.c.catalogue, CATALOGUE_ROWS.c.key, func.max(CATALOGUE_ROWS.c.version).label("version")
            )
            .group_by(CATALOGUE_ROWS.c.catalogue, CATALOGUE_ROWS.c.key)
            .subquery()
        )
        same = [CATALOGUE_ROWS.c[name] == newest.c[name] for name in ("catalogue", "key", "version")]
        asked = select(CATALOGUE_ROWS).join(newest, same[0] & same[1] & same[2])
        rows = self.connection.execute(asked.order_by(CATALOGUE_ROWS.c.catalogue, CATALOGUE_ROWS.c.key))
        return [CatalogueRow(row.catalogue, row.key, row.version, row.value, row.by, row.at) for row in rows]

    def keep_catalogue_rows(self, rows: Sequence[CatalogueRow]) -> None:
        """Add rows. Raises Stale (who, when) when somebody added the same version of an entry before."""
        for row in rows:
            try:
                with self.connection.begin_nested():
                    self.connection.execute(CATALOGUE_ROWS.insert(), asdict(row))
            except IntegrityError as error:
                raise self._faster(row) from error

    def official_voices(self) -> list[OfficialVoice]:
        """All of them, by network and account."""
        order = (OFFICIAL_VOICES.c.network, OFFICIAL_VOICES.c.account, OFFICIAL_VOICES.c.valid_from)
        return [
            OfficialVoice(row.network, row.account, row.department, row.valid_from, row.valid_to)
            for row in self.connection.execute(select(OFFICIAL_VOICES).order_by(*order))
        ]

    def keep_official_voice(self, voice: OfficialVoice) -> None:
        """Add a voice, or change the one with the same account and beginning."""
        self.upsert(OFFICIAL_VOICES, [asdict(voice)], update=("department", "valid_to"))

    def installation(self) -> dict[str, Any]:
        """What belongs to this installation: territory, language, the alias key, a one-time link's hash, …"""
        return {row.name: row.value for row in self.connection.execute(select(INSTALLATION))}

    def keep_installation(self, values: Mapping[str, Any]) -> None:
        """Set these values; the others stay."""
        rows = [{"name": name, "value": value} for name, value in values.items()]
        self.upsert(INSTALLATION, rows, update=("value",))

    def take_installation(self, name: str) -> Any:
        """The value, which is gone afterwards; None when it is not there. Of several who take it one gets it."""
        taken = delete(INSTALLATION).where(INSTALLATION.c.name == name).returning(INSTALLATION.c.value)
        return self.connection.execute(taken).scalar()

    def _faster(self, row: CatalogueRow) -> Stale:
        key = [CATALOGUE_ROWS.c[name] == getattr(row, name) for name in ("catalogue", "key", "version")]
        there = self.connection.execute(select(CATALOGUE_ROWS).where(*key)).one()
        return Stale(
            N_("somebody was faster: {by} changed {key} at {at:%H:%M:%S}"), by=there.by, at=there.at, key=row.key
        )
