"""The store's commands of photos and documents: attached to a zone, listed, taken off it."""

import argparse
from pathlib import Path

from atlas.cli import entries, traced
from atlas.exchange import attaching, writing
from atlas.exchange.findings import shown
from atlas.i18n import text
from atlas.i18n.errors import UseError
from atlas.model.attachments import Attachment
from atlas.model.names import clean
from atlas.model.read import load
from atlas.office import Entry, Store, attachments, open_store

DIGITS = 8  # of a digest, where it is told for people


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
    AttachmentError, ConflictError, StoreError
        As of `atlas.office.attachments`.
    RefusedError
        If the file cannot be read.
    """
    store, lang = open_store(), args.lang
    if args.deed == "attachments":
        return _listed(store, args.stores, lang, wanted)
    entry = (_attached if args.deed == "attach" else _detached)(store, args)
    if wanted == "json":
        return writing.json_text(entries.record(entry)).encode()
    done = args.deed if entry.is_seen else "proposed"
    return (text(f"intake.done_{done}", lang, n=entry.number) + "\n").encode()


def _attached(store: Store, args: argparse.Namespace) -> Entry:
    zone, path = args.stores
    try:
        with Path(path).open("rb") as file:
            data = file.read(attaching.LIMITS.bytes + 1)
    except OSError as error:
        raise UseError("intake.wrong.file", path=path, reason=error.strerror) from error
    given = attaching.read(Path(path).name, data)
    with traced.change(args, store, "attach", {"zone": zone}) as change:
        return change.entry(
            attachments.attach(
                store,
                zone,
                given,
                known=load().zones.index,
                who=entries.who(args),
                caption=" ".join(clean(args.caption)),
                day=args.day,
            )
        )


def _detached(store: Store, args: argparse.Namespace) -> Entry:
    zone, digest = args.stores
    with traced.change(args, store, "detach", {"zone": zone}) as change:
        return change.entry(attachments.detach(store, zone, digest.lower(), who=entries.who(args)))


def _listed(store: Store, zones: list[str], lang: str, wanted: str) -> bytes:
    """Return what is attached to a zone, or to all of them."""
    records = store.state().records
    if zones and zones[0] not in records and zones[0] not in load().zones.index:
        raise UseError("intake.wrong.zone", value=shown(zones[0]))
    found = [
        (zone, each)
        for zone, record in records.items()
        if not zones or zone in zones
        for each in record.attachments
    ]
    if wanted == "json":
        return writing.json_text([_record(zone, each) for zone, each in found]).encode()
    said = [
        text(
            "intake.attachment",
            lang,
            zone=zone,
            digest=each.digest[:DIGITS],
            said=shown(each.said),
            name=shown(each.name),
            kb=-(-each.bytes // 1024),
            who=shown(each.who),
            at=each.at[:10],
        )
        for zone, each in found
    ]
    return ("\n".join(said or [text("intake.none_attached", lang)]) + "\n").encode()


def _record(zone: str, attachment: Attachment) -> dict[str, object]:
    names = ("digest", "kind", "name", "caption", "day", "who", "at", "bytes", "width", "height")
    return {"zone": zone} | {name: getattr(attachment, name) for name in names}
