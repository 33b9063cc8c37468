"""The store's commands of review: switched on or off, what waits, approved, rejected."""

import argparse

from atlas.cli import entries, traced
from atlas.cli.output import Unsettled
from atlas.exchange import report, writing
from atlas.exchange.findings import shown
from atlas.i18n import text
from atlas.i18n.errors import UseError
from atlas.model.names import clean
from atlas.office import ConflictError, Entry, Store, open_store, review

SWITCH = {"on": True, "off": False}


def answer(args: argparse.Namespace, wanted: str) -> bytes:
    """
    Run one of them.

    Parameters
    ----------
    args
        The command's arguments, as many as it takes.
    wanted
        ``"text"`` or ``"json"``.

    Raises
    ------
    ReviewError, ConflictError, StoreError
        As of `atlas.office.review`.
    Unsettled
        With the difference, where a proposal was overtaken.
    """
    store, lang = open_store(), args.lang
    if args.deed == "proposals":
        return _waiting(store, lang, wanted)
    who = entries.who(args)
    if args.deed == "review":
        (word,) = args.stores
        if word not in SWITCH:
            raise UseError(
                "intake.wrong.choice", flag="review", value=shown(word), known=", ".join(SWITCH)
            )
        with traced.change(args, store, "review", {"on": SWITCH[word]}) as change:
            if entry := review.switch(store, on=SWITCH[word], who=who):
                change.entry(entry)
        return (text(f"intake.review_{word}", lang) + "\n").encode()
    number = entries.number(args.stores[0])
    with traced.change(args, store, args.deed, {"of": number}) as change:
        if args.deed == "reject":
            entry = review.reject(store, number, who=who, why=" ".join(clean(args.why)))
        else:
            entry = _approved(store, number, who, lang, wanted)
        change.entry(entry)
    if wanted == "json":
        return writing.json_text(entries.record(entry)).encode()
    done = f"intake.done_{entry.action}"
    return (text(done, lang, n=number, entry=entry.number) + "\n").encode()


def _approved(store: Store, number: int, who: str, lang: str, wanted: str) -> Entry:
    try:
        return review.approve(store, number, who=who)
    except ConflictError as error:
        found = _record(store, number, lang)
        if wanted == "json":
            raise Unsettled(writing.json_text(found).encode()) from error
        table = entries.difference(store, review.proposed(store, number).changes, lang)
        lines = [error.message(lang), *report.changed(table, lang)]
        raise Unsettled(("\n".join(lines) + "\n").encode()) from error


def _record(store: Store, number: int, lang: str) -> dict[str, object]:
    """Return a proposal that waits, held against what stands now, as JSON has it."""
    found = review.proposed(store, number)
    table = entries.difference(store, found.changes, lang)
    return entries.record(found.entry) | {
        "changes": entries.listed(found.changes, table),
        "conflicts": [
            {"zone": each.zone, "entry": each.entry.number if each.entry else None}
            for each in found.conflicts
        ],
    }


def _waiting(store: Store, lang: str, wanted: str) -> bytes:
    """Return what waits for a second editor, newest first, each with its difference."""
    waiting = review.waiting(store)
    if wanted == "json":
        records = [_record(store, each.number, lang) for each in waiting]
        return writing.json_text(records).encode()
    said = []
    for each in waiting:
        found = review.proposed(store, each.number)
        moved = [ConflictError(found.conflicts, approving=each.number).message(lang)]
        table = entries.difference(store, found.changes, lang)
        said += [entries.line(each, lang), *(moved if found.conflicts else [])]
        said += report.changed(table, lang)
    return ("\n".join(said or [text("intake.none_wait", lang)]) + "\n").encode()
