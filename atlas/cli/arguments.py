"""What the arguments of commands have in common: formats, files, vintages, flags that select."""

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from atlas.i18n import text
from atlas.model.names import clean
from atlas.selection.flags import FLAGS, INSIDE, NEAR, NO_SHEET, PICKED, SHEET

SINGLE = ("min-grade", "scheme")  # flags that hold one value
SWITCHES = ("context",)  # of a map: on or off


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

    def takes_vintage(self) -> None:
        """Let it show the zones by a document, and the office's data, and how these were."""
        self.parser.add_argument(
            "--document", type=self.given, metavar="…", help=self.say("document")
        )
        self.parser.add_argument(
            "--own", action="store_true", help=text("intake.use.own", self.lang)
        )
        self.parser.add_argument("--as-of", metavar="N", help=text("intake.use.as_of", self.lang))

    def takes_selection(
        self, weakest: str, flags: Iterable[str] = FLAGS, *, vintage: bool = True
    ) -> None:
        """
        Let it select among the zones of a vintage.

        Parameters
        ----------
        weakest
            The grade from which links count unless asked.
        flags
            Of `FLAGS`.
        vintage
            Whether it may say of which vintage; else what is asked for says so itself.
        """
        if vintage:
            self.takes_vintage()
        helps = {"text": self.say("text"), "industry-contains": self.say("contains")}
        helps["where"] = self.say("where")
        helps |= {"min-grade": self.say("min_grade", default=weakest), "scheme": self.say("scheme")}
        for flag in (*flags, *SINGLE):
            self.parser.add_argument(
                f"--{flag}",
                action="append",
                type=self.given,
                metavar=text(f"flag.{flag}", self.lang),
                help=helps.get(flag, self.say("values")),
            )

    def takes_places(self) -> None:
        """Let it pick zones by where they lie."""
        for flag in (NEAR, INSIDE):
            self.parser.add_argument(
                f"--{flag}",
                action="append",
                type=self.given,
                metavar=self.say(f"places.{flag}"),
                help=self.say(f"places.{flag}_help"),
            )

    def takes_map(self, weakest: str) -> None:
        """Let it say all that a map is, the zones that it selects among it."""
        self.takes_selection(weakest, [flag for flag in FLAGS if flag != PICKED])
        self.takes_places()
        for name in (PICKED, SHEET, *_of_a_map()):
            given: dict[str, Any] = {"action": "append", "type": self.given, "metavar": "…"}
            switch = {"action": "store_const", "const": ["1"]}
            self.parser.add_argument(
                f"--{name}", help=self.say(f"map.{name}"), **(switch if name in SWITCHES else given)
            )


def _of_a_map() -> tuple[str, ...]:
    """Return the names of what is said of a map beside its selection."""
    from atlas.maps.specification import PARAMETERS  # noqa: PLC0415 - help and tables need no map

    return tuple(each.name for each in PARAMETERS)


def map_params(args: argparse.Namespace) -> dict[str, list[str]]:
    """Return what is said of a map as the parameters of its link."""
    names = (*FLAGS, *SINGLE, SHEET, *_of_a_map())
    given = {name: getattr(args, name.replace("-", "_"), None) for name in names}
    params = {name: values for name, values in given.items() if values}
    if PICKED in params and not hasattr(args, SHEET):
        params[SHEET] = [NO_SHEET]  # where nothing can be marked, one zone is picked too
    return params


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
