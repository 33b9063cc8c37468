"""Find where a map crowds and where it is empty."""

import math
from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

CELL = 4.0  # points
Box = tuple[float, float, float, float]


def crowds(points: NDArray[np.float64], *, reach: float, least: int = 3) -> list[NDArray[np.intp]]:
    """
    Return groups of points that stand too near to each other to be named.

    Parameters
    ----------
    points
        (n, 2), points of the sheet.
    reach
        Points nearer than this belong together, and so do theirs.
    least
        The smallest group.

    Returns
    -------
    list of np.ndarray
        Row numbers, the largest group first.
    """
    if not len(points):
        return []
    places: NDArray[np.object_] = np.asarray(shapely.points(points))
    tree = shapely.STRtree(places)
    group = _joined(len(points), tree.query(places, predicate="dwithin", distance=reach))
    order = np.argsort(group, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(group[order])) + 1)
    return sorted((m for m in members if len(m) >= least), key=len, reverse=True)


def _joined(n: int, pairs: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return for each of n things the group that pairs, (2, m), make it a member of: (n,)."""
    leads = [*range(n)]

    def lead(one: int) -> int:
        while leads[one] != one:
            leads[one] = one = leads[leads[one]]
        return one

    for one, two in pairs.T.tolist():
        leads[lead(two)] = lead(one)
    return np.array([lead(one) for one in range(n)], dtype=np.intp)


class Space:
    """
    The free room of a frame, in cells of `CELL` points.

    Parameters
    ----------
    box
        The frame: x, y, width, height in points.
    """

    def __init__(self, box: Box) -> None:
        self.box = box
        x, y, width, height = box
        self.columns, self.rows = max(1, int(width // CELL)), max(1, int(height // CELL))
        self.x = x + CELL * (np.arange(self.columns) + 0.5)
        self.y = y + CELL * (np.arange(self.rows) + 0.5)
        self.taken = np.zeros((self.rows, self.columns), dtype=bool)

    def copy(self) -> "Space":
        """Return the same room, to be filled otherwise."""
        other = Space(self.box)
        other.taken = self.taken.copy()
        return other

    def fill_area(self, area: BaseGeometry) -> None:
        """Take what an area of the sheet, in points, covers."""
        shapely.prepare(area)
        xs, ys = np.meshgrid(self.x, self.y)
        self.taken |= shapely.contains_xy(area, xs, ys)

    def fill_boxes(self, boxes: Iterable[Box]) -> None:
        """Take boxes: left, top, right, bottom."""
        for left, top, right, bottom in boxes:
            across = (self.x + CELL / 2 > left) & (self.x - CELL / 2 < right)
            down = (self.y + CELL / 2 > top) & (self.y - CELL / 2 < bottom)
            self.taken |= down[:, None] & across[None, :]

    def find(
        self, width: float, height: float, *, near: tuple[float, float], steep: float = 1.0
    ) -> tuple[float, float] | None:
        """
        Return where a box of some size is free.

        Parameters
        ----------
        width, height
            Points.
        near
            0 to 1 across and down: of all free places the one nearest to this is taken.
        steep
            How much farther a way up or down counts than one across.

        Returns
        -------
        tuple of float, or None
            x and y of its upper left corner; None if there is no room.
        """
        across, down = math.ceil(width / CELL), math.ceil(height / CELL)
        if across > self.columns or down > self.rows:
            return None
        sums = np.zeros((self.rows + 1, self.columns + 1), dtype=int)
        sums[1:, 1:] = self.taken.cumsum(axis=0).cumsum(axis=1)
        covered = (sums[down:, across:] - sums[:-down, across:] - sums[down:, :-across]) + sums[
            :-down, :-across
        ]
        free = np.argwhere(covered == 0)
        if not len(free):
            return None
        x, y, room_x, room_y = self.box
        at = np.column_stack([x + free[:, 1] * CELL, y + free[:, 0] * CELL])
        wish = np.array([x + near[0] * (room_x - width), y + near[1] * (room_y - height)])
        left, top = at[np.argmin((((at - wish) * (1.0, steep)) ** 2).sum(axis=1))].tolist()
        # The last cell of a row need not end at the frame.
        return min(left, x + room_x - width), min(top, y + room_y - height)
