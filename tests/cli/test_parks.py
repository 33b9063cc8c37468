"""The commands that list parks and how points are borne out, and the files that carry them."""

import csv
import io
import json

import openpyxl
import pyogrio
import pytest

from atlas.cli import main
from atlas.exchange import reading, writing
from atlas.exchange.findings import NOTE
from atlas.exchange.proposal import propose
from atlas.office import EMPTY
from atlas.office.edition import derive
from atlas.selection.selection import Selection
from tests.office import added
from tests.shipped import ATLAS

# Format -> what a program calls its layers of zones and of parks.
LAYERED = [("gpkg", "zones", "parks"), ("kml", "河西走廊经济区", "园区")]


def told(capsysbinary, *argv):
    assert main([*argv]) == 0
    return capsysbinary.readouterr().out.decode()


def rows(said):
    return list(csv.DictReader(io.StringIO(said)))


def test_parks_are_listed_those_without_a_place_too(capsysbinary):
    found = rows(told(capsysbinary, "parks", "--zone", "gaotai", "--format", "csv"))
    assert [row["id"] for row in found] == ["gaotai-nanhua", "gaotai-yanchi"]
    assert [row["main"] for row in found] == ["yes", "no"]
    assert (found[0]["lon"], found[1]["lon"]) == ("99.78333", "")


def test_positions_say_how_they_are_borne_out(capsysbinary):
    found = rows(told(capsysbinary, "positions", "--format", "csv"))
    assert len(found) == len(ATLAS.zones)
    by_zone = {row["zone"]: row for row in found}
    assert by_zone["liuchuan"]["sources"] == "2"
    assert by_zone["liuchuan"]["within_km"] == "1.5"
    assert by_zone["xifeng"]["agreement"] == "有异议"
    assert "北7.9公里" in by_zone["xifeng"]["conflict"]
    assert sum(row["verified"] == "yes" for row in found) == 18
    assert all((row["verify"] == "") == (row["verified"] == "yes") for row in found)


def test_checks_are_json_without_numbers_that_are_none(capsysbinary):
    said = told(
        capsysbinary, "positions", "--zone", "tianshui-etdz", "--checks", "--format", "json"
    )
    found = json.loads(said)
    assert [row["km"] for row in found] == [2.6, None]


OF_JIUQUAN = {
    *("jiuquan-etdz-south", "yumen-new-town", "yumen-east", "yumen-laojunmiao", "jinta-jinxin"),
}


def test_a_workbook_lists_what_is_attached_and_comes_back_as_its_zones():
    zone = ATLAS.zones.index[0]
    state, _ = added.attached(zone, captions=("=大门",))
    shown = derive(ATLAS, state)
    book = writing.EXPORTERS["xlsx"].write(shown, shown.zones, Selection(), writing.Options())
    sheet = openpyxl.load_workbook(io.BytesIO(book))["照片和文件"]
    heads, photo, paper = sheet.iter_rows(values_only=True)
    told = dict(zip(heads, photo, strict=True))
    assert (told["开发区代号"], told["说明文字"]) == (zone, "=大门")
    assert sheet.cell(2, heads.index("说明文字") + 1).data_type == "s"
    assert paper[heads.index("种类")] == "pdf"
    found = propose(ATLAS, EMPTY, reading.read("zones.xlsx", book))
    assert len(found.matches) == len(ATLAS.zones)
    assert {each.level for each in found.findings} <= {NOTE}


@pytest.mark.parametrize(("suffix", "zones", "layer"), LAYERED)
def test_files_of_several_layers_carry_the_parks(tmp_path, suffix, zones, layer):
    path = tmp_path / f"zones.{suffix}"
    assert main(["export", "--prefecture", "jiuquan", "-o", str(path)]) == 0
    assert [name for name, _ in pyogrio.list_layers(path) if name != "layer_styles"] == [
        zones,
        layer,
    ]
    assert len(pyogrio.read_dataframe(path, layer=zones)) == 4
    parks = pyogrio.read_dataframe(path, layer=layer)
    assert set(parks["id"]) == OF_JIUQUAN
    east = parks.set_index("id").geometry["yumen-east"]
    assert (round(east.x, 6), round(east.y, 6)) == (97.9, 39.8)


def test_geojson_has_the_parks_beside_its_features(tmp_path, capsysbinary):
    path = tmp_path / "zones.geojson"
    assert main(["export", "--prefecture", "jiuquan", "-o", str(path)]) == 0
    # A program that knows nothing of them sees the zones.
    assert len(pyogrio.read_dataframe(path)) == 4
    beside = json.loads(path.read_text(encoding="utf-8"))["parks"]
    alone = json.loads(
        told(capsysbinary, "parks", "--prefecture", "jiuquan", "--format", "geojson")
    )
    assert beside["features"] == alone["features"]
    shapes = {each["id"]: each["geometry"] for each in alone["features"]}
    assert {park for park, shape in shapes.items() if shape} == OF_JIUQUAN
    assert shapes["yumen-east"] == {"type": "Point", "coordinates": [97.9, 39.8]}
    assert {park for park, shape in shapes.items() if shape is None} >= {"jiuquan-etdz-east"}


def test_a_file_whose_zones_have_no_parks_has_no_layer_of_them(capsysbinary):
    said = told(capsysbinary, "zones", "--zone", "jiuzhou", "--format", "geojson")
    assert "parks" not in json.loads(said)
    assert "园区</name>" not in told(capsysbinary, "zones", "--zone", "jiuzhou", "--format", "kml")


@pytest.mark.parametrize("suffix", ["gpkg", "kml", "geojson"])
def test_a_file_with_parks_comes_back_as_its_zones_alone(suffix):
    data = writing.write(ATLAS, ATLAS.zones, Selection(), format=suffix)
    draft = reading.read(f"a.{suffix}", data)
    found = propose(ATLAS, EMPTY, draft)
    assert len(found.matches) == len(ATLAS.zones)
    assert not found.changes
    assert {each.level for each in found.findings} <= {NOTE}


def test_a_workbook_carries_the_parks(tmp_path):
    path = tmp_path / "zones.xlsx"
    assert main(["export", "--prefecture", "jiuquan", "-o", str(path)]) == 0
    book = openpyxl.load_workbook(path)
    assert {"园区", "位置佐证", "位置核对"} <= set(book.sheetnames)
    names = [row[2].value for row in book["园区"].iter_rows(min_row=2)]
    assert {"玉门东工业园", "东园"} <= set(names)
