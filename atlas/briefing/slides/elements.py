"""Write what a slide's shapes are made of as XML: names, places, fills and runs of text."""

import re
from dataclasses import dataclass

from lxml import etree
from pptx.oxml.ns import qn
from pptx.util import Length

Box = tuple[float, float, float, float]  # x, y, width, height in points

EMU = 12_700  # a point
LANGUAGES = {"zh": ("zh-CN", "en-US"), "en": ("en-US", "zh-CN")}
LEADING = 1.36  # as in most Chinese faces
# What XML 1.0 cannot write, and what would break a line.
_NO_TEXT = re.compile(
    "[^\u0020-\u007e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)


def plain(words: object) -> str:
    """Return a text as one line that every part of an office file can hold."""
    return _NO_TEXT.sub(" ", str(words)).replace("\u2e3a", "\u2014\u2014")


def sub(parent: etree._Element, tag: str, /, **attributes: object) -> etree._Element:
    """Append an element, its tag written with the usual prefix."""
    return etree.SubElement(parent, qn(tag), {k: str(v) for k, v in attributes.items()})


@dataclass(frozen=True, slots=True)
class Words:
    """
    Some text of one look.

    Attributes
    ----------
    text
        One line; a tab stays a tab.
    size
        Points.
    bold
        Whether bold.
    fill
        ``#rrggbb``.
    link
        Id of the slide's relationship to where it leads, or nothing.
    spacing
        Added between letters, points.
    halo, halo_width
        Colour and width of a seam, points.
    """

    text: str
    size: float
    bold: bool = False
    fill: str = ""
    link: str = ""
    spacing: float = 0.0
    halo: str = ""
    halo_width: float = 0.0


def emu(points: float) -> Length:
    """Return points in the unit of office files."""
    return Length(round(points * EMU))


def colour(parent: etree._Element, value: str, *, opacity: float = 1.0) -> None:
    """Append a fill of one colour, ``#rrggbb``, or that there is none."""
    if not value:
        sub(parent, "a:noFill")
        return
    solid = sub(sub(parent, "a:solidFill"), "a:srgbClr", val=value.removeprefix("#").upper())
    if opacity < 1:
        sub(solid, "a:alpha", val=round(opacity * 100_000))


def run(paragraph: etree._Element, words: Words, lang: str) -> None:
    """Append a run of text to a paragraph."""
    element = sub(paragraph, "a:r")
    language, other = LANGUAGES[lang]
    looks = sub(element, "a:rPr", lang=language, altLang=other, sz=round(words.size * 100))
    looks.set("b", str(int(words.bold)))
    if words.spacing:
        looks.set("spc", str(round(words.spacing * 100)))
    looks.set("dirty", "0")
    if words.fill:
        colour(looks, words.fill)
    if words.halo and words.halo_width:
        glow = sub(sub(looks, "a:effectLst"), "a:glow", rad=emu(words.halo_width / 2))
        sub(glow, "a:srgbClr", val=words.halo.removeprefix("#").upper())
    if words.link:
        sub(looks, "a:hlinkClick").set(qn("r:id"), words.link)
    sub(element, "a:t").text = "\t".join(map(plain, words.text.split("\t")))


def describe(properties: etree._Element, name: str, alt: str = "") -> None:
    """Give a shape its name and its alternative text; `properties` is its ``p:cNvPr``."""
    properties.set("name", plain(name))
    if alt:
        properties.set("descr", plain(alt))


def named(parent: etree._Element, own: str, number: int, name: str, alt: str) -> etree._Element:
    """Append what a shape is called; return the element, `own`, that says of which kind it is."""
    describe(sub(parent, "p:cNvPr", id=number, name=""), name, alt)
    special = sub(parent, own)
    sub(parent, "p:nvPr")
    return special


def placed(properties: etree._Element, box: Box) -> etree._Element:
    """Append where a shape stands; return the element that says it."""
    x, y, wide, high = map(emu, box)
    place = sub(properties, "a:xfrm")
    sub(place, "a:off", x=x, y=y)
    sub(place, "a:ext", cx=max(0, wide), cy=max(0, high))
    return place
