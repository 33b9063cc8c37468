"""The commands that make finished pieces and read them back: snapshot, book, verify."""

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

from atlas.briefing import address, provenance
from atlas.briefing.formats import BOOKS, SNAPSHOTS
from atlas.briefing.order import Order, check
from atlas.cli.arguments import Command, Task
from atlas.cli.edition import asked as asked_edition
from atlas.cli.edition import derived, edition, selection
from atlas.cli.output import Unsettled, put, refuse_unwritable, suffix_of
from atlas.i18n import dates
from atlas.i18n.errors import AtlasError, UseError
from atlas.model.atlas import Atlas
from atlas.model.names import normalise
from atlas.model.vocabulary import SelectionError, nearest_zone, zone_names
from atlas.selection.selection import Selection

WORDS = ("title", "sentence", "maker", "review-number", "base-map-source")
CHOICES = ("layout", "style", "extent", "mode")


def _day(command: Command, value: str) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        raise argparse.ArgumentTypeError(command.say("no_date", value=value)) from error


def _frame(command: Command, value: str) -> tuple[float, ...]:
    try:
        west, south, east, north = map(float, value.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(command.say("no_frame", value=value)) from error
    return west, south, east, north


def _address(lang: str, value: str) -> str:
    try:
        return address.parse(value)
    except address.AddressError as error:
        raise argparse.ArgumentTypeError(error.message(lang)) from error


def _add_piece(command: Command, words: Iterable[str], choices: Iterable[str]) -> None:
    sub, say = command.parser, command.say
    sub.add_argument("-o", "--output", type=command.file, metavar="FILE", help=say("made"))
    sub.add_argument("--date", type=partial(_day, command), metavar="YYYY-MM-DD", help=say("date"))
    sub.add_argument(
        "--base-url",
        type=partial(_address, command.lang),
        metavar="URL",
        help=say("order.base-url"),
    )
    for word in words:
        sub.add_argument(f"--{word}", type=command.given, help=say(f"order.{word}"))
    for choice in choices:
        sub.add_argument(f"--{choice}", type=command.given, help=say(f"order.{choice}"))


def _add_snapshot(command: Command) -> None:
    sub, say = command.parser, command.say
    _add_piece(command, WORDS, CHOICES)
    sub.add_argument("--dpi", type=int, help=say("dpi"))
    sub.add_argument("--frame", type=partial(_frame, command), metavar="W,S,E,N", help=say("frame"))
    sub.add_argument("--zone", type=command.given, metavar="ID", help=say("zone"))
    sub.add_argument("--context", action="store_true", help=say("context"))
    sub.add_argument("--native-shapes", action="store_true", dest="native", help=say("native"))
    command.takes_selection(Selection().min_grade)


def _add_book(command: Command) -> None:
    _add_piece(command, WORDS[2:], CHOICES[-1:])
    command.takes_selection(Selection().min_grade)


def _add_verify(command: Command) -> None:
    command.parser.add_argument("file", type=Path, metavar="FILE", help=command.say("verify_file"))


def _order(args: argparse.Namespace, atlas: Atlas) -> Order:
    """Return what is asked of a sheet; what is not said stays as `Order` has it."""
    asked = {name.replace("-", "_") for name in (*WORDS, *CHOICES)}
    asked |= {"base_url", "dpi", "frame", "zone", "context", "native"}
    given = {name: getattr(args, name, None) for name in asked}
    changes = {name: value for name, value in given.items() if value is not None}
    if "frame" in changes and changes.setdefault("extent", "screen") != "screen":
        raise UseError("cli.frame_extent", extent=changes["extent"])
    if zone := changes.get("zone"):
        changes["zone"] = zone_of(atlas, zone)
    if "base_url" not in changes:
        changes["base_url"] = address.configured()
    changes["edition"] = asked_edition(args)
    return Order(selection(args, atlas), lang=args.lang, date=args.date or dates.today(), **changes)


def zone_of(atlas: Atlas, word: str) -> str:
    """Return the zone that a word names."""
    if found := zone_names(atlas).get(normalise(word)):
        return found
    raise SelectionError([nearest_zone(word, atlas, flag="zone")])


def _snapshot(args: argparse.Namespace) -> bytes:
    return _draw(args, {name: each.write for name, each in SNAPSHOTS.items()})


def _book(args: argparse.Namespace) -> bytes:
    progress = _progress()
    return _draw(
        args, {name: partial(each.write, progress=progress) for name, each in BOOKS.items()}
    )


def _draw(
    args: argparse.Namespace, writers: Mapping[str, Callable[[Atlas, Order], bytes]]
) -> bytes:
    """Put a finished piece in its place; nothing is left to print."""
    wanted, atlas = suffix_of(args, tuple(writers)), edition(args)
    order = _order(args, atlas)
    if order.selection.apply(atlas).empty:
        raise UseError("order.empty")
    check(order)
    refuse_unwritable(args.output)
    put(writers[wanted](atlas, order), args.output)
    return b""


def _progress() -> Callable[[int, int, str], None] | None:
    """Return what shows progress on a terminal; nothing where there is none."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, of: int, what: str) -> None:
        sys.stderr.write(f"\r\033[K{done}/{of} {what}" + ("\n" if done == of else ""))
        sys.stderr.flush()

    return show


def _verify(args: argparse.Namespace) -> bytes:
    try:
        with args.file.open("rb") as given:
            content = given.read(provenance.MAX_FILE + 1)
    except OSError as error:
        raise UseError("cli.no_file", path=args.file, reason=error.strerror) from error
    try:
        record = provenance.read(content)
        verdict = provenance.verify(derived(record.edition), record)
    except provenance.ProofError as error:
        raise UseError(partial(_of_file, args.file, error)) from error
    said = f"{verdict.message(args.lang)}\n{provenance.in_words(verdict.proof)}\n".encode()
    if not verdict.same:
        raise Unsettled(said)
    return said


def _of_file(path: Path, error: AtlasError, lang: str) -> str:
    """Say whose file's error it is."""
    return f"{path}: {error.message(lang)}"


COMMANDS = {
    "snapshot": Task(_add_snapshot, _snapshot),
    "book": Task(_add_book, _book),
    "verify": Task(_add_verify, _verify),
}
