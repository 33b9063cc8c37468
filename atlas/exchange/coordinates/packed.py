"""
Degrees, minutes and seconds written as one number: 103.5306 or 1035306 for 103°53'06".

Such a number reads as decimal degrees as well, tens of kilometres away, so which is meant is asked
wherever both are possible.
"""

from decimal import Decimal

import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.exchange.coordinates import angles, rows

DEGREES, PACKED = "degrees", "packed"  # what may be decided of such numbers
READINGS = (DEGREES, PACKED)
SURE = 10  # numbers that are hardly all so by chance: four in ten decimals are
FEWEST, MOST = 3, 9  # decimals of the longest: minutes and seconds, of these four
WHOLE_DIGITS = 3  # of degrees; of a longer number without a point the last four are not
LON, LAT = (700_000, 1_400_000), (150_000, 550_000)


def _parts(value: float) -> tuple[str, str]:
    """Return a number's degrees and the digits behind them."""
    said = format(Decimal(repr(abs(value))), "f")
    whole, _, decimals = said.partition(".")
    if len(whole) > WHOLE_DIGITS:
        return whole[:-4], whole[-4:] + decimals.rstrip("0")
    return whole, decimals.rstrip("0")


def unpacked(value: float) -> float | None:
    """Return the degrees of a number so written; None where its minutes or seconds are none."""
    degrees, digits = _parts(value)
    minutes, seconds = digits[:2].ljust(2, "0"), digits[2:].ljust(2, "0")
    return angles.sexagesimal(
        float(degrees), float(minutes), float(f"{seconds[:2]}.{seconds[2:] or 0}")
    )


def _points(shapes: NDArray[np.object_]) -> NDArray[np.float64] | None:
    """Return the coordinates of shapes all of which are points; None where one is not."""
    there = shapes[~shapely.is_missing(shapes)]
    if not len(there) or (shapely.get_type_id(there) != shapely.GeometryType.POINT).any():
        return None
    return np.asarray(shapely.get_coordinates(there))


def is_whole(shapes: NDArray[np.object_]) -> bool:
    """Tell whether all shapes are points in numbers without a point, which are nothing else."""
    points = _points(shapes)
    if points is None:
        return False
    if not _within(points):
        points = points[:, ::-1]
    return _within(points) and _all_unpack(points)


def _within(points: NDArray[np.float64]) -> bool:
    x, y = points.T
    return bool(((x > LON[0]) & (x < LON[1])).all() and ((y > LAT[0]) & (y < LAT[1])).all())


def may_be(shapes: NDArray[np.object_]) -> bool:
    """Tell whether every number of all shapes, points in degrees, may be so written."""
    points = _points(shapes)
    if points is None or np.abs(points).max() >= rows.DEGREES:
        return False
    decimals = [len(_parts(value)[1]) for value in points.ravel().tolist()]
    return FEWEST <= max(decimals) <= MOST and _all_unpack(points)


def is_hardly_chance(shapes: NDArray[np.object_]) -> bool:
    """Tell whether there are so many such numbers that chance alone hardly makes them."""
    points = _points(shapes)
    return points is not None and len(set(points.ravel().tolist())) >= SURE


def _all_unpack(points: NDArray[np.float64]) -> bool:
    return all(unpacked(value) is not None for value in points.ravel().tolist())


def read(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return points with their numbers read so; those that are not so written become None."""
    made = shapes.copy()
    for n in np.flatnonzero(~shapely.is_missing(shapes)):
        if shapes[n].geom_type == "Point":
            x, y = unpacked(shapes[n].x), unpacked(shapes[n].y)
            made[n] = None if x is None or y is None else shapely.Point(x, y)
    return made


def example(shapes: NDArray[np.object_]) -> tuple[str, str]:
    """Return the first number as it stands, and as degrees, minutes and seconds."""
    points = _points(shapes)
    value = float(points[0, 0]) if points is not None else 0.0
    degrees, digits = _parts(value)
    minutes, seconds = digits[:2].ljust(2, "0"), digits[2:].ljust(2, "0")
    rest = f".{seconds[2:]}" if seconds[2:] else ""
    return format(Decimal(repr(value)), "f"), f"{degrees}°{minutes}\u2032{seconds[:2]}{rest}\u2033"
