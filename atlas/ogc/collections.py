"""The collections: what each holds, and how its features are made of the atlas's tables."""

import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry import mapping

from atlas.exchange.writing import records
from atlas.i18n import text
from atlas.ogc.problems import NOT_FOUND, RefusedRequestError, shown
from atlas.selection.selection import Selection
from geodata.schema.tables import BOUNDARY_CARD, SEPARATOR

if TYPE_CHECKING:
    import geopandas as gpd

    from atlas.model.atlas import Atlas

EAST, WEST = 180.0, -180.0


@dataclass(frozen=True, slots=True)
class Holding:
    """
    A collection.

    Attributes
    ----------
    name
        Its id; its words are ``features.collection.NAME`` and ``features.collection_about.NAME``.
    rows
        Gives its rows that a selection keeps: their shapes in EPSG:4326, indexed by their ids.
    properties
        Makes one record a row.
    takes_flags
        Whether the selection's flags can be asked of it.
    is_boundary
        Whether it shows boundaries, whose origin is to be credited.
    """

    name: str
    rows: Callable[["Atlas", Selection], "gpd.GeoDataFrame"]
    properties: Callable[["Atlas", "gpd.GeoDataFrame", Selection], list[dict[str, Any]]]
    takes_flags: bool = False
    is_boundary: bool = False


def _zones(atlas: "Atlas", selection: Selection) -> "gpd.GeoDataFrame":
    return selection.apply(atlas)


def _outlines(atlas: "Atlas", selection: Selection) -> "gpd.GeoDataFrame":
    zones = selection.apply(atlas)
    zones = zones[zones.index.isin(atlas.outlines.index)]
    shapes = np.asarray(atlas.outlines.geometry.reindex(zones.index.astype(object)))
    return zones.set_geometry(shapes, crs=atlas.zones.crs)


def _prefectures(atlas: "Atlas", _: Selection) -> "gpd.GeoDataFrame":
    return atlas.prefectures


def _counties(atlas: "Atlas", _: Selection) -> "gpd.GeoDataFrame":
    return atlas.counties


def _of_prefectures(atlas: "Atlas", rows: "gpd.GeoDataFrame", _: Selection) -> list[dict[str, Any]]:
    return [
        {
            "id": slug,
            "adcode": row["adcode"],
            "name_zh": row["name_zh"],
            "name_en": row["name_en"],
            **{
                f"area_{scheme}": [
                    atlas.label("areas", area)
                    for area in row[f"area_{scheme}"].split(SEPARATOR)
                    if area
                ]
                for scheme in atlas.schemes.index
            },
            "attribution": attribution(atlas, "zh"),
        }
        for slug, row in rows.iterrows()
    ]


def _of_counties(atlas: "Atlas", rows: "gpd.GeoDataFrame", _: Selection) -> list[dict[str, Any]]:
    return [
        {
            "id": adcode,
            "adcode": adcode,
            "name_zh": row["name_zh"],
            "name_en": row["name_en"],
            "prefecture": atlas.label("prefectures", row["prefecture"]),
            "attribution": attribution(atlas, "zh"),
        }
        for adcode, row in rows.iterrows()
    ]


HOLDINGS = {
    holding.name: holding
    for holding in (
        Holding("zones", _zones, records, takes_flags=True),
        Holding("outlines", _outlines, records, takes_flags=True),
        Holding("prefectures", _prefectures, _of_prefectures, is_boundary=True),
        Holding("counties", _counties, _of_counties, is_boundary=True),
    )
}


def held(name: str) -> Holding:
    """
    Return a collection by its id.

    Raises
    ------
    RefusedRequestError
        With status 404 if there is none of the name.
    """
    if name not in HOLDINGS:
        known = ", ".join(HOLDINGS)
        raise RefusedRequestError(
            404, NOT_FOUND, "features.no_collection", value=shown(name), known=known
        )
    return HOLDINGS[name]


def attribution(atlas: "Atlas", lang: str) -> str:
    """Return whom to credit for the boundaries."""
    return text(
        "features.attribution", lang, title=atlas.sources.loc[BOUNDARY_CARD, f"title_{lang}"]
    )


def within(
    geometry: NDArray[np.object_], bbox: tuple[float, float, float, float]
) -> NDArray[np.bool_]:
    """
    Return which shapes meet a box.

    Parameters
    ----------
    geometry
        Array of n shapes, EPSG:4326.
    bbox
        West, south, east, north in degrees; with west > east it crosses the date line. It may be
        a line or a point.

    Returns
    -------
    np.ndarray
        n booleans.
    """
    west, south, east, north = bbox
    spans = ((west, east),) if west <= east else ((west, EAST), (WEST, east))
    met = np.zeros(len(geometry), dtype=bool)
    for left, right in spans:
        if left <= right:
            # The envelope of two corners is a polygon, a line or a point, as the box is.
            corners = shapely.MultiPoint([(left, south), (right, north)])
            met |= shapely.intersects(geometry, shapely.envelope(corners))
    return met


def features(
    holding: Holding, atlas: "Atlas", rows: "gpd.GeoDataFrame", selection: Selection
) -> list[dict[str, Any]]:
    """
    Return some rows of a collection as GeoJSON features (RFC 7946).

    Parameters
    ----------
    holding
        The collection.
    atlas
        The atlas.
    rows
        n rows as the holding gives them; outer rings come out counter-clockwise.
    selection
        Gives the scheme and the grade of the zones' records.
    """
    wound = shapely.orient_polygons(rows.geometry.to_numpy(), exterior_cw=False)
    return [
        {
            "type": "Feature",
            "id": record["id"],
            "geometry": mapping(shape),
            "properties": {name: plain(value) for name, value in record.items()},
        }
        for record, shape in zip(holding.properties(atlas, rows, selection), wound, strict=True)
    ]


def plain(value: object) -> object:
    """Return a cell as JSON can hold it: no NaN, no numpy, dates in ISO 8601."""
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, np.generic):
        value = value.item()
    if value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, dt.date | dt.time):  # a moment is a date too
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, str | int | float | bool | None) else str(value)
