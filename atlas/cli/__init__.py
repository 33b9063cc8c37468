"""Ask the atlas from a terminal: ``python -m atlas zones | compare | cite | snapshot | …``."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import NoReturn

from atlas.cli import standard
from atlas.cli.arguments import Command, Task
from atlas.i18n import LANGS, text
from atlas.i18n.errors import WRONG_USE, AtlasError

OK = 0
INTERRUPTED = 130  # what a shell reports for a program that Ctrl-C ended
BROKEN_PIPE = 141  # the same, SIGPIPE
# Group of commands -> its module's commands, each with the string that sums it up. The module is
# imported where one of them is asked for: nobody waits for what only others need.
GROUPS = {
    "zones": {
        "zones": "cli.zones",
        "export": "intake.use.export",
        "parks": "cli.parks",
        "positions": "cli.positions",
        "links": "cli.links",
        "columns": "cli.columns",
        "indicators": "cli.indicators",
        "check": "cli.check",
    },
    "questions": {
        "compare": "cli.compare",
        "similar": "cli.similar",
        "nearest": "cli.nearest",
        "gaps": "cli.gaps",
        "strength": "cli.strength",
        "sizes": "cli.sizes",
        "cite": "cli.cite",
        "changes": "cli.changes",
    },
    "drawing": {"snapshot": "cli.snapshot", "book": "cli.book", "verify": "cli.verify"},
    "kept": {"collection": "kept.cli.collection"},
    "data": {
        "import": "intake.use.import",
        "history": "intake.use.history",
        "undo": "intake.use.undo",
        "store": "intake.use.store",
    },
    "trail": {"trail": "trail.cli.about"},
}


class _Parser(argparse.ArgumentParser):
    """A parser whose complaint goes the way of all others, in the chosen language."""

    def error(self, message: str) -> NoReturn:
        raise argparse.ArgumentError(None, message)


def _pandas_without_arrow() -> None:
    """
    Import pandas as it is where there is no Arrow.

    With Arrow it takes 36 MB more and a sixth of a question's time, for texts of which there are
    some thousands. What writes files of Arrow's imports it itself.
    """
    if sys.modules.keys() & {"pandas", "pyarrow"}:
        return
    sys.modules["pyarrow"] = None  # type: ignore[assignment]  # so Python tells that there is none
    importlib.import_module("pandas")
    del sys.modules["pyarrow"]


def task(name: str) -> Task:
    """Return a command by its name; what it needs is imported now."""
    _pandas_without_arrow()
    group = next(group for group, commands in GROUPS.items() if name in commands)
    commands: dict[str, Task] = importlib.import_module(f"atlas.cli.{group}").COMMANDS
    return commands[name]


def _parser(lang: str, asked: str) -> argparse.ArgumentParser:
    """Return the parser of all commands, of which the one asked for has its arguments."""
    parser = _Parser(
        prog="python -m atlas", description=text("cli.about", lang), allow_abbrev=False
    )
    parser.add_argument("--lang", choices=LANGS, default=lang, help=text("cli.lang", lang))
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, key in (each for group in GROUPS.values() for each in group.items()):
        summary = text(key, lang)
        sub = commands.add_parser(name, help=summary, description=summary, allow_abbrev=False)
        sub.add_argument("--lang", choices=LANGS, default=lang, help=text("cli.lang", lang))
        if name == asked:
            task(name).add(Command(sub, lang))
    return parser


def _early(argv: Sequence[str]) -> tuple[str, str]:
    """Return the language and the command asked for, before anything is said or imported."""
    early = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    early.add_argument("--lang", default=LANGS[0])
    early.add_argument("command", nargs="?", default="")
    try:
        found = early.parse_known_args(argv)[0]
    except argparse.ArgumentError:  # --lang without a value: the full parser says so
        return LANGS[0], next((each for each in argv if not each.startswith("-")), "")
    return found.lang if found.lang in LANGS else LANGS[0], found.command


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
        Exit code: 0 done, 1 failed, 2 wrong use, 130 interrupted.
    """
    argv = sys.argv[1:] if argv is None else argv
    lang, asked = _early(argv)
    try:
        return _run(argv, lang, asked)
    except KeyboardInterrupt:
        print(text("cli.interrupted", lang), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        standard.silence()  # the reader (head, less) has seen enough
        return BROKEN_PIPE


def _run(argv: Sequence[str], lang: str, asked: str) -> int:
    """Run one command; say what went wrong, if anything did, and return the exit code."""
    args = None
    try:
        args = _parser(lang, asked).parse_args(argv)
        _answer(args)
    except argparse.ArgumentError as error:
        print(text("cli.usage", lang, message=error), file=sys.stderr)
        return WRONG_USE
    except AtlasError as error:
        # What a database itself says comes before what it means.
        for said in (getattr(error, "detail", ""), error.on_terminal(lang)):
            if said:
                print(said, file=sys.stderr)
        return error.exit_code
    return OK


def _answer(args: argparse.Namespace) -> None:
    """Run the command and deliver what it answers, good or bad."""
    from atlas.cli.output import Unsettled, deliver, refused  # noqa: PLC0415 - see `GROUPS`

    try:
        answer = task(args.command).run(args)
    except OSError as error:
        raise refused(error) from error
    except Unsettled as unsettled:
        deliver(unsettled.report, args)
        raise
    if answer:  # what a command makes itself is in its place
        deliver(answer, args)
