"""Move a store with its history to another database."""

from atlas.office import collections, templates
from atlas.office.errors import StoreError
from atlas.office.store import Store


def copy(source: Store, target: Store) -> int:
    """
    Copy a store with all its history into an empty one, and hold the two against each other.

    The office's templates, its collections of views and what is attached to zones go along.

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
    # Before anything is made: it may not be reached. What is attached, or kept, while the rest is
    # copied comes on top of what this history speaks of.
    rows = source.dump()
    number = len(rows["entries"])
    target.init()
    head = target.head()
    if number and head:
        raise StoreError("not_empty", store=target.name, head=head)
    # The history last and all at once: a copy that was broken off before can be made again.
    for kind, each in templates.kept(source).items():
        templates.keep(target, each, templates.content(source, kind))
    collections.copy(source, target)
    with source.reading() as connection:
        attached = source.blobs.digests(connection)
    for digest in attached:
        with target.writing() as connection:
            target.blobs.keep(connection, source.blob(digest))
    if number:
        target.restore(rows)
    return number
