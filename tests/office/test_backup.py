"""Copies to fall back on: dated, proved before they count, and brought back whole."""

import datetime as dt
import errno
import json
import stat
import threading

import pytest

from atlas.office import (
    Record,
    StoreError,
    attachments,
    backup,
    collections,
    open_store,
    review,
    templates,
)
from atlas.office.checking import check
from atlas.office.copying import copy
from atlas.office.seals import Seals
from tests.office import added
from tests.shipped import ATLAS

IDS = list(ATLAS.zones.index)
NOON = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)


def filled(url):
    """Give a store that has all that a store can have."""
    store = open_store(url, create=True)
    store.apply(
        added.records(IDS[:3]), base=store.state(), who="张三", file="甲.csv", note="第一次"
    )
    given = attachments.Given("jpeg", "门.jpg", added.PHOTO, added.SMALL, 640, 480)
    attachments.attach(store, IDS[4], given, known=IDS, who="张三", caption="大门")
    store.undo(1, who="李四")
    review.switch(store, on=True, who="李四")
    store.apply({"own-x": Record("own-x", name_zh="新")}, base=store.state(), who="张三")
    review.approve(store, 5, who="李四")
    templates.keep(store, added.TEMPLATE, added.TEMPLATE_DATA)
    for n in range(2):
        collections.keep(store, "例会", json.dumps({"n": n}), who="张三", base=n and 1)
    return store


def content(store):
    """Give all that a store tells."""
    with store.reading() as connection:
        blobs = store.blobs.digests(connection)
    return (
        store.dump(),
        [(dict(each.records), dict(each.stamps)) for each in map(store.state, range(7))],
        store.entries(),
        templates.kept(store),
        templates.content(store, "pptx"),
        collections.history(store),
        {digest: store.blob(digest) for digest in blobs},
        [store.seal("entry", n) for n in range(1, 7)],
        review.is_on(store),
    )


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "backup"
    folder.mkdir()
    return folder


@pytest.fixture
def store(url):
    store = filled(url)
    yield store
    store.close()


def names(folder):
    return sorted(each.name for each in folder.iterdir())


def test_a_store_that_is_lost_comes_back_as_it_was(store, folder, tmp_path):
    told = content(store)
    done = backup.make(store, folder, now=NOON)
    assert done.file.name == "atlas-2026-12-01-120000.sqlite"
    assert (done.entries, names(folder)) == (6, [done.file.name])
    assert stat.S_IMODE(done.file.stat().st_mode) == 0o600
    # The store is lost; what comes back goes into either kind of database.
    back = open_store(f"sqlite:///{tmp_path}/back.sqlite")
    assert backup.restore(done.file, back) == 6
    assert content(back) == told
    assert check(back).faults == check(back).notes == ()
    back.apply({"own-y": Record("own-y")}, base=back.state(), who="a")
    assert back.head() == 7
    back.close()


@pytest.mark.parametrize("name", ["前?后", "a#b", "50%25", "a b&c=d", "x?mode=memory&uri=true"])
def test_a_copy_comes_back_whatever_it_and_its_folder_are_called(store, tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    file = backup.make(store, folder).file
    file = file.rename(folder / f"{name}.sqlite")
    back = open_store(tmp_path / f"{name} back.sqlite")
    assert backup.restore(file, back) == 6
    assert content(back) == content(store)
    assert str(tmp_path / f"{name} back.sqlite") in back.name
    assert names(folder) == [file.name]
    back.close()


def test_it_comes_back_into_the_database_that_it_came_from(store, folder):
    told = content(store)
    file = backup.make(store, folder).file
    with store._engine.begin() as connection:
        store.tables["entries"].metadata.drop_all(connection)
    again = open_store(str(store.url.render_as_string(hide_password=False)), create=True)
    assert again.head() == 0
    backup.restore(file, again)
    assert content(again) == told
    again.close()


def test_a_copy_made_while_others_write_is_whole(store, folder):
    stop = threading.Event()

    def write():
        n = 0
        while not stop.is_set():
            n += 1
            data = added.PHOTO + bytes([n % 256])
            given = attachments.Given("pdf", f"{n}.pdf", data)
            zone = IDS[5 + n % 20]
            with store.writing() as connection:
                store.blobs.keep(connection, data)
            attachments.attach(store, zone, given, known=IDS, who="张三")
            collections.keep(store, f"{n}", "{}", who="张三")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(4):
            done = backup.make(store, folder, now=NOON + dt.timedelta(seconds=n))
            copied = open_store(f"sqlite:///{done.file}")
            assert check(copied).faults == ()
            copied.close()
    finally:
        stop.set()
        writer.join()


def test_what_is_written_between_two_questions_comes_into_a_copy_whole_or_not(
    store, folder, monkeypatch
):
    """A database may answer the second question of one reading by what came after the first."""
    if store.is_file:
        pytest.skip("SQLite lets nobody write while somebody reads")
    ask, written = Seals.fetched, []

    def asked(self, connection, query):
        rows = ask(self, connection, query)
        if self is store.history.seals and not written and "entries" in str(query):
            written.append(True)
            given = attachments.Given("pdf", "后.pdf", added.PHOTO)
            attachments.attach(store, IDS[6], given, known=IDS, who="张三")
        return rows

    monkeypatch.setattr(Seals, "fetched", asked)
    copied = open_store(f"sqlite:///{folder / 'copy.sqlite'}", create=True)
    copy(store, copied)
    assert written
    assert check(copied).faults == ()
    assert copied.head() in {store.head(), store.head() - 1}
    copied.close()


def test_older_copies_go_once_a_new_one_is_proved_and_nothing_else_does(store, folder):
    (folder / "notes.sqlite").write_bytes(b"x")
    made = [backup.make(store, folder, now=NOON + dt.timedelta(days=n), keep=3) for n in range(5)]
    assert [len(each.removed) for each in made] == [0, 0, 0, 1, 1]
    assert names(folder) == [
        *(f"atlas-2026-12-0{n}-120000.sqlite" for n in (3, 4, 5)),
        "notes.sqlite",
    ]
    assert backup.copies(folder)[0].name == made[-1].file.name


def test_a_store_that_is_damaged_makes_no_copy_and_costs_none(store, folder):
    kept = backup.make(store, folder, now=NOON, keep=1).file
    with store._engine.begin() as connection:
        entries = store.tables["entries"]
        connection.execute(entries.update().where(entries.c.number == 2).values(who="王五"))
    with pytest.raises(StoreError) as raised:
        backup.make(store, folder, now=NOON + dt.timedelta(days=1), keep=1)
    assert raised.value.kind in {"not_sound", "damaged"}
    assert names(folder) == [kept.name]


def test_a_copy_that_is_damaged_is_not_brought_back(store, folder, tmp_path):
    file = backup.make(store, folder).file
    whole = file.read_bytes()
    spot = whole.index("张三".encode())
    file.write_bytes(whole[: spot + 2] + bytes([whole[spot + 2] ^ 1]) + whole[spot + 3 :])
    back = open_store(f"sqlite:///{tmp_path}/back.sqlite")
    with pytest.raises(StoreError) as raised:
        backup.restore(file, back)
    assert raised.value.kind == "not_sound"
    assert back.is_missing() or back.head() == 0
    back.close()


def test_nothing_is_brought_back_over_what_is_there(store, folder):
    file = backup.make(store, folder).file
    told = content(store)
    with pytest.raises(StoreError) as raised:
        backup.restore(file, store)
    assert raised.value.kind == "not_empty"
    assert content(store) == told


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda store, _, folder: backup.make(store, folder / "none"), "no_folder"),
        (lambda _, none, folder: backup.make(none, folder), "no_source"),
        (lambda _, none, folder: backup.restore(folder / "none.sqlite", none), "no_source"),
    ],
    ids=["no folder", "no store", "no copy"],
)
def test_what_is_not_there_is_said(store, folder, tmp_path, make, kind):
    none = open_store(f"sqlite:///{tmp_path}/none.sqlite")
    with pytest.raises(StoreError) as raised:
        make(store, none, folder)
    assert raised.value.kind == kind
    assert names(folder) == []


def test_a_full_disk_leaves_the_copies_that_there_were(store, folder, monkeypatch):
    kept = backup.make(store, folder, now=NOON).file

    def full(store, file):
        file.write_bytes(b"half")
        raise StoreError("full", store=store.name)

    monkeypatch.setattr(backup, "_copied", full)
    with pytest.raises(StoreError):
        backup.make(store, folder, now=NOON + dt.timedelta(days=1), keep=1)
    assert names(folder) == [kept.name]


def test_what_a_killed_process_left_of_a_copy_goes_and_the_copy_just_made_stays(
    tmp_path, folder, monkeypatch
):
    store = filled(f"sqlite:///{tmp_path}/store.sqlite")
    (folder / ".atlas-draft-abcdefgh").mkdir()
    (folder / ".atlas-draft-abcdefgh" / "half.sqlite").write_bytes(b"half")
    later = backup.make(store, folder, now=NOON)
    assert names(folder) == [later.file.name]
    # The clock was set back since.
    made = backup.make(store, folder, keep=1, now=NOON - dt.timedelta(days=400))
    assert names(folder) == [made.file.name]
    assert made.removed == (later.file,)
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600

    def full(*_):
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(backup, "make_private", full)
    with pytest.raises(StoreError) as caught:
        backup.make(store, folder, now=NOON)
    assert caught.value.kind == "full"
    assert names(folder) == [made.file.name]
    store.close()
