"""Read the atlas's one file into frozen tables."""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, overload

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.errors import ShapelyError

from atlas.i18n import text
from atlas.i18n.errors import AtlasError, Said
from atlas.model.atlas import CRS, VOCABULARIES, Atlas
from geodata import GPKG, OSM_GPKG
from geodata.schema.tables import DOT, OSM_CARD, SCHEMA, SCHEMES

A = TypeVar("A", bound=Atlas)
SPATIAL = ("zones", "parks", "province", "prefectures", "counties", "neighbours", "rivers")
# What lies around the zones: key of its layer on the map -> its layer in the file, and the column
# of its ids.
SURROUNDINGS = {
    "airports": ("airports", "iata"),
    "river-names": ("named_rivers", "slug"),
    "landforms": ("landforms", "slug"),
}
OF_OSM = {"stations": ("stations", "id"), "power-plants": ("power_plants", "id")}
NUMBERS = {
    *("lon", "lat", "accuracy_km", "value", "rank", "rows", "start", "length"),
    *("label_lon", "label_lat", "assumed_km", "seat_lon", "seat_lat", "mw"),
    *("area_ha", "unread"),
    *("km", "bearing", "about_lon", "about_lat", "sources"),
}
INDEXED = (
    *(*VOCABULARIES, "position_basis", "position_kinds", "position_agreement"),
    *("style", "sources", "methods"),
    *("documents", "later_zones", "listed_phrases"),
)
PLAIN = ("zone_industries", "zone_tags", "aliases", "mentions", "indicators", "slips", "changes")
FURTHER = (
    *("area_focus", "focus_clusters", "cluster_parts", "complements"),
    *("sections", "passages", "occurrences", "palettes", "position_checks"),
    *("listings", "listed_industries", "listed_clusters", "zone_figures"),
)
NAMED = ("name_zh", "name_en", "label_lon", "label_lat")
LAYER_COLUMNS = {
    "zones": (
        *("id", "name_zh", "name_en", "short_zh", "short_en", "level", "zone_type"),
        *("prefecture", "county", "source", "lon", "lat", "position_basis", "accuracy_km"),
        *("verified", "multi_park", "position_source", "note_zh", "note_en"),
        "position_agreement",
    ),
    "parks": tuple(SCHEMA["parks"].header),
    "prefectures": (
        "slug",
        "short_zh",
        "map_zh",
        "map_en",
        *(f"area_{scheme}" for scheme in SCHEMES),
        *NAMED,
    ),
    "counties": ("adcode", "slug", "prefecture", "ethnic", "seat_lon", "seat_lat", *NAMED),
    "neighbours": ("adcode", *NAMED),
    "airports": ("iata", "icao", "name_zh", "name_en", "lon", "lat"),
    "named_rivers": ("slug", "name_zh", "name_en"),
    "landforms": ("slug", *NAMED),
    "stations": ("id", "name_zh", "name_en", "lon", "lat"),
    "power_plants": ("id", "name_zh", "short_zh", "name_en", "lon", "lat", "fuel", "mw"),
}
# What a file that is no atlas makes of reading it.
UNREADABLE = (sqlite3.Error, ShapelyError, ValueError, KeyError, TypeError, AttributeError)
# A GeoPackage's geometry (OGC 12-128, 2.1.3): a header, an envelope of a length that three bits of
# the header's fourth byte tell, then WKB.
HEADER, FLAGS = 8, 3
ENVELOPES = (0, 32, 48, 48, 64)  # bytes


class AtlasFileError(AtlasError):
    """A file that is missing, is no atlas, or is not in EPSG:4326."""

    status = 503

    def __init__(self, kind: str, **values: object) -> None:
        super().__init__(f"atlas_file.{kind}", **values)

    def on_terminal(self, lang: str) -> str:
        """Say that it is the data that cannot be read."""
        return text("cli.cannot_read", lang, reason=self.message(lang))


def _frame(columns: Iterable[str], cells: Iterable[Iterable[object]]) -> pd.DataFrame:
    """Return a table from its columns, with empty texts for missing ones."""
    return pd.DataFrame(
        {
            name: values if name in NUMBERS else ["" if cell is None else cell for cell in values]
            for name, values in zip(columns, cells, strict=True)
            if name != "fid"
        }
    )


def _place(key: str, path: Path, name: str, lang: str) -> str:
    """Name a table or a layer of a file."""
    return text(key, lang, file=path.name, name=name)


def _require(columns: Iterable[str], table: pd.DataFrame, where: Said) -> None:
    if missing := [column for column in columns if column not in table]:
        raise AtlasFileError("no_column", where=where, columns=", ".join(missing))


def _table(
    connection: sqlite3.Connection, path: Path, name: str, *, key: str
) -> tuple[list[str], list[tuple[object, ...]], Said]:
    """Return a table's columns, its cells a column, and what messages call it."""
    cursor = connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - our own names
    where = partial(_place, key, path, name)
    columns = [column[0] for column in cursor.description]
    rows = cursor.fetchall()
    if not rows:
        raise AtlasFileError("no_rows", where=where)
    return columns, [*zip(*rows, strict=True)], where


def _attributes(connection: sqlite3.Connection, path: Path) -> dict[str, pd.DataFrame]:
    """Read the tables without geometry."""
    names = (*INDEXED, *PLAIN, *FURTHER, "area_members", "industry_clusters", "meta")
    tables = {}
    for name in names:
        columns, cells, where = _table(connection, path, name, key="atlas_file.table")
        tables[name] = _frame(columns, cells)
        if name in SCHEMA:
            _require(SCHEMA[name].header, tables[name], where)
    return tables


def _layer(connection: sqlite3.Connection, path: Path, name: str) -> gpd.GeoDataFrame:
    """Read a layer; GDAL would do it too, with 40 MB more memory and several times slower."""
    columns, cells, where = _table(connection, path, name, key="atlas_file.layer")
    column, crs = connection.execute(
        "SELECT column_name, organization || ':' || organization_coordsys_id"
        " FROM gpkg_geometry_columns JOIN gpkg_spatial_ref_sys USING (srs_id)"
        " WHERE table_name = ?",
        (name,),
    ).fetchone()
    if crs != CRS:
        raise AtlasFileError("crs", where=where, crs=crs, right=CRS)
    by_name = dict(zip(columns, cells, strict=True))
    geometry = _geometry(by_name.pop(column))
    attributes = _frame(by_name, by_name.values())
    _require(LAYER_COLUMNS.get(name, ()), attributes, where)
    return gpd.GeoDataFrame(attributes, geometry=geometry, crs=CRS)


def _around(
    connection: sqlite3.Connection, path: Path, wanted: Mapping[str, tuple[str, str]]
) -> dict[str, gpd.GeoDataFrame]:
    """Read layers of what lies around the zones, each by its ids."""
    return {
        key: _layer(connection, path, name).set_index(ids, drop=False)
        for key, (name, ids) in wanted.items()
    }


def _geometry(blobs: Iterable[Any]) -> NDArray[np.object_]:
    """Return the geometries of a GeoPackage's column."""
    bodies = [
        None if blob is None else blob[HEADER + ENVELOPES[blob[FLAGS] >> 1 & 7] :] for blob in blobs
    ]
    return np.asarray(shapely.from_wkb(bodies))


def _zones(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the zones with their id as index, the box that lists them and a true `verified`."""
    zones = layer.set_index("id")
    return zones.assign(
        box=zones["source"].str.partition(DOT)[0], verified=zones["verified"] == "yes"
    )


def _parks(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the parks with their id as index and a true `main`."""
    return layer.assign(main=layer["main"] == "yes").set_index("id")


def link(
    zone_industries: pd.DataFrame,
    industry_clusters: pd.DataFrame,
    *,
    clusters: pd.DataFrame,
    zones: pd.DataFrame,
) -> pd.DataFrame:
    """
    Join zones to clusters through their industry phrases.

    Parameters
    ----------
    zone_industries
        Zone, rank, industry.
    industry_clusters
        Industry, cluster, grade, reason_zh, reason_en.
    clusters
        Indexed by slug, with ``group``.
    zones
        Indexed by id, with ``level``.

    Returns
    -------
    pd.DataFrame
        Columns zone, industry, cluster, grade, reason_zh, reason_en, beyond; in the order of
        `zone_industries`. A phrase without a cluster keeps one row, its cluster None.
    """
    links = zone_industries[["zone", "industry"]].merge(
        industry_clusters, on="industry", how="left", validate="many_to_many"
    )
    texts = ("grade", "reason_zh", "reason_en")
    emerging = clusters.index[clusters["group"] == "emerging"]
    national = zones.index[zones["level"] == "national"]
    found = links["cluster"].astype(object)
    return links.assign(
        cluster=found.where(found.notna(), None),
        beyond=links["cluster"].isin(emerging) & ~links["zone"].isin(national),
        **{name: links[name].fillna("") for name in texts},
    )[["zone", "industry", "cluster", *texts, "beyond"]]


@overload
def load(path: Path = GPKG) -> Atlas: ...
@overload
def load(path: Path = GPKG, *, of: type[A]) -> A: ...
def load(path: Path = GPKG, *, of: type[Atlas] = Atlas) -> Atlas:
    """
    Read the atlas from its GeoPackage.

    Parameters
    ----------
    path
        The built file; the one that comes with the atlas unless given.
    of
        The class of the value.

    Returns
    -------
    Atlas
        All layers in EPSG:4326.

    Raises
    ------
    AtlasFileError
        If the file is missing, lacks a layer, a table, its rows or a column, or is in another CRS.
    """
    path = Path(path)
    if not path.is_file():
        raise AtlasFileError("missing", path=path)
    try:
        return _read(path, of)
    except AtlasFileError:
        raise
    except UNREADABLE as error:
        reason = f"{type(error).__name__}: {error}"
        raise AtlasFileError("no_atlas", path=path, reason=reason) from error


def _read(path: Path, of: type[A]) -> A:
    """Read and join everything; what a file that is no atlas raises is one of `UNREADABLE`."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        tables = _attributes(connection, path)
        layers = {name: _layer(connection, path, name) for name in SPATIAL}
        around = _around(connection, path, SURROUNDINGS)
    # What is OpenStreetMap's stands in a file of its own: its licence is another. Who leaves it out
    # has an atlas without it.
    osm = path.parent / OSM_GPKG.relative_to(GPKG.parent)
    if osm.exists():
        with closing(sqlite3.connect(f"{osm.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            apart = _around(connection, osm, OF_OSM)
        around |= {key: table.assign(source=OSM_CARD) for key, table in apart.items()}
    for name in INDEXED:
        tables[name] = tables[name].set_index(tables[name].columns[0])
    zones = _zones(layers["zones"])
    kinds = zones["position_basis"].map(tables["position_basis"]["kind"])
    zones = zones.assign(position_kind=kinds)
    meta = tables["meta"].set_index("key")["value"]
    members = tables["area_members"]
    others: dict[str, Any] = {name: tables[name] for name in (*INDEXED, *PLAIN, *FURTHER)}
    return of(
        zones=zones,
        members=members.assign(scheme=members["area"].map(tables["areas"]["scheme"])),
        links=link(
            tables["zone_industries"],
            tables["industry_clusters"],
            clusters=tables["clusters"],
            zones=zones,
        ),
        province=layers["province"],
        prefectures=layers["prefectures"].set_index("slug"),
        counties=layers["counties"].set_index("adcode"),
        neighbours=layers["neighbours"],
        parks=_parks(layers["parks"]),
        rivers=layers["rivers"],
        surroundings=around,
        version=meta["data_version"],
        date=meta["data_date"],
        **others,
    )
