"""Pack a PDF's small objects: thousands of tags weigh a tenth of what they do as plain text."""

import re
import zlib

FULL = 500  # objects of a stream: a reader unpacks one to read any of them
_ENTRY = re.compile(rb"(\d{10}) \d{5} n")
_HEAD = re.compile(rb"\s*(\d+) 0 obj\s*")
_TRAILER = re.compile(rb"trailer\s*<<(.*)>>\s*startxref\s+(\d+)\s+%%EOF\s*$", re.DOTALL)
_SIZE = re.compile(rb"/Size (\d+)")


def packed(pdf: bytes) -> bytes:
    """
    Return a PDF with its objects in compressed streams, as PDF has them since version 1.5.

    Parameters
    ----------
    pdf
        As typst writes it: one section, one plain table of references, no encryption.

    Returns
    -------
    bytes
        The same objects under the same numbers; what is no such PDF stays as it is.
    """
    end = _TRAILER.search(pdf)
    if end is None:
        return pdf
    table = int(end[2])
    starts = sorted(int(entry[1]) for entry in _ENTRY.finditer(pdf, table, end.start()))
    size = _SIZE.search(end[1])
    if not starts or size is None:
        return pdf
    body, small = bytearray(pdf[: starts[0]]), []
    rows: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}  # kind, place, place in a stream
    for start, after in zip(starts, [*starts[1:], table], strict=True):
        head = _HEAD.match(pdf, start)
        if head is None:
            return pdf
        held = pdf[head.end() : after].rstrip().removesuffix(b"endobj").rstrip()
        if held.endswith(b"endstream"):
            rows[int(head[1])] = (1, len(body), 0)
            body += pdf[start:after]
        else:
            small.append((int(head[1]), held))
    number = int(size[1])
    for first in range(0, len(small), FULL):
        part = small[first : first + FULL]
        rows |= {own: (2, number, place) for place, (own, _) in enumerate(part)}
        rows[number] = (1, len(body), 0)
        body += _stream(number, b"/Type/ObjStm", *_objects(part))
        number += 1
    rows[number] = (1, len(body), 0)
    free = (0, 0, 65535)
    listed = b"".join(
        kind.to_bytes(1) + place.to_bytes(5) + inner.to_bytes(2)
        for kind, place, inner in (rows.get(each, free) for each in range(number + 1))
    )
    more = _SIZE.sub(b"", end[1]) + b"/Type/XRef/W[1 5 2]/Size %d" % (number + 1)
    at = len(body)
    body += _stream(number, more, b"", listed)
    return bytes(body + b"startxref\n%d\n%%%%EOF\n" % at)


def _objects(part: list[tuple[int, bytes]]) -> tuple[bytes, bytes]:
    """Return what a stream of objects says of itself, and its bytes: first where each begins."""
    places, at = [], 0
    for own, held in part:
        places.append(b"%d %d" % (own, at))
        at += len(held) + 1
    head = b" ".join(places) + b"\n"
    held = b"".join(held + b"\n" for _, held in part)
    return b"/N %d/First %d" % (len(part), len(head)), head + held


def _stream(number: int, says: bytes, more: bytes, held: bytes) -> bytes:
    data = zlib.compress(held, 9)
    dictionary = says + more + b"/Filter/FlateDecode/Length %d" % len(data)
    return b"%d 0 obj\n<<%b>>\nstream\n%b\nendstream\nendobj\n" % (number, dictionary, data)
