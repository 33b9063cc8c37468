"""What is written is read by programs that know nothing of us: every name, value, millimetre."""

import csv
import datetime as dt
import io
import json
import sqlite3
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from contextlib import closing
from dataclasses import replace

import openpyxl
import pyarrow.parquet as pq
import pyogrio
import pyproj
import pytest
import shapely

from atlas.exchange import reading, writing
from atlas.exchange.coordinates import detection
from atlas.exchange.findings import NOTE
from atlas.exchange.proposal import propose
from atlas.exchange.reading import heads
from atlas.exchange.words import WORDS
from atlas.exchange.writing.shapefile import field_names
from atlas.exchange.writing.tables import COLUMNS, EXTRA
from atlas.i18n import text
from atlas.i18n.errors import ExportError
from atlas.office import EMPTY, Record, State
from atlas.office.edition import derive
from atlas.selection.selection import Selection
from tests.office import added
from tests.readers import needs

MILLIMETRE = 1e-3
DEGREE = 1e-8  # a millimetre on the ground
ogr = needs("ogr2ogr")
# Heads and texts that formats stumble over: clashes when cut short, markup, formulas, line breaks.
WICKED = {
    "投资额（亿元人民币）": 12.5,
    "投资额（亿元人民币）二": 13.25,
    "=cmd|' /C calc'!A0": "=1+1",
    "geometry": "面",
    "fid": 7.0,
    "name": "{{7*7}}<script>alert(1)</script>",
    "a\"b'c;d": "行一\n行二",
    "x" * 60: "长" * 200,
    "开工": dt.date(2026, 3, 1),
    "重点": True,
    "large": 123456789.123456,
}

pytestmark = pytest.mark.usefixtures("forked")


@pytest.fixture(scope="module")
def ids(a):
    return list(a.zones.index[:3])


@pytest.fixture(scope="module")
def laden(a, ids):
    state = added.state(a.zones.index)
    records = dict(state.records)
    records[ids[0]] = replace(records[ids[0]], values=WICKED)
    records[added.OWN] = Record(
        added.OWN, name_zh="𠮷园<b>&", county="620982", geometry=added.POINT, kind="point"
    )
    return derive(a, State(1, records, {}), own=True)


def written(atlas, name, **asked):
    zones = atlas.zones.loc[[*atlas.zones.index[:3], added.OWN]]
    return writing.write(atlas, zones, Selection(), format=name, options=writing.Options(**asked))


def features(path, layer=""):
    """Read a file by GDAL's command line: the properties and shapes of its features, WGS 84."""
    command = ["ogr2ogr", "-f", "GeoJSONSeq", "-lco", "COORDINATE_PRECISION=15", "/vsistdout/"]
    command += ["-t_srs", "EPSG:4326"]
    done = subprocess.run(
        [*command, str(path), *filter(None, [layer])],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    found = [json.loads(line.strip("\x1e")) for line in done.stdout.splitlines() if line.strip()]
    return [
        # What GeoJSON has as a member of its own GDAL does not repeat among the properties.
        ({"id": each.get("id")} | each["properties"], shapely.geometry.shape(each["geometry"]))
        for each in found
    ]


def of_layers(path, ids):
    """Read all layers of zones, as GDAL takes the folders of a KML for, in the zones' order."""
    names = (name for name, _ in pyogrio.list_layers(path))
    zones = (name for name in names if name not in WORDS["ours"]["parks"])
    found = [each for name in zones for each in features(path, name)]
    return sorted(found, key=lambda each: ids.index(each[0]["id"]))


def first_point(path):
    """Read the first point of a file by GDAL's command line, in the file's own coordinates."""
    command = ["ogr2ogr", "-f", "CSV", "-lco", "GEOMETRY=AS_WKT", "/vsistdout/", str(path), "zones"]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    return shapely.from_wkt(next(csv.DictReader(io.StringIO(done.stdout)))["WKT"])


def same_place(shape, expected, tolerance):
    assert shapely.get_num_coordinates(shape) == shapely.get_num_coordinates(expected)
    assert shapely.hausdorff_distance(shape, expected) <= tolerance


def expected_shapes(atlas, ids):
    points = [atlas.zones.geometry.loc[zone] for zone in ids[1:]]
    return [added.PARK, *points]


@ogr
@pytest.mark.parametrize("name", ["geojson", "kml"])
def test_geometry_in_one_layer_comes_back(laden, ids, tmp_path, name):
    path = tmp_path / f"zones{writing.EXPORTERS[name].suffix}"
    path.write_bytes(written(laden, name))
    found = of_layers(path, [*ids, added.OWN])
    assert [each["id"] for each, _ in found] == [*ids, added.OWN]
    assert [each["name_zh"] for each, _ in found][-1] == "𠮷园<b>&"
    expected = [*expected_shapes(laden, ids), added.POINT]
    for (_, shape), other in zip(found, expected, strict=True):
        same_place(shape, other, DEGREE)
    first = found[0][0]
    assert first["投资额（亿元人民币）"] == 12.5
    assert first["投资额（亿元人民币）二"] == 13.25
    assert first["large"] == 123456789.123456
    assert "{{7*7}}<script>alert(1)</script>" in first.values()


@ogr
@pytest.mark.parametrize("crs", ["wgs84", "cgcs2000", "cgcs2000-3-35", "cgcs2000-3-35-plain"])
def test_a_geopackage_comes_back(laden, ids, tmp_path, crs):
    path = tmp_path / "zones.gpkg"
    path.write_bytes(written(laden, "gpkg", crs=crs))
    points = features(path, "zones")
    assert [each["id"] for each, _ in points] == [*ids, added.OWN]
    for (_, shape), zone in zip(points, [*ids, added.OWN], strict=True):
        same_place(shape, laden.zones.geometry.loc[zone], DEGREE)
    ((first, outline),) = features(path, "outlines")
    same_place(outline.geoms[0], added.PARK, DEGREE)
    assert first["开工"].replace("/", "-")[:10] == "2026-03-01"
    assert first["重点"] is True
    assert first["large"] == 123456789.123456
    assert set(WICKED.values()) - {True, dt.date(2026, 3, 1)} <= set(first.values())


@ogr
def test_a_projected_file_has_the_coordinates_of_the_zone_it_names(laden, ids, tmp_path):
    path = tmp_path / "zones.gpkg"
    for crs, epsg in (("cgcs2000-3-35", 4523), ("cgcs2000-3-35-plain", 4544)):
        path.write_bytes(written(laden, "gpkg", crs=crs))
        point = first_point(path)
        # PROJ knows both by their codes: 4523 has the zone's number in front, 4544 has not.
        to = pyproj.Transformer.from_crs("EPSG:4490", f"EPSG:{epsg}", always_xy=True)
        home = laden.zones.geometry.loc[ids[0]]
        east, north = to.transform(home.x, home.y)
        assert abs(point.x - east) < MILLIMETRE
        assert abs(point.y - north) < MILLIMETRE
        assert str(int(point.x)).startswith("35") == (epsg == 4523)


@ogr
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_shapefile_comes_back(laden, ids, tmp_path, encoding):
    path = tmp_path / "zones.zip"
    path.write_bytes(written(laden, "shp", encoding=encoding, crs="cgcs2000-3-35"))
    with zipfile.ZipFile(path) as archive:
        assert archive.read("zones.cpg").decode().lower().replace("-", "") in {
            encoding.replace("-", ""),
            "936",
        }
        assert b"CGCS" in archive.read("zones.prj").upper() or b"China" in archive.read("zones.prj")
        explained = list(
            csv.DictReader(io.StringIO(archive.read("fields.csv").decode("utf-8-sig")))
        )
    fields = {row["栏目"]: row["字段名"] for row in explained}
    assert len(set(fields.values())) == len(fields)
    assert all(len(name.encode(encoding)) <= 10 for name in fields.values())
    points = features(f"/vsizip/{path}/zones.shp")
    assert [each["id"] for each, _ in points] == [*ids, added.OWN]
    first = points[0][0]
    assert first[fields["name_zh"]] == laden.zones.loc[ids[0], "name_zh"]
    assert first[fields["投资额（亿元人民币）"]] == 12.5
    assert first[fields["投资额（亿元人民币）二"]] == 13.25
    assert first[fields["large"]] == 123456789.123456
    for (_, shape), zone in zip(points, [*ids, added.OWN], strict=True):
        same_place(shape, laden.zones.geometry.loc[zone], DEGREE)
    ((_, outline),) = features(f"/vsizip/{path}/outlines.shp")
    same_place(outline, added.PARK, DEGREE)
    cut = next(row for row in explained if row["栏目"] == "x" * 60)
    assert cut["文字被截短的开发区"] == ids[0]
    if encoding == "gbk":
        # A letter that GBK lacks is said to be replaced; GB18030 would have it.
        named = next(row for row in explained if row["栏目"] == "name_zh")
        assert named["有字符不能用此编码、以问号代替的开发区"] == added.OWN


def test_a_workbook_comes_back(laden, ids):
    book = openpyxl.load_workbook(io.BytesIO(written(laden, "xlsx")))
    assert book.sheetnames == ["开发区", "位置佐证", "园区", "来源", "说明"]
    sheet = book.worksheets[0]
    head = [cell.value for cell in sheet[1]]
    assert len(set(head)) == len(head)
    assert head[:3] == ["编号", "名称", "英文名称"]
    first = dict(zip(head, sheet[2], strict=True))
    assert sheet.freeze_panes
    assert first["编号"].value == ids[0]
    assert first["投资额（亿元人民币）"].value == 12.5
    assert first["投资额（亿元人民币）"].data_type == "n"
    assert first["开工"].value.date() == dt.date(2026, 3, 1)
    assert first["重点"].value is True
    assert first["large"].value == 123456789.123456
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    (formula,) = (cell for cell in first.values() if cell.value == "=1+1")
    assert formula.quotePrefix
    assert abs(first["经度"].value - laden.zones.loc[ids[0], "lon"]) < DEGREE
    assert sheet.cell(5, head.index("名称") + 1).value == "𠮷园<b>&"


def test_csv_comes_back(laden, ids):
    content = written(laden, "csv", crs="cgcs2000-3-35")
    assert content.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    first = table[0]
    assert list(first)[:19] == list(writing.COLUMNS)
    assert list(first)[19:21] == ["x", "y"]
    assert float(first["large"]) == 123456789.123456
    assert first["a\"b'c;d"] == "行一\n行二"
    assert "'=1+1" in first.values()
    assert not [head for head in first if head.startswith("=")]
    home = laden.zones.geometry.loc[ids[0]]
    to = pyproj.Transformer.from_crs("EPSG:4490", "EPSG:4523", always_xy=True)
    east, north = to.transform(home.x, home.y)
    assert abs(float(first["x"]) - east) < MILLIMETRE
    assert abs(float(first["y"]) - north) < MILLIMETRE
    assert float(table[3]["lon"]) == added.POINT.x


def test_geoparquet_comes_back(laden, ids):
    table = pq.read_table(io.BytesIO(written(laden, "parquet")))
    meta = json.loads(table.schema.metadata[b"geo"])
    assert meta["primary_column"] == "geometry"
    assert meta["columns"]["geometry"]["crs"]["id"]["code"] in {4326, "CRS84"}
    found = table.to_pylist()
    assert [row["id"] for row in found] == [*ids, added.OWN]
    shapes = [shapely.from_wkb(row["geometry"]) for row in found]
    same_place(shapes[0], added.PARK, 0)
    same_place(shapes[3], added.POINT, 0)
    assert found[0]["开工"] == dt.date(2026, 3, 1)
    assert found[0]["large"] == 123456789.123456


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
@pytest.mark.parametrize(("crs", "epsg"), [("cgcs2000-3-35", 4523), ("cgcs2000-3-34-plain", 4543)])
def test_a_red_line_file_comes_back(laden, ids, encoding, crs, epsg):
    """Its own text is read here by hand: J-numbered corners, ring, northing, easting."""
    content = written(laden, "redline", encoding=encoding, crs=crs, digits=4)
    lines = content.decode(encoding).split("\r\n")
    assert any("未写入" in line and "3" in line for line in lines)
    corners = [line.split(",") for line in lines if line.startswith("J")]
    assert all(len(north.partition(".")[2]) == 4 for _, _, north, _ in corners)
    back = pyproj.Transformer.from_crs(f"EPSG:{epsg}", "EPSG:4490", always_xy=True)
    rings = {}
    for _, ring, north, east in corners:
        rings.setdefault(ring, []).append(back.transform(float(east), float(north)))
    shell, hole = rings.values()
    same_place(shapely.Polygon(shell, [hole]), added.PARK, DEGREE)
    (head,) = [line for line in lines if line.endswith("@")]
    assert ids[0] in head
    assert laden.zones.loc[ids[0], "name_zh"] in head


def test_a_red_line_file_needs_an_outline(a):
    with pytest.raises(ExportError) as refused:
        writing.write(a, a.zones, Selection(), format="redline")
    assert refused.value.kind == "no_outline"
    assert "42" in refused.value.message("en")


def drawn(a, **shapes):
    """Give an atlas with outlines of some zones of the plan."""
    records = {
        zone: Record(zone, geometry=shape, kind="surveyed") for zone, shape in shapes.items()
    }
    return derive(a, State(1, records, {}), own=True)


WEST = {"dunhuang": shapely.box(94.60, 40.10, 94.61, 40.11)}
EAST = {"xifeng": shapely.box(107.60, 35.70, 107.61, 35.71)}


@pytest.mark.parametrize(("shapes", "zone"), [(WEST, 32), (EAST, 36)])
def test_a_red_line_file_is_in_the_zone_of_its_outlines(a, shapes, zone):
    (name, shape), *_ = shapes.items()
    atlas = drawn(a, **shapes)
    content = writing.write(atlas, atlas.zones.loc[[name]], Selection(), format="redline")
    text = content.decode("gbk")
    assert f"带号={zone}" in text
    assert "超出本带" not in text
    # EPSG 4513 to 4533 are the 3-degree zones 25 to 45 with their number.
    to = pyproj.Transformer.from_crs("EPSG:4490", f"EPSG:{4513 + zone - 25}", always_xy=True)
    eastings = [float(line.split(",")[3]) for line in text.splitlines() if line.startswith("J")]
    corners = [to.transform(x, y)[0] for x, y in shape.exterior.coords]
    assert sorted(eastings) == pytest.approx(sorted(corners), abs=MILLIMETRE)
    assert {int(each // 1_000_000) for each in eastings} == {zone}
    placed = detection.place(reading.read("a.txt", content), province=a.province)
    same_place(placed.geometry[0], shape, DEGREE)


@pytest.mark.parametrize("crs", ["cgcs2000-3-35", "cgcs2000-3-35-plain"])
def test_zones_too_far_for_a_system_are_named(a, crs):
    near = {"lanzhou-hitech": added.PARK}
    atlas = drawn(a, **near, **WEST)
    zones = atlas.zones.loc[["lanzhou-hitech", "dunhuang"]]
    asked = {"options": writing.Options(crs=crs)}
    content = writing.write(atlas, zones, Selection(), format="redline", **asked).decode("gbk")
    assert "超出本带的开发区=dunhuang\r\n" in content
    book = openpyxl.load_workbook(
        io.BytesIO(writing.write(atlas, zones, Selection(), format="xlsx", **asked))
    )
    notes = {row[0].value: row[1].value for row in book["说明"].iter_rows()}
    assert notes["超出本带的开发区"] == "dunhuang"
    only = writing.write(atlas, zones[:1], Selection(), format="redline", **asked).decode("gbk")
    assert "超出本带" not in only


def test_a_plots_number_use_and_area_come_back(a):
    said = "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n投影类型=高斯克吕格\n带号=35\n"
    said += "[地块坐标]\n"
    corners = [(0, 0), (4, 0), (4, 3), (0, 3), (0, 0)]
    said += "5,1200.0000,GS-01,兰州高新,面,,工业用地,,@\n" + "".join(
        f"J{n},1,{3_995_000 + 1000 * y}.000,{35_400_000 + 1000 * x}.000\n"
        for n, (x, y) in enumerate(corners, start=1)
    )
    taken = propose(a, EMPTY, reading.read("a.txt", said.encode("gbk")))
    assert taken.can_apply
    state = State(1, dict(taken.records), {})
    atlas = derive(a, state)
    data = writing.write(atlas, atlas.zones, Selection(), format="redline")
    # 4 km by 3 km in the plane, whatever that is on the ellipsoid.
    assert "5,1200.0000,GS-01,兰州高新技术产业开发区,面,,工业用地,,@" in data.decode("gbk")
    assert not propose(a, state, reading.read("b.txt", data)).changes


def test_a_red_line_file_says_which_names_its_encoding_lacks(a):
    records = {
        added.OWN: Record(
            added.OWN, name_zh="𠮷园", county="620982", geometry=added.PARK, kind="surveyed"
        )
    }
    atlas = derive(a, State(1, records, {}), own=True)
    zones = atlas.zones.loc[[added.OWN]]
    files = {
        encoding: writing.write(
            *(atlas, zones, Selection()),
            format="redline",
            options=writing.Options(encoding=encoding),
        ).decode(encoding)
        for encoding in ("gbk", "utf-8")
    }
    assert f"以问号代替的开发区={added.OWN}\r\n" in files["gbk"]
    assert "问号" not in files["utf-8"]
    assert ",𠮷园," in files["utf-8"]


def columned(a, n):
    zone = a.zones.index[0]
    values = {f"栏{each:03}": f"{each:03}".ljust(254, "x") for each in range(n)}
    record = Record(zone, geometry=added.PARK, kind="surveyed", values=values)
    return derive(a, State(1, {zone: record}, {}), own=True)


@ogr
def test_a_shapefile_of_as_many_fields_as_it_can_have_comes_back(a, tmp_path):
    # The stable 19, two coordinates, the kind and the source of a position come first.
    atlas = columned(a, 255 - 23)
    path = tmp_path / "zones.zip"
    options = writing.Options(crs="cgcs2000-3-35")
    zones = atlas.zones[:1]
    path.write_bytes(writing.write(atlas, zones, Selection(), format="shp", options=options))
    ((first, _),) = features(f"/vsizip/{path}/zones.shp")
    assert len(first) == 255
    assert {f"{n:03}".ljust(254, "x") for n in range(255 - 23)} <= set(first.values())


def test_a_shapefile_of_more_fields_is_refused(a):
    atlas = columned(a, 256 - 23)
    with pytest.raises(ExportError) as refused:
        writing.write(atlas, atlas.zones[:1], Selection(), format="shp")
    assert refused.value.kind == "fields"
    assert all(n in refused.value.message("en") for n in ("255", "256"))
    assert writing.write(atlas, atlas.zones[:1], Selection(), format="gpkg")


def heard(value):
    """Return a value as every format has it: numbers as floats, the rest as text."""
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, bool):
        return str(value).upper()[0]
    try:
        return float(value)
    except (TypeError, ValueError):
        # A shapefile's days come back with slashes, truth as its first letter.
        return {"TRUE": "T", "FALSE": "F"}.get(str(value), str(value).replace("/", "-"))


@ogr
@pytest.mark.parametrize(
    "name", ["csv", "json", "geojson", "xlsx", "gpkg", "shp", "kml", "parquet"]
)
def test_every_value_comes_back_in_every_row(laden, ids, tmp_path, name):
    content = written(laden, name)
    path = tmp_path / f"zones{writing.EXPORTERS[name].suffix}"
    path.write_bytes(content)
    match name:
        case "csv":
            rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        case "json":
            rows = json.loads(content)
        case "xlsx":
            head, *body = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
            rows = [dict(zip(head, row, strict=True)) for row in body]
        case "parquet":
            rows = pq.read_table(path).to_pylist()
        case "shp":
            rows = [row for row, _ in features(f"/vsizip/{path}/zones.shp")]
        case "gpkg":
            rows = [row for row, _ in features(path, "zones")]
        case _:
            rows = [row for row, _ in of_layers(path, [*ids, added.OWN])]
    second, third = (
        {"投资额": 3.0, "阶段": "投产"},
        {"投资额": 40.0, "阶段": "在建", "重点": False},
    )
    for row, zone, values in zip(rows, [*ids, added.OWN], [WICKED, second, third, {}], strict=True):
        there = {heard(each) for each in row.values() if each is not None}
        plan = laden.zones.loc[zone]
        expected = {zone, plan["name_zh"], plan["county"], plan["lon"], plan["lat"]}
        expected |= set(values.values())
        if name == "csv" and "=1+1" in expected:
            expected = expected - {"=1+1"} | {"'=1+1"}
        missing = {heard(each) for each in expected} - there
        if name == "shp":
            # Cut where dBASE has no more room, at a whole letter: 84 of three bytes.
            missing -= {"长" * 200} if "长" * 84 in there else set()
        assert not missing, zone


@pytest.mark.parametrize("name", ["csv", "xlsx", "gpkg", "shp", "kml", "parquet", "geojson"])
def test_what_was_taken_out_and_is_brought_back_changes_nothing(a, name):
    state = added.state(a.zones.index)
    atlas = derive(a, state, own=True)
    data = writing.write(atlas, atlas.zones, Selection(), format=name)
    for layer in ("zones", "outlines") if name in {"gpkg", "shp"} else ("",):
        draft = reading.read(f"a{writing.EXPORTERS[name].suffix}", data, layer=layer)
        found = propose(a, state, draft)
        assert not found.changes
        assert {each.level for each in found.findings} <= {NOTE}
        # What the plan says in it becomes no column of the office.
        own = [head for head in draft.table.columns if head not in draft.roles]
        assert set(own) <= {"投资额", "阶段", "开工", "重点"}


def test_the_heads_of_our_files_are_known_when_they_come_back():
    columns = [*COLUMNS, *EXTRA]
    assert heads.EXPORTED["codes"] == [*columns, "Name"]
    assert heads.EXPORTED["workbook"] == [text(f"column.{name}", "zh") for name in columns]
    assert heads.EXPORTED["shapefile"] == field_names(columns, "utf-8")
    assert len(heads.EXPORTED["roles"]) == len(columns) + 1


@pytest.mark.parametrize("name", ["csv", "xlsx", "gpkg", "shp", "kml", "parquet", "geojson"])
def test_our_own_reader_takes_back_what_we_write(laden, ids, name):
    suffix = writing.EXPORTERS[name].suffix
    draft = reading.read(f"zones{suffix}", written(laden, name))
    assert not [each for each in draft.findings if each.level == "error"]
    column = draft.head("id") or "id"
    values = draft.table[column].tolist()
    assert set(values) & set(ids)


def test_qgis_finds_styles_for_what_is_in_a_geopackage(laden, tmp_path):
    path = tmp_path / "zones.gpkg"
    path.write_bytes(written(laden, "gpkg", crs="cgcs2000-3-35"))
    with closing(sqlite3.connect(path)) as database:
        found = database.execute(
            "select f_table_name, f_geometry_column, styleQML, useAsDefault from layer_styles"
        ).fetchall()
        fields = {
            name: {row[1] for row in database.execute(f'pragma table_info("{name}")')}
            for name, *_ in found
        }
        filters = {
            name: [
                rule.get("filter")
                for rule in ET.fromstring(qml).iter("rule")  # noqa: S314 - our own
                if rule.get("filter")
            ]
            for name, _, qml, _ in found
        }
        # QGIS's filters are SQL here: each zone has one symbol, and no text of a user broke them.
        hits = [
            database.execute(f"select count(*) from zones where {rule}").fetchone()[0]  # noqa: S608
            for rule in filters["zones"]
        ]
        ((n,),) = database.execute("select count(*) from zones")
    assert {name for name, *_ in found} == {"zones", "outlines", "parks"}
    for name, geometry, qml, default in found:
        assert (geometry, default) == ("geom", 1)
        document = ET.fromstring(qml)  # noqa: S314 - our own
        named = {each.get("field") for each in document.iter("alias")}
        assert named <= fields[name]
        assert named >= {"id", "name_zh"}
    assert sum(hits) == n == 4


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_shapefile_of_ours_has_its_whole_heads_when_it_comes_back(laden, encoding):
    draft = reading.read("zones.zip", written(laden, "shp", encoding=encoding), layer="zones")
    assert "投资额（亿元人民币）" in draft.table
    assert draft.roles["position_basis"] == "plan"
    assert draft.table["投资额（亿元人民币）"].iloc[0] == 12.5
