"""Zones picked by where they lie: near a place, a zone, a file's lines; inside an area."""

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.exchange import guard
from atlas.exchange.findings import ERROR, Finding, RefusedError
from atlas.exchange.guard import arrays
from atlas.i18n.errors import UseError
from atlas.model.atlas import Atlas
from atlas.selection import flags, reach
from atlas.selection.selection import Selection

SUFFIXES = (".geojson", ".json", ".wkt")
MOST_BYTES = 10_000_000


def picked(selection: Selection, args: argparse.Namespace, atlas: Atlas) -> Selection:
    """
    Return a selection that also picks what lies where the flags say.

    Parameters
    ----------
    selection
        The zones picked by name stay picked.
    args
        The command's arguments.
    atlas
        The atlas.

    Raises
    ------
    UseError
        If no zone lies there, or a file cannot be read.
    InquiryError
        If a value says no place.
    SelectionError
        If no zone has that name.
    """
    places = [_near(value, atlas) for value in getattr(args, flags.NEAR, None) or ()]
    places += [(_inside(value), 0.0) for value in getattr(args, flags.INSIDE, None) or ()]
    if not places:
        return selection
    found = {each for place, km in places for each in reach.reached(atlas, place, km=km)}
    found |= set(selection.zones)
    if not found:
        zone, km = min((reach.nearest(atlas, place) for place, _ in places), key=lambda at: at[1])
        raise UseError(
            "reach.nothing",
            zone=lambda lang: atlas.label("zones", zone, lang),
            km=f"{km:.0f}",
        )
    return selection.with_(zones=[each for each in atlas.zones.index if each in found])


def _near(value: str, atlas: Atlas) -> tuple[BaseGeometry, float]:
    place, km = reach.parted(value)
    shape = _of_file(place) if place.lower().endswith(SUFFIXES) else reach.around(place, atlas)
    return shape, km


def _inside(value: str) -> BaseGeometry:
    if not value.lower().endswith(SUFFIXES):
        return reach.box(value)
    shape = _of_file(value)
    if not shape.area:
        raise UseError("reach.no_area", path=value)
    return shape


def _of_file(name: str) -> BaseGeometry:
    """Return what a file of GeoJSON or WKT holds, in degrees."""
    path = Path(name)
    try:
        with path.open("rb") as given:
            content = given.read(MOST_BYTES + 1)
    except OSError as error:
        raise UseError("cli.no_file", path=path, reason=error.strerror) from error
    if len(content) > MOST_BYTES:
        raise UseError("reach.large", path=path, most=MOST_BYTES // 1_000_000)
    try:
        parts = arrays.heard(guard.ask(told, content))
    except RefusedError as error:
        if any(each.code == "read.not_started" for each in error.findings):
            raise
        raise UseError("reach.file", path=path) from error
    shape = parts[0] if len(parts) == 1 else shapely.GeometryCollection(list(parts))
    return reach.on_earth(shape, name)


def told(path: Path, limits: guard.Limits) -> dict[str, Any]:
    """
    Read a shape for another process, the work that `atlas.exchange.guard` is asked for.

    Returns
    -------
    dict
        Its parts, valid, as `arrays` has them: a collection's, or the shape itself.

    Raises
    ------
    RefusedError
        If the file holds no shape, or one that nobody could work with.
    """
    text = path.read_text(encoding="utf-8-sig").strip()
    shape = (shapely.from_geojson if text.startswith("{") else shapely.from_wkt)(text)
    few = shapely.get_num_coordinates(shape) <= limits.corners
    if shape.is_empty or not few or arrays.is_tangled(shape):
        raise RefusedError(Finding("read.shape", ERROR))
    parts = [shapely.make_valid(shape)]
    while any(each.geom_type == "GeometryCollection" for each in parts):
        parts = [part for each in parts for part in getattr(each, "geoms", (each,))]
    return arrays.told(np.array(parts, dtype=object))
