"""Append to the trail: safe among processes and threads, and on the disk before it counts."""

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from atlas.office.trail import files, lines, lock
from atlas.office.trail.errors import TrailError
from atlas.office.trail.files import End

BEGIN, CUT = "begin", "cut"  # events of the trail itself
_TAIL = len('"}\n') + len(lines.START)


@dataclass(frozen=True, slots=True)
class _Known:
    """How a file ended after this process last wrote it."""

    size: int
    end: End


class Trail:
    """
    The trail of an office.

    Parameters
    ----------
    path
        As of `files.place`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: dict[Path, _Known] = {}

    def append(self, events: Sequence[Mapping[str, Any]], *, durable: bool = True) -> int:
        """
        Append events, all of them in the order given.

        Parameters
        ----------
        events
            Each by the names of `lines.FIELDS`, but for its number.
        durable
            Whether to wait until the disk has them.

        Returns
        -------
        int
            The number of the last.

        Raises
        ------
        TrailError
            If they cannot be written.
        """
        try:
            with lock.held(self.path.with_suffix(".lock")):
                return self._append(events, durable=durable)
        except OSError as error:
            raise TrailError.of(error, self.path) from error

    def _append(self, events: Sequence[Mapping[str, Any]], *, durable: bool) -> int:
        found = files.there(self.path)
        file = files.of_month(self.path, dt.datetime.now().astimezone().date())
        # Where the clock was set back the newest file goes on: no line comes before another.
        if found and found[-1] > file:
            file = found[-1]
        before = [each for each in found if each < file]
        end, cut = self._end(file, before)
        content = b"\n" if end.open else b""
        first: list[dict[str, Any]] = []
        if end.bare:
            first.append(told(BEGIN, _after(before, end)))
        if cut is not None:
            first.append(told(CUT, {"known": cut.n, "chain": cut.chain}))
        n, chain = end.n, end.chain
        for each in (*first, *events):
            n += 1
            line, chain = lines.written({"n": n} | {name: each[name] for name in _GIVEN}, chain)
            content += line
        self._write(file, content, durable=durable)
        self._known = {file: _Known(file.stat().st_size, End(n, chain, bare=False))}
        return n

    def _end(self, file: Path, before: Sequence[Path]) -> tuple[End, End | None]:
        """Return how the trail ends, and how this process knew it to if somebody cut it since."""
        known = self._known.get(file)
        size = file.stat().st_size if file.exists() else -1
        if known and size >= known.size and _stands(file, known):
            if size == known.size:
                return known.end, None
            return files.end(file, known.end), None
        cut = next((each.end for name, each in self._known.items() if _is_cut(name, each)), None)
        end = files.ended([*before, *([file] if size >= 0 else [])])
        return (end if size >= 0 else End(end.n, end.chain)), cut

    def _write(self, file: Path, content: bytes, *, durable: bool) -> None:
        handle = files.opened(file)
        try:
            while content:
                content = content[os.write(handle, content) :]
            if durable:
                os.fsync(handle)
        finally:
            os.close(handle)


_GIVEN = lines.FIELDS[1:]


def told(
    event: str,
    what: Mapping[str, object] | None = None,
    *,
    outcome: str = "done",
    who: str = "",
    source: str = "",
) -> dict[str, Any]:
    """Return an event as it happens now; what is None or empty is left out of the rest."""
    rest = {name: each for name, each in (what or {}).items() if each is not None and each != ""}
    return {
        "time": dt.datetime.now().astimezone().isoformat(timespec="milliseconds"),
        "event": event,
        "outcome": outcome,
        "who": who,
        "source": source,
        "what": rest,
    }


def _after(before: Sequence[Path], end: End) -> dict[str, Any]:
    return {"after": before[-1].name, "chain": end.chain} if before else {}


def _stands(file: Path, known: _Known) -> bool:
    """Return whether what this process wrote last is still there."""
    with file.open("rb") as source:
        source.seek(max(0, known.size - _TAIL))
        return source.read(len(lines.START)) == known.end.chain.encode()


def _is_cut(file: Path, known: _Known) -> bool:
    return not file.exists() or file.stat().st_size < known.size or not _stands(file, known)
