"""An incident as the row that every list shows: plain words and badges, for the component to draw."""

from __future__ import annotations

from typing import Any

from desk.incidents import Incident
from desk.moves import OPEN_STATES
from ui.components import badges as signs
from ui.components.residents import one_line
from ui.session import Seat


def row(seat: Seat, incident: Incident) -> dict[str, Any]:
    """What stands in the row of an incident."""
    texts = seat.texts
    topic = _topic(seat, incident)
    due = incident.department_due_at or incident.resident_due_at
    shown = [
        *(signs.term(seat, due) if incident.state in OPEN_STATES else []),
        *signs.urgency(seat, incident.urgency),
        signs.state(seat, incident.state),
        *signs.outcome(seat, incident.outcome),
    ]
    notes = [
        _department(seat, incident),
        topic if incident.title else "",
        _territory(seat, incident),
        texts.ngettext("{count} post", "{count} posts", incident.posts) if incident.posts else "",
        texts.moment(incident.opened_at, seat.now),
    ]
    return {
        "number": incident.number,
        "href": f"incidents?number={incident.number}",
        "title": one_line(incident.title, 160) or topic,
        "badges": signs.as_data(shown),
        "notes": [note for note in notes if note],
        "tags": sorted(one_line(tag, 40) for tag in incident.tags),
    }


def _topic(seat: Seat, incident: Incident) -> str:
    topic = seat.parts.catalogues().topics.get(incident.topic or "")
    return one_line(topic.name(seat.texts.language)) if topic else ""


def _department(seat: Seat, incident: Incident) -> str:
    department = seat.parts.catalogues().departments.get(incident.department or "")
    return one_line(department.name(seat.texts.language)) if department else seat.texts.gettext("no department yet")


def _territory(seat: Seat, incident: Incident) -> str:
    territory = seat.parts.catalogues().territories.get(incident.territory)
    return one_line(territory.name(seat.texts.language)) if territory else ""
