"""The clock set back: order is by number, what is replaced is taken up, nobody is shut out."""

import contextlib
import datetime as dt
import io
import json
import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import streamlit as st

from atlas import cli
from atlas.office import Record, Store, history, open_store
from atlas.office.checking import check
from atlas.office.latest import Latest
from atlas.office.trail import keeping, proof
from geodata import GPKG, files
from pages.ui import cache
from tests.trouble import deeds
from tests.trouble.tally import Tried

DAY_S = 86_400


class Clock:
    """A clock that anybody sets: what modules of the atlas take for `datetime`."""

    def __init__(self) -> None:
        self.at = dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC)

    def module(self) -> SimpleNamespace:
        """Return what stands for the module."""
        clock = self

        class Moment(dt.datetime):
            @classmethod
            def now(cls, tz: dt.tzinfo | None = None) -> "dt.datetime":  # type: ignore[override]
                return clock.at.astimezone(tz)

        return SimpleNamespace(**{**vars(dt), "datetime": Moment})


def run(folder: Path, times: int) -> Iterator[Tried]:
    """Set the clock to and fro between changes, and what is read again to older times."""
    yield _history(Tried("clock to and fro: history, undo, check, latest"), folder, times)
    yield _trail(Tried("clock to and fro: audit trail"), folder, times)
    yield _data(Tried("clock back: data replaced by a file with an older time"), folder, times)
    yield _left(Tried("clock back: what a killed process left is taken away"), folder, times)


def _history(tried: Tried, folder: Path, times: int) -> Tried:
    store = open_store(f"sqlite:///{folder / 'store.sqlite'}", create=True)
    clock, chance = Clock(), random.Random("clock")  # noqa: S311 - no secret
    latest = Latest(lambda: store)
    with mock.patch.object(history, "dt", clock.module()):
        for n in range(1, times + 1):
            clock.at += dt.timedelta(seconds=chance.uniform(-9, 5) * DAY_S)
            if n % 3:
                _apply(store, n)
            else:
                store.undo(n - 1, who="李四")
            tried.expect(_wrong(store, latest, n), "changes in their order")
        for lang in ("zh", "en"):
            tried.expect(_told(store, lang, times), "told by the command line")
    for fault in check(store).faults:
        tried.failed(fault.message("en"))
    store.close()
    return tried


def _apply(store: Store, n: int) -> None:
    zone = deeds.ZONES[n % 3]
    store.apply({zone: Record(zone, values={"次": float(n)})}, base=store.state(), who="张三")


def _wrong(store: Store, latest: Latest, n: int) -> str:
    numbers = [each.number for each in store.entries()]
    if numbers != [*range(n, 0, -1)]:
        return f"order {numbers[:5]}"
    if store.state().revision != n or latest.fresh().now.revision != n:
        return "what is shown is older"
    undone = n % 3 == 0
    before = store.state(n - 2) if undone else None
    return "" if before is None or before.records == store.state().records else "not undone"


def _told(store: Store, lang: str, times: int) -> str:
    said, answer = io.StringIO(), io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with (
        mock.patch.dict(os.environ, {"ATLAS_STORE": str(store.url)}),
        contextlib.redirect_stderr(said),
        contextlib.redirect_stdout(answer),
    ):
        code = cli.main(["--lang", lang, "history", "--format", "json"])
    answer.seek(0)
    found = [each["number"] for each in json.loads(answer.read())] if code == 0 else []
    return "" if found == [*range(times, 0, -1)] else f"code {code}: {said.getvalue()} {found[:3]}"


def _trail(tried: Tried, folder: Path, times: int) -> Tried:
    clock, chance = Clock(), random.Random("trail")  # noqa: S311 - no secret
    trail = keeping.Trail(folder / "audit.jsonl")
    with mock.patch.object(keeping, "dt", clock.module()):
        numbers = []
        for n in range(times):
            clock.at += dt.timedelta(seconds=chance.uniform(-40, 30) * DAY_S)
            numbers.append(trail.append([keeping.told("sign_in", {"n": n}, who="张三")]))
            rising = len(numbers) < 2 or numbers[-1] > numbers[-2]
            tried.expect("" if rising else f"{numbers[-2:]}", "lines in their order")
    for fault in proof.proved(trail.path, today=clock.at.date()).found:
        if fault.is_fault:
            tried.failed(fault.message("en"))
    return tried


def _data(tried: Tried, folder: Path, times: int) -> Tried:
    """Put older and older files in the place of the data; each is taken up."""
    path = Path(shutil.copy(GPKG, folder / "atlas.gpkg"))
    store = {"ATLAS_STORE": f"sqlite:///{folder / 'none.sqlite'}"}
    with mock.patch.object(cache, "GPKG", path), mock.patch.dict(os.environ, store):
        st.cache_resource.clear()
        cache.look()
        for n in range(min(times, 20)):
            draft = Path(shutil.copy(path, folder / "draft"))
            with contextlib.closing(sqlite3.connect(draft)) as database, database:
                told = (f"2000.1.{n}", "data_version")
                database.execute("UPDATE meta SET value = ? WHERE key = ?", told)
            older = path.stat().st_mtime - DAY_S
            os.utime(draft, (older, older))
            draft.replace(path)
            version = cache.base_atlas().version
            tried.expect("" if version == told[0] else f"{version} is shown", "older file taken up")
        st.cache_resource.clear()
    return tried


def _left(tried: Tried, folder: Path, times: int) -> Tried:
    for n in range(times):
        left = folder / f"{files.TEMPORARY}{n:08}"
        left.mkdir()
        later = left.stat().st_mtime + 400 * DAY_S
        os.utime(left, (later, later))  # made before the clock was set back
        files.sweep(folder)
        tried.expect("" if not left.exists() else "it is left", "taken away")
    return tried
