"""Gather what one sheet says: every figure and sentence of its map, legend, table and foot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from atlas.briefing.order import MODES, Order
from atlas.i18n import text
from atlas.maps import beside, surroundings
from atlas.maps.overlay import NothingToDraw
from atlas.maps.panels import Panel, panels
from atlas.maps.specification import AUTO
from atlas.model import columns, documents
from atlas.selection import conditions, counts
from atlas.selection.flags import USUAL_SCHEME
from geodata.schema.tables import BOUNDARY_CARD, PLAN_CARD

if TYPE_CHECKING:
    import geopandas as gpd

    from atlas.maps.overlay import Overlay
    from atlas.model.atlas import Atlas

MOST_LACKING = 6  # zones without a figure that a note names
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
        Areas × types that hold zones, whole numbers.
    notes
        The lines of the foot: what one must know to read the sheet.
    sources
        Where it comes from.
    mark
        What the mode prints on the sheet.
    overlay
        What is drawn over the zones: a comparison or an analysis; None for nothing.
    panels
        The maps that it parts into; none where it is a single one.
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
    overlay: "Overlay | None" = None
    panels: tuple["SmallMap", ...] = ()


@dataclass(frozen=True, eq=False)
class SmallMap:
    """
    One of the maps that a sheet parts into.

    Attributes
    ----------
    title
        What tells it from the others, with its number of zones.
    said
        What a sheet of it alone would say.
    atlas
        The edition that it is of.
    """

    title: str
    said: Content
    atlas: "Atlas"


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

    Raises
    ------
    NothingToDraw
        If a comparison or an analysis is asked for that has nothing to draw.
    """
    selection, lang = order.selection, order.lang
    parts = panels(atlas, order.map, lang=lang)
    zones, drawn = order.map.zones(atlas), _overlay(atlas, order)
    summary = counts.summary(atlas, zones, scheme=selection.scheme)
    return Content(
        order=order,
        zones=zones,
        title=order.title.strip() or title(atlas, order, drawn),
        sentence=order.sentence.strip()
        or (drawn.sentence if drawn else sentence(atlas, zones, summary, lang=lang))
        + _summed(atlas, zones, order),
        words=order.map.describe(atlas, lang=lang),
        summary=summary,
        table=counts.crosstab(
            atlas, zones, rows="area", columns="type", scheme=selection.scheme
        ).loc[summary.areas > 0, summary.types > 0],
        notes=(
            *_notes(atlas, zones, summary, order),
            *_figured(atlas, zones, order),
            *_drawn(atlas, zones, drawn, lang),
            *_parted(atlas, parts, lang),
        ),
        sources=tuple(_sources(atlas, order)),
        mark=_mark(order),
        overlay=drawn,
        panels=tuple(_small(part, order) for part in parts),
    )


def series(atlas: "Atlas", order: Order) -> tuple[Order, ...]:
    """
    Return the sheets that an order of small maps becomes where each map has a sheet of its own.

    Parameters
    ----------
    atlas
        The atlas.
    order
        What is asked; of a single map nothing is returned.
    """
    parts = panels(atlas, order.map, lang=order.lang) if order.map.panels else ()
    # Who turns the pages sees one land: that of all of them.
    whole = order.map.extent == AUTO and order.map.selection.is_empty
    sheets = []
    for part in parts:
        shown = part.shown.with_(extent="province") if whole else part.shown
        own = order.title.strip()
        said = text("print.titled", order.lang, subject=own, what=part.title) if own else ""
        sheets.append(order.with_(map=shown, title=said))
    return tuple(sheets)


def _small(part: Panel, order: Order) -> SmallMap:
    own = order.with_(map=part.shown, title="", sentence="")
    try:
        said = content(part.atlas, own)
    except NothingToDraw:
        said = content(part.atlas, own.with_(draw=""))
    return SmallMap(part.named(order.lang), said, part.atlas)


def _overlay(atlas: "Atlas", order: Order) -> "Overlay | None":
    if not order.map.draw:
        return None
    # Analyses bring scipy along: who asks for none does not wait for it.
    from atlas.analysis.findings import overlay  # noqa: PLC0415

    return overlay(atlas, order.map, order.lang)


def title(atlas: "Atlas", order: Order, drawn: "Overlay | None" = None) -> str:
    """Return the generated title: the subject, then what is selected and what is drawn over it."""
    lang, selection = order.lang, order.selection
    subject = documents.titled(atlas, "print", lang)
    spoken = selection.describe_parts(atlas, lang=lang)
    if order.map.panels:
        by = text(f"panels.{order.map.panels}", lang)
        spoken = text("describe.panels", lang, what=spoken, by=by) if spoken else by
    elif order.map.beside:
        names = beside.titles(beside.sides(order.map, atlas), atlas, lang=lang)
        spoken = text("describe.versus", lang).join(names)
    spoken = shortened(spoken, MOST_TITLE)
    if spoken and not order.map.compares:
        subject = text("print.titled", lang, subject=subject, what=spoken)
    return text("print.titled", lang, subject=subject, what=drawn.title) if drawn else subject


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
            standing=text("map.comma", lang).join(atlas.standing(row, lang)),
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
    notes = [told] if (told := documents.told(atlas, lang)) else []
    if len(zones):
        low, high = (f"{km:g}" for km in (zones["accuracy_km"].min(), zones["accuracy_km"].max()))
        span = text("print.range", lang, low=low, high=high) if low != high else low
        notes.append(text("print.note.position", lang, km=span))
        unverified = int((~zones["verified"]).sum())
        if unverified == len(zones):
            notes[-1] += text("print.note.none_verified", lang)
        elif unverified:
            notes[-1] += text("print.note.unverified", lang, n=unverified)
        rules = atlas.position_agreement
        against = zones["position_agreement"].isin(rules.index[rules["conflict"] == "yes"])
        if n := int(against.sum()):
            notes[-1] += text("print.note.disputed", lang, n=n)
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
    changed = [zone for zone in documents.raised(atlas) if zone in zones.index]
    if changed:
        names = text("print.list", lang).join(
            atlas.label("zones", zone, lang, short=True) for zone in changed
        )
        notes.append(text("print.note.changed", lang, names=names, by=atlas.by(lang)))
    return notes


def figures_of(atlas: "Atlas", order: Order) -> list[str]:
    """Return the figures of lists that a map shows, is filtered by, or parts by."""
    heads = dict.fromkeys((*order.map.columns(atlas), order.map.panels))
    return [head for head in heads if head in columns.FIGURES and columns.is_figure(atlas, head)]


def _summed(atlas: "Atlas", zones: "gpd.GeoDataFrame", order: Order) -> str:
    """Say what the zones' hectares add up to, and whose these are, where a map speaks of them."""
    if columns.AREA not in figures_of(atlas, order):
        return ""
    cells = columns.known(atlas, columns.AREA, zones.index)
    if not cells:
        return ""
    ha, of = columns.hectares(columns.total(cells)), columns.document(atlas, order.lang)
    # "of which 65" of 65 would set one looking for the others.
    key = "print.sentence.area" if len(cells) < len(zones) else "print.sentence.area_all"
    return text(key, order.lang, n=len(cells), ha=ha, document=of)


def _figured(atlas: "Atlas", zones: "gpd.GeoDataFrame", order: Order) -> list[str]:
    """Return what one must know to read figures: whose they are, and who has none."""
    heads, lang = figures_of(atlas, order), order.lang
    if not heads:
        return []
    of = columns.document(atlas, lang)
    notes = [text("print.note.figures", lang, document=of)]
    asked = [each for each in order.selection.where if _of_figure(atlas, each)]
    left = [each for each in order.selection.where if each not in asked]
    all_ = order.map.with_(selection=order.selection.with_(where=left), panels="").zones(atlas)
    cells = columns.known(atlas, heads[0], all_.index)
    lacking = [zone for zone in all_.index if zone not in cells]
    for form, ids in (
        ("unlisted", [zone for zone in lacking if zone in zones.index and not order.map.panels]),
        ("left_out", [zone for zone in lacking if zone not in zones.index or order.map.panels]),
    ):
        names = [atlas.label("zones", zone, lang, short=True) for zone in ids[:MOST_LACKING]]
        if names:
            said = text("print.list", lang).join(names)
            more = text("print.note.more", lang, names=said, n=len(ids))
            said = more if len(ids) > len(names) else said
            notes.append(text(f"print.note.{form}", lang, names=said, document=of))
    return notes


def _of_figure(atlas: "Atlas", value: str) -> bool:
    """Tell whether a condition is on a figure, and lets no zone without one through."""
    found = conditions.condition(value, atlas)
    return isinstance(found, conditions.Condition) and columns.is_figure(atlas, found.head)


def _drawn(
    atlas: "Atlas", zones: "gpd.GeoDataFrame", drawn: "Overlay | None", lang: str
) -> list[str]:
    """Return what one must know to read what is drawn over the zones."""
    if drawn is None:
        return []
    ends = len(drawn.ends - {*zones.index})
    # What one must know of the map's own document has been said.
    told = documents.told(atlas, lang)
    notes = [note for note in drawn.notes if note not in told]
    return [*([text("drawn.ends", lang, n=ends)] if ends else []), *notes]


def _parted(atlas: "Atlas", parts: Sequence[Panel], lang: str) -> list[str]:
    """Return what one must know to read several small maps."""
    if not parts:
        return []
    first = parts[0].shown.vintage
    alike = [each for each in parts if each.shown.vintage != first and each.atlas is atlas]
    lone = [text("print.note.one_edition", lang)] if alike else []
    return [text("print.note.panels", lang), *lone]


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
        *surroundings.credits_of(atlas, surroundings.shown(atlas, order.map), lang),
        text("print.source.projection", lang),
    ]
    if atlas.plan is not None:
        card = atlas.sources.loc[atlas.documents.loc[atlas.document, "source"]]
        named = {"title": card[f"title_{lang}"], "number": card["number"]}
        lines.insert(0, text("print.source.document", lang, **named))
    if order.selection.scheme != USUAL_SCHEME:
        card = atlas.sources.loc[atlas.schemes.loc[order.selection.scheme, "source"]]
        named = {"title": card[f"title_{lang}"], "number": card["number"]}
        lines.insert(-3, text("print.source.areas", lang, **named))
    shown = "" if atlas.plan is None else atlas.documents.loc[atlas.document, "source"]
    for key in columns.sources(atlas) if figures_of(atlas, order) else ():
        if key == shown:  # it heads the list
            continue
        card = atlas.sources.loc[key]
        named = {"title": card[f"title_{lang}"], "number": card["number"]}
        lines.insert(-3, text("print.source.figures", lang, **named))
    if atlas.with_office:
        lines.append(text("print.source.office", lang, n=atlas.revision))
    made = text("print.source.made", lang, version=atlas.version, day=f"{order.date:%Y-%m-%d}")
    if order.maker:
        made += text("print.source.maker", lang, maker=order.maker)
    return [*lines, made]


def _mark(order: Order) -> str:
    if order.mode == MODES[0]:
        return text("print.mark.internal", order.lang)
    return text("print.mark.public", order.lang, number=order.review_number)
