"""What puts zones into clusters, and which phrases answer a selection."""

import pytest

from atlas.selection.basis import evidence, matched
from atlas.selection.selection import Selection
from tests.shipped import ATLAS as A


@pytest.mark.parametrize("cluster", A.clusters.index)
@pytest.mark.parametrize("grade", ["direct", "weak"])
def test_every_zone_of_a_cluster_has_a_phrase_that_puts_it_there(cluster, grade):
    asked = Selection(clusters=(cluster,), min_grade=grade)
    zones = asked.apply(A).index
    links = evidence(A, zones, asked)
    assert {*links["zone"]} == {*zones}
    assert {*links["cluster"]} <= {cluster}
    assert links["source"].all()
    assert links["reason_zh"].all()
    found = matched(A, zones, asked)
    assert {(zone, each) for zone, own in found.items() for each in own} == {
        *links[["zone", "industry"]].itertuples(index=False, name=None)
    }


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ({"industry-contains": "新材料"}, "新材料"),
        ({"text": "兰州 医药"}, "医药"),
        ({"text": "· equipment"}, "装备"),
    ],
)
def test_a_phrase_that_holds_a_word_asked_for_answers(asked, part):
    selection = Selection.from_params(asked, A)
    zones = selection.apply(A).index
    found = matched(A, zones, selection)
    names = {A.label("industries", slug) for own in found.values() for slug in own}
    assert names
    assert any(part in name for name in names)
    listed = A.zone_industries[A.zone_industries["zone"].isin(zones)]
    held = {A.label("industries", slug) for slug in listed["industry"]}
    assert {name for name in held if part in name} <= names


def test_what_asks_for_no_industry_marks_nothing():
    asked = Selection(areas=("hexi",), text=("敦煌",))
    assert not matched(A, asked.apply(A).index, asked)
    assert evidence(A, A.zones.index, Selection()).empty
