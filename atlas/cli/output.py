"""What commands answer: as lines or as a table, in a format, to a file or to standard output."""

import argparse
import contextlib
import errno
import math
import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from atlas.cli import standard
from atlas.exchange import writing
from atlas.exchange.writing import EXPORTERS
from atlas.i18n import text
from atlas.i18n.errors import FAILED, WRONG_USE, AtlasError, Said, UseError
from atlas.plan.voice import Voice
from atlas.selection.selection import Selection
from geodata import files

TABLES = ("csv", "json")  # formats of a table without positions
MARKDOWN = "md"
BINARY = ("xlsx", "gpkg", "shp", "parquet")
WIDE = {"W", "F"}  # characters that take two columns of a terminal
SIGNS = re.compile(r"([\\\\`*_{}\[\]<>#|~])")  # that mean something in Markdown
WRITTEN = ("text", MARKDOWN)  # formats of an answer's lines
ANSWERS = ("text", *TABLES)  # formats of an answer: lines to read unless asked
# What a disk refuses -> the string that says so; anything else in the system's own words.
REFUSED = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EROFS: "read_only",
    errno.EACCES: "denied",
    errno.EPERM: "denied",
}
# An answer ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """
    An answer.

    Attributes
    ----------
    table
        Stable columns; several values of a cell as a tuple.
    lines
        The same for people to read.
    """

    table: pd.DataFrame
    lines: tuple[str, ...]


def _nothing(_lang: str) -> str:
    return ""


class Unsettled(AtlasError):  # noqa: N818 - no error of the command: what it asked is not good
    """An answer that something is wrong with the files; it goes where answers go."""

    def __init__(self, report: bytes, said: Said = _nothing, /, **values: object) -> None:
        self.report = report
        super().__init__(said, **values)


def width(words: str) -> int:
    """Return how many columns of a terminal some words take."""
    return sum(2 if unicodedata.east_asian_width(char) in WIDE else 1 for char in words)


def aligned(rows: Iterable[Sequence[str]], *, right: Iterable[int] = ()) -> list[str]:
    """
    Return rows as lines, their columns below each other.

    Parameters
    ----------
    rows
        Cells, as many in each.
    right
        Columns of numbers, flush right.
    """
    rows, flush = [list(row) for row in rows], {*right}
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = []
        for n, (cell, room) in enumerate(zip(row, widths, strict=True)):
            blanks = " " * (room - width(cell))
            cells.append(blanks + cell if n in flush else cell + blanks)
        lines.append("  ".join(cells).rstrip())
    return lines


def in_markdown(rows: Iterable[Sequence[str]]) -> list[str]:
    """Return rows as the lines of a table in Markdown, the first its heads; no cell is markup."""
    lines = ["| " + " | ".join(map(escaped, row)) + " |" for row in rows]
    ruler = "|" + " --- |" * (lines[0].count(" | ") + 1)
    return [lines[0], ruler, *lines[1:]]


def escaped(words: str) -> str:
    """Return words as Markdown shows them, whatever signs they hold."""
    return SIGNS.sub(r"\\\1", " ".join(words.split()))


def indented(lines: Iterable[str], *, by: int = 2) -> list[str]:
    """Return lines moved to the right."""
    return [" " * by + line for line in lines]


def grade_note(say: Voice, selection: Selection) -> str:
    """Say which links count."""
    return say("from_grade", grade=text(f"grade.{selection.min_grade}", say.lang))


# Its format ---------------------------------------------------------------------------------------


def format_of(args: argparse.Namespace) -> str:
    """Return the format asked for: by name, by the file's suffix, else the command's first."""
    suffix = args.output.suffix.lower() if args.output else ""
    by_suffix = {each.suffix: each.name for each in EXPORTERS.values()}
    named = by_suffix.get(suffix, suffix.lstrip("."))
    # An answer in words is a text whatever its file is called.
    unsaid = args.formats[0] if not suffix or "text" in args.formats else named
    wanted = args.format or (named if named in args.formats else unsaid)
    if wanted not in args.formats:
        formats = ", ".join(args.formats)
        raise UseError("cli.unknown_format", format=wanted, formats=formats)
    if wanted in BINARY and not args.output and sys.stdout.isatty():
        raise UseError("cli.terminal", format=wanted)
    if wanted == "shp" and suffix not in {"", EXPORTERS["shp"].suffix}:
        raise UseError("writing.shp_suffix", path=args.output)
    return wanted


def table(rows: pd.DataFrame, *, wanted: str) -> bytes:
    """Return a table as CSV without byte order mark, or as JSON."""
    if wanted == "csv":
        return writing.csv_text(rows).encode()
    return writing.json_text(rows.to_dict("records")).encode()


def _plain(cell: object) -> object:
    """Return a cell as CSV has it: values joined, no idle digits."""
    if isinstance(cell, float):
        return "" if math.isnan(cell) else f"{cell:.10g}"
    return "|".join(cell) if isinstance(cell, tuple) else cell


def said(args: argparse.Namespace, answer: Answer) -> bytes:
    """Return an answer in the format asked for."""
    wanted, cells = format_of(args), answer.table
    if wanted in WRITTEN:
        return ("\n".join(answer.lines) + "\n").encode()
    return measured(cells, wanted=wanted)


def measured(rows: pd.DataFrame, *, wanted: str) -> bytes:
    """Return a table of figures as `table` does: no idle digits, nothing where there is none."""
    if wanted == "csv":
        return table(rows.map(_plain), wanted=wanted)
    # JSON knows no number that is none.
    return table(rows.astype(object).where(rows.notna(), None), wanted=wanted)


def suffix_of(args: argparse.Namespace, known: Sequence[str]) -> str:
    """Return the format that the output's suffix names."""
    if args.output is None:
        raise UseError("cli.no_output")
    wanted = args.output.suffix.lower().lstrip(".")
    if wanted not in known:
        formats = ", ".join(known)
        raise UseError("cli.unknown_format", format=wanted, formats=formats)
    return wanted


# Where it goes -----------------------------------------------------------------------------------


@contextlib.contextmanager
def _told(path: Path, exit_code: int) -> Iterator[None]:
    """Whatever the file system refuses is said, and what would be right."""
    try:
        if path.is_dir():
            raise UseError("cli.is_folder", path=path, exit_code=exit_code)
        if not path.parent.is_dir():
            raise UseError("cli.no_folder", folder=path.parent, exit_code=exit_code)
        yield
    except OSError as error:
        raise _unwritten(path, error, exit_code) from error


def _unwritten(path: object, error: OSError, exit_code: int) -> UseError:
    known = REFUSED.get(error.errno or 0)
    reason = partial(text, f"cli.disk.{known}") if known else error.strerror
    return UseError("cli.cannot_write", path=path, reason=reason, exit_code=exit_code)


def refused(error: OSError) -> Exception:
    """Return what to say of a disk that refuses a file on the way to an answer, or the error."""
    if error.errno not in REFUSED:
        return error
    return _unwritten(error.filename or tempfile.gettempdir(), error, FAILED)


def refuse_unwritable(path: Path) -> None:
    """
    Tell of a path that cannot be written before a long drawing; leave nothing there.

    Raises
    ------
    UseError
        If it cannot be written.
    """
    with _told(path, WRONG_USE):
        files.refuse_unwritable(path)


def put(content: bytes, path: Path, *, exit_code: int = WRONG_USE) -> None:
    """
    Write a file whole: it takes its name, or another's place, only when all of it is there.

    Parameters
    ----------
    content
        All of it.
    path
        The file.
    exit_code
        Of the command, if it cannot be written.

    Raises
    ------
    UseError
        If it cannot be written; what was there before stays.
    """
    with _told(path, exit_code):
        files.write(path, content)


def deliver(content: bytes, args: argparse.Namespace) -> None:
    """
    Write an answer where it is asked for: to a file, or to standard output.

    Raises
    ------
    UseError
        If it cannot be written whole.
    """
    output = getattr(args, "output", None)
    if output is not None:
        put(content, output, exit_code=FAILED)
        return
    try:
        standard.write(content)
    except BrokenPipeError:
        raise
    except OSError as error:
        standard.silence()
        raise _unwritten(partial(text, "cli.standard_output"), error, FAILED) from error
