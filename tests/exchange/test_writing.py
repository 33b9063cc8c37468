import csv
import dataclasses
import io
import json
import sqlite3
from contextlib import closing

import geopandas as gpd
import pytest
from lxml import etree
from openpyxl import load_workbook

from atlas import Selection
from atlas.exchange import writing
from atlas.exchange.writing import COLUMNS, EXPORTERS

HEADER = (
    "id,name_zh,name_en,level,type,areas,area_basis,prefecture,county,adcode,industries,clusters,"
    "tags,aliases,lon,lat,position_basis,accuracy_km,box"
)
HEXI = Selection(areas=("hexi",))
NOTHING = Selection(areas=("hexi",), prefectures=("lanzhou",))


def written(a, name, selection=HEXI):
    return EXPORTERS[name].write(a, selection.apply(a), selection)


def test_the_columns_are_the_promised_ones(a):
    assert ",".join(COLUMNS) == HEADER
    assert list(writing.rows(a, a.zones, Selection()).columns) == HEADER.split(",")


# zone, column -> cell, as the plan prints it
CELLS = [
    ("baiyin-hitech", "level", "国家级"),
    ("baiyin-hitech", "type", "创新驱动型"),
    ("baiyin-hitech", "industries", "有色金属（稀土）|精细化工|生物医药|资源综合利用"),
    ("baiyin-hitech", "adcode", "620402"),
    ("baiyin-hitech", "box", "专栏2"),
    ("tianzhu-jinqiang", "areas", "河西走廊经济区|民族地区"),
    ("tianzhu-jinqiang", "area_basis", "place|location"),
    ("dingxi", "areas", "大兰州经济区"),
    ("dingxi", "area_basis", "inferred"),
    ("wuwei-huangyang", "industries", "农副产品加工|生物医药|综合物流"),
    ("jiayuguan", "county", "嘉峪关市"),
    ("jiuzhou", "industries", "食品加工"),
    ("pingliang", "tags", "依托"),
]


@pytest.mark.parametrize(("zone", "column", "cell"), CELLS)
def test_a_cell_reads_as_the_plan(a, zone, column, cell):
    assert writing.rows(a, a.zones, Selection()).set_index("id").loc[zone, column] == cell


def test_areas_follow_the_scheme_and_clusters_the_grade(a):
    later = writing.rows(a, a.zones, Selection(scheme="plan14")).set_index("id")
    assert later.loc["tianzhu-jinqiang", "areas"] == "河西走廊经济带"
    lengths = [
        writing.rows(a, a.zones, Selection(min_grade=grade))["clusters"].str.len().sum()
        for grade in ("direct", "inference", "weak")
    ]
    assert lengths == sorted(set(lengths))


def test_clusters_stand_in_table_order_each_once(a):
    order = list(a.clusters["name_zh"])
    for record in writing.records(a, a.zones, Selection(min_grade="weak")):
        ranks = [order.index(name) for name in record["clusters"]]
        assert ranks == sorted(set(ranks)), record["id"]


def test_areas_and_their_bases_are_parallel(a):
    for scheme in a.schemes.index:
        for record in writing.records(a, a.zones, Selection(scheme=scheme)):
            assert len(record["areas"]) == len(record["area_basis"]) >= 1


def test_csv_for_excel_has_a_mark_and_the_same_rows(a):
    content = written(a, "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    table = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["id"] for row in table] == list(HEXI.apply(a).index)
    assert {row["accuracy_km"] for row in table} <= {str(n) for n in range(1, 100)}


def full_width(character):
    return chr(ord(character) + 0xFEE0)


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", *map(full_width, "=+-@")]
)
def test_a_spreadsheet_takes_no_text_for_a_formula(a, start):
    zones = a.zones.head(1).assign(name_en=f"{start}1+1")
    small = dataclasses.replace(a, zones=zones)
    content = EXPORTERS["csv"].write(small, small.zones, Selection())
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    expected = f"'{start}1+1".replace("\r", "\n")
    assert row["name_en"] == expected
    sheet = load_workbook(io.BytesIO(EXPORTERS["xlsx"].write(small, small.zones, Selection())))
    cell = sheet.worksheets[0]["C2"]
    assert (cell.data_type, cell.value) == ("s", f"{start}1+1".replace("\r", "\n"))
    assert cell.quotePrefix


def test_a_workbook_takes_no_text_for_an_error(a):
    zones = a.zones.head(1).assign(name_en="#N/A")
    small = dataclasses.replace(a, zones=zones)
    sheet = load_workbook(io.BytesIO(EXPORTERS["xlsx"].write(small, small.zones, Selection())))
    cell = sheet.worksheets[0]["C2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", "#N/A", False)


def test_geojson_is_rfc_7946(a):
    collection = json.loads(written(a, "geojson"))
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    assert "近似" in collection["note"]
    assert "125号" in collection["source"]
    assert a.version in collection["source"]
    assert len(collection["features"]) == 16
    for feature in collection["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        assert 92 < lon < 109
        assert 32 < lat < 43
        assert list(feature["properties"]) == HEADER.split(",")
        assert feature["id"] == feature["properties"]["id"]
        assert isinstance(feature["properties"]["industries"], list)
    assert len(gpd.read_file(io.BytesIO(written(a, "geojson")))) == 16


def test_json_is_the_same_records(a):
    records = json.loads(written(a, "json"))
    features = json.loads(written(a, "geojson"))["features"]
    assert records == [feature["properties"] for feature in features]


def test_a_geopackage_has_one_layer_in_wgs84(a, tmp_path):
    file = tmp_path / "zones.gpkg"
    file.write_bytes(written(a, "gpkg"))
    assert list(gpd.list_layers(file)["name"]) == ["zones", "parks", "layer_styles"]
    with closing(sqlite3.connect(file)) as connection:
        ((described,),) = connection.execute(
            "SELECT description FROM gpkg_contents WHERE table_name = 'zones'"
        )
    for words in ("125号", a.version, "近似"):
        assert words in described
    layer = gpd.read_file(file, layer="zones")
    assert layer.crs == "EPSG:4326"
    assert list(layer["id"]) == list(HEXI.apply(a).index)
    assert list(layer["areas"]) == list(writing.rows(a, HEXI.apply(a), HEXI)["areas"])


def test_a_workbook_opens_with_its_notes(a):
    book = load_workbook(io.BytesIO(written(a, "xlsx")))
    assert book.sheetnames == ["开发区", "位置佐证", "园区", "位置核对", "来源", "说明"]
    sheet = book["开发区"]
    assert (sheet.max_row, sheet.max_column, sheet.freeze_panes) == (17, 19, "C2")
    head = [cell.value for cell in sheet[1]]
    first = dict(zip(head, (cell.value for cell in sheet[2]), strict=True))
    assert first["名称"] == "金昌经济技术开发区"
    assert first["区域依据"] == "点名"
    assert first["经度"] == pytest.approx(102.2, abs=0.2)
    notes = {row[0].value: row[1].value for row in book["说明"].iter_rows()}
    assert notes["所选"] == "河西走廊经济区（16个开发区）"
    assert a.version in notes["数据版本"]
    assert book["来源"].max_row == len(a.sources) + 1


@pytest.mark.parametrize("name", [name for name in EXPORTERS if name != "redline"])
def test_an_empty_selection_makes_a_file_that_opens(a, name, tmp_path):
    content = written(a, name, NOTHING)
    file = tmp_path / f"none{EXPORTERS[name].suffix}"
    file.write_bytes(content)
    read = {
        "csv": lambda: list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")))),
        "json": lambda: json.loads(content),
        "geojson": lambda: json.loads(content)["features"],
        "xlsx": lambda: list(load_workbook(file).worksheets[0].iter_rows())[1:],
        "gpkg": lambda: gpd.read_file(file, layer="zones").to_dict("records"),
        "shp": lambda: gpd.read_file(f"zip://{file}!zones.shp").to_dict("records"),
        "kml": lambda: etree.fromstring(content).findall(".//{*}Placemark"),
        "parquet": lambda: gpd.read_parquet(file).to_dict("records"),
    }
    assert read[name]() == []


def test_formats_have_their_suffixes_and_media_types():
    suffixes = {name: each.suffix for name, each in EXPORTERS.items()}
    others = {name: f".{name}" for name in EXPORTERS if name not in {"shp", "redline"}}
    assert suffixes == others | {"shp": ".zip", "redline": ".txt"}
    assert all("/" in each.mime for each in EXPORTERS.values())
    assert all(name == each.name for name, each in EXPORTERS.items())


def test_links_carry_their_reason_and_say_where_the_plan_says_otherwise(a):
    weak = Selection(min_grade="weak")
    table = writing.link_rows(a, a.zones, weak)
    assert list(table.columns) == ["zone", "industry", "cluster", "grade", "reason"]
    assert len(table) == len(a.links)
    assert (table["reason"].str.contains("本区不是国家级") == a.links["beyond"]).all()
    free = table[table["cluster"] == ""]
    assert len(free) == a.links["cluster"].isna().sum()
    assert set(free["grade"]) == set(free["reason"]) == {""}


@pytest.mark.parametrize(
    ("selection", "grades", "free"),
    [
        (Selection(min_grade="weak"), {"direct", "inference", "weak", ""}, True),
        (Selection(), {"direct", "inference"}, False),
        (Selection(min_grade="direct"), {"direct"}, False),
        (Selection(clusters=("equipment",)), {"direct", "inference"}, False),
        (
            Selection(clusters=("equipment",), min_grade="weak"),
            {"direct", "inference", "weak"},
            False,
        ),
    ],
)
def test_links_are_limited_by_grade(a, selection, grades, free):
    table = writing.link_rows(a, selection.apply(a), selection)
    assert set(table["grade"]) == grades
    assert (table["cluster"] == "").any() == free


def test_links_of_a_cluster_are_the_phrases_that_put_zones_there(a):
    chosen = Selection(clusters=("clean-coal",))
    table = writing.link_rows(a, chosen.apply(a), chosen)
    assert set(table["cluster"]) == {"煤炭高效清洁利用产业集群"}
    assert list(dict.fromkeys(table["zone"])) == list(chosen.apply(a).index)


def test_links_are_limited_to_the_phrases_asked_for(a):
    part = Selection(industry_contains=("煤化工", "陶瓷"), min_grade="weak")
    table = writing.link_rows(a, part.apply(a), part)
    assert table["industry"].str.contains("煤化工|陶瓷").all()
    assert set(table["zone"]) == set(part.apply(a).index)
    whole = Selection(industries=("headquarters",), min_grade="weak")
    assert set(writing.link_rows(a, whole.apply(a), whole)["industry"]) == {"总部经济"}


def test_indicators_have_their_columns(a):
    table = writing.indicator_rows(a)
    assert list(table.columns) == ["name", "unit", "year", "value", "kind", "scope", "source"]
    assert len(table) == len(a.indicators)
    assert set(table["kind"]) == {"actual", "target", "growth_pct_per_year", "cumulative_points"}
