"""Let every file prove itself: the record it carries, its code, and what has changed since."""

import hashlib
import io
import json
import logging
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from xml.etree import ElementTree as ET

import segno

from atlas import export
from atlas.briefing.order import Order
from atlas.edition import Edition
from atlas.i18n import LANGS, text
from atlas.selection import Selection

if TYPE_CHECKING:
    import geopandas as gpd

    from atlas.load import Atlas

FORMAT = "gansu-zone-atlas/1"
KINDS = ("snapshot", "deck", "document", "book", "page")
ELEMENT = "atlas-proof"  # the id of the element that carries the record in SVG and HTML
PROPERTY = "AtlasProof"  # the custom property of office files
MAX_FILE = 64 * 2**20  # bytes that are looked at
MAX_RECORD = 2**20  # bytes of a record
MAX_SHEETS = 200
MAX_ZONES = 1000
MAX_TEXT = 40_000  # characters of one of its texts: a link may hold every value of every filter
MAX_QUERIES = 100_000  # characters of all its filters: each unknown value costs a search
QR_VERSION = 20  # a larger code is too fine to be read from a copy
QR_BORDER = 4
_PNG = b"\x89PNG\r\n\x1a\n"
_ZIP = b"PK\x03\x04"
_OLDEST = (1980, 1, 1, 0, 0, 0)  # the date of every part of an office file, so that bytes repeat
_CUSTOM = "docProps/custom.xml"
_CONTENT = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FMTID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_DIGEST = re.compile(r"[0-9a-f]{8}")
_SLUG = re.compile(r"[\w-]{1,80}")
# Nothing in these two may run over a whole file: a hostile one would keep the reader for hours.
_ELEMENT = re.compile(
    rf'<(metadata|script)\b[^<>]{{0,200}}\bid="{ELEMENT}"[^<>]{{0,200}}>([^<]*)</\1>'
)
_VALUE = re.compile(
    rf'name="{PROPERTY}"[^<>]{{0,200}}>\s{{0,200}}'
    r"<(?:\w{1,20}:)?lpwstr[^<>]{0,200}>([^<]*)</"
)


class ProofError(ValueError):
    """
    A file does not carry a record of the atlas, or not one that can be read.

    Attributes
    ----------
    key, values
        The string ``proof.error.*`` and what it names.
    """

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = key, values
        super().__init__(self.message("zh"))

    def message(self, lang: str) -> str:
        """Say in a language what is wrong and what would be right."""
        return text(f"proof.error.{self.key}", lang, **self.values)


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    One view that a file shows.

    Attributes
    ----------
    link
        Back to the view; empty where the atlas had no address that others can reach.
    query
        The selection as a query string.
    words
        The filter in words, with the number of zones.
    zones
        Zone id -> digest of all that the atlas said of it.
    """

    link: str
    query: str
    words: str
    zones: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Proof:
    """
    What a file says of itself.

    Attributes
    ----------
    kind
        One of `KINDS`.
    sheets
        The views it shows.
    data_version, data_date
        Of the data.
    made
        The day that stands on it, ISO.
    lang
        Its language.
    title
        Its title.
    names
        Zone id -> its Chinese and its English name on that day, for when the zone is gone.
    """

    kind: str
    sheets: tuple[Sheet, ...]
    data_version: str
    data_date: str
    made: str
    lang: str
    title: str = ""
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def link(self) -> str:
        """The link of its first view."""
        return self.sheets[0].link

    @property
    def words(self) -> str:
        """The filter of its first view, in words."""
        return self.sheets[0].words

    @property
    def zones(self) -> tuple[str, ...]:
        """The zones of all its views."""
        return tuple(dict.fromkeys(zone for sheet in self.sheets for zone in sheet.zones))

    @property
    def edition(self) -> Edition:
        """Which of the office's data its first view shows."""
        return Edition.parse(parse_qs(self.sheets[0].query))[0]

    def to_json(self) -> str:
        """Write the record in ASCII, so that every field of metadata can hold it."""
        record = {"format": FORMAT, **asdict(self)}
        return json.dumps(record, ensure_ascii=True, separators=(",", ":"), default=dict)

    @classmethod
    def from_json(cls, written: str) -> "Proof":
        """
        Read a record.

        Raises
        ------
        ProofError
            If it is none, or holds what no record of the atlas holds.
        """
        if len(written) > MAX_RECORD:
            raise ProofError("damaged")
        try:
            record = json.loads(written)
            format_, given = record.pop("format"), record.pop("sheets")
            # A later format may have other fields: it is named before they are read.
            if format_ == FORMAT:
                sheets = tuple(_sheet(each) for each in given)
                names = _given_names(record.pop("names", {}))
                proof = cls(sheets=sheets, names=names, **record)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ProofError("damaged") from error
        if format_ != FORMAT:
            raise ProofError("newer")
        texts = (proof.data_version, proof.data_date, proof.made, proof.title)
        good = _printable(texts) and proof.lang in LANGS and proof.kind in KINDS
        good = good and 1 <= len(sheets) <= MAX_SHEETS
        if not good or sum(len(sheet.query) for sheet in sheets) > MAX_QUERIES:
            raise ProofError("damaged")
        return proof


def _printable(texts: Iterable[object]) -> bool:
    """Return whether all are texts that a page and a terminal can show as they are."""
    return all(
        isinstance(each, str)
        and len(each) <= MAX_TEXT
        and not any(unicodedata.category(sign)[0] == "C" for sign in each)
        for each in texts
    )


def _given_names(given: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    names = {zone: (zh, en) for zone, (zh, en) in given.items()}
    good = all(_SLUG.fullmatch(zone) and _printable(both) for zone, both in names.items())
    if not good or len(names) > MAX_ZONES:
        raise ProofError("damaged")
    return names


def _sheet(record: Mapping[str, Any]) -> Sheet:
    sheet = Sheet(**record)
    good = _printable((sheet.link, sheet.query, sheet.words))
    good = good and isinstance(sheet.zones, dict) and len(sheet.zones) <= MAX_ZONES
    good = good and all(
        _SLUG.fullmatch(zone) and isinstance(digest, str) and _DIGEST.fullmatch(digest)
        for zone, digest in sheet.zones.items()
    )
    if not good:
        raise ProofError("damaged")
    return sheet


# Make ---------------------------------------------------------------------------------------------


def proof(atlas: "Atlas", *orders: Order, kind: str = "snapshot", title: str = "") -> Proof:
    """
    Return the record of a file that shows some orders.

    Parameters
    ----------
    atlas
        The atlas.
    *orders
        At least one.
    kind
        One of `KINDS`.
    title
        Of the file.
    """
    first = orders[0]
    sheets = tuple(
        Sheet(
            link=order.link,
            query=order.query,
            words=order.selection.describe(atlas, lang=order.lang),
            zones=digests(atlas, order.selection),
        )
        for order in orders
    )
    return Proof(
        kind=kind,
        sheets=sheets,
        data_version=atlas.version,
        data_date=atlas.date,
        made=f"{first.date:%Y-%m-%d}",
        lang=first.lang,
        title=title or first.title,
        names=_names(atlas, dict.fromkeys(zone for sheet in sheets for zone in sheet.zones)),
    )


def digests(atlas: "Atlas", selection: Selection) -> dict[str, str]:
    """Return zone id -> digest of what an export of the selection shows of the zone."""
    zones = selection.apply(atlas)
    return {each["id"]: _digest(each, zones) for each in export.records(atlas, zones, selection)}


def _digest(record: dict[str, Any], zones: "gpd.GeoDataFrame") -> str:
    row = zones.loc[record["id"]]
    shown = record | {name: row[name] for name in ("short_zh", "short_en", "verified")}
    # One zone's half kilometre makes a column of floats: 5 must not become 5.0 in all others.
    if float(shown["accuracy_km"]).is_integer():
        shown["accuracy_km"] = int(shown["accuracy_km"])
    canonical = json.dumps(shown, ensure_ascii=True, sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()[:8]


def qr(link: str) -> tuple[tuple[bool, ...], ...]:
    """
    Return the modules of a link's code, with the white border it needs.

    Raises
    ------
    ProofError
        With the key ``"long"`` if the link is too long for a code that can be read from paper,
        ``"no_address"`` if there is none.
    """
    if not link:
        raise ProofError("no_address")
    try:
        code = segno.make_qr(link, error="m", boost_error=False)
    except segno.DataOverflowError as error:
        raise ProofError("long", n=len(link)) from error
    if code.version > QR_VERSION:
        raise ProofError("long", n=len(link))
    return tuple(tuple(map(bool, row)) for row in code.matrix_iter(border=QR_BORDER))


# Put into files -----------------------------------------------------------------------------------


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
    at = len(_PNG) + 25  # after IHDR, which has 13 bytes of its own
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
    if not any(part.get("PartName") == f"/{_CUSTOM}" for part in types):
        ET.SubElement(types, f"{space}Override", PartName=f"/{_CUSTOM}", ContentType=_CONTENT)
    parts["[Content_Types].xml"] = _xml(types)
    relations = ET.fromstring(parts["_rels/.rels"])  # noqa: S314 - we have just written it
    space = relations.tag.partition("}")[0] + "}"
    if not any(each.get("Type") == _RELATION for each in relations):
        ET.SubElement(
            relations, f"{space}Relationship", Id="rIdAtlasProof", Type=_RELATION, Target=_CUSTOM
        )
    parts["_rels/.rels"] = _xml(relations)
    properties = ET.Element("Properties", {"xmlns": _PROPERTIES, "xmlns:vt": _VALUES})
    one = ET.SubElement(properties, "property", fmtid=_FMTID, pid="2", name=PROPERTY)
    ET.SubElement(one, "vt:lpwstr").text = record.to_json()
    parts[_CUSTOM] = _xml(properties)
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
    return ET.tostring(root, encoding="UTF-8", xml_declaration=True)


def html_json(record: Proof) -> str:
    """Return the record for a script element of type application/json, whatever is in it."""
    written = record.to_json()
    for sign in "<>&":
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    return written


# Read from files ----------------------------------------------------------------------------------


def read(data: bytes) -> Proof:
    """
    Return the record that a file carries.

    Parameters
    ----------
    data
        A PNG, SVG, PDF, PPTX, DOCX or HTML file; what it is shows in its content.

    Raises
    ------
    ProofError
        If it carries none, or one that cannot be read.
    """
    if len(data) > MAX_FILE:
        raise ProofError("large", most=MAX_FILE // 2**20)
    if not data:
        raise ProofError("empty")
    if data.startswith(_PNG):
        found = _from_png(data)
    elif data.startswith(_ZIP):
        found = _from_zip(data)
    elif b"%PDF-" in data[:1024]:
        found = _from_pdf(data)
    else:
        found = _from_markup(data)
    if not found:
        raise ProofError("none")
    return Proof.from_json(found)


def _from_png(data: bytes) -> str:
    at = len(_PNG)
    while at + 12 <= len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        if kind == b"iTXt" and body.startswith(PROPERTY.encode() + b"\0"):
            rest = body[len(PROPERTY) + 1 :]
            squeezed, words = rest[:1] == b"\1", rest[2:].split(b"\0", 2)[-1]
            return _decoded(_inflated(words) if squeezed else words)
        at += 12 + size
    return ""


def _inflated(data: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(data, MAX_RECORD)
    except zlib.error as error:
        raise ProofError("damaged") from error
    if unpacker.unconsumed_tail:
        raise ProofError("damaged")
    return unpacked


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise ProofError("damaged") from error


def _from_zip(data: bytes) -> str:
    # zipfile's own, and what its parts let through; an encrypted part is a RuntimeError.
    broken = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            info = archive.getinfo(_CUSTOM)
            # What office programs write; others unpack without a bound that zipfile knows.
            plain = info.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
            if info.file_size > 2 * MAX_RECORD or not plain:
                raise ProofError("damaged")
            with archive.open(info) as part:
                written = _decoded(part.read(2 * MAX_RECORD))
    except KeyError:
        return ""
    except broken as error:
        raise ProofError("damaged") from error
    # By its own form, not by an XML parser: a file from anywhere may hold entities.
    found = _VALUE.search(written)
    return unescape(found[1]) if found else ""


def _from_pdf(data: bytes) -> str:
    # pypdf takes as long to import as all the rest of a snapshot's reading.
    from pypdf import PdfReader  # noqa: PLC0415
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    # What it thinks of a damaged file is said by the error, not on the user's terminal.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    broken = (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError, OSError)
    try:
        words = (PdfReader(io.BytesIO(data)).metadata or {}).get("/Keywords", "")
    except broken as error:
        raise ProofError("damaged") from error
    return words if isinstance(words, str) else ""


def _from_markup(data: bytes) -> str:
    """Return the record of an SVG's metadata element or of an HTML page's script."""
    try:
        written = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProofError("unknown") from error
    if "<" not in written[:2000]:
        raise ProofError("unknown")
    found = _ELEMENT.search(written)
    if not found:
        return ""
    return unescape(found[2]) if found[1] == "metadata" else found[2]


# Hold against today's data ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What has changed since a file was made.

    Attributes
    ----------
    proof
        The file's record.
    data_version
        Today's.
    added, removed, changed
        Zones that its filters find now and did not then; found then and not now; of which the
        atlas says something else now.
    unknown
        Values of its filters that the data no longer knows. Such a filter cannot be asked again:
        of its sheet only the zones that stand in the file are looked at.
    names
        Zone id -> Chinese and English name: today's, or the file's where the zone is gone.
    """

    proof: Proof
    data_version: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    unknown: tuple[str, ...]
    names: Mapping[str, tuple[str, str]]

    @property
    def same(self) -> bool:
        """Whether the file still says what the atlas says."""
        return not (self.added or self.removed or self.changed or self.unknown)

    @property
    def version_changed(self) -> bool:
        """Whether the data has another version."""
        return self.proof.data_version != self.data_version

    def message(self, lang: str) -> str:
        """Say the verdict in words."""
        versions = {"then": self.proof.data_version, "now": self.data_version}
        if self.same:
            key = "newer" if self.version_changed else "same"
            if not self.proof.zones:
                key = "still_none"
            return text(f"proof.verdict.{key}", lang, n=len(self.proof.zones), **versions)
        head = "head" if self.version_changed else "head_same"
        lines = [text(f"proof.verdict.{head}", lang, **versions)]
        for key in ("added", "removed", "changed", "unknown"):
            values = getattr(self, key)
            if values:
                number = 0 if lang == "zh" else 1
                names = [self.names.get(value, (value, value))[number] for value in values]
                joined = text("proof.list", lang).join(names)
                lines.append(text(f"proof.verdict.{key}", lang, n=len(values), names=joined))
        return "\n".join(lines)


def verify(atlas: "Atlas", record: Proof) -> Verdict:
    """
    Hold a file's record against the atlas of today.

    Parameters
    ----------
    atlas
        Today's.
    record
        Of `read`.
    """
    added: dict[str, None] = {}
    removed: dict[str, None] = {}
    changed: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for sheet in record.sheets:
        selection, wrong = Selection.parse(parse_qs(sheet.query), atlas)
        if wrong:
            # Without one of its values a filter would find zones that it never asked for.
            selection = Selection(scheme=selection.scheme, min_grade=selection.min_grade)
        now = digests(atlas, selection)
        unknown |= dict.fromkeys(value.value for value in wrong)
        added |= dict.fromkeys(zone for zone in now if not wrong and zone not in sheet.zones)
        removed |= dict.fromkeys(zone for zone in sheet.zones if zone not in now)
        changed |= dict.fromkeys(
            zone for zone, digest in now.items() if sheet.zones.get(zone, digest) != digest
        )
    return Verdict(
        proof=record,
        data_version=atlas.version,
        added=tuple(added),
        removed=tuple(removed),
        changed=tuple(changed),
        unknown=tuple(unknown),
        names={**record.names, **_names(atlas, (*added, *removed, *changed))},
    )


def _names(atlas: "Atlas", zones: Iterable[str]) -> dict[str, tuple[str, str]]:
    known = atlas.zones.index
    return {
        zone: (atlas.label("zones", zone, "zh"), atlas.label("zones", zone, "en"))
        for zone in zones
        if zone in known
    }
