"""Reading files of every format: what they hold, in which encoding, and what is said about them."""

import datetime as dt
import io
import zipfile
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from openpyxl import Workbook, load_workbook

from atlas.exchange import guard, reading, writing
from atlas.exchange.coordinates import detection
from atlas.exchange.findings import ERROR, NOTE, QUESTION, WARNING, RefusedError
from atlas.exchange.guard import limits
from atlas.exchange.reading import heads, parse
from tests.exchange import samples
from tests.exchange.samples import NAME, OTHER

pytestmark = pytest.mark.usefixtures("forked")


def codes(draft, *levels):
    return [finding.code for finding in draft.findings if finding.level in (levels or (ERROR,))]


def refused(name, data, **options):
    with pytest.raises(RefusedError) as caught:
        reading.read(name, data, **options)
    return [finding.code for finding in caught.value.findings]


def csv(*lines, encoding="utf-8"):
    return "\n".join(lines).encode(encoding)


def test_whole_numbers_and_yes_or_no_stay_so_where_some_are_missing(tmp_path):
    frame = samples.shapes()
    frame["宗地"] = pd.array([620102001001000123, None], dtype="Int64")
    frame["是否"] = pd.array([True, None], dtype="boolean")
    frame["栋"] = ["3E2", "1E3"]
    frame.to_file(tmp_path / "a.gpkg", layer="a")
    table = reading.read("a.gpkg", (tmp_path / "a.gpkg").read_bytes()).table
    assert [str(value) for value in table["宗地"].dropna()] == ["620102001001000123"]
    assert True in table["是否"].tolist()
    assert all(value is None or isinstance(value, bool) for value in table["是否"])
    assert table["栋"].tolist() == ["3E2", "1E3"]


def test_more_cells_than_a_page_can_hold_are_refused(monkeypatch):
    monkeypatch.setattr(reading, "LIMITS", replace(reading.LIMITS, cells=10))
    assert refused("a.csv", csv("名称,a,b,c", "x,1,2,3", "y,4,5,6")) == ["read.cells"]
    assert not codes(reading.read("a.csv", csv("名称,a,b", "x,1,2", "y,4,5")))


def test_layers_of_every_format_hold_the_same(good):
    for name in ("a.geojson", "a.gpkg", "a.kml", "a.kmz", "a.fgb", "a.zip", "gbk.zip", "a.parquet"):
        draft = reading.read(name, good[name])
        assert sorted(draft.table["名称"]) == sorted([NAME, OTHER]), name
        assert draft.roles == {"名称": "name"}
        values = dict(zip(draft.table["名称"], draft.table["产值"], strict=True))
        assert values == {NAME: 1.5, OTHER: 20.25}, name
        shapes = dict(zip(draft.table["名称"], draft.geometry, strict=True))
        for known in samples.shapes().itertuples():
            assert shapes[known.名称].equals(known.geometry), name
        assert draft.crs.system == "wgs84", name
        assert not codes(draft, ERROR, QUESTION, WARNING), name


def test_a_workbook(good):
    draft = reading.read("a.xlsx", good["a.xlsx"])
    assert draft.kind == "xlsx"
    assert draft.roles == {"开发区名称": "name", "经度": "lon", "纬度": "lat"}
    assert draft.table.loc[2].to_dict() == {
        "开发区名称": NAME,
        "经度": 103.65,
        "纬度": 36.45,
        "产值": 1,
    }
    assert draft.geometry is None
    assert not draft.findings


def test_a_workbook_as_offices_write_them():
    book = Workbook()
    sheet = book.active
    sheet.append(["甘肃省开发区一览表"])
    sheet.append([])
    sheet.append(
        ["序号", "开发区名称", "面积（公顷）", "面积（公顷）", "批准", "增长", "编码", None]
    )
    sheet.append([1, NAME, 12.5, "3", dt.date(2012, 8, 20), "=1/0", "007", "备"])
    sheet.append([2, OTHER, 8, 4, dt.date(2015, 1, 2), "#REF!", "012", None])
    sheet.merge_cells("A1:G1")
    sheet.row_dimensions[5].hidden = True
    book.create_sheet("密").sheet_state = "hidden"
    book.create_sheet("二").append(["名称"])
    file = io.BytesIO()
    book.save(file)
    draft = reading.read("一览.xlsx", file.getvalue())
    assert list(draft.table.index) == [4, 5]
    assert list(draft.table.columns)[2:4] == ["面积（公顷）", "面积（公顷） (2)"]
    assert draft.table.loc[4, "批准"] == dt.date(2012, 8, 20)
    assert list(draft.table["编码"]) == ["007", "012"]  # no number: its zeros count
    assert list(draft.table["面积（公顷） (2)"]) == [3, 4]
    assert draft.layers == ("Sheet", "二")
    assert set(codes(draft, NOTE)) == {
        "read.head_row",
        "read.merged",
        "read.hidden",
        "read.hidden_sheet",
        "read.text_numbers",
        "read.layers",
    }
    assert set(codes(draft, WARNING)) == {"read.same_head", "read.no_head", "read.formula"}
    fault = next(finding for finding in draft.findings if finding.level == ERROR)
    assert (fault.code, fault.row, fault.column) == ("read.fault", 5, "增长")
    assert refused("一览.xlsx", file.getvalue(), layer="二") == ["read.no_rows"]
    assert refused("一览.xlsx", file.getvalue(), layer="三") == ["read.no_layer"]


@pytest.mark.parametrize(
    ("encoding", "known", "sure"),
    [
        ("utf-8", "utf-8", True),
        ("utf-8-sig", "utf-8-sig", True),
        ("gbk", "gb18030", True),
        ("gb18030", "gb18030", True),
        ("utf-16", "utf-16", True),
        ("utf-16-le", "utf-16-le", False),
    ],
)
def test_encodings_of_text(encoding, known, sure):
    data = csv("开发区名称,经度,纬度", f"{NAME},103.65,36.45", encoding=encoding)
    draft = reading.read("a.csv", data)
    assert draft.table.loc[2, "开发区名称"] == NAME
    assert draft.encoding == known
    assert draft.encoding_sure or not sure
    assert reading.read("a.csv", data, encoding=known).encoding_sure


def test_big5_is_told_from_gbk():
    words = "開發區名稱,說明,地址\n蘭州新區,國家級新區,甘肅省蘭州市\n張掖經濟技術開發區,工業,張掖"
    draft = reading.read("a.csv", words.encode("big5"))
    assert draft.encoding == "big5"
    assert draft.table.iloc[0, 0] == "蘭州新區"


def test_an_encoding_that_is_wrong_is_refused():
    data = csv("开发区名称,经度", f"{NAME},103", encoding="gbk")
    assert refused("a.csv", data, encoding="utf-8") == ["read.encoding_wrong"]
    assert refused("a.csv", data, encoding="klingon") == ["read.encoding_name"]
    assert refused("a.csv", data, encoding="hex") == ["read.encoding_wrong"]


def test_shapefiles_without_cpg_are_asked_about(tmp_path):
    data = samples.shapefile(tmp_path, encoding="gbk", cpg=False, prj=False)
    draft = reading.read("园区.zip", data)
    assert draft.table.loc[1, "名称"] == NAME
    assert (draft.encoding, draft.encoding_sure) == ("gb18030", False)
    assert codes(draft, QUESTION) == ["read.encoding_judged"]
    assert codes(draft, NOTE) == ["read.no_prj"]
    assert draft.crs is None
    sure = reading.read("园区.zip", data, encoding="gbk")
    assert sure.encoding_sure
    assert not codes(sure, QUESTION)


def test_a_cpg_that_lies_is_not_believed(tmp_path):
    data = samples.shapefile(tmp_path, encoding="gbk")
    lying = samples.zipped(unzipped(data) | {"zones.cpg": b"UTF-8"})
    draft = reading.read("a.zip", lying)
    assert codes(draft, WARNING) == ["read.cpg_wrong"]
    assert draft.table.loc[1, "名称"] == NAME
    ansi = samples.zipped(unzipped(data) | {"zones.cpg": b"ANSI 936"})
    assert reading.read("a.zip", ansi).encoding == "gbk"


def unzipped(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_shapefile_with_a_part_missing(tmp_path):
    files = unzipped(samples.shapefile(tmp_path))
    del files["zones.dbf"]
    assert refused("a.zip", samples.zipped(files)) == ["read.shp_parts"]


def test_several_shapefiles_in_one_archive(tmp_path):
    files = unzipped(samples.shapefile(tmp_path))
    files |= {name.replace("zones", "乙"): data for name, data in files.items()}
    draft = reading.read("a.zip", samples.zipped(files))
    assert set(draft.layers) == {"zones", "乙"}
    assert reading.read("a.zip", samples.zipped(files), layer="乙").layer == "乙"


@pytest.mark.parametrize("sign", [",", "\t", ";", "\uff0c"])
def test_signs_between_cells(sign):
    draft = reading.read("a.csv", csv(sign.join(["名称", "产值"]), sign.join([NAME, "3"])))
    assert draft.table.loc[2].to_dict() == {"名称": NAME, "产值": 3}


def test_columns_have_one_type():
    lines = [
        "名称,户数,份额,日期,电话,混",
        '甲,"1,200",0.5,2016-11-25,0931-8800000,1',
        "乙,30,1.5,2017年1月2日,12345678901234567,2",
        "丙,,,,,不详",
    ]
    draft = reading.read("a.csv", csv(*lines))
    assert list(draft.table["户数"]) == [1200, 30, None]
    assert list(draft.table["份额"]) == [0.5, 1.5, None]
    assert list(draft.table["日期"]) == [dt.date(2016, 11, 25), dt.date(2017, 1, 2), None]
    assert list(draft.table["电话"])[1] == "12345678901234567"  # digits that a number would lose
    assert list(draft.table["混"]) == ["1", "2", "不详"]
    mixed = next(finding for finding in draft.findings if finding.code == "read.mixed")
    assert (mixed.row, mixed.column, mixed.value) == (4, "混", "不详")


def test_the_guard_before_a_formula_is_taken_off():
    draft = reading.read("a.csv", csv("名称,说明", "甲,'=1+1", "乙,'tis", "丙,=cmd|x"))
    assert list(draft.table["说明"]) == ["=1+1", "'tis", "=cmd|x"]


@pytest.mark.parametrize(
    "said", ["=1+1", "\uff1d1+1", "'=1+1", "''\uff0d2", "'tis", "'", "''", "@x"]
)
def test_every_text_comes_back_from_behind_its_guard(said):
    assert writing.unguarded(writing.inert(said)) == said
    assert not writing.inert(said).startswith(("=", "\uff1d", "@", "\uff0d"))


def test_blank_rows_keep_the_numbers_of_the_others():
    draft = reading.read("a.csv", csv("名称,产值", "", "甲,1", ",", "乙,2"))
    assert list(draft.table.index) == [3, 5]


def test_a_table_without_heads_is_refused():
    assert refused("a.csv", csv(f"{NAME},103.65,36.45")) == ["read.no_heads"]


def test_content_outweighs_the_suffix(good):
    draft = reading.read("表.csv", good["a.xlsx"])
    assert draft.kind == "xlsx"
    assert codes(draft, NOTE) == ["read.suffix"]
    assert reading.read("a.txt", good["a.csv"]).kind == "csv"
    assert reading.read("a.dat", good["red.txt"]).kind == "redline"
    assert reading.read("", good["pasted.txt"]).kind == "text"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "read.empty"),
        (b" \n\t", "read.empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "read.named"),
        (b"%PDF-1.7", "read.named"),
        (b"Rar!\x1a", "read.named"),
        (b"AC1032", "read.named"),
        (b"PK\x03\x04", "read.zip_broken"),
        (b"<html><body>x</body></html>", "read.html"),
        (b"PAR1xxxxPAR1", "read.broken"),
        (b"SQLite format 3\0", "read.named"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(data, code):
    assert refused("x", data) == [code]


def test_too_much_is_refused(monkeypatch):
    small = limits.Limits(rows=3, columns=2, text=200, bytes=300, lines=4)
    monkeypatch.setattr(reading, "LIMITS", small)
    assert refused("a.txt", "[地块坐标]\n5,1,1,甲,面,,,,@\n".encode() + b"1,1,2,3\n" * 3) == [
        "read.lines"
    ]
    assert refused("a.csv", csv("名称,产值", *["甲,1"] * 3)) == ["read.rows"]
    assert refused("a.csv", csv("名称,产值,x", "甲,1,2")) == ["read.columns"]
    assert refused("a.csv", csv("名称,产值", "x" * 250)) == ["read.bytes"]
    assert refused("a.csv", b"x" * 301) == ["read.bytes"]


def test_a_child_that_takes_too_much_memory_is_stopped(good, monkeypatch):
    monkeypatch.undo()  # not forked: started as the atlas starts it
    few = limits.Limits(memory=10 * limits.MIB)
    with pytest.raises(RefusedError) as caught:
        guard.ask(parse.told, good["a.xlsx"], limits=few, name="", encoding="", layer="")
    assert caught.value.findings[0].code in {"read.broken", "read.too_large", "read.not_started"}


def test_the_child_sees_no_secrets(monkeypatch):
    monkeypatch.setenv("ATLAS_STORE", "postgresql://u:secret@h/d")
    guard.environment.cache_clear()
    assert "secret" not in str(guard.environment())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_template_comes_back(lang):
    book = load_workbook(io.BytesIO(reading.template(lang)))
    sheet = book.worksheets[0]
    heads_there = [cell.value for cell in sheet[1]]
    named = heads.roles(heads_there)
    assert list(named.values())[:3] == ["name", "lon", "lat"]
    assert len(named) == len(heads_there)  # every head of the template is understood
    sheet.append([NAME, 103.65, 36.45, "point", 0.1])
    file = io.BytesIO()
    book.save(file)
    draft = reading.read("t.xlsx", file.getvalue())
    assert draft.table.iloc[0, 0] == NAME
    assert draft.layers[0] == sheet.title
    text = reading.template_csv(lang) + csv(f"{NAME},103.65,36.45,,,,,,,")
    assert reading.read("t.csv", text).roles.keys() >= {heads_there[0]}
    about = book.worksheets[1]
    explained = [about.cell(n, 1).value for n in range(2, 2 + len(heads_there))]
    assert explained == heads_there


def test_every_format_has_a_name():
    for lang in ("zh", "en"):
        names = [reading.format_name(kind, lang) for kind in reading.FORMATS]
        assert len(set(names)) == len(names)


def test_a_wide_workbook_reads_its_numbers():
    frame = pd.DataFrame(
        {"名称": [f"园{n}" for n in range(50)], **{f"c{m}": range(50) for m in range(30)}}
    )
    draft = reading.read("w.xlsx", samples.workbook(frame))
    assert draft.table.shape == (50, 31)
    assert draft.table.loc[51, "c29"] == 49


@pytest.mark.parametrize(
    ("head", "cells", "expected"),
    [
        ("面积（公顷）", [12.5, "3", None], {"area_ha": [12.5, 3, None]}),
        ("用地面积_亩", ["15.0", "x", 30], {"area_ha": [1, None, 2]}),
        ("宗地面积（㎡）", [10_000, 0, -3], {"area_ha": [1, None, None]}),
        ("Area (km²)", [0.5, "1.25", True], {"area_ha": [50, 125, None]}),
        ("面积", ["12.5 公顷", "15亩", "7"], {"area_ha": [12.5, 1, None]}),
        ("MJ", [7, "8", None], {"area": [7, 8, None]}),
        ("Shape_Area", [7, 8, 9], {}),
        ("规划面积（公顷）", [7, 8, 9], {}),
    ],
)
def test_columns_that_state_areas(head, cells, expected):
    said = heads.areas(pd.DataFrame({"名称": list("甲乙丙"), head: cells}, dtype=object))
    rooms = said.pop("area_room_ha", None)
    assert said.keys() == expected.keys()
    for key, values in expected.items():
        assert said[key] == [value and pytest.approx(value) for value in values]
    assert rooms is None or len(rooms) == len(cells)


def test_areas_of_a_layer_are_held_against_its_shapes(tmp_path, a):
    square = shapely.box(103.8, 36.0, 103.81, 36.01)  # some 100 ha
    frame = gpd.GeoDataFrame(
        {"名称": ["甲", "乙"], "面积（公顷）": [100.0, 250.0]},
        geometry=[square, shapely.affinity.translate(square, 0.1)],
        crs=4490,
    )
    frame.to_file(tmp_path / "a.gpkg")
    draft = reading.read("a.gpkg", (tmp_path / "a.gpkg").read_bytes())
    assert "面积（公顷）" not in draft.roles  # it stays a column of the office's own
    placed = detection.place(draft, province=a.province)
    assert [(each.code, each.row) for each in placed.findings] == [("place.area_differs", 2)]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-16"])
def test_kml_is_read_in_the_encoding_it_declares(encoding):
    said = (
        f'<?xml version="1.0" encoding="{encoding.upper()}"?>\n'
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>兰州高新</name>'
        "<Point><coordinates>103.9,36.05</coordinates></Point></Placemark></Document></kml>"
    )
    draft = reading.read("a.kml", said.encode(encoding))
    assert draft.table.iloc[0]["Name"] == "兰州高新"
    assert (draft.geometry[0].x, draft.geometry[0].y) == (103.9, 36.05)
