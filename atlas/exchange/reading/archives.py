"""Look into zip archives from anywhere: what they hold, and that none of it is a trap."""

import zipfile
from pathlib import Path, PurePosixPath

from atlas.exchange.findings import ERROR, Finding, RefusedError
from atlas.exchange.guard.limits import Limits

_ENTRY = b"PK\x01\x02"  # what every entry of an archive's directory begins with
_LINK = 0xA  # what the attributes of a symbolic link begin with


def members(
    path: Path, limits: Limits, *, broken: str = "read.zip_broken"
) -> list[zipfile.ZipInfo]:
    """
    Return an archive's files after making sure that none is a trap.

    Parameters
    ----------
    path
        The archive.
    limits
        How much it may hold.
    broken
        What is said of one that is damaged.

    Raises
    ------
    RefusedError
        If it is damaged, holds too much, or what leads out of it.
    """
    # Counted before the directory is read: each of a million entries would become an object.
    n = path.read_bytes().count(_ENTRY)
    if n > limits.members:
        raise _wrong("read.members", n=n, most=limits.members)
    try:
        with zipfile.ZipFile(path) as archive:
            found = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise _wrong(broken) from None
    total = sum(member.file_size for member in found)
    packed = max(1, sum(member.compress_size for member in found))
    if total > limits.expanded or (total > 2**20 and total / packed > limits.ratio):
        raise _wrong("read.bomb", mb=total // 2**20)
    for member in found:
        name = PurePosixPath(member.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or ":" in member.filename:
            raise _wrong("read.path", value=member.filename)
        if member.external_attr >> 28 == _LINK:
            raise _wrong("read.path", value=member.filename)
        if member.flag_bits & 1:
            raise _wrong("read.encrypted", value=member.filename)
    return found


def _wrong(code: str, *, value: str = "", **values: object) -> RefusedError:
    return RefusedError(Finding(code, ERROR, value=value, values=values))


def name(member: zipfile.ZipInfo) -> str:
    """Return the name of an archive's file; Chinese programs write it in GBK without saying so."""
    if member.flag_bits & 0x800:  # it says that it is UTF-8
        return member.filename
    raw = member.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename
