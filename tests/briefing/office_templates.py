"""Templates as offices have them, and what no template may be, made by code."""

import io
import zipfile
from functools import cache

import docx
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn as w
from docx.shared import Mm, Pt, RGBColor
from lxml import etree
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Emu

TYPES, MAIN_RELS = "[Content_Types].xml", "_rels/.rels"
# Role -> kind and x, y, width, height in shares of the slide.
ALL = {
    "标题": ("title", (0.03, 0.05, 0.72, 0.1)),
    "摘要": ("body", (0.03, 0.16, 0.94, 0.06)),
    "地图": ("pic", (0.03, 0.24, 0.62, 0.6)),
    "表格": ("tbl", (0.67, 0.24, 0.3, 0.36)),
    "二维码": ("pic", (0.9, 0.68, 0.07, 0.12)),
    "来源": ("body", (0.03, 0.86, 0.62, 0.07)),
    "脚注": ("body", (0.67, 0.62, 0.22, 0.22)),
    "密级": ("body", (0.77, 0.06, 0.2, 0.05)),
    "制图日期": ("dt", (0.03, 0.945, 0.2, 0.04)),
    "页码": ("sldNum", (0.87, 0.945, 0.1, 0.04)),
}
ENGLISH = dict(
    zip(
        ALL,
        (
            *("Title", "Summary", "Map", "Table", "QR code"),
            *("Sources", "Notes", "Classification", "Date", "Page"),
        ),
        strict=True,
    )
)
BLUE, GOLD = "1F3864", "BF9000"
SHAPE = """<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:nvSpPr>
<p:cNvPr id="{id}" name="{name}"/><p:cNvSpPr/><p:nvPr>{held}</p:nvPr></p:nvSpPr>
<p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>{looks}</p:spPr>
<p:txBody><a:bodyPr anchor="ctr"/><a:lstStyle>{style}</a:lstStyle>
<a:p><a:r><a:rPr lang="zh-CN"/><a:t>{prompt}</a:t></a:r></a:p></p:txBody></p:sp>"""
BAND = """<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
<a:solidFill><a:schemeClr val="{}"/></a:solidFill>"""
SIZES = {"标题": 2600, "摘要": 1400, "来源": 900, "脚注": 900, "密级": 1000, "制图日期": 900}


@cache
def slides(  # noqa: PLR0913 - what templates differ in
    *, roles=tuple(ALL), english=False, size=(13.333, 7.5), samples=1, form="template", notes=True
):
    """
    Return a .potx: a blue band, an office's name, a gold line, one layout among the usual ones.

    Parameters
    ----------
    roles
        Of `ALL`: which placeholders the layout has.
    english
        Call them by their English names.
    size
        Inches.
    samples
        Slides that it brings.
    form
        ``"template"``, ``"presentation"`` or ``"slideshow"``.
    notes
        Whether its notes page has room for words.
    """
    deck = Presentation()
    deck.slide_width, deck.slide_height = (Emu(round(side * 914400)) for side in size)
    for _ in range(samples):
        deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = "示例幻灯片"
    layout = deck.slide_layouts[5].element
    layout.find(qn("p:cSld")).set("name", "图集页")
    layout.attrib.pop("type", None)
    tree = layout.find(".//" + qn("p:spTree"))
    for shape in tree.findall(qn("p:sp")):
        tree.remove(shape)
    wide, high = deck.slide_width, deck.slide_height
    _put(tree, 2, "色带", (0, 0, 1, 0.035), (wide, high), looks=BAND.format("accent1"))
    _put(tree, 3, "金线", (0, 0.035, 1, 0.006), (wide, high), looks=BAND.format("accent4"))
    for number, role in enumerate(roles, start=10):
        kind, box = ALL[role]
        idx = "" if kind == "title" else f' idx="{number}"'
        level = f'<a:lvl1pPr><a:defRPr sz="{SIZES.get(role, 1200)}"/></a:lvl1pPr>'
        held = f'<p:ph type="{kind}"{idx}/>'
        name = ENGLISH[role] if english else role
        # A picture's name may be the program's own, and its prompt say what goes there.
        called = f"图片占位符 {number}" if role == "地图" and not english else f"{name} {number}"
        _put(tree, number, called, box, (wide, high), held=held, style=level, prompt=name)
        if kind == "sldNum":
            for words in tree[-1].iter(qn("a:r")):
                words.tag = qn("a:fld")
                words.set("type", "slidenum")
                words.set("id", "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}")
    for part in _themes(deck):
        theme = etree.fromstring(part.blob)
        for tag, value in (("accent1", BLUE), ("accent4", GOLD)):
            colour = theme.find(f".//{qn('a:clrScheme')}/{qn(f'a:{tag}')}")
            colour[:] = [etree.fromstring(f'<a:srgbClr xmlns:a="{_A}" val="{value}"/>')]
        for font in theme.find(".//" + qn("a:fontScheme")):
            font.find(qn("a:ea")).set("typeface", "楷体")
            font.find(qn("a:latin")).set("typeface", "Georgia")
        part._blob = etree.tostring(theme, encoding="UTF-8")
    if not notes:
        held = deck.notes_master.element.xpath(".//p:sp[.//p:ph[@type='body']]")
        held[0].getparent().remove(held[0])
    kind = "presentationml.presentation.main"
    return changed(_saved(deck), {TYPES: (kind, f"presentationml.{form}.main")})


_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def _themes(deck):
    owners = (deck.slide_master.part, deck.part)
    found = [rel.target_part for owner in owners for rel in owner.rels.values()]
    return {part.partname: part for part in found if "/theme/" in part.partname}.values()


def _put(tree, number, name, box, slide, *, held="", looks="", style="", prompt=""):  # noqa: PLR0913
    x, y, cx, cy = (round(share * side) for share, side in zip(box, slide * 2, strict=True))
    given = {"id": number, "name": name, "x": x, "y": y, "cx": cx, "cy": cy}
    tree.append(
        etree.fromstring(
            SHAPE.format(**given, held=held, looks=looks, style=style, prompt=prompt),
            tree.getroottree().parser,
        )
    )


@cache
def usual(*, size=(10, 7.5)):
    """Return what python-pptx begins with: the layouts of every program, 4:3 unless asked."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = (Emu(round(side * 914400)) for side in size)
    return _saved(deck)


@cache
def document(*, mark="bookmark", name="正文", styled=True, form="template", controls=True):
    """
    Return a .dotx: red letterhead, a foot, A4 with wide margins, styles with Chinese names.

    Parameters
    ----------
    mark
        ``"bookmark"``, ``"control"`` or nothing: what says where the text goes.
    name
        Of that mark.
    styled
        Whether it has styles of its own.
    form
        ``"template"`` or ``"document"``.
    controls
        Whether it has content controls for title, day and mark.
    """
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(35)
    head = section.header.paragraphs[0].add_run("甘肃省某某局文件")
    head.font.color.rgb, head.font.size = RGBColor(0xC0, 0, 0), Pt(20)
    section.footer.paragraphs[0].text = "某某局办公室　印发"
    normal = made.styles["Normal"]
    normal.font.size = Pt(14)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(w("w:eastAsia"), "仿宋")
    if styled:
        for style, size in (("公文标题", 22), ("一级标题", 16), ("公文正文", 14), ("表题", 12)):
            own = made.styles.add_style(style, 1)
            own.base_style, own.font.size = normal, Pt(size)
            own.font.bold = "标题" in style
        own = made.styles.add_style("公文表格", 3)
        own.base_style = made.styles["Table Grid"]
    if controls:
        for alias in ("密级", "标题", "日期"):
            shown = f"点击填写{alias}"
            made.element.body.insert(-1, _control(alias, shown))
    made.add_paragraph("各有关单位：")
    if mark == "control":
        made.element.body.insert(-1, _control(name, "正文写在这里"))
    elif mark:
        line = made.add_paragraph()._p
        begin, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        begin.set(w("w:name"), name)
        for each in (begin, end):
            each.set(w("w:id"), "7")
            line.append(each)
    made.add_paragraph("（联系人：张三）")
    kind = "wordprocessingml.document.main"
    return changed(_saved(made), {TYPES: (kind, f"wordprocessingml.{form}.main")})


def _control(alias, shown):
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return parse_xml(
        f'<w:sdt {space}><w:sdtPr><w:alias w:val="{alias}"/><w:showingPlcHdr/></w:sdtPr>'
        f"<w:sdtContent><w:p><w:r><w:t>{shown}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )


def _saved(file):
    written = io.BytesIO()
    file.save(written)
    return written.getvalue()


def changed(data, replaced=(), added=()):
    """
    Return an office file with parts changed.

    Parameters
    ----------
    data
        The file.
    replaced
        Part -> what stands in it and what is to stand there.
    added
        Part -> its content.
    """
    replaced, written = dict(replaced), io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as given,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            content = given.read(name)
            if name in replaced:
                old, new = (each.encode() for each in replaced[name])
                assert old in content, (name, old)
                content = content.replace(old, new)
            made.writestr(name, content)
        for name, content in dict(added).items():
            made.writestr(name, content)
    return written.getvalue()


def related(data, part, kind, target, *, external=True):
    """Return an office file with one more relation of a part."""
    mode = ' TargetMode="External"' if external else ""
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    said = f'<Relationship Id="rIdX" Type="{base}/{kind}" Target="{target}"{mode}/></Relationships>'
    folder, _, name = part.rpartition("/")
    return changed(data, {f"{folder}/_rels/{name}.rels": ("</Relationships>", said)})
