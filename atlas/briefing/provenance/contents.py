"""What a file shows: its texts, pictures and pages, by which it is known whether they changed."""

import hashlib
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

from lxml import etree

from atlas.briefing.provenance.reading import PICTURE, PRINTED, ZIPPED, sort_of, without_record
from atlas.briefing.provenance.record import CUSTOM, Contents, ProofError
from atlas.briefing.typeset.chunks import chunks

PIXELS, MARKUP, PAGE, PICTURES, SHAPES = "pixels", "markup", "page", "picture", "shapes"
DIGITS = 12  # of a digest
MOST_PART = 32 * 2**20  # bytes of one unpacked part of an office file
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError)
# Parts of office files in which words stand that one sees, and their pictures.
_WORDED = re.compile(
    r"word/(document|footnotes|endnotes|header\d*|footer\d*)\.xml"
    r"|ppt/(slides/slide|notesSlides/notesSlide)\d+\.xml"
)
_PICTURED = re.compile(r"(word|ppt)/media/[^/]+")
_SHAPED = {"sp", "pic", "cxnSp", "graphicFrame", "drawing", "pict"}
# What older programs draw instead, and what whoever opens the file reckons anew: page numbers.
_PASSED_OVER = {"Fallback", "fld", "fldSimple"}
# Tooltips and what is read aloud are seen too.
_SVG_TEXT = re.compile(r"<(text|title|desc)\b[^<>]{0,400}>([^<]*)</\1>")
_INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "br",
    "em",
    "i",
    "mark",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
}
_UNSEEN = {"script", "style", "template", "noscript", "svg"}
_VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
_FILLED = "folium-map"  # the class of what a browser fills when the page is opened


def digest(data: bytes) -> str:
    """Return the digest by which something is known again."""
    return hashlib.sha256(data).hexdigest()[:DIGITS]


def plain(words: str) -> str:
    """Return words as they are compared: in single blanks, without what is not seen."""
    # Of category C are soft hyphens, joiners and marks of direction.
    seen = "".join(c if unicodedata.category(c)[0] != "C" else " " * c.isspace() for c in words)
    return " ".join(seen.split())


def contents(data: bytes) -> Contents:
    """
    Return what a file shows.

    Parameters
    ----------
    data
        A PNG, SVG, PDF, PPTX, DOCX or HTML file. Of a PDF only its pages are returned: which words
        were set on them its maker knows.

    Raises
    ------
    ProofError
        If it cannot be read.
    """
    sort = sort_of(data)
    if sort == PICTURE:
        pixels = b"".join(body for kind, body in chunks(data) if kind == b"IDAT")
        return Contents(parts={PIXELS: digest(pixels)})
    if sort == ZIPPED:
        return _of_office(data)
    if sort == PRINTED:
        from atlas.briefing.provenance import pages  # noqa: PLC0415 - pypdf takes long to import

        painted = enumerate(pages.painted(data), start=1)
        return Contents(parts={f"{PAGE} {n}": digest(each) for n, each in painted})
    return _of_markup(data)


# Office files -------------------------------------------------------------------------------------


def _of_office(data: bytes) -> Contents:
    texts: list[str] = []
    parts: dict[str, str] = {}
    shapes = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in sorted(archive.infolist(), key=lambda each: each.filename):
                name = info.filename
                if name == CUSTOM or not (_WORDED.fullmatch(name) or _PICTURED.fullmatch(name)):
                    continue
                if info.file_size > MOST_PART:
                    raise ProofError("damaged")
                with archive.open(info) as part:
                    content = part.read(MOST_PART)
                if _PICTURED.fullmatch(name):
                    # A program that saves the file may give its pictures other names.
                    known = f"{PICTURES} {digest(content)}"
                    parts[known] = str(int(parts.get(known, 0)) + 1)
                    continue
                root = _root(content)
                texts += _paragraphs(root)
                shapes += _shapes(root)
    except _BROKEN as error:
        raise ProofError("damaged") from error
    return Contents(tuple(texts), parts | {SHAPES: str(shapes)})


def _root(content: bytes) -> etree._Element:
    # A file from anywhere may hold entities: they are left as they are.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ProofError("damaged") from error


def _walked(root: etree._Element) -> Iterator[tuple[str, str, etree._Element]]:
    """Yield what stands in a part as it begins and ends; what is passed over is left out."""
    over: etree._Element | None = None
    fields = 0  # complex ones are marks in the text: from one to the other
    for event, element in etree.iterwalk(root, events=("start", "end")):
        kind = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if kind == "fldChar" and event == "start":
            way = " ".join(map(str, element.attrib.values()))
            fields += ("begin" in way) - ("end" in way)
        if over is None and event == "start" and kind in _PASSED_OVER:
            over = element
        if over is None and not (kind in {"t", "tab"} and fields > 0):
            yield event, kind, element
        if event == "end" and element is over:
            over = None


def _paragraphs(root: etree._Element) -> Iterator[str]:
    """Yield the words of a part's paragraphs; one may stand in a text box of another."""
    begun: list[list[str]] = []
    for event, kind, element in _walked(root):
        if kind == "p" and event == "start":
            begun.append([])
        elif kind == "p" and begun:
            if words := plain("".join(begun.pop())):
                yield words
        elif event == "start" and begun and kind in {"t", "tab"}:
            begun[-1].append((element.text or "") if kind == "t" else " ")


def _shapes(root: etree._Element) -> int:
    """Return how many shapes a part has: what is painted over it is one more."""
    return sum(event == "start" and kind in _SHAPED for event, kind, _ in _walked(root))


# Markup -------------------------------------------------------------------------------------------


class _Reader(HTMLParser):
    """
    Gathers the texts that one sees in a page, the words of a block together.

    Attributes
    ----------
    texts
        So far.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._words: list[str] = []
        self._hidden: list[str] = []  # elements that one does not see, and those within

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, or what is not seen."""
        if tag not in _INLINE:
            self.end_block()
        classes = (dict(attrs).get("class") or "").split()
        if tag not in _VOID and (self._hidden or tag in _UNSEEN or _FILLED in classes):
            self._hidden.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """End a block, or what is not seen."""
        if tag not in _INLINE:
            self.end_block()
        if tag in self._hidden:
            while self._hidden.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Take in words."""
        if not self._hidden:
            self._words.append(data)

    def end_block(self) -> None:
        """Put the words of a block together."""
        if words := plain("".join(self._words)):
            self.texts.append(words)
        self._words = []


def _of_markup(data: bytes) -> Contents:
    written = without_record(data.decode("utf-8-sig", errors="replace"))
    parts = {MARKUP: digest(written.encode())}
    if "<svg" in written[:200]:
        found = (plain(unescape(each)) for _, each in _SVG_TEXT.findall(written))
        return Contents(tuple(filter(None, found)), parts)
    reader = _Reader()
    reader.feed(written)
    reader.close()
    reader.end_block()
    return Contents(tuple(reader.texts), parts)
