"""Place names beside their points: none over another, over a symbol, a leader or the frame."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]
# How far a name's box stands from its symbol, points at size 10; from the fourth on with a leader.
DISTANCES = (0.8, 2.0, 4.0, 7.0, 10.0, 13.5, 17.0, 21.5, 26.0, 32.0, 38.0, 45.0, 52.0, 70.0, 92.0)
LEADER_FROM = 3
# Directions (right and down are positive) with their cost: beside is read best, then above. Along
# the side of its symbol a name slides, up or down by quarters, to the left or right by eighths.
DIRECTIONS = tuple(
    [
        (side, t / 4, (0.0 if side > 0 else 0.7) + abs(t) * 0.14 + (t > 0) * 0.1)
        for side in (1.0, -1.0)
        for t in range(-4, 5)
    ]
    + [
        (t / 8, side, (1.0 if side < 0 else 1.3) + 0.1 * (t < 0) - 0.02 * abs(t))
        for side in (-1.0, 1.0)
        for t in range(-7, 8)
    ]
)
LEADER_COST = 3.0
DISTANCE_COST = 0.35  # a point
NEARER = 1.0  # points by which a name stands nearer to its own symbol than to any other
CROSSED_COST = 1.6  # for each kind of line that a name hides a part of
ASTRAY_COST = 200.0  # more than anything else costs: only a name without any other place pays it
PADDING = 1.0  # points kept free around a box
ROUNDS = 8
FEW = 12  # places: a name that has no more comes before all others
TRIED = (60, 8)  # places that a name tries to push others out of, then those in turn
MANY = 55  # names: of more, not every one finds a place however long one looks
PUSHES = (20_000, 200)  # times that names of a map push others aside: of a few, of many
BESIDE = 2  # distances that a name may have which stands beside its symbol or nowhere


@dataclass(frozen=True, slots=True)
class Name:
    """
    A name and the symbol it belongs to, in points.

    Attributes
    ----------
    key
        Whose name it is.
    x, y
        The symbol's middle.
    radius
        Half the symbol's width.
    width, height
        Of the lettering.
    rank
        Names of lower rank are placed first.
    yields
        Whether it stands only where the names that do not yield leave room.
    """

    key: str
    x: float
    y: float
    radius: float
    width: float
    height: float
    rank: int = 0
    yields: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """
    A name in its place, in points.

    Attributes
    ----------
    key
        Whose name it is.
    box
        Left, top, right, bottom.
    leader
        x, y at the symbol's edge and at the name; None where the name stands beside it.
    astray
        Whether it stands nearer to another symbol, whose name it could be taken for.
    """

    key: str
    box: tuple[float, float, float, float]
    leader: tuple[float, float, float, float] | None
    astray: bool = False


def place(  # noqa: PLR0913 - names and what stands there
    names: Sequence[Name],
    *,
    bounds: tuple[float, float, float, float],
    obstacles: Floats,
    rivals: Floats | None = None,
    crossed: Sequence[BaseGeometry] = (),
    size: float = 10.0,
    demanding: bool = False,
    beside: bool = False,
) -> tuple[list[Placed], list[str]]:
    """
    Place names.

    Parameters
    ----------
    names
        With their symbols; every symbol is an obstacle to every name.
    bounds
        Left, top, right, bottom: no name leaves it.
    obstacles
        (n, 4): boxes that no name and no leader may touch.
    rivals
        (n, 3): x, y and radius of further symbols, whose names stand elsewhere.
    crossed
        Lines that a name rather leaves in the clear, such as boundaries.
    size
        Of the lettering, points; distances grow with it.
    demanding
        Place none at all if one has no place where it would be read rightly.
    beside
        A name stands right beside its symbol, nearer to it than to any other, or nowhere.

    Returns
    -------
    placed : list of Placed
        In the order of `names`.
    unplaced : list of str
        The keys of names for which there is no room.

    Notes
    -----
    Where all must stand, those whose symbols crowd are looked at first: one without any place ends
    the search. Greedy by rank and room, then every name looks for a better place, and a name
    without one may push others aside if these find another; of many names not for long. A name is
    held against what is near it only. Nothing is random: the same names, the same places.
    """
    if not names:
        return [], []
    others = np.zeros((0, 3)) if rivals is None else rivals
    board = _Board(names, bounds, obstacles, others, stretch=size / 10, beside=beside)
    if not board.filled(demanding=demanding):
        return [], [name.key for name in names]
    board.ready(crossed)
    order = sorted(
        range(len(names)),
        key=lambda i: (
            *(names[i].yields, board.room(i) > FEW, names[i].rank),
            *(board.room(i), names[i].key),
        ),
    )
    for i in order:
        board.settle(i)
    for _ in range(ROUNDS):
        moved = [board.push_in(i) for i in order if board.price(i) >= ASTRAY_COST]
        bettered = [board.settle(i) for i in order if board.chosen[i] >= 0]
        if not any(moved) and not any(bettered):
            break
    placed = [board.placed(i) for i in range(len(names)) if board.chosen[i] >= 0]
    return placed, [names[i].key for i in range(len(names)) if board.chosen[i] < 0]


class _Board:
    """All candidates of all names, and which of them are chosen."""

    def __init__(  # noqa: PLR0913 - what stands there
        self,
        names: Sequence[Name],
        bounds: tuple[float, float, float, float],
        obstacles: Floats,
        rivals: Floats,
        *,
        stretch: float,
        beside: bool,
    ) -> None:
        self.names, self.beside = names, beside
        self.bounds, self.stretch = bounds, stretch
        self.pushes = PUSHES[len(names) > MANY]
        symbols = np.array([(n.x, n.y, n.radius) for n in names])
        rivals = np.asarray(rivals, dtype=float).reshape(-1, 3)
        obstacles = np.asarray(obstacles, dtype=float).reshape(-1, 4)
        # The first of both are the names' own symbols.
        self.fixed = _Near(np.concatenate([squares(symbols), obstacles]))
        self.symbols = np.concatenate([symbols, rivals])
        self.around = _Near(squares(self.symbols))
        self.boxes: list[Floats] = [np.zeros((0, 4)) for _ in names]
        self.leaders: list[Floats] = [np.zeros((0, 4)) for _ in names]
        self.costs: list[Floats] = [np.zeros(0) for _ in names]
        self.near: list[Rows] = []
        # Of each name, which of its places are in the way of a place of one near it: places are
        # tried against each other thousands of times.
        self.known: list[dict[tuple[int, int], Flags]] = [{} for _ in names]
        self.chosen = np.full(len(names), -1)
        self.box = np.full((len(names), 4), np.nan)
        self.leader = np.full((len(names), 4), np.nan)

    def filled(self, *, demanding: bool) -> bool:
        """Find each name's places; if `demanding`, only until one has none: then return false."""
        for i in self._crowded_first() if demanding else range(len(self.names)):
            self._add(i, self.names[i])
            if demanding and not self.room(i):
                return False
        return True

    def _crowded_first(self) -> list[int]:
        """Return the names in the order of how near to their symbols another stands."""
        at: NDArray[np.object_] = np.asarray(shapely.points(self.symbols[:, :2]))
        _, far = shapely.STRtree(at).query_nearest(
            at[: len(self.names)], exclusive=True, return_distance=True, all_matches=False
        )
        if len(far) < len(self.names):  # two at one place
            return [*range(len(self.names))]
        return [*map(int, np.argsort(far, kind="stable"))]

    def ready(self, crossed: Sequence[BaseGeometry]) -> None:
        """Let the places cost what lines they hide, and find whose are near whose."""
        shapes = shapely.box(*np.concatenate(self.boxes).T)
        for lines in crossed:
            shapely.prepare(lines)
            hides = np.where(shapely.intersects(lines, shapes), CROSSED_COST, 0)
            parts = np.split(hides, np.cumsum([len(each) for each in self.boxes])[:-1])
            self.costs = [cost + more for cost, more in zip(self.costs, parts, strict=True)]
        spans = np.array([_span(*each) for each in zip(self.boxes, self.leaders, strict=True)])
        near = _Near(spans)
        self.near = [near.within(span, PADDING, but=i) for i, span in enumerate(spans)]

    def _add(self, i: int, name: Name) -> None:
        """Find a name's places: their boxes, leaders and costs but for the lines they hide."""
        bounds, stretch = self.bounds, self.stretch
        distances = DISTANCES[:BESIDE] if self.beside else DISTANCES
        boxes, has_leader, costs = _candidates(name, stretch, distances)
        left, top, right, bottom = bounds
        span = _span(boxes, self.symbols[[i], :2].repeat(2, axis=0).reshape(1, 4))
        fixed = self.fixed.boxes[self.fixed.within(span, PADDING, but=i)]
        good = (
            (boxes[:, 0] >= left)
            & (boxes[:, 1] >= top)
            & (boxes[:, 2] <= right)
            & (boxes[:, 3] <= bottom)
        )
        good &= ~_overlap(boxes, fixed).any(axis=1)
        boxes, has_leader, costs = boxes[good], has_leader[good], costs[good]
        # A name nearer to another symbol would be read as that one's: it takes a leader.
        mine = _gap(boxes, self.symbols[[i]])[:, 0]
        far = float(mine.max(initial=0.0)) + NEARER * stretch
        others = self.symbols[self.around.within(span, far, but=i)]
        theirs = _gap(boxes, others).min(axis=1, initial=np.inf)
        astray = theirs < mine + NEARER * stretch
        if self.beside:
            boxes, has_leader, costs = boxes[~astray], has_leader[~astray], costs[~astray]
            mine, astray = mine[~astray], astray[~astray]
        costs = costs + np.where(astray, ASTRAY_COST + np.where(has_leader, 0, LEADER_COST), 0)
        near = ~has_leader & astray & (mine > 0)
        leaders = np.full((len(boxes), 4), np.nan)
        leaders[has_leader | near] = _leaders(name, boxes[has_leader | near])
        blocked = np.zeros(len(boxes), dtype=bool)
        tied = has_leader | near
        blocked[tied] = _crosses_box(leaders[tied], fixed).any(axis=1)
        # Where there is no way for a leader, a near place without one is the last resort.
        leaders[blocked & near] = np.nan
        costs = costs + np.where(blocked & near, ASTRAY_COST, 0)
        good = ~blocked | near
        self.boxes[i], self.leaders[i], self.costs[i] = boxes[good], leaders[good], costs[good]

    def price(self, i: int) -> float:
        """Return what a name's place costs; without a place infinitely much."""
        return float(self.costs[i][self.chosen[i]]) if self.chosen[i] >= 0 else np.inf

    def room(self, i: int) -> int:
        """Return how many places a name could take, if it were alone, and be read rightly."""
        return int((self.costs[i] < ASTRAY_COST).sum())

    def _conflicts(self, i: int) -> Flags:
        """Return which candidates of a name (rows) are in the way of whom near it (columns)."""
        known = self.known[i]
        found = np.zeros((len(self.near[i]), len(self.costs[i])), dtype=bool)
        standing = [
            (row, (other, candidate))
            for row, (other, candidate) in enumerate(
                zip(self.near[i].tolist(), self.chosen[self.near[i]].tolist(), strict=True)
            )
            if candidate >= 0
        ]
        new = [each for _, each in standing if each not in known]
        if new:
            known.update(zip(new, self._in_the_way(i, [other for other, _ in new]), strict=True))
        for row, each in standing:
            found[row] = known[each]
        return found.T

    def _in_the_way(self, i: int, others: list[int]) -> Flags:
        """Return of whom (rows), as they stand, which candidates of a name (columns) are near."""
        boxes, leaders = self.boxes[i], self.leaders[i]
        box, leader = self.box[others], self.leader[others]
        found = _overlap(boxes, box)
        # Few names have leaders; only these can cross anything.
        led, tied = ~np.isnan(leaders[:, 0]), ~np.isnan(leader[:, 0])
        found[led] |= _crosses_box(leaders[led], box)
        found[:, tied] |= _crosses_box(leader[tied], boxes).T
        found[np.ix_(led, tied)] |= _cross(leaders[led], leader[tied])
        return found.T

    def choose(self, i: int, candidate: int) -> None:
        self.chosen[i] = candidate
        self.box[i] = np.nan if candidate < 0 else self.boxes[i][candidate]
        self.leader[i] = np.nan if candidate < 0 else self.leaders[i][candidate]

    def settle(self, i: int) -> bool:
        """Give a name its cheapest free place; return whether that is another than before."""
        if not len(self.costs[i]):
            return False
        free = np.flatnonzero(~self._conflicts(i).any(axis=1))
        if not len(free):
            return False
        best = int(free[np.argmin(self.costs[i][free])])
        changed = best != int(self.chosen[i])
        self.choose(i, best)
        return changed

    def push_in(self, i: int, held: frozenset[int] = frozenset()) -> bool:
        """
        Give a name a place whose holders all find another; else leave all as it was.

        Who is pushed may push others in turn, but none comes to stand astray that did not before.

        Parameters
        ----------
        i
            The name.
        held
            Names that pushed others already: they stay where they are.
        """
        # Who has a place pushes none aside for one that is as bad.
        most = ASTRAY_COST if self.chosen[i] >= 0 else np.inf
        if not (self.costs[i] < most).any() or self.pushes <= 0:
            return False
        self.pushes -= 1
        price, conflicts = self.price(i), self._conflicts(i)
        firm = np.isin(self.near[i], [*held])
        allowed: Flags = ~(conflicts & firm).any(axis=1) & (self.costs[i] < min(price, most))
        weight = np.where(allowed, self.costs[i] + 20.0 * conflicts.sum(axis=1), np.inf)
        for candidate in np.argsort(weight, kind="stable")[: TRIED[len(held)]]:
            if not allowed[candidate]:
                return False
            before = self.chosen.copy()
            pushed = self.near[i][conflicts[candidate]].tolist()
            limits = {other: max(self.price(other), ASTRAY_COST) for other in pushed}
            for other in pushed:
                self.choose(other, -1)
            self.choose(i, int(candidate))
            if all(
                self._resettled(other, limits[other], held | {i})
                for other in sorted(pushed, key=self.room)
            ):
                return True
            for k in np.flatnonzero(self.chosen != before).tolist():
                self.choose(k, int(before[k]))
        return False

    def _resettled(self, i: int, most: float, held: frozenset[int]) -> bool:
        """Find another place, for at most a price, for a name that was pushed aside."""
        self.settle(i)
        if self.price(i) <= most:
            return True
        return len(held) < len(TRIED) and self.push_in(i, held) and self.price(i) <= most

    def placed(self, i: int) -> Placed:
        leader = self.leader[i]
        return Placed(
            self.names[i].key,
            tuple(self.box[i].tolist()),
            None if np.isnan(leader).any() else tuple(leader.tolist()),
            astray=self.price(i) >= ASTRAY_COST,
        )


class _Near:
    """Boxes, (n, 4), in a tree: which of them come near another."""

    def __init__(self, boxes: Floats) -> None:
        self.boxes = boxes
        self._tree = shapely.STRtree(np.asarray(shapely.box(*boxes.T)))

    def within(self, span: Floats, far: float, *, but: int) -> Rows:
        """Return, in their order, the numbers of those within some points of a box, but one."""
        left, top, right, bottom = span
        around = shapely.box(left - far, top - far, right + far, bottom + far)
        found = np.sort(self._tree.query(around)).astype(np.intp, copy=False)
        return np.delete(found, np.flatnonzero(found == but))


def _span(boxes: Floats, lines: Floats) -> Floats:
    """Return left, top, right, bottom of boxes and lines together, (4,); nan of none."""
    ends = np.concatenate([boxes[:, :2], boxes[:, 2:], lines[:, :2], lines[:, 2:]])
    ends = ends[~np.isnan(ends[:, 0])]
    if not len(ends):
        return np.full(4, np.nan)
    return np.concatenate([ends.min(axis=0), ends.max(axis=0)])


def _candidates(
    name: Name, stretch: float, far_off: Sequence[float]
) -> tuple[Floats, Flags, Floats]:
    """Return the boxes a name may take, whether each needs a leader, and what each costs."""
    directions = np.array(DIRECTIONS)
    distances = np.array(far_off) * stretch
    towards, cost = directions[:, :2], directions[:, 2]
    half = np.array([name.width, name.height]) / 2
    reach = name.radius + distances[:, None, None] + half
    middle = np.array([name.x, name.y]) + towards * reach
    boxes = np.concatenate([middle - half, middle + half], axis=2).reshape(-1, 4)
    far = np.arange(len(distances)) >= LEADER_FROM
    costs = cost + distances[:, None] / stretch * DISTANCE_COST + far[:, None] * LEADER_COST
    return boxes, np.repeat(far, len(directions)), costs.ravel()


def _leaders(name: Name, boxes: Floats) -> Floats:
    """Return the lines from a symbol's edge to the nearest point of each box."""
    at = np.array([name.x, name.y])
    near = np.clip(at, boxes[:, :2], boxes[:, 2:])
    way = near - at
    length = np.hypot(*way.T)[:, None]
    start = at + way / length * name.radius
    return np.concatenate([start, near - way / length * 0.6], axis=1)


def _gap(boxes: Floats, symbols: Floats) -> Floats:
    """Return the distance between boxes (rows) and round symbols (columns): x, y, radius."""
    boxes = boxes[:, None, :]
    across = np.maximum(symbols[:, 0] - boxes[..., 2], boxes[..., 0] - symbols[:, 0])
    down = np.maximum(symbols[:, 1] - boxes[..., 3], boxes[..., 1] - symbols[:, 1])
    far = np.hypot(np.maximum(across, 0), np.maximum(down, 0))
    return np.maximum(far - symbols[:, 2], 0)


def squares(symbols: Floats) -> Floats:
    """Return the boxes, (n, 4), of symbols: x, y, radius."""
    return np.column_stack([symbols[:, :2] - symbols[:, 2:], symbols[:, :2] + symbols[:, 2:]])


def _overlap(a: Floats, b: Floats) -> Flags:
    """Return which boxes of a (rows) come too near to which of b (columns); nan is nowhere."""
    a = a[:, None, :]
    return (
        (a[..., 0] - PADDING < b[:, 2])
        & (a[..., 2] + PADDING > b[:, 0])
        & (a[..., 1] - PADDING < b[:, 3])
        & (a[..., 3] + PADDING > b[:, 1])
    )


def _crosses_box(lines: Floats, boxes: Floats) -> Flags:
    """Return which lines (rows) pass through which boxes (columns)."""
    if not len(lines) or not len(boxes):
        return np.zeros((len(lines), len(boxes)), dtype=bool)
    enters, leaves = [], []
    with np.errstate(divide="ignore", invalid="ignore"):
        for side in (0, 1):
            start, way = lines[:, None, side], lines[:, None, side + 2] - lines[:, None, side]
            one = (boxes[:, side] - PADDING / 2 - start) / way
            two = (boxes[:, side + 2] + PADDING / 2 - start) / way
            enters.append(np.fmin(one, two))
            leaves.append(np.fmax(one, two))
        first, last = np.maximum(*enters), np.minimum(*leaves)
        through: Flags = (first <= last) & (last >= 0) & (first <= 1)
    return through


def _cross(a: Floats, b: Floats) -> Flags:
    """Return which lines of a (rows) cross which of b (columns)."""
    a = a[:, None, :]

    def side(p: Floats, q: Floats, r: Floats) -> Floats:
        return (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (q[..., 1] - p[..., 1]) * (
            r[..., 0] - p[..., 0]
        )

    a1, a2, b1, b2 = a[..., :2], a[..., 2:], b[:, :2], b[:, 2:]
    with np.errstate(invalid="ignore"):
        return (side(a1, a2, b1) * side(a1, a2, b2) < 0) & (side(b1, b2, a1) * side(b1, b2, a2) < 0)
