"""Write the briefing's text: what the selected zones are, each figure computed and footnoted."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from atlas.briefing.report import (
    caveats,
    conclusion,
    footnotes,
    industries,
    overview,
    places,
    tables,
    values,
    zone,
)
from atlas.briefing.report.changed import changed, lived
from atlas.briefing.report.compared import compared
from atlas.briefing.report.facts import Facts, gather
from atlas.briefing.report.model import Report, Table
from atlas.briefing.report.sentences import Section, Sentences
from atlas.briefing.report.subject import title

if TYPE_CHECKING:
    from atlas.briefing.content import Content
    from atlas.model.atlas import Atlas


def report(atlas: "Atlas", content: "Content") -> Report:
    """
    Write a briefing about the zones of a sheet.

    Parameters
    ----------
    atlas
        The atlas.
    content
        What the sheet says; all of the report's figures are of its zones.

    Returns
    -------
    Report
        In the language of the order.
    """
    facts, order = gather(atlas, content), content.order
    paragraphs, notes = footnotes.numbered(facts.words, tuple(_sections(facts)))
    return Report(
        title=order.title.strip() or title(facts),
        conclusion=conclusion.conclusion(facts),
        paragraphs=paragraphs,
        footnotes=notes,
        table=tables.table(facts),
        basis=tables.basis(facts),
        compared=compared(facts),
        changed=changed(facts),
        lived=lived(facts),
        chart=tables.chart(facts),
        sources=content.sources,
    )


def reasons(atlas: "Atlas", content: "Content", *, by_phrase: bool = False) -> Table | None:
    """
    Return what puts the zones of a sheet into the clusters asked for; None where none is.

    Parameters
    ----------
    atlas
        The atlas.
    content
        What the sheet says.
    by_phrase
        In short: a row a phrase with its zones, instead of one for each zone's phrase.
    """
    facts = gather(atlas, content)
    return tables.basis_by_phrase(facts) if by_phrase else tables.basis(facts)


def zone_list(atlas: "Atlas", content: "Content") -> Table:
    """Return the zones of a sheet as a table, each with its place in the plan."""
    return tables.table(gather(atlas, content))


def changed_tables(atlas: "Atlas", content: "Content") -> tuple[Table, ...]:
    """Return what differs between the documents that a sheet compares; nothing where none are."""
    return changed(gather(atlas, content))


def lives(atlas: "Atlas", content: "Content") -> tuple[Table, ...]:
    """Return the lives of a sheet's zones, a table each; nothing where they are many."""
    return lived(gather(atlas, content))


def side_by_side(atlas: "Atlas", content: "Content") -> Table | None:
    """Return the zones that a sheet sets side by side as a table; None where it sets none."""
    return compared(gather(atlas, content))


def _sections(facts: Facts) -> Iterator[Section]:
    """Yield all sections, in the order in which a leader asks: which, where, how many, why."""
    if facts.n == 0:
        yield _section(facts, "overview", overview.none(facts))
        yield from _focus(facts)
        yield _section(facts, "caveats", (caveats.filtered(facts),))
    elif facts.n == 1:
        yield from _of_one(facts, facts.zones.index[0])
    else:
        yield from _of_many(facts)


def _of_one(facts: Facts, only: str) -> Iterator[Section]:
    yield _section(
        facts,
        "overview",
        (zone.total(facts, only), *zone.tags(facts, only)),
    )
    yield from _values(facts)
    yield _section(
        facts,
        "place",
        (zone.place(facts, only), *zone.areas(facts, only), caveats.later(facts)),
    )
    yield _section(facts, "industries", zone.industries(facts, only))
    yield from _focus(facts)
    yield _section(
        facts,
        "caveats",
        (
            *zone.position(facts, only),
            caveats.open_list(facts),
            *caveats.changes(facts),
            caveats.no_figures(facts),
        ),
        (caveats.filtered(facts),),
    )


def _of_many(facts: Facts) -> Iterator[Section]:
    yield _section(
        facts,
        "overview",
        (overview.total(facts), overview.types(facts)),
    )
    yield _section(
        facts,
        "zones",
        (overview.names(facts), overview.absent_types(facts)),
        overview.tags(facts),
    )
    yield from _values(facts)
    yield _section(
        facts,
        "places",
        (
            places.areas(facts),
            places.overlap(facts),
            *places.inferred(facts),
            places.absent_areas(facts),
        ),
        (places.prefectures(facts), *places.absent_prefectures(facts)),
    )
    yield _section(
        facts,
        "industries",
        (industries.phrases(facts), industries.top(facts)),
        industries.clusters(facts),
    )
    yield from _focus(facts)
    chosen = facts.content.order.zone
    if chosen in facts.zones.index:
        yield Section(
            facts.words.say("section.zone", name=facts.words.label("zones", chosen)),
            (
                (zone.place(facts, chosen), *zone.areas(facts, chosen)),
                (*zone.industries(facts, chosen), *zone.tags(facts, chosen)),
                zone.position(facts, chosen),
            ),
        )
    yield _section(
        facts,
        "caveats",
        (
            caveats.bases(facts),
            caveats.later(facts),
            caveats.position(facts),
            caveats.unverified(facts),
            caveats.disputed(facts),
            caveats.open_list(facts),
            *caveats.changes(facts),
            caveats.no_figures(facts),
        ),
        (caveats.filtered(facts),),
    )


def _values(facts: Facts) -> Iterator[Section]:
    if told := values.listed(facts):
        yield _section(facts, "figures", told)
    if told := values.told(facts):
        yield _section(facts, "values", told)


def _focus(facts: Facts) -> Iterator[Section]:
    if told := places.focus(facts):
        yield _section(facts, "focus", told)


def _section(facts: Facts, key: str, *paragraphs: Sentences) -> Section:
    return Section(facts.words.say(f"section.{key}"), paragraphs)
