"""The briefing in words: paragraphs with footnotes, a table and a chart."""

from atlas.briefing.report.footnotes import cite
from atlas.briefing.report.model import (
    GAP,
    Chart,
    Paragraph,
    Phrase,
    Report,
    Run,
    Series,
    Table,
)
from atlas.briefing.report.writer import reasons, report, side_by_side, zone_list

__all__ = [
    "GAP",
    "Chart",
    "Paragraph",
    "Phrase",
    "Report",
    "Run",
    "Series",
    "Table",
    "cite",
    "reasons",
    "report",
    "side_by_side",
    "zone_list",
]
