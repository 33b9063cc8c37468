"""Gather what one sheet says: every figure and sentence of its map, legend, table and foot."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from atlas.briefing.order import MODES, Order
from atlas.i18n import text
from atlas.selection import counts
from atlas.selection.flags import USUAL_SCHEME
from geodata.schema.tables import BOUNDARY_CARD, PLAN_CARD

if TYPE_CHECKING:
    import geopandas as gpd

    from atlas.model.atlas import Atlas

MOST_TITLE = 180  # characters of a generated title's selection


@dataclass(frozen=True, eq=False)
class Content:
    """
    What a sheet says.

    Attributes
    ----------
    order
        What was asked.
    zones
        The zones selected, EPSG:4326, table order.
    title, sentence
        As given in the order, else generated.
    words
        The filter in words, with the number of zones.
    summary
        Counts by level, type and area.
    table
        Areas × types, whole numbers.
    notes
        The lines of the foot: what one must know to read the sheet.
    sources
        Where it comes from.
    mark
        What the mode prints on the sheet.
    """

    order: Order
    zones: "gpd.GeoDataFrame"
    title: str
    sentence: str
    words: str
    summary: counts.Summary
    table: pd.DataFrame
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    mark: str


def content(atlas: "Atlas", order: Order) -> Content:
    """
    Gather what a sheet says.

    Parameters
    ----------
    atlas
        The atlas.
    order
        What is asked; assumed checked.

    Returns
    -------
    Content
        All figures come from the one selection, so that no two of them can differ.
    """
    selection, lang = order.selection, order.lang
    zones = selection.apply(atlas)
    summary = counts.summary(atlas, zones, scheme=selection.scheme)
    return Content(
        order=order,
        zones=zones,
        title=order.title.strip() or title(atlas, order),
        sentence=order.sentence.strip() or sentence(atlas, zones, summary, lang=lang),
        words=selection.describe(atlas, lang=lang),
        summary=summary,
        table=counts.crosstab(atlas, zones, rows="area", columns="type", scheme=selection.scheme),
        notes=tuple(_notes(atlas, zones, summary, order)),
        sources=tuple(_sources(atlas, order)),
        mark=_mark(order),
    )


def title(atlas: "Atlas", order: Order) -> str:
    """Return the generated title: the subject, then what is selected."""
    lang, selection = order.lang, order.selection
    subject = text("print.title", lang)
    spoken = shortened(selection.describe_parts(atlas, lang=lang), MOST_TITLE)
    return text("print.titled", lang, subject=subject, what=spoken) if spoken else subject


def shortened(words: str, most: int) -> str:
    """Return a text with at most so many characters; one that is cut ends in an ellipsis."""
    return words if len(words) <= most else words[: most - 1] + "\u2026"


def sentence(
    atlas: "Atlas", zones: "gpd.GeoDataFrame", summary: counts.Summary, *, lang: str
) -> str:
    """
    Return the generated sentence: how many zones, and of which level.

    The levels part the zones, so their figures add up; a level without a zone is left out.
    """
    if summary.n == 0:
        return text("print.sentence.none", lang)
    if summary.n == 1:
        row = zones.iloc[0]
        return text(
            "print.sentence.one",
            lang,
            name=row[f"name_{lang}"],
            level=atlas.label("levels", row["level"], lang),
            type=atlas.label("types", row["zone_type"], lang),
        )
    named = [(slug, n) for slug, n in summary.levels.items() if n]
    parts = text("print.list", lang).join(
        text("print.part", lang, name=atlas.label("levels", slug, lang), n=n) for slug, n in named
    )
    if len(named) == 1:
        name = atlas.label("levels", named[0][0], lang)
        return text("print.sentence.alike", lang, n=summary.n, name=name)
    return text("print.sentence.some", lang, n=summary.n, parts=parts)


def _notes(
    atlas: "Atlas", zones: "gpd.GeoDataFrame", summary: counts.Summary, order: Order
) -> list[str]:
    lang = order.lang
    notes = []
    if len(zones):
        low, high = (f"{km:g}" for km in (zones["accuracy_km"].min(), zones["accuracy_km"].max()))
        span = text("print.range", lang, low=low, high=high) if low != high else low
        notes.append(text("print.note.position", lang, km=span))
        unverified = int((~zones["verified"]).sum())
        if unverified == len(zones):
            notes[-1] += text("print.note.none_verified", lang)
        elif unverified:
            notes[-1] += text("print.note.unverified", lang, n=unverified)
    if summary.inferred:
        prefectures = dict.fromkeys(
            zones.loc[zones.index.isin(_inferred(atlas, order)), "prefecture"]
        )
        places = text("print.list", lang).join(
            atlas.label("prefectures", slug, lang) for slug in prefectures
        )
        notes.append(text("print.note.inferred", lang, places=places, n=summary.inferred))
    if summary.overlap:
        notes.append(text("print.note.overlap", lang, n=summary.overlap))
    selection = order.selection
    if selection.clusters and len(zones):
        grade = text(f"grade.{selection.min_grade}", lang)
        notes.append(text("print.note.clusters", lang, grade=grade))
    if selection.scheme != USUAL_SCHEME:
        notes.append(text("print.note.scheme", lang))
    national = zones["level"] == atlas.levels.index[0]
    changed = zones.index[national & zones.index.isin(atlas.changes["zone"])]
    if len(changed):
        names = text("print.list", lang).join(
            atlas.label("zones", zone, lang, short=True) for zone in changed
        )
        notes.append(text("print.note.changed", lang, names=names))
    return notes


def _inferred(atlas: "Atlas", order: Order) -> pd.Series:
    members = atlas.members
    here = (members["scheme"] == order.selection.scheme) & (members["basis"] == "inferred")
    return members.loc[here, "zone"]


def _sources(atlas: "Atlas", order: Order) -> list[str]:
    lang = order.lang
    plan, boundary = atlas.sources.loc[PLAN_CARD], atlas.sources.loc[BOUNDARY_CARD]
    lines = [
        text("print.source.plan", lang, title=plan[f"title_{lang}"], number=plan["number"]),
        text("print.source.map", lang, title=order.base_map_source or boundary[f"title_{lang}"]),
        text("print.source.credits", lang),
        text("print.source.projection", lang),
    ]
    if order.selection.scheme != USUAL_SCHEME:
        card = atlas.sources.loc[atlas.schemes.loc[order.selection.scheme, "source"]]
        named = {"title": card[f"title_{lang}"], "number": card["number"]}
        lines.insert(1, text("print.source.areas", lang, **named))
    if atlas.revision:
        lines.append(text("print.source.office", lang, n=atlas.revision))
    made = text("print.source.made", lang, version=atlas.version, day=f"{order.date:%Y-%m-%d}")
    if order.maker:
        made += text("print.source.maker", lang, maker=order.maker)
    return [*lines, made]


def _mark(order: Order) -> str:
    if order.mode == MODES[0]:
        return text("print.mark.internal", order.lang)
    return text("print.mark.public", order.lang, number=order.review_number)
