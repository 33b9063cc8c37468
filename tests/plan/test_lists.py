"""Lists of the plan against each other: counted by hand from its boxes."""

import pytest

from atlas.i18n import LANGS
from atlas.plan import lists
from tests.shipped import ATLAS as A


def test_box_5_and_row_3_of_box_8_share_six_zones_and_have_one_more_each():
    said = lists.contrast(A, "专栏5", "专栏8·3")
    assert {side: len(zones) for side, zones in said.sides.items()} == {
        "both": 6,
        "first": 1,
        "second": 1,
    }
    assert said.sides["first"] == ["lanzhou-yuzhong-heping"]
    assert said.at("dingxi") == ("专栏5·1", "专栏8·3·1")


def test_every_list_names_several_zones_and_none_stands_twice():
    found = lists.lists(A)
    assert min(map(len, found.values())) > 1
    assert len({*found.values()}) == len(found)
    assert [len(found[f"专栏{n}"]) for n in range(2, 7)] == [7, 9, 12, 7, 7]


def test_what_is_offered_shares_some_and_not_all():
    for first, second in lists.alike(A):
        said = lists.contrast(A, first, second)
        assert all(said.sides.values()), (first, second)
    assert ("专栏5", "专栏8·3") in lists.alike(A)


@pytest.mark.parametrize("lang", LANGS)
def test_the_table_has_every_zone_of_either_once(lang):
    said = lists.contrast(A, "专栏3", "专栏8")
    table = lists.as_table(A, said, lang=lang)
    assert sorted(table.iloc[:, 1]) == sorted(
        A.label("zones", zone, lang) for zone in {*said.a, *said.b}
    )
    assert not table.iloc[:, :2].eq("").any(axis=None)
