"""What was understood of a file, on the command line: the same as on the page, and as settled."""

import json
from pathlib import Path

import pytest

from atlas import cli
from atlas.i18n import text

CASES = Path(__file__).parents[1] / "exchange" / "cases"


@pytest.fixture
def run(tmp_path, monkeypatch, capsysbinary):
    monkeypatch.setenv("ATLAS_STORE", f"sqlite:///{tmp_path / 'store.sqlite'}")

    def command(name, *argv):
        code = cli.main(["import", str(CASES / name), *argv])
        return code, capsysbinary.readouterr().out.decode()

    return command


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_report_says_what_was_understood(run, lang):
    code, out = run("kml_two_folders_only_first_read.kml", "--dry-run", "--lang", lang)
    assert code == 0
    assert text("understood.title", lang) in out
    for words in ("国家级", "省级", "Name"):
        assert words in out
    code, out = run("kml_two_folders_only_first_read.kml", "--format", "json", "--lang", lang)
    understood = json.loads(out)["understood"]
    assert [each["name"] for each in understood["layers"]] == ["国家级", "省级"]
    assert understood["rows"]["zone"] == len(understood["distances"])


def test_questions_are_settled_by_flags(run):
    packed = "table_packed_ddd.mmss_read_as_degrees.csv"
    assert run(packed)[0] == 1
    assert run(packed, "--angles", "packed")[0] == 0
    assert run(packed, "--angles", "sideways")[0] == 2
    far = "table_coordinates_of_another_zone_no_warning.csv"
    assert run(far)[0] == 1
    assert run(far, "--far", "take")[0] == 0
    layers = "shapefile_points_before_outlines.zip"
    assert run(layers)[0] == 1
    assert run(layers, "--layer", "红线面")[0] == 0
    code, out = run(layers, "--layer", "红线面", "--layer", "标注点", "--format", "json")
    assert json.loads(out)["rows"] == 4
    assert code in {0, 1}
