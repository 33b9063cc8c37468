"""Read the chunks that a PNG is made of, and add some without touching its pixels."""

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEAD = len(SIGNATURE) + 25  # IHDR comes first and has 13 bytes of its own
_METRES_PER_INCH = 0.0254
_PER_METRE = 1  # pHYs: the unit is the metre


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """
    Yield the chunks of a PNG in order; of one that is cut short those that are there.

    Yields
    ------
    kind, body : bytes
        Four letters, and what the chunk holds.
    """
    at = len(SIGNATURE)
    while at + 12 <= len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        at += 12 + size


def chunk(kind: bytes, body: bytes) -> bytes:
    """Return a chunk as it stands in a file."""
    tagged = kind + body
    return struct.pack(">I", len(body)) + tagged + struct.pack(">I", zlib.crc32(tagged))


def added(png: bytes, *more: bytes) -> bytes:
    """Return a PNG with further chunks, ahead of its pixels."""
    return b"".join((png[:_HEAD], *more, png[_HEAD:]))


def with_resolution(png: bytes, dpi: float) -> bytes:
    """
    Return a PNG that says how large it is meant to be: Word and WPS go by it.

    Parameters
    ----------
    png
        Without a resolution so far.
    dpi
        Dots an inch.
    """
    across = round(dpi / _METRES_PER_INCH)
    return added(png, chunk(b"pHYs", struct.pack(">IIB", across, across, _PER_METRE)))
