"""Draw an own column on the zones of a frame: discs and filled outlines, circles, or bars."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from atlas.maps.choropleth import (
    BAR,
    BARS,
    COLOUR,
    DISC,
    FILL,
    LARGEST,
    NONE,
    SIZE,
    TALLEST,
)
from atlas.maps.print import zones
from atlas.maps.print.context import MapContext
from atlas.maps.print.projection import Box
from atlas.maps.print.scene import Item, Path, Symbol, rectangle
from atlas.maps.print.symbols import PX

ROLE = "shade"
FILLED = 0.75  # opacity of a filled outline, as on the screen
SHEER = 0.4  # opacity of a circle, through which others are seen
EDGE = 1.0  # points of a circle's edge
CLOSER = 0.8  # of a disc's width, which the next one leaves seen
SEAM = 1.1  # points around a symbol
APART = 0.8  # points between a symbol and its bar


def outlines(context: MapContext, drawn: Sequence[Item]) -> list[Item]:
    """Fill the outlines of zones with the colours of their values."""
    return [_filled(context, item) if isinstance(item, Path) else item for item in drawn]


def _filled(context: MapContext, outline: Path) -> Path:
    shade = context.shade
    colour = shade.of.get(outline.key, NONE) if shade and shade.drawn == FILL else NONE
    if colour == NONE or not outline.fill:
        return outline
    return replace(outline, fill=context.styles[colour].fill or "", opacity=FILLED)


def roomy(context: MapContext, symbols: Sequence[Symbol]) -> list[Symbol]:
    """Return symbols as wide as what surrounds them: names and other symbols stand beside that."""
    return [replace(each, size=max(each.size, 2 * _around(context, each.key))) for each in symbols]


def apart(context: MapContext, symbols: Sequence[Symbol]) -> tuple[list[Symbol], list[Path]]:
    """Move symbols apart as `zones.apart` does, so far that discs leave each other seen."""
    closer = (
        replace(wide, size=max(own.size, CLOSER * wide.size))
        for own, wide in zip(symbols, roomy(context, symbols), strict=True)
    )
    moved, offsets = zones.apart(context, list(closer))
    kept = zip(moved, symbols, strict=True)
    return [replace(each, size=own.size) for each, own in kept], offsets


def _around(context: MapContext, zone: str) -> float:
    """Return how far what surrounds a zone's symbol reaches, at most as far as a disc; points."""
    shade, disc = context.shade, DISC * PX * context.grow
    if shade is None or shade.drawn == BARS:
        return 0.0
    if shade.drawn == SIZE:
        return min(disc, _radius(context.grow, shade.shares.get(zone, 0.0)))
    return disc if shade.of.get(zone, NONE) != NONE else 0.0


def _radius(grow: float, share: float) -> float:
    """Return the radius of a circle whose area is a share of the greatest one's; points."""
    return LARGEST * PX * grow * math.sqrt(share)


def valued(
    context: MapContext, symbols: Sequence[Symbol], dotted: Sequence[Symbol]
) -> list[Symbol]:
    """Return what circles surround: symbols, and dots too, which have other measures themselves."""
    sized = context.shade is not None and context.shade.drawn == SIZE
    return [*symbols, *dotted] if sized else [*symbols]


def beneath(
    context: MapContext, symbols: Sequence[Symbol], outlined: Iterable[Item]
) -> list[Symbol]:
    """
    Draw what lies beneath the symbols of zones: discs of colour, or circles.

    Parameters
    ----------
    context
        Of the map.
    symbols
        Of the zones, where they stand.
    outlined
        The outlines: a filled one that is larger than a disc needs none.

    Returns
    -------
    list of Symbol
        The largest first, then the seams of symbols.
    """
    shade, grow = context.shade, context.grow
    if shade is None or shade.drawn == BARS:
        return []
    if shade.drawn == SIZE:
        circles = [circle(context, each, fill=True) for each in _largest_first(context, symbols)]
        return [*circles, *_seams(context, symbols)]
    large = {item.key for item in outlined if isinstance(item, Path) and _is_large(item, grow)}
    drawn = []
    for each in symbols:
        colour = shade.of.get(each.key, NONE)
        if colour != NONE and each.key not in large:
            style = context.styles[colour]
            drawn.append(
                Symbol(
                    *(each.x, each.y, "circle", 2 * DISC * PX * grow, style.fill or ""),
                    stroke=style.stroke or "",
                    width=(style.width or 1) * PX * grow,
                    role=ROLE,
                    key=each.key,
                    frame=each.frame,
                )
            )
    return [*drawn, *_seams(context, symbols)]


def _seams(context: MapContext, symbols: Sequence[Symbol]) -> list[Symbol]:
    """Return a seam around each symbol, so that a dark one stays seen on a dark colour."""
    paper = context.styles["sheet/paper"].fill or ""
    width = 2 * SEAM * context.grow
    return [
        replace(each, fill=paper, stroke=paper, width=width, role=ROLE, alt="") for each in symbols
    ]


def above(context: MapContext, symbols: Sequence[Symbol]) -> list[Path | Symbol]:
    """Draw what lies over the symbols of zones: the edges of circles, which stay seen, or bars."""
    shade = context.shade
    if shade is None or shade.drawn == FILL:
        return []
    if shade.drawn == SIZE:
        return [circle(context, each, fill=False) for each in _largest_first(context, symbols)]
    return [bar(context, each) for each in symbols if shade.shares.get(each.key)]


def _largest_first(context: MapContext, symbols: Sequence[Symbol]) -> list[Symbol]:
    shares = context.shade.shares if context.shade else {}
    return sorted(
        (each for each in symbols if shares.get(each.key)), key=lambda each: -shares[each.key]
    )


def circle(context: MapContext, symbol: Symbol, *, fill: bool) -> Symbol:
    """Return the circle around a zone's symbol: its area, or its edge."""
    share = context.shade.shares[symbol.key] if context.shade else 0.0
    colour = context.styles[COLOUR].fill or ""
    looks = {"opacity": SHEER} if fill else {"stroke": colour, "width": EDGE * context.grow}
    return Symbol(
        *(symbol.x, symbol.y, "circle", 2 * _radius(context.grow, share)),
        fill=colour if fill else "",
        role=ROLE,
        key=symbol.key,
        frame=symbol.frame,
        **looks,
    )


def bar(context: MapContext, symbol: Symbol) -> Path:
    """Return the bar beside a zone's symbol; they stand on one line."""
    share = context.shade.shares[symbol.key] if context.shade else 0.0
    style, unit = context.styles[COLOUR], PX * context.grow
    high = TALLEST * unit * share
    return rectangle(
        *(symbol.x + symbol.size / 2 + APART, symbol.y + symbol.size / 2 - high),
        *(BAR * unit, high),
        role=ROLE,
        key=symbol.key,
        fill=style.fill or "",
        stroke=context.styles["sheet/paper"].fill or "",
        width=0.5 * context.grow,
    )


def boxes(drawn: Sequence[Path | Symbol]) -> list[Box]:
    """Return what bars take, which no name may cover: left, top, right, bottom in points."""
    spans = (item.rings[0] for item in drawn if isinstance(item, Path))
    return [(*ring.min(axis=0).tolist(), *ring.max(axis=0).tolist()) for ring in spans]


def _is_large(outline: Path, grow: float) -> bool:
    """Return whether a filled outline shows its colour at least as well as a disc."""
    span = float(np.ptp(outline.rings[0], axis=0).max())
    return bool(outline.fill) and span > 2 * DISC * PX * grow
