"""An entry of the office's history on the command line: its number, its line, who makes it."""

import argparse
import datetime as dt
import getpass
import os
import platform
from collections.abc import Sequence

import pandas as pd

from atlas.exchange.difference import difference_table
from atlas.exchange.findings import shown
from atlas.i18n import text
from atlas.i18n.errors import UseError
from atlas.model.read import load
from atlas.office import Change, Entry, Store
from atlas.office.edition import derive


def who(args: argparse.Namespace) -> str:
    """Return who does it: as said, else the system's user."""
    try:
        return shown(args.who) or getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container's user need have no name
        return str(os.getuid()) if hasattr(os, "getuid") else platform.node()


def record(entry: Entry) -> dict[str, object]:
    """Return an entry of the history as JSON has it."""
    names = (
        *("number", "who", "action", "file", "checksum", "note", "undoes", "decides"),
        *("added", "changed", "removed"),
    )
    at = entry.at.astimezone(dt.UTC).isoformat(timespec="seconds")
    return {"at": at} | {name: getattr(entry, name) for name in names}


def number(value: str) -> int:
    """
    Return the number that an entry is named by.

    Raises
    ------
    UseError
        If it is none.
    """
    if not (value.isascii() and value.isdecimal() and 0 < int(value) < 2**31):
        raise UseError("intake.wrong.number", value=shown(value))
    return int(value)


def line(entry: Entry, lang: str) -> str:
    """Return an entry of the history as a line for people."""
    said = text(
        "intake.entry",
        lang,
        n=entry.number,
        at=f"{entry.at.astimezone():%Y-%m-%d %H:%M}",
        who=shown(entry.who),
        what=text(f"intake.action.{entry.deed}", lang, n=entry.about),
        file=shown(entry.file),
        added=entry.added,
        changed=entry.changed,
        removed=entry.removed,
    )
    return f"{said}\u3000{entry.note}" if entry.note else said


def difference(store: Store, changes: Sequence[Change], lang: str) -> pd.DataFrame:
    """Return what an entry changed as `difference_table` has it, the office's own zones named."""
    atlas = derive(load(), store.state(), own=True)
    tables = (atlas.counties, atlas.zones)
    named = {str(key): name for each in tables for key, name in each[f"name_{lang}"].items()}
    return difference_table(changes, lang, names=named)


def listed(changes: Sequence[Change], table: pd.DataFrame) -> list[dict[str, object]]:
    """Return a difference as JSON has it."""
    rows = zip(changes, table.to_dict("records"), strict=True)
    return [
        {"zone": change.zone, **{str(name): cell for name, cell in row.items()}}
        for change, row in rows
    ]
