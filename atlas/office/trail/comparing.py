"""Hold a store against the trail, which knows the seal of each entry: none may be lost."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from atlas.i18n import text
from atlas.office.errors import StoreError
from atlas.office.store import Store
from atlas.office.trail.changing import COLLECTION, DONE, ENTRY, SEALED
from atlas.office.trail.lines import Event

RESTORE = "restore"
NAMED = 20  # numbers that are listed, at most


@dataclass(frozen=True, slots=True)
class Sealed:
    """
    Something with a seal that the trail tells of.

    Attributes
    ----------
    kind
        One of `SEALED`.
    number
        Its own.
    seal
        The digest.
    n
        The number of the line.
    """

    kind: str
    number: int
    seal: str
    n: int


def sealed(events: Iterable[Event], *, store: str, history: str) -> list[Sealed]:
    """
    Return what the trail says a store must hold.

    What a store had lost before it was restored is no longer asked for: the restoring is in the
    trail itself.

    Parameters
    ----------
    events
        Of one trail, the oldest first.
    store
        The store's name.
    history
        The seal of its first entry: copies of a store have the same.
    """
    found: list[Sealed] = []
    for event in events:
        what = event.what
        if event.outcome != DONE or not _is_of(what, store, history):
            continue
        if event.event == RESTORE:
            heads = {kind: _number(what.get(f"{kind}_head")) for kind in SEALED}
            found = [each for each in found if each.number <= heads[each.kind]]
            continue
        for kind in SEALED:
            number, seal = _number(what.get(kind)), str(what.get("seal", ""))
            if number and seal:
                found.append(Sealed(kind, number, seal, event.n))
    return found


def compared(
    store: Store, trails: Iterable[Iterable[Event]]
) -> tuple[list[StoreError], list[StoreError]]:
    """
    Return what a store has lost, or holds otherwise than the trail knows it; and what is untold.

    Parameters
    ----------
    store
        Is read.
    trails
        The events of each trail, the oldest first: machines that share a store have one each.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    held: dict[str, dict[int, str]] = {kind: {} for kind in SEALED}
    if not store.is_missing():
        with store.reading() as connection:
            held = {kind: store.seals.digests(connection, kind) for kind in SEALED}
    history = held[ENTRY].get(1, "")
    told = [each for trail in trails for each in sealed(trail, store=store.name, history=history)]
    faults = []
    for kind in SEALED:
        mine = [each for each in told if each.kind == kind]
        lost = {each.number for each in mine if each.number not in held[kind]}
        other = {
            each.number for each in mine if held[kind].get(each.number, each.seal) != each.seal
        }
        if lost:
            faults.append(StoreError("trail_lost", of=_of(kind, lost)))
        if other:
            faults.append(StoreError("trail_differs", of=_of(kind, other)))
    known = {each.number for each in told if each.kind == ENTRY}
    untold = held[ENTRY].keys() - known
    return faults, [StoreError("untold", listed=listed(untold))] if untold and told else []


def listed(numbers: Iterable[int]) -> str:
    """Return numbers as a list, not all of very many."""
    found = sorted(numbers)
    return ", ".join(map(str, found[:NAMED])) + ("…" if found[NAMED:] else "")


def _of(kind: str, numbers: Iterable[int]) -> Callable[[str], str]:
    key = "trail.of_collection" if kind == COLLECTION else "trail.of_entry"
    return lambda lang: text(key, lang, listed=listed(numbers))


def _is_of(what: Mapping[str, object], store: str, history: str) -> bool:
    return what.get("store") == store or bool(history and what.get("history") == history[:16])


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
