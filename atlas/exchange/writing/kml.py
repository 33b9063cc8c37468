"""Zones as KML."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import shapely
from lxml import etree
from shapely.geometry.base import BaseGeometry

from atlas.exchange.writing.fields import unique
from atlas.exchange.writing.geometry import OUTLINES, PARKS, POINTS, shapes_of
from atlas.exchange.writing.tables import COLUMNS, LANG, park_records, records
from atlas.exchange.writing.texts import source
from atlas.i18n import text
from atlas.office.edition import OWN

if TYPE_CHECKING:
    import geopandas as gpd

    from atlas.exchange.writing.options import Options
    from atlas.model.atlas import Atlas
    from atlas.selection.selection import Selection

SPACE = "http://www.opengis.net/kml/2.2"
FAINT = 0.25  # opacity of an outline's inside
WHOLE = 2**53  # up to it doubles hold every whole number
# Names under which GDAL shows the parts of a placemark.
KEPT = (
    *("name", "description", "timestamp", "begin", "end", "altitudemode", "tessellate"),
    *("extrude", "visibility", "draworder", "icon", "snippet"),
)
PARTED = "/"  # between the names of a folder and of one within it
LINE = "line/standard"  # of the style table

Folder = tuple[str, ...]


def to_kml(
    atlas: "Atlas", zones: "gpd.GeoDataFrame", selection: "Selection", _options: "Options"
) -> bytes:
    """
    Return KML in WGS 84: outlines where they are known, else points, in folders.

    The folders are those that an office's column of folders gives, as of a KML that was brought in;
    without one the areas of the scheme selected, and one of the office's own zones. Where parks of
    theirs have a place, these follow in a folder of their own.
    """
    root = etree.Element(f"{{{SPACE}}}kml", nsmap={None: SPACE})
    document = _add(root, "Document")
    _add(document, "name", selection.describe(atlas, lang=LANG))
    _add(document, "description", f"{source(atlas)} {text('note.position_text', LANG)}")
    _style(document, atlas.style.loc[LINE, "stroke"])
    shapes = shapes_of(atlas, zones)
    every = [_renamed(record) for record in records(atlas, zones, selection)]
    parks = [(shape, record) for shape, record in park_records(atlas, zones) if shape is not None]
    _schema(document, POINTS, every)
    if parks:
        _schema(document, PARKS, [record for _, record in parks])
    folders: dict[Folder, etree._Element] = {(): document}
    paths = _paths(atlas, zones, selection)
    for zone, shape, record in zip(zones.index, shapes, every, strict=True):
        _placemark(_folder(folders, paths[str(zone)]), POINTS, shape, record)
    for park, record in parks:
        _placemark(_folder(folders, (text("writing.sheet.parks", LANG),)), PARKS, park, record)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _placemark(
    folder: etree._Element, schema: str, shape: BaseGeometry, record: dict[str, Any]
) -> None:
    # GDAL shows this one as the column of that name, not the one among the data.
    place = _add(folder, "Placemark", id=str(record["id"]))
    _add(place, "name", record["name_zh"])
    _add(place, "styleUrl", f"#{OUTLINES}")
    data = _add(_add(place, "ExtendedData"), "SchemaData", schemaUrl=f"#{schema}")
    for name, value in record.items():
        if value is not None:
            _add(data, "SimpleData", _words(value), name=name)
    _shape(place, shape)


def _paths(atlas: "Atlas", zones: "gpd.GeoDataFrame", selection: "Selection") -> dict[str, Folder]:
    """Return zone -> the folders that it lies in, the outermost first."""
    members = atlas.members[atlas.members["scheme"] == selection.scheme]
    areas = members.drop_duplicates("zone").set_index("zone")["area"]
    head = text("column.folder", LANG)
    said = atlas.own_values[head].to_dict() if head in atlas.own_values else {}
    found: dict[str, Folder] = {}
    for zone, level in zones["level"].astype(str).items():
        given = tuple(filter(None, map(str.strip, str(said.get(zone) or "").split(PARTED))))
        home = atlas.label("levels", OWN) if level == OWN else _area(atlas, areas.get(zone))
        found[str(zone)] = given or ((home,) if home else ())
    return found


def _area(atlas: "Atlas", slug: str | None) -> str:
    return atlas.label("areas", slug) if slug else ""


def _folder(folders: "dict[Folder, etree._Element]", path: Folder) -> etree._Element:
    """Return the folder of a path, made where it is first asked for."""
    if path not in folders:
        folders[path] = _add(_folder(folders, path[:-1]), "Folder")
        _add(folders[path], "name", path[-1])
    return folders[path]


def _add(parent: etree._Element, tag: str, words: str = "", **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{SPACE}}}{tag}", attributes)
    child.text = words or None
    return child


def _style(document: etree._Element, stroke: str) -> None:
    """Let outlines be seen through: unless told otherwise, programs fill them white."""
    red, green, blue = stroke[1:3], stroke[3:5], stroke[5:7]
    style = _add(document, "Style", id=OUTLINES)
    _add(_add(style, "LineStyle"), "color", f"ff{blue}{green}{red}")
    _add(_add(style, "PolyStyle"), "color", f"{round(255 * FAINT):02x}{blue}{green}{red}")


def _renamed(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record with no own column that programs would take for a part of KML."""
    own = unique(list(record)[len(COLUMNS) :], taken=(*COLUMNS, *KEPT))
    return dict(zip((*COLUMNS, *own), record.values(), strict=True))


def _schema(document: etree._Element, layer: str, every: list[dict[str, Any]]) -> None:
    """Declare the columns: GDAL makes underscores of the Chinese names of undeclared ones."""
    schema = _add(document, "Schema", id=layer, name=layer)
    for name in every[0] if every else ():
        values = [record[name] for record in every if record[name] is not None]
        # A double would lose the last digits of larger numbers.
        numbers = values and all(
            type(value) in {int, float} and abs(value) <= WHOLE for value in values
        )
        _add(schema, "SimpleField", name=name, type="double" if numbers else "string")


def _words(value: Any) -> str:  # noqa: ANN401 - whatever a record holds
    """Return a record's value as text, as CSV has it."""
    if isinstance(value, list):
        return "|".join(value)
    if isinstance(value, bool):
        return str(value).upper()
    return "" if value is None else str(value)


def _shape(parent: etree._Element, shape: BaseGeometry) -> None:
    if shape.geom_type == "Point":
        _add(_add(parent, "Point"), "coordinates", _corners(shape))
        return
    parts = shapely.get_parts(shape)
    within = _add(parent, "MultiGeometry") if len(parts) > 1 else parent
    for part in parts:
        polygon = _add(within, "Polygon")
        for tag, ring in _rings(part):
            _add(_add(_add(polygon, tag), "LinearRing"), "coordinates", _corners(ring))


def _rings(polygon: shapely.Polygon) -> Iterator[tuple[str, shapely.LinearRing]]:
    yield "outerBoundaryIs", polygon.exterior
    for ring in polygon.interiors:
        yield "innerBoundaryIs", ring


def _corners(shape: BaseGeometry) -> str:
    return " ".join(f"{x!r},{y!r}" for x, y in shapely.get_coordinates(shape).tolist())
