import numpy as np
import pytest

from atlas import Selection
from atlas.selection import counts
from atlas.selection.facets import Facets
from atlas.selection.flags import FLAGS


def test_the_summary_adds_up_and_says_where_it_does_not(a):
    found = counts.summary(a, a.zones)
    assert found.n == found.levels.sum() == found.types.sum() == 42
    assert found.levels.to_dict() == {"national": 7, "provincial": 28, "concentrated": 7}
    assert found.types.tolist() == [7, 9, 12, 7, 7]
    assert found.areas.to_dict() == {"lanzhou": 14, "hexi": 16, "longdongnan": 8, "ethnic": 6}
    assert found.overlap == 2
    assert found.inferred == 4


def test_the_summary_of_the_later_scheme_has_no_overlap(a):
    found = counts.summary(a, a.zones, scheme="plan14")
    assert found.areas.sum() == 42
    assert (found.overlap, found.inferred) == (0, 0)


def test_the_summary_of_nothing_is_nought(a):
    found = counts.summary(a, a.zones.head(0))
    assert (found.n, found.overlap, found.inferred) == (0, 0, 0)
    assert found.types.tolist() == [0] * 5


@pytest.mark.parametrize(
    ("rows", "columns", "of"),
    [
        ("area", "cluster", {}),
        ("area", "cluster", {"scheme": "plan14", "min_grade": "direct"}),
        ("type", "level", {}),
        ("prefecture", "tag", {}),
    ],
)
def test_each_cell_of_a_crosstab_is_a_selection(a, rows, columns, of):
    zones = Selection(levels=("national", "provincial")).apply(a)
    table = counts.crosstab(a, zones, rows=rows, columns=columns, **of)
    for (row, column), n in table.stack().items():
        fields = {FLAGS[rows].field: [row], FLAGS[columns].field: [column], **of}
        found = Selection().with_(**fields).apply(a)
        assert n == found.index.isin(zones.index).sum(), (row, column)
    assert table.to_numpy().sum() > 0


def test_counting_by_one_flag_agrees_with_the_choices(a):
    for flag, counted in a.once(Facets).choices(Selection()).items():
        assert np.array_equal(counts.by(a, a.zones, flag), counted)
