import math

import pytest

from atlas.analysis.precision import FEW, Share, borne, few


@pytest.mark.parametrize(
    ("value", "n", "written"),
    [
        # one digit below 10, two below 100, three below 1,000
        (1 / 7, 9, "0.1"),
        (1 / 7, 14, "0.14"),
        (4 / 3, 9, "1"),
        (4 / 3, 10, "1.3"),
        (4 / 3, 99, "1.3"),
        (4 / 3, 100, "1.33"),
        # never more than two decimals
        (4 / 3, 12_345, "1.33"),
        (0.0149, 46, "0.01"),
        (0.0149, 460, "0.01"),
        # digits before the point count too
        (12.5, 2, "10"),
        (12.5, 20, "13"),
        (137.4, 5, "100"),
        # halves go up, as one does it by hand, and a carry brings no further digit
        (0.25, 4, "0.3"),
        (0.35, 4, "0.4"),
        (0.96, 4, "1"),
        (0.996, 46, "1.0"),
        (9.96, 46, "10"),
        # what is exact in fewer digits is still given to as many as the count bears
        (0.5, 42, "0.50"),
        (1, 42, "1.0"),
        (1, 3, "1"),
        # none is none, undefined is nothing
        (0, 42, "0"),
        (0.0, 1, "0"),
        (math.nan, 42, ""),
    ],
)
def test_a_figure_has_the_digits_that_its_count_bears(value, n, written):
    assert borne(value, n) == written


def test_below_five_is_a_small_number():
    assert FEW == 5
    assert [few(n) for n in (0, 4, 4.99, 5, 130)] == [True, True, True, False, False]
    assert few(math.nan)


def test_a_share_says_what_it_rests_on():
    assert str(Share(1, 8)) == "1/8 (0.1) "
    assert str(Share(1, 4)) == "1/4 (0.3)*"
    assert Share(0, 0).value is None
    assert str(Share(0, 0)) == "\u2013"
