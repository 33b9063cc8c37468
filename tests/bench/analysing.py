"""Time all analyses at the plan's size and at 2,543 zones, beside plain Python and scipy."""

import dataclasses
from collections import Counter
from collections.abc import Callable

import numpy as np
from scipy.spatial.distance import pdist, squareform

from atlas import Atlas
from atlas.analysis import gaps, partners, similarity, spatial, strength
from atlas.selection.facets import Facets
from tests.bench.synthetic import atlas_of
from tests.bench.table import Row, median_ms

GOALS = {42: 50, 2_543: 2_000}  # zones -> ms for all analyses together
TIMES = {42: 20, 2_543: 3}
GRADES = ("direct", "inference")


def strengths(atlas: Atlas) -> None:
    """Weigh clusters and their diversity by area, prefecture and type."""
    for by in ("area", "prefecture", "type"):
        strength.strength(atlas, by=by)
        strength.diversity(atlas, by=by)


def likeness(atlas: Atlas) -> similarity.Similarity:
    """Compare each zone with each, over phrases and over clusters."""
    return similarity.similarity(atlas)


def alike(atlas: Atlas) -> None:
    """Compare, then find the most and least alike pairs, the decay with distance, the groups."""
    found = likeness(atlas)
    for on in similarity.MEASURES:
        similarity.pairs(atlas, found, on=on)
        similarity.pairs(atlas, found, on=on, least=True)
        similarity.spread(atlas, found, on=on)
        similarity.groups(found, on=on)


def missing(atlas: Atlas) -> None:
    """Find every gap: what texts and zones name, parts, types, places."""
    gaps.gaps(atlas)


def chains(atlas: Atlas) -> None:
    """Find the zones of the clusters that complement the commonest one, and who does the same."""
    cluster, zone = strength.listings(atlas)["cluster"].mode()[0], atlas.zones.index[0]
    partners.fellows(atlas, cluster)
    partners.partners(atlas, cluster)
    for on in similarity.MEASURES:
        partners.same(atlas, zone, on=on)


def space(atlas: Atlas) -> None:
    """Measure distances, catchments, coverage, centre and what lies far."""
    spatial.nearest(atlas)
    spatial.catchments(atlas)
    spatial.rings(atlas)
    spatial.centre(atlas)
    spatial.uncovered(atlas)


ANALYSES: dict[str, Callable[[Atlas], object]] = {
    "strength and diversity": strengths,
    "likeness, pairs, distance, groups": alike,
    "gaps": missing,
    "chain partners": chains,
    "space": space,
}


def by_loop(atlas: Atlas) -> Counter:
    """Count listings by area and cluster, row by row."""
    areas: dict[str, list[str]] = {}
    for row in atlas.members.itertuples():
        if row.scheme == "plan13":
            areas.setdefault(row.zone, []).append(row.area)
    seen = {
        (row.zone, row.industry, row.cluster)
        for row in atlas.links.itertuples()
        if row.grade in GRADES
    }
    return Counter((area, cluster) for zone, _, cluster in seen for area in areas[zone])


def by_sets(atlas: Atlas) -> tuple[list[list[float]], ...]:
    """Compare each zone with each as sets, pair by pair."""
    phrases: dict[str, set[str]] = {zone: set() for zone in atlas.zones.index}
    clusters: dict[str, set[str]] = {zone: set() for zone in atlas.zones.index}
    for row in atlas.zone_industries.itertuples():
        phrases[row.zone].add(row.industry)
    for row in atlas.links.itertuples():
        if row.grade in GRADES:
            clusters[row.zone].add(row.cluster)
    return tuple(
        [
            [len(a & b) / len(a | b) if a or b else float("nan") for b in has.values()]
            for a in has.values()
        ]
        for has in (phrases, clusters)
    )


def by_pdist(atlas: Atlas) -> tuple[np.ndarray, ...]:
    """Compare each zone with each by scipy's Jaccard, which calls two empty sets equal."""
    return tuple(
        1 - squareform(pdist(atlas.once(Facets).matrix(flag).to_numpy(), "jaccard"))
        for flag in similarity.MEASURES.values()
    )


def agree(atlas: Atlas) -> None:
    """Make sure that the peers find what the atlas finds."""
    ours = strength.strength(atlas).set_index(["group", "cluster"])["listings"]
    if by_loop(atlas) != Counter(ours[ours > 0].to_dict()):
        raise AssertionError("the loop counts other listings")
    found = likeness(atlas)
    for peer in (by_sets, by_pdist):
        for measured, matrix in zip((found.phrases, found.clusters), peer(atlas), strict=True):
            defined = ~np.isnan(measured)
            if not np.allclose(measured[defined], np.asarray(matrix)[defined]):
                raise AssertionError(f"{peer.__name__} finds other likenesses")


def measure() -> list[Row]:
    """Return, for each size, one row for all analyses, one for each kind and one a peer."""
    rows = []
    for size, goal in GOALS.items():
        atlas, times = atlas_of(size), TIMES[size]
        agree(atlas)

        def everything(atlas: Atlas = atlas) -> None:
            # A fresh atlas each time: nothing is remembered from the run before.
            fresh = dataclasses.replace(atlas)
            for run in ANALYSES.values():
                run(fresh)

        took = median_ms(everything, times=times)
        name = f"{size:,} zones"
        rows.append(
            Row(f"all analyses, {name}", took, goal=f"<= {goal:,} ms", reached=took <= goal)
        )
        rows += [
            Row(f"{what}, {name}", median_ms(lambda run=run, a=atlas: run(a), times=times))
            for what, run in ANALYSES.items()
        ]
        rows.append(
            Row(
                f"listings by area and cluster, {name}",
                median_ms(lambda a=atlas: strength.strength(a), times=times),
                peer_name="Python loop",
                peer=median_ms(lambda a=atlas: by_loop(a), times=times),
            )
        )
        took = median_ms(lambda a=atlas: likeness(a), times=times)
        rows += [
            Row(
                f"each zone with each, {name}",
                took,
                peer_name=label,
                peer=median_ms(lambda a=atlas, peer=peer: peer(a), times=min(times, 3)),
            )
            for label, peer in {"Python sets": by_sets, "scipy pdist": by_pdist}.items()
        ]
    return rows
