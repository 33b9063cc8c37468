"""Sections of zones that have something in common, and the chapters of types and of tags."""

from collections.abc import Iterator, Sequence

from atlas.briefing.book.blocks import (
    PAGE,
    bare,
    note,
    paragraph,
    placed,
    section,
    spread,
    table,
)
from atlas.briefing.book.blocks import (
    beside as side_by_side,
)
from atlas.briefing.book.blocks import (
    height as height_of,
)
from atlas.briefing.book.model import Block, Part, Picture
from atlas.briefing.book.scope import Scope
from atlas.briefing.book.tables import crosstab, holders, register, sums
from atlas.briefing.content import content
from atlas.briefing.order import Order
from atlas.plan.references import exact
from atlas.selection import counts
from atlas.selection.flags import FLAGS
from geodata.schema.tables import SEPARATOR

# Points.
HEADING = 34.0
CHAPTER = 82.0  # the title of a chapter and what is said below it
LEGEND = {"zh": 62.0, "en": 92.0}
PLAN_WIDTH = 500.0
PLAN_HIGH, PLAN_LOW = 390.0, 190.0


def group(  # noqa: PLR0913 - what differs between groups
    scope: Scope,
    key: str,
    name: str,
    order: Order,
    *,
    beside: Sequence[Block],
    leave: Sequence[str] = (),
    below: Sequence[Block] = (),
) -> Part:
    """
    Write the section of some zones: map, sentence, figures, and their table.

    Parameters
    ----------
    scope
        What the book is of.
    key, name
        The section's label and title.
    order
        The view of its zones.
    beside, below
        What stands beside its map, and before its table.
    leave
        Columns that its table is without.
    """
    said = content(scope.atlas, order)
    crowd = int(said.zones.index.isin(scope.crowd.index).sum())
    listed = [register(scope, said.zones, leave=leave)] if said.summary.n > crowd else []
    if crowd:
        listed.append(note(scope.t("book.own_beside", n=crowd)))
    tables = [*below, *listed]
    highest = PAGE[1] - HEADING - LEGEND[scope.lang]
    left = highest - sum(map(height_of, tables))
    # All on one page if the map stays large enough, else the tables on the next.
    high = min(left, PLAN_HIGH) if left >= PLAN_LOW else highest
    plan = Picture("plan", order, PLAN_WIDTH, round(high))
    if left < PLAN_LOW:
        tables = spread(tables)
    right = [
        paragraph([{"t": said.sentence, "bold": True}]),
        *beside,
        *([scope.sub("print.table"), sums(scope, said)] if said.summary.n else []),
    ]
    if said.summary.overlap:
        right.append(note(scope.t("print.note.overlap", n=said.summary.overlap)))
    return Part(
        blocks=(
            section(key, name),
            side_by_side([PLAN_WIDTH, 0], [placed(key)], right),
            *([{"kind": "break"}] if left < PLAN_LOW else []),
            *tables,
        ),
        pictures={key: (bare(plan), name)},
        views=(order.with_(title=name),) if said.summary.n else (),
    )


def opened(scope: Scope, name: str, lead: str, tables: Sequence[Block], order: Order) -> Part:
    """
    Write the first page of a chapter: what it is of, its figures, and a map where there is room.

    Parameters
    ----------
    scope
        What the book is of.
    name, lead
        The chapter, and a sentence or two below its title.
    tables
        Its figures.
    order
        What the map shows.
    """
    key = f"chapter:{name}:map"
    above = CHAPTER + sum(map(height_of, tables))
    left = PAGE[1] - above - LEGEND[scope.lang]
    if left < PLAN_LOW:
        return Part((*scope.chapter(name, lead), *spread(tables, above=CHAPTER)))
    plan = Picture("plan", order, PLAN_WIDTH, round(min(left, PLAN_HIGH)))
    return Part(
        blocks=(*scope.chapter(name, lead), *tables, placed(key)),
        pictures={key: (bare(plan), scope.t(f"book.chapter.{name}"))},
    )


def narrowed(scope: Scope, flag: str, *slugs: str) -> Order:
    """Return the order of the book's zones for which one of some choices holds."""
    return scope.order.with_(selection=scope.selection.with_(**{FLAGS[flag].field: slugs}))


def chosen(scope: Scope, flag: str) -> list[str]:
    """Return the choices of a flag that the book's selection leaves and that any zone has."""
    n = counts.by(
        scope.atlas,
        scope.zones,
        flag,
        scheme=scope.scheme,
        min_grade=scope.selection.min_grade,
    )
    asked = getattr(scope.selection, FLAGS[flag].field)
    return [slug for slug, each in n.items() if each and (not asked or slug in asked)]


def types(scope: Scope) -> Iterator[Part]:
    """Write the chapter of types."""
    slugs = chosen(scope, "type")
    counted = counts.crosstab(scope.atlas, scope.zones, rows="type", columns="level")
    cells = crosstab(
        scope,
        counted.loc[slugs],
        "types",
        "levels",
        names=holders(scope, "type"),
        sums=[int(n) for n in scope.said.summary.levels],
        leads="type",
    )
    yield opened(scope, "types", scope.t("about.m_types"), [cells], scope.order)
    for slug in slugs:
        row = scope.atlas.types.loc[slug]
        yield group(
            scope,
            f"type:{slug}",
            scope.label("types", slug),
            narrowed(scope, "type", slug).with_(context=True),
            beside=[
                scope.sub("area.wish"),
                paragraph([scope.own(row, "summary"), scope.cited(row["source"])]),
            ],
            leave=("type",),
        )


def tags(scope: Scope) -> Iterator[Part]:
    """Write the chapter of the plan's lists of zones."""
    slugs = chosen(scope, "tag")
    if not slugs:
        return
    given = scope.atlas.zone_tags[scope.atlas.zone_tags["zone"].isin(scope.here)]
    rows = []
    for slug in slugs:
        own = given[given["tag"] == slug]
        names = scope.names(own["zone"].unique(), glyph=True)
        name = {"t": scope.label("tags", slug), "to": f"tag:{slug}"}
        refs = scope.refs(SEPARATOR.join(exact(own["source"])))
        rows.append([[name], str(own["zone"].nunique()), names, refs])
    heads = ("flag.tag", "book.count", "sheet.zones", "sheet.ref")
    listed = table([scope.t(key) for key in heads], rows, [2, 0, 5, 1.6], align="lrll")
    shown = narrowed(scope, "tag", *slugs).with_(context=True)
    yield opened(scope, "tags", scope.t("book.tags_lead"), [listed], shown)
    for slug in slugs:
        what = table(
            [scope.t("sheet.zones"), scope.t("sheet.says")],
            [
                [
                    [scope.zone_name(row["zone"], short=True)],
                    [scope.own(row, "what"), scope.cited(row["source"])],
                ]
                for _, row in given[given["tag"] == slug].iterrows()
            ],
            [1, 2],
            size=7.8,
        )
        yield group(
            scope,
            f"tag:{slug}",
            scope.label("tags", slug),
            narrowed(scope, "tag", slug).with_(context=True),
            beside=[what],
        )
