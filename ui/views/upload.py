"""Bring in: files on their way into the desk, from the browser's folder to posts in the queue."""

from __future__ import annotations

import streamlit as st

from ui.components import deeds, example, faults, intake, runs
from ui.components.residents import one_line
from ui.session import Seat
from ui.uploads import Uploads


def show(seat: Seat) -> None:
    """A way to bring a file, the files that wait for a word, and what became of the earlier ones."""
    _ = seat.texts.gettext
    st.title(_("Bring in"), anchor=False)
    deeds.tell(seat)
    st.html(f'<p><a href="/upload" target="_self">{_("Choose a file on this computer")}</a></p>')
    waiting = Uploads.of(seat.parts).by(seat.actor.login)
    wished = st.query_params.get("file")
    for upload in waiting:
        with st.container(border=True, key=f"upload-{upload.id}"), faults.box(seat.texts):
            st.text(seat.texts.listed([one_line(upload.name, 120), seat.texts.size(upload.size)]))
            if upload.id == wished or len(waiting) == 1:
                intake.ask(seat, upload)
            elif st.button(_("Look into it"), key=f"look-{upload.id}"):
                st.query_params["file"] = upload.id
                st.rerun()
    with faults.box(seat.texts):
        runs.show(seat)
        example.offer(seat)
