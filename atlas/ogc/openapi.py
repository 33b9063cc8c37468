"""The OpenAPI 3.0 document, made of the table of operations and their parameters."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from atlas.i18n import text
from atlas.ogc.answers import CONFORMS
from atlas.ogc.collections import HOLDINGS
from atlas.ogc.operations import JSON, OPERATIONS, Operation
from atlas.ogc.parameters import Parameter, parameters

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas
    from atlas.ogc.parameters import Query

_SCHEMAS = Path(__file__).with_name("schemas.json")


def document(atlas: "Atlas", query: "Query", base: str) -> dict[str, Any]:
    """
    Return the OpenAPI document of the interface.

    Parameters
    ----------
    atlas
        Knows the collections' filters and their values.
    query
        Its language is that of the words.
    base
        The interface's own address.
    """
    lang = query.lang
    return {
        "openapi": "3.0.3",
        "info": {
            "title": text("features.title", lang),
            "description": text("features.about", lang, version=atlas.version, date=atlas.date),
            "version": atlas.version,
            "x-conformsTo": list(CONFORMS),
        },
        "servers": [{"url": base}],
        "tags": [
            {"name": name, "description": text(f"features.collection.{name}", lang)}
            for name in HOLDINGS
        ],
        "paths": {
            path or "/": {"get": _described(operation, atlas, lang, name)}
            for operation in OPERATIONS.values()
            for path, name in _paths(operation)
        },
        "components": {"schemas": json.loads(_SCHEMAS.read_text(encoding="utf-8"))},
    }


def _paths(operation: Operation) -> list[tuple[str, str]]:
    """Return the paths of an operation; one a collection, for each has its own parameters."""
    if "{collection}" not in operation.path:
        return [(operation.path, "")]
    return [(operation.path.replace("{collection}", name), name) for name in HOLDINGS]


def _described(operation: Operation, atlas: "Atlas", lang: str, name: str) -> dict[str, Any]:
    known = [_parameter(each, lang) for each in parameters(operation, atlas, collection=name)]
    content = {
        media: {
            "schema": _schema(operation.name)
            if "json" in media
            else {"type": "string", **({} if media.startswith("text/") else {"format": "binary"})}
        }
        for media in operation.formats.values()
    }
    answers = {
        "200": {
            "description": text(f"features.operation.{operation.name}", lang),
            "content": content,
        },
        "304": {"description": text("features.unchanged", lang)},
        "400": _refusal("features.refused", lang),
        "503": _refusal("features.no_data", lang),
    }
    if operation.name == "map":
        answers["413"] = _refusal("features.too_large", lang)
        answers["500"] = _refusal("features.broken", lang)
    if "{item}" in operation.path:
        ids = HOLDINGS[name].every(atlas).index
        known.append(
            {
                "name": "item",
                "in": "path",
                "required": True,
                "description": text("features.parameter.item", lang),
                "schema": {"type": "string", "pattern": "^[0-9A-Za-z-]+$"},
                **({"example": ids[0]} if len(ids) else {}),
            }
        )
        answers["404"] = _refusal("features.not_there", lang)
    return {
        "operationId": "_".join(filter(None, (operation.name, name))),
        "summary": text(f"features.operation.{operation.name}", lang),
        **({"tags": [name]} if name else {}),
        "parameters": known,
        "responses": answers,
    }


def _parameter(parameter: Parameter, lang: str) -> dict[str, Any]:
    several = parameter.schema["type"] == "array"
    # Filters repeat their name for each value; the four numbers of a box are joined by commas.
    form: dict[str, Any] = {"style": "form", "explode": parameter.filters} if several else {}
    return {
        "name": parameter.name,
        "in": "query",
        "required": False,
        "description": text(f"features.parameter.{parameter.name}", lang),
        "schema": dict(parameter.schema),
        **form,
    }


def _schema(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _refusal(said: str, lang: str) -> dict[str, Any]:
    return {"description": text(said, lang), "content": {JSON: {"schema": _schema("exception")}}}
