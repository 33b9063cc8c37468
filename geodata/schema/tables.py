"""The tables of the data: every file, column and rule about them, read from their data package."""

import json
from decimal import Decimal

from geodata import TABLES
from geodata.schema.columns import Column, Table

PACKAGE = "datapackage.json"  # beside the tables: the schema, for us and for anyone
_said = json.loads((TABLES / PACKAGE).read_text(encoding="utf-8"))
SEPARATOR = "|"  # between several values of a cell
DOT = "\u00b7"  # between a place of the plan and what is counted in it
PLAN_CARD = "plan-2016-125"  # a reference to a place of the plan is a use of this card
UNCITED_CARD = "general-knowledge"  # what rests on it alone is not verified
BOUNDARY_CARD = "tianditu-2023"
OSM_CARD = "openstreetmap"
BUILD_CARDS = (BOUNDARY_CARD, "wdbii-gshhg", OSM_CARD)  # what geodata.build itself draws on
CRS = "EPSG:4326"
COARSE = Decimal("0.02")  # degrees, to which a place that is only spoken of is rounded
SCHEMA = {each["name"]: Table.described(each, name=each["name"]) for each in _said["resources"]}
CARD = tuple(map(Column.described, _said["cards"]["fields"]))  # keys of a source card
# The first column of a kind says for all what the kind is.
KINDS = {
    column.kind_name: column.kind
    for table in reversed([*(table.columns for table in SCHEMA.values()), CARD])
    for column in reversed(table)
}
GRADE = SCHEMA["industry_clusters"].by_name["grade"]  # how surely, surest first
MEMBERSHIP = SCHEMA["area_members"].by_name["basis"].choices  # why a zone is in an area
# The regionalisations by their columns, the one that is meant where none is named first.
SCHEMES = tuple(
    name.removeprefix("area_") for name in SCHEMA["prefectures"].header if name.startswith("area_")
)
ZONE_NAMES = ("name_zh", "name_en", "short_zh", "short_en")
SOURCES_FILE = ("data", "cards")
SOURCES_DATA = ("version", "date")
