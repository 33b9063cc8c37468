"""
Weigh clusters by area, prefecture, type or level: by counts of listings, the one count there is.

A listing is a zone's industry phrase that points to a cluster. It says that the plan names the
industry there, not how large it is: no figure here is one of output, jobs or land.
"""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import entr

from atlas.analysis.precision import FEW
from atlas.selection.facets import Facets
from atlas.selection.flags import USUAL_GRADE, USUAL_SCHEME, grades

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

LISTING = ["zone", "industry", "cluster"]


def _rows(atlas: "Atlas", ids: pd.Index, min_grade: str) -> NDArray[np.intp]:
    """Return the position of each link's zone among some zones; -1 where it does not count."""
    # The tables name an industry once a zone and a cluster once an industry: no link comes twice.
    rows = ids.get_indexer(pd.Index(atlas.links["zone"]))
    return np.where(atlas.links["grade"].isin(grades(min_grade)), rows, -1)


def listings(
    atlas: "Atlas", zones: pd.DataFrame | None = None, *, min_grade: str = USUAL_GRADE
) -> pd.DataFrame:
    """
    Return what zones list that points to a cluster.

    Parameters
    ----------
    atlas
        The atlas.
    zones
        Rows of ``atlas.zones``; all of them unless given.
    min_grade
        The weakest link that counts.

    Returns
    -------
    pd.DataFrame
        Columns ``zone``, ``industry`` and ``cluster``, one row for each, in the order of
        ``atlas.links``. A phrase that points to two clusters is a listing of both.
    """
    ids = atlas.zones.index if zones is None else zones.index
    return atlas.links[LISTING][_rows(atlas, ids, min_grade) >= 0].reset_index(drop=True)


def _tally(
    atlas: "Atlas", zones: pd.DataFrame | None, *, by: str, scheme: str, min_grade: str
) -> tuple[NDArray[np.int_], NDArray[np.int_], pd.Index]:
    """Return listings (zone × cluster), who is in which group (zone × group), and the groups."""
    ids = atlas.zones.index if zones is None else zones.index
    rows = _rows(atlas, ids, min_grade)
    columns = atlas.clusters.index.get_indexer(pd.Index(atlas.links["cluster"]))
    counted = rows >= 0
    listed = np.zeros((len(ids), len(atlas.clusters)), dtype=int)
    np.add.at(listed, (rows[counted], columns[counted]), 1)
    matrix = atlas.once(Facets).matrix(by, scheme=scheme)
    member = matrix.to_numpy()[matrix.index.get_indexer(ids)].astype(int)
    return listed, member, matrix.columns


def strength(
    atlas: "Atlas",
    zones: pd.DataFrame | None = None,
    *,
    by: str = "area",
    scheme: str = USUAL_SCHEME,
    min_grade: str = USUAL_GRADE,
) -> pd.DataFrame:
    """
    Return how strong each cluster is in each group of zones.

    Share and location quotient after Isard (1960) and Isserman (1977); a quotient whose expected
    count is below 5 rests on a small number (Cochran 1954).

    Parameters
    ----------
    atlas
        The atlas.
    zones
        Rows of ``atlas.zones``, also what the groups are held against; all unless given.
    by
        The groups: ``"area"``, ``"prefecture"``, ``"type"`` or ``"level"``. A zone in two areas
        counts in both, and once in what they are held against.
    scheme
        The regionalisation that ``"area"`` speaks of.
    min_grade
        The weakest link that counts as a listing.

    Returns
    -------
    pd.DataFrame
        Every group with every cluster, in table order: ``group``, ``cluster``, ``listings`` of the
        cluster in the group, ``zones`` of the group that have one, ``total`` listings of the group,
        ``share`` = listings / total, ``lq`` = share / share among all zones given, ``expected`` =
        the listings that would make `lq` 1, and ``few``, whether these are fewer than 5. `share`
        and `lq` are nan where they are undefined: nothing listed in the group, or the cluster by
        nobody.

    Raises
    ------
    KeyError
        If there is no such flag.
    """
    listed, member, groups = _tally(atlas, zones, by=by, scheme=scheme, min_grade=min_grade)
    clusters = atlas.clusters.index
    cells = member.T @ listed
    total = cells.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        overall = listed.sum(axis=0) / listed.sum()
        share = cells / total
        lq = share / overall
        expected = total * overall
    return pd.DataFrame(
        {
            "group": np.repeat(groups, len(clusters)),
            "cluster": np.tile(clusters, len(groups)),
            "listings": cells.ravel(),
            "zones": (member.T @ (listed > 0)).ravel(),
            "total": np.repeat(total.ravel(), len(clusters)),
            "share": share.ravel(),
            "lq": lq.ravel(),
            "expected": expected.ravel(),
            "few": ~(expected >= FEW).ravel(),
        }
    )


def diversity(
    atlas: "Atlas",
    zones: pd.DataFrame | None = None,
    *,
    by: str = "area",
    scheme: str = USUAL_SCHEME,
    min_grade: str = USUAL_GRADE,
) -> pd.DataFrame:
    """
    Return how many-sided each group of zones is, and how far from all of them.

    Shannon (1948) with Pielou's (1966) evenness, Herfindahl (1950) and Hirschman (1945), Krugman
    (1991).

    Parameters
    ----------
    atlas, zones, by, scheme, min_grade
        As of `strength`.

    Returns
    -------
    pd.DataFrame
        Index ``group`` in table order. ``listings`` and ``zones`` of the group, ``clusters`` listed
        at least once, ``shannon`` = -sum(p ln p) in nats, ``evenness`` = shannon / ln(clusters),
        ``herfindahl`` = sum(p^2), ``krugman`` = sum|p - share among all zones given| from 0 (the
        same mix) to 2 (nothing in common), ``few`` = fewer than 5 listings. Undefined is nan: the
        indices of a group that lists nothing, the evenness of one cluster.

    Raises
    ------
    KeyError
        If there is no such flag.
    """
    listed, member, groups = _tally(atlas, zones, by=by, scheme=scheme, min_grade=min_grade)
    cells = member.T @ listed
    total = cells.sum(axis=1)
    present = np.count_nonzero(cells, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = cells / total[:, None]
        shannon = entr(share).sum(axis=1)
        evenness = shannon / np.log(present)
        krugman = np.abs(share - listed.sum(axis=0) / listed.sum()).sum(axis=1)
    return pd.DataFrame(
        {
            "listings": total,
            "zones": member.sum(axis=0),
            "clusters": present,
            "shannon": shannon,
            "evenness": evenness,
            "herfindahl": (share**2).sum(axis=1),
            "krugman": krugman,
            "few": total < FEW,
        },
        index=pd.Index(groups, name="group"),
    )
