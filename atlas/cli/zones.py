"""The commands that list the data: zones, export, parks, links, columns, indicators, check."""

import argparse

import pandas as pd

from atlas.cli.arguments import Command, Task
from atlas.cli.output import TABLES, Unsettled, format_of, measured, put, table
from atlas.cli.systems import system
from atlas.cli.vintage import selection, vintage
from atlas.exchange import writing
from atlas.exchange.writing import EXPORTERS
from atlas.i18n import text
from atlas.model import series
from atlas.model.read import load
from atlas.selection.flags import GRADES
from atlas.selection.selection import Selection

MAPPED = "geojson"  # the format of parks that has their places as shapes
LINKS_MIN_GRADE = GRADES[-1]  # a list of links shows them all unless asked


def _add_zones(command: Command) -> None:
    command.takes_formats(EXPORTERS)
    command.takes_selection(Selection().min_grade)
    command.takes_places()


def _zones(args: argparse.Namespace) -> bytes:
    wanted, atlas = format_of(args), vintage(args)
    chosen = selection(args, atlas)
    zones = chosen.apply(atlas)
    if wanted == "csv":
        # Programs read this one: no byte order mark, no guard against spreadsheets.
        return writing.plain_csv(writing.rows(atlas, zones, chosen)).encode()
    return writing.write(atlas, zones, chosen, format=wanted)


def _add_export(command: Command) -> None:
    command.takes_formats(EXPORTERS)
    sub, lang = command.parser, command.lang
    sub.add_argument("--crs", default="", metavar="CRS", help=text("intake.use.target", lang))
    sub.add_argument(
        "--encoding", default="", metavar="NAME", help=text("intake.use.out_encoding", lang)
    )
    digits = writing.Options().digits
    sub.add_argument("--digits", type=int, default=digits, help=text("intake.use.digits", lang))
    command.takes_selection(Selection().min_grade)
    command.takes_places()


def _export(args: argparse.Namespace) -> bytes:
    """Write the selection in any format, in a coordinate system and an encoding of choice."""
    wanted = format_of(args)
    options = writing.Options(crs=system(args.crs), encoding=args.encoding, digits=args.digits)
    atlas = vintage(args)
    chosen = selection(args, atlas)
    content = writing.write(atlas, chosen.apply(atlas), chosen, format=wanted, options=options)
    if args.output is None:
        return content
    put(content, args.output)
    return b""


def _add_links(command: Command) -> None:
    command.takes_formats(TABLES)
    command.takes_selection(LINKS_MIN_GRADE)
    command.takes_places()


def _links(args: argparse.Namespace) -> bytes:
    wanted, atlas = format_of(args), vintage(args)
    chosen = selection(args, atlas, min_grade=LINKS_MIN_GRADE)
    return table(writing.link_rows(atlas, chosen.apply(atlas), chosen), wanted=wanted)


def _add_parks(command: Command) -> None:
    command.takes_formats((*TABLES, MAPPED))
    command.takes_selection(Selection().min_grade)
    command.takes_places()


def _parks(args: argparse.Namespace) -> bytes:
    """List the parks of the zones selected, those without a place too."""
    wanted, atlas = format_of(args), vintage(args)
    zones = selection(args, atlas).apply(atlas)
    if wanted == MAPPED:
        return writing.parks_geojson(atlas, zones)
    found = writing.park_rows(atlas, zones)
    return measured(pd.DataFrame(found.drop(columns="geometry")), wanted=wanted)


def _add_positions(command: Command) -> None:
    command.takes_formats(TABLES)
    command.takes_selection(Selection().min_grade)
    command.takes_places()
    command.parser.add_argument(
        "--checks", action="store_true", help=text("cli.checks", command.lang)
    )


def _positions(args: argparse.Namespace) -> bytes:
    """List how well points are known, or what other sources say of them."""
    wanted, atlas = format_of(args), vintage(args)
    of = writing.check_rows if args.checks else writing.position_rows
    return measured(of(atlas, selection(args, atlas).apply(atlas)), wanted=wanted)


def _add_columns(command: Command) -> None:
    command.takes_formats(TABLES)
    command.takes_vintage()


def _columns(args: argparse.Namespace) -> bytes:
    """List the office's columns and the figures of lists, with the yearly series they are of."""
    wanted, atlas = format_of(args), vintage(args)
    return measured(series.listed(atlas, args.lang), wanted=wanted)


def _add_indicators(command: Command) -> None:
    command.takes_formats(TABLES)


def _indicators(args: argparse.Namespace) -> bytes:
    wanted = format_of(args)
    return table(writing.indicator_rows(load()), wanted=wanted)


def _add_check(_command: Command) -> None:
    """Take nothing: all tables are checked."""


def _check(args: argparse.Namespace) -> bytes:
    from geodata.schema import check  # noqa: PLC0415 - only this command needs it

    problems = check.problems()
    if not problems:
        return f"{text('cli.fine', args.lang)}\n".encode()
    said = "".join(f"{problem.text(args.lang)}\n" for problem in problems)
    raise Unsettled(said.encode(), "cli.problems", n=len(problems))


COMMANDS = {
    "zones": Task(_add_zones, _zones),
    "export": Task(_add_export, _export),
    "parks": Task(_add_parks, _parks),
    "positions": Task(_add_positions, _positions),
    "links": Task(_add_links, _links),
    "columns": Task(_add_columns, _columns),
    "indicators": Task(_add_indicators, _indicators),
    "check": Task(_add_check, _check),
}
