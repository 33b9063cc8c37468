"""Read and write red-line files: the corner points of plots as surveyors hand them on."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from atlas.exchange.coordinates.angles import folded
from atlas.exchange.coordinates.angles import read as coordinate
from atlas.exchange.coordinates.rings import Ring, polygon
from atlas.exchange.coordinates.systems import DATUMS, SYSTEMS, said
from atlas.exchange.findings import ERROR, WARNING, Finding, RefusedError
from atlas.exchange.parsed import Draft
from atlas.exchange.words import WORDS

SECTION, KEY, PLOT, VALUE = (WORDS[name] for name in ("section", "key", "plot", "value"))
HEADS = ("number", "name", "use", "sheet", "class", "area")  # of the table, in this order
_FIELDS = ("corners", "area", "number", "name", "shape", "sheet", "use", "class")
_SPLIT = re.compile(r"[,;]|\t+")
_POINT = re.compile(r"^[A-Za-z]*0*(\d{1,9})$")
SURVEYED = 2  # coordinates of a corner
WHOLE = 4  # fields of a corner: number, ring, north, east
LEAST = 10.0  # every coordinate in China is larger, in degrees and in metres


@dataclass(slots=True)
class _Plot:
    """One plot as it stands in a file."""

    line: int
    fields: dict[str, str]
    rings: dict[str, Ring] = field(default_factory=dict)
    broken: bool = False


def looks_like(text: str) -> bool:
    """Return whether a text is a red-line file, by the names of its sections or its lines."""
    start = text[:20_000]
    if f"[{SECTION['plots']}]" in start or f"[{SECTION['header']}]" in start:
        return True
    lines = [line.strip() for line in start.splitlines() if line.strip()]
    corner = re.compile(r"^J?\d+\s*[,\t]\s*[\d.]+\s*[,\t]", re.IGNORECASE)
    heads = sum(line.endswith(PLOT["end"]) and "," in line for line in lines)
    return bool(heads) and sum(bool(corner.match(line)) for line in lines) > heads


def read(name: str, text: str, *, encoding: str = "") -> Draft:
    """
    Read a red-line file in any of its dialects.

    Parameters
    ----------
    name
        The file's name.
    text
        Its content.
    encoding
        For the draft.

    Returns
    -------
    Draft
        One row a plot, by the line of its head; polygons in the file's coordinates, x east.

    Raises
    ------
    RefusedError
        If there is no plot in it.
    """
    header, plots, found = _parsed(text)
    if not plots:
        raise RefusedError(*found, Finding("redline.no_plot", ERROR))
    stated = _stated(header)
    shapes: list[BaseGeometry | None] = []
    rows: list[dict[str, object]] = []
    areas: list[float | None] = []
    for plot in plots:
        shape, wrong = _shape(plot)
        shapes.append(shape)
        found += wrong
        areas.append(_hectares(plot, found))
        rows.append({PLOT[key]: plot.fields.get(key, "") or None for key in HEADS[:-1]})
        rows[-1][PLOT["area"]] = areas[-1]
    stated["area_ha"] = areas
    table = pd.DataFrame(rows, index=pd.Index([plot.line for plot in plots], name="row"))
    kept = [head for head in table if table[head].notna().any() or head == PLOT["name"]]
    return Draft(
        name=name,
        kind="redline",
        table=table[kept].astype(object).where(table[kept].notna(), None),
        roles={PLOT["name"]: "name"},
        geometry=_objects(shapes),
        stated=stated,
        encoding=encoding,
        findings=tuple(found),
    )


def _objects(shapes: Sequence[object]) -> NDArray[np.object_]:
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array


def _parsed(text: str) -> tuple[dict[str, str], list[_Plot], list[Finding]]:
    header: dict[str, str] = {}
    plots: list[_Plot] = []
    found: list[Finding] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = folded(raw).strip().strip("\ufeff").strip()
        if not line or line.startswith("["):
            continue
        if "=" in line and not line.endswith(PLOT["end"]):
            key, _, value = line.partition("=")
            header[key.strip()] = value.strip()
            continue
        cells = [cell.strip() for cell in _SPLIT.split(line)]
        if len(cells) == 1:
            cells = line.split()
        if line.endswith(PLOT["end"]) or _is_head(cells):
            cells[-1] = cells[-1].removesuffix(PLOT["end"]).strip()
            plots.append(_Plot(number, _fields(cells)))
        elif plots:
            _corner(cells, number, plots[-1], found)
        else:
            found.append(Finding("redline.stray", WARNING, number, value=raw.strip()))
    return header, plots, found


def _is_head(cells: Sequence[str]) -> bool:
    """Return whether cells are a plot's head that lacks its closing sign."""
    return len(cells) >= len(_FIELDS) - 1 and PLOT["shape"] in cells


def _fields(cells: Sequence[str]) -> dict[str, str]:
    """Return a head's fields; those of a shorter head are found by the word that says polygon."""
    kinds = (PLOT["shape"], PLOT["line"], PLOT["point"])
    at = next((n for n, cell in enumerate(cells) if n and cell in kinds), None)
    if at is None:
        return dict(zip(_FIELDS, cells, strict=False))
    before = ("corners", "area", "number", "name")
    fields = dict(zip(before[-at:] if at < len(before) else before, cells[:at], strict=False))
    return fields | dict(zip(_FIELDS[4:], cells[at:], strict=False))


def _corner(cells: list[str], number: int, plot: _Plot, found: list[Finding]) -> None:
    """Add a line's corner to its plot: number, ring, north, east, with the first two or not."""
    before, last = (cells[:2], cells[2:WHOLE]) if len(cells) >= WHOLE else (cells[:-2], cells[-2:])
    values = [value.value for value in map(coordinate, last) if value is not None]
    if len(values) < SURVEYED or min(values) < LEAST:
        plot.broken = True
        found.append(Finding("redline.corner", ERROR, number, value=", ".join(cells)))
        return
    north, east = values
    ring = (before[1] if len(before) > 1 else "") or "1"
    label = _POINT.match(before[0]) if before else None
    known = plot.rings.setdefault(ring, Ring())
    known.points.append((east, north))
    known.lines.append(number)
    known.numbers.append(int(label[1]) if label else -1)


def _shape(plot: _Plot) -> tuple[BaseGeometry | None, list[Finding]]:
    """Return the plot's polygon, or what is wrong with it."""
    rings = list(plot.rings.values())
    if not rings:
        return None, [] if plot.broken else [Finding("redline.empty", ERROR, plot.line)]
    if plot.broken:
        return None, []
    corners = np.array([point for ring in rings for point in ring.points])
    if np.all(corners[:, 0] == corners[:, 1]):
        # A writer that puts north twice: where east was is nowhere to be found.
        return None, [Finding("redline.repeated", ERROR, rings[0].lines[0])]
    shape, found = polygon(rings)
    stated = plot.fields.get("corners", "")
    counts = {len(corners), sum(len(set(ring.points)) for ring in rings)}
    if stated.isdecimal() and stated.lstrip("0") not in {str(count) for count in counts}:
        found.append(
            Finding("redline.count", WARNING, plot.line, value=stated, values={"n": len(corners)})
        )
    return shape, found


def _hectares(plot: _Plot, found: list[Finding]) -> float | None:
    words = plot.fields.get("area", "")
    for unit in PLOT["hectare"]:
        words = words.removesuffix(unit).strip()
    if not words:
        return None
    value = coordinate(words)
    if value is None:
        found.append(Finding("redline.area", WARNING, plot.line, value=words))
        return None
    return value.value


def _stated(header: dict[str, str]) -> dict[str, Any]:
    """Return what the header says of the coordinates."""
    stated: dict[str, Any] = {}
    if words := header.get(KEY["datum"], ""):
        stated["datum"] = said(words)
        stated["datum_words"] = words
    band = header.get(KEY["band"]) or header.get(KEY["band_also"]) or ""
    if digits := re.search(r"[36]", band):
        stated["band"] = int(digits[0])
    if digits := re.fullmatch(r"\D*(\d{2})\D*", header.get(KEY["zone"], "")):
        stated["zone"] = int(digits[1])
    return stated


class Plot(NamedTuple):
    """
    A plot to write.

    Attributes
    ----------
    number, name, use
        As its head says.
    area_ha
        Its area on the ellipsoid.
    geometry
        Polygon or multipolygon in the target system, x east.
    """

    number: str
    name: str
    use: str
    area_ha: float
    geometry: BaseGeometry


def write(  # noqa: PLR0913 - what a header has to say
    plots: Iterable[Plot],
    *,
    system: str,
    digits: int = 3,
    encoding: str = "gbk",
    by: str = "",
    date: str = "",
) -> bytes:
    """
    Return a red-line file.

    Parameters
    ----------
    plots
        Those to write. A multipolygon becomes one plot a part, its name followed by a number.
    system
        A key of `atlas.exchange.coordinates.SYSTEMS`; of a geographic one, degrees are written.
    digits
        Decimals of metres; degrees have five more.
    encoding
        ``"gbk"`` (letters it lacks become question marks) or ``"utf-8"``.
    by, date
        Who made the data, and when.
    """
    target = SYSTEMS[system]
    decimals = digits if target.is_metric else digits + 5
    datum = DATUMS.get(target.datum)
    words = datum["words"][0] if datum else target.name_zh
    lines = [f"[{SECTION['header']}]"]
    values = {
        "version": VALUE["version"],
        "by": _cell(by),
        "date": _cell(date),
        "datum": words,
        "band": str(target.band or ""),
        "projection": VALUE["gauss"] if target.is_metric else "",
        "unit": VALUE["metre"] if target.is_metric else VALUE["degree"],
        "zone": str(target.zone or ""),
        "precision": f"{10.0**-decimals:.{decimals}f}",
        "shift": ",,,,,,",
    }
    lines += [f"{KEY[key]}={value}" for key, value in values.items()]
    lines.append(f"[{SECTION['plots']}]")
    for plot in plots:
        parts = shapely.get_parts(plot.geometry)
        whole = plot.geometry.area
        for n, part in enumerate(parts, start=1):
            name = plot.name if len(parts) == 1 else f"{plot.name}-{n}"
            area = plot.area_ha * part.area / whole
            lines += _written(plot._replace(name=name, area_ha=area), part, decimals)
    return ("\r\n".join(lines) + "\r\n").encode(encoding, errors="replace")


def _written(plot: Plot, part: shapely.Polygon, decimals: int) -> Iterable[str]:
    """Yield the lines of one polygon of a plot, which stands for the whole."""
    rings = [part.exterior, *part.interiors]
    corners = sum(len(ring.coords) for ring in rings)
    head = [
        *(str(corners), f"{plot.area_ha:.4f}", _cell(plot.number), _cell(plot.name)),
        *(PLOT["shape"], "", _cell(plot.use), "", PLOT["end"]),
    ]
    yield ",".join(head)
    number = 0
    for n, ring in enumerate(rings, start=1):
        points = np.asarray(ring.coords)[:, :2]
        first = number + 1
        for x, y in points[:-1]:
            number += 1
            yield f"J{number},{n},{y:.{decimals}f},{x:.{decimals}f}"
        x, y = points[-1]
        yield f"J{first},{n},{y:.{decimals}f},{x:.{decimals}f}"


def _cell(value: str) -> str:
    """Return a text without what would end a field, a line or a key."""
    return re.sub(r"[\s,;=@\[\]]+", " ", value).strip()
