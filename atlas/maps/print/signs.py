"""Draw what stands before an entry's words in a legend, as the map draws it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from atlas.maps.print import symbols
from atlas.maps.print.scene import Path, Symbol, line, rectangle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from atlas.maps.legend import Entry
    from atlas.maps.style import Style
    from atlas.model.atlas import Atlas

WIDE = 20.0  # points at scale 1 that a patch or a line is wide
INSET = 1.0  # by which a patch stands in
PATCH = 0.64  # of a row: how high a patch is
CIRCLE = 0.36  # of a row: the radius of a circle of accuracy


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
            items = (_patch(style, entry, slot),)
        case "hatched":
            items = _hatched(styles, entry, slot)
        case "line":
            items = (_line(style, slot),)
        case "dot":
            items = (_dot(style, slot),)
        case "circle":
            items = (_circle(style, slot),)
        case "outline":
            items = _outline(style, entry, slot)
        case "words":
            items = ()
    return items


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


def _patch(style: "Style", entry: "Entry", slot: Slot) -> Path:
    return rectangle(
        *slot.patch,
        role="legend",
        key=entry.key,
        fill=style.fill or "",
        stroke=style.stroke or "",
        width=0.6 * slot.scale,
    )


def _hatched(
    styles: "Mapping[str, Style]", entry: "Entry", slot: Slot
) -> tuple[Path | Symbol, ...]:
    fill, edge = styles[entry.style].fill or "", styles["area/inferred"].stroke or ""
    ring = rectangle(*slot.patch).rings[0]
    closed = np.vstack([ring, ring[:1]])
    return (
        rectangle(*slot.patch, role="legend", fill=fill),
        *symbols.hatch([closed], styles, grow=slot.scale * 0.8),
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


def _dot(style: "Style", slot: Slot) -> Symbol:
    return Symbol(
        slot.x + WIDE / 2 * slot.scale,
        slot.middle,
        style.shape or "circle",
        (style.size or 5) * slot.scale,
        style.fill or "",
        style.stroke or "",
        (style.width or 0.5) * slot.scale,
        role="legend",
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
