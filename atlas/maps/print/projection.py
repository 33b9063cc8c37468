"""The projection of the printed maps, and the view that turns it into points of a frame."""

from dataclasses import dataclass

import numpy as np
import pyproj
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

# Equal-area conic, its standard parallels a sixth within Gansu's latitudes, its meridian the middle
# of Gansu's longitudes (92.3 to 108.7° E).
CRS = pyproj.CRS.from_proj4(
    "+proj=aea +lat_1=34 +lat_2=41 +lat_0=37.5 +lon_0=100.5 +datum=WGS84 +units=m"
)
_FORWARD = pyproj.Transformer.from_crs("EPSG:4326", CRS, always_xy=True)
_BACK = pyproj.Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
Box = tuple[float, float, float, float]


def forward(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.float64]:
    """Project degrees to metres of `CRS`: (n, 2)."""
    return np.column_stack(_FORWARD.transform(np.atleast_1d(lon), np.atleast_1d(lat)))


def back(points: NDArray[np.float64]) -> NDArray[np.float64]:
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

    def sheet(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return metres of `CRS`, (n, 2), as points of the sheet."""
        return np.column_stack(
            [self.dx + self.scale * points[:, 0], self.dy - self.scale * points[:, 1]]
        )

    def ground(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
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


def rings_of(geometry: BaseGeometry, view: View) -> tuple[NDArray[np.float64], ...]:
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
