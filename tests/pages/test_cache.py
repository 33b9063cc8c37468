"""The pages keep the last good build where a new one cannot be read or drawn."""

import json
import os
import shutil
import sqlite3
import threading

import pytest

import atlas
from atlas.maps import web
from atlas.office import Record, Store, StoreError, open_store
from atlas.office import latest as watching
from atlas.office.edition import Edition
from atlas.office.vintage import Vintage
from geodata import GPKG
from pages.ui import cache

OWN = Vintage(edition=Edition(own=True))


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Give the pages a copy of the data, with nothing kept of another."""
    path = shutil.copy(GPKG, tmp_path / "atlas.gpkg")
    monkeypatch.setattr(cache, "GPKG", path)
    cache._kept.clear()
    yield path
    cache._kept.clear()


def change(path, *statements):
    """Change the file as a new build would, with a later date."""
    later = path.stat().st_mtime_ns + 1_000_000_000
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
    os.utime(path, ns=(later, later))


def served():
    return cache.the_atlas(), cache.standing_parts(), cache.stylesheet(), cache.build_key()


def test_a_build_is_read_once_until_it_changes(file):
    before = served()
    assert all(one is other for one, other in zip(before, served(), strict=True))
    change(file, "UPDATE meta SET value = '9.9.9' WHERE key = 'data_version'")
    a, standing, _, key = served()
    assert a.version == "9.9.9"
    assert key.startswith("9.9.9-")
    named = json.loads(standing.body)["document"]
    assert cache.file(named, Vintage()).body.decode() == web.document(a)
    assert standing.name != before[1].name


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM meta WHERE key = 'data_version'",
        "DELETE FROM industry_clusters",
        "ALTER TABLE clusters RENAME COLUMN name_zh TO name",
    ],
)
def test_the_last_good_build_outlives_one_that_cannot_be_read(file, statement):
    before = served()
    change(file, statement)
    assert served() == before
    file.write_bytes(b"half a file")
    assert served() == before
    file.unlink()
    assert served() == before


def test_the_last_good_build_outlives_one_that_cannot_be_drawn(file):
    before = served()
    change(file, "DELETE FROM types WHERE slug = 'upgrade'")
    with pytest.raises(ValueError, match="upgrade"):
        web.document(atlas.load(file))
    assert served() == before


def test_without_any_good_build_the_reason_is_told(file):
    file.write_bytes(b"half a file")
    for _ in range(2):
        with pytest.raises(atlas.AtlasFileError, match=r"atlas\.gpkg"):
            cache.the_atlas()


# An office's data -----------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path, monkeypatch):
    """Give the pages a store of their own, with nothing kept of another."""
    monkeypatch.setenv("ATLAS_STORE", f"sqlite:///{tmp_path / 'store.sqlite'}")
    cache._kept.clear()
    cache.the_store.clear()
    yield open_store(create=True)
    cache._kept.clear()
    cache.the_store.clear()


def value(store, number):
    records = {"dunhuang": Record("dunhuang", values={"x": number})}
    return store.apply(records, base=store.state(), who="anna")


def seen(asked=OWN):
    return cache.vintage_atlas(asked)[0].own_values["x"].tolist()


def test_a_store_put_back_from_a_copy_is_read_anew(store, tmp_path):
    file = tmp_path / "store.sqlite"
    value(store, 1)
    kept = shutil.copy(file, tmp_path / "kept.sqlite")
    value(store, 2)
    before = cache.vintage_atlas(OWN)[1]
    assert seen() == [2]
    kept.replace(file)
    assert seen() == [1]
    # As many changes as before, other data.
    value(store, 3)
    assert seen() == [3]
    assert cache.vintage_atlas(OWN)[1] != before


def test_what_was_read_last_stands_while_the_store_cannot_be_read(store, monkeypatch):
    value(store, 1)
    assert seen() == [1]

    def fails(*_):
        raise StoreError("database", store="store.sqlite", reason="locked")

    monkeypatch.setattr(Store, "reading", fails)
    assert seen() == [1]
    assert cache.trouble() is not None
    # Not drawn so far, and yet it needs no store.
    assert seen(Vintage()) == [1]
    assert not len(cache.vintage_atlas(Vintage(edition=Edition(as_of=0)))[0].own_columns)
    monkeypatch.undo()
    cache._kept().office.again_at = 0
    assert seen() == [1]
    assert cache.trouble() is None


def test_no_store_is_asked_while_others_wait_for_the_lock(store, monkeypatch):
    value(store, 1)
    value(store, 2)
    free, read = [], Store.reading

    def watched(*given):
        lock = cache._kept().lock

        def tried():
            free.append(lock.acquire(blocking=False))
            if free[-1]:
                lock.release()

        thread = threading.Thread(target=tried)
        thread.start()
        thread.join()
        return read(*given)

    monkeypatch.setattr(Store, "reading", watched)
    assert seen() == [2]
    assert seen(Vintage(edition=Edition(own=True, as_of=1))) == [1]
    asked = len(free)
    assert asked >= 4
    assert all(free)
    # The plan alone, and what every vintage shares, ask nothing of it.
    cache.vintage_atlas(Vintage(edition=Edition(as_of=0)))
    cache.stylesheet()
    cache.office()
    assert len(free) == asked


def test_a_store_that_does_not_answer_holds_up_nobody(store, monkeypatch):
    """As one that is locked or stopped: the first waits for a moment, the others not at all."""
    value(store, 1)
    assert seen() == [1]
    monkeypatch.setattr(watching, "PATIENCE_S", 0.05)
    opened, asked, read = threading.Event(), [], Store.reading

    def waits(*given):
        asked.append(given)
        opened.wait()
        return read(*given)

    monkeypatch.setattr(Store, "reading", waits)
    for _ in range(5):
        assert seen() == [1]
    assert len(asked) == 1
    assert cache.trouble().kind == "unanswered"
    known = cache.reading()
    assert known.notice("zh") != known.notice("en")
    with pytest.raises(StoreError):
        cache.store_now()
    monkeypatch.undo()
    opened.set()
    cache._kept().office.again_at = 0
    monkeypatch.setattr(watching, "IN_TROUBLE_S", 30)
    monkeypatch.setattr(watching, "PATIENCE_S", 30)  # on a busy machine as well
    assert seen() == [1]
    assert cache.trouble() is None


def test_what_was_written_is_seen_by_who_asks_next(store, monkeypatch):
    """Even where a look was underway that had begun before."""
    value(store, 1)
    begun, go, read = threading.Event(), threading.Event(), Store.state

    def slow(self, number):
        begun.set()
        go.wait()
        return read(self, number)

    monkeypatch.setattr(Store, "state", slow)
    first = threading.Thread(target=seen)
    first.start()
    begun.wait()
    monkeypatch.undo()
    value_written = value(store, 2)
    go.set()
    assert value_written.number == 2
    assert seen() == [2]
    first.join()
