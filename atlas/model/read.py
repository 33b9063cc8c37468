"""Read the atlas's one file into frozen tables."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, overload

import geopandas as gpd
import pandas as pd
import pyogrio.raw
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from shapely.errors import ShapelyError

from atlas.i18n import text
from atlas.i18n.errors import AtlasError, Said
from atlas.model.atlas import CRS, VOCABULARIES, Atlas
from geodata import GPKG
from geodata.schema.tables import DOT, SCHEMA, SCHEMES

A = TypeVar("A", bound=Atlas)
SPATIAL = ("zones", "province", "prefectures", "counties", "neighbours", "rivers")
NUMBERS = {
    *("lon", "lat", "accuracy_km", "value", "rank", "rows", "start", "length"),
    *("label_lon", "label_lat", "assumed_km"),
}
INDEXED = (*VOCABULARIES, "position_basis", "position_kinds", "style", "sources", "methods")
PLAIN = ("zone_industries", "zone_tags", "aliases", "mentions", "indicators", "slips", "changes")
FURTHER = (
    *("area_focus", "focus_clusters", "cluster_parts", "complements"),
    *("sections", "passages", "occurrences", "palettes"),
)
NAMED = ("name_zh", "name_en", "label_lon", "label_lat")
LAYER_COLUMNS = {
    "zones": (
        *("id", "name_zh", "name_en", "short_zh", "short_en", "level", "zone_type"),
        *("prefecture", "county", "source", "lon", "lat", "position_basis", "accuracy_km"),
        *("verified", "multi_park", "position_source", "note_zh", "note_en"),
    ),
    "prefectures": ("slug", "short_zh", *(f"area_{scheme}" for scheme in SCHEMES), *NAMED),
    "counties": ("adcode", "slug", "prefecture", "ethnic", *NAMED),
    "neighbours": ("adcode", *NAMED),
}
# What a file that is no atlas makes of reading it.
UNREADABLE = (
    *(sqlite3.Error, DataSourceError, DataLayerError, ShapelyError),
    *(ValueError, KeyError, TypeError, AttributeError),
)


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


def _attributes(path: Path) -> dict[str, pd.DataFrame]:
    """Read the tables without geometry; sqlite3 is several times faster at them than GDAL."""
    names = (*INDEXED, *PLAIN, *FURTHER, "area_members", "industry_clusters", "meta")
    tables = {}
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        for name in names:
            cursor = connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - our own names
            where = partial(_place, "atlas_file.table", path, name)
            columns = [column[0] for column in cursor.description]
            rows = cursor.fetchall()
            if not rows:
                raise AtlasFileError("no_rows", where=where)
            tables[name] = _frame(columns, zip(*rows, strict=True))
            if name in SCHEMA:
                _require(SCHEMA[name].header, tables[name], where)
    return tables


def _layer(path: Path, name: str) -> gpd.GeoDataFrame:
    meta, _, geometry, cells = pyogrio.raw.read(path, layer=name)
    where = partial(_place, "atlas_file.layer", path, name)
    if meta["crs"] != CRS:
        raise AtlasFileError("crs", where=where, crs=meta["crs"], right=CRS)
    attributes = _frame(meta["fields"], cells)
    _require(LAYER_COLUMNS.get(name, ()), attributes, where)
    return gpd.GeoDataFrame(attributes, geometry=shapely.from_wkb(geometry), crs=CRS)


def _zones(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the zones with their id as index, the box that lists them and a true `verified`."""
    zones = layer.set_index("id")
    return zones.assign(
        box=zones["source"].str.partition(DOT)[0], verified=zones["verified"] == "yes"
    )


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
    tables = _attributes(path)
    layers = {name: _layer(path, name) for name in SPATIAL}
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
        rivers=layers["rivers"],
        version=meta["data_version"],
        date=meta["data_date"],
        **others,
    )
