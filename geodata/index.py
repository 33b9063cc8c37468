"""Index the plan's text: ``python -m geodata.index FILE [--check]``.

The project does not ship the text. It ships where everything stands in it: `passages.csv` has every
chapter, section, box, row and sentence with its place and a fingerprint, `occurrences.csv` where
the tables find their names, phrases and figures. Both are made here, from the text and the
tables, and hold no word of it.
"""

import argparse
import hashlib
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from geodata import ROOT, SOURCES, TABLES, files
from geodata.schema.problems import DataError
from geodata.schema.read import read_tables
from geodata.schema.tables import DOT, PLAN_CARD, SEPARATOR

FINGERPRINT = 12  # hexadecimal digits
LEVELS = ("chapter", "section", "section")


@cache
def _layout() -> dict[str, str]:
    raw = tomllib.loads((ROOT / "plan_text.toml").read_text(encoding="utf-8"))
    return {key: value.replace("{numerals}", raw["numerals"]) for key, value in raw.items()}


def fingerprint(words: str) -> str:
    """Return what tells a passage's words from any others."""
    return hashlib.sha256(words.encode()).hexdigest()[:FINGERPRINT]


@dataclass(frozen=True, slots=True)
class Passage:
    """
    A stretch of the plan that a reference names.

    Attributes
    ----------
    ref
        ``3.2.2``, a box and its row, or either with the number of a sentence.
    parent
        The reference it is part of; empty for a chapter.
    kind
        ``chapter``, ``section``, ``box``, ``row``, ``sentence`` or ``note``.
    start, length
        Characters of the text, blanks at the edges left out.
    """

    ref: str
    parent: str
    kind: str
    start: int
    length: int


class _Reader:
    """Walk the lines of the text and note every passage."""

    def __init__(self, text: str, sections: pd.DataFrame) -> None:
        self.text = text
        self.titles = dict(zip(sections["ref"], sections["title_zh"], strict=True))
        self.within = dict(zip(sections["ref"], sections["within"], strict=True))
        self.kinds: dict[str, str] = {}
        self.spans: dict[str, tuple[int, int]] = {}
        self.sentences: dict[str, int] = {}

    def note(self, ref: str, kind: str, start: int, end: int) -> None:
        """Note a passage, or let one that began further up reach further down."""
        first, _ = self.spans.get(ref, (start, end))
        self.kinds[ref] = kind
        self.spans[ref] = (first, end)
        if kind in {"sentence", "note", "row"} or ref in self.within:
            parent = self.parent(ref)
            if parent and parent != ref:
                self.note(parent, self.kinds.get(parent, "section"), start, end)

    def parent(self, ref: str) -> str:
        """Return the reference that one is part of."""
        if DOT in ref:
            return ref.rpartition(DOT)[0]
        return self.within.get(ref) or ref.rpartition(".")[0]

    def lines(self) -> Iterator[tuple[int, int]]:
        """Yield start and end of every line that is not blank, without the blanks at its edges."""
        at, blanks = 0, _layout()["blanks"]
        for line in self.text.splitlines(keepends=True):
            stripped = line.strip(blanks + "\r\n")
            if stripped:
                start = at + line.index(stripped)
                yield start, start + len(stripped)
            at += len(line)

    def say(self, ref: str, start: int, end: int) -> None:
        """Note the sentences of a stretch as the next ones of a reference."""
        mark = re.escape(_layout()["end"])
        for found in re.finditer(rf"[^{mark}]+{mark}?", self.text[start:end]):
            words = found[0].strip(_layout()["blanks"])
            if words:
                self.sentences[ref] = n = self.sentences.get(ref, 0) + 1
                first = start + found.start() + found[0].index(words)
                self.note(f"{ref}{DOT}{n}", "sentence", first, first + len(words))

    def read(self) -> list[Passage]:
        """Return all passages in the order of the text, what holds others before these."""
        layout = _layout()
        numbers, box, rows = [0, 0, 0], "", 0
        for start, end in self.lines():
            words = self.text[start:end]
            matches = [re.match(layout[name], words) for name in ("chapter", "section", "part")]
            depth = next((n for n, match in enumerate(matches) if match), None)
            if depth is not None and (head := matches[depth]):
                numbers = [*numbers[:depth], layout["numerals"].index(head[1]) + 1, 0, 0][:3]
                box = ""
                ref = ".".join(str(n) for n in numbers if n)
                self.note(ref, LEVELS[depth], start, end)
                self.say(ref, start + self.headed(ref, head.end(), words), end)
            elif head := re.match(layout["box"], words):
                box, rows = head[1], 0
                self.note(box, "box", start, end)
            elif box and words.startswith(layout["note"]):
                self.note(f"{box}{DOT}{layout['note_ref']}", "note", start, end)
            elif box and (found := list(re.finditer(layout["item"], words))):
                stops = [*(each.start() for each in found[1:]), len(words)]
                for n, (each, stop) in enumerate(zip(found, stops, strict=True), start=1):
                    item = words[each.start() : stop].rstrip(layout["blanks"])
                    self.row(f"{box}{DOT}{n}", start + each.start(), item, said=True)
            elif box and "\t" in words and not rows:
                rows = 1  # the head of the table
            elif box:
                self.row(f"{box}{DOT}{rows}", start, words, said=False)
                rows += 1
            else:
                ref = ".".join(str(n) for n in numbers if n) if numbers[0] else layout["preamble"]
                # A paragraph of its own, after numbered ones, is their section's.
                ref = ".".join(ref.split(".")[:2])
                self.note(ref, self.kinds.get(ref, "chapter"), start, end)
                self.say(ref, start, end)
        order = {ref: (first, -last) for ref, (first, last) in self.spans.items()}
        return [
            Passage(ref, self.parent(ref), self.kinds[ref], first, last - first)
            for ref, (first, last) in sorted(self.spans.items(), key=lambda item: order[item[0]])
        ]

    def headed(self, ref: str, start: int, words: str) -> int:
        """Return where a paragraph begins after its heading."""
        title = self.titles[ref]
        at = words.index(title, start) if title in words else start
        return min(at + len(title) + 1, len(words))

    def row(self, ref: str, start: int, words: str, *, said: bool) -> None:
        """Note a row of a box; one of several sentences with these, its heading left out."""
        self.note(ref, "row", start, start + len(words))
        if said:
            begin = words.index(_layout()["end"]) + 1
            self.say(ref, start + begin, start + len(words))


def passages(text: str, sections: pd.DataFrame) -> pd.DataFrame:
    """
    Cut the plan's text into passages.

    Parameters
    ----------
    text
        The plan's plain text.
    sections
        The table of headings: ref, title_zh, within.

    Returns
    -------
    pd.DataFrame
        The columns of ``passages.csv``, in the order of the text.
    """
    rows = [
        (
            p.ref,
            p.parent,
            p.kind,
            p.start,
            p.length,
            fingerprint(text[p.start : p.start + p.length]),
        )
        for p in _Reader(text, sections).read()
    ]
    columns = ["ref", "parent", "kind", "start", "length", "fingerprint"]
    return pd.DataFrame(rows, columns=columns)


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    length: int
    vocabulary: str
    key: str


def _everywhere(
    text: str, words: dict[str, str], vocabulary: str, *, taken: list[tuple[int, int]]
) -> Iterator[_Found]:
    """Yield where any of some words stands, the longest first, outside what is taken already."""
    if not words:
        return
    pattern = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    for found in re.finditer(pattern, text):
        if not any(start < found.end() and found.start() < end for start, end in taken):
            yield _Found(found.start(), len(found[0]), vocabulary, words[found[0]])


def _figure(text: str, value: str, start: int, end: int) -> int:
    """Return where a figure stands as a number of its own, or -1."""
    pattern = rf"(?<![\d.]){re.escape(value)}0?(?![\d.])"
    found = re.compile(pattern).search(text, start, end)
    return found.start() if found else -1


def _cited(
    text: str, tables: dict[str, pd.DataFrame], where: dict[str, tuple[int, int]]
) -> "Iterator[_Found]":
    """Yield where phrases and figures stand in the places that their rows cite."""
    industries = dict(
        zip(tables["industries"]["slug"], tables["industries"]["name_zh"], strict=True)
    )
    named = [
        *(
            (row.source, industries[row.industry], "industries", row.industry)
            for row in tables["zone_industries"].itertuples()
        ),
        *(
            (row.source, row.phrase_zh, "area_focus", row.phrase_zh)
            for row in tables["area_focus"].itertuples()
        ),
    ]
    cursors: dict[str, int] = {}
    for sources, words, vocabulary, key in named:
        for ref in sources.split(SEPARATOR):
            if ref in where:
                start, end = where[ref]
                # The phrases of a place stand in the order of their rows.
                at = text.find(words, cursors.get(vocabulary + ref, start), end)
                at = at if at >= 0 else text.find(words, start, end)
                if at >= 0:
                    cursors[vocabulary + ref] = at + len(words)
                    yield _Found(at, len(words), vocabulary, key)
    for row in tables["indicators"].itertuples():
        for ref in row.source.split(SEPARATOR):
            if ref in where:
                start, end = where[ref]
                at = _figure(text, row.value, cursors.get(ref, start), end)
                at = at if at >= 0 else _figure(text, row.value, start, end)
                if at >= 0:
                    cursors[ref] = at + len(row.value)
                    yield _Found(at, len(row.value), "indicators", row.name_zh)


def _listed(
    text: str, clusters: pd.DataFrame, where: dict[str, tuple[int, int]]
) -> "Iterator[_Found]":
    """Yield where the place that a cluster cites lists it by its short name, not in full."""
    for row in clusters.itertuples():
        for ref in row.source.split(SEPARATOR):
            start, end = where.get(ref, (0, 0))
            # Such a list closes its place; before it the words may stand for something else.
            at = text.rfind(row.short_zh, start, end)
            if at >= 0 and row.name_zh not in text[start:end]:
                yield _Found(at, len(row.short_zh), "clusters", row.slug)


def occurrences(text: str, tables: dict[str, pd.DataFrame], cut: pd.DataFrame) -> pd.DataFrame:
    """
    Find what the tables speak of in the plan's text.

    Names of zones, areas, prefectures, types and clusters are found wherever they stand, a longer
    name before a shorter one within it; phrases and figures in the places that their rows cite.

    Parameters
    ----------
    text
        The plan's plain text.
    tables
        As `geodata.schema.read.read_tables` gives them.
    cut
        As `passages` gives it.

    Returns
    -------
    pd.DataFrame
        The columns of ``occurrences.csv``: the innermost passage, the place, and whose name it is.
    """
    spans = cut[["start", "length"]].to_numpy()
    where = {
        ref: (start, start + length)
        for ref, start, length in cut[["ref", "start", "length"]].itertuples(index=False)
    }
    zones, aliases = tables["zones"], tables["aliases"]
    own = aliases[aliases["kind"] == _layout()["plan_alias"]]
    scheme = tables["schemes"]["slug"].iloc[0]
    areas = tables["areas"][tables["areas"]["scheme"] == scheme]
    names = {
        "zones": dict(zip(zones["name_zh"], zones["id"], strict=True))
        | dict(zip(own["alias"], own["zone"], strict=True)),
        "types": dict(zip(tables["types"]["name_zh"], tables["types"]["slug"], strict=True)),
        "clusters": dict(
            zip(tables["clusters"]["name_zh"], tables["clusters"]["slug"], strict=True)
        ),
        "areas": dict(zip(areas["name_zh"], areas["slug"], strict=True))
        | dict(zip(areas["short_zh"], areas["slug"], strict=True)),
        "prefectures": dict(
            zip(tables["prefectures"]["short_zh"], tables["prefectures"]["slug"], strict=True)
        ),
    }
    found: list[_Found] = []
    # A county's name is no mention of the prefecture that it begins with.
    counties = dict.fromkeys(tables["counties"]["name_zh"], "")
    other = [
        (each.start, each.start + each.length) for each in _everywhere(text, counties, "", taken=[])
    ]
    for vocabulary, words in names.items():
        taken = [(each.start, each.start + each.length) for each in found]
        taken += other if vocabulary == "prefectures" else []
        found += _everywhere(text, words, vocabulary, taken=taken)
    found += _cited(text, tables, where)
    found += _listed(text, tables["clusters"], where)
    rows = []
    for each in sorted(set(found), key=lambda f: (f.start, f.vocabulary, f.length, f.key)):
        inside = (spans[:, 0] <= each.start) & (
            each.start + each.length <= spans[:, 0] + spans[:, 1]
        )
        if inside.any():
            innermost = cut["ref"][inside].iloc[cut["length"][inside].to_numpy().argmin()]
            rows.append((innermost, each.start, each.length, each.vocabulary, each.key))
    return pd.DataFrame(rows, columns=["passage", "start", "length", "vocabulary", "key"])


def read(path: Path) -> str:
    """
    Read the plan's text.

    Raises
    ------
    ValueError
        If it is not the text whose checksum `sources.toml` states.
    """
    raw = path.read_bytes()
    wanted = tomllib.loads(SOURCES.read_text(encoding="utf-8"))["cards"][PLAN_CARD]["sha256"]
    if hashlib.sha256(raw).hexdigest() != wanted:
        raise ValueError(f"{path} is not the text that was read: its SHA-256 must be {wanted}")
    return raw.decode("utf-8")


def index(path: Path) -> dict[str, pd.DataFrame]:
    """Return both tables, made anew from the text and the tables."""
    text, tables = read(path), read_tables()
    cut = passages(text, tables["sections"])
    return {"passages": cut, "occurrences": occurrences(text, tables, cut)}


def main(argv: Iterable[str] | None = None) -> int:
    """Write both tables, or with ``--check`` say whether they are as they would be made."""
    parser = argparse.ArgumentParser(prog="python -m geodata.index", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args(argv)
    try:
        made = index(args.file)
    except (OSError, ValueError, DataError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    stale = []
    for name, table in made.items():
        path, content = TABLES / f"{name}.csv", table.to_csv(index=False, lineterminator="\n")
        if not args.check:
            files.write(path, content.encode())
        elif path.read_text(encoding="utf-8") != content:
            stale.append(path.name)
    if stale:
        sys.stderr.write(f"not as the text and the tables make them: {', '.join(stale)}\n")
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main())
