"""Set a briefing's title and text; its footnotes stand where they are first needed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from atlas.briefing.document.settings import TAGS, TEXT_WIDTH
from atlas.briefing.document.word import element, field, legal, run
from atlas.i18n import dates, text
from atlas.maps.print import fonts

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

    from atlas.briefing.document.context import DocumentContext, Part

STYLE = "FootnoteReference"
# Between a word and its mark no line breaks: what Word itself puts in for that, of no width.
GLUE = "\u200d"


def title(context: "DocumentContext", part: "Part") -> None:
    """Set a part's title, which the list of parts leads to, and its day where no head has it."""
    if not context.manner.titled:
        line = context.line("Heading 1")
        if context.manner.own and context.several:
            line.paragraph_format.page_break_before = True
        lines = _broken(context, part.told.title)
        for made in context.marked(f"part_{part.number}", *lines):
            line._p.append(made)  # noqa: SLF001 - python-docx's way to the XML
    if not context.headed and not context.manner.dated:
        context.line("Lead", day_below(context, part))


def day_below(context: "DocumentContext", part: "Part") -> str:
    """Return the day as it stands below a title."""
    return context.say("day", day=dates.day(part.said.order.date, context.lang))


def conclusion(context: "DocumentContext", part: "Part") -> None:
    """Set first what the briefing comes to."""
    context.line("Body Text", part.told.conclusion)


def running_text(context: "DocumentContext", part: "Part") -> None:
    """Set the text; each footnote stands where it is first needed and is referred to later."""
    seen: set[int] = set()
    stop = text("report.list.stop", context.lang)
    for paragraph in part.told.paragraphs:
        line = context.line("Heading 2" if paragraph.heading else "Body Text")
        for said in paragraph.runs:
            words, end = said.text, ""
            # A Chinese line may begin with a mark, but not with the stop behind it.
            if said.note and context.setting.inside and words.endswith(stop):
                words, end = words.removesuffix(stop), stop
            line._p.append(run(words, context.lang))  # noqa: SLF001 - as above
            if end:
                # As Latin, like the figures beside it, it would not hold everywhere.
                glue = run(GLUE, context.lang, tongue=TAGS[context.lang])
                line._p.append(glue)  # noqa: SLF001 - as above
            if said.note:
                for made in _note(context, part, said.note, known=said.note in seen):
                    line._p.append(made)  # noqa: SLF001 - as above
                seen.add(said.note)
            if end:
                line._p.append(run(end, context.lang))  # noqa: SLF001 - as above


def parted(context: "DocumentContext", words: str) -> tuple[str, ...]:
    """Return the lines of a title: one too long for a line turns before its bracket."""
    first, bracket, rest = legal(words).partition(context.say("bracket"))
    room = TEXT_WIDTH / context.setting.title
    fits = fonts.width(words) < room or fonts.width(first) > room
    if context.manner.own or not first or not rest or fits:
        return (words,)
    return first, (bracket + rest).strip()


def _broken(context: "DocumentContext", words: str) -> Iterator["BaseOxmlElement"]:
    """Give a title, a turn between two of its lines."""
    for place, line in enumerate(parted(context, words)):
        if place:
            turn = element("w:r")
            turn.append(element("w:br"))
            yield turn
        yield run(line, context.lang)


def _note(
    context: "DocumentContext", part: "Part", n: int, *, known: bool
) -> Iterator["BaseOxmlElement"]:
    """Give the footnote of a sentence, or a reference to it where it stands already."""
    style, name = context.letters(STYLE), f"note_{part.number}_{n}"
    if known:
        # An office's document counts its notes through; ours begins anew with every part.
        earlier = context.manner.counted + part.before if context.manner.own else 0
        shown = run(str(earlier + n), context.lang, style=style)
        yield from field(f"NOTEREF {name} \\h", shown)
        return
    reference = element("w:r")
    properties = element("w:rPr")
    properties.append(element("w:rStyle", val=style))
    reference.append(properties)
    number = str(context.manner.notes + part.before + n)
    reference.append(element("w:footnoteReference", id=number))
    yield from context.marked(name, reference)
