"""The audit trail: appended to by many, found out whatever is changed, never silently left out."""

import datetime as dt
import errno
import json
import os
import shutil
import stat
import subprocess
import sys
import threading
import types

import pytest
import sqlalchemy as sa

from atlas.i18n import LANGS
from atlas.office import Record, StoreError, collections, open_store
from atlas.office import place as where
from atlas.office.checking import check
from atlas.office.tables import seal
from atlas.office.trail import changing, comparing, files, keeping, lines, lock, proof
from atlas.office.trail.errors import TrailError
from atlas.office.trail.keeping import Trail, told

HOSTILE = '</script>"\\\n{"n":1}\r\t\x00\x1b\u202e\u2028\x85\x7f\ud800\U000e0041 张三'
LATER = dt.date(2027, 9, 1)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "audit.jsonl"


class Clock(dt.datetime):
    """A clock that stands where a test sets it."""

    at = dt.datetime(2026, 10, 5, 8, tzinfo=dt.UTC)

    @classmethod
    def now(cls, tz=None):  # noqa: ARG003 - the zone is the moment's own
        return cls.at


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr(keeping.dt, "datetime", Clock)
    monkeypatch.setattr(Clock, "astimezone", lambda self: self, raising=False)

    def turn(*day):
        monkeypatch.setattr(Clock, "at", dt.datetime(*day, 8, tzinfo=dt.UTC))

    turn(2026, 10, 5)
    return turn


def filled(path, n=6):
    trail = Trail(path)
    for place in range(n):
        trail.append([told("export", {"zones": place}, who="张三", source="192.0.2.7")])
    return trail


def only(path):
    (file,) = files.there(path)
    return file


def kinds(path, **given):
    return [each.kind for each in proof.proved(path, **given).found]


def faults(path, **given):
    return [each.kind for each in proof.proved(path, **given).found if each.is_fault]


# Writing ------------------------------------------------------------------------------------------


def test_an_event_is_a_line_with_time_and_zone_number_and_digest(path):
    filled(path, 2)
    rows = only(path).read_bytes().splitlines()
    first, second, third = map(json.loads, rows)
    assert (first["event"], first["n"]) == ("begin", 1)
    assert list(third) == [*lines.FIELDS, "chain"]
    assert (third["n"], third["who"], third["source"]) == (3, "张三", "192.0.2.7")
    assert third["what"] == {"zones": 1}
    assert dt.datetime.fromisoformat(third["time"]).tzinfo
    # By hand: the digest before, then the line without its own.
    body = rows[2].rpartition(b',"chain":')[0] + b"}"
    assert lines.tied(second["chain"], body) == third["chain"]
    found = proof.proved(path)
    assert (found.is_whole, found.n, found.events, found.chain) == (True, 3, 3, third["chain"])


def test_it_is_its_owners_alone_and_named_by_the_month(path):
    before = os.umask(0)
    try:
        filled(path)
    finally:
        os.umask(before)
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert only(path).name == f"audit-{dt.datetime.now().astimezone():%Y-%m}.jsonl"


def test_what_the_superuser_begins_is_left_to_the_service(path, monkeypatch):
    given = []
    monkeypatch.setattr(lock.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(lock.os, "chown", lambda *to: given.append(to), raising=False)
    filled(path)
    owner = path.parent.stat()
    made = {path.with_suffix(".lock"), only(path)}
    assert set(given) == {(file, owner.st_uid, owner.st_gid) for file in made}
    assert len(given) == 2  # once, as each is made


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="Windows follows links")
@pytest.mark.parametrize("name", ["lock", "month"])
def test_a_link_in_the_place_of_a_file_leads_nobody_elsewhere(path, tmp_path, name):
    filled(path)
    place = path.with_suffix(".lock") if name == "lock" else only(path)
    elsewhere = tmp_path / "elsewhere"
    place.unlink()
    place.symlink_to(elsewhere)
    with pytest.raises(TrailError):
        filled(path, 1)
    assert not elsewhere.exists()


def test_a_name_can_neither_end_a_line_nor_forge_one(path):
    Trail(path).append([told("sign_in", {"way": HOSTILE, HOSTILE: 1}, who=HOSTILE)])
    content = only(path).read_text(encoding="utf-8")
    assert len(content.splitlines()) == 2  # what Python takes for a line end as well
    assert all(sign.isprintable() for sign in content.replace("\n", ""))
    (_, event) = files.events(path)
    assert (event.who, event.what["way"]) == (HOSTILE, HOSTILE)
    assert faults(path) == []


def test_a_long_value_is_cut(path):
    Trail(path).append([told("export", {"selection": "x" * 100_000})])
    assert only(path).stat().st_size < 3000


APPEND = """
import sys
from pathlib import Path
from atlas.office.trail.keeping import Trail, told
trail = Trail(Path(sys.argv[1]))
for n in range(200):
    trail.append([told("apply", {"place": n}, who=sys.argv[2])], durable=n % 20 == 0)
"""


def test_two_processes_of_200_lines_each_make_one_whole_trail(path):
    command = [sys.executable, "-c", APPEND, str(path)]
    both = [subprocess.Popen([*command, who]) for who in ("甲", "乙")]
    assert [each.wait() for each in both] == [0, 0]
    found = proof.proved(path)
    assert (found.is_whole, found.found, found.events) == (True, [], 401)
    for who in ("甲", "乙"):
        own = [each.what["place"] for each in files.events(path) if each.who == who]
        assert own == list(range(200))


def test_threads_of_one_process_as_well(path):
    trail = Trail(path)

    def append(who):
        for n in range(50):
            trail.append([told("export", {"place": n}, who=who)], durable=False)

    threads = [threading.Thread(target=append, args=(str(n),)) for n in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (faults(path), proof.proved(path).n) == ([], 201)


# What is found -----------------------------------------------------------------------------------


def changed(path, place, edit):
    file = only(path)
    rows = file.read_bytes().splitlines(keepends=True)
    edit(rows, place)
    file.write_bytes(b"".join(rows))


def flip(rows, place):
    row = bytearray(rows[place])
    row[row.index(b"192.0.2.7") + 8] ^= 1
    rows[place] = bytes(row)


def forge(rows, place):
    """Change a line and give it the digest that it would have."""
    before = json.loads(rows[place - 1])["chain"]
    event = json.loads(rows[place].replace("张三".encode(), "李四".encode()))
    event.pop("chain")
    rows[place] = lines.written(event, before)[0]


def garble(rows, place):
    rows[place] = rows[place][:-20] + b"?" * 19 + b"\n"


def bare(rows, place):
    """Leave the event where it is, and take its digest away: nobody lists it any more."""
    rows[place] = lines.parsed(rows[place].rstrip())[1] + b"\n"


def swap(rows, place):
    rows[place], rows[place + 1] = rows[place + 1], rows[place]


def double(rows, place):
    rows.insert(place, rows[place])


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (flip, ["not_tied"]),
        (forge, ["not_tied"]),
        (garble, ["changed"]),
        (bare, ["changed"]),
        (lambda rows, place: rows.pop(place), ["gone"]),
        (swap, ["gone", "not_tied", "not_tied"]),
        (double, ["not_tied"]),
        (lambda rows, place: rows.insert(place, b"\n"), ["changed"]),
        (lambda rows, place: rows.insert(place, b'{"n":4}\n'), ["changed"]),
    ],
    ids=[
        "byte",
        "forged",
        "garbled",
        "bare",
        "removed",
        "reordered",
        "doubled",
        "blank",
        "inserted",
    ],
)
def test_what_is_changed_taken_out_or_moved_is_found_with_its_line(path, edit, expected):
    filled(path)
    changed(path, 3, edit)
    found = proof.proved(path)
    assert [each.kind for each in found.found] == expected
    assert not found.is_whole
    places = {each.values["line"] for each in found.found}
    assert places <= {4, 5, 6}
    for lang in LANGS:
        assert all(only(path).name in each.message(lang) for each in found.found)


def test_every_byte_counts(path):
    filled(path, 3)
    whole = only(path).read_bytes()
    for spot in range(0, len(whole), 7):
        only(path).write_bytes(whole[:spot] + bytes([whole[spot] ^ 1]) + whole[spot + 1 :])
        assert faults(path), spot


def test_half_a_last_line_is_found(path):
    filled(path)
    file = only(path)
    file.write_bytes(file.read_bytes()[:-30])
    assert faults(path) == ["half"]


def test_whole_lines_cut_off_the_end_are_found_by_what_was_noted_elsewhere(path):
    filled(path)
    noted = proof.proved(path)
    changed(path, -1, lambda rows, place: rows.pop(place))
    assert faults(path) == []  # nothing of the file says so: the README does
    known = {noted.n: noted.chain[:12], 3: list(files.events(path))[2].chain}
    assert faults(path, known=known) == ["other"]
    # It goes on with the same number, and another digest.
    filled(path, 1)
    assert faults(path, known=known) == ["other"]
    assert faults(path, known={3: known[3]}) == []


def test_a_process_that_runs_finds_its_own_lines_cut_off(path):
    trail = filled(path)
    changed(path, -1, lambda rows, place: rows.pop(place))
    trail.append([told("export")])
    found = proof.proved(path)
    assert [each.kind for each in found.found] == ["cut"]
    assert found.found[0].values["n"] == 7


def test_a_process_that_runs_finds_its_file_taken_away(path):
    trail = filled(path)
    only(path).unlink()
    trail.append([told("export")])
    assert faults(path) == ["cut"]


# Months -------------------------------------------------------------------------------------------


def months(path, clock):
    trail = Trail(path)
    for month in (10, 11, 12):
        clock(2026, month, 5)
        for _ in range(2):
            trail.append([told("export")])
    return files.there(path)


def test_each_month_has_a_file_that_goes_on_from_the_one_before(path, clock):
    found = months(path, clock)
    names = [each.name for each in found]
    assert names == [f"audit-2026-{month}.jsonl" for month in (10, 11, 12)]
    first = json.loads(found[1].read_bytes().splitlines()[0])
    last = json.loads(found[0].read_bytes().splitlines()[-1])
    assert (first["event"], first["what"]["after"]) == ("begin", names[0])
    assert first["what"]["chain"] == last["chain"]
    whole = proof.proved(path)
    assert (whole.found, whole.files, whole.events, whole.n) == ([], 3, 9, 9)
    assert [each.n for each in files.latest(path, 4)] == [9, 8, 7, 6]
    # Another process goes on just so.
    Trail(path).append([told("export")])
    assert kinds(path) == []


def test_a_file_in_the_middle_that_is_taken_away_is_found(path, clock):
    months(path, clock)[1].unlink()
    assert faults(path) == ["file_gone"]


def test_the_end_of_a_file_that_is_cut_off_is_found_by_the_next(path, clock):
    file = months(path, clock)[0]
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))
    assert faults(path) == ["file_gone"]


def test_old_files_may_go_after_half_a_year_and_not_before(path, clock):
    months(path, clock)[0].unlink()
    assert kinds(path, today=dt.date(2026, 12, 6)) == ["early"]
    assert kinds(path, today=LATER) == ["begins"]
    assert faults(path, today=LATER) == []


def test_a_clock_that_is_set_back_begins_no_file_before_another(path, clock):
    months(path, clock)
    clock(2026, 10, 6)
    for trail in (Trail(path), Trail(path)):
        trail.append([told("export")])
    assert (faults(path), len(files.there(path))) == ([], 3)
    assert files.latest(path, 1)[0].time.startswith("2026-10-06")


# Trouble ------------------------------------------------------------------------------------------


def little(monkeypatch, room):
    """Let the disk take so many bytes and no more."""
    real = os.write
    left = [room]

    def write(handle, content):
        if not left[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        taken = real(handle, bytes(content)[: left[0]])
        left[0] -= taken
        return taken

    monkeypatch.setattr(keeping.os, "write", write)


@pytest.mark.parametrize("room", [0, 1, 50, 300])
def test_a_full_disk_is_said_and_what_was_broken_off_is_no_damage(path, monkeypatch, room):
    trail = filled(path, 2)
    with monkeypatch.context() as patch:
        little(patch, room)
        for _ in range(2):
            with pytest.raises(TrailError) as raised:
                trail.append([told("sign_in", {"way": "x" * 500})])
    assert raised.value.kind == "full"
    assert "磁盘已满" in raised.value.message("zh")
    assert "disk is full" in raised.value.message("en")
    if room:
        assert faults(path) == ["half"]
    for each in (trail, Trail(path)):
        each.append([told("sign_in")])
    assert faults(path) == []
    assert kinds(path) == (["broken"] if room else [])
    assert proof.proved(path).n == 5


@pytest.mark.parametrize("room", [0, 40])
def test_a_disk_that_is_full_at_the_first_line_of_a_month(path, clock, monkeypatch, room):
    months(path, clock)
    clock(2027, 1, 5)
    with monkeypatch.context() as patch:
        little(patch, room)
        with pytest.raises(TrailError):
            Trail(path).append([told("sign_in")])
    Trail(path).append([told("sign_in")])
    assert (faults(path), len(files.there(path))) == ([], 4)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no such device")  # noqa: PTH110
def test_a_device_that_is_full(path, monkeypatch):
    monkeypatch.setattr(keeping.files, "opened", lambda _: os.open("/dev/full", os.O_WRONLY))
    with pytest.raises(TrailError) as raised:
        Trail(path).append([told("sign_in")])
    assert raised.value.kind == "full"


def test_what_the_system_does_not_let_write_is_said(path, monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(keeping.files, "opened", refuse)
    with pytest.raises(TrailError) as raised:
        Trail(path).append([told("sign_in")])
    assert raised.value.kind == "denied"
    assert all(str(path) in raised.value.message(lang) for lang in LANGS)


@pytest.fixture
def marked():
    """Give what marks a file or a folder for the system, the superuser too; taken off again."""
    tool, done = shutil.which("chattr"), []

    def mark(sign, path):
        said = tool and subprocess.run([tool, f"+{sign}", path], check=False, capture_output=True)
        if not said or said.returncode:
            pytest.skip("no chattr here, or none of its marks")
        done.append((sign, path))

    yield mark
    for sign, path in done:
        subprocess.run([tool, f"-{sign}", path], check=True)


def test_a_folder_that_is_read_only(tmp_path, marked):
    folder = tmp_path / "audit"
    folder.mkdir(mode=0o500)
    if os.access(folder, os.W_OK):  # the superuser may write anywhere else
        marked("i", folder)
    with pytest.raises(TrailError) as raised:
        Trail(folder / "audit.jsonl").append([told("sign_in")])
    assert raised.value.kind == "denied"


def test_a_file_that_may_only_be_appended_to_is_gone_on_with(path, marked):
    filled(path, 1)
    marked("a", only(path))
    with pytest.raises(PermissionError):
        only(path).write_bytes(b"")
    filled(path, 1)
    assert (kinds(path), proof.proved(path).n) == ([], 3)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(TrailError) as raised:
        Trail(tmp_path / "none" / "audit.jsonl").append([told("sign_in")])
    assert raised.value.kind == "failed"


def test_who_does_not_let_go_is_not_waited_for_for_ever(tmp_path):
    file = tmp_path / "audit.lock"
    hold = "import sys; from pathlib import Path; from atlas.office.trail import lock\n"
    hold += "with lock.held(Path(sys.argv[1])):\n    print('held', flush=True); input()"
    other = subprocess.Popen(
        [sys.executable, "-c", hold, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout.readline().strip() == b"held"
    with pytest.raises(TrailError) as raised, lock.held(file, wait=0.05):
        pass
    assert raised.value.kind == "locked"
    other.communicate(b"\n")
    with lock.held(file):
        pass


def test_windows_locks_a_byte_of_the_same_file(path, monkeypatch):
    held, asked = set(), []

    def locking(handle, how, size):
        asked.append((how, size, os.lseek(handle, 0, os.SEEK_CUR)))
        key = os.fstat(handle).st_ino
        if how == windows.LK_UNLCK:
            held.remove(key)
        elif len(asked) == 1:  # another process was quicker
            raise OSError(errno.EDEADLOCK, "locked")
        else:
            held.add(key)

    windows = types.SimpleNamespace(LK_NBLCK=2, LK_UNLCK=0, locking=locking)
    monkeypatch.setattr(lock, "fcntl", None)
    monkeypatch.setattr(lock, "msvcrt", windows)
    filled(path, 1)
    assert asked == [(2, 1, 0), (2, 1, 0), (0, 1, 0)]
    assert (held, faults(path)) == (set(), [])


def test_where_it_lies(monkeypatch, tmp_path):
    monkeypatch.delenv(where.STATE, raising=False)
    assert files.place({files.ENV: "/var/log/atlas/audit.jsonl"}).name == "audit.jsonl"
    for store, expected in (
        (f"sqlite:///{tmp_path}/kept.sqlite", tmp_path / files.NAME),
        ("postgresql://me@db.example/atlas", where.FILE.parent / files.NAME),
    ):
        monkeypatch.setenv("ATLAS_STORE", store)
        assert files.place({}) == expected
    monkeypatch.setenv(where.STATE, str(tmp_path / "state"))
    assert files.place({}) == tmp_path / "state" / files.NAME


# Changes of a store -------------------------------------------------------------------------------


@pytest.fixture
def traced(url, path):
    """Give a store, of either kind, whose changes the trail tells of."""
    store, trail = open_store(url, create=True), Trail(path)

    def change(event, make, **what):
        with changing.changing(
            trail, store, event, what, who="张三", source="192.0.2.7", unsaid=print
        ) as done:
            return make(done)

    def apply(n):
        record = {f"own-{n}": Record(f"own-{n}", name_zh="新", values={"次": n})}
        make = lambda done: done.entry(store.apply(record, base=store.state(), who="张三"))  # noqa: E731
        return change("apply", make)

    for n in range(3):
        apply(n)
    change("collection", lambda d: d.version(collections.keep(store, "例会", "{}", who="张三")))
    yield store, change, apply
    store.close()


def told_of(path):
    return [(each.event, each.outcome) for each in files.events(path)][1:]


def test_a_change_is_told_before_and_after_with_its_seal(traced, path):
    store, change, _ = traced
    assert told_of(path)[:2] == [("apply", "begun"), ("apply", "done")]
    done = list(files.events(path))[2]
    assert (done.what["entry"], done.what["seal"]) == (1, store.seal("entry", 1))
    assert (done.what["begun"], done.what["added"], done.what["store"]) == (2, 1, store.name)

    def refuse(_):
        raise StoreError("full", store=store.name)

    with pytest.raises(StoreError):
        change("undo", refuse, of=1)
    last = files.latest(path, 1)[0]
    assert (last.event, last.outcome, last.what["reason"]) == ("undo", "refused", "full")
    with pytest.raises(ZeroDivisionError):
        change("undo", lambda _: 1 / 0)
    assert told_of(path)[-1] == ("undo", "failed")


def test_without_its_line_nothing_is_changed(traced, monkeypatch):
    store, _, apply = traced
    little(monkeypatch, 0)
    head = store.head()
    with pytest.raises(TrailError):
        apply(9)
    assert store.head() == head
    monkeypatch.undo()


def test_a_change_whose_end_cannot_be_told_stands_and_is_said(traced, path, monkeypatch):
    store, _, _ = traced
    heard = []
    with changing.changing(
        Trail(path), store, "apply", who="a", source="b", unsaid=heard.append
    ) as done:
        done.entry(store.apply({"own-9": Record("own-9")}, base=store.state(), who="a"))
        little(monkeypatch, 0)
    monkeypatch.undo()
    assert [each.kind for each in heard] == ["full"]
    assert store.head() == 4
    assert comparing.compared(store, [files.events(path)])[0] == []


def run(store, *statements):
    with store._engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


def against(store, path):
    return tuple(
        [each.kind for each in some] for some in comparing.compared(store, [files.events(path)])
    )


LAST = (
    "DELETE FROM atlas_versions WHERE entry = 3",
    "DELETE FROM atlas_entries WHERE number = 3",
    "DELETE FROM atlas_seals WHERE kind = 'entry' AND number = 3",
)


def test_a_store_that_is_whole_holds_against_the_trail(traced, path):
    assert against(traced[0], path) == ([], [])


def test_an_entry_taken_off_the_end_with_its_seal_is_found_by_the_trail_alone(traced, path):
    store, _, apply = traced
    run(store, *LAST)
    assert check(store).faults == ()
    assert against(store, path)[0] == ["trail_lost"]
    apply(7)  # which takes its number
    assert check(store).faults == ()
    assert against(store, path)[0] == ["trail_differs"]


def test_a_forged_seal_is_found_by_the_trail_alone(traced, path):
    store, _, _ = traced
    row = store.dump()["entries"][2] | {"who": "李四"}
    seals = store.tables["seals"]
    with store._engine.begin() as connection:
        mine = (seals.c.kind == "entry") & (seals.c.number == 3)
        content = connection.scalar(sa.select(seals.c.content).where(mine))
        connection.execute(sa.text("UPDATE atlas_entries SET who = '李四' WHERE number = 3"))
        connection.execute(seals.update().where(mine).values(digest=seal(row, content)))
    assert store.entries()[0].who == "李四"
    assert check(store).faults == ()
    assert against(store, path)[0] == ["trail_differs"]


def test_a_whole_history_that_was_put_in_its_place_is_found(traced, path):
    store, _, _ = traced
    with store._engine.begin() as connection:
        for name in ("versions", "entries", "seals", "collections"):
            connection.execute(store.tables[name].delete())
    assert check(store).faults == ()
    assert against(store, path)[0] == ["trail_lost", "trail_lost"]


def test_what_was_written_past_the_atlas_is_noted(traced, path):
    store, _, _ = traced
    store.apply({"own-9": Record("own-9")}, base=store.state(), who="a")
    faults_, notes = comparing.compared(store, [files.events(path)])
    assert faults_ == []
    assert [each.kind for each in notes] == ["untold"]
    assert "4" in notes[0].message("zh")


@pytest.mark.usefixtures("traced")
def test_another_store_that_shares_the_trail_is_no_loss(path, tmp_path):
    other = open_store(f"sqlite:///{tmp_path}/other.sqlite", create=True)
    other.apply({"own-9": Record("own-9")}, base=other.state(), who="a")
    assert against(other, path) == ([], [])
    other.close()


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("DELETE FROM atlas_entries WHERE number = 3", "lost"),
        ("DELETE FROM atlas_collections", "collections_lost"),
    ],
)
def test_what_is_gone_but_for_its_seal_is_found(traced, statement, kind):
    run(traced[0], *(["DELETE FROM atlas_versions WHERE entry = 3"] if kind == "lost" else []))
    run(traced[0], statement)
    assert kind in {each.kind for each in check(traced[0]).faults}
