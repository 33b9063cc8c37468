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
from atlas.exchange.coordinates.systems import DATUMS, SYSTEMS, said, told, zone_of
from atlas.exchange.findings import ERROR, WARNING, Finding, RefusedError
from atlas.exchange.parsed import Draft
from atlas.exchange.reading import heads
from atlas.exchange.words import WORDS
from atlas.i18n import LANGS, text

SECTION, KEY, PLOT, VALUE = (WORDS[name] for name in ("section", "key", "plot", "value"))
HEADS = ("number", "name", "use", "sheet", "class", "area")  # of the table, in this order
_FIELDS = ("corners", "area", "number", "name", "shape", "sheet", "use", "class")
_SPLIT = re.compile(r"[,;]|\t+")
_POINT = re.compile(r"^[A-Za-z]*0*(\d{1,9})$")
SURVEYED = 2  # coordinates of a corner
WHOLE = 4  # fields of a corner: number, ring, north, east
AGREES = 0.02  # parts of an area by which a stated and a computed one may differ
DECIMALS = 8  # of hectares: a square centimetre in ten thousand
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
    amounts: list[tuple[float | None, float]] = []
    for plot in plots:
        shape, wrong = _shape(plot)
        shapes.append(shape)
        found += wrong
        amounts.append(_amount(plot, header, found))
        rows.append({PLOT[key]: plot.fields.get(key, "") or None for key in HEADS[:-1]})
    areas = _hectares(amounts, shapes, plots[0].line, found)
    for row, area in zip(rows, areas, strict=True):
        row[PLOT["area"]] = area
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


def _amount(
    plot: _Plot, header: dict[str, str], found: list[Finding]
) -> tuple[float | None, float]:
    """Return the area that a plot's head states and how many hectares its unit has, 0 for none."""
    words = plot.fields.get("area", "")
    if not words:
        return None, 0.0
    amount, unit, _ = heads.amount(words)
    if amount is None:
        if coordinate(words) is None:
            found.append(Finding("redline.area", WARNING, plot.line, value=words))
        return None, 0.0
    unit = unit or heads.unit_of(header.get(KEY["area_unit"], ""))
    return amount, heads.HECTARES.get(unit, 0.0)


def _hectares(
    amounts: Sequence[tuple[float | None, float]],
    shapes: Sequence[BaseGeometry | None],
    line: int,
    found: list[Finding],
) -> list[float | None]:
    """
    Return the stated areas in hectares.

    The standard's unit is the hectare, but many write square metres or mu without saying so: the
    unit is the one that most plots agree in with their corners, which is said where it is another.
    """
    computed = [None if shape is None else heads.planar_ha(shape) for shape in shapes]
    agree = {
        unit: sum(
            amount is not None
            and not named
            and area is not None
            and abs(amount * unit - area) <= AGREES * area
            for (amount, named), area in zip(amounts, computed, strict=True)
        )
        for unit in dict.fromkeys((1.0, *heads.HECTARES.values()))
    }
    taken = max(agree, key=lambda unit: agree[unit])  # the first of several, the hectare before all
    if taken != 1.0:
        names = {lang: text(f"place.unit.{heads.unit_code(taken)}", lang) for lang in LANGS}
        values: dict[str, object] = {"unit": names, "n": agree[taken]}
        found.append(Finding("redline.area_unit", WARNING, line, values=values))
    return [
        None if amount is None else round(amount * (named or taken), DECIMALS)
        for amount, named in amounts
    ]


def _stated(header: dict[str, str]) -> dict[str, Any]:
    """Return what the header says of the coordinates."""
    stated: dict[str, Any] = {}
    words = header.get(KEY["datum"], "") or header.get(KEY["datum_also"], "")
    if words:
        stated["datum"] = said(words)
        stated["datum_words"] = words
    # A name in full says more: "CGCS2000 3 Degree GK Zone 35".
    stated |= {key: value for key, value in told(words).items() if value}
    band = header.get(KEY["band"]) or header.get(KEY["band_also"]) or ""
    if digits := re.search(r"[36]", band):
        stated["band"] = int(digits[0])
    if digits := re.fullmatch(r"\D*(\d{2})\D*", header.get(KEY["zone"], "")):
        stated["zone"] = int(digits[1])
    elif "zone" not in stated:
        degrees = coordinate(header.get(KEY["meridian"], "") or header.get(KEY["meridian_also"]))
        zone = zone_of(degrees.value if degrees else 0.0, int(stated.get("band", 0)))
        if zone:
            stated["zone"] = zone
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
