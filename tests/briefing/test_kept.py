"""Views that are kept: they come back from a file, whoever wrote it, and tell what has changed."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from atlas.briefing import kept
from atlas.briefing.kept import CollectionError, KeptCollection, KeptView
from atlas.briefing.order import Order
from atlas.office.edition import Edition
from atlas.selection.selection import Selection
from tests.pages.harness import WICKED

DAY = dt.date(2026, 11, 23)


def view_of(a, area="hexi", **given):
    order = Order.of(Selection(areas=(area,)), "zh", DAY, layout="a4", native=True, **given)
    return KeptView.of(a, order, page="analysis", query=f"area={area}&topic=alike", note="给处长")


@pytest.fixture
def collection(a):
    return KeptCollection(
        "十一月", (view_of(a, title="河西"), view_of(a, "ethnic", maker="规划处"))
    )


def written(collection, **changes):
    fields = json.loads(collection.to_json())
    fields["views"][0] |= changes
    return json.dumps(fields)


def test_a_collection_comes_back_from_its_file_and_makes_the_same_sheets(a, collection):
    read = KeptCollection.from_json(collection.to_json().encode())
    assert read == collection
    assert read.to_json() == collection.to_json()
    first, second = read.views
    assert (first.name, first.note, first.link) == (
        "河西",
        "给处长",
        "analysis?area=hexi&topic=alike",
    )
    assert second.name == second.proof.words
    order = first.order(a, dt.date(2027, 1, 1))
    asked = (order.selection.areas, order.layout, order.native, order.title, f"{order.date}")
    assert asked == (("hexi",), "a4", True, "河西", "2027-01-01")
    assert second.order(a, DAY).maker == "规划处"


@pytest.mark.parametrize(
    "changes",
    [
        {"page": "https://evil.example/"},
        {"page": "//evil"},
        {"page": "javascript:alert(1)"},
        {"page": ["overview"]},
        {"query": "a" * (kept.MAX_QUERY + 1)},
        {"query": 3},
        {"form": {"layout": 3}},
        {"form": {"native": 1}},
        {"form": {"base_url": "https://evil.example/"}},
        {"words": {"title": ["x"]}},
        {"words": {"who": "x"}},
        {"note": None},
        {"proof": {}},
        {"proof": None},
    ],
)
def test_a_file_that_no_atlas_wrote_is_refused(collection, changes):
    with pytest.raises(CollectionError):
        KeptCollection.from_json(written(collection, **changes))


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "damaged"),
        (b"\xff\xfe", "damaged"),
        (b"[" * 100_000, "damaged"),
        (b"[]", "damaged"),
        (b"null", "damaged"),
        (b'{"format": 1}', "damaged"),
        (b'{"format": "gansu-zone-atlas-collection/9"}', "newer"),
        (b" " * (kept.MAX_FILE + 1), "large"),
    ],
)
def test_what_is_no_collection_is_told_apart(data, key):
    with pytest.raises(CollectionError) as refused:
        KeptCollection.from_json(data)
    assert refused.value.key == key


def test_a_file_holds_no_more_views_than_a_list(a):
    one = view_of(a)
    with pytest.raises(CollectionError) as refused:
        KeptCollection.from_json(KeptCollection("x", (one,) * (kept.MOST_VIEWS + 1)).to_json())
    assert refused.value.key == "many"


def test_words_of_a_file_are_words_and_links_lead_nowhere_else(collection):
    proof = json.loads(collection.to_json())["views"][0]["proof"]
    proof["sheets"][0]["link"] = "https://evil.example/"
    changes = {
        "query": "area=hexi\n&x=//evil",
        "note": f"{WICKED}\n\x00",
        "words": {"title": WICKED},
        "proof": proof,
    }
    (view, _) = KeptCollection.from_json(written(collection, **changes)).views
    assert (view.name, view.note, view.proof.link) == (WICKED, WICKED, "")
    assert view.link == "analysis?area=hexi%0A&x=%2F%2Fevil"


def test_it_says_which_zones_came_went_and_changed(a, collection):
    same = kept.change(collection.views[0], a)
    assert (same.verdict.same, same.then, same.now) == (True, 16, 16)
    view = collection.views[0]
    zones = dict(view.proof.sheets[0].zones)
    gone, other = list(zones)[:2]
    zones[other] = "00000000"
    del zones[gone]
    zones["bygone"] = "11111111"
    zones["bygone-too"] = "11111111"
    stale = replace(
        view, proof=replace(view.proof, sheets=(replace(view.proof.sheets[0], zones=zones),))
    )
    found = kept.change(stale, a)
    assert (found.then, found.now, found.numbers) == (17, 16, "17 → 16")
    assert found.verdict.added == (gone,)
    assert found.verdict.removed == ("bygone", "bygone-too")
    assert found.verdict.changed == (other,)
    assert a.label("zones", gone, "zh") in found.message("zh")
    assert "17 → 16" in found.message("en")


def test_views_of_several_editions_make_no_one_file(a, collection):
    own = Order.of(Selection(), "zh", DAY).map.vintage
    assert kept.one_vintage(collection.views) == own
    with pytest.raises(CollectionError):
        kept.one_vintage(())
    other = KeptView.of(
        a, Order.of(Selection(), "zh", DAY, vintage=replace(own, edition=Edition(own=True)))
    )
    with pytest.raises(CollectionError):
        kept.one_vintage((*collection.views, other))
