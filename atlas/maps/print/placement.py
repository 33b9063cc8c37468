"""Place names beside their points: none over another, over a symbol, a leader or the frame."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
# How far a name's box stands from its symbol, points at size 10; from the fourth on with a leader.
DISTANCES = (0.8, 2.5, 5.0, 10.0, 17.0, 26.0, 38.0, 52.0, 70.0, 92.0)
LEADER_FROM = 3
# Directions (right and down are positive) with their cost: beside is read best, then above.
DIRECTIONS = (
    *((1.0, 0.0, 0.0), (-1.0, 0.0, 0.7), (0.0, -1.0, 1.0), (0.0, 1.0, 1.3)),
    *((1.0, -1.0, 0.5), (1.0, 1.0, 0.8), (-1.0, -1.0, 1.1), (-1.0, 1.0, 1.4)),
    *((1.0, -0.5, 0.2), (1.0, 0.5, 0.4), (-1.0, -0.5, 0.8), (-1.0, 0.5, 1.0)),
    *((0.5, -1.0, 0.9), (-0.5, -1.0, 1.1), (0.5, 1.0, 1.2), (-0.5, 1.0, 1.4)),
)
LEADER_COST = 3.0
DISTANCE_COST = 0.35  # a point
NEARER = 1.5  # points by which a name stands nearer to its own symbol than to any other
ASTRAY_COST = 12.0
PADDING = 1.0  # points kept free around a box
ROUNDS = 6


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
        Names of lower rank are placed first and never give way to higher ones.
    """

    key: str
    x: float
    y: float
    radius: float
    width: float
    height: float
    rank: int = 0


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
    """

    key: str
    box: tuple[float, float, float, float]
    leader: tuple[float, float, float, float] | None


def place(
    names: Sequence[Name],
    *,
    bounds: tuple[float, float, float, float],
    obstacles: Floats,
    size: float = 10.0,
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
    size
        Of the lettering, points; distances grow with it.

    Returns
    -------
    placed : list of Placed
        In the order of `names`.
    unplaced : list of str
        The keys of names for which there is no room.

    Notes
    -----
    Greedy by rank and room, then every name looks for a better place, and a name without one may
    push others aside if these find another. Nothing is random: the same names, the same places.
    """
    if not names:
        return [], []
    board = _Board(names, bounds=bounds, obstacles=obstacles, stretch=size / 10)
    order = sorted(range(len(names)), key=lambda i: (names[i].rank, board.room(i), names[i].key))
    for i in order:
        board.settle(i)
    for _ in range(ROUNDS):
        homeless = [i for i in order if board.chosen[i] < 0]
        moved = [board.push_in(i) for i in homeless]
        bettered = [board.settle(i) for i in order if board.chosen[i] >= 0]
        if not any(moved) and not any(bettered):
            break
    placed = [board.placed(i) for i in range(len(names)) if board.chosen[i] >= 0]
    return placed, [names[i].key for i in range(len(names)) if board.chosen[i] < 0]


class _Board:
    """All candidates of all names, and which of them are chosen."""

    def __init__(
        self,
        names: Sequence[Name],
        *,
        bounds: tuple[float, float, float, float],
        obstacles: Floats,
        stretch: float,
    ) -> None:
        self.names = names
        at = np.array([(n.x, n.y, n.radius) for n in names])
        self.symbols = np.column_stack([at[:, :2] - at[:, 2:], at[:, :2] + at[:, 2:]])
        self.obstacles = np.asarray(obstacles, dtype=float).reshape(-1, 4)
        self.boxes: list[Floats] = []
        self.leaders: list[Floats] = []
        self.costs: list[Floats] = []
        for i, name in enumerate(names):
            self._add(i, name, bounds, stretch)
        self.chosen = np.full(len(names), -1)
        self.box = np.full((len(names), 4), np.nan)
        self.leader = np.full((len(names), 4), np.nan)

    def _add(
        self, i: int, name: Name, bounds: tuple[float, float, float, float], stretch: float
    ) -> None:
        boxes, has_leader, costs = _candidates(name, stretch)
        others = np.delete(self.symbols, i, axis=0)
        # A name nearer to another symbol would be read as that one's: it takes a leader.
        mine, theirs = _gap(boxes, self.symbols[[i]]), _gap(boxes, others)
        astray = theirs.min(axis=1, initial=np.inf) < mine[:, 0] + NEARER * stretch
        costs = costs + np.where(astray, ASTRAY_COST + np.where(has_leader, 0, LEADER_COST), 0)
        near = ~has_leader & astray & (mine[:, 0] > 0)
        leaders = np.full((len(boxes), 4), np.nan)
        leaders[has_leader | near] = _leaders(name, boxes[has_leader | near])
        for fixed in (others, self.obstacles):
            # Where there is no way for a leader, a near place without one is the last resort.
            blocked = near & _crosses_box(leaders, fixed).any(axis=1)
            leaders[blocked] = np.nan
            costs = costs + np.where(blocked, ASTRAY_COST, 0)
        left, top, right, bottom = bounds
        good = (
            (boxes[:, 0] >= left)
            & (boxes[:, 1] >= top)
            & (boxes[:, 2] <= right)
            & (boxes[:, 3] <= bottom)
        )
        for fixed in (others, self.obstacles):
            good &= ~_overlap(boxes, fixed).any(axis=1)
            good &= ~_crosses_box(leaders, fixed).any(axis=1)
        self.boxes.append(boxes[good])
        self.leaders.append(leaders[good])
        self.costs.append(costs[good])

    def room(self, i: int) -> int:
        """Return how many places a name could take if it were alone."""
        return len(self.costs[i])

    def _conflicts(self, i: int) -> Flags:
        """Return which candidates of a name (rows) are in whose way (columns)."""
        boxes, leaders = self.boxes[i], self.leaders[i]
        found = (
            _overlap(boxes, self.box)
            | _crosses_box(leaders, self.box)
            | _crosses_box(self.leader, boxes).T
            | _cross(leaders, self.leader)
        )
        found[:, i] = False
        return found

    def choose(self, i: int, candidate: int) -> None:
        self.chosen[i] = candidate
        self.box[i] = np.nan if candidate < 0 else self.boxes[i][candidate]
        self.leader[i] = np.nan if candidate < 0 else self.leaders[i][candidate]

    def settle(self, i: int) -> bool:
        """Give a name its cheapest free place; return whether that is another than before."""
        if not self.room(i):
            return False
        free = np.flatnonzero(~self._conflicts(i).any(axis=1))
        if not len(free):
            return False
        best = int(free[np.argmin(self.costs[i][free])])
        changed = best != int(self.chosen[i])
        self.choose(i, best)
        return changed

    def push_in(self, i: int) -> bool:
        """Give a homeless name a place whose holders all find another; else leave all as it was."""
        if not self.room(i):
            return False
        conflicts = self._conflicts(i)
        ranks = np.array([name.rank for name in self.names])
        allowed: Flags = ~np.any(conflicts & (ranks < self.names[i].rank), axis=1)
        weight = self.costs[i] + 20.0 * conflicts.sum(axis=1)
        for candidate in np.argsort(np.where(allowed, weight, np.inf), kind="stable")[:40]:
            if not allowed[candidate]:
                return False
            before = self.chosen.copy()
            pushed = np.flatnonzero(conflicts[candidate]).tolist()
            for other in pushed:
                self.choose(other, -1)
            self.choose(i, int(candidate))
            for other in sorted(pushed, key=self.room):
                self.settle(other)
            if (self.chosen[pushed] >= 0).all():
                return True
            for k in (*pushed, i):
                self.choose(k, int(before[k]))
        return False

    def placed(self, i: int) -> Placed:
        leader = self.leader[i]
        return Placed(
            self.names[i].key,
            tuple(self.box[i].tolist()),
            None if np.isnan(leader).any() else tuple(leader.tolist()),
        )


def _candidates(name: Name, stretch: float) -> tuple[Floats, Flags, Floats]:
    """Return the boxes a name may take, whether each needs a leader, and what each costs."""
    directions = np.array(DIRECTIONS)
    distances = np.array(DISTANCES) * stretch
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
    """Return the distance between boxes (rows) and symbols (columns)."""
    boxes = boxes[:, None, :]
    across = np.maximum(symbols[:, 0] - boxes[..., 2], boxes[..., 0] - symbols[:, 2])
    down = np.maximum(symbols[:, 1] - boxes[..., 3], boxes[..., 1] - symbols[:, 3])
    return np.hypot(np.maximum(across, 0), np.maximum(down, 0))


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
    start, way = lines[:, None, :2], lines[:, None, 2:] - lines[:, None, :2]
    with np.errstate(divide="ignore", invalid="ignore"):
        one = (boxes[:, :2] - PADDING / 2 - start) / way
        two = (boxes[:, 2:] + PADDING / 2 - start) / way
    enter, leave = np.fmin(one, two), np.fmax(one, two)
    first, last = enter.max(axis=2), leave.min(axis=2)
    with np.errstate(invalid="ignore"):
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
