"""A slide's placeholders: found, written into at a size that fits, and given to what fills them."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree
from pptx.oxml.ns import qn

from atlas.briefing.slides.context import SLACK
from atlas.briefing.slides.elements import Box, Words, run, sub
from atlas.maps.print.lettering import wrap

if TYPE_CHECKING:
    from pptx.slide import Slide

INSET = (14.4, 7.2)  # points that a text box keeps free beside and above its text, both sides
LEADING = 1.2  # of most Latin faces in a slide's program; Chinese ones are set a little wider
LEAST = 7.0  # points; smaller, nobody reads it
NUMBER = "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}"  # any; what a field is called in its file
USUAL = 18.0  # points where a template says nothing


@dataclass(frozen=True, slots=True, eq=False)
class Holder:
    """
    A placeholder of a slide.

    Attributes
    ----------
    slide
        The slide.
    element
        Its ``p:sp``.
    """

    slide: "Slide"
    element: etree._Element

    @classmethod
    def of(cls, slide: "Slide", number: int) -> "Holder":
        """Return a slide's placeholder; one that slides begin without is taken from the layout."""
        for tree in (slide.shapes.element, slide.slide_layout.shapes.element):
            for shape in tree.findall(qn("p:sp")):
                held = shape.find(".//" + qn("p:ph"))
                if held is None or int(held.get("idx", "0")) != number:
                    continue
                if tree is not slide.shapes.element:
                    shape = deepcopy(shape)  # noqa: PLW2901 - the layout keeps its own
                    own = slide.shapes.element
                    shape.find(".//" + qn("p:cNvPr")).set("id", str(own.max_shape_id + 1))
                    own.append(shape)
                return cls(slide, shape)
        raise LookupError(number)

    def count(self) -> None:
        """Let it show the slide's number, as its layout has it or plainly."""
        body = self.element.find(qn("p:txBody"))
        if body.find(".//" + qn("a:fld")) is not None:
            return
        for old in body.findall(qn("a:p")):
            body.remove(old)
        field = sub(sub(body, "a:p"), "a:fld", id=NUMBER, type="slidenum")
        sub(field, "a:rPr", lang="en-US")
        sub(field, "a:t").text = "\u2039#\u203a"

    def become(self, properties: etree._Element) -> None:
        """
        Give the placeholder to a picture or a table.

        Parameters
        ----------
        properties
            Of what fills it: ``p:nvPicPr`` or ``p:nvGraphicFramePr``.
        """
        properties.find(qn("p:nvPr")).insert(0, self.element.find(".//" + qn("p:ph")))
        filled = properties.getparent()
        self.element.getparent().replace(self.element, filled)

    @property
    def size(self) -> float:
        """The size of its text as layout and master have it, points."""
        layout, master = self.slide.slide_layout, self.slide.slide_layout.slide_master
        held = self.element.find(".//" + qn("p:ph"))
        kind = {"ctrTitle": "title", "subTitle": "body"}.get(
            held.get("type", "obj"), held.get("type", "obj")
        )
        found = [
            *layout.element.xpath(f".//p:sp[.//p:ph[@idx='{held.get('idx', '0')}']]"),
            *(
                layout.element.xpath(".//p:sp[.//p:ph[@type='title' or @type='ctrTitle']]")
                if kind == "title"
                else ()
            ),
            *master.element.xpath(f".//p:sp[.//p:ph[@type='{kind}']]"),
        ]
        style = {"title": "p:titleStyle", "body": "p:bodyStyle", "obj": "p:bodyStyle"}
        found += master.element.xpath(f".//{style.get(kind, 'p:bodyStyle')}")
        for each in found:
            for level in each.iter(qn("a:lvl1pPr")):
                looks = level.find(qn("a:defRPr"))
                if looks is not None and looks.get("sz"):
                    return int(looks.get("sz")) / 100
        return USUAL


def write(holder: Holder, words: Sequence[str], box: Box, *, lang: str, listed: bool) -> bool:
    """
    Write paragraphs into a placeholder, in its own looks, smaller where its room is small.

    Parameters
    ----------
    holder
        The placeholder.
    words
        The paragraphs.
    box
        Its x, y, width, height in points.
    lang
        ``"zh"`` or ``"en"``.
    listed
        Whether its paragraphs would look like points of a list and must not.

    Returns
    -------
    bool
        Whether all of it found room.
    """
    full, room, high = holder.size, box[2] - INSET[0], box[3] - INSET[1]
    size = full
    while not (fits := _high(words, room, size) <= high) and size > LEAST:
        size = max(LEAST, 0.95 * size)
    body = holder.element.find(qn("p:txBody"))
    for old in body.findall(qn("a:p")):
        body.remove(old)
    for each in words:
        paragraph = sub(body, "a:p")
        if listed:
            looks = sub(paragraph, "a:pPr", marL=0, indent=0)
            sub(sub(looks, "a:spcBef"), "a:spcPts", val=0)
            sub(looks, "a:buNone")
        run(paragraph, Words(each, size), lang)
        part = paragraph.find(f".//{qn('a:rPr')}")
        part.attrib.pop("b", None)
        if size == full:
            part.attrib.pop("sz")
    return fits


def _high(words: Sequence[str], room: float, size: float) -> float:
    lines = sum(max(1, len(wrap(each, SLACK * room, size=size))) for each in words)
    return lines * size * LEADING
