"""Look through a text in JSON or XML before a library reads it: for links, entities and depth."""

import json
import re
from typing import Any
from xml.parsers import expat

from atlas.exchange.findings import ERROR, Finding, RefusedError

DEEPEST = 250  # elements within each other
WORDS = 300  # characters of what a file says of itself

_REFERENCE = re.compile(
    rb"""\s[\w.-]+:(?:schemaLocation|noNamespaceSchemaLocation|href)\s*=\s*(?:"[^"]*"|'[^']*')"""
)
_OWN = ("http://www.opengis.net/def/crs/", "https://www.opengis.net/def/crs/")  # names, not links


def loaded(data: bytes) -> Any:  # noqa: ANN401 - what JSON holds
    """
    Return the values of a JSON text, without coordinate systems that are links.

    GDAL would fetch a description from the address; of whole and part alike, so nothing of what
    came is handed on as it was.

    Parameters
    ----------
    data
        In UTF-8.

    Raises
    ------
    ValueError
        If it is no JSON.
    RecursionError
        If it nests deeper than Python follows.
    """
    return json.loads(data, object_hook=_without_link)


def spoken(given: Any) -> dict[str, Any]:  # noqa: ANN401 - what JSON holds
    """
    Return what a GeoJSON says of its coordinates, beside what GDAL makes of it.

    Returns
    -------
    dict
        ``crs``, the name that its member gives; ``titles``, the words that it says of itself;
        ``fields``, other words of a coordinate system, by their key.
    """
    if not isinstance(given, dict):
        return {"crs": "", "titles": [], "fields": {}}
    crs = given.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name", "") if isinstance(properties, dict) else crs
    words = {
        key: " ".join(said.split())[:WORDS]
        for about in (given, given.get("properties"), given.get("metadata"))
        if isinstance(about, dict)
        for key, said in about.items()
        if isinstance(said, str) and key != "type"
    }
    return {
        "crs": name[:WORDS] if isinstance(name, str) else "",
        "titles": list(words.values()),
        "fields": {key: said for key, said in words.items() if key != "crs"},
    }


def lines(data: bytes) -> list[bytes]:
    """Return the lines of a text that hold anything, without the marks that some set before."""
    stripped = (line.strip(b" \t\r\x1e") for line in data.splitlines())
    return [line for line in stripped if line]


def unreferred(data: bytes) -> bytes:
    """Return XML without the attributes that lead elsewhere: schemas and references."""
    return _REFERENCE.sub(b"", data)


def _without_link(given: dict[str, Any]) -> dict[str, Any]:
    crs = given.get("crs")
    if isinstance(crs, dict) and not _is_name(crs):
        return {name: value for name, value in given.items() if name != "crs"}
    return given


def _is_name(crs: dict[str, Any]) -> bool:
    properties = crs.get("properties")
    name = properties.get("name") if isinstance(properties, dict) else None
    if crs.get("type") != "name" or not isinstance(name, str):
        return False
    return "://" not in name or name.startswith(_OWN)


def held(data: bytes) -> None:
    """
    Refuse XML that declares entities or nests deeper than anybody's does.

    What is not well-formed is left to who reads it.

    Raises
    ------
    RefusedError
        If it does.
    """
    depth = 0

    def refuse(*_: object) -> None:
        raise RefusedError(Finding("read.entities", ERROR))

    def begin(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise RefusedError(Finding("read.deep", ERROR, values={"most": DEEPEST}))

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    try:
        parser.Parse(data, True)
    except RefusedError:
        raise
    except (expat.ExpatError, ValueError, LookupError):
        return
