"""Show how industry phrases make clusters: choice, evidence, area by cluster, what fits none."""

import geopandas as gpd

from atlas.analysis import gaps
from atlas.model.atlas import Atlas
from atlas.selection import basis, counts
from atlas.selection.facets import Facets
from atlas.selection.flags import GRADES, USUAL_GRADE, grades
from pages.ui.markup import render
from pages.ui.session.view import View


def chooser(view: View, atlas: Atlas) -> None:
    """Draw the clusters as links that choose one, each with the zones that it would leave."""
    render.html(
        "zones/clusters",
        lang=view.lang,
        atlas=atlas,
        view=view,
        counts=atlas.once(Facets).choices(view.selection)["cluster"],
        grades=GRADES,
        usual_grade=USUAL_GRADE,
    )


def evidence(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw the phrases that put the selected zones where they are, with grade and reason."""
    selection = view.selection
    links = basis.evidence(atlas, zones.index, selection)
    render.html(
        "zones/evidence",
        lang=view.lang,
        atlas=atlas,
        view=view,
        phrases=[
            (industry, rows.drop_duplicates(["cluster"]), rows.drop_duplicates("zone"))
            for industry, rows in links.groupby("industry", sort=False)
        ],
        asked=bool(selection.clusters or selection.industries or selection.industry_contains),
    )


def strategy(view: View, atlas: Atlas) -> None:
    """Draw what areas' texts want of the chosen clusters, or of all, against what zones list."""
    strong = atlas.focus_clusters["grade"].isin(grades(view.selection.min_grade))
    key = ["area", "place_zh", "phrase_zh"]
    focus = gaps.focus(atlas, min_grade=view.selection.min_grade).assign(
        place_zh=atlas.area_focus["place_zh"]
    )
    asked = atlas.focus_clusters.loc[strong, [*key, "cluster"]].merge(focus, on=key)
    has = atlas.once(Facets).matrix("cluster", min_grade=view.selection.min_grade)
    # A phrase may point to several clusters: in the row of one, those of that one answer it.
    asked["zones"] = [
        tuple(zone for zone in row.zones if row.match != "cluster" or has.loc[zone, row.cluster])
        for row in asked.itertuples()
    ]
    asked["match"] = asked["match"].where(asked["zones"].map(bool), "none")
    parts = gaps.parts(atlas)
    listed = has.sum()
    render.html(
        "zones/strategy",
        lang=view.lang,
        atlas=atlas,
        view=view,
        rows=[
            (
                slug,
                asked[asked["cluster"] == slug],
                parts[parts["cluster"] == slug],
                int(listed[slug]),
            )
            for slug in view.selection.clusters or atlas.clusters.index
        ],
    )


def matrix(view: View, atlas: Atlas) -> None:
    """Draw areas against clusters under the selection's other flags; each cell is a link."""
    selection = view.selection
    others = selection.with_(areas=(), clusters=()).apply(atlas)
    table = counts.crosstab(atlas, others, scheme=selection.scheme, min_grade=selection.min_grade).T
    areas = table.columns[atlas.areas.loc[table.columns, "scheme"] == selection.scheme]
    render.html("zones/matrix", lang=view.lang, atlas=atlas, view=view, table=table[areas])


def unmapped(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw the phrases that fit no cluster, and the selected zones that have no cluster at all."""
    links = atlas.links[atlas.links["zone"].isin(zones.index)]
    loose = links[links["cluster"].isna()]
    counted = links[links["grade"].isin(grades(view.selection.min_grade))]
    render.html(
        "zones/unmapped",
        lang=view.lang,
        atlas=atlas,
        view=view,
        phrases=list(loose.groupby("industry", sort=False)["zone"]),
        without=zones.index[~zones.index.isin(counted["zone"])],
    )
