"""Lists and counts of incidents, cut to a scope; their tags, and their documents for the index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, true

from desk.decisions.closing import UNREACHED, WITHOUT_ANSWER
from desk.incidents import AnswerKind, Incident, PlaceState, State
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
_UNFINISHED = OPEN_STATES | {State.ANSWERED}
"""States whose incidents are few beside the closed ones."""
_DONE = (State.ANSWERED.value, State.CLOSED.value)
_UNREACHED = sorted(state.value for state in UNREACHED)
_WITHOUT_ANSWER = sorted(outcome.value for outcome in WITHOUT_ANSWER)
_BY_TERM = (INCIDENTS.c.due_at.is_(None), INCIDENTS.c.due_at, INCIDENTS.c.id)
_NO_TERM = -1
"""In a cursor: the row has no term."""


class IncidentPart(PostPart):
    """Every list and count takes its rows through `_asked`, which cuts them to the scope."""

    def incidents(
        self, filter: IncidentFilter, scope: Scope, *, limit: int = 50, after: str | None = None
    ) -> Page[Incident]:
        """Newest first; by the nearest term where the filter says so. Raises RuleError for a bad cursor."""
        by_term = filter.by_term or _has_term(filter)
        matching = _matching(filter, scope, filter.now or self.now())
        order: tuple[ColumnElement[Any], ...] = _BY_TERM if by_term else (INCIDENTS.c.id.desc(),)
        if _has_term(filter):
            order = order[1:]  # as the index has them: no row here is without a term
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

    def incident_counts(self, filters: Mapping[str, IncidentFilter], scope: Scope) -> Mapping[str, tuple[int, bool]]:
        """How many incidents stand in each list, and whether there are more than were counted."""
        open_ones = {name: each for name, each in filters.items() if each.states and each.states <= _UNFINISHED}
        counts = self._counts_of_open(open_ones, scope) if open_ones else {}
        for name in filters.keys() - open_ones.keys():
            each = filters[name]
            counts[name] = self.counted(select(INCIDENTS.c.id).where(_matching(each, scope, each.now or self.now())))
        return {name: counts[name] for name in filters}

    def _counts_of_open(self, filters: Mapping[str, IncidentFilter], scope: Scope) -> dict[str, tuple[int, bool]]:
        """One look for all: the scope and the states are asked once, each list only counts what fits it."""
        states = sorted({state.value for each in filters.values() for state in each.states})
        columns = [
            func.count(case((_asked(each, each.now or self.now()), 1))).label(f"count_{at}")
            for at, each in enumerate(filters.values())
        ]
        row = self.connection.execute(
            select(*columns).where(INCIDENTS.c.state.in_(states), inside(scope, INCIDENT))
        ).one()
        return {name: (int(count), False) for name, count in zip(filters, row, strict=True)}

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
    return and_(inside(scope, INCIDENT), _asked(filter, now))


def _asked(filter: IncidentFilter, now: datetime) -> Condition:
    conditions: list[Condition] = [true(), *_plain(filter)]
    if filter.departments is not None:
        conditions.append(INCIDENTS.c.department.in_(sorted(filter.departments)))
    if filter.ids is not None:
        conditions.append(INCIDENTS.c.id.in_(sorted(filter.ids)))
    if filter.controlled:
        conditions.append(INCIDENTS.c.own_control.is_not(None))
    if filter.to_publish:
        conditions.append(_to_publish())
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
    if filter.due_from is not None:
        conditions.append(INCIDENTS.c.due_at >= filter.due_from)
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


def _has_term(filter: IncidentFilter) -> bool:
    """Can only incidents with a term be in this list?"""
    return filter.overdue or filter.due_before is not None or filter.due_from is not None


def _to_publish() -> Condition:
    """Has the press office something to put out: an accepted answer, a text, an answer in a place that came later?"""
    places = select(ANSWER_PLACES.c.incident_id).where(ANSWER_PLACES.c.state.in_(_UNREACHED))
    texts = select(ANSWERS.c.incident_id).where(
        ANSWERS.c.kind != AnswerKind.FINAL.value, ANSWERS.c.published_text.is_(None), ~ANSWERS.c.withdrawn
    )
    was_answered = or_(INCIDENTS.c.outcome.is_(None), INCIDENTS.c.outcome.not_in(_WITHOUT_ANSWER))
    return or_(
        INCIDENTS.c.state == State.ACCEPTED.value,
        and_(INCIDENTS.c.state.in_([State.WAITING.value, State.INTERIM.value]), INCIDENTS.c.id.in_(texts)),
        and_(INCIDENTS.c.state.in_(_DONE), was_answered, INCIDENTS.c.id.in_(places)),
    )


def _beyond(cursor: str, by_term: bool) -> Condition:
    if not by_term:
        return INCIDENTS.c.id < values_of(cursor, 1)[0]
    due, last = values_of(cursor, 2)
    if due == _NO_TERM:
        return and_(INCIDENTS.c.due_at.is_(None), INCIDENTS.c.id > last)
    try:
        at = moment_of(due)
    except OverflowError:
        return INCIDENTS.c.id < 0
    later = or_(INCIDENTS.c.due_at > at, and_(INCIDENTS.c.due_at == at, INCIDENTS.c.id > last))
    return or_(later, INCIDENTS.c.due_at.is_(None))


def _cursor(row: Any, by_term: bool) -> str:
    if not by_term:
        return cursor_of(row.id)
    return cursor_of(_NO_TERM if row.due_at is None else micros(row.due_at), row.id)


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
