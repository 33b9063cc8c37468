"""The front of the book: cover, method and positions, and the overview of the whole selection."""

from collections.abc import Iterator

import pandas as pd

from atlas.briefing.book.blocks import (
    bare,
    beside,
    listing,
    note,
    paragraph,
    placed,
    section,
    table,
)
from atlas.briefing.book.model import Block, Line, Part, Picture, Span
from atlas.briefing.book.scope import Scope, coordinates
from atlas.briefing.book.tables import sums
from atlas.briefing.content import shortened
from geodata.schema.tables import PLAN_CARD

# Points.
COVER_MAP = (470.0, 372.0)
COVER_SIZE = {"zh": 40.0, "en": 30.0}
CODE = 68.0
OVERVIEW_MAP = {"zh": (548.0, 376.0), "en": (548.0, 344.0)}  # its legend is higher in English
MOST_WORDS = 90  # characters of a filter on the cover
MOST_LINK = 120
METHOD = ("zones", "types", "areas", "industries", "clusters", "lists", "figures", "boundaries")
TERMS = ("review", "code", "boundaries", "version")
POSITIONS = (
    "register.name",
    "sheet.coordinates",
    "sheet.accuracy",
    "sheet.basis",
    "about.checked",
    "position.agreement",
    "sheet.parks",
    "sheet.source",
)


def cover(scope: Scope) -> Part:
    """Write the cover."""
    order, plan = scope.order, scope.atlas.sources.loc[PLAN_CARD]
    planned = scope.t("print.source.plan", title=scope.own(plan, "title"), number=plan["number"])
    lines: list[Line] = [order.maker] if order.maker.strip() else []
    lines += [
        *scope.said.sources[: scope.said.sources.index(planned) + 1],
        scope.t("book.day", day=f"{order.date:%Y-%m-%d}"),
        scope.t("book.data", version=scope.atlas.version, date=scope.atlas.date),
        [_address(scope)],
    ]
    whole = Picture("cover", order.with_(extent="province"), *COVER_MAP)
    pictures = {"cover": (bare(whole), scope.title)}
    if order.link:
        pictures["code"] = (Picture("code", order, CODE, CODE), scope.t("print.scan"))
    block = {
        "kind": "cover",
        "title": scope.cover,
        "size": COVER_SIZE[scope.lang],
        "subtitle": shortened(scope.said.words, MOST_WORDS),
        "mark": scope.said.mark,
        "lines": lines,
        "picture": "cover",
        "code": "code",
    }
    return Part((block,), pictures)


def _address(scope: Scope) -> Span:
    """Return the link back to the book's view, or why there is none."""
    link, looks = scope.order.link, {"muted": True, "small": True}
    if not link:
        return {"t": scope.t("print.no_code.no_address")} | looks
    return {"t": shortened(link, MOST_LINK), "url": link} | looks


def contents(scope: Scope) -> Part:
    """Write the table of contents; the typesetter fills it."""
    return Part(({"kind": "contents", "title": scope.t("book.contents")},))


def method(scope: Scope) -> Part:
    """Write how the data was made, on what the points rest, and the list of all points."""
    said = [scope.t(f"about.m_{key}") for key in METHOD]
    left = [scope.sub("about.method", level=2), listing(said)]
    terms = [
        scope.t(f"about.t_{key}", version=scope.atlas.version, date=scope.atlas.date)
        for key in TERMS
    ]
    right = [
        scope.sub("about.positions", level=2),
        paragraph(scope.t("about.positions_note")),
        *(paragraph(line) for line in scope.said.notes),
        _bases(scope),
        paragraph(scope.t("print.source.projection")),
        scope.sub("about.terms", level=2),
        listing(terms),
    ]
    return Part(
        (
            *scope.chapter("method"),
            beside([0, 0], left, right),
            section("positions", scope.t("book.positions")),
            _positions(scope),
        )
    )


def _bases(scope: Scope) -> Block:
    """Return how many points rest on what, how exact they are, and how many were checked."""
    rows = []
    for basis in scope.atlas.position_basis.index:
        own = scope.zones[(scope.zones["position_basis"] == basis).to_numpy()]
        if len(own):
            rows.append(
                [
                    scope.label("position_basis", basis),
                    str(len(own)),
                    _span_of(own["accuracy_km"]),
                    str(int(own["verified"].sum())),
                ]
            )
    heads = ("sheet.basis", "book.count", "book.accuracy", "about.checked")
    return table([scope.t(key) for key in heads], rows, [3, 0, 0, 0], align="lrrr")


def _span_of(km: pd.Series) -> str:
    low, high = km.min(), km.max()
    return f"{low:g}" if low == high else f"{low:g}\u2013{high:g}"


def _positions(scope: Scope) -> Block:
    """Return the points of all zones."""
    rows = [
        [
            [scope.zone_name(zone)],
            coordinates(row),
            scope.t("book.about_km", km=f"{row['accuracy_km']:g}"),
            scope.label("position_basis", row["position_basis"]),
            scope.verified(verified=row["verified"]),
            _agreement(scope, row),
            scope.parks(row),
            scope.refs(row["position_source"]),
        ]
        for zone, row in scope.sheeted.iterrows()
    ]
    heads = [scope.t(key) for key in POSITIONS]
    return table(heads, rows, [2.4, 0, 0, 2.4, 0, 0, 0, 6], size=6.8, inset=1.2)


def _agreement(scope: Scope, row: pd.Series) -> str:
    """Say how far other sources bear a point out; nothing of an office's own."""
    agreement = row["position_agreement"]
    return scope.label("position_agreement", agreement) if agreement else ""


def overview(scope: Scope) -> Iterator[Part]:
    """Write the map and the figures of the whole selection."""
    order = scope.order.with_(extent="province")
    right = [
        paragraph([{"t": scope.said.sentence, "bold": True}]),
        scope.sub("print.table", level=2),
        sums(scope, scope.said),
        *(note(line) for line in scope.said.notes),
        *(note(line) for line in scope.said.sources),
    ]
    plan = bare(Picture("plan", order, *OVERVIEW_MAP[scope.lang]))
    yield Part(
        blocks=(
            *scope.chapter("overview"),
            beside([548, 0], [placed("overview")], right),
        ),
        pictures={"overview": (plan, scope.t("book.chapter.overview"))},
        views=(order,),
    )
