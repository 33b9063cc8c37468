"""What differs between documents, and a zone's life, as the tables that go with a briefing."""

from typing import TYPE_CHECKING

from atlas.briefing.report.model import Table
from atlas.i18n import text
from atlas.maps.specification import CHANGED
from atlas.plan import references

if TYPE_CHECKING:
    from atlas.briefing.report.facts import Facts


def changed(facts: "Facts") -> tuple[Table, ...]:
    """Return the zones of each kind of change; no table where no documents are compared."""
    asked = facts.content.order.map
    if asked.draw != CHANGED:
        return ()
    # Analyses bring scipy along: a briefing without one does not wait for it.
    from atlas.analysis.changes import changes, pair  # noqa: PLC0415
    from atlas.analysis.findings.changed import sections  # noqa: PLC0415

    documents = pair(facts.atlas, asked.from_, asked.to)
    said = changes(facts.atlas, *documents, selection=facts.selection)
    return tuple(
        Table(each.title, each.heads, each.rows, each.zones)
        for each in sections(facts.atlas, said, facts.lang)
    )


def lived(facts: "Facts") -> Table | None:
    """Return the life of the only zone selected, an event a row; None of several or none."""
    if facts.n != 1:
        return None
    from atlas.analysis import life  # noqa: PLC0415 - as above

    zone, lang = str(facts.zones.index[0]), facts.lang
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
        for event in life.life(facts.atlas, zone, lang)
    ]
    heads = tuple(text(f"life.{head}", lang) for head in ("when", "of", "what", "basis", "source"))
    title = text("life.title_of", lang, name=facts.words.label("zones", zone))
    return Table(title, heads, tuple(rows), (zone,) * len(rows)) if rows else None
