"""Keep what is slow to make: the atlas, its map document and the standing parts of the pages."""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import jinja2
import streamlit as st

import atlas
from atlas import plan, webmap
from atlas.briefing import sheet, typeset
from atlas.briefing.content import content
from atlas.briefing.order import DPI, Order
from atlas.i18n import LANGS
from atlas.load import GPKG, Atlas
from pages.ui import render, tiles

_LOG = logging.getLogger(__name__)
# What data that cannot be read (`AtlasFileError` is a ValueError) or drawn raise.
_UNUSABLE = (ValueError, LookupError, TypeError, AttributeError, OSError, jinja2.TemplateError)


@dataclass(frozen=True)
class Build:
    """
    One build of the data and all that is drawn from it.

    Attributes
    ----------
    atlas
        The data.
    key
        What tells this build from another.
    standing
        What a browser needs once: the map document, the filter forms, the zone tables, and which
        zones each choice keeps.
    stylesheet
        The pages' CSS with the colours of the style table.
    """

    atlas: Atlas
    key: str
    standing: dict[str, object] = field(repr=False)
    stylesheet: str = field(repr=False)


@dataclass
class _Kept:
    """The last good build, and when the file that was last tried was written."""

    build: Build | None = None
    tried_ns: int | None = None


@st.cache_resource(show_spinner=False)
def _kept() -> _Kept:
    """Hold the last good build for all sessions."""
    return _Kept()


def _draw(changed_ns: int | None) -> Build:
    """Read the data and draw everything from them, so that a build is used whole or not at all."""
    fresh = atlas.load(GPKG)
    return Build(
        atlas=fresh,
        key=f"{fresh.version}-{changed_ns}",
        standing={
            "document": webmap.document(fresh, tiles=tiles.source()),
            "facets": {lang: render.markup("facets", lang=lang, atlas=fresh) for lang in LANGS},
            "register": {lang: render.markup("register", lang=lang, atlas=fresh) for lang in LANGS},
            "zones": {"ids": fresh.zones.index.tolist(), "holders": fresh.facets.holders()},
        },
        stylesheet=render.stylesheet(fresh),
    )


def _build() -> Build:
    """
    Return the build that lies there now; if it cannot be read or drawn, the last good one.

    Raises
    ------
    AtlasFileError
        If no build could be read since the server started.
    """
    kept = _kept()
    changed_ns = GPKG.stat().st_mtime_ns if GPKG.is_file() else None
    if kept.build is None or changed_ns != kept.tried_ns:
        try:
            kept.build = _draw(changed_ns)
        except _UNUSABLE:
            if kept.build is None:
                raise
            _LOG.exception("the new build cannot be used; the last good one stays")
        kept.tried_ns = changed_ns
    return kept.build


def the_atlas() -> Atlas:
    """Return the atlas of the build that lies there now, or of the last good one."""
    return _build().atlas


def standing_parts() -> dict[str, object]:
    """Return what a browser needs once: the map document, the filter forms, the zone tables."""
    return _build().standing


def stylesheet() -> str:
    """Return the pages' CSS with the colours of the style table."""
    return _build().stylesheet


def build_key() -> str:
    """Return what tells one build from another in a browser that keeps the standing parts."""
    return _build().key


@st.cache_data(show_spinner=False, max_entries=96)
def _preview(key: str, order: Order) -> tuple[bytes, str]:  # noqa: ARG001 - the key is for the cache
    built = the_atlas()
    scene = sheet.compose(built, order)
    said = content(built, order)
    return typeset.png(scene, dpi=DPI[0]), f"{said.title}. {said.sentence}"


def preview(order: Order) -> tuple[bytes, str]:
    """
    Return a sheet as it will be, at the least resolution, and what it shows in words.

    Parameters
    ----------
    order
        Checked.

    Returns
    -------
    bytes
        PNG.
    str
        Title and sentence.
    """
    return _preview(build_key(), order.with_(dpi=DPI[0]))


@st.cache_data(show_spinner=False, max_entries=128)
def _chart(key: str, name: str, _draw: Callable[[], dict[str, object]]) -> dict[str, object]:  # noqa: ARG001 - for the cache
    return _draw()


def chart(name: str, draw: Callable[[], dict[str, object]]) -> dict[str, object]:
    """
    Return a chart's specification; it is made once for each build and name.

    Parameters
    ----------
    name
        Of the chart and all that it depends on beside the data.
    draw
        Makes it.
    """
    return _chart(build_key(), name, draw)


@st.cache_resource(show_spinner=False, max_entries=1)
def _plan_text(key: str, file: str, changed_ns: int | None) -> plan.PlanText:  # noqa: ARG001 - for the cache
    return plan.read(Path(file), the_atlas())


def plan_text() -> plan.PlanText | None:
    """
    Return the plan's text where the environment names its file; None where it names none.

    Raises
    ------
    PlanTextError
        If the file cannot be read or is another text.
    """
    named = os.environ.get(plan.ENV, "").strip()
    if not named:
        return None
    file = Path(named)
    try:
        changed_ns = file.stat().st_mtime_ns
    except OSError:  # reading it says what is wrong
        changed_ns = None
    return _plan_text(build_key(), named, changed_ns)
