"""Say what a place of the plan holds: what it names, what the tables took from it, its words."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from atlas import plan
from atlas.i18n import LANGS
from atlas.model.atlas import Atlas
from pages.ui.session.view import View

# Table -> what its rows are of: the vocabulary and the column of the key ("" is the index).
SUBJECTS = {
    "zones": ("zones", ""),
    "zone_industries": ("zones", "zone"),
    "zone_tags": ("zones", "zone"),
    "mentions": ("zones", "zone"),
    "members": ("zones", "zone"),
    "area_focus": ("areas", "area"),
    "areas": ("areas", ""),
    "types": ("types", ""),
    "levels": ("levels", ""),
    "clusters": ("clusters", ""),
    "cluster_parts": ("clusters", "cluster"),
    "complements": ("clusters", "cluster"),
    "indicators": ("indicators", "name_zh"),
}
# ... and what is said of it there: another key, or a text in both languages.
OBJECTS = {
    "zones": ("types", "zone_type"),
    "zone_industries": ("industries", "industry"),
    "zone_tags": ("tags", "tag"),
    "members": ("areas", "area"),
    "complements": ("clusters", "complement"),
}
TEXTS = {"zone_tags": "what", "mentions": "what", "area_focus": "phrase", "cluster_parts": "part"}
# Vocabulary -> the page that shows one of it, the parameter that names it, what would hide it.
PAGES = {
    "zones": ("zones", "zone", ()),
    "areas": ("overview", "area", ()),
    "prefectures": ("overview", "prefecture", ()),
    "types": ("overview", "type", ()),
    "levels": ("overview", "level", ()),
    "tags": ("overview", "tag", ()),
    "clusters": ("clusters", "cluster", ("industry",)),
    "industries": ("clusters", "industry", ("cluster",)),
    "area_focus": ("areas", "", ()),
    "indicators": ("indicators", "", ()),
}


@dataclass(frozen=True, slots=True)
class Thing:
    """Something of the atlas that the plan speaks of: its name and the page that shows it."""

    vocabulary: str
    key: str
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of a table: what it is of, and what is said of it by a thing or in a text."""

    of: Thing
    thing: Thing | None
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A place in which what was looked for stands, its words cut at it, and what it leads to."""

    ref: str
    pieces: tuple[plan.Piece, ...]
    leads: list[Thing]


def thing(view: View, atlas: Atlas, vocabulary: str, key: str) -> Thing:
    """Return something of the atlas by its key, with a link to where it is shown."""
    page, name, hidden = PAGES[vocabulary]
    changes: dict[str, object] = dict.fromkeys(hidden)
    if vocabulary == "areas" and atlas.areas.loc[key, "scheme"] != view.selection.scheme:
        scheme = atlas.areas.loc[key, "scheme"]
        changes["scheme"] = scheme if scheme != atlas.schemes.index[0] else None
    if name:
        changes[name] = key
    return Thing(
        vocabulary, key, name_of(atlas, view.lang, vocabulary, key), view.href(page, **changes)
    )


def name_of(atlas: Atlas, lang: str, vocabulary: str, key: str) -> str:
    """Return the name of something of the atlas, the short one of zones and clusters."""
    if vocabulary in {"indicators", "area_focus"}:
        return _phrases(atlas, lang)[vocabulary].get(key, key)
    return atlas.label(vocabulary, key, lang, short=vocabulary in {"zones", "clusters"})


@lru_cache(maxsize=4)  # as of `references.headings`
def _phrases(atlas: Atlas, lang: str) -> dict[str, dict[str, str]]:
    """Return the names in a language of what is known by its Chinese words."""
    named = {"indicators": "name", "area_focus": "phrase"}
    return {
        table: dict(
            zip(
                getattr(atlas, table)[f"{name}_zh"],
                getattr(atlas, table)[f"{name}_{lang}"],
                strict=True,
            )
        )
        for table, name in named.items()
    }


def _names(atlas: Atlas, vocabulary: str, key: str) -> list[str]:
    """Return all names of something, long and short, in both languages."""
    if vocabulary in {"indicators", "area_focus"}:
        return [name_of(atlas, lang, vocabulary, key) for lang in LANGS]
    table = getattr(atlas, vocabulary)
    columns = [name for name in table.columns if name.startswith(("name_", "short_"))]
    others = atlas.aliases["alias"][atlas.aliases["zone"] == key] if vocabulary == "zones" else ()
    return [*table.loc[key, columns].astype("str"), *others]


@lru_cache(maxsize=256)
def row_name(atlas: Atlas, lang: str, row: str) -> str:
    """Return what a row of a box speaks of first; nothing where the atlas knows no name there."""
    found = plan.taken(atlas, row)
    found = found[found["vocabulary"].isin(("zones", "indicators"))]
    if found.empty:
        return ""
    return name_of(atlas, lang, *found.iloc[0][["vocabulary", "key"]])


def spoken_of(view: View, atlas: Atlas, ref: str) -> list[tuple[str, list[Thing]]]:
    """Return what a place speaks of, by vocabulary in the order of `PAGES`."""
    found = plan.taken(atlas, ref)
    keys = {name: list(rows["key"]) for name, rows in found.groupby("vocabulary", sort=False)}
    return [
        (name, [thing(view, atlas, name, key) for key in keys[name]])
        for name in PAGES
        if name in keys
    ]


@lru_cache(maxsize=2)
def children(atlas: Atlas) -> dict[str, list[str]]:
    """Return place -> its own parts in the order of the text; "" -> the chapters."""
    rows = atlas.passages.groupby("parent", sort=False)["ref"]
    return {parent: refs.tolist() for parent, refs in rows}


@lru_cache(maxsize=2)
def citation_counts(atlas: Atlas) -> dict[str, Counter[str]]:
    """Return place -> table -> rows that cite it or what is below it; as `plan.cites`, for all."""
    parents = dict(zip(atlas.passages["ref"], atlas.passages["parent"], strict=True))

    def above(ref: str) -> Iterator[str]:
        while ref:
            yield ref
            ref = parents.get(ref, "")

    counted: dict[str, Counter[str]] = {ref: Counter() for ref in parents}
    for table, column in plan.CITING.items():
        for cell in getattr(atlas, table)[column]:
            for ref in {place for each in cell.split("|") for place in above(each)}:
                if ref in counted:  # a card of another source is no place of the plan
                    counted[ref][table] += 1
    return counted


def facts(view: View, atlas: Atlas, ref: str) -> list[tuple[str, list[Fact]]]:
    """
    Return the rows of every table that a place gave.

    They cite it or what is below it. Of a sentence also those that cite the section it is of and
    are about what it names: tables cite sections, and only boxes by the row.
    """
    place = plan.place(atlas, ref)
    inside = {ref, *plan.below(atlas, ref)}
    spoken = plan.taken(atlas, ref)
    named = set(zip(spoken["vocabulary"], spoken["key"], strict=True))
    around = place.parents[-1] if place.kind in plan.SPOKEN else ""
    found = []
    for table in SUBJECTS:
        rows = getattr(atlas, table)
        cells = [set(cell.split("|")) for cell in rows[plan.CITING[table]]]
        about = [not named.isdisjoint(_subjects(table, row)) for row in records(rows)]
        given = [
            not inside.isdisjoint(refs) or (around in refs and here)
            for refs, here in zip(cells, about, strict=True)
        ]
        if any(given):
            found.append((table, [_fact(view, atlas, table, row) for row in records(rows[given])]))
    return found


def _subjects(table: str, row: dict[str, object]) -> set[tuple[str, object]]:
    """Return what a row of a table is about: an area's phrase is about itself."""
    if table == "area_focus":
        return {("area_focus", row["phrase_zh"])}
    vocabulary, column = SUBJECTS[table]
    return {(vocabulary, row[column])}


def records(table: pd.DataFrame) -> list[dict[str, object]]:
    """Return the rows of a table without geometry; the index stands under the empty name."""
    columns = table.drop(columns="geometry", errors="ignore")
    return columns.assign(**{"": table.index}).to_dict("records")


def _fact(view: View, atlas: Atlas, table: str, row: dict[str, object]) -> Fact:
    vocabulary, column = SUBJECTS[table]
    other = OBJECTS.get(table)
    return Fact(
        of=thing(view, atlas, vocabulary, row[column]),
        thing=thing(view, atlas, other[0], row[other[1]]) if other else None,
        text=figure(view, row)
        if table == "indicators"
        else row.get(f"{TEXTS.get(table, '')}_{view.lang}", ""),
    )


def figure(view: View, row: dict[str, object]) -> str:
    """Return an indicator's year, value and unit."""
    number = f"{row['value']:,.10g}"
    return " ".join(filter(None, (row["year"], number, row[f"unit_{view.lang}"])))


def search(view: View, atlas: Atlas, find: str) -> Iterator[Found]:
    """
    Yield the places whose reference, title, summary or names hold all of some words.

    Parameters
    ----------
    view
        In whose language the places are shown.
    atlas
        The atlas.
    find
        Words parted by blanks, in either language, without case.
    """
    wanted = find.casefold().split()
    if not wanted:
        return
    sections = atlas.sections.set_index("ref")
    texts = [name for name in sections.columns if name.startswith(("title", "summary"))]
    named = _named(atlas)
    for ref in atlas.passages["ref"]:
        about = named.get(ref, {})
        titled = ref in sections.index
        ours = sections.loc[ref, texts].tolist() if titled else []
        held = "\n".join([ref, *about.values(), *ours]).casefold()
        if all(word in held for word in wanted):
            shown = sections.loc[ref, f"summary_{view.lang}"] if titled else ""
            leads = [thing(view, atlas, *what) for what in about]
            yield Found(ref, _marked(shown, find), leads)


@lru_cache(maxsize=2)
def _named(atlas: Atlas) -> dict[str, dict[tuple[str, str], str]]:
    """Return place -> what it names by vocabulary and key -> all names of that."""
    found: dict[str, dict[tuple[str, str], str]] = {}
    columns = ("passage", "vocabulary", "key")
    for passage, vocabulary, key in zip(*(atlas.occurrences[n] for n in columns), strict=True):
        if vocabulary in PAGES:
            names = _names(atlas, vocabulary, key)
            found.setdefault(passage, {})[vocabulary, key] = "\n".join(names)
    return found


def _marked(text: str, find: str) -> tuple[plan.Piece, ...]:
    """Cut a text of ours at what is looked for."""
    wanted = "|".join(map(re.escape, sorted(find.split(), key=len, reverse=True)))
    cut = re.split(f"({wanted})", text, flags=re.IGNORECASE)
    return tuple(plan.Piece(each, found=n % 2 == 1) for n, each in enumerate(cut) if each)


def paragraphs(
    atlas: Atlas, words: plan.PlanText, holder: str, *, find: str = ""
) -> list[list[tuple[str, tuple[plan.Piece, ...]]]]:
    """
    Return the words that a section or box says itself, by paragraph.

    Parameters
    ----------
    atlas
        Knows what stands where.
    words
        The text.
    holder
        A chapter, section or box.
    find
        What is looked for.

    Returns
    -------
    list of list of (str, tuple of Piece)
        The sentences, rows and notes of each paragraph with their reference.
    """
    passages = atlas.passages[atlas.passages["parent"] == holder]
    passages = passages[passages["kind"].isin(plan.SPOKEN)]
    found: list[list[tuple[str, tuple[plan.Piece, ...]]]] = []
    end = None
    for ref, start, length in passages[["ref", "start", "length"]].itertuples(index=False):
        if end is None or "\n" in words.text[int(end) : int(start)]:
            found.append([])
        found[-1].append((ref, words.pieces(ref, find=find)))
        end = start + length
    return found
