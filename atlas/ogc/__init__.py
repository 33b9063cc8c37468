"""OGC API – Features, parts 1 to 3: the interface's answers as plain values, without any server."""

from atlas.ogc.answers import (
    CONFORMS,
    address,
    collection,
    collections,
    conformance,
    item,
    items,
    landing,
    queryables,
    schema,
)
from atlas.ogc.collections import HOLDINGS, Holding
from atlas.ogc.openapi import document
from atlas.ogc.operations import GEOJSON, HTML, JSON, OPERATIONS, Operation
from atlas.ogc.parameters import Query, language, parse, vintage
from atlas.ogc.problems import (
    RefusedRequestError,
    missing_path,
    refused,
    shown,
    unavailable,
    wrong_method,
)
from atlas.ogc.properties import xsd
from atlas.ogc.tables import csv

__all__ = [
    "CONFORMS",
    "GEOJSON",
    "HOLDINGS",
    "HTML",
    "JSON",
    "OPERATIONS",
    "Holding",
    "Operation",
    "Query",
    "RefusedRequestError",
    "address",
    "collection",
    "collections",
    "conformance",
    "csv",
    "document",
    "item",
    "items",
    "landing",
    "language",
    "missing_path",
    "parse",
    "queryables",
    "refused",
    "schema",
    "shown",
    "unavailable",
    "vintage",
    "wrong_method",
    "xsd",
]
