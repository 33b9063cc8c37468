"""Let every file prove itself: the record it carries, its code, and what has changed since."""

import base64
import hashlib
import json
import re
import unicodedata
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import segno

from atlas.briefing.order import Order
from atlas.briefing.provenance import many
from atlas.exchange import writing
from atlas.i18n import LANGS
from atlas.i18n.errors import WRONG_USE, AtlasError
from atlas.maps.specification import Specification
from atlas.office.vintage import Vintage

if TYPE_CHECKING:
    import geopandas as gpd

    from atlas.briefing.template.model import Template
    from atlas.model.atlas import Atlas

FORMAT = "gansu-zone-atlas/2"
PACKED = "gansu-zone-atlas/3"  # of very many zones: these are packed, see `provenance.many`
# That can be read; the first says nothing of contents.
FORMATS = ("gansu-zone-atlas/1", FORMAT, PACKED)
KINDS = ("snapshot", "deck", "document", "book", "page")
# Of a record: it is written without what is empty of these.
MAY_LACK = ("template", "head", "fields", "values", "together")
ELEMENT = "atlas-proof"  # the id of the element that carries the record in SVG and HTML
PROPERTY = "AtlasProof"  # the custom property of office files
MAX_RECORD = 2**20  # bytes of a record
OF_ZONE, OF_FIELD = 8, 4  # signs of a digest of all that is said of a zone, of one field of it
# Of a zone, beside what its digest is of: a record that lacks such a field says nothing of it, and
# what was made before there was one is held against the rest alone.
BESIDE = ("position_agreement",)
MAX_SHEETS = 200
MOST_LISTED = 500  # zones of all its views, each with what it says field by field
MAX_ZONES = 200_000
MAX_TEXT = 40_000  # characters of one of its texts: a link may hold every value of every filter
MAX_TEXTS = 2**22  # bytes of the texts that a file shows
MAX_QUERIES = 100_000  # characters of all its filters: each unknown value costs a search
QR_VERSION = 20  # a larger code is too fine to be read from a copy
QR_BORDER = 4
CUSTOM = "docProps/custom.xml"
HEAD = ("unit", "issue")  # of an order: what the head of a briefing says
_DIGEST = re.compile(r"[0-9a-f]{8}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SLUG = re.compile(r"[\w-]{1,80}")


class ProofError(AtlasError):
    """
    A file does not carry a record of the atlas, or not one that can be read.

    Parameters
    ----------
    key, **values
        The string ``proof.error.*`` and what it names.
    """

    exit_code = WRONG_USE

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        super().__init__(f"proof.error.{key}", **values)


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    One view that a file shows.

    Attributes
    ----------
    link
        Back to the view; empty where the atlas had no address that others can reach.
    query
        The map as a query string.
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
class Contents:
    """
    What a file shows, by which it is known whether it still does.

    Attributes
    ----------
    texts
        Its paragraphs, in any order.
    parts
        What shows no words that could be read, with a digest or a number of it: see
        `atlas.briefing.provenance.contents`.
    """

    texts: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
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
    template
        Of the office's template it was written into, ``name`` and ``sha256``; empty without one.
    fields
        Names of what the atlas says of a zone.
    values
        Zone id -> a digest of each of these, one after another.
    contents
        What the file showed when it was made; empty in records of the first format.
    head
        Of a briefing's head, ``unit`` and ``issue``; empty without one.
    together
        ``n`` and ``digest`` of zones that are too many to be told apart; else empty.
    """

    kind: str
    sheets: tuple[Sheet, ...]
    data_version: str
    data_date: str
    made: str
    lang: str
    title: str = ""
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    template: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    contents: Contents = field(default_factory=Contents)
    head: Mapping[str, str] = field(default_factory=dict)
    together: Mapping[str, Any] = field(default_factory=dict)

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
    def n(self) -> int:
        """How many zones its views show."""
        return int(self.together.get("n", 0)) or len(self.zones)

    @property
    def vintage(self) -> Vintage:
        """Which of the office's data its first view shows."""
        return Vintage.parse(parse_qs(self.sheets[0].query))[0]

    @cached_property
    def many(self) -> dict[str, Any] | None:
        """Its zones as they are packed; None where they are few enough to be listed."""
        if sum(len(sheet.zones) for sheet in self.sheets) <= MOST_LISTED:
            return dict(self.together) or None
        return many.packed([sheet.zones for sheet in self.sheets], self.names)

    def to_json(self) -> str:
        """Write the record in ASCII, so that every field of metadata can hold it."""
        shown = self.contents
        record = asdict(replace(self, contents=Contents(parts=shown.parts)))
        del record["contents"]
        format_ = FORMAT
        if (packed := self.many) is not None:
            format_, record["names"] = PACKED, {}
            record["sheets"] = [sheet | {"zones": {}} for sheet in record["sheets"]]
            record["many" if "zones" in packed else "together"] = packed
        record = {"format": format_} | {
            name: value for name, value in record.items() if value or name not in MAY_LACK
        }
        if shown != Contents():
            record["contents"] = {"texts": _packed(shown.texts), "parts": dict(shown.parts)}
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
            if format_ in FORMATS:
                sheets = tuple(_sheet(each) for each in given)
                names = _given_names(record.pop("names", {}))
                if "many" in record:
                    sheets, names = _unpacked(sheets, record.pop("many"))
                shown = _given_contents(record.pop("contents", {}))
                fields = tuple(record.pop("fields", ()))
                proof = cls(sheets=sheets, names=names, contents=shown, fields=fields, **record)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ProofError("damaged") from error
        if format_ not in FORMATS:
            raise ProofError("newer")
        _check_template(proof.template)
        _check_values(proof.fields, proof.values)
        _check_head(proof.head)
        _check_together(proof.together)
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


def _packed(texts: Iterable[str]) -> str:
    """Return texts in few signs, all of ASCII."""
    written = json.dumps([*texts], ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(zlib.compress(written, 9)).decode()


def _given_contents(given: Mapping[str, Any]) -> Contents:
    """Return what a file is said to show."""
    if not given:
        return Contents()
    unpacker = zlib.decompressobj()
    try:
        written = unpacker.decompress(base64.b64decode(given["texts"], validate=True), MAX_TEXTS)
        texts, parts = json.loads(written), given["parts"]
    except zlib.error as error:
        raise ProofError("damaged") from error
    good = (
        isinstance(texts, list) and isinstance(parts, dict) and given.keys() == {"texts", "parts"}
    )
    if not good or not _printable(texts) or not _printable([*parts, *parts.values()]):
        raise ProofError("damaged")
    return Contents(tuple(texts), parts)


def _check_values(fields: tuple[object, ...], given: Any) -> None:  # noqa: ANN401 - as below
    """Refuse digests of fields that are not one for each."""
    long = len(fields) * OF_FIELD
    good = isinstance(given, dict) and len(given) <= MAX_ZONES and _printable(fields)
    if not good or not all(
        _SLUG.fullmatch(zone) and isinstance(value, str) and len(value) == long
        for zone, value in given.items()
    ):
        raise ProofError("damaged")


def _check_template(given: Any) -> None:  # noqa: ANN401 - whatever the file says
    """Refuse a template that is not said as a name and a digest."""
    good = isinstance(given, dict) and (not given or given.keys() == {"name", "sha256"})
    good = good and _printable(given.values())
    if not good or (given and not _SHA256.fullmatch(given["sha256"])):
        raise ProofError("damaged")


def _check_head(given: Any) -> None:  # noqa: ANN401 - whatever the file says
    """Refuse a head that is not said as an office and an issue."""
    good = isinstance(given, dict) and (not given or given.keys() == {*HEAD})
    if not good or not _printable(given.values()):
        raise ProofError("damaged")


def _check_together(given: Any) -> None:  # noqa: ANN401 - whatever the file says
    """Refuse zones together that are not said as a number and a digest."""
    good = isinstance(given, dict) and (not given or given.keys() == {"n", "digest"})
    if not good or (given and not (type(given["n"]) is int and given["n"] > 0)):
        raise ProofError("damaged")
    if given and not _SHA256.fullmatch(given["digest"]):
        raise ProofError("damaged")


def _unpacked(
    sheets: tuple[Sheet, ...],
    given: Any,  # noqa: ANN401 - whatever the file says
) -> tuple[tuple[Sheet, ...], dict[str, tuple[str, str]]]:
    """Return the sheets of a record with the zones that are packed beside them, and their names."""
    try:
        zones, names = many.unpacked(given, signs=OF_ZONE)
        whole = [replace(sheet, zones=own) for sheet, own in zip(sheets, zones, strict=True)]
    except (zlib.error, IndexError) as error:
        raise ProofError("damaged") from error
    return tuple(_sheet(asdict(sheet)) for sheet in whole), _given_names(names)


def _sheet(record: Mapping[str, Any]) -> Sheet:
    sheet = Sheet(**record)
    good = _printable((sheet.link, sheet.query, sheet.words))
    good = good and isinstance(sheet.zones, dict) and len(sheet.zones) <= MAX_ZONES
    digests: Mapping[str, object] = sheet.zones  # whatever the file says
    good = good and all(
        _SLUG.fullmatch(zone) and isinstance(digest, str) and _DIGEST.fullmatch(digest)
        for zone, digest in digests.items()
    )
    if not good:
        raise ProofError("damaged")
    return sheet


# Make ---------------------------------------------------------------------------------------------


def proof(
    atlas: "Atlas",
    *orders: Order,
    kind: str = "snapshot",
    title: str = "",
    template: "Template | None" = None,
) -> Proof:
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
    template
        The office's, if it was written into one.
    """
    first = orders[0]
    sheets = tuple(
        Sheet(
            link=order.link,
            query=order.query,
            words=order.map.describe(atlas, lang=order.lang),
            zones=digests(atlas, order.map),
        )
        for order in orders
    )
    fields: dict[str, dict[str, str]] = {}
    if sum(len(sheet.zones) for sheet in sheets) <= MOST_LISTED:
        for order in orders:
            fields = field_digests(atlas, order.map) | fields
    head = {name: getattr(first, name) for name in HEAD}
    return Proof(
        kind=kind,
        sheets=sheets,
        data_version=atlas.version,
        data_date=atlas.date,
        made=f"{first.date:%Y-%m-%d}",
        lang=first.lang,
        title=title or first.title,
        names=names_of(atlas, dict.fromkeys(zone for sheet in sheets for zone in sheet.zones)),
        template={"name": template.name, "sha256": template.digest} if template else {},
        fields=next((tuple(each) for each in fields.values()), ()),
        values={zone: "".join(each.values()) for zone, each in fields.items()},
        head=head if any(head.values()) else {},
    )


def digests(atlas: "Atlas", shown: Specification) -> dict[str, str]:
    """Return zone id -> digest of what an export of the map shows of the zone."""
    zones, selection = shown.zones(atlas), shown.selection
    return {each["id"]: _digest(each, zones) for each in writing.records(atlas, zones, selection)}


def field_digests(atlas: "Atlas", shown: Specification) -> dict[str, dict[str, str]]:
    """Return zone id -> field -> digest of what the atlas says of the zone, `BESIDE` included."""
    zones, selection = shown.zones(atlas), shown.selection
    found = {}
    for each in writing.records(atlas, zones, selection):
        beside = {name: zones.at[each["id"], name] for name in BESIDE}
        said = _said(each, zones) | beside
        found[each["id"]] = {name: _hashed(value, OF_FIELD) for name, value in said.items()}
    return found


def _digest(record: dict[str, Any], zones: "gpd.GeoDataFrame") -> str:
    return _hashed(_said(record, zones), OF_ZONE)


def _said(record: dict[str, Any], zones: "gpd.GeoDataFrame") -> dict[str, Any]:
    """Return all that is said of a zone."""
    row = zones.loc[record["id"]]
    shown = record | {name: row[name] for name in ("short_zh", "short_en", "verified")}
    # One zone's half kilometre makes a column of floats: 5 must not become 5.0 in all others.
    if float(shown["accuracy_km"]).is_integer():
        shown["accuracy_km"] = int(shown["accuracy_km"])
    return shown


def _hashed(said: object, signs: int) -> str:
    canonical = json.dumps(said, ensure_ascii=True, sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()[:signs]


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
    if int(code.version) > QR_VERSION:
        raise ProofError("long", n=len(link))
    return tuple(tuple(map(bool, row)) for row in code.matrix_iter(border=QR_BORDER))


def names_of(atlas: "Atlas", zones: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return zone -> its Chinese and English name, for those that the atlas knows."""
    known = atlas.zones.index
    return {
        zone: (atlas.label("zones", zone, "zh"), atlas.label("zones", zone, "en"))
        for zone in zones
        if zone in known
    }
