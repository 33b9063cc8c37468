"""What waits for a second editor: its difference, and the two ways of deciding on it."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from atlas.i18n import text
from atlas.i18n.errors import AtlasError
from atlas.model.atlas import Atlas
from atlas.model.attachments import MIME
from atlas.model.names import clean
from atlas.office import ConflictError, Entry, Store, review
from atlas.office.roles import APPROVE, EDIT
from pages.ui import cache
from pages.ui.data import access, preview
from pages.ui.data.standing import names, reviewing, said_of, the_store
from pages.ui.markup import render
from pages.ui.process import audit, journal
from pages.ui.process.stopping import WORK
from pages.ui.session import state
from pages.ui.session.view import View


def draw(view: View, atlas: Atlas) -> None:
    """Draw what waits, newest first, and the proposal that is looked at."""
    store, trouble = the_store()
    if trouble or store is None:
        return  # the head of the page says what is wrong with it
    reviewed, waiting = reviewing()
    chosen = next((each for each in waiting if each.number == view.inquiry.entry), None)
    done, tray = state.tray().entry, state.tray()
    number, error = tray.not_decided or (0, None)
    render.html(
        "data/review",
        lang=view.lang,
        atlas=atlas,
        view=view,
        reviewed=reviewed,
        entries=waiting,
        chosen=chosen,
        done=done if done and done.decides else None,
        # What was decided by somebody else in the meantime is in the list no more.
        trouble=said_of(error, view.lang) if error and number == view.inquiry.entry else "",
    )
    if chosen is None:
        return
    try:
        found = review.proposed(store, chosen.number)
    except AtlasError as gone:  # decided on since the list was read
        render.html("data/review_said", lang=view.lang, atlas=atlas, said=gone.message(view.lang))
        return
    _look(view, atlas, found)
    _decide(view, atlas, found)


def _look(view: View, atlas: Atlas, found: review.Proposed) -> None:
    """Draw what approving it would change: on the map, and value by value."""
    named = names(view.lang)
    records = [record for record in found.records.values() if record is not None]
    named = {each.zone: each.name_zh for each in records if each.is_own} | named
    geometry = np.array([record.geometry for record in records], dtype=object)
    preview.shapes(
        view,
        atlas,
        geometry,
        lambda kept: [records[n].kind for n in kept],
        lambda kept: [named.get(records[n].zone, records[n].zone) for n in kept],
    )
    _pictures(view, found)
    preview.values(view, atlas, found.changes, found.outcome(), named)


def _pictures(view: View, found: review.Proposed) -> None:
    """Show the photos that would be attached, and offer the documents: no page has them yet."""
    store = cache.store_now()
    for change in found.changes:
        if change.field != "attachments":
            continue
        there, after = (
            side if isinstance(side, tuple) else () for side in (change.before, change.after)
        )
        for each in (each for each in after if each not in there):
            if each.is_image:
                st.image(store.blob(each.small or each.digest))
            st.download_button(
                text("attached.open", view.lang, n=each.digest[:8]),
                data=store.blob(each.digest),
                file_name=each.name,
                mime=MIME[each.kind],
                key=f"review-{each.digest}-{view.lang}",
                on_click="ignore",
                type="tertiary",
            )


def _decide(view: View, atlas: Atlas, found: review.Proposed) -> None:
    """Draw the two buttons, or why one cannot decide."""
    lang, number, who = view.lang, found.entry.number, access.signed_in()
    own = bool(who) and review.is_same(who, found.entry.who)
    # Whoever made it may take it back; to decide on another's is another right.
    can = bool(access.may(EDIT if own else APPROVE))
    conflict = ConflictError(found.conflicts, approving=number) if found.conflicts else None
    reason = "" if can else "role" if who else "review"
    reason = "own" if own and can else reason
    render.html(
        "data/decide",
        lang=lang,
        atlas=atlas,
        reason=reason,
        conflict=said_of(conflict, lang),
        who=found.entry.who,
    )
    why = f"data-why-{number}-{lang}"
    if can or access.lapsed(APPROVE):  # what was typed outlives the end of a sign-in
        st.text_input(text("data.review.why", lang), max_chars=review.LONGEST, key=why)
    if not can:
        return
    with st.container(key="data-decide", horizontal=True, gap="small"):
        if access.may(APPROVE):
            st.button(
                text("data.review.approve", lang, n=number),
                key=f"data-approve-{number}-{lang}",
                type="primary",
                disabled=own or conflict is not None,
                on_click=_approve,
                args=(number,),
            )
        st.button(
            text("data.review.withdraw" if own else "data.review.reject", lang, n=number),
            key=f"data-reject-{number}-{lang}",
            on_click=_reject,
            args=(number, why),
        )


def _approve(number: int) -> None:
    def decide(store: Store, who: str) -> Entry:
        return review.approve(store, number, who=who)

    _decided(number, "approve", lambda _: APPROVE, decide)


def _reject(number: int, why: str) -> None:
    def needed(store: Store) -> str:
        entry = review.proposed(store, number).entry
        return EDIT if review.is_same(access.signed_in(), entry.who) else APPROVE

    def decide(store: Store, who: str) -> Entry:
        return review.reject(store, number, who=who, why=" ".join(clean(state.typed(why))))

    _decided(number, "reject", needed, decide)


def _decided(
    number: int,
    name: str,
    needed: Callable[[Store], str],
    decide: Callable[[Store, str], Entry],
) -> None:
    """Approve or reject a proposal, if who asks for it has the right that it needs."""
    tray = state.tray()
    try:
        store = cache.the_store()
        with (
            WORK.writing(),
            access.acting(needed(store)) as who,
            audit.changing(store, name, who, {"of": number}) as change,
        ):
            tray.entry, tray.not_decided = change.entry(decide(store, who)), None
    except AtlasError as error:
        tray.not_decided = (number, error)
        journal.not_written(name, error)
    else:
        journal.written(name, tray.entry)
