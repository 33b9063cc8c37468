"""Hold the map document in the page and tell it what to show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import streamlit as st

from atlas.briefing.order import Order
from atlas.i18n import dates
from atlas.maps.overlay import NothingToDraw, Overlay
from atlas.maps.panels import MOST_LIVE, Panel, live, panels
from atlas.maps.specification import Specification
from atlas.maps.web.directions import directions, together
from atlas.model.atlas import Atlas
from pages.ui import cache
from pages.ui.markup import render
from pages.ui.parts import awaited, components
from pages.ui.process.pool import works
from pages.ui.session.view import View

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator


def zone_map(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw the map of the selected zones, with what the link draws over them, and say what."""
    if parts := live(atlas, view.map, lang=view.lang):
        _beside(view, atlas, parts)
        return
    drawn = _drawn(view, atlas)
    shown = zones.index if drawn is None else drawn_zones(atlas, view.map.zones(atlas), drawn)
    show(
        view,
        atlas,
        key="map",
        size="is-large",
        ids=ids_of(atlas, shown),
        fit=None,
        drawn=drawn,
    )


def places(view: View, shares: Sequence[float]) -> "Sequence[DeltaGenerator]":
    """Return where the map stands and what stands beside it; below, where it is several maps."""
    if 0 < len(view.map.beside) < MOST_LIVE:
        return st.container(), st.container()
    return st.columns(shares, gap="medium")


def _beside(view: View, atlas: Atlas, parts: Sequence[Panel]) -> None:
    """Draw maps that move together, each under its title; the first has the legend of all."""
    extent = together(parts)
    for n, (column, part) in enumerate(
        zip(st.columns(len(parts), gap="small"), parts, strict=True)
    ):
        one = replace(view, map=part.shown)
        with column:
            left = [each for number, each in enumerate(view.map.beside, start=1) if number != n]
            render.html(
                "parts/panel",
                lang=view.lang,
                atlas=atlas,
                title=part.named(view.lang),
                alone=one.href(),
                without=view.href(beside=left) if n else "",
            )
            drawn = _drawn(one, part.atlas)
            zones = part.shown.zones(part.atlas)
            ids = zones.index if drawn is None else drawn_zones(part.atlas, zones, drawn)
            show(
                view,
                part.atlas,
                key=f"map-{n}" if n else "map",
                size="is-beside",
                ids=ids_of(part.atlas, ids),
                fit=None,
                drawn=drawn,
                shown=part.shown,
                told={"extent": extent, "panels": {"title": None, "legend": not n, "of": []}},
                parts="" if part.atlas is atlas else cache.parts_of(part.shown.vintage),
            )


def small_maps(view: View, atlas: Atlas) -> None:
    """Draw the small maps that the map parts into, each a link that opens it."""
    if live(atlas, view.map, lang=view.lang):
        return
    parts = panels(atlas, view.map, lang=view.lang)
    if not parts:
        return
    order, show = (
        Order(view.map, view.lang, dates.today()),
        partial(_small_maps, view, atlas, parts),
    )
    with st.container(key="small-maps"):
        if works.is_heavy(atlas):
            awaited.awaited(
                view, atlas, slot="small-maps", work=works.small_maps, order=order, show=show
            )
        else:
            show(cache.small_maps(order))


def _small_maps(
    view: View, atlas: Atlas, parts: Sequence[Panel], pictures: Sequence[works.Pictured]
) -> None:
    for n, (part, (picture, said)) in enumerate(zip(parts, pictures, strict=True)):
        with st.container(key=f"small-map-{n}", gap="small"):
            alone = replace(view, map=part.shown).href()
            render.html(
                "parts/panel",
                lang=view.lang,
                atlas=atlas,
                title=part.named(view.lang),
                alone=alone,
                without="",
            )
            st.image(picture, caption=None, alt=said, width="stretch")


def _drawn(view: View, atlas: Atlas) -> Overlay | None:
    """Return what the link draws over the zones, having said it, or why there is nothing."""
    if not view.map.draw:
        return None
    # Analyses bring scipy along: a map without one does not wait for it.
    from atlas.analysis import findings  # noqa: PLC0415

    try:
        drawn = findings.overlay(atlas, view.map, view.lang)
        title, words = (drawn.title, drawn.sentence) if drawn else ("", "")
    except NothingToDraw as error:
        drawn, title, words = None, "", error.message(view.lang)
    if words:
        render.html("parts/drawn", lang=view.lang, atlas=atlas, view=view, title=title, words=words)
    return drawn


def drawn_zones(atlas: Atlas, zones: gpd.GeoDataFrame, drawn: Overlay) -> pd.Index:
    """Return the ids of zones and of those at the ends of lines drawn over them."""
    if not drawn.ends:
        return zones.index
    return atlas.zones.index[atlas.zones.index.isin({*zones.index, *drawn.ends})]


def small_map(view: View, atlas: Atlas, *, around: Iterable[str], alone: bool = False) -> None:
    """Draw a small map to the extent of some zones: of them alone, or of all."""
    shown = atlas.zones.index[atlas.zones.index.isin(list(around))] if alone else atlas.zones.index
    ids = ids_of(atlas, shown)
    show(view, atlas, key="small-map", size="is-small", ids=ids, fit=list(around))


def ids_of(atlas: Atlas, ids: pd.Index) -> list[str] | None:
    """Return the ids of the zones that a map shows; None where it shows all."""
    return None if len(ids) == len(atlas.zones) else ids.tolist()


def show(  # noqa: PLR0913 - what the browser is told
    view: View,
    atlas: Atlas,
    *,
    key: str,
    size: str,
    ids: list[str] | None,
    fit: list[str] | None,
    overlay: dict[str, object] | None = None,
    drawn: Overlay | None = None,
    shown: Specification | None = None,
    told: Mapping[str, object] | None = None,
    parts: str = "",
) -> None:
    """
    Mount the map document.

    Parameters
    ----------
    view, atlas
        As of `zone_map`.
    key
        Tells one map from another; one with the same key stays as it was left.
    size
        ``"is-large"``, ``"is-wide"``, ``"is-beside"`` or ``"is-small"``.
    ids
        The zones to show; None for all.
    fit
        The zones whose extent it is drawn to; None for all.
    overlay
        What is drawn over it instead of an analysis.
    drawn
        The analysis that is drawn.
    shown
        What the map is, where that is not the page's.
    told
        What its script is told otherwise.
    parts
        Where the standing parts of its edition are, where that is not the page's.
    """
    directed = directions(atlas, shown or view.map, lang=view.lang, drawn=drawn, ids=ids)
    directed |= {"show": ids, **(told or {})}
    if overlay is not None:
        directed["overlay"] = overlay
    if fit is not None:
        directed["extent"] = None
    components.part(
        "map",
        key=key,
        size=size,
        directions=directed,
        parts=parts,
        fit=fit,
        query=view.query(),
        lang=view.lang,
        sentence=view.selection.describe(atlas, lang=view.lang),
    )
