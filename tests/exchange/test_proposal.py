"""What applying a file would do: matched, held against what is there, nothing guessed."""

from collections import Counter

import pytest
import shapely

import atlas as package
from atlas.exchange import matching, reading
from atlas.exchange import proposal as proposal_module
from atlas.exchange.difference import difference_table, heads
from atlas.exchange.findings import ERROR, NOTE, QUESTION, WARNING
from atlas.exchange.matching import Known
from atlas.exchange.proposal import NEW, REPLACE, SKIP, Choices, propose
from atlas.office.record import EMPTY, Change, Record, State
from tests.effort import an_end
from tests.exchange import samples

HEADS = "开发区名称,经度,纬度,产值,备注"
HITECH, BAIYIN = "lanzhou-hitech", "baiyin-hitech"

pytestmark = pytest.mark.usefixtures("forked")


@pytest.fixture(scope="module")
def plan():
    return package.load()


def proposed(plan, *lines, state=EMPTY, head=HEADS, **choices):
    draft = reading.read("a.csv", "\n".join((head, *lines)).encode())
    return propose(plan, state, draft, Choices(**choices))


def codes(proposal, *levels):
    return [finding.code for finding in proposal.findings if finding.level in levels]


def kept(*records):
    return State(
        revision=1,
        records={record.zone: record for record in records},
        stamps={record.zone: 1 for record in records},
    )


@pytest.mark.parametrize(
    ("said", "zone", "how"),
    [
        ("lanzhou-hitech", HITECH, "id"),
        ("兰州高新技术产业开发区", HITECH, "name"),
        ("兰州高新", HITECH, "name"),
        (" 兰州 高新技术产业开发区", HITECH, "name"),
        ("Lanzhou High-tech Industrial Development Zone", HITECH, "name"),
        ("张掖工业园区", "zhangye-etdz", "alias"),
    ],
)
def test_certain_names(plan, said, zone, how):
    match = Known(plan, EMPTY).called(said)
    assert (match.zone, match.how) == (zone, how)


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("白银高新技术产业园", BAIYIN),
        ("金昌经济技术开发", "jinchang-etdz"),
        ("白银高薪技术产业开发区", BAIYIN),  # a wrong character that sounds alike
        ("Lanzhou High-tech Zone", HITECH),
    ],
)
def test_near_names_are_offered_never_taken(plan, said, zone):
    match = Known(plan, EMPTY).called(said)
    assert (match.zone, match.how) == ("", "near")
    assert match.candidates[0] == zone
    proposal = proposed(plan, f"{said},104,36,1,")
    assert codes(proposal, QUESTION) == ["match.near"]
    assert not proposal.can_apply
    # Whatever is decided for rows that match nothing, this may be a zone misspelt.
    assert not proposed(plan, f"{said},104,36,1,", unmatched=NEW).can_apply
    assert proposed(plan, f"{said},104,36,1,", zones={2: zone}).can_apply


NAMES = "编号,开发区名称,别名,英文名称,产值"


@pytest.mark.parametrize(
    "row",
    [
        "lanzhou-hitech,白银高新技术产业开发区,,,1",
        "baiyin-hitech,兰州高新,,,1",
        ",兰州高新,白银高新,,1",
        ",兰州高新,,Baiyin High-tech Industrial Development Zone,1",
    ],
)
def test_names_of_different_zones_are_a_question(plan, row):
    proposal = proposed(plan, row, head=NAMES)
    assert codes(proposal, QUESTION) == ["match.clash"]
    assert set(proposal.matches.at[2, "candidates"]) == {HITECH, BAIYIN}
    assert not proposal.records


def test_another_name_alone_makes_no_row_certain(plan):
    proposal = proposed(plan, ",某某新园,兰州高新,,1", head=NAMES)
    assert codes(proposal, QUESTION) == ["match.near"]
    assert proposal.matches.at[2, "candidates"][0] == HITECH
    chosen = proposed(plan, ",某某新园,兰州高新,,1", head=NAMES, zones={2: HITECH})
    assert list(chosen.records) == [HITECH]


@pytest.mark.parametrize(
    "row",
    [
        "lanzhou-hitech,兰州高新区（新名）,,,1",
        ",兰州高新,兰州高新技术产业开发区、没有这个名字,,1",
        ",,兰州高新,,1",
    ],
)
def test_names_that_agree_are_certain(plan, row):
    assert list(proposed(plan, row, head=NAMES).records) == [HITECH]


def test_every_zone_is_found_by_all_its_names(plan):
    known = Known(plan, EMPTY)
    for zone in plan.zones.itertuples():
        for name in (zone.Index, zone.name_zh, zone.name_en):
            assert known.called(name).zone == zone.Index


def test_a_plan_zone_gets_a_position_and_columns(plan):
    proposal = proposed(plan, "兰州高新,103.9,36.05,12,好")
    assert proposal.can_apply
    assert proposal.outcome() == {"added": [HITECH], "changed": [], "removed": []}
    record = proposal.records[HITECH]
    assert record.geometry.equals(shapely.Point(103.9, 36.05))
    assert record.kind == "point"
    assert dict(record.values) == {"产值": 12, "备注": "好"}
    assert record.name_zh == ""  # the plan's own name stays the plan's


def test_what_the_plan_says_is_not_changed(plan):
    proposal = proposed(plan, "兰州高新,冶金,永登县", head="名称,主导产业,县区")
    assert codes(proposal, NOTE) == ["place.none", "match.plan", "match.plan"]
    assert not proposal.records
    assert not proposal.can_apply  # nothing would change


def test_unknown_rows_are_asked_then_new_or_left_out(plan):
    row = "某某园,104.1,36.1,5,"
    assert codes(proposed(plan, row), QUESTION) == ["match.none"]
    new = proposed(plan, row, unmatched=NEW)
    (zone,) = new.records
    assert zone == "own-mou-mou-yuan"
    assert new.records[zone].name_zh == "某某园"
    # Computed by hand: 104.1 E, 36.1 N lies in Yuzhong county.
    assert new.records[zone].county == "620123"
    left = proposed(plan, row, unmatched=SKIP)
    assert not left.records
    assert not codes(left, QUESTION, ERROR)


def test_near_names_are_asked_about_then_all_new_or_left_out(plan):
    """What is decided for rows without a match does not hold for them: they may be misspelt."""
    rows = ("敦煌循环产业园,94.7,40.1,5,", "某某园,104.1,36.1,5,")
    assert codes(proposed(plan, *rows, unmatched=NEW), QUESTION) == ["match.near"]
    new = proposed(plan, *rows, unmatched=NEW, similar=NEW)
    assert not codes(new, QUESTION, ERROR)
    assert {record.name_zh for record in new.records.values()} == {"敦煌循环产业园", "某某园"}
    left = proposed(plan, *rows, unmatched=NEW, similar=SKIP)
    assert {record.name_zh for record in left.records.values()} == {"某某园"}
    # What is certain, and what is chosen for a row, stands.
    sure = proposed(plan, "敦煌产业园区,94.7,40.1,5,", similar=SKIP, far="take")
    assert [zone for zone in sure.matches["zone"] if zone != SKIP]


@pytest.mark.parametrize(
    ("said", "near"),
    [
        ("自创产业园", False),  # only its kind is that of 敦煌产业园区
        ("武都工业园区", False),
        ("敦惶产业园", True),  # a wrong character that is read alike
        ("敦煌循环产业园", True),
    ],
)
def test_a_kind_alone_makes_no_name_near(plan, said, near):
    match = proposed(plan, f"{said},104.1,36.1,5,").matches.loc[2]
    assert (match["how"] == "near") == near
    assert (
        not near
        or match["candidates"][0]
        == plan.zones.index[plan.zones["name_zh"] == "敦煌产业园区"].item()
    )


def test_a_place_near_a_zone_is_a_question(plan):
    lon, lat = plan.zones.loc[HITECH, ["lon", "lat"]]
    proposal = proposed(plan, f"某某园,{lon},{lat},1,")
    assert codes(proposal, QUESTION) == ["match.place"]
    assert proposal.matches.at[2, "candidates"][0] == HITECH


def test_an_own_zone_is_found_again(plan):
    own = Record("own-mou-mou-yuan", name_zh="某某园", county="620123")
    proposal = proposed(plan, "某某园,104.1,36.1,5,", state=kept(own))
    assert proposal.outcome()["changed"] == ["own-mou-mou-yuan"]
    other = proposed(plan, "另一园,104.1,36.1,5,", state=kept(own), unmatched=NEW)
    assert list(other.records) == ["own-ling-yi-yuan"]


def test_ids_are_never_used_twice(plan):
    gone = State(revision=2, stamps={"own-mou-mou-yuan": 2})
    proposal = proposed(plan, "某某园,104.1,36.1,5,", state=gone, unmatched=NEW)
    assert list(proposal.records) == ["own-mou-mou-yuan-2"]


def test_an_own_zone_needs_name_and_place(plan):
    assert codes(proposed(plan, ",104.1,36.1,5,", unmatched=NEW), ERROR) == ["match.no_name"]
    assert codes(proposed(plan, "某某园,,,5,", unmatched=NEW), ERROR) == ["match.no_county"]
    outside = proposed(plan, "某某园,104.1,36.1,5,", "乙园,116.4,39.9,1,", unmatched=NEW)
    assert codes(outside, ERROR) == ["place.outside"]


def test_the_county_said_is_held_against_the_place(plan):
    head = "名称,经度,纬度,县区"
    proposal = proposed(plan, "某某园,104.1,36.1,永登县", head=head, unmatched=NEW)
    assert codes(proposal, WARNING) == ["match.county_differs"]
    assert next(iter(proposal.records.values())).county == "620123"
    lone = proposed(plan, "某某园,,,永登", head=head, unmatched=NEW)
    assert next(iter(lone.records.values())).county == "620121"
    none = proposed(plan, "某某园,104.1,36.1,海淀区", head=head, unmatched=NEW)
    assert codes(none, WARNING) == ["match.county"]


def test_merging_leaves_what_is_not_said_and_replacing_does_not(plan):
    old = Record(
        HITECH, geometry=shapely.Point(103.9, 36.05), kind="point", values={"a": 1, "产值": 3}
    )
    gone = Record(BAIYIN, values={"a": 2})
    row = "兰州高新,,,9,"
    merged = proposed(plan, row, state=kept(old, gone))
    assert dict(merged.records[HITECH].values) == {"a": 1, "产值": 9}
    assert merged.records[HITECH].geometry == old.geometry
    assert list(merged.records) == [HITECH]
    replaced = proposed(plan, row, state=kept(old, gone), mode=REPLACE)
    assert dict(replaced.records[HITECH].values) == {"产值": 9}
    assert replaced.records[HITECH].geometry is None
    assert replaced.records[BAIYIN] is None
    assert codes(replaced, WARNING) == ["match.removed"]


def test_replacing_leaves_the_zones_of_rows_that_are_left_out(plan):
    old, gone = Record(HITECH, values={"a": 1}), Record(BAIYIN, values={"a": 2})
    rows = ("兰州高新,,,9,", "张掖工业园区,,,8,")
    proposal = proposed(*(plan, *rows), state=kept(old, gone), mode=REPLACE, zones={2: SKIP})
    assert proposal.outcome() == {"added": ["zhangye-etdz"], "changed": [], "removed": [BAIYIN]}


def test_the_same_file_again_changes_nothing(plan):
    row = "兰州高新,103.9,36.05,12,好"
    first = proposed(plan, row)
    again = proposed(plan, row, state=kept(*first.records.values()))
    assert not again.changes
    assert not again.can_apply


def test_rows_of_one_zone_must_agree(plan):
    differing = proposed(plan, "兰州高新,,,1,", "lanzhou-hitech,,,2,")
    (error,) = [finding for finding in differing.findings if finding.level == ERROR]
    assert (error.code, error.row, error.column, error.value) == ("match.differs", 3, "产值", "2")
    assert "2" in error.message("zh")
    apart = proposed(plan, "兰州高新,103.9,36.05,,", "lanzhou-hitech,103.91,36.05,,")
    assert codes(apart, ERROR) == ["match.two_points"]
    assert not codes(proposed(plan, "兰州高新,,,1,", "lanzhou-hitech,,,1,好"), ERROR)


def test_several_plots_become_one_outline(plan, tmp_path):
    frame = samples.shapes()
    frame["名称"] = "兰州高新"
    frame = frame[["名称", "geometry"]]
    frame.to_file(tmp_path / "a.geojson", driver="GeoJSON")
    draft = reading.read("a.geojson", (tmp_path / "a.geojson").read_bytes())
    proposal = propose(plan, EMPTY, draft)
    record = proposal.records[HITECH]
    assert record.geometry.geom_type == "MultiPolygon"
    assert record.geometry.equals(shapely.MultiPolygon(list(frame.geometry)))
    assert record.kind == "digitised"
    assert "match.parts" in codes(proposal, NOTE)


def test_how_a_position_is_known(plan):
    head = "名称,经度,纬度,位置可靠程度,位置精度,位置来源"
    row = "兰州高新,103.9,36.05,四至示意,0.5,测绘"
    record = proposed(plan, row, head=head).records[HITECH]
    assert (record.kind, record.accuracy_km, record.source) == ("bounds", 0.5, "测绘")
    odd = proposed(plan, "兰州高新,103.9,36.05,大概,很准,", head=head)
    assert sorted(codes(odd, WARNING)) == ["match.accuracy", "match.basis"]
    assert odd.records[HITECH].kind == "point"
    assert proposed(plan, row, head=head, kind="county").records[HITECH].kind == "county"
    red = reading.read("r.txt", samples.redline().encode("gbk"))
    surveyed = propose(plan, EMPTY, red, Choices(unmatched=NEW))
    assert surveyed.kinds([0]) == ["surveyed"]


def test_a_point_takes_no_outlines_place(plan):
    outline = shapely.box(103.62, 36.08, 103.64, 36.10)
    old = Record(HITECH, geometry=outline, kind="surveyed")
    inside = proposed(plan, "兰州高新,103.63,36.09,9,", state=kept(old))
    assert inside.records[HITECH].geometry == outline
    assert not codes(inside, WARNING)
    outside = proposed(plan, "兰州高新,103.9,36.05,9,", state=kept(old))
    assert outside.records[HITECH].geometry == outline
    assert codes(outside, WARNING) == ["match.outline_kept"]
    replaced = proposed(plan, "兰州高新,103.9,36.05,9,", state=kept(old), mode=REPLACE)
    assert replaced.records[HITECH].geometry.geom_type == "Point"


def test_a_place_where_the_zone_is_shown_is_no_new_position(plan):
    lon, lat, km = plan.zones.loc[HITECH, ["lon", "lat", "accuracy_km"]]
    head = "名称,经度,纬度,精度（千米）,位置可靠程度"
    assert not proposed(plan, f"兰州高新,{lon},{lat},{km},", head=head).changes
    known = proposed(plan, f"兰州高新,{lon},{lat},0.05,界址点", head=head)
    assert known.records[HITECH].kind == "surveyed"
    assert known.records[HITECH].accuracy_km == 0.05


def test_industries_that_the_plan_does_not_name_are_kept_and_said(plan):
    head = "名称,经度,纬度,主导产业"
    proposal = proposed(plan, "某某园,104.1,36.1,新材料、建材", head=head, unmatched=NEW)
    assert next(iter(proposal.records.values())).industries == ("新材料", "建材")
    (note,) = [each for each in proposal.findings if each.code == "match.industry"]
    assert (note.value, note.row) == ("建材", 2)


@pytest.mark.parametrize(
    ("head", "system"),
    [
        ("经度(GCJ02),纬度(GCJ02)", "gcj02"),
        ("高德经度,高德纬度", "gcj02"),
        ("百度经度,百度纬度", "bd09"),
        ("lng_bd09,lat_bd09", "bd09"),
        ("西安80经度,西安80纬度", "xian80"),
        ("经度（CGCS2000）,纬度（CGCS2000）", "wgs84"),
        ("中心经度,中心纬度", "wgs84"),
    ],
)
def test_the_heads_of_coordinates_state_their_system(plan, head, system):
    proposal = proposed(plan, "兰州高新,103.8312,36.0612", head=f"名称,{head}")
    assert proposal.placement.system == system
    assert HITECH in proposal.records


def red_line(*plots, datum="2000国家大地坐标系"):
    """Give a red-line file of squares of 100 m, each (name, easting, northing)."""
    said = f"[属性描述]\n坐标系={datum}\n几度分带=3\n投影类型=高斯克吕格\n[地块坐标]\n"
    for name, east, north in plots:
        said += f"5,1.0000,1,{name},面,,工业用地,,@\n"
        said += "".join(
            f"J{n},1,{north + 100 * y}.000,{east + 100 * x}.000\n"
            for n, (x, y) in enumerate([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], start=1)
        )
    return said.encode()


def test_plots_of_several_zones_are_placed_each_by_its_own_number(plan):
    # By hand: 98.5 E is half a degree west of 99, the meridian of zone 33: 42.9 km at 39.72 N.
    west = ("酒泉经开", 33_457_100, 4_399_000)
    data = red_line(("兰州高新", 35_393_000, 3_993_000), ("兰州高新", 35_395_000, 3_993_000), west)
    proposal = propose(plan, EMPTY, reading.read("a.txt", data), Choices(unmatched=SKIP))
    assert "place.zones" in codes(proposal, NOTE)
    shapes = [shape.centroid for shape in proposal.placement.geometry]
    assert [round(shape.x, 2) for shape in shapes] == [103.81, 103.84, 98.5]
    assert [round(shape.y, 2) for shape in shapes] == [36.06, 36.06, 39.72]


def test_a_zone_number_of_elsewhere_is_an_error_of_its_row(plan):
    plots = ("兰州高新", 35_393_000, 3_993_000), ("白银高新", 39_500_000, 3_993_000)
    proposal = propose(plan, EMPTY, reading.read("a.txt", red_line(plots[0], plots[0], plots[1])))
    assert codes(proposal, ERROR) == ["place.zone_unknown"]


def test_a_system_that_nobody_knows_is_asked_about(plan):
    data = red_line(("兰州高新", 35_393_000, 3_993_000), datum="兰州独立坐标系")
    draft = reading.read("a.txt", data)
    proposal = propose(plan, EMPTY, draft)
    assert codes(proposal, QUESTION) == ["place.unknown_datum"]
    assert not proposal.can_apply
    assert "兰州独立坐标系" in proposal.findings[0].message("en")
    assert propose(plan, EMPTY, draft, Choices(system="cgcs2000-3-35")).can_apply


@pytest.mark.parametrize(
    ("lines", "system"),
    [
        (["坐标系：GCJ-02（高德）,,", "名称,经度,纬度", "兰州高新,103.8312,36.0612"], "gcj02"),
        (["名称,经度,纬度,坐标系", "兰州高新,103.8312,36.0612,BD-09"], "bd09"),
        (["2026年开发区一览,,", "名称,经度,纬度", "兰州高新,103.8312,36.0612"], "wgs84"),
        (["名称,经度,纬度,坐标系", "兰州高新,103.8312,36.0612,某某独立坐标系"], ""),
    ],
)
def test_titles_and_columns_state_the_system_too(plan, lines, system):
    head, *rest = lines
    assert proposed(plan, *rest, head=head).placement.system == system


def test_a_shift_of_datum_without_parameters_stays_known(plan):
    data = red_line(("兰州高新", 35_393_000, 3_993_000), datum="1980西安坐标系")
    proposal = propose(plan, EMPTY, reading.read("a.txt", data))
    assert "place.approximate" in codes(proposal, WARNING)
    record = proposal.records[HITECH]
    assert (record.kind, record.accuracy_km) == ("surveyed", 0.2)
    assert "近似转换" in record.source


def test_how_well_a_position_is_known_says_something_of_a_position_only(plan):
    head = "名称,经度,纬度,位置可靠程度,县区"
    lone = proposed(plan, "兰州高新,,,界址点,", head=head)
    assert codes(lone, WARNING) == ["match.no_place"]
    assert not lone.records


def test_a_source_without_coordinates_is_a_column_of_its_own(plan):
    lone = proposed(plan, "兰州高新,年鉴", head="名称,来源")
    assert lone.records[HITECH].values == {"来源": "年鉴"}
    assert not lone.records[HITECH].source
    placed = proposed(plan, "兰州高新,103.9,36.05,年鉴", head="名称,经度,纬度,来源")
    assert placed.records[HITECH].source == "年鉴"


def test_of_two_pairs_of_coordinates_it_is_said_which_was_taken(plan):
    both = proposed(plan, "兰州高新,103.9,36.05,1,2", head="名称,经度,纬度,X坐标,Y坐标")
    assert codes(both, NOTE).count("place.beside") == 2


def test_numbers_that_are_texts_stay_so(plan):
    state = kept(Record(HITECH, values={"地块编号": "1", "n": 2}))
    assert not proposed(plan, "兰州高新,1,2", head="名称,地块编号,n", state=state).records
    (record,) = proposed(plan, "兰州高新,3,4", head="名称,地块编号,n", state=state).records.values()
    assert record.values == {"地块编号": 3, "n": 4}


def test_a_name_that_only_fills_the_english_column_is_none(plan):
    head = "名称,英文名称,经度,纬度"
    first = proposed(plan, "某某园,某某园,104.1,36.1", head=head, unmatched=NEW)
    (record,) = first.records.values()
    assert (record.name_zh, record.name_en) == ("某某园", "")


def test_an_own_zone_known_by_its_id_can_be_renamed(plan):
    head = "编号,名称,经度,纬度"
    first = proposed(plan, ",某某园,104.1,36.1", head=head, unmatched=NEW)
    (zone,) = first.records
    state = State(1, first.records)
    renamed = proposed(plan, f"{zone},某某新园,,", head=head, state=state)
    assert renamed.records[zone].name_zh == "某某新园"
    assert renamed.records[zone].geometry == first.records[zone].geometry


def test_an_accuracy_says_something_of_a_position_only(plan):
    head = "名称,经度,纬度,精度（千米）,县区"
    lone = proposed(plan, "某某园,,,0.05,永登", "兰州高新,,,0.05,", head=head, unmatched=NEW)
    assert codes(lone, WARNING) == ["match.no_position"] * 2
    assert {record.accuracy_km for record in lone.records.values()} == {None}
    with_place = proposed(plan, "某某园,104.1,36.1,0.05,", head=head, unmatched=NEW)
    assert not codes(with_place, WARNING)
    assert next(iter(with_place.records.values())).accuracy_km == 0.05


def test_a_new_position_takes_the_old_ones_source_away(plan):
    old = Record(
        HITECH, geometry=shapely.Point(103, 36), kind="surveyed", accuracy_km=0.01, source="旧"
    )
    record = proposed(plan, "兰州高新,103.9,36.05,,", state=kept(old)).records[HITECH]
    assert (record.kind, record.accuracy_km, record.source) == ("point", None, "")


def test_columns_can_be_left_out(plan):
    record = proposed(plan, "兰州高新,,,12,好", left_out=("备注",)).records[HITECH]
    assert dict(record.values) == {"产值": 12}


def test_a_zone_that_is_chosen_must_exist(plan):
    assert "match.unknown_zone" in codes(proposed(plan, "甲,,,1,", zones={2: "nowhere"}), ERROR)


def test_many_unknown_rows_are_one_question(plan):
    proposal = proposed(plan, *(f"园{n}号区,,,1," for n in range(300)))
    assert codes(proposal, QUESTION) == ["match.many"]


def test_the_point_that_closes_a_ring_is_no_corner_of_its_own():
    hole = [(103.02, 36.02), (103.02, 36.04), (103.04, 36.02)]
    shape = shapely.Polygon([(103, 36), (103.1, 36), (103.1, 36.1), (103, 36.1)], [hole])
    table = difference_table([Change(HITECH, "geometry", "", None, shape)], names={})
    assert table.iloc[0]["after"].endswith("1 块，7 个界址点")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_differences_in_words(plan, lang):
    own = Record(
        "own-a", name_zh="甲", county="620123", industries=("石化", "装备"), values={"好": True}
    )
    state = kept(own)
    proposal = proposed(plan, "兰州高新,103.9,36.05,12,好", state=state, mode=REPLACE)
    names = {HITECH: "H", "own-a": "A", "620123": "County"}
    table = difference_table(proposal.changes, lang, names=names)
    assert list(table.columns) == list(heads(lang))
    assert set(table["name"]) == {"H", "A"}
    first = table[(table["name"] == "H")]
    assert "103.900000" in first.iloc[0]["after"]
    assert "County" in table[table["name"] == "A"]["before"].tolist()
    assert not table.isna().any(axis=None)
    for finding in proposal.findings:
        assert finding.message(lang)


def test_a_question_names_the_zones_it_may_be(plan):
    for said, head in (
        ("白银高薪技术产业开发区,104,36,1,", HEADS),
        (",103.95,36.05,1,", HEADS),
        (f"{HITECH},白银高新技术产业开发区", "编号,名称"),
    ):
        proposal = proposed(plan, said, head=head)
        (asked,) = (each for each in proposal.findings if each.level == QUESTION)
        first = proposal.matches.loc[2, "candidates"][0]
        for lang in ("zh", "en"):
            assert plan.zones.loc[first, f"name_{lang}"] in asked.message(lang)
            assert "“”" not in asked.message(lang)
            assert not set(asked.message(lang)) & set("{}")


def test_ids_and_names_that_lead_to_different_zones_are_no_common_name(plan):
    clash = proposed(plan, f"{HITECH},白银高新技术产业开发区", head="编号,名称")
    assert codes(clash, QUESTION) == ["match.clash"]


def test_a_row_of_sums_is_no_zone(plan):
    proposal = proposed(plan, "兰州高新,,,12,", "合 计,,,12,", "Total,,,12,", head=HEADS)
    assert codes(proposal, NOTE).count("match.total") == 2
    assert list(proposal.records) == [HITECH]
    assert proposal.can_apply


def test_a_row_without_a_name_and_place_is_asked_about(plan):
    proposal = proposed(plan, ",,,12,", head=HEADS)
    assert codes(proposal, QUESTION) == ["match.none_unnamed"]


class Counted(set):
    """A set that knows how often it was asked."""

    asked = 0

    def __contains__(self, each):
        self.asked += 1
        return super().__contains__(each)


@pytest.mark.parametrize("names", ["\u0f56\u0f7c\u0f51{}", "\u56ed{}", "a-{}", "{}"])
def test_ids_of_names_that_are_read_alike_are_looked_for_once_each(names):
    many, taken, used = 500, Counted(), Counter()
    given = [names.format("\u0f0b" * n + "!") for n in range(many)]
    ids = []
    for name in given:
        ids.append(proposal_module._id(name, taken, used))
        taken.add(ids[-1])
    assert len(set(ids)) == many
    assert taken.asked <= 3 * many


def test_an_id_that_was_ever_used_is_not_used_again():
    taken = {"own-a", "own-a-2", "own-a-4"}
    used = Counter()
    ids = []
    for _ in range(3):
        ids.append(proposal_module._id("a", taken, used))
        taken.add(ids[-1])
    assert ids == ["own-a-3", "own-a-5", "own-a-6"]


def test_near_names_are_not_looked_for_of_a_whole_text(monkeypatch, plan):
    lengths = []

    def alike(wanted, _read, _name):
        lengths.append(len(wanted))
        return 0.0

    monkeypatch.setattr(matching, "_alike", alike)
    known = matching.Known(plan, EMPTY)
    name = plan.zones["name_zh"].iloc[0]
    for n in (1, 50, 10_000):
        known.called(name + "\u7532" * n)
    assert lengths
    assert max(lengths) <= matching.LONGEST


def test_that_names_are_no_longer_compared_is_said(monkeypatch, plan):
    rows = "".join(f"{name}\n" for name in plan.zones["name_zh"].str[:-1])
    draft = reading.read("zones.csv", f"名称\n{rows}".encode())
    assert "match.tired" not in {each.code for each in propose(plan, EMPTY, draft).findings}
    monkeypatch.setattr(matching, "MOST_HELD", 10)
    assert "match.tired" in {each.code for each in propose(plan, EMPTY, draft).findings}


def test_what_is_asked_of_each_row_does_not_grow_with_the_zones_that_are_known(plan):
    point = shapely.Point(103, 36)
    ids = [f"own-{n}" for n in range(20_000)]
    records = {zone: Record(zone, name_zh=zone, county="620102", geometry=point) for zone in ids}
    known = matching.Known(plan, State(1, records, dict.fromkeys(ids, 1)))
    with an_end(15):
        for zone in ids:
            assert zone in known
            assert known.place_of(zone) == (103, 36)
            assert known.names([zone])["en"] == zone
