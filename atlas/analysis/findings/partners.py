"""Find the zones of a cluster and, near them, those of the clusters that complement it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from atlas.analysis import partners
from atlas.analysis.findings.question import Question, km
from atlas.maps.overlay import MOST, Key, Line, Overlay

if TYPE_CHECKING:
    import geopandas as gpd

    from atlas.model.atlas import Atlas

MOST_SHOWN = 100  # zones that are shown, each with its partners
SLIGHT, HEAVY = 0.1, 0.6  # weights of lines: of all, of the selected zone's


@dataclass(frozen=True, slots=True, eq=False)
class Partners:
    """
    What the zones of a cluster find near them.

    Attributes
    ----------
    overlay
        What is drawn, with its sentence.
    cluster
        The cluster.
    fellows
        Its zones, the nearest first: of `atlas.analysis.partners.fellows`.
    found
        The nearest partners of each, both ways: of `both_ways`.
    shown
        Those of them that are shown.
    zones
        The cluster's zones, rows of ``atlas.zones``.
    """

    overlay: Overlay
    cluster: str
    fellows: pd.DataFrame
    found: pd.DataFrame
    shown: pd.DataFrame
    zones: "gpd.GeoDataFrame"


def find(asked: Question) -> Partners:
    """Find the zones of the cluster asked for, their nearest partners, and say it."""
    atlas, cluster, grade = asked.atlas, chosen(asked), asked.map.selection.min_grade
    fellows = partners.fellows(
        atlas, cluster, zones=asked.zones, zone=asked.map.zone, min_grade=grade
    )
    found = both_ways(atlas, cluster, min_grade=grade)
    found = found[found["zone"].isin(asked.zones.index)]
    shown = found[found["zone"].isin(fellows["zone"].head(MOST_SHOWN))]
    lines = _lines(asked, shown)
    kinds = dict.fromkeys(line.kind for line in lines)
    overlay = Overlay(
        "partners",
        asked.say("drawn.title.partners", cluster=asked.name(cluster, "clusters")),
        _reading(asked, cluster, fellows, found),
        lines=lines,
        keys=tuple(Key(kind, asked.say(f"drawn.key.{kind}")) for kind in kinds),
        notes=(asked.say("drawn.note.partners"),),
        methods=("geodesic",),
    )
    own = asked.zones.loc[fellows["zone"]]
    return Partners(overlay, cluster, fellows, found, shown, own)


def chosen(asked: Question) -> str:
    """Return the cluster asked for; else the first selected one, else the first with a partner."""
    first = asked.atlas.complements["cluster"][0]
    return asked.map.partner or [*asked.map.selection.clusters, first][0]


def both_ways(atlas: "Atlas", cluster: str, *, min_grade: str) -> pd.DataFrame:
    """
    Return the nearest zones of the clusters that this one feeds or serves, and of the reverse.

    Parameters
    ----------
    atlas
        The data.
    cluster
        The cluster.
    min_grade
        The weakest link that counts.

    Returns
    -------
    pd.DataFrame
        The columns of `atlas.analysis.partners.partners`; ``way``, ``out`` or ``in``; ``row``, the
        row of ``atlas.complements``; in the order of that table.
    """
    table = atlas.complements
    found = []
    for way, mine, other in (("out", "cluster", "complement"), ("in", "complement", "cluster")):
        near = partners.partners(atlas, cluster, min_grade=min_grade, backwards=way == "in")
        rows = table[table[mine] == cluster].reset_index(names="row")
        rows = rows[["row", other, "kind"]].rename(columns={other: "complement"})
        found.append(near.merge(rows, on=["complement", "kind"]).assign(way=way))
    joined = pd.concat(found, ignore_index=True)
    order = ["way", "row"]
    return joined.sort_values(order, ascending=[False, True], kind="stable", ignore_index=True)


def _reading(asked: Question, cluster: str, fellows: pd.DataFrame, found: pd.DataFrame) -> str:
    """Say in a sentence how many zones there are and where the nearest partner is."""
    name = asked.name(cluster, "clusters")
    if fellows.empty:
        return asked.say("space.partners.empty", cluster=name)
    apart = found[~found["itself"].astype(bool)]
    links = asked.say("space.partners.without")
    if len(apart):
        least = apart.iloc[apart["km"].astype(float).argmin()]
        others = found["complement"].drop_duplicates()
        links = asked.say(
            "space.partners.with",
            n=len(others),
            names=asked.listed("clusters", others),
            a=asked.name(least["zone"]),
            b=asked.name(least["partner"]),
            km=km(least["km"]),
        )
    return asked.say("space.partners.reading", cluster=name, n=len(fellows), links=links)


def _lines(asked: Question, found: pd.DataFrame) -> tuple[Line, ...]:
    """Return a line from each zone to the nearest one of each complementing cluster."""
    apart = found[~found["itself"].astype(bool)]
    apart = apart.drop_duplicates(["zone", "complement", "way", "kind"])
    lines = []
    for row in apart.itertuples():
        ends = (row.zone, row.partner)
        giver, taker = ends if row.way == "out" else ends[::-1]
        said = asked.say(
            f"space.map.{row.kind}",
            a=asked.name(giver),
            b=asked.name(taker),
            cluster=asked.name(row.complement, "clusters"),
            km=km(row.km),
        )
        weight = HEAVY if asked.map.zone in ends else SLIGHT
        lines.append(Line(giver, taker, weight, row.kind, said))
    return tuple(sorted(lines, key=lambda line: -line.weight)[:MOST])
