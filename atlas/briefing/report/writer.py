"""Write the briefing's text: what the selected zones are, each figure computed and footnoted."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from atlas.briefing.report import (
    caveats,
    footnotes,
    industries,
    overview,
    places,
    tables,
    zone,
)
from atlas.briefing.report.facts import Facts, gather
from atlas.briefing.report.model import Report
from atlas.briefing.report.sentences import Section, Sentences
from atlas.i18n import dates

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
    paragraphs, refs = footnotes.numbered(facts.words, tuple(_sections(facts)))
    day = dates.day(order.date, order.lang)
    return Report(
        title=order.title.strip() or _title(facts),
        lead=facts.words.say("lead", words=content.words, day=day),
        paragraphs=paragraphs,
        footnotes=tuple(footnotes.cite(atlas, ref, lang=order.lang) for ref in refs),
        table=tables.table(facts),
        chart=tables.chart(facts),
        sources=content.sources,
    )


def _title(facts: Facts) -> str:
    words = facts.words
    subject = words.say("title")
    if facts.n == 1:
        what = words.label("zones", facts.zones.index[0])
    else:
        what = facts.selection.describe_parts(facts.atlas, lang=facts.lang)
    return words.say("titled", subject=subject, what=what) if what else subject


def _sections(facts: Facts) -> Iterator[Section]:
    """Yield all sections, in the order in which a leader asks: which, where, how many, why."""
    if facts.n == 0:
        told: Sentences = (overview.filtered(facts), *overview.none(facts))
        yield _section(facts, "overview", told)
        yield from _focus(facts)
    elif facts.n == 1:
        yield from _of_one(facts, facts.zones.index[0])
    else:
        yield from _of_many(facts)


def _of_one(facts: Facts, only: str) -> Iterator[Section]:
    yield _section(
        facts,
        "overview",
        (overview.filtered(facts), zone.total(facts, only), *zone.tags(facts, only)),
    )
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
    )


def _of_many(facts: Facts) -> Iterator[Section]:
    yield _section(
        facts,
        "overview",
        (overview.filtered(facts), overview.total(facts), overview.types(facts)),
    )
    yield _section(
        facts,
        "zones",
        (overview.names(facts), overview.absent_types(facts)),
        overview.tags(facts),
    )
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
            caveats.open_list(facts),
            *caveats.changes(facts),
            caveats.no_figures(facts),
        ),
    )


def _focus(facts: Facts) -> Iterator[Section]:
    if told := places.focus(facts):
        yield _section(facts, "focus", told)


def _section(facts: Facts, key: str, *paragraphs: Sentences) -> Section:
    return Section(facts.words.say(f"section.{key}"), paragraphs)
