"""One process at a time: an advisory lock on a file, by what each system has."""

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from atlas.office.files import PRIVATE
from atlas.office.trail.errors import TrailError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]
    try:
        import msvcrt
    except ImportError:
        msvcrt = None  # type: ignore[assignment]
else:
    msvcrt = None  # type: ignore[assignment]

WAIT_S = 10.0  # whoever holds it longer than that is stopped, not at work
_AGAIN_S = 0.002
_HERE = threading.RLock()  # of this process: its threads wait for each other without asking a file


@contextlib.contextmanager
def held(file: Path, *, wait: float = WAIT_S) -> Iterator[None]:
    """
    Hold a lock as long as something is done.

    Parameters
    ----------
    file
        Stands for what is locked; it stays empty.
    wait
        Seconds that others are waited for.

    Raises
    ------
    TrailError
        If another process does not let go of it.
    OSError
        If the file cannot be made.
    """
    with _HERE:
        handle = opened(file, os.O_RDWR)
        try:
            _take(handle, file, time.monotonic() + wait)
            try:
                yield
            finally:
                _give(handle)
        finally:
            os.close(handle)


def opened(file: Path, way: int) -> int:
    """
    Open a file, which is its owner's alone where it is new.

    Parameters
    ----------
    file
        It.
    way
        As of `os.open`.
    """
    made = not file.exists()
    way |= getattr(os, "O_BINARY", 0)  # Windows would write other line ends
    # Where the superuser runs a command, a link of the service's own must not lead it elsewhere.
    way |= getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(file, way | os.O_CREAT, PRIVATE)
    # What the superuser makes is left to whoever owns the folder: the service has to write it.
    if made and hasattr(os, "geteuid") and hasattr(os, "chown") and os.geteuid() == 0:
        owner = file.parent.stat()
        with contextlib.suppress(OSError):
            os.chown(file, owner.st_uid, owner.st_gid)
    return handle


def _take(handle: int, file: Path, until: float) -> None:
    while True:
        try:
            if fcntl is not None:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            elif msvcrt is not None:
                os.lseek(handle, 0, os.SEEK_SET)
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:  # another holds it
            if time.monotonic() > until:
                raise TrailError("locked", file) from None
            time.sleep(_AGAIN_S)
        else:
            return


def _give(handle: int) -> None:
    if fcntl is not None:
        fcntl.flock(handle, fcntl.LOCK_UN)
    elif msvcrt is not None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
