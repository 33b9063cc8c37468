"""The commands import, history, undo and store."""

import hashlib
import json

import pytest

from atlas import cli
from atlas.office import editors, open_store
from tests.office import pictures

CSV = """开发区名称,经度,纬度,投资额,阶段
兰州经济技术开发区,103.72,36.10,12.5,在建
天水经开,105.9,34.55,3,投产
"""


@pytest.fixture
def url(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    monkeypatch.setenv("ATLAS_STORE", url)
    return url


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "投资.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


@pytest.fixture
def run(url, capsysbinary):  # noqa: ARG001 - the store that commands find
    def command(*argv):
        code = cli.main([str(word) for word in argv])
        captured = capsysbinary.readouterr()
        return code, captured.out.decode(), captured.err.decode()

    return command


YEARLY = """开发区名称,2021年产值（亿元）,2022年产值（亿元）,阶段
兰州经济技术开发区,12.5,13,在建
天水经开,3,,投产
"""


def test_columns_are_listed_with_their_series(run, tmp_path):
    path = tmp_path / "产值.csv"
    path.write_text(YEARLY, encoding="utf-8")
    assert run("import", path, "--apply", "--who", "张三")[0] == 0
    code, out, _ = run("columns", "--format", "json")
    assert code == 0
    rows = {row["head"]: row for row in json.loads(out)}
    assert list(rows) == ["2021年产值（亿元）", "2022年产值（亿元）", "阶段", "area_ha", "year"]
    first, stage = rows["2021年产值（亿元）"], rows["阶段"]
    assert (first["series"], first["year"], first["n"]) == ("产值（亿元）", 2021, 2)
    assert (stage["series"], stage["year"], stage["kind"]) == ("", None, "text")
    assert "产值（亿元）,2022" in run("columns", "--format", "csv")[1]
    assert list(json.loads(run("columns", "--as-of", "0", "--format", "json")[1])) != list(rows)


def test_a_file_is_reported_on_and_nothing_is_written(run, file, tmp_path):
    code, out, err = run("import", file)
    assert (code, err) == (0, "")
    assert "投资.csv" in out
    assert "兰州经济技术开发区 · 投资额：无 → 12.5" in out
    assert out.rstrip().endswith("加 --apply 写入。")
    assert run("import", file, "--dry-run")[1] == out
    assert not (tmp_path / "store.sqlite").exists()


def test_a_file_is_applied_seen_and_undone(run, url, file):
    code, out, _ = run(
        *("import", file, "--apply", "--who", "张三", "--note", "三季度", "--format", "json")
    )
    assert code == 0
    report = json.loads(out)
    assert report["applied"]["number"] == 1
    assert report["outcome"] == {
        "added": ["lanzhou-etdz", "tianshui-etdz"],
        "changed": [],
        "removed": [],
    }
    state = open_store(url).state()
    assert state.records["lanzhou-etdz"].values == {"投资额": 12.5, "阶段": "在建"}
    assert state.records["tianshui-etdz"].geometry.coords[0] == (105.9, 34.55)

    code, out, _ = run("history", "--format", "json")
    (entry,) = json.loads(out)
    assert (entry["who"], entry["file"], entry["added"]) == ("张三", "投资.csv", 2)
    assert entry["checksum"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert entry["note"] == "三季度"
    assert "张三" in run("history")[1]
    assert "三季度" in run("history")[1]

    assert "没有差别" in run("import", file, "--apply")[1]
    code, out, _ = run("zones", "--where", "投资额>=5", "--format", "json")
    assert [zone["id"] for zone in json.loads(out)] == ["lanzhou-etdz"]
    assert json.loads(out)[0]["lon"] == 103.72

    code, out, _ = run("undo", "1", "--who", "李四", "--lang", "en")
    assert (code, out) == (0, "Change 1 is undone, as change 2.\n")
    assert not open_store(url).state().records
    code, _, err = run("zones", "--where", "投资额>=5")
    assert code == 2
    assert "where" in err
    code, out, _ = run("zones", "--as-of", "1", "--where", "投资额>=5", "--format", "json")
    assert [zone["id"] for zone in json.loads(out)] == ["lanzhou-etdz"]
    assert run("history", "--limit", "1")[1].count("\n") == 1
    one = run("history", "--entry", "1")[1]
    assert "SHA-256" in one
    assert "天水" in one
    (entry,) = json.loads(run("history", "--entry", "1", "--format", "json")[1])
    assert "tianshui-etdz" in {change["zone"] for change in entry["changes"]}
    assert run("history", "--zone", "tianshui-etdz")[1].count("\n") == 2
    assert "还没有" in run("history", "--zone", "yumen")[1]


def test_open_questions_end_with_one_and_are_answered_by_flags(run, url, file):
    file.write_text(CSV + "自创园,103.9,36.2,9,在建\n", encoding="utf-8")
    code, out, err = run("import", file, "--apply")
    assert (code, err) == (1, "")
    assert "待确认" in out
    assert open_store(url).head() == 0
    code, out, _ = run("import", file, "--apply", "--format", "json")
    assert code == 1
    assert json.loads(out)["applied"] is None

    code, _, _ = run("import", file, "--apply", "--zone", "4=new")
    assert code == 0
    own = [zone for zone in open_store(url).state().records if zone.startswith("own-")]
    assert own == ["own-zi-chuang-yuan"]
    code, out, _ = run("zones", "--own", "--level", "own", "--format", "json")
    assert [zone["name_zh"] for zone in json.loads(out)] == ["自创园"]
    assert run("zones", "--level", "own")[0] == 2


@pytest.mark.parametrize("flags", [("--zone", "4=skip"), ("--unmatched", "skip")])
def test_rows_may_be_left_out_whatever_is_wrong_with_them(run, file, flags):
    file.write_text(CSV + "自创园,108.9,40.2,9,在建\n", encoding="utf-8")
    code, out, _ = run("import", file, "--format", "json")
    levels = {each["level"] for each in json.loads(out)["findings"] if each["row"] == 4}
    assert (code, "error" in levels) == (1, True)  # it lies outside Gansu
    code, out, _ = run("import", file, *flags, "--format", "json")
    report = json.loads(out)
    assert (code, report["can_apply"]) == (0, True)
    assert {each["level"] for each in report["findings"] if each["row"] == 4} == {"note"}
    assert len(report["outcome"]["added"]) == 2


def test_a_file_that_is_none_is_refused_as_a_report(run, tmp_path):
    path = tmp_path / "图.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing")
    code, out, err = run("import", path, "--format", "json")
    assert (code, err) == (1, "")
    report = json.loads(out)
    assert report["can_apply"] is False
    assert report["findings"][0]["level"] == "error"
    assert "[错误]" in run("import", path)[1]
    assert "[error]" in run("import", path, "--lang", "en")[1]


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("import", "{file}", "--crs", "utm48"), "cgcs2000"),
        (("import", "{file}", "--crs", "EPSG:99999"), "EPSG"),
        (("import", "{file}", "--crs", "EPSG:32648"), "cgcs2000"),
        (("import", "{file}", "--mode", "both"), "merge, replace"),
        (("import", "{file}", "--unmatched", "ask"), "new, skip"),
        (("import", "{file}", "--similar", "ask"), "new, skip"),
        (("import", "{file}", "--kind", "good"), "surveyed"),
        (("import", "{file}", "--zone", "two=new"), "行号=编号"),
        (("import", "{file}", "--apply", "--dry-run"), "--dry-run"),
        (("import", "nowhere.csv"), "nowhere.csv"),
        (("undo", "zero"), "正整数"),
        (("undo", "-1"), ""),
        (("history", "--limit", "0"), "正整数"),
        (("history", "--zone", "atlantis"), "atlantis"),
        (("store", "burn"), "init, status, check, copy, password"),
        (("store", "copy", "sqlite:///a"), "2"),
        (("zones", "--as-of", "7"), "7"),
        (("zones", "--as-of", "now"), "now"),
    ],
)
def test_wrong_use_says_what_would_be_right(run, file, argv, said):
    code, out, err = run(*(word.format(file=file) for word in argv))
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err
    assert len(err) < 400


def test_a_change_that_is_not_there_cannot_be_undone(run):
    code, _, err = run("undo", "3")
    assert code == 1
    assert "第 3 次" in err


def test_a_system_is_named_by_key_or_code(run, tmp_path):
    path = tmp_path / "坐标.csv"
    path.write_text("名称,X,Y\n兰州经开,3996000.0,35475000.0\n", encoding="utf-8")
    by_key = json.loads(run("import", path, "--crs", "cgcs2000-3-35", "--format", "json")[1])
    by_code = json.loads(run("import", path, "--crs", "epsg:4523", "--format", "json")[1])
    assert by_key["system"]["key"] == by_code["system"]["key"] == "cgcs2000-3-35"
    assert by_key["changes"] == by_code["changes"]


def test_standard_input_is_a_file_too(run, monkeypatch):
    class Given:
        class buffer:  # noqa: N801 - as sys.stdin has it
            @staticmethod
            def read(_):
                return CSV.encode("gb18030")

    monkeypatch.setattr("sys.stdin", Given)
    code, out, _ = run("import", "-", "--name", "投资.csv", "--format", "json")
    assert code == 0
    assert json.loads(out)["file"] == "投资.csv"


def test_a_store_is_made_looked_at_and_copied(run, url, file, tmp_path):
    assert run("store", "init")[0] == 0
    run("import", file, "--apply")
    code, out, _ = run("store", "status", "--format", "json")
    assert (code, json.loads(out)["entries"]) == (0, 1)
    assert "entries: 1" in run("store", "status")[1]
    other = f"sqlite:///{tmp_path / 'other.sqlite'}"
    code, out, _ = run("store", "copy", url, other, "--lang", "en")
    assert (code, out.split()[:2]) == (0, ["Copied", "1"])
    assert open_store(other).state().records.keys() == open_store(url).state().records.keys()
    code, _, err = run("store", "copy", url, other)
    assert code == 1
    assert "other.sqlite" in err


def test_a_store_that_cannot_be_reached_is_said_without_its_password(run, monkeypatch):
    monkeypatch.setenv("ATLAS_STORE", "postgresql://me:secret@127.0.0.1:1/none")
    for argv in (("zones",), ("history",), ("store", "status")):
        code, out, err = run(*argv)
        assert (code, out) == (1, "")
        assert "127.0.0.1" in err
        assert "secret" not in err


def test_a_store_is_read_whole_and_what_is_damaged_is_named(run, url, file):
    run("import", file, "--apply")
    code, out, _ = run("store", "check", "--lang", "en")
    assert (code, "as it was written" in out) == (0, True)
    store = open_store(url)
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE atlas_entries SET who = 'somebody else'")
    code, out, _ = run("store", "check")
    assert code == 1
    assert "第 1 次修改已损坏" in out
    code, out, _ = run("store", "check", "--format", "json")
    assert (code, json.loads(out)["entries"]) == (1, 1)
    # Nobody is given the plan in the place of what was asked for, and everybody can ask for it.
    code, out, err = run("zones")
    assert (code, out) == (1, "")
    assert "--as-of 0" in err
    code, out, _ = run("zones", "--as-of", "0")
    assert code == 0
    assert len(out.splitlines()) > 42


def test_a_password_is_hashed_as_the_secrets_hold_it(run, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "getpass.getpass", lambda said: asked.append(said) or "correct horse staple"
    )
    code, out, _ = run("store", "password", "--who", "anna")
    assert code == 0
    assert editors.verify("anna", "correct horse staple", {"anna": out.strip()})
    assert "correct" not in out
    assert len(set(asked)) == 2


@pytest.mark.parametrize(("lang", "said"), [("zh", "两次输入的密码不一样"), ("en", "differ")])
def test_a_password_is_asked_twice(run, monkeypatch, lang, said):
    given = iter(["correct horse staple", "correct horse stable"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(given))
    code, out, err = run("store", "password", "--lang", lang)
    assert (code, out) == (2, "")
    assert said in err
    assert "horse" not in err


@pytest.mark.parametrize(
    ("given", "who", "said"),
    [
        ("short-1A", "", "至少 12 个字"),
        ("heihezhangye", "", "至少要有 3 种"),
        ("Zhangsan-2026", "zhangsan", "就是姓名"),
        ("Admin@123456", "", "最常见的密码"),
    ],
)
def test_a_bad_password_gets_no_hash_and_is_told_why(run, monkeypatch, given, who, said):
    monkeypatch.setattr("getpass.getpass", lambda _: given)
    code, out, err = run("store", "password", *(["--who", who] if who else []))
    assert (code, out) == (2, "")
    assert said in err
    assert given not in err


@pytest.mark.parametrize("given", ["", "   "])
def test_an_empty_password_gets_no_hash(run, monkeypatch, given):
    monkeypatch.setattr("getpass.getpass", lambda _: given)
    code, out, err = run("store", "password")
    assert (code, out) == (2, "")
    assert "密码不能为空" in err


def test_two_who_bring_one_zone_at_once_get_a_conflict(run, url, file, monkeypatch):
    run("import", file, "--apply")
    stale = open_store(url).state(0)
    monkeypatch.setattr("atlas.office.Store.state", lambda *_: stale)
    file.write_text(CSV.replace("12.5", "13"), encoding="utf-8")
    code, _, err = run("import", file, "--apply")
    assert code == 1
    assert "lanzhou-etdz" in err
    monkeypatch.undo()


def test_a_change_is_proposed_and_another_approves_it(run, url, file):
    assert "已开启审核" in run("store", "review", "on", "--who", "主任")[1]
    code, out, _ = run("import", file, "--apply", "--who", "张三", "--format", "json")
    assert code == 0
    assert json.loads(out)["applied"] is None
    assert json.loads(out)["proposed"]["number"] == 2
    assert not open_store(url).state().records
    code, _, err = run("zones", "--where", "投资额>=5")
    assert (code, "where" in err) == (2, True)

    waits = run("store", "proposals", "--lang", "en")[1]
    assert "投资.csv" in waits
    assert "12.5" in waits
    (record,) = json.loads(run("store", "proposals", "--format", "json")[1])
    assert (record["number"], record["conflicts"]) == (2, [])
    assert "lanzhou-etdz" in {change["zone"] for change in record["changes"]}

    code, _, err = run("store", "approve", "2", "--who", "张三")
    assert (code, "张三" in err) == (1, True)
    code, out, _ = run("store", "approve", "2", "--who", "李四")
    assert (code, "第 3 次" in out) == (0, True)
    assert len(json.loads(run("zones", "--where", "投资额>=5", "--format", "json")[1])) == 1
    assert "没有待审核" in run("store", "proposals")[1]
    said = run("history")[1]
    assert "批准第 2 次" in said
    assert "开启审核" in said


def test_a_proposal_is_rejected_with_a_reason_or_found_overtaken(run, url, file):
    run("store", "review", "on")
    run("import", file, "--apply", "--who", "张三")
    file.write_text(CSV.replace("12.5", "13"), encoding="utf-8")
    run("import", file, "--apply", "--who", "李四")
    assert run("store", "approve", "3", "--who", "张三")[0] == 0
    code, out, err = run("store", "approve", "2", "--who", "李四")
    assert (code, err) == (1, "")
    assert "13 → 12.5" in out
    assert "第 4 次修改" in out
    code, out, _ = run("store", "approve", "2", "--who", "李四", "--format", "json")
    assert code == 1
    assert {each["entry"] for each in json.loads(out)["conflicts"]} == {4}
    assert run("store", "reject", "2", "--who", "李四")[0] == 1
    assert run("store", "reject", "2", "--who", "李四", "--why", "已有新数")[0] == 0
    assert "已有新数" in run("history", "--limit", "1")[1]
    assert "已关闭审核" in run("store", "review", "off")[1]
    assert "第 7 次" in run("undo", "4")[1]
    assert not open_store(url).state().records


@pytest.mark.parametrize(
    "words", [("review", "maybe"), ("review",), ("approve",), ("approve", "x"), ("reject", "0")]
)
def test_what_a_review_needs_is_said(run, words):
    code, out, err = run("store", *words, "--why", "x")
    assert (code, out) == (2, "")
    assert err


def test_photos_and_documents_are_attached_listed_and_taken_off(run, url, tmp_path):
    path = tmp_path / "大门.jpg"
    path.write_bytes(pictures.photo())
    said = ("--caption", "东大门", "--day", "2026-11-30", "--who", "张三")
    code, out, err = run("store", "attach", "dunhuang", path, *said)
    assert (code, err) == (0, "")
    assert "第 1 次" in out
    (photo,) = open_store(url).state().records["dunhuang"].attachments
    assert (photo.name, photo.caption, photo.kind) == ("大门.jpg", "东大门", "jpeg")
    (record,) = json.loads(run("store", "attachments", "--format", "json")[1])
    assert (record["zone"], record["digest"], record["who"]) == ("dunhuang", photo.digest, "张三")
    assert "东大门 · 2026-11-30" in run("store", "attachments", "dunhuang")[1]
    assert "没有照片" in run("store", "attachments", "yumen")[1]
    assert "照片和文件" in run("history", "--entry", "1")[1]
    assert run("store", "attachments", "nowhere")[0] == 2
    assert run("store", "detach", "dunhuang", "ffff")[0] == 1
    assert "第 2 次" in run("store", "detach", "dunhuang", photo.digest[:8])[1]
    assert run("undo", "2")[0] == 0
    assert len(open_store(url).state().records["dunhuang"].attachments) == 1


def test_what_cannot_be_attached_is_refused(run, url, tmp_path):
    assert run("store", "attach", "dunhuang", tmp_path / "none.jpg")[0] == 2
    path = tmp_path / "a.jpg"
    path.write_bytes(b"GIF89a")
    code, out, err = run("store", "attach", "dunhuang", path, "--lang", "en")
    assert (code, out) == (1, "")
    assert "no JPEG" in err
    assert open_store(url).head() == 0


def test_a_file_takes_no_photo_away(run, url, file, tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(pictures.photo())
    for zone in ("lanzhou-etdz", "dunhuang"):
        run("store", "attach", zone, path)
    assert run("import", file, "--apply", "--mode", "replace")[0] == 0
    records = open_store(url).state().records
    assert all(records[zone].attachments for zone in ("lanzhou-etdz", "dunhuang"))
    assert records["lanzhou-etdz"].values["投资额"] == 12.5
