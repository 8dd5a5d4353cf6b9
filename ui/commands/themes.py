"""What a new source is about where nobody said it: its name may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.commands import face

if TYPE_CHECKING:
    from config.wiring import Parts


def themed(parts: Parts, title: str, topic: str | None, department: str | None) -> tuple[str | None, str | None]:
    """The topic and department that were given; where neither was, those that the title tells of, and says so."""
    from language.themes import theme_of

    if topic is not None or department is not None or not title:
        return topic, department
    theme = theme_of(title, parts.catalogues().topics)
    if theme is None:
        return None, None
    face.say(f"its name tells its theme: topic {theme[0]}, department {theme[1] or 'none'}")
    return theme
