"""What else programs ask: filters in CQL2, other systems, properties, an order, tables."""

import io
import itertools
import json
import math
import threading
import xml.etree.ElementTree as ET
from urllib.parse import urlencode

import pandas as pd
import pytest
import shapely

from atlas import ogc
from atlas.i18n import LANGS
from atlas.model import documents
from atlas.office import Record, State, edition
from atlas.ogc import OPERATIONS, RefusedRequestError, cql
from atlas.ogc.collections import HOLDINGS
from atlas.ogc.crs import CRS84, SYSTEMS
from tests.office import added

BASE = "https://atlas.example/kfq/api"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"


@pytest.fixture(scope="module")
def joint(a):
    """Give the atlas with what an office has added, own zones too."""
    return edition.derive(a, added.state(a.zones.index), own=True)


def query(atlas, name="zones", operation="items", **params):
    given = [(each.replace("_", "-"), str(value)) for each, value in params.items()]
    return ogc.parse(OPERATIONS[operation], given, atlas, collection=name)


def items(atlas, name="zones", **params):
    asked = query(atlas, name, **{"limit": 1000, **params})
    return json.loads(json.dumps(ogc.items(atlas, asked, BASE, name), allow_nan=False))


def ids(atlas, name="zones", **params):
    return [each["id"] for each in items(atlas, name, **params)["features"]]


def refused(atlas, name="zones", **params):
    with pytest.raises(RefusedRequestError) as error:
        items(atlas, name, **params)
    assert error.value.status == 400
    assert error.value.message("en") != error.value.message("zh")
    return error.value.message()


# Filters ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("level = '国家级'", {"level": "national"}),
        ("level <> '国家级' AND prefecture IN ('酒泉市','张掖市')", None),
        ("area_ha >= 500", {"where": "area_ha>=500"}),
        ("year BETWEEN 1990 AND 2006", {"where": "year=1990..2006"}),
        ("area_ha IS NULL", {"where": "area_ha="}),
        ("S_INTERSECTS(geometry, BBOX(103,35,105,37))", {"bbox": "103,35,105,37"}),
        ("lon * 2 > 207 - 1 AND -lat < 0", None),
        ("A_CONTAINS(areas, ('河西走廊经济区'))", {"area": "hexi"}),
    ],
)
def test_a_filter_says_what_a_flag_says(a, text, flags):
    kept = ids(a, filter=text)
    assert 0 < len(kept) < 42
    if flags is not None:
        assert kept == ids(a, **flags)
    # The same as JSON, as others' programs write it.
    tree = cql_json(text)
    assert kept == ids(a, filter=json.dumps(tree), filter_lang="cql2-json")


def cql_json(text):
    import cql2  # noqa: PLC0415 - the library itself turns the one into the other

    return cql2.parse_text(text).to_json()


def test_own_columns_are_asked_as_by_where(a, joint):
    own = ids(joint, own=1, filter="投资额 >= 7")
    assert own == ids(joint, own=1, where="投资额>=7") == [*a.zones.index[[0, 2]], added.OWN]
    assert ids(joint, filter="开工 > DATE('2026-01-01')") == ids(joint, where="开工>=2026-01-02")
    assert ids(joint, "outlines", filter="\"阶段\" = '在建'") == [a.zones.index[0]]
    assert set(ids(joint, filter="投资额 >= 7 OR NOT 投资额 >= 7")) < set(ids(joint))


def test_a_name_with_blanks_is_asked_in_double_quotes(a):
    record = Record(a.zones.index[0], values={"投资 (亿元)": 3.0})
    atlas = edition.derive(a, State(1, {record.zone: record}, {record.zone: 1}))
    assert ids(atlas, filter='"投资 (亿元)" > 2') == [record.zone]
    assert ids(atlas, sortby="-投资 (亿元)", limit=1) == [record.zone]


@pytest.mark.parametrize(
    ("value", "pattern", "meant"),
    [
        ("兰州经开区", "%州%", True),
        ("兰州经开区", "兰_经%", True),
        ("兰州", "兰", False),
        ("", "%", True),
        ("", "", True),
        ("a%b", r"a\%b", True),
        ("axb", r"a\%b", False),
        ("a(b", "a(b", True),
        ("abcabd", "%abd", True),
        ("\n", "_", True),
    ],
)
def test_a_pattern_is_held_against_a_text(value, pattern, meant):
    assert cql.like(value, pattern) is meant


RECORD = {"n": 3, "none": None, "name": "Łódź Zone", "tags": ["甲", "乙"], "day": "2026-03-01"}
RECORD |= {"yes": True, "geometry": shapely.Point(103.8, 36.0)}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("n = 3", True),
        ("3 < n", False),
        ("none = 1", None),
        ("NOT none = 1", None),
        ("none = 1 AND n = 4", False),
        ("none = 1 AND n = 3", None),
        ("none = 1 OR n = 3", True),
        ("none IS NULL AND n IS NOT NULL", True),
        ("none IN (1,2)", None),
        ("n NOT IN (1,2)", True),
        ("n NOT BETWEEN 1 AND 2", True),
        ("n / 0 = 1", None),
        ("n ^ 2 = 9 AND n % 2 = 1 AND n div 2 = 1", True),
        ("CASEI(name) LIKE CASEI('łÓDŹ%')", True),
        ("ACCENTI(name) LIKE ACCENTI('Łodz%')", True),
        ("A_OVERLAPS(tags, ('甲','丙'))", True),
        ("A_CONTAINEDBY(tags, ('甲','乙','丙'))", True),
        ("A_EQUALS(tags, ('乙','甲'))", True),
        ("day > DATE('2026-02-28')", True),
        ("day < '2026-02-28'", False),
        ("yes = TRUE AND yes", True),
        ("S_WITHIN(geometry, POLYGON((103 35,105 35,105 37,103 37,103 35)))", True),
        ("S_DISJOINT(geometry, POINT(0 0))", True),
        ("name = 'it''s'", False),
        ("TRUE", True),
    ],
)
def test_what_is_empty_is_neither_true_nor_false(text, meant):
    assert cql.read(text, cql.TEXT, RECORD, CRS84)(RECORD) is meant


@pytest.mark.parametrize(
    ("filter_", "said"),
    [
        ("lvel = 'x'", "最接近的是 level"),
        ("行业 = 'x'", "可用的属性：id"),
        ("level = ", "读不懂"),
        ("level = 'x' xx", "从“xx”起"),
        ("level = 1", "不是一类"),
        ("tags = '示范集群'", "A_CONTAINS"),
        ("level", "不是条件"),
        ("soundex(level) = 'x'", "没有运算“soundex”"),
        ("S_INTERSECTS(level, POINT(1 1))", "S_INTERSECTS(geometry"),
        ("S_INTERSECTS(geometry, POLYGON((0 0,1 1,0 1,1 0,0 0)))", "不能用"),
        ("S_INTERSECTS(geometry, BBOX(103,37,105,35))", "不能用"),
        ("x" * 4001, "最多 4000"),
        ("(" * 30 + "lon = 1" + ")" * 30, "太复杂"),
        ("NOT " * 30 + "lon = 1", "太复杂"),
        ("+".join(["lon"] * 200) + " = 1", "太复杂"),
        ("lon = - - 1", "读不懂"),
        ("name_zh = '\\'", "读不懂"),
        ("lon > DATE('2016-13-01')", "不是日期"),
    ],
)
def test_a_filter_that_cannot_be_held_says_why(a, filter_, said):
    assert said in refused(a, filter=filter_)


@pytest.mark.parametrize(
    "tree",
    [
        *("[", "[]", "1", "{}", "null", '{"op":"=","args":[1]}', '{"op":"between","args":[1,2]}'),
        *('{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point"}]}',),
        *('{"op":"in","args":[{"property":"lon"},1]}', '{"op":1,"args":[]}'),
        '{"op":"not","args":[' * 60 + "true" + "]}" * 60,
        "[" * 3000 + "]" * 3000,
    ],
)
def test_json_that_is_no_filter_is_refused(a, tree):
    refused(a, filter=tree, filter_lang="cql2-json")


def test_the_deepest_filter_fits_a_small_stack():
    """The library recurses, and a thread of some systems has half a megabyte."""
    texts = [
        "NOT (" * (cql.DEEPEST // 2) + "n = 1" + ")" * (cql.DEEPEST // 2),
        "-(" * cql.DEEPEST + "n" + ")" * cql.DEEPEST + " = 1",
        "+".join(["n"] * (cql.MOST_OPERATORS - 1)) + " = 1",
        "^".join(["n"] * (cql.MOST_OPERATORS - 1)) + " = 1",
    ]
    done = []

    def work():
        done.extend(cql.read(text, cql.TEXT, RECORD, CRS84)(RECORD) for text in texts)

    before = threading.stack_size(512 * 1024)
    try:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert len(done) == len(texts)


# Systems ------------------------------------------------------------------------------------------


def test_axes_are_in_the_order_of_their_system(a):
    lon, lat = a.zones.loc["lanzhou-hitech", ["lon", "lat"]]
    at = {
        code: items(a, zone="lanzhou-hitech", crs=uri)["features"][0]["geometry"]["coordinates"]
        for uri in SYSTEMS
        for code in [uri.rpartition("/")[2]]
    }
    assert at["CRS84"] == [lon, lat]
    assert at["4490"] == at["4326"] == [lat, lon]
    # By the definition of Web Mercator, on a sphere of the equator's radius.
    assert at["3857"][0] == pytest.approx(6378137 * math.radians(lon), abs=0.001)
    north = 6378137 * math.asinh(math.tan(math.radians(lat)))
    assert at["3857"][1] == pytest.approx(north, abs=0.001)


@pytest.mark.parametrize("uri", SYSTEMS)
def test_a_box_and_a_filter_are_read_in_their_system(a, uri):
    meant = ids(a, bbox="103,35,105,37")
    ((west, south), (east, north)) = (
        SYSTEMS[uri]
        ._written(shapely.get_coordinates(shapely.MultiPoint([(103, 35), (105, 37)])))
        .tolist()
    )
    assert ids(a, bbox=f"{west},{south},{east},{north}", bbox_crs=uri) == meant
    solid = f"{west},{south},0,{east},{north},9000"
    assert ids(a, bbox=solid, bbox_crs=uri) == meant
    asked = f"S_INTERSECTS(geometry, BBOX({west},{south},{east},{north}))"
    assert ids(a, filter=asked, filter_crs=uri) == meant


def test_a_box_upside_down_is_refused_in_its_own_order(a):
    assert "参数 bbox" in refused(a, bbox="37,103,35,105", bbox_crs=f"{EPSG}4490")


def test_polygons_and_what_has_no_place_are_written_in_any_system(a):
    there = items(a, "counties", limit=1)["features"][0]["geometry"]["coordinates"][0][0][0]
    here = items(a, "counties", limit=1, crs=f"{EPSG}4490")["features"][0]["geometry"]
    assert here["coordinates"][0][0][0] == there[::-1]
    assert items(a, "changes", limit=1, crs=f"{EPSG}3857")["features"][0]["geometry"] is None


# Properties and order -----------------------------------------------------------------------------


def test_only_the_properties_asked_for_are_told(a):
    asked = items(a, properties="name_zh,level", limit=1)["features"][0]
    assert list(asked["properties"]) == ["name_zh", "level"]
    assert asked["id"]
    one = ogc.item(a, query(a, operation="item", properties="box"), BASE, "zones", "yumen")
    assert list(one["properties"]) == ["box"]
    assert "最接近的是 name_zh" in refused(a, properties="nam_zh")


def test_features_are_sorted_and_what_is_empty_is_last(a):
    listed = documents.under(a, "catalogue-2018")
    found = items(listed, sortby="-area_ha,name_zh")["features"]
    values = [each["properties"]["area_ha"] for each in found]
    there = [value for value in values if value is not None]
    assert there == sorted(there, reverse=True)
    assert values[: len(there)] == there
    levels = [
        (each["properties"]["level"], each["properties"]["name_zh"])
        for each in items(a, sortby=" level,-name_zh")["features"]
    ]
    for level, group in itertools.groupby(levels, key=lambda each: each[0]):
        names = [name for _, name in group]
        assert names == sorted(names, reverse=True), level
    # The pages are those of the whole.
    assert ids(a, sortby="-lon", limit=5, offset=5) == ids(a, sortby="-lon")[5:10]
    assert "没有属性" in refused(a, sortby="tags")


# Descriptions -------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", HOLDINGS)
def test_the_schema_names_what_features_have(joint, name, lang):
    schema = ogc.schema(joint, query(joint, name, "schema", lang=lang), BASE, name)
    assert schema["$id"] == f"{BASE}/collections/{name}/schema?lang={lang}"
    known = schema["properties"]
    assert all(each["title"] for each in known.values())
    for feature in items(joint, name)["features"]:
        assert {*feature["properties"]} == {*known} - {"geometry"}
        for key, value in feature["properties"].items():
            fits(value, known[key].get("type"))
        if feature["geometry"]:
            assert known["geometry"]["x-ogc-role"] == "primary-geometry"
            assert feature["geometry"]["type"] in json.dumps(known["geometry"])


def fits(value, kind):
    kinds = {"string": str, "integer": int, "number": int | float, "boolean": bool, "array": list}
    assert value is None or kind is None or isinstance(value, kinds[kind]), (value, kind)


def test_an_empty_collection_keeps_its_type_and_properties(a):
    empty = ogc.schema(a, query(a, "outlines", "schema"), BASE, "outlines")["properties"]
    assert empty["geometry"]["format"] == "geometry-polygon-or-multipolygon"
    zones = ogc.schema(a, query(a, "zones", "schema"), BASE, "zones")["properties"]
    assert {*empty} == {*zones}
    answer = items(a, "outlines", filter="level = '国家级'", sortby="name_zh")
    assert (answer["features"], answer["numberMatched"]) == ([], 0)


def test_only_an_empty_collection_leads_to_the_schema_that_gdal_reads(a, joint):
    """What is not empty shows its type by itself."""
    for atlas, empty in ((a, True), (joint, False)):
        described = ogc.collection(atlas, query(atlas, "outlines", "collection"), BASE, "outlines")
        led = [each["href"] for each in described["links"] if each["rel"].lower() == "describedby"]
        assert bool(led) == empty
        assert all(each == f"{BASE}/collections/outlines/schema?f=xsd" for each in led)


@pytest.mark.parametrize("name", HOLDINGS)
def test_the_schema_in_xml_names_the_same(joint, name):
    root = ET.fromstring(ogc.xsd(joint, HOLDINGS[name]))  # noqa: S314 - our own
    there = [each.get("name") for each in root.iterfind(".//{*}sequence/{*}element")]
    known = ogc.schema(joint, query(joint, name, "schema"), BASE, name)["properties"]
    assert {*there} == {*known}
    assert len(there) == len(known)


def test_queryables_are_what_a_filter_takes(joint):
    for name in HOLDINGS:
        asked = ogc.queryables(joint, query(joint, name, "queryables"), BASE, name)
        assert asked["additionalProperties"] is False
        every = " OR ".join(f'"{each}" IS NULL' for each in asked["properties"])
        items(joint, name, filter=every, limit=1)
    zones = ogc.queryables(joint, query(joint, "zones", "queryables"), BASE, "zones")
    kinds = {key: value.get("type") for key, value in zones["properties"].items()}
    assert (kinds["投资额"], kinds["area_ha"], kinds["year"]) == ("number", "number", "integer")
    assert zones["properties"]["开工"]["format"] == "date"


# Tables -------------------------------------------------------------------------------------------


def table(atlas, name="zones", **params):
    asked = query(atlas, name, f="csv", **params)
    return ogc.csv(atlas, asked, name, ogc.items(atlas, asked, BASE, name))


@pytest.mark.parametrize("name", HOLDINGS)
def test_a_table_holds_all_features(joint, name):
    raw = table(joint, name)
    assert raw.startswith(b"\xef\xbb\xbf")  # by which spreadsheets know UTF-8
    read = pd.read_csv(io.BytesIO(raw), dtype=str, keep_default_na=False)
    assert list(read["id"]) == [each["id"] for each in items(joint, name)["features"]]


def test_a_table_is_what_was_asked_for(a, joint):
    read = pd.read_csv(io.BytesIO(table(a, filter="level = '国家级'", properties="id,tags,lon")))
    assert list(read.columns) == ["id", "tags", "lon"]
    assert list(read["id"]) == ids(a, level="national")
    assert "|" in read["tags"].iloc[0]
    placed = pd.read_csv(io.BytesIO(table(a, crs=f"{EPSG}4490", limit=1)))
    assert placed["x"].tolist() == placed["lon"].tolist()
    assert placed["y"].tolist() == placed["lat"].tolist()
    empty = pd.read_csv(io.BytesIO(table(a, "outlines")))
    assert list(empty.columns) == list(pd.read_csv(io.BytesIO(table(a))).columns)
    own = pd.read_csv(io.BytesIO(table(joint, own=1))).set_index("id")
    assert own.loc[a.zones.index[0], "投资额"] == 12.5


def test_no_cell_of_a_table_is_a_formula(a):
    record = Record("own-x", name_zh="=1+1", county="620982", values={"@n": "+cmd"})
    atlas = edition.derive(a, State(1, {"own-x": record}, {"own-x": 1}), own=True)
    read = pd.read_csv(io.BytesIO(table(atlas, own=1)), dtype=str).set_index("id")
    assert all(not str(cell).startswith(("=", "+", "@")) for cell in read.loc["own-x"])
    assert not any(head.startswith("@") for head in read.columns)


# What a client would rather have ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "meant"),
    [
        ("", "json"),
        ("*/*", "json"),
        ("application/geo+json", "json"),
        ("text/csv", "csv"),
        ("text/csv;q=0.5, application/json", "json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "json"),
        ("text/*", "csv"),
        ("text/csv;q=x", "json"),
    ],
)
def test_a_client_gets_what_it_would_rather_have(accept, meant):
    assert OPERATIONS["items"].preferred(accept) == meant


def test_pages_of_a_table_are_tables(a):
    answer = ogc.items(a, query(a, f="csv", limit=5), BASE, "zones")
    (onward,) = (each for each in answer["links"] if each["rel"] == "next")
    assert onward["type"] == "text/csv"
    assert urlencode({"f": "csv"}) in onward["href"]
