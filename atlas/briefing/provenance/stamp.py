"""Put a record into files: PNG, PDF, office files, HTML."""

import io
import struct
import zipfile
import zlib
from typing import Any
from xml.etree import ElementTree as ET

from atlas.briefing.provenance.record import CUSTOM, PNG, PROPERTY, Proof
from atlas.i18n import text

_OLDEST = (1980, 1, 1, 0, 0, 0)  # the date of every part of an office file, so that bytes repeat
_CONTENT = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FMTID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def in_words(record: Proof) -> str:
    """Say the record in one line: filter, data version, day, link if there is one."""
    return text(
        "proof.words_link" if record.link else "proof.words",
        record.lang,
        words=record.words,
        version=record.data_version,
        day=record.made,
        **({"link": record.link} if record.link else {}),
    )


def stamp_png(png: bytes, record: Proof) -> bytes:
    """Put the record into a PNG, without touching its pixels."""
    at = len(PNG) + 25  # after IHDR, which has 13 bytes of its own
    fields = {
        "Title": record.title or record.words,
        "Description": in_words(record),
        "Source": record.link,
        PROPERTY: record.to_json(),
    }
    chunks = b"".join(_itxt(name, words) for name, words in fields.items() if words)
    return png[:at] + chunks + png[at:]


def _itxt(name: str, words: str) -> bytes:
    """Return an iTXt chunk; long texts are compressed."""
    data = words.encode()
    squeezed = len(data) > 1000  # noqa: PLR2004 - bytes worth it
    body = name.encode("latin-1") + b"\0" + bytes([squeezed, 0]) + b"\0\0"
    body += zlib.compress(data, 9) if squeezed else data
    tagged = b"iTXt" + body
    return struct.pack(">I", len(body)) + tagged + struct.pack(">I", zlib.crc32(tagged))


def pdf_fields(record: Proof) -> dict[str, Any]:
    """Return what goes into a PDF's own metadata: title, description, author, keywords."""
    return {
        "title": record.title or record.words,
        "description": in_words(record),
        "author": [text("proof.author", record.lang)],
        "keywords": [record.to_json()],
    }


def stamp_office(document: bytes, record: Proof) -> bytes:
    """
    Put the record into a PPTX or DOCX as a custom property, and give all its parts one date.

    Core properties hold 255 characters only.
    """
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name)
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


def html_json(record: Proof) -> str:
    """Return the record for a script element of type application/json, whatever is in it."""
    written = record.to_json()
    for sign in "<>&":
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    return written
