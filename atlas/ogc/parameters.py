"""The parameters of every operation: one table, read by the parser and by the OpenAPI document."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from atlas.briefing.order import LAYOUTS, SHEET_STYLES
from atlas.i18n import LANGS, text
from atlas.model import columns
from atlas.model.atlas import USUAL_DOCUMENT
from atlas.model.names import MAX_TEXT, MAX_VALUES, clean
from atlas.model.vocabulary import PROGRAM, SelectionError, UnknownValue, near
from atlas.office.edition import NOW, SWITCH
from atlas.office.vintage import NAMES as OF_VINTAGE
from atlas.office.vintage import Vintage
from atlas.ogc import cql, properties
from atlas.ogc.collections import HOLDINGS, held
from atlas.ogc.crs import CRS84, SYSTEMS, Box, System
from atlas.ogc.operations import Operation
from atlas.ogc.problems import INVALID, UNKNOWN, RefusedRequestError, refused, shown
from atlas.selection import flags, reach
from atlas.selection.conditions import FLAG as WHERE
from atlas.selection.flags import FLAGS, GRADES
from atlas.selection.selection import Selection

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from atlas.model.atlas import Atlas

LIMIT, MOST = 100, 10_000
WIDTHS, WIDTH = (480, 4000), 1200  # pixels of a map
FLAT, SOLID = 4, 6  # numbers of a bbox without heights and with them
_WHOLE = re.compile(r"[0-9]+", re.ASCII)
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", re.ASCII)
# A moment of RFC 3339 or a day, and intervals of them that may be open at one end.
_MOMENT = (
    r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"([Tt]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?"
    r"([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9]))?"
)
MOMENTS = rf"^({_MOMENT}|{_MOMENT}/(\.\.|{_MOMENT})?|(\.\.)?/{_MOMENT})$"
# Degrees, and kilometres from 1 to 4999.
LON = r"-?(180(\.0{1,6})?|(1[0-7][0-9]|[1-9]?[0-9])(\.[0-9]{1,6})?)"
LAT = r"-?(90(\.0{1,6})?|[1-8]?[0-9](\.[0-9]{1,6})?)"
KM = r"([1-4][0-9]{3}|[1-9][0-9]{0,2})(\.[0-9]{1,3})?"
# What can be searched for: a letter, a figure or a Chinese character at least.
WORDS = r"[0-9A-Za-z\u3400-\u9fff\uff10-\uff5a]"


Near = tuple["BaseGeometry", float]


@dataclass(frozen=True, slots=True)
class Parameter:
    """
    One parameter of a URL's query.

    Attributes
    ----------
    name
        As it stands in the URL; its words are ``features.parameter.NAME``.
    schema
        Its OpenAPI schema.
    read
        Takes a value and gives what it means; raises ValueError where it means nothing.
    times
        How often it may be given.
    filters
        Whether it is one of the selection's own.
    """

    name: str
    schema: Mapping[str, Any]
    read: Callable[[str], Any] = str
    times: int = 1
    filters: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """
    What a request asks for.

    Attributes
    ----------
    lang
        ``"zh"`` or ``"en"``.
    format
        One of the operation's own; empty where the request leaves it open.
    limit
        The most features of one answer, at most `MOST`; None where it is left open.
    offset
        How many features to pass over.
    bbox
        West, south, east, north in degrees; west > east crosses the date line.
    near
        A place, EPSG:4326, and the kilometres within which zones are asked for.
    crs
        In which coordinates are answered.
    properties
        Names of those asked for; None for all.
    sort
        Names to sort by, and whether the greatest comes first; the weightiest first.
    condition
        A filter: what tells whether a record fulfils it; None without one.
    width
        Of a map, in pixels.
    selection
        The zones' filters.
    given
        All parameters as they came, for links to the same thing.
    """

    lang: str = LANGS[0]
    format: str = ""
    limit: int | None = None
    offset: int = 0
    bbox: Box | None = None
    near: Near | None = None
    crs: System = CRS84
    properties: tuple[str, ...] | None = None
    sort: tuple[tuple[str, bool], ...] = ()
    condition: cql.Term | None = None
    width: int = WIDTH
    selection: Selection = field(default_factory=Selection)
    given: tuple[tuple[str, str], ...] = ()

    @property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """What links to other things take along: the language and the vintage."""
        return tuple(dict.fromkeys(pair for pair in self.given if pair[0] in CARRIED))


def _whole(value: str) -> int:
    if not _WHOLE.fullmatch(value):
        raise ValueError(value)
    return int(value)


def _limit(value: str) -> int:
    number = _whole(value)
    if number < 1:
        raise ValueError(value)
    return min(number, MOST)


def _width(value: str) -> int:
    number = _whole(value)
    if not WIDTHS[0] <= number <= WIDTHS[1]:
        raise ValueError(value)
    return number


def _bbox(value: str) -> Box:
    """Return the two corners as they came, without heights: their order is that of ``bbox-crs``."""
    parts = [part.strip() for part in value.split(",")]
    if len(parts) not in {FLAT, SOLID} or not all(map(_NUMBER.fullmatch, parts)):
        raise ValueError(value)
    numbers = [float(part) for part in parts]
    half = len(numbers) // 2
    upside_down = len(numbers) == SOLID and numbers[2] > numbers[-1]
    if upside_down or not all(map(math.isfinite, numbers)):
        raise ValueError(value)
    return numbers[0], numbers[1], numbers[half], numbers[half + 1]


def _near(atlas: "Atlas") -> Parameter:
    """Return the parameter that keeps the zones within a distance of a place or a zone."""

    def read(value: str) -> Near:
        place, km = reach.parted(value)
        return reach.around(place, atlas), km

    # Names of zones are understood too, but ids serve a program better.
    zones = "|".join(map(re.escape, atlas.zones.index))
    schema = {"type": "string", "pattern": f"^({LON},{LAT}|{zones}),{KM}$"}
    return Parameter(flags.NEAR, schema, read)


def _datetime(value: str) -> None:
    """Check a moment or an interval; zones have no time, so that it keeps all of them."""
    if not re.fullmatch(MOMENTS, value):
        raise ValueError(value)


def _words(value: str) -> str:
    """Refuse an empty filter: a page passes it over, but a program meant something by it."""
    if not any(re.search(WORDS, part) for part in clean(value)):
        raise ValueError(value)
    return value


def _one_of(known: Sequence[str]) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in known:
            raise ValueError(value)
        return value

    return read


def _choice(name: str, known: Sequence[str], **more: str) -> Parameter:
    return Parameter(name, {"type": "string", "enum": list(known), **more}, _one_of(known))


CARRIED = ("lang", *OF_VINTAGE)
_SYSTEM = partial(_choice, known=tuple(SYSTEMS), default=CRS84.uri)
_BBOX = Parameter(
    "bbox",
    {
        "type": "array",
        "oneOf": [{"minItems": n, "maxItems": n} for n in (FLAT, SOLID)],
        "items": {"type": "number"},
    },
    _bbox,
)
_PAGING = (
    # No maximum: by the standard more than the most counts as the most and is no error.
    Parameter("limit", {"type": "integer", "minimum": 1, "default": LIMIT}, _limit),
    Parameter("offset", {"type": "integer", "minimum": 0, "default": 0}, _whole),
    _BBOX,
    _SYSTEM("bbox-crs"),
    Parameter("datetime", {"type": "string", "pattern": MOMENTS}, _datetime),
    Parameter("filter", {"type": "string", "minLength": 1, "maxLength": cql.LONGEST}, _words),
    _choice("filter-lang", (cql.TEXT, cql.JSON), default=cql.TEXT),
    _SYSTEM("filter-crs"),
)
_DRAWING = (
    _choice("layout", tuple(LAYOUTS), default=next(iter(LAYOUTS))),
    _choice("style", SHEET_STYLES, default=SHEET_STYLES[0]),
    Parameter(
        "width",
        {"type": "integer", "minimum": WIDTHS[0], "maximum": WIDTHS[1], "default": WIDTH},
        _width,
    ),
)


def _named(name: str, known: Sequence[str], *, signs: tuple[str, ...] = ()) -> Parameter:
    """Return a parameter that lists properties with commas, each with a sign where it has some."""
    bare = [each for each in known if "," not in each]  # one that has a comma stands alone

    def read(value: str) -> list[tuple[str, str]]:
        parts = [value] if value in known else value.split(",")
        # A plus sign is a blank in a query.
        found = [(part.strip()[:1] if part.strip()[:1] in signs else "", part) for part in parts]
        read_as = [(sign, part.strip().removeprefix(sign).strip()) for sign, part in found]
        for _, part in read_as:
            if part not in known:
                raise refused(cql.no_property(part, known))
        return read_as

    offered = [sign + each for sign in ("", *signs) for each in bare]
    items = {"type": "string", "enum": offered}
    return Parameter(name, {"type": "array", "items": items, "minItems": 1}, read, times=MAX_VALUES)


def _flags(atlas: "Atlas") -> list[Parameter]:
    """Return the flags of the selection; `Selection` itself matches their values."""
    plain = Selection()
    singles = (
        ("min-grade", GRADES, plain.min_grade),
        ("scheme", atlas.schemes.index, plain.scheme),
    )
    found = []
    for name, flag in FLAGS.items():
        if name == WHERE and columns.table(atlas).empty:
            continue  # nothing it could be held against
        values: dict[str, Any] = {"type": "string"}
        if flag.vocabulary:
            # Names are understood too, but a list to choose from serves a program better.
            values["enum"] = getattr(atlas, flag.vocabulary).index.tolist()
        else:
            values |= {"minLength": 1, "maxLength": MAX_TEXT, "pattern": WORDS}
        schema = {"type": "array", "items": values, "minItems": 1, "maxItems": MAX_VALUES}
        found.append(Parameter(name, schema, _words, times=MAX_VALUES, filters=True))
    for name, known, default in singles:
        schema = {"type": "string", "enum": list(known), "default": default}
        found.append(Parameter(name, schema, _words, filters=True))
    return found


def parameters(operation: Operation, atlas: "Atlas", *, collection: str = "") -> list[Parameter]:
    """
    Return the parameters that an operation knows.

    Parameters
    ----------
    operation
        One of `OPERATIONS`.
    atlas
        Knows the values of the flags.
    collection
        Whose items are asked for; not all can be filtered by flags.
    """
    found = [
        _choice("f", tuple(operation.formats)),
        _choice("lang", LANGS, default=LANGS[0]),
        _choice("document", tuple(atlas.documents.index), default=USUAL_DOCUMENT),
        _choice("own", tuple(SWITCH), default="0"),
        # `vintage` has read it: the atlas is the one that is asked for.
        Parameter("as-of", {"type": "integer", "minimum": 0, "maximum": atlas.revision}, _whole),
    ]
    if operation.name in {"items", "item"}:
        found.append(_SYSTEM("crs"))
        kinds = properties.of(atlas, HOLDINGS[collection])
        found.append(_named("properties", list(kinds)))
    if operation.name == "items":
        kinds = properties.asked(atlas, HOLDINGS[collection])
        sortable = [name for name, kind in kinds.items() if kind.get("type") in properties.SORTABLE]
        found += [*_PAGING, _named("sortby", sortable, signs=("-", "+"))]
        found += [_near(atlas), *_flags(atlas)] if HOLDINGS[collection].takes_flags else []
    if operation.name == "map":
        found += [*_DRAWING, _BBOX, *_flags(atlas)]
    return found


def language(params: Sequence[tuple[str, str]]) -> str:
    """Return the language asked for, or the first where none is or it is unknown."""
    asked = [value for name, value in params if name == "lang"]
    return asked[-1] if asked and asked[-1] in LANGS else LANGS[0]


def vintage(params: Sequence[tuple[str, str]]) -> Vintage:
    """
    Return which atlas a query asks for: it has to be known before the rest can be read.

    Raises
    ------
    RefusedRequestError
        With status 400 for a value that cannot be read.
    """
    values: dict[str, list[str]] = {}
    for name, value in params:
        values.setdefault(name, []).append(value)
    asked, unknown = Vintage.parse(values)
    if unknown:
        raise _unknown_values(unknown)
    return asked


def parse(
    operation: Operation,
    params: Sequence[tuple[str, str]],
    atlas: "Atlas",
    *,
    collection: str = "",
) -> Query:
    """
    Read a query.

    Parameters
    ----------
    operation
        What is asked.
    params
        Name and value of each parameter, in the order of the URL.
    atlas
        The one that `vintage` asks for; it knows the values of the flags.
    collection
        Whose items are asked for.

    Raises
    ------
    RefusedRequestError
        With status 400 for an unknown parameter or value, its words name the nearest; with 404
        for an unknown collection.
    """
    lang = language(params)
    if collection:
        held(collection)
    as_of = vintage(params).edition.as_of
    if as_of not in {NOW, atlas.revision}:
        there = tuple(dict.fromkeys(("0", str(atlas.revision))))
        raise _unknown_values([UnknownValue("as-of", str(as_of), known=there)])
    known = {found.name: found for found in parameters(operation, atlas, collection=collection)}
    values: dict[str, list[str]] = {}
    for name, value in params:
        if name not in known:
            raise _unknown(name, known)
        values.setdefault(name, []).append(value)
    read = {name: _read(known[name], given) for name, given in values.items()}
    try:
        selection = Selection.from_params(
            {name: given for name, given in values.items() if known[name].filters}, atlas
        )
    except SelectionError as error:
        raise _unknown_values(error.unknown) from error
    bbox, condition = read.get("bbox"), None
    if bbox is not None:
        # The order of a box's numbers stands in another parameter.
        try:
            bbox = SYSTEMS[read.get("bbox-crs", CRS84.uri)].box(bbox)
        except ValueError as error:
            raise _malformed("bbox", values["bbox"][-1]) from error
    if "filter" in read:
        names = (*properties.asked(atlas, HOLDINGS[collection]), properties.GEOMETRY)
        system = SYSTEMS[read.get("filter-crs", CRS84.uri)]
        try:
            condition = cql.read(read["filter"], read.get("filter-lang", cql.TEXT), names, system)
        except cql.FilterError as error:
            raise refused(error) from error
    listed = {
        name: [pair for value in values[name] for pair in known[name].read(value)]
        for name in ("properties", "sortby")
        if name in values
    }
    return Query(
        lang=lang,
        format=read.get("f", ""),
        limit=read.get("limit"),
        offset=read.get("offset", 0),
        bbox=bbox,
        near=read.get(flags.NEAR),
        crs=SYSTEMS[read.get("crs", CRS84.uri)],
        properties=tuple(name for _, name in asked)
        if (asked := listed.get("properties"))
        else None,
        sort=tuple((name, sign == "-") for sign, name in listed.get("sortby", ())),
        condition=condition,
        selection=selection,
        width=read.get("width", WIDTH),
        given=tuple(params),
    )


def _read(parameter: Parameter, given: list[str]) -> Any:  # noqa: ANN401 - by kind
    """Return what the last of a parameter's values means, if each means something."""
    name, most = parameter.name, parameter.times
    # GDAL gives a parameter of its address again where our own links carry it already.
    told = [*dict.fromkeys(given)] if name in {"f", *CARRIED} else given
    if len(told) > most:
        raise RefusedRequestError(400, INVALID, "features.repeated", name=name, n=most)
    meant = None
    for value in given:
        try:
            meant = parameter.read(value)
        except RefusedRequestError:
            raise
        except (ValueError, OverflowError) as error:
            raise _malformed(name, value) from error
    return meant


def _malformed(name: str, value: str) -> RefusedRequestError:
    right = partial(text, f"features.parameter.{name}")
    return RefusedRequestError(
        400, INVALID, "features.malformed", name=name, value=shown(value), right=right
    )


def _unknown_values(unknown: Sequence[UnknownValue]) -> RefusedRequestError:
    return RefusedRequestError(
        400, INVALID, lambda lang: " ".join(each.message(lang, to=PROGRAM) for each in unknown)
    )


def _unknown(name: str, known: Mapping[str, Parameter]) -> RefusedRequestError:
    names = ", ".join(known)
    if close := near(name[:MAX_TEXT], known):
        return RefusedRequestError(
            *(400, UNKNOWN, "features.near_parameter"),
            name=shown(name),
            near=close,
            known=names,
        )
    return RefusedRequestError(400, UNKNOWN, "features.no_parameter", name=shown(name), known=names)
