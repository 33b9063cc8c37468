"""Put a record into files: PNG, PDF, office files, HTML."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

from atlas.briefing import typeset
from atlas.briefing.provenance.contents import contents, plain
from atlas.briefing.provenance.record import CUSTOM, MAX_RECORD, PROPERTY, Contents, Proof
from atlas.briefing.typeset.chunks import added, chunk
from atlas.i18n import text
from atlas.maps.print.scene import Scene, Text

MOST_KEYWORDS = 8  # filters that stand among a PDF's keywords
RECORD_HERE = "atlas-record-here"  # where the record goes in markup that is otherwise finished
_OLDEST = (1980, 1, 1, 0, 0, 0)  # the date of every part of an office file, so that bytes repeat
_CONTENT = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FMTID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def in_words(record: Proof) -> str:
    """Say the record in one line: filter, data version, day, link and template if there are."""
    words = text(
        "proof.words_link" if record.link else "proof.words",
        record.lang,
        words=record.words,
        version=record.data_version,
        day=record.made,
        **({"link": record.link} if record.link else {}),
    )
    if any(record.head.values()):
        said = " ".join(filter(None, record.head.values()))
        words = text("proof.head", record.lang, words=words, head=said)
    if not record.template:
        return words
    name, digest = record.template["name"], record.template["sha256"]
    return text("template.record.words", record.lang, words=words, name=name, digest=digest)


def sealed(record: Proof, shown: Contents) -> Proof:
    """
    Return a record that says what its file shows.

    Parameters
    ----------
    record
        Of the file.
    shown
        Its contents; texts that are too many for a record are left out.
    """
    whole = replace(record, contents=shown)
    if len(whole.to_json()) <= MAX_RECORD:
        return whole
    return replace(record, contents=replace(shown, texts=()))


def stamp_png(png: bytes, record: Proof) -> bytes:
    """Put the record into a PNG, without touching its pixels."""
    record = sealed(record, contents(png))
    fields = {
        "Title": record.title or record.words,
        "Description": in_words(record),
        "Source": record.link,
        PROPERTY: record.to_json(),
    }
    return added(png, *(_itxt(name, words) for name, words in fields.items() if words))


def _itxt(name: str, words: str) -> bytes:
    """Return an iTXt chunk; long texts are compressed."""
    data = words.encode()
    squeezed = len(data) > 1000  # noqa: PLR2004 - bytes worth it
    body = name.encode("latin-1") + b"\0" + bytes([squeezed, 0]) + b"\0\0"
    body += zlib.compress(data, 9) if squeezed else data
    return chunk(b"iTXt", body)


def pdf_fields(record: Proof) -> dict[str, Any]:
    """Return what goes into a PDF's own metadata: title, description, author, keywords."""
    return {
        "title": record.title or record.words,
        "description": in_words(record),
        "author": [text("proof.author", record.lang)],
        "keywords": [
            *text("proof.keywords", record.lang).split("|"),
            *dict.fromkeys(sheet.words for sheet in record.sheets[:MOST_KEYWORDS]),
        ],
    }


def printed(scenes: Sequence[Scene], record: Proof) -> bytes:
    """
    Typeset sheets as a PDF with their record.

    Parameters
    ----------
    scenes
        The sheets, a page each.
    record
        Of them.
    """
    made = typeset.pdf(scenes, lang=record.lang, fields=pdf_fields(record))
    drawn = (item for scene in scenes for item in scene.walk() if isinstance(item, Text))
    return stamp_pdf(made, record, (item.text for item in drawn))


def stamp_pdf(pdf: bytes, record: Proof, texts: Iterable[str] = ()) -> bytes:
    """
    Put the record into a PDF, beside what its own metadata say to a reader.

    Parameters
    ----------
    pdf
        The file.
    record
        Of it.
    texts
        What was set on its pages, where that is known.
    """
    from atlas.briefing.provenance import pages  # noqa: PLC0415 - pypdf takes long to import

    words = tuple(filter(None, map(plain, texts)))
    shown = replace(contents(pdf), texts=words)
    return pages.with_record(pdf, sealed(record, shown).to_json())


def stamp_office(document: bytes, record: Proof) -> bytes:
    """
    Put the record into a PPTX or DOCX as a custom property, and give all its parts one date.

    Core properties hold 255 characters only.
    """
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name)
    record = sealed(record, contents(document))
    types = ET.fromstring(parts["[Content_Types].xml"])  # noqa: S314 - we have just written it
    space = types.tag.partition("}")[0] + "}"
    if not any(part.get("PartName") == f"/{CUSTOM}" for part in types):
        ET.SubElement(types, f"{space}Override", PartName=f"/{CUSTOM}", ContentType=_CONTENT)
    parts["[Content_Types].xml"] = _xml(types)
    relations = ET.fromstring(parts["_rels/.rels"])  # noqa: S314 - we have just written it
    space = relations.tag.partition("}")[0] + "}"
    if not any(each.get("Type") == _RELATION for each in relations):
        ET.SubElement(
            relations, f"{space}Relationship", Id="rIdAtlasProof", Type=_RELATION, Target=CUSTOM
        )
    parts["_rels/.rels"] = _xml(relations)
    properties = ET.Element("Properties", {"xmlns": _PROPERTIES, "xmlns:vt": _VALUES})
    one = ET.SubElement(properties, "property", fmtid=_FMTID, pid="2", name=PROPERTY)
    ET.SubElement(one, "vt:lpwstr").text = record.to_json()
    parts[CUSTOM] = _xml(properties)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _OLDEST), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _xml(root: ET.Element) -> bytes:
    """Write a tree with its namespace as the default, without ET's registry: threads share it."""
    space, _, name = root.tag.rpartition("}")
    if name != root.tag:
        for element in root.iter():
            element.tag = element.tag.removeprefix(f"{space}}}")
        root.set("xmlns", space.removeprefix("{"))
    written: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written


def stamp_markup(written: str, record: Proof) -> bytes:
    """
    Put the record into an SVG or HTML file, in place of `RECORD_HERE`.

    Parameters
    ----------
    written
        The file, which holds the place once, in an SVG's metadata or an HTML page's script.
    record
        Of it.
    """
    bare = written.replace(RECORD_HERE, "")
    record = sealed(record, contents(bare.encode()))
    return written.replace(RECORD_HERE, _in_script(record), 1).encode()


def _in_script(record: Proof) -> str:
    """Return the record for markup and for a script of type application/json alike."""
    written = record.to_json()
    for sign in "<>&":
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    return written
