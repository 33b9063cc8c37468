"""Read the JSON that Ovital Map exports its objects as: places and outlines with their names."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.exchange.coordinates.systems import GCJ02, WGS84
from atlas.exchange.findings import ERROR, QUESTION, Finding, RefusedError
from atlas.exchange.parsed import Draft
from atlas.exchange.words import WORDS

NAME = WORDS["pasted"]["name"]
COMMENT = WORDS["ovital"]["comment"]
_DEEPEST = 60  # folders within each other
_LEAST = 3  # corners of an outline
_OUTLINE = 13  # the number that Ovital has for outlines
_PAIR = 2


def read(said: str) -> Draft:
    """
    Read objects of Ovital Map.

    Parameters
    ----------
    said
        The text of a .ovjsn file. Its coordinates are latitude before longitude, in WGS 84 or,
        where an object says so, in GCJ-02.

    Raises
    ------
    RefusedError
        If it is no JSON, or holds no place.
    """
    try:
        whole = json.loads(said)
    except RecursionError:
        raise RefusedError(Finding("read.deep", ERROR, values={"most": _DEEPEST})) from None
    except ValueError as error:
        raise RefusedError(Finding("read.json", ERROR, value=str(error))) from None
    rows, shapes, shifted = [], [], set()
    for given in _objects(whole.get("ObjItems"), 0):
        detail = given.get("ObjectDetail")
        if not isinstance(detail, dict) or (shape := _shape(given, detail)) is None:
            continue
        shifted.add(bool(detail.get("Gcj02")))
        rows.append((str(given.get("Name") or "") or None, str(given.get("Comment") or "") or None))
        shapes.append(shape)
    if not shapes:
        raise RefusedError(Finding("read.no_rows", ERROR))
    index = pd.RangeIndex(1, len(rows) + 1, name="row")
    table = pd.DataFrame(rows, columns=[NAME, COMMENT], index=index, dtype=object)
    geometry = np.empty(len(shapes), dtype=object)
    geometry[:] = shapes
    found = []
    if len(shifted) > 1:
        found.append(Finding("read.two_systems", QUESTION))
    stated = {"datum": GCJ02 if shifted == {True} else WGS84, "datum_words": "Gcj02"}
    return Draft(
        name="",
        kind="ovjsn",
        table=table if table[COMMENT].notna().any() else table[[NAME]],
        roles={NAME: "name"},
        geometry=geometry,
        stated={} if len(shifted) > 1 else stated,
        findings=tuple(found),
    )


def _objects(items: Any, depth: int) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON
    """Yield the objects of a list and of the folders in it."""
    if not isinstance(items, list) or depth > _DEEPEST:
        return
    for item in items:
        given = item.get("Object") if isinstance(item, dict) else None
        if isinstance(given, dict):
            yield given
            detail = given.get("ObjectDetail")
            for inside in (given, detail if isinstance(detail, dict) else {}, item):
                yield from _objects(inside.get("ObjChildren"), depth + 1)


def _shape(given: dict[str, Any], detail: dict[str, Any]) -> BaseGeometry | None:
    """Return the place or the outline of an object; None of anything else."""
    try:
        if "Lng" in detail and "Lat" in detail:
            return shapely.Point(float(detail["Lng"]), float(detail["Lat"]))
        numbers = [float(each) for each in detail.get("Latlng", ())]
        points = list(zip(numbers[1::_PAIR], numbers[::_PAIR], strict=True))
        if given.get("Type") == _OUTLINE or (len(points) > _LEAST and points[0] == points[-1]):
            return shapely.Polygon(points) if len(points) >= _LEAST else None
        return shapely.LineString(points) if len(points) > 1 else None
    except (TypeError, ValueError):
        return None
