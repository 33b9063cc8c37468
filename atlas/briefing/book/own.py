"""The office's own zones, where they are too many for a page each: a row each, or counts."""

from atlas.briefing.book.blocks import note, section, table
from atlas.briefing.book.model import Block, Part
from atlas.briefing.book.scope import MOST_LISTED, MOST_SHEETS, Scope, coordinates

LISTED = ("register.name", "register.place", "register.industries", "sheet.coordinates")
COUNTED = ("register.place", "book.count", "register.industries")
MOST_PHRASES = 5  # of a county, those that most of its zones name


def crowd(scope: Scope) -> Part:
    """Write the section of the own zones that have no page of their own."""
    n = len(scope.crowd)
    listed = n <= MOST_LISTED
    key = "listed" if listed else "counted"
    return Part(
        (
            section("own", scope.t("book.own")),
            note(scope.t(f"book.own_{key}", n=n, most=MOST_SHEETS, rows=MOST_LISTED)),
            _rows(scope) if listed else _counties(scope),
        )
    )


def _rows(scope: Scope) -> Block:
    """Return the own zones, county by county."""
    order = {county: number for number, county in enumerate(scope.atlas.counties.index)}
    zones = scope.crowd.sort_values("county", key=lambda codes: codes.map(order), kind="stable")
    rows = [
        [
            scope.label("zones", zone),
            scope.place(row),
            scope.phrases.get(zone, ""),
            coordinates(row),
        ]
        for zone, row in zones.iterrows()
    ]
    heads = [scope.t(key) for key in LISTED]
    return table(heads, rows, [3, 2.4, 4, 0], size=7.2, inset=1.1)


def _counties(scope: Scope) -> Block:
    """Return how many own zones each county has, and what most of them are of."""
    listed = scope.atlas.zone_industries
    listed = listed[listed["zone"].isin(scope.crowd.index)]
    homes = scope.crowd["county"]
    phrases = listed["industry"].groupby(listed["zone"].map(homes)).value_counts()
    rows = []
    for county, row in scope.atlas.counties.iterrows():
        if n := int((homes == county).sum()):
            most = phrases[county].index[:MOST_PHRASES] if county in phrases.index else ()
            names = scope.t("list.comma").join(scope.label("industries", each) for each in most)
            where = scope.t(
                "report.table.where",
                prefecture=scope.label("prefectures", row["prefecture"]),
                county=scope.label("counties", county),
            )
            rows.append([where, f"{n:,}", names])
    heads = [scope.t(key) for key in COUNTED]
    return table(heads, rows, [2, 0, 5], align="lrl", size=7.8)
