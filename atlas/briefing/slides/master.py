"""Make the deck that slides are put into: its size, theme, one layout, and nothing foreign."""

from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.oxml.ns import qn

from atlas.briefing.order import Layout
from atlas.briefing.sheet import SIZE
from atlas.briefing.slides.elements import LANGUAGES, Box, describe, emu, sub
from atlas.briefing.slides.shapes import Canvas
from atlas.i18n import text
from atlas.maps.print.scene import rectangle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pptx.presentation import Presentation as Deck

    from atlas.maps.style import Style

STRIPE = 4.5  # points at scale 1
SENTENCE = 13  # the sentence's number among the layout's placeholders
TITLE_ONLY = 5  # of the layouts that python-pptx brings
# Where the master's own placeholders stand: x, y, width, height as shares of the slide.
PLACES = {
    "title": (0.025, 0.03, 0.8, 0.07),
    "body": (0.025, 0.13, 0.95, 0.8),
    "dt": (0.025, 0.965, 0.2, 0.03),
    "ftr": (0.3, 0.965, 0.4, 0.03),
    "sldNum": (0.875, 0.974, 0.1, 0.025),
}
# What python-pptx's own file brings along: a picture of itself, the name of another program.
FOREIGN = (RT.THUMBNAIL, RT.EXTENDED_PROPERTIES)


def deck(styles: "Mapping[str, Style]", *, lang: str, paper: Layout) -> "Deck":
    """
    Return a deck without slides, with one layout: title, sentence, and room for the map.

    Parameters
    ----------
    styles
        Of `atlas.maps.palette.palette`: the theme offers their colours.
    lang
        ``"zh"`` or ``"en"``: of the faces named and of the layout's name.
    paper
        The size of its slides.
    """
    made = Presentation()
    made.slide_width, made.slide_height = emu(paper.width), emu(paper.height)
    size = made.element.find(qn("p:sldSz"))
    size.attrib.pop("type", None)
    layout = made.slide_layouts[TITLE_ONLY]
    for other in list(made.slide_layouts):
        if other is not layout:
            made.slide_layouts.remove(other)
    for owner, kinds in ((made.part.package, FOREIGN), (made.part, (RT.PRINTER_SETTINGS,))):
        for kind in kinds:
            # The way to a relation's number is to ask for the relation again.
            owner.drop_rel(owner.relate_to(owner.part_related_by(kind), kind))
    _master(made.slide_master.element, lang, paper)
    _layout(layout.element, styles, lang, paper)
    # The presentation itself leads to its master's theme too.
    _retheme((made.slide_master.part, made.part), styles, lang)
    _retheme((made.notes_master.part,), styles, lang)
    return made


def _retheme(owners: "Sequence[Part]", styles: "Mapping[str, Style]", lang: str) -> None:
    """Give a master a theme with our colours, and with faces that its readers have."""
    old = owners[0].part_related_by(RT.THEME)
    theme = etree.fromstring(old.blob)
    theme.set("name", text("slides.theme", lang))
    _colours(theme.find(".//" + qn("a:clrScheme")), styles, lang)
    latin, east = text("slides.font.latin", lang), text("slides.font.east", lang)
    fonts = theme.find(".//" + qn("a:fontScheme"))
    fonts.set("name", text("slides.theme", lang))
    for font in fonts:
        font.find(qn("a:latin")).set("typeface", latin)
        font.find(qn("a:ea")).set("typeface", east)
        for script in font.findall(qn("a:font")):
            font.remove(script)
    made = Part(
        old.partname,
        old.content_type,
        owners[0].package,
        etree.tostring(theme, encoding="UTF-8", xml_declaration=True, standalone=True),
    )
    for owner in owners:
        owner.drop_rel(owner.relate_to(old, RT.THEME))
        owner.relate_to(made, RT.THEME)


def _colours(scheme: etree._Element, styles: "Mapping[str, Style]", lang: str) -> None:
    """Offer the atlas's colours where the program lets one choose a colour."""
    of = {key: style.fill or "" for key, style in styles.items()}
    types = [fill for key, fill in of.items() if key.startswith("type/")]
    accents = [of["sheet/accent"], *types, *[of["sheet/accent"]] * 5][:6]
    colours = {
        "dk1": of["sheet/ink"],
        "lt1": of["sheet/paper"],
        "dk2": of["sheet/muted"],
        "lt2": of["sheet/map"],
        "hlink": of["sheet/muted"],
        "folHlink": of["sheet/muted"],
    }
    colours |= {f"accent{n}": fill for n, fill in enumerate(accents, start=1)}
    scheme.set("name", text("slides.theme", lang))
    for colour in scheme:
        value = colours[etree.QName(colour).localname]
        for old in list(colour):
            colour.remove(old)
        sub(colour, "a:srgbClr", val=value.removeprefix("#").upper())


def _master(master: etree._Element, lang: str, paper: Layout) -> None:
    """Fit the master's placeholders to the slide, its titles to the left."""
    for kind, shares in PLACES.items():
        shape = master.xpath(f".//p:sp[.//p:ph[@type='{kind}']]")[0]
        x, y, wide, high = shares
        _place(
            shape,
            (x * paper.width, y * paper.height, wide * paper.width, high * paper.height),
        )
    title = master.find(".//" + qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    title.set("algn", "l")
    looks = title.find(qn("a:defRPr"))
    looks.set("sz", str(round(SIZE.title * paper.scale * 100)))
    looks.set("b", "1")
    number = master.xpath(".//p:sp[.//p:ph[@type='sldNum']]")[0]
    number.find(".//" + qn("a:defRPr")).set("sz", "700")
    language, other = LANGUAGES[lang]
    for each in master.iter(qn("a:rPr"), qn("a:endParaRPr"), qn("a:defRPr")):
        each.set("lang", language)
        each.set("altLang", other)


def _layout(
    layout: etree._Element, styles: "Mapping[str, Style]", lang: str, paper: Layout
) -> None:
    """Add the stripe and the sentence to the layout of a title."""
    layout.attrib.pop("type", None)
    layout.set("userDrawn", "1")
    layout.find(qn("p:cSld")).set("name", text("slides.layout", lang))
    tree = layout.find(".//" + qn("p:spTree"))
    title = tree.xpath("./p:sp[.//p:ph[@type='title']]")[0]
    for kind in ("dt", "ftr"):
        tree.remove(tree.xpath(f"./p:sp[.//p:ph[@type='{kind}']]")[0])
    sentence = deepcopy(title)
    properties = sentence.find(".//" + qn("p:cNvPr"))
    properties.set("id", str(tree.max_shape_id + 1))
    describe(properties, text("slides.subtitle", lang))
    place = sentence.find(".//" + qn("p:ph"))
    place.set("type", "body")
    place.set("sz", "quarter")
    place.set("idx", str(SENTENCE))
    style = sub(sentence.find(".//" + qn("a:lstStyle")), "a:lvl1pPr", marL=0, indent=0, algn="l")
    sub(sub(style, "a:spcBef"), "a:spcPts", val=0)
    sub(style, "a:buNone")
    looks = sub(style, "a:defRPr", sz=round(SIZE.sentence * paper.scale * 100))
    sub(sub(looks, "a:solidFill"), "a:schemeClr", val="tx2")
    title.addnext(sentence)
    for shape, y, high in ((title, 0.03, 0.07), (sentence, 0.1, 0.035)):
        _place(
            shape,
            (paper.margin, y * paper.height, 0.8 * paper.width, high * paper.height),
        )
        _frame(shape)
    canvas = Canvas(tree, lang=lang)
    fill = styles["sheet/accent"].fill or ""
    high = STRIPE * paper.scale
    canvas.path(rectangle(0, 0, paper.width, high, fill=fill), text("slides.stripe", lang))
    stripe = tree[-1]
    # Of the theme: who changes that changes it.
    solid = stripe.find(".//" + qn("a:solidFill"))
    solid.replace(solid[0], solid.makeelement(qn("a:schemeClr"), val="accent1"))
    # Under everything else.
    title.addprevious(stripe)


def _place(shape: etree._Element, box: Box) -> None:
    properties = shape.find(qn("p:spPr"))
    old = properties.find(qn("a:xfrm"))
    if old is not None:
        properties.remove(old)
    x, y, wide, high = map(emu, box)
    place = properties.makeelement(qn("a:xfrm"))
    sub(place, "a:off", x=x, y=y)
    sub(place, "a:ext", cx=wide, cy=high)
    properties.insert(0, place)


def _frame(shape: etree._Element) -> None:
    """Let a placeholder's text begin at its edge and keep its size."""
    body = shape.find(".//" + qn("a:bodyPr"))
    for side in ("lIns", "tIns", "rIns", "bIns"):
        body.set(side, "0")
    body.set("anchor", "ctr")
    for old in list(body):
        body.remove(old)
    sub(body, "a:noAutofit")
