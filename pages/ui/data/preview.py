"""What applying a file would change: on the map, and value by value."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import streamlit as st

from atlas import geo
from atlas.exchange import coordinates, report, writing
from atlas.exchange.coordinates.placement import Candidate
from atlas.exchange.difference import difference_table, heads
from atlas.exchange.proposal import Proposal
from atlas.i18n import text
from atlas.model.atlas import Atlas
from atlas.office import CRS, Change
from pages.ui import cache
from pages.ui.markup import render
from pages.ui.parts import overlays
from pages.ui.session.view import View

SHOWN = 200  # rows of a table on the page; its file has them all
APART_KM = 5.0  # systems that put a file nearer to one another share a mark


def preview(view: View, atlas: Atlas, proposal: Proposal) -> None:
    """Draw the shapes on the map before they are applied, or where each system would put them."""
    placement = proposal.placement
    said = proposal.matches["said"].to_numpy()
    marks = [] if placement.system else _marks(placement.offered, view.lang)
    shapes(view, atlas, placement.geometry, proposal.kinds, lambda kept: said[kept], marks=marks)


def shapes(  # noqa: PLR0913 - what is drawn, and what is said of it
    view: View,
    atlas: Atlas,
    geometry: np.ndarray,
    kinds: Callable[[np.ndarray], list[str]],
    said: Callable[[np.ndarray], Iterable[str]],
    *,
    marks: Iterable[tuple[tuple[float, float], str]] = (),
) -> None:
    """
    Draw shapes on the map of the zones; nothing where there are none.

    Parameters
    ----------
    view
        The view.
    atlas
        The data.
    geometry
        EPSG:4326; None where there is none.
    kinds, said
        Give how well those at some places are known, of `atlas.office.record.KINDS`, and the words
        beside them.
    marks
        Places and words beside them.
    """
    at = np.flatnonzero(~shapely.is_missing(geometry))
    kept = at[overlays.thinned(gpd.GeoSeries(geometry[at], crs=CRS))] if len(at) else at
    features = gpd.GeoDataFrame(
        {"kind": kinds(kept), "text": said(kept)}, geometry=geometry[kept], crs=CRS
    )
    if not (len(features) or marks):
        return
    render.html("data/preview", lang=view.lang, atlas=atlas, shown=len(kept), n=len(at))
    overlays.preview_map(view, atlas, features, marks=marks)


def _marks(candidates: Iterable[Candidate], lang: str) -> list[tuple[tuple[float, float], str]]:
    """Return a mark for every place that a system would put the file at, the likelier first."""
    places: dict[tuple[float, float], dict[str, None]] = {}
    for candidate in candidates:
        if not candidate.centre:
            continue
        # Systems that differ by their datum alone are a few hundred metres apart: one mark.
        near = (place for place in places if geo.distance_km(*place, *candidate.centre) < APART_KM)
        system = coordinates.SYSTEMS[candidate.system]
        name = (
            text("data.mark", lang, zone=system.zone)
            if system.is_metric
            else report.system_name(candidate.system, lang)
        )
        places.setdefault(next(near, candidate.centre), {})[name] = None
    return [(place, text("list.comma", lang).join(names)) for place, names in places.items()]


def difference(view: View, atlas: Atlas, proposal: Proposal) -> None:
    """Draw what would be added, changed and removed, value by value."""
    outcome = {kind: len(zones) for kind, zones in proposal.outcome().items()}
    names = report.names(cache.base_atlas(), proposal, view.lang)
    values(view, atlas, proposal.changes, outcome, names)


def values(
    view: View,
    atlas: Atlas,
    changes: Sequence[Change],
    outcome: Mapping[str, int],
    names: Mapping[str, str],
) -> None:
    """
    Draw changes value by value, and offer them as a file.

    Parameters
    ----------
    view
        The view.
    atlas
        The data.
    changes
        The changes.
    outcome
        ``added``, ``changed``, ``removed``: how many zones.
    names
        Id -> name of zones, adcode -> name of counties.
    """
    table = partial(difference_table, lang=view.lang, names=names)
    render.html(
        "data/difference",
        lang=view.lang,
        atlas=atlas,
        outcome=outcome,
        table=table(changes[:SHOWN]),
        more=max(0, len(changes) - SHOWN),
    )
    if changes:
        table_file(
            view,
            lambda: table(changes).rename(columns=heads(view.lang)),
            name=text("data.difference_file", view.lang),
        )


def table_file(view: View, make: Callable[[], pd.DataFrame], *, name: str) -> None:
    """Offer a table as a file, made only once it is asked for: it may be long."""
    st.download_button(
        text("data.save_table", view.lang),
        data=lambda: writing.table_csv(make()),
        file_name=f"{name}_{dt.datetime.now().astimezone():%Y-%m-%d}.csv",
        mime="text/csv",
        key=f"data-table-{name}-{view.lang}",
        on_click="ignore",
        type="tertiary",
    )
