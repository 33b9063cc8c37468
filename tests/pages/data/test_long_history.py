"""A history of hundreds of changes: it is read once a run, and a page of it stands on the page."""

import re

import pytest
import streamlit as st

from atlas.office import Record, open_store
from atlas.office.history import History
from pages.ui.data import history
from tests.pages.harness import html_of, opened
from tests.shipped import ATLAS

ZONE = ATLAS.zones.index[0]
MANY = 2 * history.LISTED + 5
ROW = re.compile(r'<th scope="row"><a data-go href="[^"]*">(\d+)</a>')


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_STORE", f"sqlite:///{tmp_path / 'store.sqlite'}")
    st.cache_resource.clear()
    store = open_store()
    store.init()
    yield store
    store.close()
    st.cache_resource.clear()


def change(store, times):
    for n in range(times):
        record = Record(ZONE, values={"n": float(n)})
        store.apply({ZONE: record}, base=store.state(), who="t", file=f"{n}.csv")


@pytest.mark.parametrize("task", ["bring", "history", "review", "take"])
def test_a_run_reads_it_once(store, monkeypatch, task):
    change(store, 2)
    app = opened("data", task=task)
    reads, entries = [], History.entries

    def counted(*given, limit=None, **more):
        reads.extend([1] if limit is None else [])
        return entries(*given, limit=limit, **more)

    monkeypatch.setattr(History, "entries", counted)
    app.run()
    assert len(reads) == 1
    app.run()
    assert len(reads) == 2


def test_a_page_of_it_stands_on_the_page(store):
    change(store, MANY)

    def listed(**asked):
        return [int(number) for number in ROW.findall(html_of(opened("data", **asked)))]

    newest = listed(task="history")
    assert newest == list(range(MANY, MANY - history.LISTED, -1))
    older = listed(task="history", entry=str(newest[-1] - 1))
    assert older[0] == newest[-1] - 1
    assert len(older) == history.LISTED
    assert listed(task="history", entry="1")[-1] == 1
