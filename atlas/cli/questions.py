"""The commands that answer a planner's questions, as tables for programs and lines for people."""

import argparse
from dataclasses import replace
from functools import partial

from atlas.analysis.changes import pair
from atlas.analysis.similarity import MEASURES
from atlas.cli import changes, citations, gaps, pairs
from atlas.cli import sizes as weights
from atlas.cli.arguments import Command, Task
from atlas.cli.output import ANSWERS, MARKDOWN, Answer, format_of, said
from atlas.cli.vintage import either, selection, vintage
from atlas.i18n.errors import UseError
from atlas.maps.specification import OF_CHANGES
from atlas.model import documents
from atlas.model.atlas import Atlas
from atlas.model.names import normalise
from atlas.model.read import load
from atlas.model.vocabulary import find_zone, zone_names
from atlas.plan import references
from atlas.selection.selection import Selection

MOST = 10000  # rows that one may ask for
MAX_SHOWN = 40  # characters of a value that a message repeats
TWO = 2  # places of the plan that are compared


def _by(atlas: Atlas, args: argparse.Namespace, answer: Answer) -> bytes:
    """Return an answer in the format asked for; people are told by which document it is."""
    told = documents.told(atlas, args.lang)
    return said(args, replace(answer, lines=(*answer.lines, told)) if told else answer)


def _several(command: Command, value: str) -> int:
    if not value.isdecimal() or not 0 < int(value) <= MOST:
        raise argparse.ArgumentTypeError(
            command.say("no_number", value=value[:MAX_SHOWN], most=MOST)
        )
    return int(value)


def _add_compare(command: Command) -> None:
    command.takes_formats(ANSWERS)
    command.parser.add_argument(
        "what", nargs="+", type=command.word, metavar="WHAT", help=command.say("compare_what")
    )
    command.takes_selection(Selection().min_grade, ())


def _compare(args: argparse.Namespace) -> bytes:
    atlas = vintage(args)
    chosen = selection(args, atlas)
    named = zone_names(atlas)
    zones = [named[normalise(word)] for word in args.what if normalise(word) in named]
    others = [word for word in args.what if normalise(word) not in named]
    refs = [references.understood(atlas, word) for word in others]
    for word, ref in zip(others, refs, strict=True):
        if not ref:
            find_zone(atlas, word)  # says what is nearest
    if refs and zones:
        raise UseError("cli.mixed", places=", ".join(refs))
    if refs and len(set(refs)) != TWO:
        raise UseError("cli.two_places", n=len(set(refs)))
    if refs:
        return said(args, citations.compare(atlas, *refs, lang=args.lang))
    return _by(atlas, args, pairs.compare(atlas, zones, selection=chosen, lang=args.lang))


def _add_most(command: Command, most: int) -> None:
    command.parser.add_argument(
        "--most",
        type=partial(_several, command),
        default=most,
        help=command.say("most", default=most),
    )


def _add_similar(command: Command) -> None:
    sub, say, measures = command.parser, command.say, [*MEASURES]
    command.takes_formats(ANSWERS)
    sub.add_argument("of", nargs="?", type=command.word, metavar="ZONE", help=say("similar_zone"))
    sub.add_argument("--on", choices=measures, default=measures[0], help=say("on"))
    sub.add_argument("--within", choices=("area", "across"), default="", help=say("within"))
    sub.add_argument("--least", action="store_true", help=say("least"))
    _add_most(command, 10)
    command.takes_selection(Selection().min_grade)


def _similar(args: argparse.Namespace) -> bytes:
    atlas = vintage(args)
    zone = find_zone(atlas, args.of) if args.of else ""
    asked = {name: getattr(args, name) for name in ("on", "within", "least", "most", "lang")}
    chosen = selection(args, atlas)
    return _by(atlas, args, pairs.similar(atlas, zone=zone, selection=chosen, **asked))


def _add_nearest(command: Command) -> None:
    sub, say = command.parser, command.say
    command.takes_formats(ANSWERS)
    sub.add_argument("of", type=command.word, metavar="ZONE", help=say("nearest_zone"))
    sub.add_argument("--same", choices=[*MEASURES], default="", help=say("same"))
    _add_most(command, 5)
    command.takes_selection(Selection().min_grade)


def _nearest(args: argparse.Namespace) -> bytes:
    atlas = vintage(args)
    zone = find_zone(atlas, args.of)
    asked = {name: getattr(args, name) for name in ("same", "most", "lang")}
    return _by(atlas, args, pairs.nearest(atlas, zone, selection=selection(args, atlas), **asked))


def _add_gaps(command: Command) -> None:
    command.takes_formats(ANSWERS)
    command.parser.add_argument(
        "--kind", action="append", type=command.given, default=[], help=command.say("kind")
    )
    command.takes_selection(Selection().min_grade, ("area",))


def _gaps(args: argparse.Namespace) -> bytes:
    atlas, kinds = vintage(args), gaps.gap_kinds(args.kind)
    chosen = selection(args, atlas)
    return _by(atlas, args, gaps.gaps(atlas, selection=chosen, kinds=kinds, lang=args.lang))


def _add_strength(command: Command) -> None:
    command.takes_formats(ANSWERS)
    command.parser.add_argument("--by", choices=gaps.BY, default=gaps.BY[0], help=command.say("by"))
    command.takes_selection(Selection().min_grade)


def _strength(args: argparse.Namespace) -> bytes:
    atlas = vintage(args)
    chosen = selection(args, atlas)
    return _by(atlas, args, gaps.strength(atlas, selection=chosen, by=args.by, lang=args.lang))


def _add_sizes(command: Command) -> None:
    command.takes_formats(ANSWERS)
    by = weights.BY
    command.parser.add_argument("--by", choices=by, default=by[0], help=command.say("sizes_by"))
    command.takes_selection(Selection().min_grade)
    command.takes_places()


def _sizes(args: argparse.Namespace) -> bytes:
    atlas = vintage(args)
    chosen = selection(args, atlas)
    return said(args, weights.sizes(atlas, selection=chosen, by=args.by, lang=args.lang))


def _add_cite(command: Command) -> None:
    command.takes_formats(ANSWERS)
    command.parser.add_argument(
        "what", nargs="+", type=command.word, metavar="WHAT", help=command.say("cite_what")
    )


def _cite(args: argparse.Namespace) -> bytes:
    return said(args, citations.cite(load(), " ".join(args.what), lang=args.lang))


def _add_changes(command: Command) -> None:
    command.takes_formats((*ANSWERS, MARKDOWN))
    for name in OF_CHANGES:
        command.parser.add_argument(f"--{name}", metavar="…", help=command.say(f"map.{name}"))
    command.takes_selection(Selection().min_grade, vintage=False)


def _changes(args: argparse.Namespace) -> bytes:
    wanted, atlas = format_of(args), load()
    named = [documents.meant(getattr(args, name) or "", atlas, flag=name) for name in OF_CHANGES]
    found = pair(atlas, *named)
    answer = changes.changes(
        atlas,
        *found,
        selection=either(args, atlas, found),
        lang=args.lang,
        markdown=wanted == MARKDOWN,
    )
    return said(args, answer)


COMMANDS = {
    "compare": Task(_add_compare, _compare),
    "similar": Task(_add_similar, _similar),
    "nearest": Task(_add_nearest, _nearest),
    "gaps": Task(_add_gaps, _gaps),
    "strength": Task(_add_strength, _strength),
    "sizes": Task(_add_sizes, _sizes),
    "cite": Task(_add_cite, _cite),
    "changes": Task(_add_changes, _changes),
}
