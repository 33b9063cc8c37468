"""Which zones lie near a place or within an area: a way to zones that are picked one by one."""

import math
from typing import TYPE_CHECKING

import shapely
from shapely.geometry.base import BaseGeometry

from atlas import geo
from atlas.model.names import SHOWN
from atlas.model.vocabulary import InquiryError, SelectionError, match_zones, nearest_zone
from atlas.selection.flags import NEAR

if TYPE_CHECKING:
    import pandas as pd

    from atlas.model.atlas import Atlas

LON, LAT = 180.0, 90.0
MOST_KM = 5000.0
PLACE, FRAME = 2, 4  # numbers of a place and of a frame


def numbers(value: str) -> tuple[float, ...]:
    """Return the numbers of a list with commas; none where anything else stands in it."""
    try:
        found = tuple(float(each) for each in value.split(","))
    except ValueError:
        return ()
    return found if all(map(math.isfinite, found)) else ()


def parted(value: str) -> tuple[str, float]:
    """
    Return a place and a distance, of ``PLACE,KM``.

    Raises
    ------
    InquiryError
        If no place is named, or no distance between 0 and `MOST_KM`.
    """
    place, _, given = value.rpartition(",")
    km = numbers(given)
    if not place.strip() or len(numbers(place)) == 1 or not km or not 0 < km[0] <= MOST_KM:
        raise InquiryError("reach.near", value=value[:SHOWN], most=round(MOST_KM))
    return place.strip(), km[0]


def around(place: str, atlas: "Atlas") -> BaseGeometry:
    """
    Return the point that is meant by ``LON,LAT`` or by the word for a zone.

    Parameters
    ----------
    place
        Degrees, WGS 84, or an id or a name.
    atlas
        Knows the zones.

    Raises
    ------
    InquiryError
        If the numbers are no place on earth.
    SelectionError
        If no zone has that name; it names the nearest.
    """
    at = numbers(place)
    if len(at) == PLACE:
        return on_earth(shapely.Point(at), place)
    found, _ = match_zones([place], atlas)
    if not found:
        raise SelectionError([nearest_zone(place, atlas, flag=NEAR)])
    row = atlas.zones.loc[found[0]]
    return shapely.Point(row["lon"], row["lat"])


def box(value: str) -> BaseGeometry:
    """
    Return the area of ``WEST,SOUTH,EAST,NORTH``.

    Raises
    ------
    InquiryError
        If it is none.
    """
    found = numbers(value)
    if len(found) != FRAME or found[0] >= found[2] or found[1] >= found[3]:
        raise InquiryError("reach.inside", value=value[:SHOWN])
    west, south, east, north = found
    return on_earth(shapely.box(west, south, east, north), value)


def on_earth(geometry: BaseGeometry, named: str) -> BaseGeometry:
    """
    Return a geometry whose coordinates can be degrees.

    Raises
    ------
    InquiryError
        If they cannot; ``named`` says which geometry it is.
    """
    west, south, east, north = shapely.bounds(geometry)
    if not (west >= -LON and east <= LON and south >= -LAT and north <= LAT):
        raise InquiryError("reach.degrees", value=named[:SHOWN])
    return geometry


def reached(atlas: "Atlas", geometry: BaseGeometry, *, km: float = 0) -> "pd.Index":
    """
    Return the ids of the zones within a distance of a geometry.

    Parameters
    ----------
    atlas
        The atlas.
    geometry
        In EPSG:4326, not empty; its lines run straight in degrees.
    km
        Kilometres along the ellipsoid, from the positions stated, which are themselves
        approximate; 0 for those within it.
    """
    zones = atlas.zones
    return zones.index[geo.km_to(zones["lon"], zones["lat"], geometry) <= km]


def nearest(atlas: "Atlas", geometry: BaseGeometry) -> tuple[str, float]:
    """Return the id of the zone nearest to a geometry, and how many kilometres it lies away."""
    away = geo.km_to(atlas.zones["lon"], atlas.zones["lat"], geometry)
    at = int(away.argmin())
    return str(atlas.zones.index[at]), float(away[at])
