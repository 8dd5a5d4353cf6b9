"""Lists and counts of incidents, cut to a scope; their tags, and their documents for the index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select

from desk.incidents import Incident, PlaceState, State
from desk.moves import OPEN_STATES
from desk.queries import Document, IncidentFilter, Page
from desk.roles import Scope
from store.book_tables import JOURNAL
from store.case_rows import incident_of
from store.case_tables import ANSWER_PLACES, ANSWERS, INCIDENT_TAGS, INCIDENTS
from store.cursors import cursor_of, values_of
from store.parts import missing
from store.posts import PostPart
from store.schema import micros, moment_of
from store.scopes import INCIDENT, Condition, in_territory, inside

_OPEN = sorted(state.value for state in OPEN_STATES)


class IncidentPart(PostPart):
    """Every list and count takes its rows through `_asked`, which cuts them to the scope."""

    def incidents(
        self, filter: IncidentFilter, scope: Scope, *, limit: int = 50, after: str | None = None
    ) -> Page[Incident]:
        """Newest first; `overdue`, `due_before` lists by the nearest term first. Raises RuleError for a bad cursor."""
        by_term = filter.overdue or filter.due_before is not None
        matching = _matching(filter, scope, filter.now or self.now())
        order = (INCIDENTS.c.due_at, INCIDENTS.c.id) if by_term else (INCIDENTS.c.id.desc(),)
        found = select(INCIDENTS).where(matching).order_by(*order).limit(limit + 1)
        if after is not None:
            found = found.where(_beyond(after, by_term))
        rows = self.connection.execute(found).all()
        total, more = self.counted(select(INCIDENTS.c.id).where(matching))
        tags = self._incident_tags([row.id for row in rows])
        return Page(
            items=[incident_of(row, tags.get(row.id, frozenset())) for row in rows[:limit]],
            total=total,
            relation="gte" if more else "eq",
            after=_cursor(rows[limit - 1], by_term) if len(rows) > limit else None,
            as_of=self.scalar(select(JOURNAL.c.at).order_by(JOURNAL.c.seq.desc()).limit(1)),
        )

    def tag_incident(self, number: str, add: Sequence[str], remove: Sequence[str]) -> None:
        """Change staff tags of an incident; its version stays, so that nobody's form becomes stale. Raises NotFound."""
        found = self.scalar(select(INCIDENTS.c.id).where(INCIDENTS.c.number == number))
        if found is None:
            raise missing("incident", number)
        self.connection.execute(
            delete(INCIDENT_TAGS).where(INCIDENT_TAGS.c.incident_id == found, INCIDENT_TAGS.c.tag.in_(remove))
        )
        self.upsert(INCIDENT_TAGS, [{"incident_id": found, "tag": tag} for tag in add])
        self.touch_incident(found)

    def incidents_ledger(self, scope: Scope, filter: IncidentFilter) -> Mapping[tuple[str, str], int]:
        """Counts by (state slug, outcome slug or ''), and (state slug, 'overdue') as a thereof."""
        now = filter.now or self.now()
        matching = _matching(filter, scope, now)
        buckets = select(INCIDENTS.c.state, func.coalesce(INCIDENTS.c.outcome, "").label("outcome"), func.count())
        buckets = buckets.where(matching).group_by(INCIDENTS.c.state, INCIDENTS.c.outcome)
        counts = {(state, outcome): count for state, outcome, count in self.connection.execute(buckets)}
        late = select(INCIDENTS.c.state, func.count()).where(matching, _overdue(now)).group_by(INCIDENTS.c.state)
        return counts | {(state, "overdue"): count for state, count in self.connection.execute(late)}

    def cases_to_refresh(self, after: int, limit: int) -> list[str]:
        """Numbers of open incidents with id > after, for recomputing terms."""
        is_open = INCIDENTS.c.state.in_(_OPEN)
        asked = select(INCIDENTS.c.number).where(is_open, INCIDENTS.c.id > after).order_by(INCIDENTS.c.id)
        return list(self.connection.execute(asked.limit(limit)).scalars())

    def waiting_over(self, now: datetime, limit: int) -> list[str]:
        """Numbers of incidents in WAITING whose days are over."""
        waiting = (INCIDENTS.c.state == State.WAITING.value) & (INCIDENTS.c.waiting_until <= now)
        asked = select(INCIDENTS.c.number).where(waiting).order_by(INCIDENTS.c.waiting_until).limit(limit)
        return list(self.connection.execute(asked).scalars())

    def reached_everywhere(self, limit: int) -> list[str]:
        """Numbers of incidents in ANSWERED, under nobody's own control, whose places are all seen or told."""
        open_places = select(ANSWER_PLACES.c.incident_id).where(
            ANSWER_PLACES.c.incident_id == INCIDENTS.c.id,
            ANSWER_PLACES.c.state.not_in([PlaceState.SEEN.value, PlaceState.TOLD.value]),
        )
        done = (INCIDENTS.c.state == State.ANSWERED.value) & INCIDENTS.c.own_control.is_(None) & ~open_places.exists()
        asked = select(INCIDENTS.c.number).where(done).order_by(INCIDENTS.c.id).limit(limit)
        return list(self.connection.execute(asked).scalars())

    def incident_documents(self, ids: Sequence[int]) -> list[Document]:
        """What the index is to know of these incidents, in the order of their ids."""
        documents: list[Document] = []
        for chunk in self.chunks(ids):
            rows = self.connection.execute(
                select(INCIDENTS).where(INCIDENTS.c.id.in_(chunk)).order_by(INCIDENTS.c.id)
            ).all()
            tags, helping = self._incident_tags(chunk), self.helping_departments(chunk)
            answers = self._answers(chunk)
            documents += [
                _document(row, tags.get(row.id, frozenset()), helping.get(row.id, ()), answers.get(row.id, ()))
                for row in rows
            ]
        return documents

    def _incident_tags(self, ids: Sequence[int]) -> dict[int, frozenset[str]]:
        found: dict[int, frozenset[str]] = {}
        asked = select(INCIDENT_TAGS).where(INCIDENT_TAGS.c.incident_id.in_(ids))
        for row in self.connection.execute(asked):
            found[row.incident_id] = found.get(row.incident_id, frozenset()) | {row.tag}
        return found

    def _answers(self, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
        found: dict[int, tuple[str, ...]] = {}
        asked = select(ANSWERS).where(ANSWERS.c.incident_id.in_(ids)).order_by(ANSWERS.c.ordinal)
        for row in self.connection.execute(asked):
            found[row.incident_id] = (*found.get(row.incident_id, ()), row.published_text or row.text)
        return found


def _matching(filter: IncidentFilter, scope: Scope, now: datetime) -> Condition:
    conditions = [inside(scope, INCIDENT), *_plain(filter)]
    if filter.states:
        conditions.append(INCIDENTS.c.state.in_(sorted(state.value for state in filter.states)))
    if filter.unassigned:
        conditions.append(or_(INCIDENTS.c.assignee.is_(None), INCIDENTS.c.assignee == ""))
    if filter.territory is not None:
        conditions.append(in_territory(INCIDENTS.c.territory, filter.territory))
    if filter.tag is not None:
        tagged = select(INCIDENT_TAGS.c.incident_id).where(INCIDENT_TAGS.c.tag == filter.tag)
        conditions.append(INCIDENTS.c.id.in_(tagged))
    if filter.overdue:
        conditions.append(_overdue(now))
    if filter.due_before is not None:
        conditions.append(INCIDENTS.c.due_at < filter.due_before)
    if filter.since is not None:
        conditions.append(INCIDENTS.c.opened_at >= filter.since)
    if filter.until is not None:
        conditions.append(INCIDENTS.c.opened_at < filter.until)
    return and_(*conditions)


def _plain(filter: IncidentFilter) -> list[Condition]:
    columns: tuple[tuple[ColumnElement[Any], Any], ...] = (
        (INCIDENTS.c.department, filter.department),
        (INCIDENTS.c.assignee, filter.assignee),
        (INCIDENTS.c.topic, filter.topic),
    )
    return [column == value for column, value in columns if value is not None]


def _overdue(now: datetime) -> Condition:
    return INCIDENTS.c.due_at < now


def _beyond(cursor: str, by_term: bool) -> Condition:
    if not by_term:
        return INCIDENTS.c.id < values_of(cursor, 1)[0]
    due, last = values_of(cursor, 2)
    try:
        at = moment_of(due)
    except OverflowError:
        return INCIDENTS.c.id < 0
    return or_(INCIDENTS.c.due_at > at, and_(INCIDENTS.c.due_at == at, INCIDENTS.c.id > last))


def _cursor(row: Any, by_term: bool) -> str:
    return cursor_of(micros(row.due_at), row.id) if by_term else cursor_of(row.id)


def _document(row: Any, tags: frozenset[str], helping: tuple[str, ...], answers: tuple[str, ...]) -> Document:
    departments = (row.department, *helping) if row.department else helping
    words = (row.number, row.title, row.place, row.notes, *answers)
    return Document(
        kind="incident",
        id=row.id,
        key=row.number,
        version=row.row_version,
        text="\n".join(word for word in words if word),
        territory=row.territory,
        state=row.state,
        reason=row.outcome,
        incident=row.number,
        departments=tuple(dict.fromkeys(departments)),
        assignee=row.assignee,
        topic=row.topic,
        restricted=bool(row.restricted),
        due_at=row.due_at,
        published_at=row.opened_at,
        tags=tuple(sorted(tags)),
    )
