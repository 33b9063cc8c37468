"""What marks keep free of names, where their lines meet the frame."""

import numpy as np
import pytest

from atlas.maps.print.marks import _along
from atlas.maps.print.projection import View

FRAME = View((10.0, 10.0, 100.0, 50.0), 1.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ([(20.0, 20.0), (60.0, 40.0)], True),
        ([(0.0, 20.0), (200.0, 20.0)], True),  # through the frame
        ([(0.0, 20.0), (20.0, 0.0)], False),  # touches a corner
        ([(0.0, 0.0), (5.0, 5.0)], False),
        ([(0.0, 10.0), (10.0, 10.0)], False),  # ends in a corner
        ([(0.0, 10.0), (60.0, 10.0)], True),  # along an edge
    ],
)
def test_boxes_along_a_line_lie_in_the_frame(line, kept):
    found = _along([np.array(line)], FRAME)
    assert bool(found) == kept
    left, top, right, bottom = FRAME.edges
    for x1, y1, x2, y2 in found:
        assert left <= x1 <= x2 <= right
        assert top <= y1 <= y2 <= bottom
