"""The interface's answers as values: what each holds, what it refuses, how it is described."""

import dataclasses
import json
import math
from dataclasses import replace
from functools import partial
from urllib.parse import parse_qsl, urlsplit

import geopandas as gpd
import numpy as np
import pytest
import shapely

from atlas import geo, ogc
from atlas.i18n import LANGS
from atlas.model import documents
from atlas.office import Record, State, edition
from atlas.ogc import OPERATIONS, RefusedRequestError
from atlas.ogc.collections import HOLDINGS, plain, within
from atlas.ogc.crs import CRS84, SYSTEMS
from atlas.ogc.parameters import MOST, parameters
from atlas.selection.flags import FLAGS
from tests.effort import calls
from tests.office import added

FLAGGED = {"zones", "outlines", "parks", "attachments", "differences"}  # that a selection narrows
BASE = "https://atlas.example/kfq/api"
PLACED = ("zones", "outlines", "parks", "prefectures", "counties")
AROUND = ("landforms", "river-names", "airports", "stations", "power-plants")
# Collections without a place -> the table.
UNPLACED = {"changes": "changes", "figures": "zone_figures"}
HOSTILE = "</script>{{7*7}}{% raw %}<img src=x onerror=1>'\"&\u2028"


@pytest.fixture(scope="module")
def joint(a):
    """Give the atlas with what an office has added, own zones too."""
    return edition.derive(a, added.state(a.zones.index), own=True)


def asked(atlas, name, query="", *keys):
    """Answer a query string as the server does; whatever is answered is JSON."""
    params = parse_qsl(query, keep_blank_values=True)
    given = ogc.parse(OPERATIONS[name], params, atlas, collection=keys[0] if keys else "")
    make = ogc.document if name == "openapi" else getattr(ogc, name)
    return json.loads(json.dumps(make(atlas, given, BASE, *keys), allow_nan=False))


def ids(answer):
    return [feature["id"] for feature in answer["features"]]


def link(answer, rel, media=""):
    """Return where a link leads; of several of a kind, each is of another media type."""
    found = {each["type"]: each["href"] for each in answer["links"] if each["rel"] == rel}
    assert len(found) == sum(each["rel"] == rel for each in answer["links"])
    return found.get(media) if media else next(iter(found.values()), None)


# What there is ------------------------------------------------------------------------------------


def test_collections_of_zones_say_which_columns_are_a_series(a):
    values = {"产值2021": 1.0, "产值2022": 2.0, "阶段": "在建"}
    zone = a.zones.index[0]
    record = Record(zone, values=values)
    atlas = edition.derive(a, State(1, {zone: record}, {zone: 1}))
    for name in ("zones", "outlines"):
        told = {each["head"]: each for each in asked(atlas, "collection", "", name)["columns"]}
        assert (told["产值2022"]["series"], told["产值2022"]["year"]) == ("产值", 2022)
        assert (told["阶段"]["series"], told["阶段"]["year"]) == ("", None)
    assert "columns" not in asked(atlas, "collection", "", "counties")


@pytest.mark.parametrize("lang", LANGS)
def test_the_entry_leads_everywhere(a, lang):
    answer = asked(a, "landing", f"lang={lang}")
    query = f"?lang={lang}"
    assert link(answer, "self") == BASE + query
    assert link(answer, "service-desc") == f"{BASE}/openapi{query}"
    assert link(answer, "conformance") == f"{BASE}/conformance{query}"
    assert link(answer, "data") == f"{BASE}/collections{query}"
    assert link(answer, "alternate") == f"{BASE}{query}&f=html"
    to_map = "http://www.opengis.net/def/rel/ogc/1.0/map"
    assert link(answer, to_map, "image/svg+xml") == f"{BASE}/map{query}&f=svg"
    assert a.version in answer["description"]


def test_the_parts_of_the_standard_are_named(a):
    named = asked(a, "conformance")["conformsTo"]
    stem = "http://www.opengis.net/spec/"
    assert {
        f"{stem}ogcapi-features-{part}"
        for part in (
            *("1/1.0/conf/core", "1/1.0/conf/oas30", "1/1.0/conf/geojson", "2/1.0/conf/crs"),
            *("3/1.0/conf/queryables", "3/1.0/conf/filter", "3/1.0/conf/features-filter"),
        )
    } | {f"{stem}cql2/1.0/conf/{part}" for part in ("cql2-text", "cql2-json", "basic-cql2")} <= {
        *named
    }
    # What is not kept whole is not claimed.
    for part in ("conf/html", "temporal-functions", "cql2/1.0/conf/functions", "features-4"):
        assert not any(part in each for each in named)


def test_every_collection_says_where_it_lies(a):
    every = {each["id"]: each for each in asked(a, "collections")["collections"]}
    assert list(every) == [*PLACED, *AROUND, *UNPLACED, "attachments", "differences"]
    for name, each in every.items():
        assert each == asked(a, "collection", "", name)
        items = f"{BASE}/collections/{name}/items"
        assert link(each, "items", "application/geo+json") == items
        assert link(each, "items", "text/csv") == f"{items}?f=csv"
        assert each["crs"] == list(SYSTEMS)
        assert each["storageCrs"] == CRS84.uri
    zones = every["zones"]["extent"]["spatial"]["bbox"][0]
    assert zones == [a.zones.lon.min(), a.zones.lat.min(), a.zones.lon.max(), a.zones.lat.max()]
    for name in ("outlines", *UNPLACED, "attachments"):
        assert "extent" not in every[name]
    # The card of the boundaries: Tianditu, December 2023.
    assert "天地图" in every["counties"]["attribution"]
    assert "attribution" not in every["zones"]
    assert every["stations"]["attribution"] == "火车站：© OpenStreetMap 贡献者（ODbL 1.0）"
    assert every["airports"]["attribution"] == "机场：airportsdata（MIT）"
    assert "Natural Earth" in every["landforms"]["attribution"]


@pytest.mark.parametrize(
    ("name", "n", "kinds"),
    [
        ("zones", 42, {"Point"}),
        ("outlines", 0, set()),
        ("parks", 25, {"Point"}),
        ("prefectures", 14, {"Polygon"}),
        ("counties", 87, {"MultiPolygon"}),
        ("landforms", 7, {"Polygon"}),
        ("river-names", 5, {"MultiLineString"}),
        ("airports", 9, {"Point"}),
        ("stations", 322, {"Point"}),
        ("power-plants", 154, {"Point"}),
    ],
)
def test_all_features_are_there(a, name, n, kinds):
    answer = asked(a, "items", "limit=1000", name)
    assert answer["type"] == "FeatureCollection"
    assert answer["numberMatched"] == answer["numberReturned"] == len(set(ids(answer))) == n
    assert {feature["geometry"]["type"] for feature in answer["features"]} == kinds
    assert link(answer, "next") is None
    assert link(answer, "prev") is None


@pytest.mark.parametrize(("name", "table"), UNPLACED.items())
def test_what_is_said_of_single_zones_has_no_place(a, name, table):
    answer = asked(a, "items", "limit=1000", name)
    assert answer["numberMatched"] == len(set(ids(answer))) == len(getattr(a, table)) > 30
    assert {feature["geometry"] for feature in answer["features"]} == {None}
    assert not asked(a, "items", "bbox=90,30,110,45", name)["features"]
    for feature in answer["features"]:
        one = asked(a, "item", "", name, feature["id"])
        assert one["properties"] == feature["properties"]
        assert one["properties"]["source"]


def test_differences_are_of_the_plan_and_the_last_list_or_the_document_asked_for(a):
    answer = asked(a, "items", "limit=100", "differences")
    assert answer["numberMatched"] == 66
    of = {each["id"]: each["properties"] for each in answer["features"]}
    held = [each["in"] for each in of.values()]
    assert (held.count("both"), held.count("first"), held.count("second")) == (41, 1, 24)
    dunhuang = of["dunhuang"]
    assert (dunhuang["from"], dunhuang["to"]) == ("plan-2016", "catalogue-2018")
    assert dunhuang["kinds"] == ["renamed", "level", "clusters"]
    assert (dunhuang["same"], dunhuang["area_ha_to"]) == ("inferred", 28.7)
    assert asked(a, "items", "area=hexi&limit=1", "differences")["numberMatched"] == 19
    now = asked(documents.under(a, "now"), "item", "", "differences", "jiuquan-etdz")
    assert now["properties"]["to"] == "now"
    assert now["properties"]["level_to"] == "省级"


def test_a_change_says_of_whom_since_when_and_by_what(a):
    found = asked(a, "item", "", "changes", "jiuquan-etdz-2022-11-second-name")["properties"]
    assert found["name_zh"] == "酒泉经济技术开发区"
    assert found["second_name_zh"] == "甘肃省酒泉高新技术产业开发区"
    assert (found["date"], found["until"], found["checked"]) == ("2022-11", "", "yes")
    assert len(found["source"]) == 2
    # The name of a zone that the plan does not have is that of the list that has it.
    found = asked(a, "item", "", "changes", "qingcheng-yima-2020-12-second-name")["properties"]
    assert found["name_zh"] == "庆城驿马工业集中区"
    law = asked(a, "item", "", "changes", "2025-11-27-law")["properties"]
    assert law["zone"] is law["name_zh"] is None


def test_a_figure_has_its_year_and_source(a):
    found = asked(a, "item", "", "figures", "lanzhou-hitech-2024-1")["properties"]
    assert (found["year"], found["value"], found["unit_en"]) == ("2024", 53, "of 178")
    assert found["indicator_zh"] == "国家高新区综合排名"


def test_what_is_attached_to_zones_is_listed_without_who_attached_it(a):
    first, second = a.zones.index[:2]
    state, _ = added.attached(first, captions=("<b>大门",))
    shown = edition.derive(a, state)
    found = [each["properties"] for each in asked(shown, "items", "", "attachments")["features"]]
    assert [(each["zone"], each["kind"]) for each in found] == [(first, "jpeg"), (first, "pdf")]
    photo = found[0]
    assert (photo["caption"], photo["day"]) == ("<b>大门", "2026-11-30")
    assert photo["path"] == f"plain/attached/{photo['sha256']}"
    assert "张三" not in json.dumps(found, ensure_ascii=False)
    assert asked(shown, "items", f"zone={second}", "attachments")["features"] == []
    # Its schema is known before anything is attached.
    schema = asked(a, "schema", "", "attachments")["properties"]
    assert set(schema) >= set(photo)
    assert schema["bytes"]["type"] == "integer"


def test_a_zone_has_the_stable_columns_and_its_point(a):
    zone = asked(a, "item", "", "zones", "lanzhou-hitech")
    assert zone["id"] == zone["properties"]["id"] == "lanzhou-hitech"
    assert zone["properties"]["prefecture"] == "兰州市"
    assert zone["properties"]["adcode"] == "620102"
    row = a.zones.loc["lanzhou-hitech"]
    assert zone["geometry"] == {"type": "Point", "coordinates": [row.lon, row.lat]}
    assert link(zone, "self") == f"{BASE}/collections/zones/items/lanzhou-hitech"


def test_parks_follow_their_zones(a):
    answer = asked(a, "items", "prefecture=jiuquan", "parks")
    assert ids(answer) == [
        *("jiuquan-etdz-south", "yumen-new-town", "yumen-east", "yumen-laojunmiao", "jinta-jinxin")
    ]
    east = answer["features"][2]
    assert east["geometry"] == {"type": "Point", "coordinates": [97.9, 39.8]}
    assert east["properties"]["main"] == "no"
    assert east["properties"]["km"] == 88.6
    near = asked(a, "items", "near=玉门,20", "parks")
    assert set(ids(near)) == {"yumen-new-town", "yumen-east", "yumen-laojunmiao"}


def test_what_lies_around_the_zones_says_whose_it_is(a):
    airport = asked(a, "item", "", "airports", "LHW")
    assert airport["properties"] == {
        "id": "LHW",
        "iata": "LHW",
        "icao": "ZLLL",
        "name_zh": "兰州中川机场",
        "name_en": "Lanzhou Zhongchuan Airport",
        "lon": 103.62,
        "lat": 36.5152,
        "attribution": "机场：airportsdata（MIT）",
    }
    plant = asked(a, "items", "limit=1", "power-plants")["features"][0]["properties"]
    assert plant["attribution"].startswith("电厂：© OpenStreetMap")
    assert plant["mw"] is None


def test_an_atlas_without_openstreetmap_has_empty_collections(a):
    kept = {key: a.surroundings[key] for key in ("airports", "landforms")}
    without = dataclasses.replace(a, surroundings=kept)
    assert asked(without, "items", "", "stations")["numberMatched"] == 0
    assert "attribution" not in asked(without, "collection", "", "stations")


def test_rings_turn_as_geojson_wants(a, joint):
    for atlas, name in ((a, "counties"), (a, "prefectures"), (joint, "outlines")):
        for feature in asked(atlas, "items", "", name)["features"]:
            shape = shapely.geometry.shape(feature["geometry"])
            for part in getattr(shape, "geoms", [shape]):
                assert part.exterior.is_ccw
                assert not any(hole.is_ccw for hole in part.interiors)


# What an office has added -------------------------------------------------------------------------


def test_outlines_are_the_offices(a, joint):
    first = a.zones.index[0]
    answer = asked(joint, "items", "", "outlines")
    assert ids(answer) == [first]
    (feature,) = answer["features"]
    assert shapely.geometry.shape(feature["geometry"]).equals(added.PARK)
    assert feature["properties"]["投资额"] == 12.5
    assert feature["properties"]["开工"] == "2026-03-01"
    assert feature["properties"]["position_kind"] == "surveyed"
    # The zone itself stays a point, inside its outline.
    zone = asked(joint, "item", "", "zones", first)
    assert added.PARK.contains(shapely.geometry.shape(zone["geometry"]))


def test_own_zones_and_conditions_on_own_columns(a, joint):
    assert asked(joint, "items", "own=1", "zones")["numberMatched"] == 43
    assert ids(asked(joint, "items", "type=own", "zones")) == [added.OWN]
    rich = asked(joint, "items", "where=投资额>=7", "zones")
    assert ids(rich) == [a.zones.index[0], a.zones.index[2], added.OWN]
    bare = replace(a, listings=a.listings.iloc[:0])  # no list gives figures
    for atlas, there in ((a, True), (bare, False)):
        known = parameters(OPERATIONS["items"], atlas, collection="zones")
        assert ("where" in [each.name for each in known]) == there


def test_figures_of_lists_are_asked_for_in_every_vintage(a):
    assert asked(a, "items", "where=year<=2006", "zones")["numberMatched"] == 29
    zone = asked(a, "item", "", "zones", "lanzhou-etdz")["properties"]
    assert "area_ha" not in zone
    listed = documents.under(a, "catalogue-2018")
    assert asked(listed, "items", "where=area_ha>=500", "zones")["numberMatched"] == 23
    assert asked(listed, "item", "", "zones", "lanzhou-etdz")["properties"]["area_ha"] == 953.0


def test_links_take_the_edition_along(joint):
    answer = asked(joint, "landing", "own=1&as-of=1&f=json")
    assert link(answer, "data") == f"{BASE}/collections?own=1&as-of=1"
    assert ogc.vintage([("own", "1"), ("as-of", "1")]).edition == edition.Edition(own=True, as_of=1)


def test_hostile_names_stay_text(a):
    record = Record(
        "own-x", name_zh=HOSTILE, county="620982", values={HOSTILE: HOSTILE, "n": math.inf}
    )
    derived = edition.derive(a, State(1, {"own-x": record}, {"own-x": 1}), own=True)
    zone = asked(derived, "item", "", "zones", "own-x")
    assert zone["properties"]["name_zh"].replace(" ", "") == HOSTILE.replace(" ", "")
    assert "{{7*7}}" in json.dumps(zone)


# Asking for some ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bbox", [(103, 35, 105, 37), (94.6, 40.1, 94.7, 40.2), (0, 0, 1, 1), (-180, -90, 180, 90)]
)
@pytest.mark.parametrize("name", ["zones", "prefectures", "counties"])
def test_a_box_keeps_what_it_meets(a, name, bbox):
    west, south, east, north = bbox
    # Read by geopandas' own index.
    meant = gpd.GeoDataFrame(getattr(a, name)).cx[west:east, south:north]
    for text in (",".join(map(str, bbox)), f"{west},{south},-10,{east},{north},9000"):
        answer = asked(a, "items", f"bbox={text}", name)
        assert ids(answer) == list(meant.index)


@pytest.mark.parametrize("place", ["103.8,36.06", "lanzhou-hitech", "兰州高新"])
def test_near_keeps_what_lies_within_kilometres(a, place):
    at = (103.8, 36.06) if "," in place else a.zones.loc["lanzhou-hitech", ["lon", "lat"]]
    for km in (20, 100):
        meant = a.zones.index[geo.distance_km(*at, a.zones["lon"], a.zones["lat"]) <= km]
        assert ids(asked(a, "items", f"near={place},{km}", "zones")) == list(meant)
    hexi = ids(asked(a, "items", f"near={place},300&area=hexi", "zones"))
    assert hexi
    assert set(hexi) < set(a.select(area=["hexi"]).index)


def test_a_box_may_cross_the_date_line_and_be_a_point():
    shapes = np.array([shapely.Point(lon, 1) for lon in (-179, -100, 0, 100, 179)])
    assert within(shapes, (170, 0, -170, 2)).tolist() == [True, False, False, False, True]
    assert within(shapes, (100, 1, 100, 1)).tolist() == [False, False, False, True, False]


def test_pages_follow_each_other_and_miss_none(a):
    seen, query, pages = [], "area=hexi&area=longdongnan&limit=4&lang=en", 0
    whole = ids(asked(a, "items", "area=hexi&area=longdongnan", "zones"))
    assert whole == list(a.select(area=["hexi", "longdongnan"]).index)
    before = None
    while query:
        answer = asked(a, "items", query, "zones")
        assert answer["numberMatched"] == len(whole)
        assert answer["numberReturned"] == len(answer["features"]) <= 4
        seen += ids(answer)
        if before:
            back = urlsplit(link(answer, "prev")).query
            assert ids(asked(a, "items", back, "zones")) == before
        before, pages = ids(answer), pages + 1
        query = urlsplit(link(answer, "next") or "").query
    assert seen == whole
    assert pages == math.ceil(len(whole) / 4) > 2


def test_beyond_the_end_is_nothing_but_the_way_back(a):
    answer = asked(a, "items", "offset=1000&limit=40", "zones")
    assert answer["features"] == []
    assert (
        ids(asked(a, "items", urlsplit(link(answer, "prev")).query, "zones"))[-1]
        == a.zones.index[-1]
    )


def test_more_than_the_most_is_the_most(a):
    for given in ("10001", "9" * 40):
        query = ogc.parse(OPERATIONS["items"], [("limit", given)], a, collection="zones")
        assert query.limit == MOST == 10_000


@pytest.mark.parametrize("flag", [flag for flag, each in FLAGS.items() if each.vocabulary])
def test_every_flag_of_the_selection_filters(a, flag):
    values = list(getattr(a, FLAGS[flag].vocabulary).index[:2])
    if flag == "area":  # of the scheme that stands where none is named
        values = list(a.areas.index[a.areas["scheme"] == "plan13"][:2])
    for name in ("zones", "outlines"):
        answer = asked(a, "items", "&".join(f"{flag}={value}" for value in values), name)
        meant = list(a.select(**{flag.replace("-", "_"): values}).index)
        assert ids(answer) == (meant if name == "zones" else [])


def test_names_and_search_words_are_understood(a):
    assert ids(asked(a, "items", "area=河西走廊经济区", "zones")) == list(
        a.select(area="hexi").index
    )
    assert ids(asked(a, "items", "text=敦煌", "zones")) == ["dunhuang"]
    plan14 = asked(a, "items", "scheme=plan14&area=hexi-belt", "zones")
    assert ids(plan14) == list(a.select(scheme="plan14", area="hexi-belt").index)


@pytest.mark.parametrize(
    "given",
    [
        *("2016-08-09", "2016-08-09T00:00:00Z", "2016-08-09t00:00:00.5+08:00"),
        *("2016-01-01/..", "../2016-01-01", "/2016-01-01", "2016-01-01/", "2016-01-01/2017-01-01"),
    ],
)
def test_a_time_keeps_what_has_none(a, given):
    assert (
        asked(a, "items", f"datetime={given.replace('+', '%2B')}", "zones")["numberMatched"] == 42
    )


# What is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("are=hexi", "没有参数“are”；最接近的是 area"),
        ("zzz=1", "没有参数“zzz”。"),
        ("area=hexii", "最接近的是hexi（河西走廊经济区）"),
        ("area=hexi-belt", "scheme=plan14"),
        ("type=inovation", "最接近的是innovation"),
        ("area=", "参数 area"),
        ("text=%00%20", "参数 text"),
        (f"text={'a' * 101}", "text"),
        ("min-grade=strong", "min-grade"),
        ("scheme=plan15", "scheme"),
        ("limit=0", "参数 limit"),
        ("limit=-1", "参数 limit"),
        ("limit=1.5", "参数 limit"),
        ("limit=\uff15", "参数 limit"),
        ("limit=1&limit=2", "最多 1 次"),
        ("&".join(["area=hexi"] * 201), "最多 200 次"),
        (f"limit={'9' * 5000}", "参数 limit"),
        ("offset=-1", "参数 offset"),
        ("bbox=1,2,3", "参数 bbox"),
        ("bbox=1,2,3,4,5", "参数 bbox"),
        ("bbox=1,2,3,nan", "参数 bbox"),
        ("bbox=1,2,3,1e999", "参数 bbox"),
        ("bbox=103,37,105,35", "南不得大于北"),
        ("bbox=103,35,9,105,37,1", "参数 bbox"),
        ("bbox-crs=http://www.opengis.net/def/crs/EPSG/0/2381", "CRS84"),
        ("crs=EPSG:4490", "参数 crs"),
        ("bbox=103,35,105,37&bbox=103,35,105,37", "最多 1 次"),
        ("limit=5&limit=5", "最多 1 次"),
        ("near=103.8,36.06", "参数 near"),
        ("near=103.8,36.06,0", "参数 near"),
        ("near=36.06,103.8,50", "参数 near"),
        ("near=no-such-zone,50", "参数 near"),
        ("datetime=yesterday", "参数 datetime"),
        ("datetime=../..", "参数 datetime"),
        ("datetime=2016-13-01", "参数 datetime"),
        ("f=html", "参数 f"),
        ("f=xml", "参数 f"),
        ("lang=fr", "参数 lang"),
        ("own=2", "own"),
        ("as-of=-1", "as-of"),
        ("as-of=1", "as-of"),
        ("where=x=1", "没有“x=1”；可用的如area_ha="),
    ],
)
def test_what_means_nothing_is_refused_with_what_would(a, query, said):
    with pytest.raises(RefusedRequestError) as error:
        asked(a, "items", query, "zones")
    assert error.value.status == 400
    assert said in error.value.message()
    assert error.value.body("en").keys() == {"code", "description"}
    assert len(error.value.message()) < 700


def test_boundaries_have_no_flags(a):
    with pytest.raises(RefusedRequestError, match="area"):
        asked(a, "items", "area=hexi", "counties")


@pytest.mark.parametrize(
    ("name", "keys", "said"),
    [
        ("collection", ["roads"], "roads"),
        ("items", ["roads"], "roads"),
        ("item", ["roads", "x"], "roads"),
        ("item", ["zones", "atlantis"], "atlantis"),
        ("item", ["counties", "lanzhou"], "lanzhou"),
        ("item", ["outlines", "lanzhou-hitech"], "lanzhou-hitech"),
    ],
)
def test_what_is_not_there_is_said_in_either_language(a, name, keys, said):
    for lang in LANGS:
        with pytest.raises(RefusedRequestError) as error:
            asked(a, name, f"lang={lang}", *keys)
        assert error.value.status == 404
        assert said in error.value.message(lang)


# The description of itself ------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_the_definition_names_all_that_can_be_asked(joint, lang):
    document = asked(joint, "openapi", f"lang={lang}")
    assert document["openapi"] == "3.0.3"
    assert document["servers"] == [{"url": BASE}]
    names = [*HOLDINGS]
    assert set(document["paths"]) == {
        *("/", "/openapi", "/conformance", "/collections", "/map"),
        *(
            f"/collections/{name}{end}"
            for name in names
            for end in ("", "/schema", "/queryables", "/items", "/items/{item}")
        ),
    }
    for name in names:
        given = document["paths"][f"/collections/{name}/items"]["get"]["parameters"]
        flags = {*FLAGS, "min-grade", "scheme", "near"} if name in FLAGGED else set()
        paging = {"limit", "offset", "bbox", "bbox-crs", "datetime", "sortby", "properties"}
        paging |= {"crs", "filter", "filter-lang", "filter-crs"}
        assert {each["name"] for each in given} == {
            *("f", "lang", "document", "own", "as-of"),
            *(paging | flags),
        }
        assert all(each["description"] for each in given)
    limit = next(each for each in given if each["name"] == "limit")
    assert limit["schema"] == {"type": "integer", "minimum": 1, "default": 100}
    every = [one["get"]["operationId"] for one in document["paths"].values()]
    assert len(set(every)) == len(every)


def test_every_value_that_the_definition_lists_is_taken(joint):
    paths = asked(joint, "openapi")["paths"]
    for parameter in paths["/collections/zones/items"]["get"]["parameters"]:
        schema = parameter["schema"]
        for value in schema.get("items", schema).get("enum", []):
            scheme = joint.areas.loc[value, "scheme"] if parameter["name"] == "area" else "plan13"
            given = [(parameter["name"], value)]
            given += [("scheme", scheme)] if parameter["name"] != "scheme" else []
            ogc.parse(OPERATIONS["items"], given, joint, collection="zones")


# The rest -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        (math.nan, None),
        (-math.inf, None),
        (np.int64(3), 3),
        (np.float64("nan"), None),
        (np.array([1, 2]).tolist(), [1, 2]),
        ({"a": math.nan}, {"a": None}),
        (shapely.Point(1, 2), "POINT (1 2)"),
        (True, True),
    ],
)
def test_any_value_becomes_json(value, meant):
    assert plain(value) == meant


def many(a, n_own):
    """Give an atlas with so many zones of an office's own, each with an outline."""
    kept = {
        f"own-{n}": Record(
            f"own-{n}",
            name_zh=f"园区{n}",
            county="620982",
            geometry=shapely.box(95 + n / 1e4, 40, 95.001 + n / 1e4, 40.001),
            kind="digitised",
        )
        for n in range(n_own)
    }
    return edition.derive(a, State(1, kept, dict.fromkeys(kept, 1)), own=True)


def test_the_work_of_an_answer_grows_with_what_it_holds(a):
    took = {}
    for n in (300, 600):
        atlas = many(a, n)
        asked(atlas, "items", "limit=1", "zones")  # the facets are counted once
        for key, query, name, n_found in (
            ("all", "limit=10000", "zones", n + 42),
            ("outlines", "limit=10000", "outlines", n),
            ("page", "bbox=95,39,95.02,41&limit=50&offset=50", "zones", 50),
        ):
            took[n, key], answer = calls(partial(asked, atlas, "items", query, name))
            assert len(ids(answer)) == n_found
    for key in ("all", "outlines"):
        assert 1.5 * took[300, key] < took[600, key] < 2.5 * took[300, key]
    assert took[600, "page"] < 1.25 * took[300, "page"]


def test_an_empty_answer_links_to_what_dropping_a_flag_would_leave(a):
    query = "level=national&prefecture=dingxi&limit=3&lang=en"
    related = [
        each for each in asked(a, "items", query, "zones")["links"] if each["rel"] == "related"
    ]
    assert len(related) == 2
    for each in related:
        follow = urlsplit(each["href"]).query
        found = asked(a, "items", follow, "zones")["numberMatched"]
        assert each["title"].endswith(f": {found} zones")
        assert dict(parse_qsl(follow))["limit"] == "3"
    for full in ("level=national", "level=national&bbox=0,0,1,1"):
        assert link(asked(a, "items", full, "zones"), "related") is None


def test_a_search_by_a_later_name_links_to_its_zone_and_counts_it_not(a):
    found = asked(a, "items", "text=定西高新", "zones")
    assert found["numberMatched"] == 0
    (later,) = [each for each in found["links"] if "技术产业" in each["title"]]
    assert later["href"].endswith("/collections/zones/items/dingxi")
    assert (later["rel"], later["title"].count("甘肃省定西高新技术产业开发区")) == ("related", 1)
