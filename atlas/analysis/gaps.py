"""
Find what is missing: what the text wants and nobody lists, what is listed and the text passes over.

An area's text and its zones' boxes are held against each other, never merged: a gap is one of
words. It does not say that the industry is absent on the ground.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atlas.model.names import normalise
from atlas.selection import counts
from atlas.selection.facets import Facets
from atlas.selection.flags import USUAL_GRADE, USUAL_SCHEME, grades

if TYPE_CHECKING:
    from collections.abc import Iterator

    from atlas.model.atlas import Atlas

# How a phrase of an area's text and one of a zone's box agree, strongest first.
MATCHES = ("exact", "contains", "cluster", "none")
EXACT, CONTAINS, CLUSTER, NONE = range(len(MATCHES))
COMMA = "\u3001"  # between those whom a phrase of an area's text is for


def _names(atlas: "Atlas", phrases: list[str]) -> NDArray[np.bool_]:
    """Tell which phrases name which rows of ``atlas.cluster_parts``."""
    wanted = [[normalise(word) for word in words.split("|")] for words in atlas.cluster_parts.words]
    named = [[any(word in phrase for word in words) for words in wanted] for phrase in phrases]
    return np.array(named, dtype=bool).reshape(len(phrases), len(wanted))


def _subjects(
    atlas: "Atlas", phrases: list[str], pairs: tuple[NDArray[np.intp], NDArray[np.intp]]
) -> NDArray[np.bool_]:
    """
    Tell which phrases speak of which cluster, or part of a cluster where its name joins several.

    A phrase that names a part speaks of that part alone: rare earths do not answer for batteries,
    though the plan puts both into one cluster. One that names none speaks of the whole cluster.

    Parameters
    ----------
    atlas
        The atlas.
    phrases
        Normalised.
    pairs
        Positions of phrases and, parallel to them, of the clusters that they point to.

    Returns
    -------
    np.ndarray
        Booleans: phrases × (clusters, then rows of ``atlas.cluster_parts``).
    """
    n = len(atlas.clusters)
    linked = np.zeros((len(phrases), n), dtype=bool)
    linked[pairs] = True
    of = atlas.clusters.index.get_indexer(pd.Index(atlas.cluster_parts["cluster"]))
    named = _names(atlas, phrases)
    in_cluster = of[:, None] == np.arange(n)
    whole = ~(named @ in_cluster)
    parted = in_cluster.any(axis=0)
    return np.hstack([linked & ~parted, linked[:, of] & (named | whole[:, of])])


@dataclass(frozen=True, slots=True)
class _Held:
    """
    The areas' texts held against what their zones list.

    Attributes
    ----------
    agreement
        How rows of ``atlas.area_focus`` and industries agree: positions in `MATCHES`.
    listed
        Area -> what its zones list: all zones × industries, false outside the area.
    zones, industries
        Their ids.
    """

    agreement: NDArray[np.intp]
    listed: dict[str, NDArray[np.bool_]]
    zones: list[str]
    industries: list[str]


def _held(atlas: "Atlas", min_grade: str) -> _Held:
    clusters, allowed = atlas.clusters.index, grades(min_grade)
    wanted = atlas.focus_clusters[atlas.focus_clusters["grade"].isin(allowed)]
    links = atlas.links.drop_duplicates(["industry", "cluster"])
    links = links[links["grade"].isin(allowed)]
    key = ["area", "place_zh", "phrase_zh"]
    row = {name: n for n, name in enumerate(atlas.area_focus[key].itertuples(index=False))}
    asked = np.array([row[name] for name in wanted[key].itertuples(index=False)], dtype=int)
    answered = atlas.industries.index.get_indexer(pd.Index(links["industry"]))
    texts = [*map(normalise, atlas.area_focus["phrase_zh"])]
    boxes = [*map(normalise, atlas.industries["name_zh"])]
    there = _subjects(atlas, texts, (asked, clusters.get_indexer(pd.Index(wanted["cluster"]))))
    here = _subjects(atlas, boxes, (answered, clusters.get_indexer(pd.Index(links["cluster"]))))
    exact = np.array(texts)[:, None] == np.array(boxes)
    contains = [[text in box or box in text for box in boxes] for text in texts]
    cells = atlas.once(Facets).matrix("industry").to_numpy()
    areas = atlas.areas.loc[atlas.areas.index.isin(atlas.area_focus["area"]), "scheme"]
    return _Held(
        np.select([exact, np.array(contains), there @ here.T], [EXACT, CONTAINS, CLUSTER], NONE),
        {
            area: cells & atlas.once(Facets).matrix("area", scheme=scheme)[area].to_numpy()[:, None]
            for area, scheme in areas.items()
        },
        atlas.zones.index.tolist(),
        atlas.industries.index.tolist(),
    )


def _where(ids: list[str], mask: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(ids[n] for n in np.flatnonzero(mask))


def focus(atlas: "Atlas", *, min_grade: str = USUAL_GRADE) -> pd.DataFrame:
    """
    Hold what the text wants of each area against what the area's zones list.

    The first of these that finds a zone of the area: ``exact``, the zone lists the same phrase;
    ``contains``, one of the two phrases contains the other; ``cluster``, both point to one cluster,
    or to one part of it where its name joins several. An area's focus never becomes its zones'.

    Parameters
    ----------
    atlas
        The atlas.
    min_grade
        The weakest link to a cluster that counts, on either side.

    Returns
    -------
    pd.DataFrame
        One row for each of ``atlas.area_focus``, with its index: ``area``; ``place``, whom within
        the area the text speaks of, in Chinese (the zones of the whole area are held against it);
        ``phrase_zh``, ``phrase_en``; ``match``, ``exact``, ``contains``, ``cluster`` or ``none``;
        ``zones`` and ``industries`` that match so, tuples of ids in table order; ``answers``, all
        zones of the area that answer at all, as pairs of how (each its own best) and who;
        ``addressed``, the zones that `place` names or whose prefecture it names; ``own``, their
        match, or the area's where nobody is addressed; ``source``.
    """
    return _focus(atlas, _held(atlas, min_grade))


def _focus(atlas: "Atlas", held: _Held) -> pd.DataFrame:
    matches, own = [], []
    zones: list[Any] = []
    industries: list[Any] = []
    answers: list[Any] = []
    addressed: list[Any] = []
    told = _addressed(atlas)
    texts = atlas.area_focus
    for row, area, place in zip(held.agreement, texts["area"], texts["place_zh"], strict=True):
        listed = held.listed[area]
        each = np.where(listed, row, NONE).min(axis=1, initial=NONE)  # every zone's own best
        best = each.min(initial=NONE)
        cells = listed & ((row == best) & (best < NONE))
        called = told[place] & listed.any(axis=1)
        matches.append(MATCHES[best])
        zones.append(_where(held.zones, cells.any(axis=1)))
        industries.append(_where(held.industries, cells.any(axis=0)))
        answers.append(
            tuple(
                (MATCHES[kind], _where(held.zones, each == kind))
                for kind in range(NONE)
                if (each == kind).any()
            )
        )
        addressed.append(_where(held.zones, called))
        own.append(MATCHES[each[called].min(initial=NONE)] if called.any() else MATCHES[best])
    table = texts[["area", "place_zh", "phrase_zh", "phrase_en"]]
    return table.rename(columns={"place_zh": "place"}).assign(
        match=matches,
        zones=zones,
        industries=industries,
        answers=answers,
        addressed=addressed,
        own=own,
        source=texts["source"],
    )


def _addressed(atlas: "Atlas") -> dict[str, NDArray[np.bool_]]:
    """Return place of an area's text -> which zones it names, or names the prefecture of."""
    homes = atlas.prefectures["short_zh"].reindex(atlas.zones["prefecture"].astype("str"))
    names = atlas.zones["name_zh"].astype("str").to_numpy()
    return {
        place: np.isin(names, place.split(COMMA)) | np.isin(homes.to_numpy(), place.split(COMMA))
        for place in atlas.area_focus["place_zh"].unique()
    }


def unnamed(atlas: "Atlas", *, min_grade: str = USUAL_GRADE) -> pd.DataFrame:
    """
    Return what zones of an area list and the area's text does not name in the same words.

    Parameters
    ----------
    atlas
        The atlas.
    min_grade
        The weakest link to a cluster that counts, on either side.

    Returns
    -------
    pd.DataFrame
        Areas whose focus the plan states, in table order, and in each the industries: ``area``,
        ``industry``, ``zones`` that list it (a tuple of ids in table order) and ``match``, the
        nearest that the text comes to it: ``contains``, ``cluster`` or ``none``, as of `focus`.
    """
    return _unnamed(atlas, _held(atlas, min_grade))


def _unnamed(atlas: "Atlas", held: _Held) -> pd.DataFrame:
    spoken = atlas.area_focus["area"].to_numpy()
    rows = []
    for area, listed in held.listed.items():
        best = held.agreement[spoken == area].min(axis=0)
        rows += [
            (area, held.industries[n], _where(held.zones, listed[:, n]), MATCHES[best[n]])
            for n in np.flatnonzero(listed.any(axis=0) & (best > EXACT))
        ]
    return pd.DataFrame(rows, columns=["area", "industry", "zones", "match"])


def parts(atlas: "Atlas") -> pd.DataFrame:
    """
    Return which zones serve each part of the clusters whose name joins several things.

    Returns
    -------
    pd.DataFrame
        One row for each of ``atlas.cluster_parts``, with its index: ``cluster``, ``part_zh``,
        ``part_en``, ``zones`` that list a phrase with one of the part's words (a tuple of ids in
        table order, empty where the part is served by none) and ``source``.
    """
    named = _names(atlas, [*map(normalise, atlas.industries["name_zh"])])
    serving = atlas.once(Facets).matrix("industry").to_numpy() @ named
    ids = atlas.zones.index.tolist()
    zones: list[Any] = [_where(ids, column) for column in serving.T]
    table = atlas.cluster_parts[["cluster", "part_zh", "part_en"]]
    return table.assign(zones=zones, source=atlas.cluster_parts["source"])


def noughts(
    atlas: "Atlas", *, rows: str = "area", columns: str = "type", scheme: str = USUAL_SCHEME
) -> pd.DataFrame:
    """
    Return the combinations of two flags that no zone has.

    Parameters
    ----------
    atlas
        The atlas.
    rows, columns
        Flags with a vocabulary, e.g. ``"area"`` and ``"type"``.
    scheme
        The regionalisation that ``"area"`` speaks of.

    Returns
    -------
    pd.DataFrame
        Columns ``row`` and ``column``: slugs, in table order.

    Raises
    ------
    KeyError
        If there is no such flag.
    """
    table = counts.crosstab(atlas, atlas.zones, rows=rows, columns=columns, scheme=scheme)
    down, across = np.nonzero(table.to_numpy() == 0)
    return pd.DataFrame({"row": table.index[down], "column": table.columns[across]})


def gaps(
    atlas: "Atlas", *, scheme: str = USUAL_SCHEME, min_grade: str = USUAL_GRADE
) -> pd.DataFrame:
    """
    Return every gap, of all kinds.

    Parameters
    ----------
    atlas
        The atlas.
    scheme
        The regionalisation; the plan states a focus for the areas of its own only.
    min_grade
        The weakest link to a cluster that counts.

    Returns
    -------
    pd.DataFrame
        Columns ``kind``, ``area`` (empty where the gap is the province's), ``what``, ``zones`` (a
        tuple of ids) and ``source``. Kinds in order, and what stands in `what` and `zones`:

        - ``focus``: a phrase of an area's text that no zone of the area lists; the zones that list
          another of the same cluster
        - ``unnamed``: an industry that the area's text names neither so nor by its cluster; the
          zones that list it
        - ``part``: the Chinese name of a cluster's part that no zone serves; none
        - ``no-cluster``: a zone that fits no cluster, once in each of its areas; itself
        - ``no-type``: a type that no zone of the area is of; none
        - ``no-zone``: a prefecture without a zone; none
    """
    rows = [
        *_of_text(atlas, scheme, min_grade),
        *_of_clusters(atlas, scheme, min_grade),
        *_of_places(atlas, scheme),
    ]
    return pd.DataFrame(rows, columns=["kind", "area", "what", "zones", "source"])


Gap = tuple[str, str, str, tuple[str, ...], str]


def _of_text(atlas: "Atlas", scheme: str, min_grade: str) -> "Iterator[Gap]":
    held = _held(atlas, min_grade)
    here = {*atlas.areas.index[atlas.areas["scheme"] == scheme]}
    listings = atlas.zone_industries
    boxes = dict(
        zip(
            zip(listings["zone"], listings["industry"], strict=True),
            listings["source"],
            strict=True,
        )
    )
    for row in _focus(atlas, held).itertuples():
        if row.area in here and row.match in {MATCHES[CLUSTER], MATCHES[NONE]}:
            yield "focus", row.area, row.phrase_zh, row.zones, row.source
    for row in _unnamed(atlas, held).itertuples():
        if row.area in here and row.match == MATCHES[NONE]:
            places = dict.fromkeys(boxes[zone, row.industry] for zone in row.zones)
            yield "unnamed", row.area, row.industry, row.zones, "|".join(places)


def _of_clusters(atlas: "Atlas", scheme: str, min_grade: str) -> "Iterator[Gap]":
    for row in parts(atlas).itertuples():
        if not row.zones:
            yield "part", "", row.part_zh, (), row.source
    reach = atlas.once(Facets).matrix("cluster", min_grade=min_grade).to_numpy()
    fitting: NDArray[np.bool_] = np.any(reach, axis=1)
    areas = atlas.once(Facets).matrix("area", scheme=scheme)
    for zone, source in atlas.zones.loc[~fitting, "source"].items():
        for area in areas.columns[areas.loc[zone]] if areas.loc[zone].any() else [""]:
            yield "no-cluster", area, zone, (zone,), source


def _of_places(atlas: "Atlas", scheme: str) -> "Iterator[Gap]":
    for row in noughts(atlas, scheme=scheme).itertuples():
        yield "no-type", row.row, row.column, (), atlas.types.loc[row.column, "source"]
    empty = ~atlas.prefectures.index.isin(atlas.zones["prefecture"])
    table = atlas.prefectures.loc[empty, [f"area_{scheme}", "source"]]
    for prefecture, (area, source) in zip(table.index, table.to_numpy(), strict=True):
        yield "no-zone", area, prefecture, (), source
