"""The state of the atlas is its URL: read it into a view, write it into links."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from atlas.i18n import LANGS
from atlas.model import parameters
from atlas.model.atlas import Atlas
from atlas.model.names import SHOWN
from atlas.model.vocabulary import UnknownValue
from atlas.office.edition import NOW, Edition
from atlas.selection.selection import Selection
from pages.ui.session.desk import Desk
from pages.ui.session.form import Form
from pages.ui.session.inquiry import Inquiry
from pages.ui.session.tray import Tray
from pages.ui.session.view import BRIEFING, View

if TYPE_CHECKING:
    from pages.ui.session.held import Held

EXAMPLES = 5  # own columns that a message names
LOOKED_AT = (parameters.choice("lang", LANGS), parameters.row("zone", "zones"))
SHADED = (
    parameters.single(
        "shade",
        lambda head, atlas: head if head in atlas.own_columns.index else None,
        wrong=lambda head, atlas: UnknownValue(
            "shade", head[:SHOWN], known=tuple(atlas.own_columns.index[:EXAMPLES])
        ),
    ),
)
_FORM = "form"
_DESK = "desk"
_TRAY = "tray"
_HELD = "data_held"
_VIEW = "view"


def edition() -> Edition:
    """Return which of the office's data the page's URL asks for."""
    return Edition.parse(_params())[0]


def _params() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def parse(params: Mapping[str, list[str]], atlas: Atlas, *, page: str) -> View:
    """
    Read a view from a link's parameters, setting aside what is unknown.

    Parameters
    ----------
    params
        Parameter name -> values.
    atlas
        Knows which values there are.
    page
        The path of the page that is shown; only of the briefing's the form is read.
    """
    selection, unknown = Selection.parse(params, atlas)
    looked_at, misread = parameters.read(params, LOOKED_AT, atlas)
    wrong = [*unknown, *misread]
    inquiry, misread = Inquiry.parse(params, atlas)
    wrong += misread
    asked, misread = Edition.parse(params)
    wrong += misread
    if asked.as_of not in {NOW, atlas.revision}:
        wrong.append(UnknownValue("as-of", str(asked.as_of), known=("0", str(atlas.revision))))
        asked = replace(asked, as_of=NOW)
    shaded, misread = parameters.read(params, SHADED, atlas)
    wrong += misread
    form = Form()
    if page == BRIEFING:
        form, misread = Form.parse(params)
        wrong += misread
    return View(
        lang=looked_at.get("lang", LANGS[0]),
        selection=selection,
        zone=looked_at.get("zone", ""),
        unknown=tuple(wrong),
        page=page,
        asked=urlencode(params, doseq=True),
        form=form,
        inquiry=inquiry,
        edition=asked,
        shade=shaded.get("shade", ""),
    )


def read(atlas: Atlas, *, page: str) -> View:
    """
    Read the view from the page's URL.

    Parameters
    ----------
    atlas
        Knows which values there are.
    page
        The path of the page that is shown.
    """
    view = parse(_params(), atlas, page=page)
    if page == BRIEFING:
        st.session_state[_FORM] = view.form
    else:
        view = replace(view, form=st.session_state.get(_FORM, view.form))
    st.session_state[_VIEW] = view
    return view


def language() -> str:
    """Return the language that the page's URL asks for, whether or not a view could be read."""
    lang = _last(_params(), "lang")
    return lang if lang in LANGS else LANGS[0]


def current() -> View:
    """Return the view that the frame has read for this run."""
    return st.session_state[_VIEW]


def desk() -> Desk:
    """Return this session's desk."""
    return st.session_state.setdefault(_DESK, Desk())


def hold(held: "Held") -> None:
    """Keep what data this run is drawn from."""
    st.session_state[_HELD] = held


def held() -> "Held | None":
    """Return what data this run is drawn from; None before a session's first."""
    return st.session_state.get(_HELD)


def typed(key: str) -> str:
    """Return what stands in a field now, be it typed in the very step that presses a button."""
    return st.session_state.get(key, "")


def tray() -> Tray:
    """Return what this session brings to the atlas."""
    return st.session_state.setdefault(_TRAY, Tray())


def _last(params: Mapping[str, list[str]], name: str) -> str:
    return (params.get(name) or [""])[-1].strip()
