"""The table and the chart that go with a briefing's text."""

from typing import TYPE_CHECKING

from atlas.briefing.report.facts import Facts
from atlas.briefing.report.model import Chart, Series, Table
from atlas.plan import references

if TYPE_CHECKING:
    from collections.abc import Mapping

COLUMNS = ("name", "level", "type", "areas", "place", "industries", "box")


def table(facts: Facts) -> Table:
    """Return the table of all zones selected; a membership that is inferred says so."""
    atlas, words, lang = facts.atlas, facts.words, facts.lang
    areas = _areas(facts)
    industries = atlas.zone_industries.join(atlas.industries, on="industry").groupby("zone")
    phrases = industries[f"name_{lang}"].agg(words.say("table.industry_list").join)
    rows = [
        (
            row[f"name_{lang}"],
            words.label("levels", row["level"]),
            words.label("types", row["zone_type"]),
            areas.get(zone, ""),
            words.place(row),
            phrases.get(zone, ""),
            references.written(row["source"], lang),
        )
        for zone, row in facts.zones.iterrows()
    ]
    return Table(
        title=words.say("table.title"),
        header=tuple(words.say(f"table.{column}") for column in COLUMNS),
        rows=tuple(rows),
        zones=tuple(facts.zones.index),
    )


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
