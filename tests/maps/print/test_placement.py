"""Placing names: none over another, however many there are; none lost without being told."""

from dataclasses import replace

import numpy as np
import pytest

from atlas.maps.print.placement import Name, place

BOUNDS = (0.0, 0.0, 700.0, 500.0)
NOTHING = np.zeros((0, 4))


def scattered(n, seed=1, *, width=40.0, spread=1.0):
    draw, spots = np.random.default_rng(seed), []
    while len(spots) < n:
        spot = draw.uniform((20, 20), (680 * spread, 480 * spread))
        # Symbols that cover each other are moved apart before names are placed.
        if all(np.hypot(*(spot - other)) > 9 for other in spots):
            spots.append(spot)
    return [Name(f"n{i}", x, y, 4.0, width, 10.0, rank=i % 3) for i, (x, y) in enumerate(spots)]


def clashes(names, placed):
    boxes = np.array([p.box for p in placed])
    symbols = np.array(
        [(n.x - n.radius, n.y - n.radius, n.x + n.radius, n.y + n.radius) for n in names]
    )

    def over(a, b):
        a = a[:, None]
        return (
            (a[..., 0] < b[:, 2])
            & (a[..., 2] > b[:, 0])
            & (a[..., 1] < b[:, 3])
            & (a[..., 3] > b[:, 1])
        )

    return np.triu(over(boxes, boxes), k=1).sum() + over(boxes, symbols).sum()


@pytest.mark.parametrize("n", [1, 42, 150])
def test_names_find_a_place_beside_each_other(n):
    names = scattered(n)
    placed, unplaced = place(names, bounds=BOUNDS, obstacles=NOTHING)
    assert unplaced == []
    assert [p.key for p in placed] == [name.key for name in names]
    assert clashes(names, placed) == 0


def test_a_crowd_is_named_by_leaders_and_what_is_left_is_told():
    names = scattered(60, spread=0.25, width=60.0)
    placed, unplaced = place(names, bounds=BOUNDS, obstacles=NOTHING)
    assert len(placed) + len(unplaced) == 60
    assert clashes(names, placed) == 0
    assert any(p.leader for p in placed)


def test_without_room_every_name_is_told():
    names = scattered(5)
    _, unplaced = place(names, bounds=BOUNDS, obstacles=np.array([[0, 0, 700, 500.0]]))
    assert unplaced == [name.key for name in names]


def test_names_of_low_rank_never_give_way():
    """One place for two names: the one of lower rank has it, whichever comes first."""
    spot = {"x": 350.0, "y": 250.0, "radius": 4.0, "width": 40.0, "height": 10.0}
    walls = np.array(
        [[0, 0, 700, 243.0], [0, 257, 700, 500], [0, 243, 344, 257], [400, 243, 700, 257]]
    )
    names = [Name("high", **spot, rank=2), Name("low", **spot | {"y": 250.5}, rank=0)]
    placed, unplaced = place(names, bounds=BOUNDS, obstacles=walls)
    assert unplaced in (["high"], ["high", "low"])
    assert [p.key for p in placed] in (["low"], [])


def test_a_name_that_yields_stands_where_others_leave_room():
    """One place for two names alike: the second has it if the first one yields."""
    spot = {"x": 350.0, "y": 250.0, "radius": 4.0, "width": 40.0, "height": 10.0}
    walls = np.array(
        [[0, 0, 700, 243.0], [0, 257, 700, 500], [0, 243, 344, 257], [400, 243, 700, 257]]
    )
    one, two = Name("one", **spot), Name("two", **spot | {"y": 250.5})
    placed, left = place([one, two], bounds=BOUNDS, obstacles=walls)
    assert ([each.key for each in placed], left) == (["one"], ["two"])
    placed, left = place([replace(one, yields=True), two], bounds=BOUNDS, obstacles=walls)
    assert ([each.key for each in placed], left) == (["two"], ["one"])


def test_the_same_names_find_the_same_places():
    names = scattered(80)
    assert place(names, bounds=BOUNDS, obstacles=NOTHING) == place(
        names, bounds=BOUNDS, obstacles=NOTHING
    )


def test_nothing_to_place():
    assert place([], bounds=BOUNDS, obstacles=NOTHING) == ([], [])


def test_a_name_with_no_room_near_its_symbol_stands_far_off_at_the_end_of_a_leader():
    """All around is taken for 70 points, but for a passage as high as a leader and no name."""
    name = Name("a", 200.0, 200.0, 4.0, 40.0, 10.0)
    walls = np.array(
        [
            *((206, 100, 275, 197), (206, 203, 275, 300), (100, 100, 194, 300)),
            *((194, 100, 206, 193), (194, 207, 206, 300)),
        ],
        dtype=float,
    )
    (placed,), unplaced = place([name], bounds=BOUNDS, obstacles=walls)
    assert unplaced == []
    assert placed.box[0] > 275
    assert placed.leader[2] > 275
