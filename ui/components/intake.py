"""What a file that has arrived is, and how it comes in: asked once, kept with its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

import streamlit as st

from desk.chores import ImportRun
from desk.errors import N_, CollectError, NotFound, RuleError
from desk.journal import Entry
from desk.roles import ALLOWED, Action, Subject
from desk.sources import Source
from language.themes import theme_of
from ui.components import answers, choices, deeds, filters
from ui.components.deeds import value
from ui.components.residents import one_line
from ui.session import Seat
from ui.slugs import slug_of
from ui.uploads import Upload, Uploads

ROWS_SHOWN = 3
WHATSAPP = "whatsapp"
"""The form whose files do not name their chat (crawlers.files.formats)."""
FIELDS: Mapping[str, str] = {
    "id": N_("Number of the message"),
    "published_at": N_("Date and time"),
    "text": N_("Text"),
    "place": N_("Place (chat, channel, page)"),
    "author_name": N_("Author's name"),
    "author_id": N_("Author's number"),
    "url": N_("Link"),
    "reply_to": N_("Answers to (number)"),
}
"""Columns of a table that can be named here; the command line knows them all."""
CONSTANTS: Mapping[str, str] = {
    "network": N_("Network (telegram, whatsapp, instagram, phone …)"),
    "place": N_("Place, when no column says it"),
}


def ask(seat: Seat, upload: Upload) -> None:
    """The form of a file: where it is from, what its columns are, from when on its posts are work."""
    _ = seat.texts.gettext
    preview = _preview(seat, upload)
    names = seat.parts.catalogues().territories
    with st.form(f"import-{upload.id}"):
        st.text_input(
            _("Name of the source"), value=one_line(Path(upload.name).stem), max_chars=100, key="import-title"
        )
        if preview is not None and preview.chats:
            _chats(seat, preview.chats)
        if preview is not None and preview.columns:
            with st.expander(_("What the columns hold"), expanded=bool(preview.missing), key="file-columns"):
                _columns(seat, preview)
            _constants(seat, preview)
        if preview is not None and preview.missing and not preview.columns:
            missing = seat.texts.listed([_(FIELDS.get(field, field)) for field in preview.missing])
            st.text(seat.texts.fill("not found in the file: {what}", what=missing))
        if preview is not None and preview.format == WHATSAPP:
            st.text_input(
                _("Name of the chat"), value=one_line(Path(upload.name).stem), max_chars=100, key="import-place"
            )
        # What has a good default stands behind one line; most people only press the button.
        with st.expander(_("More choices"), key="file-more"):
            st.selectbox(
                _("Territory"),
                filters.territories(seat, Action.IMPORT),
                format_func=lambda code: names[code].name(seat.texts.language),
                key="import-territory",
            )
            choices.topic(seat, "import-topic", _theme(seat, upload, preview))
            st.caption(_("What a new source is about, where all its posts share one matter: its name may tell."))
            choices.day(seat, N_("Work from (date)"), "import-work-from")
            st.caption(_("Older posts go to the archive. Empty: 14 days before the newest post of the file."))
        deeds.button(
            seat,
            N_("Bring it in"),
            "import-go",
            lambda now: _start(now, upload, preview),
            N_("The file is being brought in. You may close this page; the work goes on."),
            clear=["import-"],
            in_form=True,
        )
    deeds.button(
        seat,
        N_("Throw the file away"),
        f"drop-{upload.id}",
        lambda now: Uploads.of(now.parts).drop(upload),
        N_("The file is gone."),
        primary=False,
    )


def _preview(seat: Seat, upload: Upload) -> Any:
    """What the file holds, None when nobody can tell before it is read."""
    if seat.look is None:
        return None
    kept = st.session_state.get("_preview")
    if kept is None or kept[0] != upload.id:
        try:
            kept = (upload.id, seat.look(Path(upload.path), seat.now))
        except CollectError as error:
            st.warning(seat.texts.gettext("This file cannot be read."))
            st.text(seat.texts.fill(error.message, **error.details))
            return None
        st.session_state["_preview"] = kept
    return kept[1]


def _theme(seat: Seat, upload: Upload, preview: Any) -> str | None:
    """The topic that the name of the file, or of its only chat, tells of."""
    chats: Sequence[Any] = preview.chats if preview is not None else ()
    topics = seat.parts.catalogues().topics
    titles = [chats[0].title] if len(chats) == 1 else []
    themes = (theme_of(title, topics) for title in (*titles, Path(upload.name).stem) if title)
    return next((theme[0] for theme in themes if theme), None)


def _chats(seat: Seat, chats: Sequence[Any]) -> None:
    titles = {each.place: one_line(each.title) or each.place for each in chats}
    st.multiselect(
        seat.texts.gettext("Chats"),
        list(titles),
        default=[each.place for each in chats if not each.is_private],
        format_func=lambda place: titles[place],
        key="import-chats",
        placeholder=seat.texts.gettext("Choose at least one"),
        select_all=False,
    )


def _columns(seat: Seat, preview: Any) -> None:
    _ = seat.texts.gettext
    st.caption(_("Which column holds what? The first rows of the table:"))
    for row in preview.rows[:ROWS_SHOWN]:
        cells = zip(preview.columns, row, strict=False)
        st.text(seat.texts.listed([f"{one_line(name, 40)}: {one_line(cell, 60)}" for name, cell in cells]))
    joined = [column for column in preview.guessed.values() if column not in preview.columns]
    known = [*preview.columns, *joined]
    for field, label in FIELDS.items():
        guessed = preview.guessed.get(field)
        st.selectbox(
            _(label),
            ["", *known],
            index=known.index(guessed) + 1 if guessed in known else 0,
            format_func=lambda name: one_line(name) or "–",
            key=f"import-column-{field}",
        )


def _constants(seat: Seat, preview: Any) -> None:
    """What no column says of all its rows."""
    for field, label in CONSTANTS.items():
        if field not in preview.guessed:
            st.text_input(seat.texts.gettext(label), key=f"import-constant-{field}", max_chars=100)


def _read_options(seat: Seat, preview: Any) -> dict[str, Any]:
    options: dict[str, Any] = {"zone": seat.parts.settings.timezone}
    if preview is not None and preview.chats:
        options["chats"] = list(st.session_state.get("import-chats", ()))
        if not options["chats"]:
            raise RuleError(N_("choose at least one chat"))
    if place := value("import-place"):
        options["place"] = place
    if preview is not None and preview.columns:
        options["columns"] = {
            field: column for field in FIELDS if (column := st.session_state.get(f"import-column-{field}"))
        }
        options["constants"] = {
            field: said
            for field in CONSTANTS
            if field not in options["columns"] and (said := value(f"import-constant-{field}"))
        }
    return options


def _start(seat: Seat, upload: Upload, preview: Any) -> None:
    """Write down that the worker shall import the file. The source is made when it is new."""
    name, territory = one_line(value("import-title"), 100), value("import-territory")
    seat.actor.must(Action.IMPORT, Subject(territory))
    slug = slug_of(name)
    if not slug:
        raise RuleError(N_("the source needs a name"))
    options, work_from = _read_options(seat, preview), _work_from(seat)
    role = seat.actor.grant_for(ALLOWED[Action.IMPORT], Subject(territory))
    with seat.parts.store.writing() as records:
        try:
            source = records.source(slug)
        except NotFound:
            topic = value("import-topic") or None
            department = seat.parts.catalogues().topics.department_of(topic)
            source = records.keep_source(
                Source(slug, "import", name, seat.now, territory, topic, department, work_from=work_from)
            )
        seat.actor.must(Action.IMPORT, Subject(source.territory))
        run = records.keep_import(
            ImportRun(
                file=upload.path,
                title=upload.name,
                source=slug,
                asked_by=seat.actor.login,
                asked_at=seat.now,
                options=options,
                size=upload.size,
                work_from=work_from,
            )
        )
        fields = {"run": run.id, "size": upload.size}
        records.write(
            [Entry(seat.now, seat.actor.login, "import", "source", slug, fields, role.role.value if role else None)]
        )
        Uploads.of(seat.parts).start(upload)
    st.query_params.clear()


def _work_from(seat: Seat) -> datetime | None:
    day = answers.day(value("import-work-from"))
    return None if day is None else datetime.combine(day, time.min, seat.parts.settings.zone)
