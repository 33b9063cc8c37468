"""Draw the zones of a frame: symbols that stand apart, outlines, circles, and the grey others."""

from dataclasses import replace

import numpy as np
import pandas as pd
import shapely

from atlas.geo import accuracy_circle
from atlas.i18n import text
from atlas.maps.layers import LAYERS, TAG
from atlas.maps.print.context import MapContext, MapFrame, Mask, Points, Rows
from atlas.maps.print.projection import forward
from atlas.maps.print.scene import Item, Path, Symbol, line
from atlas.maps.print.symbols import PX, THINNEST, symbol

ASUNDER = 1.04  # of the widths of two symbols: how far apart they stand at least
CLOSE = 0.01  # points: nearer than this is the same place
MOVED = 1.0  # points: who stands farther than this from its place is said to be displaced
RING = 2.6  # points between a symbol and the ring that marks its zone
RING_CORNERS = 48
SEEN_OUTLINE = 4.0  # points: a smaller outline is hidden by its symbol
FINE = 0.1  # points: a corner that is less off is not seen on paper
SEEN_CIRCLE = 11.0  # points: a smaller circle of accuracy is hidden by its symbol


def others(context: MapContext, frame: MapFrame) -> list[Item]:
    """Show the zones that are not selected, small and grey, if the order says so."""
    if not context.order.map.context:
        return []
    zones = context.atlas.zones.drop(index=context.zones.index)
    style = context.styles["sheet/context"]
    points = frame.view.sheet(forward(zones["lon"].to_numpy(), zones["lat"].to_numpy()))
    left, top, right, bottom = frame.view.edges
    return [
        Symbol(
            x,
            y,
            style.shape or "circle",
            (style.size or 5) * context.grow,
            style.fill or "",
            stroke=style.stroke or "",
            width=(style.width or 0.5) * context.grow,
            role="context",
            key=str(zone),
            frame=frame.name,
        )
        for zone, (x, y) in zip(zones.index, points.tolist(), strict=True)
        if left < x < right and top < y < bottom
    ]


def zone_symbols(
    context: MapContext, frame: MapFrame, shown: Mask, *, shrink: float = 1.0
) -> list[Symbol]:
    """
    Return the symbols of zones at their places.

    Parameters
    ----------
    context
        Of the map.
    frame
        Where.
    shown
        Which zones.
    shrink
        Symbols smaller than 1 are dots, which stand for zones that are shown elsewhere.
    """
    points = frame.view.sheet(context.at)
    return [
        _symbol(context, int(row), points[row], frame.name, shrink) for row in np.flatnonzero(shown)
    ]


def _symbol(context: MapContext, row: int, point: Points, frame: str, shrink: float) -> Symbol:
    atlas, lang = context.atlas, context.lang
    zone = context.zones.iloc[row]
    alt = text(
        "map.one-zone",
        lang,
        name=zone[f"name_{lang}"],
        standing=text("map.comma", lang).join(reversed(atlas.standing(zone, lang))),
    )
    return symbol(
        atlas,
        context.styles,
        zone_type=zone["zone_type"],
        level=zone["level"],
        x=float(point[0]),
        y=float(point[1]),
        grow=PX * context.grow * shrink,
        role="zone" if shrink == 1.0 else "dot",
        key=context.ids[row],
        alt=alt,
        frame=frame,
    )


def outlines(
    context: MapContext, frame: MapFrame, shown: Mask, *, least: float = SEEN_OUTLINE
) -> list[Item]:
    """
    Draw the outlines that are large enough to be seen, as finely as paper shows them.

    Parameters
    ----------
    context
        Of the map.
    frame
        Where.
    shown
        Of which zones.
    least
        How wide or high one has to be, points.
    """
    known, grow = context.atlas.outlines, context.grow
    items: list[Item] = []
    if not context.is_on("outlines") or known.empty:
        return items
    ids = np.array(context.ids, dtype=object)[shown]
    rows = known.index.get_indexer(pd.Index(ids))
    ids, rows = ids[rows >= 0], rows[rows >= 0]
    parts, of = shapely.get_parts(known.geometry.to_numpy()[rows], return_index=True)
    drawn = shapely.transform(parts, lambda at: frame.view.sheet(forward(*at.T)))
    corners = shapely.bounds(drawn).reshape(-1, 4)
    seen = (corners[:, 2:] - corners[:, :2]).max(axis=1) >= least * grow
    kinds = known["kind"].astype(str).to_numpy()[rows]
    for area, number in zip(shapely.simplify(drawn[seen], FINE), of[seen].tolist(), strict=True):
        zone, style = ids[number], context.styles[f"outline/{kinds[number]}"]
        rings = tuple(shapely.get_coordinates(ring) for ring in (area.exterior, *area.interiors))
        fill = Path(
            rings, role="zone-outline", key=zone, fill=style.fill or "", opacity=style.opacity
        )
        edge = Path(
            rings,
            role="zone-outline",
            key=zone,
            stroke=style.stroke or "",
            width=(style.width or 1) * grow,
            dash=style.dashes(grow),
        )
        items += [fill, edge]
    return items


def accuracy_circles(context: MapContext, frame: MapFrame, shown: Mask) -> list[Item]:
    """Draw around each zone how far off it may be, where most of these circles can be seen."""
    style, grow = context.styles["line/accuracy"], context.grow
    rows = context.zones.loc[shown]
    seen = SEEN_CIRCLE * grow
    if rows.empty or rows["accuracy_km"].median() * 1000 * frame.view.scale < seen:
        return []
    items: list[Item] = []
    for zone, row in rows.iterrows():
        circle = accuracy_circle(row["lon"], row["lat"], row["accuracy_km"])
        ring = forward(*shapely.get_coordinates(circle).T)
        items.append(
            Path(
                (frame.view.sheet(ring),),
                role="accuracy",
                key=str(zone),
                stroke=style.stroke or "",
                width=0.7 * grow,
                dash=style.dashes(grow),
                opacity=style.opacity,
            )
        )
    return items


def chosen(context: MapContext, symbols: list[Symbol]) -> list[Path]:
    """Draw a ring around the symbol of the zone that is marked, if it is among these."""
    return [
        _ring(context, each, each.size / 2 + RING * context.grow, "line/chosen", "chosen")
        for each in symbols
        if each.key == context.order.map.zone
    ]


def tagged(context: MapContext, symbols: list[Symbol]) -> list[Path]:
    """Draw a ring around each symbol whose zone has a tag of a group that shows."""
    atlas = context.atlas
    group_of = atlas.zone_tags["tag"].map(atlas.tags["group"])
    rings = []
    for layer in (each for each in LAYERS.values() if each.group == "tags"):
        group = layer.key.removeprefix(TAG)
        if not context.is_on(layer.key):
            continue
        zones = set(atlas.zone_tags.loc[group_of == group, "zone"])
        key = f"tag/{group}"
        radius = PX * context.grow * (context.styles[key].size or 0) / 2
        rings += [_ring(context, each, radius, key, key) for each in symbols if each.key in zones]
    return rings


def _ring(context: MapContext, symbol: Symbol, radius: float, key: str, role: str) -> Path:
    """Return a circle around a symbol in a style of the table."""
    style = context.styles[key]
    turn = np.linspace(0, 2 * np.pi, RING_CORNERS, endpoint=False)
    around = np.column_stack([np.cos(turn), np.sin(turn)])
    return Path(
        (np.array([symbol.x, symbol.y]) + around * radius,),
        role=role,
        key=symbol.key,
        stroke=style.stroke or "",
        width=(style.width or 1) * context.grow,
        dash=style.dashes(context.grow),
    )


def apart(context: MapContext, symbols: list[Symbol]) -> tuple[list[Symbol], list[Path]]:
    """
    Move symbols that would cover each other apart until they touch.

    Returns
    -------
    symbols : list of Symbol
        As they were given, moved.
    offsets : list of Path
        From the true place of each that is displaced to where it stands; its key is the zone's.
    """
    if len(symbols) < 2:  # noqa: PLR2004 - a pair
        return symbols, []
    true = np.array([(s.x, s.y) for s in symbols])
    at = _pushed(true, np.array([s.size for s in symbols]))
    style = context.styles["line/leader"]
    offsets = [
        line(
            (true[i, 0], true[i, 1]),
            (at[i, 0], at[i, 1]),
            role="offset",
            key=symbols[i].key,
            stroke=style.stroke or "",
            width=max(THINNEST, 0.6 * context.grow),
        )
        for i in np.flatnonzero(np.hypot(*(at - true).T) > MOVED)
    ]
    moved = [replace(s, x=x, y=y) for s, (x, y) in zip(symbols, at.tolist(), strict=True)]
    return moved, offsets


def _pushed(at: Points, size: Points) -> Points:
    """Return places, (n, 2), where symbols of some widths, (n,), do not cover each other."""
    reach = size / 2 * ASUNDER
    for _ in range(40):
        one, two = _touching(at, reach)
        way = at[one] - at[two]
        far = np.hypot(*way.T)
        lack = (size[one] + size[two]) / 2 * ASUNDER - far
        if (lack <= CLOSE).all():
            break
        # Two zones at one point part sidewards, the later to the left.
        same = far < CLOSE
        unit = np.where(same[:, None], [1.0, 0.0], way / np.where(same, 1.0, far)[:, None])
        unit *= np.where(same & (two < one), -1, 1)[:, None]
        push = np.where(lack > 0, lack, 0)[:, None] * unit
        at = at + np.column_stack([np.bincount(one, each, len(at)) for each in push.T]) * 0.5
    return at


def _touching(at: Points, reach: Points) -> tuple[Rows, Rows]:
    """Return the pairs of places whose squares of some reach meet, both ways, in their order."""
    squares = np.asarray(shapely.box(*(at - reach[:, None]).T, *(at + reach[:, None]).T))
    one, two = shapely.STRtree(squares).query(squares)
    order = np.lexsort((two, one))
    one, two = one[order], two[order]
    return one[one != two], two[one != two]
