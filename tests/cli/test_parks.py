"""The commands that list parks and how points are borne out, and the files that carry them."""

import csv
import io
import json

import openpyxl
import pyogrio
import pytest

from atlas.cli import main
from tests.shipped import ATLAS


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


@pytest.mark.parametrize("suffix", ["gpkg", "xlsx"])
def test_files_of_several_layers_carry_the_parks(tmp_path, suffix):
    path = tmp_path / f"zones.{suffix}"
    assert main(["export", "--prefecture", "jiuquan", "-o", str(path)]) == 0
    if suffix == "gpkg":
        parks = pyogrio.read_dataframe(path, layer="parks")
        assert set(parks["id"]) == {
            *("jiuquan-etdz-south", "yumen-new-town", "yumen-east", "yumen-laojunmiao"),
            "jinta-jinxin",
        }
        east = parks.set_index("id").geometry["yumen-east"]
        assert (round(east.x, 6), round(east.y, 6)) == (97.9, 39.8)
        return
    book = openpyxl.load_workbook(path)
    assert {"园区", "位置佐证", "位置核对"} <= set(book.sheetnames)
    names = [row[2].value for row in book["园区"].iter_rows(min_row=2)]
    assert {"玉门东工业园", "东园"} <= set(names)
