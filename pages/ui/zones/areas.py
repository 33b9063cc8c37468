"""Set the areas of one scheme side by side."""

from functools import partial

import geopandas as gpd

from atlas.analysis import gaps, schemes
from atlas.i18n import text
from atlas.model import documents
from atlas.model.atlas import Atlas
from atlas.selection import counts
from pages.ui.markup import render
from pages.ui.parts.downloads import FILES
from pages.ui.session.view import View

ROLE = "role"  # the group of tags that say what a zone is to its area


def scheme_switch(view: View, atlas: Atlas) -> None:
    """Draw the two regionalisations as links, and what the chosen one is."""
    render.html("zones/schemes", lang=view.lang, atlas=atlas, view=view)


def side_by_side(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw a column an area: its map, types, members, the plan's wish, who answers it, roles."""
    scheme = view.selection.scheme
    members = atlas.members[atlas.members["scheme"] == scheme]
    here = members[members["zone"].isin(zones.index)]
    of_area = atlas.tags.index[atlas.tags["group"] == ROLE]
    roles = atlas.zone_tags[atlas.zone_tags["tag"].isin(of_area)]
    focus = gaps.focus(atlas, min_grade=view.selection.min_grade).assign(
        place=atlas.area_focus[f"place_{view.lang}"]
    )
    unnamed = gaps.unnamed(atlas, min_grade=view.selection.min_grade)
    unnamed = unnamed[unnamed["match"] == gaps.MATCHES[gaps.NONE]]
    columns = []
    for slug, area in atlas.areas[atlas.areas["scheme"] == scheme].iterrows():
        own = here[here["area"] == slug]
        columns.append(
            {
                "slug": slug,
                "area": area,
                "total": int((members["area"] == slug).sum()),
                "members": own,
                "picture": _picture(view, slug),
                "types": counts.by(atlas, atlas.zones.loc[own["zone"]], "type"),
                "focus": list(focus[focus["area"] == slug].groupby("place", sort=False)),
                "unnamed": unnamed[unnamed["area"] == slug],
                # Chapter 3 gives the roles by its own four areas; a role is that area's alone.
                "roles": roles[
                    roles["zone"].isin(own["zone"]) & (roles["source"] == area["source"])
                ],
                "without": _without_zones(atlas, slug, scheme=scheme),
            }
        )
    without = partial(documents.without, atlas, lang=view.lang)
    render.html(
        "zones/areas", lang=view.lang, atlas=atlas, view=view, columns=columns, unnamed=without
    )


def _picture(view: View, area: str) -> str:
    """Return where the plain edition draws an area's zones: no click has to wait for it."""
    return f"{FILES}/area.svg{view.query(to='overview', area=area, zone=None, compare=None)}"


def sums(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Say how the areas' figures add up."""
    scheme = view.selection.scheme
    summary = counts.summary(atlas, zones, scheme=scheme)
    render.html("zones/sums", lang=view.lang, atlas=atlas, view=view, summary=summary)


def both(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw the same figures under both regionalisations, and what moves between them."""
    table = schemes.under_both(atlas, zones)
    moves = schemes.moves(atlas)
    moves = moves[moves["kind"] != schemes.STAYS]
    here = set(zones.index)
    moved, settled = (
        sum(len(here.intersection(own)) for own in moves["zones"][moves["kind"] == kind])
        for kind in (schemes.MOVES, schemes.SETTLED)
    )
    first, last = atlas.schemes.index[0], atlas.schemes.index[-1]
    figures = [
        ("zones", text("both.zones", view.lang), ""),
        *((slug, atlas.label("levels", slug, view.lang), "level") for slug in atlas.levels.index),
        *((slug, atlas.label("types", slug, view.lang), "type") for slug in atlas.types.index),
        ("clusters", text("both.clusters", view.lang), ""),
    ]
    render.html(
        "zones/both",
        lang=view.lang,
        atlas=atlas,
        view=view,
        table=table,
        figures=figures,
        first=len(table.loc[first]) + 1,
        moves=moves,
        released=list(schemes.released(atlas).groupby("area", sort=False)["zone"]),
        reading=text(
            "both.reading",
            view.lang,
            n=len(zones),
            before=table.loc[first, "zones"].sum(),
            after=table.loc[last, "zones"].sum(),
            moved=moved,
            settled=settled,
        ),
        sources="|".join(atlas.schemes.loc[[first, last], "source"]),
    )


def _without_zones(atlas: Atlas, area: str, *, scheme: str) -> list[str]:
    """Return the prefectures of an area in which no zone lies."""
    prefectures = atlas.prefectures
    own = prefectures.index[prefectures[f"area_{scheme}"] == area]
    return [slug for slug in own if slug not in set(atlas.zones["prefecture"])]
