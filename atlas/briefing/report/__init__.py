"""The briefing in words: paragraphs with footnotes, a table and a chart."""

from atlas.briefing.report.footnotes import cite
from atlas.briefing.report.model import (
    GAP,
    Chart,
    Paragraph,
    Report,
    Run,
    Series,
    Table,
)
from atlas.briefing.report.writer import report

__all__ = ["GAP", "Chart", "Paragraph", "Report", "Run", "Series", "Table", "cite", "report"]
