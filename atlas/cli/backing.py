"""The store's commands of copies to fall back on, and what the audit trail knows of a store."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from atlas.cli import entries, traced
from atlas.exchange import writing
from atlas.i18n import text
from atlas.office import Store, StoreError, backup, collections, open_store
from atlas.office.trail import comparing, files, proof
from atlas.office.trail.changing import COLLECTION, ENTRY


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
    StoreError
        As of `atlas.office.backup`.
    """
    return (_made if args.deed == "backup" else _restored)(args, wanted)


def _made(args: argparse.Namespace, wanted: str) -> bytes:
    lang, store = args.lang, open_store()
    keep = entries.number(args.keep) if args.keep else None
    done = backup.make(store, Path(args.stores[0]), keep=keep)
    told = {"entries": done.entries, "records": done.records}
    traced.note(args, "backup", {"file": done.file.name, "of": store.name, **told})
    if wanted == "json":
        removed = [str(each) for each in done.removed]
        return writing.json_text({"file": str(done.file), **told, "removed": removed}).encode()
    said = [text("store.backup.made", lang, file=done.file, **told)]
    said += [text("store.backup.removed", lang, file=each) for each in done.removed]
    return "".join(f"{line}\n" for line in said).encode()


def _restored(args: argparse.Namespace, wanted: str) -> bytes:
    lang, store, file = args.lang, open_store(), Path(args.stores[0])
    with traced.change(args, store, "restore", {"file": file.name}) as change:
        number = backup.restore(file, store)
        versions = [each.number for each in collections.history(store)]
        change.what |= {f"{ENTRY}_head": number, f"{COLLECTION}_head": max(versions, default=0)}
        change.what["history"] = store.seal(ENTRY, 1)[:16]
    if wanted == "json":
        told = {"file": str(file), "store": store.name, "entries": number}
        return writing.json_text(told).encode()
    said = text("store.backup.restored", lang, file=file, store=store.name, n=number)
    return f"{said}\n".encode()


def against(store: Store, trails: Sequence[str]) -> tuple[list[StoreError], list[StoreError]]:
    """
    Hold a store against what audit trails know of it.

    Parameters
    ----------
    store
        Is read.
    trails
        Their names, without the month; this machine's where none is named.

    Returns
    -------
    list of StoreError
        What the store has lost, or holds otherwise.
    list of StoreError
        What is worth knowing.
    """
    paths = [Path(each) for each in trails] or [files.place()]
    faults, notes = comparing.compared(store, [files.events(path) for path in paths])
    if not all(proof.proved(path).is_whole for path in paths):
        notes.append(StoreError("trail_broken"))
    return faults, notes
