"""Write the names of prefectures, areas, counties and neighbours where nothing else stands."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.maps import surroundings
from atlas.maps.print import basemap, fonts
from atlas.maps.print.context import MapContext, MapFrame, Mask, Points
from atlas.maps.print.lettering import LEAST, legible, lettering
from atlas.maps.print.projection import CRS, Box, back, forward
from atlas.maps.print.scene import Symbol, Text
from atlas.maps.print.sites import DrawnSite, names_of, settled
from atlas.maps.print.symbols import HALO, PX

FORM = "text/landform"
MAIN = "main"  # the frame that is no inset
COUNTY_NAMES = 1.1e-3  # points a metre: from this scale on counties are named
SHRUNK = (1.0, 0.85, 0.7)  # of their size: lettering of prefectures without room
SHARES = (0.8, 0.5)  # of such a name that lies in its prefecture at least
CAPITALS = 0.82  # of the size of lettering: capitals are as high as Hanzi
FREE = 2.0  # points around a seat and its name: nobody else's name stands as near to it
PLACES = 8000  # metres: as finely as prefectures must be known to write into them


@dataclass(frozen=True, slots=True)
class _Place:
    """
    A place of the base map.

    Attributes
    ----------
    key
        Of its lettering.
    words
        Its name.
    area
        Metres of `CRS`.
    lon, lat
        Where its name would best stand.
    slug
        Of a prefecture, whose name may run over the boundary rather than be missing.
    seat
        Longitude and latitude of a county's seat, beside which it is named; None where unknown.
    ink
        Of an area: the style whose edge gives the colour of its name.
    """

    key: str
    words: str
    area: BaseGeometry
    lon: float
    lat: float
    slug: str = ""
    seat: tuple[float, float] | None = None
    ink: str = ""


def place_names(
    context: MapContext,
    frame: MapFrame,
    taken: Sequence[Box],
    sites: Sequence[DrawnSite] = (),
) -> tuple[list[Text | Symbol], frozenset[str], list[DrawnSite]]:
    """
    Write the names of the base map and of what lies around the zones where nothing else stands.

    Those of prefectures and areas come first, then of what lies around the zones, which someone has
    asked for, then of counties and neighbours.

    Parameters
    ----------
    context
        Of the map.
    frame
        Where.
    taken
        What stands there: left, top, right, bottom.
    sites
        The airports and the like in the frame.

    Returns
    -------
    names : list of Text or Symbol
        The lettering, and the seats of counties.
    named : frozenset of str
        Slugs of the prefectures that are named.
    settled : list of DrawnSite
        The sites that these names leave room for, where they stand.
    """
    items: list[Text | Symbol] = []
    named, written = set[str](), set[str]()
    boxes = list(taken)
    shown = shapely.box(*frame.view.extent)

    def write(asked: Iterable[_Place], spared: Sequence[Box] = ()) -> None:
        for place in asked:
            # An area and a landform of one name are named once.
            if place.key == FORM and place.words in written:
                continue
            visible = shapely.intersection(place.area, shown)
            if visible.is_empty:
                continue
            known = [*boxes, *spared]
            seat = None if place.seat is None else _seat(context, frame, place, known)
            if seat is not None:
                items.extend(seat[0])
                boxes.append(seat[1])
                continue
            found = _place_name(context, frame, place, visible, known)
            if found is not None:
                item, box = found
                items.append(item)
                boxes.append(box)
                named.add(place.slug)
                written.add(place.words)

    on = context.is_on("names")
    few = [site.box for site in sites if site.few]
    if on:
        prefectures = [*_prefectures(context)]
        write(prefectures, few)
        # Rather than no name for a prefecture, a site stands aside.
        write(place for place in prefectures if few and place.slug not in named)
        write(_areas(context, basemap.base(context.atlas).detail(PLACES), shown), few)
    sites = settled(sites, frame, boxes)
    words, further = names_of(context, frame, sites, boxes)
    items.extend(words)
    boxes.extend([*(site.box for site in sites), *further])
    # In an inset they would be named again, over half of it.
    if frame.name == MAIN:
        write(_landforms(context))
    if on:
        write(_others(context, frame, shown))
    return items, frozenset(named), sites


def prefectures_of(context: MapContext) -> tuple[str, ...]:
    """Return the prefectures of the land that a map speaks of, which it has to name."""
    if not context.is_on("names"):
        return ()
    of = context.atlas.counties.loc[context.land, "prefecture"]
    return tuple(slug for slug in context.atlas.prefectures.index if slug in set(of))


def _prefectures(context: MapContext) -> Iterator[_Place]:
    """Go through the prefectures, the small ones first: they have the fewest places to choose."""
    atlas, lang = context.atlas, context.lang
    detail = basemap.base(atlas).detail(PLACES)
    rows = atlas.prefectures.loc[atlas.prefectures.index.isin([*detail.prefectures])]
    for slug in sorted(rows.index, key=lambda each: detail.prefectures[each].area):
        row = rows.loc[slug]
        words = row[f"map_{lang}"] if lang == "zh" else row[f"map_{lang}"].upper()
        area = detail.prefectures[slug]
        yield _Place("text/prefecture", words, area, row["label_lon"], row["label_lat"], slug)


def _landforms(context: MapContext) -> Iterator[_Place]:
    """Go through the landforms, if they show: the small ones first."""
    if surroundings.LANDFORMS not in surroundings.shown(context.atlas, context.order.map):
        return
    rows = context.atlas.surroundings[surroundings.LANDFORMS]
    province = basemap.base(context.atlas).detail(PLACES).province
    # Within the province or beyond it, never over its border.
    border = shapely.buffer(shapely.boundary(province), PLACES / 4)
    areas = rows.geometry.to_crs(CRS).difference(border)
    for slug in areas.area.sort_values().index:
        row = rows.loc[slug]
        words = row[f"name_{context.lang}"]
        words = words if context.lang == "zh" else words.upper()
        at = row["label_lon"], row["label_lat"]
        yield _Place(FORM, words, areas[slug], *at)


def _others(context: MapContext, frame: MapFrame, shown: BaseGeometry) -> Iterator[_Place]:
    """Go through the counties, where the map is close enough, and the neighbours."""
    atlas, name = context.atlas, f"name_{context.lang}"
    base = basemap.base(atlas)
    if frame.view.scale >= COUNTY_NAMES * context.grow:
        # A city without counties is named once.
        known = set(atlas.prefectures[name])
        counties = atlas.counties.iterrows()
        for area, (_, row) in zip(base.counties.geometry, counties, strict=True):
            if row[name] not in known and shapely.intersects(area, shown):
                at = row["label_lon"], row["label_lat"]
                seat = row["seat_lon"], row["seat_lat"]
                yield _Place(
                    "text/county", row[name], area, *at, seat=None if np.isnan(seat[0]) else seat
                )
    for area, (_, row) in zip(base.neighbours, atlas.neighbours.iterrows(), strict=True):
        yield _Place("text/neighbour", row[name], area, row["label_lon"], row["label_lat"])


def _areas(context: MapContext, detail: basemap.Detail, shown: BaseGeometry) -> Iterator[_Place]:
    """Go through the areas of a map that shows several."""
    atlas, scheme = context.atlas, context.order.selection.scheme
    of = atlas.prefectures[f"area_{scheme}"]
    lands = {
        str(area): shapely.union_all([detail.prefectures[slug] for slug in slugs])
        for area, slugs in of.groupby(of).groups.items()
    }
    lands = {area: land for area, land in lands.items() if shapely.intersects(land, shown)}
    for area, land in lands.items() if len(lands) > 1 else ():
        (lon, lat) = back(shapely.get_coordinates(shapely.centroid(land)))[0].tolist()
        words = atlas.label("areas", area, context.lang, short=True)
        yield _Place("text/area", words, land, lon, lat, ink=f"area/{area}")


def _seat(
    context: MapContext, frame: MapFrame, place: _Place, taken: Sequence[Box]
) -> tuple[list[Text | Symbol], Box] | None:
    """Return a county's seat with its name beside it; nothing where there is no room for both."""
    style, look, view = context.styles[place.key], context.styles["sheet/seat"], frame.view
    words = lettering(place.words, context.lang)
    size = legible((style.size or 0.0) * PX * context.grow * 0.88)
    wide, dot = fonts.width(words) * size, (look.size or 0.0) * PX * context.grow
    x, y = view.sheet(forward(*place.seat))[0].tolist() if place.seat else (0.0, 0.0)
    apart = dot / 2 + 1.5
    left, top, right, bottom = view.edges
    for name_x, name_y in (
        *((x + apart, y - size / 2), (x - apart - wide, y - size / 2)),
        *((x - wide / 2, y - apart - size), (x - wide / 2, y + apart)),
    ):
        box: Box = (
            min(name_x, x - dot / 2) - FREE,
            min(name_y, y - dot / 2) - FREE,
            max(name_x + wide, x + dot / 2) + FREE,
            max(name_y + size, y + dot / 2) + FREE,
        )
        if box[0] < left or box[1] < top or box[2] > right or box[3] > bottom:
            continue
        if taken and _covered(np.array([box]), np.array(taken)).any():
            continue
        symbol = Symbol(
            x,
            y,
            look.shape or "circle",
            dot,
            look.fill or "",
            stroke=look.stroke or "",
            width=(look.width or 0.0) * context.grow,
            role="seat",
            frame=frame.name,
        )
        name = Text(
            name_x,
            name_y + size * 0.86,
            words,
            size,
            fill=style.fill or "",
            halo=style.stroke or "",
            halo_width=HALO * (style.width or 0.0) * PX * context.grow,
            role="place",
            frame=frame.name,
        )
        return [symbol, name], box
    return None


def _place_name(
    context: MapContext,
    frame: MapFrame,
    place: _Place,
    visible: BaseGeometry,
    taken: Sequence[Box],
) -> tuple[Text, Box] | None:
    """Return a base-map name in free room inside its area; nothing if there is none."""
    style, view = context.styles[place.key], frame.view
    words = lettering(place.words, context.lang)
    full = legible((style.size or 0.0) * PX * context.grow * 0.88)
    if words.isupper():
        full = legible(full * CAPITALS)
    area = shapely.transform(visible, view.sheet)
    wish = view.sheet(forward(place.lon, place.lat))[0]
    left, top, right, bottom = view.edges
    edges = shapely.box(left + 4, top + 4, right - 4, bottom - 4)
    room = shapely.intersection(area, edges)
    # A prefecture is named in smaller letters, and over its boundary, rather than not at all.
    ways = [(full, 1.0)]
    if place.ink or place.key == FORM:
        ways += [(max(LEAST, full * factor), 1.0) for factor in SHRUNK[1:]]
    if place.key == FORM:
        ways.append((LEAST, 1.0))
    if place.slug:
        ways += [(max(LEAST, full * factor), share) for share in SHARES for factor in SHRUNK]
    for size, share in ways:
        spacing = size * _spacing(context, place)
        wide = fonts.width(words, bold=bool(place.ink)) * size + spacing * len(words)
        if place.key == FORM:
            wide += spacing  # as wide as the gap that is set behind its last letter
        box = _free_box(area if share < 1 else room, (wide, size), wish, taken, edges, share)
        if box is None:
            continue
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return (
            Text(
                x + spacing / 2,
                y + size * 0.36,
                words,
                size,
                bold=bool(place.ink),
                fill=_ink(context, place),
                halo=style.stroke or "",
                halo_width=HALO * (style.width or 0.0) * PX * context.grow,
                anchor="middle",
                spacing=spacing,
                role="place",
                frame=frame.name,
            ),
            box,
        )
    return None


def _ink(context: MapContext, place: _Place) -> str:
    """Return the colour of a name; the lines of an area's pattern are too faint to be letters."""
    area = context.styles[place.ink] if place.ink else None
    own = context.styles[place.key]
    return (own.fill if area is None or area.shape else area.stroke) or ""


def _spacing(context: MapContext, place: _Place) -> float:
    """Return how far apart the letters of a place's name stand, em: the wider the larger it is."""
    if place.key == FORM:
        return 1.1 if context.lang == "zh" else 0.32
    if context.lang == "zh":
        return 0.5 if place.ink else 0.14
    return 0.12 if place.ink else 0.06 if place.slug else 0.0


def _free_box(  # noqa: PLR0913, PLR0917 - a name and the room for it
    area: BaseGeometry,
    size: tuple[float, float],
    wish: Points,
    taken: Sequence[Box],
    edges: BaseGeometry,
    share: float,
) -> Box | None:
    """Return a free box of some size of which a share lies in an area, the nearest to a wish."""
    frames = _grid(area, *size, wish, over=share < 1)
    if taken:
        frames = frames[~_covered(frames, np.array(taken))]
    if not len(frames):
        return None
    boxes = shapely.box(*frames.T)
    shapely.prepare(area)
    if share == 1:
        inside = shapely.contains(area, boxes)
        return tuple(frames[np.argmax(inside)].tolist()) if inside.any() else None
    covered = shapely.area(shapely.intersection(area, boxes)) / shapely.area(boxes)
    shares = np.where(shapely.contains(edges, boxes), covered, 0.0)
    best = int(np.argmax(shares))
    return tuple(frames[best].tolist()) if shares[best] >= share else None


def _grid(
    area: BaseGeometry, wide: float, high: float, wish: Points, *, over: bool = False
) -> Points:
    """Return boxes, (n, 4), for a name all over an area, nearest to a wish first."""
    if area.is_empty:
        return np.zeros((0, 4))
    x0, y0, x1, y1 = area.bounds
    in_x, in_y = (0.0, 0.0) if over else (wide / 2, high / 2)
    step = 2.0 if over else 4.0
    xs, ys = np.meshgrid(
        np.arange(x0 + in_x, x1 - in_x, max(step, (x1 - x0) / 40)),
        np.arange(y0 + in_y, y1 - in_y, max(step, (y1 - y0) / 40)),
    )
    points = np.column_stack([xs.ravel(), ys.ravel()])
    points = points[np.argsort(((points - wish) ** 2).sum(axis=1), kind="stable")]
    # Who has little room comes nearer to what is written there.
    half = np.array([wide / 2 + (1.5 if over else 3.0), high / 2 + (1.0 if over else 1.5)])
    return np.column_stack([points - half, points + half])


def _covered(boxes: Points, taken: Points) -> Mask:
    """Return which boxes, (n, 4), touch one of those that are taken, (m, 4)."""
    touching = (
        (boxes[:, None, 0] < taken[:, 2])
        & (boxes[:, None, 2] > taken[:, 0])
        & (boxes[:, None, 1] < taken[:, 3])
        & (boxes[:, None, 3] > taken[:, 1])
    )
    covered: Mask = np.logical_or.reduce(touching, axis=1)
    return covered
