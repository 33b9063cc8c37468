"""Check what the tables say together: divisions, areas, types, industries, aliases, sources."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from geodata import SOURCES
from geodata.schema.cells import (
    mapping,
    nearest,
    one_sided,
    places_of,
    slug_of,
    values_of,
    wrong_text,
    wrong_value,
)
from geodata.schema.columns import Tables
from geodata.schema.problems import Problem
from geodata.schema.tables import (
    BUILD_CARDS,
    CARD,
    DOT,
    KINDS,
    PLAN_CARD,
    SCHEMA,
    SCHEMES,
    SEPARATOR,
    SOURCES_DATA,
    SOURCES_FILE,
    ZONE_NAMES,
)


def check_divisions(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find zones whose county, and counties whose code, is not of their prefecture."""
    homes = mapping(tables, "counties", "prefecture")
    codes = mapping(tables, "prefectures", "adcode")
    for name in ("zones", "later_zones"):
        for row, prefecture, county in columns_of(tables, name, "prefecture", "county"):
            home = homes.get(county, prefecture)
            if home != prefecture and prefecture in codes:
                yield Problem(f"{name}.csv", row, "county", county, "not_in_prefecture", home)
    if "counties" in tables and {"prefecture", "adcode"} <= set(tables["counties"]):
        pairs = tables["counties"][["prefecture", "adcode"]]
        for row, prefecture, adcode in pairs.itertuples(name=None):
            code = codes.get(prefecture, adcode)
            if code[:4] != adcode[:4]:
                yield Problem("counties.csv", row, "adcode", adcode, "not_its_code", f"{code[:4]}…")


def check_schemes(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find prefectures with an area of another scheme than the column names."""
    schemes = mapping(tables, "areas", "scheme")
    for scheme in SCHEMES:
        column = f"area_{scheme}"
        if "prefectures" in tables and column in tables["prefectures"]:
            known = [area for area, of in schemes.items() if of == scheme]
            for row, area in tables["prefectures"][column].items():
                if schemes.get(area, scheme) != scheme:
                    near = nearest(area, known)
                    yield Problem("prefectures.csv", row, column, area, "other_scheme", near)


def check_complete(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find zones without position, area, industry or mention, and kinds without a symbol."""
    zones = tables.get("zones")
    for name in [name for name, table in SCHEMA.items() if table.complete]:
        if zones is not None and "id" in zones and "zone" in tables.get(name, ()):
            for row, zone in zones.loc[~zones["id"].isin(tables[name]["zone"]), "id"].items():
                yield Problem("zones.csv", row, "id", zone, "no_row", f"{name}.csv")
    drawn = tables.get("style")
    for stem, name in [(table.styled, name) for name, table in SCHEMA.items() if table.styled]:
        if drawn is not None and "key" in drawn and "slug" in tables.get(name, ()):
            for row, slug in tables[name]["slug"].items():
                if f"{stem}/{slug}" not in set(drawn["key"]):
                    yield Problem(f"{name}.csv", row, "slug", slug, "no_style", f"{stem}/{slug}")


def columns_of(tables: Tables, name: str, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Yield row and values of some columns of a table; nothing if they could not be read."""
    if name in tables and set(columns) <= set(tables[name]):
        yield from tables[name][list(columns)].itertuples(name=None)


def check_areas(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find zones that are in no area of a scheme."""
    schemes = mapping(tables, "areas", "scheme")
    found: dict[str, set[str]] = {}
    for _, zone, area in columns_of(tables, "area_members", "zone", "area"):
        found.setdefault(zone, set()).add(schemes.get(area, ""))
    for row, zone in columns_of(tables, "zones", "id"):
        # A zone in no area at all, or in one that is unknown, is told elsewhere.
        if zone in found and "" not in found[zone]:
            for scheme in mapping(tables, "schemes", "name_zh"):
                if scheme not in found[zone]:
                    yield Problem("zones.csv", row, "id", zone, "no_area", scheme)


def check_types(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find zones whose type is not that of the others in their box of the plan."""
    types = mapping(tables, "types", "name_zh")
    boxes: dict[str, list[tuple[int, str]]] = {}
    for row, kind, source in columns_of(tables, "zones", "type", "source"):
        # The first numbered place is the zone's own row of the boxes that list the zones.
        box = next((ref.partition(DOT)[0] for ref in source.split(SEPARATOR) if DOT in ref), "")
        if box and kind in types:
            boxes.setdefault(box, []).append((row, kind))
    for zones in boxes.values():
        usual = Counter(kind for _, kind in zones).most_common(1)[0][0]
        for row, kind in zones:
            if kind != usual:
                yield Problem("zones.csv", row, "type", kind, "not_of_box", usual)


def check_industries(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find industries of no zone, and zones whose industries are not ranked 1 to n."""
    industries = {slug: row for row, slug in columns_of(tables, "industries", "slug")}
    used = {industry for _, industry in columns_of(tables, "zone_industries", "industry")}
    # A misspelt industry is told as such; the one that was meant is no news.
    if used <= industries.keys() and used:
        for slug in industries.keys() - used:
            yield Problem("industries.csv", industries[slug], "slug", slug, "no_zone", slug)
    yield from _rank_gaps(tables, "zone_industries", "zone")


def _rank_gaps(tables: Tables, name: str, *of: str) -> Iterator[Problem]:
    """Find lists of a table that are not ranked 1 to n; `of` tells one list from another."""
    ranked: dict[tuple[str, ...], dict[str, int]] = {}
    for row, *keys, rank in columns_of(tables, name, *of, "rank"):
        ranked.setdefault(tuple(keys), {}).setdefault(rank, row)
    for rows in ranked.values():
        if all(map(KINDS["count"].fits, rows)):
            for due, rank in enumerate(sorted(rows, key=int), start=1):
                if int(rank) != due:
                    yield Problem(f"{name}.csv", rows[rank], "rank", rank, "rank_gap", str(due))
                    break


def check_listings(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find later zones and phrases of no list, ids and phrases the plan has, and rank gaps."""
    for name, key, of, column in (
        ("later_zones", "id", "listings", "zone"),
        ("listed_phrases", "slug", "listed_industries", "industry"),
    ):
        listed = {value for _, value in columns_of(tables, of, column)}
        for row, value in columns_of(tables, name, key):
            if listed and value not in listed:
                yield Problem(f"{name}.csv", row, key, value, "no_row", f"{of}.csv")
    for name, key, plain in (
        ("later_zones", "id", "zones"),
        ("listed_phrases", "slug", "industries"),
        ("listed_phrases", "name_zh", "industries"),
        ("listed_phrases", "name_en", "industries"),
    ):
        rows = {value: row for row, value in columns_of(tables, plain, key)}
        for row, value in columns_of(tables, name, key):
            if value in rows:
                yield Problem(f"{name}.csv", row, key, value, "duplicate", str(rows[value]))
    yield from _rank_gaps(tables, "listed_industries", "document", "zone")


def check_changes(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find changes that end before they begin."""
    for row, date, until in columns_of(tables, "changes", "date", "until"):
        # Of a day and a month only what both have can be compared.
        if until and until < date[: len(until)]:
            yield Problem("changes.csv", row, "until", until, "before", date)


def check_aliases(tables: Tables, _sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find aliases that are the name of another zone; one alias of two zones is a duplicate."""
    owners: dict[str, str] = {}
    for column in ZONE_NAMES:
        for _, zone, name in columns_of(tables, "zones", "id", column):
            owners.setdefault(name.casefold(), zone)
    for row, zone, alias in columns_of(tables, "aliases", "zone", "alias"):
        owner = owners.get(alias.casefold(), zone)
        if owner != zone and alias:
            yield Problem("aliases.csv", row, "alias", alias, "taken", owner)


def check_cards(_tables: Tables, sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find keys of ``sources.toml`` that are missing, unknown or wrong."""
    for stem, wanted, part in (
        ("", SOURCES_FILE, sources),
        ("data.", SOURCES_DATA, sources.get("data", {})),
    ):
        yield from (
            Problem(SOURCES.name, None, f"{stem}{key}", "", "required", key)
            for key in wanted
            if not part.get(key)
        )
        yield from (
            Problem(SOURCES.name, None, f"{stem}{key}", key, "unknown_key", nearest(key, wanted))
            for key in part
            if key not in wanted
        )
    cards = sources.get("cards", {})
    if not cards.get(PLAN_CARD, {}).get("sha256"):
        yield Problem(SOURCES.name, None, f"cards.{PLAN_CARD}.sha256", "", "required", "sha256")
    for key, card in cards.items():
        if not KINDS["slug"].fits(key):
            yield Problem(SOURCES.name, None, f"cards.{key}", key, "slug", slug_of(key))
        for name, *wrong in _wrong_card(card):
            yield Problem(SOURCES.name, None, f"cards.{key}.{name}", *wrong)


def _wrong_card(card: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Yield key, value, what is wrong with it and what would be right."""
    # TOML's true is "true" here, as it is in the built table.
    texts = {k: str(v).lower() if isinstance(v, bool) else str(v) for k, v in card.items()}
    known = [column.name for column in CARD]
    for name in texts:
        if name not in known:
            yield name, name, "unknown_key", nearest(name, known)
    for column in CARD:
        value = texts.get(column.name, "")
        if wrong := wrong_text(column, value) or (value and wrong_value(column, value)):
            yield column.name, value, *wrong
    if empty := one_sided(texts.get("note_zh", ""), texts.get("note_en", ""), stem="note"):
        yield empty


def check_use(tables: Tables, sources: Mapping[str, Any]) -> Iterator[Problem]:
    """Find cards that neither a table nor the build uses."""
    places = places_of(tables, sources)
    if places and tables.keys() == SCHEMA.keys():
        used = {
            places.card(v) for _, _, column, v in values_of(tables) if column.refers == "sources"
        }
        for key in sources["cards"]:
            if key not in used and key not in BUILD_CARDS:
                yield Problem(SOURCES.name, None, f"cards.{key}", key, "unused", key)
