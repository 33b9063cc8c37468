"""Set a briefing's title and text; its footnotes stand where they are first needed."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from atlas.briefing.document.settings import TEXT_WIDTH
from atlas.briefing.document.word import element, field, legal, run
from atlas.maps.print import fonts

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

    from atlas.briefing.document.context import DocumentContext, Part
    from atlas.briefing.report import Run

STYLE = "FootnoteReference"


def title(context: "DocumentContext", part: "Part") -> None:
    """Set a part's title, which the list of parts leads to, its sentence and its first words."""
    line = context.line("Heading 1")
    lines = _broken(context, part.told.title)
    for made in context.marked(f"part_{part.number}", *lines):
        line._p.append(made)  # noqa: SLF001 - python-docx's way to the XML
    context.line("Subtitle", part.said.sentence)
    context.line("Lead", part.told.lead)


def running_text(context: "DocumentContext", part: "Part") -> None:
    """Set the text; each footnote stands where it is first needed and is referred to later."""
    seen: set[int] = set()
    for paragraph in part.told.paragraphs:
        line = context.line("Heading 2" if paragraph.heading else "Body Text")
        for words in paragraph.runs:
            line._p.append(run(words.text, context.lang))  # noqa: SLF001 - as above
            for made in _notes(context, part, words, seen=seen):
                line._p.append(made)  # noqa: SLF001 - as above
            seen.update(words.notes)


def _broken(context: "DocumentContext", words: str) -> Iterator["BaseOxmlElement"]:
    """Give a title; one that is too long for a line breaks behind its colon, if that helps."""
    first, colon, rest = legal(words).partition(context.say("colon"))
    room = TEXT_WIDTH / context.setting.title
    if not rest or fonts.width(words) < room or fonts.width(first + colon) > room:
        yield run(words, context.lang)
        return
    yield run(first + colon, context.lang)
    turn = element("w:r")
    turn.append(element("w:br"))
    yield turn
    yield run(rest.strip(), context.lang)


def _notes(
    context: "DocumentContext", part: "Part", words: "Run", *, seen: set[int]
) -> Iterator["BaseOxmlElement"]:
    """Give the footnotes behind some words: those not yet seen, and references to the others."""
    for place, (first, last) in enumerate(_spans(words.notes, seen)):
        if place:
            yield run(",", context.lang, style=STYLE)
        for n in dict.fromkeys((first, last)):
            if n != first:
                yield run("\u2013", context.lang, style=STYLE)
            name = f"note_{part.number}_{n}"
            if n in seen:
                shown = run(str(n), context.lang, style=STYLE)
                yield from field(f"NOTEREF {name} \\h", shown)
                continue
            reference = element("w:r")
            properties = element("w:rPr")
            properties.append(element("w:rStyle", val=STYLE))
            reference.append(properties)
            reference.append(element("w:footnoteReference", id=str(part.before + n)))
            yield from context.marked(name, reference)


def _spans(notes: Sequence[int], seen: set[int]) -> list[tuple[int, int]]:
    """Join three and more neighbours that all stand elsewhere; a footnote itself stands alone."""
    runs: list[list[int]] = []
    for n in notes:
        if n in seen and runs and runs[-1][-1] == n - 1 and runs[-1][-1] in seen:
            runs[-1].append(n)
        else:
            runs.append([n])
    spans = []
    for joined in runs:
        if len(joined) > 2:  # noqa: PLR2004 - two are as short with a comma
            spans.append((joined[0], joined[-1]))
        else:
            spans += [(n, n) for n in joined]
    return spans
