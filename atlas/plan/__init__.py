"""Follow references into the plan: what stands where, and the text itself where it is in place.

The atlas ships an index of the plan (`Atlas.passages`, `Atlas.occurrences`), not its text. Whoever
has the text names its file in the environment, ``ATLAS_PLAN=<file>``; a checksum says whether it is
the text that was read.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from atlas.i18n.errors import AtlasError
from geodata.schema.tables import PLAN_CARD, SEPARATOR

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

ENV = "ATLAS_PLAN"
SPOKEN = ("sentence", "row", "note")  # kinds of passages that hold words of their own
# Tables whose rows cite the plan, and the column that does.
CITING = {
    "zones": "source",
    "zone_industries": "source",
    "zone_tags": "source",
    "mentions": "source",
    "members": "source",
    "area_focus": "source",
    "areas": "source",
    "types": "source",
    "levels": "source",
    "clusters": "source",
    "cluster_parts": "source",
    "complements": "source",
    "indicators": "source",
    "slips": "refs",
}


class PlanTextError(AtlasError):
    """
    The file named as the plan's text cannot be used.

    Attributes
    ----------
    path
        The file.
    wrong
        ``"unreadable"`` or ``"other"``: another text than the one that was read.
    sha256
        The checksum that the right file has.
    """

    def __init__(self, path: Path, *, wrong: str, sha256: str) -> None:
        self.path, self.wrong, self.sha256 = path, wrong, sha256
        super().__init__(f"plan_text.{wrong}", file=path.name, sha256=sha256)


# The index ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """
    A place of the plan.

    Attributes
    ----------
    ref
        Its reference.
    kind
        ``chapter``, ``section``, ``box``, ``row``, ``sentence`` or ``note``.
    parents
        What it is part of, outermost first.
    children
        Its own parts, in the order of the text.
    heading
        The nearest place, itself or above, that has a title.
    titles, summaries
        Of that heading, by language.
    """

    ref: str
    kind: str
    parents: tuple[str, ...]
    children: tuple[str, ...]
    heading: str
    titles: dict[str, str]
    summaries: dict[str, str]

    def title(self, lang: str) -> str:
        """Return the title of the heading."""
        return self.titles[lang]

    def summary(self, lang: str) -> str:
        """Return our summary of the heading."""
        return self.summaries[lang]


def place(atlas: "Atlas", ref: str) -> Place:
    """
    Return a place of the plan.

    Raises
    ------
    KeyError
        If the plan has no such place.
    """
    book = _book(atlas)
    parents = book.parents(ref)
    heading = next(each for each in (ref, *reversed(parents)) if each in book.sections.index)
    row = book.sections.loc[heading]
    return Place(
        ref=ref,
        kind=book.passages.loc[ref, "kind"],
        parents=parents,
        children=book.children.get(ref, ()),
        heading=heading,
        titles={"zh": row["title_zh"], "en": row["title_en"]},
        summaries={"zh": row["summary_zh"], "en": row["summary_en"]},
    )


def taken(atlas: "Atlas", ref: str) -> pd.DataFrame:
    """
    Return what the tables find in a place and below it.

    Returns
    -------
    pd.DataFrame
        Columns vocabulary, key and n (how often), in the order of the text.

    Raises
    ------
    KeyError
        If the plan has no such place.
    """
    book = _book(atlas)
    start, end = book.span(ref)
    all_ = atlas.occurrences
    inside = all_[(all_["start"] >= start) & (all_["start"] < end)]
    counted = inside.groupby(["vocabulary", "key"], sort=False).size()
    return counted.rename("n").reset_index()


def places(atlas: "Atlas", vocabulary: str, key: str) -> tuple[str, ...]:
    """
    Return the places that speak of something: sentences and rows, in the order of the text.

    Parameters
    ----------
    atlas
        The atlas.
    vocabulary
        ``"zones"``, ``"areas"``, ``"prefectures"``, ``"types"``, ``"clusters"``, ``"industries"``,
        ``"area_focus"`` or ``"indicators"``.
    key
        A slug; of the last two the phrase or the name.
    """
    return tuple(dict.fromkeys(_book(atlas).spoken_of.get((vocabulary, key), ())))


def cites(atlas: "Atlas", ref: str) -> dict[str, int]:
    """Return table -> number of its rows that cite a place or what is below it; none left out."""
    book = _book(atlas)
    below = {ref, *book.below(ref)}
    counted = {
        name: sum(bool(below.intersection(refs)) for refs in cells)
        for name, cells in book.cited.items()
    }
    return {name: n for name, n in counted.items() if n}


def below(atlas: "Atlas", ref: str) -> Iterator[str]:
    """Yield all that is part of a place, in the order of the text."""
    return _book(atlas).below(ref)


class _Book:
    """The index of one atlas, arranged to be looked up."""

    def __init__(self, atlas: "Atlas") -> None:
        self.passages = atlas.passages.set_index("ref")
        self.sections = atlas.sections.set_index("ref")
        self.children = {
            parent: tuple(refs)
            for parent, refs in atlas.passages.groupby("parent", sort=False)["ref"]
        }
        self.spoken_of: dict[tuple[str, str], list[str]] = {}
        names = ("passage", "vocabulary", "key")
        for passage, vocabulary, key in zip(*(atlas.occurrences[n] for n in names), strict=True):
            self.spoken_of.setdefault((vocabulary, key), []).append(passage)
        self.cited = {
            name: [cell.split(SEPARATOR) for cell in getattr(atlas, name)[column]]
            for name, column in CITING.items()
        }

    def parents(self, ref: str) -> tuple[str, ...]:
        """Return what a place is part of, outermost first."""
        parent = self.passages.loc[ref, "parent"]
        return (*self.parents(parent), parent) if parent else ()

    def below(self, ref: str) -> Iterator[str]:
        """Yield all that is part of a place."""
        for child in self.children.get(ref, ()):
            yield child
            yield from self.below(child)

    def span(self, ref: str) -> tuple[int, int]:
        """Return where a place begins and ends in the text."""
        row = self.passages.loc[ref]
        return int(row["start"]), int(row["start"] + row["length"])


@lru_cache(maxsize=2)  # an atlas compares by identity; a new build replaces the old one here soon
def _book(atlas: "Atlas") -> _Book:
    return _Book(atlas)


# The text -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """
    Some words of the plan.

    Attributes
    ----------
    text
        The words.
    vocabulary, key
        What they name; empty where they name nothing the atlas knows.
    found
        Whether they are what was looked for.
    """

    text: str
    vocabulary: str = ""
    key: str = ""
    found: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """
    A place where all the words stand that were looked for.

    Attributes
    ----------
    ref
        Its reference.
    pieces
        Its words, with what was found and what they name.
    leads
        What it leads back to: vocabulary and key of each.
    """

    ref: str
    pieces: tuple[Piece, ...]
    leads: tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class PlanText:
    """
    The plan's text, with the index that says what stands where.

    Attributes
    ----------
    atlas
        Whose index it is.
    text
        The text, whole.
    """

    atlas: "Atlas"
    text: str

    def words(self, ref: str) -> str:
        """
        Return the words of a place.

        Raises
        ------
        KeyError
            If the plan has no such place.
        """
        start, end = _book(self.atlas).span(ref)
        return self.text[start:end]

    def around(self, ref: str) -> tuple[str, str]:
        """Return the places before and after one in what it is part of; empty at the ends."""
        beside = _book(self.atlas).children.get(self._passages.loc[ref, "parent"], (ref,))
        at = beside.index(ref)
        return beside[at - 1] if at else "", beside[at + 1] if at + 1 < len(beside) else ""

    def pieces(self, ref: str, *, find: str = "") -> tuple[Piece, ...]:
        """
        Return the words of a place cut at what they name and at what is looked for.

        Parameters
        ----------
        ref
            The place.
        find
            Words, parted by blanks.
        """
        start, end = _book(self.atlas).span(ref)
        names = [each for each in self._names if start <= each[0] and each[1] <= end]
        spots = _spots(self.text[start:end], find)
        found = [(start + first, start + last) for first, last in spots]
        edges = {start, end, *(edge for each in names for edge in each[:2])}
        edges.update(edge for each in found for edge in each)
        ordered = sorted(edges)
        pieces = []
        for first, last in pairwise(ordered):
            _, _, vocabulary, key = next(
                (each for each in names if each[0] <= first and last <= each[1]), (0, 0, "", "")
            )
            here = any(a <= first and last <= b for a, b in found)
            pieces.append(Piece(self.text[first:last], vocabulary, key, here))
        return tuple(pieces)

    def search(self, words: str, *, most: int = 50) -> list[Hit]:
        """
        Return the places in which all of some words stand, in the order of the text.

        Parameters
        ----------
        words
            Parted by blanks; each is looked for as it is, letters without case.
        most
            How many at most.
        """
        wanted = words.split()
        hits = []
        for ref in self._passages.index[self._passages["kind"].isin(SPOKEN)] if wanted else ():
            if _book(self.atlas).children.get(ref):
                continue  # a row of several sentences: these are searched
            said = self.words(ref).casefold()
            if all(word.casefold() in said for word in wanted):
                leads = taken(self.atlas, ref)
                pairs = zip(leads["vocabulary"], leads["key"], strict=True)
                hits.append(Hit(ref, self.pieces(ref, find=words), tuple(pairs)))
                if len(hits) == most:
                    break
        return hits

    @property
    def _passages(self) -> pd.DataFrame:
        return _book(self.atlas).passages

    @cached_property
    def _names(self) -> list[tuple[int, int, str, str]]:
        """Start, end, vocabulary and key of every name, a longer one before one within it."""
        rows = self.atlas.occurrences[["start", "length", "vocabulary", "key"]]
        spans = [
            (int(start), int(start + length), vocabulary, key)
            for start, length, vocabulary, key in rows.itertuples(index=False)
        ]
        return sorted(spans, key=lambda each: each[0] - each[1])


def _spots(words: str, find: str) -> list[tuple[int, int]]:
    """Return where any of some words stands."""
    folded, spots = words.casefold(), []
    if len(folded) != len(words):  # no such letter is in the plan
        folded = words
    for word in dict.fromkeys(find.casefold().split()):
        at = folded.find(word)
        while at >= 0:
            spots.append((at, at + len(word)))
            at = folded.find(word, at + len(word))
    return sorted(spots)


def read(path: Path, atlas: "Atlas") -> PlanText:
    """
    Read the plan's text.

    Parameters
    ----------
    path
        Its file.
    atlas
        Knows the checksum and where everything stands.

    Raises
    ------
    PlanTextError
        If the file cannot be read or is another text.
    """
    sha256 = atlas.sources.loc[PLAN_CARD, "sha256"]
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise PlanTextError(Path(path), wrong="unreadable", sha256=sha256) from error
    if hashlib.sha256(raw).hexdigest() != sha256:
        raise PlanTextError(Path(path), wrong="other", sha256=sha256)
    return PlanText(atlas, raw.decode("utf-8"))


def in_place(atlas: "Atlas") -> PlanText | None:
    """
    Return the plan's text where the environment names its file, else None.

    Raises
    ------
    PlanTextError
        If the file cannot be read or is another text.
    """
    named = os.environ.get(ENV, "").strip()
    return read(Path(named), atlas) if named else None
