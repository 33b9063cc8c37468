"""What was changed, by whom and from which file; any of it can be undone or looked back at."""

import streamlit as st

from atlas.exchange.difference import difference_table
from atlas.i18n import text
from atlas.load import Atlas
from atlas.store import ConflictError, StoreError
from pages.ui import cache, render, state
from pages.ui.data import access, the_store
from pages.ui.state import View

SHOWN = 300  # values of one change


def draw(view: View, atlas: Atlas) -> None:
    """Draw the history, newest first, and the change that is looked at."""
    store, trouble = the_store()
    if trouble:
        return  # the head of the page says what is wrong with it
    entries = store.entries()
    chosen = next((each for each in entries if each.number == view.inquiry.entry), None)
    render.html(
        "data_history", lang=view.lang, atlas=atlas, view=view, entries=entries, chosen=chosen
    )
    if chosen is None:
        return
    table = difference_table(
        store.changes(chosen.number), view.lang, names=_names(view, cache.office())
    )
    number, trouble = state.tray().not_undone or (None, None)
    render.html(
        "data_entry",
        lang=view.lang,
        atlas=atlas,
        view=view,
        entry=chosen,
        table=table.head(SHOWN),
        more=max(0, len(table) - SHOWN),
        trouble=trouble.message(view.lang) if number == chosen.number else "",
        editor=access.editor(),
    )
    if access.editor():
        st.button(
            text("data.history.undo", view.lang, n=chosen.number),
            key=f"data-undo-{chosen.number}-{view.lang}",
            on_click=_undo,
            args=(chosen.number,),
        )


def _names(view: View, now: object) -> dict[str, str]:
    zones = cache.base_atlas().zones
    names = dict(zip(zones.index, zones[f"name_{view.lang}"], strict=True))
    counties = cache.base_atlas().counties[f"name_{view.lang}"].to_dict()
    return counties | names | {r.zone: r.name_zh for r in now.records.values() if r.is_own}


def _undo(number: int) -> None:
    tray, who = state.tray(), access.editor()
    if not who:
        return
    try:
        tray.entry, tray.not_undone = cache.the_store().undo(number, who=who), None
    except (ConflictError, StoreError) as error:
        tray.not_undone = (number, error)
