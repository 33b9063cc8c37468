"""What the pages make of shapes before a browser gets them."""

import numpy as np
import shapely

from pages.ui.parts.overlays import VERTICES, _as_fine_as


def squares(n):
    """Give one outline of n squares, each larger than the one before."""
    boxes = [
        shapely.box(100 + i * 0.01, 36, 100 + i * 0.01 + 1e-3 + i * 1e-7, 36.001) for i in range(n)
    ]
    return shapely.MultiPolygon(boxes)


def test_outlines_of_very_many_parts_end_with_the_largest():
    shapes = np.array([squares(6000), shapely.box(103, 35, 104, 36), squares(10)], dtype=object)
    kept = _as_fine_as(shapes, VERTICES)
    assert len(kept) == 3
    assert shapely.get_num_coordinates(kept).sum() <= VERTICES
    assert shapely.equals(kept[1], shapes[1])
    sizes = shapely.area(shapely.get_parts(kept[0]))
    assert sizes.min() > shapely.area(shapely.get_parts(shapes[0])).min()


def test_outlines_that_are_fine_enough_stay():
    shapes = np.array([shapely.box(103, 35, 104, 36)], dtype=object)
    assert shapely.equals(_as_fine_as(shapes, VERTICES)[0], shapes[0])
