"""Make the document that pages are put into: its styles, settings, footnotes and properties."""

import datetime as dt
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import docx
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from atlas.briefing.document.settings import FACES, LATIN_TAGS, SETTINGS, TAGS
from atlas.briefing.document.word import MAX_PROPERTY, legal
from atlas.i18n import table

if TYPE_CHECKING:
    from docx.document import Document

    from atlas.briefing.document.context import DocumentContext

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
# The parts that every document begins with; python-docx puts the pages into them.
PARTS = {
    "[Content_Types].xml": "content_types",
    "_rels/.rels": "rels",
    "word/document.xml": "document",
    "word/_rels/document.xml.rels": "document_rels",
    "word/styles.xml": "styles",
    "word/settings.xml": "settings",
    "word/fontTable.xml": "fontTable",
    "word/footnotes.xml": "footnotes",
}
# Ids of the styles of footnotes and links.
LETTERS = {name: name for name in ("FootnoteText", "FootnoteReference", "Hyperlink")}


def blank(lang: str, footnotes: Sequence[str]) -> "Document":
    """
    Return a document without pages: faces, styles, settings and all footnotes.

    Parameters
    ----------
    lang
        ``"zh"`` or ``"en"``.
    footnotes
        Of all parts, in their order.
    """
    package = BytesIO()
    with zipfile.ZipFile(package, "w") as file:
        for path, name in PARTS.items():
            file.writestr(path, rendered(name, lang, notes=list(map(legal, footnotes))))
    package.seek(0)
    return docx.Document(package)


def rendered(  # noqa: PLR0913 - what the parts differ in
    name: str,
    lang: str,
    *,
    notes: Sequence[str] = (),
    letters: Mapping[str, str] = LETTERS,
    before: int = 0,
    normal: str = "",
    share: float = 1.0,
) -> str:
    """
    Return a part of a document as XML.

    Parameters
    ----------
    name
        Of its template.
    lang
        ``"zh"`` or ``"en"``.
    notes
        Footnotes, as XML can hold them.
    letters
        Ids of the styles of footnotes and links.
    before
        The id of the footnote before the first.
    normal
        Id of the style that others are based on.
    share
        The width of the text beside that of our own page: a table's letters are as much smaller.
    """
    fonts, instead = table(lang, "document.font."), table(lang, "document.instead.")
    face = {name: fonts[f"document.font.{name}"] for name in FACES}
    values = {
        "face": face,
        "faces": list(
            dict.fromkeys((face[name], instead[f"document.instead.{name}"]) for name in FACES)
        ),
        "lang": lang,
        "latin": fonts["document.font.latin"],
        "notes": notes,
        "letters": letters,
        "before": before,
        "normal": normal,
        "share": min(1.0, share),
        "set": SETTINGS[lang],
        "tag": LATIN_TAGS[lang],
    }
    return _TEMPLATES.get_template(f"{name}.xml.j2").render(values)


def describe(context: "DocumentContext") -> None:
    """Say in the file's own metadata what it is, from its first part; no clock is read."""
    said = context.parts[0].said
    order = said.order
    properties = context.document.core_properties
    for name, words in {
        "title": context.title,
        "subject": said.words,
        "author": order.maker,
        "comments": order.link,
        "keywords": context.atlas.version,
        "last_modified_by": order.maker,
        "language": TAGS[context.lang],
    }.items():
        setattr(properties, name, legal(words)[:MAX_PROPERTY])
    properties.revision = 1
    day = dt.datetime.combine(order.date, dt.time(), tzinfo=dt.UTC)
    properties.created = properties.modified = day


def written(document: "Document") -> bytes:
    """Return a document as a file."""
    file = BytesIO()
    document.save(file)
    return file.getvalue()
