"""Write a briefing into an office's own document: its styles, its page, its marked places."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import docx
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part as PackagePart
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.section import Section
from lxml import etree

from atlas.briefing.document.manner import Manner
from atlas.briefing.document.package import rendered
from atlas.briefing.document.word import element, legal, run
from atlas.briefing.letterhead import issue
from atlas.briefing.template.model import Template
from atlas.briefing.template.reading import made_plain
from atlas.briefing.template.styles import chosen, table_style
from atlas.briefing.template.words import IN_DOCUMENTS, role_of

if TYPE_CHECKING:
    from docx.document import Document

    from atlas.briefing.document.context import DocumentContext, Part

# What belongs to the file that the template was, not to what is made of it.
FOREIGN = (RT.THUMBNAIL, RT.EXTENDED_PROPERTIES, RT.CUSTOM_PROPERTIES)
ATTACHED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
# Ids of our styles of notes and links -> what every program calls theirs.
LETTERS = {
    "FootnoteText": "footnote text",
    "FootnoteReference": "footnote reference",
    "Hyperlink": "hyperlink",
}
NOTES = PackURI("/word/footnotes.xml")
PAGE, MARGINS = 210.0, (31.7, 31.7)  # millimetres, where a document says nothing of its page
CONTENT_RELATIONS = (RT.HEADER, RT.FOOTER)


def begun(template: Template, parts: "Sequence[Part]", *, lang: str) -> "tuple[Document, Manner]":
    """
    Return a template as a document, its marked places filled, and how to write into it.

    Parameters
    ----------
    template
        The template.
    parts
        What is going to be written; title, day, maker, issue and mark of the first one stand at
        the marks.
    lang
        ``"zh"`` or ``"en"``.
    """
    document = docx.Document(made_plain(template))
    _forget(document)
    names = {ours: theirs for ours, theirs in chosen(template).items() if theirs}
    width = _width(document)
    letters = _add_styles(document, names, lang, share=Manner(width=width).share)
    before, counted = _add_notes(document, parts, letters, lang)
    filled = _fill(document, parts[0], lang)
    _trim(document)
    return document, Manner(
        own=True,
        styles=names,
        letters=letters,
        table=table_style(template),
        width=width,
        notes=before,
        counted=counted,
        titled="title" in filled and len(parts) == 1,
        dated="date" in filled,
        marked="mark" in filled,
    )


def bookmarks(document: "Document") -> int:
    """Return the first number that no bookmark of a document has."""
    marks = document.element.body.iter(qn("w:bookmarkStart"))
    return max((int(mark.get(qn("w:id"), "0")) for mark in marks), default=0) + 1


def settle(context: "DocumentContext", before: Sequence[etree._Element]) -> None:
    """
    Move what was written to the place that the template marks for it.

    Parameters
    ----------
    context
        The document.
    before
        What stood in its body before.
    """
    body = context.document.element.body
    old = set(before)
    written = [each for each in body if each not in old and each.tag != qn("w:sectPr")]
    anchor = _anchor(context.document)
    if anchor is None:
        return
    after = anchor
    for each in written:
        after.addnext(each)
        after = each
    if _is_only_a_mark(anchor):
        gone = {mark.get(qn("w:id")) for mark in anchor.iter(qn("w:bookmarkStart"))}
        body.remove(anchor)
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            for mark in list(body.iter(qn(tag))):
                if mark.get(qn("w:id")) in gone:
                    mark.getparent().remove(mark)


def _forget(document: "Document") -> None:
    """Take out where the template itself came from."""
    package, settings = document.part.package, document.settings  # made here where it has none
    own = document.part.part_related_by(RT.SETTINGS)
    for rels, kinds in ((package.rels, FOREIGN), (own.rels, (ATTACHED,))):
        for number in [key for key, each in rels.items() if each.reltype in kinds]:
            del rels[number]
    for attached in settings.element.findall(qn("w:attachedTemplate")):
        settings.element.remove(attached)
    body = document.element.body
    if body.find(qn("w:sectPr")) is None:
        body.append(element("w:sectPr"))


# Styles and notes ---------------------------------------------------------------------------------


def _add_styles(
    document: "Document", names: Mapping[str, str], lang: str, *, share: float
) -> dict[str, str]:
    """Add the styles that the template lacks; return the ids of those of notes and links."""
    there = document.styles.element
    normal = there.xpath("./w:style[@w:type='paragraph'][@w:default='1']/@w:styleId")
    ours = parse_xml(
        rendered("added_styles", lang, normal=normal[0] if normal else "", share=share).encode()
    )
    ids = {
        style.find(qn("w:name")).get(qn("w:val")).lower(): style.get(qn("w:styleId"))
        for style in there.findall(qn("w:style"))
        if style.find(qn("w:name")) is not None
    }
    kept = {name.lower() for name in names}
    for style in ours.findall(qn("w:style")):
        name = style.find(qn("w:name")).get(qn("w:val")).lower()
        if name not in ids and name not in kept:
            there.append(style)
            ids[name] = style.get(qn("w:styleId"))
    return {ours: ids[name] for ours, name in LETTERS.items()}


def _add_notes(
    document: "Document", parts: "Sequence[Part]", letters: Mapping[str, str], lang: str
) -> tuple[int, int]:
    """Add all footnotes after those that are there; return the last id and the number of these."""
    words = [note for part in parts for note in part.told.footnotes]
    part = document.part
    related = [each.target_part for each in part.rels.values() if each.reltype == RT.FOOTNOTES]
    if not related:
        made = rendered("footnotes", lang, notes=list(map(legal, words)), letters=letters)
        fresh = PackagePart(NOTES, CT.WML_FOOTNOTES, made.encode(), part.package)
        part.relate_to(fresh, RT.FOOTNOTES)
        return 0, 0
    there = parse_xml(related[0].blob)
    before = max((int(each.get(qn("w:id"), "0")) for each in there), default=0)
    before = max(0, before)
    counted = sum(each.get(qn("w:type")) is None for each in there)
    made = rendered(
        "footnotes", lang, notes=list(map(legal, words)), letters=letters, before=before
    )
    there.extend(note for note in parse_xml(made.encode()) if note.get(qn("w:type")) is None)
    related[0]._blob = etree.tostring(  # noqa: SLF001 - a part that python-docx only carries along
        there, encoding="UTF-8", xml_declaration=True, standalone=True
    )
    return before, counted


# Places -------------------------------------------------------------------------------------------


def _controls(document: "Document") -> Iterator[tuple[etree._Element, str]]:
    """Give the content controls of body, heads and feet, each with what it is for."""
    related = document.part.rels.values()
    parts = [each.target_part for each in related if each.reltype in CONTENT_RELATIONS]
    for root in (document.element, *(part.element for part in parts)):
        for control in list(root.iter(qn("w:sdt"))):
            roles = (role_of(name, IN_DOCUMENTS)[0] for name in _names(control))
            if role := next(filter(None, roles), ""):
                yield control, role


def _names(control: etree._Element) -> list[str]:
    """Return what a content control is called: its title, its tag."""
    found = (control.find(f"{qn('w:sdtPr')}/{qn(tag)}") for tag in ("w:alias", "w:tag"))
    return [each.get(qn("w:val"), "") for each in found if each is not None]


def _fill(document: "Document", part: "Part", lang: str) -> set[str]:
    """Write title, sentence, day and so on into their controls; return which there were."""
    said, order = part.said, part.said.order
    words = {
        "title": part.told.title,
        "sentence": said.sentence,
        "date": f"{order.date:%Y-%m-%d}",
        "maker": order.unit or order.maker,
        "issue": issue(order),
        "mark": said.mark,
    }
    filled = set()
    for control, role in _controls(document):
        if words.get(role):
            _write(control, words[role], lang)
            filled.add(role)
    return filled


def _write(control: etree._Element, words: str, lang: str) -> None:
    """Put words in the place of what a control shows until it is filled; its looks stay."""
    properties, content = control.find(qn("w:sdtPr")), control.find(qn("w:sdtContent"))
    # A control bound to the file's metadata would show those again.
    for tag in ("w:showingPlcHdr", "w:dataBinding"):
        for each in properties.findall(qn(tag)):
            properties.remove(each)
    if content is None:
        return
    runs = [each for each in content.iter(qn("w:r")) if each.find(qn("w:t")) is not None]
    if not runs:
        holder = next(content.iter(qn("w:p")), content)
        holder.append(run(words, lang))
        return
    first, *others = runs
    for style in list(first.iter(qn("w:rStyle"))):
        style.getparent().remove(style)
    shown, *more = first.findall(qn("w:t"))
    shown.text = legal(words)
    for each in (*more, *others):
        each.getparent().remove(each)


def _anchor(document: "Document") -> etree._Element | None:
    """Return the part of the body that marks where the text goes; None where none does."""
    body = document.element.body
    for mark in body.iter(qn("w:sdt"), qn("w:bookmarkStart")):
        names = _names(mark) if mark.tag == qn("w:sdt") else [mark.get(qn("w:name"), "")]
        if any(role_of(name, IN_DOCUMENTS)[0] == "body" for name in names):
            while mark.getparent() is not body:
                mark = mark.getparent()  # noqa: PLW2901 - up to what stands in the body
            return mark
    return None


def _is_only_a_mark(anchor: etree._Element) -> bool:
    """Return whether nothing stands there but what says that the text goes there."""
    if anchor.tag == qn("w:bookmarkStart"):
        return True
    if anchor.tag == qn("w:tbl") or anchor.find(".//" + qn("w:sectPr")) is not None:
        return False
    if anchor.tag == qn("w:sdt"):
        return True
    words = "".join(each.text or "" for each in anchor.iter(qn("w:t"))).strip()
    return not words or role_of(words, IN_DOCUMENTS)[0] == "body"


def _trim(document: "Document") -> None:
    """Take away empty paragraphs at the end, which the text would follow."""
    body = document.element.body
    for last in reversed(body.findall(qn("w:p"))):
        following = last.getnext()
        if following is not None and following.tag != qn("w:sectPr"):
            return
        if any(True for _ in last.iter(qn("w:r"), qn("w:sectPr"), qn("w:bookmarkStart"))):
            return
        body.remove(last)


def _width(document: "Document") -> float:
    """Return how wide the text is where it is going to stand, millimetres."""
    body = document.element.body
    anchor = _anchor(document)
    sections = body.findall(qn("w:sectPr"))
    if anchor is not None:
        for each in (anchor, *anchor.itersiblings()):
            inner = each.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
            if inner is not None:
                sections = [inner]
                break
    section = Section(sections[0], document.part)
    wide = section.page_width.mm if section.page_width else PAGE
    sides = [
        side.mm if side is not None else usual
        for side, usual in zip((section.left_margin, section.right_margin), MARGINS, strict=True)
    ]
    width = wide - sum(sides) - (section.gutter.mm if section.gutter else 0.0)
    columns = sections[0].find(qn("w:cols"))
    n = int(columns.get(qn("w:num"), "1")) if columns is not None else 1
    return width / n - (5.0 if n > 1 else 0.0)
