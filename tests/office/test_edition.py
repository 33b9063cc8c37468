"""What an office added, laid over the plan's atlas."""

import datetime as dt

import pytest
import shapely

from atlas.briefing import provenance
from atlas.briefing.formats import SNAPSHOTS
from atlas.briefing.order import Order
from atlas.maps import topology, web
from atlas.maps.web import columns
from atlas.office import EMPTY, State
from atlas.office.edition import NOW, Edition, derive, unplaced
from atlas.office.vintage import Vintage
from atlas.selection.facets import Facets
from atlas.selection.selection import Selection
from tests.maps.web.document import data_of
from tests.office import added


@pytest.fixture(scope="module")
def ids(a):
    return a.zones.index


@pytest.fixture(scope="module")
def plain(a, ids):
    return derive(a, added.state(ids))


@pytest.fixture(scope="module")
def own(a, ids):
    return derive(a, added.state(ids, revision=4), own=True)


def test_without_records_it_is_the_plans_atlas(a):
    assert derive(a, EMPTY) is a
    assert derive(a, EMPTY, own=True) is a
    removed = derive(a, State(3, {}, {}))
    assert removed.revision == 3
    assert removed.zones is a.zones or removed.zones.equals(a.zones)


def test_own_zones_show_only_when_asked_for(a, plain, own):
    assert list(plain.zones.index) == list(a.zones.index)
    assert list(own.zones.index) == [*a.zones.index, added.OWN]
    assert list(plain.types.index) == list(a.types.index)
    assert list(own.types.index) == [*a.types.index, "own"]
    assert own.revision == 4


def test_what_the_plan_says_stays(a, own):
    columns = ["name_zh", "name_en", "level", "zone_type", "prefecture", "county", "source"]
    after = own.zones.loc[a.zones.index]
    for column in columns:
        assert after[column].tolist() == a.zones[column].tolist()
    untouched = a.zones.index[2:]
    for column in ("lon", "lat", "position_basis", "accuracy_km", "position_source"):
        before = a.zones.loc[untouched, column].tolist()
        assert own.zones.loc[untouched, column].tolist() == before


def test_a_position_takes_the_place_of_the_plans(ids, plain):
    row = plain.zones.loc[ids[1]]
    assert (row["lon"], row["lat"]) == (98.5123456789, 39.7123456789)
    assert row.geometry.equals(added.POINT)
    assert (row["position_kind"], row["accuracy_km"], row["note_zh"]) == ("point", 0.2, "")
    assert row["position_source"] == ""
    assert not row["verified"]


def test_an_outline_is_kept_and_its_zone_lies_within(ids, plain):
    assert list(plain.outlines.index) == [ids[0]]
    assert plain.outlines.loc[ids[0], "kind"] == "surveyed"
    assert plain.outlines.geometry.iloc[0].equals_exact(added.PARK, 0)
    assert plain.outlines.crs == "EPSG:4326"
    row = plain.zones.loc[ids[0]]
    assert added.PARK.contains(row.geometry)
    assert (row["lon"], row["lat"]) == (row.geometry.x, row.geometry.y)
    assert row["position_kind"] == row["position_basis"] == "surveyed"
    # The file says nothing of its accuracy: what is assumed of the kind stands there, and is said.
    assert row["accuracy_km"] == 0.01
    assert row["note_zh"] == "红线.txt 文件没有写精度，按位置种类假定。"
    assert row["note_en"].startswith("红线.txt The file says nothing")


def test_own_columns_have_their_kinds(plain, own, ids):
    assert plain.own_columns["kind"].to_dict() == {
        "投资额": "number",
        "阶段": "text",
        "开工": "date",
        "重点": "bool",
    }
    assert plain.own_columns["n"].tolist() == [3, 3, 1, 2]
    assert own.own_columns["n"].tolist() == [4, 3, 1, 2]
    assert plain.own_values.loc[ids[2], "投资额"] == 40.0
    assert plain.own_values.loc[ids[1], "重点"] is None


def test_an_own_zone_has_its_place_its_areas_and_all_its_industries(a, own):
    sheet = own.zone(added.OWN)
    assert sheet.row["name_zh"] == "河西北部产业园"
    assert (sheet.row["prefecture"], sheet.row["county"]) == ("jiuquan", "620982")
    # Only its county is known: it stands at the county's name, and says so.
    assert sheet.row["position_kind"] == "county"
    assert own.counties.loc["620982"].geometry.contains(sheet.row.geometry)
    assert set(sheet.members["area"]) == {"hexi", "hexi-belt"}
    assert set(sheet.members["basis"]) == {"location"}
    # A phrase that the plan does not have is a phrase all the same; it belongs to no cluster.
    assert sheet.industries["name_zh"].tolist() == ["装备制造", "没有这个词组"]
    assert sheet.aliases["alias"].tolist() == ["河西北园"]
    of_phrase = a.links[a.links["industry"] == sheet.industries["industry"].iloc[0]]
    assert set(sheet.links["cluster"]) == set(of_phrase["cluster"])
    assert own.select(text="hexi north").index.tolist() == [added.OWN]
    assert own.select(level="own").index.tolist() == [added.OWN]


def test_an_own_zone_without_a_position_is_as_uncertain_as_its_county(a):
    record = added.Record(added.OWN, name_zh="某园", county="620982", accuracy_km=0.05)
    zone = derive(a, State(1, {added.OWN: record}, {}), own=True).zones.loc[added.OWN]
    assert zone["accuracy_km"] == a.position_kinds.loc["county", "assumed_km"]


def test_what_has_no_place_in_new_data_is_left_out_and_named(a):
    records = {
        "own-a": added.Record("own-a", name_zh="甲园", county="629999", values={"x": 1}),
        "own-b": added.Record("own-b", name_zh="乙园", county="620982"),
        "no-zone-of-the-plan": added.Record("no-zone-of-the-plan", values={"x": 1}),
    }
    state = State(1, records, {})
    assert unplaced(a, state) == ["own-a", "no-zone-of-the-plan"]
    shown = derive(a, state, own=True)
    assert [*shown.zones.index] == [*a.zones.index, "own-b"]
    assert web.document(shown)


def test_labels_and_facets_know_what_was_added(own):
    assert own.label("types", "own") == "自有开发区"
    assert own.label("levels", "own", "en") == "Office's own"
    assert own.label("position_basis", "surveyed") == "界址点"
    assert own.once(Facets).matrix("type")["own"].sum() == 1


def test_the_map_draws_it_and_no_text_of_it_is_code(a, ids):
    wicked = "{{7*7}}</script><img src=x onerror=hit()>"
    state = added.state(ids)
    records = dict(state.records)
    records[added.OWN] = added.replace(records[added.OWN], name_zh=wicked, name_en=wicked)
    page = web.document(derive(a, State(1, records, {}), own=True))
    assert wicked not in page
    data = data_of(page)
    outlines = data["outlines"]
    assert columns.unpack(outlines["zone"]).tolist() == [a.zones.index.get_loc(ids[0])]
    (rings,) = outlines["rings"]
    first, *_ = (ring.split(",") for ring in rings.split(";"))
    assert first[0].startswith(topology.digits([10360000, 3608000]))
    assert len(first) == 2
    keys = [layer["key"] for layer in data["layers"]]
    assert {"outlines", "type-own"} <= set(keys)


def test_the_plans_map_has_no_layers_for_what_is_not_there(a):
    keys = {layer["key"] for layer in data_of(web.document(a))["layers"]}
    assert not keys & {"outlines", "type-own"}


@pytest.mark.parametrize(
    ("params", "edition", "wrong"),
    [
        ({}, Edition(), []),
        ({"own": "1", "as-of": "3"}, Edition(own=True, as_of=3), []),
        ({"own": ["0", "1"]}, Edition(own=True), []),
        ({"as-of": "0"}, Edition(as_of=0), []),
        ({"own": "maybe"}, Edition(), ["own"]),
        ({"as-of": "-1"}, Edition(), ["as-of"]),
        ({"as-of": "²"}, Edition(), ["as-of"]),
        ({"as-of": "9" * 40, "own": "x"}, Edition(), ["own", "as-of"]),
    ],
)
def test_an_edition_is_read_from_a_link(params, edition, wrong):
    found, unknown = Edition.parse(params)
    assert found == edition
    assert [each.flag for each in unknown] == wrong
    assert Edition.parse(found.to_params()) == (found, ())
    assert Edition().as_of == NOW


def test_a_finished_piece_leads_back_to_its_edition_and_is_verified_against_it(a, own):
    asked = Order.of(
        Selection(levels=("own",)),
        lang="zh",
        date=dt.date(2026, 11, 23),
        base_url="https://atlas.example/",
        vintage=Vintage(edition=Edition(own=True, as_of=4)),
    )
    assert asked.link.endswith("?level=own&own=1&as-of=4")
    record = provenance.read(SNAPSHOTS["svg"].write(own, asked))
    assert record.vintage == asked.vintage
    assert provenance.verify(own, record).same
    assert not provenance.verify(a, record).same


@pytest.mark.parametrize("kind", ["svg", "html"])
def test_no_text_of_an_office_becomes_code_in_a_finished_piece(a, ids, kind):
    wicked = '{{7*7}}</script><img src=x onerror="hit()">'
    records = added.records(ids)
    records[added.OWN] = added.replace(records[added.OWN], name_zh=wicked, name_en=wicked)
    records[ids[0]] = added.replace(records[ids[0]], source=wicked, values={wicked: wicked})
    laden = derive(a, State(1, records, {}), own=True)
    asked = Order.of(
        Selection(),
        lang="zh",
        date=dt.date(2026, 11, 23),
        vintage=Vintage(edition=Edition(own=True)),
    )
    page = SNAPSHOTS[kind].write(laden, asked).decode()
    assert "<img src=x" not in page
    assert "49</script>" not in page
    assert "7*7" in page


def test_a_main_park_goes_where_the_office_puts_its_zone(a):
    record = added.Record(
        "yumen", geometry=shapely.Point(97.1, 40.3), kind="point", accuracy_km=0.2
    )
    moved = derive(a, State(1, {"yumen": record}, {"yumen": 1}))
    main = moved.parks.loc["yumen-new-town"]
    assert (main["lon"], main["lat"], main["accuracy_km"]) == (97.1, 40.3, 0.2)
    assert main.geometry.equals(shapely.Point(97.1, 40.3))
    assert moved.parks.loc["yumen-east"].equals(a.parks.loc["yumen-east"])
    # What was measured from the plan's point says nothing of the office's.
    assert "yumen" not in set(moved.position_checks["zone"])
    assert moved.zones.loc["yumen", "position_agreement"] == ""
    assert len(a.position_checks) > len(moved.position_checks)
