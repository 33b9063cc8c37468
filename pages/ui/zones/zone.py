"""Show the selected zones in figures, and one zone as a card and as a sheet."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import geopandas as gpd
import numpy as np

from atlas import geo
from atlas.analysis import gaps, life, partners, similarity, sizes, spatial
from atlas.i18n import dates, text
from atlas.maps import style
from atlas.model import documents, later, positions
from atlas.model.atlas import Atlas, ZoneSheet
from atlas.plan import places, references
from atlas.selection import counts
from atlas.selection.facets import Facets
from atlas.selection.flags import GRADES, USUAL_GRADE, grades
from pages.ui.markup import cells, render
from pages.ui.parts.downloads import FILES
from pages.ui.plan import discrepancies, page
from pages.ui.session.view import View

ON_CARD = 6  # own columns, a yearly series as one
HECTARES = 100  # in a square kilometre
ATTACHED = "attached"  # the path of what is attached to zones, below the plain edition's
WIDTH, HEIGHT, EDGE = 720, 74, 24  # of a drawn line of time, px; what is free at its ends


def figures(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw the figures of the selected zones as a strip."""
    summary = counts.summary(atlas, zones, scheme=view.selection.scheme)
    render.html("zones/strip", lang=view.lang, atlas=atlas, view=view, summary=summary)


def card(view: View, atlas: Atlas) -> None:
    """Draw the selected zone in short; nothing while none is."""
    if view.zone:
        sheet = atlas.zone(view.zone)
        events = life.life(atlas, view.zone, view.lang)
        unlisted = bool(sizes.lacking(atlas, atlas.zones.loc[[view.zone]]))
        told = since(view, sheet) | borne_out(view, atlas, sheet)
        told |= {"cells": cells.told(atlas, view.lang, view.zone, most=ON_CARD)}
        _draw("zones/card", view, atlas, sheet=sheet, events=events, unlisted=unlisted, **told)


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
    given: dict[str, object] = {"clusters": clusters(sheet), **since(view, sheet)}
    given["lives"] = bool(documents.naming(atlas, view.zone).size)
    _draw("zones/sheet_top", view, atlas, sheet=sheet, **given)


def sheet_position(view: View, atlas: Atlas) -> None:
    """Draw where the selected zone lies, how well that is known, and what is near."""
    sheet = atlas.zone(view.zone)
    _draw("zones/sheet_position", view, atlas, sheet=sheet, **position(view, atlas, sheet))


def position(view: View, atlas: Atlas, sheet: ZoneSheet) -> dict[str, object]:
    """Return how well a zone's place is known and what is near, by the templates' names."""
    kind = atlas.position_kinds.loc[sheet.row["position_kind"]]
    outline = atlas.outlines.geometry.get(sheet.id)
    return {
        "national": spatial.nearest(atlas, atlas.zones.loc[[sheet.id]]).iloc[0],
        "kind_what": kind[f"what_{view.lang}"],
        "area_ha": 0 if outline is None else geo.area_km2(outline) * HECTARES,
        "cells": cells.told(atlas, view.lang, sheet.id),
        **borne_out(view, atlas, sheet),
    }


def borne_out(view: View, atlas: Atlas, sheet: ZoneSheet) -> dict[str, object]:
    """Return how far others bear a zone's place out, by the templates' names."""
    agreement = sheet.row["position_agreement"]
    rule = atlas.position_agreement.loc[agreement] if agreement else None
    return {
        "borne_out": positions.said(atlas, sheet.id, view.lang),
        "agreement_what": "" if rule is None else rule[f"what_{view.lang}"],
        "doubtful": rule is not None and rule["conflict"] == "yes",
        "away": partial(positions.away, lang=view.lang),
    }


def sheet_life(view: View, atlas: Atlas) -> None:
    """Draw a zone's life as a line of time and a list, and what each document says of it."""
    if told := lived(view, atlas):
        _draw("zones/life", view, atlas, **told)


def sheet_attachments(view: View, atlas: Atlas, zone: str = "") -> None:
    """Draw what the office has attached to a zone, the selected one unless another is named."""
    if told := attached(view, atlas, zone):
        _draw("zones/attachments", view, atlas, **told)


def attached(view: View, atlas: Atlas, zone: str = "") -> dict[str, object]:
    """Return a zone's photos and documents by the templates' names; nothing where it has none."""
    zone = zone or view.zone
    found = atlas.attachments.get(zone, ())
    if not found:
        return {}
    return {
        "photos": [each for each in found if each.is_image],
        "papers": [each for each in found if not each.is_image],
        "zone": zone,
        "folder": f"{FILES}/{ATTACHED}",
        "query": view.query(to="zones"),
    }


def lived(view: View, atlas: Atlas) -> dict[str, object]:
    """Return a zone's life by the templates' names; nothing of one that no document names."""
    events = life.life(atlas, view.zone, view.lang)
    if not events:
        return {}
    line = life.line(events)
    return {
        "zone": view.zone,
        "events": events,
        "words": _of_line(view, atlas, line),
        "width": WIDTH,
        "height": HEIGHT,
        "drawn": f"{FILES}/life.svg{view.query(to='zones')}",
        "since": dates.written(life.last(events), view.lang),
        "sides": life.sides(atlas, view.zone, view.lang),
    }


def life_line(view: View, atlas: Atlas) -> str:
    """
    Return the selected zone's life as a drawing, SVG; an empty text of one that has none.

    Its marks are numbered as the list of `lived` is.
    """
    if not (events := life.life(atlas, view.zone, view.lang)):
        return ""
    fills = {each.key: each.fill for each in style.read(atlas.style)}
    line = life.line(events)
    return render.filled(
        "zones/life_line",
        line=line,
        lang=view.lang,
        words=_of_line(view, atlas, line),
        width=WIDTH,
        height=HEIGHT,
        place=lambda at: round(EDGE + at * (WIDTH - 2 * EDGE), 1),
        **{each: fills[f"sheet/{each}"] for each in ("ink", "muted", "accent", "paper")},
    )


def _of_line(view: View, atlas: Atlas, line: life.Line) -> str:
    """Say what a line of time shows, for who does not see it."""
    name = atlas.label("zones", view.zone, view.lang)
    ends = {"first": line.first, "last": line.last}
    return text("life.axis", view.lang, name=name, n=len(line.marks), **ends)


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
            (slip, discrepancies.statements(view, atlas.of_plan, slip, words=words, zone=sheet.id))
            for slip in slips
        ],
        **dossier(view, atlas, sheet),
        # What the plan's words name is of the plan, whatever document the rest is by.
        **page.linked(view, atlas.of_plan),
    )


def dossier(view: View, atlas: Atlas, sheet: ZoneSheet) -> dict[str, object]:
    """Return what the plan and later sources say of a zone, and who is like it, by name."""
    return {
        **since(view, sheet),
        "mentions": list(mentions(view, atlas, sheet)),
        "wanted": wanted(atlas, sheet),
        "same": partners.same(atlas, sheet.id),
        "alike": alike(atlas, sheet.id),
    }


def since(view: View, sheet: ZoneSheet) -> dict[str, list[later.Told]]:
    """Return a zone's later changes and its scattered figures, by the templates' names."""
    return {
        "changes": later.changes(sheet.changes, view.lang),
        "figures": later.figures(sheet.figures, view.lang),
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
