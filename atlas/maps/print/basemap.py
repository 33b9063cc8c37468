"""Draw the map: Gansu in its own projection, its areas, lines and zones, in points of a frame."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast
from weakref import WeakKeyDictionary

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from atlas.maps.print.graticule import graticule
from atlas.maps.print.projection import CRS, View, rings_of
from atlas.maps.print.scene import Item, Path
from atlas.maps.print.symbols import pattern
from atlas.selection.flags import USUAL_SCHEME

if TYPE_CHECKING:
    import pandas as pd

    from atlas.maps.specification import Specification
    from atlas.maps.style import Style
    from atlas.model.atlas import Atlas

FINEST = 0.42  # points: detail below this is not seen
BLURRED = 1.0  # points: the same of the wide pale line around the province


@dataclass(frozen=True, eq=False)
class Detail:
    """
    The boundaries at one degree of detail, metres of `CRS`.

    Attributes
    ----------
    counties
        A polygon each, in the order of ``atlas.counties``.
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

    counties: NDArray[np.object_]
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

    @cached_property
    def _area_lines(self) -> dict[tuple[int, str], BaseGeometry]:
        return {}

    def area_lines(self, areas: "pd.Series", tolerance: float) -> BaseGeometry:
        """
        Return the lines between areas, metres of `CRS`, as fine as `detail`.

        Parameters
        ----------
        areas
            The area of each prefecture; its name is the scheme's.
        tolerance
            Metres.
        """
        key = _step(tolerance), str(areas.name)
        if key not in self._area_lines:
            counties = self.detail(tolerance).counties
            belongs = self.counties["prefecture"].astype(str).map(areas).to_numpy()
            self._area_lines[key] = _shared_lines(counties, belongs)[0]
        return self._area_lines[key]

    def detail(self, tolerance: float) -> Detail:
        """Return boundaries thinned to a tolerance in metres (the next lower power of two)."""
        step = _step(tolerance)
        if step not in self._details:
            self._details[step] = self._thinned(2.0**step)
        return self._details[step]

    def _thinned(self, tolerance: float) -> Detail:
        # As a coverage, so that neighbours keep sharing their edges; triangles are removed up to
        # an area of tolerance².
        counties = np.asarray(
            shapely.coverage_simplify(self.counties.geometry.to_numpy(), tolerance)
        )
        belongs = self.counties["prefecture"].to_numpy()
        prefectures = {
            slug: shapely.coverage_union_all(counties[belongs == slug])
            for slug in dict.fromkeys(belongs)
        }
        ethnic = (self.counties["ethnic"] == "yes") & ~self.counties["prefecture"].isin(
            self.ethnic_prefectures
        )
        neighbours = shapely.coverage_simplify(self.neighbours.to_numpy(), tolerance)
        inner, within = _shared_lines(counties, belongs)
        return Detail(
            counties=counties,
            prefectures=prefectures,
            ethnic=shapely.union_all(counties[ethnic.to_numpy()]),
            province=shapely.coverage_union_all(counties),
            prefecture_lines=inner,
            county_lines=within,
            neighbours=shapely.union_all(shapely.boundary(neighbours)),
            national=shapely.union_all(shapely.simplify(self.national.to_numpy(), tolerance)),
            rivers=shapely.union_all(shapely.simplify(self.rivers.to_numpy(), tolerance)),
        )


def _step(tolerance: float) -> int:
    """Return which power of two metres a tolerance comes down to."""
    return max(0, math.floor(math.log2(max(tolerance, 1))))


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
    units: NDArray[np.object_], belongs: NDArray[np.object_]
) -> tuple[BaseGeometry, BaseGeometry]:
    """Return the lines between units of different groups, and between those of one group."""
    parts, unit_of = shapely.get_parts(units, return_index=True)
    rings, part_of = shapely.get_rings(parts, return_index=True)
    points, ring_of = shapely.get_coordinates(rings, return_index=True)
    points = np.round(points)  # metres
    steps = np.hstack([points[:-1], points[1:]])
    whole = (ring_of[:-1] == ring_of[1:]) & (points[:-1] != points[1:]).any(axis=1)
    # Of two units that share a step one goes it backwards.
    turned = (steps[:, 0] > steps[:, 2]) | (
        (steps[:, 0] == steps[:, 2]) & (steps[:, 1] > steps[:, 3])
    )
    steps[turned] = steps[turned][:, [2, 3, 0, 1]]
    steps, units_of = steps[whole], unit_of[part_of[ring_of[:-1][whole]]]
    order = np.lexsort(steps.T)
    steps, groups = steps[order], belongs[units_of[order]]
    shared = (steps[:-1] == steps[1:]).all(axis=1)
    same = groups[:-1] == groups[1:]
    return _merged(steps[:-1][shared & ~same]), _merged(steps[:-1][shared & same])


def _merged(steps: NDArray[np.float64]) -> BaseGeometry:
    """Return steps, from x, y to x, y, joined end to end, so that dashes run through."""
    return shapely.line_merge(
        cast("BaseGeometry", shapely.multilinestrings(steps.reshape(-1, 2, 2)))
    )


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
    asked: "Specification",
    *,
    land: "pd.Index",
    grow: float,
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
    asked
        What the map is: the regionalisation whose areas fill it, the layers that show.
    land
        The counties that the map speaks of, of ``atlas.counties``: if it is emphasised, they stand
        out from the others.
    grow
        Factor of line widths.
    """
    scheme = asked.selection.scheme
    known = base(atlas)
    detail = known.detail(FINEST / view.scale)
    items: list[Item] = graticule(view, styles, grow=grow)
    opacity = {layer: percent / 100 for layer, percent in asked.opacity}

    def lines(
        geometry: BaseGeometry, key: str, role: str, layer: str, *, area: bool = False
    ) -> None:
        style, rings = styles[key], rings_of(geometry, view)
        if rings and asked.is_on(layer):
            items.append(
                Path(
                    rings,
                    role=role,
                    closed=area,
                    stroke=style.stroke or "",
                    width=(style.width or 1) * grow,
                    dash=style.dashes(grow),
                    opacity=style.opacity * opacity.get(layer, 1.0),
                )
            )

    lines(detail.neighbours, "line/neighbour", "neighbour", "neighbours")
    blurred = shapely.simplify(detail.province, BLURRED / view.scale)
    lines(blurred, "line/province-glow", "glow", "province", area=True)
    areas = atlas.prefectures[f"area_{scheme}"]
    outstanding = known.counties.index.isin(land)
    stands_out = asked.emphasised and not outstanding.all()
    pale = 1 - styles["veil"].opacity
    fills = [*_fills(known, detail, outstanding if stands_out else None, pale)]
    fills = fills if asked.is_on("prefectures") else []
    for slug, polygon, share in fills:
        if rings := rings_of(polygon, view):
            style = styles[f"area/{areas[slug]}"]
            fill = style.fill or ""
            alt = f"{atlas.label('prefectures', slug)} · {atlas.label('areas', areas[slug])}"
            whole = share * opacity.get("prefectures", 1.0)
            items.append(Path(rings, role="area", key=slug, fill=fill, alt=alt, opacity=whole))
            items += pattern(rings, style, grow=grow, key=slug, opacity=whole)
    basis = atlas.prefectures.get(f"basis_{scheme}")
    inferred = frozenset[str]() if basis is None else {*basis.index[basis == "inferred"]}
    for slug, polygon, share in fills:
        if slug in inferred:
            hatch, rings = styles["area/inferred"], rings_of(polygon, view)
            items += pattern(rings, hatch, grow=grow, role="hatch", opacity=share)
    lines(detail.rivers, "line/river", "river", "rivers")
    lines(detail.county_lines, "line/county", "county", "counties")
    lines(detail.prefecture_lines, "line/prefecture", "prefecture", "prefectures")
    lines(known.area_lines(areas, FINEST / view.scale), "line/region", "region", "prefectures")
    if scheme == USUAL_SCHEME:
        lines(detail.ethnic, "line/ethnic", "ethnic", "ethnic", area=True)
    lines(detail.province, "line/province", "province", "province", area=True)
    lines(detail.national, "line/national", "national", "province")
    if stands_out:
        chosen = shapely.coverage_union_all(detail.counties[outstanding])
        lines(chosen, "line/selected", "selected", "prefectures", area=True)
    return items


def _fills(
    known: Base, detail: Detail, outstanding: NDArray[np.bool_] | None, pale: float
) -> Iterator[tuple[str, BaseGeometry, float]]:
    """Yield what areas fill: prefecture, polygon and opacity; what does not stand out is pale."""
    belongs = known.counties["prefecture"].to_numpy()
    for slug, polygon in detail.prefectures.items():
        if outstanding is None:
            yield slug, polygon, 1.0
            continue
        for mask, share in ((~outstanding, pale), (outstanding, 1.0)):
            counties = detail.counties[mask & (belongs == slug)]
            if len(counties):
                yield slug, shapely.coverage_union_all(counties), share
