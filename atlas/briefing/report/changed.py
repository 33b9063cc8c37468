"""What differs between documents, and a zone's life, as the tables that go with a briefing."""

from typing import TYPE_CHECKING

from atlas.briefing.report.model import Table
from atlas.i18n import dates, text
from atlas.maps.specification import CHANGED
from atlas.model import columns
from atlas.plan import references
from atlas.selection import conditions

if TYPE_CHECKING:
    from atlas.analysis.changes import Changes
    from atlas.analysis.findings.changed import Short
    from atlas.briefing.report.facts import Facts

FEW = 3  # zones up to which the life of each is told
LIFE = "life"  # the kind of its table
SHARING = (1.7, 1.4, 4.2, 1.3, 3.2)  # of its width: when, of what kind, what, basis, source


def changed(facts: "Facts") -> tuple[Table, ...]:
    """Return the zones of each kind of change; no table where no documents are compared."""
    if facts.content.order.map.draw != CHANGED:
        return ()
    # Analyses bring scipy along: a briefing without one does not wait for it.
    from atlas.analysis.findings.changed import sections  # noqa: PLC0415

    said = _found(facts)
    return tuple(
        Table(each.title, each.heads, each.rows, each.zones, note=each.note)
        for each in sections(facts.atlas, said, facts.lang)
    )


def changed_in_short(facts: "Facts") -> "Short | None":
    """Return what differs, for who has room for little; None where no documents are compared."""
    if facts.content.order.map.draw != CHANGED:
        return None
    from atlas.analysis.findings.changed import in_short  # noqa: PLC0415 - as above

    return in_short(facts.atlas, _found(facts), facts.lang)


def _found(facts: "Facts") -> "Changes":
    from atlas.analysis.changes import changes, pair  # noqa: PLC0415 - as above

    asked = facts.content.order.map
    documents = pair(facts.atlas, asked.from_, asked.to)
    return changes(facts.atlas, *documents, selection=facts.selection)


def lived(facts: "Facts") -> tuple[Table, ...]:
    """
    Return the lives of the zones selected, an event a row.

    None of many, nor of zones side by side, nor of those that a year's end shows: lives go on.
    """
    where = [*facts.selection.where]
    by_year = conditions.without(where, columns.YEAR, facts.atlas) != where
    if facts.n > FEW or facts.content.order.map.compares or by_year:
        return ()
    return tuple(told for zone in facts.zones.index if (told := _life(facts, str(zone))))


def _life(facts: "Facts", zone: str) -> Table | None:
    """Return what is known of a zone in the order of time; None of an office's own."""
    from atlas.analysis import life  # noqa: PLC0415 - as above

    lang, events = facts.lang, life.life(facts.atlas, zone, facts.lang)
    if not events:
        return None
    rows = [
        (
            event.dated(lang),
            text(f"life.kind.{event.kind}", lang),
            event.words,
            event.basis,
            text("list.comma", lang).join(
                references.read(facts.atlas, ref, lang).shown
                for ref in references.split(event.source)
            ),
        )
        for event in events
    ]
    heads = tuple(text(f"life.{head}", lang) for head in ("when", "of", "what", "basis", "source"))
    title = text("life.title_of", lang, name=facts.words.label("zones", zone))
    until = dates.written(life.last(events), lang)
    note = text("life.unknown", lang, date=until)
    ids = (zone,) * len(rows)
    return Table(title, heads, tuple(rows), ids, note=note, kind=LIFE, sharing=SHARING)
