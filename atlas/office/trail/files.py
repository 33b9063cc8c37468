"""The files of the trail: where they lie, one for each month, and how the last of them ends."""

import datetime as dt
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from atlas.office.place import state_folder
from atlas.office.trail import lines, lock
from atlas.office.trail.lines import Event

ENV = "ATLAS_AUDIT"
NAME = "atlas-audit.jsonl"
_BLOCK = 16 * 2**10


def place(environment: Mapping[str, str] = os.environ) -> Path:
    """
    Return what the files of the trail are called, before their months.

    Parameters
    ----------
    environment
        `ENV` names it; else it lies with all else that the processes of a machine share.
    """
    if named := environment.get(ENV, "").strip():
        return Path(named)
    return state_folder() / NAME


def of_month(path: Path, day: dt.date) -> Path:
    """Return the file of a month."""
    return path.with_name(f"{path.stem}-{day:%Y-%m}{path.suffix}")


def there(path: Path) -> list[Path]:
    """Return the files that there are, the oldest first."""
    form = re.compile(rf"{re.escape(path.stem)}-\d{{4}}-\d\d{re.escape(path.suffix)}")
    folder = path.parent
    if not folder.is_dir():
        return []
    return sorted(each for each in folder.iterdir() if form.fullmatch(each.name))


@dataclass(frozen=True, slots=True)
class End:
    """
    How a file ends, or all files up to it.

    Attributes
    ----------
    n
        Of the last whole line; 0 before the first.
    chain
        What the next line is tied to.
    open
        Whether its last line was broken off: what comes next begins a line of its own.
    bare
        Whether it has no whole line yet.
    """

    n: int = 0
    chain: str = lines.START
    open: bool = False
    bare: bool = True


def end(file: Path, before: End) -> End:
    """
    Return how a file ends; what was broken off counts as it lies there.

    Parameters
    ----------
    file
        One of the trail's.
    before
        How the file before it ends.
    """
    broken: list[bytes] = []
    last = None
    whole = True
    for n, line in enumerate(backwards(file)):
        if n == 0:
            whole = line == b""
            if whole:
                continue
        last = lines.parsed(line)
        if last:
            break
        broken.append(line)
    start = End(last[0].n, last[0].chain, bare=False) if last else before
    chain = start.chain
    for line in reversed(broken):
        chain = lines.tied_broken(chain, line)
    return End(start.n, chain, not whole, last is None)


def ended(found: Sequence[Path]) -> End:
    """Return how the trail ends whose files are these; no more is read than that takes."""
    needed: list[Path] = []
    for file in reversed(found):
        needed.insert(0, file)
        if not end(file, End()).bare:
            break
    last = End()
    for file in needed:
        last = end(file, last)
    return last


def backwards(file: Path) -> Iterator[bytes]:
    """Give the lines of a file from its end; the first is what stands behind its last line end."""
    with file.open("rb") as source:
        at, left = source.seek(0, os.SEEK_END), b""
        while at:
            step = min(_BLOCK, at)
            at -= step
            source.seek(at)
            first, *others = (source.read(step) + left).split(b"\n")
            yield from reversed(others)
            left = first
        yield left


def opened(file: Path) -> int:
    """Open a file to append to it, and to nothing else."""
    return lock.opened(file, os.O_WRONLY | os.O_APPEND)


def events(path: Path) -> Iterator[Event]:
    """Give all events from the oldest on; what is no line of the trail is left out."""
    for file in there(path):
        with file.open("rb") as source:
            for line in source:
                if found := lines.parsed(line.rstrip(b"\n")):
                    yield found[0]


def latest(path: Path, most: int) -> list[Event]:
    """Return the last events, the newest first; no more is read than that."""
    found: list[Event] = []
    for file in reversed(there(path)):
        for line in backwards(file):
            if each := lines.parsed(line):
                found.append(each[0])
                if len(found) == most:
                    return found
    return found
