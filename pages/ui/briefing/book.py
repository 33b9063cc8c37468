"""The atlas book, made in a process of its own while the page stays at hand."""

import streamlit as st

from atlas.briefing import formats
from atlas.i18n import text
from atlas.model.atlas import Atlas
from atlas.selection import counts
from pages.ui.briefing import order
from pages.ui.markup import render
from pages.ui.process import jobs
from pages.ui.session import state
from pages.ui.session.view import View

POLL_S = 1.0  # how often the progress of a book is looked at


def book(view: View, atlas: Atlas) -> None:
    """Draw what makes the atlas book; while one is made, only this part looks at its progress."""
    render.html("briefing/book", lang=view.lang, atlas=atlas)
    job = state.desk().job
    running = job is not None and job.state == "running"
    # A fragment that looks again and again is one only while there is something to see.
    st.fragment(_book, run_every=POLL_S if running else None)(view, atlas, watched=running)


def _book(view: View, atlas: Atlas, *, watched: bool) -> None:
    lang, desk = view.lang, state.desk()
    job = desk.job
    if watched and job.state != "running":
        st.rerun()  # the whole page, which then stops looking
    if job and job.state == "running":
        render.html("briefing/progress", lang=lang, atlas=atlas, job=job)
        if st.button(text("briefing.book.cancel", lang), key=f"book-cancel-{lang}"):
            job.cancel()
            st.rerun()
        return
    with st.container(key="briefing-book", horizontal=True, gap="small"):
        if job and job.state == "done":
            st.download_button(
                text("briefing.book.save", lang),
                data=job.content,
                file_name=job.name,
                mime=job.mime,
                key=f"book-save-{lang}",
                on_click="ignore",
                type="primary",
            )
        asked = order.order(view).with_(title="", sentence="", unit="", issue="")
        unfit = bool(order.wrong(asked)) or not counts.total(atlas, asked.selection)
        for name, each in formats.BOOKS.items():
            label = text(f"briefing.book.{name}", lang)
            if st.button(label, key=f"book-{name}-{lang}", disabled=unfit):
                stem = f"{view.file_stem(atlas)}_{text('briefing.book.file', lang)}"
                begun = jobs.start(f"{stem}{each.suffix}", each.mime, jobs.book, name, asked)
                if begun:
                    desk.job = begun
                    st.rerun()
                _made(view, atlas, "busy")
    if job:
        _made(view, atlas, job.state, name=job.name, number=job.number)


def _made(view: View, atlas: Atlas, how: str, *, name: str = "", number: str = "") -> None:
    """Say what became of a book."""
    said = {"state": how, "name": name, "number": number}
    render.html("briefing/made", lang=view.lang, atlas=atlas, **said)
