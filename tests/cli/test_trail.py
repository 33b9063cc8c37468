"""The command trail, what commands tell it, and the store's backup, restore and check."""

import csv
import getpass
import io
import json
import os

import pytest
import sqlalchemy as sa

from atlas import cli
from atlas.cli import traced
from atlas.office import open_store
from atlas.office.trail import files, keeping
from atlas.office.trail.keeping import Trail, told
from tests.office import pictures

CSV = "开发区名称,经度,纬度,投资额\n兰州经济技术开发区,103.72,36.10,{n}\n"


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_STORE", f"sqlite:///{tmp_path / 'store.sqlite'}")
    monkeypatch.delenv(files.ENV, raising=False)
    return tmp_path / files.NAME


@pytest.fixture
def run(path, capsysbinary):  # noqa: ARG001 - the trail that commands find
    def command(*argv):
        code = cli.main([str(word) for word in argv])
        captured = capsysbinary.readouterr()
        return code, captured.out.decode(), captured.err.decode()

    return command


def imported(run, tmp_path, n=1.5, who="张三"):
    file = tmp_path / "投资.csv"
    file.write_text(CSV.format(n=n), encoding="utf-8")
    return run("import", file, "--apply", "--who", who)


def done(path):
    return [each for each in files.events(path) if each.outcome == "done" and each.event != "begin"]


def test_every_command_that_changes_something_is_in_the_trail(run, path, tmp_path):
    photo = tmp_path / "门.jpg"
    photo.write_bytes(pictures.photo())
    assert imported(run, tmp_path)[0] == 0
    assert run("undo", "1", "--who", "李四")[0] == 0
    assert run("store", "attach", "dunhuang", photo, "--who", "张三")[0] == 0
    digest = open_store().state().records["dunhuang"].attachments[0].digest
    assert run("store", "detach", "dunhuang", digest[:8], "--who", "张三")[0] == 0
    assert run("store", "review", "on", "--who", "李四")[0] == 0
    for n, who in ((2, "张三"), (3, "张三")):
        assert imported(run, tmp_path, n=n, who=who)[0] == 0
    assert run("store", "approve", "6", "--who", "李四")[0] == 0
    assert run("store", "reject", "7", "--who", "李四", "--why", "来源不明")[0] == 0
    copied = f"sqlite:///{tmp_path}/copy.sqlite"
    assert run("store", "copy", os.environ["ATLAS_STORE"], copied, "--who", "李四")[0] == 0
    found = done(path)
    assert [(each.event, each.who) for each in found] == [
        *(("apply", "张三"), ("undo", "李四"), ("attach", "张三"), ("detach", "张三")),
        *(("review", "李四"), ("propose", "张三"), ("propose", "张三")),
        *(("approve", "李四"), ("reject", "李四"), ("copy", "李四")),
    ]
    assert {each.source for each in found} == {"command"}
    # Whatever name is given, the account of the system is told as well.
    assert {each.what["account"] for each in found} == {traced.account()}
    assert [each.what["entry"] for each in found[:-1]] == list(range(1, 10))
    assert found[7].what["decides"] == 6
    store = open_store()
    assert [each.what["seal"] for each in found[:-1]] == [
        store.seal("entry", n) for n in range(1, 10)
    ]
    assert run("trail", "check")[0] == 0
    assert run("store", "check")[0] == 0


def test_the_account_is_the_systems_and_not_what_the_environment_says(monkeypatch):
    if not hasattr(os, "getuid"):
        pytest.skip("Windows has no such number")
    mine = traced.account()
    monkeypatch.setenv("LOGNAME", "mallory")
    monkeypatch.setenv("USER", "mallory")
    assert getpass.getuser() == "mallory"
    assert traced.account() == mine
    monkeypatch.setenv("SUDO_USER", "anna")
    assert traced.account() == f"{mine} (anna)"


def test_a_report_or_a_refusal_is_no_change(run, path, tmp_path):
    file = tmp_path / "投资.csv"
    file.write_text(CSV.format(n=1), encoding="utf-8")
    assert run("import", file)[0] == 0
    assert files.there(path) == []
    assert run("undo", "7", "--who", "李四")[0] == 1
    last = files.latest(path, 1)[0]
    assert (last.event, last.outcome, last.what["reason"]) == ("undo", "refused", "no_entry")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_a_trail_nothing_is_changed_and_the_remedy_is_said(
    run, tmp_path, monkeypatch, lang
):
    monkeypatch.setenv(files.ENV, str(tmp_path / "none" / "audit.jsonl"))
    file = tmp_path / "投资.csv"
    file.write_text(CSV.format(n=1), encoding="utf-8")
    code, _, err = run("import", file, "--apply", "--who", "张三", "--lang", lang)
    assert code == 1
    assert "ATLAS_AUDIT" in err
    assert str(tmp_path / "none") in err
    assert open_store().head() == 0
    assert run("zones", "--area", "hexi")[0] == 0  # reading goes on


def filled(path):
    trail = Trail(path)
    for n, (event, who) in enumerate(
        (("sign_in", "张三"), ("export", ""), ("export", "李四\n<b>"))
    ):
        line = told(event, {"zones": n}, who=who, source="192.0.2.7")
        trail.append([line | {"time": f"2026-12-0{n + 1}T08:00:00.000+08:00"}])


def test_it_is_listed_by_day_person_and_kind(run, path):
    filled(path)
    code, out, _ = run("trail")
    assert (code, out.count("\n")) == (0, 4)
    assert "登录" in out
    assert "李四 <b>" in out
    assert "192.0.2.7" in out

    def numbers(*flags):
        rows = json.loads(run("trail", "--format", "json", *flags)[1])
        return [row["n"] for row in rows]

    assert numbers("--event", "sign_in", "--event", "export") == [2, 3, 4]
    assert numbers("--who", "张三") == [2]
    assert numbers("--since", "2026-12-02T00:00:00+08:00", "--event", "export") == [3, 4]
    assert numbers("--until", "2026-12-02T08:00:00+08:00", "--event", "export") == []
    assert numbers("--event", "export", "--until", "2026-12-03") == [3, 4]
    assert numbers("--event", "export", "--limit", "1") == [4]
    rows = list(csv.DictReader(io.StringIO(run("trail", "--format", "csv")[1])))
    assert [row["event"] for row in rows] == ["begin", "sign_in", "export", "export"]
    assert rows[1]["what"] == "zones=0"
    assert "sign-in" in run("trail", "--lang", "en")[1]


def test_of_a_change_people_see_the_end_and_programs_see_both(run, tmp_path):
    imported(run, tmp_path)
    assert [row["outcome"] for row in json.loads(run("trail", "--format", "json")[1])][1:] == [
        *("begun", "done"),
    ]
    assert run("trail", "--event", "apply")[1].count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["trail", "--since", "gestern"], "gestern"),
        (["trail", "check", "--known", "3"], "3"),
        (["trail", "check", "--known", "3=abc"], "3=abc"),
        (["trail", "check", "--known", "x=0123456789"], "x"),
        (["trail", "--limit", "0"], "0"),
        (["trail", "prove"], "prove"),
    ],
)
def test_what_is_asked_wrongly_is_said(run, words, said):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert said in err


def test_nothing_yet_is_said(run, path):
    for words in (["trail"], ["trail", "check"]):
        code, out, _ = run(*words)
        assert code == 0
        assert str(path) in out
    filled(path)
    assert "没有这样的记录" in run("trail", "--who", "王五")[1]


def test_check_proves_it_or_says_which_line(run, path):
    filled(path)
    code, out, _ = run("trail", "check")
    assert code == 0
    last = files.latest(path, 1)[0]
    assert last.chain in out
    code, out, _ = run("trail", "check", "--format", "json")
    assert (code, json.loads(out)["whole"], json.loads(out)["last"]) == (0, True, 4)
    assert run("trail", "check", "--known", f"4={last.chain[:10]}")[0] == 0
    assert run("trail", "check", "--known", "4=0123456789")[0] == 1
    assert run("trail", "check", "--known", "5=0123456789")[0] == 1
    (file,) = files.there(path)
    file.write_bytes(file.read_bytes().replace(b"192.0.2.7", b"192.0.2.8", 1))
    for lang, said in (("zh", "第 2 行"), ("en", "line 2")):
        code, out, _ = run("trail", "check", "--lang", lang)
        assert code == 1
        assert said in out
    assert not json.loads(run("trail", "check", "--format", "json")[1])["whole"]


def test_a_copy_in_another_place_is_read_too(run, path, tmp_path):
    filled(path)
    (tmp_path / "far").mkdir()
    for file in files.there(path):
        (tmp_path / "far" / file.name).write_bytes(file.read_bytes())
    path_of_copy = tmp_path / "far" / path.name
    assert run("trail", "check", "--path", path_of_copy)[0] == 0
    assert run("trail", "--path", path_of_copy)[1].count("\n") == 4


# The store ----------------------------------------------------------------------------------------


def remove_last(number):
    store = open_store()
    with store._engine.begin() as connection:
        for table, column in (("versions", "entry"), ("entries", "number"), ("seals", "number")):
            rows = store.tables[table]
            connection.execute(sa.delete(rows).where(rows.c[column] == number))


def test_a_change_taken_off_the_end_is_found_by_store_check(run, tmp_path, path):
    for n in (1, 2, 3):
        imported(run, tmp_path, n=n)
    assert run("store", "check")[0] == 0
    remove_last(3)
    code, out, _ = run("store", "check")
    assert code == 1
    assert "第 3 次修改" in out
    assert "change 3" in run("store", "check", "--lang", "en")[1]
    # Without the trail there is nothing to be seen of it; a trail from elsewhere shows it too.
    assert run("store", "check", "--trail", tmp_path / "none.jsonl")[0] == 0
    assert run("store", "check", "--trail", path)[0] == 1


def test_a_backup_is_made_and_restored_and_what_it_lacks_is_asked_for_no_more(run, path, tmp_path):
    folder = tmp_path / "backup"
    folder.mkdir()
    imported(run, tmp_path, n=1)
    code, out, _ = run("store", "backup", folder, "--keep", "2", "--format", "json")
    assert code == 0
    made = json.loads(out)
    assert made["entries"] == 1
    imported(run, tmp_path, n=2)
    dump = open_store(f"sqlite:///{made['file']}").dump()
    (tmp_path / "store.sqlite").unlink()
    code, out, _ = run("store", "restore", made["file"], "--who", "李四")
    assert code == 0
    assert "1 次修改" in out
    assert open_store().dump() == dump
    # The second change is lost, which whoever restored knows: the trail says so.
    assert run("store", "check")[0] == 0
    imported(run, tmp_path, n=5)
    assert run("store", "check")[0] == 0
    remove_last(2)
    assert run("store", "check")[0] == 1
    events = [(each.event, each.who) for each in done(path)]
    assert events[1][0] == "backup"
    assert ("restore", "李四") in events


def test_restoring_over_what_is_there_is_refused(run, tmp_path):
    imported(run, tmp_path)
    (tmp_path / "backup").mkdir()
    file = json.loads(run("store", "backup", tmp_path / "backup", "--format", "json")[1])["file"]
    code, _, err = run("store", "restore", file)
    assert code == 1
    assert "不能迁入" in err
    assert run("store", "backup", tmp_path / "nowhere")[0] == 1
    assert run("store", "backup", tmp_path / "backup", "--keep", "x")[0] == 2
    assert run("store", "backup")[0] == 2


def test_a_backup_goes_on_where_the_trail_cannot_be_written(run, tmp_path, monkeypatch):
    imported(run, tmp_path)
    (tmp_path / "backup").mkdir()

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(keeping.files, "opened", refuse)
    code, out, err = run("store", "backup", tmp_path / "backup")
    assert code == 0
    assert "已备份" in out
    assert "没有记入审计记录" in err
