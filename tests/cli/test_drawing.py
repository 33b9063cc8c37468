"""Finished pieces from the command line: right, whole or not there at all, and checkable."""

import datetime as dt
import errno
import json
import os
import stat
import sys
from pathlib import Path

import pytest

from atlas import Selection, cli, load
from atlas.briefing import formats, provenance
from atlas.briefing.kept import KeptCollection, KeptView
from atlas.briefing.order import Order
from atlas.briefing.provenance import verification
from atlas.briefing.template.reading import read_file
from atlas.briefing.template.remarks import remarks
from atlas.cli import drawing, vintage
from atlas.i18n import text
from atlas.selection.flags import FLAGS
from tests.briefing import office_templates as office

ATLAS = load()


@pytest.fixture
def run(capsysbinary):
    def command(*argv):
        code = cli.main([str(word) for word in argv])
        captured = capsysbinary.readouterr()
        return code, captured.out.decode(), captured.err.decode()

    return command


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", formats.SNAPSHOTS)
def test_every_format_is_made_by_its_suffix_and_proves_itself(run, tmp_path, name):
    wanted = formats.SNAPSHOTS[name]
    path = tmp_path / f"河西 走廊{wanted.suffix.upper()}"
    words = "--area 河西走廊经济区 --cluster 有色金属新材料 --date 2026-11-22 --lang en --dpi 96"
    words += f" --form {wanted.form}" if wanted.form != formats.FORMS[0] else ""
    assert run("snapshot", *words.split(), "-o", path) == (0, "", "")
    record = provenance.read(path.read_bytes())
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
    assert "https://a.b/overview?area=hexi" in provenance.read(said.encode()).link
    assert "zone=minle" in provenance.read(said.encode()).link


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
        ("-o a.pdf --title 𠮷", "𠮷"),
        ("-o a.png --dpi many", "many"),
        ("-o a.png --mode public", "审图号"),
        ("-o a.png --prefecture gannan", "没有符合条件"),
        ("-o a.png --area nowhere", "nowhere"),
        ("-o a.png --zone jincha", "jinta"),
        ("-o a.png --date 2026-13-01", "2026-13-01"),
        ("-o a.png --frame 1,2", "1,2"),
        ("-o a.png --frame 1,2,3,4", "92.3,32.5,109,43"),
        ("-o a.png --title=", "值为空"),
        ("-o a.png --frame nan,1,2,3", "nan"),
        ("-o a.png --frame 103,35.5,105,37 --extent fit", "--extent fit"),
        ("-o a.png --extent screen", "92.3,32.5,109,43"),
        ("-o a.png --base-url javascript:alert(1)", "https://"),
        ("-o a.png --base-url http://a.b/?x=1", "https://"),
        ("-o a.png --base-url http://[", "https://"),
        (f"-o a.png --base-url http://a.b/{'x' * 200}", "https://"),
        (f"-o {'a' * 300}.png", "aaa"),
        (f"-o a.png --title {'x' * 201}", "200"),
        ("-o a.png a", "a"),
    ],
)
def test_what_cannot_be_made_exits_2_says_why_and_leaves_nothing(run, folder, words, said):
    (folder / "folder.png").mkdir()
    code, out, err = run("snapshot", *words.split())
    assert (code, out) == (2, "")
    assert said in err
    assert [each.name for each in folder.iterdir()] == ["folder.png"]
    code, _, english = run("snapshot", *words.split(), "--lang", "en")
    assert code == 2
    assert english != err or said in english


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(run, tmp_path):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert run("snapshot", "-o", tmp_path / "a.png")[0] == 2


@pytest.fixture
def written(monkeypatch):
    """Make the PNG writer do something else."""

    def writes(write):
        monkeypatch.setitem(formats.SNAPSHOTS, "png", formats.Snapshot(".png", "image/png", write))

    return writes


def test_nothing_of_it_is_there_while_it_is_drawn(run, tmp_path, written):
    seen = []
    written(lambda *_: b"new" if not seen.append([*tmp_path.iterdir()]) else b"")
    assert run("snapshot", "-o", tmp_path / "a.png") == (0, "", "")
    assert seen == [[]]


@pytest.mark.parametrize(("lang", "said"), [("zh", "已中断"), ("en", "interrupted")])
def test_ctrl_c_leaves_the_old_file_and_no_half(run, tmp_path, written, lang, said):
    path = tmp_path / "a.png"
    path.write_bytes(b"old")

    def broken(_atlas, _order):
        raise KeyboardInterrupt

    written(broken)
    assert run("snapshot", "-o", path, "--lang", lang) == (130, "", f"{said}\n")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["a.png"]


def test_a_disk_that_fills_up_leaves_the_old_file_and_no_half(run, tmp_path, monkeypatch, written):
    path = tmp_path / "a.png"
    path.write_bytes(b"old")
    written(lambda *_: b"new")

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    code, _, err = run("snapshot", "-o", path)
    assert code == 2
    assert "磁盘已满" in err
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["a.png"]


def test_a_fault_of_a_writer_is_not_blamed_on_the_path(tmp_path, written):
    def broken(_atlas, _order):
        raise FileNotFoundError("a face")

    written(broken)
    with pytest.raises(FileNotFoundError, match="a face"):
        cli.main(["snapshot", "-o", str(tmp_path / "a.png")])
    assert [*tmp_path.iterdir()] == []


def test_a_link_keeps_leading_where_it_leads(run, tmp_path, written):
    written(lambda *_: b"new")
    (tmp_path / "there").mkdir()
    (tmp_path / "a.png").symlink_to(tmp_path / "there" / "b.png")
    assert run("snapshot", "-o", tmp_path / "a.png")[0] == 0
    assert (tmp_path / "there" / "b.png").read_bytes() == b"new"
    assert (tmp_path / "a.png").is_symlink()


def test_a_file_is_made_with_the_usual_rights(run, tmp_path):
    path, plain = tmp_path / "a.svg", tmp_path / "plain"
    plain.touch()
    run("snapshot", "-o", path)
    assert path.stat().st_mode == plain.stat().st_mode


def test_a_changed_file_is_told_and_exits_1(run, tmp_path, monkeypatch):
    path = tmp_path / "a.svg"
    run("snapshot", "-o", path)
    monkeypatch.setattr(verification, "digests", lambda *_: {"minle": "00000000"})
    code, said, err = run("verify", path)
    assert (code, err) == (1, "")
    assert "已有变化" in said
    assert "民乐工业园区" in said


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["png", "pptx", "docx", "html"])
def test_a_layout_is_heeded_or_it_is_said_that_it_is_not(run, tmp_path, name, lang):
    path = tmp_path / f"a.{name}"
    words = f"--prefecture longnan --layout a4-portrait --dpi 96 --lang {lang} -o"
    code, out, err = run("snapshot", *words.split(), path)
    assert (code, out) == (0, "")
    assert path.exists()
    assert ("--layout" in err) == (name in {"docx", "html"})
    assert not err or name in err
    assert run("snapshot", *words.replace("--layout a4-portrait", "").split(), path)[2] == ""


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"%PDF-1.7", b"<svg></svg>"])
def test_what_cannot_be_verified_exits_2(run, tmp_path, content):
    path = tmp_path / "a.bin"
    path.write_bytes(content)
    code, out, err = run("verify", path)
    assert (code, out) == (2, "")
    assert str(path) in err
    assert run("verify", tmp_path / "none.png")[0] == 2


@pytest.fixture
def bound(monkeypatch):
    """Make a book of nothing, telling what it was asked for and its progress."""
    asked = []

    def write(_atlas, order, *, progress):
        asked.append(order)
        if progress is not None:
            progress(1, 2, "封面")
            progress(2, 2, "索引")
        return b"book"

    monkeypatch.setitem(formats.BOOKS, "pdf", formats.Collection(".pdf", "application/pdf", write))
    return asked


def test_a_book_holds_the_selection_and_what_its_cover_says(run, tmp_path, bound):
    path = tmp_path / "图集.pdf"
    words = "--area hexi --lang en --date 2026-11-22 --maker M --base-url https://a.b/atlas"
    published = "--mode public --review-number R --base-map-source B"
    assert run("book", *words.split(), *published.split(), "-o", path) == (0, "", "")
    assert path.read_bytes() == b"book"
    (order,) = bound
    assert order.selection == Selection(areas=("hexi",))
    assert (order.lang, order.date, order.mode) == ("en", dt.date(2026, 11, 22), "public")
    assert (order.maker, order.review_number, order.base_map_source) == ("M", "R", "B")
    assert order.link.startswith("https://a.b/atlas/")


def test_progress_shows_on_a_terminal_only(run, tmp_path, monkeypatch, bound):
    path = tmp_path / "a.pdf"
    assert run("book", "-o", path)[2] == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    shown = run("book", "-o", path)[2]
    assert "1/2 封面" in shown
    assert shown.endswith("2/2 索引\n")
    assert len(bound) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("-o a.docx", "pdf, pptx"),
        ("", "-o"),
        ("-o nowhere/a.pdf", "nowhere"),
        ("-o a.pdf --prefecture gannan", "没有符合条件"),
        ("-o a.pdf --mode public", "--review-number"),
        ("-o a.pdf --mode secret", "internal"),
        ("-o a.pdf --layout a4", "--layout"),
    ],
)
def test_a_book_that_cannot_be_made_exits_2(run, folder, bound, words, said):
    code, out, err = run("book", *words.split())
    assert (code, out) == (2, "")
    assert said in err
    assert [*folder.iterdir()] == []
    assert bound == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("command", ["snapshot", "book", "verify"])
def test_help_explains_every_flag_in_both_languages(capsys, command, lang):
    with pytest.raises(SystemExit) as end:
        cli.main([command, "--lang", lang, "--help"])
    assert end.value.code == 0
    shown = capsys.readouterr().out
    flags = {
        "snapshot": (
            *drawing.WORDS,
            *drawing.CHOICES,
            *FLAGS,
            "dpi",
            "frame",
            "zone",
            "native-shapes",
        ),
        "book": (*drawing.OF_THE_MAP, "mode", *FLAGS),
        "verify": (),
    }
    for flag in flags[command]:
        assert f"--{flag}" in shown
    if command != "verify":
        assert "--base-url" in shown
        assert "--date" in shown
    assert any("一" <= sign <= "鿿" for sign in shown) == (lang == "zh")


def test_verify_says_that_the_data_is_missing_not_the_file(run, tmp_path, monkeypatch):
    path = tmp_path / "a.svg"
    run("snapshot", "-o", path)
    monkeypatch.setattr(vintage, "load", lambda: load(tmp_path / "none.gpkg"))
    code, _, err = run("verify", path)
    assert code == 1
    assert "none.gpkg" in err


# The office's templates ---------------------------------------------------------------------------

TEMPLATED = ("--text", "敦煌", "--date", "2026-11-22")


@pytest.fixture
def templates(folder):
    (folder / "办公室.potx").write_bytes(office.slides())
    (folder / "公文.dotx").write_bytes(office.document())
    return folder


@pytest.mark.parametrize(("command", "made", "given"), [
    ("snapshot", "a.pptx", "办公室.potx"),
    ("snapshot", "a.docx", "公文.dotx"),
    ("book", "a.pptx", "办公室.potx"),
])  # fmt: skip
def test_a_template_is_used_and_what_finds_no_place_is_said(run, templates, command, made, given):
    code, said, err = run(command, *TEMPLATED, "--template", given, "-o", made, "--lang", "en")
    assert (code, said) == (0, "")
    template = read_file(Path(given))
    assert err.splitlines() == [f"Template: {given}", *remarks(template, "en")]
    record = provenance.read((templates / made).read_bytes())
    assert record.template == {"name": given, "sha256": template.digest}
    code, said, _ = run("verify", made, "--lang", "en")
    assert code == 0
    assert f"template: {given} (SHA-256 {template.digest})" in said


def test_the_environment_names_templates_and_one_can_do_without(run, templates, monkeypatch):
    monkeypatch.setenv("ATLAS_DOCX_TEMPLATE", "公文.dotx")
    assert run("snapshot", *TEMPLATED, "-o", "a.docx")[0] == 0
    assert provenance.read((templates / "a.docx").read_bytes()).template["name"] == "公文.dotx"
    for flags in (["--no-template", "-o", "b.docx"], ["-o", "b.png"], ["-o", "b.pptx"]):
        assert run("snapshot", *TEMPLATED, *flags) == (0, "", "")
        assert not provenance.read((templates / flags[-1]).read_bytes()).template


@pytest.mark.parametrize(("flags", "code", "said"), [
    (["--template", "办公室.potx", "-o", "a.png"], 2, "只用于 PPTX 和 DOCX"),
    (["--template", "办公室.potx", "-o", "a.docx"], 2, "是 pptx"),
    (["--template", "没有.potx", "-o", "a.pptx"], 2, "没有.potx"),
    (["--template", "坏.pptm", "-o", "a.pptx"], 1, "宏"),
    (["--template", "a.potx", "--no-template", "-o", "a.pptx"], 2, "--no-template"),
])  # fmt: skip
def test_a_template_that_does_not_serve_is_refused_and_nothing_is_made(
    run, templates, flags, code, said
):
    macros = office.changed(office.slides(), {}, {"ppt/vbaProject.bin": b"x"})
    (templates / "坏.pptm").write_bytes(macros)
    ended, out, err = run("snapshot", *TEMPLATED, *flags)
    assert (ended, out) == (code, "")
    assert said in err
    assert not (templates / flags[-1]).exists()


def test_what_is_compared_or_analysed_is_drawn(run, tmp_path):
    path = tmp_path / "a.svg"
    compared = ("--compare", "yumen", "--compare", "dunhuang")
    assert run("snapshot", *compared, "-o", path) == (0, "", "")
    record = provenance.read(path.read_bytes())
    assert set(record.zones) == {"yumen", "dunhuang"}
    assert run("snapshot", "--draw", "uncovered", "--km", "100", "-o", path) == (0, "", "")
    assert text("drawn.title.uncovered", "zh", km=100) in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("--draw compare --compare yumen", "drawn.no.compare"),
        ("--draw alike --prefecture jiayuguan", "analysis.too_few.zones"),
        ("--draw groups --prefecture jiayuguan --lang en", "analysis.too_few.zones"),
    ],
)
def test_what_cannot_be_drawn_is_said_and_nothing_written(run, tmp_path, words, key):
    path = tmp_path / "a.png"
    code, _, err = run("snapshot", *words.split(), "-o", path)
    assert code == 2
    assert text(key, "en" if "en" in words.split() else "zh") in err
    assert not path.exists()


# Collections --------------------------------------------------------------------------------------


def kept_file(folder, *queries):
    day = dt.date(2026, 11, 23)
    views = []
    for area in queries:
        order = Order.of(Selection(areas=(area,)), "zh", day, dpi=96, title=f"图 {area}")
        views.append(KeptView.of(ATLAS, order))
    file = folder / "合集.json"
    file.write_text(KeptCollection("合集", tuple(views)).to_json(), encoding="utf-8")
    return file


@pytest.mark.parametrize("name", formats.COLLECTIONS)
def test_a_collection_is_made_again_with_the_data_and_the_day_of_today(run, folder, name):
    file = kept_file(folder, "hexi", "ethnic")
    output = folder / f"again.{name}"
    assert run("collection", file, "-o", output, "--date", "2027-01-02") == (0, "", "")
    record = provenance.read(output.read_bytes())
    assert [sheet.query for sheet in record.sheets] == ["area=hexi", "area=ethnic"]
    assert record.made == "2027-01-02"


def test_a_collection_says_what_has_changed_since_it_was_kept(run, folder):
    file = kept_file(folder, "hexi", "ethnic")
    code, out, _ = run("collection", file, "--changes")
    assert code == 0
    assert out.startswith("图 hexi\n")
    fields = json.loads(file.read_text(encoding="utf-8"))
    del fields["views"][0]["proof"]["sheets"][0]["zones"]["dunhuang"]
    file.write_text(json.dumps(fields), encoding="utf-8")
    code, out, _ = run("collection", file, "--changes", "--lang", "en")
    assert code == 1
    assert "15 → 16" in out
    assert ATLAS.label("zones", "dunhuang", "en") in out
    code, out, _ = run("collection", file, "--changes", "--format", "json")
    rows = json.loads(out)
    assert code == 1
    assert (rows[0]["then"], rows[0]["now"], rows[0]["added"]) == (15, "16", ["dunhuang"])
    assert rows[1]["added"] == []


def test_what_is_no_collection_is_refused_before_anything_is_made(run, folder):
    wrong = folder / "wrong.json"
    wrong.write_text("{}", encoding="utf-8")
    for file in (wrong, folder / "none.json"):
        code, out, err = run("collection", file, "-o", folder / "x.pptx")
        assert (code, out) == (2, "")
        assert str(file) in err
    file = kept_file(folder, "hexi")
    file.write_text(file.read_text(encoding="utf-8").replace("area=hexi", "area=moon"))
    code, _, err = run("collection", file, "-o", folder / "x.pptx")
    assert code == 2
    assert "moon" in err
    assert not (folder / "x.pptx").exists()


def test_maps_stand_beside_each_other_and_what_is_wrong_with_one_is_said(run, tmp_path):
    path = tmp_path / "两区.svg"
    words = ["--area", "hexi", "--beside", "area=陇东南经济区", "--own", "--date", "2026-11-29"]
    assert run("snapshot", *words, "-o", path) == (0, "", "")
    record = provenance.read(path.read_bytes())
    both = {*ATLAS.select(area="hexi").index, *ATLAS.select(area="longdongnan").index}
    assert set(record.zones) == both
    assert "beside=area%3Dlongdongnan" in record.sheets[0].query
    assert run("verify", path)[0] == 0
    missing = tmp_path / "无.svg"
    code, said, err = run("snapshot", "--beside", "colour=red", "-o", missing)
    assert (code, said, missing.exists()) == (2, "", False)
    assert "--beside" in err
    assert "colour" in err
