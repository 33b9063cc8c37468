"""
What stands in a zip archive: which of its files belong together, and which of them is to be read.

The parts of a shapefile, the files of a MapInfo table and the folder of a file geodatabase are one
thing each, whatever the case of their names; a workbook in an archive is a workbook.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from atlas.exchange.findings import ERROR, NOTE, Finding, RefusedError
from atlas.exchange.parsed import Draft
from atlas.exchange.reading import archives, signatures
from atlas.exchange.reading.signatures import CONTAINERS, FOLDERS, Signature

FAMILIES = {1: "point", 3: "mixed", 5: "area", 8: "point"}  # of a shapefile's kinds of shape
WITHIN = " / "  # between the name of what an archive holds and that of a layer of it
_SEEN = 70_000  # bytes that a file is told by
_NOISE = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini", "~$")
_ASIDE = {".sbn", ".sbx", ".qix", ".fix", ".qpj", ".qmd", ".qml", ".sld", ".lyr", ".cst", ".gfs"}
_PLAIN = {".csv", ".tsv", ".txt", ".dat"}  # texts that may hold a table or coordinates
_NESTED = b"PK\x03\x04"
_ZIP = Signature("zip", reads="zip")
FIELDS = "fields.csv"  # what the atlas itself puts beside a shapefile
_LINE = re.compile(r"\d[.\d]*\D+\d")
_LINES = 3  # lines of numbers that make a text one of data
_SHOWN = 8  # files of an archive that a message names


@dataclass(frozen=True, slots=True)
class Item:
    """
    One thing that an archive holds.

    Attributes
    ----------
    label
        What it is called: its name without its suffix where that says all, else with its folder.
    kind
        ``shp``, ``gdb``, ``mapinfo``; empty of a single file, which is told by its content.
    main
        The member that names it.
    members
        All members that belong to it.
    missing
        Suffixes of the parts that should be there.
    """

    label: str
    kind: str
    main: str
    members: tuple[str, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """
    What an archive holds.

    Attributes
    ----------
    items
        What may be read, in the order of their names.
    others
        Names of files that are not read, each with what it is.
    """

    items: tuple[Item, ...]
    others: tuple[tuple[str, Signature | None], ...]


def contents(path: Path, members: Sequence[zipfile.ZipInfo]) -> Contents:
    """
    Return what an archive holds.

    Parameters
    ----------
    path
        The archive.
    members
        Of `archives.members`.
    """
    names = {
        member.filename: archives.name(member)
        for member in members
        if not member.is_dir() and not _is_noise(archives.name(member))
    }
    found: list[Item] = []
    ours = (FIELDS,) if FIELDS in names else ()
    for item in [*_folders(names), *_sets(names)]:
        beside = ours if item.kind == "shp" else ()
        found.append(replace(item, members=(*item.members, *beside)))
    for item in found:
        for member in item.members:
            names.pop(member, None)
    others: list[tuple[str, Signature | None]] = []
    with zipfile.ZipFile(path) as archive:
        for member, name in sorted(names.items(), key=lambda each: each[1]):
            what = _what(archive, member, name)
            if what is not None and what.reads:
                found.append(Item(name, "", member, (member,)))
            elif _suffix(name) not in _ASIDE and not name.lower().endswith(".shp.xml"):
                others.append((name, what))
    return Contents(tuple(_labelled(found)), tuple(others))


def _is_noise(name: str) -> bool:
    low = name.replace("\\", "/").lower()
    return low.startswith(_NOISE[0]) or low.rpartition("/")[2].startswith(_NOISE[1:])


def _suffix(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()


def _folders(names: Mapping[str, str]) -> Iterator[Item]:
    """Yield the folders that are one file to the programs that write them."""
    folders = {member: name.replace("\\", "/").rpartition("/")[0] for member, name in names.items()}
    for kind, suffix in FOLDERS.items():
        # Some pack what stands in the folder without the folder itself.
        whole = {
            folders[member] for member, name in names.items() if _suffix(name) == f"{suffix}table"
        }
        for folder in sorted(whole):
            members = tuple(member for member in names if folders[member] == folder)
            yield Item(folder or kind, kind, folder, members)


def _sets(names: Mapping[str, str]) -> Iterator[Item]:
    """Yield the files that belong together by their names, the case of these aside."""
    by_stem: dict[str, dict[str, str]] = {}
    for member, name in names.items():
        suffix = _suffix(name)
        stem = name.replace("\\", "/").lower().removesuffix(suffix)
        by_stem.setdefault(stem, {}).setdefault(suffix, member)
    for kind, row in CONTAINERS.items():
        for parts in by_stem.values():
            main = parts.get(row["suffix"])
            if main is None:
                continue
            members = [main, *(parts[each] for each in row["others"] if each in parts)]
            missing = tuple(each for each in row["must"] if each not in parts)
            yield Item(names[main], kind, main, tuple(members), missing)


def _what(archive: zipfile.ZipFile, member: str, name: str) -> Signature | None:
    """Return what a file of an archive is; None where nothing is known of it."""
    with archive.open(member) as file:
        start = file.read(_SEEN)
    if start.startswith(_NESTED):
        return _ZIP
    known = signatures.of_bytes(start) if start else None
    if known is not None:
        return known
    if b"\0" in start[:200] and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    known = signatures.of_text(start.decode("utf-8", errors="replace"))
    if known is None and _suffix(name) in _PLAIN and _is_data(name, start):
        return Signature("text", reads="text")
    return known


def _is_data(name: str, start: bytes) -> bool:
    """Tell whether a text is one of data, not the words that somebody put beside them."""
    if _suffix(name) not in {".txt", ".dat"}:
        return True
    lines = start.decode("latin-1").splitlines()
    return sum(_LINE.search(line) is not None for line in lines) >= _LINES


def _labelled(found: list[Item]) -> Iterator[Item]:
    """Yield what was found by the shortest names that tell it apart."""
    short = [PurePosixPath(item.label.replace("\\", "/")).name for item in found]
    stems = [
        PurePosixPath(name).stem if item.kind else name
        for name, item in zip(short, found, strict=True)
    ]
    ranked = sorted(
        zip(stems, short, found, strict=True),
        key=lambda each: (not each[2].kind, each[2].label),  # layers before tables
    )
    for stem, name, item in ranked:
        label = stem if stems.count(stem) == 1 else name if short.count(name) == 1 else item.label
        yield Item(label, item.kind, item.main, item.members, item.missing)


def is_kmz(there: Contents) -> bool:
    """Tell whether an archive is one of KML files, which are read together."""
    return bool(there.items) and all(_suffix(item.main) == ".kml" for item in there.items)


def are_shapefiles(there: Contents) -> bool:
    """Tell whether an archive holds several shapefiles and nothing else that is read."""
    return len(there.items) > 1 and all(item.kind == "shp" for item in there.items)


def about(path: Path, there: Contents) -> dict[str, list[Any]]:
    """Return what `Draft.about` has of shapefiles in an archive, by the heads of their parts."""
    found: dict[str, list[Any]] = {}
    with zipfile.ZipFile(path) as archive:
        for item in there.items:
            by_suffix = {_suffix(member): member for member in item.members}
            kind = int.from_bytes(_start(archive, item.main)[32:36], "little") % 10
            table = by_suffix.get(".dbf", "")
            n = int.from_bytes(_start(archive, table)[4:8], "little") if table else 1
            found[item.label] = [n, FAMILIES.get(kind, "")]
    return found


def _start(archive: zipfile.ZipFile, member: str) -> bytes:
    with archive.open(member) as part:
        return part.read(36)


def within(item: Item, draft: Draft, *, alone: bool) -> list[str]:
    """Return what the layers of a thing in an archive are called beside the other things."""
    if alone or len(draft.layers) < 2:  # noqa: PLR2004 - it and its only layer are one
        return [item.label]
    return [f"{item.label}{WITHIN}{layer}" for layer in draft.layers]


def chosen(there: Contents, wanted: Sequence[str]) -> list[tuple[Item, list[str]]]:
    """
    Return what of an archive is read, and which layers of that are wanted.

    Parameters
    ----------
    there
        What the archive holds.
    wanted
        What was asked for; none for the first.

    Raises
    ------
    RefusedError
        If the archive holds nothing that is read, nothing that is called so, or but a part of it.
    """
    if not there.items:
        raise _nothing(there)
    alone = len(there.items) == 1
    asked: dict[Item, list[str]] = {}
    for name in wanted or [there.items[0].label]:
        item = next((each for each in there.items if _is_of(name, each)), None)
        if item is None and not alone:
            raise RefusedError(Finding("read.no_layer", ERROR, value=name))
        item = item or there.items[0]
        inside = name.removeprefix(item.label).removeprefix(WITHIN)
        asked.setdefault(item, []).extend([inside] * bool(inside))
    for item in asked:
        if item.missing:
            said, values = ", ".join(item.missing), {"item": item.label}
            raise RefusedError(Finding("read.shp_parts", ERROR, value=said, values=values))
    return list(asked.items())


def _is_of(name: str, item: Item) -> bool:
    return name == item.label or name.startswith(item.label + WITHIN)


def _nothing(there: Contents) -> RefusedError:
    """Return why nothing of an archive is read: what stands in it, and the way out of that."""
    known = [(name, what) for name, what in there.others if what is not None and what.way]
    if known:
        return RefusedError(
            *(finding for name, what in known[:_SHOWN] for finding in
              signatures.refusal(what, inside=name).findings)
        )  # fmt: skip
    names = ", ".join(name for name, _ in there.others[:_SHOWN])
    return RefusedError(Finding("read.zip_unknown", ERROR, value=names))


def beside(there: Contents) -> list[Finding]:
    """Say what of an archive is not read, beside what may be."""
    if not there.others or not there.items:
        return []
    names = ", ".join(name for name, _ in there.others[:_SHOWN])
    values = {"n": len(there.others)}
    return [Finding("read.zip_beside", NOTE, value=names, values=values)]


def unpacked(path: Path, item: Item, folder: Path) -> Path:
    """
    Write what is read out of an archive under names of our own, and return where its main part is.

    Parameters
    ----------
    path
        The archive, whose members were held against the limits.
    item
        What of it.
    folder
        Where to; it is made.
    """
    folder.mkdir()
    with zipfile.ZipFile(path) as archive:
        if item.kind in FOLDERS:
            whole = folder / f"layer{FOLDERS[item.kind]}"
            whole.mkdir()
            for member in item.members:
                name = PurePosixPath(member.replace("\\", "/")).name
                (whole / name).write_bytes(archive.read(member))
            return whole
        for member in item.members:
            (folder / f"layer{_suffix(member)}").write_bytes(archive.read(member))
    return folder / f"layer{_suffix(item.main)}"


def bundled(files: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    """
    Return several files that were given at once as one archive, and what that is called.

    Parameters
    ----------
    files
        Name and content of each; one alone is given back as it is. The same files give the same
        bytes, whatever the order in which they came.
    """
    if len(files) == 1:
        return files[0]
    file, used = io.BytesIO(), set[str]()
    ordered = sorted(files)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for n, (name, data) in enumerate(ordered, start=1):
            plain = PurePosixPath(name.replace("\\", "/")).name.replace(":", "_") or str(n)
            while plain in used:
                plain = f"{n}-{plain}"
            used.add(plain)
            archive.writestr(zipfile.ZipInfo(plain), data)
    mains = (row["suffix"] for row in CONTAINERS.values())
    named = (name for suffix in mains for name, _ in ordered if _suffix(name) == suffix)
    return next(named, ordered[0][0]), file.getvalue()
