"""
Tell the audit trail who does what on the pages; the log beside it names nobody.

What changes data, and a sign-in, waits until the disk has its line, and is refused without one.
What only reads goes on whatever happens: its lines are written in the background, and are kept
until they can be.
"""

import datetime as dt
import hashlib
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from atlas.office import editors
from atlas.office.trail import files
from atlas.office.trail.changing import REFUSED, Changed
from atlas.office.trail.changing import changing as in_trail
from atlas.office.trail.errors import TrailError
from atlas.office.trail.keeping import Trail, told
from atlas.office.trail.lines import Event
from pages.ui.process import journal

if TYPE_CHECKING:
    from atlas.office import Store

AGAIN_S = 5.0  # after which what could not be written is tried again
MOST = 20_000  # lines that wait; what comes on top is counted, and the count is a line
SHARED = "http"  # the source of what has no page, where even its address is not known


@dataclass(frozen=True, slots=True)
class Reader:
    """
    Who looks at what.

    Attributes
    ----------
    who
        The editor who is signed in; nothing where nobody is.
    source
        The address that the request came from.
    selection
        The parameters of the link.
    version
        Of the data.
    """

    who: str = ""
    source: str = SHARED
    selection: str = ""
    version: str = ""


def address(host: str | None, unknown: str = SHARED) -> str:
    """Return an address as people write it: one of IPv4 that came in by IPv6 is one of IPv4."""
    return (host or unknown).removeprefix("::ffff:")


@dataclass(slots=True)
class _Asking:
    """Who knows the reader of the page that is drawn in this thread."""

    ask: Callable[[], Reader] = Reader


_ASKING = _Asking()


def knows(ask: Callable[[], Reader]) -> None:
    """Have somebody asked, from now on, who looks at what."""
    _ASKING.ask = ask


def reader() -> Reader:
    """Return who looks at the page that is drawn in this thread."""
    return _ASKING.ask()


# Writing ------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _trail(path: Path) -> Trail:
    return Trail(path)


def trail() -> Trail:
    """Return the trail of this process: one object, which knows what it wrote last."""
    return _trail(files.place())


@dataclass(slots=True)
class _Desk:
    """
    What waits to be written, and what keeps it from being.

    Attributes
    ----------
    waiting
        The lines, by the trail that they go to.
    lost
        How many more there were than can wait.
    trouble, since
        What is in the way, and since when; None while all is well.
    changed
        Held while any of it is looked at.
    writer
        The thread that writes; None before the first line.
    busy
        Whether it writes just now.
    """

    waiting: dict[Path, deque[dict[str, Any]]] = field(default_factory=dict)
    lost: int = 0
    trouble: TrailError | None = None
    since: dt.datetime | None = None
    changed: threading.Condition = field(default_factory=threading.Condition)
    writer: threading.Thread | None = None
    busy: bool = False


_DESK = _Desk()


def trouble() -> tuple[TrailError, dt.datetime] | None:
    """Return what keeps the trail from being written, and since when; None while all is well."""
    with _DESK.changed:
        if _DESK.trouble is None or _DESK.since is None:
            return None
        return _DESK.trouble, _DESK.since


def _failed(error: TrailError) -> None:
    with _DESK.changed:
        first = _DESK.trouble is None
        if first:
            _DESK.since = dt.datetime.now().astimezone()
        _DESK.trouble = error
    if first:
        reason = error.message("en")
        journal.event(
            "audit", level=logging.ERROR, state="trouble", cause=error.kind, reason=reason
        )


def _went_well() -> None:
    with _DESK.changed:
        back, _DESK.trouble, _DESK.since = _DESK.trouble is not None, None, None
    if back:
        journal.event("audit", state="back")


def note(
    event: str,
    what: Mapping[str, object] | None = None,
    by: Reader | None = None,
    *,
    outcome: str = "done",
) -> None:
    """
    Have a line written soon; nobody waits for it.

    Parameters
    ----------
    event, what, outcome
        As of `atlas.office.trail.keeping.told`.
    by
        Who; whoever looks at the page unless given.
    """
    by = by or reader()
    line = told(event, what, outcome=outcome, who=by.who, source=by.source)
    path = files.place()
    with _DESK.changed:
        lines = _DESK.waiting.setdefault(path, deque())
        if len(lines) < MOST:
            lines.append(line)
        else:
            _DESK.lost += 1
        if _DESK.writer is None:
            _DESK.writer = threading.Thread(target=_write, name="audit", daemon=True)
            _DESK.writer.start()
        _DESK.changed.notify_all()


def _write() -> None:
    """Write what waits, all of it at once, again and again."""
    while True:
        with _DESK.changed:
            _DESK.busy = False
            _DESK.changed.notify_all()
            _DESK.changed.wait_for(lambda: any(_DESK.waiting.values()))
            _DESK.busy = True
            batches = {path: list(lines) for path, lines in _DESK.waiting.items() if lines}
            lost = _DESK.lost
        failed = False
        for path, lines in batches.items():
            more = [told("unwritten", {"lost": lost}, outcome=REFUSED)] if lost else []
            try:
                _trail(path).append([*lines, *more], durable=False)
            except TrailError as error:
                failed = True
                _failed(error)
                continue
            except Exception as error:  # noqa: BLE001 - whatever it is, the next lines are written
                journal.mishap(error, where="audit")
            with _DESK.changed:
                for _ in lines:
                    _DESK.waiting[path].popleft()
                _DESK.lost -= lost
                lost = 0
            _went_well()
        if failed:
            time.sleep(AGAIN_S)


def flush(seconds: float) -> bool:
    """Wait so many seconds until nothing waits any more; return whether that came true."""
    with _DESK.changed:
        return _DESK.changed.wait_for(
            lambda: not _DESK.busy and not any(_DESK.waiting.values()), seconds
        )


def latest(most: int) -> list[Event]:
    """
    Return the last lines of the trail, the newest first, for who may see them.

    Raises
    ------
    TrailError
        If it cannot be read.
    """
    try:
        return files.latest(files.place(), most)
    except OSError as error:
        raise TrailError.of(error, files.place()) from error


# What is told -------------------------------------------------------------------------------------


def signed(name: str, wrong: str, *, way: str) -> None:
    """
    Tell of a sign-in, or of why there was none.

    Parameters
    ----------
    name
        As typed.
    wrong
        Why not; nothing where all is well.
    way
        How one signs in here.

    Raises
    ------
    TrailError
        If nothing is wrong and the trail cannot be written: nobody may come in then.
    """
    by = Reader(name, reader().source)
    if wrong:
        locked = wrong == editors.WAITS
        said = {"way": way, "reason": wrong}
        note("lock_out" if locked else "sign_in", said, by, outcome=REFUSED)
        return
    try:
        trail().append([told("sign_in", {"way": way}, who=by.who, source=by.source)])
    except TrailError as error:
        _refused("sign_in", by, error)
        raise
    _went_well()


def _refused(event: str, by: Reader, error: TrailError) -> None:
    """Note what was not done for want of a line; it is written once that can be."""
    _failed(error)
    note("unwritten", {"wanted": event, "reason": error.kind}, by, outcome=REFUSED)


@contextmanager
def changing(
    store: "Store", event: str, who: str, what: Mapping[str, object] | None = None
) -> Iterator[Changed]:
    """
    Tell of a change of the office's data, before it is made and after.

    Parameters
    ----------
    store
        What is changed.
    event
        A word for it.
    who
        The editor.
    what
        What is known of it before.

    Raises
    ------
    TrailError
        If the trail cannot be written; nothing has been changed then.
    """
    by = Reader(who, reader().source)
    unsaid = partial(_refused, event, by)
    said = in_trail(trail(), store, event, what, who=who, source=by.source, unsaid=unsaid)
    with ExitStack() as stack:
        try:
            changed = stack.enter_context(said)
        except TrailError as error:
            unsaid(error)
            raise
        _went_well()
        yield changed


def upload(kind: str, data: bytes, outcome: str) -> None:
    """
    Tell the log and the trail of a file that was read in, or refused.

    Parameters
    ----------
    kind
        What it is.
    data
        It; the trail has its size and digest.
    outcome
        ``"read"``, or why not.
    """
    journal.event("upload", kind=kind, bytes=len(data), outcome=outcome)
    found = {"kind": kind, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    good = outcome == "read"
    told_ = {**found, "reason": "" if good else outcome}
    note("upload", told_, outcome="done" if good else REFUSED)


def taking(
    write: Callable[..., bytes], *args: object, form: str, zones: int | None = None
) -> Callable[[], bytes]:
    """
    Return what makes a file for whoever looks at the page now, and tells of it when it does.

    Parameters
    ----------
    write, *args, form, zones
        As of `journal.export`.
    """
    by = reader()

    def take() -> bytes:
        content = journal.export(write, *args, form=form, zones=zones)
        taken(by, form, len(content), zones)
        return content

    return take


def taken(by: Reader, form: str, size: int, zones: int | None = None) -> None:
    """Tell of a file that somebody has taken out: its format, its bytes, how many zones."""
    what = {"format": form, "bytes": size, "zones": zones}
    note("export", {**what, "selection": by.selection, "version": by.version}, by)
