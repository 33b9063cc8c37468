"""The answers: what each operation says, as values that JSON has."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import numpy as np

from atlas.i18n import text
from atlas.maps.surroundings import credits_of
from atlas.model import series
from atlas.ogc.collections import HOLDINGS, Holding, attribution, features, held, within
from atlas.ogc.parameters import CRS84, HTML, OPERATIONS, Operation, Query
from atlas.ogc.problems import NOT_FOUND, RefusedRequestError, shown
from atlas.selection import narrowing, reach, renamed
from atlas.selection.flags import FLAGS
from atlas.selection.selection import Selection

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

_STANDARD = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
ZONES = "zones"  # the collection
CONFORMS = tuple(_STANDARD + part for part in ("core", "oas30", "geojson"))
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
    return _link(base, query, "self", to, "features.this_page", **ids) | {"href": href}


def landing(atlas: "Atlas", query: Query, base: str) -> Answer:
    """Return what stands at the interface's own address: what it is and where all else is."""
    page = address(base, OPERATIONS["landing"], [*query.carried, ("f", "html")])
    return {
        "title": text("features.title", query.lang),
        "description": _about(atlas, query.lang),
        "attribution": attribution(atlas, query.lang),
        "links": [
            _self(base, query, "landing"),
            _link(base, query, "alternate", "landing", "features.as_html")
            | {"href": page, "type": HTML},
            _link(base, query, "service-desc", "openapi", "features.open_definition"),
            _link(base, query, "conformance", "conformance", "features.open_conformance"),
            _link(base, query, "data", "collections", "features.open_collections"),
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
    rows = holding.rows(atlas, Selection())
    found: Answer = {
        "id": name,
        "title": text(f"features.collection.{name}", lang),
        "description": text(f"features.collection_about.{name}", lang),
        "itemType": "feature",
        "crs": [CRS84],
        "links": [
            _link(base, query, "self", "collection", "features.this_page", collection=name),
            _link(base, query, "items", "items", "features.open_items", collection=name),
        ],
    }
    if rows.geometry.notna().any():  # what is empty lies nowhere, and so does what was said
        bounds = rows.geometry.total_bounds.tolist()
        found["extent"] = {"spatial": {"bbox": [bounds], "crs": CRS84}}
    if holding.has_columns:
        columns = series.listed(atlas, lang).astype(object)
        found["columns"] = columns.where(columns.notna(), None).to_dict("records")
    if holding.is_boundary:
        found["description"] += "\n" + text("features.boundary_note", lang)
        found["attribution"] = attribution(atlas, lang)
    if holding.is_around and len(rows):
        found["attribution"] = credits_of(atlas, [name], lang)[0]
    return found


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
    page = rows.iloc[query.offset : query.offset + query.limit]
    said = f"features.collection.{name}"
    return {
        "type": "FeatureCollection",
        "features": features(holding, atlas, page, query.selection),
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
        starts["prev"] = max(0, min(query.offset, total) - query.limit)
    if query.offset + query.limit < total:
        starts["next"] = query.offset + query.limit
    kept = [pair for pair in query.given if pair[0] != "offset"]
    operation = OPERATIONS["items"]
    said = {"prev": "features.previous_page", "next": "features.next_page"}
    return [
        _link(base, query, rel, "items", said[rel], collection=name)
        | {"href": address(base, operation, [*kept, ("offset", str(start))], collection=name)}
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
    (feature,) = features(holding, atlas, rows.loc[[key]], query.selection)
    return feature | {
        "links": [
            _self(base, query, "item", collection=name, item=key),
            _link(base, query, "collection", "collection", said, collection=name),
        ]
    }
