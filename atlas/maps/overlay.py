"""What is drawn over the zones of a map: an analysis, with its sentence and what explains it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry.base import BaseGeometry

from atlas.i18n.errors import WRONG_USE, AtlasError
from atlas.maps import choropleth
from atlas.maps.choropleth import Class, Shade
from atlas.maps.marks import Place

if TYPE_CHECKING:
    from atlas.maps.specification import Specification
    from atlas.model.atlas import Atlas

MOST = 300  # lines or shapes; more can be neither told apart nor sent quickly
_COARSE = 0.008  # degrees by which an outline may be off: a pixel or so of the province
_DECIMALS = 3  # decimals of a degree: some 100 m


class NothingToDraw(AtlasError):  # noqa: N818 - what it says
    """An analysis that a map asks for has nothing to draw; the message says what would help."""

    exit_code = WRONG_USE


@dataclass(frozen=True, slots=True)
class Line:
    """
    A line from one zone to another.

    Attributes
    ----------
    a, b
        Ids of the zones.
    weight
        0 to 1: the line's width.
    kind
        A row ``line/<kind>`` of the style table.
    text
        What it says.
    """

    a: str
    b: str
    weight: float
    kind: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """
    Land that is marked.

    Attributes
    ----------
    kind
        A row ``line/<kind>`` of the style table.
    geometry
        EPSG:4326, polygons.
    text
        What it says; may be empty.
    label
        What stands on its edge on paper; may be empty.
    """

    kind: str
    geometry: BaseGeometry
    text: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Centre:
    """
    A centre that is marked.

    Attributes
    ----------
    at
        Longitude and latitude, EPSG:4326.
    text
        What it is.
    """

    at: Place
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """
    A group of zones that are marked with one colour.

    Attributes
    ----------
    style
        Its row of the style table.
    zones
        Ids.
    words
        What it is.
    number
        What stands at its zones' symbols on paper, where colours may be lost; empty for a group
        without a colour.
    """

    style: str
    zones: tuple[str, ...]
    words: str
    number: str


@dataclass(frozen=True, slots=True)
class Key:
    """
    What explains a kind of line, shape or centre.

    Attributes
    ----------
    kind
        A row ``line/<kind>`` of the style table.
    words
        What it means.
    layers
        How many shapes of the kind lie over each other there: the more, the darker.
    """

    kind: str
    words: str
    layers: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """
    What is drawn over the zones of a map.

    Attributes
    ----------
    draw
        What it is, one of `atlas.maps.specification.DRAWN`.
    title
        The same in words.
    sentence
        What it comes to.
    lines
        The weightiest first, at most `MOST`.
    shapes
        The undermost first, at most `MOST`.
    counties
        Code of ``atlas.counties`` -> what is said of it: counties that are marked.
    centre
        A centre that is marked.
    groups
        Zones that are marked with colours.
    keys
        What explains lines, shapes, counties and centre.
    notes
        What one must know to read it.
    methods
        Slugs of ``atlas.methods``.
    """

    draw: str
    title: str
    sentence: str
    lines: tuple[Line, ...] = ()
    shapes: tuple[Shape, ...] = ()
    counties: Mapping[str, str] = field(default_factory=dict)
    centre: Centre | None = None
    groups: tuple[Group, ...] = ()
    keys: tuple[Key, ...] = ()
    notes: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()

    @property
    def ends(self) -> frozenset[str]:
        """Ids of the zones at the ends of lines: they show, be they selected or not."""
        return frozenset(end for line in self.lines for end in (line.a, line.b))


# How a legend shows a kind that is no line.
SHOWN_AS = {
    "centre": "centre",
    **dict.fromkeys(("ring", "catchment", "standard", "uncovered"), "land"),
}


def for_script(overlay: Overlay) -> dict[str, Any]:
    """
    Return what `window.atlas.overlay` draws and explains, as JSON can hold it.

    Outlines are made as coarse as the map can show them.
    """
    told: dict[str, Any] = {"label": overlay.sentence, "title": overlay.title}
    told["keys"] = [
        {
            "kind": key.kind,
            "shown": SHOWN_AS.get(key.kind, "line"),
            "words": key.words,
            "layers": key.layers,
        }
        for key in overlay.keys
    ]
    if overlay.lines:
        told["lines"] = [
            {"a": line.a, "b": line.b, "weight": line.weight, "kind": line.kind, "text": line.text}
            for line in overlay.lines
        ]
    if overlay.centre is not None:
        lon, lat = overlay.centre.at
        at = [round(lon, _DECIMALS), round(lat, _DECIMALS)]
        told["centre"] = {"at": at, "text": overlay.centre.text}
    if overlay.counties:
        told["counties"] = [
            {"county": code, "text": words} for code, words in overlay.counties.items()
        ]
    told["shapes"] = [
        {"kind": shape.kind, "text": shape.text, "geometry": _geometry(shape.geometry)}
        for shape in overlay.shapes
        if not shape.geometry.is_empty
    ]
    return told


def bounds(overlay: Overlay) -> list[tuple[float, float, float, float]]:
    """Return west, south, east, north of each shape and of a centre, EPSG:4326."""
    found = [shape.geometry.bounds for shape in overlay.shapes if not shape.geometry.is_empty]
    return found + ([(*overlay.centre.at, *overlay.centre.at)] if overlay.centre else [])


def colours(
    atlas: "Atlas", asked: "Specification", drawn: Overlay | None, *, lang: str
) -> Shade | None:
    """
    Return how a map colours its zones: by the groups that are drawn, else by an own column.

    Parameters
    ----------
    atlas
        The atlas.
    asked
        What the map is.
    drawn
        What is drawn over its zones.
    lang
        Of the labels.
    """
    if drawn is None or not drawn.groups:
        return choropleth.of_map(atlas, asked, lang=lang)
    # Groups beyond the colours share one, and its entry.
    words = {group.style: group.words for group in drawn.groups}
    of = {zone: group.style for group in drawn.groups for zone in group.zones}
    counts = Counter(of.values())
    classes = tuple(Class(style, said, counts[style]) for style, said in words.items())
    return Shade(drawn.title, classes, of)


def _geometry(geometry: BaseGeometry) -> dict[str, Any]:
    """Return GeoJSON as coarse as the map can show it."""
    coarse = shapely.simplify(geometry, _COARSE)
    return dict(shapely.geometry.mapping(shapely.set_precision(coarse, 10**-_DECIMALS)))
