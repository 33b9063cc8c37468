"""Say what stands on a sheet: paths, symbols and lines of text, placed in points."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypedDict, Unpack, overload

import numpy as np
import numpy.typing as npt

Ring = npt.NDArray[np.float64]  # (n, 2) float, points, y downwards


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """
    Lines or areas.

    Attributes
    ----------
    rings
        Each an (n, 2) array in points; a closed path's rings are filled by the even-odd rule.
    role
        What it is on the sheet: ``area``, ``outline``, ``leader``, ``furniture`` …
    key
        Of what: a prefecture's slug, a zone's id.
    closed
        Whether its rings are areas.
    fill, stroke
        ``#rrggbb``, or nothing.
    width
        Of the stroke, points.
    dash
        Dashes and gaps, points.
    opacity
        0 to 1.
    fill_opacity
        That of its fill beside its edge's, 0 to 1.
    alt
        What it is in words, for those who do not see it.
    """

    rings: tuple[Ring, ...]
    role: str = "furniture"
    key: str = ""
    closed: bool = True
    fill: str = ""
    stroke: str = ""
    width: float = 0.0
    dash: tuple[float, ...] = ()
    opacity: float = 1.0
    fill_opacity: float = 1.0
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Symbol:
    """
    A zone's symbol, or the same in a legend.

    Attributes
    ----------
    x, y
        Its middle, points.
    shape
        One of the style table's shapes.
    size
        Its width, points.
    fill, stroke, width
        Colours and the width of its edge.
    opacity
        0 to 1.
    role
        ``zone``, ``context``, ``shade``, ``legend`` or, with its layer, ``site/…``.
    key
        The zone's id, or the type's slug.
    alt
        The zone in words.
    frame
        The map frame it stands in: ``main``, ``inset-1`` …; empty outside maps.
    """

    x: float
    y: float
    shape: str
    size: float
    fill: str
    stroke: str = ""
    width: float = 0.0
    opacity: float = 1.0
    role: str = "zone"
    key: str = ""
    alt: str = ""
    frame: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """
    One line of text.

    Attributes
    ----------
    x, y
        Where it begins (or has its middle, or ends) and its baseline, points.
    text
        As it is; writers escape it.
    size
        Points.
    bold
        Whether in the bold face.
    fill
        Colour.
    halo
        Colour of the seam around the letters, or nothing.
    halo_width
        Width of the seam on both sides together, points.
    anchor
        ``start``, ``middle`` or ``end``.
    spacing
        Added between letters, points.
    role
        ``title``, ``sentence``, ``label`` (a zone's name), ``place`` (a name of the base map),
        ``legend``, ``table``, ``note``, ``mark`` …
    key
        Of what: a zone's id.
    frame
        The map frame it stands in.
    """

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    fill: str = ""
    halo: str = ""
    halo_width: float = 0.0
    anchor: str = "start"
    spacing: float = 0.0
    role: str = "furniture"
    key: str = ""
    frame: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """
    Things drawn together, cut off outside a rectangle.

    Attributes
    ----------
    items
        In the order in which they are painted.
    clip
        x, y, width, height in points; nothing is cut off if None.
    name
        What the group is.
    """

    items: tuple["Item", ...]
    clip: tuple[float, float, float, float] | None = None
    name: str = ""


Item = Path | Symbol | Text | Group


@dataclass(frozen=True, slots=True)
class Frame:
    """
    One map on the sheet.

    Attributes
    ----------
    name
        ``main``, ``inset-1`` …
    box
        x, y, width, height in points.
    to_sheet
        (scale, dx, dy): sheet x = scale · X + dx, y = dy - scale · Y, with X, Y in metres of
        `atlas.maps.print.basemap.CRS`.
    bar
        The scale bar: x of both ends, y, in points, and its length in kilometres.
    """

    name: str
    box: tuple[float, float, float, float]
    to_sheet: tuple[float, float, float]
    bar: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Scene:
    """
    A whole sheet.

    Attributes
    ----------
    width, height
        Points.
    items
        In the order in which they are painted.
    background
        The paper's colour.
    frames
        The maps on it; the first is the main one.
    title, description
        For the file and for those who do not see it.
    unplaced, beyond
        Ids of zones that the map could not name; that lie outside its frame.
    unnamed
        Slugs of prefectures that it could not name.
    dots
        Ids of an office's own zones that its maps show as dots.
    missing
        Characters that the sheet's faces do not have.
    """

    width: float
    height: float
    items: tuple[Item, ...]
    background: str
    frames: tuple[Frame, ...] = ()
    title: str = ""
    description: str = ""
    unplaced: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()
    dots: tuple[str, ...] = ()
    missing: str = ""

    def walk(self) -> Iterator[Path | Symbol | Text]:
        """Go through everything painted, in that order, groups opened."""
        yield from _walk(self.items)


@overload
def moved(item: Path, x: float, y: float) -> Path: ...
@overload
def moved(item: Symbol, x: float, y: float) -> Symbol: ...
@overload
def moved(item: Text, x: float, y: float) -> Text: ...
@overload
def moved(item: Group, x: float, y: float) -> Group: ...
@overload
def moved(item: Item, x: float, y: float) -> Item: ...
def moved(item: Item, x: float, y: float) -> Item:
    """Return an item so many points to the right and further down."""
    if isinstance(item, Path):
        return replace(item, rings=tuple(ring + np.array((x, y)) for ring in item.rings))
    if isinstance(item, Group):
        clip = item.clip and (item.clip[0] + x, item.clip[1] + y, *item.clip[2:])
        return replace(item, items=tuple(moved(each, x, y) for each in item.items), clip=clip)
    return replace(item, x=item.x + x, y=item.y + y)


def _walk(items: tuple[Item, ...]) -> Iterator[Path | Symbol | Text]:
    for item in items:
        if isinstance(item, Group):
            yield from _walk(item.items)
        else:
            yield item


class Looks(TypedDict, total=False):
    """How a path looks: see `Path`."""

    role: str
    key: str
    fill: str
    stroke: str
    width: float
    dash: tuple[float, ...]
    opacity: float
    fill_opacity: float
    alt: str


def rectangle(x: float, y: float, wide: float, high: float, /, **looks: Unpack[Looks]) -> Path:
    """Return a rectangle as a path."""
    ring = np.array([[x, y], [x + wide, y], [x + wide, y + high], [x, y + high]])
    return Path((ring,), **looks)


def line(*points: tuple[float, float], **looks: Unpack[Looks]) -> Path:
    """Return an open line through some points."""
    return Path((np.array(points, dtype=float),), closed=False, **looks)


# Corners on the unit circle, the first upwards; y downwards.
def _corners(n: int, *, turn: float = 0.0, radius: float = 1.0) -> Ring:
    angles = np.arange(n) * 2 * np.pi / n + np.radians(turn)
    return radius * np.column_stack([np.sin(angles), -np.cos(angles)])


def _star() -> Ring:
    outer, inner = _corners(5), _corners(5, turn=36, radius=0.42)
    return np.stack([outer, inner], axis=1).reshape(-1, 2)


def _plane() -> Ring:
    half = [(0.0, -1.0), (0.13, -0.8), (0.15, -0.32), (1, 0.22), (1, 0.42), (0.15, 0.16)]
    half += [(0.11, 0.62), (0.36, 0.82), (0.36, 0.98), (0, 0.88)]
    return np.array(half + [(-x, y) for x, y in half[-2:0:-1]])


# Outlines of the symbols for a width of 2; a circle has none, writers have circles of their own.
OUTLINES: dict[str, Ring] = {
    "star": _star() * 1.05,
    "square": np.array([[-1.0, -1], [1, -1], [1, 1], [-1, 1]]) * 0.9,
    "diamond": _corners(4),
    "triangle": np.array([[0, -1.0], [1, 0.8], [-1, 0.8]]),
    "pentagon": _corners(5),
    "hexagon": _corners(6, turn=30),
    "plane": _plane(),
    "sign": np.array([[-1.0, -0.5], [1, -0.5], [1, 0.5], [-1, 0.5]]),
    "bolt": np.array(
        [[0.25, -1.0], [-0.65, 0.15], [-0.05, 0.15], [-0.3, 1], [0.65, -0.25], [0.05, -0.25]]
    ),
}


def outline(symbol: Symbol) -> Ring:
    """Return a symbol's corners in points; of a circle, enough of them."""
    unit = OUTLINES.get(symbol.shape)
    unit = _corners(32) if unit is None else unit
    return unit * symbol.size / 2 + (symbol.x, symbol.y)
