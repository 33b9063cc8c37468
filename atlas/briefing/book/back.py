"""The back of the book: the plan's figures, its slips, the sources, and the index."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import pandas as pd

from atlas.briefing.book.blocks import note, page, section, spread, table
from atlas.briefing.book.groups import CHAPTER
from atlas.briefing.book.model import Block, Line, Part, Span
from atlas.briefing.book.scope import Scope
from atlas.briefing.book.tables import slips as slip_table
from atlas.model.names import syllables
from geodata.schema.tables import SEPARATOR

YES = str(True)
POINTS = "cumulative_points"  # figures that stand in brackets, and need a word of explanation
INDICATORS = (
    "chart.name",
    "indicator.scope",
    "chart.year",
    "chart.value",
    "indicator.unit",
    "sheet.ref",
    "indicator.note",
)
SOURCES = (
    "about.title",
    "book.publisher",
    "about.date",
    "about.licence",
    "about.checked",
    "indicator.note",
)


def indicators(scope: Scope) -> Iterator[Part]:
    """Write the chapter of the plan's figures, kind by kind."""
    lead = scope.t("book.indicators_lead", n=len(scope.atlas.indicators))
    blocks: list[Block] = []
    for kind, rows in scope.atlas.indicators.groupby("kind", sort=False):
        above = [section(f"kind:{kind}", scope.t(f"kind.{kind}"), new=False)]
        if kind == POINTS:
            above.append(note(scope.t("chart.points_note")))
        figures = table(
            [scope.t(key) for key in INDICATORS],
            [_figure(scope, row) for _, row in rows.iterrows()],
            [2.6, 2.6, 0, 0, 1, 1, 2.6],
            align="lllrlll",
            size=7.6,
        )
        blocks += [*above, figures]
    yield Part((*scope.chapter("indicators", lead), *spread(blocks, above=CHAPTER)))


def _figure(scope: Scope, row: pd.Series) -> list[Line]:
    value = f"{row['value']:,.10g}"
    if row["kind"] == POINTS:
        value = f"[{row['value']:g}]"
    if row["qualifier"] == "min":
        value = f"{value} {scope.t('indicator.min')}"
    return [
        scope.own(row, "name"),
        scope.own(row, "scope"),
        str(row["year"]).replace("-", "\u2013"),
        value,
        scope.own(row, "unit"),
        scope.refs(row["source"]),
        scope.own(row, "note"),
    ]


def slips(scope: Scope) -> Part:
    """Write the chapter of the plan's slips: of the whole plan, and of the book's zones."""
    rows = scope.atlas.slips
    own = rows["zones"].map(
        lambda zones: not zones or not scope.here.isdisjoint(zones.split(SEPARATOR))
    )
    rows = rows[own.astype(bool)]
    lead = scope.chapter("slips", scope.t("about.slips_note", n=len(rows)))
    return Part((*lead, slip_table(scope, rows, size=8)))


def sources(scope: Scope) -> Part:
    """Write the chapter of sources."""
    rows = []
    for _, card in scope.atlas.sources.iterrows():
        name: list[str | Span] = [scope.own(card, "title")]
        if card["url"]:
            url = {"t": card["url"], "url": card["url"], "muted": True, "small": True}
            name.append(url | {"break": True})
        numbered = scope.t("list.comma").join(filter(None, (card["publisher"], card["number"])))
        rows.append(
            [
                name,
                [{"t": numbered, "lang": "zh"}],
                card["date"],
                [{"t": card["licence"], "lang": "zh"}],
                scope.verified(verified=card["verified"] == YES),
                scope.own(card, "note"),
            ]
        )
    heads = [scope.t(key) for key in SOURCES]
    cards = table(heads, rows, [4, 2.4, 0, 1.8, 0, 3.4], size=7.6)
    lead = scope.chapter("sources", scope.t("book.sources_lead"))
    return Part((*lead, *spread([cards], above=CHAPTER)))


# The index ----------------------------------------------------------------------------------------


def index(scope: Scope) -> Part:
    """Write the index: of Chinese names, of English names, of industry phrases."""
    return Part(
        (
            *scope.chapter("index", scope.t("book.index_lead")),
            *_entries(scope, "pinyin", _by_pinyin(scope), columns=5),
            *_entries(scope, "english", _by_english(scope), columns=3),
            *_entries(scope, "industries", _by_industry(scope), columns=3),
        )
    )


def _entries(
    scope: Scope, name: str, groups: Sequence[Block], *, columns: int
) -> tuple[Block, Block]:
    return (
        section(f"index:{name}", scope.t(f"book.index.{name}"), new=name != "pinyin"),
        {"kind": "index", "columns": columns, "groups": groups},
    )


def _by_pinyin(scope: Scope) -> list[Block]:
    """Return the index of Chinese names and their variants, in the order of their pinyin."""
    found = []
    for zone, row in scope.sheeted.iterrows():
        read = syllables(row["name_zh"], english=row["name_en"])
        found.append((read, row["name_zh"], zone, ""))
    aliases = scope.atlas.aliases[scope.atlas.aliases["zone"].isin(scope.paged)]
    for each in aliases.itertuples():
        row = scope.atlas.zones.loc[each.zone]
        read = syllables(each.alias, english=row["name_en"])
        found.append((read, each.alias, each.zone, row["short_zh"]))
    entries = []
    for read, name, zone, of in sorted(found):
        spans: list[str | Span] = [{"t": name, "lang": "zh", "to": f"zone:{zone}"}]
        if of:
            spans.append({"t": scope.t("book.see", name=of), "muted": True, "lang": "zh"})
        spans.append({"t": " ".join(read), "muted": True, "small": True, "break": True})
        letter = read[0][:1].upper() if read else ""
        entries.append((letter, {"line": spans, "pages": [page(f"zone:{zone}")]}))
    return _lettered(entries)


def _by_english(scope: Scope) -> list[Block]:
    """Return the index of English names."""
    entries = []
    for zone, row in scope.sheeted.sort_values(
        "name_en", key=lambda names: names.astype(str)
    ).iterrows():
        spans = [{"t": row["name_en"], "lang": "en", "to": f"zone:{zone}"}]
        entry = {"line": spans, "pages": [page(f"zone:{zone}")]}
        entries.append((str(row["name_en"])[:1].upper(), entry))
    return _lettered(entries)


def _by_industry(scope: Scope) -> list[Block]:
    """Return the index of industry phrases, each with the pages of its zones."""
    listed = scope.atlas.zone_industries[scope.atlas.zone_industries["zone"].isin(scope.paged)]
    found = []
    for slug, rows in listed.groupby("industry", sort=False):
        name = scope.label("industries", slug)
        order = syllables(name) if scope.lang == "zh" else (name.casefold(),)
        pages = scope.joined([page(f"zone:{zone}") for zone in rows["zone"]])
        found.append((order, name, pages))
    return _lettered(
        (order[0][:1].upper() if order else "", {"line": name, "pages": pages})
        for order, name, pages in sorted(found, key=lambda each: each[:2])
    )


def _lettered(entries: Iterable[tuple[str, Block]]) -> list[Block]:
    """Gather entries, which come sorted, under their first letters."""
    return [
        {"name": letter, "entries": [entry for _, entry in own]}
        for letter, own in groupby(entries, key=lambda each: each[0])
    ]
