"""Tables that several chapters of the book have: counts, the register, a group's sums."""

from collections.abc import Mapping, Sequence

import pandas as pd

from atlas.briefing.book.blocks import count, note, page, table
from atlas.briefing.book.model import Block, Line, Span
from atlas.briefing.book.scope import Scope
from atlas.briefing.content import Content
from atlas.selection.facets import Facets

CROSSTAB = {"zh": 8.2, "en": 7.6}  # points of a table of counts
# Shares of the page's width.
REGISTER = {
    "zh": {
        "name": 3.0,
        "type": 1.6,
        "level": 1.25,
        "areas": 1.7,
        "place": 2.0,
        "industries": 4.2,
    },
    "en": {
        "name": 3.6,
        "type": 2.0,
        "level": 2.1,
        "areas": 1.6,
        "place": 2.6,
        "industries": 5.4,
    },
}


def crosstab(  # noqa: PLR0913 - both axes, what stands in and below the cells
    scope: Scope,
    counted: pd.DataFrame,
    down: str,
    across: str,
    *,
    names: Mapping[str, Sequence[str]],
    sums: Sequence[int] = (),
    leads: str = "",
) -> Block:
    """
    Return a table of counts with the names of each row's zones; a dash stands for none.

    Parameters
    ----------
    scope
        What the book is of.
    counted
        Whole numbers: choices of `down` × choices of `across`.
    down, across
        The vocabularies of both.
    names
        Choice of `down` -> its zones.
    sums
        Of a last row, column by column; there is none unless given.
    leads
        The kind of section that a row's name leads to.
    """
    header: list[Line] = ["", *([_head(scope, across, slug)] for slug in counted.columns)]
    rows = []
    for slug, row in zip(counted.index, counted.to_numpy().tolist(), strict=True):
        span: Span = {"t": scope.label(down, slug, short=down == "clusters")}
        span |= {"glyph": slug} if down == "types" else {}
        span |= {"to": f"{leads}:{slug}"} if leads else {}
        rows.append([[span], *map(count, row), scope.names(names[slug])])
    n = len(counted.columns)
    last = {"last": [scope.t("print.table_zones"), *map(count, sums), ""]} if sums else {}
    return table(
        [*header, scope.t("sheet.zones")],
        rows,
        [2.0, *[0.9] * n, 4.6],
        align="l" + "c" * n + "l",
        size=CROSSTAB[scope.lang],
        **last,
    )


def _head(scope: Scope, vocabulary: str, slug: str) -> str | Span:
    if vocabulary == "types":
        return {"glyph": str(slug)}
    return scope.label(vocabulary, slug, short=True)


def type_key(scope: Scope) -> Block:
    """Say which symbol is which type."""
    return note(scope.joined([scope.type_name(slug) for slug in scope.atlas.types.index], "\u3000"))


def holders(scope: Scope, flag: str) -> dict[str, list[str]]:
    """Return the book's zones for which each choice of a flag holds."""
    matrix = (
        scope.atlas.once(Facets)
        .matrix(flag, scheme=scope.scheme, min_grade=scope.selection.min_grade)
        .loc[scope.zones.index]
    )
    return {slug: list(matrix.index[matrix[slug]]) for slug in matrix.columns}


def register(
    scope: Scope, zones: pd.DataFrame, *, leave: Sequence[str] = (), **more: float
) -> Block:
    """
    Return the table of some zones, each with the page of its sheet; a crowd is left out.

    Parameters
    ----------
    scope
        What the book is of.
    zones
        Rows of ``atlas.zones``.
    leave
        Columns of `REGISTER` that are left out.
    **more
        How the table looks.
    """
    shares = {name: each for name, each in REGISTER[scope.lang].items() if name not in leave}
    rows = []
    for zone, row in zones[~zones.index.isin(scope.crowd.index)].iterrows():
        cells: dict[str, Line] = {
            "name": [scope.zone_name(zone)],
            "type": scope.label("types", row["zone_type"]),
            "level": scope.label("levels", row["level"]),
            "areas": scope.membership(zone),
            "place": scope.place(row),
            "industries": scope.phrases.get(zone, ""),
        }
        rows.append([*(cells[name] for name in shares), [page(f"zone:{zone}")]])
    return table(
        [*(scope.t(f"register.{name}") for name in shares), scope.t("book.page_head")],
        rows,
        [*shares.values(), 0],
        align="l" * len(shares) + "r",
        **({"size": 7.8} | more),
    )


def sums(scope: Scope, said: Content) -> Block:
    """Return a group's table of areas and types, with its honest sums."""
    summary = said.summary
    counted, types = said.table, list(said.table.columns)
    rows = [
        [
            scope.label("areas", area, short=True),
            *map(count, row),
            count(int(summary.areas[area])),
        ]
        for area, row in zip(counted.index, counted.to_numpy().tolist(), strict=True)
    ]
    n = len(types) + 1
    heads: list[Line] = [[{"glyph": slug}] for slug in types]
    return table(
        ["", *heads, scope.t("print.table_total")],
        rows,
        [0, *[1.0] * n],
        align="l" + "c" * n,
        last=[
            scope.t("print.table_zones"),
            *(count(int(summary.types[slug])) for slug in types),
            count(summary.n),
        ],
    )


def slips(scope: Scope, rows: pd.DataFrame, **more: object) -> Block:
    """Return the table of some slips of the plan: where, what it says, what the atlas shows."""
    return table(
        [scope.t(key) for key in ("sheet.ref", "slip.says", "slip.shown")],
        [
            [scope.refs(slip["refs"]), scope.own(slip, "says"), scope.own(slip, "shown")]
            for _, slip in rows.iterrows()
        ],
        [1.2, 3, 3],
        **more,
    )
