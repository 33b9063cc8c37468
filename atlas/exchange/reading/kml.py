"""
Read KML and KMZ: folders, fields and shapes, and what of a file is none of these.

A reader of our own, for GDAL's takes images for outlines, lets fields with Chinese names fall
together and passes over what a Chinese producer says of its coordinates.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree import ElementTree as ET

import shapely
from shapely.geometry.base import BaseGeometry

from atlas.exchange.coordinates import systems
from atlas.exchange.findings import ERROR, NOTE, WARNING, Finding, RefusedError
from atlas.exchange.guard.limits import Limits
from atlas.exchange.reading import archives, decode, markup
from atlas.exchange.reading.heads import EXPORTED, STABLE
from atlas.i18n import LANGS, text

Json = dict[str, Any]
Element = ET.Element
CONTAINERS = {"kml", "Document", "Folder"}
OVERLAYS = {"GroundOverlay", "PhotoOverlay", "ScreenOverlay"}
AREAL = {"Polygon", "MultiPolygon"}
WGS84 = "OGC:CRS84"
RING = 3  # corners of a ring
PAIR = 2  # numbers of a corner
HEADS = {"name": "Name", "description": "description", "address": "address"}
NUMBERS = {"int": int, "uint": int, "short": int, "ushort": int, "float": float, "double": float}
TRUE = {"1": True, "true": True, "0": False, "false": False}
OURS = frozenset(EXPORTED["codes"][:STABLE])  # fields that zones have in all our files
ROOT = "/"  # what placemarks in no folder of a document without a title are called by
SYSTEM = "OvCoordType"  # where Ovital says which coordinates it wrote
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_COMMA = re.compile(r"\s*,\s*")


@dataclass(slots=True)
class _Place:
    """A placemark: the folder it lies in, its layer, its schema, its fields, its shape."""

    folder: str
    layer: str
    schema: str
    cells: dict[str, object]
    shape: BaseGeometry | None
    found: list[Finding]
    has_system: bool = False


@dataclass(slots=True)
class _Read:
    """What a file holds, as far as it was gone through."""

    places: list[_Place] = field(default_factory=list)
    types: dict[str, str] = field(default_factory=dict)  # field -> its type, of all schemas
    schemas: dict[str, set[str]] = field(default_factory=dict)  # id -> its fields
    others: Counter[str] = field(default_factory=Counter)  # what is no placemark
    systems: dict[str, str] = field(default_factory=dict)  # datum -> the words that name it
    titles: list[str] = field(default_factory=list)
    of_all: bool = False  # whether what is said of systems is said of the document


def read(kind: str, path: Path, layer: str, limits: Limits) -> Json:
    """
    Return one layer of a file, as the readers of `formats` do.

    Raises
    ------
    RefusedError
        If it is no XML, or has nothing that has a place.
    """
    read = _Read()
    for name, data in _documents(kind, path, limits):
        markup.held(data)
        try:
            root = ET.fromstring(_text(data))  # noqa: S314 - held: no entities, not deep
        except ET.ParseError as error:
            raise RefusedError(Finding("read.xml", ERROR, value=str(error))) from None
        _gathered(root, (name,) if name else (), read)
    found = _said(read)
    _foldered(read)
    layers = list(dict.fromkeys(place.layer for place in read.places))
    taken = layer if layer in layers else layers[0]
    if layer and layer != taken:
        raise RefusedError(Finding("read.no_layer", ERROR, value=layer))
    places = [place for place in read.places if place.layer == taken]
    return _answer(places, read, limits, found) | {
        "layers": layers,
        "layer": taken,
        "about": {name: _about([p for p in read.places if p.layer == name]) for name in layers},
    }


def _foldered(read: _Read) -> None:
    """
    Tell of each placemark in which folder it lies, in a column, where there are several.

    Those of our own files part one table and say nothing that its columns do not; a column of that
    name, as of a file that was brought in before, says more than they do.
    """
    ours = [place for place in read.places if read.schemas.get(place.schema, set()) >= OURS]
    for place in ours:
        place.layer = text("sheet.zones", LANGS[0])
    head = text("column.folder", LANGS[0])
    if ours or any(head in place.cells for place in read.places):
        return
    if len({place.folder for place in read.places}) > 1:
        for place in read.places:
            if place.folder:
                place.cells[head] = place.folder


def _documents(kind: str, path: Path, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Yield the file, or each KML file of an archive with its name where it has several."""
    if kind != "kmz":
        yield "", path.read_bytes()
        return
    members = [
        member
        for member in archives.members(path, limits)
        if member.filename.lower().endswith(".kml") and not member.filename.startswith("__MACOSX")
    ]
    with zipfile.ZipFile(path) as archive:
        for member in sorted(members, key=lambda each: each.filename):
            stem = PurePosixPath(archives.name(member)).stem
            yield stem if len(members) > 1 else "", archive.read(member)


def _text(data: bytes) -> str:
    """Return a document in letters; what it declares of its encoding is heeded, then left out."""
    declared = re.match(rb"""\s*<\?xml[^>]*encoding\s*=\s*["']([\w.\-]+)["']""", data[:200])
    try:
        said = decode.decode(data, declared[1].decode("ascii") if declared else "")
    except RefusedError:
        said = decode.decode(data)
    return _DECLARATION.sub("", said.text.lstrip("\ufeff"), count=1)


# Its elements -------------------------------------------------------------------------------------


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _child(element: Element, tag: str) -> str:
    """Return the text of a child; nothing where there is none."""
    return next(("".join(each.itertext()).strip() for each in element if _tag(each) == tag), "")


def _gathered(element: Element, folders: tuple[str, ...], read: _Read) -> None:
    """Add what an element holds to what was read, folder by folder."""
    for each in element:
        tag = _tag(each)
        if tag in CONTAINERS:
            name = " ".join(_child(each, "name").split())
            read.titles += [name, _child(each, "description")]
            # The document is one of several layers only where it stands among others.
            within = (*folders, name) if tag == "Folder" and name else folders
            _gathered(each, within, read)
        elif tag == "Placemark":
            title = next(filter(None, read.titles), "")
            folder = "/".join(folders)
            read.places.append(_place(each, folder, folder or title or ROOT, read))
        elif tag in OVERLAYS or tag == "NetworkLink":
            read.others["image" if tag in OVERLAYS else "link"] += 1
        elif tag == "Schema":
            for one in each:
                if _tag(one) in {"SimpleField", "SimpleArrayField"}:
                    read.types[one.get("name", "")] = one.get("type", "").rpartition(":")[2]
                    read.schemas.setdefault(each.get("id", ""), set()).add(one.get("name", ""))
        elif tag == SYSTEM:
            read.of_all = True
            _heard(each, read)


def _heard(element: Element, read: _Read) -> None:
    words = "".join(element.itertext()).strip()
    if words:
        read.systems.setdefault(systems.said(words), words)


def _place(element: Element, folder: str, layer: str, read: _Read) -> _Place:
    cells: dict[str, object] = {head: _child(element, tag) or None for tag, head in HEADS.items()}
    found: list[Finding] = []
    shapes: list[BaseGeometry] = []
    has_system = any(_tag(each) == SYSTEM for each in element)
    schema = ""
    for each in element:
        tag = _tag(each)
        if tag == "ExtendedData":
            schema = next(
                (one.get("schemaUrl", "") for one in each if _tag(one) == "SchemaData"), ""
            )
            for name, value in _fields(each, read.types):
                cells[name] = value if cells.get(name) is None else f"{cells[name]}|{value}"
        elif tag == SYSTEM:
            _heard(each, read)
        else:
            shapes += _shapes(each, found)
    return _Place(
        folder, layer, schema.rpartition("#")[2], cells, _whole(shapes, found), found, has_system
    )


def _fields(element: Element, types: dict[str, str]) -> Iterator[tuple[str, object]]:
    """Yield the fields of a placemark by their names as they stand, typed where a schema says."""
    for each in element:
        tag, name = _tag(each), each.get("name", "").strip()
        if tag == "SchemaData":
            yield from _fields(each, types)
        elif tag == "SimpleData":
            yield name, _typed("".join(each.itertext()).strip(), types.get(name, ""))
        elif tag == "Data":
            yield name or _child(each, "displayName"), _child(each, "value") or None


def _typed(said: str, kind: str) -> object:
    if not said:
        return None
    try:
        if kind in NUMBERS:
            return NUMBERS[kind](said)
    except ValueError:
        return said
    return TRUE.get(said.lower(), said) if kind == "bool" else said


# Shapes -------------------------------------------------------------------------------------------


def _shapes(element: Element, found: list[Finding]) -> list[BaseGeometry]:
    """Return the shapes of an element; what cannot be read is said."""
    tag = _tag(element)
    if tag in {"MultiGeometry", "MultiTrack"}:
        return [shape for each in element for shape in _shapes(each, found)]
    try:
        if tag == "Polygon":
            return [_polygon(element, found)]
        if tag == "LinearRing":
            return [shapely.Polygon(_closed(_corners(element), found))]
        if tag == "Point":
            return [shapely.Point(_corners(element)[0])]
        if tag in {"LineString", "Track"}:
            return [_line(_corners(element), found)]
    except (ValueError, IndexError, shapely.errors.GEOSException):
        found.append(Finding("read.shape", ERROR))
    return []


def _polygon(element: Element, found: list[Finding]) -> shapely.Polygon:
    shells: list[list[tuple[float, float]]] = []
    holes: list[list[tuple[float, float]]] = []
    for each in element:
        for ring in each:
            if _tag(ring) == "LinearRing":
                side = holes if _tag(each) == "innerBoundaryIs" else shells
                side.append(_closed(_corners(ring), found))
    return shapely.Polygon(shells[0], holes)


def _corners(element: Element) -> list[tuple[float, float]]:
    """Return longitudes and latitudes; heights are left out."""
    # "103.9, 36.05, 0" is no rare slip, though spaces set corners apart.
    said = _COMMA.sub(",", _child(element, "coordinates"))
    corners = [tuple(map(float, each.split(",")[:PAIR])) for each in said.split()]
    corners += [
        tuple(map(float, "".join(each.itertext()).split()[:PAIR]))
        for each in element
        if _tag(each) == "coord"  # of a track
    ]
    if any(len(corner) != PAIR for corner in corners):
        raise ValueError(said)
    return [(corner[0], corner[1]) for corner in corners]


def _closed(corners: list[tuple[float, float]], found: list[Finding]) -> list[tuple[float, float]]:
    if len(set(corners)) < RING:
        raise ValueError(corners)
    if corners[0] == corners[-1]:
        return corners
    found.append(Finding("ring.unclosed", NOTE))
    return [*corners, corners[0]]


def _line(corners: list[tuple[float, float]], found: list[Finding]) -> BaseGeometry:
    """Return a line; a closed one is the outline that somebody drew with it."""
    if len(corners) > RING and corners[0] == corners[-1]:
        found.append(Finding("read.closed_line", WARNING))
        return shapely.Polygon(corners)
    return shapely.LineString(corners)


def _whole(shapes: list[BaseGeometry], found: list[Finding]) -> BaseGeometry | None:
    """Return the one shape of a placemark: its areas, or else its points."""
    areal = [shape for shape in shapes if shape.geom_type in AREAL]
    if areal and len(areal) < len(shapes):
        found.append(Finding("read.beside_area", NOTE, values={"n": len(shapes) - len(areal)}))
    if areal:
        parts = [part for shape in areal for part in shapely.get_parts(shape)]
        return areal[0] if len(areal) == 1 else shapely.MultiPolygon(parts)
    points = [shape for shape in shapes if isinstance(shape, shapely.Point)]
    if len(shapes) > 1 and len(points) == len(shapes):
        return shapely.MultiPoint(points)
    return shapes[0] if len(shapes) == 1 else shapely.GeometryCollection(shapes) if shapes else None


# What is answered ---------------------------------------------------------------------------------


def _said(read: _Read) -> list[Finding]:
    """Return what is to be said of a file as a whole."""
    found = [
        Finding(f"read.kml_{kind}", WARNING, values={"n": n}) for kind, n in read.others.items()
    ]
    if not read.places:
        only = [replace(each, level=ERROR) for each in found] or [
            Finding("read.kml_nothing", ERROR)
        ]
        raise RefusedError(*only)
    unplaced = sum(place.shape is None and not place.found for place in read.places)
    if unplaced:
        addressed = sum(
            place.shape is None and bool(place.cells["address"]) for place in read.places
        )
        code = "read.kml_address" if addressed else "read.kml_unplaced"
        found.append(Finding(code, WARNING, values={"n": unplaced}))
    return found


def _about(places: list[_Place]) -> list[object]:
    """Return how many places a layer has and of what kind their shapes are."""
    kinds = {
        "area" if place.shape.geom_type in AREAL else "point"
        for place in places
        if place.shape is not None
    }
    return [len(places), kinds.pop() if len(kinds) == 1 else "mixed" if kinds else ""]


def _answer(places: list[_Place], read: _Read, limits: Limits, found: list[Finding]) -> Json:
    if len(places) > limits.rows:
        raise RefusedError(Finding("read.rows", ERROR, values={"most": limits.rows}))
    heads = list(dict.fromkeys(head for place in places for head in place.cells))
    heads = [head for head in heads if any(place.cells.get(head) is not None for place in places)]
    if len(heads) > limits.columns:
        raise RefusedError(Finding("read.columns", ERROR, values={"most": limits.columns}))
    shapes = [place.shape for place in places]
    if int(shapely.get_num_coordinates(shapes).sum()) > limits.vertices:
        raise RefusedError(Finding("read.vertices", ERROR, values={"most": limits.vertices}))
    for row, place in enumerate(places, start=1):
        found += [replace(each, row=row) for each in place.found]
    stated: dict[str, str] = {}
    if len(read.systems) > 1:
        words = ", ".join(read.systems.values())
        found.append(Finding("place.several_systems", ERROR, value=words))
    elif read.systems:
        ((datum, words),) = read.systems.items()
        of_all = read.of_all or all(place.has_system for place in places)
        # Said of some places only, it is asked whether it holds for the others.
        keys = ("datum", "datum_words") if of_all else ("hint", "hint_words")
        stated = dict(zip(keys, (datum, words), strict=True))
    return {
        "heads": heads,
        "columns": [[place.cells.get(head) for place in places] for head in heads],
        "shapes": [None if shape is None else shapely.to_wkb(shape) for shape in shapes],
        "crs": "" if "datum" in stated else WGS84,  # which the format fixes
        "stated": stated,
        "titles": [title for title in read.titles if title],
        "findings": found,
    }
