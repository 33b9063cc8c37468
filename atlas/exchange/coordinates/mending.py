"""Mend and unite shapes from anywhere: work whose end nobody can foresee, so a child does it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from atlas.exchange import guard
from atlas.exchange.coordinates import rings
from atlas.exchange.findings import ERROR, Finding, RefusedError
from atlas.exchange.guard import arrays
from atlas.exchange.guard.limits import Limits


def mended(
    shapes: NDArray[np.object_], rows: Sequence[int]
) -> tuple[NDArray[np.object_], list[Finding]]:
    """
    Return shapes of a layer, valid; None where it cannot be told what is meant.

    Parameters
    ----------
    shapes : array of shapely geometries or None, shape (n,)
        Points, polygons and multipolygons, held against `arrays.bounded`.
    rows
        The number of each, for the findings.
    """
    wrong = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_valid(shapes)))
    if not len(wrong):
        return shapes, []
    kept = shapes.copy()
    numbers = [int(rows[int(n)]) for n in wrong]
    try:
        answer: dict[str, Any] = guard.ask(told_mended, _written(shapes[wrong]), rows=numbers)
    except RefusedError:
        kept[wrong] = None
        return kept, [Finding("ring.not_mended", ERROR, number) for number in numbers]
    kept[wrong] = arrays.heard(answer["shapes"])
    return kept, list(map(Finding.crossed, answer["findings"]))


def united(parts: Sequence[BaseGeometry]) -> BaseGeometry | None:
    """Return the union of polygons; None where it would take more than is given to it."""
    try:
        answer: dict[str, Any] = guard.ask(told_united, _written(np.array(parts, dtype=object)))
    except RefusedError:
        return None
    whole: BaseGeometry = arrays.heard(answer["shapes"])[0]
    return whole


def _written(shapes: NDArray[np.object_]) -> bytes:
    return json.dumps(arrays.told(shapes)).encode()


def _given(path: Path) -> NDArray[np.object_]:
    return arrays.heard(json.loads(path.read_bytes()))


def told_mended(path: Path, _limits: Limits, *, rows: Sequence[int]) -> dict[str, Any]:
    """Mend shapes for another process, the work that `atlas.exchange.guard` is asked for."""
    shapes, found = _given(path), []
    for n, row in enumerate(rows):
        shapes[n], said = rings.mended(shapes[n], row=row)
        found += said
    return {"shapes": arrays.told(shapes), "findings": [each.crossing() for each in found]}


def told_united(path: Path, _limits: Limits) -> dict[str, Any]:
    """Unite shapes for another process, the work that `atlas.exchange.guard` is asked for."""
    whole = np.array([shapely.union_all(_given(path))], dtype=object)
    return {"shapes": arrays.told(whole)}
