"""What is measured of a sheet, and what it must at least be."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.i18n import text
from atlas.maps.legend import LINES
from atlas.maps.print import basemap, fonts
from atlas.maps.print.lettering import lettering
from atlas.maps.print.scene import Frame, Group, Item, Path, Symbol, Text
from atlas.maps.territory import territory
from tests.audit.cases import Sheet
from tests.maps import colours
from tests.shipped import ATLAS

ASCENT, DESCENT = 0.86, 0.1  # em of a line above and below its baseline
TOUCH = 0.3  # points: lettering that covers less of something does not cover it
A4 = ("a4", "a4-portrait")


@dataclass(frozen=True, slots=True)
class Measured:
    """One value, and what it was measured of."""

    what: str
    value: float


@dataclass(frozen=True, slots=True)
class Measure:
    """
    A measure of sheets.

    Attributes
    ----------
    says
        What is measured, with its unit.
    least
        What every value must be at least.
    of
        Gives the values of a sheet.
    """

    says: str
    least: float
    of: Callable[[Sheet], Iterable[Measured]]

    def short(self, sheet: Sheet) -> list[Measured]:
        """Return the values of a sheet that are less than they must be."""
        return [each for each in self.of(sheet) if each.value < self.least]


# Geometry of what is drawn ------------------------------------------------------------------------


def box_of(words: Text) -> BaseGeometry:
    """Return the box of a line of text: from descent to the Hanzi's top."""
    wide = fonts.width(words.text, bold=words.bold) * words.size + words.spacing * len(words.text)
    left = words.x - {"start": 0.0, "middle": wide / 2, "end": wide}[words.anchor]
    low, high = words.y - ASCENT * words.size, words.y + DESCENT * words.size
    return shapely.box(left, low, left + wide, high)


def shape_of(item: Path) -> BaseGeometry:
    """Return what a path covers: its areas by the even-odd rule where it is filled, else lines."""
    rings = [ring for ring in item.rings if len(ring) > 1]
    if item.fill and item.closed:
        area: BaseGeometry = shapely.Polygon()
        for ring in rings:
            area = area.symmetric_difference(shapely.make_valid(shapely.Polygon(ring)))
        return area
    lines = [np.vstack([ring, ring[:1]]) if item.closed else ring for ring in rings]
    return shapely.MultiLineString(lines)


def seen(items: Iterable[Item]) -> Iterator[tuple[Path | Symbol | Text, BaseGeometry]]:
    """Yield what stands in a sheet's maps, each with its part that no later frame hides."""
    groups = [item for item in items if isinstance(item, Group) and item.clip]
    for number, group in enumerate(groups):
        x, y, wide, high = group.clip
        shown = shapely.box(x, y, x + wide, y + high)
        for later in groups[number + 1 :]:
            left, top, across, down = later.clip
            shown = shown.difference(shapely.box(left, top, left + across, top + down))
        shapely.prepare(shown)
        for item in group.items:
            if isinstance(item, Group):
                continue
            if isinstance(item, Text):
                whole = box_of(item)
            elif isinstance(item, Symbol):
                whole = shapely.Point(item.x, item.y).buffer(item.size / 2)
            else:
                whole = shape_of(item)
            if shapely.intersects(shown, whole):
                yield item, shapely.intersection(whole, shown)


def _of(sheet: Sheet, kind: type, *roles: str) -> list:
    return [i for i in sheet.scene.walk() if isinstance(i, kind) and i.role in roles]


# Measures -----------------------------------------------------------------------------------------


def astray(sheet: Sheet) -> Iterator[Measured]:
    """Yield by how much nearer each zone's name is to its own symbol than to any other; points."""
    symbols = _of(sheet, Symbol, "zone", "dot")
    leaders = {leader.key: leader for leader in _of(sheet, Path, "leader")}
    for label in _of(sheet, Text, "label"):
        near = [each for each in symbols if each.frame == label.frame]
        box = box_of(label)
        gaps = shapely.distance(box, shapely.points([(each.x, each.y) for each in near]))
        gaps = np.maximum(gaps - [each.size / 2 for each in near], 0)
        own = next(n for n, each in enumerate(near) if each.key == label.key)
        others = np.delete(gaps, own)
        if not len(others):
            continue
        leader = leaders.get(label.key)
        long = 0.0 if leader is None else float(np.hypot(*np.ptp(leader.rings[0], axis=0)))
        nearest = np.delete(np.array([each.key for each in near]), own)[np.argmin(others)]
        what = f"{label.key}/{nearest}: {gaps[own]:.1f}/{others.min():.1f}, leader {long:.1f}"
        yield Measured(what, float(others.min() - gaps[own]))


def leaders(sheet: Sheet) -> Iterator[Measured]:
    """Yield how broad leaders are; points."""
    for leader in _of(sheet, Path, "leader"):
        yield Measured(leader.key, leader.width)


def unnamed(sheet: Sheet) -> Iterator[Measured]:
    """Yield for each prefecture of the land that a map speaks of whether it is named or said."""
    if sheet.scene.frames[0].name != "main":
        return
    atlas, lang = sheet.atlas, sheet.order.lang
    land = territory(atlas, sheet.order.map, sheet.order.map.zones(atlas))
    of = atlas.counties.loc[land, "prefecture"].astype(str)
    named = {i.text.casefold() for i in _of(sheet, Text, "place")}
    notes = " ".join(i.text for i in _of(sheet, Text, "note"))
    for slug in dict.fromkeys(of):
        row = atlas.prefectures.loc[slug]
        words = {row["short_zh"], row["name_zh"], row["name_en"], row["name_en"].split()[0]}
        short = row["short_zh"] + row["name_zh"][-1]
        words = {lettering(each, lang).casefold() for each in (*words, short)}
        said = any(each in notes.casefold() for each in words)
        yield Measured(str(slug), float(bool(words & named) or said))


def type_sizes(sheet: Sheet) -> Iterator[Measured]:
    """Yield the sizes of lettering on A4; points."""
    if sheet.order.layout in A4:
        smallest: dict[str, Text] = {}
        for words in (i for i in sheet.scene.walk() if isinstance(i, Text)):
            if words.role not in smallest or words.size < smallest[words.role].size:
                smallest[words.role] = words
        for role, words in smallest.items():
            yield Measured(f"{role}: {words.text[:20]}", round(words.size, 2))


def filled(sheet: Sheet) -> Iterator[Measured]:
    """Yield the share of the frame's width or height, the larger, that the territory takes."""
    frame = sheet.scene.frames[0]
    known = basemap.base(sheet.atlas)
    land = territory(sheet.atlas, sheet.order.map, sheet.order.map.zones(sheet.atlas))
    bounds = known.counties[known.counties.index.isin(land)].total_bounds
    scale = frame.to_sheet[0]
    wide, high = (bounds[2] - bounds[0]) * scale, (bounds[3] - bounds[1]) * scale
    yield Measured("territory", round(max(wide / frame.box[2], high / frame.box[3]), 3))


def legend(sheet: Sheet) -> Iterator[Measured]:
    """Yield for whatever is drawn whether the legend has it, and the other way round."""
    on_map = {_style_of(sheet, item) for item, _ in seen(sheet.scene.items)} - {""}
    lines = [_squeezed(i.text) for i in _of(sheet, Text, "legend")]
    words = {*lines, *(one + other for one, other in pairwise(lines))}  # some take two lines
    known = _vocabulary(sheet)
    for style in sorted(on_map):
        told = bool({_squeezed(each) for each in known[style]} & words)
        yield Measured(f"drawn, not in the legend: {style}", float(told))
    for style, spelt in known.items():
        if style not in on_map and {_squeezed(each) for each in spelt} & words:
            yield Measured(f"in the legend, not drawn: {style}", 0.0)


def _squeezed(words: str) -> str:
    return "".join(words.split())


def _style_of(sheet: Sheet, item: Item) -> str:
    """Return the style that the legend has to explain of what is drawn; nothing of the rest."""
    atlas, scheme = sheet.atlas, sheet.order.selection.scheme
    match item.role:
        case "zone" | "dot":
            return f"type/{atlas.zones.loc[item.key, 'zone_type']}"
        case "area":
            return f"area/{atlas.prefectures.loc[item.key, f'area_{scheme}']}"
        case "hatch":
            return "area/inferred"
        case "seat" | "context" | "park" | "disputed":
            return {"park": "park/other", "disputed": "park/disputed"}.get(
                item.role, f"sheet/{item.role}"
            )
        case role if role in {*LINES, "accuracy"}:
            return f"line/{role}"
        case _:
            return ""


def _vocabulary(sheet: Sheet) -> dict[str, tuple[str, ...]]:
    """Return the words that a legend has for each style."""
    atlas, lang, scheme = sheet.atlas, sheet.order.lang, sheet.order.selection.scheme

    def spelt(*words: str) -> tuple[str, ...]:
        return tuple(lettering(each, lang) for each in words)

    areas = atlas.areas.index[atlas.areas["scheme"] == scheme]
    return {
        **{f"type/{slug}": spelt(atlas.label("types", slug, lang)) for slug in atlas.types.index},
        **{
            f"area/{slug}": spelt(
                atlas.label("areas", slug, lang), atlas.label("areas", slug, lang, short=True)
            )
            for slug in areas
        },
        "area/inferred": spelt(text("print.inferred", lang)),
        **{f"line/{kind}": spelt(text(f"print.line_{kind}", lang)) for kind in LINES},
        "line/accuracy": spelt(text("print.accuracy", lang)),
        "sheet/seat": spelt(text("print.seat", lang)),
        "sheet/context": spelt(text("print.context", lang)),
        "park/other": spelt(text("print.park", lang)),
        "park/disputed": spelt(text("print.disputed", lang)),
    }


def overlaps(sheet: Sheet) -> Iterator[Measured]:
    """Yield how deep lettering lies over other lettering or a symbol; points, negative."""
    frames: dict[str, Frame] = {frame.name: frame for frame in sheet.scene.frames}
    for name in frames:
        words = [
            i
            for i in sheet.scene.walk()
            if isinstance(i, Text) and i.frame == name and i.role != "caption"
        ]
        symbols = [
            i
            for i in sheet.scene.walk()
            if isinstance(i, Symbol) and i.frame == name and i.role == "zone"
        ]
        at = np.array([box_of(i) for i in words], dtype=object)
        dots = [shapely.Point(s.x, s.y).buffer(s.size / 2.4) for s in symbols]
        tree = shapely.STRtree([*at, *dots])
        for one, other in tree.query(at, predicate="intersects").T:
            if other <= one:
                continue
            over = tree.geometries[other].intersection(at[one]).bounds
            deep = min(over[2] - over[0], over[3] - over[1])
            if deep > TOUCH:
                said = words[other].text if other < len(words) else symbols[other - len(words)].key
                yield Measured(f"{words[one].text} × {said}", -round(deep, 2))
        yield Measured(f"frame {name}", 0.0)


def north(sheet: Sheet) -> Iterator[Measured]:
    """Yield how far the north mark and the scale bar stand from a boundary beyond Gansu; points."""
    marks = [
        box_of(i) if isinstance(i, Text) else shape_of(i)
        for i in sheet.scene.walk()
        if i.role in {"north", "bar"} and getattr(i, "frame", "main") in {"main", ""}
    ]
    borders = [part for item, part in seen(sheet.scene.items) if item.role == "national"]
    if marks and borders:
        gap = shapely.distance(shapely.union_all(marks), shapely.union_all(borders))
        yield Measured("national border", round(float(gap), 2))


def hidden(sheet: Sheet) -> Iterator[Measured]:
    """Yield the share of the territory, negative, that a locator hides; nothing without one."""
    boxes = [i.clip for i in sheet.scene.items if isinstance(i, Group) and i.name == "locator"]
    if not boxes:
        return
    scale, dx, dy = sheet.scene.frames[0].to_sheet
    known = basemap.base(sheet.atlas).counties
    land = territory(sheet.atlas, sheet.order.map, sheet.order.map.zones(sheet.atlas))
    shape = shapely.transform(
        shapely.union_all(known.geometry[known.index.isin(land)].to_numpy()),
        lambda at: np.column_stack([dx + scale * at[:, 0], dy - scale * at[:, 1]]),
    )
    (x, y, wide, high), *_ = boxes
    over = shapely.intersection(shape, shapely.box(x, y, x + wide, y + high))
    yield Measured("locator", -round(shapely.area(over) / shapely.area(shape), 4))


def neighbours(sheet: Sheet) -> Iterator[Measured]:
    """Yield how far the colours of neighbours are apart in a sheet's style, for every sight."""
    for pair in _colours(sheet.order.style):
        yield Measured(f"{pair.sight}: {pair.one} × {pair.other}", round(pair.delta, 2))


@cache
def _colours(style: str) -> list[colours.Pair]:
    return list(colours.measured(ATLAS, style))


# A measure more is a line here; it is reported and tested like the others.
MEASURES: dict[str, Measure] = {
    "astray": Measure("name nearer to its own symbol than to any other, by pt", 0.0, astray),
    "leaders": Measure("width of leaders, pt", 0.8, leaders),
    "unnamed": Measure("prefecture named, or said in the foot", 1.0, unnamed),
    "type": Measure("lettering on A4, pt", 7.0, type_sizes),
    "filled": Measure("territory over frame, the longer way", 0.5, filled),
    "legend": Measure("drawn is explained, explained is drawn", 1.0, legend),
    "overlaps": Measure("lettering over lettering or symbols, pt", 0.0, overlaps),
    "hidden": Measure("share of the territory that the locator hides, negative", -0.01, hidden),
    "colours": Measure("CIEDE2000 of neighbours, every sight", colours.LEAST, neighbours),
    "north": Measure("north mark and bar from the national border, pt", 2.0, north),
}
