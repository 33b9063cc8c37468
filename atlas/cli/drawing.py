"""The commands that make finished pieces and read them back: snapshot, book, verify."""

import argparse
import datetime as dt
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from atlas.briefing import address, provenance
from atlas.briefing.content import series
from atlas.briefing.formats import BOOKS, COLLECTIONS, FORMS, SNAPSHOTS
from atlas.briefing.order import Order, check
from atlas.briefing.template.model import ENV, KINDS
from atlas.cli.arguments import Command, Task, map_params
from atlas.cli.output import Unsettled, put, refuse_unwritable, suffix_of
from atlas.cli.places import picked
from atlas.cli.vintage import asked as asked_vintage
from atlas.cli.vintage import derived, selection, vintage
from atlas.i18n import dates, text
from atlas.i18n.errors import AtlasError, UseError
from atlas.maps import marks
from atlas.maps.specification import AT_SCALE, COMPARED, SCREEN, Specification
from atlas.model.atlas import Atlas
from atlas.model.vocabulary import SelectionError
from atlas.selection.selection import Selection

if TYPE_CHECKING:
    from atlas.briefing.template.model import Template

OF_THE_SHEET = ("title", "sentence", "unit", "issue")
OF_THE_MAP = ("maker", "review-number", "base-map-source")
WORDS = (*OF_THE_SHEET, *OF_THE_MAP)
CHOICES = ("layout", "style", "mode")
# Flags that not every format goes by, by the field of the order: who gives one is told.
UNHEEDED = {"layout": "layout", "native": "native-shapes"}
FRAME, SCALE = "frame", "scale"  # each is an extent of its own


def _day(command: Command, value: str) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        raise argparse.ArgumentTypeError(command.say("no_date", value=value)) from error


def _address(lang: str, value: str) -> str:
    try:
        return address.parse(value)
    except address.AddressError as error:
        raise argparse.ArgumentTypeError(error.message(lang)) from error


def add_piece(command: Command, words: Iterable[str], choices: Iterable[str]) -> None:
    """Let a command say what it makes: file, day, address, words and choices of an order."""
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
    add_piece(command, WORDS, CHOICES)
    sub.add_argument("--form", choices=FORMS, default=FORMS[0], help=say("order.form"))
    sub.add_argument("--dpi", type=int, help=say("dpi"))
    sub.add_argument("--native-shapes", action="store_true", dest="native", help=say("native"))
    sub.add_argument("--each", action="store_true", help=say("each"))
    add_template(command)
    command.takes_map(Selection().min_grade)
    sub.add_argument("--marks", type=command.file, metavar="FILE", help=say("marks"))


def add_template(command: Command) -> None:
    """Let a command take an office's own template, or do without."""
    sub, lang = command.parser, command.lang
    one = sub.add_mutually_exclusive_group()
    help_ = text("template.use.file", lang)
    one.add_argument("--template", type=command.file, metavar="FILE", help=help_)
    one.add_argument("--no-template", action="store_true", help=text("template.use.none", lang))


def _add_book(command: Command) -> None:
    add_piece(command, OF_THE_MAP, CHOICES[-1:])
    add_template(command)
    command.takes_selection(Selection().min_grade)
    command.takes_places()


def _add_verify(command: Command) -> None:
    command.parser.add_argument("file", type=Path, metavar="FILE", help=command.say("verify_file"))


def _order(args: argparse.Namespace, atlas: Atlas) -> Order:
    """Return what is asked of a sheet; what is not said stays as `Order` has it."""
    asked = {name.replace("-", "_") for name in (*WORDS, *CHOICES, "base-url", "dpi", "native")}
    given = {name: getattr(args, name, None) for name in asked}
    changes = {name: value for name, value in given.items() if value is not None}
    if "base_url" not in changes:
        changes["base_url"] = address.configured()
    shown = _map(args, atlas)
    return Order(shown, args.lang, args.date or dates.today()).with_(**changes)


def _map(args: argparse.Namespace, atlas: Atlas) -> Specification:
    """
    Return what is asked of a map.

    Raises
    ------
    SelectionError
        If a value is unknown.
    UseError
        If two flags contradict each other.
    """
    chosen = selection(args, atlas)
    params = map_params(args) | asked_vintage(args).to_params()
    for flag, extent in ((FRAME, SCREEN), (SCALE, AT_SCALE)):
        said = params.setdefault("extent", [extent])[-1] if flag in params else extent
        if said != extent:
            raise UseError("cli.extent", flag=flag, right=extent, extent=said)
    if COMPARED in params:
        params.setdefault("draw", [COMPARED])
    shown, unknown = Specification.parse(params, atlas)
    if unknown:
        raise SelectionError(unknown)
    zones = picked(chosen.with_(zones=shown.selection.zones), args, atlas)
    return shown.with_(
        selection=zones,
        mark=(*shown.mark, *_marks(args, marks.MOST - len(shown.mark))),
    )


def _marks(args: argparse.Namespace, most: int) -> tuple[marks.Mark, ...]:
    """
    Return the marks of the file that is given, at most so many.

    Raises
    ------
    UseError
        If it cannot be read, or holds more.
    """
    if getattr(args, "marks", None) is None:  # a book takes none
        return ()
    data = content_of(args.marks, marks.MOST_BYTES + 1)
    try:
        found, left = marks.from_geojson(data, most=most)
    except marks.MarksError as error:
        raise UseError(partial(of_file, args.marks, error)) from error
    if left:
        note = text("cli.marks_left", args.lang, path=args.marks, n=left)
        sys.stderr.write(f"{note}\n")
    return found


def content_of(path: Path, most: int) -> bytes:
    """
    Return the first bytes of a file.

    Raises
    ------
    UseError
        If it cannot be read.
    """
    try:
        with path.open("rb") as given:
            return given.read(most)
    except OSError as error:
        raise UseError("cli.no_file", path=path, reason=error.strerror) from error


def _series(write: Callable[..., bytes], atlas: Atlas, order: Order) -> bytes:
    """Write a sheet for each small map in one file."""
    sheets = series(atlas, order)
    if not sheets:
        raise UseError("cli.each_of_none")
    return write(atlas, sheets, progress=shown_progress())


def _snapshot(args: argparse.Namespace) -> bytes:
    if args.each:
        return _draw(
            args, {name: partial(_series, each.write) for name, each in COLLECTIONS.items()}
        )
    of_form = {e.suffix.lstrip("."): e for e in SNAPSHOTS.values() if e.form == args.form}
    answer = _draw(args, {name: each.write for name, each in of_form.items()})
    wanted = suffix_of(args, tuple(of_form))
    heeded = of_form[wanted].heeds
    for field, flag in UNHEEDED.items():
        if getattr(args, field) and field not in heeded:
            note = text("cli.unheeded", args.lang, flag=flag, format=wanted)
            sys.stderr.write(f"{note}\n")
    return answer


def _book(args: argparse.Namespace) -> bytes:
    progress = shown_progress()
    return _draw(
        args, {name: partial(each.write, progress=progress) for name, each in BOOKS.items()}
    )


def _draw(
    args: argparse.Namespace, writers: Mapping[str, Callable[[Atlas, Order], bytes]]
) -> bytes:
    """Put a finished piece in its place; nothing is left to print."""
    wanted, atlas = suffix_of(args, tuple(writers)), vintage(args)
    order = _order(args, atlas).with_(templates=templates_of(args, wanted))
    if order.map.draw != COMPARED and order.map.zones(atlas).empty:
        raise UseError("order.empty")
    check(order)
    refuse_unwritable(args.output)
    put(writers[wanted](atlas, order), args.output)
    tell(order, args.lang)
    return b""


def templates_of(args: argparse.Namespace, wanted: str) -> "tuple[Template, ...]":
    """Return the template to write into: the one given, else the one that the environment names."""
    named = args.template
    if wanted not in KINDS:
        if named:
            raise UseError("template.use.only", format=wanted)
        return ()
    if named is None and not args.no_template:
        named = os.environ.get(ENV[wanted], "").strip()
    if not named:
        return ()
    # Only who has a template waits for what reads it.
    from atlas.briefing.template.reading import read_file  # noqa: PLC0415

    found = read_file(Path(named))
    if found.kind != wanted:
        raise UseError("template.use.unlike", name=found.name, kind=found.kind, format=wanted)
    return (found,)


def tell(order: Order, lang: str) -> None:
    """Say on the terminal which template was used, and what found no place in it."""
    if not order.templates:
        return
    from atlas.briefing.template.remarks import remarks  # noqa: PLC0415 - as above

    for used in order.templates:
        said = (text("template.use.used", lang, name=used.name), *remarks(used, lang))
        sys.stderr.write("".join(f"{line}\n" for line in said))


def shown_progress() -> Callable[[int, int, str], None] | None:
    """Return what shows progress on a terminal; nothing where there is none."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, of: int, what: str) -> None:
        sys.stderr.write(f"\r\033[K{done}/{of} {what}" + ("\n" if done == of else ""))
        sys.stderr.flush()

    return show


def _verify(args: argparse.Namespace) -> bytes:
    content = content_of(args.file, provenance.MAX_FILE + 1)
    try:
        record, shown = provenance.read_apart(content)
        verdict = provenance.verify(derived(record.vintage), record, shown)
    except provenance.ProofError as error:
        raise UseError(partial(of_file, args.file, error)) from error
    said = f"{verdict.message(args.lang)}\n{provenance.in_words(verdict.proof)}\n".encode()
    if not verdict.holds:
        raise Unsettled(said)
    return said


def of_file(path: Path, error: AtlasError, lang: str) -> str:
    """Say whose file's error it is."""
    return f"{path}: {error.message(lang)}"


COMMANDS = {
    "snapshot": Task(_add_snapshot, _snapshot),
    "book": Task(_add_book, _book),
    "verify": Task(_add_verify, _verify),
}
