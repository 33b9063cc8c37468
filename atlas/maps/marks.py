"""What a planner draws on a map: words, callouts, arrows, lines and areas in a few styles."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from atlas.i18n import text
from atlas.i18n.errors import WRONG_USE, AtlasError
from atlas.maps.frame import LAT, LON
from atlas.model.names import MAX_TEXT, clean

MOST = 300  # of one map
MOST_PLACES = 60  # of one mark
LONGEST = 1200  # characters of one in a link
DECIMALS = 4  # of a degree: some 10 m
# Kind -> how many places it has at least and at most.
KINDS: dict[str, tuple[int, int]] = {
    "text": (1, 1),
    "callout": (2, 2),
    "arrow": (2, 2),
    "line": (2, MOST_PLACES),
    "area": (3, MOST_PLACES),
}
STYLES = ("red", "blue", "black")  # rows ``mark/<style>`` of the style table
WORDED = ("text", "callout")  # kinds that are nothing without words
EXAMPLE = "arrow.red;103.82,36.06 104.1,35.5;words"
MOST_BYTES = 2**20  # of a file of marks
# Geometry -> the kind of mark that it is where nothing else is said, and how deep its parts lie.
GEOMETRIES = {
    "Point": ("text", 0),
    "MultiPoint": ("text", 1),
    "LineString": ("line", 0),
    "MultiLineString": ("line", 1),
    "Polygon": ("area", 0),
    "MultiPolygon": ("area", 1),
}
NAMES = ("words", "name", "title", "label")  # properties that hold the words, as others write them

Place = tuple[float, float]  # longitude, latitude, EPSG:4326


@dataclass(frozen=True, slots=True)
class Mark:
    """
    One thing drawn on a map by hand.

    Attributes
    ----------
    kind
        One of `KINDS`.
    style
        One of `STYLES`.
    at
        Longitude and latitude of its places, EPSG:4326: of words where they stand; of a callout
        what it speaks of, then where its words stand; of an arrow tail and head; of a line and of
        an area's ring the corners.
    words
        What stands at it; may be empty but for words and callouts.
    """

    kind: str
    style: str
    at: tuple[Place, ...]
    words: str = ""


def read(value: str) -> Mark | None:
    """Return a mark as a link carries it: ``kind.style;lon,lat lon,lat;words``; None if none."""
    kind_style, _, rest = value.partition(";")
    places, _, words = rest.partition(";")
    kind, _, style = kind_style.strip().partition(".")
    try:
        at = [tuple(map(float, place.split(","))) for place in places.split()]
    except ValueError:
        return None
    if not all(map(_is_place, at)):
        return None
    rounded = tuple((round(lon, DECIMALS), round(lat, DECIMALS)) for lon, lat in at)
    found = Mark(kind, style or STYLES[0], rounded, words.strip())
    return found if is_mark(found) else None


def is_mark(mark: Mark) -> bool:
    """Return whether a mark can be drawn."""
    if mark.kind not in KINDS or mark.style not in STYLES or len(mark.words) > MAX_TEXT:
        return False
    least, most = KINDS[mark.kind]
    said = bool(mark.words) or mark.kind not in WORDED
    return said and least <= len(mark.at) <= most and all(map(_is_place, mark.at))


def _is_place(place: tuple[float, ...]) -> bool:
    """Return whether something is a place on the base map."""
    if len(place) != 2 or not all(map(math.isfinite, place)):  # noqa: PLR2004 - two coordinates
        return False
    return LON[0] <= place[0] <= LON[1] and LAT[0] <= place[1] <= LAT[1]


def write(mark: Mark) -> str:
    """Write a mark as a link carries it."""
    at = " ".join(f"{lon:.8g},{lat:.8g}" for lon, lat in mark.at)
    return f"{mark.kind}.{mark.style};{at};{mark.words}"


# As GeoJSON ---------------------------------------------------------------------------------------


class MarksError(AtlasError):
    """A file of marks cannot be taken."""

    exit_code = WRONG_USE


def for_script() -> dict[str, Any]:
    """Return what the map's script must know of marks, as JSON can hold it."""
    return {
        "kinds": {kind: list(span) for kind, span in KINDS.items()},
        "styles": list(STYLES),
        "worded": list(WORDED),
        "most": MOST,
        "longest": MAX_TEXT,
        "decimals": DECIMALS,
        "bytes": MOST_BYTES,
        "lon": list(LON),
        "lat": list(LAT),
        "geometries": {name: list(each) for name, each in GEOMETRIES.items()},
        "names": [*NAMES, *_names()],
    }


def _names() -> list[str]:
    """Return what a Chinese office calls the property that holds the words."""
    return text("map.mark.heads", "zh").split()


def to_geojson(marks: Iterable[Mark]) -> dict[str, Any]:
    """
    Return marks as a GeoJSON feature collection, EPSG:4326.

    Each feature has the properties ``kind``, ``style`` and ``words``; a callout and an arrow are
    lines of two points.
    """
    return {"type": "FeatureCollection", "features": [_feature(mark) for mark in marks]}


def _feature(mark: Mark) -> dict[str, Any]:
    at: list[Any] = [list(place) for place in mark.at]
    shape = {"text": "Point", "area": "Polygon"}.get(mark.kind, "LineString")
    coordinates = {"Point": at[0], "Polygon": [[*at, at[0]]]}.get(shape, at)
    return {
        "type": "Feature",
        "properties": {"kind": mark.kind, "style": mark.style, "words": mark.words},
        "geometry": {"type": shape, "coordinates": coordinates},
    }


def from_geojson(data: bytes, *, most: int = MOST) -> tuple[tuple[Mark, ...], int]:
    """
    Read marks from a GeoJSON file, of the atlas or of another program.

    What `to_geojson` has written comes back. Of others a point with a name becomes words, a line
    a line, a polygon's shell an area; each part of a geometry of several is a mark.

    Parameters
    ----------
    data
        The file, UTF-8; its coordinates longitude and latitude, EPSG:4326 (or 4490).
    most
        How many marks it may hold.

    Returns
    -------
    marks : tuple of Mark
        At least one.
    left : int
        How many features were left out, because they have no geometry or are points without words.

    Raises
    ------
    MarksError
        If it is too large, cannot be read, or holds no mark or one that a map cannot hold.
    """
    if len(data) > MOST_BYTES:
        raise MarksError("map.mark.wrong.large", kb=MOST_BYTES // 1024)
    try:
        given = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise MarksError("map.mark.wrong.json") from None
    marks: list[Mark] = []
    left = 0
    for number, feature in enumerate(_features(given), 1):
        found = list(_marks_of(feature, number))
        marks += found
        left += not found
    if not marks:
        raise MarksError("map.mark.wrong.none")
    if len(marks) > most:
        raise MarksError("map.mark.wrong.many", given=len(marks), n=most)
    return tuple(marks), left


def _features(given: object) -> list[object]:
    """Return the features of a collection, or the one thing that there is."""
    features = given.get("features") if isinstance(given, Mapping) else None
    return features if isinstance(features, list) else [given]


def _marks_of(feature: object, number: int) -> Iterator[Mark]:
    """Go through the marks that a feature is: one for each part of its geometry."""
    if not isinstance(feature, Mapping):
        return
    said = feature.get("properties")
    properties = said if isinstance(said, Mapping) else {}
    geometry = feature.get("geometry") if feature.get("type") == "Feature" else feature
    shape = geometry.get("type") if isinstance(geometry, Mapping) else None
    if not isinstance(geometry, Mapping) or shape not in GEOMETRIES:
        return
    usual, deep = GEOMETRIES[shape]
    words = _words(properties, number)
    coordinates = geometry.get("coordinates")
    for part in _list(coordinates) if deep else [coordinates]:
        at = _places(part, usual, number)
        kind = _kind(properties.get("kind"), usual, len(at))
        least, longest = KINDS[kind]
        if len(at) > longest:
            raise MarksError("map.mark.wrong.vertices", n=number, given=len(at), most=longest)
        if len(at) >= least and (words or kind not in WORDED):
            style = properties.get("style")
            yield Mark(kind, style if style in STYLES else STYLES[0], at, words)


def _kind(said: object, usual: str, n: int) -> str:
    """Return the kind that a feature says it is, if so many places can be one of it."""
    if usual == "line" and isinstance(said, str) and said in {"callout", "arrow"}:
        least, most = KINDS[said]
        return said if least <= n <= most else usual
    return usual


def _words(properties: Mapping[str, Any], number: int) -> str:
    """Return what a feature says of itself; nothing if it says nothing."""
    heads = {str(head).lower(): value for head, value in properties.items()}
    for name in (*NAMES, *_names()):
        value = heads.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            if len(words := " ".join(str(value).split())) > MAX_TEXT:
                raise MarksError("map.mark.wrong.wordy", n=number, given=len(words), most=MAX_TEXT)
            if said := " ".join(clean(words)):
                return said
    return ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _places(part: object, kind: str, number: int) -> tuple[Place, ...]:
    """Return the places of a point, a line or a polygon's shell."""
    if kind == "text":
        given = [part]
    elif kind == "line":
        given = _list(part)
    else:
        given = _list(next(iter(_list(part)), None))
    at: list[Place] = []
    for each in given:
        place = _list(each)[:2]
        if not all(isinstance(degrees, int | float) for degrees in place) or not _is_place(
            tuple(place)
        ):
            limits = {"west": LON[0], "east": LON[1], "south": LAT[0], "north": LAT[1]}
            raise MarksError("map.mark.wrong.place", n=number, **limits)
        at.append((round(float(place[0]), DECIMALS), round(float(place[1]), DECIMALS)))
    return tuple(at[:-1] if kind == "area" and len(at) > 1 and at[0] == at[-1] else at)
