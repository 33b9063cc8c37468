"""The files that a session has asked for: how far they are, put off, saved, or why not."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from atlas.i18n import text
from atlas.i18n.errors import AtlasError
from atlas.model.atlas import Atlas
from pages.ui import cache
from pages.ui.markup import render
from pages.ui.process.pool.job import DONE, Job
from pages.ui.process.pool.pool import POOL
from pages.ui.session import presence, state
from pages.ui.session.view import View

POLL_S = 1.0  # how often the progress is looked at


def start(  # noqa: PLR0913 - what a file is
    work: Callable[..., bytes],
    *args: object,
    name: str,
    mime: str,
    kind: str,
    zones: int | None = None,
    is_slow: bool = False,
) -> None:
    """
    Begin to make a file, outside of the page's process; or keep why it was not begun.

    Parameters
    ----------
    work, *args
        See `pages.ui.process.pool.job.Job`.
    name, mime
        Of the file.
    kind, zones
        What the log tells of it.
    is_slow
        Whether it takes minutes rather than seconds.
    """
    desk = state.desk()
    desk.not_begun = None
    job = Job(
        presence.session(),
        work,
        args,
        cache.data(),
        name=name,
        mime=mime,
        form=f"{kind}{Path(name).suffix}" if is_slow else kind,
        zones=zones,
        is_slow=is_slow,
    )
    try:
        desk.ask(POOL.submit(job))
    except AtlasError as error:
        desk.not_begun = error


def panel(view: View, atlas: Atlas) -> None:
    """Draw the files asked for, where there are any; it looks again only while one is underway."""
    desk = state.desk()
    if not desk.jobs and desk.not_begun is None:
        return
    underway = [number for number, job in desk.jobs.items() if not job.is_over]
    with st.container(key="making"):
        draw = st.fragment(_panel, run_every=POLL_S if underway else None)
        draw(view, atlas, watched=tuple(underway))


def _panel(view: View, atlas: Atlas, *, watched: tuple[int, ...]) -> None:
    lang, desk = view.lang, state.desk()
    if any(number not in desk.jobs or desk.jobs[number].is_over for number in watched):
        st.rerun()  # the whole page, which looks no more for this one
    render.html("parts/making", lang=lang, atlas=atlas, refused=desk.not_begun)
    for number, job in desk.jobs.items():
        with st.container(key=f"job-{number}", horizontal=True, gap="small"):
            render.html("parts/job", lang=lang, atlas=atlas, job=job, place=POOL.place(job))
            if job.state == DONE:
                st.download_button(
                    text("making.save", lang),
                    data=job.made,
                    file_name=job.name,
                    mime=job.mime,
                    key=f"job-save-{number}-{lang}",
                    on_click="ignore",
                    type="primary",
                )
            act, label = (_forget, "remove") if job.is_over else (_cancel, "cancel")
            if st.button(
                text(f"making.{label}", lang),
                key=f"job-{label}-{number}-{lang}",
                on_click=act,
                args=(number,),
                type="tertiary" if job.is_over else "secondary",
            ):
                st.rerun()  # the whole page: where nothing is left to see, nobody looks


def _cancel(number: int) -> None:
    if job := state.desk().jobs.get(number):
        POOL.cancel(job)


def _forget(number: int) -> None:
    state.desk().jobs.pop(number, None)
