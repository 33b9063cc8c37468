"""Set some zones side by side: what they share, what sets them apart, how far they lie."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from atlas import geo
from atlas.analysis import gaps
from atlas.analysis.similarity import MEASURES
from atlas.i18n import text
from atlas.maps.specification import MOST_COMPARED
from atlas.model.vocabulary import SelectionError, nearest_zone
from atlas.selection.facets import Facets
from atlas.selection.flags import FLAGS, GRADES, USUAL_GRADE
from geodata.schema.tables import SEPARATOR

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """
    Some zones side by side.

    Attributes
    ----------
    ids
        The zones, in the order in which they were named.
    industries
        Industry phrases × zones, true where a zone lists one; those that
        most zones list first, then by zone.
    clusters
        Clusters × zones: the strongest grade that leads there, empty where none does.
    tags
        Tags × zones, true where a zone has one.
    areas
        Areas of all schemes × zones: the basis of the membership, empty where there is none.
    km
        Geodesic distances, zones × zones.
    common, either
        Measure (``"phrases"``, ``"clusters"``) -> zones × zones: how many both have, and how many
        at least one; their ratio is Jaccard's coefficient.
    both
        Measure -> zones × zones: what both have, tuples of slugs in table order.
    wanted
        What the plan wants of the areas that the zones are in, rows of ``atlas.area_focus`` by
        their index × zones: how a zone answers (of `atlas.analysis.gaps.MATCHES`), empty where it
        is not in the area, or not the place of it that is meant.
    """

    ids: tuple[str, ...]
    industries: pd.DataFrame
    clusters: pd.DataFrame
    tags: pd.DataFrame
    areas: pd.DataFrame
    km: pd.DataFrame
    common: dict[str, pd.DataFrame]
    either: dict[str, pd.DataFrame]
    both: dict[str, pd.DataFrame]
    wanted: pd.DataFrame

    @property
    def shared(self) -> tuple[str, ...]:
        """The industries that all the zones list."""
        return tuple(self.industries.index[self.industries.all(axis=1)])

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every zone with every one after it."""
        return list(combinations(self.ids, 2))


def compare(atlas: "Atlas", ids: Sequence[str], *, min_grade: str = USUAL_GRADE) -> Comparison:
    """
    Set zones side by side.

    Parameters
    ----------
    atlas
        The atlas.
    ids
        Zones; one named twice counts once.
    min_grade
        The weakest link that makes a cluster one of a zone's where zones are measured against each
        other; `Comparison.clusters` shows weaker ones too, with their grade.

    Raises
    ------
    SelectionError
        If a zone is unknown.
    ValueError
        If there are more than `MOST_COMPARED` zones.
    """
    ids = tuple(dict.fromkeys(ids))
    if unknown := [each for each in ids if each not in atlas.zones.index]:
        raise SelectionError([nearest_zone(each, atlas, flag="zone") for each in unknown])
    if len(ids) > MOST_COMPARED:
        raise ValueError(f"{len(ids)} zones, at most {MOST_COMPARED}")
    zones = atlas.zones.loc[[*ids]]
    industries = _choices(atlas, "industry", ids)
    # What one zone alone lists stands together, zone after zone.
    cells = industries.to_numpy()
    rank = np.lexsort([cells.argmax(axis=1), -cells.sum(axis=1)])
    lon, lat = zones["lon"].to_numpy(), zones["lat"].to_numpy()
    km = geo.distance_km(lon[:, None], lat[:, None], lon, lat)
    common, either, both = {}, {}, {}
    for measure, flag in MEASURES.items():
        matrix = atlas.once(Facets).matrix(flag, min_grade=min_grade).loc[[*ids]]
        has = matrix.to_numpy(dtype=int)
        n, sizes = has @ has.T, has.sum(axis=1)
        common[measure] = pd.DataFrame(n, ids, ids)
        either[measure] = pd.DataFrame(sizes[:, None] + sizes - n, ids, ids)
        shared = [[tuple(matrix.columns[(a & b) > 0]) for b in has] for a in has]
        both[measure] = pd.DataFrame(shared, ids, ids, dtype=object)
    return Comparison(
        ids=ids,
        industries=industries.iloc[rank],
        clusters=graded(atlas, ids),
        tags=_choices(atlas, "tag", ids),
        areas=_by_zone(atlas.members, "area", "basis", ids).reindex(atlas.areas.index).dropna(),
        km=pd.DataFrame(km, ids, ids),
        common=common,
        either=either,
        both=both,
        wanted=_wanted(atlas, ids, min_grade),
    )


def _wanted(atlas: "Atlas", ids: Sequence[str], min_grade: str) -> pd.DataFrame:
    """Return how zones answer what the plan wants of their areas: rows of ``area_focus`` × ids."""
    focus = gaps.focus(atlas, min_grade=min_grade)
    of = {zone: {*own["area"]} for zone, own in atlas.members.groupby("zone")}
    cells = {}
    for row in focus.itertuples():
        # What is meant for a place of the area is asked of nobody else.
        inside = [
            row.area in of.get(zone, ()) and (not row.place or zone in row.addressed)
            for zone in ids
        ]
        if any(inside):
            kinds = {zone: kind for kind, zones in row.answers for zone in zones}
            cells[row.Index] = [
                kinds.get(zone, gaps.MATCHES[gaps.NONE]) if here else ""
                for zone, here in zip(ids, inside, strict=True)
            ]
    return pd.DataFrame.from_dict(cells, orient="index", columns=[*ids], dtype=object)


def _choices(atlas: "Atlas", flag: str, ids: Sequence[str]) -> pd.DataFrame:
    """Return which choices hold for which zones: those that hold for one at least, in order."""
    cells = atlas.once(Facets).matrix(flag).loc[[*ids]].T
    return cells[cells.any(axis=1)].set_axis([*ids], axis=1)


def _by_zone(table: pd.DataFrame, rows: str, values: str, ids: Sequence[str]) -> pd.DataFrame:
    """Spread a table of zones: `rows` × zones, its values in the cells, empty where it has none."""
    own = table[table["zone"].isin(ids)].drop_duplicates(["zone", rows])
    wide = own.set_index([rows, "zone"])[values].unstack("zone")  # noqa: PD010 - nothing to sum
    return wide.reindex(columns=[*ids]).astype(object).fillna("")


def graded(atlas: "Atlas", ids: Sequence[str]) -> pd.DataFrame:
    """
    Return the strongest grade by which each zone belongs to each cluster.

    Parameters
    ----------
    atlas
        The atlas.
    ids
        Its zones; those that it does not have belong to none.

    Returns
    -------
    pd.DataFrame
        Clusters × zones, in table order and as the zones are named: a grade, weak ones too, empty
        where there is none.
    """
    links = atlas.links[atlas.links["cluster"].notna()]
    strongest = links.sort_values("grade", key=lambda grade: grade.map(GRADES.index), kind="stable")
    order = atlas.clusters.index
    wide = _by_zone(strongest, "cluster", "grade", ids)
    return wide.loc[order[order.isin(wide.index)]]


def wish(atlas: "Atlas", focus: int, lang: str) -> str:
    """Say what a row of ``atlas.area_focus`` wants, and of whom."""
    row = atlas.area_focus.loc[focus]
    whom = row[f"place_{lang}"] or atlas.label("areas", row["area"], lang)
    return text("compare.wish", lang, whom=whom, phrase=row[f"phrase_{lang}"])


def as_table(atlas: "Atlas", said: Comparison, *, lang: str = "zh") -> pd.DataFrame:
    """
    Write a comparison as one table: a row a fact, a column a zone.

    Parameters
    ----------
    atlas
        The atlas.
    said
        The comparison.
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    pd.DataFrame
        Text. The first two columns say what the row is about, the others are the zones' names.
        Distances are in km; likeness is how many both have of how many either has.
    """

    def t(key: str) -> str:
        return text(f"compare.{key}", lang)

    def name(vocabulary: str, slug: str) -> str:
        return atlas.label(vocabulary, slug, lang)

    zones, yes = atlas.zones.loc[[*said.ids]], t("yes")
    columns = [atlas.label("zones", each, lang) for each in said.ids]
    rows: list[list[str]] = [
        [t("facts"), t("type"), *(name("types", slug) for slug in zones["zone_type"])],
        [t("facts"), t("level"), *(name("levels", slug) for slug in zones["level"])],
        [t("facts"), t("prefecture"), *(name("prefectures", s) for s in zones["prefecture"])],
        [t("facts"), t("county"), *(name("counties", code) for code in zones["county"])],
        [t("facts"), t("source"), *zones["source"].str.replace(SEPARATOR, " ")],
    ]
    for area, bases in said.areas.iterrows():
        scheme = name("schemes", atlas.areas.loc[area, "scheme"])
        cells = (text(f"basis.{basis}", lang) if basis else "" for basis in bases)
        rows.append([scheme, name("areas", area), *cells])
    for part, vocabulary, table in (
        ("industries", "industries", said.industries),
        ("tags", "tags", said.tags),
    ):
        rows += [
            [t(part), name(vocabulary, slug), *(yes if has else "" for has in cells)]
            for slug, cells in table.iterrows()
        ]
    rows += [
        [
            t("clusters"),
            name("clusters", slug),
            *(text(f"grade.{g}", lang) if g else "" for g in grades),
        ]
        for slug, grades in said.clusters.iterrows()
    ]
    for focus, kinds in said.wanted.iterrows():
        words = wish(atlas, focus, lang)
        rows.append([t("wanted"), words, *(text(f"match.{k}", lang) if k else "" for k in kinds)])
    for other, label in zip(said.ids, columns, strict=True):
        rows.append([t("km"), label, *(f"{km:.0f}" for km in said.km.loc[other])])
    rows += _in_common(atlas, said, lang)
    for measure in MEASURES:
        for other, label in zip(said.ids, columns, strict=True):
            pairs = zip(
                said.common[measure].loc[other], said.either[measure].loc[other], strict=True
            )
            # No bare fraction: a spreadsheet would read a day and a month into it.
            shares = (text("compare.of", lang, both=both, either=either) for both, either in pairs)
            rows.append([t(f"measure.{measure}"), label, *shares])
    return pd.DataFrame(rows, columns=[t("part"), t("item"), *columns])


def _in_common(atlas: "Atlas", said: Comparison, lang: str) -> Iterator[list[str]]:
    """Yield rows of what each zone has in common with every other, by name."""
    comma = text("list.comma", lang)
    for measure, flag in MEASURES.items():
        vocabulary = FLAGS[flag].vocabulary
        for other in said.ids:
            cells = (
                comma.join(atlas.label(vocabulary, slug, lang) for slug in slugs)
                if zone != other
                else ""
                for zone, slugs in zip(said.ids, said.both[measure].loc[other], strict=True)
            )
            part = text(f"compare.both.{measure}", lang)
            yield [part, atlas.label("zones", other, lang), *cells]
