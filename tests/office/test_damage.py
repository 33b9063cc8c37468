"""A store that is damaged, half made or without room: noticed, said, and never shown as whole."""

import contextlib
import os
import random
import resource
import shutil
import signal
import stat
import subprocess
import sys

import pytest
import shapely
import sqlalchemy as sa

from atlas.i18n import LANGS
from atlas.office import EMPTY, Record, StoreError, collections, copy, files, open_store, templates
from atlas.office.checking import check
from tests.office.filled import content, filled


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Give a store's file and what it tells."""
    file = tmp_path_factory.mktemp("whole") / "store.sqlite"
    store = filled(f"sqlite:///{file}")
    told = content(store)
    assert check(store).faults == ()
    store.close()
    return file.read_bytes(), told


@pytest.fixture
def damaged(tmp_path):
    """Write a file as a store and open it."""
    opened = []

    def write(data):
        file = tmp_path / f"{len(opened)}.sqlite"
        file.write_bytes(data)
        opened.append(open_store(f"sqlite:///{file}"))
        return opened[-1]

    yield write
    for store in opened:
        store.close()


def flip(data, chance):
    spot = chance.randrange(len(data))
    return data[:spot] + bytes([data[spot] ^ (1 << chance.randrange(8))]) + data[spot + 1 :]


@pytest.mark.parametrize("seed", range(8))
def test_a_byte_that_has_changed_is_noticed_or_tells_nothing_else(whole, damaged, seed):
    data, told = whole
    chance = random.Random(seed)  # noqa: S311 - no secret
    for _ in range(40):
        store = damaged(flip(data, chance))
        try:
            found, said = content(store), []
        except StoreError as error:
            found, said = None, [error.message(lang) for lang in LANGS]
        if found is not None:
            assert found == told
            continue
        assert all(said)
        with contextlib.suppress(StoreError):  # no store at all any more
            assert check(store).faults


def test_a_text_that_has_changed_is_noticed_wherever_it_stands(whole, damaged):
    """Valid in every other way: one letter for another, within the records themselves."""
    data, _ = whole
    words = (
        "在建",
        "红线",
        "河西北",
        "甲.csv",
        "张三",
        "第 1 次",
        "例会",
        "2026-",
        "12.5",
        "PK of a",
    )
    for word in words:
        old = word.encode()
        spots = [n for n in range(len(data)) if data.startswith(old, n)]
        assert spots, word
        for spot in spots:
            new = bytearray(data)
            new[spot + len(old) - 1] ^= 1
            store = damaged(bytes(new))
            with pytest.raises(StoreError):
                content(store)
            assert check(store).faults


@pytest.fixture
def changed(url):
    """Give a store, of either kind, in which a statement has changed something."""
    store = filled(url)

    def run(statement):
        with store._engine.begin() as connection:
            connection.execute(sa.text(statement))
        return store

    yield run
    store.close()


LOSSES = {
    "a value": "UPDATE atlas_versions SET record = replace(record, '在建', '停建') WHERE entry = 3",
    "a record": "UPDATE atlas_versions SET record = '{}' WHERE entry = 3",
    "no JSON": "UPDATE atlas_versions SET record = 'x' WHERE entry = 3",
    "another kind": "UPDATE atlas_versions SET record = '[1]' WHERE entry = 3",
    "a version": "DELETE FROM atlas_versions WHERE entry = 3 AND place = 0",
    "a geometry": "UPDATE atlas_versions SET geometry = NULL WHERE entry = 3",
    "who": "UPDATE atlas_entries SET who = '王五' WHERE number = 3",
    "when": "UPDATE atlas_entries SET at = 'yesterday' WHERE number = 3",
    "a seal": "DELETE FROM atlas_seals WHERE kind = 'entry' AND number = 3",
}


@pytest.mark.parametrize("loss", LOSSES)
def test_what_somebody_changes_in_the_database_is_noticed(changed, loss):
    store = changed(LOSSES[loss])
    with pytest.raises(StoreError) as caught:
        content(store)
    assert caught.value.kind == "damaged"
    assert caught.value.values["number"] == 3
    (fault,) = check(store).faults
    assert fault.kind == "damaged"
    # What was before stands, and nothing is built on what is damaged.
    assert store.state(2).revision == 2
    with pytest.raises(StoreError):
        store.undo(3, who="x")


def test_a_change_that_is_missing_is_named(changed):
    changed("DELETE FROM atlas_versions WHERE entry = 2")
    store = changed("DELETE FROM atlas_entries WHERE number = 2")
    assert "gap" in {fault.kind for fault in check(store).faults}


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE atlas_collections SET data = '{}' WHERE number = 1", "collection_damaged"),
        ("UPDATE atlas_collections SET who = 'x' WHERE number = 2", "collection_damaged"),
        ("UPDATE atlas_templates SET digest = 'x'", "template_damaged"),
        ("UPDATE atlas_templates SET name = 'x'", "template_damaged"),
        ("UPDATE atlas_templates SET at = 'never'", "template_damaged"),
    ],
)
def test_templates_and_collections_are_held_to_what_was_kept(changed, statement, kind):
    assert kind in {fault.kind for fault in check(changed(statement)).faults}


# Stores of older programs -------------------------------------------------------------------------


def test_a_store_from_before_there_were_seals_is_read_noted_and_sealed(changed):
    store = changed("DROP TABLE atlas_seals")
    told = content(store)
    found = check(store)
    assert (found.faults, [note.kind for note in found.notes]) == ((), ["unsealed"])
    store.apply({"own-x": Record("own-x", name_zh="新")}, base=store.state(), who="a")
    collections.keep(store, "例会", "{}", who="a", base=2)
    assert check(store).notes == check(store).faults == ()
    assert content(store)[1][1:] == told[1]


def test_what_an_older_program_adds_to_a_sealed_store_is_no_damage(changed):
    store = changed("DELETE FROM atlas_seals WHERE number = 4")
    found = check(store)
    assert (found.faults, [note.kind for note in found.notes]) == ((), ["unsealed"])
    assert store.state().revision == 4


def test_seals_go_along_into_a_copy_of_either_kind(url, tmp_path):
    source = filled(f"sqlite:///{tmp_path}/source.sqlite")
    target = open_store(url)
    copy(source, target)
    assert content(target) == content(source)
    assert check(target).faults == check(target).notes == ()
    back = open_store(f"sqlite:///{tmp_path}/back.sqlite")
    copy(target, back)
    with source._engine.connect() as one, back._engine.connect() as other:
        seals = sa.select(source.tables["seals"]).order_by(sa.text("kind, number"))
        assert one.execute(seals).all() == other.execute(seals).all()
    for store in (source, target, back):
        store.close()


def test_a_damaged_store_is_not_copied(changed, tmp_path):
    store = changed(LOSSES["a value"])
    target = open_store(f"sqlite:///{tmp_path}/target.sqlite")
    with pytest.raises(StoreError):
        copy(store, target)
    assert target.head() == 0
    target.close()


# Files that were not completed --------------------------------------------------------------------


def test_an_empty_file_is_an_empty_store_and_the_first_change_makes_it_whole(damaged):
    store = damaged(b"")
    assert (store.head(), store.state(), store.entries()) == (0, EMPTY, [])
    assert [note.kind for note in check(store).notes][:1] == ["empty"]
    assert templates.kept(store) == collections.kept(store) == {}
    store.apply({"own-x": Record("own-x")}, base=EMPTY, who="a")
    assert store.head() == 1
    assert check(store).faults == ()


def with_little_room(code, *given):
    """Run a piece of Python that may write files of no more than so many bytes."""

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    return subprocess.run(
        [sys.executable, "-c", code, *given],
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=False,
    )


APPLY = """
import sys
from atlas.office import EMPTY, Record, StoreError, open_store
try:
    records = {"own-x": Record("own-x", source="x" * 9999)}
    open_store(sys.argv[1]).apply(records, base=EMPTY, who="a")
except StoreError as error:
    print(error.kind)
"""


def test_a_full_disk_at_the_first_change_leaves_a_store_that_the_next_one_makes(tmp_path):
    url = f"sqlite:///{tmp_path}/full.sqlite"
    done = with_little_room(APPLY, url)
    assert done.stdout.strip() in {"full", "database"}, done.stderr
    store = open_store(url)
    assert (store.head(), store.state()) == (0, EMPTY)
    store.apply({"own-x": Record("own-x")}, base=EMPTY, who="a")
    assert check(store).faults == ()
    store.close()


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        *(("SQLITE_FULL", "full"), ("SQLITE_BUSY", "locked")),
        *(("SQLITE_CORRUPT", "torn"), ("SQLITE_NOTADB", "torn")),
        *(("SQLITE_READONLY_DIRECTORY", "closed"), ("SQLITE_CANTOPEN", "closed")),
    ],
)
def test_what_the_database_refuses_is_said_by_its_name(reason, kind):
    class CauseError(Exception):
        sqlite_errorname = reason

    said = files.said(CauseError(), "x.sqlite")
    assert said.kind == kind
    # Nobody is told that all is well where that is not known.
    assert "不受影响" not in said.message("zh")
    assert "safe" not in said.message("en")


KILLED = """
import os, signal, sys
import sqlalchemy as sa
from atlas.office import copy, open_store
from atlas.office import store as sql
left = int(sys.argv[3])
def count(*_):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
source, target = open_store(sys.argv[1]), open_store(sys.argv[2])
sa.event.listen(target._engine, "before_cursor_execute", count)
copy(source, target)
print("copied")
"""


def test_a_copy_that_is_killed_at_any_statement_can_be_made_again(whole, tmp_path):
    source = tmp_path / "source.sqlite"
    source.write_bytes(whole[0])
    # Every statement of the making, where files are made; then some of the copying.
    for n in (*range(1, 9), *range(11, 300, 11)):
        target = tmp_path / f"target-{n}.sqlite"
        command = [
            sys.executable,
            "-c",
            KILLED,
            f"sqlite:///{source}",
            f"sqlite:///{target}",
            str(n),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        left = open_store(f"sqlite:///{target}")
        assert check(left).faults == ()
        if "copied" in done.stdout:
            break
        assert left.head() == 0
        copy(open_store(f"sqlite:///{source}"), left)
        assert content(left) == whole[1]
        left.close()
    assert n > 10


# Who may read it ----------------------------------------------------------------------------------


def test_a_new_store_is_its_owners_alone(tmp_path):
    before = os.umask(0)
    try:
        store = filled(f"sqlite:///{tmp_path}/mine.sqlite")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "mine.sqlite").stat().st_mode) == 0o600
    store.close()


def test_a_file_that_all_can_read_is_noted(tmp_path):
    store = filled(f"sqlite:///{tmp_path}/open.sqlite")
    (tmp_path / "open.sqlite").chmod(0o644)
    assert [note.kind for note in check(store).notes] == ["readable"]
    store.close()


def test_a_geometry_is_not_made_of_bytes_that_are_not_its_own(changed, monkeypatch):
    store = changed("SELECT 1")
    if not store.is_file:
        pytest.skip("PostGIS makes its own")
    changed("UPDATE atlas_versions SET geometry = x'0107000000FFFFFF7F' WHERE entry = 3")
    made = []
    monkeypatch.setattr(shapely, "from_wkb", made.append)
    with pytest.raises(StoreError):
        store.state(3)
    assert made == []


def test_nothing_is_left_behind_beside_a_store(tmp_path):
    filled(f"sqlite:///{tmp_path}/mine.sqlite").close()
    assert [each.name for each in tmp_path.iterdir()] == ["mine.sqlite"]
    shutil.rmtree(tmp_path)
