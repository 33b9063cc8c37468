"""Two processes that apply at once: every change there, numbers without a gap, conflicts told."""

import os
from collections.abc import Iterator
from pathlib import Path

from atlas.office import open_store
from atlas.office.checking import check
from tests import postgres
from tests.trouble import deeds
from tests.trouble.tally import Tried

NAMES = ("anna", "bao")


def run(folder: Path, times: int) -> Iterator[Tried]:
    """Let two processes apply so many changes each, to either kind of store."""
    tried = Tried(f"two processes apply {times} times each: SQLite")
    yield _together(tried, f"sqlite:///{folder}/store.sqlite", times)
    tried = Tried(f"two processes apply {times} times each: PostgreSQL")
    try:
        with postgres.running() as url:
            yield _together(tried, url, times)
    except postgres.Missing as error:
        if os.environ.get("CI"):
            raise
        tried.skipped = str(error)
        yield tried


def _together(tried: Tried, url: str, times: int) -> Tried:
    store = open_store(url, create=True)
    begun = [deeds.begin(deeds.writes, url, name, times) for name in NAMES]
    conflicts = 0
    for process, line in begun:
        conflicts += line.recv()
        process.join()
        line.close()
    entries = store.entries()
    if [each.number for each in reversed(entries)] != [*range(1, 2 * times + 1)]:
        tried.failed(f"{len(entries)} entries, or their numbers have gaps")
    for name in NAMES:
        notes = [each.note for each in reversed(entries) if each.who == name]
        wrong = "" if notes == [f"{n}" for n in range(times)] else f"{name}: {len(notes)} entries"
        tried.outcomes["entries"] += len(notes)
        if wrong:
            tried.failed(wrong)
    for fault in check(store).faults:
        tried.failed(fault.message("en"))
    tried.outcomes["conflicts told"] += conflicts
    store.close()
    return tried
