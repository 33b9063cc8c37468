"""A change of the office's data in the trail: a line before it is made, and one of its end."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from atlas.i18n.errors import AtlasError
from atlas.office.errors import StoreError
from atlas.office.trail.errors import TrailError
from atlas.office.trail.keeping import Trail, told

if TYPE_CHECKING:
    from atlas.office.record import Entry
    from atlas.office.store import Store

BEGUN, DONE, REFUSED, FAILED = "begun", "done", "refused", "failed"
ENTRY, COLLECTION = "entry", "collection"  # what bears a seal
SEALED = (ENTRY, COLLECTION)


@dataclass(slots=True)
class Changed:
    """
    What came of a change.

    Attributes
    ----------
    event
        What it is called once it is done.
    what
        What its line tells.
    sealed
        Kind and number of what the store has sealed; None where that is nothing.
    """

    event: str
    what: dict[str, object] = field(default_factory=dict)
    sealed: tuple[str, int] | None = None

    def entry(self, entry: "Entry") -> "Entry":
        """Note the entry of the history that was written, and return it."""
        self.event = self.event if entry.is_seen or entry.action != "propose" else "propose"
        self.sealed = (ENTRY, entry.number)
        names = ("added", "changed", "removed", "undoes", "decides", "checksum")
        found = {name: getattr(entry, name) or None for name in names}
        self.what |= {"action": entry.deed} | found
        return entry

    def version(self, number: int) -> int:
        """Note the version of a collection that was kept, and return it."""
        self.sealed = (COLLECTION, number)
        return number


@contextmanager
def changing(  # noqa: PLR0913 - who does what, where, and who hears of it
    trail: Trail,
    store: "Store",
    event: str,
    what: Mapping[str, object] | None = None,
    *,
    who: str,
    source: str,
    unsaid: Callable[[TrailError], None],
) -> Iterator[Changed]:
    """
    Tell the trail of a change, before it is made and after.

    Parameters
    ----------
    trail
        The office's.
    store
        What is changed.
    event
        A word for it.
    what
        What is known of it before.
    who, source
        As of `lines.Event`.
    unsaid
        Is told that the end could not be written: the change itself stands by then.

    Raises
    ------
    TrailError
        If the trail cannot be written; nothing has been changed then.
    """
    changed = Changed(event, dict(what or {}))
    n = trail.append([told(event, what, outcome=BEGUN, who=who, source=source)])

    def end(outcome: str, rest: Mapping[str, object]) -> None:
        of_all = {"begun": n, **changed.what, **rest}
        line = told(changed.event, of_all, outcome=outcome, who=who, source=source)
        try:
            trail.append([line])
        except TrailError as error:
            unsaid(error)

    try:
        yield changed
    except AtlasError as error:
        reason = getattr(error, "kind", "") or type(error).__name__
        end(REFUSED, {"reason": reason})
        raise
    except BaseException as error:
        end(FAILED, {"reason": type(error).__name__})
        raise
    end(DONE, _seal(store, changed.sealed))


def _seal(store: "Store", sealed: tuple[str, int] | None) -> dict[str, object]:
    """Return what proves later that the store still holds what was written."""
    if sealed is None:
        return {"store": store.name}
    kind, number = sealed
    try:
        digest, first = store.seal(kind, number), store.seal(ENTRY, 1)
    except StoreError:  # it is written; who compares the two finds no seal, and says so
        digest = first = ""
    return {"store": store.name, "history": first[:16], kind: number, "seal": digest}
