"""What can go wrong with a store, in words that say what to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from atlas.i18n import LANGS, text
from atlas.i18n.errors import AtlasError

if TYPE_CHECKING:
    from atlas.office.record import Entry

# Why a database that serves several is not reached, or does not let us; `database.causes` tells
# them apart.
UNREACHED = (
    *("host", "port", "silent", "tls", "not_admitted", "wrong_password", "no_database", "rights"),
    *("crowded", "starting", "locked", "slow", "unanswered", "read_only", "elsewhere", "shut"),
    *("no_postgis", "postgis_first", "postgis_missing"),
)
# What a `StoreError` may be about, each with its sentence.
KINDS = (
    *("url", "unescaped", "database", "foreign", "not_made", "format"),
    *UNREACHED,
    *("full", "closed", "torn", "damaged", "gap", "loose"),
    *("template_damaged", "collection_damaged"),
    *("empty", "unsealed", "readable", "blob_damaged"),
    *("lost", "collections_lost", "template_lost"),
    *("trail_lost", "trail_differs", "untold", "trail_broken"),
    *("no_entry", "no_source", "not_empty", "copy", "no_folder", "not_sound", "not_same"),
    *("collection_changed", "collections_full"),
)
SHOWN = 5  # zones of a conflict that are named one by one


class StoreError(AtlasError):
    """
    A store that cannot be reached, read or written; no password is ever in what it says.

    Attributes
    ----------
    kind
        One of `KINDS`.
    detail
        What the database itself said, for a log; empty where it said nothing.
    """

    status = 503
    detail = ""

    def __init__(self, kind: str, **values: object) -> None:
        self.kind = kind
        super().__init__(f"store.{kind}", **values)


class ReviewError(AtlasError):
    """
    A decision on a proposal that cannot be taken so; nothing was written.

    Attributes
    ----------
    kind
        ``"none"`` (no proposal), ``"decided"``, ``"own"`` (by whoever proposed it), ``"nobody"``
        (without a name), ``"why"`` (a rejection without a reason) or ``"undo"`` (of what changed
        nothing).
    """

    def __init__(self, kind: str, **values: object) -> None:
        self.kind = kind
        super().__init__(f"store.review.{kind}", **values)


class AttachmentError(AtlasError):
    """
    What cannot be attached to a zone, or taken from it; nothing was written.

    Attributes
    ----------
    kind
        ``"zone"``, ``"there"`` (already), ``"none"`` (not attached), ``"many"``, ``"full"``,
        ``"day"``, ``"large"``, ``"form"`` (no image and no PDF), ``"pixels"``, ``"encrypted"`` or
        ``"active"`` (a PDF with scripts, or with files in it).
    """

    def __init__(self, kind: str, **values: object) -> None:
        self.kind = kind
        super().__init__(f"store.attach.{kind}", **values)


@dataclass(frozen=True, slots=True)
class Conflict:
    """
    A zone that somebody else changed in the meantime.

    Attributes
    ----------
    zone
        The zone.
    entry
        The change that was made; None where its entry is gone.
    """

    zone: str
    entry: "Entry | None"


class ConflictError(AtlasError):
    """
    Zones were changed by somebody else since they were looked at; nothing was written.

    Attributes
    ----------
    conflicts : tuple of Conflict
        Every zone concerned.
    undoing : int
        The entry that was to be undone; 0 where something was to be applied.
    approving : int
        The proposal that was to be approved; 0 for none.
    """

    def __init__(
        self, conflicts: Iterable[Conflict], *, undoing: int = 0, approving: int = 0
    ) -> None:
        self.conflicts = tuple(conflicts)
        self.undoing, self.approving = undoing, approving
        super().__init__(self.message)

    def message(self, lang: str = LANGS[0], names: Mapping[str, str] | None = None) -> str:
        """
        Say who changed what, and what to do.

        Parameters
        ----------
        lang
            ``"zh"`` or ``"en"``.
        names
            Zone -> its name; its id is said of one that is not there.
        """
        said = []
        for conflict in self.conflicts[:SHOWN]:
            entry = conflict.entry
            said.append(
                text(
                    "store.changed_by",
                    lang,
                    zone=(names or {}).get(conflict.zone, conflict.zone),
                    who=entry.who if entry else "",
                    n=entry.number if entry else 0,
                    at=f"{entry.at.astimezone():%Y-%m-%d %H:%M}" if entry else "",
                )
            )
        listed = text("list.comma", lang).join(said)
        n = len(self.conflicts)
        if self.approving:
            return text("store.moved_on", lang, n=n, listed=listed, number=self.approving)
        if self.undoing:
            return text("store.changed_since", lang, n=n, listed=listed, number=self.undoing)
        return text("store.conflict", lang, n=n, listed=listed)
