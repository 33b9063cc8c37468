"""Finished pieces from the command line: right, whole or not there at all, and checkable."""

import os
import stat

import pytest

from atlas import Selection, cli, load
from atlas.briefing import formats, proof

ATLAS = load()


@pytest.fixture
def run(capsysbinary):
    def command(*argv):
        code = cli.main([str(word) for word in argv])
        captured = capsysbinary.readouterr()
        return code, captured.out.decode(), captured.err.decode()

    return command


@pytest.mark.parametrize("name", formats.SNAPSHOTS)
def test_every_format_is_made_by_its_suffix_and_proves_itself(run, tmp_path, name):
    path = tmp_path / f"河西 走廊.{name.upper()}"
    words = "--area 河西走廊经济区 --cluster 有色金属新材料 --date 2026-11-22 --lang en --dpi 96"
    assert run("snapshot", *words.split(), "-o", path) == (0, "", "")
    record = proof.read(path.read_bytes())
    assert record.made == "2026-11-22"
    assert record.lang == "en"
    wanted = Selection.from_params({"area": "hexi", "cluster": "nonferrous-materials"}, ATLAS)
    assert set(record.zones) == set(wanted.apply(ATLAS).index)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    code, said, err = run("verify", path)
    assert (code, err) == (0, "")
    assert "没有变化" in said
    assert record.link in said


def test_every_flag_reaches_the_sheet(run, tmp_path):
    path = tmp_path / "a.svg"
    words = "--layout a4-portrait --style grey --mode public --maker 某院 --context --extent fit"
    assert run(
        *(
            "snapshot",
            *words.split(),
            "--review-number",
            "甘S(2026)1号",
            "--base-map-source",
            "天地图",
        ),
        *(
            "--title",
            "我的标题",
            "--sentence",
            "我的一句话",
            "--base-url",
            "https://a.b/",
            "-o",
            path,
        ),
        *("--zone", "minle", "--area", "hexi"),
    ) == (0, "", "")
    said = path.read_text(encoding="utf-8")
    for each in ("我的标题", "我的一句话", "甘S(2026)1号", "某院", "天地图"):
        assert each in said
    assert 'width="595.276pt"' in said
    assert "https://a.b/overview?area=hexi" in proof.read(said.encode()).link
    assert "zone=minle" in proof.read(said.encode()).link


def test_a_frame_is_what_the_screen_shows(run, tmp_path):
    path = tmp_path / "a.svg"
    assert run("snapshot", "--frame", "103,35.5,105,37", "-o", path)[0] == 0
    assert "图幅外" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("-o a.jpg", "png"),
        ("-o a", "png"),
        ("", "-o"),
        ("-o nowhere/a.png", "nowhere"),
        ("-o folder.png", "folder.png"),
        ("-o a.png --layout a5", "a4-portrait"),
        ("-o a.png --style sepia", "grey"),
        ("-o a.png --extent world", "fit"),
        ("-o a.png --dpi 3", "96"),
        ("-o a.png --dpi many", "many"),
        ("-o a.png --mode public", "审图号"),
        ("-o a.png --prefecture gannan", "没有符合条件"),
        ("-o a.png --area nowhere", "nowhere"),
        ("-o a.png --zone jincha", "jinta"),
        ("-o a.png --date 2026-13-01", "2026-13-01"),
        ("-o a.png --frame 1,2", "1,2"),
        ("-o a.png --frame 1,2,3,4", "西,南,东,北"),
        ("-o a.png --title=", "值为空"),
    ],
)
def test_what_cannot_be_made_exits_2_says_why_and_leaves_nothing(
    run, tmp_path, monkeypatch, words, said
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.png").mkdir()
    code, out, err = run("snapshot", *words.split())
    assert (code, out) == (2, "")
    assert said in err
    assert [each.name for each in tmp_path.iterdir()] == ["folder.png"]
    code, _, english = run("snapshot", *words.split(), "--lang", "en")
    assert code == 2
    assert english != err or said in english


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(run, tmp_path):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert run("snapshot", "-o", tmp_path / "a.png")[0] == 2


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_what_breaks_off_leaves_the_old_file_and_no_half(tmp_path, monkeypatch, error):
    path = tmp_path / "a.png"
    path.write_bytes(b"old")

    def broken(_atlas, _order):
        raise error

    monkeypatch.setitem(formats.SNAPSHOTS, "png", formats.Snapshot(".png", "image/png", broken))
    with pytest.raises(error):
        cli.main(["snapshot", "-o", str(path)])
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["a.png"]


def test_a_file_is_made_with_the_usual_rights(run, tmp_path):
    path, plain = tmp_path / "a.svg", tmp_path / "plain"
    plain.touch()
    run("snapshot", "-o", path)
    assert path.stat().st_mode == plain.stat().st_mode


def test_a_changed_file_is_told_and_exits_1(run, tmp_path, monkeypatch):
    path = tmp_path / "a.svg"
    run("snapshot", "-o", path)
    monkeypatch.setattr(proof, "digests", lambda *_: {"minle": "00000000"})
    code, said, err = run("verify", path)
    assert (code, err) == (1, "")
    assert "已有变化" in said
    assert "民乐工业园区" in said


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"%PDF-1.7", b"<svg></svg>"])
def test_what_cannot_be_verified_exits_2(run, tmp_path, content):
    path = tmp_path / "a.bin"
    path.write_bytes(content)
    code, out, err = run("verify", path)
    assert (code, out) == (2, "")
    assert str(path) in err
    assert run("verify", tmp_path / "none.png")[0] == 2
