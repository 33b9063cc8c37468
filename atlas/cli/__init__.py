"""Ask the atlas from a terminal: ``python -m atlas zones | compare | cite | snapshot | …``."""

import argparse
import contextlib
import datetime as dt
import errno
import math
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, NoReturn

import pandas as pd

from atlas.analysis.similarity import MEASURES
from atlas.briefing import address
from atlas.cli import citations, data, questions
from atlas.cli.data import Unsettled
from atlas.cli.questions import Answer
from atlas.exchange import writing
from atlas.exchange.writing import EXPORTERS
from atlas.i18n import LANGS, text
from atlas.i18n.errors import FAILED, WRONG_USE, AtlasError, UseError
from atlas.model.atlas import Atlas
from atlas.model.names import clean, normalise
from atlas.model.read import load
from atlas.model.vocabulary import SelectionError, nearest
from atlas.selection.flags import FLAGS
from atlas.selection.selection import Selection
from geodata.schema import check as schema

if TYPE_CHECKING:
    from atlas.briefing.order import Order

OK = 0
INTERRUPTED = 130  # what a shell reports for a program that Ctrl-C ended
BROKEN_PIPE = 141  # the same, SIGPIPE
TABLES = ("csv", "json")  # formats of a table without positions
BINARY = ("xlsx", "gpkg", "shp", "parquet")
ANSWERS = ("text", *TABLES)  # formats of an answer: lines to read unless asked
SINGLE = ("min-grade", "scheme")  # flags that hold one value
DRAWN = (
    "snapshot",
    "book",
    "export",
)  # commands that write their file themselves, whole or not at all
WORDS = ("title", "sentence", "maker", "review-number", "base-map-source")
CHOICES = ("layout", "style", "extent", "mode")
TWO = 2  # places of the plan that are compared
MOST = 10000  # rows that one may ask for
MAX_SHOWN = 40  # characters of a value that a message repeats
LINKS_MIN_GRADE = "weak"  # a list of links shows them all unless asked


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
    taken = command("export", text("intake.use.export", lang), *EXPORTERS)
    data.add_options(taken, lang)
    links = command("links", say("links"), *TABLES)
    command("indicators", say("indicators"), *TABLES)
    command("check", say("check"))
    asking = _asking(command, say, given=given)
    drawing = _drawing(command, say, lang=lang, file=file, given=given)
    helps = {"text": say("text"), "industry-contains": say("contains")}
    usual = Selection().min_grade
    data.add(command, lang, given=given)
    selecting = [
        (zones, usual, FLAGS),
        (taken, usual, FLAGS),
        (links, LINKS_MIN_GRADE, FLAGS),
        *((sub, usual, flags) for sub, flags in asking),
        *((sub, usual, FLAGS) for sub in drawing),
    ]
    for sub, weakest, flags in selecting:
        data.add_edition(sub, lang)
        single = {"min-grade": say("min_grade", default=weakest), "scheme": say("scheme")}
        for flag in flags:
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


def _several(say: Callable[..., str], value: str) -> int:
    if not value.isdecimal() or not 0 < int(value) <= MOST:
        raise argparse.ArgumentTypeError(say("no_number", value=value[:MAX_SHOWN], most=MOST))
    return int(value)


def _asking(
    command: Callable[..., argparse.ArgumentParser],
    say: Callable[..., str],
    *,
    given: Callable[[str], str],
) -> tuple[tuple[argparse.ArgumentParser, Iterable[str]], ...]:
    """Add the commands that answer a planner's questions; return which select, by which flags."""

    def word(value: str) -> str:
        # As a selection's values: what a message repeats is printable.
        return " ".join(clean(given(value)))

    measures = [*MEASURES]
    compare = command("compare", say("compare"), *ANSWERS)
    compare.add_argument("what", nargs="+", type=word, metavar="WHAT", help=say("compare_what"))
    similar = command("similar", say("similar"), *ANSWERS)
    similar.add_argument("of", nargs="?", type=word, metavar="ZONE", help=say("similar_zone"))
    similar.add_argument("--on", choices=measures, default=measures[0], help=say("on"))
    similar.add_argument("--within", choices=("area", "across"), default="", help=say("within"))
    similar.add_argument("--least", action="store_true", help=say("least"))
    near = command("nearest", say("nearest"), *ANSWERS)
    near.add_argument("of", type=word, metavar="ZONE", help=say("nearest_zone"))
    near.add_argument("--same", choices=measures, default="", help=say("same"))
    for sub, most in ((similar, 10), (near, 5)):
        sub.add_argument(
            "--most", type=partial(_several, say), default=most, help=say("most", default=most)
        )
    gaps = command("gaps", say("gaps"), *ANSWERS)
    gaps.add_argument("--kind", action="append", type=given, default=[], help=say("kind"))
    strength = command("strength", say("strength"), *ANSWERS)
    strength.add_argument("--by", choices=questions.BY, default=questions.BY[0], help=say("by"))
    cited = command("cite", say("cite"), *ANSWERS)
    cited.add_argument("what", nargs="+", type=word, metavar="WHAT", help=say("cite_what"))
    return (compare, ()), (similar, FLAGS), (near, FLAGS), (gaps, ("area",)), (strength, FLAGS)


def _day(say: Callable[..., str], value: str) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        raise argparse.ArgumentTypeError(say("no_date", value=value)) from error


def _frame(say: Callable[..., str], value: str) -> tuple[float, ...]:
    try:
        west, south, east, north = map(float, value.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(say("no_frame", value=value)) from error
    return west, south, east, north


def _address(lang: str, value: str) -> str:
    try:
        return address.parse(value)
    except address.AddressError as error:
        raise argparse.ArgumentTypeError(error.message(lang)) from error


def _drawing(
    command: Callable[..., argparse.ArgumentParser],
    say: Callable[..., str],
    *,
    lang: str,
    file: Callable[[str], Path],
    given: Callable[[str], str],
) -> tuple[argparse.ArgumentParser, ...]:
    """Add the commands that make finished pieces; return those that select zones."""
    snapshot = command("snapshot", say("snapshot"))
    book = command("book", say("book"))
    for sub in (snapshot, book):
        sub.add_argument("-o", "--output", type=file, metavar="FILE", help=say("made"))
        sub.add_argument("--date", type=partial(_day, say), metavar="YYYY-MM-DD", help=say("date"))
        sub.add_argument(
            "--base-url", type=partial(_address, lang), metavar="URL", help=say("order.base-url")
        )
        for word in WORDS if sub is snapshot else WORDS[2:]:
            sub.add_argument(f"--{word}", type=given, help=say(f"order.{word}"))
        for choice in CHOICES if sub is snapshot else CHOICES[-1:]:
            sub.add_argument(f"--{choice}", type=given, help=say(f"order.{choice}"))
    snapshot.add_argument("--dpi", type=int, help=say("dpi"))
    snapshot.add_argument(
        "--frame", type=partial(_frame, say), metavar="W,S,E,N", help=say("frame")
    )
    snapshot.add_argument("--zone", type=given, metavar="ID", help=say("zone"))
    snapshot.add_argument("--context", action="store_true", help=say("context"))
    snapshot.add_argument("--native-shapes", action="store_true", dest="native", help=say("native"))
    verify = command("verify", say("verify"))
    verify.add_argument("file", type=Path, metavar="FILE", help=say("verify_file"))
    return snapshot, book


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


def _selection(args: argparse.Namespace, atlas: Atlas, **defaults: str) -> Selection:
    flags = (*FLAGS, *SINGLE)
    given = {flag: getattr(args, flag.replace("-", "_"), None) for flag in flags}
    asked = {flag: value for flag, value in given.items() if value is not None}
    for flag in SINGLE:
        values = clean(asked.get(flag, ()))
        if len(values) > 1:
            raise UseError("cli.twice", flag=flag, values=", ".join(values))
    return Selection.from_params(defaults | asked, atlas)


def _table(table: pd.DataFrame, *, wanted: str) -> bytes:
    """Return a table as CSV without byte order mark, or as JSON."""
    if wanted == "csv":
        return writing.csv_text(table).encode()
    return writing.json_text(table.to_dict("records")).encode()


def _zones(args: argparse.Namespace) -> bytes:
    wanted, atlas = _format(args), data.edition(args)
    selection = _selection(args, atlas)
    zones = selection.apply(atlas)
    if wanted == "csv":
        # Programs read this one: no byte order mark, no guard against spreadsheets.
        return writing.plain_csv(writing.rows(atlas, zones, selection)).encode()
    return writing.write(atlas, zones, selection, format=wanted)


def _export(args: argparse.Namespace) -> bytes:
    """Write the selection in any format, in a coordinate system and an encoding of choice."""
    wanted = _format(args)
    options = writing.Options(crs=data.system(args.crs), encoding=args.encoding, digits=args.digits)
    atlas = data.edition(args)
    selection = _selection(args, atlas)
    content = writing.write(
        atlas, selection.apply(atlas), selection, format=wanted, options=options
    )
    if args.output is None:
        return content
    _refuse_unwritable(args)
    _put(content, args)
    return b""


def _links(args: argparse.Namespace) -> bytes:
    wanted, atlas = _format(args), data.edition(args)
    selection = _selection(args, atlas, **{"min-grade": LINKS_MIN_GRADE})
    return _table(writing.link_rows(atlas, selection.apply(atlas), selection), wanted=wanted)


def _indicators(args: argparse.Namespace) -> bytes:
    wanted = _format(args)
    return _table(writing.indicator_rows(load()), wanted=wanted)


def _check(args: argparse.Namespace) -> bytes:
    problems = schema.problems()
    if not problems:
        return f"{text('cli.fine', args.lang)}\n".encode()
    said = "".join(f"{problem.text(args.lang)}\n" for problem in problems)
    raise Unsettled(said.encode(), "cli.problems", n=len(problems))


def _plain(cell: object) -> object:
    """Return a cell as CSV has it: values joined, no idle digits."""
    if isinstance(cell, float):
        return "" if math.isnan(cell) else f"{cell:.10g}"
    return "|".join(cell) if isinstance(cell, tuple) else cell


def _said(args: argparse.Namespace, answer: Answer) -> bytes:
    """Return an answer in the format asked for."""
    wanted, table = _format(args), answer.table
    if wanted == "text":
        return ("\n".join(answer.lines) + "\n").encode()
    if wanted == "csv":
        return _table(table.map(_plain), wanted=wanted)
    # JSON knows no number that is none.
    return _table(table.astype(object).where(table.notna(), None), wanted=wanted)


def _compare(args: argparse.Namespace) -> bytes:
    atlas = data.edition(args)
    selection = _selection(args, atlas)
    named = questions.zone_names(atlas)
    zones = [named[normalise(word)] for word in args.what if normalise(word) in named]
    others = [word for word in args.what if normalise(word) not in named]
    refs = [citations.as_reference(atlas, word) for word in others]
    for word, ref in zip(others, refs, strict=True):
        if not ref:
            questions.find_zone(atlas, word)  # says what is nearest
    if refs and zones:
        raise UseError("cli.mixed", places=", ".join(refs))
    if refs and len(set(refs)) != TWO:
        raise UseError("cli.two_places", n=len(set(refs)))
    if refs:
        return _said(args, citations.compare(atlas, *refs, lang=args.lang))
    return _said(args, questions.compare(atlas, zones, selection=selection, lang=args.lang))


def _similar(args: argparse.Namespace) -> bytes:
    atlas = data.edition(args)
    zone = questions.find_zone(atlas, args.of) if args.of else ""
    asked = {name: getattr(args, name) for name in ("on", "within", "least", "most", "lang")}
    selection = _selection(args, atlas)
    return _said(args, questions.similar(atlas, zone=zone, selection=selection, **asked))


def _nearest(args: argparse.Namespace) -> bytes:
    atlas = data.edition(args)
    zone = questions.find_zone(atlas, args.of)
    asked = {name: getattr(args, name) for name in ("same", "most", "lang")}
    return _said(args, questions.nearest(atlas, zone, selection=_selection(args, atlas), **asked))


def _gaps(args: argparse.Namespace) -> bytes:
    atlas, kinds = data.edition(args), questions.gap_kinds(args.kind)
    selection = _selection(args, atlas)
    return _said(args, questions.gaps(atlas, selection=selection, kinds=kinds, lang=args.lang))


def _strength(args: argparse.Namespace) -> bytes:
    atlas = data.edition(args)
    selection = _selection(args, atlas)
    return _said(args, questions.strength(atlas, selection=selection, by=args.by, lang=args.lang))


def _cite(args: argparse.Namespace) -> bytes:
    return _said(args, citations.cite(load(), " ".join(args.what), lang=args.lang))


def _order(args: argparse.Namespace, atlas: Atlas) -> "Order":
    """Return what is asked of a sheet; what is not said stays as `Order` has it."""
    # Drawing takes longer to import than the other commands to run.
    from atlas.briefing.order import Order  # noqa: PLC0415

    asked = {name.replace("-", "_") for name in (*WORDS, *CHOICES)}
    asked |= {"base_url", "dpi", "frame", "zone", "context", "native"}
    given = {name: getattr(args, name, None) for name in asked}
    changes = {name: value for name, value in given.items() if value is not None}
    if "frame" in changes and changes.setdefault("extent", "screen") != "screen":
        raise UseError("cli.frame_extent", extent=changes["extent"])
    if changes.get("zone") and changes["zone"] not in atlas.zones.index:
        raise SelectionError([nearest(changes["zone"], atlas.zones, flag="zone")])
    if "base_url" not in changes:
        changes["base_url"] = address.configured()
    today = dt.datetime.now().astimezone().date()
    changes["edition"] = data.asked(args)
    return Order(_selection(args, atlas), lang=args.lang, date=args.date or today, **changes)


@contextlib.contextmanager
def _writing(args: argparse.Namespace) -> Iterator[Path]:
    """Give the output's real place; whatever its file system refuses is wrong use."""
    try:
        # A link keeps leading where it leads: what it leads to is replaced.
        yield Path(os.path.realpath(args.output))
    except OSError as error:
        raise UseError("cli.cannot_write", path=args.output, reason=error.strerror) from error


def _draft(target: Path) -> IO[bytes]:
    """Open a new file beside the target; who opens it removes it."""
    return tempfile.NamedTemporaryFile(
        dir=target.parent, prefix=".atlas-", suffix=target.suffix, delete=False
    )


def _refuse_unwritable(args: argparse.Namespace) -> None:
    """Tell of a path that cannot be written before a long drawing; leave nothing there."""
    with _writing(args) as target:
        if target.is_dir():
            raise UseError("cli.is_folder", path=args.output)
        if not target.parent.is_dir():
            raise UseError("cli.no_folder", folder=args.output.parent)
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        with _draft(target) as draft:
            pass
        Path(draft.name).unlink()


def _put(content: bytes, args: argparse.Namespace) -> None:
    """Write a file whole: it takes its name, or another's place, only when all of it is there."""
    with _writing(args) as target:
        draft = _draft(target)
        try:
            with draft:
                draft.write(content)
            # As any new file, not as the private one it was while it was written.
            mask = os.umask(0)
            os.umask(mask)
            Path(draft.name).chmod(0o666 & ~mask)
            Path(draft.name).replace(target)
        except BaseException:
            Path(draft.name).unlink(missing_ok=True)
            raise


def _suffix(args: argparse.Namespace, known: Sequence[str]) -> str:
    """Return the format that the output's suffix names."""
    if args.output is None:
        raise UseError("cli.no_output")
    wanted = args.output.suffix.lower().lstrip(".")
    if wanted not in known:
        formats = ", ".join(known)
        raise UseError("cli.unknown_format", format=wanted, formats=formats)
    return wanted


def _snapshot(args: argparse.Namespace) -> bytes:
    from atlas.briefing.formats import SNAPSHOTS  # noqa: PLC0415 - see `_order`

    return _draw(args, {name: each.write for name, each in SNAPSHOTS.items()})


def _book(args: argparse.Namespace) -> bytes:
    from atlas.briefing.formats import BOOKS  # noqa: PLC0415 - see `_order`

    progress = _progress()
    return _draw(
        args, {name: partial(each.write, progress=progress) for name, each in BOOKS.items()}
    )


def _draw(
    args: argparse.Namespace, writers: Mapping[str, Callable[[Atlas, "Order"], bytes]]
) -> bytes:
    """Put a finished piece in its place; nothing is left to print."""
    from atlas.briefing.order import check  # noqa: PLC0415 - see `_order`

    wanted, atlas = _suffix(args, tuple(writers)), data.edition(args)
    order = _order(args, atlas)
    if order.selection.apply(atlas).empty:
        raise UseError("order.empty")
    check(order)
    _refuse_unwritable(args)
    _put(writers[wanted](atlas, order), args)
    return b""


def _progress() -> Callable[[int, int, str], None] | None:
    """Return what shows progress on a terminal; nothing where there is none."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, of: int, what: str) -> None:
        print(f"\r\033[K{done}/{of} {what}", end="\n" if done == of else "", file=sys.stderr)

    return show


def _verify(args: argparse.Namespace) -> bytes:
    from atlas.briefing import provenance  # noqa: PLC0415 - see `_order`

    try:
        with args.file.open("rb") as given:
            content = given.read(provenance.MAX_FILE + 1)
    except OSError as error:
        raise UseError("cli.no_file", path=args.file, reason=error.strerror) from error
    try:
        record = provenance.read(content)
        verdict = provenance.verify(data.derived(record.edition), record)
    except provenance.ProofError as error:
        raise UseError(partial(_of_file, args.file, error)) from error
    said = f"{verdict.message(args.lang)}\n{provenance.in_words(verdict.proof)}\n".encode()
    if not verdict.same:
        raise Unsettled(said)
    return said


def _of_file(path: Path, error: AtlasError, lang: str) -> str:
    """Say whose file's error it is."""
    return f"{path}: {error.message(lang)}"


def _import(args: argparse.Namespace) -> bytes:
    return data.bring(args, _format(args))


def _history(args: argparse.Namespace) -> bytes:
    return data.history(args, _format(args))


def _store(args: argparse.Namespace) -> bytes:
    return data.keep(args, _format(args))


COMMANDS: dict[str, Callable[[argparse.Namespace], bytes]] = {
    "zones": _zones,
    "export": _export,
    "links": _links,
    "indicators": _indicators,
    "check": _check,
    "compare": _compare,
    "similar": _similar,
    "nearest": _nearest,
    "gaps": _gaps,
    "strength": _strength,
    "cite": _cite,
    "snapshot": _snapshot,
    "book": _book,
    "verify": _verify,
    "import": _import,
    "history": _history,
    "undo": data.undo,
    "store": _store,
}


def _deliver(content: bytes, args: argparse.Namespace) -> None:
    output = getattr(args, "output", None)
    if args.command in DRAWN and not content:
        return  # it has been put in its place
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    if not output.parent.is_dir():
        raise UseError("cli.no_folder", folder=output.parent, exit_code=FAILED)
    try:
        output.write_bytes(content)
    except OSError as error:
        raise UseError(
            "cli.cannot_write", path=output, reason=error.strerror, exit_code=FAILED
        ) from error


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
    lang = _language(argv)
    try:
        return _run(argv, lang)
    except KeyboardInterrupt:
        print(text("cli.interrupted", lang), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (head, less) has seen enough. Python flushes stdout once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE


def _run(argv: Sequence[str], lang: str) -> int:
    """Run one command; say what went wrong, if anything did, and return the exit code."""
    args = None
    try:
        args = _parser(lang).parse_args(argv)
        _deliver(COMMANDS[args.command](args), args)
    except argparse.ArgumentError as error:
        print(text("cli.usage", lang, message=error), file=sys.stderr)
        return WRONG_USE
    except AtlasError as error:
        if isinstance(error, Unsettled) and args:
            _deliver(error.report, args)
        if said := error.on_terminal(lang):
            print(said, file=sys.stderr)
        return error.exit_code
    return OK
