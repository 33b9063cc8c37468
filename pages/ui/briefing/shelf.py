"""The lists side by side: chosen, named, taken along as files, kept with the office's data."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial

import streamlit as st

from atlas.briefing import kept
from atlas.briefing.kept import CollectionError, KeptCollection
from atlas.i18n import dates, text
from atlas.i18n.errors import AtlasError
from atlas.model.atlas import Atlas
from atlas.model.names import file_safe
from atlas.office.collections import KeptText
from pages.ui import cache
from pages.ui.markup import render
from pages.ui.markup.labels import plain
from pages.ui.parts import keeping
from pages.ui.process import audit, journal
from pages.ui.process.stopping import WORK
from pages.ui.session import state
from pages.ui.session.desk import CollectedList
from pages.ui.session.view import View

# Gives the name of who does something, or raises: an `AtlasError` that says why not.
Acting = Callable[[], AbstractContextManager[str]]


def shelf(view: View) -> None:
    """Draw which lists there are, and what can be done with the one looked at."""
    lang, desk = view.lang, state.desk()
    if len(desk.lists) > 1:
        with st.container(key="kept-lists", horizontal=True, gap="small"):
            for place, each in enumerate(desk.lists):
                st.button(
                    f"{plain(keeping.named(each, lang))} · {len(each.entries)}",
                    key=f"kept-list-{place}-{lang}",
                    on_click=_look_at,
                    args=(place,),
                    type="secondary" if place == desk.current else "tertiary",
                )
    with st.container(key="kept-acts", horizontal=True, gap="small"):
        name = st.text_input(
            text("kept.name", lang),
            value=desk.listed.name,
            placeholder=text("kept.name", lang),
            max_chars=kept.MAX_NAME,
            key=f"kept-name-{lang}-{desk.turn}-{desk.current}-{len(desk.lists)}",
            label_visibility="collapsed",
        )
        desk.listed.name = kept.plain(name, kept.MAX_NAME)
        full = len(desk.lists) >= keeping.MOST_LISTS
        _act("new", lang, _make, disabled=full)
        if len(desk.lists) > 1 or desk.listed.name or desk.entries:
            _act("delete", lang, _delete)
        if desk.entries:
            st.download_button(
                text("kept.download", lang),
                data=partial(_file, desk.listed),
                file_name=_file_name(desk.listed, lang),
                mime=kept.MIME,
                key=f"kept-download-{lang}",
                on_click="ignore",
                type="tertiary",
            )
            _act("changes_hide" if desk.changes else "changes", lang, _show_changes)
        with st.popover(text("kept.open", lang), disabled=full), st.container(key="kept-drop"):
            given = st.file_uploader(
                text("chrome.drop", lang),
                type=[kept.SUFFIX],
                key=f"kept-file-{desk.numbered}-{len(desk.lists)}-{desk.turn}-{lang}",
                label_visibility="collapsed",
                max_upload_size=kept.MAX_FILE // 2**20,
            )
    if given is not None:
        _open(given.name, given.getvalue())
        desk.turn += 1  # with a new key the place is empty again, for the next file
        st.rerun()


def _act(name: str, lang: str, act: Callable[[], None], *, disabled: bool = False) -> None:
    words, key = text(f"kept.{name}", lang), f"kept-{name}-{lang}"
    st.button(words, key=key, on_click=act, disabled=disabled, type="tertiary")


def _look_at(place: int) -> None:
    desk = state.desk()
    desk.current, desk.changes = place, False


def _make() -> None:
    desk = state.desk()
    desk.lists.append(CollectedList())
    _look_at(len(desk.lists) - 1)


def _delete() -> None:
    desk = state.desk()
    desk.lists.remove(desk.listed)
    if not desk.lists:
        desk.lists.append(CollectedList())
    _look_at(max(0, desk.current - 1))
    desk.turn += 1


def _show_changes() -> None:
    desk = state.desk()
    desk.changes = not desk.changes


# Files --------------------------------------------------------------------------------------------


def _file(listed: CollectedList) -> bytes:
    return listed.kept().to_json().encode()


def _file_name(listed: CollectedList, lang: str) -> str:
    name = file_safe(listed.name) or text("kept.file", lang)
    return f"{name}_{dates.today():%Y-%m-%d}{kept.SUFFIX}"


def _open(name: str, data: bytes) -> None:
    """Put the collection of a file beside the lists, or say why not."""
    desk = state.desk()
    try:
        collection = KeptCollection.from_json(data)
    except CollectionError as error:
        desk.said = ("kept.refused", {"name": name, "why": error.message})
    else:
        take(collection)
    outcome = "refused" if desk.said and desk.said[0] == "kept.refused" else "read"
    audit.upload("collection", data, outcome)


def take(collection: KeptCollection, *, base: int = 0) -> None:
    """Put a collection beside the lists, or into the place of the only one if that is empty."""
    desk = state.desk()
    target = CollectedList(collection.name, base=base)
    if keeping.full(desk, target, len(collection.views)):
        desk.said = ("kept.full", {"name": collection.name, "most": kept.MOST_VIEWS})
        return
    bare = len(desk.lists) == 1 and not desk.entries and not desk.listed.name
    if len(desk.lists) >= keeping.MOST_LISTS:
        desk.said = ("kept.full_all", {"most": keeping.MOST_LISTS})
        return
    gone = keeping.laid(desk, target, collection)
    desk.lists = [target] if bare else [*desk.lists, target]
    _look_at(len(desk.lists) - 1)
    desk.turn += 1
    said = {"name": collection.name, "n": len(target.entries)}
    desk.said = ("briefing.list_gone", {"n": gone}) if gone else ("kept.opened", said)


# What has changed ---------------------------------------------------------------------------------


def changes(view: View, atlas: Atlas) -> None:
    """Draw what has changed in the numbers of the list looked at, if that is asked."""
    desk = state.desk()
    if not desk.changes or not desk.entries:
        return
    found = []
    for entry in desk.entries:
        now, _ = cache.vintage_atlas(entry.kept.vintage)
        found.append(kept.change(entry.kept, now))
    render.html(
        "briefing/changes",
        lang=view.lang,
        atlas=atlas,
        same=all(each.verdict.same for each in found),
        views=[
            (each.view.name, each.message(view.lang).splitlines(), not each.verdict.same)
            for each in found
        ],
    )


# The office's -------------------------------------------------------------------------------------


def office(view: View, atlas: Atlas, editor: Callable[[], str], acting: Acting) -> None:
    """
    Draw the collections that the office keeps, where one can log in; editors keep and remove.

    Parameters
    ----------
    view, atlas
        What is looked at.
    editor
        Gives the name of the editor who is logged in; nothing where nobody is.
    acting
        What keeping and removing is done within.
    """
    lang, who = view.lang, editor()
    from atlas.office import collections  # noqa: PLC0415 - what drives databases is slow to import

    trouble = ""
    try:
        found = collections.kept(cache.store_now())
    except AtlasError as error:
        found, trouble = {}, error.message(lang)
    if not found and not who:
        return
    render.html(
        "briefing/office", lang=lang, atlas=atlas, n=len(found), trouble=trouble, editor=who
    )
    for place, each in enumerate(found.values()):
        with st.container(key=f"office-kept-{place}", horizontal=True, gap="small"):
            at = f"{each.at.astimezone():%Y-%m-%d %H:%M}"
            render.html("briefing/kept", lang=lang, atlas=atlas, each=each, at=at)
            _office_act("open", lang, place, _take, each)
            if who:
                _office_act("remove", lang, place, _keep, each.name, "", each.number, acting)
    if who and state.desk().entries:
        _office_act("keep", lang, 0, _keep_this, acting)


def _office_act(
    name: str, lang: str, place: int, act: Callable[..., object], *args: object
) -> None:
    words, key = text(f"kept.office.{name}", lang), f"office-{name}-{place}-{lang}"
    st.button(words, key=key, on_click=partial(_done, act), args=args, type="tertiary")


def _done(act: Callable[..., object], *args: object) -> None:
    act(*args)


def _take(each: KeptText) -> None:
    """Open a collection of the office's."""
    try:
        take(KeptCollection.from_json(each.data), base=each.number)
    except CollectionError as error:
        state.desk().said = ("kept.refused", {"name": each.name, "why": error.message})


def _keep_this(acting: Acting) -> None:
    """Keep the list looked at with the office's data."""
    desk = state.desk()
    if not desk.listed.name:
        desk.said = ("kept.office.untitled", {})
        return
    written = desk.listed.kept().to_json()
    if len(written) > kept.MAX_FILE:
        error = CollectionError("large", mib=kept.MAX_FILE // 2**20)
        desk.said = ("kept.office.not_written", {"name": desk.listed.name, "why": error.message})
        return
    desk.listed.base = (
        _keep(desk.listed.name, written, desk.listed.base, acting) or desk.listed.base
    )


def _keep(name: str, data: str, base: int, acting: Acting) -> int:
    """Write a version of a collection, an empty one to remove it; return its number, 0 for none."""
    from atlas.office import collections  # noqa: PLC0415 - as above

    desk = state.desk()
    try:
        store, act = cache.the_store(), "keep" if data else "remove"
        said = {"name": name, "act": act}
        with (
            WORK.writing(),
            acting() as who,
            audit.changing(store, "collection", who, said) as change,
        ):
            number = change.version(collections.keep(store, name, data, who=who, base=base))
    except AtlasError as error:
        desk.said = ("kept.office.not_written", {"name": name, "why": error.message})
        journal.not_written("collection", error)
        return 0
    desk.said = ("kept.office.kept" if data else "kept.office.removed", {"name": name})
    return number
