"""
Write a file whole: it takes its name, or another's place, only when all of it is there.

What it is made in is a folder that goes with whoever makes it: a process that is killed leaves it,
and the next one that makes such a folder in the same place takes it away.
"""

import contextlib
import errno
import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PREFIX = ".atlas-draft-"  # of the folder beside a file in which it is made
TEMPORARY = "atlas-scratch-"  # of a folder among the system's temporary ones
# As `tempfile` ends a name: nobody's own folder is taken for one of ours.
_OURS = re.compile(f"({re.escape(PREFIX)}|{re.escape(TEMPORARY)})[a-z0-9_]{{8}}")
# What libraries that write files themselves call any trouble: pyogrio's, sqlite3's.
_UNWRITTEN = ("DataSourceError", "DataLayerError", "FeatureError", "OperationalError")
_ROOM = 4 * 2**20  # bytes; with fewer left, and a bit of it given back, such trouble is a full disk
_UNKNOWN = -1  # instead of a lock, where the system or the disk has none
_LEFT_S = 86_400.0  # after which a folder is taken for one left behind, where there are no locks


def _is_stream(path: Path) -> bool:
    """Tell whether a path is a pipe, a terminal or a device, which only take what is written."""
    return path.exists() and not path.is_file() and not path.is_dir()


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """
    Give a folder among the system's temporary ones, which goes with the block.

    Raises
    ------
    OSError
        If none can be made, or the disk is full: whatever the library called it that wrote there.
    """
    with _folder(Path(tempfile.gettempdir()), TEMPORARY) as folder:
        yield folder


def sweep(where: Path | None = None) -> int:
    """
    Take away the folders that processes which were killed have left.

    Parameters
    ----------
    where
        The folder that they are in; by default that of the system's temporary ones.

    Returns
    -------
    int
        How many there were.
    """
    taken = 0
    with contextlib.suppress(OSError):  # a folder that may be written need not be readable
        for each in os.scandir(where or tempfile.gettempdir()):
            if _OURS.fullmatch(each.name) and each.is_dir(follow_symlinks=False):
                taken += _take_away(Path(each.path))
    return taken


@contextlib.contextmanager
def _folder(parent: Path, prefix: str) -> Iterator[Path]:
    sweep(parent)
    folder, lock = _made(parent, prefix)
    try:
        yield folder
    except Exception as error:
        if type(error).__name__ in _UNWRITTEN and shutil.disk_usage(parent).free < _ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(parent)) from error
        raise
    finally:
        # On Windows a child that has just ended may still stand in it.
        shutil.rmtree(folder, ignore_errors=True)
        if lock != _UNKNOWN:
            os.close(lock)


def _made(parent: Path, prefix: str) -> tuple[Path, int]:
    """Make a folder and hold it."""
    while True:
        folder = Path(tempfile.mkdtemp(dir=parent, prefix=prefix))
        lock = _lock(folder)
        if lock is not None:
            return folder, lock
        # Another process came between the two and took it for one left behind.


def _lock(folder: Path) -> int | None:
    """Hold a folder as long as this process lives; None where another holds it or it is gone."""
    try:
        import fcntl  # noqa: PLC0415 - POSIX only
    except ImportError:
        return _UNKNOWN
    try:
        lock = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(lock), folder.stat()):
            return lock
    except (BlockingIOError, FileNotFoundError):
        pass
    except OSError:  # a disk without locks, as some of a network are
        os.close(lock)
        return _UNKNOWN
    os.close(lock)
    return None


def _take_away(folder: Path) -> bool:
    """Remove a folder of ours that nobody holds; return whether it was one."""
    with contextlib.suppress(OSError):
        made = folder.lstat()
        if hasattr(os, "getuid") and made.st_uid != os.getuid():
            return False
        lock = _lock(folder)
        # A clock that was set back makes what is old come from the future.
        if lock is None or (lock == _UNKNOWN and abs(time.time() - made.st_mtime) < _LEFT_S):
            return False
        try:
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            if lock != _UNKNOWN:
                os.close(lock)
        return True
    return False


@contextlib.contextmanager
def _drafting(path: Path) -> Iterator[tuple[Path, Path]]:
    """Give the path of a draft in a folder of its own, and the real place of the file."""
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    with _folder(target.parent, PREFIX) as folder:
        yield folder / target.name, target


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """
    Give the path of a draft; once the block is left without an error, it takes the file's place.

    The draft is made in a folder of its own beside the file, so that it is on the same disk and
    what a writer leaves beside it goes too. It has the permissions of the file that it replaces,
    or those of any new file. A link keeps leading where it leads.

    Parameters
    ----------
    path
        The file.

    Yields
    ------
    Path
        Of a file that is not there yet, with the name of the one that it will be.

    Raises
    ------
    OSError
        If the folder is missing or may not be written to, the disk is full, or the file is a
        folder or may not be written; the old file stays as it was.
    """
    with _drafting(path) as (draft, target):
        yield draft
        if target.exists():
            draft.chmod(stat.S_IMODE(target.stat().st_mode))
        draft.replace(target)


def write(path: Path, content: bytes) -> None:
    """
    Write a file whole; into a pipe or a device the bytes go as they are.

    Parameters
    ----------
    path
        The file.
    content
        All of it.

    Raises
    ------
    OSError
        As `replacing` does.
    """
    if _is_stream(path):
        path.write_bytes(content)
        return
    with replacing(path) as draft:
        draft.write_bytes(content)


def refuse_unwritable(path: Path) -> None:
    """
    Try whether a file can be written, and leave nothing there.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    OSError
        As `replacing` does.
    """
    if not _is_stream(path):
        with _drafting(path):
            pass
