"""The atlas: its tables and layers as one frozen value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from atlas.geo import M_PER_KM, WGS84
from atlas.model.attachments import Attachment
from atlas.model.vocabulary import SelectionError, nearest_zone
from geodata.schema.tables import DOT, SCHEMA, SEPARATOR

Made = TypeVar("Made")
CRS = "EPSG:4326"
# Vocabularies: each table's first column becomes its index.
USUAL_DOCUMENT = SCHEMA["documents"].by_name["slug"].usual  # the plan
VOCABULARIES = ("types", "levels", "schemes", "areas", "clusters", "industries", "tags")


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
        Later changes of the zone or its county, in the order of time.
    figures
        Scattered figures of it, the latest first: each has its own year and source.
    slips
        The plan's slips that concern it.
    neighbours
        The nearest zones: zone, km, bearing.
    parks
        Its parks, with km and bearing from its point (`parks_of`).
    checks
        What other sources say of where it is: rows of ``Atlas.position_checks``.
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
    figures: pd.DataFrame
    slips: pd.DataFrame
    neighbours: pd.DataFrame
    parks: gpd.GeoDataFrame
    checks: pd.DataFrame


def no_blob(digest: str) -> bytes:
    """Stand for a store where there is none."""
    raise LookupError(digest)


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
    position_kinds, position_agreement : pd.DataFrame
        Vocabularies, indexed by slug, in the order of their tables.
    style, sources : pd.DataFrame
        Symbols and source cards, indexed by key.
    palettes : pd.DataFrame
        Other colours for the symbols, for print.
    documents : pd.DataFrame
        What speaks of the zones, in the order of time, indexed by slug: the plan, later lists, and
        what is known now (see `atlas.model.documents`).
    listings, later_zones, listed_phrases, listed_industries, listed_clusters : pd.DataFrame
        What later lists say: of each zone, which zones the plan does not name, which phrases it
        does not have, which phrases a zone has, which clusters these point to.
    zone_figures : pd.DataFrame
        Scattered figures of single zones, of different years and sources: never a map, never a sum.
    province, prefectures, counties, neighbours, rivers : gpd.GeoDataFrame
        The map; prefectures are indexed by slug, counties by adcode.
    parks : gpd.GeoDataFrame
        The parks of zones that have several, index ``id``; `main` ones stand where their zones do,
        those known by name only have no geometry.
    position_checks : pd.DataFrame
        What other sources say of where a zone is: ``km`` and ``bearing`` (degrees, one of eight)
        from its point, NaN where a source gives words only; ``about_lon`` and ``about_lat``, where
        it conflicts, rounded to 0.02 degrees.
    surroundings : Mapping of str to gpd.GeoDataFrame
        What lies around the zones, by the key of its layer (see `atlas.maps.layers`): points of
        airports, stations and power plants, indexed by their ids; where named rivers run and how
        far landforms reach, by slug.
    outlines : gpd.GeoDataFrame
        The office's outlines by zone, with ``kind`` (see `position_kinds`); none in the plan.
    own_columns : pd.DataFrame
        The office's columns by head: ``kind`` (number, text, date or bool), ``n`` zones filled.
    own_values : pd.DataFrame
        Their values by zone, one column a head; None where empty.
    own_sources : Mapping of str to str
        Zone -> where the office has its position from, in its own words.
    attachments : Mapping of str to tuple of Attachment
        Zone -> the photos and documents that the office has attached to it, the first one first.
    blob : callable
        Gives the bytes of one by their digest.
    revision : int
        The last entry of the office's history that is in it; 0 for the plan alone.
    with_office : bool
        Whether anything of the office's shows in it: own zones may be left out.
    editions : callable or None
        Gives another vintage of the data (see `atlas.office.vintage.Vintage`); None where this is
        the only one that is known.
    version, date : str
        Of the data.
    document : str
        By which of the documents the zones are shown (see `atlas.model.documents`).
    plan : Atlas or None
        The plan's atlas, where this is another document's.
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
    position_agreement: pd.DataFrame
    position_checks: pd.DataFrame
    style: pd.DataFrame
    sources: pd.DataFrame
    methods: pd.DataFrame
    palettes: pd.DataFrame
    documents: pd.DataFrame
    listings: pd.DataFrame
    later_zones: pd.DataFrame
    listed_phrases: pd.DataFrame
    listed_industries: pd.DataFrame
    listed_clusters: pd.DataFrame
    zone_figures: pd.DataFrame
    province: gpd.GeoDataFrame
    prefectures: gpd.GeoDataFrame
    counties: gpd.GeoDataFrame
    neighbours: gpd.GeoDataFrame
    rivers: gpd.GeoDataFrame
    parks: gpd.GeoDataFrame
    version: str
    date: str
    surroundings: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    outlines: gpd.GeoDataFrame = field(default_factory=no_outlines)
    own_columns: pd.DataFrame = field(default_factory=no_columns)
    own_values: pd.DataFrame = field(default_factory=pd.DataFrame)
    own_sources: Mapping[str, str] = field(default_factory=dict)
    attachments: Mapping[str, tuple[Attachment, ...]] = field(default_factory=dict)
    blob: Callable[[str], bytes] = no_blob
    revision: int = 0
    with_office: bool = False
    document: str = USUAL_DOCUMENT
    plan: "Atlas | None" = None
    editions: Callable[[Any], "Atlas"] | None = None

    def __post_init__(self) -> None:
        """Keep ids and texts of the zones as categories: `atlas.selection.facets` says why."""
        zones = self.zones
        texts = zones.columns[zones.dtypes == "str"]
        zones = zones.assign(**{name: zones[name].astype("category") for name in texts})
        if not isinstance(zones.index, pd.CategoricalIndex):
            zones.index = pd.CategoricalIndex(zones.index, name="id")
        object.__setattr__(self, "zones", zones)

    def once(self, make: Callable[["Atlas"], Made]) -> Made:
        """
        Return what something makes of this atlas; it is made when first asked for and kept.

        Parameters
        ----------
        make
            A function or class of an atlas, such as `atlas.selection.facets.Facets`.
        """
        if make not in self._made:
            self._made[make] = make(self)
        made: Made = self._made[make]
        return made

    @cached_property
    def _made(self) -> dict[Callable[["Atlas"], object], Any]:
        """What was made of this atlas so far; another atlas derived from it starts anew."""
        return {}

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

    @property
    def of_plan(self) -> "Atlas":
        """The plan's atlas, whatever document this one is of: what the plan says is said there."""
        return self.plan or self

    def by(self, lang: str = "zh") -> str:
        """Return what the document by which the zones are shown is called inside a sentence."""
        named: str = self.documents.loc[self.document, f"by_{lang}"]
        return named

    def named_by(self, lang: str = "zh") -> dict[str, str]:
        """Return what strings name that document by: ``by``, and ``By`` where a sentence begins."""
        by = self.by(lang)
        return {"by": by, "By": by[:1].upper() + by[1:]}

    def standing(self, zone: "pd.Series", lang: str = "zh") -> tuple[str, ...]:
        """
        Return the names of a zone's level and of its type.

        Parameters
        ----------
        zone
            A row of the zones.
        lang
            ``"zh"`` or ``"en"``.

        Returns
        -------
        tuple of str
            One name where both are called alike, as those of an office's own zones are.
        """
        level = self.label("levels", zone["level"], lang)
        return tuple(dict.fromkeys((level, self.label("types", zone["zone_type"], lang))))

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

    def zone(self, zone_id: str) -> ZoneSheet:
        """
        Return everything about one zone.

        Raises
        ------
        SelectionError
            If there is no such zone.
        """
        if zone_id not in self.zones.index:
            raise SelectionError([nearest_zone(zone_id, self, flag="zone")])
        row = self.zones.loc[zone_id]
        order = {ref: n for n, ref in enumerate(self.sections["ref"])}
        mentions = _of_zone(self.mentions, zone_id)
        places = mentions["source"].map(lambda refs: order.get(_place(refs), len(order)))
        changes = self.changes
        here = (changes["zone"] == zone_id) | (changes["county"] == row["county"])
        spoken_of = self.slips["zones"].str.split(SEPARATOR)
        slips = spoken_of.map(lambda zones: zone_id in zones).astype(bool)
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
            changes=changes[here].sort_values("date", kind="stable").reset_index(drop=True),
            figures=_of_zone(self.zone_figures, zone_id)
            .sort_values("year", ascending=False, kind="stable")
            .reset_index(drop=True),
            slips=self.slips[slips].reset_index(drop=True),
            neighbours=neighbours(self, zone_id),
            parks=parks_of(self, zone_id),
            checks=_of_zone(self.position_checks, zone_id),
        )


def _of_zone(table: pd.DataFrame, zone_id: str) -> pd.DataFrame:
    return table[table["zone"] == zone_id].reset_index(drop=True)


def _place(refs: str) -> str:
    """Return the first of some references without the row of its box: ``3.2.1``, a box's name."""
    return refs.partition(SEPARATOR)[0].partition(DOT)[0]


def neighbours(
    atlas: "Atlas", zone_id: str, *, n: int = 5, among: pd.Index | None = None
) -> pd.DataFrame:
    """
    Return the zones nearest to one.

    Parameters
    ----------
    atlas
        The atlas.
    zone_id
        The zone in the middle.
    n
        How many.
    among
        Ids of the zones to choose from; all unless given.

    Returns
    -------
    pd.DataFrame
        Columns ``zone``, ``km`` (between the stated positions, themselves approximate) and
        ``bearing`` (degrees clockwise from north, 0 to 360),
        nearest first; those as near as each other in table order.
    """
    here, others = atlas.zones.loc[zone_id], atlas.zones.drop(index=zone_id)
    if among is not None:
        others = others[others.index.isin(among)]
    lon, lat = np.full(len(others), here["lon"]), np.full(len(others), here["lat"])
    bearing, _, metres = WGS84.inv(lon, lat, others["lon"].to_numpy(), others["lat"].to_numpy())
    table = pd.DataFrame(
        {
            "zone": others.index.astype("str"),
            "km": metres / M_PER_KM,
            "bearing": np.mod(bearing, 360),
        }
    )
    return table.nsmallest(n, "km").reset_index(drop=True)


def parks_of(atlas: "Atlas", zone: str) -> gpd.GeoDataFrame:
    """
    Return the parks of a zone in the order of the table, the main one where the zone is.

    Parameters
    ----------
    atlas
        The atlas.
    zone
        The zone's id.

    Returns
    -------
    gpd.GeoDataFrame
        Rows of ``Atlas.parks`` (EPSG:4326) with ``km`` and ``bearing`` (degrees clockwise from
        north) from the zone's point; NaN for parks that are known by name only.
    """
    parks = atlas.parks[atlas.parks["zone"] == zone]
    here = atlas.zones.loc[zone]
    lon, lat = np.full(len(parks), here["lon"]), np.full(len(parks), here["lat"])
    bearing, _, metres = WGS84.inv(lon, lat, parks["lon"].to_numpy(), parks["lat"].to_numpy())
    return parks.assign(km=np.asarray(metres) / M_PER_KM, bearing=np.mod(bearing, 360))
