"""A document while it is written: its parts, its language, and how lines come into it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING

from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm

from atlas.briefing import typeset
from atlas.briefing.document.manner import Manner
from atlas.briefing.document.settings import SETTINGS, Setting
from atlas.briefing.document.word import MAX_PROPERTY, element, legal, run
from atlas.briefing.document.word import field as numbered
from atlas.briefing.letterhead import has_head
from atlas.i18n import text
from atlas.model import documents

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

    from atlas.briefing.content import Content
    from atlas.briefing.report import Report
    from atlas.maps.print.scene import Scene
    from atlas.model.atlas import Atlas


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """
    One briefing of a document.

    Attributes
    ----------
    number
        Its place, from 1.
    said
        What its sheet says.
    told
        Its text, chart and table.
    before
        How many footnotes the parts before it have.
    """

    number: int
    said: "Content"
    told: "Report"
    before: int


@dataclass(frozen=True, slots=True, eq=False)
class DocumentContext:
    """
    A document while it is written.

    Attributes
    ----------
    atlas
        The atlas.
    lang
        ``"zh"`` or ``"en"``.
    parts
        All briefings of the document.
    document
        What python-docx writes into.
    bookmarks
        Numbers that no other bookmark has.
    manner
        Its own ways, where it is an office's.
    numbers
        Kind of what has a caption -> the number that it had last.
    found
        Names of styles of paragraphs -> their ids.
    """

    atlas: "Atlas"
    lang: str
    parts: tuple[Part, ...]
    document: "Document"
    bookmarks: Iterator[int] = field(default_factory=lambda: count(1))
    manner: Manner = field(default_factory=Manner)
    numbers: dict[str, int] = field(default_factory=dict)
    found: dict[str, str | None] = field(default_factory=dict)

    @property
    def setting(self) -> Setting:
        """How its language is set."""
        return SETTINGS[self.lang]

    @property
    def several(self) -> bool:
        """Whether it has more than one part, and so a page that lists them."""
        return len(self.parts) > 1

    @property
    def headed(self) -> bool:
        """Whether it begins with the head of a briefing; an office's has one of its own."""
        return has_head(self.parts[0].said.order) and not self.manner.own

    @property
    def title(self) -> str:
        """That of its only part, else one for all."""
        if self.several:
            return documents.titled(self.atlas, "report", self.lang)
        return self.parts[0].told.title

    def say(self, key: str, **values: object) -> str:
        """Return a string of the document's own, in its language."""
        return text(f"document.{key}", self.lang, **values)

    def line(self, style: str, *runs: str, into: "_Cell | None" = None) -> "Paragraph":
        """Set a paragraph in a style, given by its name, in the document or a cell."""
        paragraph = (into or self.document).add_paragraph()
        paragraph._p.style = self._style(style)  # noqa: SLF001 - by its id: names are looked up long
        for words in runs:
            paragraph._p.append(run(words, self.lang))  # noqa: SLF001 - the way to the XML
        return paragraph

    def _style(self, name: str) -> str | None:
        """Return the id that a style of paragraphs has in the document; None of its usual one."""
        if name not in self.found:
            named = self.manner.styles.get(name, name)
            self.found[name] = self.document.part.get_style_id(named, WD_STYLE_TYPE.PARAGRAPH)
        return self.found[name]

    def caption(self, kind: str, title: str) -> "Paragraph":
        """Set a caption, ``"figure"`` or ``"table"``: its number is counted by the program."""
        number = self.numbers[kind] = self.numbers.get(kind, 0) + 1
        before, after = self.say(kind, n="\n", title=title).split("\n", 1)
        line = self.line("Caption", before)
        label = text(f"document.counted.{kind}", self.lang)
        counted = f"SEQ {label} \\* ARABIC"
        for made in (*numbered(counted, run(str(number), self.lang)), run(after, self.lang)):
            line._p.append(made)  # noqa: SLF001 - the way to the XML
        return line

    def letters(self, style: str) -> str:
        """Return the id that a style of letters has in the document."""
        return self.manner.letters.get(style, style)

    def widths(self, given: Sequence[float]) -> tuple[float, ...]:
        """Return widths of columns, millimetres on our own page, as they are on this one."""
        return tuple(self.manner.share * each for each in given)

    def linked(self, words: str, *, address: str = "", anchor: str = "") -> "BaseOxmlElement":
        """Return a run that leads to an address of the web or to a place in the document."""
        link = element("w:hyperlink", history="1")
        if anchor:
            link.set(qn("w:anchor"), anchor)
        elif address.startswith(("http://", "https://")):
            part = self.document.part
            link.set(
                qn("r:id"), part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            )
        else:
            return run(words, self.lang)
        link.append(run(words, self.lang, style=self.letters("Hyperlink")))
        return link

    def marked(self, name: str, *inside: "BaseOxmlElement") -> Iterator["BaseOxmlElement"]:
        """Give some elements between the ends of a bookmark."""
        number = str(next(self.bookmarks))
        yield element("w:bookmarkStart", id=number, name=name)
        yield from inside
        yield element("w:bookmarkEnd", id=number)

    def picture(
        self, scene: "Scene", wide: float, *, dpi: float, into: "_Cell | None" = None
    ) -> "Paragraph":
        """Set a scene as a picture, with what it shows in words; see `drawing`."""
        made, words = typeset.png(scene, dpi=dpi), scene.description
        return self.drawing(made, wide, name=scene.title, words=words, into=into)

    def drawing(  # noqa: PLR0913 - all that a picture is
        self,
        png: bytes,
        wide: float,
        *,
        name: str,
        words: str,
        into: "_Cell | None" = None,
        style: str = "Figure",
    ) -> "Paragraph":
        """
        Set a drawing in a line of its own, with its name and what it shows in words.

        Its width is in millimetres on our own page; on a narrower one it is as much narrower.
        """
        wide *= min(1.0, self.manner.share)
        line = self.line(style, into=into)
        shape = line.add_run().add_picture(BytesIO(png), width=Mm(wide))
        properties = shape._inline.docPr  # noqa: SLF001 - a picture has no words else
        properties.set("name", legal(name)[:MAX_PROPERTY])
        properties.set("descr", legal(words))
        return line
