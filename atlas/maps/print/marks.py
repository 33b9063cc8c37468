"""Draw what is marked by hand on a printed map: words, callouts, arrows, lines and areas."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.maps.marks import Mark
from atlas.maps.print import fonts
from atlas.maps.print.context import MapContext, MapFrame, Points
from atlas.maps.print.lettering import LEADING, legible, lettering, wrap
from atlas.maps.print.projection import Box, View, forward
from atlas.maps.print.scene import Group, Item, Path, Ring, Scene, Text
from atlas.maps.print.symbols import PX

if TYPE_CHECKING:
    from atlas.maps.style import Style

ROLE, CASING = "drawn", "drawn-casing"  # "mark" is the stamp of what a sheet is for
GROUP = "mark-"  # what begins the name of a mark's group; its number follows, from 1
WIDEST = 15.0  # em: longer words break
PADDING = 0.5  # em between a callout's words and its edge
EDGE = 3.0  # points between words and the map's frame
HEAD = (5.5, 3.6)  # widths of its line that an arrow's head is long and wide
MOST_BOXES = 600  # that stand for all lines drawn: names keep clear of these
LEAST_STEP = 6.0  # points
# Where a callout's wedge stands on the side that looks at what it speaks of, in twelfths, as the
# slide programs have it.
WEDGE = {False: (2, 5), True: (7, 10)}


@dataclass(frozen=True, eq=False)
class DrawnMarks:
    """
    The marks of one frame.

    Attributes
    ----------
    items
        A group for each, named after its number.
    boxes
        What they take, so that no name stands there: left, top, right, bottom.
    """

    items: tuple[Group, ...] = ()
    boxes: tuple[Box, ...] = ()


def draw(context: MapContext, frame: MapFrame, before: Sequence[MapFrame] = ()) -> DrawnMarks:
    """
    Draw the marks that a frame shows.

    Parameters
    ----------
    context
        Of the map.
    frame
        Where. An inset has words of marks that lie in it whole; of others it shows the lines.
    before
        Frames that come first: a mark that lies in one of them whole is drawn there alone.
    """
    main = frame.name == "main"
    items: list[Group] = []
    boxes: list[Box] = []
    lines: list[Ring] = []
    for number, mark in enumerate(context.order.map.mark, 1):
        if any(_holds(each.view, mark) for each in before):
            continue
        drawn = _Drawing(context, frame.view, mark)
        if not drawn.is_seen:
            continue
        group = drawn.items(worded=main or _holds(frame.view, mark))
        if group:
            items.append(Group(group, name=f"{GROUP}{number}"))
            boxes += [_box(item) for item in group if isinstance(item, Text)]
            for path in (item for item in group if isinstance(item, Path) and item.role == ROLE):
                if mark.kind == "callout":
                    box, tip = unwedge(path.rings[0])
                    boxes.append(box)
                    lines.append(np.array([tip, ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)]))
                else:
                    lines.append(np.vstack([path.rings[0], path.rings[0][: int(path.closed)]]))
    return DrawnMarks(tuple(items), (*boxes, *_along(lines, frame.view)))


def boxes(context: MapContext, view: View) -> tuple[Box, ...]:
    """Return what the marks take of a view: left, top, right, bottom in points."""
    return draw(context, MapFrame("main", view)).boxes


def without(scene: Scene) -> Scene:
    """Return a scene without its marks."""
    return replace(scene, items=tuple(_bare(scene.items)))


def _bare(items: Sequence[Item]) -> list[Item]:
    return [
        replace(item, items=tuple(_bare(item.items))) if isinstance(item, Group) else item
        for item in items
        if not number_of(item)
    ]


def number_of(item: Item) -> int:
    """Return the number of the mark that an item of a map is the group of; 0 of another item."""
    if isinstance(item, Group) and item.name.startswith(GROUP):
        return int(item.name.removeprefix(GROUP))
    return 0


def wedge(box: Box, tip: tuple[float, float]) -> Ring:
    """
    Return the outline of a callout: its box, with a wedge to what it speaks of.

    Parameters
    ----------
    box
        Left, top, right, bottom.
    tip
        What it speaks of; the first corner of the ring, unless it lies in the box.
    """
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    dx, dy = tip[0] - (left + right) / 2, tip[1] - (top + bottom) / 2
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    if abs(dx) <= wide / 2 and abs(dy) <= high / 2:
        return np.array(corners)
    if abs(dy) > abs(dx * high / wide):
        first, last = (left + wide * each / 12 for each in WEDGE[dx > 0])
        if dy < 0:
            return np.array([tip, (last, top), *corners[1:], corners[0], (first, top)])
        return np.array([tip, (first, bottom), corners[3], *corners[:3], (last, bottom)])
    first, last = (top + high * each / 12 for each in WEDGE[dy > 0])
    if dx > 0:
        return np.array([tip, (right, last), *corners[2:], *corners[:2], (right, first)])
    return np.array([tip, (left, first), *corners, (left, last)])


def unwedge(ring: Ring) -> tuple[Box, tuple[float, float]]:
    """Return the box of a callout's outline, and what it speaks of: the reverse of `wedge`."""
    pointed = len(ring) > len("box.")
    (left, top), (right, bottom) = _span(ring[1:] if pointed else ring)
    tip = ring[0].tolist() if pointed else [(left + right) / 2, (top + bottom) / 2]
    return (left, top, right, bottom), (tip[0], tip[1])


class _Drawing:
    """One mark in one view."""

    def __init__(self, context: MapContext, view: View, mark: Mark) -> None:
        self.context, self.view, self.mark = context, view, mark
        self.at: Points = view.sheet(forward(*np.array(mark.at).T))
        self.style: Style = context.styles[f"mark/{mark.style}"]
        self.size = legible((self.style.size or 0.0) * PX * context.grow)
        self.width = (self.style.width or 0.0) * PX * context.grow
        self.paper = context.styles["sheet/paper"].fill or ""
        self.frame = shapely.box(*view.edges)

    @property
    def shape(self) -> BaseGeometry:
        """Its places as a geometry, points."""
        kind = self.mark.kind
        if kind == "text":
            return shapely.Point(self.at[0])
        # Of a callout what counts is where its words stand.
        if kind == "callout":
            return shapely.Point(self.at[1])
        return shapely.Polygon(self.at) if kind == "area" else shapely.LineString(self.at)

    @property
    def is_seen(self) -> bool:
        return bool(self.frame.intersects(self.shape))

    def items(self, *, worded: bool) -> tuple[Item, ...]:
        """Return what is painted; without words where these stand in another frame."""
        kind = self.mark.kind
        if kind == "callout":
            return self._callout() if worded else ()
        drawn: tuple[Item, ...] = ()
        if kind == "arrow":
            drawn = self._arrow()
        elif kind != "text":
            drawn = self._line(self.at) if kind == "line" else self._area()
        said = worded and self.mark.words
        return (*drawn, *self._words(self._middle())) if said else drawn

    def _line(self, at: Points, *, closed: bool = False) -> tuple[Path, ...]:
        edge = Path(
            (at,),
            role=ROLE,
            closed=closed,
            stroke=self.style.stroke or "",
            width=self.width,
            alt=self.mark.words,
        )
        around = self.width + 1.8 * self.context.grow
        casing = replace(edge, role=CASING, stroke=self.paper, width=around, opacity=0.75, alt="")
        return casing, edge

    def _area(self) -> tuple[Path, ...]:
        casing, edge = self._line(self.at, closed=True)
        fill = self.style.fill or ""
        return casing, replace(edge, fill=fill, fill_opacity=self.style.opacity)

    def _arrow(self) -> tuple[Path, ...]:
        tail, tip = self.at
        way = tip - tail
        length = float(np.hypot(*way))
        if not length:
            return ()
        ahead = way / length
        long, wide = min(HEAD[0] * self.width, length), HEAD[1] * self.width
        foot, aside = tip - ahead * long, np.array([-ahead[1], ahead[0]]) * wide / 2
        head = Path(
            (np.array([tip, foot + aside, foot - aside]),),
            role=ROLE,
            fill=self.style.stroke or "",
            stroke=self.paper,
            width=0.5 * self.context.grow,
        )
        return (*self._line(np.array([tail, foot])), head)

    def _middle(self) -> tuple[float, float]:
        """Return where its words stand: in the middle of what is seen of it."""
        if self.mark.kind == "text":
            return float(self.at[0, 0]), float(self.at[0, 1])
        seen = shapely.intersection(shapely.make_valid(self.shape), self.frame)
        parts = shapely.get_parts(seen)
        sizes = shapely.area(parts) if self.mark.kind == "area" else shapely.length(parts)
        largest = parts[int(np.argmax(sizes))]
        if self.mark.kind == "area":
            found = shapely.get_coordinates(shapely.point_on_surface(largest))[0]
            return float(found[0]), float(found[1])
        found = shapely.get_coordinates(
            shapely.line_interpolate_point(largest, 0.5, normalized=True)
        )
        # Above the line.
        return float(found[0, 0]), float(found[0, 1]) - self.size * LEADING / 2 - self.width

    def _lines(self) -> tuple[list[str], float, float]:
        """Return the lines of its words, and how wide and high they are, points."""
        left, _, right, _ = self.view.edges
        room = min(WIDEST * self.size, right - left - 4 * EDGE - 2 * PADDING * self.size)
        said = lettering(self.mark.words, self.context.lang)
        lines = [
            piece
            for line in wrap(said, room, size=self.size, bold=True)
            for piece in _cut(line, room / self.size)
        ]
        wide = max(fonts.width(line, bold=True) for line in lines) * self.size
        return lines, wide, len(lines) * self.size * LEADING

    def _words(self, middle: tuple[float, float], *, halo: bool = True) -> tuple[Text, ...]:
        lines, wide, high = self._lines()
        x, y = self._inside(middle, wide, high)
        first = y - high / 2 + self.size * (LEADING / 2 + 0.36)
        return tuple(
            Text(
                x,
                first + row * self.size * LEADING,
                line,
                self.size,
                bold=True,
                fill=self.style.stroke or "",
                halo=self.paper if halo else "",
                halo_width=3.2 * PX * self.context.grow if halo else 0.0,
                anchor="middle",
                role=ROLE,
            )
            for row, line in enumerate(lines)
        )

    def _inside(self, middle: tuple[float, float], wide: float, high: float) -> tuple[float, float]:
        """Return where a box stands that would stick out of the frame: at its edge."""
        left, top, right, bottom = self.view.edges
        half = np.array([wide, high]) / 2 + EDGE
        low, most = np.array([left, top]) + half, np.array([right, bottom]) - half
        x, y = np.maximum(np.minimum(middle, most), low).tolist()
        return x, y

    def _callout(self) -> tuple[Item, ...]:
        _, wide, high = self._lines()
        room = 2 * PADDING * self.size
        wide, high = wide + room, high + room * 0.4
        x, y = self._inside((float(self.at[1, 0]), float(self.at[1, 1])), wide, high)
        box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        tip = (float(self.at[0, 0]), float(self.at[0, 1]))
        edge = Path(
            (wedge(box, tip),),
            role=ROLE,
            fill=self.paper,
            stroke=self.style.stroke or "",
            width=self.width * 0.6,
            alt=self.mark.words,
        )
        return (edge, *self._words((x, y), halo=False))


def _holds(view: View, mark: Mark) -> bool:
    """Return whether a mark lies in a view whole."""
    left, top, right, bottom = view.edges
    x, y = view.sheet(forward(*np.array(mark.at).T)).T
    return bool(((x > left) & (x < right) & (y > top) & (y < bottom)).all())


def _cut(line: str, ems: float) -> list[str]:
    """Cut a line of one word that is too long where it is full."""
    pieces = [""]
    for letter in line:
        if pieces[-1] and fonts.width(pieces[-1] + letter, bold=True) > ems:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _span(ring: Ring) -> tuple[tuple[float, float], tuple[float, float]]:
    (left, top), (right, bottom) = ring.min(axis=0).tolist(), ring.max(axis=0).tolist()
    return (left, top), (right, bottom)


def _box(line: Text) -> Box:
    half = fonts.width(line.text, bold=line.bold) * line.size / 2
    return line.x - half, line.y - line.size, line.x + half, line.y + 0.2 * line.size


def _along(lines: Sequence[Ring], view: View) -> list[Box]:
    """Return boxes along lines, so that no name is written across them."""
    if not lines:
        return []
    parts = shapely.get_parts(
        shapely.intersection(shapely.MultiLineString([*lines]), shapely.box(*view.edges))
    )
    # Where a line only touches an edge a point is left.
    seen = parts[shapely.length(parts) > 0]
    step = max(LEAST_STEP, float(shapely.length(seen).sum()) / MOST_BOXES)
    found: list[Box] = []
    for part in shapely.segmentize(seen, step):
        at = shapely.get_coordinates(part)
        low, high = np.minimum(at[1:], at[:-1]), np.maximum(at[1:], at[:-1])
        found += [(*a, *b) for a, b in zip(low.tolist(), high.tolist(), strict=True)]
    return found
