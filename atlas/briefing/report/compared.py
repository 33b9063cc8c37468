"""The zones compared as a short table: what each is, what it shares, how far the others lie."""

from typing import TYPE_CHECKING

from atlas.briefing.report import tables
from atlas.briefing.report.model import Table
from atlas.maps.specification import COMPARED

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from atlas.analysis.comparison import Comparison
    from atlas.briefing.report.facts import Facts

FACTS = ("name", "level", "type", "areas", "place")  # as in the table of all zones
# Shares of the width: name, level, type, areas, place, clusters, phrases, distances.
SHARING = (1.8, 0.9, 1.2, 1.4, 1.5, 2.0, 2.0, 1.7)
ALL = 4  # zones up to which the distances to all others are told


def compared(facts: "Facts") -> Table | None:
    """
    Return the table of the zones compared, in the order in which they were taken.

    Parameters
    ----------
    facts
        Of a sheet.

    Returns
    -------
    Table or None
        A row a zone: name, level, type, areas, place; the clusters and the phrases that another
        of them has too; distances in whole kilometres. None where none are compared.
    """
    asked = facts.content.order.map
    if asked.draw != COMPARED:
        return None
    # Analyses bring scipy along: a briefing without one does not wait for it.
    from atlas.analysis.comparison import compare  # noqa: PLC0415

    said = compare(facts.atlas, asked.compare, min_grade=facts.selection.min_grade)
    usual = tables.table(facts)
    of = dict(zip(usual.zones, usual.rows, strict=True))
    rows = [
        (
            *of[zone][: len(FACTS)],
            _shared(facts, said.both["clusters"].loc[zone], "clusters"),
            _shared(facts, said.both["phrases"].loc[zone], "industries"),
            _distances(facts, said, zone),
        )
        for zone in said.ids
    ]
    words = facts.words
    heads = [words.say(f"table.{name}") for name in FACTS]
    far = "compared.km" if len(said.ids) <= ALL else "compared.km_ends"
    heads += [words.say("compared.clusters"), words.say("compared.phrases"), words.say(far)]
    title = words.say("compared.title")
    kind = "compared"
    return Table(title, tuple(heads), tuple(rows), said.ids, kind=kind, sharing=SHARING)


def _shared(facts: "Facts", both: "pd.Series", vocabulary: str) -> str:
    """Name what a zone has that at least one of the others has too."""
    own = both.drop(both.name)
    slugs = dict.fromkeys(slug for shared in own for slug in shared)
    order = getattr(facts.atlas, vocabulary).index
    return _listed(facts, vocabulary, (slug for slug in order if slug in slugs))


def _listed(facts: "Facts", vocabulary: str, slugs: "Iterable[str]") -> str:
    names = [facts.words.label(vocabulary, slug, short=True) for slug in slugs]
    return facts.words.say("list.comma").join(names) or facts.words.say("compared.none")


def _distances(facts: "Facts", said: "Comparison", zone: str) -> str:
    """Say how far the others lie; of many the nearest and the farthest."""
    others = said.km.loc[zone].drop(zone).sort_values(kind="stable")
    told = others if len(said.ids) <= ALL else others.iloc[[0, -1]]
    return facts.words.say("list.comma").join(
        facts.words.say(
            "compared.far", zone=facts.words.label("zones", other, short=True), km=f"{km:.0f}"
        )
        for other, km in told.items()
    )
