"""What was changed, by whom and from which file; any of it can be undone or looked back at."""

import streamlit as st

from atlas.exchange.difference import difference_table
from atlas.i18n import text
from atlas.i18n.errors import AtlasError
from atlas.model.atlas import Atlas
from atlas.office import Change, StoreError
from atlas.office.record import decisions, undone
from atlas.office.roles import EDIT
from pages.ui import cache
from pages.ui.data import access
from pages.ui.data.standing import names, said_of, the_store
from pages.ui.markup import render
from pages.ui.process import audit, journal
from pages.ui.process.stopping import WORK
from pages.ui.session import state
from pages.ui.session.view import View

SHOWN = 300  # values of one change


def draw(view: View, atlas: Atlas) -> None:
    """Draw the history, newest first, and the change that is looked at."""
    store, trouble = the_store()
    if trouble:
        return  # the head of the page says what is wrong with it
    entries = store.entries()
    chosen = next((each for each in entries if each.number == view.inquiry.entry), None)
    done = state.tray().entry
    render.html(
        "data/history",
        lang=view.lang,
        atlas=atlas,
        view=view,
        entries=entries,
        chosen=chosen,
        own=1 if any(each.is_own for each in cache.office().records.values()) else None,
        done=done if done and done.undoes and done.number == entries[0].number else None,
        decided=decisions(entries),
    )
    if chosen is None:
        return
    number, trouble = state.tray().not_undone or (None, None)
    changed: tuple[Change, ...] = ()
    try:
        changed = store.changes(chosen.number)
    except StoreError as error:
        number, trouble = chosen.number, error
    table = difference_table(changed, view.lang, names=names(view.lang))
    undone_by = undone(entries).get(chosen.number)
    render.html(
        "data/entry",
        lang=view.lang,
        atlas=atlas,
        view=view,
        entry=chosen,
        undone_by=undone_by,
        table=table.head(SHOWN),
        more=max(0, len(table) - SHOWN),
        trouble=said_of(trouble, view.lang) if number == chosen.number else "",
        editor=access.editor(),
        signed_in=access.signed_in(),
    )
    if access.editor() and undone_by is None and chosen.is_seen:
        st.button(
            text("data.history.undo", view.lang, n=chosen.number),
            key=f"data-undo-{chosen.number}-{view.lang}",
            on_click=_undo,
            args=(chosen.number,),
        )


def _undo(number: int) -> None:
    tray = state.tray()
    try:
        store = cache.the_store()
        with (
            WORK.writing(),
            access.acting(EDIT) as who,
            audit.changing(store, "undo", who, {"of": number}) as change,
        ):
            tray.entry = change.entry(store.undo(number, who=who))
            tray.not_undone = None
    except AtlasError as error:
        tray.not_undone = (number, error)
        journal.not_written("undo", error)
    else:
        journal.written("undo" if tray.entry.is_seen else "propose", tray.entry)
