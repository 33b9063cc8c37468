"""Say what differs between two documents: in a sentence, in tables by kind, on a map."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import pandas as pd

from atlas.analysis.changes import (
    BOTH,
    CLUSTERS,
    FIRST,
    INFERRED,
    KINDS,
    LEVEL,
    SECOND,
    WORDS,
    Changes,
    Shift,
    changes,
    pair,
)
from atlas.analysis.findings.question import Question
from atlas.i18n import text
from atlas.model.documents import PLAN, STATE
from atlas.model.naming import RENAMED

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

NAMED = 3  # zones that a sentence names; of more it says the number


@dataclass(frozen=True, slots=True)
class Section:
    """
    The zones of one kind of change as a table.

    Attributes
    ----------
    kind
        One of `KINDS`.
    title
        What it is, with how many zones.
    note
        What one must know to read it; may be empty.
    heads, rows
        Text; the first cell of a row is the zone's name.
    zones
        Ids, row by row.
    """

    kind: str
    title: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    zones: tuple[str, ...]


def found(asked: Question) -> Changes:
    """Return what differs between the documents that a map asks for, of the zones it selects."""
    first, second = pair(asked.atlas, asked.map.from_, asked.map.to)
    return changes(asked.atlas, first, second, selection=asked.map.selection)


def document(atlas: "Atlas", slug: str, lang: str) -> str:
    """Return the short name of a document."""
    return atlas.label("documents", slug, lang, short=True)


def title(atlas: "Atlas", said: Changes, lang: str) -> str:
    """Return what is held against what."""
    first, second = (document(atlas, each, lang) for each in (said.first, said.second))
    return text("changes.between", lang, first=first, second=second)


def sentences(atlas: "Atlas", said: Changes, lang: str, *, named: bool = True) -> list[str]:
    """
    Say how many zones two documents share, which only one has, and what else differs.

    Parameters
    ----------
    atlas
        Names the documents.
    said
        What differs.
    lang
        ``"zh"`` or ``"en"``.
    named
        Whether few zones are named.
    """
    counts = said.counts()
    who = {kind: _who(said, kind, lang) if named else "" for kind in KINDS}
    of = {name: document(atlas, getattr(said, name), lang) for name in ("first", "second")}
    numbers = {
        "n_first": counts[BOTH] + counts[FIRST],
        "n_second": counts[BOTH] + counts[SECOND],
        "both": counts[BOTH],
    }
    told = [text("changes.sum", lang, **of, **numbers)]
    for kind in (FIRST, SECOND):
        if counts[kind]:
            only = {"document": of[kind], "n": counts[kind], "zones": who[kind]}
            told.append(text("changes.only", lang, **only))
    told += [
        text(f"changes.sum_{kind}", lang, n=counts[kind], zones=who[kind])
        for kind in (RENAMED, LEVEL, CLUSTERS)
        if counts[kind]
    ]
    if not any(counts[kind] for kind in KINDS):
        told.append(text("changes.nothing", lang))
    return told


def reading(atlas: "Atlas", said: Changes, lang: str, *, named: bool = True) -> str:
    """Return `sentences` one after the other."""
    return reduce(
        lambda one, other: text("changes.then", lang, one=one, other=other),
        sentences(atlas, said, lang, named=named),
    )


def _who(said: Changes, kind: str, lang: str) -> str:
    """Name the zones of a kind where they are few; nothing where they are not."""
    zones = [str(each) for each in said.of(kind).index]
    if len(zones) > NAMED:
        return ""
    names = [said.name(zone, lang) for zone in zones]
    if kind == RENAMED:
        before = said.rows.loc[zones, f"name_{lang}_before"]
        names = [
            text("changes.renamed_as", lang, before=old, after=new)
            for old, new in zip(before, names, strict=True)
        ]
    return text("changes.namely", lang, zones=text("list.comma", lang).join(names))


# Tables -------------------------------------------------------------------------------------------


def sections(atlas: "Atlas", said: Changes, lang: str) -> tuple[Section, ...]:
    """
    Return the zones of each kind of change as a table; kinds without a zone are left out.

    Parameters
    ----------
    atlas
        Names the documents.
    said
        What differs.
    lang
        ``"zh"`` or ``"en"``.
    """
    words = _Words(atlas, said, lang)
    made = []
    for kind in KINDS:
        rows = said.of(kind)
        if rows.empty:
            continue
        heads, cells = words.of(kind, rows)
        made.append(
            Section(
                kind,
                words.say(f"title.{kind}", n=len(rows), **words.documents),
                words.note(kind, rows),
                tuple(heads),
                tuple(tuple(each) for each in cells),
                tuple(str(zone) for zone in rows.index),
            )
        )
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Short:
    """
    What differs, for who has room for little.

    Attributes
    ----------
    sentence
        The numbers.
    alone
        For each document that alone has zones: what to call them, and their names.
    heads, rows
        Text: the kind of change, the zones, what the first document has of them and the second.
        What weighs most comes first.
    zones
        How many zones each row is about.
    left
        How many further changes have no row: industries in other words.
    """

    sentence: str
    alone: tuple[tuple[str, tuple[str, ...]], ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    zones: tuple[int, ...]
    left: int


def in_short(atlas: "Atlas", said: Changes, lang: str) -> Short:
    """
    Say what differs in a row a change; zones that one document alone has are but named.

    Parameters
    ----------
    atlas
        Names the documents.
    said
        What differs.
    lang
        ``"zh"`` or ``"en"``.
    """
    words = _Words(atlas, said, lang)
    first, second = words.documents.values()
    alone = tuple(
        (words.say(f"mark.{kind}", **words.documents), tuple(words.short_names(of_kind)))
        for kind in (FIRST, SECOND)
        if len(of_kind := said.of(kind))
    )
    heads = (words.say("file.kind"), words.say("zone"), first, second)
    rows: list[tuple[str, ...]] = []
    of_row: list[int] = []
    for kind in (RENAMED, LEVEL, CLUSTERS):
        found = said.of(kind)
        alike: dict[tuple[str, str], list[str]] = {}
        for zone, both in zip(words.short_names(found), words.both(kind, found), strict=True):
            alike.setdefault(both, []).append(zone)
        for both, zones in alike.items():
            listed = text("list.comma", lang).join(zones)
            rows.append((words.say(f"kind.{kind}"), listed, *both))
            of_row.append(len(zones))
    sentence = reading(atlas, said, lang, named=False)
    return Short(sentence, alone, heads, tuple(rows), tuple(of_row), len(said.of(WORDS)))


def as_table(atlas: "Atlas", said: Changes, *, lang: str = "zh") -> pd.DataFrame:
    """
    Write what differs as one table: a row a zone of either document.

    Parameters
    ----------
    atlas
        Names the documents.
    said
        What differs; its documents are two.
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    pd.DataFrame
        Text: the kinds of changes, then name, level and industries by each document, clusters no
        longer and newly pointed to, how sure it is that both mean one zone and why, the sources.
    """
    words = _Words(atlas, said, lang)
    kinds = {kind: {*said.of(kind).index} for kind in KINDS}
    rows = []
    for zone, row in said.rows.iterrows():
        mine = [kind for kind, zones in kinds.items() if zone in zones] or ["kept"]
        same = text(f"changes.same_{row['same']}", lang) if row["presence"] == BOTH else ""
        rows.append(
            {
                "kind": words.say("file.separator").join(
                    words.say(f"kind.{each}") for each in mine
                ),
                **{
                    f"{name}_{side}": cell
                    for n, side in enumerate(("before", "after"))
                    for name, cell in (
                        ("name", row[f"name_{lang}_{side}"]),
                        ("level", words.level(row[f"level_{side}"])),
                        ("says", words.phrases(str(zone), n)),
                        ("code", row[f"code_{side}"]),
                    )
                },
                "lost": words.shifts(row["lost"]),
                "gained": words.shifts(row["gained"]),
                "same": same,
                "why": row[f"note_{lang}"],
                "source": "|".join(filter(None, (row["source_before"], row["source_after"]))),
            }
        )
    documents = words.documents
    of = {"before": documents["first"], "after": documents["second"]}
    heads = {
        f"{name}_{side}": words.say(f"file.{name}", document=document)
        for side, document in of.items()
        for name in ("name", "level", "says", "code")
    }
    heads |= {name: words.say(name) for name in ("lost", "gained", "same", "why")}
    heads |= {name: words.say(f"file.{name}") for name in ("kind", "source")}
    return pd.DataFrame(rows).rename(columns=heads)


@dataclass(frozen=True, slots=True, eq=False)
class _Words:
    """The words of some changes in one language."""

    atlas: "Atlas"
    said: Changes
    lang: str

    def say(self, key: str, **values: object) -> str:
        return text(f"changes.{key}", self.lang, **values)

    @property
    def documents(self) -> dict[str, str]:
        return {
            "first": document(self.atlas, self.said.first, self.lang),
            "second": document(self.atlas, self.said.second, self.lang),
        }

    def of(self, kind: str, rows: pd.DataFrame) -> tuple[list[str], Iterator[list[str]]]:
        """Return heads and cells of the table of a kind."""
        first, second = self.documents["first"], self.documents["second"]
        zone = self.say("zone")
        if kind in {FIRST, SECOND}:
            heads = ("zone", "place", "level", "code", "approved", "area_ha", "industries")
            return [self.say(head) for head in heads], self._alone(kind, rows)
        if kind == RENAMED:
            return [first, second, self.say("same"), self.say("why")], self._renamed(rows)
        if kind == LEVEL:
            return [zone, first, second, self.say("since")], self._levels(rows)
        said = [self.say("says", document=each) for each in (first, second)]
        if kind == CLUSTERS:
            return [zone, self.say("lost"), self.say("gained"), *said], self._clusters(rows)
        return [zone, *said], self._reworded(rows)

    def note(self, kind: str, rows: pd.DataFrame) -> str:
        if kind in {CLUSTERS, WORDS}:
            return self.say("note.words", **self.documents)
        if kind == RENAMED and (rows["same"] == INFERRED).any():
            return self.say("note.renamed")
        if kind == FIRST:
            return self.say("note.first", **self.documents)
        if kind == SECOND and self.atlas.documents.loc[self.said.second, "kind"] == STATE:
            return self.say("note.carried", **self.documents)
        return ""

    def _names(self, rows: pd.DataFrame) -> list[str]:
        return [self.said.name(str(zone), self.lang) for zone in rows.index]

    def short_names(self, rows: pd.DataFrame) -> list[str]:
        return [
            next(
                side.label("zones", str(zone), self.lang, short=True)
                for side in reversed(self.said.sides)
                if zone in side.zones.index
            )
            for zone in rows.index
        ]

    def both(self, kind: str, rows: pd.DataFrame) -> Iterator[tuple[str, str]]:
        """Yield what each document has of zones of a kind of change that both have."""
        for _, row in rows.iterrows():
            if kind == RENAMED:
                yield row[f"name_{self.lang}_before"], row[f"name_{self.lang}_after"]
            elif kind == LEVEL:
                yield self.level(row["level_before"]), self.level(row["level_after"])
            else:
                yield self.shifts(row["lost"]), self.shifts(row["gained"])

    def _alone(self, kind: str, rows: pd.DataFrame) -> Iterator[list[str]]:
        atlas = self.said.sides[0 if kind == FIRST else 1]
        side = "before" if kind == FIRST else "after"
        for name, (zone, row) in zip(self._names(rows), rows.iterrows(), strict=True):
            area = row[f"area_ha_{side}"]
            yield [
                name,
                _place(atlas, str(zone), self.lang),
                self.level(row[f"level_{side}"]),
                row[f"code_{side}"],
                row[f"approved_{side}"],
                "" if pd.isna(area) else f"{area:,.2f}",
                self.phrases(str(zone), 0 if kind == FIRST else 1),
            ]

    def _renamed(self, rows: pd.DataFrame) -> Iterator[list[str]]:
        for _, row in rows.iterrows():
            yield [
                row[f"name_{self.lang}_before"],
                row[f"name_{self.lang}_after"],
                text(f"changes.same_{row['same']}", self.lang),
                row[f"note_{self.lang}"],
            ]

    def _levels(self, rows: pd.DataFrame) -> Iterator[list[str]]:
        for name, (_, row) in zip(self._names(rows), rows.iterrows(), strict=True):
            levels = (self.level(row["level_before"]), self.level(row["level_after"]))
            yield [name, *levels, row["date_after"]]

    def _clusters(self, rows: pd.DataFrame) -> Iterator[list[str]]:
        for name, (zone, row) in zip(self._names(rows), rows.iterrows(), strict=True):
            moved = [self.shifts(row[each]) for each in ("lost", "gained")]
            yield [name, *moved, *(self.phrases(str(zone), side) for side in (0, 1))]

    def _reworded(self, rows: pd.DataFrame) -> Iterator[list[str]]:
        for name, zone in zip(self._names(rows), rows.index, strict=True):
            yield [name, *(self.phrases(str(zone), side) for side in (0, 1))]

    def level(self, slug: str) -> str:
        # A level that no zone of the one has is named by the other.
        for side in self.said.sides:
            if slug in side.levels.index:
                return side.label("levels", slug, self.lang)
        return slug

    def phrases(self, zone: str, side: int) -> str:
        atlas = self.said.sides[side]
        own = atlas.zone_industries
        return self._listed(
            atlas.label("industries", each, self.lang)
            for each in own.loc[own["zone"] == zone, "industry"]
        )

    def shifts(self, shifts: Sequence[Shift]) -> str:
        """Name clusters, with the grade by which each counted, and by which it no longer does."""
        return self._listed(
            self.say(
                "weaker" if each.before and each.after else "graded",
                cluster=self.atlas.label("clusters", each.cluster, self.lang, short=True),
                grade=text(f"grade.{each.before or each.after}", self.lang),
                now=text(f"grade.{each.after or each.before}", self.lang),
            )
            for each in shifts
        )

    def _listed(self, words: Iterator[str]) -> str:
        return text("list.comma", self.lang).join(words)


def _place(atlas: "Atlas", zone: str, lang: str) -> str:
    """Return prefecture and county of a zone; one name where both are one."""
    row = atlas.zones.loc[zone]
    county = atlas.counties.loc[row["county"]]
    prefecture = atlas.label("prefectures", row["prefecture"], lang)
    if county["slug"] == row["prefecture"]:
        return prefecture
    return text("changes.placed", lang, prefecture=prefecture, county=county[f"name_{lang}"])


def notes(atlas: "Atlas", said: Changes, lang: str) -> list[str]:
    """Return what one must know of the documents that are held against each other."""
    held = atlas.documents.loc[[*dict.fromkeys((said.first, said.second))]]
    # What is the plan's is said of any two, below.
    told = held.loc[held["kind"] != PLAN, f"note_{lang}"].astype(str)
    return [*told, text("changes.note.documents", lang)]
