"""Ask the atlas from a terminal: ``python -m atlas zones | links | indicators | check``."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

import pandas as pd

from atlas import export
from atlas.errors import AtlasFileError, SelectionError
from atlas.export import EXPORTERS
from atlas.i18n import LANGS, text
from atlas.load import Atlas, load
from atlas.selection import FLAGS, Selection, clean
from geodata import schema

OK, FAILED, WRONG_USE = 0, 1, 2
BROKEN_PIPE = 141  # what a shell reports for a program that SIGPIPE ended
TABLES = ("csv", "json")  # formats of a table without positions
BINARY = ("xlsx", "gpkg")
SINGLE = ("min-grade", "scheme")  # flags that hold one value
LINKS_MIN_GRADE = "weak"  # a list of links shows them all unless asked


class UseError(ValueError):
    """What was asked cannot be done; the message says why, the code is the exit code."""

    def __init__(self, message: str, *, code: int = WRONG_USE) -> None:
        super().__init__(message)
        self.code = code


class _Parser(argparse.ArgumentParser):
    """A parser whose complaint goes the way of all others, in the chosen language."""

    def error(self, message: str) -> NoReturn:
        raise argparse.ArgumentError(None, message)


def _parser(lang: str) -> argparse.ArgumentParser:
    def say(key: str, **values: object) -> str:
        return text(f"cli.{key}", lang, **values)

    def given(value: str) -> str:
        if not clean(value):
            raise argparse.ArgumentTypeError(say("blank"))
        return value

    def file(value: str) -> Path:
        return Path(given(value))

    parser = _Parser(prog="python -m atlas", description=say("about"), allow_abbrev=False)
    parser.add_argument("--lang", choices=LANGS, default=lang, help=say("lang"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, summary: str, *formats: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=summary, description=summary, allow_abbrev=False)
        sub.add_argument("--lang", choices=LANGS, default=lang, help=say("lang"))
        if formats:
            sub.add_argument("--format", type=given, help=say("format", formats=" ".join(formats)))
            sub.add_argument("-o", "--output", type=file, metavar="FILE", help=say("output"))
        sub.set_defaults(formats=formats)
        return sub

    zones = command("zones", say("zones"), *EXPORTERS)
    links = command("links", say("links"), *TABLES)
    command("indicators", say("indicators"), *TABLES)
    command("check", say("check"))
    helps = {"text": say("text"), "industry-contains": say("contains")}
    for sub, weakest in ((zones, Selection().min_grade), (links, LINKS_MIN_GRADE)):
        single = {"min-grade": say("min_grade", default=weakest), "scheme": say("scheme")}
        for flag in FLAGS:
            sub.add_argument(
                f"--{flag}",
                action="append",
                type=given,
                metavar=text(f"flag.{flag}", lang),
                help=helps.get(flag, say("values")),
            )
        for flag, summary in single.items():
            sub.add_argument(
                f"--{flag}",
                action="append",
                type=given,
                metavar=text(f"flag.{flag}", lang),
                help=summary,
            )
    return parser


def _language(argv: Sequence[str]) -> str:
    """Return the language asked for, before anything is said in it."""
    early = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    early.add_argument("--lang", default=LANGS[0])
    try:
        lang = early.parse_known_args(argv)[0].lang
    except argparse.ArgumentError:  # --lang without a value: the full parser says so
        return LANGS[0]
    return lang if lang in LANGS else LANGS[0]


def _format(args: argparse.Namespace) -> str:
    """Return the format asked for: by name, by the file's suffix, else CSV."""
    suffix = args.output.suffix.lower().lstrip(".") if args.output else ""
    wanted = args.format or (suffix if suffix in args.formats else "csv")
    if wanted not in args.formats:
        formats = ", ".join(args.formats)
        raise UseError(text("cli.unknown_format", args.lang, format=wanted, formats=formats))
    if wanted in BINARY and not args.output and sys.stdout.isatty():
        raise UseError(text("cli.terminal", args.lang, format=wanted))
    return wanted


def _selection(args: argparse.Namespace, atlas: Atlas, **defaults: str) -> Selection:
    flags = (*FLAGS, *SINGLE)
    given = {flag: getattr(args, flag.replace("-", "_")) for flag in flags}
    asked = {flag: value for flag, value in given.items() if value is not None}
    for flag in SINGLE:
        values = clean(asked.get(flag, ()))
        if len(values) > 1:
            raise UseError(text("cli.twice", args.lang, flag=flag, values=", ".join(values)))
    return Selection.from_params(defaults | asked, atlas)


def _table(table: pd.DataFrame, *, wanted: str) -> bytes:
    """Return a table as CSV without byte order mark, or as JSON."""
    if wanted == "csv":
        return export.csv_text(table).encode()
    return export.json_text(table.to_dict("records")).encode()


def _zones(args: argparse.Namespace) -> bytes:
    wanted, atlas = _format(args), load()
    selection = _selection(args, atlas)
    zones = selection.apply(atlas)
    if wanted == "csv":
        # Programs read this one: no byte order mark, no guard against spreadsheets.
        return _table(export.rows(atlas, zones, selection), wanted=wanted)
    return export.write(atlas, zones, selection, format=wanted)


def _links(args: argparse.Namespace) -> bytes:
    wanted, atlas = _format(args), load()
    selection = _selection(args, atlas, **{"min-grade": LINKS_MIN_GRADE})
    return _table(export.link_rows(atlas, selection.apply(atlas), selection), wanted=wanted)


def _indicators(args: argparse.Namespace) -> bytes:
    wanted = _format(args)
    return _table(export.indicator_rows(load()), wanted=wanted)


def _check(args: argparse.Namespace) -> bytes:
    problems = schema.problems()
    if not problems:
        return f"{text('cli.fine', args.lang)}\n".encode()
    for problem in problems:
        print(problem.text(args.lang))
    raise UseError(text("cli.problems", args.lang, n=len(problems)), code=FAILED)


COMMANDS: dict[str, Callable[[argparse.Namespace], bytes]] = {
    "zones": _zones,
    "links": _links,
    "indicators": _indicators,
    "check": _check,
}


def _deliver(content: bytes, args: argparse.Namespace) -> None:
    output = getattr(args, "output", None)
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    if not output.parent.is_dir():
        message = text("cli.no_folder", args.lang, folder=output.parent)
        raise UseError(message, code=FAILED)
    try:
        output.write_bytes(content)
    except OSError as error:
        message = text("cli.cannot_write", args.lang, path=output, reason=error.strerror)
        raise UseError(message, code=FAILED) from error


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run one command.

    Parameters
    ----------
    argv
        Arguments without the program's name; those of the process unless given.

    Returns
    -------
    int
        Exit code: 0 done, 1 failed, 2 wrong use.
    """
    argv = sys.argv[1:] if argv is None else argv
    lang = _language(argv)
    try:
        args = _parser(lang).parse_args(argv)
        _deliver(COMMANDS[args.command](args), args)
    except SelectionError as error:
        for value in error.unknown:
            print(value.message(lang, flags=True), file=sys.stderr)
        return WRONG_USE
    except argparse.ArgumentError as error:
        print(text("cli.usage", lang, message=error), file=sys.stderr)
        return WRONG_USE
    except UseError as error:
        print(error, file=sys.stderr)
        return error.code
    except AtlasFileError as error:
        print(text("cli.cannot_read", lang, reason=error), file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # The reader (head, less) has seen enough. Python flushes stdout once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    return OK
