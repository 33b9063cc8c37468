"""Write a file whole: it takes its name, or another's place, only when all of it is there."""

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

PREFIX = ".atlas-"  # of the folder beside a file in which it is made


def _is_stream(path: Path) -> bool:
    """Tell whether a path is a pipe, a terminal or a device, which only take what is written."""
    return path.exists() and not path.is_file() and not path.is_dir()


@contextlib.contextmanager
def _drafting(path: Path) -> Iterator[tuple[Path, Path]]:
    """Give the path of a draft in a folder of its own, and the real place of the file."""
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=PREFIX) as folder:
        yield Path(folder) / target.name, target


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
