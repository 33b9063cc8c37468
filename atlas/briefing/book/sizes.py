"""The chapter of sizes and approvals: what the catalogue gives of the zones, never the plan's."""

from collections.abc import Iterator

from atlas.analysis import sizes as weights
from atlas.briefing.book.blocks import (
    bare,
    beside,
    count,
    note,
    page,
    paragraph,
    placed,
    section,
    spread,
    table,
)
from atlas.briefing.book.groups import HEADING
from atlas.briefing.book.model import Block, Line, Part, Picture
from atlas.briefing.book.scope import Scope
from atlas.maps.choropleth import SIZE
from atlas.model import columns
from atlas.selection.flags import FLAGS

MAP = {"zh": (470.0, 330.0), "en": (470.0, 296.0)}  # points; its legend is higher in English
GROUPS = ("level", "type")  # beside the map; the longer ones stand by themselves
APART = 3.6  # points above and below the words of a row on the page of two tables
KEY = "chapter:sizes:map"


def sizes(scope: Scope) -> Iterator[Part]:
    """Write the chapter; nothing where no list gives a figure of any zone."""
    atlas, zones = scope.atlas, scope.zones
    n, ha = weights.sum_of(atlas, zones)
    if not n:
        return
    of = columns.document(atlas, scope.lang)
    order = scope.order.with_(extent="province", shade=columns.AREA, shade_as=SIZE)
    missing = weights.lacking(atlas, zones, columns.AREA)
    names = scope.t("list.comma").join(scope.label("zones", each) for each in missing)
    right = [
        paragraph(
            [
                {
                    "t": scope.t("book.sizes.sum", n=n, ha=columns.hectares(ha), document=of),
                    "bold": True,
                }
            ]
        ),
        *(_groups(scope, by) for by in GROUPS),
        *([note(scope.t("figure.none_of", names=names, document=of))] if missing else []),
    ]
    name = scope.t("book.chapter.sizes")
    yield Part(
        blocks=(
            *scope.chapter("sizes", scope.t("book.sizes.lead", document=of)),
            note(scope.t("book.sizes.note")),
            beside([MAP[scope.lang][0], 0], [placed(KEY)], right),
        ),
        pictures={KEY: (bare(Picture("plan", order, *MAP[scope.lang])), name)},
        views=(order.with_(title=name),),
    )
    years = _years(scope)
    places = [_groups(scope, by, inset=APART) for by in ("area", "prefecture")]
    yield Part(
        (section("sizes:years", scope.t("book.sizes.years")), beside([0, 0], [years], places))
    )
    yield Part(
        (
            section("sizes:zones", scope.t("book.sizes.zones")),
            *spread([_zones(scope)], above=HEADING),
        )
    )


def _groups(scope: Scope, by: str, **more: object) -> Block:
    """Return the hectares of the groups of a flag."""
    found = weights.totals(scope.atlas, scope.zones, by=by, scheme=scope.scheme)
    rows: list[list[Line]] = [
        [
            scope.label(FLAGS[by].vocabulary, str(slug), short=by == "area"),
            count(row["zones"]),
            count(row["known"]),
            columns.hectares(row[columns.AREA]),
        ]
        for slug, row in found.iterrows()
    ]
    heads = [
        scope.t(f"flag.{by}"),
        *(scope.t(f"book.sizes.{each}") for each in ("count", "known", "ha")),
    ]
    return table(heads, rows, [1, 0, 0, 0], align="lrrr", size=7.8, **more)


def _years(scope: Scope) -> Block:
    """Return the years in which zones were approved."""
    found = weights.by_year(scope.atlas, scope.zones)
    rows: list[list[Line]] = [
        [
            str(year),
            count(row["approved"]),
            columns.hectares(row[columns.AREA]),
            count(row["standing"]),
            columns.hectares(row["standing_ha"]),
        ]
        for year, row in found[found["approved"] > 0].iterrows()
    ]
    names = ("year", "approved", "ha", "standing", "standing_ha")
    heads = [scope.t(f"book.sizes.{each}") for each in names]
    return table(heads, rows, [1, 0, 0, 0, 0], align="lrrrr", size=7.8, inset=APART)


def _zones(scope: Scope) -> Block:
    """Return the zones by their hectares, the largest first, then those without."""
    atlas, zones = scope.atlas, scope.sheeted
    hectares = columns.known(atlas, columns.AREA, zones.index)
    years = columns.known(atlas, columns.YEAR, zones.index)
    ranked = sorted(map(str, zones.index), key=lambda zone: -hectares.get(zone, -1.0))
    rows: list[list[Line]] = [
        [
            [scope.zone_name(zone)],
            scope.label("levels", zones.loc[zone, "level"]),
            scope.membership(zone),
            scope.place(zones.loc[zone]),
            str(years.get(zone, "\u2013")),
            columns.hectares(hectares[zone]) if zone in hectares else "\u2013",
            [page(f"zone:{zone}")],
        ]
        for zone in ranked
    ]
    heads = [
        *(scope.t(f"register.{each}") for each in ("name", "level", "areas", "place")),
        *(scope.t(f"book.sizes.{each}") for each in ("year", "ha")),
        scope.t("book.page_head"),
    ]
    return table(heads, rows, [3, 1.2, 1.8, 2, 0, 0, 0], align="llllrrr", size=7.8)
