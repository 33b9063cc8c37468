"""The tables and the chart that go with a briefing's text."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from atlas.briefing.report.facts import KEPT, Facts
from atlas.briefing.report.model import Chart, Phrase, Series, Table
from atlas.i18n import text
from atlas.model import columns, series
from atlas.model.columns import known
from atlas.plan import references
from atlas.selection.basis import evidence, matched

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

COLUMNS = ("name", "level", "type", "areas", "place", "industries", "box")
# Shares of the width: of all zones, then of what puts them into one cluster, or into several.
OF_ALL = (2.4, 1.0, 1.2, 1.4, 1.9, 3.4, 0.9)
OF_ONE = (3.0, 2.4, 0.9, 4.2, 1.2)
OF_SEVERAL = (2.9, 2.2, 2.2, 0.9, 3.6, 1.2)


@lru_cache(maxsize=KEPT)
def table(facts: Facts) -> Table:
    """Return the table of all zones selected; a membership that is inferred says so."""
    words, lang = facts.words, facts.lang
    areas = _areas(facts)
    between = words.say("table.industry_list")
    phrases = _phrases(facts)
    rows = [
        (
            row[f"name_{lang}"],
            words.label("levels", row["level"]),
            words.label("types", row["zone_type"]),
            areas.get(zone, ""),
            words.place(row),
            between.join(phrase.name for phrase in phrases.get(zone, ())),
            _refs(facts, row["source"]),
        )
        for zone, row in facts.zones.iterrows()
    ]
    return Table(
        title=words.say("table.title"),
        header=tuple(words.say(f"table.{column}") for column in COLUMNS),
        rows=tuple(rows),
        zones=tuple(facts.zones.index),
        phrases=tuple(phrases.get(zone, ()) for zone in facts.zones.index),
        between=between,
        heads=tuple(
            columns.name(facts.atlas, each, lang) if isinstance(each, str) else each.name(lang)
            for each in facts.told
        ),
        values=_values(facts),
        lines=_lines(facts),
        kind="zone",
        sharing=OF_ALL,
    )


def _values(facts: Facts) -> tuple[tuple[str, ...], ...]:
    """Return what each zone has in the columns that are told of; of a series its ends."""
    atlas, lang, zones = facts.atlas, facts.lang, facts.zones.index
    told: list[list[str]] = []
    for each in facts.told:
        if isinstance(each, str):
            cells = known(atlas, each, zones)
            told.append([columns.said(atlas, each, cells.get(zone), lang) for zone in zones])
        else:
            told.append([series.ends(series.points(atlas, each, z), lang) for z in zones])
    return tuple(tuple(values[n] for values in told) for n in range(len(zones)))


def _lines(facts: Facts) -> tuple[tuple[series.Points, ...], ...]:
    """Return the same as numbers by year; nothing in columns that are no series."""
    return tuple(
        tuple(
            () if isinstance(each, str) else series.points(facts.atlas, each, zone)
            for each in facts.told
        )
        for zone in facts.zones.index
    )


def _phrases(facts: Facts) -> "Mapping[str, tuple[Phrase, ...]]":
    """Return each zone's phrases, those marked that answer what is selected."""
    rows, words = facts.industries, facts.words
    asked = matched(facts.atlas, facts.zones.index, facts.selection)
    return {
        zone: tuple(
            Phrase(words.label("industries", slug), slug in asked.get(zone, ())) for slug in own
        )
        for zone, own in rows.groupby("zone", sort=False)["industry"]
    }


def basis(facts: Facts) -> Table | None:
    """Return what puts each zone into the clusters asked for; None where none is asked for."""
    words, lang, clusters = facts.words, facts.lang, facts.selection.clusters
    if not clusters:
        return None
    several = len(clusters) > 1
    links = _evidence(facts)
    rows = [
        (
            _beyond(facts, link, words.label("zones", link["zone"])),
            words.label("industries", link["industry"]),
            *([words.label("clusters", link["cluster"], short=True)] if several else []),
            text(f"grade.{link['grade']}", lang),
            link[f"reason_{lang}"],
            _refs(facts, link["source"]),
        )
        for link in links.to_dict("records")
    ]
    columns = ("zone", "phrase", *(["cluster"] if several else []), "grade", "reason", "box")
    return Table(
        _basis_title(facts),
        _basis_header(facts, columns),
        tuple(rows),
        tuple(links["zone"]),
        kind="in_cluster" if several else "reason",
        sharing=OF_SEVERAL if several else OF_ONE,
    )


def basis_by_phrase(facts: Facts) -> Table | None:
    """Return the same in short: a row a phrase, those of the most zones first, with its zones."""
    words, lang, clusters = facts.words, facts.lang, facts.selection.clusters
    if not clusters:
        return None
    several = len(clusters) > 1
    rows = []
    keys = ["industry", "cluster", "grade", f"reason_{lang}"]
    for (industry, cluster, grade, reason), own in _evidence(facts).groupby(keys, sort=False):
        names = [
            words.say(
                "basis.cited",
                name=_beyond(facts, link, words.label("zones", link["zone"], short=True)),
                refs=_refs(facts, link["source"]),
            )
            for link in own.to_dict("records")
        ]
        row = (
            words.label("industries", industry),
            *([words.label("clusters", cluster, short=True)] if several else []),
            text(f"grade.{grade}", lang),
            reason,
            words.say("list.comma").join(names),
        )
        rows.append((len(names), row))
    rows.sort(key=lambda counted: -counted[0])
    columns = ("phrase", *(["cluster"] if several else []), "grade", "reason", "zones")
    told = tuple(row for _, row in rows)
    return Table(_basis_title(facts), _basis_header(facts, columns), told, ())


def _evidence(facts: Facts) -> "pd.DataFrame":
    """Return on what the zones' clusters rest, zone by zone in the order of the atlas."""
    links = evidence(facts.atlas, facts.zones.index, facts.selection)
    order = {zone: n for n, zone in enumerate(facts.zones.index)}
    return links.sort_values("zone", key=lambda zones: zones.map(order), kind="stable")


def _beyond(facts: Facts, link: "Mapping[Any, Any]", name: str) -> str:
    """Return a zone's name; one that the plan does not mean with its cluster says so."""
    return facts.words.say("basis.beyond", name=name) if link["beyond"] else name


def _refs(facts: Facts, cell: str) -> str:
    said = (references.short(facts.atlas, ref, facts.lang) for ref in references.split(cell))
    return facts.words.say("list.comma").join(dict.fromkeys(said))


def _basis_title(facts: Facts) -> str:
    words = facts.words
    names = [words.label("clusters", slug, short=True) for slug in facts.selection.clusters]
    return words.say("basis.title", names=words.listed(names))


def _basis_header(facts: Facts, columns: "Iterable[str]") -> tuple[str, ...]:
    return tuple(facts.words.say(f"basis.{column}") for column in columns)


def chart(facts: Facts) -> Chart:
    """Return the zones selected by type and level; types without a zone stand as noughts."""
    words, zones = facts.words, facts.zones
    types, levels = facts.summary.types, facts.summary.levels
    series = []
    for level in levels[levels > 0].index:
        own = zones.loc[(zones["level"] == level).to_numpy(), "zone_type"].astype(str)
        values = own.value_counts().reindex(types.index, fill_value=0)
        series.append(Series(level, words.label("levels", level), tuple(int(n) for n in values)))
    return Chart(
        title=words.say("chart.title"),
        keys=tuple(types.index),
        labels=tuple(words.label("types", slug) for slug in types.index),
        series=tuple(series),
    )


def _areas(facts: Facts) -> "Mapping[str, str]":
    """Return the short names of each zone's areas in one text; an inferred one says so."""
    words, members = facts.words, facts.members
    found: dict[str, list[str]] = {}
    for zone, area, basis in zip(members["zone"], members["area"], members["basis"], strict=True):
        name = words.label("areas", area, short=True)
        if basis == "inferred":
            name = words.say("table.inferred", name=name)
        found.setdefault(zone, []).append(name)
    return {zone: words.say("list.comma").join(names) for zone, names in found.items()}
