"""Answers about documents held against each other: what one has and the other does not."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from atlas.analysis import changes as analysis
from atlas.analysis.findings import changed
from atlas.cli.output import Answer, aligned, escaped, grade_note, in_markdown, indented
from atlas.plan.voice import Voice
from atlas.selection.selection import Selection

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas


def changes(  # noqa: PLR0913 - which documents, whose zones, and how to say it
    atlas: "Atlas",
    first: str,
    second: str,
    *,
    selection: Selection,
    lang: str = "zh",
    markdown: bool = False,
) -> Answer:
    """
    Hold two documents against each other.

    Parameters
    ----------
    atlas
        The atlas.
    first, second
        The documents.
    selection
        Of the zones; its weakest grade is that from which a cluster counts.
    lang
        Of the lines.
    markdown
        Whether the lines are Markdown.

    Returns
    -------
    Answer
        The columns of `analysis.records`.
    """
    said = analysis.changes(atlas, first, second, selection=selection)
    table = pd.DataFrame(analysis.records(said), columns=analysis.COLUMNS, dtype=object)
    say = Voice(atlas, lang)
    title = changed.title(atlas, said, lang)
    lines = [f"# {escaped(title)}" if markdown else title]
    told = changed.sentences(atlas, said, lang)
    lines += ["", *(map(escaped, told) if markdown else told)]
    for section in changed.sections(atlas, said, lang):
        cells = [section.heads, *section.rows]
        if markdown:
            lines += ["", f"## {escaped(section.title)}", "", *in_markdown(cells)]
            lines += ["", escaped(section.note)] if section.note else []
        else:
            lines += ["", section.title, *indented(aligned(cells))]
            lines += indented([section.note]) if section.note else []
    notes = [*changed.notes(atlas, said, lang), grade_note(say, selection)]
    return Answer(table, (*lines, "", *_apart(notes, markdown=markdown)))


def _apart(notes: Sequence[str], *, markdown: bool) -> list[str]:
    return [f"- {escaped(note)}" for note in notes] if markdown else [*notes]
