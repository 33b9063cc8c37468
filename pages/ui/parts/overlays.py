"""Draw over the map of the zones: an analysis, or what a file would bring."""

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from atlas.i18n import text
from atlas.maps import overlay
from atlas.maps.overlay import MOST, Overlay
from atlas.model.atlas import Atlas
from pages.ui.parts import maps
from pages.ui.session.view import View

SMALL = 40  # parts of a preview's extent: a smaller outline gets a dot beside
POINTS = 8000  # points of a preview; more are thinned out
VERTICES = 20_000  # corners of all outlines of a preview
_CELL = 0.002  # degrees: the finest cell of which a preview shows one point only
_FINE = 6  # decimals of a degree in a preview: 0.1 m
_POINT = 0  # shapely's type id
_COARSEST = 0.1  # degrees: no outline is made plainer than that


def overlay_map(
    view: View,
    atlas: Atlas,
    zones: gpd.GeoDataFrame,
    drawn: Overlay,
    *,
    size: str = "is-wide",
) -> None:
    """
    Draw the map of some zones with an analysis over it.

    Parameters
    ----------
    view
        The view.
    atlas
        The data.
    zones
        The zones to show; those at the ends of lines show besides.
    drawn
        The analysis.
    size
        ``"is-wide"`` or ``"is-small"``.
    """
    maps.show(
        view,
        atlas,
        key=f"overlay-{size}",
        size=size,
        ids=maps.ids_of(atlas, maps.drawn_zones(atlas, zones, drawn)),
        fit=None,
        overlay=overlay.for_script(drawn),
    )


def thinned(geometry: gpd.GeoSeries) -> np.ndarray:
    """
    Return the places of the shapes that a map can show: of many points in one cell, the first.

    Parameters
    ----------
    geometry
        EPSG:4326; none missing.

    Returns
    -------
    array of int, shape (at most `POINTS` + `MOST`,)
        Outlines up to `MOST`; of all else, as fine as the map can take.
    """
    areal = shapely.get_type_id(geometry.to_numpy()) != _POINT
    outlines, others = np.flatnonzero(areal)[:MOST], np.flatnonzero(~areal)
    at = shapely.get_coordinates(geometry.to_numpy()[others])
    cell = _CELL
    while len(others) > POINTS:
        _, first = np.unique(np.floor(at / cell), axis=0, return_index=True)
        first.sort()
        others, at, cell = others[first], at[first], cell * 2
    return np.sort(np.concatenate([outlines, others]))


def preview_map(
    view: View,
    atlas: Atlas,
    features: gpd.GeoDataFrame,
    *,
    marks: Iterable[tuple[tuple[float, float], str]] = (),
    label: str = "",
) -> None:
    """
    Draw what a file would bring over the map of the zones, as fine as the map can show it.

    Parameters
    ----------
    view
        The view.
    atlas
        The data.
    features
        EPSG:4326: ``kind`` (of `atlas.office.record.KINDS`), ``text`` and geometry; no more than
        `thinned` leaves.
    marks
        Places and words beside them.
    label
        What the drawing shows, for who does not see it.
    """
    areal = shapely.get_type_id(features.geometry.to_numpy()) != _POINT
    outlines, points = features[areal], features[~areal]
    marked = [{"at": [round(x, _FINE) for x in at], "text": words} for at, words in marks]
    places = [*features.geometry, *(shapely.Point(mark["at"]) for mark in marked)]
    shapes = _as_fine_as(outlines.geometry.to_numpy(), VERTICES)
    west, south, east, north = shapely.total_bounds(places)
    bounds = outlines.bounds
    sizes = np.maximum(bounds["maxx"] - bounds["minx"], bounds["maxy"] - bounds["miny"])
    # Drawn to the extent of all, these would vanish under the symbols of the zones.
    small = outlines[sizes < max(east - west, north - south) / SMALL]
    points = pd.concat([points, small.set_geometry(small.representative_point())])
    told = {
        "label": label or text("data.preview", view.lang),
        "bounds": [round(float(side), _FINE) for side in (west, south, east, north)],
        "shapes": [
            {"kind": f"outline/{kind}", "text": said, "geometry": shapely.geometry.mapping(shape)}
            for kind, said, shape in zip(outlines["kind"], outlines["text"], shapes, strict=True)
            if not shape.is_empty
        ],
        "points": [
            [round(at.x, _FINE), round(at.y, _FINE), said]
            for at, said in zip(points.geometry, points["text"], strict=True)
        ],
        "marks": marked,
    }
    maps.show(view, atlas, key="preview", size="is-wide", ids=None, fit=None, overlay=told)


def _as_fine_as(shapes: np.ndarray, most: int) -> np.ndarray:
    """
    Return outlines with no more corners in all than so many, rounded to what a map can show.

    Where they have so many parts that even triangles are too many, the largest parts stay.
    """
    step, kept = 0.0, shapes
    rings = sum(shapely.get_num_interior_rings(shapely.get_parts(shapes)) + 1)
    while 4 * rings <= most < shapely.get_num_coordinates(kept).sum() and step < _COARSEST:
        step = max(step * 2, 10.0**-_FINE)
        kept = shapely.simplify(shapes, step)
    if shapely.get_num_coordinates(kept).sum() > most:
        parts, of = shapely.get_parts(kept, return_index=True)
        parts = shapely.polygons(shapely.get_exterior_ring(parts))
        order = np.argsort(-shapely.area(parts), kind="stable")
        order = np.sort(order[shapely.get_num_coordinates(parts)[order].cumsum() <= most])
        kept = np.full(len(shapes), shapely.MultiPolygon(), dtype=object)
        for n in np.unique(of[order]):
            kept[n] = shapely.MultiPolygon(parts[order[of[order] == n]].tolist())
    return shapely.transform(kept, lambda at: at.round(_FINE))
