"""The files that a session has asked for: how far they are, put off, saved, or why not."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import streamlit as st

from atlas.i18n import text
from atlas.i18n.errors import AtlasError
from atlas.model.atlas import Atlas
from pages.ui import cache
from pages.ui.markup import render
from pages.ui.process import audit
from pages.ui.process.pool.job import DONE, Job
from pages.ui.process.pool.pool import POOL
from pages.ui.session import presence, state
from pages.ui.session.view import View

POLL_S = 1.0  # how often the progress is looked at


@dataclass(frozen=True, slots=True)
class Piece:
    """
    A file that can be asked for.

    Attributes
    ----------
    work, args
        Make it of an atlas, see `pages.ui.process.pool.works`.
    name, mime
        Of the file.
    form, zones
        What the log tells of it: its format, how many zones it shows.
    is_slow
        Whether it takes minutes rather than seconds.
    """

    work: Callable[..., bytes]
    args: tuple[object, ...]
    name: str
    mime: str
    form: str
    zones: int | None = None
    is_slow: bool = False


def button(  # noqa: PLR0913 - what a button is
    view: View,
    atlas: Atlas,
    said: str,
    piece: Piece,
    *,
    key: str,
    is_heavy: bool,
    n: int = 0,
    disabled: bool = False,
    type: Literal["secondary", "tertiary"] = "secondary",  # noqa: A002 - as Streamlit calls it
) -> None:
    """
    Draw the button for a file: saved at once where it is light, else begun.

    Parameters
    ----------
    view, atlas
        What it is of.
    said, n
        A key of the strings and the number in it: what stands on the button.
    piece
        The file.
    key, disabled, type
        Of the button.
    is_heavy
        Whether it is made outside of the page's process.
    """
    label = text(said, view.lang, n=n)
    if is_heavy:
        st.button(label, key=key, on_click=start, args=(piece,), disabled=disabled, type=type)
        return
    write = partial(piece.work, atlas, *piece.args)
    st.download_button(
        label,
        data=audit.taking(write, form=piece.form, zones=piece.zones),
        file_name=piece.name,
        mime=piece.mime,
        key=key,
        on_click="ignore",
        disabled=disabled,
        type=type,
    )


def start(piece: Piece) -> None:
    """Begin to make a file, outside of the page's process; or keep why it was not begun."""
    desk = state.desk()
    desk.not_begun = None
    told = {name: getattr(piece, name) for name in ("name", "mime", "form", "zones", "is_slow")}
    job = Job(presence.session(), piece.work, piece.args, cache.data(), **told)
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
    for number, job in [*desk.jobs.items()]:
        with st.container(key=f"job-{number}", horizontal=True, gap="small"):
            place = POOL.place(job)
            render.html("parts/job", lang=lang, atlas=atlas, job=job, place=place, name=job.name)
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
                type="tertiary" if job.is_over else "secondary",
            ):
                act(number)
                st.rerun()  # the whole page: where nothing is left to see, nobody looks


def _cancel(number: int) -> None:
    if job := state.desk().jobs.get(number):
        POOL.cancel(job)


def _forget(number: int) -> None:
    state.desk().jobs.pop(number, None)
