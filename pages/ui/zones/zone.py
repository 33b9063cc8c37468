"""Show the selected zones in figures, and one zone as a card and as a sheet."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import geopandas as gpd
import numpy as np

from atlas import geo
from atlas.analysis import gaps, partners, similarity, spatial
from atlas.model.atlas import Atlas, ZoneSheet
from atlas.model.names import shown
from atlas.plan import places, references
from atlas.selection import counts
from atlas.selection.facets import Facets
from atlas.selection.flags import GRADES, USUAL_GRADE, grades
from pages.ui.markup import render
from pages.ui.plan import discrepancies, page
from pages.ui.session.view import View

HECTARES = 100  # in a square kilometre


def figures(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw the figures of the selected zones as a strip."""
    summary = counts.summary(atlas, zones, scheme=view.selection.scheme)
    render.html("zones/strip", lang=view.lang, atlas=atlas, view=view, summary=summary)


def card(view: View, atlas: Atlas) -> None:
    """Draw the selected zone in short; nothing while none is."""
    if view.zone:
        render.html(
            "zones/card", lang=view.lang, atlas=atlas, view=view, sheet=atlas.zone(view.zone)
        )


def spread(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw how the selected zones spread over the areas and, with room for it, the clusters."""
    selection = view.selection
    render.html(
        "zones/hint",
        lang=view.lang,
        atlas=atlas,
        view=view,
        summary=counts.summary(atlas, zones, scheme=selection.scheme),
        clusters=counts.by(
            atlas, zones, "cluster", scheme=selection.scheme, min_grade=selection.min_grade
        ),
    )


def surroundings(view: View, atlas: Atlas) -> list[str]:
    """Return the selected zone, with its nearest neighbours unless its outline is known."""
    if view.zone in atlas.outlines.index:
        return [view.zone]
    return [view.zone, *atlas.zone(view.zone).neighbours["zone"].head(3)]


def sheet_top(view: View, atlas: Atlas) -> None:
    """Draw the head of the selected zone's sheet; while none is selected, how to select one."""
    if not view.zone:
        render.html("zones/sheet_none", lang=view.lang, atlas=atlas, view=view)
        return
    sheet = atlas.zone(view.zone)
    _draw("zones/sheet_top", view, atlas, sheet=sheet, clusters=clusters(sheet))


def sheet_position(view: View, atlas: Atlas) -> None:
    """Draw where the selected zone lies, how well that is known, and what is near."""
    sheet = atlas.zone(view.zone)
    _draw("zones/sheet_position", view, atlas, sheet=sheet, **position(view, atlas, sheet))


def position(view: View, atlas: Atlas, sheet: ZoneSheet) -> dict[str, object]:
    """Return how well a zone's place is known and what is near, by the templates' names."""
    kind = atlas.position_kinds.loc[sheet.row["position_kind"]]
    values = atlas.own_values.loc[sheet.id] if sheet.id in atlas.own_values.index else {}
    outline = atlas.outlines.geometry.get(sheet.id)
    return {
        "national": spatial.nearest(atlas, atlas.zones.loc[[sheet.id]]).iloc[0],
        "kind_what": kind[f"what_{view.lang}"],
        "area_ha": 0 if outline is None else geo.area_km2(outline) * HECTARES,
        "cells": [
            (head, shown(cell, view.lang)) for head, cell in values.items() if cell is not None
        ],
    }


def sheet_text(view: View, atlas: Atlas) -> None:
    """Draw all that the plan says of the selected zone, where it differs, and who is like it."""
    sheet = atlas.zone(view.zone)
    words, _ = page.in_place()
    slips = sheet.slips.itertuples(index=False)
    _draw(
        "zones/sheet_text",
        view,
        atlas,
        sheet=sheet,
        words=words,
        slips=[
            (slip, discrepancies.statements(view, atlas, slip, words=words, zone=sheet.id))
            for slip in slips
        ],
        **dossier(view, atlas, sheet),
        **page.linked(view, atlas),
    )


def dossier(view: View, atlas: Atlas, sheet: ZoneSheet) -> dict[str, object]:
    """Return what the plan says of a zone, and who is like it, by the templates' names."""
    return {
        "mentions": list(mentions(view, atlas, sheet)),
        "wanted": wanted(atlas, sheet),
        "same": partners.same(atlas, sheet.id),
        "alike": alike(atlas, sheet.id),
    }


def clusters(sheet: ZoneSheet) -> dict[str, str]:
    """Return cluster -> its strongest grade, strongest first; weak links make no member."""
    links = sheet.links[sheet.links["grade"].isin(grades(USUAL_GRADE))]
    found = {}
    for grade in GRADES:
        for cluster in links["cluster"][links["grade"] == grade]:
            found.setdefault(cluster, grade)
    return found


def mentions(
    view: View, atlas: Atlas, sheet: ZoneSheet
) -> Iterator[tuple[object, list[render.Reference], list[str]]]:
    """
    Yield what the plan says of a zone, the places as links, and the sentences that name it there.

    Where a place says several things of it and names it in several sentences, they go together in
    order; the last takes what is left.
    """
    spoken = places(atlas, "zones", sheet.id)
    left = Counter(sheet.mentions["source"])
    for row in sheet.mentions.itertuples(index=False):
        refs = references.split(row.source)
        here = [each for each in spoken if any(references.within(each, ref) for ref in refs)]
        left[row.source] -= 1
        taken = here[:1] if left[row.source] and len(here) > 1 else here
        spoken = [each for each in spoken if each not in taken or len(here) == 1]
        cited = [
            shown._replace(href=view.href("plan", ref=references.exactly(ref, taken)))
            for shown, ref in zip(render.cite(atlas, view, row.source), refs, strict=True)
        ]
        yield row, cited, taken


def wanted(atlas: Atlas, sheet: ZoneSheet) -> list[dict[str, object]]:
    """
    Hold the text of each of a zone's areas against what this zone alone lists.

    Returns
    -------
    list of dict
        One an area that the plan states a focus for: ``area``, ``basis`` of the membership,
        ``answered`` (rows of `gaps.focus`), ``open`` (its phrases for this zone that it does not
        answer) and ``unstated`` (industries that the text passes over).
    """
    alone = replace(atlas, zones=atlas.zones.loc[[sheet.id]])
    focus, unnamed = gaps.focus(alone), gaps.unnamed(alone)
    found = []
    for member in sheet.members.itertuples(index=False):
        rows = focus[focus["area"] == member.area]
        if rows.empty:
            continue
        none = rows["match"] == gaps.MATCHES[gaps.NONE]
        meant = [
            not place
            or sheet.row["name_zh"] in place
            or discrepancies.called(atlas, sheet.id, place)
            for place in rows["place"]
        ]
        passed = unnamed["match"] == gaps.MATCHES[gaps.NONE]
        found.append(
            {
                "area": member.area,
                "basis": member.basis,
                "answered": rows[~none],
                "open": rows[none & np.array(meant, dtype=bool)],
                "unstated": unnamed["industry"][passed & (unnamed["area"] == member.area)],
            }
        )
    return found


def alike(atlas: Atlas, zone: str, *, most: int = 5) -> list[dict[str, object]]:
    """
    Return the zones most like one, by phrases, then by clusters, then nearest first.

    Returns
    -------
    list of dict
        ``zone``, ``km``, and for ``phrases`` and ``clusters`` what both have (``common_…``) and how
        many either has (``n_…``): the two numbers whose ratio is the coefficient.
    """
    cells = {name: atlas.once(Facets).matrix(flag) for name, flag in similarity.MEASURES.items()}
    found = []
    for other in similarity.most_alike(atlas, zone, n=most).itertuples():
        row: dict[str, object] = {"zone": other.zone, "km": other.km}
        for name, matrix in cells.items():
            own, theirs = matrix.loc[zone], matrix.loc[other.zone]
            row[f"common_{name}"] = tuple(matrix.columns[own & theirs])
            row[f"n_{name}"] = int((own | theirs).sum())
        found.append(row)
    return found


def _draw(template: str, view: View, atlas: Atlas, **values: object) -> None:
    render.html(template, lang=view.lang, atlas=atlas, view=view, **values)
