"""Set what stands on every page of a document, and the page that lists its parts."""

from typing import TYPE_CHECKING

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from atlas.briefing.document.word import field, run, spanning

if TYPE_CHECKING:
    from docx.section import Section

    from atlas.briefing.document.context import DocumentContext


def feet(context: "DocumentContext", section: "Section") -> None:
    """Set the number of each page of a section at its outer corner."""
    before, after = context.say("page", n="\n").split("\n")
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        line.alignment = side
        # One letter in from the edge of the text.
        line.paragraph_format.right_indent = Pt(context.setting.page)
        line.paragraph_format.left_indent = Pt(context.setting.page)
        for made in (
            run(before, context.lang),
            *field("PAGE", run("1", context.lang)),
            run(after, context.lang),
        ):
            line._p.append(made)  # noqa: SLF001 - python-docx's way to the XML


def heads(context: "DocumentContext", section: "Section", mark: str) -> None:
    """Mark every page of a section: what may be done with it."""
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        header.paragraphs[0]._p.append(run(mark, context.lang))  # noqa: SLF001 - as above


def first(context: "DocumentContext", mark: str) -> None:
    """Mark the text of an office's document, whose heads are its own and have no place for it."""
    line = context.line("Small", mark)
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def contents(context: "DocumentContext") -> None:
    """List the parts, each leading to its page."""
    if not context.manner.own:
        heads(context, context.document.sections[0], "")
    context.line("Title", context.title)
    context.line("Subtitle", context.say("contents"))
    lines = [context.line("toc 1")._p for _ in context.parts]  # noqa: SLF001 - as above
    for part, line in zip(context.parts, lines, strict=True):
        line.append(context.linked(part.told.title, anchor=f"part_{part.number}"))
    # On which pages they are a word processor says as soon as it opens the file.
    *begun, ended = spanning('TOC \\o "1-1" \\h \\z \\u', stale=True)
    for each in reversed(begun):
        lines[0].insert(1, each)  # behind the style
    lines[-1].append(ended)
