"""The office's own templates: brought, looked at, kept for everyone, removed."""

import datetime as dt

import streamlit as st

from atlas.briefing.template import reading
from atlas.briefing.template.model import ENV, Template
from atlas.briefing.template.offer import offer
from atlas.briefing.template.remarks import remarks
from atlas.i18n import text
from atlas.i18n.errors import AtlasError
from atlas.model.atlas import Atlas
from atlas.office import templates
from atlas.office.roles import EDIT
from pages.ui import cache
from pages.ui.data import access
from pages.ui.data.standing import the_store
from pages.ui.markup import render
from pages.ui.parts import office_templates
from pages.ui.parts.office_templates import SESSION, STORE, InUse
from pages.ui.process import audit, journal
from pages.ui.process.stopping import WORK
from pages.ui.session import state
from pages.ui.session.view import View


def draw(view: View, atlas: Atlas) -> None:
    """Draw where a template can be dropped, and those in use with what they offer."""
    lang, desk = view.lang, state.desk()
    found = office_templates.found()
    render.html("data/office_templates", lang=lang, atlas=atlas, n=len(found))
    with st.container(key="template-drop"):
        given = st.file_uploader(
            text("chrome.drop", lang),
            key=f"template-{desk.given}-{lang}",
            label_visibility="collapsed",
            max_upload_size=reading.MOST_MIB,
        )
    if given is not None:
        desk.given += 1  # with a new key the place is empty again, for the next file
        _take(given.name, given.getvalue())
        st.rerun()
    if desk.refused:
        name, trouble = desk.refused
        render.html(
            "data/template_refused",
            lang=lang,
            atlas=atlas,
            name=name,
            lines=trouble.message(lang).splitlines(),
        )
    for each in found:
        _one(view, atlas, each)


def _take(name: str, data: bytes) -> None:
    """Read a template that was dropped; it serves this session from now on."""
    desk = state.desk()
    desk.refused = None
    try:
        template = reading.read(name, data)
    except AtlasError as error:
        desk.refused = (name, error)
    else:
        desk.templates[template.kind] = template
    outcome = "refused" if desk.refused else "read"
    audit.upload("template", data, outcome)


def _one(view: View, atlas: Atlas, used: InUse) -> None:
    """Draw a template: where it comes from, what it offers, what can be done with it."""
    lang, store = view.lang, the_store()[0]
    can_write = bool(access.editor()) and store is not None
    render.html(
        "data/template",
        lang=lang,
        atlas=atlas,
        view=view,
        used=used,
        variable=ENV[used.kind],
        offer=offer(used.template, lang) if used.template else (),
        remarks=remarks(used.template, lang) if used.template else (),
        trouble=used.trouble.message(lang) if used.trouble else "",
        can_write=can_write,
    )
    with st.container(key=f"data-template-{used.kind}", horizontal=True, gap="small"):
        if used.origin == SESSION and can_write:
            st.button(
                text("template.page.keep", lang),
                key=f"template-keep-{used.kind}-{lang}",
                on_click=_keep,
                args=(used.template,),
            )
        if used.origin == SESSION or (used.origin == STORE and can_write):
            st.button(
                text("template.page.remove", lang),
                key=f"template-remove-{used.kind}-{lang}",
                on_click=_remove,
                args=(used.kind, used.origin),
                type="tertiary",
            )


def _keep(template: Template) -> None:
    """Keep a template in the store, for everyone."""
    desk, at = state.desk(), dt.datetime.now(dt.UTC)
    try:
        store, said = cache.the_store(), {"kind": template.kind, "act": "keep"}
        said["sha256"] = template.digest
        with (
            WORK.writing(),
            access.acting(EDIT) as who,
            audit.changing(store, "template", who, said),
        ):
            kept = templates.KeptTemplate(template.kind, template.name, template.digest, at, who)
            templates.keep(store, kept, template.data)
    except AtlasError as error:
        desk.refused = (template.name, error)
        journal.not_written("template", error)
    else:
        desk.templates.pop(template.kind, None)


def _remove(kind: str, origin: str) -> None:
    """Do without a template from now on: in this session, or everyone."""
    desk = state.desk()
    if origin == SESSION:
        desk.templates.pop(kind, None)
    else:
        try:
            store, said = cache.the_store(), {"kind": kind, "act": "remove"}
            with (
                WORK.writing(),
                access.acting(EDIT) as who,
                audit.changing(store, "template", who, said),
            ):
                templates.remove(store, kind)
        except AtlasError as error:
            desk.refused = (kind, error)
            journal.not_written("template", error)
