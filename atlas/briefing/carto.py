"""Draw the map: Gansu in its own projection, its areas, lines and zones, in points of a frame."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from atlas import topology
from atlas.briefing.scene import Item, Path, Symbol
from atlas.geo import WGS84
from atlas.selection import Selection

if TYPE_CHECKING:
    from atlas.briefing.content import Content
    from atlas.load import Atlas
    from atlas.style import Style

# Equal-area conic, its standard parallels a sixth within Gansu's latitudes, its meridian the middle
# of Gansu's longitudes (92.3 to 108.7° E).
CRS = pyproj.CRS.from_proj4(
    "+proj=aea +lat_1=34 +lat_2=41 +lat_0=37.5 +lon_0=100.5 +datum=WGS84 +units=m"
)
_FORWARD = pyproj.Transformer.from_crs("EPSG:4326", CRS, always_xy=True)
_BACK = pyproj.Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
FINEST = 0.3  # points: detail below this is not seen
PLAIN_SCHEME = Selection().scheme  # the plan's own regionalisation

Box = tuple[float, float, float, float]


def forward(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Project degrees to metres of `CRS`: (n, 2)."""
    return np.column_stack(_FORWARD.transform(np.atleast_1d(lon), np.atleast_1d(lat)))


def back(points: np.ndarray) -> np.ndarray:
    """Return metres of `CRS` to degrees: (n, 2), longitude first."""
    points = np.atleast_2d(points)
    return np.column_stack(_BACK.transform(points[:, 0], points[:, 1]))


@dataclass(frozen=True, slots=True)
class View:
    """
    Where the map lies in a frame of the sheet.

    Attributes
    ----------
    box
        The frame: x, y, width, height in points.
    scale
        Points a metre.
    dx, dy
        sheet x = dx + scale · X, sheet y = dy - scale · Y.
    """

    box: Box
    scale: float
    dx: float
    dy: float

    @classmethod
    def over(cls, extent: Box, box: Box, *, lean: tuple[float, float] = (0.5, 0.5)) -> "View":
        """
        Fit an extent into a frame.

        Parameters
        ----------
        extent
            Least and greatest X and Y: X0, Y0, X1, Y1 in metres of `CRS`.
        box
            The frame.
        lean
            How the room that is over is shared: 0 puts the extent left (top), 1 right (bottom).
        """
        x, y, width, height = box
        x0, y0, x1, y1 = extent
        scale = min(width / (x1 - x0), height / (y1 - y0))
        left = x + (width - (x1 - x0) * scale) * lean[0]
        top = y + (height - (y1 - y0) * scale) * lean[1]
        return cls(box, scale, left - x0 * scale, top + y1 * scale)

    def sheet(self, points: np.ndarray) -> np.ndarray:
        """Return metres of `CRS`, (n, 2), as points of the sheet."""
        return np.column_stack(
            [self.dx + self.scale * points[:, 0], self.dy - self.scale * points[:, 1]]
        )

    def ground(self, points: np.ndarray) -> np.ndarray:
        """Return points of the sheet, (n, 2), as metres of `CRS`."""
        points = np.atleast_2d(points)
        return np.column_stack(
            [(points[:, 0] - self.dx) / self.scale, (self.dy - points[:, 1]) / self.scale]
        )

    @property
    def extent(self) -> Box:
        """What the frame shows: X0, Y0, X1, Y1 in metres of `CRS`."""
        x, y, width, height = self.box
        (x0, y1), (x1, y0) = self.ground(np.array([[x, y], [x + width, y + height]])).tolist()
        return x0, y0, x1, y1

    @property
    def edges(self) -> Box:
        """Left, top, right, bottom of the frame, points."""
        x, y, width, height = self.box
        return x, y, x + width, y + height


@dataclass(frozen=True, eq=False)
class Detail:
    """
    The boundaries at one degree of detail, metres of `CRS`.

    Attributes
    ----------
    prefectures
        Slug -> polygon.
    ethnic
        Autonomous counties outside the ethnic prefectures, one polygon.
    province
        The province's polygon.
    prefecture_lines, county_lines
        Inner boundaries, each once.
    neighbours
        Boundaries between the neighbours.
    national
        The border with other countries.
    rivers
        Lines.
    """

    prefectures: Mapping[str, shapely.Geometry]
    ethnic: shapely.Geometry
    province: shapely.Geometry
    prefecture_lines: shapely.Geometry
    county_lines: shapely.Geometry
    neighbours: shapely.Geometry
    national: shapely.Geometry
    rivers: shapely.Geometry


@dataclass(frozen=True, eq=False)
class Base:
    """The map under the zones, projected once an atlas; `detail` thins it for a scale."""

    counties: gpd.GeoDataFrame
    neighbours: gpd.GeoSeries
    national: gpd.GeoSeries
    rivers: gpd.GeoSeries
    ethnic_prefectures: frozenset[str]

    @cached_property
    def _details(self) -> dict[int, Detail]:
        return {}

    @cached_property
    def province(self) -> shapely.Geometry:
        """The province, in full detail."""
        return shapely.coverage_union_all(self.counties.geometry.to_numpy())

    def detail(self, tolerance: float) -> Detail:
        """Return boundaries thinned to a tolerance in metres (the next lower power of two)."""
        step = max(0, math.floor(math.log2(max(tolerance, 1))))
        if step not in self._details:
            self._details[step] = self._thinned(2.0**step)
        return self._details[step]

    def _thinned(self, tolerance: float) -> Detail:
        # As a coverage, so that neighbours keep sharing their edges; triangles are removed up to
        # an area of tolerance².
        counties = shapely.coverage_simplify(self.counties.geometry.to_numpy(), tolerance)
        belongs = self.counties["prefecture"].to_numpy()
        prefectures = {
            slug: shapely.coverage_union_all(counties[belongs == slug])
            for slug in dict.fromkeys(belongs)
        }
        ethnic = (self.counties["ethnic"] == "yes") & ~self.counties["prefecture"].isin(
            self.ethnic_prefectures
        )
        neighbours = shapely.coverage_simplify(self.neighbours.to_numpy(), tolerance)
        inner, within = _shared_lines(gpd.GeoSeries(counties), belongs)
        return Detail(
            prefectures=prefectures,
            ethnic=shapely.union_all(counties[ethnic.to_numpy()]),
            province=shapely.coverage_union_all(counties),
            prefecture_lines=inner,
            county_lines=within,
            neighbours=shapely.union_all(shapely.boundary(neighbours)),
            national=shapely.union_all(shapely.simplify(self.national.to_numpy(), tolerance)),
            rivers=shapely.union_all(shapely.simplify(self.rivers.to_numpy(), tolerance)),
        )


def national_border(atlas: "Atlas") -> gpd.GeoSeries:
    """
    Return the border with other countries, EPSG:4326: lines without the frame that cuts the map.

    A neighbour in another country has that country's three letters for a code.
    """
    neighbours = atlas.neighbours.geometry
    abroad = neighbours[atlas.neighbours["adcode"].str.isalpha()]
    frame = shapely.boundary(shapely.box(*neighbours.total_bounds))
    lines = shapely.difference(shapely.boundary(abroad.to_numpy()), shapely.buffer(frame, 1e-6))
    return gpd.GeoSeries(shapely.line_merge(lines), crs=atlas.neighbours.crs)


def _shared_lines(
    units: gpd.GeoSeries, belongs: np.ndarray
) -> tuple[shapely.Geometry, shapely.Geometry]:
    """Return the lines between units of different groups, and between those of one group."""
    coded = topology.encode(units, step=1.0)
    users: dict[int, set[str]] = {}
    count: dict[int, int] = {}
    for group, unit in zip(belongs, coded["units"], strict=True):
        for arc in (a for polygon in unit for ring in polygon for a in ring):
            number = arc if arc >= 0 else ~arc
            users.setdefault(number, set()).add(group)
            count[number] = count.get(number, 0) + 1
    between, within = [], []
    for number, arc in enumerate(coded["arcs"]):
        if count.get(number) == 2:  # noqa: PLR2004 - a line has two sides
            points = np.cumsum(np.reshape(arc, (-1, 2)), axis=0)
            (between if len(users[number]) > 1 else within).append(shapely.linestrings(points))
    return _merged(between), _merged(within)


def _merged(lines: list[shapely.Geometry]) -> shapely.Geometry:
    """Return lines joined end to end, so that dashes run through."""
    return shapely.line_merge(shapely.multilinestrings(lines))


_BASES: "WeakKeyDictionary[Atlas, Base]" = WeakKeyDictionary()


def base(atlas: "Atlas") -> Base:
    """Return the map under an atlas's zones, projected; made once an atlas."""
    if atlas not in _BASES:
        prefectures = atlas.prefectures
        _BASES[atlas] = Base(
            counties=atlas.counties.to_crs(CRS),
            neighbours=atlas.neighbours.geometry.to_crs(CRS),
            national=national_border(atlas).to_crs(CRS),
            rivers=atlas.rivers.geometry.to_crs(CRS),
            ethnic_prefectures=frozenset(
                prefectures.index[prefectures[f"area_{PLAIN_SCHEME}"] == "ethnic"]
            ),
        )
    return _BASES[atlas]


def _rings(geometry: shapely.Geometry, view: View) -> tuple[np.ndarray, ...]:
    """Return the rings of polygons, or lines, cut at the frame, as arrays in points."""
    x0, y0, x1, y1 = view.extent
    over = 12 / view.scale  # glows and dashes end outside the frame, where they are cut
    clipped = shapely.clip_by_rect(geometry, x0 - over, y0 - over, x1 + over, y1 + over)
    parts = [part for part in shapely.get_parts(clipped) if not part.is_empty]
    rings = []
    for part in parts:
        if part.geom_type == "Polygon":
            rings += [part.exterior, *part.interiors]
        elif part.geom_type == "LineString":
            rings.append(part)
        elif part.geom_type == "GeometryCollection":
            rings += [p for p in shapely.get_parts(part) if p.geom_type == "LineString"]
    return tuple(view.sheet(shapely.get_coordinates(ring)) for ring in rings)


def ground(  # noqa: PLR0913 - what a map needs
    atlas: "Atlas",
    view: View,
    styles: "Mapping[str, Style]",
    *,
    scheme: str,
    grow: float,
    counties: bool = True,
) -> list[Item]:
    """
    Draw everything under the zones but names.

    Parameters
    ----------
    atlas
        The atlas.
    view
        Where the map lies.
    styles
        Of `atlas.briefing.palette.palette`.
    scheme
        The regionalisation whose areas fill the map.
    grow
        Factor of line widths.
    counties
        Whether county lines are drawn.
    """
    detail = base(atlas).detail(FINEST / view.scale)
    items: list[Item] = graticule(view, styles, grow=grow)

    def lines(geometry: shapely.Geometry, key: str, role: str, *, closed: bool = False) -> None:
        style, rings = styles[key], _rings(geometry, view)
        if rings:
            dash = tuple(float(d) * grow for d in (style.dash or "").split())
            items.append(
                Path(
                    rings,
                    role=role,
                    closed=closed,
                    stroke=style.stroke or "",
                    width=(style.width or 1) * grow,
                    dash=dash,
                    opacity=style.opacity,
                )
            )

    lines(detail.neighbours, "line/neighbour", "neighbour")
    lines(detail.province, "line/province-glow", "glow", closed=True)
    areas = atlas.prefectures[f"area_{scheme}"]
    for slug, polygon in detail.prefectures.items():
        if rings := _rings(polygon, view):
            fill = styles[f"area/{areas[slug]}"].fill or ""
            alt = f"{atlas.label('prefectures', slug)} · {atlas.label('areas', areas[slug])}"
            items.append(Path(rings, role="area", key=slug, fill=fill, alt=alt))
    basis = atlas.prefectures.get(f"basis_{scheme}")
    if basis is not None:
        for slug in atlas.prefectures.index[basis == "inferred"]:
            items += hatch(_rings(detail.prefectures[slug], view), styles, grow=grow)
    lines(detail.rivers, "line/river", "river")
    if counties:
        lines(detail.county_lines, "line/county", "outline")
    lines(detail.prefecture_lines, "line/prefecture", "outline")
    if scheme == PLAIN_SCHEME:
        lines(detail.ethnic, "line/ethnic", "ethnic", closed=True)
    lines(detail.province, "line/province", "outline", closed=True)
    lines(detail.national, "line/national", "outline")
    return items


def boundaries(scheme: str) -> tuple[str, ...]:
    """Return the boundaries that a legend explains: ``line/<kind>`` of the style table."""
    kinds = ("national", "province", "prefecture", "county")
    return (*kinds, "ethnic") if scheme == PLAIN_SCHEME else kinds


def hatch(rings: Iterable[np.ndarray], styles: "Mapping[str, Style]", *, grow: float) -> list[Item]:
    """Hatch an area, given by its rings in points, as what is inferred."""
    rings = [ring for ring in rings if len(ring) > 3]  # noqa: PLR2004 - a closed triangle
    if not rings:
        return []
    style = styles["area/inferred"]
    area = shapely.make_valid(shapely.union_all([shapely.polygons(ring) for ring in rings]))
    x0, y0, x1, y1 = area.bounds
    # On a grid of the sheet, so that neighbouring areas would be hatched as one.
    step = (style.size or 7) * 0.8 * grow * math.sqrt(2)
    starts = np.arange(math.floor((x0 + y0) / step), math.ceil((x1 + y1) / step)) * step
    strokes = shapely.linestrings([[(c - y0, y0), (c - y1, y1)] for c in starts.tolist()])
    cut = shapely.intersection(shapely.multilinestrings(strokes), area)
    parts = [part for part in shapely.get_parts(cut) if part.geom_type == "LineString"]
    lines = tuple(shapely.get_coordinates(part) for part in parts)
    width = (style.width or 1) * 0.8 * grow
    return [
        Path(
            lines,
            role="hatch",
            closed=False,
            stroke=style.stroke or "",
            width=width,
            opacity=style.opacity,
        )
    ]


STEPS = (0.25, 0.5, 1.0, 2.0, 4.0)
APART = 55.0  # points between two lines of the graticule, at least


def graticule_step(view: View) -> float:
    """Return the degrees between two lines of the graticule."""
    metres = APART / view.scale
    return next((step for step in STEPS if step * 80_000 >= metres), STEPS[-1])


def _degrees(view: View) -> tuple[np.ndarray, np.ndarray, Box]:
    """Return meridians and parallels that cross the frame, and the degrees that it spans."""
    x0, y0, x1, y1 = view.extent
    along = np.linspace(0, 1, 33)
    edge = np.concatenate(
        [np.column_stack([x0 + (x1 - x0) * along, np.full(33, y)]) for y in (y0, y1)]
        + [np.column_stack([np.full(33, x), y0 + (y1 - y0) * along]) for x in (x0, x1)]
    )
    lonlat = back(edge)
    (west, south), (east, north) = lonlat.min(axis=0), lonlat.max(axis=0)
    step = graticule_step(view)
    meridians = np.arange(math.ceil(west / step), math.floor(east / step) + 1) * step
    parallels = np.arange(math.ceil(south / step), math.floor(north / step) + 1) * step
    return meridians, parallels, (west, south, east, north)


def graticule(view: View, styles: "Mapping[str, Style]", *, grow: float) -> list[Item]:
    """Draw meridians and parallels."""
    meridians, parallels, (west, south, east, north) = _degrees(view)
    along = np.linspace(0, 1, 49)
    lats, lons = south + (north - south) * along, west + (east - west) * along
    lines = [forward(np.full(49, lon), lats) for lon in meridians]
    lines += [forward(lons, np.full(49, lat)) for lat in parallels]
    if not lines:
        return []
    style = styles["sheet/graticule"]
    rings = _rings(shapely.multilinestrings(lines), view)
    return [
        Path(
            rings,
            role="graticule",
            closed=False,
            stroke=style.stroke or "",
            width=(style.width or 0.4) * grow,
        )
    ]


def graticule_ends(view: View) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """
    Return where meridians meet the frame's lower edge and parallels its left one.

    Returns
    -------
    meridians : list of (float, float)
        Sheet x in points and the degrees.
    parallels : list of (float, float)
        Sheet y in points and the degrees.
    """
    meridians, parallels, (west, south, east, north) = _degrees(view)
    left, top, right, bottom = view.edges
    along = np.linspace(0, 1, 400)
    lats, lons = south + (north - south) * along, west + (east - west) * along
    down, across = [], []
    for lon in meridians.tolist():
        line = view.sheet(forward(np.full(400, lon), lats))
        order = np.argsort(line[:, 1])
        x = float(np.interp(bottom, line[order, 1], line[order, 0]))
        if left + 8 <= x <= right - 8 and line[:, 1].max() >= bottom - 1:
            down.append((x, lon))
    for lat in parallels.tolist():
        line = view.sheet(forward(lons, np.full(400, lat)))
        y = float(np.interp(left, line[:, 0], line[:, 1]))
        if top + 8 <= y <= bottom - 8 and line[:, 0].min() <= left + 1:
            across.append((y, lat))
    return down, across


def convergence(view: View, x: float, y: float) -> float:
    """Return the way to true north at a place of the sheet, degrees clockwise from upwards."""
    lon, lat = back(view.ground(np.array([[x, y]])))[0]
    here, there = view.sheet(forward(np.array([lon, lon]), np.array([lat, lat + 0.01])))
    return math.degrees(math.atan2(there[0] - here[0], here[1] - there[1]))


BAR_STEPS = (1, 2, 5, 10, 20, 30, 40, 50, 60, 80, 100, 150, 200, 300, 400, 500)


def scale_bar(view: View, x: float, y: float, *, most: float) -> tuple[float, float]:
    """
    Return a scale bar that is true where it stands.

    Parameters
    ----------
    view
        The map.
    x, y
        Its left end, points of the sheet.
    most
        Its greatest width, points.

    Returns
    -------
    width : float
        Points.
    km : float
        What it stands for: the geodesic between its ends.
    """
    fitting = [km for km in BAR_STEPS if km * 1000 * view.scale <= most]
    km = float(fitting[-1] if fitting else BAR_STEPS[0])
    width = km * 1000 * view.scale
    for _ in range(4):  # each step is more than a hundred times nearer
        ends = back(view.ground(np.array([[x, y], [x + width, y]])))
        metres = WGS84.inv(*ends[0], *ends[1])[2]
        width *= km * 1000 / metres
    return width, km


def symbol(  # noqa: PLR0913 - a symbol's looks
    atlas: "Atlas",
    styles: "Mapping[str, Style]",
    *,
    zone_type: str,
    level: str,
    x: float,
    y: float,
    grow: float,
    role: str = "zone",
    key: str = "",
    alt: str = "",
    frame: str = "",
) -> Symbol:
    """Return the symbol of a type and a level, sized and edged as the style table says."""
    kind, rank = styles[f"type/{zone_type}"], styles[f"level/{level}"]
    national = level == atlas.levels.index[0]
    return Symbol(
        x=x,
        y=y,
        shape=kind.shape or "circle",
        size=(kind.size or 10) * (rank.size or 1) * grow,
        fill=kind.fill or "",
        stroke=(rank.stroke if national else kind.stroke) or "",
        width=0.9 * grow,
        role=role,
        key=key,
        alt=alt,
        frame=frame,
    )


def extent_of(content: "Content", atlas: "Atlas") -> Box:
    """
    Return what a sheet's map must show: X0, Y0, X1, Y1 in metres of `CRS`.

    The whole province; the selected zones with some country around; or what the screen shows.
    """
    order = content.order
    if order.extent == "screen" and order.frame is not None:
        west, south, east, north = order.frame
        along = np.linspace(0, 1, 17)
        lon, lat = west + (east - west) * along, south + (north - south) * along
        corners = [(lon, np.full(17, south)), (lon, np.full(17, north))]
        corners += [(np.full(17, west), lat), (np.full(17, east), lat)]
        edge = np.concatenate([forward(*side) for side in corners])
        return (*edge.min(axis=0).tolist(), *edge.max(axis=0).tolist())
    if order.extent == "fit" and len(content.zones):
        points = forward(content.zones["lon"].to_numpy(), content.zones["lat"].to_numpy())
        low, high = points.min(axis=0), points.max(axis=0)
        room = np.maximum((high - low) * 0.14, 12_000)
        low, high = low - room, high + room
        lacking = np.maximum(110_000 - (high - low), 0) / 2
        return (*(low - lacking).tolist(), *(high + lacking).tolist())
    x0, y0, x1, y1 = base(atlas).province.bounds
    room = 0.02 * (x1 - x0)
    return x0 - room, y0 - room, x1 + room, y1 + room
