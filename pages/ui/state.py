"""The state of the atlas is its URL: read it into a view, write it into links."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

from atlas.errors import UnknownValue
from atlas.i18n import LANGS
from atlas.load import Atlas
from atlas.selection import Selection, nearest

_SENT = "standing_parts_sent"
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
    """

    lang: str
    selection: Selection
    zone: str
    unknown: tuple[UnknownValue, ...]
    page: str
    asked: str = ""

    def query(self, **changes: object) -> str:
        """
        Return the query string of this view with some parameters changed.

        Parameters
        ----------
        **changes
            Parameter names with ``_`` for ``-``; None takes a parameter out.
        """
        params: dict[str, object] = dict(self.selection.to_params())
        if self.zone:
            params["zone"] = self.zone
        if self.lang != LANGS[0]:
            params["lang"] = self.lang
        params |= {name.replace("_", "-"): value for name, value in changes.items()}
        kept = {name: value for name, value in params.items() if value}
        return "?" + urlencode(kept, doseq=True) if kept else ""

    def href(self, page: str = "", **changes: object) -> str:
        """Return a link to a page (this one if none is named) that carries this view along."""
        return f"{page or self.page}{self.query(**changes)}"

    def cleared(self) -> str:
        """Return a link to this page without filters; scheme, language and zone stay."""
        plain = Selection(scheme=self.selection.scheme)
        nothing = dict.fromkeys(self.selection.to_params())
        return self.href(**nothing | plain.to_params())


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
    params = {name: st.query_params.get_all(name) for name in st.query_params}
    selection, unknown = Selection.parse(params, atlas)
    lang, zone = _last(params, "lang") or LANGS[0], _last(params, "zone")
    wrong = list(unknown)
    if lang not in LANGS:
        wrong.append(UnknownValue("lang", lang[:40], known=LANGS))
        lang = LANGS[0]
    if zone and zone not in atlas.zones.index:
        wrong.append(nearest(zone, atlas.zones, flag="zone"))
        zone = ""
    view = View(
        lang=lang,
        selection=selection,
        zone=zone,
        unknown=tuple(wrong),
        page=page,
        asked=urlencode(params, doseq=True),
    )
    st.session_state[_VIEW] = view
    return view


def current() -> View:
    """Return the view that the frame has read for this run."""
    return st.session_state[_VIEW]


def _last(params: Mapping[str, list[str]], name: str) -> str:
    return (params.get(name) or [""])[-1].strip()


def is_sent(version: str) -> bool:
    """Return whether this session's browser was sent the standing parts, and note that it is."""
    sent = st.session_state.get(_SENT) == version
    st.session_state[_SENT] = version
    return sent


def send_again() -> None:
    """Forget that the standing parts were sent: the browser says that it has none."""
    st.session_state.pop(_SENT, None)
