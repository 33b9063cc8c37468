"""Nothing wrong is ever ready to write: what a file means is read rightly, or asked about."""

import io
import json
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from lxml import etree

from atlas.exchange import report, understanding, writing
from atlas.exchange.coordinates import SYSTEMS, from_wgs84
from atlas.exchange.findings import ERROR, NOTE, QUESTION, WARNING
from atlas.exchange.proposal import propose
from atlas.office import State
from atlas.office.edition import derive
from atlas.selection.selection import Selection
from tests.exchange import samples
from tests.exchange.kept import (
    ETDZ,
    HITECH,
    NAMES,
    at_home,
    codes,
    proposed,
    read,
    refused,
)
from tests.shipped import ATLAS

BOXES = [shapely.box(103.87, 36.055, 103.90, 36.07), shapely.box(103.70, 36.09, 103.735, 36.115)]

pytestmark = pytest.mark.usefixtures("forked")


def questions(proposal):
    return codes(proposal.findings, QUESTION)


def kml(*places, document=""):
    return (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document>{document}{''.join(places)}</Document></kml>"
    ).encode()


def placemark(name, box, extra=""):
    corners = " ".join(f"{x:.8f},{y:.8f},0" for x, y in box.exterior.coords)
    return (
        f"<Placemark><name>{name}</name>{extra}<Polygon><outerBoundaryIs><LinearRing>"
        f"<coordinates>{corners}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
    )


def geojson(shapes, columns=None, **members):
    columns = columns or [{"name": name} for name in NAMES]
    features = [
        {"type": "Feature", "properties": each, "geometry": shapely.geometry.mapping(shape)}
        for each, shape in zip(columns, shapes, strict=False)
    ]
    return json.dumps({"type": "FeatureCollection", **members, "features": features}).encode()


def csv(*lines):
    return "\n".join(lines).encode()


# Heads and values ---------------------------------------------------------------------------------


def test_fields_of_kml_keep_their_chinese_names():
    draft = read("kml_untyped_Data_names_chinese_lost.kml")
    assert draft.table["投资额"].tolist() == [12.5, 8]
    assert draft.table["年产值"].tolist() == [300, 150]
    assert draft.table["主管部门"].tolist() == ["商务局", "科技局"]
    proposal = proposed(draft)
    at_home(proposal, HITECH, ETDZ)
    assert proposal.can_apply


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            (
                '<ExtendedData><SchemaData><SimpleData name="投资额">3</SimpleData>'
                '<SimpleData name="投资量">4</SimpleData></SchemaData></ExtendedData>'
            ),
            {"投资额": 3, "投资量": 4},
        ),
        (
            (
                "<ExtendedData><Data name='id'><displayName>码</displayName><value>7</value></Data>"
                "<Data name='begin'><value>x</value></Data></ExtendedData>"
            ),
            {"id": "7", "begin": "x"},
        ),
        (
            (
                '<ExtendedData><Data name="面积(亩)"><value>2</value></Data>'
                '<Data name="面积（亩）"><value>3</value></Data></ExtendedData>'
            ),
            {"面积(亩)": 2, "面积（亩）": 3},
        ),
    ],
)
def test_no_two_fields_of_kml_fall_together(data, expected):
    draft = read("a.kml", kml(placemark(NAMES[0], BOXES[0], data)))
    assert {head: draft.table[head].iloc[0] for head in expected} == expected


def test_fields_of_kml_are_of_the_types_of_their_schema():
    schema = (
        '<Schema name="s" id="s"><SimpleField name="户数" type="int"/>'
        '<SimpleField name="产值" type="double"/><SimpleField name="国家级" type="bool"/></Schema>'
    )
    data = (
        '<ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="户数">12</SimpleData>'
        '<SimpleData name="产值">3.0</SimpleData><SimpleData name="国家级">1</SimpleData>'
        "</SchemaData></ExtendedData>"
    )
    table = read("a.kml", kml(placemark(NAMES[0], BOXES[0], data), document=schema)).table
    cells = [table[head].iloc[0] for head in ("户数", "产值", "国家级")]
    assert cells == [12, 3.0, True]
    assert list(map(type, cells)) == [int, float, bool]


def test_a_year_and_month_stay_as_they_stand():
    draft = read("table_year_month_2002.10_becomes_2002.1.csv")
    assert draft.table["批准时间"].tolist() == ["1991.03", "2002.10", "2010.10"]
    assert "read.kept_text" in codes(draft.findings, NOTE)


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        (["12.50", "3.5"], ["12.50", "3.5"]),
        (["1e+3", "2"], ["1e+3", "2"]),
        (["+5", "6"], ["+5", "6"]),
        (["3.10", "", "4"], ["3.10", None, "4"]),
        (["1,200", "30"], [1200, 30]),
        (["1.5", "20.25"], [1.5, 20.25]),
        (["0931", "0932"], ["0931", "0932"]),
    ],
)
def test_numbers_that_do_not_print_back_stay_text(cells, kept):
    names = [*NAMES, "白银高新技术产业开发区"]
    lines = [f'{name},"{cell}"' for name, cell in zip(names, cells, strict=False)]
    assert read("a.csv", csv("开发区名称,期", *lines)).table["期"].tolist() == kept


def test_texts_of_a_workbook_stay_as_they_stand_too():
    table = pd.DataFrame({"开发区名称": NAMES, "批准时间": ["1991.03", "2002.10"]})
    draft = read("a.xlsx", samples.workbook(table))
    assert draft.table["批准时间"].tolist() == ["1991.03", "2002.10"]
    mixed = pd.DataFrame({"开发区名称": NAMES, "批准时间": ["2002.10", 1991.5]})
    draft = read("a.xlsx", samples.workbook(mixed))
    assert draft.table["批准时间"].tolist() == ["2002.10", "1991.5"]


def test_whole_numbers_and_yes_or_no_stay_so_beside_a_gap():
    table = read("shapefile_integer_and_logical_with_gap.zip").table
    assert table["企业数"].tolist() == [125, None]
    assert table["是否国家级"].tolist() == [True, None]
    assert isinstance(table["企业数"].iloc[0], int)
    frame = gpd.GeoDataFrame(
        {"name": NAMES, "n": pd.array([7, None], dtype="Int64")}, geometry=BOXES, crs=4326
    )
    file = io.BytesIO()
    frame.to_file(file, driver="GeoJSON")
    cells = read("a.geojson", file.getvalue()).table["n"].tolist()
    assert cells == [7, None]
    assert isinstance(cells[0], int)


def test_stars_in_place_of_a_number_are_said():
    draft = read("shapefile_overflow_stars.zip")
    (found,) = [each for each in draft.findings if each.code == "read.overflow"]
    assert (found.row, found.column) == (1, "投资额")
    assert draft.table["投资额"].tolist() == [None, 100.5]


# A stated system ----------------------------------------------------------------------------------


def shifted(system):
    return [from_wgs84([box], system)[0] for box in BOXES]


@pytest.mark.parametrize(
    "name", ["ovital_OvCoordType_GCJ-02.kml", "geojson_crs_member_says_GCJ-02.geojson"]
)
def test_a_stated_shifted_system_is_believed(name):
    proposal = proposed(read(name))
    assert proposal.placement.system == "gcj02"
    at_home(proposal, HITECH)
    assert proposal.can_apply


@pytest.mark.parametrize("system", ["gcj02", "bd09"])
@pytest.mark.parametrize("how", ["ovital", "crs", "crs text", "member", "column"])
def test_wherever_it_is_stated(system, how):
    words = {"gcj02": "GCJ-02", "bd09": "BD-09"}[system]
    shapes = shifted(system)
    columns = [{"name": name} for name in NAMES]
    data = {
        "ovital": lambda: kml(
            *(
                placemark(name, shape, f"<OvCoordType>{words}</OvCoordType>")
                for name, shape in zip(NAMES, shapes, strict=True)
            )
        ),
        "crs": lambda: geojson(shapes, crs={"type": "name", "properties": {"name": words}}),
        "crs text": lambda: geojson(shapes, crs=words),
        "member": lambda: geojson(shapes, coordinateSystem=words),
        "column": lambda: geojson(shapes, [each | {"坐标系": words} for each in columns]),
    }[how]()
    proposal = proposed(read("a.kml" if how == "ovital" else "a.geojson", data))
    assert proposal.placement.system == system
    assert questions(proposal) == []
    at_home(proposal, HITECH, ETDZ)
    reasons = proposal.placement.candidates[0].why("en")
    assert any(words in reason for reason in reasons)


DATAV = {"adcode": 1, "childrenNum": 0, "level": "district", "subFeatureIndex": 0, "acroutes": 1}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.geojson", lambda: geojson(shifted("gcj02"), title="高德地图导出")),
        ("a.geojson", lambda: geojson(shifted("gcj02"), description="火星坐标系，供参考")),
        ("边界_gcj02.geojson", lambda: geojson(shifted("gcj02"))),
        ("a.geojson", lambda: geojson(shifted("gcj02"), [DATAV | {"name": n} for n in NAMES])),
        (
            "a.kml",
            lambda: kml(
                *(placemark(*each) for each in zip(NAMES, shifted("gcj02"), strict=True)),
                document="<name>高德地图收藏</name>",
            ),
        ),
        (
            "园区（高德）.csv",
            lambda: csv("开发区名称,经度,纬度", f"{NAMES[0]},103.8873,36.0621"),
        ),
    ],
)
def test_what_only_speaks_for_a_shifted_system_is_asked_about(name, data):
    draft = read(name, data())
    proposal = proposed(draft)
    assert "place.hinted" in questions(proposal)
    assert not proposal.can_apply
    assert proposal.placement.candidates[0].system in {"gcj02", "wgs84"}
    chosen = proposed(draft, system="gcj02")
    assert "place.hinted" not in questions(chosen)
    if draft.geometry is not None:
        at_home(chosen, HITECH, ETDZ)
    assert proposed(draft, system="wgs84").can_apply


def test_two_systems_in_one_file_are_an_error():
    places = [
        placemark(name, box, f"<OvCoordType>{words}</OvCoordType>")
        for name, box, words in zip(NAMES, BOXES, ("GCJ-02", "BD-09"), strict=True)
    ]
    assert "place.several_systems" in codes(read("a.kml", kml(*places)).findings, ERROR)


def test_what_is_said_of_some_rows_only_is_asked_about():
    places = [placemark(NAMES[0], BOXES[0], "<OvCoordType>GCJ-02</OvCoordType>")]
    proposal = proposed(read("a.kml", kml(*places, placemark(NAMES[1], BOXES[1]))))
    assert questions(proposal) == ["place.hinted"]
    whole = kml(
        placemark(NAMES[0], shifted("gcj02")[0]), document="<OvCoordType>GCJ-02</OvCoordType>"
    )
    at_home(proposed(read("a.kml", whole)), HITECH)
    lines = [f"{NAMES[0]},103.886,36.062,GCJ-02", f"{NAMES[1]},103.72,36.10,WGS84"]
    draft = read("a.csv", csv("开发区名称,经度,纬度,坐标系", *lines))
    assert questions(proposed(draft)) == ["place.unknown_datum"]


def test_sheets_are_named_and_several_taken_together():
    file = io.BytesIO()
    with pd.ExcelWriter(file) as book:
        for name, lon in zip(NAMES, (103.886, 103.72), strict=True):
            frame = pd.DataFrame({"开发区名称": [name], "经度": [lon], "纬度": [36.08]})
            frame.to_excel(book, sheet_name=name[:4], index=False)
    draft = read("a.xlsx", file.getvalue())
    (said,) = [each for each in draft.findings if each.code == "read.layers"]
    assert "兰州经济" in said.message("zh")
    both = read("a.xlsx", file.getvalue(), layer=("兰州高新", "兰州经济"))
    assert both.table["开发区名称"].tolist() == NAMES
    assert "read.layers" not in codes(both.findings)


def test_what_is_in_wgs84_is_asked_nothing():
    assert proposed(read("a.geojson", geojson(BOXES, title="甘肃开发区"))).can_apply
    assert proposed(read("a.kml", kml(placemark(NAMES[0], BOXES[0])))).can_apply


# Places far from their zones ----------------------------------------------------------------------


def test_the_place_of_another_zone_is_asked_about():
    draft = read("table_coordinates_of_another_zone_no_warning.csv")
    proposal = proposed(draft)
    asked = {each.row: each.code for each in proposal.findings if each.level == QUESTION}
    assert asked == {2: "match.far_prefecture", 3: "match.far_other"}
    assert not proposal.can_apply
    assert "624" in "".join(each.message("en") for each in proposal.findings)
    taken = proposed(draft, far="take")
    assert taken.can_apply
    # What was confirmed is not asked for once more.
    assert all("请核对" in each.message() for each in proposal.findings if each.level == QUESTION)
    assert not any("请核对" in each.message() for each in taken.findings)
    assert not proposed(draft, zones={2: "skip"}).can_apply
    assert proposed(draft, zones={2: "skip", 3: "skip"}).findings


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (103.5, 36.35, "match.far"),  # in its own city, 46 km away
        (104.15, 36.54, "match.far_other"),  # where Baiyin's is
        (104.6, 35.58, "match.far_prefecture"),  # in Dingxi
        (103.887, 36.065, ""),
        (103.86, 36.08, ""),  # 3 km away, as its position is known
    ],
)
def test_how_far_is_far(lon, lat, code):
    proposal = proposed(read("a.csv", csv("开发区名称,经度,纬度", f"{NAMES[0]},{lon},{lat}")))
    assert questions(proposal) == ([code] if code else [])
    (distance,) = proposal.distances
    assert distance.zone == HITECH
    assert distance.is_far == bool(code)


def test_an_outline_around_its_zone_is_near_however_large():
    box = shapely.box(103.5, 35.9, 104.0, 36.2)
    proposal = proposed(read("a.geojson", geojson([box])))
    assert proposal.distances[0].km == 0
    assert questions(proposal) == []


@pytest.mark.parametrize(
    ("corner", "km"),
    [((103.9, 36.87), 89), ((104.4, 36.07), 45), ((103.9, 36.075), 0), ((103.95, 36.07), 0)],
)
def test_a_corner_far_from_all_others_is_asked_about(corner, km):
    box = shapely.Polygon([(103.9, 36.055), corner, (103.87, 36.07), (103.87, 36.055)])
    draft = read("a.geojson", geojson([box]))
    found = [each for each in proposed(draft).findings if each.code == "match.far_corner"]
    assert [each.level for each in found] == [QUESTION] * bool(km)
    assert all(f"{km} 千米" in each.message("zh") for each in found)
    taken = proposed(draft, far="take")
    assert taken.can_apply
    assert ("match.far_corner" in codes(taken.findings, WARNING)) == bool(km)


def test_a_part_of_its_own_is_no_corner_far_away():
    both = shapely.MultiPolygon([BOXES[0], shapely.box(103.4, 36.0, 103.41, 36.01)])
    assert questions(proposed(read("a.geojson", geojson([both])))) == []
    triangle = shapely.Polygon([(103.87, 36.055), (103.9, 36.055), (103.88, 36.5)])
    assert questions(proposed(read("a.geojson", geojson([triangle])))) == []


# Minutes and seconds in one number ----------------------------------------------------------------


def test_packed_degrees_are_asked_about_and_read_as_decided():
    draft = read("table_packed_ddd.mmss_read_as_degrees.csv")
    proposal = proposed(draft)
    assert questions(proposal) == ["place.packed"]
    (asked,) = [each for each in proposal.findings if each.code == "place.packed"]
    assert "103°53" in asked.message("zh")
    packed = proposed(draft, angles="packed")
    assert questions(packed) == []
    assert packed.placement.geometry[0].coords[0] == pytest.approx((103.885, 36.062), abs=2e-6)
    assert packed.placement.geometry[1].coords[0] == pytest.approx((103.719278, 36.1035), abs=2e-6)
    degrees = questions(proposed(draft, angles="degrees"))
    assert degrees == ["match.far_prefecture", "match.far"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1035306,360343"], ["place.packed_taken"]),
        (["1035306.5,360343.2"], ["place.packed_taken"]),
        (["103.5306,36.0343"], ["place.packed"]),
        (["103.53,36.0343"], ["place.packed"]),
        (["103.885,36.062"], []),  # 88 minutes there are none
        (["103.8859,36.0559"], []),
        (["103.8406,36.0450"], []),
    ],
)
def test_which_numbers_may_be_packed(cells, expected):
    draft = read("a.csv", csv("开发区名称,经度,纬度", *(f"{NAMES[0]},{c}" for c in cells)))
    proposal = proposed(draft)
    assert [code for code in codes(proposal.findings) if "packed" in code] == expected
    if expected == ["place.packed_taken"]:
        assert proposal.placement.geometry[0].coords[0] == pytest.approx(
            (103.885, 36.062), abs=1e-3
        )
        assert codes(proposal.findings, WARNING) == expected


def test_in_a_workbook_and_of_zones_that_nobody_knows_they_are_asked_about_too():
    table = pd.DataFrame(
        {"开发区名称": NAMES, "经度": [103.5306, 103.4309], "纬度": [36.0343, 36.0613]}
    )
    assert questions(proposed(read("a.xlsx", samples.workbook(table)))) == ["place.packed"]
    lines = [f"某园{n},103.5{n}06,36.0{n}43" for n in range(1, 6)]
    proposal = proposed(read("a.csv", csv("开发区名称,经度,纬度", *lines)), unmatched="new")
    assert questions(proposal) == ["place.packed_unknown"]


# Images, folders, layers --------------------------------------------------------------------------


def test_an_image_is_no_outline():
    (found,) = refused("kml_image_overlay_becomes_outline.kml")
    assert found.code == "read.kml_image"
    overlay = (
        "<{0}><name>图</name><Icon><href>a.png</href></Icon><LatLonBox><north>37</north>"
        "<south>36</south><east>104</east><west>103</west></LatLonBox></{0}>"
    )
    for kind in ("GroundOverlay", "ScreenOverlay", "PhotoOverlay"):
        draft = read("a.kml", kml(overlay.format(kind), placemark(NAMES[0], BOXES[0])))
        assert len(draft.table) == 1
        assert "read.kml_image" in codes(draft.findings, WARNING)
        assert draft.geometry[0].equals(BOXES[0])
    within = kml(f"<Folder><name>规划图</name>{overlay.format('GroundOverlay')}</Folder>")
    assert [each.code for each in refused("a.kmz", samples.zipped({"doc.kml": within}))] == [
        "read.kml_image"
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [("kml_networklink_only.kml", "read.kml_link")],
)
def test_what_a_kml_without_places_is(name, code):
    assert [each.code for each in refused(name)] == [code]
    assert [each.code for each in refused("a.kml", kml())] == ["read.kml_nothing"]


def test_an_address_is_no_place_and_that_is_said():
    draft = read("kml_address_without_coordinates.kml")
    assert "read.kml_address" in codes(draft.findings, WARNING)
    assert draft.geometry[0] is None


def test_an_unclosed_ring_is_closed_and_a_label_is_none():
    proposal = proposed(read("kml_unclosed_ring.kml"))
    at_home(proposal, HITECH)
    assert "ring.unclosed" in codes(proposal.findings, NOTE)
    proposal = proposed(read("kml_polygon_with_label_point.kml"))
    at_home(proposal, HITECH)
    assert "read.beside_area" in codes(proposal.findings, NOTE)
    line = " ".join(f"{x},{y}" for x, y in BOXES[0].exterior.coords)
    closed = f"<Placemark><name>{NAMES[0]}</name><LineString><coordinates>{line}</coordinates>"
    proposal = proposed(read("a.kml", kml(f"{closed}</LineString></Placemark>")))
    at_home(proposal, HITECH)
    assert "read.closed_line" in codes(proposal.findings, WARNING)


def test_all_folders_are_read_and_named_with_their_counts():
    draft = read("kml_two_folders_only_first_read.kml")
    assert draft.taken == draft.layers == ("国家级", "省级")
    assert {name: about[0] for name, about in draft.about.items()} == {"国家级": 1, "省级": 1}
    proposal = proposed(draft)
    at_home(proposal, HITECH, ETDZ)
    (said,) = [each for each in draft.findings if each.code == "read.layers_all"]
    assert "国家级（1 行）" in said.message("zh")
    one = read("kml_two_folders_only_first_read.kml", layer="省级")
    assert one.table["Name"].tolist() == [NAMES[1]]
    assert "read.layers_left" in codes(one.findings, NOTE)
    both = read("kml_two_folders_only_first_read.kml", layer=("国家级", "省级"))
    assert len(both.table) == 2


def test_points_beside_outlines_are_asked_about():
    draft = read("shapefile_points_before_outlines.zip")
    assert "read.layers_which" in codes(draft.findings, QUESTION)
    assert draft.taken == ("红线面",)
    assert not proposed(draft).can_apply
    chosen = read("shapefile_points_before_outlines.zip", layer="红线面")
    at_home(proposed(chosen), HITECH, ETDZ)
    assert proposed(chosen).can_apply
    points = proposed(read("shapefile_points_before_outlines.zip", layer="标注点"))
    assert {each.geom_type for each in points.placement.geometry} == {"Point"}


def geopackage(folder, layers):
    path = folder / "a.gpkg"
    for name, shapes in layers.items():
        frame = gpd.GeoDataFrame({"name": NAMES[: len(shapes)]}, geometry=shapes, crs=4326)
        frame.to_file(path, layer=name, driver="GPKG")
    data = path.read_bytes()
    path.unlink()
    return data


def test_layers_of_a_geopackage(tmp_path):
    points = [box.centroid for box in BOXES]
    draft = read("a.gpkg", geopackage(tmp_path, {"点": points, "面": BOXES}))
    assert "read.layers_which" in codes(draft.findings, QUESTION)
    draft = read("a.gpkg", geopackage(tmp_path, {"一": BOXES[:1], "二": BOXES}))
    assert len(draft.table) == 3
    assert draft.taken == ("一", "二")
    draft = read("a.gpkg", geopackage(tmp_path, {"空": BOXES[:0], "面": BOXES}))
    assert len(draft.table) == 2


FOLDERS = (
    "<Folder><name>国家级</name><Folder><name>高新 &lt;b&gt;</name>{}</Folder></Folder>"
    "<Folder><name>=国家级</name>{}</Folder>"
)


def test_folders_are_a_column_that_shows_filters_and_goes_out_again():
    data = kml(FOLDERS.format(placemark(NAMES[0], BOXES[0]), placemark(NAMES[1], BOXES[1])))
    draft = read("a.kml", data)
    assert draft.table["文件夹"].tolist() == ["国家级/高新 <b>", "=国家级"]
    proposal = proposed(draft)
    assert proposal.can_apply
    state = State(1, proposal.records, dict.fromkeys(proposal.records, 1))
    atlas = derive(ATLAS, state)
    asked, unknown = Selection.parse({"where": "文件夹=国家级/高新 <b>"}, atlas)
    assert not unknown
    assert list(asked.apply(atlas).index) == [HITECH]
    again = writing.write(atlas, atlas.zones, Selection(), format="kml")
    folders = {
        "/".join(each.findtext("{*}name") for each in [*place.iterancestors("{*}Folder")][::-1])
        for place in etree.fromstring(again).iter("{*}Placemark")
        if place.findtext("{*}name") in NAMES
    }
    assert folders == {"国家级/高新 <b>", "=国家级"}
    back = propose(atlas, state, read("a.kml", again))
    assert not back.changes
    assert {each.level for each in back.findings} <= {NOTE}
    assert back.draft.layers[0] == "开发区"


def test_folders_of_our_own_file_are_no_column_not_even_of_its_parks():
    atlas = derive(ATLAS, State(1, {}, {}))
    data = writing.write(atlas, atlas.zones, Selection(), format="kml")
    assert len([*etree.fromstring(data).iter("{*}Folder")]) > 4
    draft = read("a.kml", data, layer=("开发区", "园区"))
    assert "文件夹" not in draft.table


def test_one_folder_is_no_column_and_a_place_in_none_has_no_folder():
    one = "<Folder><name>国家级</name>{}</Folder>"
    places = [placemark(*each) for each in zip(NAMES, BOXES, strict=True)]
    assert "文件夹" not in read("a.kml", kml(one.format("".join(places)))).table
    draft = read("a.kml", kml(one.format(places[0]), places[1]))
    assert dict(zip(draft.table["Name"], draft.table["文件夹"], strict=True)) == {
        NAMES[0]: "国家级",
        NAMES[1]: None,
    }


def test_a_field_called_folder_is_believed():
    said = '<ExtendedData><Data name="文件夹"><value>一</value></Data></ExtendedData>'
    places = (placemark(NAMES[0], BOXES[0], said), placemark(NAMES[1], BOXES[1]))
    draft = read("a.kml", kml(FOLDERS.format(*places)))
    assert draft.table["文件夹"].tolist() == ["一", None]


def test_folders_within_folders_and_files_within_an_archive():
    nested = (
        f"<Folder><name>甘肃</name><Folder><name>国家级</name>{placemark(NAMES[0], BOXES[0])}"
        f"</Folder>{placemark(NAMES[1], BOXES[1])}</Folder>"
    )
    draft = read("a.kml", kml(nested))
    assert set(draft.taken) == {"甘肃/国家级", "甘肃"}
    assert len(draft.table) == 2
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("一.kml", kml(placemark(NAMES[0], BOXES[0])))
        archive.writestr("二.kml", kml(placemark(NAMES[1], BOXES[1])))
    draft = read("a.kmz", file.getvalue())
    assert len(draft.table) == 2


# What was understood ------------------------------------------------------------------------------


def test_what_was_understood_is_said_in_both_languages():
    proposal = proposed(read("kml_two_folders_only_first_read.kml"))
    found = understanding.understood(proposal)
    assert [(each.name, each.rows, each.taken) for each in found.layers] == [
        ("国家级", 1, True),
        ("省级", 1, True),
    ]
    assert found.rows == {
        "all": 2,
        "zone": 2,
        "new": 0,
        "skip": 0,
        "open": 0,
        "area": 2,
        "point": 0,
        "placeless": 0,
    }
    assert {each.zone for each in found.distances} == {HITECH, ETDZ}
    for lang in ("zh", "en"):
        names = report.names(ATLAS, proposal, lang)
        said = "\n".join(understanding.lines(found, lang, names=names))
        assert not set(said) & set("{}")
        for words in ("国家级", "Name", SYSTEMS["wgs84"].name(lang), names[HITECH]):
            assert words in said
        assert said in "\n".join(report.lines(ATLAS, proposal, lang))
    record = report.record(ATLAS, proposal)["understood"]
    assert record["columns"] == [
        {"head": "Name", "role": "name", "type": "words", "example": NAMES[0]},
        {"head": "文件夹", "role": "own", "type": "words", "example": "国家级"},
    ]
    assert json.loads(json.dumps(record)) == record


def test_yearly_columns_are_said_to_be_one_series():
    heads = "开发区名称,经度,纬度,产值2021,产值2022,税收2021,说明2021,说明2022"
    draft = read("a.csv", csv(heads, f"{NAMES[1]},103.72,36.10,7,8.5,1,甲,乙"))
    proposal = proposed(draft)
    found = understanding.understood(proposal)
    assert understanding.record(found, "zh")["series"] == [{"name": "产值", "years": [2021, 2022]}]
    assert "产值 2021、2022" in "\n".join(understanding.lines(found, "zh", names={}))
    left = understanding.understood(proposed(draft, left_out=("产值2021",)))
    assert not left.series


def test_far_places_come_first_and_every_column_has_its_role():
    lines = [f"{NAMES[1]},103.72,36.10,7,是", f"{NAMES[0]},98.51,39.74,2.5,否"]
    draft = read("a.csv", csv("开发区名称,经度,纬度,产值,说明", *lines))
    found = understanding.understood(proposed(draft, left_out=("说明",)))
    assert [each.row for each in found.distances] == [3, 2]
    assert [(each.head, each.role, each.type) for each in found.columns] == [
        ("开发区名称", "name", "words"),
        ("经度", "lon", "words"),
        ("纬度", "lat", "words"),
        ("产值", "own", "number"),
        ("说明", "left_out", "words"),
    ]
