"""How much of a file is taken; more is refused, before memory or time run out."""

from dataclasses import dataclass

MIB = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """
    The limits of what is read.

    Attributes
    ----------
    bytes, text
        Of a file, and of one that is text.
    pasted
        Characters of pasted coordinates.
    expanded, members, ratio
        Of an archive: bytes it expands to, files in it, how many times larger they may be.
    rows, columns, cells, cell, vertices
        Of a table, in all, and of its shapes; characters of a cell.
    corners, nested
        Of one shape: its points, and how deep collections may stand within each other.
    lines
        Of a red-line file: a corner or a plot each.
    memory, seconds, written, answer
        Of the process that reads: bytes, seconds of the processor, bytes of a file that it
        writes, characters of what it answers.
    """

    bytes: int = 64 * MIB
    text: int = 24 * MIB
    pasted: int = 200_000
    expanded: int = 400 * MIB
    members: int = 200
    ratio: int = 200
    rows: int = 100_000
    columns: int = 200
    cells: int = 2_000_000
    cell: int = 10_000
    vertices: int = 2_000_000
    corners: int = 200_000
    nested: int = 4
    lines: int = 200_000
    memory: int = 1024 * MIB
    seconds: int = 60
    written: int = 400 * MIB
    answer: int = 80 * MIB


LIMITS = Limits()
