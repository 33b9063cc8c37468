"""OGC API – Features, part 2: the coordinate reference systems, and the order of their axes."""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

EARTH = 6_378_137.0  # metres: the sphere of Web Mercator
HIGHEST = 85.06  # degrees: where its square ends
MILLIMETRES = 3  # decimals of metres that are told
EAST, WEST, NORTH = 180.0, -180.0, 90.0
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class System:
    """
    A coordinate reference system.

    The atlas is kept in WGS 84. CGCS2000 agrees with it within what any position here is known to,
    so that of the two only the order of axes differs.

    Attributes
    ----------
    uri
        Its name in the standard.
    north_first
        Whether latitude comes before longitude, as the EPSG's register has it.
    in_metres
        Whether it is Web Mercator.
    """

    uri: str
    north_first: bool = False
    in_metres: bool = False

    def of_degrees(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        """Return shapes of EPSG:4326, east first, as this system has them; empty ones stay None."""
        return shapely.transform(shapes, self._written)

    def to_degrees(self, shape: shapely.Geometry) -> shapely.Geometry:
        """Return a shape of this system in EPSG:4326, east first."""
        return shapely.transform(shape, self._read)

    def box(self, numbers: Box) -> Box:
        """
        Return west, south, east, north in degrees of a box of this system.

        Parameters
        ----------
        numbers
            The lower corner, then the upper one, in the order of this system's axes.

        Raises
        ------
        ValueError
            If south lies above north.
        """
        corners = self._read(np.array([numbers[:2], numbers[2:]], dtype=float))
        (west, south), (east, north) = corners.tolist()
        if south > north:
            raise ValueError(numbers)
        return west, south, east, north

    def _written(self, coords: NDArray[np.float64]) -> NDArray[np.float64]:
        if self.in_metres:
            lat = np.radians(np.clip(coords[:, 1], -HIGHEST, HIGHEST))
            east, north = np.radians(coords[:, 0]), np.log(np.tan(math.pi / 4 + lat / 2))
            return np.round(np.column_stack((east, north)) * EARTH, MILLIMETRES)
        return coords[:, ::-1] if self.north_first else coords

    def _read(self, coords: NDArray[np.float64]) -> NDArray[np.float64]:
        if self.in_metres:
            # Beyond the square lies nothing of the Earth.
            x, y = (np.clip(coords / EARTH, -math.pi, math.pi)).T
            degrees: NDArray[np.float64] = np.degrees(np.column_stack((x, np.arctan(np.sinh(y)))))
            return degrees
        return coords[:, ::-1] if self.north_first else coords


_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
CRS84 = System("http://www.opengis.net/def/crs/OGC/1.3/CRS84")
SYSTEMS = {
    system.uri: system
    for system in (
        CRS84,
        System(f"{_EPSG}4490", north_first=True),
        System(f"{_EPSG}4326", north_first=True),
        System(f"{_EPSG}3857", in_metres=True),
    )
}
