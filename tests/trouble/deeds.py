"""What is done in processes of their own, to be killed or to meet others: each begins when told."""

import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import Callable
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from atlas.exchange import reading
from atlas.office import ConflictError, Record, copy, open_store
from geodata import GPKG, boundaries, build
from geodata.schema import check, read
from tests.office import added
from tests.shipped import ATLAS

ZONES = list(ATLAS.zones.index)
KILLABLE = "forkserver" in multiprocessing.get_all_start_methods()
PATIENCE_S = 300


@cache
def drawn() -> tuple[Any, Any]:
    """Return what a build starts from and takes longest: the map, and that nothing is wrong."""
    return boundaries.build(read.read_tables()["odd_units"]), check.problems(gpkg=None)


@cache
def context() -> Any:
    """Return how processes are started: forked from one that has all of this loaded."""
    found = multiprocessing.get_context("forkserver" if KILLABLE else "spawn")
    if KILLABLE:
        found.set_forkserver_preload(["tests.trouble.loaded"])
    return found


def begin(deed: Callable[..., None], *given: object) -> tuple[BaseProcess, Connection]:
    """Start a deed and wait until it begins; its connection tells what it says."""
    ours, theirs = context().Pipe()
    process = context().Process(target=_do, args=(theirs, deed, given), daemon=True)
    process.start()
    theirs.close()
    if not ours.poll(PATIENCE_S) or ours.recv() != "begun":
        raise RuntimeError(f"{deed.__name__} did not begin")
    return process, ours


def _do(line: Connection, deed: Callable[..., None], given: tuple[object, ...]) -> None:
    line.send("begun")
    said = deed(*given)
    line.send(said)


def took(deed: Callable[..., None], *given: object) -> float:
    """Do a deed whole and return how long it took (s)."""
    start = time.perf_counter()
    process, line = begin(deed, *given)
    begun = time.perf_counter()
    if not line.poll(PATIENCE_S):
        raise RuntimeError(f"{deed.__name__} did not end after {begun - start} s")
    line.recv()
    whole = time.perf_counter() - begun
    process.join()
    line.close()
    return whole


def killed(
    chance: random.Random, within_s: float, deed: Callable[..., None], *given: object
) -> None:
    """Begin a deed and kill it at a moment of its time; it may have come to its end."""
    process, line = begin(deed, *given)
    line.poll(chance.uniform(0, within_s))
    process.kill()
    process.join()
    line.close()


# Deeds --------------------------------------------------------------------------------------------


def apply(url: str) -> None:
    """Apply a change of four zones."""
    store = open_store(url)
    records = {
        zone: added.replace(record, values={**record.values, "次": 99})
        for zone, record in added.records(ZONES[2:5]).items()
    }
    store.apply(records, base=store.state(), who="王五")


def undo(url: str) -> None:
    """Undo the last change."""
    store = open_store(url)
    store.undo(store.head(), who="王五")


def copied(source: str, target: str) -> None:
    """Copy a store with its history."""
    copy(open_store(source), open_store(target))


def built(folder: str) -> None:
    """Write both files of the data, as `make data` does."""
    ready = drawn()
    build.boundaries.build = lambda _: ready[0]
    build.check.problems = lambda **_: ready[1]
    targets = (Path(folder) / GPKG.name, Path(folder) / "osm.gpkg")
    wrong = build.build(*targets)
    if wrong:
        raise RuntimeError(str(wrong))


def read_in(folder: str, name: str, data: bytes) -> None:
    """Read a file that somebody brings, with so much room for temporary files."""
    tempfile.tempdir = os.environ["TMPDIR"] = folder
    reading.read(name, data)


def writes(url: str, who: str, times: int) -> int:
    """Apply so many changes, each to a zone that others change as well; return the conflicts."""
    store, chance, told = open_store(url), random.Random(who), 0  # noqa: S311 - no secret
    for n in range(times):
        while True:
            zone = chance.choice(ZONES[:3])
            base = store.state()
            try:
                store.apply(
                    {zone: Record(zone, values={"次": float(n)})}, base=base, who=who, note=str(n)
                )
            except ConflictError:
                told += 1
            else:
                break
    store.close()
    return told
