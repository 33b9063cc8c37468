"""Parameters of links as records: how each is read and written, and what is wrong with one."""

import keyword
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from atlas.i18n import text
from atlas.model.names import MAX_READ, MAX_TEXT, MAX_VALUES, SHOWN, clean
from atlas.model.vocabulary import UnknownValue, nearest

# Knows which values there are: an atlas, or None for a table whose parameters do not ask it.
Vocabulary = Any
# Gives what the given values mean and what of them is wrong; None where nothing of them is right.
Reader = Callable[[Sequence[str], Vocabulary], tuple[Any, tuple[UnknownValue, ...]]]


@dataclass(frozen=True, slots=True)
class Parameter:
    """
    One parameter of a link.

    Attributes
    ----------
    name
        As it stands in the link; the field of its value has ``_`` for ``-``, and one after it
        where the name means something in Python.
    read
        Of the values given, distinct and without blanks around them, at least one.
    write
        Of a value that is not the usual one.
    longest, most
        Characters of a value, and values, that are looked at.
    """

    name: str
    read: Reader
    write: Callable[[Any], str | list[str]] = str
    longest: int = MAX_READ
    most: int = MAX_VALUES

    @property
    def field(self) -> str:
        """Name of the field that holds its value."""
        name = self.name.replace("-", "_")
        return f"{name}_" if keyword.iskeyword(name) else name


def single(
    name: str,
    read: Callable[[str, Vocabulary], object],
    *,
    wrong: Callable[[str, Vocabulary], UnknownValue],
    write: Callable[[Any], str | list[str]] = str,
) -> Parameter:
    """
    Return a parameter of which the last value counts.

    Parameters
    ----------
    name
        As of `Parameter`.
    read
        Gives what a value means, None if it is wrong.
    wrong
        Says what is wrong with a value.
    write
        As of `Parameter`.
    """

    def last(values: Sequence[str], atlas: Vocabulary) -> tuple[object, tuple[UnknownValue, ...]]:
        found = read(values[-1], atlas)
        return found, (wrong(values[-1], atlas),) if found is None else ()

    return Parameter(name, last, write)


def choice(name: str, known: Sequence[object], *, said: str = "") -> Parameter:
    """
    Return a parameter with some values.

    Parameters
    ----------
    name
        As of `Parameter`.
    known
        The values, the usual one among them; an empty one is not named.
    said
        What the keys of the strings that name them begin with; empty where they name themselves.
    """
    named = {str(value): value for value in known}
    offered = tuple(filter(None, named))
    return single(
        name,
        lambda value, _: named.get(value),
        wrong=lambda value, _: UnknownValue(
            *(name, value[:SHOWN]),
            known=offered,
            known_zh=_named(offered, said, "zh"),
            known_en=_named(offered, said, "en"),
        ),
    )


def _named(known: Sequence[str], said: str, lang: str) -> tuple[str, ...]:
    return tuple(text(f"{said}{value}", lang) for value in known) if said else ()


def switch(name: str, words: Mapping[str, bool]) -> Parameter:
    """Return a parameter that is on or off, by some words for either."""
    return single(
        name,
        lambda value, _: words.get(value),
        wrong=lambda value, _: UnknownValue(name, value[:SHOWN], known=tuple(words)),
        write=lambda on: str(int(on)),
    )


def number(name: str, most: int, *, known: Sequence[str], least: int = 0) -> Parameter:
    """Return a parameter that is a whole number from a least to a most one; some are named."""

    def read(value: str, _atlas: Vocabulary) -> int | None:
        plain = value.isascii() and value.isdecimal() and len(value) < MAX_TEXT
        return int(value) if plain and least <= int(value) <= most else None

    return single(
        name,
        read,
        wrong=lambda value, _: UnknownValue(name, value[:SHOWN], known=tuple(known)),
    )


def row(name: str, vocabulary: str) -> Parameter:
    """Return a parameter that names a row of a table of the atlas by its slug."""
    return single(
        name,
        lambda value, atlas: value if value in getattr(atlas, vocabulary).index else None,
        wrong=lambda value, atlas: nearest(value, getattr(atlas, vocabulary), flag=name),
    )


def rows(name: str, vocabulary: str, *, most: int) -> Parameter:
    """Return a parameter that names several rows of a table, in their order; no more than some."""

    def read(
        values: Sequence[str], atlas: Vocabulary
    ) -> tuple[tuple[str, ...], tuple[UnknownValue, ...]]:
        table = getattr(atlas, vocabulary)
        known = [value for value in values if value in table.index]
        strange = [nearest(value, table, flag=name) for value in values if value not in known]
        over = [
            UnknownValue(
                *(name, value, value),
                nearest_zh=table.at[value, "name_zh"],
                nearest_en=table.at[value, "name_en"],
                too_many=most,
            )
            for value in known[most:]
        ]
        return tuple(known[:most]), (*strange, *over)

    return Parameter(name, read, list)


def several(name: str, known: Sequence[str]) -> Parameter:
    """Return a parameter with some of the values that there are, in their own order."""

    def read(
        values: Sequence[str], _atlas: Vocabulary
    ) -> tuple[tuple[str, ...], tuple[UnknownValue, ...]]:
        strange = [value for value in values if value not in known]
        offered = tuple(known)
        return (
            tuple(value for value in known if value in values),
            tuple(UnknownValue(name, value[:SHOWN], known=offered) for value in strange),
        )

    return Parameter(name, read, list)


def many(  # noqa: PLR0913 - all that a parameter is
    name: str,
    read: Callable[[str, Vocabulary], object],
    *,
    most: int,
    wrong: Callable[[str, Vocabulary], UnknownValue],
    write: Callable[[Any], str] = str,
    longest: int = MAX_READ,
) -> Parameter:
    """
    Return a parameter of which every value counts, in their order; no more than some.

    Parameters
    ----------
    name, read, wrong
        As of `single`.
    most
        How many.
    write
        Of one value.
    longest
        As of `Parameter`.
    """

    def each(
        values: Sequence[str], atlas: Vocabulary
    ) -> tuple[tuple[object, ...], tuple[UnknownValue, ...]]:
        found = [(value, read(value, atlas)) for value in values]
        good = [meant for _, meant in found if meant is not None]
        strange = [wrong(value, atlas) for value, meant in found if meant is None]
        over = [UnknownValue(name, write(meant)[:SHOWN], too_many=most) for meant in good[most:]]
        return tuple(good[:most]), (*strange, *over)

    # One more is looked at than may be: who gave too many is to know.
    return Parameter(
        name, each, lambda values: [write(value) for value in values], longest, most + 1
    )


def words(name: str) -> Parameter:
    """Return a parameter that is any text; what is too long of it is cut."""
    return Parameter(name, lambda values, _: (values[-1][:MAX_TEXT], ()))


def read(
    params: Mapping[str, str | Sequence[str]], table: Sequence[Parameter], atlas: Vocabulary = None
) -> tuple[dict[str, Any], tuple[UnknownValue, ...]]:
    """
    Read some parameters.

    Parameters
    ----------
    params
        Parameter name -> values; others than those of the table are passed over.
    table
        The parameters.
    atlas
        Knows which values there are; none is needed where no parameter of the table asks it.

    Returns
    -------
    dict
        Field -> value, of those that are given and right.
    tuple of UnknownValue
        What is wrong, in the order of the table.
    """
    found: dict[str, Any] = {}
    wrong: list[UnknownValue] = []
    for parameter in table:
        given = params.get(parameter.name, ())
        if values := clean(given, longest=parameter.longest, most=parameter.most):
            value, strange = parameter.read(values, atlas)
            wrong += strange
            if value is not None:
                found[parameter.field] = value
    return found, tuple(wrong)


def written(value: Any, usual: Any, table: Sequence[Parameter]) -> dict[str, str | list[str]]:  # noqa: ANN401 - any dataclass whose fields the table names
    """
    Write the parameters of a link; what stands as usual is left out.

    Parameters
    ----------
    value, usual
        What a link is to say, and what one says that carries nothing: of one dataclass.
    table
        The parameters.
    """
    known = {field.name for field in fields(value)}
    return {
        parameter.name: parameter.write(getattr(value, parameter.field))
        for parameter in table
        if parameter.field in known
        and getattr(value, parameter.field) != getattr(usual, parameter.field)
    }
