"""Check what the tables say of positions: parks, what other sources say, what may be verified."""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from geodata.schema.cells import mapping
from geodata.schema.columns import Tables
from geodata.schema.plan import columns_of
from geodata.schema.problems import Problem
from geodata.schema.tables import COARSE, KINDS, SCHEMA, SEPARATOR, UNCITED_CARD

PLACE = ("lon", "lat", "basis", "accuracy_km")  # a park has all of these or none
YES = SCHEMA["parks"].by_name["main"].choices[0]
AGREES, _, CONFLICTS = SCHEMA["position_checks"].by_name["supports"].choices
SINGLE = SCHEMA["positions"].by_name["multi_park"].choices[1]


def check_parks(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find zones without one main park, main parks with a position, positions given in part."""
    several = mapping(tables, "positions", "multi_park")
    mains: Counter[str] = Counter()
    first: dict[str, int] = {}
    for row, zone, main, *place in columns_of(tables, "parks", "zone", "main", *PLACE):
        mains[zone] += main == YES
        first.setdefault(zone, row)
        given = " ".join(filter(None, place))
        if main == YES and given:
            yield Problem("parks.csv", row, "lon", given, "main_position")
        elif given and not all(place):
            lacking = PLACE[place.index("")]
            yield Problem("parks.csv", row, lacking, given, "half_position")
    for zone, n in mains.items():
        if n != 1:
            yield Problem("parks.csv", first[zone], "main", zone, "main_park", str(n))
        if several.get(zone) == SINGLE:
            yield Problem("parks.csv", first[zone], "zone", zone, "one_park")


def check_checks(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find checks without distance or direction, and coordinates other than rough ones."""
    named = ("km", "bearing", "about_lon", "about_lat", "supports")
    for row, km, bearing, lon, lat, supports in columns_of(tables, "position_checks", *named):
        if bool(km) != bool(bearing):
            column = "bearing" if km else "km"
            yield Problem("position_checks.csv", row, column, km or bearing, "half_distance")
        if (bool(lon), bool(lat)) != (supports == CONFLICTS,) * 2:
            yield Problem("position_checks.csv", row, "about_lon", f"{lon} {lat}".strip(), "about")
            continue
        for column, value in (("about_lon", lon), ("about_lat", lat)):
            if KINDS[column.removeprefix("about_")].fits(value):
                rough = round(Decimal(value) / COARSE) * COARSE
                if Decimal(value) != rough:
                    yield Problem("position_checks.csv", row, column, value, "coarse", f"{rough}")


def check_agreement(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find positions that are called better borne out than the checks bear them out."""
    known = {
        slug: rule
        for _, slug, *rule in columns_of(
            tables, "position_agreement", "slug", "sources", "conflict", "verifiable"
        )
    }
    agree: dict[str, set[str]] = {}
    against = set()
    for _, zone, supports, source in columns_of(
        tables, "position_checks", "zone", "supports", "source"
    ):
        if supports == AGREES:
            agree.setdefault(zone, set()).update(source.split(SEPARATOR))
        elif supports == CONFLICTS:
            against.add(zone)
    columns = ("zone", "agreement", "verified", "source")
    for row, zone, agreement, verified, source in columns_of(tables, "positions", *columns):
        if agreement not in known:
            continue
        needed, conflict, verifiable = known[agreement]
        own, others = set(source.split(SEPARATOR)), agree.get(zone, set())
        # A point that rests on what can be cited is itself a source; one of a check is counted.
        n = len(others) + (UNCITED_CARD not in own and not own <= others)
        if KINDS["whole"].fits(needed) and n < int(needed):
            wrong = ("agreement", agreement, "agreement_sources", needed)
            yield Problem("positions.csv", row, *wrong)
        if (zone in against) != (conflict == YES):
            yield Problem("positions.csv", row, "agreement", agreement, "agreement_conflict")
        if verified == YES and verifiable != YES:
            yield Problem("positions.csv", row, "verified", agreement, "not_verifiable")
        elif verified == YES and UNCITED_CARD in own and needed == "0":
            yield Problem("positions.csv", row, "verified", verified, "unproved")
