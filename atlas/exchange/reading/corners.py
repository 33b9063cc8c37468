"""Corner points in a table, one a row, made the outlines that they are the corners of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from atlas.exchange.coordinates import rows
from atlas.exchange.coordinates.rings import LEAST, Ring, polygon
from atlas.exchange.findings import NOTE, Finding
from atlas.exchange.parsed import Draft
from atlas.exchange.reading import heads
from atlas.exchange.words import WORDS

NAME = WORDS["pasted"]["name"]
PLACES = set(rows.PLACES)
_WORDS = WORDS["corner"]
_MARKS, _LISTED, _PLOTS, _RINGS = (
    {heads.folded(head) for head in _WORDS[kind]} for kind in ("mark", "list", "plot", "ring")
)
# J1, P-12, 7: a letter or two, or the word for a corner, and the number of a point.
_BEFORE = "|".join(map(re.escape, sorted(_WORDS["before"], key=len, reverse=True)))
_MARK = re.compile(rf"(?:[A-Za-z]{{0,2}}|{_BEFORE})[-_ ]?(\d{{1,5}})['\u2032]?")
_AGAIN = re.compile(r" \((\d+)\)$")  # behind a head that stands there again
_SAID = re.compile(
    rf"(?:{'|'.join(map(re.escape, sorted(_WORDS['said'], key=len, reverse=True)))}"
    r"|\([^()]*\)|[\s:,;.\u3001])+$"
)


def mark(cell: object) -> int | None:
    """Return the number of a point that a cell or a word is; None where it is none."""
    said = f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell)
    found = None if cell is None or isinstance(cell, bool) else _MARK.fullmatch(said.strip())
    if found is None and re.fullmatch(r"[A-Za-z]", said.strip()):
        return ord(said.strip().upper()) - ord("A") + 1
    return int(found[1]) if found else None


def is_of_marks(head: str) -> bool:
    """Tell whether a word heads a column of the numbers of points."""
    return heads.folded(head) in _MARKS | _LISTED


def named(heading: str) -> str:
    """Return the name that a heading of coordinates begins with; nothing where it has none."""
    return _SAID.sub("", heading.strip()).strip(" :;,\u3001")


def speaks_of_corners(heading: str) -> bool:
    """Tell whether a heading says that corners follow."""
    return any(word in heading for word in _WORDS["corners"])


@dataclass(slots=True)
class _Group:
    """The rows of one outline, by their places in the table, in rings."""

    name: str
    rings: dict[object, list[int]] = field(default_factory=dict)

    @property
    def rows(self) -> list[int]:
        return [n for ring in self.rings.values() for n in ring]


def outlined(draft: Draft, *, title: str = "") -> Draft:
    """
    Return a draft of the outlines whose corners a table lists; any other as it is.

    A table lists corners where a column numbers them, or where each zone's rows come back to the
    first point. Names that count places are of corners if the ring through these goes around. Their
    zone may stand in a column, in a row of its own before them, or in the title.

    Parameters
    ----------
    draft
        A table as read, its coordinates in columns.
    title
        What stands above its heads.
    """
    if draft.geometry is not None or not PLACES & set(draft.roles.values()):
        return draft
    draft = _stacked(draft)
    points, found = rows.shapes(draft)
    there = np.flatnonzero(~shapely.is_missing(points))
    if len(there) < LEAST:
        return draft
    marks = _mark_column(draft, there)
    groups = _groups(draft, points, there, marks, title)
    if not groups or any(len({_xy(points[n]) for n in g.rows}) < LEAST for g in groups):
        return draft
    if not marks and not all(_is_closed(points, ring) for g in groups for ring in g.rings.values()):
        return draft
    if draft.roles.get(marks) == "name" and not _go_around(points, groups):
        return draft
    blank = set(range(len(draft.table))) - set(there.tolist())
    wrong = [each for each in found if each.row is not None and _is_corner(draft, each.row, blank)]
    return _made(draft, points, groups, marks, wrong)


def _is_corner(draft: Draft, row: int, blank: set[int]) -> bool:
    """Tell whether a row without a point has a cell that should be one, not only a length."""
    n = draft.table.index.get_loc(row)
    cells = [draft.table[head].iloc[n] for head, role in draft.roles.items() if role in PLACES]
    return n in blank and any(cell is not None for cell in cells)


def _xy(point: shapely.Point) -> tuple[float, float]:
    return point.x, point.y


def _is_closed(points: NDArray[np.object_], ring: Sequence[int]) -> bool:
    return len(ring) > LEAST and _xy(points[ring[0]]) == _xy(points[ring[-1]])


def _go_around(points: NDArray[np.object_], groups: Sequence[_Group]) -> bool:
    """Tell whether every ring goes around, crossing itself nowhere; names of places do not."""
    rings = [
        shapely.LinearRing([_xy(points[n]) for n in ring])
        for group in groups
        for ring in group.rings.values()
        if len(ring) >= LEAST
    ]
    return bool(shapely.is_simple(rings).all())


def _stacked(draft: Draft) -> Draft:
    """Return a table whose columns stand there twice, side by side, with the second below."""
    heads_of: dict[int, dict[str, str]] = {}
    for head in draft.table.columns:
        if (again := _AGAIN.search(str(head))) and head[: again.start()] in draft.table.columns:
            heads_of.setdefault(int(again[1]), {})[head] = head[: again.start()]
    places = {head for head, role in draft.roles.items() if role in PLACES}
    blocks = [names for names in heads_of.values() if places <= set(names.values())]
    if not places or not blocks:
        return draft
    taken = {head for names in blocks for head in names}
    first = draft.table.drop(columns=list(taken))
    parts = [first, *(draft.table[list(names)].rename(columns=names) for names in blocks)]
    table = pd.concat(parts).astype(object)
    table = table.where(table.notna(), None)
    # Rows are known by their numbers; those of the second half count on.
    table.index = pd.RangeIndex(1, len(table) + 1, name="row")
    found = [each for each in draft.findings if each.code != "read.same_head"]
    return replace(draft, table=table, findings=tuple(found))


def _mark_column(draft: Draft, there: NDArray[np.intp]) -> str:
    """Return the column that numbers the points; nothing where none does."""
    for head in draft.table.columns:
        role = draft.roles.get(head, "")
        if role in PLACES:
            continue
        cells = [draft.table[head].iloc[n] for n in there]
        if not counts_on([mark(cell) for cell in cells]):
            continue
        lettered = all(isinstance(cell, str) and not cell.strip().isdecimal() for cell in cells)
        if lettered or heads.folded(str(head)) in _MARKS or (_is_metric(draft) and role):
            return str(head)
        if heads.folded(str(head)) in _LISTED and _is_metric(draft):
            return str(head)
    return ""


def counts_on(numbers: Sequence[int | None]) -> bool:
    """Tell whether numbers of points, none of them missing, mostly go up by one."""
    known = [number for number in numbers if number is not None]
    steps = [b - a for a, b in pairwise(known)]
    whole = len(known) == len(numbers) and bool(steps)
    return whole and sum(step == 1 for step in steps) * 2 >= len(steps)


def _is_metric(draft: Draft) -> bool:
    """Tell whether a table's coordinates are metres: a survey's, not a list's of places."""
    return {"x", "y"} <= set(draft.roles.values())


def _groups(
    draft: Draft,
    points: NDArray[np.object_],
    there: NDArray[np.intp],
    marks: str,
    title: str,
) -> list[_Group]:
    """Return the outlines that a table's rows are of, in their order."""
    table = draft.table
    name_head = draft.head("name") if draft.head("name") != marks else ""
    plot_head = next((h for h in table.columns if heads.folded(str(h)) in _PLOTS), "")
    ring_head = next((h for h in table.columns if heads.folded(str(h)) in _RINGS), "")
    corners = set(there.tolist())
    groups: list[_Group] = []
    heading, name, key, last = named(title), "", None, -1
    for n in range(len(table)):
        if n not in corners:
            if said := _heading(table.iloc[n].tolist()):
                heading, key = named(said) or said, None
            continue
        cell = table[name_head].iloc[n] if name_head else None
        name = str(cell).strip() if cell is not None else name
        plot = table[plot_head].iloc[n] if plot_head else None
        number = mark(table[marks].iloc[n]) if marks else None
        begun = key is None or (name, plot if plot is not None else key[1]) != key
        # Numbers that begin again begin another plot, unless the point is the first of the ring.
        if not begun and not ring_head and number is not None and number <= last:
            first = next(iter(groups[-1].rings.values()))[0]
            begun = _xy(points[n]) != _xy(points[first])
        if begun:
            key = (name, plot)
            groups.append(_Group(name or heading))
        ring = table[ring_head].iloc[n] if ring_head else None
        groups[-1].rings.setdefault(ring, []).append(n)
        last = number if number is not None else last
    return groups


def _heading(cells: Sequence[object]) -> str:
    """Return the words of a row that holds nothing but them; nothing for any other row."""
    said = [cell for cell in cells if cell is not None]
    words = [cell for cell in said if isinstance(cell, str) and mark(cell) is None]
    return words[0] if len(words) == len(said) == 1 else ""


def _made(
    draft: Draft,
    points: NDArray[np.object_],
    groups: Sequence[_Group],
    marks: str,
    found: list[Finding],
) -> Draft:
    name_head = draft.head("name") if draft.head("name") not in {"", marks} else NAME
    shapes = np.full(len(groups), None, dtype=object)
    cells: list[dict[str, object]] = []
    for at, group in enumerate(groups):
        rings = [_ring(draft, points, ring, marks) for ring in group.rings.values()]
        shapes[at], said = polygon(rings)
        found += said
        cells.append({name_head: group.name or None, **_constant(draft, group.rows, marks)})
    values = {"n": sum(len(group.rows) for group in groups), "m": len(groups)}
    found.append(Finding("read.corner_rows", NOTE, values=values))
    index = pd.Index([draft.number(group.rows[0]) for group in groups], name="row")
    table = pd.DataFrame(cells, index=index, dtype=object)
    table = table.where(table.notna(), None)
    roles = {h: role for h, role in draft.roles.items() if h in table and role not in PLACES}
    roles[name_head] = "name"
    return replace(
        draft,
        table=table,
        roles=roles,
        geometry=shapes,
        stated={**draft.stated, **heads.areas(table)},
        findings=(*_kept(draft), *found),
    )


def _kept(draft: Draft) -> Iterator[Finding]:
    """Yield what was found of a table, without what was said of cells that name corners."""
    yield from (each for each in draft.findings if each.code not in {"read.no_head", "read.mixed"})


def _ring(
    draft: Draft,
    points: NDArray[np.object_],
    ring: Sequence[int],
    marks: str,
) -> Ring:
    numbers = [mark(draft.table[marks].iloc[n]) if marks else None for n in ring]
    return Ring(
        [_xy(points[n]) for n in ring],
        [draft.number(n) for n in ring],
        [-1 if number is None else number for number in numbers],
    )


def _constant(draft: Draft, at: Sequence[int], marks: str) -> dict[str, object]:
    """Return the columns that say one thing of all corners, or of the first alone."""
    said: dict[str, object] = {}
    for head in draft.table.columns:
        if head == marks or draft.roles.get(head, "") in PLACES | {"name"}:
            continue
        cells = [draft.table[head].iloc[n] for n in at]
        there = [cell for cell in cells if cell is not None]
        # One cell of many is the first's alone: what stands elsewhere is of a side.
        if there and len(set(map(str, there))) == 1 and (len(there) > 1 or cells[0] is not None):
            said[str(head)] = there[0]
    return said
