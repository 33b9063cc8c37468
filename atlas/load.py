"""Load the built GeoPackage into one frozen value: the atlas."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyogrio.raw
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from shapely.errors import ShapelyError

from atlas import geo
from atlas.errors import AtlasFileError, SelectionError
from atlas.facets import Facets
from atlas.selection import FLAGS, Selection, nearest
from geodata import GPKG, schema

if TYPE_CHECKING:
    import folium

CRS = "EPSG:4326"
SPATIAL = ("zones", "province", "prefectures", "counties", "neighbours", "rivers")
NUMBERS = {
    *("lon", "lat", "accuracy_km", "value", "rank", "rows", "start", "length"),
    *("label_lon", "label_lat", "assumed_km"),
}
# Vocabularies: each table's first column becomes its index.
VOCABULARIES = ("types", "levels", "schemes", "areas", "clusters", "industries", "tags")
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
    "prefectures": ("slug", "short_zh", "area_plan13", "area_plan14", *NAMED),
    "counties": ("adcode", "slug", "prefecture", "ethnic", *NAMED),
    "neighbours": ("adcode", *NAMED),
}
# What a file that is no atlas makes of reading it.
UNREADABLE = (
    *(sqlite3.Error, DataSourceError, DataLayerError, ShapelyError),
    *(ValueError, KeyError, TypeError, AttributeError),
)


@dataclass(frozen=True, eq=False)
class ZoneSheet:
    """
    Everything the atlas knows of one zone.

    Attributes
    ----------
    id
        The zone.
    row
        Its row of ``Atlas.zones``.
    members
        Its areas, of both schemes, with basis and source.
    industries
        Its phrases in the plan's order: industry, name_zh, name_en, source.
    links
        Its phrases and the clusters they point to.
    tags
        Its tags: tag, name_zh, name_en, group, what_zh, what_en, source.
    aliases
        Other names.
    mentions
        What the plan says of it, in the order of the plan, with the place.
    changes
        Later changes of the zone or its county.
    slips
        The plan's slips that concern it.
    neighbours
        The nearest zones: zone, km, bearing.
    """

    id: str
    row: pd.Series
    members: pd.DataFrame
    industries: pd.DataFrame
    links: pd.DataFrame
    tags: pd.DataFrame
    aliases: pd.DataFrame
    mentions: pd.DataFrame
    changes: pd.DataFrame
    slips: pd.DataFrame
    neighbours: pd.DataFrame


def no_outlines() -> gpd.GeoDataFrame:
    """Return the outlines of an atlas that has none."""
    index = pd.Index([], name="zone", dtype=object)
    return gpd.GeoDataFrame({"kind": []}, geometry=gpd.GeoSeries([], crs=CRS), index=index)


def no_columns() -> pd.DataFrame:
    """Return the own columns of an atlas that has none."""
    return pd.DataFrame({"kind": [], "n": []}, index=pd.Index([], name="head", dtype=object))


@dataclass(frozen=True, eq=False)
class Atlas:
    """
    The development zones, what the plan says of them, and the map under them.

    Frozen: derive another with `dataclasses.replace`, which also starts the facets anew. Geometry
    is in EPSG:4326. Empty cells are empty strings, except ``links.cluster``, which is None where a
    phrase belongs to no cluster. In `zones` ids and texts are pandas categories: on
    selected rows, `value_counts` lists the values that none has too, unless after ``.astype(str)``.

    Attributes
    ----------
    zones : gpd.GeoDataFrame
        One point a zone, index ``id``.
    members : pd.DataFrame
        Zone, scheme, area and the basis of the membership.
    zone_industries, zone_tags, aliases, mentions, changes : pd.DataFrame
        What is said of each zone, by its id in ``zone``.
    links : pd.DataFrame
        One row for each zone, phrase and cluster; `beyond` marks an emerging cluster, which the
        plan rests on national zones, at a zone that is not national.
    indicators, slips, area_focus, sections : pd.DataFrame
        The plan's figures, its slips, what it wants of each area, its headings.
    passages, occurrences : pd.DataFrame
        Where everything stands in the plan's text, which itself is not shipped (`atlas.plan`).
    focus_clusters, cluster_parts, complements : pd.DataFrame
        The clusters an area's phrases point to, what a cluster's name joins, which clusters feed
        or serve which.
    methods : pd.DataFrame
        Formulas of the analyses, indexed by slug.
    types, levels, schemes, areas, clusters, industries, tags, position_basis : pd.DataFrame
    position_kinds : pd.DataFrame
        Vocabularies, indexed by slug, in the order of their tables.
    style, sources : pd.DataFrame
        Symbols and source cards, indexed by key.
    palettes : pd.DataFrame
        Other colours for the symbols, for print.
    province, prefectures, counties, neighbours, rivers : gpd.GeoDataFrame
        The map; prefectures are indexed by slug, counties by adcode.
    outlines : gpd.GeoDataFrame
        The office's outlines by zone, with ``kind`` (see `position_kinds`); none in the plan.
    own_columns : pd.DataFrame
        The office's columns by head: ``kind`` (number, text, date or bool), ``n`` zones filled.
    own_values : pd.DataFrame
        Their values by zone, one column a head; None where empty.
    own_sources : Mapping of str to str
        Zone -> where the office has its position from, in its own words.
    revision : int
        The last entry of the office's history that is in it; 0 for the plan alone.
    version, date : str
        Of the data.
    """

    zones: gpd.GeoDataFrame
    members: pd.DataFrame
    zone_industries: pd.DataFrame
    zone_tags: pd.DataFrame
    links: pd.DataFrame
    aliases: pd.DataFrame
    mentions: pd.DataFrame
    changes: pd.DataFrame
    indicators: pd.DataFrame
    slips: pd.DataFrame
    area_focus: pd.DataFrame
    focus_clusters: pd.DataFrame
    cluster_parts: pd.DataFrame
    complements: pd.DataFrame
    sections: pd.DataFrame
    passages: pd.DataFrame
    occurrences: pd.DataFrame
    types: pd.DataFrame
    levels: pd.DataFrame
    schemes: pd.DataFrame
    areas: pd.DataFrame
    clusters: pd.DataFrame
    industries: pd.DataFrame
    tags: pd.DataFrame
    position_basis: pd.DataFrame
    position_kinds: pd.DataFrame
    style: pd.DataFrame
    sources: pd.DataFrame
    methods: pd.DataFrame
    palettes: pd.DataFrame
    province: gpd.GeoDataFrame
    prefectures: gpd.GeoDataFrame
    counties: gpd.GeoDataFrame
    neighbours: gpd.GeoDataFrame
    rivers: gpd.GeoDataFrame
    version: str
    date: str
    outlines: gpd.GeoDataFrame = field(default_factory=no_outlines)
    own_columns: pd.DataFrame = field(default_factory=no_columns)
    own_values: pd.DataFrame = field(default_factory=pd.DataFrame)
    own_sources: Mapping[str, str] = field(default_factory=dict)
    revision: int = 0

    def __post_init__(self) -> None:
        """Keep ids and texts of the zones as categories, however they come (see `atlas.facets`)."""
        zones = self.zones
        texts = zones.columns[zones.dtypes == "str"]
        zones = zones.assign(**{name: zones[name].astype("category") for name in texts})
        if not isinstance(zones.index, pd.CategoricalIndex):
            zones.index = pd.CategoricalIndex(zones.index, name="id")
        object.__setattr__(self, "zones", zones)

    @cached_property
    def facets(self) -> Facets:
        """The choices of every flag, counted and filtered."""
        return Facets(self)

    def label(self, vocabulary: str, slug: str, lang: str = "zh", *, short: bool = False) -> str:
        """
        Return the name of a slug.

        Parameters
        ----------
        vocabulary
            A table with names: ``"types"``, ``"areas"``, ``"zones"``, ``"counties"``, …
        slug
            Its key.
        lang
            ``"zh"`` or ``"en"``.
        short
            Take the short name where the table has one.

        Raises
        ------
        KeyError
            If the table has no such slug.
        """
        names = self._names.get((vocabulary, lang, short))
        if names is None:
            table = getattr(self, vocabulary)
            column = f"short_{lang}" if short and f"short_{lang}" in table else f"name_{lang}"
            names = self._names[vocabulary, lang, short] = table[column].to_dict()
        return names[slug]

    @cached_property
    def _names(self) -> dict[tuple[str, str, bool], dict[str, str]]:
        """The names asked for so far: a page asks for hundreds, and a table answers slowly."""
        return {}

    @cached_property
    def inferred(self) -> Mapping[str, frozenset[str]]:
        """Regionalisation -> the zones whose membership in one of its areas is inferred."""
        guessed = self.members[self.members["basis"] == "inferred"].groupby("scheme")["zone"]
        found = guessed.agg(frozenset)
        return {scheme: found.get(scheme, frozenset()) for scheme in self.schemes.index}

    def select(self, **flags: str | Sequence[str]) -> gpd.GeoDataFrame:
        """
        Return the zones that satisfy some flags.

        Parameters
        ----------
        **flags
            The command line's flags with ``_`` for ``-``; one or several values each, slugs or
            names.

        Returns
        -------
        gpd.GeoDataFrame
            Rows of ``zones``, EPSG:4326.

        Raises
        ------
        SelectionError
            If a value is unknown.
        TypeError
            If there is no such flag.
        """
        known = {*FLAGS, "min-grade", "scheme"}
        params = {name.replace("_", "-"): values for name, values in flags.items()}
        if strange := params.keys() - known:
            raise TypeError(f"no flag {sorted(strange)}; known: {', '.join(sorted(known))}")
        return Selection.from_params(params, self).apply(self)

    def explore(self, selection: Selection | None = None, *, lang: str = "zh") -> "folium.Map":
        """Return a folium map of a selection, for a notebook."""
        # folium takes longer to import than the atlas to load; only maps need it.
        from atlas import webmap  # noqa: PLC0415

        return webmap.explore(self, selection, lang=lang)

    def zone(self, zone_id: str) -> ZoneSheet:
        """
        Return everything about one zone.

        Raises
        ------
        SelectionError
            If there is no such zone.
        """
        if zone_id not in self.zones.index:
            raise SelectionError([nearest(zone_id, self.zones, flag="zone")])
        row = self.zones.loc[zone_id]
        order = {ref: n for n, ref in enumerate(self.sections["ref"])}
        mentions = _of_zone(self.mentions, zone_id)
        places = mentions["source"].map(lambda refs: order.get(_place(refs), len(order)))
        changes = self.changes
        here = (changes["zone"] == zone_id) | (changes["county"] == row["county"])
        slips = self.slips["zones"].map(lambda zones: zone_id in zones.split("|")).astype(bool)
        return ZoneSheet(
            id=zone_id,
            row=row,
            members=_of_zone(self.members, zone_id),
            industries=_of_zone(self.zone_industries, zone_id).join(
                self.industries[["name_zh", "name_en"]], on="industry"
            ),
            links=_of_zone(self.links, zone_id),
            tags=_of_zone(self.zone_tags, zone_id).join(
                self.tags[["name_zh", "name_en", "group"]], on="tag"
            ),
            aliases=_of_zone(self.aliases, zone_id),
            mentions=mentions.iloc[places.argsort(kind="stable")].reset_index(drop=True),
            changes=changes[here].reset_index(drop=True),
            slips=self.slips[slips].reset_index(drop=True),
            neighbours=geo.neighbours(self, zone_id),
        )


def _of_zone(table: pd.DataFrame, zone_id: str) -> pd.DataFrame:
    return table[table["zone"] == zone_id].reset_index(drop=True)


def _place(refs: str) -> str:
    """Return the first of some references without the row of its box: ``3.2.1``, a box's name."""
    return refs.partition("|")[0].partition("·")[0]


def _frame(columns: Iterable[str], cells: Iterable[Iterable[object]]) -> pd.DataFrame:
    """Return a table from its columns, with empty texts for missing ones."""
    return pd.DataFrame(
        {
            name: values if name in NUMBERS else ["" if cell is None else cell for cell in values]
            for name, values in zip(columns, cells, strict=True)
            if name != "fid"
        }
    )


def _require(columns: Iterable[str], table: pd.DataFrame, where: str) -> None:
    if missing := [column for column in columns if column not in table]:
        raise AtlasFileError(f"{where}: has no column {', '.join(missing)}")


def _attributes(path: Path) -> dict[str, pd.DataFrame]:
    """Read the tables without geometry; sqlite3 is several times faster at them than GDAL."""
    names = (*INDEXED, *PLAIN, *FURTHER, "area_members", "industry_clusters", "meta")
    tables = {}
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        for name in names:
            cursor = connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - our own names
            columns = [column[0] for column in cursor.description]
            rows = cursor.fetchall()
            if not rows:
                raise AtlasFileError(f"{path.name}, table {name!r}: has no rows")
            tables[name] = _frame(columns, zip(*rows, strict=True))
            if name in schema.SCHEMA:
                _require(schema.SCHEMA[name].header, tables[name], f"{path.name}, table {name!r}")
    return tables


def _layer(path: Path, name: str) -> gpd.GeoDataFrame:
    meta, _, geometry, cells = pyogrio.raw.read(path, layer=name)
    if meta["crs"] != CRS:
        raise AtlasFileError(f"{path.name}, layer {name!r}: CRS is {meta['crs']}, must be {CRS}")
    attributes = _frame(meta["fields"], cells)
    _require(LAYER_COLUMNS.get(name, ()), attributes, f"{path.name}, layer {name!r}")
    return gpd.GeoDataFrame(attributes, geometry=shapely.from_wkb(geometry), crs=CRS)


def _zones(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the zones with their id as index, the box that lists them and a true `verified`."""
    zones = layer.set_index("id")
    return zones.assign(
        box=zones["source"].str.partition("·")[0], verified=zones["verified"] == "yes"
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


def load(path: Path = GPKG) -> Atlas:
    """
    Read the atlas from its GeoPackage.

    Parameters
    ----------
    path
        The built file; the one that comes with the atlas unless given.

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
        raise AtlasFileError(f"{path} is missing: build it with `python -m geodata.build`")
    try:
        return _read(path)
    except AtlasFileError:
        raise
    except UNREADABLE as error:
        reason = f"{type(error).__name__}: {error}"
        raise AtlasFileError(
            f"{path} is no atlas ({reason}): build it with `python -m geodata.build`"
        ) from error


def _read(path: Path) -> Atlas:
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
    return Atlas(
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
        **{name: tables[name] for name in (*INDEXED, *PLAIN, *FURTHER)},
    )
