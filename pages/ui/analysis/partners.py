"""Show the zones of a cluster and, near them, those of the clusters that complement it."""

from collections.abc import Callable
from functools import partial

import geopandas as gpd
import pandas as pd

from atlas.analysis import partners
from atlas.i18n import text
from atlas.model.atlas import Atlas
from atlas.selection.facets import Facets
from atlas.selection.flags import grades
from pages.ui.analysis import space
from pages.ui.markup import render
from pages.ui.parts import overlays
from pages.ui.session.view import View

MOST = 100  # zones that are shown, each with its partners
SLIGHT, HEAVY = 0.1, 0.6  # weights of lines: of all, of the selected zone's


def draw(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw the choice of a cluster, its zones in order of distance and their nearest partners."""
    cluster = chosen(view, atlas)
    grade = view.selection.min_grade
    render.html(
        "analysis/partners_choose",
        lang=view.lang,
        atlas=atlas,
        view=view,
        cluster=cluster,
        counts=atlas.once(Facets).matrix("cluster", min_grade=grade).loc[zones.index].sum(),
    )
    fellows = partners.fellows(atlas, cluster, zones=zones, zone=view.zone, min_grade=grade)
    found = both_ways(atlas, cluster, min_grade=grade)
    found = found[found["zone"].isin(zones.index)]
    shown = found[found["zone"].isin(fellows["zone"].head(MOST))]
    reading = _reading(view, atlas, cluster, fellows, found)
    own = zones.loc[fellows["zone"]]
    render.html("analysis/space_reading", lang=view.lang, atlas=atlas, view=view, reading=reading)
    if fellows.empty:
        return
    where, what = space.columns()
    with where:
        overlays.overlay_map(view, atlas, own, lines=_lines(view, atlas, shown), label=reading)
    with what:
        render.html(
            "analysis/partners_fellows",
            lang=view.lang,
            atlas=atlas,
            view=view,
            fellows=fellows.head(MOST),
        )
    render.html(
        "analysis/partners",
        lang=view.lang,
        atlas=atlas,
        view=view,
        groups=[
            (_relation(view, way, rows["kind"].iloc[0]), atlas.complements.loc[number], rows)
            for (way, number), rows in shown.groupby(["way", "row"], sort=False)
        ],
        listed=_listed(view, atlas),
        cut=len(fellows) > MOST,
        most=MOST,
        caveat=space.caveat(view, own),
    )
    space.offer(view, _file(view, atlas, cluster, found), name="gansu-partners")


def chosen(view: View, atlas: Atlas) -> str:
    """Return the cluster asked for; else the first selected one, else the first with a partner."""
    return view.inquiry.partner or [*view.selection.clusters, atlas.complements["cluster"][0]][0]


def both_ways(atlas: Atlas, cluster: str, *, min_grade: str) -> pd.DataFrame:
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
    table = pd.concat(found, ignore_index=True)
    order = ["way", "row"]
    return table.sort_values(order, ascending=[False, True], kind="stable", ignore_index=True)


def _reading(
    view: View, atlas: Atlas, cluster: str, fellows: pd.DataFrame, found: pd.DataFrame
) -> str:
    """Say in a sentence how many zones there are and where the nearest partner is."""
    name = atlas.label("clusters", cluster, view.lang, short=True)
    if fellows.empty:
        return text("space.partners.empty", view.lang, cluster=name)
    apart = found[~found["itself"].astype(bool)]
    links = text("space.partners.without", view.lang)
    if len(apart):
        least = apart.loc[apart["km"].astype(float).idxmin()]
        others = found["complement"].drop_duplicates()
        links = text(
            "space.partners.with",
            view.lang,
            n=len(others),
            names=render.listed(atlas, view.lang, "clusters", others),
            a=atlas.label("zones", least["zone"], view.lang, short=True),
            b=atlas.label("zones", least["partner"], view.lang, short=True),
            km=space.km(least["km"]),
        )
    return text("space.partners.reading", view.lang, cluster=name, n=len(fellows), links=links)


def _lines(view: View, atlas: Atlas, found: pd.DataFrame) -> pd.DataFrame:
    """Return a line from each zone to the nearest one of each complementing cluster."""
    apart = found[~found["itself"].astype(bool)]
    apart = apart.drop_duplicates(["zone", "complement", "way", "kind"])
    out = apart["way"] == "out"
    texts = [
        text(
            f"space.map.{row.kind}",
            view.lang,
            a=atlas.label("zones", giver, view.lang, short=True),
            b=atlas.label("zones", taker, view.lang, short=True),
            cluster=atlas.label("clusters", row.complement, view.lang, short=True),
            km=space.km(row.km),
        )
        for row in apart.itertuples()
        for giver, taker in [(row.zone, row.partner)[:: 1 if row.way == "out" else -1]]
    ]
    return pd.DataFrame(
        {
            "a": apart["zone"].where(out, apart["partner"]),
            "b": apart["partner"].where(out, apart["zone"]),
            "weight": [HEAVY if view.zone in ends else SLIGHT for ends in _ends(apart)],
            "kind": apart["kind"],
            "text": texts,
        }
    )


def _listed(view: View, atlas: Atlas) -> Callable[[str, str], str]:
    """Return what says by which phrases a zone is of a cluster."""
    links = atlas.links[atlas.links["grade"].isin(grades(view.selection.min_grade))]
    phrases = links.groupby(["zone", "cluster"], observed=True)["industry"].agg(list)
    named = partial(render.listed, atlas, view.lang, "industries")
    return lambda zone, cluster: named(phrases[zone, cluster])


def _ends(rows: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(rows["zone"], rows["partner"], strict=True))


def _relation(view: View, way: str, kind: str) -> str:
    """Say what one cluster is to the other."""
    if way == "out":
        return text(f"space.partners.out_{kind}", view.lang)
    return text(f"space.partners.in_{kind}", view.lang)


def _file(view: View, atlas: Atlas, cluster: str, found: pd.DataFrame) -> pd.DataFrame:
    """Return the table as it is downloaded."""
    lang = view.lang
    of = atlas.complements.loc[found["row"]]
    relations = [_relation(view, row.way, row.kind) for row in found.itertuples()]
    return pd.DataFrame(
        {
            text("flag.cluster", lang): atlas.label("clusters", cluster, lang),
            text("space.zone", lang): space.names(view, atlas, found["zone"]),
            text("space.partners.complement", lang): space.names(
                view, atlas, found["complement"], "clusters"
            ),
            text("space.partners.kind", lang): relations,
            text("space.partners.partner", lang): space.names(view, atlas, found["partner"]),
            text("space.km", lang): [space.km(far) for far in found["km"]],
            text("space.partners.why", lang): of[f"reason_{lang}"].tolist(),
            text("space.reference", lang): of["source"].tolist(),
        }
    )
