"""A picture that workers draw: shown when it is there, until then how far it is."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from atlas.briefing.order import Order
from atlas.i18n import text
from atlas.i18n.errors import AtlasError
from atlas.model.atlas import Atlas
from pages.ui import cache
from pages.ui.markup import render
from pages.ui.parts.making import POLL_S
from pages.ui.process.pool.drawings import DRAWINGS
from pages.ui.process.pool.job import DONE, LEFT, Job
from pages.ui.session import presence, state
from pages.ui.session.view import View

AT_ONCE_S = 0.3  # for one that is almost there: who sees it at once needs no word of waiting


def awaited(  # noqa: PLR0913 - what a place on a page is
    view: View,
    atlas: Atlas,
    *,
    slot: str,
    work: Callable[..., Any],
    order: Order,
    show: Callable[[Any], None],
) -> None:
    """
    Draw what workers make of an order; while it is underway only this part looks whether it is.

    Parameters
    ----------
    view, atlas
        What is looked at.
    slot
        The place on the page; what was drawn for another order there is put off.
    work
        See `pages.ui.process.pool.works`.
    order
        Checked.
    show
        Draws what was made.
    """
    job = _asked(slot, work, order)
    underway = isinstance(job, Job) and not job.wait(AT_ONCE_S)
    draw = st.fragment(_awaited, run_every=POLL_S if underway else None)
    draw(view, atlas, slot, show, is_watched=underway)


def _asked(slot: str, work: Callable[..., Any], order: Order) -> Job | AtlasError | None:
    """Return the drawing asked for, why it was not begun, or None where the reader put it off."""
    held, key = state.desk().drawings, (cache.build_key(), slot, order)
    before, job = held.get(slot, (None, None))
    was_left = isinstance(job, Job) and job.why == LEFT  # as by a browser that slept
    if before == key and not was_left:
        return job
    _leave(job)
    try:
        job = DRAWINGS.ask(
            key, presence.session(), lambda: Job(presence.session(), work, (order,), cache.data())
        )
    except AtlasError as error:
        job = error
    held[slot] = key, job
    return job


def _leave(job: Job | AtlasError | None) -> None:
    if isinstance(job, Job):
        DRAWINGS.leave(job, presence.session())


def _awaited(
    view: View, atlas: Atlas, slot: str, show: Callable[[Any], None], *, is_watched: bool
) -> None:
    lang = view.lang
    _, job = state.desk().drawings.get(slot, (None, None))
    is_over = not isinstance(job, Job) or job.is_over
    if is_watched and is_over:
        st.rerun()  # the whole page, which looks no more
    if isinstance(job, Job) and job.state == DONE:
        show(job.made)
        return
    if isinstance(job, Job):
        job.look()
    with st.container(key=f"awaited-{slot}", horizontal=True, gap="small"):
        if isinstance(job, Job):
            place = DRAWINGS.pool.place(job)
            render.html("parts/job", lang=lang, atlas=atlas, job=job, place=place, name=_name(lang))
        else:
            said = job.message(lang) if job else text("making.cancelled", lang)
            render.html("parts/not_drawn", lang=lang, atlas=atlas, said=said)
        label, act = ("again", _again) if is_over else ("cancel", _put_off)
        key = f"awaited-{label}-{slot}-{lang}"
        if st.button(text(f"making.{label}", lang), key=key, on_click=partial(act, slot)):
            st.rerun()


def _name(lang: str) -> str:
    return text("making.picture", lang)


def _put_off(slot: str) -> None:
    held = state.desk().drawings
    key, job = held[slot]
    _leave(job)
    held[slot] = key, None


def _again(slot: str) -> None:
    state.desk().drawings.pop(slot, None)
