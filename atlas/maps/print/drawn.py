"""Draw over the ground what an analysis finds: land, lines, a centre, the groups' numbers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.maps.overlay import Overlay, Shape
from atlas.maps.print import basemap, fonts
from atlas.maps.print.context import MapContext, MapFrame
from atlas.maps.print.lettering import legible, lettering
from atlas.maps.print.projection import Box, View, forward, rings_of
from atlas.maps.print.scene import Item, Path, Symbol, Text, line

if TYPE_CHECKING:
    from atlas.maps.style import Style
    from atlas.model.atlas import Atlas

ROLE = "drawn-"  # of what is drawn, before its kind
# How strongly kinds of shapes are filled, 0 to 1; the others are outlines alone.
FILLS = {"ring": 0.13, "uncovered": 0.42, "standard": 0.08}
BROADER = 4.0  # points by which the weightiest line is broader than one without weight
EYE, PUPIL = 5.0, 1.7  # radii of a centre's mark, points
NUMBER = 6.4  # points: lettering of a group's number
LABEL = 7.0  # points: lettering on a ring's edge
TRIED = 90  # places along an edge that are tried for its label
INLAND = 6000  # metres from the province's border: the edge of a ring is the ring's own there
TURN = np.linspace(0, 2 * np.pi, 33)[:-1]


def below(context: MapContext, frame: MapFrame) -> list[Item]:
    """Draw what lies under the zones of a frame: land, lines and a centre."""
    drawn = context.subject.overlay
    if drawn is None:
        return []
    return [
        *_shapes(context, frame, drawn),
        *_counties(context, frame, drawn),
        *_lines(context, frame, drawn),
        *_centre(context, frame, drawn),
    ]


def fill_of(kind: str, layers: int = 1) -> float:
    """Return how opaque so many shapes of a kind are over each other, 0 to 1."""
    return 1 - (1 - FILLS.get(kind, 0.0)) ** layers


def projected(geometry: BaseGeometry) -> BaseGeometry:
    """Return a geometry, EPSG:4326, in metres of `atlas.maps.print.projection.CRS`."""
    return shapely.transform(geometry, lambda at: forward(*at.T))


def boxes_of(atlas: "Atlas", drawn: Overlay) -> Iterator[Box]:
    """Yield X0, Y0, X1, Y1 of what is drawn, metres of `atlas.maps.print.projection.CRS`."""
    for shape in drawn.shapes:
        if not shape.geometry.is_empty:
            yield projected(shape.geometry).bounds
    counties = basemap.base(atlas).counties
    marked = counties[counties.index.isin([*drawn.counties])]
    places = [drawn.centre.at] if drawn.centre else []
    ends = atlas.zones[atlas.zones.index.isin(drawn.ends)]
    places += zip(ends["lon"], ends["lat"], strict=True)
    if len(marked):
        west, south, east, north = marked.total_bounds.tolist()
        yield west, south, east, north
    for x, y in forward(*np.array(places).T) if places else ():
        yield x, y, x, y


def _land(
    context: MapContext, kind: str, rings: tuple[np.ndarray, ...], words: str
) -> Iterator[Path]:
    """Yield the fill and the edge of land that is marked."""
    if not rings:
        return
    style, grow = context.styles[f"line/{kind}"], context.grow
    if kind in FILLS:
        yield Path(
            rings, role=f"{ROLE}{kind}", fill=style.fill or "", opacity=FILLS[kind], alt=words
        )
    yield Path(
        rings,
        role=f"{ROLE}{kind}",
        stroke=style.stroke or "",
        width=(style.width or 1) * grow,
        dash=style.dashes(grow),
        opacity=style.opacity,
        alt=words,
    )


def _shapes(context: MapContext, frame: MapFrame, drawn: Overlay) -> Iterator[Item]:
    for shape in drawn.shapes:
        rings = rings_of(projected(shape.geometry), frame.view)
        yield from _land(context, shape.kind, rings, shape.text or drawn.title)


def _counties(context: MapContext, frame: MapFrame, drawn: Overlay) -> Iterator[Item]:
    known = basemap.base(context.atlas)
    detail = known.detail(basemap.FINEST / frame.view.scale)
    for code, county in zip(known.counties.index, detail.counties, strict=True):
        if code in drawn.counties:
            rings = rings_of(county, frame.view)
            yield from _land(context, "uncovered", rings, drawn.counties[code])


def _lines(context: MapContext, frame: MapFrame, drawn: Overlay) -> Iterator[Item]:
    """Draw lines on a casing each, the weightiest last."""
    styles, grow = context.styles, context.grow
    at = dict(zip(context.ids, frame.view.sheet(context.at), strict=True))
    window = shapely.box(*frame.view.edges)
    casing = styles["line/casing"]
    for each in sorted(drawn.lines, key=lambda each: each.weight):
        ends = np.array([at[each.a], at[each.b]])
        if not shapely.intersects(window, shapely.LineString(ends)):
            continue
        style = styles[f"line/{each.kind}"]
        broad = each.weight * BROADER
        a, b = map(tuple, ends.tolist())
        yield line(
            a,
            b,
            role=f"{ROLE}casing",
            stroke=casing.stroke or "",
            width=((style.width or 1) + (casing.width or 1) + broad) * grow,
            opacity=casing.opacity,
        )
        yield line(
            a,
            b,
            role=f"{ROLE}{each.kind}",
            stroke=style.stroke or "",
            width=((style.width or 1) + broad) * grow,
            dash=style.dashes(grow),
            opacity=style.opacity,
            alt=each.text,
        )


def _centre(context: MapContext, frame: MapFrame, drawn: Overlay) -> Iterator[Item]:
    if drawn.centre is None:
        return
    (at,) = frame.view.sheet(forward(*drawn.centre.at))
    left, top, right, bottom = frame.view.edges
    if left < at[0] < right and top < at[1] < bottom:
        place = float(at[0]), float(at[1])
        yield from eye(context.styles, place, context.grow, words=drawn.centre.text)


def eye(
    styles: "Mapping[str, Style]", at: tuple[float, float], grow: float, *, words: str = ""
) -> tuple[Path, Path]:
    """Return the mark of a centre: a ring, and a dot in it; without words that of a legend."""
    style, paper = styles["line/centre"], styles["line/casing"].stroke or ""
    around = np.column_stack([np.cos(TURN), np.sin(TURN)])
    stroke, role = style.stroke or "", f"{ROLE}centre" if words else "legend"
    return (
        Path(
            (around * EYE * grow + at,),
            role=role,
            fill=paper,
            stroke=stroke,
            width=(style.width or 1) * 0.8 * grow,
            alt=words,
        ),
        Path((around * PUPIL * grow + at,), role=role, fill=stroke, alt=words),
    )


def numbers(context: MapContext, symbols: Sequence[Symbol]) -> list[Text]:
    """
    Write at the zones of groups which group each is of: a copy may have lost its colour.

    Parameters
    ----------
    context
        Of the map.
    symbols
        Of the zones of one frame, where they stand, as wide as their discs.
    """
    drawn = context.subject.overlay
    groups = [group for group in (drawn.groups if drawn else ()) if group.number]
    of = {zone: group.number for group in groups for zone in group.zones}
    return [
        Text(
            symbol.x + symbol.size * 0.46,
            symbol.y - symbol.size * 0.3,
            of[symbol.key],
            legible(NUMBER * context.grow),
            bold=True,
            fill=context.styles["sheet/ink"].fill or "",
            halo=context.styles["sheet/map"].fill or "",
            halo_width=2 * context.grow,
            anchor="middle",
            role="said",
            frame=symbol.frame,
        )
        for symbol in symbols
        if symbol.key in of
    ]


def labels(context: MapContext, frame: MapFrame, taken: Sequence[Box]) -> list[Text]:
    """
    Write on the edges of shapes what they are, where nothing else stands.

    Parameters
    ----------
    context
        Of the map.
    frame
        Where.
    taken
        What stands there: left, top, right, bottom.
    """
    drawn, grow = context.subject.overlay, context.grow
    written: list[Text] = []
    boxes = [*taken]
    for shape in drawn.shapes if drawn else ():
        words = lettering(shape.label, context.lang)
        size, style = legible(LABEL * grow), context.styles[f"line/{shape.kind}"]
        for x, y in _edge(context, frame.view, shape) if words else ():
            label = Text(
                x,
                y + size * 0.36,
                words,
                size,
                fill=style.stroke or "",
                halo=context.styles["sheet/map"].fill or "",
                halo_width=2.4 * grow,
                anchor="middle",
                role="said",
                frame=frame.name,
            )
            if _free(box_of(label), boxes, frame.view.edges):
                boxes.append(box_of(label))
                written.append(label)
                break
    return written


def box_of(label: Text) -> Box:
    """Return left, top, right, bottom of words that have their middle at their place; points."""
    half = fonts.width(label.text, bold=label.bold) * label.size / 2 + 1
    return label.x - half, label.y - label.size, label.x + half, label.y + label.size * 0.25


def _edge(context: MapContext, view: View, shape: Shape) -> list[tuple[float, float]]:
    """Return places along a shape's own edge, without what is the province's border."""
    border = shapely.boundary(basemap.base(context.atlas).detail(INLAND / 2).province)
    edge = shapely.get_coordinates(shapely.boundary(projected(shape.geometry)))
    own = edge[shapely.distance(shapely.points(edge), border) > INLAND] if len(edge) else edge
    step = max(1, len(own) // TRIED)
    return [(x, y) for x, y in view.sheet(own[::step]).tolist()]


def _free(box: Box, taken: Iterable[Box], edges: Box) -> bool:
    """Return whether a box lies in a frame and touches none of some others."""
    left, top, right, bottom = box
    inside = left > edges[0] and top > edges[1] and right < edges[2] and bottom < edges[3]
    return inside and not any(
        left < other[2] and right > other[0] and top < other[3] and bottom > other[1]
        for other in taken
    )
