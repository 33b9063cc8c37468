import csv
import io
import json
import shutil
import subprocess
import sys

import geopandas as gpd
import pytest
from openpyxl import load_workbook

from atlas import Selection, cli, load
from atlas.cli import edition
from atlas.exchange import writing
from atlas.selection.flags import FLAGS
from geodata import TABLES
from geodata.schema import check


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
        "kml": lambda: len(gpd.read_file(path)),
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
    monkeypatch.setattr(edition, "load", lambda: load(tmp_path / "none.gpkg"))
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


def test_the_command_line_selects_as_the_library_does(run, a):
    _, out, _ = run("zones", "--cluster", "装备制造", "--type", "specialty", "--format", "json")
    chosen = Selection(clusters=("equipment",), types=("specialty",))
    assert [row["id"] for row in json.loads(out)] == list(chosen.apply(a).index)
