"""The tables that are written: the zones, their links, the plan's figures."""

import datetime as dt
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from atlas.exchange.coordinates.systems import WGS84, from_wgs84
from atlas.exchange.writing.fields import one_line, printable, unique
from atlas.i18n import text
from atlas.model import documents, positions
from atlas.model.atlas import parks_of
from atlas.selection.flags import GRADES, grades
from atlas.selection.search import industries_with

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas
    from atlas.selection.selection import Selection

# The stable columns of every table of zones; scripts of others rest on them and their order.
COLUMNS = (
    "id",
    "name_zh",
    "name_en",
    "level",
    "type",
    "areas",
    "area_basis",
    "prefecture",
    "county",
    "adcode",
    "industries",
    "clusters",
    "tags",
    "aliases",
    "lon",
    "lat",
    "position_basis",
    "accuracy_km",
    "box",
)
SEVERAL = ("areas", "area_basis", "industries", "clusters", "tags", "aliases")
FIGURES = ("lon", "lat", "accuracy_km")
# After them where they are asked for: the point in another system (east, north); how the position
# is known, before the columns of the office. No column of an office takes one of these names.
XY = ("x", "y")
POSITION_KIND = "position_kind"
POSITION_SOURCE = "position_source"
# Last, by another document than the plan: code of the list, date of approval, approved hectares.
APPROVAL = {"code": "text", "approved": "text", "area_ha": "number"}
EXTRA = (*XY, POSITION_KIND, POSITION_SOURCE, *APPROVAL)
POSITIONS = (
    *("zone", "name_zh", "lon", "lat", "accuracy_km", "position_basis", "verified", "agreement"),
    *("sources", "within_km", "conflict", "verify"),
)  # the columns of `position_rows`
ATTACHED = (
    *("zone", "name_zh", "kind", "file", "caption", "day"),
    *("bytes", "width", "height", "sha256"),
)  # the columns of `attachment_rows`
LANG = "zh"  # the plan's own names stand in the tables
INT64 = 2**63


def _lists(
    table: pd.DataFrame, column: str, names: pd.Series | None = None
) -> dict[str, list[str]]:
    """Return zone -> the values of a column, as names if given, in table order."""
    values = table[column] if names is None else table[column].map(names)
    found: dict[str, list[str]] = {}
    for zone, value in zip(table["zone"], values, strict=True):
        found.setdefault(zone, []).append(value)
    return found


def own_names(atlas: "Atlas") -> dict[str, str]:
    """Return head -> name in tables of the office's own columns; none is equal to ours."""
    heads = [str(head) for head in atlas.own_columns.index]
    names = unique(map(one_line, heads), taken=(*COLUMNS, *EXTRA))
    return dict(zip(heads, names, strict=True))


def _value(given: object) -> Any:  # noqa: ANN401 - whatever a cell holds
    """Return a cell's value as plain Python has it; None where there is none or no number is."""
    if given is None or given is pd.NA or given is pd.NaT:
        return None
    if isinstance(given, str):
        return printable(given)
    if hasattr(given, "item"):  # of numpy
        given = given.item()
    return None if isinstance(given, float) and not math.isfinite(given) else given


def _own(atlas: "Atlas", zones: gpd.GeoDataFrame) -> dict[str, list[Any]]:
    """Return name -> values, in the order of the zones, of what the office has added."""
    if not atlas.revision:
        return {}
    names = own_names(atlas)
    values = atlas.own_values.reindex(zones.index.astype(str))
    kinds = [_value(kind) or "" for kind in zones[POSITION_KIND].astype(object)]
    sources = [atlas.own_sources.get(zone, "") for zone in zones.index]
    return {POSITION_KIND: kinds, POSITION_SOURCE: sources} | {
        name: [_value(cell) for cell in values[head].astype(object)] for head, name in names.items()
    }


def _approval(atlas: "Atlas", zones: gpd.GeoDataFrame) -> dict[str, list[Any]]:
    """Return name -> values, in the order of the zones, of what lists say of their approval."""
    if atlas.plan is None:  # the plan says none of it
        return {}
    table = documents.listed(atlas).reindex(zones.index.astype(str))
    return {name: [_value(cell) for cell in table[name].astype(object)] for name in APPROVAL}


def records(
    atlas: "Atlas", zones: gpd.GeoDataFrame, selection: "Selection"
) -> list[dict[str, Any]]:
    """
    Return one record a zone with the stable columns, several values as lists.

    Where the office has added something, ``position_kind``, ``position_source`` (in the office's
    words) and its own columns follow; by another document than the plan ``code``, ``approved`` and
    ``area_ha`` (hectares) are last. All values are
    such as JSON has: dates are texts (ISO 8601), what is not there is None.

    Parameters
    ----------
    atlas
        The atlas.
    zones
        Rows of ``atlas.zones``.
    selection
        Gives the scheme of the areas and the weakest link that counts as a cluster.
    """
    members = atlas.members[atlas.members["scheme"] == selection.scheme]
    links = atlas.links[atlas.links["grade"].isin(grades(selection.min_grade))]
    ranks = {slug: n for n, slug in enumerate(atlas.clusters.index)}
    links = links.drop_duplicates(["zone", "cluster"]).sort_values(
        "cluster", key=lambda slugs: slugs.map(ranks), kind="stable"
    )
    tags = atlas.zone_tags.drop_duplicates(["zone", "tag"])
    several = {
        "areas": _lists(members, "area", atlas.areas["name_zh"]),
        "area_basis": _lists(members, "basis"),
        "industries": _lists(atlas.zone_industries, "industry", atlas.industries["name_zh"]),
        "clusters": _lists(links, "cluster", atlas.clusters["name_zh"]),
        "tags": _lists(tags, "tag", atlas.tags["name_zh"]),
        "aliases": _lists(atlas.aliases, "alias"),
    }
    single: dict[str, Any] = {
        "id": zones.index,
        "name_zh": zones["name_zh"],
        "name_en": zones["name_en"],
        "level": zones["level"].map(atlas.levels["name_zh"]),
        "type": zones["zone_type"].map(atlas.types["name_zh"]),
        "prefecture": zones["prefecture"].map(atlas.prefectures["name_zh"]),
        "county": zones["county"].map(atlas.counties["name_zh"]),
        "adcode": zones["county"],
        **{name: zones[name] for name in (*FIGURES, "position_basis", "box")},
    }
    columns = {
        name: [several[name].get(zone, []) for zone in zones.index]
        if name in several
        else _single(single[name], empty=None if name in FIGURES else "")
        for name in COLUMNS
    }
    columns |= {
        name: [each.isoformat() if isinstance(each, dt.date) else each for each in values]
        for name, values in (_own(atlas, zones) | _approval(atlas, zones)).items()
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _single(values: Sequence[object], *, empty: str | None) -> list[Any]:
    plain = (_value(each) for each in values)
    return [empty if each is None else each for each in plain]


def rows(
    atlas: "Atlas", zones: gpd.GeoDataFrame, selection: "Selection", *, crs: str = WGS84
) -> pd.DataFrame:
    """
    Return the table of `records`, several values joined by ``|``, dates as dates.

    Parameters
    ----------
    atlas, zones, selection
        As for `records`.
    crs
        Key of a coordinate system; of another than WGS 84, columns ``x`` (east) and ``y`` (north)
        follow the stable ones.
    """
    own = _own(atlas, zones) | _approval(atlas, zones)
    every = records(atlas, zones, selection)
    table = pd.DataFrame(every, columns=[*COLUMNS, *own])[list(COLUMNS)]
    table = table.assign(**{column: table[column].map("|".join) for column in SEVERAL})
    table = table.astype(dict.fromkeys(("lon", "lat"), "float64"))
    if crs != WGS84:
        points = shapely.get_coordinates(from_wgs84(zones.geometry.to_numpy(), crs))
        table = table.assign(**dict(zip(XY, points.T, strict=True)))
    kinds = dict(zip(own_names(atlas).values(), atlas.own_columns["kind"], strict=True)) | APPROVAL
    typed = {name: _typed(values, kinds.get(name, "text")) for name, values in own.items()}
    return pd.concat([table, pd.DataFrame(typed, index=table.index)], axis=1)


def _typed(values: list[Any], kind: str) -> pd.Series:
    """Return an own column in the type that all of its values have: its kind, or text."""
    there = [each for each in values if each is not None]
    if kind == "bool" and all(isinstance(each, bool) for each in there):
        return pd.Series(values, dtype="boolean")
    if kind == "number" and not any(isinstance(each, bool) for each in there):
        if there and all(isinstance(each, int) and abs(each) < INT64 for each in there):
            return pd.Series(values, dtype="Int64")
        if all(isinstance(each, int | float) for each in there):
            return pd.Series(values, dtype="float64")
    if kind == "date" and all(isinstance(each, dt.date) for each in there):
        return pd.Series(values, dtype=object)
    return pd.Series([None if each is None else str(each) for each in values], dtype=object)


def link_rows(
    atlas: "Atlas",
    zones: gpd.GeoDataFrame,
    selection: "Selection",
) -> pd.DataFrame:
    """
    Return the phrase-to-cluster links of some zones.

    Parameters
    ----------
    atlas
        The atlas.
    zones
        Rows of ``atlas.zones``.
    selection
        Its clusters and industries, if any, and its weakest grade limit the rows too.

    Returns
    -------
    pd.DataFrame
        Columns zone, industry, cluster, grade, reason. Phrases that belong to no cluster have the
        last three empty; they are left out where clusters, or more than weak links, are asked for.
    """
    links = atlas.links
    counted = links["grade"].isin(grades(selection.min_grade))
    if selection.min_grade == GRADES[-1] and not selection.clusters:
        counted |= links["cluster"].isna()
    kept = counted & links["zone"].isin(zones.index)
    if selection.clusters:
        kept &= links["cluster"].isin(selection.clusters)
    if selection.industries:
        kept &= links["industry"].isin(selection.industries)
    if selection.industry_contains:
        kept &= links["industry"].isin(industries_with(atlas, selection.industry_contains))
    links = links[kept]
    reasons = [
        text("links.beyond", LANG, reason=reason) if beyond else reason
        for reason, beyond in zip(links["reason_zh"], links["beyond"], strict=True)
    ]
    return pd.DataFrame(
        {
            "zone": links["zone"],
            "industry": links["industry"].map(atlas.industries["name_zh"]),
            "cluster": links["cluster"].map(atlas.clusters["name_zh"]).fillna(""),
            "grade": links["grade"],
            "reason": reasons,
        }
    ).reset_index(drop=True)


def indicator_rows(atlas: "Atlas") -> pd.DataFrame:
    """Return the plan's figures: columns name, unit, year, value, kind, scope, source."""
    table = atlas.indicators.rename(
        columns={"name_zh": "name", "unit_zh": "unit", "scope_zh": "scope"}
    )
    return table[["name", "unit", "year", "value", "kind", "scope", "source"]]


def park_rows(atlas: "Atlas", zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Return the parks of some zones, EPSG:4326; those known by name only have no geometry.

    Parameters
    ----------
    atlas
        The atlas.
    zones
        Rows of ``atlas.zones``.

    Returns
    -------
    gpd.GeoDataFrame
        Columns id, zone, name_zh, name_en, main (yes or no), lon, lat, position_basis,
        accuracy_km, km (from the zone's point), sure, source (keys of cards), note, geometry.
    """
    several = {*atlas.parks["zone"]}  # of thousands of an office's zones none has parks
    of_zones = [parks_of(atlas, zone) for zone in zones.index if zone in several]
    parks = pd.concat([atlas.parks.iloc[:0].assign(km=0.0), *(p for p in of_zones if len(p))])
    bases = parks["basis"].map(atlas.position_basis["name_zh"]).fillna("")
    return gpd.GeoDataFrame(
        {
            "id": parks.index.astype(str),
            **{name: parks[name].to_numpy() for name in ("zone", "name_zh", "name_en")},
            "main": np.where(parks["main"].astype(bool), "yes", "no"),
            "lon": parks["lon"].to_numpy(dtype=float),
            "lat": parks["lat"].to_numpy(dtype=float),
            "position_basis": bases.to_numpy(),
            "accuracy_km": parks["accuracy_km"].to_numpy(dtype=float),
            "km": parks["km"].to_numpy(dtype=float).round(1),
            "sure": parks["sure"].to_numpy(),
            "source": parks["source"].to_numpy(),
            "note": parks[f"note_{LANG}"].to_numpy(),
        },
        geometry=parks.geometry.to_numpy(),
        crs=atlas.parks.crs,
    )


def attachment_rows(atlas: "Atlas", zones: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Return the photos and documents that the office has attached to some zones, one row each.

    Who attached them stays out: whoever takes a file along need not know.

    Parameters
    ----------
    atlas
        The atlas.
    zones
        Rows of ``atlas.zones``.

    Returns
    -------
    pd.DataFrame
        Columns zone, name_zh (the zone's), kind, file (its name), caption, day (ISO, or empty),
        bytes, width and height (pixels, 0 of a document), sha256.
    """
    names = zones["name_zh"]
    found = [
        (
            *(zone, names[zone], each.kind, each.name, each.caption, each.day),
            *(each.bytes, each.width, each.height, each.digest),
        )
        for zone in zones.index
        for each in atlas.attachments.get(str(zone), ())
    ]
    return pd.DataFrame(found, columns=list(ATTACHED))


def park_records(
    atlas: "Atlas", zones: gpd.GeoDataFrame
) -> list[tuple[shapely.Point | None, dict[str, Any]]]:
    """Return the rows of `park_rows` as JSON has them, each with its point (EPSG:4326) or None."""
    parks = park_rows(atlas, zones)
    cells = parks.drop(columns="geometry").astype(object).to_dict("records")
    every = [{str(name): _value(cell) for name, cell in record.items()} for record in cells]
    return list(zip(parks.geometry.to_numpy(), every, strict=True))


def position_rows(atlas: "Atlas", zones: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Return how well the points of some zones are known, one row a zone.

    Returns
    -------
    pd.DataFrame
        Columns zone, name_zh, lon, lat, accuracy_km, position_basis, verified (yes or no),
        agreement, sources (independent ones that agree), within_km (how far off the farthest of
        these), conflict (what another source says instead), verify (what would verify it).
    """
    found = []
    checked = {*atlas.position_checks["zone"]}
    disputed = dict(list(positions.disputed(atlas, zones.index).groupby("zone")))
    for zone, row in zones.iterrows():
        others = positions.borne(atlas, str(zone)) if zone in checked else positions.Borne()
        against = disputed[zone].itertuples() if zone in disputed else ()
        agreement = row["position_agreement"]
        found.append(
            {
                "zone": zone,
                "name_zh": row["name_zh"],
                **{name: row[name] for name in FIGURES},
                "position_basis": atlas.label("position_basis", row["position_basis"], LANG),
                "verified": "yes" if row["verified"] else "no",
                "agreement": atlas.label("position_agreement", agreement) if agreement else "",
                "sources": others.n,
                "within_km": others.km,
                "conflict": "|".join(
                    f"{each.what_zh} {positions.away(each.km, each.bearing, LANG)}"
                    for each in against
                ),
                "verify": positions.verify_of(atlas, row, LANG),
            }
        )
    return pd.DataFrame(found, columns=list(POSITIONS))


def check_rows(atlas: "Atlas", zones: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Return what other sources say of where some zones are.

    Returns
    -------
    pd.DataFrame
        Columns zone, what, km and bearing (degrees, one of eight) from the atlas's point,
        accuracy_km, supports, sure, use, source (keys of cards), note.
    """
    checks = atlas.position_checks
    checks = checks[checks["zone"].isin(zones.index)].reset_index(drop=True)
    kept = ["zone", f"what_{LANG}", "km", "bearing", "accuracy_km", "supports", "sure", "use"]
    table = checks[[*kept, "source", f"note_{LANG}"]]
    return table.rename(columns={f"what_{LANG}": "what", f"note_{LANG}": "note"})
