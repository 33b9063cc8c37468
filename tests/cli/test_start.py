"""The command line starts fast: a command imports what it uses, and nothing that others need."""

import os
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from atlas import cli

ROOT = Path(__file__).parents[2]
CHILD = """
import sys
from atlas import cli
try:
    code = cli.main(sys.argv[1:])
except SystemExit as stop:
    code = stop.code
print(code, *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""
DRAWING = {"folium", "altair", "docx", "pptx", "vl_convert", "branca"}


def imported(*words, tmp_path):
    """Return the exit code of a command and the packages that it imported."""
    env = {name: value for name, value in os.environ.items() if name != "ATLAS_STORE"}
    child = subprocess.run(
        [sys.executable, "-c", CHILD, *words],
        cwd=tmp_path,
        env=env | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    code, *names = child.stderr.splitlines()[-1].split()
    return int(code), set(names)


@pytest.mark.parametrize("words", [["--help"], ["nothing"], ["--lang", "en", "--help"]])
def test_help_and_what_is_no_command_cost_nothing(tmp_path, words):
    code, names = imported(*words, tmp_path=tmp_path)
    assert code == (2 if "nothing" in words else 0)
    heavy = {"numpy", "pandas", "geopandas", "scipy", "sqlalchemy", "pypinyin", "openpyxl"}
    assert names.isdisjoint(heavy | DRAWING)


@pytest.mark.parametrize(
    "words",
    [
        ["zones", "--nope"],
        ["zones"],
        ["zones", "--area", "hexi"],
        ["export", "--format", "csv", "-o", "zones.csv"],
        ["indicators"],
    ],
)
def test_a_table_pays_for_tables_only(tmp_path, words):
    code, names = imported(*words, tmp_path=tmp_path)
    assert code == (2 if "--nope" in words else 0)
    unused = {"scipy", "openpyxl", "pypinyin", "argon2", "jinja2", "pyogrio", "pyarrow"}
    if not (ROOT / "atlas-store.sqlite").exists():
        unused |= {"sqlalchemy", "geoalchemy2"}
    assert names.isdisjoint(unused | DRAWING)


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_a_sheet_pays_for_neither_gdal_nor_arrow_nor_office_files(tmp_path, suffix):
    code, names = imported("snapshot", "-o", f"sheet.{suffix}", tmp_path=tmp_path)
    assert code == 0
    assert names.isdisjoint({"pyogrio", "pyarrow", "scipy", "openpyxl"} | DRAWING)


@pytest.mark.parametrize("suffix", ["gpkg", "zip", "parquet", "xlsx"])
def test_what_needs_arrow_or_gdal_has_it_though_the_start_does_without(tmp_path, suffix):
    name = "shp" if suffix == "zip" else suffix
    words = ("export", "--format", name, "-o", f"zones.{suffix}")
    code, _ = imported(*words, tmp_path=tmp_path)
    assert code == 0
    assert cli.main([*words[:-1], str(tmp_path / f"ours.{suffix}")]) == 0
    ours, theirs = (_read(tmp_path / f"{each}.{suffix}") for each in ("ours", "zones"))
    assert ours.equals(theirs)
    assert len(theirs)


def _read(path):
    """Return the zones of a file as anyone reads them."""
    if path.suffix == ".xlsx":
        return pd.read_excel(path, engine="openpyxl")
    if path.suffix == ".parquet":
        return gpd.read_parquet(path)
    return gpd.read_file(path, layer="zones")


def test_every_command_of_a_group_is_one_of_its_module_and_none_is_missing():
    for group, commands in cli.GROUPS.items():
        module = __import__(f"atlas.cli.{group}", fromlist=["COMMANDS"])
        assert module.COMMANDS.keys() == commands.keys()
