"""Show the zones of a cluster and, near them, those of the clusters that complement it."""

from collections.abc import Callable
from functools import partial

import geopandas as gpd
import pandas as pd

from atlas.analysis.findings import partners
from atlas.analysis.findings.partners import MOST_SHOWN
from atlas.analysis.findings.question import km
from atlas.i18n import text
from atlas.model.atlas import Atlas
from atlas.selection.facets import Facets
from atlas.selection.flags import grades
from pages.ui import analysis
from pages.ui.analysis import space
from pages.ui.markup import render
from pages.ui.parts import overlays
from pages.ui.session.view import View


def draw(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw the choice of a cluster, its zones in order of distance and their nearest partners."""
    asked = analysis.question(view, atlas, zones)
    found = partners.find(asked)
    grade = view.selection.min_grade
    render.html(
        "analysis/partners_choose",
        lang=view.lang,
        atlas=atlas,
        view=view,
        cluster=found.cluster,
        counts=atlas.once(Facets).matrix("cluster", min_grade=grade).loc[zones.index].sum(),
    )
    reading = found.overlay.sentence
    render.html("analysis/space_reading", lang=view.lang, atlas=atlas, view=view, reading=reading)
    if found.fellows.empty:
        return
    where, what = space.columns()
    with where:
        overlays.overlay_map(view, atlas, found.zones, found.overlay)
    with what:
        render.html(
            "analysis/partners_fellows",
            lang=view.lang,
            atlas=atlas,
            view=view,
            fellows=found.fellows.head(MOST_SHOWN),
        )
    render.html(
        "analysis/partners",
        lang=view.lang,
        atlas=atlas,
        view=view,
        groups=[
            (_relation(view, way, rows["kind"].iloc[0]), atlas.complements.loc[number], rows)
            for (way, number), rows in found.shown.groupby(["way", "row"], sort=False)
        ],
        listed=_listed(view, atlas),
        cut=len(found.fellows) > MOST_SHOWN,
        most=MOST_SHOWN,
        caveat=analysis.question(view, atlas, found.zones).caveat,
    )
    space.offer(view, _file(view, atlas, found.cluster, found.found), name="gansu-partners")


def _listed(view: View, atlas: Atlas) -> Callable[[str, str], str]:
    """Return what says by which phrases a zone is of a cluster."""
    links = atlas.links[atlas.links["grade"].isin(grades(view.selection.min_grade))]
    phrases = links.groupby(["zone", "cluster"], observed=True)["industry"].agg(list)
    named = partial(render.listed, atlas, view.lang, "industries")
    return lambda zone, cluster: named(phrases[zone, cluster])


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
            text("space.km", lang): [km(far) for far in found["km"]],
            text("space.partners.why", lang): of[f"reason_{lang}"].tolist(),
            text("space.reference", lang): of["source"].tolist(),
        }
    )
