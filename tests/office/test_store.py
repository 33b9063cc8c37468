"""The store keeps what it is given, tells it back to the last bit, and loses nothing."""

import datetime as dt
import math
import os
import signal
import stat
import subprocess
import sys
import threading
import time

import pytest
import shapely
import sqlalchemy as sa

from atlas.model.attachments import Attachment
from atlas.office import (
    EMPTY,
    ConflictError,
    Record,
    StoreError,
    copy,
    history,
    open_store,
    seals,
)
from atlas.office.record import FIELDS

AWKWARD = shapely.Polygon(
    [(103.1, 36.1), (103.2 + 1e-13, 36.1), (103.2, math.nextafter(36.2, 37)), (103.1, 36.2)],
    [[(103.12, 36.12), (103.14, 36.12), (103.14, 36.14)]],
)
FULL = Record(
    "own-a",
    name_zh="{{ 7 * 7 }}<b>甲'); DROP TABLE atlas_entries;--",
    name_en="A\N{RIGHT-TO-LEFT OVERRIDE}b",
    aliases=("甲区", "A|B"),
    county="620102",
    industries=("新材料", "牛羊养殖及加工"),
    geometry=AWKWARD,
    kind="surveyed",
    accuracy_km=0.0005,
    source="红线.txt",
    values={
        "产值（亿元）": 0.1 + 0.2,
        "件数": 7,
        "已批": True,
        "批准日": dt.date(2016, 8, 9),
        "备注": "=1+1\n第二行\t",
        "空": None,
    },
    attachments=(
        Attachment(
            *("ab" * 32, "jpeg", "甲.jpg", "大门", "2026-11-30", "张三"),
            *("2026-11-30T08:00:00+00:00", 5, 4, 3, "cd" * 32),
        ),
    ),
)
PLACE = Record("lanzhou-hitech", geometry=shapely.Point(103.9, 36.05), kind="point")


def given(store, *records, base=None, who="张三", **said):
    state = store.state() if base is None else base
    return store.apply({record.zone: record for record in records}, base=state, who=who, **said)


def test_what_goes_in_comes_out_to_the_last_bit(store):
    before = dt.datetime.now(dt.UTC)
    entry = given(store, FULL, PLACE, file="表.xlsx", checksum="ab" * 32, note="第一次")
    state = store.state()
    assert state.revision == entry.number == 1
    assert list(state.records) == ["own-a", "lanzhou-hitech"]
    read = state.records["own-a"]
    assert read == FULL
    assert [type(value) for value in read.values.values()] == [
        type(FULL.values[head]) for head in read.values
    ]
    assert shapely.to_wkb(read.geometry) == shapely.to_wkb(AWKWARD)
    assert store.entries()[0] == entry
    assert (entry.file, entry.checksum, entry.note) == ("表.xlsx", "ab" * 32, "第一次")
    assert before - dt.timedelta(seconds=1) <= entry.at <= dt.datetime.now(dt.UTC)


def test_every_state_of_the_past_can_be_seen(store):
    given(store, PLACE)
    moved = Record(PLACE.zone, geometry=shapely.Point(103.8, 36.0), kind="point")
    given(store, moved, FULL)
    store.apply({PLACE.zone: None}, base=store.state(), who="李四")
    assert store.state(0).records == {}
    assert store.state(1).records == {PLACE.zone: PLACE}
    assert dict(store.state(2).records) == {PLACE.zone: moved, FULL.zone: FULL}
    assert dict(store.state(3).records) == {FULL.zone: FULL}
    assert store.state().stamps == {PLACE.zone: 3, FULL.zone: 2}
    counts = [(e.number, e.added, e.changed, e.removed) for e in store.entries()]
    assert counts == [(3, 0, 0, 1), (2, 1, 1, 0), (1, 1, 0, 0)]
    assert [e.number for e in store.entries(limit=2)] == [3, 2]


def test_an_entry_says_what_it_changed_value_by_value(store):
    given(store, Record("lanzhou-hitech", values={"产值": 1.0, "去": "x"}))
    given(store, Record("lanzhou-hitech", values={"产值": 2.0}, source="y"))
    found = {(c.field, c.column): (c.before, c.after) for c in store.changes(2)}
    assert found == {
        ("source", ""): (None, "y"),
        ("values", "产值"): (1.0, 2.0),
        ("values", "去"): ("x", None),
    }


def test_undoing_puts_back_exactly_what_was_there(store):
    given(store, FULL, PLACE)
    store.apply(
        {FULL.zone: None, "baiyin-hitech": Record("baiyin-hitech", source="z")},
        base=store.state(),
        who="李四",
    )
    entry = store.undo(2, who="王五")
    assert (entry.number, entry.action, entry.undoes, entry.who) == (3, "undo", 2, "王五")
    assert dict(store.state().records) == {FULL.zone: FULL, PLACE.zone: PLACE}
    # An undo is an entry like any other: it can be undone itself.
    store.undo(3, who="王五")
    assert dict(store.state().records) == dict(store.state(2).records)


def test_what_was_changed_again_cannot_be_undone_unseen(store):
    given(store, PLACE, FULL)
    given(store, Record(PLACE.zone, source="later"), who="李四")
    with pytest.raises(ConflictError) as caught:
        store.undo(1, who="王五")
    assert [(c.zone, c.entry.number) for c in caught.value.conflicts] == [(PLACE.zone, 2)]
    assert "李四" in caught.value.message("zh")
    assert "李四" in caught.value.message("en")
    assert store.head() == 2


def test_who_comes_second_is_told_and_writes_nothing(store):
    given(store, PLACE)
    seen = store.state()
    given(store, Record(PLACE.zone, source="first"), base=seen, who="甲")
    with pytest.raises(ConflictError) as caught:
        given(store, Record(PLACE.zone, source="second"), FULL, base=seen, who="乙")
    assert [c.zone for c in caught.value.conflicts] == [PLACE.zone]
    assert FULL.zone not in store.state().records
    assert store.state().records[PLACE.zone].source == "first"
    # Another zone is no conflict, however old the state that was looked at.
    given(store, FULL, base=seen, who="乙")


def test_a_removed_zone_is_in_conflict_too(store):
    given(store, PLACE)
    seen = store.state()
    store.apply({PLACE.zone: None}, base=seen, who="甲")
    with pytest.raises(ConflictError):
        given(store, Record(PLACE.zone, source="mine"), base=seen, who="乙")


def test_many_editors_at_once_lose_nothing(url, store):
    wins, losses = [], []

    def edits(name):
        mine = open_store(url)
        for n in range(8):
            while True:
                try:
                    own = Record(f"own-{name}-{n}", name_zh=name)
                    shared = Record(PLACE.zone, values={"谁": name, "n": n})
                    mine.apply({own.zone: own, PLACE.zone: shared}, base=mine.state(), who=name)
                except ConflictError:
                    losses.append(name)
                else:
                    wins.append((name, n))
                    break
        mine.close()

    threads = [threading.Thread(target=edits, args=(name,)) for name in "甲乙丙丁"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(wins) == 32
    entries = store.entries()
    assert [e.number for e in entries] == list(range(32, 0, -1))
    records = store.state().records
    assert {zone for zone in records if zone != PLACE.zone} == {
        f"own-{name}-{n}" for name, n in wins
    }
    # The zone they share says what the last entry of all says.
    assert records[PLACE.zone].values["谁"] == entries[0].who


def test_of_two_that_saw_the_same_one_wins(url):
    store = open_store(url, create=True)
    seen, start, results = store.state(), threading.Barrier(4), []

    def edits(name):
        mine = open_store(url)
        start.wait()
        try:
            mine.apply({PLACE.zone: Record(PLACE.zone, source=name)}, base=seen, who=name)
            results.append(name)
        except ConflictError:
            results.append("")
        mine.close()

    threads = [threading.Thread(target=edits, args=(name,)) for name in "甲乙丙丁"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winner = [name for name in results if name]
    assert len(winner) == 1
    assert store.state().records[PLACE.zone].source == winner[0]
    store.close()


def test_a_store_moves_with_all_its_history(store, tmp_path):
    given(store, FULL, PLACE)
    store.apply({PLACE.zone: None}, base=store.state(), who="李四")
    store.undo(2, who="王五")
    target = open_store(f"sqlite:///{tmp_path}/moved.sqlite")
    assert copy(store, target) == 3
    assert target.entries() == store.entries()
    for number in range(4):
        assert dict(target.state(number).records) == dict(store.state(number).records)
        assert dict(target.state(number).stamps) == dict(store.state(number).stamps)
    with pytest.raises(StoreError, match="3"):
        copy(store, target)
    given(target, Record("own-b", name_zh="乙"))
    assert target.head() == 4
    target.close()


def test_a_copy_goes_back_into_the_office(url, tmp_path):
    single = open_store(f"sqlite:///{tmp_path}/single.sqlite", create=True)
    given(single, FULL)
    office = open_store(url)
    assert copy(single, office) == 1
    assert dict(office.state().records) == {FULL.zone: FULL}
    single.close()
    office.close()


def test_the_head_and_status_say_what_there_is(store):
    assert store.head() == 0
    given(store, FULL)
    status = store.status()
    assert (status["entries"], status["records"], status["there"]) == (1, 1, True)
    assert bool(status.get("postgis")) != store.is_file


@pytest.mark.parametrize("number", [-1, 1, 99])
def test_an_entry_that_is_not_there_is_named(store, number):
    for ask in (store.state, store.changes, lambda n: store.undo(n, who="x")):
        with pytest.raises(StoreError) as caught:
            ask(number)
        assert caught.value.kind == "no_entry"
        assert str(number) in caught.value.message("en")


def test_a_failure_within_leaves_nothing(store, monkeypatch):
    given(store, PLACE)

    def broken(record):
        if record.zone == "own-b":
            raise ZeroDivisionError
        return "{}"

    monkeypatch.setattr(history, "encoded", broken)
    with pytest.raises(ZeroDivisionError):
        given(store, Record("own-c"), Record("own-b"))
    assert store.head() == 1


# SQLite alone -------------------------------------------------------------------------------------


def test_looking_makes_no_file(tmp_path):
    file = tmp_path / "none.sqlite"
    store = open_store(f"sqlite:///{file}")
    assert (store.head(), store.entries(), store.state()) == (0, [], EMPTY)
    assert not file.exists()
    given(store, PLACE)
    assert file.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["none.sqlite"]
    store.close()


def test_the_environment_says_where(monkeypatch, tmp_path):
    monkeypatch.setenv("ATLAS_STORE", f"sqlite:///{tmp_path}/here.sqlite")
    assert open_store().url.database == f"{tmp_path}/here.sqlite"
    monkeypatch.delenv("ATLAS_STORE")
    assert open_store().url.database.endswith("/atlas-store.sqlite")


@pytest.mark.parametrize("content", [b"no database at all", b"SQLite format 3\0" + b"x" * 200])
def test_a_file_that_is_no_store_is_refused_and_left_alone(tmp_path, content):
    file = tmp_path / "other.sqlite"
    file.write_bytes(content)
    store = open_store(f"sqlite:///{file}")
    for ask in (store.head, store.state, lambda: given(store, PLACE, base=EMPTY)):
        with pytest.raises(StoreError) as caught:
            ask()
        assert caught.value.kind in {"foreign", "torn"}
    assert file.read_bytes() == content
    store.close()


def test_a_store_of_a_later_format_is_left_alone(tmp_path):
    store = open_store(f"sqlite:///{tmp_path}/later.sqlite", create=True)
    with store._engine.begin() as connection:
        connection.execute(sa.text("UPDATE atlas_meta SET value = '99'"))
    later = open_store(f"sqlite:///{tmp_path}/later.sqlite")
    with pytest.raises(StoreError) as caught:
        later.head()
    assert caught.value.kind == "format"
    later.close()
    store.close()


def test_a_file_that_may_only_be_read_can_be_read(tmp_path):
    file = tmp_path / "read.sqlite"
    store = open_store(f"sqlite:///{file}", create=True)
    given(store, PLACE)
    store.close()
    file.chmod(stat.S_IRUSR)
    reader = open_store(f"sqlite:///{file}")
    assert dict(reader.state().records) == {PLACE.zone: PLACE}
    reader.close()


@pytest.mark.parametrize("wrong", ["", "zones.sqlite", "mysql://a/b", "nonsense://x", "sqlite//x"])
def test_an_address_that_is_none_is_refused(wrong, monkeypatch):
    monkeypatch.setenv("ATLAS_STORE", wrong or "//")
    with pytest.raises(StoreError) as caught:
        open_store()
    assert caught.value.kind == "url"


# PostgreSQL alone ---------------------------------------------------------------------------------


def test_a_database_that_does_not_answer_says_so_without_its_password():
    store = open_store("postgresql://atlas:topsecret@127.0.0.1:1/atlas")
    with pytest.raises(StoreError) as caught:
        store.head()
    said = caught.value.message("zh") + caught.value.message("en") + str(caught.value)
    assert "topsecret" not in said
    assert "127.0.0.1" in said
    assert "topsecret" not in str(store.status) + store.name
    store.close()


def test_a_database_without_tables_says_what_to_run(database):
    engine = sa.create_engine(sa.make_url(database).set(drivername="postgresql+psycopg"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("DROP DATABASE IF EXISTS bare"))
        connection.execute(sa.text("CREATE DATABASE bare"))
    engine.dispose()
    store = open_store(str(sa.make_url(database).set(database="bare")))
    with pytest.raises(StoreError) as caught:
        store.head()
    assert caught.value.kind == "not_made"
    assert "store init" in caught.value.message("zh")
    store.close()


def test_postgis_holds_real_geometry(store):
    if store.is_file:
        pytest.skip("PostGIS only")
    given(store, FULL)
    with store._engine.connect() as connection:
        area = connection.scalar(
            sa.text("SELECT ST_Area(geometry::geography) FROM atlas_versions WHERE zone = 'own-a'")
        )
        assert connection.scalar(sa.text("SELECT ST_SRID(geometry) FROM atlas_versions")) == 4326
    # About 9 km by 11.1 km, less a small triangle: by PostGIS, not by us.
    assert 9.5e7 < area < 1.05e8


def test_changes_are_undone_one_after_another_back_to_the_first(store):
    for n in range(4):
        record = Record("dunhuang", values={"n": n})
        store.apply({"dunhuang": record}, base=store.state(), who="anna")
    with pytest.raises(ConflictError, match="第 2 次修改之后"):
        store.undo(2, who="anna")
    for number in (4, 3, 2):
        store.undo(number, who="anna")
        assert store.state().records["dunhuang"].values == {"n": number - 2}
    store.undo(1, who="anna")
    assert not store.state().records
    assert store.head() == 8


def test_more_zones_than_a_statement_has_parameters(store, monkeypatch):
    monkeypatch.setattr(history, "MOST_ASKED", 3)
    monkeypatch.setattr(seals, "MOST_ASKED", 3)
    records = {f"own-{n}": Record(f"own-{n}", name_zh=f"{n}") for n in range(10)}
    store.apply(records, base=store.state(), who="anna")
    store.undo(1, who="anna")
    assert not store.state().records


def test_a_store_that_is_not_there_is_not_copied(store, tmp_path):
    missing = open_store(f"sqlite:///{tmp_path / 'typo.sqlite'}")
    with pytest.raises(StoreError, match=r"typo\.sqlite"):
        copy(missing, store)


# Killed -------------------------------------------------------------------------------------------

# Forks a child for every line it reads, so that each starts without loading everything anew.
NURSERY = r"""
import os, sys
from atlas.office import Record, open_store
for _ in sys.stdin:
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        print("gone", flush=True)
        continue
    # Said by the child itself: its parent may be slower than its first confirmation.
    os.write(1, f"child {os.getpid()}\n".encode())
    store = open_store(sys.argv[1])
    n = store.head()
    while True:
        n += 1
        zones = [f"own-{n}-{i}" for i in range(5)]
        records = {zone: Record(zone, name_zh=zone, values={"n": n}) for zone in zones}
        entry = store.apply(records, base=store.state(), who="x")
        # In one write: killed between two, half a line would be left.
        os.write(1, f"done {entry.number}\n".encode())
"""


def test_a_kill_at_any_moment_loses_nothing_that_was_confirmed(tmp_path):
    """One process after another applies without end and is killed; the next goes on from there."""
    url = f"sqlite:///{tmp_path}/killed.sqlite"
    open_store(url, create=True).close()
    confirmed = 0
    with subprocess.Popen(
        [sys.executable, "-c", NURSERY, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as nursery:
        for after in range(48):
            nursery.stdin.write("go\n")
            nursery.stdin.flush()
            child = int(nursery.stdout.readline().removeprefix("child "))
            # Killed after its first, second, third … confirmation and some of the work after it.
            for _ in range(after % 4):
                confirmed = int(nursery.stdout.readline().removeprefix("done "))
            time.sleep((after * 37 % 100) / 5_000)
            os.kill(child, signal.SIGKILL)
            while (line := nursery.stdout.readline()) != "gone\n":
                confirmed = int(line.removeprefix("done "))
            store = open_store(url)
            state = store.state()
            assert confirmed <= state.revision <= confirmed + 1
            assert len(state.records) == 5 * state.revision
            with store._engine.connect() as connection:
                assert connection.scalar(sa.text("PRAGMA integrity_check")) == "ok"
            store.close()
            confirmed = state.revision
        nursery.stdin.close()
    assert confirmed > 40


def test_every_field_of_a_record_is_kept():
    # A field that is added to the record and forgotten in its coding would be lost silently.
    blank = Record("z")
    assert {name for name in FIELDS if getattr(FULL, name) == getattr(blank, name)} == set()
