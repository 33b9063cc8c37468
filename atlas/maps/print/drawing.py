"""Draw one map whole: ground, zones, names, insets where zones crowd, scale bar and north."""

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from atlas.geo import accuracy_circle
from atlas.i18n import text
from atlas.maps.print import basemap, fonts, graticule, placement, projection
from atlas.maps.print import symbols as print_symbols
from atlas.maps.print.projection import Box, View
from atlas.maps.print.scene import Frame, Group, Item, Path, Symbol, Text, line, rectangle
from atlas.maps.print.subject import Subject
from atlas.maps.print.whitespace import Space, crowds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from atlas.maps.style import Style
    from atlas.model.atlas import Atlas

PX = 0.8  # points of print for a pixel of the style table
REACH = 9.0  # points: zones nearer to each other than this crowd
AROUND = 24.0  # points: what is nearer than this to a crowd goes into its inset with it
WIDEST = (0.36, 0.3, 0.25, 0.2, 0.16)  # of the frame: what an inset shows of it at most
MOST_INSETS = 2
LEAST_GAIN = 1.7  # an inset is worth its room if it is that much larger
GOOD_GAIN = 2.8  # and shows the more around its crowd as long as it stays that much larger
MOST_GAIN = 5.0
SMALLER = (1.0, 0.92, 0.85, 0.78, 0.7)  # of the lettering, tried until every name has a place
FULL_NAMES = 12  # up to so many zones are named in full
GETA = "\u3013"  # stands where a character has no type
CAPTION = 8.2  # points: lettering of an inset's name
CLOSE = 0.01  # points: nearer than this is the same place
EDGE = 6.0  # points between an inset and the frame
SEEN_OUTLINE = 4.0  # points: a smaller outline is hidden by its symbol
SEEN_CIRCLE = 11.0  # points: a smaller circle of accuracy is hidden by its symbol
COUNTY_NAMES = 1.1e-3  # points a metre: from this scale on counties are named
LEANS = ((0.5, 0.5), (0.92, 0.5), (0.08, 0.5), (0.5, 0.92), (0.5, 0.08), (0.92, 0.92), (0.08, 0.08))
CORNERS = ((0.0, 1.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0))


@dataclass(eq=False)
class _Map:
    """One map frame while it is drawn."""

    name: str
    view: View
    items: list[Item] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    bar: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, eq=False)
class Plate:
    """
    A drawn map.

    Attributes
    ----------
    items
        What is painted.
    frames
        The main map and its insets.
    unplaced, beyond
        Ids of zones without a name; outside the frame.
    displaced
        Ids of zones whose symbols stand a little off their place.
    circles
        Whether circles show how accurate positions are.
    """

    items: tuple[Item, ...]
    frames: tuple[Frame, ...]
    unplaced: tuple[str, ...]
    beyond: tuple[str, ...]
    displaced: tuple[str, ...]
    circles: bool


def lettering(words: str, lang: str) -> str:
    """
    Return a text as the faces can set it.

    In English without full-width signs; a character that the faces lack, which only a filter's
    own words can hold, becomes the printer's sign for a missing one.
    """
    words = words.replace("\u2014\u2014", "\u2e3a") if lang == "zh" else words.translate(_ENGLISH)
    for lacking in fonts.missing(words):
        words = words.replace(lacking, GETA)
    return words


# The faces give these signs the width of a Hanzi.
_ENGLISH = str.maketrans(
    {
        "\u201c": '"',
        "\u201d": '"',
        "\u2018": "'",
        "\u2019": "'",
        "\u2026": "...",
        "\u00b7": "\u2013",
        "\u2014": "\u2013",
    }
)


def draw(  # noqa: PLR0913 - a map's place and looks
    atlas: "Atlas",
    content: Subject,
    box: Box,
    styles: "Mapping[str, Style]",
    *,
    grow: float,
    plain: bool = False,
) -> Plate:
    """
    Draw a map of the selected zones into a frame.

    Parameters
    ----------
    atlas
        The atlas.
    content
        What is drawn, such as the content of a sheet.
    box
        The frame: x, y, width, height in points.
    styles
        Of `atlas.maps.palette.palette`.
    grow
        Factor of lettering, symbols and lines.
    plain
        Without names, insets, scale bar and north: a locator.
    """
    return _Drawing(atlas, content, styles, grow=grow).plate(box, plain=plain)


class _Drawing:
    """What all frames of one plate share."""

    def __init__(
        self, atlas: "Atlas", content: Subject, styles: "Mapping[str, Style]", *, grow: float
    ) -> None:
        self.atlas, self.content, self.styles = atlas, content, styles
        self.grow = grow
        self.order = content.order
        self.lang = content.order.lang
        self.zones = content.zones
        self.ids = np.array(self.zones.index.astype(str), dtype=object)
        self.at = projection.forward(self.zones["lon"].to_numpy(), self.zones["lat"].to_numpy())
        self.national = (self.zones["level"] == atlas.levels.index[0]).to_numpy()
        self.unplaced: list[str] = []
        self.displaced: list[str] = []
        self.circles = False

    # The frames ----------------------------------------------------------------------------------

    def plate(self, box: Box, *, plain: bool) -> Plate:
        extent = basemap.extent_of(self.content, self.atlas)
        view, insets = View.over(extent, box), []
        if not plain:
            view, insets = self._insets(extent, box)
        on_map = self._within(view)
        in_inset = np.zeros(len(self.ids), dtype=bool)
        main = _Map("main", view)
        self._ground(main)
        for inset in insets:
            inside = on_map & self._within(inset.view) & ~in_inset
            in_inset |= inside
            main.boxes.append(self._taken_by(inset))
        for inset in insets:
            self._tie(main, inset)
        self._context(main)
        self._zones(main, on_map & ~in_inset, small=in_inset & on_map, plain=plain)
        items = [Group(tuple(main.items), clip=box, name="map-main")]
        taken = np.zeros(len(self.ids), dtype=bool)
        for inset in insets:
            inside = on_map & self._within(inset.view) & ~taken
            taken |= inside
            self._ground(inset)
            self._context(inset)
            self._zones(inset, inside, small=np.zeros_like(inside), plain=False)
            items.append(Group(tuple(inset.items), clip=inset.view.box, name=f"map-{inset.name}"))
            items += self._caption(inset, inside)
            style = self.styles["sheet/inset"]
            items.append(
                rectangle(*inset.view.box, role="frame", stroke=style.stroke, width=1.0 * self.grow)
            )
        style = self.styles["sheet/frame"]
        items.append(rectangle(*box, role="frame", stroke=style.stroke, width=style.width))
        if not plain:
            items += self._graticule_names(main.view)
        frames = [
            Frame(m.name, m.view.box, (m.view.scale, m.view.dx, m.view.dy), m.bar)
            for m in (main, *insets)
        ]
        return Plate(
            items=tuple(items),
            frames=tuple(frames),
            unplaced=tuple(self.unplaced),
            beyond=tuple(self.ids[~on_map]),
            displaced=tuple(dict.fromkeys(self.displaced)),
            circles=self.circles,
        )

    def _within(self, view: View) -> np.ndarray:
        """Return which zones lie in a frame, with room for their symbols."""
        if not len(self.at):
            return np.zeros(0, dtype=bool)
        x, y = view.sheet(self.at).T
        left, top, right, bottom = view.edges
        room = 5 * self.grow
        return (x > left + room) & (x < right - room) & (y > top + room) & (y < bottom - room)

    # Insets --------------------------------------------------------------------------------------

    def _insets(self, extent: Box, box: Box) -> tuple[View, list[_Map]]:
        """Return the main view and the insets that crowded places need and have room for."""
        view = View.over(extent, box)
        groups = crowds(view.sheet(self.at)[self._within(view)], reach=REACH * self.grow)
        if not groups:
            return view, []
        best: tuple[float, View, list[_Map]] = (0.0, view, [])
        for lean in LEANS:
            leaning = View.over(extent, box, lean=lean)
            insets = self._arrange(leaning)
            gain = sum(inset.view.scale / leaning.scale for inset in insets)
            # Leaning aside must pay: a map in the middle looks best.
            gain -= 0.0 if lean == LEANS[0] else 0.15
            if gain > best[0] + 1e-9:
                best = (gain, leaning, insets)
        return best[1], best[2]

    def _arrange(self, view: View) -> list[_Map]:
        within = np.flatnonzero(self._within(view))
        points = view.sheet(self.at)
        space = Space(view.box)
        land = shapely.transform(basemap.base(self.atlas).detail(8000).province, view.sheet)
        symbols = 16 * self.grow
        space.fill_boxes(
            (x - symbols, y - symbols, x + symbols, y + symbols) for x, y in points[within]
        )
        if self.order.extent == "province":
            space.fill_area(land.buffer(5 * self.grow))
        insets: list[_Map] = []
        shown = np.zeros(len(within), dtype=bool)
        for crowd in crowds(points[within], reach=REACH * self.grow):
            if shown[crowd].all() or len(insets) == MOST_INSETS:
                continue
            inset = self._best_inset(points[within], crowd, within, view, space, len(insets) + 1)
            if inset is not None:
                insets.append(inset)
                space.fill_boxes([self._taken_by(inset)])
                shown |= self._within(inset.view)[within]
        return insets

    def _best_inset(  # noqa: PLR0913, PLR0917 - a crowd and where it may be shown
        self,
        points: np.ndarray,
        crowd: np.ndarray,
        within: np.ndarray,
        view: View,
        space: Space,
        number: int,
    ) -> _Map | None:
        """Return the inset that shows most around a crowd at a good scale, or the largest one."""
        best = None
        for widest in WIDEST:
            group = self._gathered(points, crowd, view, widest)
            inset = self._fit(self._window(self.at[within[group]]), view, space, f"inset-{number}")
            if inset is None:
                continue
            if inset.view.scale >= GOOD_GAIN * view.scale:
                return inset
            if best is None or inset.view.scale > best.view.scale:
                best = inset
        return best

    def _gathered(
        self, points: np.ndarray, group: np.ndarray, view: View, widest: float
    ) -> np.ndarray:
        """Return a crowd with the zones around it, nearest first, while it stays compact."""
        room = np.array(view.box[2:]) * widest
        inside = np.zeros(len(points), dtype=bool)
        inside[group] = True
        while not inside.all():
            far = np.hypot(*(points[:, None] - points[None, inside]).transpose(2, 0, 1)).min(axis=1)
            far[inside] = np.inf
            nearest = int(np.argmin(far))
            grown = np.append(points[inside], points[[nearest]], axis=0)
            if far[nearest] > AROUND * self.grow or (np.ptp(grown, axis=0) > room).any():
                break
            inside[nearest] = True
        return np.flatnonzero(inside)

    def _window(self, points: np.ndarray) -> Box:
        """Return the country that an inset shows, metres: a group with room for its names."""
        low, high = points.min(axis=0), points.max(axis=0)
        low, high = low - 18_000, high + 18_000
        width, height = np.maximum(high - low, 80_000)
        width, height = max(width, height * 0.8), max(height, width * 0.72)
        middle = (low + high) / 2
        half = np.array([width, height]) / 2
        return (*(middle - half).tolist(), *(middle + half).tolist())

    def _fit(self, window: Box, view: View, space: Space, name: str) -> _Map | None:
        """Put an inset where there is room, as large as there is."""
        x0, y0, x1, y1 = window
        aspect = (x1 - x0) / (y1 - y0)
        _, _, width, height = view.box
        shadow = space.copy()
        corners = view.sheet(np.array([[x0, y1], [x1, y0]])).ravel().tolist()
        shadow.fill_boxes([tuple(corners)])
        for share in np.arange(0.62, 0.2, -0.03).tolist():
            high = min(share * height, MOST_GAIN * view.scale * (y1 - y0))
            wide = high * aspect
            if wide > 0.48 * width or high / (y1 - y0) < LEAST_GAIN * view.scale:
                continue
            for corner in CORNERS:
                tab = self._tab_height()
                found = shadow.find(wide + 2 * EDGE, high + 2 * EDGE + tab, near=corner)
                if found is not None:
                    place = (found[0] + EDGE, found[1] + EDGE + tab, wide, high)
                    return _Map(name, View.over(window, place))
        return None

    def _tie(self, main: _Map, inset: _Map) -> None:
        """Mark on the main map what an inset shows, and lead from there to it."""
        style = self.styles["sheet/inset"]
        x0, y0, x1, y1 = inset.view.extent
        (left, top), (right, bottom) = main.view.sheet(np.array([[x0, y1], [x1, y0]])).tolist()
        dash = tuple(float(d) * self.grow for d in (style.dash or "").split())
        main.items.append(
            rectangle(
                left,
                top,
                right - left,
                bottom - top,
                role="window",
                stroke=style.stroke,
                width=0.9 * self.grow,
                dash=dash,
            )
        )
        a, b, c, d = inset.view.edges
        ends = _tangents((left, top, right, bottom), (a, b, c, d))
        main.items.append(
            Path(
                ends,
                role="tie",
                closed=False,
                stroke=style.stroke,
                width=0.5 * self.grow,
                opacity=0.6,
            )
        )

    def _caption(self, inset: _Map, inside: np.ndarray) -> list[Item]:
        """Name an inset after the prefecture that most of its zones lie in."""
        names = self.zones.loc[inside, "prefecture"].astype(str)
        slug = names.value_counts(sort=True).index[0]
        short = "short_zh" if self.lang == "zh" else "name_en"
        place = self.atlas.prefectures.loc[slug, short]
        words = lettering(text("print.inset", self.lang, place=place), self.lang)
        size, room = CAPTION * self.grow, 5 * self.grow
        left, top, right, _ = inset.view.edges
        wide = fonts.width(words, bold=True) * size
        size *= min(1.0, (right - left - 2 * room) / wide)
        wide, high = fonts.width(words, bold=True) * size + 2 * room, self._tab_height()
        # On top of the frame, where it covers nothing that the inset shows.
        return [
            rectangle(
                left, top - high, wide, high, role="tab", fill=self.styles["sheet/inset"].stroke
            ),
            Text(
                left + room,
                top - high / 2 + size * 0.36,
                words,
                size,
                bold=True,
                fill=self.styles["sheet/paper"].fill or "",
                role="caption",
                frame=inset.name,
            ),
        ]

    def _tab_height(self) -> float:
        return CAPTION * 1.7 * self.grow

    def _taken_by(self, inset: _Map) -> tuple[float, float, float, float]:
        """Return the box of an inset with the tab that names it."""
        left, top, right, bottom = inset.view.edges
        return left, top - self._tab_height(), right, bottom

    # What a frame shows --------------------------------------------------------------------------

    def _ground(self, map_: _Map) -> None:
        map_.items.append(
            rectangle(*map_.view.box, role="ground", fill=self.styles["sheet/map"].fill)
        )
        map_.items += basemap.ground(
            self.atlas, map_.view, self.styles, scheme=self.order.selection.scheme, grow=self.grow
        )

    def _context(self, map_: _Map) -> None:
        """Show the zones that are not selected, small and grey, if the order says so."""
        if not self.order.context:
            return
        others = self.atlas.zones.drop(index=self.zones.index)
        if not len(others):
            return
        style = self.styles["sheet/context"]
        points = map_.view.sheet(
            projection.forward(others["lon"].to_numpy(), others["lat"].to_numpy())
        )
        left, top, right, bottom = map_.view.edges
        for zone, (x, y) in zip(others.index, points.tolist(), strict=True):
            if left < x < right and top < y < bottom:
                map_.items.append(
                    Symbol(
                        x,
                        y,
                        style.shape,
                        style.size * self.grow,
                        style.fill,
                        stroke=style.stroke,
                        width=style.width * self.grow,
                        role="context",
                        key=str(zone),
                        frame=map_.name,
                    )
                )

    def _zones(self, map_: _Map, shown: np.ndarray, *, small: np.ndarray, plain: bool) -> None:
        """Draw symbols and names; zones that an inset names are small and nameless here."""
        points = map_.view.sheet(self.at) if len(self.at) else np.zeros((0, 2))
        for i in np.flatnonzero(small):
            map_.items.append(self._symbol(i, points[i], map_.name, shrink=0.5))
        which = np.flatnonzero(shown)
        shrink = 0.6 if plain else 1.0
        symbols = [self._symbol(i, points[i], map_.name, shrink=shrink) for i in which]
        self._outlines(map_, which)
        if not plain:
            self._accuracy(map_, which)
            symbols = self._apart(map_, symbols)
            boxes = [
                (x - 3, y - 3, x + 3, y + 3) for x, y in points[np.flatnonzero(small)].tolist()
            ]
            names, leaders = self._names(map_, which, symbols, boxes)
            map_.items += leaders
        # The largest below: a star must not hide a square.
        map_.items += sorted(symbols, key=lambda s: -s.size)
        if not plain:
            map_.items += names

    def _outlines(self, map_: _Map, which: np.ndarray) -> None:
        """Draw the outlines that are large enough to be seen beneath their symbols."""
        outlines = self.atlas.outlines
        for i in which:
            zone = str(self.ids[i])
            if zone not in outlines.index:
                continue
            style = self.styles[f"outline/{outlines.loc[zone, 'kind']}"]
            for part in shapely.get_parts(outlines.geometry.loc[zone]):
                rings = tuple(
                    map_.view.sheet(projection.forward(*shapely.get_coordinates(ring).T))
                    for ring in (part.exterior, *part.interiors)
                )
                if np.ptp(rings[0], axis=0).max() < SEEN_OUTLINE * self.grow:
                    continue
                dash = tuple(float(d) * self.grow for d in (style.dash or "").split())
                width = (style.width or 1) * self.grow
                drawn = {"role": "zone-outline", "key": zone}
                map_.items += [
                    Path(rings, fill=style.fill or "", opacity=style.opacity, **drawn),
                    Path(rings, stroke=style.stroke or "", width=width, dash=dash, **drawn),
                ]

    def _accuracy(self, map_: _Map, which: np.ndarray) -> None:
        """Draw around each zone how far off it may be, where most of these circles can be seen."""
        style = self.styles["line/accuracy"]
        dash = tuple(float(d) * self.grow for d in (style.dash or "").split())
        rows = self.zones.iloc[which]
        if (
            rows.empty
            or rows["accuracy_km"].median() * 1000 * map_.view.scale < SEEN_CIRCLE * self.grow
        ):
            return
        for i in which:
            row = self.zones.iloc[i]
            circle = accuracy_circle(row["lon"], row["lat"], row["accuracy_km"])
            ring = projection.forward(*shapely.get_coordinates(circle).T)
            self.circles = True
            map_.items.append(
                Path(
                    (map_.view.sheet(ring),),
                    role="accuracy",
                    key=str(self.ids[i]),
                    stroke=style.stroke or "",
                    width=0.7 * self.grow,
                    dash=dash,
                    opacity=style.opacity,
                )
            )

    def _symbol(self, i: int, point: np.ndarray, frame: str, *, shrink: float) -> Symbol:
        row = self.zones.iloc[i]
        alt = text(
            "map.one-zone",
            self.lang,
            name=row[f"name_{self.lang}"],
            type=self.atlas.label("types", row["zone_type"], self.lang),
            level=self.atlas.label("levels", row["level"], self.lang),
        )
        return print_symbols.symbol(
            self.atlas,
            self.styles,
            zone_type=row["zone_type"],
            level=row["level"],
            x=float(point[0]),
            y=float(point[1]),
            grow=PX * self.grow * shrink,
            role="zone" if shrink == 1.0 else "dot",
            key=str(self.ids[i]),
            alt=alt,
            frame=frame,
        )

    def _apart(self, map_: _Map, symbols: list[Symbol]) -> list[Symbol]:
        """Move symbols that would cover each other apart until they touch, and say so."""
        if len(symbols) < 2:  # noqa: PLR2004 - a pair
            return symbols
        at = np.array([(s.x, s.y) for s in symbols])
        true = at.copy()
        size = np.array([s.size for s in symbols])
        need = (size[:, None] + size[None, :]) / 2 * 0.92
        for _ in range(40):
            way = at[:, None] - at[None, :]
            far = np.hypot(way[..., 0], way[..., 1])
            np.fill_diagonal(far, np.inf)
            lack = need - far
            if (lack <= CLOSE).all():
                break
            # Two zones at one point part sidewards, the later to the left.
            far_ = np.where(far < CLOSE, 1.0, far)
            unit = np.where((far < CLOSE)[..., None], [1.0, 0.0], way / far_[..., None])
            unit *= np.where((far < CLOSE) & (np.tri(len(at), k=-1) > 0), -1, 1)[..., None]
            push = np.where(lack > 0, lack, 0)[..., None] * unit
            at = at + push.sum(axis=1) * 0.5
        moved = np.hypot(*(at - true).T) > 1.0  # points
        for symbol, there, was in zip(
            (s for s, m in zip(symbols, moved, strict=True) if m),
            true[moved],
            at[moved],
            strict=True,
        ):
            self.displaced.append(symbol.key)
            style = self.styles["line/leader"]
            map_.items.append(
                line(
                    tuple(there),
                    tuple(was),
                    role="offset",
                    key=symbol.key,
                    stroke=style.stroke,
                    width=0.6 * self.grow,
                )
            )
        return [
            Symbol(
                float(x),
                float(y),
                s.shape,
                s.size,
                s.fill,
                s.stroke,
                s.width,
                s.role,
                s.key,
                s.alt,
                s.frame,
            )
            for s, (x, y) in zip(symbols, at.tolist(), strict=True)
        ]

    # Names ---------------------------------------------------------------------------------------

    def _named(self, i: int, kind: str) -> str:
        return lettering(self.zones.iloc[i][f"{kind}_{self.lang}"], self.lang)

    def _names(
        self,
        map_: _Map,
        which: np.ndarray,
        symbols: list[Symbol],
        taken: list[tuple[float, float, float, float]],
    ) -> tuple[list[Item], list[Item]]:
        """Place and draw the names of zones, then bar and north, then those of places."""
        before = list(map_.boxes)
        fixed = self._furniture(map_, symbols)
        placed, unplaced, sizes = self._placed(map_, which, symbols, taken)
        if unplaced:
            # Names come before bar and north mark, which then take what room is left.
            map_.boxes = before
            placed, unplaced, sizes = self._placed(map_, which, symbols, taken)
            map_.boxes = [*before, *(place.box for place in placed)]
            fixed = self._furniture(map_, symbols)
        self.unplaced += unplaced
        drawn, leaders = [], []
        for place in placed:
            size, words, i = sizes[place.key]
            style = self._text_style(i)
            drawn.append(
                Text(
                    place.box[0],
                    place.box[3] - size * 0.16,
                    words,
                    size,
                    bold=bool(self.national[i]),
                    fill=style.fill,
                    halo=style.stroke,
                    halo_width=style.width * PX * self.grow,
                    role="label",
                    key=place.key,
                    frame=map_.name,
                )
            )
            if place.leader is not None:
                x0, y0, x1, y1 = place.leader
                style = self.styles["line/leader"]
                leaders.append(
                    line(
                        (x0, y0),
                        (x1, y1),
                        role="leader",
                        key=place.key,
                        stroke=style.stroke,
                        width=style.width * PX * self.grow,
                        opacity=style.opacity,
                    )
                )
        map_.boxes += [place.box for place in placed]
        map_.boxes += [
            (s.x - s.size / 2, s.y - s.size / 2, s.x + s.size / 2, s.y + s.size / 2)
            for s in symbols
        ]
        map_.boxes += taken
        lines = [item for item in leaders if isinstance(item, Path)]
        return [*fixed, *self._places(map_, lines), *drawn], leaders

    def _placed(
        self,
        map_: _Map,
        which: np.ndarray,
        symbols: list[Symbol],
        taken: list[tuple[float, float, float, float]],
    ) -> tuple[list[placement.Placed], list[str], dict[str, tuple[float, str, int]]]:
        """Place the names, in full if these are few, else short, smaller where there is need."""
        left, top, right, bottom = map_.view.edges
        bounds = (left + 3, top + 3, right - 3, bottom - 3)
        obstacles = np.array([*map_.boxes, *taken]).reshape(-1, 4)
        attempts = [("short", factor) for factor in SMALLER]
        if len(self.zones) <= FULL_NAMES and self.lang == "zh":
            attempts.insert(0, ("name", 1.0))
        for kind, factor in attempts:
            names, sizes = [], {}
            for i, symbol in zip(which, symbols, strict=True):
                size = self._text_style(i).size * PX * self.grow * factor
                words = self._named(i, kind)
                sizes[symbol.key] = (size, words, i)
                names.append(
                    placement.Name(
                        symbol.key,
                        symbol.x,
                        symbol.y,
                        symbol.size / 2,
                        fonts.width(words, bold=bool(self.national[i])) * size,
                        size * 1.04,
                        rank=0 if self.national[i] else 1,
                    )
                )
            placed, unplaced = placement.place(
                names, bounds=bounds, obstacles=obstacles, size=10 * self.grow * factor
            )
            if not unplaced:
                break
        return placed, unplaced, sizes

    def _text_style(self, i: int) -> "Style":
        return self.styles["text/national" if self.national[i] else "text/zone"]

    def _places(self, map_: _Map, leaders: list[Path]) -> list[Item]:
        """Write the names of prefectures and neighbours where nothing else stands."""
        view, items = map_.view, []
        boxes = list(map_.boxes)
        for item in leaders:
            (x0, y0), (x1, y1) = item.rings[0].tolist()
            boxes.append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
        detail = basemap.base(self.atlas).detail(8000)
        frame = shapely.box(*view.extent)
        asked = [
            (
                "text/prefecture",
                row[f"name_{self.lang}"] if self.lang == "en" else row["name_zh"],
                detail.prefectures[slug],
                (row["label_lon"], row["label_lat"]),
            )
            for slug, row in self.atlas.prefectures.iterrows()
            if slug in detail.prefectures
        ]
        if view.scale >= COUNTY_NAMES * self.grow:
            counties = basemap.base(self.atlas).counties
            asked += [
                (
                    "text/county",
                    row[f"name_{self.lang}"],
                    polygon,
                    (row["label_lon"], row["label_lat"]),
                )
                for polygon, (_, row) in zip(
                    counties.geometry, self.atlas.counties.iterrows(), strict=True
                )
                if shapely.intersects(polygon, frame)
            ]
        bordering = basemap.base(self.atlas).neighbours
        asked += [
            (
                "text/neighbour",
                row[f"name_{self.lang}"],
                polygon,
                (row["label_lon"], row["label_lat"]),
            )
            for polygon, (_, row) in zip(bordering, self.atlas.neighbours.iterrows(), strict=True)
        ]
        for key, words, polygon, at in asked:
            visible = shapely.intersection(polygon, frame)
            if visible.is_empty:
                continue
            found = self._place_name(map_, boxes, key, lettering(words, self.lang), visible, at)
            if found is not None:
                items.append(found[0])
                boxes.append(found[1])
        return items

    def _place_name(  # noqa: PLR0913, PLR0917 - a name's lettering and place
        self,
        map_: _Map,
        boxes: list[tuple[float, float, float, float]],
        key: str,
        words: str,
        visible: shapely.Geometry,
        at: tuple[float, float],
    ) -> tuple[Text, tuple[float, float, float, float]] | None:
        """Return a base-map name in free room inside its area; nothing if there is none."""
        style, view = self.styles[key], map_.view
        size = style.size * PX * self.grow * 0.88
        spacing = size * 0.14 if self.lang == "zh" else 0.0
        wide = fonts.width(words) * size + spacing * len(words)
        area = shapely.transform(visible, view.sheet)
        left, top, right, bottom = view.edges
        inner = shapely.box(left + 4, top + 4, right - 4, bottom - 4)
        x0, y0, x1, y1 = area.bounds
        xs, ys = np.meshgrid(
            np.arange(x0 + wide / 2, x1 - wide / 2, max(4.0, (x1 - x0) / 40)),
            np.arange(y0 + size / 2, y1 - size / 2, max(4.0, (y1 - y0) / 40)),
        )
        if not xs.size:
            return None
        wish = view.sheet(projection.forward(*at))[0]
        points = np.column_stack([xs.ravel(), ys.ravel()])
        points = points[np.argsort(((points - wish) ** 2).sum(axis=1), kind="stable")]
        half = np.array([wide / 2 + 1.5, size / 2 + 1.0])
        frames = np.column_stack([points - half, points + half])
        if boxes:
            taken = np.array(boxes)
            free = ~(
                (frames[:, None, 0] < taken[:, 2])
                & (frames[:, None, 2] > taken[:, 0])
                & (frames[:, None, 1] < taken[:, 3])
                & (frames[:, None, 3] > taken[:, 1])
            ).any(axis=1)
            frames = frames[free]
        room = shapely.intersection(area, inner)
        shapely.prepare(room)
        inside = (
            shapely.contains(room, shapely.box(*frames.T)) if len(frames) else np.zeros(0, bool)
        )
        if not inside.any():
            return None
        box = tuple(frames[np.argmax(inside)].tolist())
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return (
            Text(
                x + spacing / 2,
                y + size * 0.36,
                words,
                size,
                fill=style.fill,
                halo=style.stroke,
                halo_width=style.width * PX * self.grow,
                anchor="middle",
                spacing=spacing,
                role="place",
                frame=map_.name,
            ),
            box,
        )

    # Scale bar, north, graticule -----------------------------------------------------------------

    def _furniture(self, map_: _Map, symbols: list[Symbol]) -> list[Item]:
        """Put scale bar and north mark where the map is empty."""
        grow = self.grow * (0.9 if map_.name != "main" else 1.0)
        space = Space(map_.view.box)
        space.fill_boxes(map_.boxes)
        room = 9 * self.grow
        space.fill_boxes((s.x - room, s.y - room, s.x + room, s.y + room) for s in symbols)
        open_space = space.copy()
        land = shapely.transform(basemap.base(self.atlas).detail(8000).province, map_.view.sheet)
        open_space.fill_area(land.buffer(3 * grow))
        items: list[Item] = []
        main = map_.name == "main"
        most = min(0.22 * map_.view.box[2], 130 * grow) if main else 0.32 * map_.view.box[2]
        high = 26 * grow
        found = self._room_for_bar(map_.view, (open_space, space), most, grow)
        if found is not None:
            (x, y), most = found
            items += self._bar(map_, x + 8 * grow, y + 19 * grow, most, grow)
            box = (x, y, x + most + 26 * grow, y + high)
            map_.boxes.append(box)
            for each in (space, open_space):
                each.fill_boxes([box])
        if main:
            wide, high = 32 * grow, 56 * grow
            place = open_space.find(wide, high, near=(1.0, 0.0)) or space.find(
                wide, high, near=(1.0, 0.0)
            )
            if place is not None:
                items += self._north(map_, place[0] + wide / 2, place[1] + high * 0.62, grow)
                map_.boxes.append((place[0], place[1], place[0] + wide, place[1] + high))
        return items

    def _room_for_bar(
        self, view: View, spaces: tuple[Space, ...], most: float, grow: float
    ) -> tuple[tuple[float, float], float] | None:
        """Return where a scale bar stands and how wide it may be: at the lower edge if it can."""
        _, _, _, bottom = view.edges
        high = 26 * grow
        for space in spaces:
            first = None
            for shrink in (1.0, 0.75, 0.55):
                wide = most * shrink + 26 * grow
                place = space.find(wide, high, near=(1.0, 1.0), steep=4.0)
                if place is not None and bottom - high - place[1] < high:
                    return place, most * shrink
                first = first or (place and (place, most * shrink))
            # Of all the free places the lowest: wherever it is, it covers nothing.
            if first is not None:
                return first
        return None

    def _bar(self, map_: _Map, x: float, y: float, most: float, grow: float) -> list[Item]:
        width, km = graticule.scale_bar(map_.view, x, y, most=most)
        map_.bar = (x, x + width, y, km)
        ink, paper = self.styles["sheet/ink"].fill, self.styles["sheet/paper"].fill
        size, thick = 7.2 * grow, 3.4 * grow
        first = int(f"{km:g}"[0])
        parts = {1: 2, 2: 4, 3: 3, 4: 4, 5: 5, 6: 3, 8: 4}[first]
        step = width / parts
        items: list[Item] = [
            rectangle(
                x + step * k,
                y,
                step,
                thick,
                role="bar",
                fill=ink if k % 2 == 0 else paper,
                stroke=ink,
                width=0.5 * grow,
            )
            for k in range(parts)
        ]
        labels_ = {0.0: "0", km: f"{km:g} {text('print.km', self.lang)}"}
        if parts % 2 == 0 and width > 7 * size:
            labels_[km / 2] = f"{km / 2:g}"
        halo = self.styles["sheet/map"].fill
        items += [
            Text(
                x + width * value / km,
                y - 2.6 * grow,
                words,
                size,
                fill=ink,
                halo=halo,
                halo_width=2 * grow,
                anchor="middle",
                role="bar",
                frame=map_.name,
            )
            for value, words in labels_.items()
        ]
        return items

    def _north(self, map_: _Map, x: float, y: float, grow: float) -> list[Item]:
        """Draw a north mark turned to the true north of its place."""
        turn = math.radians(graticule.convergence(map_.view, x, y))
        ink, paper = self.styles["sheet/ink"].fill, self.styles["sheet/paper"].fill
        turned = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])

        def at(*corners: tuple[float, float]) -> np.ndarray:
            return np.array(corners) * grow @ turned + (x, y)

        tip, notch = (0.0, -15.0), (0.0, 6.5)
        head = at((0.0, -19.0))[0]
        size = 9.5 * grow
        return [
            Path(
                (at(tip, notch, (-7.5, 14.0)),),
                role="north",
                fill=ink,
                stroke=ink,
                width=0.6 * grow,
            ),
            Path(
                (at(tip, notch, (7.5, 14.0)),),
                role="north",
                fill=paper,
                stroke=ink,
                width=0.6 * grow,
            ),
            Text(
                float(head[0]),
                float(head[1]),
                text("print.north", self.lang),
                size,
                bold=True,
                fill=ink,
                halo=self.styles["sheet/map"].fill,
                halo_width=2 * grow,
                anchor="middle",
                role="north",
                frame=map_.name,
            ),
        ]

    def _graticule_names(self, view: View) -> list[Item]:
        """Write degrees along the lower and the left edge, outside the frame."""
        down, across = graticule.graticule_ends(view)
        size, style = 6.2 * self.grow, self.styles["sheet/muted"]
        left, _, _, bottom = view.edges
        items = [
            Text(
                x,
                bottom + size * 1.15,
                f"{lon:g}°E",
                size,
                fill=style.fill,
                anchor="middle",
                role="graticule",
            )
            for x, lon in down
        ]
        items += [
            Text(
                left - 2.5,
                y + size * 0.36,
                f"{lat:g}°N",
                size,
                fill=style.fill,
                anchor="end",
                role="graticule",
            )
            for y, lat in across
        ]
        return items


def _tangents(a: Box, b: Box) -> tuple[np.ndarray, ...]:
    """Return the two lines that join two boxes without crossing either."""
    corners_a = [(a[i], a[j]) for i in (0, 2) for j in (1, 3)]
    corners_b = [(b[i], b[j]) for i in (0, 2) for j in (1, 3)]
    hull = shapely.convex_hull(shapely.multipoints([*corners_a, *corners_b]))
    ring = shapely.get_coordinates(hull.exterior)
    found = []
    for p, q in pairwise(ring):
        one, two = tuple(p.tolist()), tuple(q.tolist())
        if (one in corners_a and two in corners_b) or (one in corners_b and two in corners_a):
            found.append(np.array([p, q]))
    return tuple(found)
