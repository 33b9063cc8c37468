"""Kill -9 at any moment: what was being written is as before or as after, never between."""

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from atlas.office import backup, copy, open_store
from atlas.office.checking import check
from geodata import files
from tests.office.filled import content, content_of, filled
from tests.trouble import deeds
from tests.trouble.tally import Tried

UNABLE = "no process can be forked here that has all loaded"


def run(folder: Path, times: int) -> Iterator[Tried]:
    """Kill what applies, undoes, copies, builds and reads, each so many times."""
    whole = folder / "whole.sqlite"
    filled(f"sqlite:///{whole}").close()
    for what, deed in (("apply", deeds.apply), ("undo", deeds.undo)):
        yield _changes(Tried(f"kill -9: {what}"), folder / what, whole, deed, times)
    yield _copies(Tried("kill -9: store copy"), folder / "copy", whole, times)
    yield _backups(Tried("kill -9: store backup"), folder / "backup", whole, times)
    yield _builds(Tried("kill -9: make data, its writing"), folder / "build", times)
    yield _reads(Tried("kill -9: reading an upload"), folder / "read", times)


def _chance(tried: Tried) -> random.Random:
    return random.Random(tried.what)  # noqa: S311 - no secret


def _changes(
    tried: Tried, folder: Path, whole: Path, deed: Callable[[str], None], times: int
) -> Tried:
    if not deeds.KILLABLE:
        tried.skipped = UNABLE
        return tried
    folder.mkdir()
    file = folder / "store.sqlite"
    store = open_store(f"sqlite:///{file}")
    url, chance = str(store.url), _chance(tried)
    shutil.copy(whole, file)
    before = content(store)
    took = deeds.usual(deed, url)
    for _ in range(times):
        shutil.copy(whole, file)
        deeds.killed(chance, took, deed, url)
        tried.expect(*_change(folder, store, before))
    store.close()
    return tried


def _change(folder: Path, store: Any, before: Any) -> tuple[str, str]:
    """Return what is wrong with a store after a kill, and what became of the change."""
    now, found = content(store), check(store)
    head = len(before[1])
    after = store.head() - head
    outcome = "after" if after else "before"
    wrong = [each.message("en") for each in found.faults]
    if after not in {0, 1}:
        wrong.append(f"{after} entries more")
    # What was there is there still; of the change all or nothing.
    if (now[0][: head + 1], now[1][after:], now[2][:head], *now[3:]) != (*before[:3], *before[3:]):
        wrong.append("the history before it is another")
    zones = {0: 0, 1: 4}[after] if after in {0, 1} else -1
    if sum(len({change.zone for change in each}) for each in now[2][head:]) != zones:
        wrong.append("of the change there is a part")
    store.apply({"own-x": deeds.Record("own-x", name_zh="新")}, base=store.state(), who="赵六")
    left = sorted(each.name for each in folder.iterdir())
    if left != [store.file.name]:
        wrong.append(f"left beside it: {left}")
    return "; ".join(wrong), outcome


def _copies(tried: Tried, folder: Path, whole: Path, times: int) -> Tried:
    if not deeds.KILLABLE:
        tried.skipped = UNABLE
        return tried
    folder.mkdir()
    source = open_store(f"sqlite:///{whole}")
    told, chance = content(source), _chance(tried)
    firsts = (f"sqlite:///{folder / f'first-{n}.sqlite'}" for n in range(3))
    took = min(deeds.took(deeds.copied, str(source.url), each) for each in firsts)
    for n in range(times):
        (folder / f"{n}").mkdir()
        target = open_store(f"sqlite:///{folder / f'{n}' / 'target.sqlite'}")
        deeds.killed(chance, took, deeds.copied, str(source.url), str(target.url))
        wrong = [each.message("en") for each in check(target).faults]
        head = target.head()
        if not head:
            copy(source, target)  # it can be made again
        if content(target) != told:
            wrong.append("the copy says something else")
        left = [each.name for each in (folder / f"{n}").iterdir()]
        if left != ["target.sqlite"]:
            wrong.append(f"left beside it: {left}")
        tried.expect("; ".join(wrong), "after" if head else "before, then copied")
        target.close()
        shutil.rmtree(folder / f"{n}")
    source.close()
    return tried


def _backups(tried: Tried, folder: Path, whole: Path, times: int) -> Tried:
    if not deeds.KILLABLE:
        tried.skipped = UNABLE
        return tried
    folder.mkdir()
    url, chance, told = f"sqlite:///{whole}", _chance(tried), content_of(whole)
    took = deeds.usual(deeds.backed_up, url, str(folder))
    for _ in range(times):
        for each in backup.copies(folder):
            each.unlink()
        deeds.killed(chance, took, deeds.backed_up, url, str(folder))
        there = backup.copies(folder)
        wrong = ["the copy says something else" for each in there if content_of(each) != told]
        left = {each.name for each in folder.iterdir()} - {each.name for each in there}
        if len(left) > 1:
            wrong.append(f"left: {sorted(left)}")
        tried.expect("; ".join(wrong), "after" if there else "before")
    files.sweep(folder)
    if (left := list(folder.iterdir())) != backup.copies(folder):
        tried.failed(f"left after the next: {left}")
    return tried


def _builds(tried: Tried, folder: Path, times: int) -> Tried:
    if not deeds.KILLABLE:
        tried.skipped = UNABLE
        return tried
    folder.mkdir()
    took = deeds.usual(deeds.built, str(folder))
    names = ("atlas.gpkg", "osm.gpkg")
    built = {name: (folder / name).read_bytes() for name in names}
    chance = _chance(tried)
    for _ in range(times):
        for name in names:
            (folder / name).write_bytes(b"old")
        deeds.killed(chance, took, deeds.built, str(folder))
        found = {name: (folder / name).read_bytes() for name in names}
        wrong = [name for name in names if found[name] not in {b"old", built[name]}]
        new = sum(found[name] != b"old" for name in names)
        left = [each for each in folder.iterdir() if each.name not in names]
        # One file is in its place before the other; each is whole. What is left goes with the next.
        if len(left) > 1:
            wrong.append(f"{len(left)} drafts are left")
        tried.expect("; ".join(wrong), ("before", "one of two files", "after")[new])
    deeds.took(deeds.built, str(folder))
    left = sorted(each.name for each in folder.iterdir())
    if left != sorted(names):
        tried.failed(f"left beside it: {left}")
    return tried


def _reads(tried: Tried, folder: Path, times: int) -> Tried:
    if not deeds.KILLABLE:
        tried.skipped = UNABLE
        return tried
    folder.mkdir()
    given = ("a.csv", "开发区名称,投资额\n兰州经济技术开发区,1\n".encode())
    took = deeds.usual(deeds.read_in, str(folder), *given)
    if left := list(folder.iterdir()):
        tried.failed(f"left by one that was not killed: {left}")
    chance = _chance(tried)
    for _ in range(times):
        deeds.killed(chance, took, deeds.read_in, str(folder), *given)
        there = len(list(folder.iterdir()))
        tried.expect("" if there <= 1 else f"{there} folders are left", "whole or left one folder")
    files.sweep(folder)
    if left := list(folder.iterdir()):
        tried.failed(f"left after the next: {left}")
    return tried
