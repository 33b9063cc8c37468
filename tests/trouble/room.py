"""A disk that is full: said in words, nothing half written, and all goes on once there is room."""

import contextlib
import errno
import io
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from pathlib import Path
from unittest import mock

import sqlalchemy as sa

from atlas import cli
from atlas.exchange import reading
from atlas.exchange.findings import RefusedError
from atlas.i18n import text
from atlas.office import Record, Store, StoreError, copy, open_store
from atlas.office.checking import check
from geodata import build
from tests.exchange import samples
from tests.office.filled import content, filled
from tests.trouble import deeds
from tests.trouble.tally import Tried, in_words

KB = 1024
DISK_KB = 4096
EXPORTS = ("gpkg", "zip", "csv", "xlsx", "geojson")


class UnableError(RuntimeError):
    """No small disk can be had here."""


def run(folder: Path, times: int) -> Iterator[Tried]:
    """Do everything that writes on a disk that is full, each so many times."""
    whole = folder / "whole.sqlite"
    filled(f"sqlite:///{whole}").close()
    yield _pages(Tried("full: a store that may not grow (apply)"), folder, whole, times)
    trials: dict[str, Callable[[Path, Path, random.Random], tuple[str, str]]] = {
        "full: apply": partial(_store, _apply),
        "full: undo": partial(_store, _undo),
        "full: store copy": _copy,
        "full: make data, its writing": _build,
        "full: export by the command line": _export,
        "full: snapshot by the command line": _snapshot,
        "full: temporary files of an export": _exporting,
        "full: temporary files of an upload": _upload,
    }
    for what, trial in trials.items():
        tried, chance = Tried(what), random.Random(what)  # noqa: S311 - no secret
        disk = folder / "disk"
        try:
            for _ in range(times):
                with small(disk) as place:
                    tried.expect(*trial(place, whole, chance))
        except UnableError as error:
            tried.skipped = str(error)
        yield tried


@contextlib.contextmanager
def small(folder: Path, kb: int = DISK_KB, *options: str) -> Iterator[Path]:
    """
    Mount a small disk in memory.

    Raises
    ------
    UnableError
        If that cannot be done here.
    """
    if sys.platform != "linux" or os.geteuid() != 0:
        raise UnableError("only root on Linux mounts a small disk")
    folder.mkdir(exist_ok=True)
    given = ",".join([f"size={kb}k", *options])
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", given, "none", folder],
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode:
        raise UnableError(f"no disk can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(place: Path, leave: int) -> Path:
    """Fill a disk so that so many bytes are left."""
    ballast = place / "ballast"
    with ballast.open("wb") as file:
        file.write(bytes(max(0, shutil.disk_usage(place).free - leave)))
    return ballast


# The store ----------------------------------------------------------------------------------------


def _apply(store: Store, large: int) -> None:
    record = Record("own-x", name_zh="新", source="红" * large)
    store.apply({"own-x": record}, base=store.state(), who="王五")


def _undo(store: Store, _: int) -> None:
    store.undo(store.head(), who="王五")


def _pages(tried: Tried, folder: Path, whole: Path, times: int) -> Tried:
    """Limit a store by SQLite itself, which every system can."""
    chance = random.Random(tried.what)  # noqa: S311 - no secret
    for n in range(times):
        file = folder / f"pages-{n}.sqlite"
        shutil.copy(whole, file)
        store, room = open_store(f"sqlite:///{file}"), chance.randrange(4)

        def limit(connection: sqlite3.Connection, _: object, room: int = room) -> None:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count={pages + room}")

        sa.event.listen(store._engine, "connect", limit)
        wrong, outcome = _written(store, partial(_apply, store, chance.randrange(8000)))
        sa.event.remove(store._engine, "connect", limit)
        tried.expect(wrong or _goes_on(store), outcome)
        file.unlink()
    return tried


def _store(
    act: Callable[[Store, int], None], place: Path, whole: Path, chance: random.Random
) -> tuple[str, str]:
    file = place / "store.sqlite"
    shutil.copy(whole, file)
    store = open_store(f"sqlite:///{file}")
    ballast = fill(place, KB * chance.choice((0, 4, 8, 16, 40, 120, 300)))
    wrong, outcome = _written(store, partial(act, store, chance.randrange(20_000)))
    ballast.unlink()
    wrong = wrong or _goes_on(store)
    left = [each.name for each in place.iterdir()]
    return wrong or ("" if left == [file.name] else f"left beside it: {left}"), outcome


def _written(store: Store, act: Callable[[], object]) -> tuple[str, str]:
    """Do something to a store; return what is wrong with it, and what became of it."""
    before = content(store)
    try:
        act()
    except StoreError as error:
        wrong = in_words(error) or ("" if error.kind == "full" else f"said: {error.message('en')}")
        same = content(store) == before  # reading needs no room
        return wrong or ("" if same else "something was written"), "refused in words"
    return ("" if store.head() == len(before[1]) + 1 else "not written"), "written"


def _goes_on(store: Store) -> str:
    """Return what is wrong with a store once there is room."""
    try:
        _apply(store, 9)
        faults = check(store).faults
    finally:
        store.close()
    return "; ".join(each.message("en") for each in faults)


def _copy(place: Path, whole: Path, chance: random.Random) -> tuple[str, str]:
    source, target = (open_store(f"sqlite:///{each}") for each in (whole, place / "copy.sqlite"))
    ballast = fill(place, chance.randrange(0, 200 * KB))
    outcome = "copied"
    wrong = ""
    try:
        copy(source, target)
    except StoreError as error:
        outcome = "refused in words"
        wrong = in_words(error) or ("" if error.kind == "full" else f"said: {error.message('en')}")
        if target.head():
            wrong = wrong or "a part was copied"
        ballast.unlink()
        copy(source, target)
    if content(target) != content(source):
        wrong = wrong or "the copy says something else"
    for store in (source, target):
        store.close()
    return wrong, outcome


# The data -----------------------------------------------------------------------------------------


@contextlib.contextmanager
def building(targets: Iterable[Path]) -> Iterator[io.StringIO]:
    """Let a build begin where its writing does, with other targets; give what it says of errors."""
    ready, said = deeds.drawn(), io.StringIO()
    with (
        mock.patch.object(build.boundaries, "build", return_value=ready[0]),
        mock.patch.object(build.check, "problems", return_value=ready[1]),
        mock.patch.object(build, "MADE", tuple(targets)),
        mock.patch.object(sys, "argv", ["geodata.build"]),
        contextlib.redirect_stderr(said),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        yield said


def _build(place: Path, _: Path, chance: random.Random) -> tuple[str, str]:
    targets = [place / "atlas.gpkg", place / "osm.gpkg"]
    for each in targets:
        each.write_bytes(b"old")
    fill(place, chance.randrange(0, 4000 * KB))
    with building(targets) as said:
        code = build.main()
    wrong = ""
    new = [each.read_bytes() != b"old" for each in targets]
    if any(new) and not targets[0].read_bytes().startswith(b"SQLite format 3\0"):
        wrong = "half a file"
    if code == 0 and not all(new):
        wrong = wrong or "said to be written"
    if code and os.strerror(errno.ENOSPC) not in said.getvalue():
        wrong = wrong or f"not in words: {said.getvalue()}"
    left = sorted(each.name for each in place.iterdir())
    if left != ["atlas.gpkg", "ballast", "osm.gpkg"]:
        wrong = wrong or f"left beside it: {left}"
    return wrong, "refused in words" if code else "written"


# The command line ---------------------------------------------------------------------------------


def command(*given: object) -> tuple[int, str]:
    """Run a command of the atlas; return its code and what it says of errors."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        return cli.main([str(each) for each in given]), said.getvalue()


def _answered(target: Path, *given: object) -> tuple[str, str]:
    """Run a command that writes a file; return what is wrong with it, and what became of it."""
    target.write_bytes(b"old")
    beside = {each.name for each in target.parent.iterdir()}
    code, said = command(*given, "-o", target)
    outcome = "refused in words" if code else "written"
    if {each.name for each in target.parent.iterdir()} != beside:
        return "something is left beside it", outcome
    if (target.read_bytes() == b"old") != bool(code):
        return f"code {code}, and the file is another", outcome
    if code and text("cli.disk.full", "zh") not in said:
        return f"not in words: {said}", outcome
    return "", outcome


def _export(place: Path, _: Path, chance: random.Random) -> tuple[str, str]:
    target = place / f"a.{chance.choice(EXPORTS)}"
    target.write_bytes(b"old")
    fill(place, chance.randrange(0, 200 * KB))
    return _answered(target, "export")


def _snapshot(place: Path, _: Path, chance: random.Random) -> tuple[str, str]:
    target = place / f"a.{chance.choice(('svg', 'png'))}"
    target.write_bytes(b"old")
    fill(place, chance.choice((0, 8, 64, 3000)) * KB)
    return _answered(target, "snapshot")


def _exporting(place: Path, whole: Path, chance: random.Random) -> tuple[str, str]:
    fill(place, chance.randrange(0, 400 * KB))
    target = whole.with_name(f"out.{chance.choice(('gpkg', 'zip'))}")
    with mock.patch.object(tempfile, "tempdir", str(place)):
        found = _answered(target, "export")
    left = [each.name for each in place.iterdir()]
    return (found[0] or ("" if left == ["ballast"] else f"left: {left}")), found[1]


# Uploads ------------------------------------------------------------------------------------------


def _upload(place: Path, whole: Path, chance: random.Random) -> tuple[str, str]:
    good = _good(whole.parent)
    name = chance.choice(sorted(good))
    fill(place, chance.randrange(0, 64 * KB))
    wrong = ""
    try:
        with mock.patch.object(tempfile, "tempdir", str(place)):
            reading.read(name, good[name])
        outcome = "read"
    except RefusedError as error:
        outcome = "refused in words"
        codes = [each.code for each in error.findings]
        wrong = "" if codes == ["read.no_room"] else f"{name}: said to be {codes}"
    left = [each.name for each in place.iterdir()]
    return wrong or ("" if left == ["ballast"] else f"left: {left}"), outcome


@cache
def _good(folder: Path) -> dict[str, bytes]:
    made = folder / "samples"
    made.mkdir()
    return samples.all_of_them(made)
