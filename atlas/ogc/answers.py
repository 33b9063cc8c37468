"""The answers: what each operation says, as values that JSON has."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import numpy as np

from atlas.i18n import text
from atlas.maps.surroundings import credits_of
from atlas.model import series
from atlas.ogc import properties
from atlas.ogc.collections import HOLDINGS, Holding, attribution, features, held, within
from atlas.ogc.cql import FilterError
from atlas.ogc.crs import CRS84, SYSTEMS
from atlas.ogc.operations import OPERATIONS, Operation
from atlas.ogc.parameters import LIMIT, MOST, Query
from atlas.ogc.problems import NOT_FOUND, RefusedRequestError, refused, shown
from atlas.selection import narrowing, reach, renamed
from atlas.selection.flags import FLAGS

if TYPE_CHECKING:
    import geopandas as gpd

    from atlas.model.atlas import Atlas

_STANDARD = "http://www.opengis.net/spec"
ZONES = "zones"  # the collection
# Only what holds as a whole: of CQL2 all but the temporal functions and those of one's own.
CONFORMS = tuple(
    f"{_STANDARD}/{part}/1.0/conf/{each}"
    for part, classes in {
        "ogcapi-features-1": ("core", "oas30", "geojson"),
        "ogcapi-features-2": ("crs",),
        "ogcapi-features-3": ("filter", "features-filter", "queryables"),
        "cql2": (
            *("cql2-text", "cql2-json", "basic-cql2", "advanced-comparison-operators"),
            *("case-insensitive-comparison", "accent-insensitive-comparison"),
            *("basic-spatial-functions", "basic-spatial-functions-plus", "spatial-functions"),
            *("array-functions", "property-property", "arithmetic"),
        ),
    }.items()
    for each in classes
)
_RELATIONS = "http://www.opengis.net/def/rel/ogc/1.0"
_DESCRIBED = {"queryables": "features.open_queryables", "schema": "features.open_schema"}
Answer = dict[str, Any]


def address(
    base: str,
    operation: Operation,
    params: Iterable[tuple[str, str]] = (),
    **ids: str,
) -> str:
    """
    Return the address of something that can be asked.

    Parameters
    ----------
    base
        The interface's own address, without a slash at the end.
    operation
        One of `OPERATIONS`.
    params
        Names and values of the query.
    **ids
        ``collection`` and ``item``, as far as the path names them.
    """
    path = operation.path.format(**{name: quote(value, safe="") for name, value in ids.items()})
    query = urlencode(list(params))
    return f"{base}{path}?{query}" if query else f"{base}{path}"


def _link(base: str, query: Query, rel: str, to: str, said: str, **ids: str) -> dict[str, str]:
    """Return a link that takes language and vintage along."""
    operation = OPERATIONS[to]
    href = address(base, operation, query.carried, **ids)
    return {"href": href, "rel": rel, "type": operation.media, "title": text(said, query.lang)}


def _self(base: str, query: Query, to: str, **ids: str) -> dict[str, str]:
    href = address(base, OPERATIONS[to], query.given, **ids)
    media = OPERATIONS[to].formats.get(query.format, OPERATIONS[to].media)
    found = _link(base, query, "self", to, "features.this_page", **ids)
    return found | {"href": href, "type": media}


def _as(base: str, query: Query, to: str, format: str, **ids: str) -> dict[str, str]:  # noqa: A002 - so is it called
    """Return what of a link is otherwise where it leads to another format than the usual one."""
    operation = OPERATIONS[to]
    href = address(base, operation, [*query.carried, ("f", format)], **ids)
    return {"href": href, "type": operation.formats[format]}


def landing(atlas: "Atlas", query: Query, base: str) -> Answer:
    """Return what stands at the interface's own address: what it is and where all else is."""
    return {
        "title": text("features.title", query.lang),
        "description": _about(atlas, query.lang),
        "attribution": attribution(atlas, query.lang),
        "links": [
            _self(base, query, "landing"),
            _link(base, query, "alternate", "landing", "features.as_html")
            | _as(base, query, "landing", "html"),
            _link(base, query, "service-desc", "openapi", "features.open_definition"),
            _link(base, query, "conformance", "conformance", "features.open_conformance"),
            _link(base, query, "data", "collections", "features.open_collections"),
            *(
                _link(base, query, f"{_RELATIONS}/map", "map", "features.open_map")
                | _as(base, query, "map", each)
                for each in OPERATIONS["map"].formats
            ),
        ],
    }


def _about(atlas: "Atlas", lang: str) -> str:
    """Say what the interface offers, of which version of the data."""
    said = [text("features.about", lang, version=atlas.version, date=atlas.date)]
    if atlas.revision:
        said.append(text("features.revision", lang, n=atlas.revision))
    return "\n".join(said)


def conformance(_atlas: "Atlas", _query: Query, _base: str) -> Answer:
    """Return which parts of the standard are kept."""
    return {"conformsTo": list(CONFORMS)}


def collections(atlas: "Atlas", query: Query, base: str) -> Answer:
    """Return all collections."""
    return {
        "links": [_self(base, query, "collections")],
        "collections": [_described(each, atlas, query, base) for each in HOLDINGS.values()],
    }


def collection(atlas: "Atlas", query: Query, base: str, name: str) -> Answer:
    """
    Return what a collection is.

    Raises
    ------
    RefusedRequestError
        With status 404 if there is none of the name.
    """
    return _described(held(name), atlas, query, base)


def _described(holding: Holding, atlas: "Atlas", query: Query, base: str) -> Answer:
    lang, name = query.lang, holding.name
    rows = holding.every(atlas)
    found: Answer = {
        "id": name,
        "title": text(f"features.collection.{name}", lang),
        "description": text(f"features.collection_about.{name}", lang),
        "itemType": "feature",
        "crs": list(SYSTEMS),
        "storageCrs": CRS84.uri,
        "links": [
            _link(base, query, "self", "collection", "features.this_page", collection=name),
            _link(base, query, "items", "items", "features.open_items", collection=name),
            _link(base, query, "items", "items", "features.open_csv", collection=name)
            | _as(base, query, "items", "csv", collection=name),
            *(
                _link(base, query, f"{_RELATIONS}/{each}", each, said, collection=name)
                for each, said in _DESCRIBED.items()
            ),
        ],
    }
    if rows.empty:
        # Of what is empty a program learns the type by a schema only; older GDAL knows the second.
        found["links"] += [
            _link(base, query, rel, "schema", "features.open_schema", collection=name)
            | _as(base, query, "schema", "xsd", collection=name)
            for rel in ("describedby", "describedBy")
        ]
    if rows.geometry.notna().any():  # what is empty lies nowhere, and so does what was said
        bounds = rows.geometry.total_bounds.tolist()
        found["extent"] = {"spatial": {"bbox": [bounds], "crs": CRS84.uri}}
    if holding.has_columns:
        columns = series.listed(atlas, lang).astype(object)
        found["columns"] = columns.where(columns.notna(), None).to_dict("records")
    if holding.is_boundary:
        found["description"] += "\n" + text("features.boundary_note", lang)
        found["attribution"] = attribution(atlas, lang)
    if holding.is_around and len(rows):
        found["attribution"] = credits_of(atlas, [name], lang)[0]
    return found


def schema(atlas: "Atlas", query: Query, base: str, name: str) -> Answer:
    """
    Return what the features of a collection have, as JSON Schema.

    Raises
    ------
    RefusedRequestError
        With status 404 if there is no such collection.
    """
    uri = address(base, OPERATIONS["schema"], query.carried, collection=name)
    return properties.schema(atlas, held(name), query.lang, uri)


def queryables(atlas: "Atlas", query: Query, base: str, name: str) -> Answer:
    """Return what a filter may ask of a collection, as JSON Schema; see `schema`."""
    uri = address(base, OPERATIONS["queryables"], query.carried, collection=name)
    return properties.queryables(atlas, held(name), query.lang, uri)


def items(atlas: "Atlas", query: Query, base: str, name: str) -> Answer:
    """
    Return the features of a collection that a query asks for, one page of them.

    Raises
    ------
    RefusedRequestError
        With status 404 if there is no such collection.
    """
    holding = held(name)
    rows = holding.rows(atlas, query.selection)
    # Where the flags keep nothing, what would have to be dropped; of a box one knows that oneself.
    remedies = () if len(rows) or not holding.takes_flags else _remedies(atlas, query, base, name)
    if query.bbox is not None:
        rows = rows.take(np.flatnonzero(within(rows.geometry.to_numpy(), query.bbox)))
    if query.near is not None:
        place, km = query.near
        # A park is as near as its zone.
        zones = rows.get("zone", rows.index)
        rows = rows[zones.isin(reach.reached(atlas, place, km=km))]
    if query.condition is not None or query.sort:
        rows = _asked(atlas, query, holding, rows)
    page = rows.iloc[query.offset : query.offset + limit(query)]
    said = f"features.collection.{name}"
    return {
        "type": "FeatureCollection",
        "features": _features(atlas, query, holding, page),
        "numberMatched": len(rows),
        "numberReturned": len(page),
        "links": [
            _self(base, query, "items", collection=name),
            *_pages(query, base, name, total=len(rows)),
            *remedies,
            *(_renamed(atlas, query, base) if name == ZONES else ()),
            _link(base, query, "collection", "collection", said, collection=name),
        ],
    }


def limit(query: Query) -> int:
    """Return the most features of an answer: a table that asks for no number has all."""
    return query.limit or (MOST if query.format == "csv" else LIMIT)


def _asked(
    atlas: "Atlas", query: Query, holding: Holding, rows: "gpd.GeoDataFrame"
) -> "gpd.GeoDataFrame":
    """Return the rows that fulfil a filter, in the order asked for."""
    records = properties.records(atlas, holding, rows, query.selection)
    kept = list(range(len(rows)))
    if query.condition is not None:
        try:
            kept = [place for place in kept if query.condition(records[place])]
        except FilterError as error:
            raise refused(error) from error
    order = properties.order([records[place] for place in kept], query.sort)
    return rows.iloc[[kept[place] for place in order]]


def _features(
    atlas: "Atlas", query: Query, holding: Holding, rows: "gpd.GeoDataFrame"
) -> list[Answer]:
    """Return rows as features, with the properties and in the system asked for."""
    found = features(holding, atlas, rows, query.selection, query.crs)
    if query.properties is None:
        return found
    return [
        each | {"properties": {name: each["properties"][name] for name in query.properties}}
        for each in found
    ]


def _remedies(atlas: "Atlas", query: Query, base: str, name: str) -> list[dict[str, str]]:
    """Return links to what an empty selection keeps without a flag or two, each said so."""
    flags = {*FLAGS, *narrowing.SWITCHES, "offset"}
    kept = [pair for pair in query.given if pair[0] not in flags]
    found = []
    for remedy in narrowing.remedies(query.selection, atlas):
        params = remedy.selection.to_params().items()
        asked = [*kept, *((flag, value) for flag, values in params for value in values)]
        found.append(
            {
                "href": address(base, OPERATIONS["items"], asked, collection=name),
                "rel": "related",
                "type": OPERATIONS["items"].media,
                "title": remedy.said(atlas, lang=query.lang),
            }
        )
    return found


def _renamed(atlas: "Atlas", query: Query, base: str) -> Iterator[dict[str, str]]:
    """Yield links to the zones that a search means by a name that the document has not."""
    for each in renamed.found(atlas, query.selection):
        yield {
            "href": address(
                base, OPERATIONS["item"], query.carried, collection=ZONES, item=each.zone
            ),
            "rel": "related",
            "type": OPERATIONS["item"].media,
            "title": each.said(atlas, query.lang),
        }


def _pages(query: Query, base: str, name: str, *, total: int) -> list[dict[str, str]]:
    """Return the links to the pages before and after."""
    starts = {}
    if query.offset:
        # From beyond the end back to the last page that has something.
        starts["prev"] = max(0, min(query.offset, total) - limit(query))
    if query.offset + limit(query) < total:
        starts["next"] = query.offset + limit(query)
    kept = [pair for pair in query.given if pair[0] != "offset"]
    operation = OPERATIONS["items"]
    media = operation.formats.get(query.format, operation.media)
    said = {"prev": "features.previous_page", "next": "features.next_page"}
    return [
        _link(base, query, rel, "items", said[rel], collection=name)
        | {
            "href": address(base, operation, [*kept, ("offset", str(start))], collection=name),
            "type": media,
        }
        for rel, start in starts.items()
    ]


def item(atlas: "Atlas", query: Query, base: str, name: str, key: str) -> Answer:
    """
    Return one feature.

    Raises
    ------
    RefusedRequestError
        With status 404 if there is no such collection or no such feature in it.
    """
    holding = held(name)
    rows = holding.rows(atlas, query.selection)
    said = f"features.collection.{name}"
    if key not in rows.index:
        title = partial(text, said)
        raise RefusedRequestError(
            404, NOT_FOUND, "features.no_item", collection=title, value=shown(key)
        )
    (feature,) = _features(atlas, query, holding, rows.loc[[key]])
    return feature | {
        "links": [
            _self(base, query, "item", collection=name, item=key),
            _link(base, query, "collection", "collection", said, collection=name),
        ]
    }
