"""Zones as layers of points and outlines in a coordinate system, for the formats with geometry."""

import io
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from atlas.exchange.coordinates.systems import SYSTEMS, from_wgs84
from atlas.exchange.writing.fields import RESERVED, unique
from atlas.exchange.writing.tables import COLUMNS, LANG, park_records, records, rows
from atlas.exchange.writing.texts import json_text, source
from atlas.i18n import text

if TYPE_CHECKING:
    from atlas.exchange.writing.options import Options
    from atlas.model.atlas import Atlas
    from atlas.selection.selection import Selection

POINTS, OUTLINES, PARKS = "zones", "outlines", "parks"  # names of the layers


def outlines_of(atlas: "Atlas", zones: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """
    Return the outline of each zone, None where none is known.

    Returns
    -------
    array of shapely polygons or multipolygons, or None, shape (n,)
        In EPSG:4326, shells counter-clockwise.
    """
    found = np.full(len(zones), None, dtype=object)
    known = {str(zone): shape for zone, shape in atlas.outlines.geometry.items()}
    for n, zone in enumerate(zones.index):
        shape = known.get(zone)
        found[n] = None if shape is None or shape.is_empty else shapely.orient_polygons(shape)
    return found


def shapes_of(atlas: "Atlas", zones: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return the outline of each zone where it is known, else its point; EPSG:4326, shape (n,)."""
    outlines = outlines_of(atlas, zones)
    return np.where(shapely.is_missing(outlines), zones.geometry.to_numpy(), outlines)


def table_of(
    atlas: "Atlas", zones: gpd.GeoDataFrame, selection: "Selection", crs: str
) -> pd.DataFrame:
    """Return the table of `rows` with names that no format of geometry keeps for itself."""
    table = rows(atlas, zones, selection, crs=crs)
    own = list(table.columns[len(COLUMNS) :])
    return table.set_axis([*COLUMNS, *unique(own, taken=(*COLUMNS, *RESERVED))], axis=1)


def layer(table: pd.DataFrame, shapes: NDArray[np.object_], crs: str) -> gpd.GeoDataFrame:
    """
    Return a table with its shapes in a system.

    Parameters
    ----------
    table : shape (n, columns)
        Of `table_of`.
    shapes : array of shapely geometries or None, shape (n,)
        In EPSG:4326. Rows without a shape are left out.
    crs
        Key of the system, one that has an EPSG code.
    """
    there = ~shapely.is_missing(shapes)
    moved = from_wgs84(shapes[there], crs)
    kept = table[there].reset_index(drop=True)
    return gpd.GeoDataFrame(kept, geometry=moved, crs=SYSTEMS[crs].epsg)


def strays(zones: gpd.GeoDataFrame, crs: str) -> list[str]:
    """
    Return the ids of zones that lie outside the strip of a metric system.

    Far from its meridian lengths are stretched, and at last the easting begins with the number of
    the next zone: a program that goes by the number would put them hundreds of kilometres away.

    Parameters
    ----------
    zones : shape (n, ...)
        Rows of ``atlas.zones``.
    crs
        Its key.
    """
    system = SYSTEMS[crs]
    if not system.is_metric:
        return []
    return zones.index[(zones["lon"] - system.meridian).abs() > system.band / 2].tolist()


def to_geojson(
    atlas: "Atlas", zones: gpd.GeoDataFrame, selection: "Selection", _options: "Options"
) -> bytes:
    """
    Return GeoJSON (RFC 7946) in WGS 84: outlines where they are known, else points.

    Its foreign members say what was selected (``title``), the document and version of the data
    (``source``, ``version``) and that positions are approximate (``note``). Where zones have parks,
    these are a collection of their own, ``parks``: a program that knows nothing of it reads the
    zones alone.
    """
    shapes = shapes_of(atlas, zones)
    features = [
        {
            "type": "Feature",
            "id": record["id"],
            "geometry": _geojson(shape, record),
            "properties": record,
        }
        for shape, record in zip(shapes, records(atlas, zones, selection), strict=True)
    ]
    collection = {
        "type": "FeatureCollection",
        "title": selection.describe(atlas, lang=LANG),
        "source": source(atlas),
        "version": atlas.version,
        "note": text("note.position_text", LANG),
        "features": features,
    }
    parks = _parks(atlas, zones)
    return json_text(collection | ({"parks": parks} if parks["features"] else {})).encode()


def parks_geojson(atlas: "Atlas", zones: gpd.GeoDataFrame) -> bytes:
    """
    Return the parks of some zones as GeoJSON in WGS 84.

    Those known by name only have no geometry; the foreign members are those of the zones' file.
    """
    said = {"source": source(atlas), "version": atlas.version}
    return json_text(_parks(atlas, zones) | said).encode()


def _parks(atlas: "Atlas", zones: gpd.GeoDataFrame) -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "id": record["id"],
            "geometry": None if shape is None else _geojson(shape, record),
            "properties": record,
        }
        for shape, record in park_records(atlas, zones)
    ]
    return {"type": "FeatureCollection", "features": features}


def _geojson(shape: BaseGeometry, record: dict[str, Any]) -> dict[str, Any]:
    if shape.geom_type == "Point":
        return {"type": "Point", "coordinates": [record["lon"], record["lat"]]}
    return shapely.geometry.mapping(shapely.force_2d(shape))


def to_parquet(
    atlas: "Atlas", zones: gpd.GeoDataFrame, selection: "Selection", options: "Options"
) -> bytes:
    """Return GeoParquet: outlines where they are known, else points, in one column."""
    table = table_of(atlas, zones, selection, options.crs)
    file = io.BytesIO()
    layer(table, shapes_of(atlas, zones), options.crs).to_parquet(file, index=False)
    return file.getvalue()
