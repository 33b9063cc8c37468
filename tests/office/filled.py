"""A store that holds something of everything, and all that it tells."""

import json
from dataclasses import replace

from atlas.office import collections, open_store, templates
from tests.office import added
from tests.shipped import ATLAS

IDS = list(ATLAS.zones.index)
DATA, TEMPLATE = added.TEMPLATE_DATA, added.TEMPLATE


def filled(url):
    """Give a store with four changes, a template and two versions of a collection."""
    store = open_store(url, create=True)
    for n in range(3):
        records = {
            zone: replace(record, values={**record.values, "次": n})
            for zone, record in added.records(IDS[n : n + 3]).items()
        }
        store.apply(records, base=store.state(), who="张三", file="甲.csv", note=f"第 {n} 次")
    store.undo(3, who="李四")
    templates.keep(store, TEMPLATE, DATA)
    for n in range(2):
        base = n and 1
        collections.keep(store, "例会", json.dumps({"n": n}), who="张三", base=base)
    return store


def content(store):
    """Give all that a store tells."""
    states = [store.state(n) for n in range(store.head() + 1)]
    return (
        [(dict(each.records), dict(each.stamps)) for each in states],
        store.entries(),
        [store.changes(n) for n in range(1, store.head() + 1)],
        templates.kept(store),
        templates.content(store, "pptx"),
        collections.history(store),
    )


def content_of(file):
    """Give all that the store of a file tells."""
    store = open_store(f"sqlite:///{file}")
    try:
        return content(store)
    finally:
        store.close()
