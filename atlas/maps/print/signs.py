"""Draw what stands before an entry's words in a legend, as the map draws it."""

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from atlas.maps.choropleth import BAR, LARGEST, TALLEST
from atlas.maps.print import drawn, symbols
from atlas.maps.print.scene import Path, Symbol, line, rectangle
from atlas.maps.print.shading import SHEER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from atlas.maps.legend import Entry
    from atlas.maps.style import Style
    from atlas.model.atlas import Atlas

WIDE = 20.0  # points at scale 1 that a patch or a line is wide
INSET = 1.0  # by which a patch stands in
PATCH = 0.64  # of a row: how high a patch is
CLOSER = 0.8  # of a pattern in a patch
CIRCLE = 0.36  # of a row: the radius of a circle of accuracy
ROUND = 0.8  # of a row: how wide a disc is
WIDER = 14.0  # points at scale 1 that circles and bars take more than other signs


@dataclass(frozen=True, slots=True)
class Slot:
    """
    Where a sign is drawn.

    Attributes
    ----------
    x, y
        The upper left corner of its row, points.
    high
        Height of the row, points.
    scale
        Factor of the sign.
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
        below = self.y + self.high * (1 - PATCH) / 2
        return self.x + INSET * self.scale, below, WIDE * self.scale, self.high * PATCH


def sign(
    atlas: "Atlas", styles: "Mapping[str, Style]", entry: "Entry", slot: Slot
) -> tuple[Path | Symbol, ...]:
    """
    Draw an entry's sign.

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
        In the order in which they are painted; none if the words are the sample themselves.
    """
    style = styles[entry.style]
    items: tuple[Path | Symbol, ...]
    match entry.mark:
        case "symbol":
            items = (_symbol(atlas, styles, entry, slot),)
        case "patch":
            items = _patch(style, entry, slot)
        case "hatched":
            items = _hatched(styles, entry, slot)
        case "line":
            items = (_line(style, slot),)
        case "dot":
            items = (_dot(style, slot),)
        case "site":
            items = (_dot(style, slot, unit=symbols.PX),)
        case "circle":
            items = (_circle(style, slot),)
        case "outline":
            items = _outline(style, entry, slot)
        case "land" | "centre":
            items = _drawn(styles, entry, slot)
        case _:
            items = _of_column(styles, entry, slot)
    return items


def _drawn(styles: "Mapping[str, Style]", entry: "Entry", slot: Slot) -> tuple[Path, ...]:
    """Draw what shows what an analysis draws."""
    if entry.mark == "land":
        return _land(styles[entry.style], entry, slot)
    middle = slot.x + WIDE / 2 * slot.scale, slot.middle
    return drawn.eye(styles, middle, slot.scale)


def _of_column(
    styles: "Mapping[str, Style]", entry: "Entry", slot: Slot
) -> tuple[Path | Symbol, ...]:
    """Draw what shows an own column; nothing for words alone."""
    match entry.mark:
        case "disc":
            return (_disc(styles[entry.style], slot),)
        case "size":
            return _size(styles, entry, slot)
        case "bar":
            return _bar(styles, entry, slot)
    return ()


def _symbol(atlas: "Atlas", styles: "Mapping[str, Style]", entry: "Entry", slot: Slot) -> Symbol:
    return symbols.symbol(
        atlas,
        styles,
        zone_type=entry.key,
        level=entry.level,
        x=slot.x + (WIDE / 2 + INSET) * slot.scale,
        y=slot.middle,
        grow=symbols.PX * slot.scale,
        role="legend",
        key=entry.key,
    )


def _patch(style: "Style", entry: "Entry", slot: Slot) -> tuple[Path, ...]:
    filled = rectangle(
        *slot.patch,
        role="legend",
        key=entry.key,
        fill=style.fill or "",
        stroke=style.stroke or "",
        width=0.6 * slot.scale,
    )
    return filled, *_pattern(style, slot)


def _pattern(style: "Style", slot: Slot) -> list[Path]:
    """Fill a patch with the pattern of its area; with nothing where it has none."""
    ring = rectangle(*slot.patch).rings[0]
    closed = np.vstack([ring, ring[:1]])
    return symbols.pattern([closed], style, grow=slot.scale * CLOSER, role="legend")


def _hatched(
    styles: "Mapping[str, Style]", entry: "Entry", slot: Slot
) -> tuple[Path | Symbol, ...]:
    style, inferred = styles[entry.style], styles["area/inferred"]
    edge = inferred.stroke or ""
    return (
        rectangle(*slot.patch, role="legend", fill=style.fill or ""),
        *_pattern(style, slot),
        *_pattern(inferred, slot),
        rectangle(*slot.patch, role="legend", stroke=edge, width=0.6 * slot.scale),
    )


def _line(style: "Style", slot: Slot) -> Path:
    return line(
        (slot.x, slot.middle),
        (slot.x + WIDE * slot.scale, slot.middle),
        role="legend",
        stroke=style.stroke or "",
        width=(style.width or 1) * slot.scale,
        dash=style.dashes(slot.scale),
        opacity=style.opacity,
    )


def _dot(style: "Style", slot: Slot, *, unit: float = 1.0) -> Symbol:
    return Symbol(
        slot.x + WIDE / 2 * slot.scale,
        slot.middle,
        style.shape or "circle",
        (style.size or 5) * unit * slot.scale,
        style.fill or "",
        style.stroke or "",
        (style.width or 0.5) * unit * slot.scale,
        role="legend",
    )


def _land(style: "Style", entry: "Entry", slot: Slot) -> tuple[Path, ...]:
    kind = entry.style.partition("/")[2]
    filled = rectangle(
        *slot.patch,
        role="legend",
        fill=style.fill or "",
        opacity=drawn.fill_of(kind, entry.layers),
    )
    edge = rectangle(
        *slot.patch,
        role="legend",
        stroke=style.stroke or "",
        width=(style.width or 1) * slot.scale,
        dash=style.dashes(slot.scale),
        opacity=style.opacity,
    )
    return (filled, edge) if drawn.fill_of(kind) else (edge,)


def _disc(style: "Style", slot: Slot) -> Symbol:
    return Symbol(
        *(slot.x + (WIDE / 2 + INSET) * slot.scale, slot.middle, "circle", slot.high * ROUND),
        fill=style.fill or "",
        stroke=style.stroke or "",
        width=(style.width or 1) * symbols.PX * slot.scale,
        role="legend",
    )


def extra(entry: "Entry") -> float:
    """Return how much farther than behind other signs an entry's words begin, points at scale 1."""
    return WIDER if entry.mark in {"size", "bar"} else 0.0


def _foot(entry: "Entry", slot: Slot) -> float:
    """Return the y on which all circles or bars of a legend stand."""
    return slot.y + slot.high * (entry.below + 1) - INSET * slot.scale


def _size(styles: "Mapping[str, Style]", entry: "Entry", slot: Slot) -> tuple[Path | Symbol, ...]:
    """Draw a circle; those of smaller numbers stand in it, each tied to its words."""
    unit = symbols.PX * slot.scale
    radius, colour = LARGEST * unit * math.sqrt(entry.share), styles[entry.style].fill or ""
    x, top = slot.x + LARGEST * unit + INSET, _foot(entry, slot) - 2 * radius
    around = Symbol(
        *(x, top + radius, "circle", 2 * radius),
        fill="",
        stroke=colour,
        width=slot.scale,
        role="legend",
    )
    area = replace(around, fill=colour, stroke="", opacity=SHEER)
    return (area, around, _tie(styles, (x, top), slot))


def _bar(styles: "Mapping[str, Style]", entry: "Entry", slot: Slot) -> tuple[Path | Symbol, ...]:
    """Draw a bar; those of smaller numbers stand before it, each tied to its words."""
    unit = symbols.PX * slot.scale
    wide, high = BAR * unit, TALLEST * unit * entry.share
    left, top = slot.x + INSET + entry.below * wide * 1.6, _foot(entry, slot) - high
    filled = rectangle(left, top, wide, high, role="legend", fill=styles[entry.style].fill or "")
    return filled, _tie(styles, (left + wide, top), slot)


def _tie(styles: "Mapping[str, Style]", at: tuple[float, float], slot: Slot) -> Path:
    """Draw the line from a circle or bar to its words."""
    return line(
        at,
        (slot.x + (WIDE + WIDER) * slot.scale, slot.middle),
        role="legend",
        stroke=styles["line/leader"].stroke or "",
        width=0.5 * slot.scale,
    )


def _circle(style: "Style", slot: Slot) -> Path:
    turn = np.linspace(0, 2 * np.pi, 33)[:-1]
    centre = np.array([slot.x + WIDE / 2 * slot.scale, slot.middle])
    return Path(
        (np.column_stack([np.cos(turn), np.sin(turn)]) * slot.high * CIRCLE + centre,),
        role="legend",
        stroke=style.stroke or "",
        width=0.7 * slot.scale,
        dash=style.dashes(0.5 * slot.scale),
        opacity=style.opacity,
    )


def _outline(style: "Style", entry: "Entry", slot: Slot) -> tuple[Path | Symbol, ...]:
    x, y, wide, high = slot.patch
    ring = np.array(
        [
            (x, y + high * 0.2),
            (x + wide * 0.6, y),
            (x + wide, y + high * 0.7),
            (x + wide * 0.3, y + high),
        ]
    )
    return (
        Path(
            (ring,),
            role="legend",
            key=entry.key,
            fill=style.fill or "",
            opacity=style.opacity,
        ),
        Path(
            (ring,),
            role="legend",
            key=entry.key,
            stroke=style.stroke or "",
            width=(style.width or 1) * slot.scale,
            dash=style.dashes(slot.scale),
        ),
    )
