"""Bring in: files on their way into the desk, from the browser's folder to posts in the queue."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import streamlit as st

from desk.chores import ImportRun, ImportState
from desk.errors import N_, CollectError, NotFound, RuleError
from desk.journal import Entry
from desk.roles import Action, Subject
from desk.sources import Source
from ui.components import faults
from ui.components.residents import one_line
from ui.session import Seat
from ui.uploads import Upload, Uploads

RUNS_SHOWN = 20
REFRESH = timedelta(seconds=2)
UNDER_WAY = frozenset({ImportState.WAITING, ImportState.RUNNING})
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


def show(seat: Seat) -> None:
    """Files that wait for a word, a way to bring another, and what became of the earlier ones."""
    _ = seat.texts.gettext
    st.title(_("Bring in"))
    faults.said(seat.texts)
    st.html(f'<p><a href="/upload" target="_self">{_("Choose a file on this computer")}</a></p>')
    waiting = Uploads.of(seat.parts).by(seat.actor.login)
    wished = st.query_params.get("file")
    for upload in waiting:
        with st.container(border=True, key=f"upload-{upload.id}"), faults.box(seat.texts):
            st.text(seat.texts.listed([one_line(upload.name, 120), seat.texts.size(upload.size)]))
            if upload.id == wished or len(waiting) == 1:
                _ask(seat, upload)
            elif st.button(_("Look into it"), key=f"look-{upload.id}"):
                st.query_params["file"] = upload.id
                st.rerun()
    with faults.box(seat.texts):
        _runs(seat)


def _ask(seat: Seat, upload: Upload) -> None:
    _ = seat.texts.gettext
    preview = _preview(seat, upload)
    columns: dict[str, str] = {}
    constants: dict[str, str] = {}
    chats: list[str] = []
    with st.form(f"import-{upload.id}"):
        title = st.text_input(
            _("Name of the source"), value=one_line(Path(upload.name).stem), max_chars=100, key="import-title"
        )
        if preview is not None and preview.chats:
            chats = _chats(seat, preview.chats)
        if preview is not None and preview.columns:
            columns, constants = _columns(seat, preview)
        place = st.selectbox(
            _("Territory"),
            _territories(seat),
            format_func=lambda code: _territory(seat, code),
            key="import-territory",
        )
        work_from = st.text_input(
            _("Work from (date)"),
            key="import-work-from",
            help=_("For example {when}. Older posts go to the archive. Empty: 14 days before the newest post of the file.").format(
                when="2026-11-01"
            ),
        )
        go = st.form_submit_button(_("Bring it in"), type="primary", key="import-go")
    if st.button(_("Throw the file away"), key=f"drop-{upload.id}"):
        Uploads.of(seat.parts).drop(upload)
        st.rerun()
    if go:
        options = {"columns": columns, "constants": constants, "chats": chats}
        if faults.done(
            seat.texts,
            lambda: _start(seat, upload, title, place, work_from, options),
            N_("The file is being brought in. You may close this page; the work goes on."),
        ):
            st.query_params.clear()
            st.rerun()


def _preview(seat: Seat, upload: Upload) -> Any:
    if seat.look is None:
        return None
    kept = st.session_state.get("_preview")
    if kept is None or kept[0] != upload.id:
        try:
            kept = (upload.id, seat.look(Path(upload.path), seat.now))
        except CollectError as error:
            st.warning(seat.texts.gettext("This file cannot be read."))
            st.text(seat.texts.translate(error))
            return None
        st.session_state["_preview"] = kept
    return kept[1]


def _chats(seat: Seat, chats: Sequence[Any]) -> list[str]:
    titles = {each.place: one_line(each.title) or each.place for each in chats}
    taken = [each.place for each in chats if not each.is_private]
    return st.multiselect(
        seat.texts.gettext("Chats"),
        list(titles),
        default=taken,
        format_func=lambda place: titles[place],
        key="import-chats",
        placeholder=seat.texts.gettext("Choose at least one"),
        select_all=False,
    )


def _columns(seat: Seat, preview: Any) -> tuple[dict[str, str], dict[str, str]]:
    _ = seat.texts.gettext
    st.caption(_("Which column holds what? The first rows of the table:"))
    st.dataframe(
        [
            {one_line(name, 40) or str(at): one_line(cell, 60) for at, (name, cell) in enumerate(_cells(preview, row))}
            for row in preview.rows[:3]
        ],
        hide_index=True,
    )
    columns, constants = {}, {}
    known = list(preview.columns)
    for field, label in FIELDS.items():
        guessed = preview.guessed.get(field)
        column = st.selectbox(
            _(label),
            ["", *known],
            index=known.index(guessed) + 1 if guessed in known else 0,
            format_func=lambda name: one_line(name) or "–",
            key=f"import-column-{field}",
        )
        if column:
            columns[field] = column
    for field, label in CONSTANTS.items():
        value = st.text_input(_(label), key=f"import-constant-{field}", max_chars=100)
        if value and value.strip() and field not in columns:
            constants[field] = value.strip()
    return columns, constants


def _cells(preview: Any, row: Sequence[str]) -> list[tuple[str, str]]:
    return list(zip(preview.columns, row, strict=False))


def _start(
    seat: Seat, upload: Upload, title: str | None, territory: str, work_from: str | None, options: Mapping[str, Any]
) -> None:
    subject = Subject(territory)
    seat.actor.must(Action.IMPORT, subject)
    name = one_line(title, 100)
    slug = slug_of(name)
    if not slug:
        raise RuleError(N_("the source needs a name"))
    moment = _moment(seat, work_from)
    Uploads.of(seat.parts).start(upload)
    with seat.parts.store.writing() as records:
        try:
            source = records.source(slug)
        except NotFound:
            source = records.keep_source(
                Source(slug=slug, way="import", title=name, added_at=seat.now, territory=territory, work_from=moment)
            )
        seat.actor.must(Action.IMPORT, Subject(source.territory))
        run = records.keep_import(
            ImportRun(
                file=upload.path,
                title=upload.name,
                source=slug,
                asked_by=seat.actor.login,
                asked_at=seat.now,
                options={"zone": seat.parts.settings.timezone, **options},
                size=upload.size,
                work_from=moment,
            )
        )
        fields = {"run": run.id, "size": upload.size}
        records.write([Entry(seat.now, seat.actor.login, "import", "source", slug, fields, _role(seat))])


def slug_of(title: str) -> str:
    """A short name for addresses and commands, made from what people call the source."""
    latin = "".join(_LATIN.get(each, each) for each in title.casefold())
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]


_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі",
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch _ y _ e iu ia a g q n o u u h i".split(),
        strict=True,
    )
) | {"ъ": "", "ь": ""}


def _moment(seat: Seat, written: str | None) -> datetime | None:
    if not (written or "").strip():
        return None
    try:
        day = datetime.fromisoformat((written or "").strip())
    except ValueError:
        raise RuleError(N_("a date is written like {example}"), example="2026-11-01") from None
    return day if day.tzinfo else day.replace(tzinfo=seat.parts.settings.zone)


def _territories(seat: Seat) -> list[str]:
    territories = seat.parts.catalogues().territories
    mine = {area.territory for area in seat.scope(Action.IMPORT).areas}
    below = [child.code for code in sorted(mine) for child in territories.children_of(code)]
    return [*sorted(mine), *(code for code in below if code not in mine)]


def _territory(seat: Seat, code: str) -> str:
    territories = seat.parts.catalogues().territories
    return territories[code].name(seat.texts.language) if code in territories else code


def _role(seat: Seat) -> str:
    return next(role.value for role in sorted(seat.actor.roles()) if seat.actor.may(Action.IMPORT))


def _runs(seat: Seat) -> None:
    runs = _visible(seat)
    if not runs:
        st.info(seat.texts.gettext("Nothing has been brought in yet."))
        return
    st.subheader(seat.texts.gettext("Files so far"))
    busy = any(run.state in UNDER_WAY for run in runs)
    # A fragment that refreshes itself: the page around it, and what is being typed there, stays as it is.
    st.fragment(_progress, run_every=REFRESH if busy else None)(seat)


def _progress(seat: Seat) -> None:
    with faults.box(seat.texts):
        for run in _visible(seat):
            _run(seat, run)


def _visible(seat: Seat) -> list[ImportRun]:
    with seat.parts.store.reading() as records:
        territories = {source.slug: source.territory for source in records.sources()}
        runs = records.imports(RUNS_SHOWN)
    return [
        run
        for run in runs
        if run.source in territories and seat.actor.may(Action.IMPORT, Subject(territories[run.source]))
    ]


def _run(seat: Seat, run: ImportRun) -> None:
    texts = seat.texts
    with st.container(border=True, key=f"run-{run.id}"):
        st.text(
            texts.listed(
                [one_line(run.title, 120), texts.name(run.state), texts.moment(run.asked_at, seat.now)]
            )
        )
        if run.state is ImportState.RUNNING:
            st.progress(min(1.0, run.read / run.size) if run.size else 0.0)
        if run.received or run.state not in UNDER_WAY:
            st.text(
                texts.listed(
                    [
                        texts.ngettext("{count} post read", "{count} posts read", run.received),
                        texts.ngettext("{count} new", "{count} new ones", run.new),
                        texts.ngettext("{count} edited", "{count} edited ones", run.edited) if run.edited else "",
                        texts.ngettext("{count} known", "{count} known ones", run.unchanged) if run.unchanged else "",
                        texts.ngettext("{count} refused", "{count} refused ones", run.dead_letters)
                        if run.dead_letters
                        else "",
                    ]
                )
            )
        if run.error:
            st.text(one_line(run.error, 500))
