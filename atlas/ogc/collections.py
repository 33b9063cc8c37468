"""The collections: what each holds, and how its features are made of the atlas's tables."""

import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry import mapping

from atlas.exchange.writing import attachment_rows, park_rows, records
from atlas.i18n import LANGS, text
from atlas.maps.layers import LAYERS, SURROUNDINGS
from atlas.maps.surroundings import LANDFORMS, RIVERS, credits_of
from atlas.model import documents
from atlas.model.atlas import CRS
from atlas.model.attachments import PDF, Attachment
from atlas.model.documents import STATE
from atlas.office.edition import Edition
from atlas.office.record import OWN
from atlas.office.vintage import Vintage, other
from atlas.ogc.crs import EAST, WEST, System
from atlas.ogc.problems import NOT_FOUND, RefusedRequestError, shown
from atlas.plan import references
from atlas.selection.selection import Selection
from geodata.schema.tables import BOUNDARY_CARD, SEPARATOR

if TYPE_CHECKING:
    from atlas.analysis.changes import Changes
    from atlas.model.atlas import Atlas

DIGITS = 12  # of a digest: they tell one attachment of a zone from another
PLACE = "plain/attached/{digest}"  # below the atlas's address
OURS = ("id", "slug", "source", "label_lon", "label_lat")  # columns that a record does without


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
    is_around
        Whether it is a layer of what lies around the zones, which has an origin of its own.
    geometry
        The GeoJSON type of its shapes, or `POLYGONS`, also where there are none now; empty where
        it has none.
    like
        Gives rows with the same properties, where it may have none of its own.
    has_columns
        Whether its records carry columns of lists and of the office, which can be asked of it.
    """

    name: str
    rows: Callable[["Atlas", Selection], gpd.GeoDataFrame]
    properties: Callable[["Atlas", gpd.GeoDataFrame, Selection], list[dict[str, Any]]]
    takes_flags: bool = False
    is_boundary: bool = False
    is_around: bool = False
    geometry: str = ""
    like: Callable[["Atlas", Selection], gpd.GeoDataFrame] | None = None
    has_columns: bool = False

    def every(self, atlas: "Atlas") -> gpd.GeoDataFrame:
        """Return all its rows: what describes a collection asks for them again and again."""
        kept = atlas.once(_Kept).rows
        if self.name not in kept:
            kept[self.name] = self.rows(atlas, Selection())
        return kept[self.name]

    def sample(self, atlas: "Atlas") -> gpd.GeoDataFrame:
        """Return rows that show which properties there are."""
        return self.like(atlas, Selection()) if self.like else self.every(atlas)


class _Kept:
    """All rows of an atlas's collections and all its differences, as far as they were asked for."""

    def __init__(self, _: "Atlas") -> None:
        self.rows: dict[str, gpd.GeoDataFrame] = {}
        self.changed: Changes | None = None


def _zones(atlas: "Atlas", selection: Selection) -> gpd.GeoDataFrame:
    return selection.apply(atlas)


def _outlines(atlas: "Atlas", selection: Selection) -> gpd.GeoDataFrame:
    zones = selection.apply(atlas)
    zones = zones[zones.index.isin(atlas.outlines.index)]
    shapes = np.asarray(atlas.outlines.geometry.reindex(zones.index.astype(object)))
    return zones.set_geometry(shapes, crs=atlas.zones.crs)


def _parks(atlas: "Atlas", selection: Selection) -> gpd.GeoDataFrame:
    """Return the parks that have a place; an index by their ids."""
    parks = park_rows(atlas, selection.apply(atlas)).set_index("id", drop=False)
    return parks[parks.geometry.notna()]


def _attachments(atlas: "Atlas", selection: Selection) -> gpd.GeoDataFrame:
    rows = attachment_rows(atlas, selection.apply(atlas))
    names = zip(rows["zone"], rows["sha256"].str[:DIGITS], strict=True)
    return _unplaced(rows, ["-".join(each) for each in names])


def _of_attachments(_: "Atlas", rows: gpd.GeoDataFrame, __: Selection) -> list[dict[str, Any]]:
    """Return records of what is attached, each with where it lies below the atlas's address."""
    every = rows.drop(columns="geometry").to_dict("records")
    own = Vintage(edition=Edition(own=True)).query()
    return [
        {
            "id": key,
            **{str(name): cell for name, cell in record.items()},
            "path": PLACE.format(digest=record["sha256"]) + (own if is_own else ""),
        }
        for key, record, is_own in zip(
            rows.index, every, rows["zone"].str.startswith(OWN), strict=True
        )
    ]


def _any_attachment(atlas: "Atlas", _: Selection) -> gpd.GeoDataFrame:
    """Return rows as those of attachments are, where there may be none."""
    zone = str(atlas.zones.index[0])
    blank = Attachment(
        digest="0" * 64, kind=PDF, name="", caption="", day="", who="", at="", bytes=0
    )
    return _attachments(replace(atlas, attachments={zone: (blank,)}), Selection())


def _prefectures(atlas: "Atlas", _: Selection) -> gpd.GeoDataFrame:
    return atlas.prefectures


def _counties(atlas: "Atlas", _: Selection) -> gpd.GeoDataFrame:
    return atlas.counties


def _of_prefectures(atlas: "Atlas", rows: gpd.GeoDataFrame, _: Selection) -> list[dict[str, Any]]:
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


def _of_counties(atlas: "Atlas", rows: gpd.GeoDataFrame, _: Selection) -> list[dict[str, Any]]:
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


def _unplaced(rows: pd.DataFrame, ids: list[str]) -> gpd.GeoDataFrame:
    """Return rows as features without a place: what is said of a zone is no map of it."""
    found = gpd.GeoDataFrame(rows, geometry=np.full(len(rows), None), crs=CRS)
    return found.set_index(pd.Index(ids, dtype=object))


def _changes(atlas: "Atlas", _: Selection) -> gpd.GeoDataFrame:
    rows = atlas.changes
    names = zip(rows["zone"], rows["date"], rows["kind"], strict=True)
    return _unplaced(rows, ["-".join(filter(None, each)) for each in names])


def _figures(atlas: "Atlas", _: Selection) -> gpd.GeoDataFrame:
    rows = atlas.zone_figures
    numbers = rows.groupby(["zone", "year"]).cumcount() + 1
    names = zip(rows["zone"], rows["year"], numbers, strict=True)
    return _unplaced(rows, ["-".join(map(str, each)) for each in names])


def _of_changes(atlas: "Atlas", rows: gpd.GeoDataFrame, _: Selection) -> list[dict[str, Any]]:
    return _said(
        atlas, rows.rename(columns={f"name_{lang}": f"second_name_{lang}" for lang in LANGS})
    )


def _of_figures(atlas: "Atlas", rows: gpd.GeoDataFrame, _: Selection) -> list[dict[str, Any]]:
    return _said(atlas, rows)


def _said(atlas: "Atlas", rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return records of what is said of single zones, with the zones' names and the sources."""
    names = documents.statements(atlas).drop_duplicates("zone").set_index("zone")
    return [
        {
            "id": key,
            "zone": row["zone"] or None,
            **{f"name_{lang}": names[f"name_{lang}"].get(row["zone"]) for lang in LANGS},
            **row.drop(["zone", "source", "geometry"]),
            "source": [
                references.read(atlas, ref, LANGS[0]).shown
                for ref in references.split(row["source"])
            ],
        }
        for key, row in rows.iterrows()
    ]


def _of_parks(_: "Atlas", rows: "gpd.GeoDataFrame", __: Selection) -> list[dict[str, Any]]:
    records = rows.drop(columns="geometry").to_dict("records")
    return [{str(name): value for name, value in record.items()} for record in records]


def _around(name: str) -> Callable[["Atlas", Selection], gpd.GeoDataFrame]:
    """Return what gives the rows of a layer around the zones; none where the atlas is without."""

    def rows(atlas: "Atlas", _: Selection) -> gpd.GeoDataFrame:
        known: gpd.GeoDataFrame = atlas.surroundings.get(name, atlas.province.iloc[:0])
        return known

    return rows


def _of_around(name: str) -> Callable[..., list[dict[str, Any]]]:
    """Return what makes records of the rows of a layer around the zones."""

    def records_of(atlas: "Atlas", rows: gpd.GeoDataFrame, _: Selection) -> list[dict[str, Any]]:
        said = credits_of(atlas, [name], "zh")[0] if len(rows) else ""
        columns = [each for each in rows.columns if each not in {rows.geometry.name, *OURS}]
        return [
            {"id": key, **{each: row[each] for each in columns}, "attribution": said}
            for key, row in rows.iterrows()
        ]

    return records_of


def _differences(atlas: "Atlas", selection: Selection) -> "gpd.GeoDataFrame":
    """Return the zones of the plan and of another document, as far as their places are known."""
    states = atlas.documents.index[atlas.documents["kind"] == STATE]
    every = other(atlas, Vintage(str(states[-1]))).zones
    return every[every.index.isin(_changed(atlas, selection).rows.index)]


def _changed(atlas: "Atlas", selection: Selection) -> "Changes":
    """Return what the document asked for has otherwise than the plan; by itself the last list."""
    # Analyses bring scipy along: no other collection waits for it.
    from atlas.analysis.changes import changes, pair  # noqa: PLC0415

    plan, last = pair(atlas)
    asked = last if atlas.document == plan else atlas.document
    if selection != Selection():
        return changes(atlas, plan, asked, selection=selection)
    kept = atlas.once(_Kept)
    kept.changed = kept.changed or changes(atlas, plan, asked)
    return kept.changed


def _of_differences(
    atlas: "Atlas", rows: "gpd.GeoDataFrame", selection: Selection
) -> list[dict[str, Any]]:
    from atlas.analysis.changes import records as told  # noqa: PLC0415 - as above

    said = _changed(atlas, selection)
    known = {record["zone"]: record for record in told(said)}
    of = {"from": said.first, "to": said.second}
    # Its name is the later document's, or the one that names it.
    names = pd.concat([documents.said_of(atlas, each) for each in (said.first, said.second)])
    names = names[~names.index.duplicated(keep="last")][[f"name_{lang}" for lang in LANGS]]
    columns = [str(column) for column in names.columns]
    called = {zone: dict(zip(columns, names.loc[zone], strict=True)) for zone in names.index}
    return [{"id": str(zone), **called[str(zone)], **of, **known[str(zone)]} for zone in rows.index]


POLYGONS = "Polygon-or-MultiPolygon"
_SHAPES = {LANDFORMS: "Polygon", RIVERS: "MultiLineString"}  # of what lies around; else points
HOLDINGS = {
    holding.name: holding
    for holding in (
        Holding(*("zones", _zones, records), takes_flags=True, geometry="Point", has_columns=True),
        Holding(
            *("outlines", _outlines, records),
            takes_flags=True,
            geometry=POLYGONS,
            like=_zones,
            has_columns=True,
        ),
        Holding("parks", _parks, _of_parks, takes_flags=True, geometry="Point"),
        Holding(
            *("prefectures", _prefectures, _of_prefectures), is_boundary=True, geometry="Polygon"
        ),
        Holding(*("counties", _counties, _of_counties), is_boundary=True, geometry="MultiPolygon"),
        *(
            Holding(
                *(layer.key, _around(layer.key), _of_around(layer.key)),
                is_around=True,
                geometry=_SHAPES.get(layer.key, "Point"),
            )
            for layer in LAYERS.values()
            if layer.group == SURROUNDINGS
        ),
        Holding("changes", _changes, _of_changes),
        Holding("figures", _figures, _of_figures),
        Holding(
            *("attachments", _attachments, _of_attachments),
            takes_flags=True,
            like=_any_attachment,
        ),
        Holding(
            *("differences", _differences, _of_differences), takes_flags=True, geometry="Point"
        ),
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
    holding: Holding,
    atlas: "Atlas",
    rows: gpd.GeoDataFrame,
    selection: Selection,
    system: System,
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
    system
        In which their coordinates are written, in the order of its axes.
    """
    wound = shapely.orient_polygons(rows.geometry.to_numpy(), exterior_cw=False)
    wound = system.of_degrees(wound)
    return [
        {
            "type": "Feature",
            "id": record["id"],
            "geometry": None if shape is None else mapping(shape),
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
