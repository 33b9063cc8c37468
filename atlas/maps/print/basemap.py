"""Draw the map: Gansu in its own projection, its areas, lines and zones, in points of a frame."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from atlas.maps import topology
from atlas.maps.print.graticule import graticule
from atlas.maps.print.projection import CRS, Box, View, forward, rings_of
from atlas.maps.print.scene import Item, Path
from atlas.maps.print.symbols import hatch
from atlas.selection.flags import USUAL_SCHEME

if TYPE_CHECKING:
    from atlas.maps.print.subject import Subject
    from atlas.maps.style import Style
    from atlas.model.atlas import Atlas

FINEST = 0.3  # points: detail below this is not seen


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

    prefectures: Mapping[str, BaseGeometry]
    ethnic: BaseGeometry
    province: BaseGeometry
    prefecture_lines: BaseGeometry
    county_lines: BaseGeometry
    neighbours: BaseGeometry
    national: BaseGeometry
    rivers: BaseGeometry


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
    def province(self) -> BaseGeometry:
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
    lines = shapely.difference(shapely.boundary(np.asarray(abroad)), shapely.buffer(frame, 1e-6))
    return gpd.GeoSeries(shapely.line_merge(lines), crs=atlas.neighbours.crs)


def _shared_lines(
    units: gpd.GeoSeries, belongs: NDArray[np.object_]
) -> tuple[BaseGeometry, BaseGeometry]:
    """Return the lines between units of different groups, and between those of one group."""
    coded = topology.encode(units, step=1.0)
    users: dict[int, set[str]] = {}
    count: dict[int, int] = {}
    for group, unit in zip(belongs, coded["units"], strict=True):
        for arc in (a for polygon in unit for ring in polygon for a in ring):
            number = arc if arc >= 0 else ~arc
            users.setdefault(number, set()).add(group)
            count[number] = count.get(number, 0) + 1
    between: list[shapely.LineString] = []
    within: list[shapely.LineString] = []
    for number, arc in enumerate(coded["arcs"]):
        if count.get(number) == 2:  # noqa: PLR2004 - a line has two sides
            points = np.cumsum(np.reshape(arc, (-1, 2)), axis=0)
            (between if len(users[number]) > 1 else within).append(shapely.LineString(points))
    return _merged(between), _merged(within)


def _merged(lines: list[shapely.LineString]) -> BaseGeometry:
    """Return lines joined end to end, so that dashes run through."""
    return shapely.line_merge(shapely.MultiLineString(lines))


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
                prefectures.index[prefectures[f"area_{USUAL_SCHEME}"] == "ethnic"]
            ),
        )
    return _BASES[atlas]


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
        Of `atlas.maps.palette.palette`.
    scheme
        The regionalisation whose areas fill the map.
    grow
        Factor of line widths.
    counties
        Whether county lines are drawn.
    """
    detail = base(atlas).detail(FINEST / view.scale)
    items: list[Item] = graticule(view, styles, grow=grow)

    def lines(geometry: BaseGeometry, key: str, role: str, *, closed: bool = False) -> None:
        style, rings = styles[key], rings_of(geometry, view)
        if rings:
            items.append(
                Path(
                    rings,
                    role=role,
                    closed=closed,
                    stroke=style.stroke or "",
                    width=(style.width or 1) * grow,
                    dash=style.dashes(grow),
                    opacity=style.opacity,
                )
            )

    lines(detail.neighbours, "line/neighbour", "neighbour")
    lines(detail.province, "line/province-glow", "glow", closed=True)
    areas = atlas.prefectures[f"area_{scheme}"]
    for slug, polygon in detail.prefectures.items():
        if rings := rings_of(polygon, view):
            fill = styles[f"area/{areas[slug]}"].fill or ""
            alt = f"{atlas.label('prefectures', slug)} · {atlas.label('areas', areas[slug])}"
            items.append(Path(rings, role="area", key=slug, fill=fill, alt=alt))
    basis = atlas.prefectures.get(f"basis_{scheme}")
    if basis is not None:
        for slug in atlas.prefectures.index[basis == "inferred"]:
            items += hatch(rings_of(detail.prefectures[slug], view), styles, grow=grow)
    lines(detail.rivers, "line/river", "river")
    if counties:
        lines(detail.county_lines, "line/county", "outline")
    lines(detail.prefecture_lines, "line/prefecture", "outline")
    if scheme == USUAL_SCHEME:
        lines(detail.ethnic, "line/ethnic", "ethnic", closed=True)
    lines(detail.province, "line/province", "outline", closed=True)
    lines(detail.national, "line/national", "outline")
    return items


def boundaries(scheme: str) -> tuple[str, ...]:
    """Return the boundaries that a legend explains: ``line/<kind>`` of the style table."""
    kinds = ("national", "province", "prefecture", "county")
    return (*kinds, "ethnic") if scheme == USUAL_SCHEME else kinds


def extent_of(content: "Subject", atlas: "Atlas") -> Box:
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
