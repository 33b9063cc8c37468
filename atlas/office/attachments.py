"""Attach photos and documents to zones, and take them off again: changes like any other."""

import datetime as dt
import hashlib
from collections.abc import Container
from dataclasses import dataclass, replace

from atlas.model.attachments import Attachment
from atlas.office.errors import AttachmentError
from atlas.office.record import OWN, Entry, Record
from atlas.office.store import Store

MOST = 40  # of a zone
LONGEST = 200  # characters of a caption, and of a file's name


@dataclass(frozen=True, slots=True)
class Given:
    """
    A photo or document as it may be kept: checked, and without what it does not show.

    Attributes
    ----------
    kind, name, width, height
        As of `atlas.model.attachments.Attachment`.
    data, small
        Its bytes and those of its thumbnail; none of a document.
    """

    kind: str
    name: str
    data: bytes
    small: bytes = b""
    width: int = 0
    height: int = 0


def attach(  # noqa: PLR0913 - what is kept of it
    store: Store,
    zone: str,
    given: Given,
    *,
    known: Container[str],
    who: str,
    caption: str = "",
    day: str = "",
) -> Entry:
    """
    Attach something to a zone.

    Parameters
    ----------
    store
        The office's.
    zone
        An id.
    given
        What is attached.
    known
        The ids of the plan's zones.
    who
        The editor.
    caption
        What it shows.
    day
        Of it, ISO; empty where it is not known.

    Returns
    -------
    Entry
        A proposal, where changes are reviewed.

    Raises
    ------
    AttachmentError
        If there is no such zone or day, it is attached already, or there is no room.
    ConflictError
        If somebody else changed the zone meanwhile.
    StoreError
        If the store cannot be used.
    """
    state = store.state()
    old = state.records.get(zone)
    if old is None and (zone.startswith(OWN) or zone not in known):
        raise AttachmentError("zone", zone=zone)
    record = old or Record(zone)
    digest = hashlib.sha256(given.data).hexdigest()
    if any(each.digest == digest for each in record.attachments):
        raise AttachmentError("there", name=given.name)
    if len(record.attachments) >= MOST:
        raise AttachmentError("many", most=MOST)
    made = Attachment(
        digest=digest,
        kind=given.kind,
        name=given.name[-LONGEST:],
        caption=" ".join(caption.split())[:LONGEST],
        day=_day(day),
        who=who,
        at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        bytes=len(given.data),
        width=given.width,
        height=given.height,
        small=hashlib.sha256(given.small).hexdigest() if given.small else "",
    )
    return store.apply(
        {zone: replace(record, attachments=(*record.attachments, made))},
        base=state,
        who=who,
        file=made.name,
        checksum=digest,
        note=made.caption,
        blobs=filter(None, (given.data, given.small)),
    )


def detach(store: Store, zone: str, digest: str, *, who: str) -> Entry:
    """
    Take something off a zone; it stays in the history.

    Parameters
    ----------
    store
        The office's.
    zone
        An id.
    digest
        As many of its first digits as tell it from the zone's others.
    who
        The editor.

    Raises
    ------
    AttachmentError
        If it is not attached, or several are meant.
    ConflictError, StoreError
        As of `attach`.
    """
    state = store.state()
    record = state.records.get(zone, Record(zone))
    meant = [each for each in record.attachments if digest and each.digest.startswith(digest)]
    if len(meant) != 1:
        raise AttachmentError("none", zone=zone, digest=digest[:16])
    left = tuple(each for each in record.attachments if each not in meant)
    kept = replace(record, attachments=left)
    # Of a zone of the plan nothing may be left that the office has said.
    after = None if kept == Record(zone) else kept
    return store.apply({zone: after}, base=state, who=who, file=meant[0].name, checksum="")


def _day(said: str) -> str:
    """Return a day as ISO has it."""
    try:
        return dt.date.fromisoformat(said).isoformat() if said.strip() else ""
    except ValueError:
        raise AttachmentError("day", day=said[:20]) from None
