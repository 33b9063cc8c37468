"""The command that makes a collection of kept views anew, or says what has changed since."""

import argparse
from functools import partial
from pathlib import Path

import pandas as pd

from atlas.briefing import address, kept
from atlas.briefing.formats import COLLECTIONS
from atlas.cli.arguments import Command, Task
from atlas.cli.drawing import (
    add_piece,
    add_template,
    content_of,
    of_file,
    shown_progress,
    tell,
    templates_of,
)
from atlas.cli.output import (
    ANSWERS,
    Answer,
    Unsettled,
    indented,
    put,
    refuse_unwritable,
    said,
    suffix_of,
)
from atlas.cli.vintage import derived
from atlas.i18n import dates, text
from atlas.i18n.errors import AtlasError, UseError


def _add(command: Command) -> None:
    sub, lang = command.parser, command.lang
    sub.add_argument("file", type=Path, metavar="FILE", help=text("kept.cli.file", lang))
    add_piece(command, (), ())
    add_template(command)
    sub.add_argument("--changes", action="store_true", help=text("kept.cli.changes", lang))
    sub.add_argument("--format", type=command.given, help=text("kept.cli.format", lang))
    sub.set_defaults(formats=ANSWERS)


def _run(args: argparse.Namespace) -> bytes:
    try:
        collection = kept.KeptCollection.from_json(content_of(args.file, kept.MAX_FILE + 1))
        kept.one_vintage(collection.views)
    except kept.CollectionError as error:
        raise UseError(partial(of_file, args.file, error)) from error
    return _changes(args, collection) if args.changes else _made(args, collection)


def _made(args: argparse.Namespace, collection: kept.KeptCollection) -> bytes:
    """Put the file of all its sheets in its place, with the data of today."""
    wanted = suffix_of(args, tuple(COLLECTIONS))
    atlas = derived(kept.one_vintage(collection.views))
    day, base_url = args.date or dates.today(), args.base_url or address.configured()
    used = templates_of(args, wanted)
    orders = []
    for view in collection.views:
        try:
            orders.append(view.order(atlas, day, base_url=base_url, templates=used))
        except AtlasError as error:
            raise UseError(partial(_of_view, view, error)) from error
    refuse_unwritable(args.output)
    put(COLLECTIONS[wanted].write(atlas, orders, progress=shown_progress()), args.output)
    tell(orders[0], args.lang)
    return b""


def _changes(args: argparse.Namespace, collection: kept.KeptCollection) -> bytes:
    """Return what became of each view; an answer that is not good where something did."""
    atlas = derived(kept.one_vintage(collection.views))
    changes = [kept.change(view, atlas) for view in collection.views]
    lines = [
        line
        for each in changes
        for line in (each.view.name, *indented(each.message(args.lang).splitlines()))
    ]
    rows = [
        {
            "name": each.view.name,
            "link": each.view.link,
            "kept": each.view.proof.made,
            "then": each.then,
            "now": "" if each.now is None else str(each.now),
            **{
                name: getattr(each.verdict, name)
                for name in ("added", "removed", "changed", "unknown")
            },
        }
        for each in changes
    ]
    answer = said(args, Answer(pd.DataFrame(rows), tuple(lines)))
    if not all(each.verdict.same for each in changes):
        raise Unsettled(answer)
    return answer


def _of_view(view: kept.KeptView, error: AtlasError, lang: str) -> str:
    """Say whose view's error it is."""
    return f"{view.name}: {error.message(lang)}"


COMMANDS = {"collection": Task(_add, _run)}
