"""Attach photos and documents to a zone, and take them off again."""

import streamlit as st

from atlas.exchange import attaching
from atlas.i18n import text
from atlas.i18n.errors import AtlasError
from atlas.model.atlas import Atlas
from atlas.model.names import clean
from atlas.office import Entry, attachments
from atlas.office.roles import EDIT
from pages.ui import cache
from pages.ui.data import access
from pages.ui.data.standing import names, said_of, the_store
from pages.ui.markup import render
from pages.ui.process import audit, journal
from pages.ui.process.stopping import WORK
from pages.ui.session import state
from pages.ui.session.tray import Tray
from pages.ui.session.view import View
from pages.ui.zones import zone as zones

TAKEN = ("jpg", "jpeg", "png", "webp", "pdf")  # what a browser offers; its content decides


def draw(view: View, atlas: Atlas) -> None:
    """Draw what is attached to a zone, and where an editor can attach more."""
    lang, tray, records = view.lang, state.tray(), cache.office().records
    named, known = names(lang), cache.base_atlas().zones.index
    keys = [*known, *(each.zone for each in records.values() if each.is_own)]
    who, store = access.editor(), the_store()[0]
    render.html(
        "data/attaching",
        lang=lang,
        atlas=atlas,
        most=attaching.MOST_MIB,
        trouble=said_of(tray.not_attached, lang),
        editor=who,
        signed_in=access.signed_in(),
        store=store is not None,
    )
    done = tray.entry
    if done and not done.about:
        own = 1 if any(each.is_own for each in records.values()) else None
        render.html("data/applied", lang=lang, atlas=atlas, view=view, entry=done, own=own)
    chosen = st.selectbox(
        text("attached.zone", lang),
        keys,
        index=keys.index(view.zone) if view.zone in keys else None,
        format_func=lambda key: named.get(key, key),
        placeholder=text("attached.choose", lang),
        key=f"attach-zone-{view.zone}-{lang}",
    )
    if not chosen:
        return
    there = records[chosen].attachments if chosen in records else ()
    # Of an own zone that is not listed now the pictures are not served.
    zones.sheet_attachments(view, atlas, chosen)
    if store is None or not (who or access.lapsed()):
        return
    for each in there if who else ():
        render.html("data/attached", lang=lang, atlas=atlas, attached=each)
        st.button(
            text("attached.detach", lang),
            key=f"detach-{each.digest}-{lang}",
            on_click=_detach,
            args=(tray, chosen, each.digest),
            type="tertiary",
        )
    _give(view, tray, chosen)


def _give(view: View, tray: Tray, zone: str) -> None:
    lang, fields = view.lang, f"attach-{tray.turn}-{view.lang}"
    with st.form(f"data-{fields}", border=False):
        with st.container(key="attach-drop"):
            given = st.file_uploader(
                text("attached.file", lang),
                type=list(TAKEN),
                key=f"{fields}-file",
                max_upload_size=attaching.MOST_MIB,
            )
        caption = st.text_input(
            text("attached.caption", lang), max_chars=attachments.LONGEST, key=f"{fields}-caption"
        )
        day = st.text_input(
            text("attached.day", lang), max_chars=10, placeholder="2026-11-30", key=f"{fields}-day"
        )
        sent = st.form_submit_button(text("attached.attach", lang))
    if not sent or given is None:
        return
    data, said = given.getvalue(), {"caption": " ".join(clean(caption)), "day": day.strip()}

    def attached(who: str) -> Entry:
        checked = attaching.read(given.name, data)
        known = cache.base_atlas().zones.index
        return attachments.attach(cache.the_store(), zone, checked, known=known, who=who, **said)

    try:
        store = cache.the_store()
        with (
            WORK.writing(),
            access.acting(EDIT) as who,
            audit.changing(store, "attach", who, {"zone": zone}) as change,
        ):
            tray.entry, tray.not_attached = change.entry(attached(who)), None
    except AtlasError as error:
        tray.not_attached = error
        journal.not_written("attach", error)
    else:
        tray.turn += 1  # with new keys the fields are empty again, for the next file
        journal.written("attach", tray.entry)
    st.rerun()


def _detach(tray: Tray, zone: str, digest: str) -> None:
    try:
        store = cache.the_store()
        with (
            WORK.writing(),
            access.acting(EDIT) as who,
            audit.changing(store, "detach", who, {"zone": zone}) as change,
        ):
            tray.entry = change.entry(attachments.detach(store, zone, digest, who=who))
            tray.not_attached = None
    except AtlasError as error:
        tray.not_attached = error
        journal.not_written("detach", error)
    else:
        journal.written("detach", tray.entry)
