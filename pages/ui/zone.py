"""Show the selected zones in figures, and one zone as a card and as a sheet."""

import geopandas as gpd

from atlas import counts
from atlas.load import Atlas, ZoneSheet
from pages.ui import render
from pages.ui.state import View


def figures(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw the figures of the selected zones as a strip."""
    summary = counts.summary(atlas, zones, scheme=view.selection.scheme)
    render.html("strip", lang=view.lang, atlas=atlas, view=view, summary=summary)


def card(view: View, atlas: Atlas) -> None:
    """Draw the selected zone in short; nothing while none is."""
    if view.zone:
        render.html("card", lang=view.lang, atlas=atlas, view=view, sheet=atlas.zone(view.zone))


def spread(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw how the selected zones spread over the areas and, with room for it, the clusters."""
    selection = view.selection
    render.html(
        "hint",
        lang=view.lang,
        atlas=atlas,
        view=view,
        summary=counts.summary(atlas, zones, scheme=selection.scheme),
        clusters=counts.by(
            atlas, zones, "cluster", scheme=selection.scheme, min_grade=selection.min_grade
        ),
    )


def surroundings(view: View, atlas: Atlas) -> list[str]:
    """Return the selected zone and its nearest neighbours."""
    return [view.zone, *atlas.zone(view.zone).neighbours["zone"].head(3)]


def sheet_top(view: View, atlas: Atlas) -> None:
    """Draw the head of the selected zone's sheet; while none is selected, how to select one."""
    _sheet("sheet_top" if view.zone else "sheet_none", view, atlas)


def sheet_position(view: View, atlas: Atlas) -> None:
    """Draw where the selected zone lies, how well that is known, and what is near."""
    _sheet("sheet_position", view, atlas)


def sheet_text(view: View, atlas: Atlas) -> None:
    """Draw all that the plan says of the selected zone, what differs, and what came later."""
    sheet = atlas.zone(view.zone)
    sides = {
        slip["id"]: _sides(sheet, slip["refs"], view.lang) for _, slip in sheet.slips.iterrows()
    }
    render.html("sheet_text", lang=view.lang, atlas=atlas, view=view, sheet=sheet, sides=sides)


def _sides(sheet: ZoneSheet, refs: str, lang: str) -> list[tuple[str, str]]:
    """Return what several places of the plan say of a zone, to stand side by side."""
    said = [
        (source, what)
        for ref in refs.split("|")
        for source, what in zip(
            sheet.mentions["source"], sheet.mentions[f"what_{lang}"], strict=True
        )
        if any(place == ref or place.startswith(f"{ref}\u00b7") for place in source.split("|"))
    ]
    return said if len(said) > 1 else []


def _sheet(template: str, view: View, atlas: Atlas) -> None:
    sheet = atlas.zone(view.zone) if view.zone else None
    render.html(template, lang=view.lang, atlas=atlas, view=view, sheet=sheet)
