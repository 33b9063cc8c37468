"""The chapter of prefectures: a page for each, those without a zone among them."""

from collections.abc import Iterator

from atlas.briefing.book.blocks import facts, pill, spread
from atlas.briefing.book.groups import CHAPTER, chosen, group, narrowed
from atlas.briefing.book.model import Block, Line, Part, Span
from atlas.briefing.book.scope import Scope
from atlas.briefing.book.tables import crosstab, holders, type_key
from atlas.model import documents
from atlas.selection import counts


def prefectures(scope: Scope) -> Iterator[Part]:
    """Write the chapter; a book of some zones has the prefectures of these alone."""
    some = chosen(scope, "prefecture")
    slugs = list(scope.atlas.prefectures.index) if scope.selection.is_empty else some
    if not slugs:
        return
    counted = counts.crosstab(scope.atlas, scope.zones, rows="prefecture", columns="type")
    cells = crosstab(
        scope,
        counted.loc[slugs],
        "prefectures",
        "types",
        names=holders(scope, "prefecture"),
        sums=[int(n) for n in scope.said.summary.types],
        leads="prefecture",
    )
    lead = scope.t("book.prefectures_lead", n=len(slugs), m=len(some))
    under = spread([cells, type_key(scope)], above=CHAPTER)
    yield Part((*scope.chapter("prefectures", lead), *under))
    for slug in slugs:
        name, order = scope.label("prefectures", slug), narrowed(scope, "prefecture", slug)
        if slug not in some:
            order = order.with_(sentence=documents.without(scope.atlas, slug, scope.lang))
        yield group(
            scope,
            f"prefecture:{slug}",
            name,
            order.with_(context=True),
            beside=[_where(scope, slug)],
        )


def _where(scope: Scope, slug: str) -> Block:
    """Return in which area of each scheme a prefecture lies, and its counties with their zones."""
    row, rows = scope.atlas.prefectures.loc[slug], list[list[Line]]()
    for scheme in scope.atlas.schemes.index:
        area: list[str | Span] = [scope.label("areas", row[f"area_{scheme}"])]
        if scheme == scope.atlas.schemes.index[0]:
            area.append(pill(scope.t(f"basis.{row[f'basis_{scheme}']}")))
        rows.append([scope.label("schemes", scheme), area])
    counties = scope.atlas.counties[scope.atlas.counties["prefecture"] == slug]
    homes = scope.zones["county"].astype(str).value_counts()
    names = []
    for county in counties.index:
        name, n = scope.label("counties", county), int(homes.get(county, 0))
        names.append(scope.t("book.county", name=name, n=n) if n else name)
    listed = scope.t("list.comma").join(names)
    rows.append([scope.t("book.counties", n=len(names)), listed])
    rows.append([scope.t("sheet.source"), scope.refs(row["source"], brief=True)])
    return facts(rows)
