"""What the arguments of commands have in common: formats, files, editions, flags that select."""

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from atlas.i18n import text
from atlas.model.names import clean
from atlas.selection.flags import FLAGS

SINGLE = ("min-grade", "scheme")  # flags that hold one value


@dataclass(frozen=True, slots=True)
class Command:
    """
    A command that is given its arguments.

    Attributes
    ----------
    parser
        Of its arguments.
    lang
        Of their help.
    """

    parser: argparse.ArgumentParser
    lang: str

    def say(self, key: str, **values: object) -> str:
        """Return one of the strings of the command line."""
        return text(f"cli.{key}", self.lang, **values)

    def given(self, value: str) -> str:
        """Return a value that is not blank."""
        if not clean(value):
            raise argparse.ArgumentTypeError(self.say("blank"))
        return value

    def word(self, value: str) -> str:
        """Return a value as a selection's values are: what a message repeats is printable."""
        return " ".join(clean(self.given(value)))

    def file(self, value: str) -> Path:
        """Return a path."""
        return Path(self.given(value))

    def takes_formats(self, formats: Iterable[str]) -> None:
        """Let it answer in formats, the first unless asked, to a file if asked."""
        formats = tuple(formats)
        summary = self.say("format", formats=" ".join(formats))
        self.parser.add_argument("--format", type=self.given, help=summary)
        self.parser.add_argument(
            *("-o", "--output"), type=self.file, metavar="FILE", help=self.say("output")
        )
        self.parser.set_defaults(formats=formats)

    def takes_edition(self) -> None:
        """Let it show the office's data, and how they were."""
        self.parser.add_argument(
            "--own", action="store_true", help=text("intake.use.own", self.lang)
        )
        self.parser.add_argument("--as-of", metavar="N", help=text("intake.use.as_of", self.lang))

    def takes_selection(self, weakest: str, flags: Iterable[str] = FLAGS) -> None:
        """
        Let it select among the zones of an edition.

        Parameters
        ----------
        weakest
            The grade from which links count unless asked.
        flags
            Of `FLAGS`.
        """
        self.takes_edition()
        helps = {"text": self.say("text"), "industry-contains": self.say("contains")}
        helps |= {"min-grade": self.say("min_grade", default=weakest), "scheme": self.say("scheme")}
        for flag in (*flags, *SINGLE):
            self.parser.add_argument(
                f"--{flag}",
                action="append",
                type=self.given,
                metavar=text(f"flag.{flag}", self.lang),
                help=helps.get(flag, self.say("values")),
            )


@dataclass(frozen=True, slots=True)
class Task:
    """
    What a command is.

    Attributes
    ----------
    add
        Gives it its arguments.
    run
        Takes them and returns the answer.
    """

    add: Callable[[Command], None]
    run: Callable[[argparse.Namespace], bytes]
