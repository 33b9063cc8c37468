"""One piece of work on its way: who asked for it, how far it is, what became of it."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from atlas.i18n import text
from atlas.i18n.errors import AtlasError
from pages.ui.process import audit

if TYPE_CHECKING:
    import subprocess

    from pages.ui.process.pool.data import Data

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
LEFT = "left"
# What a request of HTTP ends with: 503 only where it helps to ask again. The same map is as large
# the next time, and what has broken would be begun by portals again and again.
STATUSES = {"large": 413, "late": 413, "broken": 500, "ended": 500}
QUICK_S, SLOW_S = 180.0, 1800.0  # that a piece may take


class BusyError(AtlasError):
    """As many pieces wait as may; nothing was begun."""

    status = 503


class NotMadeError(AtlasError):
    """
    A piece that was begun and is not to be had.

    Parameters
    ----------
    job
        It, at its end.
    """

    def __init__(self, job: "Job") -> None:
        self.status = job.status
        super().__init__(job.said)


@dataclass(slots=True, eq=False)
class Job:
    """
    A piece of work.

    Attributes
    ----------
    owner
        Who asked for it; who asks for several waits for the first of the others.
    work, args
        A function of a module, called in another process as ``work(atlas, *args, progress=…)``, and
        what can be sent there. `progress` is told parts done, parts in all, what is being done.
    data
        The atlas that it is of; None for a work that needs none, and for one that is over.
    name, mime
        Of the file it makes; empty where it makes none.
    form, zones
        What the log tells of a file: its format, and how many zones it shows.
    is_slow
        Whether nobody waits for it with empty hands: such ones leave a worker free for the others.
    reader
        Who looks at the page that asked for it, for the audit trail; None where whoever asked
        tells the trail.
    most
        How many pieces of its owner may be underway, where that is not what is usual.
    lease_s
        Seconds after which it ends unless somebody looks; 0 where it ends by its owner's leaving.
    state
        `WAITING`, `RUNNING`, `DONE`, `FAILED` or `CANCELLED`.
    done, of, what
        How far it is: parts done, parts in all (0 while unknown), what is being done.
    made
        What it made, once done.
    why
        Why it failed: a key of the strings ``making.why``; `LEFT` where nobody looked any more.
    refusal
        What the work itself refused, by language.
    number
        Of the error that ended it, as the log has it.
    status
        What a request of HTTP ends with, if it failed.
    worker
        The process that it is being made in.
    away_since
        Since when its owner is away.
    started
        When its worker was told of it, on the monotonic clock.
    """

    owner: str
    work: Callable[..., Any]
    args: tuple[Any, ...] = ()
    data: "Data | None" = field(default=None, repr=False)
    name: str = ""
    mime: str = ""
    form: str = ""
    zones: int | None = None
    is_slow: bool = False
    reader: audit.Reader | None = field(default_factory=audit.reader, repr=False)
    most: int = 0
    lease_s: float = 0.0
    state: str = WAITING
    done: int = 0
    of: int = 0
    what: str = ""
    made: Any = field(default=None, repr=False)
    why: str = ""
    refusal: Mapping[str, str] = field(default_factory=dict)
    number: str = ""
    status: int = 503
    started: float = field(default=0.0, repr=False)
    worker: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)
    away_since: float | None = field(default=None, repr=False)
    _seen: float = field(default_factory=time.monotonic, repr=False)
    _ended: threading.Event = field(default_factory=threading.Event, repr=False)
    _then: list[Callable[[], None]] = field(default_factory=list, repr=False)

    @property
    def is_over(self) -> bool:
        """Whether nothing more becomes of it."""
        return self.state in {DONE, FAILED, CANCELLED}

    @property
    def limit_s(self) -> float:
        """Seconds that it may take, once begun."""
        return SLOW_S if self.is_slow else QUICK_S

    def look(self) -> None:
        """Note that somebody still waits for it."""
        self._seen = time.monotonic()

    @property
    def is_left(self) -> bool:
        """Whether nobody has looked at it for so long that nobody will."""
        return bool(self.lease_s) and time.monotonic() - self._seen > self.lease_s

    def said(self, lang: str) -> str:
        """Say why there is no piece."""
        if self.refusal:
            return self.refusal[lang]
        if self.state == CANCELLED:
            return text("making.cancelled", lang)
        minutes = round(self.limit_s / 60)
        return text(f"making.why.{self.why}", lang, number=self.number, minutes=minutes)

    def then(self, call: Callable[[], None]) -> None:
        """Have something called at its end, in whatever thread; at once if it is over."""
        self._then.append(call)
        if self._ended.is_set():
            self._tell()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for its end; return whether it came."""
        return self._ended.wait(seconds)

    def ended(self) -> None:
        """Tell who waits that it is over."""
        self._ended.set()
        self._tell()

    def _tell(self) -> None:
        while self._then:
            try:
                call = self._then.pop()
            except IndexError:  # another thread was faster
                return
            call()


def result(job: Job) -> Any:  # noqa: ANN401 - what the work makes
    """
    Return what a job made, once it is over.

    Raises
    ------
    NotMadeError
        If there is nothing.
    """
    if job.state != DONE:
        raise NotMadeError(job)
    return job.made
