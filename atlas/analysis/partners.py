"""
Look for partners along a chain: zones of a cluster, of those it feeds or serves, of the same kind.

Which cluster complements which is read from the plan's words (``atlas.complements``, each with its
reason). That two zones may be partners rests on what they list and how far apart they lie, along a
straight line between approximate positions; whether they trade is not known.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from atlas import geo
from atlas.analysis import spatial
from atlas.analysis.similarity import MEASURES
from atlas.model.atlas import neighbours
from atlas.model.vocabulary import SelectionError, nearest
from atlas.selection.facets import Facets
from atlas.selection.flags import USUAL_GRADE, grades

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

PARTNER = ["zone", "complement", "partner", "km", "kind", "itself"]


def _require(slug: str, table: pd.DataFrame, *, flag: str) -> None:
    if slug not in table.index:
        raise SelectionError([nearest(slug, table, flag=flag)])


def fellows(
    atlas: "Atlas",
    cluster: str,
    *,
    zones: pd.DataFrame | None = None,
    zone: str = "",
    min_grade: str = USUAL_GRADE,
) -> pd.DataFrame:
    """
    Return the zones of a cluster by their distance from one zone, or from their mean centre.

    Parameters
    ----------
    atlas
        The atlas.
    cluster
        The cluster.
    zones
        Rows of ``atlas.zones``; all unless given.
    zone
        From where; it need not be of the cluster. The mean centre of those that are, unless given.
    min_grade
        The weakest link that counts.

    Returns
    -------
    pd.DataFrame
        Columns ``zone``, ``km`` and ``phrases``, the industries by which the zone is of the cluster
        (a tuple of slugs in its own order); nearest first, as near as each other in table order.
        `zone` itself, if of the cluster, leads at 0 km.

    Raises
    ------
    SelectionError
        If there is no such cluster or zone.
    """
    _require(cluster, atlas.clusters, flag="cluster")
    if zone:
        _require(zone, atlas.zones, flag="zone")
    links = atlas.links
    links = links[(links["cluster"] == cluster) & links["grade"].isin(grades(min_grade))]
    phrases = links.groupby("zone", sort=False)["industry"].agg(tuple)
    chosen = atlas.zones if zones is None else zones
    chosen = chosen[chosen.index.isin(phrases.index)]
    middle = atlas.zones.loc[zone] if zone else spatial.centre(atlas, chosen)
    ids = chosen.index.astype("str")
    table = pd.DataFrame({"zone": ids, "km": np.nan, "phrases": phrases.reindex(ids).to_list()})
    if middle is not None:  # no zone has no middle
        table["km"] = geo.distance_km(middle.lon, middle.lat, chosen["lon"], chosen["lat"])
    return table.sort_values("km", kind="stable", ignore_index=True)


def partners(
    atlas: "Atlas",
    cluster: str,
    *,
    min_grade: str = USUAL_GRADE,
    n: int = 3,
    backwards: bool = False,
) -> pd.DataFrame:
    """
    Return for each zone of a cluster the nearest zones of the clusters that complement it.

    Parameters
    ----------
    atlas
        The atlas.
    cluster
        The cluster.
    min_grade
        The weakest link that counts.
    n
        How many zones of each complement.
    backwards
        Take the clusters that feed or serve this one, not those that it feeds or serves.

    Returns
    -------
    pd.DataFrame
        ``zone``; ``complement``, the other cluster; ``partner``, a zone of it; ``km``; ``kind``,
        ``feeds`` or ``serves``: what `cluster` does for `complement`, if `backwards` the reverse;
        ``itself``, true where the zone is of the other cluster too and so its own partner at 0 km.
        Zones in table order, complements in that of theirs, partners nearest first.

    Raises
    ------
    SelectionError
        If there is no such cluster.
    """
    _require(cluster, atlas.clusters, flag="cluster")
    mine, other = ("complement", "cluster") if backwards else ("cluster", "complement")
    matrix = atlas.once(Facets).matrix("cluster", min_grade=min_grade)
    here = atlas.zones[matrix[cluster].to_numpy()]
    rows = atlas.complements[atlas.complements[mine] == cluster]
    found = []
    for complement, kind in zip(rows[other], rows["kind"], strict=True):
        there = atlas.zones[matrix[complement].to_numpy()]
        at, km = spatial.closest(here, there, n=n)
        table = pd.DataFrame(
            {
                "row": np.repeat(np.arange(len(here)), at.shape[1]),
                "partner": there.index.astype("str")[at.ravel()],
                "km": km.ravel(),
            }
        )
        found.append(table.assign(complement=complement, kind=kind))
    if not found:
        return pd.DataFrame(columns=PARTNER)
    table = pd.concat(found).sort_values("row", kind="stable", ignore_index=True)
    zone = here.index.astype("str")[table["row"]]
    return table.assign(zone=zone, itself=zone == table["partner"])[PARTNER]


def same(
    atlas: "Atlas", zone: str, *, on: str = "phrases", n: int = 5, min_grade: str = USUAL_GRADE
) -> pd.DataFrame:
    """
    Return the nearest zones that list something a zone lists too.

    Parameters
    ----------
    atlas
        The atlas.
    zone
        The zone.
    on
        What must be shared: one of the ``"phrases"``, as the plan prints them, or one of the
        ``"clusters"`` that they point to.
    n
        How many zones.
    min_grade
        The weakest link that makes a cluster one of a zone's.

    Returns
    -------
    pd.DataFrame
        Columns ``zone``, ``km`` and ``common``, the shared industries (or clusters), a tuple of
        slugs in table order; nearest first.

    Raises
    ------
    SelectionError
        If there is no such zone.
    KeyError
        If there is no such measure.
    """
    _require(zone, atlas.zones, flag="zone")
    matrix = atlas.once(Facets).matrix(MEASURES[on], min_grade=min_grade)
    cells = matrix.to_numpy()
    shared = cells & cells[atlas.zones.index.get_indexer(pd.Index([zone]))]
    alike = atlas.zones.index[shared.any(axis=1)]
    table = neighbours(atlas, zone, n=n, among=alike)[["zone", "km"]]
    rows = shared[atlas.zones.index.get_indexer(pd.Index(table["zone"]))]
    common: list[Any] = [tuple(matrix.columns[row]) for row in rows]
    return table.assign(common=common)
