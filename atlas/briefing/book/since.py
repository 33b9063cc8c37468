"""The chapter of what came after the plan: its documents held against each other, one by one."""

from collections.abc import Iterator
from itertools import pairwise

from atlas.analysis.changes import BOTH, CLUSTERS, FIRST, LEVEL, SECOND, WORDS, changes
from atlas.analysis.findings import changed
from atlas.analysis.findings.changed import Section
from atlas.briefing.book.blocks import note, paragraph, section, spread, table
from atlas.briefing.book.groups import CHAPTER
from atlas.briefing.book.model import Block, Part, Span
from atlas.briefing.book.scope import Scope
from atlas.model.naming import RENAMED

# Shares of a table's width by kind of change.
WIDTHS = {
    **dict.fromkeys((FIRST, SECOND), (2.4, 2, 1, 0, 0, 0, 2.8)),
    RENAMED: (2, 2, 0, 4),
    LEVEL: (3, 1, 1, 1),
    CLUSTERS: (2, 2.4, 1.6, 2.4, 2),
    WORDS: (2, 2.4, 2.4),
}
SIZE = 8.3  # points


def since(scope: Scope) -> Iterator[Part]:
    """Write the chapter: what of the zones each document has otherwise than the one before."""
    blocks: list[Block] = []
    for first, second in pairwise(scope.atlas.documents.index):
        said = changes(scope.atlas, str(first), str(second), selection=scope.selection)
        if said.counts()[BOTH] == len(said.rows) and not changed.sections(
            scope.atlas, said, scope.lang
        ):
            continue
        title = changed.title(scope.atlas, said, scope.lang)
        blocks += [
            section(f"changes:{second}", title, new=False),
            paragraph(changed.reading(scope.atlas, said, scope.lang)),
        ]
        for each in changed.sections(scope.atlas, said, scope.lang):
            blocks += _section(scope, each)
        blocks += [note(line) for line in changed.notes(scope.atlas, said, scope.lang)]
    if blocks:
        lead = scope.chapter("since", scope.t("book.since_lead"))
        yield Part((*lead, *spread(blocks, above=CHAPTER)))


def _section(scope: Scope, told: Section) -> list[Block]:
    rows = [
        [[_name(scope, zone, row[0])], *row[1:]]
        for zone, row in zip(told.zones, told.rows, strict=True)
    ]
    heading: Block = {"kind": "sub", "title": told.title, "level": 3}
    listed = table([*told.heads], rows, WIDTHS[told.kind], size=SIZE)
    return [heading, listed, *([note(told.note)] if told.note else [])]


def _name(scope: Scope, zone: str, name: str) -> str | Span:
    """Return a zone's name, leading to its sheet where the book has it."""
    return {"t": name, "to": f"zone:{zone}"} if zone in scope.paged else name
