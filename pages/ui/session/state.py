"""The state of the atlas is its URL: read it into a view, write it into links."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from atlas.i18n import LANGS
from atlas.maps.specification import CHANGED, COMPARED, Specification
from atlas.model import parameters
from atlas.model.atlas import Atlas
from atlas.model.vocabulary import UnknownValue
from atlas.office.edition import NOW
from atlas.office.vintage import Vintage
from pages.ui.session.desk import Desk
from pages.ui.session.form import ON, Form
from pages.ui.session.inquiry import Inquiry
from pages.ui.session.tray import Tray
from pages.ui.session.view import ANALYSIS, BRIEFING, CHANGES, COMPARE, View

if TYPE_CHECKING:
    from pages.ui.session.held import Held

LOOKED_AT = (
    parameters.choice("lang", LANGS, said="frame.lang_"),
    parameters.switch("present", ON),
)
_FORM = "form"
_DESK = "desk"
_TRAY = "tray"
_HELD = "data_held"
_VIEW = "view"


def vintage() -> Vintage:
    """Return which document, and which of the office's data, the page's URL asks for."""
    return Vintage.parse(_params())[0]


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
    shown, unknown = Specification.parse(params, atlas)
    looked_at, misread = parameters.read(params, LOOKED_AT, atlas)
    wrong = [*unknown, *misread]
    inquiry, misread = Inquiry.parse(params, atlas)
    wrong += misread
    as_of = shown.edition.as_of
    if as_of not in {NOW, atlas.revision}:
        wrong.append(UnknownValue("as-of", str(as_of), known=("0", str(atlas.revision))))
        now = replace(shown.edition, as_of=NOW)
        shown = shown.with_(vintage=replace(shown.vintage, edition=now))
    if page == ANALYSIS:
        shown = shown.with_(draw=inquiry.drawn)
    elif page == COMPARE and len(shown.compare) > 1:
        shown = shown.with_(draw=COMPARED)
    elif page == CHANGES:
        shown = shown.with_(draw=CHANGED)
    form = Form()
    if page == BRIEFING:
        form, misread = Form.parse(params)
        wrong += misread
    return View(
        lang=looked_at.get("lang", LANGS[0]),
        map=shown,
        unknown=tuple(wrong),
        page=page,
        asked=urlencode(params, doseq=True),
        form=form,
        inquiry=inquiry,
        present=looked_at.get("present", False),
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


def chosen(key: str) -> int | None:
    """Return the number that is chosen in a list of numbers now."""
    return st.session_state.get(key)


def told(component: str, name: str) -> str:
    """Return what a component of the browser's side tells in this run, if it tells anything."""
    held = st.session_state.get(component)
    return str(held.get(name) or "") if held else ""


def tray() -> Tray:
    """Return what this session brings to the atlas."""
    return st.session_state.setdefault(_TRAY, Tray())


def _last(params: Mapping[str, list[str]], name: str) -> str:
    return (params.get(name) or [""])[-1].strip()
