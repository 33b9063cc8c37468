"""Name the online base map, where the operator gives one by environment or secrets."""

import os

import streamlit as st

from atlas.i18n import text

_TIANDITU = (
    "https://t{s}.tianditu.gov.cn/vec_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=vec"
    "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILECOL={x}&TILEROW={y}&TILEMATRIX={z}&tk="
)


def _setting(name: str) -> str:
    """Return a setting of the environment or, failing that, of Streamlit's secrets."""
    if name in os.environ:
        return os.environ[name].strip()
    try:
        return str(st.secrets.get(name, "")).strip()
    except FileNotFoundError:  # an atlas without a secrets file is the usual one
        return ""


def source() -> dict[str, str] | None:
    """
    Return the base map: ``url`` (an XYZ template), ``attribution`` and ``subdomains``, or None.

    ``ATLAS_TIANDITU_KEY`` names Tianditu's vector map, ``ATLAS_TILES_URL`` any other, credited by
    ``ATLAS_TILES_ATTRIBUTION``.
    """
    key = _setting("ATLAS_TIANDITU_KEY")
    if key:
        credit = text("tiles.tianditu", "zh")
        return {"url": _TIANDITU + key, "attribution": credit, "subdomains": "01234567"}
    url = _setting("ATLAS_TILES_URL")
    credit = _setting("ATLAS_TILES_ATTRIBUTION")
    return {"url": url, "attribution": credit, "subdomains": "abc"} if url else None
