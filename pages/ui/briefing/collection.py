"""The sheets collected: retitled, moved, removed, and all of them in one file."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from atlas.briefing import formats
from atlas.briefing.content import content
from atlas.briefing.kept import MAX_NOTE, MOST_VIEWS, KeptView
from atlas.briefing.order import MAX_WORDS, Order
from atlas.i18n import dates, text
from atlas.maps.specification import Specification
from atlas.model.atlas import Atlas
from atlas.selection import counts
from pages.ui.briefing import order, shelf
from pages.ui.markup import render
from pages.ui.parts import keeping, making
from pages.ui.process.pool import works
from pages.ui.session import state
from pages.ui.session.desk import CollectedSheet
from pages.ui.session.form import Form
from pages.ui.session.view import View

MOST = MOST_VIEWS  # sheets


def add(view: View, atlas: Atlas, asked: Order) -> None:
    """Put a sheet at the end of the list."""
    kept = KeptView.of(atlas, asked, page=view.page, query=view.query().lstrip("?"))
    state.desk().add(asked, kept)


def full() -> bool:
    """Return whether the list has no room for another sheet."""
    desk = state.desk()
    return len(desk.entries) >= MOST or keeping.full(desk, desk.listed)


def _move(number: int, step: int) -> None:
    entries = state.desk().entries
    at = next(i for i, entry in enumerate(entries) if entry.number == number)
    to = min(max(at + step, 0), len(entries) - 1)
    entries.insert(to, entries.pop(at))


def _remove(number: int) -> None:
    _taken(number)


def _taken(number: int) -> CollectedSheet:
    """Take a sheet out of the list and return it."""
    entries = state.desk().entries
    at = next(i for i, entry in enumerate(entries) if entry.number == number)
    return entries.pop(at)


def _hand(number: int, key: str) -> None:
    """Move a sheet to the end of the list that was chosen."""
    lists = state.desk().lists
    to = state.chosen(key)
    if to is not None and not keeping.full(state.desk(), lists[to], 0):
        lists[to].entries.append(_taken(number))


def collected(view: View, atlas: Atlas, editor: Callable[[], str], acting: shelf.Acting) -> None:
    """
    Draw the list of sheets: retitle, move, remove, and all of them in one file.

    Parameters
    ----------
    view, atlas
        What is looked at.
    editor
        Gives the name of the editor who is logged in; nothing where nobody is.
    acting
        What keeping and removing with the office's data is done within.
    """
    gone = _without_gone(view, atlas)
    entries = state.desk().entries
    render.html("briefing/list", lang=view.lang, atlas=atlas, n=len(entries), most=MOST, gone=gone)
    shelf.shelf(view)
    if entries:
        with st.container(key="briefing-list", gap="small"):
            for place, entry in enumerate(entries, start=1):
                _row(view, atlas, entry, place=place, last=place == len(entries))
        shelf.changes(view, atlas)
        _files(view, atlas)
    shelf.office(view, atlas, editor, acting)


def _files(view: View, atlas: Atlas) -> None:
    """Draw the buttons that make one file of all sheets, with the data of today."""
    entries = state.desk().entries
    with st.container(key="briefing-list-files", horizontal=True, gap="small"):
        orders = tuple(entry.order.with_(date=dates.today()) for entry in entries)
        shown = sum(counts.total(atlas, each.selection) for each in orders)
        stem = text("briefing.list_file", view.lang)
        for name, each in formats.COLLECTIONS.items():
            making.button(
                view,
                atlas,
                f"collection.{name}",
                making.Piece(
                    works.collection,
                    (name, orders),
                    f"{stem}_{dates.today():%Y-%m-%d}{each.suffix}",
                    each.mime,
                    name,
                    zones=shown,
                    is_slow=works.is_slow(atlas, len(orders)),
                ),
                key=f"collection-{name}-{view.lang}",
                is_heavy=works.is_heavy(atlas, len(orders)),
            )


def _without_gone(view: View, atlas: Atlas) -> int:
    """Take out sheets whose filters newer data no longer know; return how many."""
    desk, before = state.desk(), len(state.desk().entries)
    desk.listed.entries = [
        entry
        for entry in desk.entries
        if entry.order.vintage != view.vintage
        or not (
            Specification.parse(entry.order.map.to_params(), atlas)[1]
            or order.undrawn(atlas, entry.order)
        )
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
        note = st.text_input(
            text("kept.act.note", lang),
            value=entry.kept.note,
            placeholder=text("kept.act.note", lang),
            max_chars=MAX_NOTE,
            key=f"entry-note-{entry.number}-{lang}",
            label_visibility="collapsed",
        )
        entry.say(title=title.strip(), note=note)
        asked, kept = entry.order, entry.kept
        render.html(
            "briefing/entry",
            lang=lang,
            atlas=atlas,
            order=asked,
            words=asked.map.describe(atlas, lang=lang),
            href=replace(view, map=asked.map, form=Form.of(asked)).href()
            if kept.page == view.page
            else kept.link,
            day=kept.proof.made,
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
        _hand_on(view, entry)


def _hand_on(view: View, entry: CollectedSheet) -> None:
    """Draw to which other list a sheet can be moved, where there is one."""
    desk, lang = state.desk(), view.lang
    others = [place for place, each in enumerate(desk.lists) if each is not desk.listed]
    if not others:
        return
    key = f"entry-move-{entry.number}-{lang}-{desk.current}"

    def named(place: int) -> str:
        return keeping.named(desk.lists[place], lang)

    st.selectbox(
        text("kept.move", lang),
        others,
        index=None,
        format_func=named,
        placeholder=text("kept.move_where", lang),
        key=key,
        on_change=_hand,
        args=(entry.number, key),
        label_visibility="collapsed",
    )
