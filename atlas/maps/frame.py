"""Frames of maps in degrees: what the base map allows, read from a link and written into it."""

import math

# Degrees: what a frame may span. Beyond it lies no base map; below it the positions mean nothing.
LON, LAT = (86.0, 113.4), (29.3, 46.5)
MIN_SPAN = 0.2
SIDES = 4
EXAMPLE = "92.3,32.5,109,43"

Frame = tuple[float, float, float, float]  # west, south, east, north, EPSG:4326


def is_frame(frame: tuple[float, ...] | None) -> bool:
    """Return whether a frame lies on the base map and is wide and high enough."""
    if frame is None or len(frame) != SIDES or not all(map(math.isfinite, frame)):
        return False
    west, south, east, north = frame
    return (
        LON[0] <= west < east <= LON[1]
        and LAT[0] <= south < north <= LAT[1]
        and east - west >= MIN_SPAN
        and north - south >= MIN_SPAN
    )


def read(value: str) -> Frame | None:
    """Return west, south, east, north within the base map and no smaller than a map may be."""
    try:
        west, south, east, north = map(float, value.split(","))
    except ValueError:
        return None
    if not all(map(math.isfinite, (west, south, east, north))):
        return None
    if not (west < east and south < north):
        return None
    wide, high = _within(west, east, LON), _within(south, north, LAT)
    return (wide[0], high[0], wide[1], high[1]) if wide and high else None


def _within(low: float, high: float, limits: tuple[float, float]) -> tuple[float, float] | None:
    """Return a span cut to limits and widened to the least span; None where it lies beyond."""
    low, high = max(low, limits[0]), min(high, limits[1])
    if low >= high:
        return None
    if high - low < MIN_SPAN:
        middle = min(max((low + high) / 2, limits[0] + MIN_SPAN), limits[1] - MIN_SPAN)
        low, high = middle - 0.51 * MIN_SPAN, middle + 0.51 * MIN_SPAN
    return round(low, 4), round(high, 4)


def write(frame: Frame) -> str:
    """Write a frame as a link carries it."""
    return ",".join(f"{degrees:.8g}" for degrees in frame)
