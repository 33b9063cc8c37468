"""
Have untrusted bytes worked on by a process of its own.

It may take only so much, tell only so much and reach nothing. Few of them run at once; the others
wait for their turn, and one whose asker leaves is ended.
"""

import errno
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from atlas.exchange.findings import ERROR, Finding, RefusedError
from atlas.exchange.guard import watching
from atlas.exchange.guard.limits import LIMITS, Limits
from geodata import files

__all__ = ["LIMITS", "Limits", "Waiting", "Work", "ask", "tidy", "watched"]

Work = Callable[..., Any]  # a function of a module: of a path, the limits and options
Waiting = Callable[[int], None]  # told how many come first
HOME = Path(__file__).parents[3]
CHILD = Path(__file__).parent / "child.py"
DRIVERS = {  # format -> GDAL's driver of it
    "geojson": "GeoJSON",
    "gpkg": "GPKG",
    "shp": "ESRI Shapefile",
    "kml": "LIBKML",
    "fgb": "FlatGeobuf",
    "gdb": "OpenFileGDB",
    "gpx": "GPX",
    "gml": "GML",
    "mif": "MapInfo File",
    "tab": "MapInfo File",
    "dxf": "DXF",
    "ndjson": "GeoJSONSeq",
    "esrijson": "ESRIJSON",
    "topojson": "TopoJSON",
}
MOST = 2  # children at once: each takes a core and up to a gigabyte
GRACE = 15  # seconds beyond those of the processor: the machine may be busy
NO_ROOM = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
TICK = 0.2  # seconds between two looks at a child, or at the queue
_ROOM = 65_536  # bytes; a disk that has fewer left is full: whatever was written may be cut
_SAID = 2000  # characters of what a child that did not start leaves behind
# What an interpreter needs of its environment; on Windows also to find its own libraries.
_NEEDED = (
    "PATH",
    "LANG",
    "LC_ALL",
    "SYSTEMROOT",
    "WINDIR",
    "TEMP",
    "TMP",
    "TMPDIR",
    "LOCALAPPDATA",
    "APPDATA",
    "USERPROFILE",
    "PATHEXT",
    "SYSTEMDRIVE",
    "PROCESSOR_ARCHITECTURE",
    "NUMBER_OF_PROCESSORS",
)
_LOGGER = logging.getLogger(__name__)


def _nobody(_before: int) -> None:
    """Stand for someone who waits without looking."""


_WAITING: ContextVar[Waiting] = ContextVar("waiting", default=_nobody)


@contextmanager
def watched(waiting: Waiting) -> Iterator[None]:
    """
    Have whoever asks for work within this look up while it is done.

    Parameters
    ----------
    waiting
        Called now and then with how many come first, 0 once the work is being done. What it
        raises ends the child and leaves.
    """
    before = _WAITING.set(waiting)
    try:
        yield
    finally:
        _WAITING.reset(before)


class _Queue:
    """Who waits for a turn, in the order in which they came; the first `MOST` have theirs."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._there: list[object] = []

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and have it."""
        ticket = object()
        with self._changed:
            self._there.append(ticket)
        try:
            while before := self._before(ticket):
                _WAITING.get()(before)
            yield
        finally:
            with self._changed:
                self._there.remove(ticket)
                self._changed.notify_all()

    def _before(self, ticket: object) -> int:
        """Return how many others come first, after a while if any do."""
        with self._changed:
            if self._there.index(ticket) >= MOST:
                self._changed.wait(TICK)
            return max(0, self._there.index(ticket) - MOST + 1)


_QUEUE = _Queue()


def ask(
    work: Work,
    data: bytes,
    *,
    limits: Limits = LIMITS,
    **options: object,
) -> Any:  # noqa: ANN401 - what JSON holds
    """
    Return what a piece of work makes of some bytes, done by a child when its turn comes.

    Parameters
    ----------
    work
        A function of a module of the atlas: of the path of the bytes, the limits and the options.
        It gives back what JSON holds and raises `RefusedError`.
    data
        The bytes.
    limits
        What it may take.
    **options
        What JSON holds.

    Raises
    ------
    RefusedError
        If the work refuses the bytes, or was ended by them, whatever the reason.
    """
    try:
        with files.scratch() as folder:
            said, room = _asked(work, data, folder, limits, options)
    except OSError as trouble:
        if trouble.errno not in NO_ROOM:
            raise
        raise _no_room(str(trouble)) from None
    try:
        answer: dict[str, Any] = json.loads(said)
    except ValueError:
        if not room:
            raise _no_room("the answer is cut") from None
        # Ended by a fault in a library: what it was is nobody's business but the file's.
        raise RefusedError(Finding("read.broken", ERROR)) from None
    if "refused" in answer:
        refused = RefusedError(*map(Finding.crossed, answer["refused"]))
        # A parser calls a file broken that it could not unpack whole.
        if not room and [each.code for each in refused.findings] == ["read.broken"]:
            raise _no_room(refused.findings[0].value)
        raise refused
    return answer["answer"]


def tidy() -> int:
    """Take away what was left of files by processes that were killed; return how many folders."""
    return files.sweep()


def _asked(
    work: Work, data: bytes, folder: Path, limits: Limits, options: dict[str, object]
) -> tuple[bytes, bool]:
    """Return what the child answers, and whether there was room left for it."""
    path = folder / "given"
    path.write_bytes(data)
    request = {
        "home": str(HOME),
        "module": work.__module__,
        "work": work.__name__,
        "path": str(path),
        "begun": f"{path}.begun",
        "limits": asdict(limits),
        "options": options,
    }
    with _QUEUE.turn():
        said = _run(request, limits)
    return said, shutil.disk_usage(folder).free >= _ROOM


def _run(request: dict[str, Any], limits: Limits) -> bytes:
    """Return what the child answers; nothing if it was killed."""
    folder = Path(request["path"]).parent
    given, answer, complaint = (folder / name for name in ("request", "answer", "complaint"))
    given.write_text(json.dumps(request), encoding="utf-8")
    with given.open("rb") as asked, answer.open("wb") as told, complaint.open("wb") as error:
        try:
            child = subprocess.Popen(  # noqa: S603 - our own script, our own interpreter
                [sys.executable, "-P", str(CHILD)],
                stdin=asked,
                stdout=told,
                stderr=error,
                cwd=folder,
                env=environment(),
            )
        except OSError as trouble:
            raise _not_started(str(trouble)) from None
        try:
            _watch(child, limits)
        finally:
            child.kill()
            child.wait()
    if not Path(request["begun"]).exists():
        if shutil.disk_usage(folder).free < _ROOM:
            raise _no_room("the child could not begin")
        raise _not_started(complaint.read_text(encoding="utf-8", errors="replace"))
    if child.returncode == -getattr(signal, "SIGXCPU", -1000):
        raise RefusedError(Finding("read.timeout", ERROR))
    # A system that runs out of memory kills whoever has most.
    killed = child.returncode == -getattr(signal, "SIGKILL", -1000)
    if killed or answer.stat().st_size > limits.answer:
        raise RefusedError(Finding("read.too_large", ERROR))
    return answer.read_bytes()


def _watch(child: "subprocess.Popen[bytes]", limits: Limits) -> None:
    """Wait for a child's end, and see to it that it comes."""
    until = time.monotonic() + limits.seconds + GRACE
    while time.monotonic() < until:
        try:
            child.wait(TICK)
        except subprocess.TimeoutExpired:
            _WAITING.get()(0)
            if watching.NEEDED and watching.memory(child.pid) > limits.memory:
                raise RefusedError(Finding("read.too_large", ERROR)) from None
        else:
            return
    raise RefusedError(Finding("read.timeout", ERROR))


def _no_room(said: str) -> RefusedError:
    """Say that the disk is full, which is no fault of the file's."""
    _LOGGER.error("no room for what is read: %s", said)
    return RefusedError(Finding("read.no_room", ERROR))


def _not_started(complaint: str) -> RefusedError:
    """Say that nothing was read, which is no fault of the file's; why stands in the log."""
    _LOGGER.error("the reading process did not start: %s", complaint.strip()[-_SAID:])
    return RefusedError(Finding("read.not_started", ERROR))


@cache
def environment() -> dict[str, str]:
    """Return the child's environment: few drivers, no network, no threads, no secrets."""
    import pyogrio  # noqa: PLC0415 - only where a file is read

    wanted = set(DRIVERS.values())
    skipped = ",".join(name for name in pyogrio.list_drivers() if name not in wanted)
    kept = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    return kept | {
        "OGR_SKIP": skipped,
        "GDAL_SKIP": "WMS,WCS,VRT",
        "GDAL_HTTP_TIMEOUT": "1",
        "PROJ_NETWORK": "OFF",
        "OGR_GEOJSON_MAX_OBJ_SIZE": "100",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "SHAPE_RESTORE_SHX": "YES",
        "GML_SKIP_RESOLVE_ELEMS": "ALL",
    }
