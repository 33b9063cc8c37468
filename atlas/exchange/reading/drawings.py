"""The outlines of a drawing: its closed lines, layer by layer, called by the words within them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from atlas.exchange.findings import ERROR, NOTE, Finding, RefusedError
from atlas.exchange.guard.limits import Limits
from atlas.exchange.reading import decode
from atlas.exchange.words import WORDS

Json = dict[str, Any]
NAME = WORDS["pasted"]["name"]
LIKELY = WORDS["drawing"]["layers"]
MILLIMETRE = 0.001  # lines that lie on one another as near as this are one
RING = 4  # corners of a closed line, the first again at the end
_CODED = re.compile(r"\\U\+([0-9A-Fa-f]{4})")
_STYLED = re.compile(r"\\[A-Za-z][^;\\]{0,40};|[{}]|\\[PpLlOo~]|%%[A-Za-z]")
_WORD = re.compile(r"[^\W\d_]{2}")


def outlines(
    given: Mapping[str, Sequence[object]],
    shapes: Sequence[BaseGeometry | None],
    layer: str,
    limits: Limits,
) -> Json:
    """
    Return the closed lines of one layer, as the readers of `formats` do.

    Parameters
    ----------
    given
        Of every entity its ``Layer``, the words that it holds (``Text``) and what it is in the
        drawing (``SubClasses``), as GDAL heads them; texts are bytes, a letter each.
    shapes
        Its shape.
    layer
        The layer wanted; empty for the likeliest.
    limits
        How much is taken.

    Raises
    ------
    RefusedError
        If no line closes, or the layer is none.
    """
    said = _letters([*given["Layer"], *given["Text"]])
    of, words = said[: len(shapes)], said[len(shapes) :]
    areas = [
        (name, shape)
        for name, kind, line in zip(of, given["SubClasses"], shapes, strict=True)
        if "Hatch" not in str(kind or "") and (shape := _closed(line)) is not None
    ]
    if not areas:
        raise RefusedError(Finding("read.no_outline", ERROR))
    about = {
        name: [sum(each == name for each, _ in areas), "area"]
        for name in dict.fromkeys(name for name, _ in areas)
    }
    names = sorted(about, key=lambda name: (not _is_likely(name), about[name][0]))
    if layer and layer not in about:
        raise RefusedError(Finding("read.no_layer", ERROR, value=layer))
    taken = layer or names[0]
    kept = _once([shape for name, shape in areas if name == taken])
    if len(kept) > limits.rows:
        raise RefusedError(Finding("read.rows", ERROR, values={"most": limits.rows}))
    labels = [
        (_plain(word), shape)
        for word, shape in zip(words, shapes, strict=True)
        if word and shape is not None and shape.geom_type == "Point"
    ]
    called = _called(kept, [(word, at) for word, at in labels if _WORD.search(word)])
    found = [
        Finding("read.drawing_names", NOTE, values={"n": sum(map(bool, called)), "m": len(kept)})
    ]
    return {
        "heads": [NAME],
        "columns": [[name or None for name in called]],
        "shapes": [shapely.to_wkb(shape) for shape in kept],
        "crs": "",
        "layers": names,
        "layer": taken,
        "about": {name: about[name] for name in names},
        "one_of": True,
        "findings": found,
    }


def _letters(given: Sequence[object]) -> list[str]:
    """Return texts that came as bytes, in the encoding that reads them all."""
    raw = [str(each or "").encode("latin-1", errors="replace") for each in given]
    ranked = [decode.UTF8, *(name for name, _ in decode.judged([each for each in raw if each]))]
    for encoding in ranked:
        read = [decode.cut(each, encoding) for each in raw]
        if all(each is not None for each in read):
            return [_CODED.sub(lambda m: chr(int(m[1], 16)), each or "") for each in read]
    return [each.decode("ascii", errors="replace") for each in raw]


def _plain(word: str) -> str:
    """Return the words of a text without what says how they are drawn."""
    return " ".join(_STYLED.sub(" ", word).split())


def _closed(shape: BaseGeometry | None) -> BaseGeometry | None:
    """Return what a closed line encloses; None of any other shape."""
    if shape is None or shape.is_empty:
        return None
    flat = shapely.force_2d(shape)
    if flat.geom_type in {"Polygon", "MultiPolygon"}:
        return flat
    if flat.geom_type != "LineString" or len(flat.coords) < RING or not flat.is_closed:
        return None
    return shapely.Polygon(flat.coords)


def _once(shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Return shapes, those drawn twice on one another but once."""
    kept: dict[bytes, BaseGeometry] = {}
    for shape in shapes:
        kept.setdefault(shapely.to_wkb(shapely.set_precision(shape.normalize(), MILLIMETRE)), shape)
    return list(kept.values())


def _is_likely(name: str) -> bool:
    return any(word in name.lower() for word in LIKELY)


def _called(
    shapes: Sequence[BaseGeometry], labels: Sequence[tuple[str, BaseGeometry]]
) -> list[str]:
    """Return what each outline is called: the longest words that no smaller outline holds."""
    called = [""] * len(shapes)
    smallest = sorted(range(len(shapes)), key=lambda n: shapes[n].area)
    tree = shapely.STRtree(list(shapes))
    for word, at in labels:
        within = set(tree.query(at, predicate="intersects").tolist())
        inner = next((n for n in smallest if n in within), None)
        if inner is not None and len(word) > len(called[inner]):
            called[inner] = word
    return called
