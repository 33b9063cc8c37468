import csv
import io
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from openpyxl import load_workbook

from atlas import Selection, cli, geo, load
from atlas.cli import vintage
from atlas.exchange import writing
from atlas.i18n import text
from atlas.selection.flags import FLAGS
from geodata import TABLES
from geodata.schema import check
from tests.exchange import attacks


@pytest.fixture
def run(capsysbinary):
    """Run a command; return exit code, standard output (bytes) and messages (text)."""

    def command(*argv):
        code = cli.main([str(word) for word in argv])
        captured = capsysbinary.readouterr()
        return code, captured.out, captured.err.decode()

    return command


def table(content):
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_zones_print_as_csv_for_programs(run, a):
    code, out, err = run("zones")
    assert (code, err) == (0, "")
    assert not out.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in out
    header = out.split(b"\n", 1)[0].decode()
    assert header == ",".join(writing.COLUMNS)
    assert [row["id"] for row in table(out)] == list(a.zones.index)


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("--area hexi --level 国家级", "jinchang-etdz jiuquan-etdz zhangye-etdz"),
        ("--text lzgx --text lzjk", "lanzhou-hitech lanzhou-etdz"),
        ("--scheme plan14 --area 兰州经济圈 --level concentrated", "liuchuan"),
        ("--industry-contains 陶瓷", "baiyin-pingchuan"),
        ("--county 620881", "huating"),
        ("--county 玉门", "yumen"),
        ("--scheme plan14 --scheme plan14 --area 兰州经济圈 --level concentrated", "liuchuan"),
        ("--tag 依托 --prefecture 庆阳", "xifeng"),
        ("--area=hexi --prefecture=兰州", ""),
    ],
)
def test_flags_select(run, words, ids):
    code, out, _ = run("zones", *words.split())
    assert code == 0
    assert [row["id"] for row in table(out)] == ids.split()


def test_zones_are_picked_by_where_they_lie(run, a, tmp_path):
    def picked(*flags):
        code, out, err = run("zones", *flags)
        assert code == 0, err
        return [row["id"] for row in table(out)]

    def within(geometry, km):
        return list(a.zones.index[geo.km_to(a.zones["lon"], a.zones["lat"], geometry) <= km])

    middle = a.zones.loc["lanzhou-hitech"]
    around = within(shapely.Point(middle["lon"], middle["lat"]), 60)
    assert picked("--near", "兰州高新,60") == around
    assert picked("--near", f"{middle['lon']},{middle['lat']},60") == around
    # What is picked in several ways is all picked; the other flags narrow.
    box = list(a.zones.cx[97:99.5, 39:41].index)
    both = picked("--near", "lanzhou-hitech,60", "--inside", "97,39,99.5,41", "--zone", "huating")
    assert set(both) == {*around, *box, "huating"}
    assert picked("--near", "lanzhou-hitech,60", "--inside", "97,39,99.5,41", "--area=hexi") == box
    line = shapely.LineString([(98.5, 39.7), (103.8, 36.06)])
    for name, content in (("a.wkt", line.wkt), ("a.geojson", shapely.to_geojson(line))):
        (tmp_path / name).write_text(content, encoding="utf-8")
        assert picked("--near", f"{tmp_path / name},30") == within(line, 30)
        assert run("zones", "--inside", str(tmp_path / name))[0] == 2
    halves = [shapely.box(97, 39, 98, 41), shapely.box(98, 39, 99.5, 41)]
    gpd.GeoSeries(halves, crs="EPSG:4326").to_file(tmp_path / "b.json", driver="GeoJSON")
    assert picked("--inside", str(tmp_path / "b.json")) == box
    nested = '{"type":"GeometryCollection","geometries":[' * 50_000
    tangled = shapely.to_geojson(attacks.comb(3000))
    for wrong in ("{}", "POINT EMPTY", nested, "GEOMETRYCOLLECTION(" * 200_000, tangled):
        (tmp_path / "b.json").write_text(wrong, encoding="utf-8")
        code, _, err = run("zones", "--inside", str(tmp_path / "b.json"))
        assert (code, "b.json" in err) == (2, True), wrong[:60]
    metres = shapely.box(34_500_000, 4_000_000, 34_600_000, 4_100_000).wkt
    (tmp_path / "m.wkt").write_text(metres, encoding="utf-8")
    assert "WGS 84" in run("zones", "--inside", str(tmp_path / "m.wkt"))[2]


def test_links_show_all_grades_unless_asked(run, a):
    _, out, _ = run("links", "--format", "csv")
    assert out.split(b"\n", 1)[0] == b"zone,industry,cluster,grade,reason"
    assert len(table(out)) == len(a.links)
    _, same, _ = run("links", "--min-grade", "weak")
    assert same == out
    _, out, _ = run("links", "--min-grade", "direct", "--area", "hexi")
    assert {row["grade"] for row in table(out)} == {"direct"}
    assert {row["zone"] for row in table(out)} <= set(a.select(area="hexi").index)


def test_indicators_print(run, a):
    code, out, _ = run("indicators", "--format", "csv")
    assert code == 0
    assert out.split(b"\n", 1)[0] == b"name,unit,year,value,kind,scope,source"
    rows = table(out)
    assert len(rows) == len(a.indicators)
    (row,) = (
        row
        for row in rows
        if (row["name"], row["year"], row["source"][:3]) == ("工业增加值", "2020", "专栏1")
    )
    assert (row["value"], row["unit"], row["kind"]) == ("2100", "亿元", "target")


def test_indicators_print_as_json(run, a):
    _, out, _ = run("indicators", "--format", "json")
    assert len(json.loads(out)) == len(a.indicators)


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["zones", "--area", ""], ["--area", "值为空"]),
        (["zones", "--text", " \u3000\t"], ["--text", "值为空"]),
        (["zones", "--area", "hexi", "--area", ""], ["--area", "值为空"]),
        (["links", "--scheme="], ["--scheme", "值为空"]),
        (["links", "--min-grade", " ", "--lang", "en"], ["--min-grade", "the value is blank"]),
        (["zones", "--format", ""], ["--format", "值为空"]),
        (["zones", "-o", ""], ["--output", "值为空"]),
        (["zones", "--scheme", "plan13", "--scheme", "plan14"], ["--scheme 只能取", "plan14"]),
        (["links", "--min-grade", "weak", "--min-grade", "direct"], ["--min-grade", "weak, dir"]),
        (["zones", "--county", "临夏"], ["--county", "临夏"]),
        (["zones", "--area", "hexy"], ["--area：没有“hexy”", "河西走廊经济区", "hexi"]),
        (["zones", "--area", "火星", "--type", "x9"], ["火星", "x9", "lanzhou", "innovation"]),
        (["links", "--cluster", "石油"], ["--cluster", "石油", "petrochemical"]),
        (["zones", "--area", "hexi-belt"], ["请加 --scheme plan14"]),
        (["zones", "--min-grade", "strong"], ["--min-grade", "strong"]),
        (["zones", "--scheme", "plan12"], ["--scheme", "plan12", "plan1"]),
        (["zones", "--format", "dxf"], ["dxf", "csv, json, geojson, xlsx, gpkg"]),
        (["indicators", "--format", "geojson"], ["geojson", "csv, json"]),
        (["zones", "--aera", "hexi"], ["用法有误", "--aera"]),
        (["zones", "--typ", "innovation"], ["用法有误", "--typ"]),
        (["zones", "hexi"], ["用法有误", "hexi"]),
        (["atlas"], ["用法有误", "atlas"]),
        ([], ["用法有误"]),
        (
            ["zones", "--lang", "en", "--area", "hexy"],
            ["--area: no “hexy”; nearest is hexi (Hexi Corridor"],
        ),
        (["--lang", "en", "zones", "--format", "dxf"], ["no format “dxf”; known"]),
        (["zones", "-o", "x.shp"], ["x.shp", ".zip"]),
        (["export", "-o", "x.dwg"], ["dwg", "gpkg"]),
        (["zones", "--format", "redline"], ["42", "边界"]),
        (["export", "--format", "kml", "--crs", "cgcs2000-3-35"], ["kml", "wgs84"]),
        (["export", "--format", "json", "--encoding", "gbk"], ["json", "gbk"]),
        (["export", "-o", "x.zip", "--encoding", "big5"], ["big5", "utf-8, gbk"]),
        (["export", "--crs", "moon"], ["moon", "cgcs2000"]),
        (["export", "--format", "redline", "--digits", "12"], ["12"]),
        (["zones", "--lang"], ["用法有误", "--lang"]),
        (["zones", "--text", "x" * 5000], ["--text", "100"]),
        (["zones", "--near", "103.8,36.06"], ["103.8,36.06", "地方,千米"]),
        (["zones", "--near", "兰州高新,-5"], ["兰州高新,-5", "5000"]),
        (["zones", "--near", "36.06,103.8,50"], ["36.06,103.8", "经度在前"]),
        (["zones", "--near", "96,41.5,10"], ["最近的是"]),
        (["zones", "--inside", "105,35,103,37"], ["105,35,103,37", "西,南,东,北"]),
        (["zones", "--inside", "no-such.geojson"], ["no-such.geojson"]),
    ],
)
def test_wrong_use_exits_2_and_says_what_would_be_right(run, argv, said):
    code, out, err = run(*argv)
    assert (code, out) == (2, b"")
    for words in said:
        assert words in err
    assert "Traceback" not in err
    assert len(err) < 400


def test_every_flag_is_explained_in_both_languages(capsys):
    for lang in ("zh", "en"):
        with pytest.raises(SystemExit) as end:
            cli.main(["zones", "--lang", lang, "--help"])
        assert end.value.code == 0
        shown = capsys.readouterr().out
        for flag in (*FLAGS, "min-grade", "scheme", "format", "output", "lang"):
            assert f"--{flag}" in shown


@pytest.mark.parametrize(("command", "grade"), [("zones", "inference"), ("links", "weak")])
def test_help_says_which_links_count_unless_asked(capsys, command, grade):
    with pytest.raises(SystemExit):
        cli.main([command, "--lang", "en", "--help"])
    assert f"{grade} if not given" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("command", ["zones", "export"])
@pytest.mark.parametrize(
    "suffix", ["csv", "json", "geojson", "xlsx", "gpkg", "kml", "zip", "parquet"]
)
def test_a_file_is_written_in_the_format_of_its_suffix(run, tmp_path, suffix, command):
    path = tmp_path / f"河西.{suffix}"
    code, out, err = run(command, "--area", "hexi", "-o", path)
    assert (code, out, err) == (0, b"", "")
    read = {
        "csv": lambda: len(table(path.read_bytes())),
        "json": lambda: len(json.loads(path.read_bytes())),
        "geojson": lambda: len(json.loads(path.read_bytes())["features"]),
        "xlsx": lambda: load_workbook(path).worksheets[0].max_row - 1,
        "gpkg": lambda: len(gpd.read_file(path, layer="zones")),
        # Its one folder is a layer to GDAL.
        "kml": lambda: len(gpd.read_file(path, layer="河西走廊经济区")),
        "zip": lambda: len(gpd.read_file(f"zip://{path}!zones.shp")),
        "parquet": lambda: len(gpd.read_parquet(path)),
    }
    assert read[suffix]() == 16


def test_the_format_asked_for_wins_over_the_suffix(run, tmp_path):
    run("zones", "--format", "json", "-o", tmp_path / "zones.csv")
    assert len(json.loads((tmp_path / "zones.csv").read_bytes())) == 42


def test_a_missing_folder_is_named(run, tmp_path):
    code, _, err = run("zones", "-o", tmp_path / "none" / "zones.csv")
    assert code == 1
    assert str(tmp_path / "none") in err


def test_a_folder_is_no_file_to_write(run, tmp_path):
    code, _, err = run("zones", "--format", "csv", "-o", tmp_path)
    assert code == 1
    assert str(tmp_path) in err


@pytest.mark.parametrize("name", ["xlsx", "gpkg"])
def test_a_binary_format_goes_into_a_pipe_but_not_onto_a_screen(run, monkeypatch, name):
    code, out, _ = run("zones", "--format", name)
    assert code == 0
    assert out[:2] in {b"PK", b"SQ"}
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    code, out, err = run("zones", "--format", name)
    assert (code, out) == (2, b"")
    assert "-o" in err


def test_data_that_cannot_be_read_is_told(run, monkeypatch, tmp_path):
    monkeypatch.setattr(vintage, "load", lambda: load(tmp_path / "none.gpkg"))
    code, out, err = run("zones")
    assert (code, out) == (1, b"")
    assert "none.gpkg" in err


def test_check_passes_on_our_data(run):
    assert run("check") == (0, "数据没有问题\n".encode(), "")
    assert run("check", "--lang", "en") == (0, b"the data has no problems\n", "")


def test_check_lists_every_problem_and_fails(run, monkeypatch, tmp_path):
    tables = shutil.copytree(TABLES, tmp_path / "tables")
    for name, old, new in [
        ("zones.csv", "lanzhou-hitech,", "lanzhou-etdz,"),
        ("clusters.csv", ",emerging,", ",rising,"),
    ]:
        path = tables / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    found = check.problems(tables)
    monkeypatch.setattr(check, "problems", lambda: found)
    for lang in ("zh", "en"):
        code, out, err = run("check", "--lang", lang)
        assert code == 1
        assert out.decode().splitlines() == [problem.text(lang) for problem in found]
        assert str(len(found)) in err
    assert {"zones.csv", "clusters.csv"} <= {problem.file for problem in found}


def test_the_module_runs_and_a_reader_may_stop_early():
    command = [sys.executable, "-m", "atlas", "zones", "--format", "geojson"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=60) == cli.BROKEN_PIPE


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("form", ["geojson", "csv", "xlsx", "gpkg"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_full_disk_is_told_and_the_command_fails(form, lang):
    command = [sys.executable, "-m", "atlas", "zones", "--format", form, "--lang", lang]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    told = text("cli.cannot_write", lang, path=text("cli.standard_output", lang), reason="")
    assert done.stderr.decode().startswith(told.strip())
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of POSIX")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_answer_is_written_whole_or_the_command_fails(tmp_path, unbuffered):
    """A disk that fills up in the middle takes a part of what it is given, without complaint."""
    path = tmp_path / "a.geojson"
    command = "ulimit -f 8; exec " + shlex.join(
        [sys.executable, "-m", "atlas", "zones", "--format", "geojson"]
    )
    with path.open("wb") as cut:
        done = subprocess.run(  # noqa: S602 - of a shell, which limits what it starts
            command,
            shell=True,
            stdout=cut,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
            check=False,
        )
    assert path.stat().st_size in {8 * 512, 8 * 1024}  # as the shell counts
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr


def test_the_command_line_selects_as_the_library_does(run, a):
    _, out, _ = run("zones", "--cluster", "装备制造", "--type", "specialty", "--format", "json")
    chosen = Selection(clusters=("equipment",), types=("specialty",))
    assert [row["id"] for row in json.loads(out)] == list(chosen.apply(a).index)


@pytest.mark.parametrize("command", ["zones", "links"])
def test_an_empty_answer_says_beside_it_what_dropping_would_leave(run, command):
    code, out, said = run("--lang", "en", command, "--level", "national", "--prefecture", "dingxi")
    assert code == 0
    assert len(out.splitlines()) == 1  # the head: a program still gets its table
    assert "Without Dingxi City: 7 zones" in said
    assert "Without National: 4 zones" in said
    assert run(command, "--level", "national")[2] == ""
