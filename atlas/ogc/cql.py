"""
OGC API – Features, part 3: filters in CQL2, as text or as JSON.

The library `cql2` reads both; what it has read is held against records here, with the three values
of the standard's logic: what is asked of an empty cell is neither true nor false.
"""

import datetime as dt
import json
import operator
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

import shapely
from shapely.geometry import shape

from atlas.i18n.errors import AtlasError
from atlas.model.names import MAX_TEXT, SHOWN
from atlas.model.vocabulary import near
from atlas.ogc.crs import System
from atlas.ogc.properties import GEOMETRY

TEXT, JSON = "cql2-text", "cql2-json"
# The library recurses without a limit of its own: on a thread's small stack far more would end it.
LONGEST, MOST_OPERATORS, DEEPEST = 4_000, 100, 24
_FLAT, _SOLID = 4, 6  # numbers of a box without heights and with them
_QUOTED = re.compile(r"""'(?:[^']|'')*'|"[^"]*\"""")
_OPERATOR = re.compile(r"[-+*/%^]|\b(?:and|or|not|div)\b", re.IGNORECASE)
_NOT = re.compile(r"\bnot\b", re.IGNORECASE)
_PLACE = re.compile(r"--> \d+:(\d+)|column (\d+)")  # as the readers of text and of JSON say it
_SIGNS = re.compile(r"-\s*-")
Record = Mapping[str, Any]
Term = Callable[[Record], Any]


class FilterError(AtlasError):
    """A filter cannot be read, or asks what cannot be asked."""


def read(given: str, lang: str, names: Collection[str], system: System) -> Term:
    """
    Read a filter.

    Parameters
    ----------
    given
        As it came.
    lang
        `TEXT` or `JSON`.
    names
        What can be asked: the queryables.
    system
        In which its shapes are written.

    Returns
    -------
    callable
        Takes a record and gives True, False, or None where it cannot be told. It raises
        `FilterError` where a value is held against one of another kind.

    Raises
    ------
    FilterError
        Saying what is wrong, and where.
    """
    # It takes a moment to load, and few ask.
    import cql2  # noqa: PLC0415

    if len(given) > LONGEST:
        raise FilterError("filter.long", most=LONGEST)
    (_bound_json if lang == JSON else _bound_text)(given)
    try:
        tree = (cql2.parse_json if lang == JSON else cql2.parse_text)(given).to_json()
    except (cql2.ParseError, ValueError) as error:
        raise _unread(given, str(error)) from error
    return _condition(tree, _Known(tuple(names), system))


def _bound_text(given: str) -> None:
    if "\\'" in given:  # the one way to write a quote in which this count and the library differ
        raise FilterError("filter.unread", said="\\'")
    bare = _QUOTED.sub("''", given)
    depth = deepest = 0
    for sign in bare:
        depth += (sign in "([") - (sign in ")]")
        deepest = max(deepest, depth)
    _bound(deepest + len(_NOT.findall(bare)), len(_OPERATOR.findall(bare)))
    if _SIGNS.search(bare):
        raise FilterError("filter.unread", said="- -")


def _bound_json(given: str) -> None:
    try:
        whole = json.loads(given)
    except (ValueError, RecursionError) as error:
        raise _unread(given, str(error)) from error
    level: list[Any] = [whole] if isinstance(whole, dict) else []
    depth = n = 0
    while level:
        n += sum(isinstance(each, dict) and "op" in each for each in level)
        parts = [each.values() if isinstance(each, dict) else each for each in level]
        level = [part for each in parts for part in each if isinstance(part, dict | list)]
        depth += 1
    # Each operator is an object and the list in it.
    _bound(depth // 2, n)


def _bound(depth: int, n: int) -> None:
    if depth > DEEPEST or n > MOST_OPERATORS:
        raise FilterError("filter.nested", deepest=DEEPEST, most=MOST_OPERATORS)


def _unread(given: str, said: str) -> FilterError:
    """Return that a filter cannot be read, from the place on that a reader names."""
    found = _PLACE.search(said)
    rest = given[int(found[1] or found[2]) - 1 :] if found else given
    return FilterError("filter.unread", said=_shown(rest or given[-SHOWN:]))


class _Known:
    """What a filter may name."""

    def __init__(self, names: tuple[str, ...], system: System) -> None:
        self.names, self.system = names, system


# What is true, false, or cannot be told -----------------------------------------------------------


def _condition(node: Any, known: _Known) -> Term:  # noqa: ANN401 - a part of JSON
    """Return what tells whether a record fulfils a part of a filter."""
    if isinstance(node, bool):
        return lambda _: node
    if not isinstance(node, dict):
        raise FilterError("filter.no_condition", value=_shown(node))
    if "property" in node:
        return partial(_truth, term=_term(node, known))
    name, given = _operation(node)
    if name in SINGLE:
        return SINGLE[name](given, known)
    if name not in PAIRS:
        raise _unknown(name)
    left, right = (_term(each, known) for each in _only(name, given, 2))
    return _both(PAIRS[name], left, right)


def _and(given: list[Any], known: _Known) -> Term:
    return partial(_all, parts=[_condition(each, known) for each in given])


def _or(given: list[Any], known: _Known) -> Term:
    return partial(_any, parts=[_condition(each, known) for each in given])


def _not(given: list[Any], known: _Known) -> Term:
    inner = _condition(_only("not", given, 1)[0], known)
    return lambda record: None if (found := inner(record)) is None else not found


def _all(record: Record, parts: Sequence[Term]) -> bool | None:
    found = [part(record) for part in parts]
    return False if False in found else None if None in found else True


def _any(record: Record, parts: Sequence[Term]) -> bool | None:
    found = [part(record) for part in parts]
    return True if True in found else None if None in found else False


def _truth(record: Record, term: Term) -> bool | None:
    found = term(record)
    if found is not None and not isinstance(found, bool):
        raise FilterError("filter.no_condition", value=_shown(found))
    return found


def _both(hold: Callable[[Any, Any], Any], left: Term, right: Term) -> Term:
    """Return what holds two values against each other, as long as there are both."""

    def holds(record: Record) -> Any:  # noqa: ANN401 - whether it holds, or what is reckoned
        one, other = left(record), right(record)
        return None if one is None or other is None else hold(one, other)

    return holds


def _compared(hold: Callable[[Any, Any], bool], one: Any, other: Any) -> bool | None:  # noqa: ANN401 - values of any kind
    one, other = _moments(one, other)
    if one is None or other is None:
        return None
    kinds = {_kind(one), _kind(other)}
    if len(kinds) > 1 or not kinds <= {"number", "text", "bool", "date", "moment"}:
        raise FilterError("filter.kinds", one=_shown(one), other=_shown(other))
    return hold(one, other)


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "text"
    if isinstance(value, dt.datetime):
        return "moment"
    return "date" if isinstance(value, dt.date) else "other"


def _moments(one: Any, other: Any) -> tuple[Any, Any]:  # noqa: ANN401 - as above
    """Return two values, a text held against a date as the date that it writes."""
    if isinstance(other, dt.date) and isinstance(one, str):
        return _moment(one, type(other)), other
    if isinstance(one, dt.date) and isinstance(other, str):
        return one, _moment(other, type(one))
    return one, other


def _moment(given: str, kind: type[dt.date]) -> dt.date | None:
    try:
        found = kind.fromisoformat(given)
    except ValueError:
        return None
    if isinstance(found, dt.datetime) and found.tzinfo is None:
        return found.replace(tzinfo=dt.UTC)
    return found


def _met(hold: Callable[[Any, Any], Any], one: Any, other: Any) -> bool:  # noqa: ANN401 - as above
    if not isinstance(one, shapely.Geometry) or not isinstance(other, shapely.Geometry):
        raise FilterError("filter.no_shape", name=GEOMETRY)
    return bool(hold(one, other))


def _listed(hold: Callable[[set[Any], set[Any]], bool], one: Any, other: Any) -> bool:  # noqa: ANN401 - as above
    if not isinstance(one, list) or not isinstance(other, list):
        raise FilterError("filter.no_list", one=_shown(one), other=_shown(other))
    return hold(set(one), set(other))


def _between(given: list[Any], known: _Known) -> Term:
    value, low, high = (_term(each, known) for each in _only("between", given, 3))
    parts = [
        _both(partial(_compared, operator.ge), value, low),
        _both(partial(_compared, operator.le), value, high),
    ]
    return partial(_all, parts=parts)


def _in(given: list[Any], known: _Known) -> Term:
    sought, listed = _only("in", given, 2)
    if not isinstance(listed, list):
        raise FilterError("filter.no_list", one=_shown(listed), other="()")
    value = _term(sought, known)
    parts = [_both(partial(_compared, operator.eq), value, _term(each, known)) for each in listed]
    return partial(_any, parts=parts)


def _like(given: list[Any], known: _Known) -> Term:
    left, right = (_term(each, known) for each in _only("like", given, 2))

    def hold(value: object, pattern: object) -> bool:
        if not isinstance(value, str) or not isinstance(pattern, str):
            raise FilterError("filter.kinds", one=_shown(value), other=_shown(pattern))
        return like(value, pattern)

    return _both(hold, left, right)


def _is_null(given: list[Any], known: _Known) -> Term:
    value = _term(_only("isNull", given, 1)[0], known)
    return lambda record: value(record) is None


def like(value: str, pattern: str) -> bool:
    r"""
    Tell whether a text is as a pattern: ``%`` stands for any text, ``_`` for one character.

    A backslash takes the meaning from what follows it. The work is at most the product of the two
    lengths, whatever the pattern.
    """
    signs = [(part[-1], len(part) == 1) for part in re.findall(r"\\.|.", pattern, flags=re.DOTALL)]
    at = here = 0
    star, back = -1, 0
    while at < len(value):
        sign, bare = signs[here] if here < len(signs) else ("", False)
        if bare and sign == "%":
            star, back, here = here, at, here + 1
        elif sign and ((bare and sign == "_") or sign == value[at]):
            at, here = at + 1, here + 1
        elif star >= 0:
            back, at, here = back + 1, back + 1, star + 1
        else:
            return False
    return all(sign == "%" and bare for sign, bare in signs[here:])


# Values -------------------------------------------------------------------------------------------


def _term(node: Any, known: _Known) -> Term:  # noqa: ANN401 - a part of JSON
    """Return what gives the value of a part of a filter for a record."""
    if isinstance(node, list):
        parts = [_term(each, known) for each in node]
        return lambda record: [part(record) for part in parts]
    if not isinstance(node, dict):
        return lambda _: node
    if "property" in node:
        return _property(str(node["property"]), known)
    if "op" in node:
        return _operated(node, known)
    literal = _literal(node, known.system)
    return lambda _: literal


def _operated(node: Mapping[str, Any], known: _Known) -> Term:
    name, given = _operation(node)
    if name in FOLDS:
        word = _term(_only(name, given, 1)[0], known)
        return partial(_folded, fold=FOLDS[name], word=word)
    if name in ARITHMETIC:
        left, right = (_term(each, known) for each in _only(name, given, 2))
        return _both(partial(_reckoned, ARITHMETIC[name]), left, right)
    return _condition(node, known)  # whether something holds is a value too


def _property(name: str, known: _Known) -> Term:
    if name in known.names:
        return lambda record: record.get(name)
    raise no_property(name, known.names)


def no_property(name: str, names: Collection[str]) -> FilterError:
    """Return that there is no property of a name, with the nearest that there is."""
    close = near(name[:MAX_TEXT], names)
    key = "filter.near_property" if close else "filter.no_property"
    return FilterError(key, value=_shown(name), near=close, known=", ".join(names))


def _literal(node: Mapping[str, Any], system: System) -> dt.date | shapely.Geometry:
    """Return the day, the moment or the shape, in degrees, that a filter writes."""
    for key, kind in (("date", dt.date), ("timestamp", dt.datetime)):
        if key in node:
            if (found := _moment(str(node[key]), kind)) is not None:
                return found
            raise FilterError("filter.no_moment", value=_shown(node[key]))
    try:
        drawn = _box(node["bbox"], system) if "bbox" in node else _shape(dict(node), system)
    except (ValueError, TypeError, LookupError, AttributeError, shapely.GEOSException) as error:
        raise FilterError("filter.bad_shape", value=_shown(node)) from error
    if shapely.is_empty(drawn) or not shapely.is_valid(drawn):
        raise FilterError("filter.bad_shape", value=_shown(node))
    return drawn


def _shape(node: dict[str, Any], system: System) -> shapely.Geometry:
    return system.to_degrees(shapely.force_2d(shape(node)))


def _box(given: Sequence[Any], system: System) -> shapely.Geometry:
    numbers = [float(each) for each in given]
    if len(numbers) not in {_FLAT, _SOLID}:
        raise ValueError(given)
    half = len(numbers) // 2
    return shapely.box(*system.box((numbers[0], numbers[1], numbers[half], numbers[half + 1])))


def _folded(record: Record, *, fold: Callable[[str], str], word: Term) -> Any:  # noqa: ANN401 - a list folds too
    found = word(record)
    if found is None:
        return None
    if isinstance(found, list):
        return [fold(str(each)) for each in found]
    if not isinstance(found, str):
        raise FilterError("filter.kinds", one=_shown(found), other="''")
    return fold(found)


def _plain(word: str) -> str:
    return "".join(
        sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign)
    )


def _reckoned(reckon: Callable[[Any, Any], Any], one: Any, other: Any) -> float | None:  # noqa: ANN401 - values of any kind
    if _kind(one) != "number" or _kind(other) != "number":
        raise FilterError("filter.kinds", one=_shown(one), other=_shown(other))
    try:
        found = reckon(float(one), float(other))
    except (ArithmeticError, ValueError):
        return None
    return found if isinstance(found, float) else None  # a root of what is negative is none


def _operation(node: Mapping[str, Any]) -> tuple[str, list[Any]]:
    name, given = node.get("op"), node.get("args")
    if not isinstance(name, str) or not isinstance(given, list):
        raise FilterError("filter.no_condition", value=_shown(node))
    # Of functions the library keeps the case in which they are written.
    return next((each for each in KNOWN if each.casefold() == name.casefold()), name), given


def _only(name: str, given: list[Any], n: int) -> list[Any]:
    if len(given) != n:
        raise FilterError("filter.arguments", name=name, n=n)
    return given


def _unknown(name: str) -> FilterError:
    return FilterError("filter.no_operator", value=_shown(name), known=", ".join(KNOWN))


def _shown(value: object) -> str:
    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    said = "".join(sign if sign.isprintable() else " " for sign in said)
    return said if len(said) <= SHOWN else f"{said[: SHOWN - 1]}…"


COMPARISONS = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
SPATIAL: dict[str, Callable[[Any, Any], Any]] = {
    "s_intersects": shapely.intersects,
    "s_disjoint": shapely.disjoint,
    "s_equals": shapely.equals,
    "s_touches": shapely.touches,
    "s_within": shapely.within,
    "s_contains": shapely.contains,
    "s_overlaps": shapely.overlaps,
    "s_crosses": shapely.crosses,
}
ARRAYS: dict[str, Callable[[set[Any], set[Any]], bool]] = {
    "a_equals": operator.eq,
    "a_contains": operator.ge,
    "a_containedBy": operator.le,
    "a_overlaps": lambda one, other: bool(one & other),
}
LOGIC = {"and": _and, "or": _or, "not": _not}
SINGLE = LOGIC | {"between": _between, "in": _in, "like": _like, "isNull": _is_null}
PAIRS: dict[str, Callable[[Any, Any], Any]] = {
    **{name: partial(_compared, hold) for name, hold in COMPARISONS.items()},
    **{name: partial(_met, hold) for name, hold in SPATIAL.items()},
    **{name: partial(_listed, hold) for name, hold in ARRAYS.items()},
}
FOLDS = {"casei": str.casefold, "accenti": _plain}
ARITHMETIC: dict[str, Callable[[float, float], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": operator.mod,
    "div": operator.floordiv,
    "^": operator.pow,
}
KNOWN = (
    *LOGIC,
    *COMPARISONS,
    *(name for name in SINGLE if name not in LOGIC),
    *FOLDS,
    *ARITHMETIC,
    *SPATIAL,
    *ARRAYS,
)
