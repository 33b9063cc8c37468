"""A store with bytes flipped or cut, its journal or WAL lost or another's: never wrong data."""

import contextlib
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from atlas.office import StoreError, open_store
from atlas.office.checking import check
from tests.office.filled import content, content_of, filled
from tests.trouble import deeds
from tests.trouble.tally import Tried, in_words

Damage = Callable[[Path, random.Random], None]  # to a store's file, and what lies beside it
PAGE = 4096


def run(folder: Path, times: int) -> Iterator[Tried]:
    """Damage a store in every way, each so many times."""
    whole, later, other = (folder / f"{name}.sqlite" for name in ("whole", "later", "other"))
    filled(f"sqlite:///{whole}").close()
    filled(f"sqlite:///{other}").close()  # the same, at another time
    shutil.copy(whole, later)
    deeds.apply(f"sqlite:///{later}")
    wal, others = _with_wal(folder / "wal.sqlite", whole), _with_wal(folder / "o.sqlite", other)
    # The WAL of another store may bring all of that with it: then it is that one, whole.
    wals = (folder / "wal.sqlite", folder / "o.sqlite")
    known = [content_of(each) for each in (whole, later, *wals)]
    ways: dict[str, Damage] = {
        "a bit flipped": partial(_flip, whole),
        "cut": partial(_cut, whole),
        "a page of zeros": partial(_zero, whole),
        "journal lost: pages of a change, not all": partial(_mix, whole, later),
        "WAL lost": partial(_wal, {"": wal[""]}),
        "WAL cut": partial(_wal_cut, wal),
        "WAL of a copy beside it": partial(_wal, {"": whole.read_bytes(), "-wal": wal["-wal"]}),
        "WAL of another beside it": partial(_wal, {"": wal[""], "-wal": others["-wal"]}),
        "journal of another time beside it": partial(_journal, later),
    }
    for n, (what, damage) in enumerate(ways.items()):
        tried, place = Tried(f"store: {what}"), folder / f"{n}"
        place.mkdir()
        chance = random.Random(what)  # noqa: S311 - no secret
        for _ in range(times):
            for each in place.iterdir():
                each.unlink()
            damage(place / "store.sqlite", chance)
            tried.expect(*_read(place / "store.sqlite", known))
        yield tried


def _read(file: Path, known: list[Any]) -> tuple[str, str]:
    """Return what is wrong with how a damaged store is read, and how it was."""
    store = open_store(f"sqlite:///{file}")
    try:
        told = content(store)
    except StoreError as error:
        wrong = in_words(error)
        with contextlib.suppress(StoreError):  # no store at all any more
            if not check(store).faults:
                wrong = wrong or "refused, and the check finds nothing"
        return wrong, "refused in words"
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return f"{type(error).__name__}: {error}", "broken"
    finally:
        store.close()
    if told in known or not told[1]:
        return "", "whole" if told[1] else "empty"
    return "wrong data shown", "read"


def _flip(whole: Path, file: Path, chance: random.Random) -> None:
    data = bytearray(whole.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    file.write_bytes(data)


def _cut(whole: Path, file: Path, chance: random.Random) -> None:
    data = whole.read_bytes()
    file.write_bytes(data[: chance.randrange(len(data))])


def _zero(whole: Path, file: Path, chance: random.Random) -> None:
    data = bytearray(whole.read_bytes())
    at = PAGE * chance.randrange(len(data) // PAGE)
    data[at : at + PAGE] = bytes(PAGE)
    file.write_bytes(data)


def _mix(whole: Path, later: Path, file: Path, chance: random.Random) -> None:
    """Let some pages of a change reach the disk, and lose what would take them back."""
    before, after = whole.read_bytes(), later.read_bytes()
    size = chance.choice((len(before), len(after)))
    data = bytearray(before.ljust(size, b"\0")[:size])
    for at in range(0, min(size, len(after)), PAGE):
        if chance.random() < 0.5:
            data[at : at + PAGE] = after[at : at + PAGE]
    file.write_bytes(data)


def _with_wal(file: Path, whole: Path) -> dict[str, bytes]:
    """Return a store and its WAL, as they lie there after a change that a program left in it."""
    shutil.copy(whole, file)
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("SELECT count(*) FROM atlas_entries").fetchone()
        deeds.apply(f"sqlite:///{file}")  # not the last to leave: what it wrote stays in the WAL
        return {name: Path(f"{file}{name}").read_bytes() for name in ("", "-wal")}


def _wal(found: dict[str, bytes], file: Path, _: random.Random) -> None:
    for name, data in found.items():
        Path(f"{file}{name}").write_bytes(data)


def _wal_cut(found: dict[str, bytes], file: Path, chance: random.Random) -> None:
    wal = found["-wal"]
    _wal({"": found[""], "-wal": wal[: chance.randrange(len(wal))]}, file, chance)


def _journal(later: Path, file: Path, chance: random.Random) -> None:
    """Break a change off, and put a backup of another time in the place of the file alone."""
    shutil.copy(later, file)
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("PRAGMA cache_size=1")  # pages reach the disk before the end
        database.execute("BEGIN")
        database.execute(
            "UPDATE atlas_entries SET note = note || ?", ("注" * chance.randrange(9000),)
        )
        database.execute("UPDATE atlas_versions SET record = record || ' '")
        journal = Path(f"{file}-journal").read_bytes()
        database.execute("ROLLBACK")
    shutil.copy(later, file)
    # The journal remembers pages of the file that it was written for; this one is cut.
    data = file.read_bytes()
    file.write_bytes(data[: PAGE * chance.randrange(1, len(data) // PAGE + 1)])
    Path(f"{file}-journal").write_bytes(journal)
