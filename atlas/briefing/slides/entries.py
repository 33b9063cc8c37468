"""Say what a map's legend explains: entries as values, and the sign that each is drawn with."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from atlas.i18n import text
from atlas.maps.print import basemap, symbols
from atlas.maps.print.scene import Path, Symbol, line, rectangle
from atlas.maps.print.symbols import PX

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from atlas.maps.style import Style
    from atlas.model.atlas import Atlas
    from atlas.selection.counts import Summary

# A zone type's symbol; an area's fill, plain or hatched; a line of the base map; the small grey
# symbol; words alone.
Kind = Literal["type", "area", "inferred", "line", "context", "national"]


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One thing that a legend explains.

    Attributes
    ----------
    kind
        Of what it is.
    words
        What it means.
    short
        The same in fewer letters, where there is a short form.
    key
        The slug of the type, area or boundary; of an inferred membership, that of an area which
        has one.
    level
        Of a type: the slug of the level whose symbol stands for it.
    n
        The number of zones; None where nothing is counted.
    """

    kind: Kind
    words: str
    short: str = ""
    key: str = ""
    level: str = ""
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """
    Where an entry's sign is drawn.

    Attributes
    ----------
    x, y, high
        Its upper left corner and the height of its row, points.
    scale
        Of everything in it.
    """

    x: float
    y: float
    high: float
    scale: float

    @property
    def middle(self) -> float:
        """The y of the row's middle, points."""
        return self.y + self.high / 2

    @property
    def patch(self) -> tuple[float, float, float, float]:
        """x, y, width and height of a patch of colour, points."""
        return (
            self.x + 1 * self.scale,
            self.y + self.high * 0.18,
            20 * self.scale,
            self.high * 0.64,
        )


def types(
    atlas: "Atlas", zones: "gpd.GeoDataFrame", summary: "Summary", *, lang: str
) -> tuple[Entry, ...]:
    """
    Return the types on the map with their counts, then what national zones are.

    Parameters
    ----------
    atlas
        The atlas.
    zones
        The zones drawn, EPSG:4326.
    summary
        Their figures.
    lang
        ``"zh"`` or ``"en"``.
    """
    national = atlas.levels.index[0]
    entries = []
    for slug, n in _figures(summary.types).items():
        if not n:
            continue
        levels = zones.loc[zones["zone_type"] == slug, "level"]
        # The national symbol stands for a type only if all its zones are national.
        others = levels[levels != national]
        level = str(others.iloc[0]) if len(others) else national
        words = atlas.label("types", slug, lang)
        entries.append(Entry("type", words, key=slug, level=level, n=n))
    if summary.levels.get(national):
        entries.append(Entry("national", text("print.national", lang)))
    return tuple(entries)


def areas(atlas: "Atlas", summary: "Summary", *, scheme: str, lang: str) -> tuple[Entry, ...]:
    """
    Return the areas that fill the map with their counts, then what is inferred of them.

    Parameters
    ----------
    atlas
        The atlas.
    summary
        The figures of the zones drawn.
    scheme
        Slug of the scheme whose areas they are.
    lang
        ``"zh"`` or ``"en"``.
    """
    entries = [
        Entry(
            "area",
            atlas.label("areas", slug, lang),
            short=atlas.label("areas", slug, lang, short=True),
            key=slug,
            n=n,
        )
        for slug, n in _figures(summary.areas).items()
    ]
    prefectures = atlas.prefectures
    basis = prefectures.get(f"basis_{scheme}")
    if basis is not None and (basis == "inferred").any():
        area = prefectures.loc[prefectures.index[basis == "inferred"][0], f"area_{scheme}"]
        words, n = text("print.inferred", lang), summary.inferred or None
        entries.append(Entry("inferred", words, key=area, n=n))
    return tuple(entries)


def lines(*, scheme: str, context: bool, lang: str) -> tuple[Entry, ...]:
    """
    Return the lines of the map, then the small grey symbols.

    Parameters
    ----------
    scheme
        Slug of the scheme of areas: one of them draws its own boundary.
    context
        Whether zones that are not selected are drawn, small and grey.
    lang
        ``"zh"`` or ``"en"``.
    """
    entries = [
        Entry("line", text(f"print.boundary_{kind}", lang), key=kind)
        for kind in basemap.boundaries(scheme)
    ]
    if context:
        entries.append(Entry("context", text("print.context", lang)))
    return tuple(entries)


def sign(
    atlas: "Atlas", styles: "Mapping[str, Style]", entry: Entry, slot: Slot
) -> tuple[Path | Symbol, ...]:
    """
    Draw what stands before an entry's words, as the map has it.

    Parameters
    ----------
    atlas
        The atlas.
    styles
        Of `atlas.maps.palette.palette`.
    entry
        What is explained.
    slot
        Where.

    Returns
    -------
    tuple of Path or Symbol
        In the order in which they are painted; nothing if the words stand alone.
    """
    match entry.kind:
        case "type":
            return (_symbol(atlas, styles, entry, slot),)
        case "area":
            style = styles[f"area/{entry.key}"]
            return (
                rectangle(
                    *slot.patch,
                    fill=style.fill,
                    stroke=style.stroke,
                    width=0.6 * slot.scale,
                    alt=entry.words,
                ),
            )
        case "inferred":
            return _hatched(styles, entry, slot)
        case "line":
            return (_line(styles, entry, slot),)
        case "context":
            return (_grey(styles, entry, slot),)
        case "national":
            return ()


def _figures(counted: "pd.Series") -> dict[str, int]:
    return {str(slug): int(n) for slug, n in counted.items()}


def _symbol(atlas: "Atlas", styles: "Mapping[str, Style]", entry: Entry, slot: Slot) -> Symbol:
    return symbols.symbol(
        atlas,
        styles,
        zone_type=entry.key,
        level=entry.level,
        x=slot.x + 11 * slot.scale,
        y=slot.middle,
        grow=PX * slot.scale,
        role="legend",
        key=entry.key,
        alt=entry.words,
    )


def _hatched(styles: "Mapping[str, Style]", entry: Entry, slot: Slot) -> tuple[Path | Symbol, ...]:
    fill, edge = styles[f"area/{entry.key}"].fill, styles["area/inferred"].stroke
    ring = rectangle(*slot.patch).rings[0]
    return (
        rectangle(*slot.patch, fill=fill, alt=entry.words),
        *symbols.hatch([np.vstack([ring, ring[:1]])], styles, grow=slot.scale * 0.8),
        rectangle(*slot.patch, stroke=edge, width=0.6 * slot.scale),
    )


def _line(styles: "Mapping[str, Style]", entry: Entry, slot: Slot) -> Path:
    style = styles[f"line/{entry.key}"]
    return line(
        (slot.x, slot.middle),
        (slot.x + 20 * slot.scale, slot.middle),
        stroke=style.stroke,
        width=(style.width or 1) * slot.scale,
        dash=tuple(float(d) * slot.scale for d in (style.dash or "").split()),
        opacity=style.opacity,
        alt=entry.words,
    )


def _grey(styles: "Mapping[str, Style]", entry: Entry, slot: Slot) -> Symbol:
    style = styles["sheet/context"]
    return Symbol(
        slot.x + 10 * slot.scale,
        slot.middle,
        style.shape or "circle",
        (style.size or 5) * slot.scale,
        style.fill or "",
        style.stroke or "",
        (style.width or 0.5) * slot.scale,
        role="legend",
        alt=entry.words,
    )
