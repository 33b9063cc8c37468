"""
Hold zones against each other: who lists the same, how far apart, and which form a group.

Two measures stand side by side: Jaccard over the phrases as the plan prints them, which keeps two
wordings of one industry apart, and over the clusters that the phrases point to, which is coarse.
Pairs are condensed as in scipy: (0, 1), (0, 2), …, (1, 2), … of the zones in table order.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, leaves_list, linkage, optimal_leaf_ordering
from scipy.spatial.distance import pdist, squareform

from atlas import geo
from atlas.analysis.precision import FEW, Share
from atlas.selection.facets import Facets
from atlas.selection.flags import USUAL_GRADE, USUAL_SCHEME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from atlas.model.atlas import Atlas

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.intp]
MEASURES = {"phrases": "industry", "clusters": "cluster"}  # measure -> flag of what is shared
BANDS = (50, 100, 200, 400, 800)  # km
SLACK = 1e-4  # by which a chord may mislead; it does by less than 5e-5 within 2,000 km
ORDERED = 300  # leaves in the best order: its time grows with their cube, to a minute at 2,543


@dataclass(frozen=True, slots=True, eq=False)
class Similarity:
    """
    How alike zones are, each with each.

    Attributes
    ----------
    ids
        The zones, in table order.
    phrases, clusters
        Jaccard's coefficient from 0 to 1 over industry phrases and over clusters: n × n, symmetric,
        nan for two zones that both have none, also on the diagonal.
    sizes
        Measure -> how many phrases (or clusters) each zone has.
    min_grade
        The weakest link that `clusters` counts.
    """

    ids: pd.Index
    phrases: Floats
    clusters: Floats
    sizes: dict[str, Whole]
    min_grade: str = USUAL_GRADE

    def share(self, measure: str, a: int, b: int) -> Share:
        """Return the counts that the likeness of two zones, by their position, is made of."""
        together = int(self.sizes[measure][a] + self.sizes[measure][b])
        if not together:
            return Share(0, 0)
        value = getattr(self, measure)[a, b]
        common = round(value * together / (1 + value))  # value = common / (together - common)
        return Share(common, together - common)


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """
    Zones grouped by likeness: a tree, and its branches at a cut.

    Attributes
    ----------
    ids
        The zones in the order of the leaves, from 0.
    merges
        One row a merge, from the closest: ``left`` and ``right``, a leaf or, from n on, the merge
        with number n + its row; ``height`` = 1 - the mean similarity of the two sides; ``size``
        in zones.
    labels
        The group of each of `ids` where branches higher than `cut` are cut: 1, 2, … along the
        leaves, groups of several zones before zones by themselves.
    cut
        The height.
    without
        The zones that have no phrase (or cluster) to be alike in.
    """

    ids: pd.Index
    merges: pd.DataFrame
    labels: Whole
    cut: float
    without: tuple[str, ...]


def _has(atlas: "Atlas", ids: pd.Index, flag: str, **of: str) -> tuple[Flags, NDArray[np.object_]]:
    """Return which choices of a flag hold for which of some zones, and the choices."""
    matrix = atlas.once(Facets).matrix(flag, **of)
    return matrix.to_numpy()[matrix.index.get_indexer(ids)], matrix.columns.to_numpy(dtype=object)


def _positions(atlas: "Atlas", ids: pd.Index) -> tuple[Floats, Floats]:
    """Return longitude and latitude of some zones."""
    rows = atlas.zones.index.get_indexer(ids)
    return atlas.zones["lon"].to_numpy()[rows], atlas.zones["lat"].to_numpy()[rows]


def _jaccard(has: Flags) -> Floats:
    """Return |A and B| / |A or B| of every two rows of booleans; nan where both are empty."""
    # Counts stay whole in single precision up to 2^24, and multiply twice as fast.
    cells = has.astype(np.float32)
    common = cells @ cells.T
    sizes = np.diag(common)
    with np.errstate(invalid="ignore"):
        alike: Floats = np.divide(common, sizes[:, None] + sizes - common, dtype=float)
    return alike


def similarity(
    atlas: "Atlas", zones: pd.DataFrame | None = None, *, min_grade: str = USUAL_GRADE
) -> Similarity:
    """
    Return how alike zones are by what they list (Jaccard 1901).

    Parameters
    ----------
    atlas
        The atlas.
    zones
        Rows of ``atlas.zones``; all of them unless given.
    min_grade
        The weakest link that makes a cluster one of a zone's.

    Returns
    -------
    Similarity
        Over phrases and over clusters, n × n.
    """
    ids = atlas.zones.index if zones is None else zones.index
    has = {
        measure: _has(atlas, ids, flag, min_grade=min_grade)[0]
        for measure, flag in MEASURES.items()
    }
    return Similarity(
        ids=pd.Index(ids.astype(str), name="zone"),
        **{measure: _jaccard(cells) for measure, cells in has.items()},
        sizes={measure: cells.sum(axis=1) for measure, cells in has.items()},
        min_grade=min_grade,
    )


def _chords(lon: Floats, lat: Floats) -> Floats:
    """
    Return the straight line through the ground between zones in km, condensed.

    It puts pairs into the order of their geodesics but for `SLACK`, at a fiftieth of the time;
    what is shown, or decided nearer than that, takes the geodesic.
    """
    metres: Floats = pdist(geo.geocentric(lon, lat))
    return metres / geo.M_PER_KM


def _chord(km: float) -> float:
    """Return about the chord of a geodesic."""
    diameter = 2 * geo.WGS84.a / geo.M_PER_KM
    return float(diameter * np.sin(km / diameter))


def _ends(pairs: Whole, n: int) -> tuple[Whole, Whole]:
    """Return both zones of condensed pairs of n zones."""
    starts = np.concatenate([[0], np.cumsum(np.arange(n - 1, 0, -1))])
    left = np.searchsorted(starts, pairs, side="right") - 1
    return left, pairs - starts[left] + left + 1


def _km(lon: Floats, lat: Floats, pairs: Whole) -> Floats:
    """Return the geodesic distance of some condensed pairs."""
    left, right = _ends(pairs, len(lon))
    return geo.distance_km(lon[left], lat[left], lon[right], lat[right])


def _together(atlas: "Atlas", ids: pd.Index, *, scheme: str) -> Flags:
    """Return which pairs share an area, condensed."""
    cells = _has(atlas, ids, "area", scheme=scheme)[0].astype(np.float32)
    shared: Flags = squareform(cells @ cells.T > 0, checks=False)
    return shared


def _first(
    kept: Whole,
    keys: "Sequence[Floats]",
    chords: Floats,
    most: int,
) -> Whole:
    """
    Return few pairs among which are the first ones by some keys, then by distance.

    Sorting millions to show twenty would take most of the time of all analyses.
    """
    found, room = [], most
    for key in keys:
        if len(kept) > room:
            values = key[kept]
            last = values.min()
            if np.count_nonzero(values == last) < room:
                last = np.sort(values)[room - 1]  # np.partition is slow where many are equal
            found.append(kept[values < last])
            room -= len(found[-1])
            kept = kept[values == last]
    if len(kept) > room:
        far = chords[kept]
        kept = kept[far <= np.partition(far, room - 1)[room - 1] * (1 + SLACK)]
    return np.concatenate([*found, kept])


def pairs(  # noqa: PLR0913 - which pairs, and how many
    atlas: "Atlas",
    alike: Similarity,
    *,
    of: str = "",
    on: str = "phrases",
    within: str = "",
    most: int = 20,
    least: bool = False,
    scheme: str = USUAL_SCHEME,
) -> pd.DataFrame:
    """
    Return the pairs of zones that are most alike, or least.

    Parameters
    ----------
    atlas
        The atlas.
    alike
        How alike its zones are.
    of
        Only the pairs of this zone, which is then their ``a``.
    on
        The measure to go by: ``"phrases"`` or ``"clusters"``.
    within
        ``"area"``: only zones that share an area; ``"across"``: only zones that share none.
    most
        How many pairs.
    least
        Begin with the pairs that are least alike.
    scheme
        The regionalisation that areas are of.

    Returns
    -------
    pd.DataFrame
        By `on`, then by the other measure, then nearest first, then in table order; without pairs
        whose likeness is undefined. ``a`` and ``b``; ``phrases`` and ``clusters``, the coefficients
        (the other one may be nan); ``km``, geodesic; ``same_area``; ``common``, a tuple of the
        shared industries (or clusters) in table order.

    Raises
    ------
    KeyError
        If there is no such measure.
    """
    flag = MEASURES[on]
    (other,) = MEASURES.keys() - {on}
    lon, lat = _positions(atlas, alike.ids)
    values = {name: squareform(getattr(alike, name), checks=False) for name in MEASURES}
    together = _together(atlas, alike.ids, scheme=scheme)
    kept = ~np.isnan(values[on])
    if within:
        kept &= together == (within == "area")
    if of:
        only = np.zeros((len(lon), len(lon)), dtype=bool)
        only[alike.ids.get_loc(of)] = only[:, alike.ids.get_loc(of)] = True
        kept &= squareform(only, checks=False)
    sign = 1 if least else -1
    keys = [sign * values[on], np.where(np.isnan(values[other]), np.inf, sign * values[other])]
    few = _first(np.flatnonzero(kept), keys, _chords(lon, lat), most)
    km = _km(lon, lat, few)
    order = np.lexsort([few, km, *(key[few] for key in reversed(keys))])[:most]
    few, km = few[order], km[order]
    left, right = _ends(few, len(lon))
    if of:
        (at,) = alike.ids.get_indexer(pd.Index([of]))
        left, right = np.full(len(few), at), left + right - at
    cells, choices = _has(atlas, alike.ids, flag, min_grade=alike.min_grade)
    return pd.DataFrame(
        {
            "a": alike.ids[left],
            "b": alike.ids[right],
            "phrases": values["phrases"][few],
            "clusters": values["clusters"][few],
            "km": km,
            "same_area": together[few],
            "common": [tuple(choices[row]) for row in cells[left] & cells[right]],
        }
    )


def most_alike(atlas: "Atlas", zone: str, *, n: int = 5) -> pd.DataFrame:
    """
    Return the zones most like one: by phrases, then by clusters, then nearest first.

    Parameters
    ----------
    atlas
        The atlas.
    zone
        The zone.
    n
        How many; fewer where fewer have anything in common with it.

    Returns
    -------
    pd.DataFrame
        ``zone``, and ``km``, ``phrases`` and ``clusters`` as of `pairs`.
    """
    table = pairs(atlas, similarity(atlas), of=zone, most=n)
    table = table[(table["phrases"] > 0) | (table["clusters"] > 0)]
    columns = ["zone", "km", *MEASURES]
    return table.rename(columns={"b": "zone"})[columns].reset_index(drop=True)


def _bands(lon: Floats, lat: Floats, km: tuple[float, ...]) -> NDArray[np.int16]:
    """Return how many of some distances each pair of zones lies apart at least, condensed."""
    chords = _chords(lon, lat)
    bands = np.zeros(len(chords), dtype=np.int16)
    for end in km:
        beyond = chords >= _chord(end) * (1 - SLACK)
        # Only a pair this near to the end of a band needs its geodesic to know its side.
        near = np.flatnonzero(beyond & (chords <= _chord(end) * (1 + SLACK)))
        beyond[near] = _km(lon, lat, near) >= end
        bands += beyond
    return bands


def spread(
    atlas: "Atlas",
    alike: Similarity,
    *,
    on: str = "phrases",
    scheme: str = USUAL_SCHEME,
    km: tuple[float, ...] = BANDS,
) -> pd.DataFrame:
    """
    Return how likeness changes with distance.

    Parameters
    ----------
    atlas
        The atlas.
    alike
        How alike its zones are.
    on
        ``"phrases"`` or ``"clusters"``.
    scheme
        The regionalisation that areas are of.
    km
        Upper ends of the bands, rising; one more band holds what lies farther.

    Returns
    -------
    pd.DataFrame
        Index ``band``, from 0. ``from_km`` (included) and ``to_km`` (not; inf in the last), by the
        geodesic; ``pairs`` whose likeness is defined, ``mean`` of it, and the same of the pairs
        that share an area (``same_area_pairs``, ``same_area_mean``) and of the others
        (``across_pairs``, ``across_mean``); ``few``, fewer than 5 pairs. The mean of no pair is
        nan.
    """
    values = squareform(getattr(alike, on), checks=False)
    together = _together(atlas, alike.ids, scheme=scheme)
    defined = ~np.isnan(values)
    size = (len(km) + 1, 2)
    cells = (2 * _bands(*_positions(atlas, alike.ids), km) + together)[defined]
    counted = np.bincount(cells, minlength=np.prod(size)).reshape(size)
    summed = np.bincount(cells, weights=values[defined], minlength=np.prod(size)).reshape(size)
    table = {"from_km": [0.0, *km], "to_km": [*km, np.inf]}
    for name, part in {"": [0, 1], "same_area_": [1], "across_": [0]}.items():
        n = counted[:, part].sum(axis=1)
        with np.errstate(invalid="ignore"):
            table |= {f"{name}pairs": n, f"{name}mean": summed[:, part].sum(axis=1) / n}
    found = pd.DataFrame(table).rename_axis("band")
    return found.assign(few=found["pairs"] < FEW)


def _numbered(branches: Whole) -> Whole:
    """Return groups numbered along the leaves from 1: those of several, then zones alone."""
    met = pd.factorize(branches)[0]
    alone = np.bincount(met) == 1
    number = np.empty(len(alone), dtype=int)
    number[np.argsort(alone, kind="stable")] = np.arange(1, len(alone) + 1)
    return number[met]


def groups(alike: Similarity, *, on: str = "clusters", cut: float = 0.5) -> Groups:
    """
    Group zones by average linkage on 1 - Jaccard (UPGMA; Sokal & Michener 1958).

    Parameters
    ----------
    alike
        How alike they are.
    on
        ``"phrases"`` or ``"clusters"``.
    cut
        Zones stay in one group up to this height, 0 to 1.

    Returns
    -------
    Groups
        Neighbouring leaves are as alike as the tree lets them be (Bar-Joseph et al. 2001); of more
        than `ORDERED` zones they come as the tree was built.
    """
    measured = getattr(alike, on)
    has = ~np.isnan(np.diag(measured))
    distances = squareform(1 - measured[np.ix_(has, has)], checks=False)
    ids, n = alike.ids[has], int(has.sum())
    if n > 1:
        tree = linkage(distances, "average")
        if n <= ORDERED:
            tree = optimal_leaf_ordering(tree, distances)
        tree[:, 2] = tree[:, 2].round(12)  # a mean of 0.5 shall not lie above a cut at 0.5
        leaves, branches = leaves_list(tree), fcluster(tree, cut, "distance")
    else:  # nothing to merge
        tree, leaves = np.empty((0, 4)), np.arange(n)
        branches = leaves + 1
    # scipy numbers leaves as given; here the leaves' own order numbers them.
    place = np.concatenate([np.argsort(leaves), np.arange(n, 2 * n)])
    sides = place[tree[:, :2].astype(int)]
    return Groups(
        ids=ids[leaves],
        merges=pd.DataFrame(
            {
                "left": sides[:, 0],
                "right": sides[:, 1],
                "height": tree[:, 2],
                "size": tree[:, 3].astype(int),
            }
        ),
        labels=_numbered(branches[leaves]),
        cut=cut,
        without=tuple(alike.ids[~has]),
    )
