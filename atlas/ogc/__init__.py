"""OGC API – Features, part 1: what the interface answers, as plain values without any server."""

from atlas.ogc.answers import (
    CONFORMS,
    address,
    collection,
    collections,
    conformance,
    item,
    items,
    landing,
)
from atlas.ogc.collections import HOLDINGS, Holding
from atlas.ogc.openapi import document
from atlas.ogc.parameters import HTML, JSON, OPERATIONS, Operation, Query, language, parse, vintage
from atlas.ogc.problems import (
    RefusedRequestError,
    missing_path,
    refused,
    shown,
    unavailable,
    wrong_method,
)

__all__ = [
    "CONFORMS",
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
    "document",
    "item",
    "items",
    "landing",
    "language",
    "missing_path",
    "parse",
    "refused",
    "shown",
    "unavailable",
    "vintage",
    "wrong_method",
]
