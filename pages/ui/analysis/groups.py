"""Show zones grouped by likeness: a tree that can be cut higher or lower, and its groups."""

import geopandas as gpd
import pandas as pd
import streamlit as st

from atlas.analysis import similarity
from atlas.analysis.charts import likeness
from atlas.analysis.charts import theme as charts
from atlas.analysis.findings import groups
from atlas.analysis.findings.alike import VOCABULARY
from atlas.analysis.findings.groups import Grouped, Members
from atlas.analysis.findings.question import LEAST
from atlas.i18n import text
from atlas.maps.specification import CUTS, MOST_COMPARED
from atlas.model.atlas import Atlas
from pages.ui import analysis
from pages.ui.markup import render
from pages.ui.parts.charts import Figure, Link, show
from pages.ui.session.view import View

CARDS = 60  # groups that are listed


def draw(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw the tree and the list of its groups."""
    asked, on = analysis.question(view, atlas, zones), view.map.on
    analysis.choose(view, atlas, "on", cut=(CUTS, groups.cut(asked)))
    found = groups.find(asked)
    if len(found.tree.ids) < LEAST:
        analysis.too_few(view, atlas, "zones" if len(zones) < LEAST else "pairs")
        return
    branches, members = st.columns([1.35, 1], gap="medium")
    with branches:
        if len(found.tree.ids) <= charts.MOST_ZONES:
            show(view, atlas, _tree(view, atlas, found))
        else:
            analysis.too_few(view, atlas, "room", most=charts.MOST_ZONES)
    with members:
        render.html(
            "analysis/groups",
            lang=view.lang,
            atlas=atlas,
            view=view,
            groups=[(group, _href(view, group)) for group in found.several],
            alone=[group.zones[0] for group in found.groups if len(group.zones) == 1],
            cards=CARDS,
            without=found.tree.without,
            vocabulary=VOCABULARY[on],
            flag=similarity.MEASURES[on],
            hues=len(charts.theme("screen").hues),
            on=on,
            most=MOST_COMPARED,
        )


def _say(view: View, key: str, **values: object) -> str:
    return text(f"analysis.groups.{key}", view.lang, **values)


def _href(view: View, group: Members) -> str:
    """Return where the zones of a group are compared; nothing where they are too many, or one."""
    comparable = 1 < len(group.zones) <= MOST_COMPARED
    return view.href("compare", compare=list(group.zones)) if comparable else ""


def _tree(view: View, atlas: Atlas, found: Grouped) -> Figure:
    on, lang, tree = view.map.on, view.lang, found.tree
    links = {str(group.number): _href(view, group) for group in found.groups}
    zones = charts.names(atlas, "zones", tree.ids, lang)

    return Figure(
        slug=f"groups-{on}",
        title=_say(view, "tree"),
        reading=found.reading,
        note=_say(view, "tree_note", by=atlas.by(lang)),
        hint=_say(view, "hint", most=MOST_COMPARED),
        draw=lambda theme: likeness.tree(atlas, tree, lang=lang, theme=theme),
        head=[_say(view, f"column.{name}") for name in ("zone", "group")],
        rows=[
            [Link(zones[id_], view.href("zones", zone=id_)), str(label)]
            for id_, label in zip(tree.ids, tree.labels, strict=True)
        ],
        data=pd.DataFrame({"zone": [*zones.values()], "group": tree.labels}),
        methods=["upgma", f"jaccard-{on}"],
        pick=lambda picked: links.get(str(picked["group"]), ""),
    )
