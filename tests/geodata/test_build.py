"""The build: reproducible, refusing wrong data, opening elsewhere."""

import hashlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET

import pandas as pd
import pyogrio
import pytest

from geodata import GPKG, OSM, OSM_GPKG, ROOT, SOURCES, TABLES, build

SPATIAL = {
    *("zones", "parks", "province", "prefectures", "counties", "neighbours", "rivers"),
    *("airports", "landforms", "named_rivers"),
}


def checksum(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    path = tmp_path_factory.mktemp("build") / "atlas.gpkg"
    assert build.build(path) == []
    return path


def test_two_builds_are_the_same_to_the_byte(fresh, tmp_path):
    again = tmp_path / "again.gpkg"
    assert build.build(again) == []
    assert checksum(again) == checksum(fresh)


def test_the_committed_file_is_fresh(fresh):
    assert build.differences(fresh, GPKG) == []


def test_what_is_openstreetmap_s_lies_in_a_file_of_its_own_with_its_notice(fresh):
    assert build.differences(fresh.with_name(OSM_GPKG.name), OSM_GPKG) == []
    apart = {name for name, _ in pyogrio.list_layers(OSM_GPKG)}
    assert {"stations", "power_plants"} <= apart
    assert not apart & {name for name, _ in pyogrio.list_layers(GPKG)} - {"layer_styles"}
    notice = (OSM / "NOTICE").read_text(encoding="utf-8")
    assert "Open Database License (ODbL) 1.0" in notice
    assert "© OpenStreetMap contributors" in notice
    assert "geodata/osm/NOTICE" in (ROOT.parent / "NOTICE").read_text(encoding="utf-8")


def test_a_changed_value_is_seen_as_a_difference(fresh, tmp_path):
    other = tmp_path / "other.gpkg"
    shutil.copy(fresh, other)
    with sqlite3.connect(other) as database:
        database.execute("update clusters set name_en = name_en || '.' where slug = 'equipment'")
    database.close()
    assert build.differences(fresh, other) == ["clusters"]


# (table, what stands there, what a hand makes of it, what is told): of the tables, of the map that
# they lie on, of the units that are drawn. All that may be wrong with these is in test_schema.py.
REFUSED = {
    "unknown type": ("zones", ",innovation,", ",inovation,", ("zones.csv", "inovation")),
    "odd unit without a row": ("odd_units", r"629700,.*\n", "", ("counties.csv", "629700")),
    "neighbour that is none": ("neighbours", "MNG,", "MNX,", ("neighbours.csv", "MNX", "MNG")),
}


@pytest.mark.parametrize(("name", "old", "new", "expected"), REFUSED.values(), ids=REFUSED)
def test_wrong_data_is_refused_and_the_last_good_file_stays(tmp_path, name, old, new, expected):
    room = tmp_path / "geodata"
    shutil.copytree(ROOT, room, ignore=shutil.ignore_patterns("__pycache__"))
    table = room / "tables" / f"{name}.csv"
    text, changes = re.subn(old, new, table.read_text(encoding="utf-8"), count=1)
    assert changes
    table.write_text(text, encoding="utf-8", newline="")
    before = checksum(room / "atlas.gpkg")
    run = subprocess.run(
        [sys.executable, "-m", "geodata.build"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PYTHONPATH": str(tmp_path), "PYTHONUTF8": "1", "PATH": ""},
        check=False,
    )
    assert run.returncode == 1
    for part in expected:
        assert part in run.stderr
    assert checksum(room / "atlas.gpkg") == before
    assert sorted(p.suffix for p in room.iterdir() if p.name.startswith("tmp")) == []


def test_the_file_knows_its_version_and_inputs():
    with sqlite3.connect(GPKG) as database:
        meta = dict(database.execute("select key, value from meta"))
    database.close()
    data = tomllib.loads(SOURCES.read_text(encoding="utf-8"))["data"]
    assert meta == {
        "data_version": data["version"],
        "data_date": str(data["date"]),
        "inputs_sha256": build.inputs_sha256(),
    }


def test_every_table_is_in_the_file_row_for_row():
    layers = {name for name, _ in pyogrio.list_layers(GPKG)}
    joined = {"positions"}
    for path in sorted(TABLES.glob("*.csv")):
        if path.stem in joined:
            continue
        assert path.stem in layers, path.stem
        rows = pd.read_csv(path, dtype=str)
        assert pyogrio.read_info(GPKG, layer=path.stem)["features"] == len(rows), path.stem


def test_layers_have_chinese_names():
    with sqlite3.connect(GPKG) as database:
        names = dict(database.execute("select table_name, identifier from gpkg_contents"))
    database.close()
    assert names["zones"] == "开发区"
    assert [n for n, shown in names.items() if shown.isascii() and n != "layer_styles"] == []


@pytest.fixture(scope="module")
def styles():
    with sqlite3.connect(GPKG) as database:
        rows = database.execute(
            "select f_table_name, f_geometry_column, styleQML, useAsDefault from layer_styles"
        ).fetchall()
    database.close()
    return {name: (column, ET.fromstring(qml), default) for name, column, qml, default in rows}  # noqa: S314 - our own


def test_qgis_finds_a_style_for_every_spatial_layer(styles):
    assert set(styles) == SPATIAL
    for name, (column, _, default) in styles.items():
        assert pyogrio.read_info(GPKG, layer=name)["geometry_name"] == column
        assert default == 1


def test_the_styles_are_those_of_the_style_table(styles):
    style = pd.read_csv(TABLES / "style.csv", dtype=str, keep_default_na=False).set_index("key")
    document = styles["zones"][1]
    shapes = [o.get("value") for o in document.iter("Option") if o.get("name") == "name"]
    types = pd.read_csv(TABLES / "types.csv", dtype=str)["slug"]
    expected = [style.loc[f"type/{slug}", "shape"] for slug in types]
    assert [shapes[i] for i in range(0, len(shapes), len(shapes) // len(types))] == expected
    rules = [r.get("filter") for r in document.iter("rule") if r.get("filter")]
    assert len(rules) == len(shapes) == 15


def test_the_fields_have_chinese_names(styles):
    aliases = {a.get("field"): a.get("name") for a in styles["zones"][1].iter("alias")}
    assert aliases["zone_type"] == "发展类型"
    assert [field for field, name in aliases.items() if name.isascii()] == []


def test_the_inferred_membership_is_hatched(styles):
    document = styles["prefectures"][1]
    assert len(list(document.iter("rule"))) == 8
    hatched = [layer for layer in document.iter("layer") if layer.get("class") == "LinePatternFill"]
    assert len(hatched) == 4
