"""Show crowded places larger: which insets a map needs, where they stand, how they are tied."""

from itertools import pairwise

import numpy as np
import shapely

from atlas.i18n import text
from atlas.maps.print import basemap, density, extents, fonts, marks
from atlas.maps.print.context import MapContext, MapFrame, Mask, Points, Rows
from atlas.maps.print.lettering import legible, lettering
from atlas.maps.print.projection import Box, View
from atlas.maps.print.scene import Item, Path, Text, rectangle
from atlas.maps.print.whitespace import Space, crowds

REACH = 9.0  # points: zones nearer to each other than this crowd
AROUND = 24.0  # points: what is nearer than this to a crowd goes into its inset with it
WIDEST = (0.36, 0.3, 0.25, 0.2, 0.16, 0.13, 0.1)  # of the frame: what an inset shows of it at most
MOST_INSETS = 2
FEWEST = 3  # zones that an inset has to name
LEAST_GAIN = 1.7  # an inset is worth its room if it is that much larger
# It shows the more around its crowd as long as it stays that much larger; the next for names.
GOOD_GAINS = (2.8, 3.6, 4.4)
MOST_GAIN = 5.0
CAPTION = 8.2  # points: lettering of an inset's name
EDGE = 6.0  # points between an inset and the frame
LEANS = ((0.5, 0.5), (0.92, 0.5), (0.08, 0.5), (0.5, 0.92), (0.5, 0.08), (0.92, 0.92), (0.08, 0.08))
CORNERS = ((0.0, 1.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0))
OUTLINE = 8000  # metres: as finely as the province must be known to tell where the map is empty


def arrange(
    context: MapContext, extent: Box, box: Box, *, good: float = GOOD_GAINS[0]
) -> tuple[View, tuple[MapFrame, ...]]:
    """
    Find the insets that crowded places need and have room for.

    Parameters
    ----------
    context
        Of the map.
    extent
        What the main map must show: X0, Y0, X1, Y1 in metres of
        `atlas.maps.print.projection.CRS`.
    box
        The main map's frame: x, y, width, height in points.
    good
        How much larger than the main map an inset should be, rather than show more.

    Returns
    -------
    view : View
        Of the main map, leaning aside where that makes room.
    insets : tuple of MapFrame
        At most `MOST_INSETS`.
    """
    view = View.over(extent, box)
    named = context.within(view) & ~density.dots(context, view).which
    if not crowds(view.sheet(context.at)[named], reach=REACH * context.grow):
        return view, ()
    best_gain, best_view = 0.0, view
    best_insets: tuple[MapFrame, ...] = ()
    for lean in LEANS:
        leaning = View.over(extent, box, lean=lean)
        insets = _arranged(context, leaning, good)
        gain = sum(inset.view.scale / leaning.scale for inset in insets)
        # Leaning aside must pay: a map in the middle looks best.
        gain -= 0.0 if lean == LEANS[0] else 0.15
        if gain > best_gain + 1e-9:
            best_gain, best_view, best_insets = gain, leaning, insets
    return best_view, best_insets


def _arranged(context: MapContext, view: View, good: float) -> tuple[MapFrame, ...]:
    """Return the insets that a view has room for, those of the largest crowds first."""
    within = np.flatnonzero(context.within(view) & ~density.dots(context, view).which)
    points = view.sheet(context.at)[within]
    space = free_space(context, view, points)
    insets: list[MapFrame] = []
    shown = np.zeros(len(within), dtype=bool)
    for crowd in crowds(points, reach=REACH * context.grow):
        if shown[crowd].all() or len(insets) == MOST_INSETS:
            continue
        found = _best_view(context, within, crowd, view, space, good)
        if found is None:
            continue
        # What an inset before it shows already is not named again.
        if (context.within(found)[within] & ~shown).sum() >= FEWEST:
            inset = MapFrame(f"inset-{len(insets) + 1}", found)
            insets.append(inset)
            space.fill_boxes([taken_by(context, inset)])
            shown |= context.within(found)[within]
    return tuple(insets)


def free_space(context: MapContext, view: View, points: Points) -> Space:
    """
    Return the room that neither symbols nor marks take.

    On a map of all the province takes its room, on another the border of the land it speaks of.
    """
    space = Space(view.box)
    symbols = 16 * context.grow
    space.fill_boxes((x - symbols, y - symbols, x + symbols, y + symbols) for x, y in points)
    space.fill_boxes(marks.boxes(context, view))
    if extents.is_province(context.subject):
        land = shapely.transform(basemap.base(context.atlas).detail(OUTLINE).province, view.sheet)
        space.fill_area(land.buffer(5 * context.grow))
    elif len(context.land):
        counties = basemap.base(context.atlas).counties
        asked = counties.index.isin(context.land)
        land = shapely.union_all(np.asarray(counties.geometry)[asked])
        coarse = shapely.simplify(land, OUTLINE / 4)
        border = shapely.transform(shapely.boundary(coarse), view.sheet)
        space.fill_area(border.buffer(3 * context.grow))
    return space


def _best_view(  # noqa: PLR0913, PLR0917 - a crowd and the room for it
    context: MapContext, within: Rows, crowd: Rows, view: View, space: Space, good: float
) -> View | None:
    """Return the view that shows most around a crowd at a good scale, or the largest one."""
    points = view.sheet(context.at)[within]
    best: View | None = None
    for widest in WIDEST:
        group = _gathered(points, crowd, np.array(view.box[2:]) * widest, AROUND * context.grow)
        found = _fit(context, _window(context.at[within[group]]), view, space)
        if found is None:
            continue
        if found.scale >= good * view.scale:
            return found
        if best is None or found.scale > best.scale:
            best = found
    return best


def _gathered(points: Points, group: Rows, room: Points, around: float) -> Rows:
    """Return a crowd with the zones around it, nearest first, while it stays compact."""
    inside = np.zeros(len(points), dtype=bool)
    inside[group] = True
    low, high = points[group].min(axis=0), points[group].max(axis=0)
    places = np.asarray(shapely.points(points))
    far = np.asarray(shapely.distance(places, shapely.multipoints(points[group])))
    far[inside] = np.inf
    while not inside.all():
        nearest = int(np.argmin(far))
        low, high = np.minimum(low, points[nearest]), np.maximum(high, points[nearest])
        if far[nearest] > around or (high - low > room).any():
            break
        inside[nearest] = True
        far = np.minimum(far, np.hypot(*(points - points[nearest]).T))
        far[inside] = np.inf
    return np.flatnonzero(inside)


def _window(points: Points) -> Box:
    """Return the country that an inset shows, metres: a group with room for its names."""
    low, high = points.min(axis=0), points.max(axis=0)
    low, high = low - 18_000, high + 18_000
    width, height = np.maximum(high - low, 80_000)
    width, height = max(width, height * 0.8), max(height, width * 0.72)
    middle = (low + high) / 2
    half = np.array([width, height]) / 2
    (x0, y0), (x1, y1) = (middle - half).tolist(), (middle + half).tolist()
    return x0, y0, x1, y1


def _fit(context: MapContext, window: Box, view: View, space: Space) -> View | None:
    """Put an inset where there is room, as large as there is."""
    x0, y0, x1, y1 = window
    aspect = (x1 - x0) / (y1 - y0)
    _, _, width, height = view.box
    shadow = space.copy()
    shadow.fill_boxes([_shown(window, view)])
    tab = _tab_height(context)
    for share in np.arange(0.62, 0.2, -0.03).tolist():
        high = min(share * height, MOST_GAIN * view.scale * (y1 - y0))
        wide = high * aspect
        if wide > 0.48 * width or high / (y1 - y0) < LEAST_GAIN * view.scale:
            continue
        for corner in CORNERS:
            found = shadow.find(wide + 2 * EDGE, high + 2 * EDGE + tab, near=corner)
            if found is not None:
                return View.over(window, (found[0] + EDGE, found[1] + EDGE + tab, wide, high))
    return None


def _shown(window: Box, view: View) -> Box:
    """Return where a window, in metres, lies on the sheet: left, top, right, bottom."""
    x0, y0, x1, y1 = window
    (left, top), (right, bottom) = view.sheet(np.array([[x0, y1], [x1, y0]])).tolist()
    return left, top, right, bottom


def tie(context: MapContext, view: View, inset: MapFrame) -> list[Item]:
    """Mark on the main map what an inset shows, and lead from there to it."""
    style = context.styles["sheet/inset"]
    shown = left, top, right, bottom = _shown(inset.view.extent, view)
    return [
        rectangle(
            left,
            top,
            right - left,
            bottom - top,
            role="window",
            stroke=style.stroke or "",
            width=0.9 * context.grow,
            dash=style.dashes(context.grow),
        ),
        Path(
            _tangents(shown, inset.view.edges),
            role="tie",
            closed=False,
            stroke=style.stroke or "",
            width=0.5 * context.grow,
            opacity=0.6,
        ),
    ]


def _tangents(a: Box, b: Box) -> tuple[Points, ...]:
    """Return the two lines that join two boxes without crossing either."""
    corners_a = [(a[i], a[j]) for i in (0, 2) for j in (1, 3)]
    corners_b = [(b[i], b[j]) for i in (0, 2) for j in (1, 3)]
    hull = shapely.convex_hull(shapely.multipoints([*corners_a, *corners_b]))
    ring = shapely.get_coordinates(shapely.get_exterior_ring(hull))
    found = []
    for p, q in pairwise(ring):
        one, two = tuple(p.tolist()), tuple(q.tolist())
        if (one in corners_a and two in corners_b) or (one in corners_b and two in corners_a):
            found.append(np.array([p, q]))
    return tuple(found)


def caption(context: MapContext, inset: MapFrame, inside: Mask) -> list[Item]:
    """Name an inset after the prefectures whose zones it shows, as many as there is room for."""
    size, room = legible(CAPTION * context.grow), 5 * context.grow
    left, top, right, _ = inset.view.edges
    words = _called(context, inside, (right - left - 2 * room) / size)
    wide, high = fonts.width(words, bold=True) * size + 2 * room, _tab_height(context)
    # On top of the frame, where it covers nothing that the inset shows.
    tab = context.styles["sheet/inset"].stroke or ""
    return [
        rectangle(left, top - high, wide, high, role="tab", fill=tab),
        Text(
            left + room,
            top - high / 2 + size * 0.36,
            words,
            size,
            bold=True,
            fill=context.styles["sheet/paper"].fill or "",
            role="caption",
            frame=inset.name,
        ),
    ]


def _called(context: MapContext, inside: Mask, room: float) -> str:
    """Return the name of what an inset shows, the most zones first, in so many em."""
    lang = context.lang
    held = context.zones.loc[inside, "prefecture"].astype(str).value_counts(sort=True)
    known = context.atlas.prefectures.loc[held.index, f"map_{lang}"].tolist()
    for n in range(len(known), 0, -1):
        words = text("print.list", lang).join(known[:n])
        if n < len(known):
            words = text("print.inset", lang, place=words)
        words = lettering(words, lang)
        if fonts.width(words, bold=True) <= room:
            break
    return words


def edge(context: MapContext, inset: MapFrame) -> Path:
    """Return the line around an inset."""
    stroke = context.styles["sheet/inset"].stroke or ""
    return rectangle(*inset.view.box, role="frame", stroke=stroke, width=1.0 * context.grow)


def taken_by(context: MapContext, inset: MapFrame) -> Box:
    """Return left, top, right, bottom of an inset with the tab that names it."""
    left, top, right, bottom = inset.view.edges
    return left, top - _tab_height(context), right, bottom


def _tab_height(context: MapContext) -> float:
    return CAPTION * 1.7 * context.grow
