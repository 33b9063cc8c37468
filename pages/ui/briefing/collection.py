"""The sheets collected: retitled, moved, removed, and all of them in one file."""

from dataclasses import replace
from functools import partial

import streamlit as st

from atlas.briefing import formats
from atlas.briefing.content import content
from atlas.briefing.order import MAX_WORDS, Order
from atlas.i18n import dates, text
from atlas.model.atlas import Atlas
from atlas.selection import counts
from atlas.selection.selection import Selection
from pages.ui.markup import render
from pages.ui.process import journal
from pages.ui.session import state
from pages.ui.session.desk import CollectedSheet
from pages.ui.session.form import Form
from pages.ui.session.view import View

MOST = 40  # sheets


def add(asked: Order) -> None:
    """Put a sheet at the end of the list."""
    desk = state.desk()
    desk.numbered += 1
    desk.entries.append(CollectedSheet(desk.numbered, asked))


def _move(number: int, step: int) -> None:
    entries = state.desk().entries
    at = next(i for i, entry in enumerate(entries) if entry.number == number)
    to = min(max(at + step, 0), len(entries) - 1)
    entries.insert(to, entries.pop(at))


def _remove(number: int) -> None:
    desk = state.desk()
    desk.entries = [entry for entry in desk.entries if entry.number != number]


def collected(view: View, atlas: Atlas) -> None:
    """Draw the list of sheets: retitle, move, remove, and all of them in one file."""
    gone = _without_gone(view, atlas)
    entries = state.desk().entries
    render.html("briefing/list", lang=view.lang, atlas=atlas, n=len(entries), most=MOST, gone=gone)
    if not entries:
        return
    with st.container(key="briefing-list", gap="small"):
        for place, entry in enumerate(entries, start=1):
            _row(view, atlas, entry, place=place, last=place == len(entries))
    with st.container(key="briefing-list-files", horizontal=True, gap="small"):
        orders = [entry.order for entry in entries]
        shown = sum(counts.total(atlas, each.selection) for each in orders)
        stem = text("briefing.list_file", view.lang)
        for name, each in formats.COLLECTIONS.items():
            st.download_button(
                text(f"collection.{name}", view.lang),
                data=partial(journal.export, each.write, atlas, orders, form=name, zones=shown),
                file_name=f"{stem}_{dates.today():%Y-%m-%d}{each.suffix}",
                mime=each.mime,
                key=f"collection-{name}-{view.lang}",
                on_click="ignore",
            )


def _without_gone(view: View, atlas: Atlas) -> int:
    """Take out sheets whose filters newer data no longer know; return how many."""
    desk, before = state.desk(), len(state.desk().entries)
    desk.entries = [
        entry
        for entry in desk.entries
        if entry.order.edition != view.edition
        or not Selection.parse(entry.order.selection.to_params(), atlas)[1]
    ]
    return before - len(desk.entries)


def _row(view: View, atlas: Atlas, entry: CollectedSheet, *, place: int, last: bool) -> None:
    """Draw one sheet of the list."""
    lang = view.lang
    with st.container(key=f"entry-{entry.number}", horizontal=True, gap="small"):
        title = st.text_input(
            text("briefing.entry_title", lang, place=place),
            value=entry.order.title,
            placeholder=content(atlas, entry.order.with_(title="")).title,
            max_chars=MAX_WORDS,
            key=f"entry-title-{entry.number}-{lang}",
            label_visibility="collapsed",
        )
        entry.order = entry.order.with_(title=title.strip())
        asked = entry.order
        render.html(
            "briefing/entry",
            lang=lang,
            atlas=atlas,
            order=asked,
            words=asked.selection.describe(atlas, lang=lang),
            href=replace(
                view, selection=asked.selection, zone=asked.zone, form=Form.of(asked)
            ).href(),
        )
        acts = (
            ("up", _move, (entry.number, -1), place == 1),
            ("down", _move, (entry.number, 1), last),
            ("remove", _remove, (entry.number,), False),
        )
        for name, act, args, disabled in acts:
            st.button(
                text(f"briefing.act.{name}", lang),
                key=f"entry-{name}-{entry.number}-{lang}",
                on_click=act,
                args=args,
                disabled=disabled,
                type="tertiary",
            )
