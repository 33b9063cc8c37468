"""Lay what an office has added over the plan's atlas: positions, outlines, columns, own zones."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.i18n import LANGS, text
from atlas.model import parameters
from atlas.model.atlas import CRS, Atlas, no_outlines
from atlas.model.documents import COUNTY, joined, members_by_place, with_kinds, with_row
from atlas.model.names import normalise, syllables
from atlas.model.vocabulary import UnknownValue
from atlas.office.record import AREAL, Record, State

NOW = -1
SWITCH = {"1": True, "0": False, "true": True, "false": False}
MOST_DIGITS = 9  # of the number of an entry
OWN = "own"  # type and level of the office's own zones


@dataclass(frozen=True, slots=True)
class Edition:
    """
    What of an office's data is laid over an atlas.

    Attributes
    ----------
    own
        Whether the office's own zones stand among the plan's.
    as_of
        The entry of the history after which the office's data are shown, 0 for the plan alone;
        `NOW` for the last one.
    """

    own: bool = False
    as_of: int = NOW

    def to_params(self) -> dict[str, str | list[str]]:
        """Return what a link carries; nothing for what is usual."""
        return parameters.written(self, Edition(), PARAMETERS)

    def labels(self, lang: str = "zh") -> list[str]:
        """Return what the name of a file says of it; nothing for what is usual."""
        own = [text("edition.file_own", lang)] if self.own else []
        return own + ([] if self.as_of == NOW else [text("edition.file_as_of", lang, n=self.as_of)])

    @classmethod
    def parse(
        cls, params: Mapping[str, str | Sequence[str]]
    ) -> tuple["Edition", tuple[UnknownValue, ...]]:
        """
        Read what is asked for from parameters.

        Returns
        -------
        edition : Edition
        unknown : tuple of UnknownValue
            What could not be read; the usual stands in its place.
        """
        found, wrong = parameters.read(params, PARAMETERS)
        return cls(**found), wrong


PARAMETERS = (
    parameters.switch("own", SWITCH),
    parameters.number("as-of", 10**MOST_DIGITS - 1, known=("0", "1", "2")),
)


def derive(atlas: Atlas, state: State, *, own: bool = False) -> Atlas:
    """
    Return the atlas with what an office has added.

    Parameters
    ----------
    atlas
        The plan's atlas.
    state
        The office's records.
    own
        Whether the office's own zones stand among the plan's; else only what was added to the
        plan's zones shows.

    Returns
    -------
    Atlas
        `atlas` itself where nothing was added. Zones that have no place in it are left out, see
        `unplaced`.
    """
    homeless = set(unplaced(atlas, state))
    records = [
        record
        for record in state.records.values()
        if record.zone not in homeless and (own or not record.is_own)
    ]
    if not records:
        return atlas if not state.revision else replace(atlas, revision=state.revision)
    columns, values = _columns(records)
    added = [record for record in records if record.is_own]
    tables: dict[str, Any] = _own_tables(atlas, added) if added else {}
    zones = _zones(atlas, records)
    moved = {r.zone for r in records if not r.is_own and r.geometry is not None}
    return replace(
        atlas,
        zones=zones,
        parks=_parks(atlas, zones, moved),
        # What was measured from the plan's point says nothing of the office's.
        position_checks=atlas.position_checks[~atlas.position_checks["zone"].isin(moved)],
        outlines=_outlines(records),
        own_columns=columns,
        own_values=values,
        attachments={r.zone: r.attachments for r in records if r.attachments},
        own_sources={record.zone: record.source for record in records if record.source},
        revision=state.revision,
        with_office=True,
        position_basis=with_kinds(atlas),
        **tables,
    )


def unplaced(atlas: Atlas, state: State) -> list[str]:
    """
    Return the zones of an office that have no place in the plan's atlas, as after new data.

    These are own zones of a county, and records of a zone of the plan, that it no longer has.

    Parameters
    ----------
    atlas
        The plan's atlas.
    state
        The office's records.
    """
    return [
        record.zone
        for record in state.records.values()
        if (record.county if record.is_own else record.zone)
        not in (atlas.counties if record.is_own else atlas.zones).index
    ]


def _parks(atlas: Atlas, zones: gpd.GeoDataFrame, moved: set[str]) -> gpd.GeoDataFrame:
    """Return the parks with the main ones of zones that an office placed where it put them."""
    parks = atlas.parks.copy()
    main = parks.index[parks["main"] & parks["zone"].isin(moved)]
    there = zones.loc[parks.loc[main, "zone"]]
    for name in ("lon", "lat", "accuracy_km", "geometry"):
        parks.loc[main, name] = there[name].to_numpy()
    parks.loc[main, "basis"] = there["position_basis"].astype(str).to_numpy()
    return parks


def _outlines(records: Iterable[Record]) -> gpd.GeoDataFrame:
    areal = [record for record in records if _is_areal(record.geometry)]
    if not areal:
        return no_outlines()
    return gpd.GeoDataFrame(
        {"kind": [record.kind for record in areal]},
        geometry=np.array([record.geometry for record in areal], dtype=object),
        index=pd.Index([record.zone for record in areal], name="zone", dtype=object),
        crs=CRS,
    )


def _is_areal(shape: BaseGeometry | None) -> bool:
    return shape is not None and shape.geom_type in AREAL


# Columns ------------------------------------------------------------------------------------------


def _columns(records: Iterable[Record]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the own columns with their kinds, and the values by zone."""
    cells = {record.zone: dict(record.values) for record in records}
    heads = list(dict.fromkeys(head for values in cells.values() for head in values))
    values = pd.DataFrame(
        {head: [cells[zone].get(head) for zone in cells] for head in heads},
        index=pd.Index(cells, name="zone", dtype=object),
        dtype=object,
    )
    values = values.where(values.notna(), None)
    filled = {head: [cell for cell in values[head] if cell is not None] for head in heads}
    heads = [head for head in heads if filled[head]]
    columns = pd.DataFrame(
        {"kind": [_kind(filled[head]) for head in heads], "n": [len(filled[h]) for h in heads]},
        index=pd.Index(heads, name="head", dtype=object),
    )
    return columns, values[heads]


def _kind(cells: list[object]) -> str:
    kinds = Counter(_kind_of(cell) for cell in cells)
    return next(iter(kinds)) if len(kinds) == 1 else "text"


def _kind_of(cell: object) -> str:
    match cell:
        case bool():
            return "bool"
        case int() | float():
            return "number"
        case dt.date():
            return "date"
    return "text"


# Zones --------------------------------------------------------------------------------------------


def _zones(atlas: Atlas, records: list[Record]) -> gpd.GeoDataFrame:
    """Return the zones where records put them, with the own ones after the plan's."""
    plain = atlas.zones.astype(
        {name: "object" for name, kind in atlas.zones.dtypes.items() if kind == "category"}
    )
    plain = plain.astype({"accuracy_km": float})  # the plan's are whole kilometres
    plain.index = pd.Index(plain.index.astype(object), name="id")
    homes = atlas.counties[["prefecture", "label_lon", "label_lat"]].to_dict("index")
    own = [_row(atlas, record, homes[record.county]) for record in records if record.is_own]
    if own:
        more = gpd.GeoDataFrame(own, geometry="geometry", crs=CRS).set_index("id")
        plain = gpd.GeoDataFrame(pd.concat([plain, more[plain.columns]]), crs=CRS)
    for record in records:
        if not record.is_own and record.geometry is not None:
            for column, value in _position(atlas, record, record.geometry).items():
                plain.loc[record.zone, column] = value
    texts = [name for name in atlas.zones.columns if atlas.zones[name].dtype == "category"]
    return plain.astype(dict.fromkeys(texts, "str"))


def _position(atlas: Atlas, record: Record, shape: BaseGeometry) -> dict[str, Any]:
    """Return what a record and its geometry make of a zone's position."""
    accuracy = record.accuracy_km
    notes = dict.fromkeys(LANGS, record.source)
    if accuracy is None:
        accuracy = atlas.position_kinds.loc[record.kind, "assumed_km"]
        notes = {lang: text("edition.assumed", lang, said=record.source) for lang in LANGS}
    point = shape if isinstance(shape, shapely.Point) else shape.representative_point()
    return {
        "lon": point.x,
        "lat": point.y,
        "geometry": point,
        "position_basis": record.kind,
        "position_kind": record.kind,
        "accuracy_km": accuracy,
        "verified": False,
        "position_agreement": "",
        "position_source": "",
        **{f"note_{lang}": notes[lang].strip() for lang in LANGS},
    }


def _row(atlas: Atlas, record: Record, county: Mapping[Any, Any]) -> dict[str, Any]:
    where, shape = record, record.geometry
    if shape is None:
        # All that is known is the county: its label's point, and said so.
        shape = shapely.Point(county["label_lon"], county["label_lat"])
        where = replace(record, geometry=shape, kind=COUNTY, accuracy_km=None)
    return {
        "id": record.zone,
        "name_zh": record.name_zh,
        "name_en": record.name_en or record.name_zh,
        "short_zh": record.name_zh,
        "short_en": record.name_en or record.name_zh,
        "level": OWN,
        "zone_type": OWN,
        "prefecture": county["prefecture"],
        "county": record.county,
        "source": "",
        "multi_park": "no",
        "box": "",
    } | _position(atlas, where, shape)


# Tables of own zones ------------------------------------------------------------------------------


def _own_tables(atlas: Atlas, own: list[Record]) -> dict[str, pd.DataFrame]:
    """Return the tables that own zones have rows in: vocabularies, areas, industries, aliases."""
    phrases = {
        normalise(name): slug
        for column in ("name_zh", "name_en")
        for slug, name in atlas.industries[column].items()
    }
    words = _phrases(phrases, own)
    phrases |= {normalise(word): slug for slug, word in words.items()}
    industries = pd.DataFrame(
        [
            {"zone": record.zone, "rank": rank, "industry": phrases[normalise(phrase)]}
            for record in own
            for rank, phrase in enumerate(record.industries, start=1)
        ],
        columns=["zone", "rank", "industry"],
    )
    known = atlas.links.drop_duplicates(["industry", "cluster"]).drop(columns="zone")
    links = industries[["zone", "industry"]].merge(known.assign(beyond=False), on="industry")
    aliases = pd.DataFrame(
        [
            {"zone": record.zone, "alias": alias, "kind": "short"}
            for record in own
            for alias in record.aliases
        ],
        columns=["zone", "alias", "kind"],
    )
    prefectures = atlas.counties["prefecture"].to_dict()
    homes = {record.zone: prefectures[record.county] for record in own}
    return {
        "levels": with_row(atlas.levels, OWN, "edition.own"),
        "types": with_row(atlas.types, OWN, "edition.own"),
        "industries": pd.concat(
            [
                atlas.industries,
                pd.DataFrame({"name_zh": words, "name_en": words}).rename_axis("slug"),
            ]
        ),
        "members": joined(atlas.members, members_by_place(atlas, homes)),
        "zone_industries": joined(atlas.zone_industries, industries),
        "links": joined(atlas.links, links[atlas.links.columns]),
        "aliases": joined(atlas.aliases, aliases),
    }


def _phrases(known: Mapping[str, str], own: list[Record]) -> dict[str, str]:
    """Return slug -> phrase of the industries that own zones name and the plan does not."""
    found: dict[str, str] = {}
    seen = set(known)
    for phrase in (phrase for record in own for phrase in record.industries):
        if normalise(phrase) in seen:
            continue
        seen.add(normalise(phrase))
        read = "-".join(syllables(phrase)).lower()
        slug = base = f"{OWN}-{re.sub(r'[^a-z0-9]+', '-', read).strip('-')}"
        for again in count(2):
            if slug not in found:
                break
            slug = f"{base}-{again}"
        found[slug] = phrase
    return found
