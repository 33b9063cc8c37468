"""Make one record a zone of the rows that are about it."""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from atlas import geo
from atlas.exchange.coordinates.mending import united
from atlas.exchange.counties import lookup
from atlas.exchange.findings import ERROR, NOTE, QUESTION, WARNING, Finding
from atlas.exchange.guard.arrays import is_tangled
from atlas.exchange.parsed import Draft
from atlas.exchange.words import WORDS
from atlas.i18n import text
from atlas.model.atlas import Atlas
from atlas.model.names import normalise
from atlas.office.record import AREAL, KINDS, Record, Value

_WORDS: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parent / "kinds.toml").read_text(encoding="utf-8")
)
_KINDS = {normalise(word): kind for kind in KINDS for word in _WORDS[kind]}
MAIN, JOIN = "main", "join"  # how several parks of a zone are taken
PARKS = (MAIN, JOIN)
_PARK_HEADS = {normalise(head) for head in WORDS["park"]["heads"]}
_PARK_ENDS = tuple(map(normalise, WORDS["park"]["ends"]))
LISTED = {"industries", "alias"}  # roles whose cells list several things
COMMA = text("list.comma", "zh")
SHIFT_KM = 0.2  # what a shift of datum without parameters may leave, whatever was surveyed
SAME_DEG = 2e-8  # corners of one outline as near are the same: a millimetre and its rounding
SAME_KM = 0.001  # points of one zone as near to one another are one point
_TRUTHS = {"true": True, "1": True, "1.0": True, "false": False, "0": False, "0.0": False}
_SIGNS = str.maketrans(
    dict.fromkeys(map(chr, (0x3001, 0xFF0C, 0xFF1B, 0x2C, 0x3B, 0x7C, 0x0A)), "|")
)
PLANS = ("name_en", "alias", "county", "industries")  # roles that only an own zone takes


@dataclass(frozen=True, slots=True)
class Present:
    """
    Where a zone is shown now, by the plan or by what the office added.

    Attributes
    ----------
    lon, lat
        Degrees, EPSG:4326.
    kind
        One of `atlas.office.record.KINDS`.
    accuracy_km
        Kilometres.
    """

    lon: float
    lat: float
    kind: str
    accuracy_km: float


def presently(zones: gpd.GeoDataFrame) -> dict[str, Present]:
    """Return where each zone of an edition is shown."""
    columns = (zones[name].tolist() for name in ("lon", "lat", "position_kind", "accuracy_km"))
    return dict(zip(zones.index, map(Present, *columns), strict=True))


@dataclass(frozen=True, eq=False)
class Rows:
    """
    The rows of a file with their shapes.

    Attributes
    ----------
    draft
        The file as read.
    geometry : array of shapely geometries or None, shape (n,)
        Of each row, EPSG:4326.
    left_out
        Heads of columns that are not taken.
    kind
        How well positions are known, where it was decided for all.
    refused
        Numbers of the rows that have an error already.
    shifted
        Name of the system that the shapes came from, where the way from it is only approximate.
    parks
        How several parks of one zone are taken, one of `PARKS`; empty to ask.
    """

    draft: Draft
    geometry: NDArray[np.object_]
    left_out: Sequence[str] = ()
    kind: str = ""
    refused: frozenset[int] = frozenset()
    shifted: str = ""
    parks: str = ""

    def cell(self, n: int, role: str) -> str:
        """Return the text of the n-th row's cell with a role; empty where there is none."""
        head = self._heads.get(role)
        value = self.column(head)[n] if head else None
        return "" if value is None else str(value).strip()

    def column(self, head: str) -> list[Value]:
        """Return a column's cells; a list answers one by one much faster than a table does."""
        if head not in self._columns:
            self._columns[head] = self.draft.table[head].tolist()
        cells: list[Value] = self._columns[head]
        return cells

    @cached_property
    def _columns(self) -> dict[str, list[Value]]:
        return {}

    @cached_property
    def _heads(self) -> dict[str, str]:
        return {role: head for head, role in reversed(self.draft.roles.items())}

    @cached_property
    def _numbers(self) -> list[int]:
        return [int(row) for row in self.draft.table.index]

    def label(self, at: Sequence[int]) -> str:
        """Return the column that names the rows of a zone apart, as its parks; empty if none."""
        if len(at) < 2 or self.draft.kind == "redline":  # noqa: PLR2004
            return ""
        for head in self.own:
            column = self.column(head)
            said = [column[n] for n in at]
            if all(isinstance(each, str) for each in said) and len(set(said)) == len(said):
                names = [normalise(str(each)) for each in said]
                if normalise(head) in _PARK_HEADS or all(n.endswith(_PARK_ENDS) for n in names):
                    return head
        return ""

    def row(self, n: int) -> int:
        """Return the number that the file's reader knows the n-th row by."""
        return self._numbers[n]

    def stated_kind(self, n: int) -> str:
        """Return how well the n-th row's position is known, as was said; nothing if it was not."""
        return self.kind or _KINDS.get(normalise(self.cell(n, "basis")), "")

    def kind_of(self, n: int) -> str:
        """Return how well the n-th row's position is known, as was said or the format implies."""
        if kind := self.stated_kind(n):
            return kind
        shape = self.geometry[n]
        if shape is None or shape.geom_type not in AREAL:
            return "point"
        return "surveyed" if self.draft.kind == "redline" else "digitised"

    @cached_property
    def own(self) -> list[str]:
        """The heads of the columns that are the user's own and are taken."""
        return [
            head
            for head in self.draft.table.columns
            if head not in self.draft.roles and head not in self.left_out
        ]


def split(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell that lists several things."""
    parts = (part.strip() for part in cell.translate(_SIGNS).split("|"))
    return tuple(dict.fromkeys(part for part in parts if part))


def made(  # noqa: PLR0913 - all that a record rests on
    zone: str,
    at: Sequence[int],
    rows: Rows,
    *,
    atlas: Atlas,
    present: Mapping[str, Present],
    old: Record | None,
    found: list[Finding],
) -> Record:
    """
    Return the record that rows give a zone.

    Parameters
    ----------
    zone
        The zone.
    at
        Positions of its rows in the file.
    rows
        The rows.
    atlas
        The plan's atlas; its counties say where an own zone lies.
    present
        Where the zones are shown now.
    old
        What the record is laid over; None to start from nothing.
    found
        Gets what is wrong with the rows.
    """
    record = replace(old or Record(zone), zone=zone)
    record = _position(record, at, rows, present.get(zone), found)
    record = replace(record, values=_values(record.values, at, rows, found))
    if not record.is_own:
        return record
    return _own(record, at, rows, atlas, found)


def _are_parks(at: Sequence[int], rows: Rows, found: list[Finding]) -> bool:
    """Tell whether the rows of a zone are several parks of it; how these are taken is asked."""
    label = rows.label(at)
    if label and not rows.parks:
        asked = Finding("match.zone_parks", QUESTION, rows.row(at[0]), label, values={"n": len(at)})
        if asked not in found:
            found.append(asked)
    return bool(label)


def _first(at: Sequence[int], rows: Rows, role: str, found: list[Finding]) -> str:
    """Return what the rows say with a role; rows that differ are an error, or parks."""
    said = {n: rows.cell(n, role) for n in at if rows.cell(n, role)}
    values = list(dict.fromkeys(said.values()))
    if len(values) > 1 and _are_parks(at, rows, found):
        return COMMA.join(values) if rows.parks == JOIN and role in LISTED else values[0]
    if len(values) > 1:
        n = next(n for n, value in said.items() if value == values[1])
        found.append(_differs(at[0], n, rows, rows.draft.head(role), values[1]))
    return values[0] if values else ""


def _differs(one: int, other: int, rows: Rows, head: str, value: str) -> Finding:
    values = {"other": rows.row(one)}
    return Finding("match.differs", ERROR, rows.row(other), head, value, values)


def _position(
    record: Record, at: Sequence[int], rows: Rows, present: Present | None, found: list[Finding]
) -> Record:
    found += [
        Finding("match.basis", WARNING, rows.row(n), rows.draft.head("basis"), basis)
        for n in at
        if (basis := rows.cell(n, "basis")) and normalise(basis) not in _KINDS
    ]
    shaped = [n for n in at if rows.geometry[n] is not None]
    areal = [n for n in shaped if rows.geometry[n].geom_type in AREAL]
    changed: dict[str, Any] = {}
    if shaped:
        shape = _areal(areal, rows, found) if areal else _point(shaped, rows, found)
        first = (areal or shaped)[0]
        stated = rows.stated_kind(first)
        if _is_shown(shape, record, present) and (record.geometry is not None or not stated):
            changed["kind"] = stated or record.kind
        elif present and _is_shown(shape, record, present) and stated == present.kind:
            pass  # where the zone is shown already
        elif not areal and record.geometry is not None and record.geometry.geom_type in AREAL:
            # A point says less than the outline that is there.
            if not record.geometry.intersects(shape):
                found.append(Finding("match.outline_kept", WARNING, rows.row(first)))
        else:
            changed = {"geometry": shape, "kind": rows.kind_of(first)}
            if record.accuracy_km is not None or record.source:
                found.append(Finding("match.position_new", NOTE, rows.row(first)))
            # What was known of another position says nothing of this one.
            changed |= {"accuracy_km": None, "source": ""}
    else:
        record = _said_of_there(record, at[0], rows, present, found)
    record = replace(record, **changed)
    if "geometry" not in changed:
        return _certainty(record, at, rows, present, found)
    # Of a new position nothing is known yet.
    record = _certainty(record, at, rows, None, found)
    return _shifted(record, rows.shifted) if rows.shifted else record


def _said_of_there(
    record: Record, n: int, rows: Rows, present: Present | None, found: list[Finding]
) -> Record:
    """Return a record with what a row without a shape says of the position that is there."""
    said = rows.cell(n, "basis")
    stated = _KINDS.get(normalise(said), "")
    if not stated or (present and stated == present.kind):
        return record
    if record.geometry is not None:
        return replace(record, kind=stated)
    head = rows.draft.head("basis")
    found.append(Finding("match.no_place", WARNING, rows.row(n), head, said))
    return record


def _shifted(record: Record, system: str) -> Record:
    """Return a record that says of itself that its position came by an approximate way."""
    said = text("match.shifted", "zh", system=system)
    return replace(
        record,
        accuracy_km=max(record.accuracy_km or 0.0, SHIFT_KM),
        source=f"{record.source} {said}".strip(),
    )


def _is_shown(shape: BaseGeometry, record: Record, present: Present | None) -> bool:
    """Tell whether a zone is shown there already: its outline, or the point drawn for it."""
    there = record.geometry
    if shape.geom_type in AREAL:
        return there is not None and there.normalize().equals_exact(shape.normalize(), SAME_DEG)
    if present is None or not isinstance(shape, shapely.Point):
        return False
    return geo.distance_km(shape.x, shape.y, present.lon, present.lat) <= SAME_KM


def _certainty(
    record: Record, at: Sequence[int], rows: Rows, present: Present | None, found: list[Finding]
) -> Record:
    """Return a record with what rows say of how well its position is known and by whom."""
    km = _accuracy(_first(at, rows, "accuracy_km", found), at, rows, found)
    source = _first(at, rows, "source", found) or record.source
    if km is None or (present and math.isclose(km, present.accuracy_km)):
        km = record.accuracy_km
    elif record.geometry is None:
        head = rows.draft.head("accuracy_km")
        found.append(Finding("match.no_position", WARNING, rows.row(at[0]), head, f"{km:g}"))
        km = None
    return replace(record, accuracy_km=km, source=source)


def _areal(at: Sequence[int], rows: Rows, found: list[Finding]) -> BaseGeometry:
    shapes: list[BaseGeometry] = [rows.geometry[n] for n in at]
    if len(shapes) == 1:
        return shapes[0]
    found.append(Finding("match.parts", NOTE, rows.row(at[0]), values={"n": len(at)}))
    parts = [part for shape in shapes for part in shapely.get_parts(shape)]
    whole = shapely.MultiPolygon(parts)
    # As given wherever that is valid: a union would move no corner but could reorder all.
    if not is_tangled(whole) and whole.is_valid:
        return whole
    joined = united(parts)
    if joined is None:
        found.append(Finding("match.not_united", ERROR, rows.row(at[0]), values={"n": len(at)}))
    return shapes[0] if joined is None else joined


def _point(at: Sequence[int], rows: Rows, found: list[Finding]) -> shapely.Point:
    first: shapely.Point = rows.geometry[at[0]]
    apart = any(
        geo.distance_km(first.x, first.y, rows.geometry[n].x, rows.geometry[n].y) > SAME_KM
        for n in at[1:]
    )
    if apart and _are_parks(at, rows, found):
        found.append(Finding("match.main_park", NOTE, rows.row(at[0]), values={"n": len(at) - 1}))
        return first
    found += [
        Finding("match.two_points", ERROR, rows.row(n), values={"other": rows.row(at[0])})
        for n in at[1:]
        if geo.distance_km(first.x, first.y, rows.geometry[n].x, rows.geometry[n].y) > SAME_KM
    ]
    return first


def _accuracy(said: str, at: Sequence[int], rows: Rows, found: list[Finding]) -> float | None:
    if not said:
        return None
    try:
        km = float(said)
    except ValueError:
        km = math.nan
    if math.isfinite(km) and km >= 0:
        return km
    head = rows.draft.head("accuracy_km")
    found.append(Finding("match.accuracy", WARNING, rows.row(at[0]), head, said))
    return None


def _values(
    old: Mapping[str, Value], at: Sequence[int], rows: Rows, found: list[Finding]
) -> dict[str, Value]:
    """Return the own columns of a zone: what was there, and what the rows say instead."""
    values = dict(old)
    plots = rows.draft.kind == "redline" and len(at) > 1
    for head in rows.own:
        column = rows.column(head)
        cells = {n: column[n] for n in at}
        given = {n: cell for n, cell in cells.items() if cell is not None}
        if not given:
            continue
        first = next(iter(given.values()))
        other = next((n for n, cell in given.items() if cell != first), None)
        if other is not None:
            if plots:
                # Numbers and uses of several plots are none of the zone's.
                found.append(Finding("match.plots", NOTE, rows.row(at[0]), head))
            elif _are_parks(at, rows, found):
                values |= _of_parks(head, given, rows, found)
            else:
                found.append(_differs(next(iter(given)), other, rows, head, str(given[other])))
            continue
        values[head] = _as_known(values.get(head), first)
    return values


def _of_parks(
    head: str, given: Mapping[int, Value], rows: Rows, found: list[Finding]
) -> dict[str, Value]:
    """Return what the parks of a zone say in a column: their words, or what the main one says."""
    if rows.parks == MAIN:
        return {head: next(iter(given.values()))}
    words = list(dict.fromkeys(given.values()))
    if all(isinstance(each, str) for each in words):
        return {head: COMMA.join(map(str, words))}
    # The numbers of parks are none of the zone's, and which of them may be added nobody said.
    if rows.parks:
        found.append(Finding("match.park_numbers", NOTE, rows.row(next(iter(given))), head))
    return {}


def _as_known(old: Value, new: Value) -> Value:
    """Return a cell as what it is known to be: most formats have but words or 1, 0 for yes, no."""
    if isinstance(old, bool) and not isinstance(new, bool):
        return _TRUTHS.get(str(new).lower(), new)
    if isinstance(old, str) and isinstance(new, int | float) and f"{new:.15g}" == old:
        return old  # a number of a plot or a house, which is a text
    return new


def _own(
    record: Record, at: Sequence[int], rows: Rows, atlas: Atlas, found: list[Finding]
) -> Record:
    name = _first(at, rows, "name", found)
    # Known by its id, a zone may be called otherwise from now on.
    renamed = name if any(rows.cell(n, "id") == record.zone for n in at) else ""
    name_en = _first(at, rows, "name_en", found)
    if name_en == name:
        name_en = ""  # as zones without one are called in tables
    aliases = split(_first(at, rows, "alias", found))
    industries = split(_first(at, rows, "industries", found))
    record = replace(
        record,
        name_zh=renamed or record.name_zh or name,
        name_en=name_en or record.name_en,
        aliases=aliases or record.aliases,
        industries=industries or record.industries,
    )
    row = rows.row(at[0])
    head = rows.draft.head("industries")
    found += [
        Finding("match.industry", NOTE, row, head, phrase)
        for phrase in industries
        if normalise(phrase) not in lookup(atlas).phrases
    ]
    said = _first(at, rows, "county", found)
    stated = lookup(atlas).named(said)
    head = rows.draft.head("county")
    if said and not stated:
        found.append(Finding("match.county", WARNING, row, head, said))
    there = lookup(atlas).at(record.geometry)
    if there and stated and there != stated:
        values = {"county": there}
        found.append(Finding("match.county_differs", WARNING, row, head, said, values))
    county = there or stated or record.county
    if not county and row not in rows.refused:
        found.append(Finding("match.no_county", ERROR, row))
    return replace(record, county=county)
