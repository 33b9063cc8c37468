"""The office's collections in its store: versions are added, none is overwritten."""

import pytest
import sqlalchemy as sa

from atlas.office import StoreError, collections, copy, open_store


def test_versions_are_added_and_a_removed_one_stays_in_the_history(store):
    assert collections.kept(store) == {}
    first = collections.keep(store, "十一月", "a", who="anna")
    second = collections.keep(store, "十一月", "b", who="bella", base=first)
    collections.keep(store, "其他", "c", who="anna")
    found = collections.kept(store)
    assert [(each.name, each.data, each.who) for each in found.values()] == [
        ("其他", "c", "anna"),
        ("十一月", "b", "bella"),
    ]
    collections.keep(store, "十一月", "", who="anna", base=second)
    assert list(collections.kept(store)) == ["其他"]
    assert [each.data for each in collections.history(store)] == ["", "c", "b", "a"]
    assert store.head() == 0


def test_who_looked_at_an_older_version_overwrites_nothing(store):
    first = collections.keep(store, "十一月", "a", who="anna")
    collections.keep(store, "十一月", "b", who="bella", base=first)
    for base in (0, first):
        with pytest.raises(StoreError, match="bella"):
            collections.keep(store, "十一月", "c", who="anna", base=base)
    assert collections.kept(store)["十一月"].data == "b"


def test_there_is_an_end_to_them(store, monkeypatch):
    monkeypatch.setattr(collections, "MOST", 1)
    number = collections.keep(store, "a", "1", who="anna")
    collections.keep(store, "a", "2", who="anna", base=number)
    with pytest.raises(StoreError):
        collections.keep(store, "b", "1", who="anna")


def test_a_store_made_before_takes_them_and_a_copy_has_them(store, tmp_path):
    with store.writing() as connection:
        connection.execute(sa.text("DROP TABLE atlas_collections"))
    assert collections.kept(store) == {}
    collections.keep(store, "十一月", "a", who="anna")
    target = open_store(f"sqlite:///{tmp_path}/target.sqlite")
    copy(store, target)
    assert collections.history(target) == collections.history(store)
    target.close()


def test_a_store_that_is_not_there_keeps_none(tmp_path):
    missing = open_store(f"sqlite:///{tmp_path}/none.sqlite")
    assert collections.kept(missing) == {}
    assert not (tmp_path / "none.sqlite").exists()
