"""The state of the atlas is its URL: read it into a view, write it into links."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from atlas.briefing.order import Order
from atlas.briefing.proof import Proof, ProofError
from atlas.edition import NOW, Edition
from atlas.errors import UnknownValue
from atlas.i18n import LANGS
from atlas.load import Atlas
from atlas.selection import SHOWN, Selection, nearest
from pages.ui.form import Form
from pages.ui.inquiry import Inquiry
from pages.ui.making import Making
from pages.ui.tray import Tray

if TYPE_CHECKING:
    from pages.ui.held import Held

BRIEFING = "briefing"  # the page whose links carry the form of a sheet
EXAMPLES = 5  # own columns that a message names
_FORM = "form"
_DESK = "desk"
_TRAY = "tray"
_HELD = "data_held"
_VIEW = "view"


@dataclass(frozen=True, slots=True)
class View:
    """
    What one person looks at.

    Attributes
    ----------
    lang
        ``"zh"`` or ``"en"``.
    selection
        The filters.
    zone
        The selected zone's id; empty when none is.
    unknown
        Values of the link that the data does not know; they are left out.
    page
        The page's path, e.g. ``"overview"``.
    asked
        The query string as it came, so that a browser can tell to which of its clicks this answers.
    form
        The form of the sheet on the briefing page, as it was left there.
    inquiry
        What is compared, analysed and looked up.
    edition
        Which of the office's data are shown with the plan's.
    shade
        The own column by which zones are coloured; empty for none.
    """

    lang: str
    selection: Selection
    zone: str
    unknown: tuple[UnknownValue, ...]
    page: str
    asked: str = ""
    form: Form = field(default_factory=Form)
    inquiry: Inquiry = field(default_factory=Inquiry)
    edition: Edition = field(default_factory=Edition)
    shade: str = ""

    def params(self, *, to: str = "", **changes: object) -> dict[str, object]:
        """
        Return the parameters of a link to this view with some changed; empty ones are left out.

        Parameters
        ----------
        to
            The page it is for; this one if none is named.
        **changes
            Parameter names with ``_`` for ``-``; None takes a parameter out.
        """
        params: dict[str, object] = dict(self.selection.to_params())
        if self.zone:
            params["zone"] = self.zone
        if self.lang != LANGS[0]:
            params["lang"] = self.lang
        params |= self.edition.to_params() | {"shade": self.shade}
        params |= self.inquiry.to_params(page=to or self.page)
        if (to or self.page) == BRIEFING:
            params |= self.form.to_params()
        params |= {name.replace("_", "-"): value for name, value in changes.items()}
        return {name: value for name, value in params.items() if value}

    def query(self, *, to: str = "", **changes: object) -> str:
        """Return the query string of this view with some parameters changed; see `params`."""
        kept = self.params(to=to, **changes)
        return "?" + urlencode(kept, doseq=True) if kept else ""

    def selected(self) -> str:
        """Return what is selected and in which language, as a text to tell it from others."""
        return urlencode([*self.selection.to_params().items(), ("lang", self.lang)], doseq=True)

    def file_stem(self, atlas: Atlas) -> str:
        """Return the name, without suffix, of a file of what is selected now."""
        return self.selection.file_stem(
            atlas,
            lang=self.lang,
            date=dt.datetime.now().astimezone().date(),
            beside=self.edition.labels(self.lang),
        )

    def href(self, page: str = "", **changes: object) -> str:
        """Return a link to a page (this one if none is named) that carries this view along."""
        return f"{page or self.page}{self.query(to=page, **changes)}"

    def cleared(self) -> str:
        """Return a link to this page without filters; scheme, language and zone stay."""
        plain = Selection(scheme=self.selection.scheme)
        nothing = dict.fromkeys(self.selection.to_params())
        return self.href(**nothing | plain.to_params())


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
    lang, zone = _last(params, "lang") or LANGS[0], _last(params, "zone")
    wrong = list(unknown)
    if lang not in LANGS:
        wrong.append(UnknownValue("lang", lang[:40], known=LANGS))
        lang = LANGS[0]
    if zone and zone not in atlas.zones.index:
        wrong.append(nearest(zone, atlas.zones, flag="zone"))
        zone = ""
    inquiry, misread = Inquiry.parse(params, atlas)
    wrong += misread
    asked, misread = Edition.parse(params)
    wrong += misread
    if asked.as_of not in {NOW, atlas.revision}:
        wrong.append(UnknownValue("as-of", str(asked.as_of), known=("0", str(atlas.revision))))
        asked = replace(asked, as_of=NOW)
    shade = _last(params, "shade")
    if shade and shade not in atlas.own_columns.index:
        heads = tuple(atlas.own_columns.index[:EXAMPLES])
        wrong.append(UnknownValue("shade", shade[:SHOWN], known=heads))
        shade = ""
    form = Form()
    if page == BRIEFING:
        form, misread = Form.parse(params)
        wrong += misread
    return View(
        lang=lang,
        selection=selection,
        zone=zone,
        unknown=tuple(wrong),
        page=page,
        asked=urlencode(params, doseq=True),
        form=form,
        inquiry=inquiry,
        edition=asked,
        shade=shade,
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


@dataclass(slots=True)
class Entry:
    """A sheet of the list: a number of its own, and what is asked of it."""

    number: int
    order: Order


@dataclass(slots=True)
class Desk:
    """
    What one person has on the briefing page beside the link: it lasts as long as the session.

    Attributes
    ----------
    words
        Title, sentence, maker and so on as typed, each with the selection it belongs to, if to
        one; no link carries them.
    entries
        The sheets collected, in order.
    numbered
        How many there ever were.
    making
        The book being made or made last.
    checked
        The name of the file verified last and its record, or why it has none.
    dropped
        How many files were given to be verified.
    """

    words: dict[tuple[str, str], str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    numbered: int = 0
    making: Making | None = None
    checked: tuple[str, Proof | ProofError] | None = None
    dropped: int = 0


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
