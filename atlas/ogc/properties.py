"""What features have: the schema of a collection, what can be asked of it, how it is sorted."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from atlas.i18n import table, text
from atlas.model import columns
from atlas.ogc.collections import POLYGONS, Holding, plain
from atlas.selection.selection import Selection

if TYPE_CHECKING:
    import geopandas as gpd

    from atlas.model.atlas import Atlas

GEOMETRY = "geometry"
JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"
# Kinds of columns that figures and an office's own have -> what JSON Schema calls them.
_KINDS = {
    columns.NUMBER: {"type": "number"},
    columns.KIND_YEAR: {"type": "integer"},
    columns.DATE: {"type": "string", "format": "date"},
    "bool": {"type": "boolean"},
}
_XS, _GML = "http://www.w3.org/2001/XMLSchema", "http://www.opengis.net/gml/3.2"
_OURS = "urn:gansu-zone-atlas"
_GML_SHAPES = {
    "Point": "Point",
    "Polygon": "Surface",
    "MultiPolygon": "MultiSurface",
    POLYGONS: "MultiSurface",
    "MultiLineString": "MultiCurve",
}
_XML_NAME = re.compile(r"[^\W\d][\w.-]*")
SORTABLE = ("string", "number", "integer", "boolean")  # types of which one value is more
Record = Mapping[str, Any]
Kinds = Mapping[str, dict[str, Any]]


def schema(atlas: "Atlas", holding: Holding, lang: str, uri: str) -> dict[str, Any]:
    """
    Return the JSON Schema of what a collection's features have.

    Parameters
    ----------
    atlas
        The atlas.
    holding
        The collection; an empty one has its schema too.
    lang
        Of the titles.
    uri
        The schema's own address.
    """
    return _schema(atlas, holding, lang, uri, of(atlas, holding))


def queryables(atlas: "Atlas", holding: Holding, lang: str, uri: str) -> dict[str, Any]:
    """Return the JSON Schema, as `schema`, of what a filter can ask of a collection."""
    found = _schema(atlas, holding, lang, uri, asked(atlas, holding))
    return found | {"additionalProperties": False}


def _schema(
    atlas: "Atlas", holding: Holding, lang: str, uri: str, known_as: Kinds
) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: {"title": _title(atlas, name, lang), **kind} for name, kind in known_as.items()
    }
    found["id"] = found.get("id", {"type": "string"}) | {"x-ogc-role": "id"}
    if holding.geometry:
        refs = [
            {"$ref": f"https://geojson.org/schema/{kind}.json"}
            for kind in holding.geometry.split("-or-")
        ]
        found[GEOMETRY] = {
            "title": text("features.geometry", lang),
            "x-ogc-role": "primary-geometry",
            "format": f"geometry-{holding.geometry.lower()}",
            **({"oneOf": refs} if len(refs) > 1 else refs[0]),
        }
    return {
        "$schema": JSON_SCHEMA,
        "$id": uri,
        "type": "object",
        "title": text(f"features.collection.{holding.name}", lang),
        "properties": found,
    }


def _title(atlas: "Atlas", name: str, lang: str) -> str:
    """Return what a reader calls a property; one of an office's own is its own name."""
    return table(lang, "column.").get(f"column.{name}") or columns.name(atlas, name, lang)


def xsd(atlas: "Atlas", holding: Holding) -> bytes:
    """
    Return the same as a schema of GML: by it GDAL knows the type of an empty collection.

    A column whose name is none in XML is left out.
    """
    for prefix, uri in (("xs", _XS), ("gml", _GML), ("atlas", _OURS)):
        ET.register_namespace(prefix, uri)
    root = ET.Element(f"{{{_XS}}}schema", {"targetNamespace": _OURS, "xmlns": _OURS})
    ET.SubElement(root, f"{{{_XS}}}import", {"namespace": _GML})
    kind = {"type": f"{holding.name}Type", "substitutionGroup": "gml:AbstractFeature"}
    ET.SubElement(root, f"{{{_XS}}}element", {"name": holding.name} | kind)
    made = ET.SubElement(root, f"{{{_XS}}}complexType", {"name": f"{holding.name}Type"})
    made = ET.SubElement(made, f"{{{_XS}}}complexContent")
    made = ET.SubElement(
        made, f"{{{_XS}}}extension", {"base": "gml:AbstractFeatureType", "xmlns:gml": _GML}
    )
    made = ET.SubElement(made, f"{{{_XS}}}sequence")
    if holding.geometry:
        shaped = f"gml:{_GML_SHAPES[holding.geometry]}PropertyType"
        ET.SubElement(made, f"{{{_XS}}}element", {"name": GEOMETRY, "type": shaped})
    for name, known in of(atlas, holding).items():
        if _XML_NAME.fullmatch(name):
            listed = {"maxOccurs": "unbounded"} if known.get("type") == "array" else {}
            told = {"name": name, "type": f"xs:{_kind_of(known)}", "minOccurs": "0", **listed}
            ET.SubElement(made, f"{{{_XS}}}element", told)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _kind_of(known_as: Mapping[str, Any]) -> str:
    """Return what XML Schema calls a kind of JSON Schema."""
    kinds = {"integer": "integer", "number": "double", "boolean": "boolean"}
    return known_as.get("format") or kinds.get(known_as.get("type", ""), "string")


def of(atlas: "Atlas", holding: Holding) -> Kinds:
    """
    Return name -> JSON Schema of each property that the features of a collection have.

    A collection that is empty now still knows its own.
    """
    kept = atlas.once(_Kept).kinds
    if holding.name not in kept:
        kept[holding.name] = _read(atlas, holding)
    return kept[holding.name]


class _Kept:
    """The properties of collections of an atlas, as far as they were asked for."""

    def __init__(self, _: "Atlas") -> None:
        self.kinds: dict[str, Kinds] = {}


def _read(atlas: "Atlas", holding: Holding) -> Kinds:
    rows = holding.sample(atlas)
    records = holding.properties(atlas, rows, Selection())
    dates = atlas.own_columns.index[atlas.own_columns["kind"] == columns.DATE]
    names = records[0] if records else ()
    kinds = {name: _kind(plain(each[name]) for each in records) for name in names}
    return kinds | {name: _KINDS[columns.DATE] for name in names if name in dates}


def asked(atlas: "Atlas", holding: Holding) -> Kinds:
    """Return the same of what a filter of a collection may ask: figures too, but not the shape."""
    return {**of(atlas, holding), **_figures(atlas, holding)}


def _kind(values: Iterable[object]) -> dict[str, Any]:
    """Return the narrowest type that all values have; text where there are none."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return {"type": "boolean"}
    if kinds and kinds <= {int, float}:
        return {"type": "integer" if kinds == {int} else "number"}
    if kinds == {list}:
        return {"type": "array", "items": {"type": "string"}}
    return {} if dict in kinds else {"type": "string"}


def _figures(atlas: "Atlas", holding: Holding) -> dict[str, dict[str, Any]]:
    """Return the columns that ``where`` asks of zones, whether their records hold them or not."""
    if not holding.has_columns:
        return {}
    kinds = columns.table(atlas)["kind"]
    return {str(head): _KINDS.get(kind, {"type": "string"}) for head, kind in kinds.items()}


def records(
    atlas: "Atlas", holding: Holding, rows: "gpd.GeoDataFrame", selection: Selection
) -> list[dict[str, Any]]:
    """
    Return what a filter holds itself against: properties, figures and shape, one record a row.

    Parameters
    ----------
    atlas, holding, selection
        As elsewhere.
    rows
        n rows of the collection, EPSG:4326.
    """
    found = [
        {name: plain(value) for name, value in record.items()} | {GEOMETRY: shape}
        for record, shape in zip(
            holding.properties(atlas, rows, selection), rows.geometry.to_numpy(), strict=True
        )
    ]
    for head in _figures(atlas, holding):
        cells = columns.known(atlas, head)
        for record in found:
            record[head] = plain(cells.get(str(record["id"])))
    return found


def order(records_of: Sequence[Record], by: Sequence[tuple[str, bool]]) -> list[int]:
    """
    Return the places of records in an order; what has no value is last either way.

    Parameters
    ----------
    records_of
        n records as `records` gives them.
    by
        Name and whether the greatest comes first, the weightiest first.
    """
    places = list(range(len(records_of)))
    for name, falls in reversed(by):
        values: list[Any] = [each.get(name) for each in records_of]
        there = [place for place in places if values[place] is not None]
        there.sort(key=values.__getitem__, reverse=falls)
        places = there + [place for place in places if values[place] is None]
    return places
