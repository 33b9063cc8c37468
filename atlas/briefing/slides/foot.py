"""Set what stands under a slide's map, its number, and the notes that only the speaker sees."""

from collections.abc import Sequence
from copy import deepcopy
from typing import TYPE_CHECKING

from pptx.oxml.ns import qn

from atlas.briefing import sheet
from atlas.briefing.report import values
from atlas.briefing.report.conclusion import conclusion
from atlas.briefing.report.facts import gather
from atlas.briefing.sheet import SIZE
from atlas.briefing.slides.context import SLACK
from atlas.briefing.slides.elements import LANGUAGES, LEADING, Box, Words, plain
from atlas.i18n import text
from atlas.maps.print.lettering import wrap
from atlas.maps.print.placement import MANY

if TYPE_CHECKING:
    from atlas.briefing.slides.context import SlideContext
    from atlas.maps.print.scene import Scene


def note(context: "SlideContext") -> float:
    """Return the size of the foot's lettering, points."""
    return SIZE.note * context.scale


def spare(context: "SlideContext") -> float:
    """Return the room for what only the drawn map can tell, points: a line, of many zones two."""
    return (2 if len(context.said.zones) > MANY else 1) * note(context) * LEADING


def lines(context: "SlideContext", drawn: "Scene | None") -> list[str]:
    """
    Return what one must know to read the slide, and where it comes from.

    Parameters
    ----------
    context
        The slide.
    drawn
        The map: what it could not show is said. Without it nothing is said of that.
    """
    said, lang = context.said, context.lang
    gap = " " if lang == "en" else ""
    paragraphs = [
        gap.join(said.notes),
        _left_out(context, drawn) if drawn else "",
        text("print.join", lang).join(said.sources),
    ]
    return [plain(words) for words in paragraphs if words]


def height(context: "SlideContext", paragraphs: Sequence[str], width: float) -> float:
    """Return how high some paragraphs of the foot are in a width, points."""
    return height_of(paragraphs, width, note(context))


def height_of(paragraphs: Sequence[str], width: float, size: float) -> float:
    """Return how high some paragraphs of a size are in a width, points."""
    return sum(len(wrap(words, SLACK * width, size=size)) for words in paragraphs) * size * LEADING


def put(context: "SlideContext", paragraphs: Sequence[str], box: Box) -> None:
    """Set the paragraphs of the foot in a box, points."""
    runs = [[Words(words, note(context), fill=context.muted)] for words in paragraphs]
    context.canvas().box(box, runs, text("slides.notes", context.lang), top=True)


def caption(context: "SlideContext", words: str, box: Box, size: float) -> None:
    """Set what a picture shows under it, in letters of a size, points."""
    runs = [[Words(plain(words), size, fill=context.muted)]]
    context.canvas().box(box, runs, words, align="middle", top=True)


def number(context: "SlideContext") -> None:
    """Give the slide its number, in the layout's own placeholder."""
    layout, tree = context.slide.slide_layout.element, context.slide.shapes.element
    found = layout.xpath(".//p:sp[.//p:ph[@type='sldNum']]")
    if found:
        own = deepcopy(found[0])
        own.find(".//" + qn("p:cNvPr")).set("id", str(tree.max_shape_id + 1))
        tree.append(own)


def notes(
    context: "SlideContext",
    drawn: "Scene",
    reasons: Sequence[str] = (),
    *,
    more: Sequence[str] = (),
) -> None:
    """
    Put under the slide what is said to it, then what may be asked: filter, sources, link.

    Parameters
    ----------
    context
        The slide.
    drawn
        Its map.
    reasons
        What puts its zones into the clusters asked for, a sentence each.
    more
        Lines after these.
    """
    said, lang, order = context.said, context.lang, context.order
    facts = gather(context.atlas, said)
    words = [
        said.title,
        conclusion(facts),
        *(_zones(context) or [text("slides.none", lang)]),
        *values.lines(facts),
        *reasons,
        *said.notes,
        _left_out(context, drawn),
        text("slides.sources", lang),
        text("slides.filter", lang, words=said.words),
        *said.sources,
        said.mark,
        text("slides.link", lang, link=order.link) if order.link else "",
        *more,
    ]
    write_notes(context, words)


def write_notes(context: "SlideContext", lines: Sequence[str]) -> None:
    """Put lines under a slide, those that say something."""
    frame = context.slide.notes_slide.notes_text_frame
    if frame is None:  # a template's notes may have no room for words
        return
    frame.text = "\n".join(plain(each) for each in lines if each)
    language, other = LANGUAGES[context.lang]
    for paragraph in frame.paragraphs:
        for part in paragraph.runs:
            looks = part._r.get_or_add_rPr()  # noqa: SLF001 - runs have no language else
            looks.set("lang", language)
            looks.set("altLang", other)


def _zones(context: "SlideContext") -> list[str]:
    """Return the zones in words, type by type."""
    atlas, lang, zones = context.atlas, context.lang, context.said.zones
    of_type = (
        (slug, zones.loc[zones["zone_type"] == slug, f"name_{lang}"].astype(str))
        for slug in atlas.types.index
    )
    return [
        text(
            f"slides.spoken.type.{'one' if len(names) == 1 else 'many'}",
            lang,
            name=atlas.label("types", slug, lang),
            n=len(names),
            names=sheet.listed(names.tolist(), lang, most=sheet.MOST_TOLD),
        )
        for slug, names in of_type
        if len(names)
    ]


def _left_out(context: "SlideContext", drawn: "Scene") -> str:
    """Say which zones the map could not name, has outside its frame or moved a little."""
    return sheet.left_out(context.atlas, drawn, context.lang)
