"""Lines of latitude and longitude, true north, and the scale bar."""

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.geo import WGS84
from atlas.maps.print.projection import Box, View, back, forward, rings_of
from atlas.maps.print.scene import Item, Path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from atlas.maps.style import Style


STEPS = (0.25, 0.5, 1.0, 2.0, 4.0)
FLAT = 0.05  # points by which a line may differ from its curve
APART = 55.0  # points between two lines of the graticule, at least
BAR_STEPS = (1, 2, 5, 10, 20, 30, 40, 50, 60, 80, 100, 150, 200, 300, 400, 500)


def graticule_step(view: View) -> float:
    """Return the degrees between two lines of the graticule."""
    metres = APART / view.scale
    return next((step for step in STEPS if step * 80_000 >= metres), STEPS[-1])


def _degrees(view: View) -> tuple[NDArray[np.float64], NDArray[np.float64], Box]:
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
    curves = shapely.simplify(shapely.MultiLineString(lines), FLAT / view.scale)
    rings = rings_of(curves, view)
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
