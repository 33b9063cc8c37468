"""New data under a session: it goes over to them whole, at its next step, and is told so."""

import os
import shutil
import sqlite3

import pytest
import streamlit as st

from atlas.office import Record, open_store
from geodata import GPKG
from pages.ui import cache
from pages.ui.parts import frame
from pages.ui.session import state
from pages.ui.session.tray import Tray
from tests.pages.harness import html_of, opened

NEW = "2099.1.1"


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Give the pages a copy of the data and a store, with nothing kept of others."""
    path = shutil.copy(GPKG, tmp_path / "atlas.gpkg")
    monkeypatch.setattr(cache, "GPKG", path)
    monkeypatch.setenv("ATLAS_STORE", f"sqlite:///{tmp_path / 'store.sqlite'}")
    st.cache_resource.clear()
    yield path
    st.cache_resource.clear()


def renew(path, *statements):
    """Put a new build in the place of the one before, as `make data` does."""
    draft = shutil.copy(path, path.with_suffix(".draft"))
    later = path.stat().st_mtime_ns + 1_000_000_000
    with sqlite3.connect(draft) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'data_version'", (NEW,))
        for statement in statements:
            connection.execute(statement)
    connection.close()
    os.utime(draft, ns=(later, later))
    draft.replace(path)


def test_a_run_is_drawn_from_one_version_though_the_file_changes_in_its_midst(file, monkeypatch):
    seen, header = [], frame.header

    def replaced(*args, **given):
        """After the data were first asked for, before most of the page is drawn."""
        seen.append((cache.build_key(), cache.the_atlas(), cache.base_atlas(), cache.office()))
        if len(seen) == 1:
            renew(file)
        header(*args, **given)
        seen.append((cache.build_key(), cache.the_atlas(), cache.base_atlas(), cache.office()))

    monkeypatch.setattr(frame, "header", replaced)
    app = opened("overview")
    before, after = seen
    assert before[0] == after[0]
    assert all(one is other for one, other in zip(before[1:], after[1:], strict=True))
    assert NEW not in html_of(app)
    app.run()
    assert not app.exception
    assert seen[2][0] == seen[3][0] != before[0]
    page = html_of(app)
    assert f"数据已更新到 {NEW} 版" in page
    assert f"数据版本 {NEW}" in page or page.count(NEW) > 1
    app.run()
    assert "数据已更新到" not in html_of(app)


@pytest.mark.usefixtures("file")
def test_another_persons_change_is_seen_by_the_next_run_only(monkeypatch, tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}", create=True)
    seen, header = [], frame.header

    def changed(*args, **given):
        if not seen:
            records = {"dunhuang": Record("dunhuang", values={"x": 1.0})}
            store.apply(records, base=store.state(), who="anna")
            cache.look()  # another session has seen it already
        seen.append((cache.office().revision, cache.the_atlas().revision))
        header(*args, **given)

    monkeypatch.setattr(frame, "header", changed)
    app = opened("overview")
    app.run()
    assert seen == [(0, 0), (1, 1)]


def test_sheets_whose_filters_are_gone_leave_the_list_and_it_is_said(file):
    app = opened("briefing", cluster="clean-coal")
    next(each for each in app.button if each.key.startswith("briefing-add")).click().run()
    app.query_params.clear()
    app.run()
    next(each for each in app.button if each.key.startswith("briefing-add")).click().run()
    assert len(app.session_state["desk"].entries) == 2
    renew(
        file,
        "UPDATE clusters SET slug = 'coal' WHERE slug = 'clean-coal'",
        "UPDATE industry_clusters SET cluster = 'coal' WHERE cluster = 'clean-coal'",
    )
    app.run()
    assert not app.exception
    (left,) = app.session_state["desk"].entries
    assert left.order.selection.is_empty
    assert "有 1 张图" in html_of(app)


def test_a_file_in_the_tray_is_held_against_the_new_data(file):
    app = opened("data")
    tray = Tray()
    tray.give("a.csv", "开发区名称,投资额\n兰州经济技术开发区,1\n".encode())
    app.session_state["tray"] = tray
    app.run()
    before = app.session_state["tray"].proposal
    app.run()
    assert app.session_state["tray"].proposal is before
    renew(file)
    app.run()
    assert not app.exception
    assert app.session_state["tray"].proposal is not before


def test_a_file_replaced_while_it_is_read_is_not_taken(file, monkeypatch):
    first = cache.base_atlas()
    read = cache.atlas.load

    def slow(path):
        found = read(path)
        renew(file)
        return found

    renew(file)
    monkeypatch.setattr(cache.atlas, "load", slow)
    assert cache.base_atlas() is first
    monkeypatch.setattr(cache.atlas, "load", read)
    assert cache.base_atlas().version == NEW


def test_without_a_run_nothing_is_held():
    assert state.held() is None
    assert cache.renewed() == ""
