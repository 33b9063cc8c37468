"""Show zones grouped by likeness: a tree that can be cut higher or lower, and its groups."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import streamlit as st

from atlas.analysis import similarity
from atlas.analysis.charts import likeness
from atlas.analysis.charts import theme as charts
from atlas.analysis.comparison import MOST
from atlas.analysis.similarity import Groups
from atlas.i18n import text
from atlas.model.atlas import Atlas
from atlas.selection.facets import Facets
from pages.ui import analysis
from pages.ui.markup import render
from pages.ui.parts.charts import Figure, Link, show
from pages.ui.session.inquiry import CUTS
from pages.ui.session.view import View

# Phrases are rarely the same, so that only a high cut leaves groups of more than one.
USUAL = {"phrases": 80, "clusters": 60}
VOCABULARY = {"phrases": "industries", "clusters": "clusters"}
CARDS = 60  # groups that are listed
SHARED = 0.5  # of a group's zones, and two at least, must list what is said to make it


@dataclass(frozen=True, slots=True)
class Group:
    """
    Zones that are alike.

    Attributes
    ----------
    number
        As the tree shows it.
    zones
        Ids in the order of the leaves.
    shared
        Slugs of what at least half of them list, with how many of them do, the most first.
    href
        Where they are compared; empty where they are too many, or one.
    """

    number: int
    zones: tuple[str, ...]
    shared: tuple[tuple[str, int], ...]
    href: str


def draw(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw the tree and the list of its groups."""
    on = view.inquiry.on
    cut = view.inquiry.cut or USUAL[on]
    analysis.choose(view, atlas, "on", cut=(CUTS, cut))
    alike = similarity.similarity(atlas, zones, min_grade=view.selection.min_grade)
    tree = similarity.groups(alike, on=on, cut=cut / 100)
    if len(tree.ids) < analysis.LEAST:
        analysis.too_few(view, atlas, "zones" if len(zones) < analysis.LEAST else "pairs")
        return
    found = _groups(view, atlas, tree)
    branches, members = st.columns([1.35, 1], gap="medium")
    with branches:
        if len(tree.ids) <= charts.MOST_ZONES:
            show(view, atlas, _tree(view, atlas, tree, found))
        else:
            analysis.too_few(view, atlas, "room")
    with members:
        render.html(
            "analysis/groups",
            lang=view.lang,
            atlas=atlas,
            view=view,
            groups=[group for group in found if len(group.zones) > 1],
            alone=[group.zones[0] for group in found if len(group.zones) == 1],
            cards=CARDS,
            without=tree.without,
            vocabulary=VOCABULARY[on],
            flag=similarity.MEASURES[on],
            hues=len(charts.theme("screen").hues),
            on=on,
            most=MOST,
        )


def _say(view: View, key: str, **values: object) -> str:
    return text(f"analysis.groups.{key}", view.lang, **values)


def _groups(view: View, atlas: Atlas, tree: Groups) -> list[Group]:
    flag = similarity.MEASURES[view.inquiry.on]
    has = atlas.once(Facets).matrix(flag, min_grade=view.selection.min_grade).loc[tree.ids]
    found = []
    for number, ids in pd.Series(tree.ids).groupby(tree.labels):
        members = tuple(ids)
        counts = has.loc[list(members)].sum().sort_values(ascending=False, kind="stable")
        shared = counts[counts >= max(SHARED * len(members), min(len(members), 2))]
        comparable = 1 < len(members) <= MOST
        found.append(
            Group(
                number=number,
                zones=members,
                shared=tuple((slug, int(n)) for slug, n in shared.items()),
                href=view.href("compare", compare=list(members)) if comparable else "",
            )
        )
    return found


def _tree(view: View, atlas: Atlas, tree: Groups, found: list[Group]) -> Figure:
    on, lang = view.inquiry.on, view.lang
    several = [group for group in found if len(group.zones) > 1]
    largest = max(found, key=lambda group: len(group.zones))
    links = {str(group.number): group.href for group in found}
    words = {"zones": len(tree.ids), "at": f"{tree.cut:.1f}", "groups": len(several)}
    if several:
        everyone = [slug for slug, n in largest.shared if n == len(largest.zones)]
        words |= {
            "alone": len(found) - len(several),
            "number": largest.number,
            "n": len(largest.zones),
            "shared": render.listed(
                atlas, view.lang, VOCABULARY[on], everyone or [largest.shared[0][0]]
            )
            if largest.shared
            else text("charts.undefined", lang),
        }
    kind = "none" if not several else "reading" if largest.shared else "chained"
    zones = charts.names(atlas, "zones", tree.ids, lang)

    return Figure(
        slug=f"groups-{on}",
        title=_say(view, "tree"),
        reading=_say(view, kind, on=text(f"analysis.on.{on}", lang), **words),
        note=_say(view, "tree_note"),
        hint=_say(view, "hint", most=MOST),
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
