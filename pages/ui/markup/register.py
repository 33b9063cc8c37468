"""
The table of all zones as a browser makes it: its head as HTML, its rows as columns.

Thousands of rows as HTML are megabytes that say the same over and over; a browser shows a hundred.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import takewhile
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from atlas.i18n import text
from atlas.model import columns, series
from atlas.model.atlas import Atlas
from pages.ui.markup import cells, render

_SLOT = re.compile("\x00([0-9]+)\x00")  # no text of ours holds a zero byte
Column = dict[str, Any]


def table(atlas: Atlas, lang: str) -> dict[str, Any]:
    """
    Return the table of all zones.

    Parameters
    ----------
    atlas
        The data.
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    dict
        ``html``, the table without rows; ``row``, the HTML of one: every other piece is a number of
        a column, whose cell of the zone stands there; ``columns``, see `coded`: first those that
        the head has, but for its boxes, from left to right.
    """
    macros = render.macros("markup/register_row", lang=lang, atlas=atlas)
    zones = atlas.zones
    names = [atlas.label("zones", zone, lang) for zone in zones.index]
    given: dict[str, Column] = {
        "name": {"cells": [str(escape(name)) for name in names]},
        "type": _slugs(atlas, lang, "types", zones["zone_type"]),
        "level": _slugs(atlas, lang, "levels", zones["level"]),
        "areas": _areas(atlas, lang, macros),
        "place": coded(
            zip(zones["prefecture"], zones["county"], strict=True),
            lambda place: macros.place(*place),
            lambda place: str(place[1]),
        ),
        "industries": _phrases(atlas, lang, macros),
    }
    # Apart from the others: an office may head a column of its own "type" or "place".
    own: dict[Hashable, Column] = {}
    for each in series.grouped(atlas):
        if isinstance(each, str):
            own[each] = _own(atlas, lang, each, macros)
            continue
        lines = (cells.line(atlas, lang, zone, each) for zone in zones.index)
        own[each] = coded(lines, macros.numbers, lambda line: line.order)
        own |= {head: _own(atlas, lang, head, macros) for head in each.heads.values()}
    glyph = coded(zones["zone_type"], macros.glyph)
    drawn = [*given.values(), *own.values(), glyph]
    slots = [Markup(f"\0{n}\0") for n in range(len(drawn))]  # noqa: S704 - our own
    said = dict(zip(given, slots, strict=False))
    row = macros.row(said, dict(zip(own, slots[len(given) :], strict=False)), slots[-1])
    pieces: list[Any] = _SLOT.split(" ".join(row.split()))
    pieces[1::2] = map(int, pieces[1::2])
    html = render.markup("markup/register", lang=lang, atlas=atlas)
    return {"html": html, "row": pieces, "columns": drawn}


def coded(
    given: Iterable[Hashable],
    written: Callable[[Any], str],
    order: Callable[[Any], str] | None = None,
) -> Column:
    """
    Return a column of which each cell that is met again is written once.

    Parameters
    ----------
    given
        What stands in each row.
    written
        Gives it as HTML.
    order
        Gives what it is sorted by; none where that is the HTML.

    Returns
    -------
    dict
        ``cells``, the HTML that differs, with what they all begin and end with as ``open`` and
        ``close``; ``orders``, what these are sorted by, unless it is themselves; ``of``, for each
        zone the number of its cell.
    """
    places, known = pd.factorize(pd.Series([*given], dtype=object), use_na_sentinel=False)
    found: Column = _shared([str(written(each)).strip() for each in known])
    if order is not None:
        orders = [order(each) for each in known]
        found |= {} if orders == found["cells"] else {"orders": orders}
    return found | {"of": places.tolist()}


def _shared(texts: Sequence[str]) -> Column:
    """Return texts without what all of them begin and end with, and that."""
    if len(texts) <= 1:
        return {"cells": [*texts]}
    first = _beginning(texts)
    rest = [each[len(first) :] for each in texts]
    last = _beginning([each[::-1] for each in rest])[::-1]
    inner = [each.removesuffix(last) for each in rest]
    return {"cells": inner} | {k: v for k, v in (("open", first), ("close", last)) if v}


def _beginning(texts: Sequence[str]) -> str:
    """Return what all texts begin with: what the first and the last in order do."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(min(texts), max(texts), strict=False))
    return "".join(each for each, _ in same)


def _slugs(atlas: Atlas, lang: str, vocabulary: str, slugs: pd.Series) -> Column:
    """Return the names of what zones are, sorted as their vocabulary is."""
    index = getattr(atlas, vocabulary).index
    return coded(
        slugs,
        lambda slug: str(escape(atlas.label(vocabulary, slug, lang))),
        lambda slug: str(index.get_loc(slug)),
    )


def _areas(atlas: Atlas, lang: str, macros: Any) -> Column:  # noqa: ANN401 - a template's module
    rows = atlas.members[["area", "scheme", "basis"]].itertuples(index=False, name=None)
    found = coded(
        rows,
        lambda row: macros.area(*row),
        lambda row: atlas.label("areas", row[0], lang, short=True),
    )
    return found | {"of": _listed(atlas, atlas.members["zone"], found["of"])}


def _phrases(atlas: Atlas, lang: str, macros: Any) -> Column:  # noqa: ANN401 - a template's module
    found = coded(atlas.zone_industries["industry"], macros.phrase)
    of = _listed(atlas, atlas.zone_industries["zone"], found["of"])
    return found | {"of": of, "between": text("list.comma", lang)}


def _listed(atlas: Atlas, owners: pd.Series, numbers: Sequence[int]) -> list[list[int]]:
    """Return of each zone the numbers of its cells: several stand in one row."""
    found: dict[str, list[int]] = {zone: [] for zone in atlas.zones.index}
    for zone, number in zip(owners, numbers, strict=True):
        if zone in found:
            found[zone].append(number)
    return [*found.values()]


def _own(atlas: Atlas, lang: str, head: str, macros: Any) -> Column:  # noqa: ANN401 - as above
    values = columns.values(atlas, head).to_dict()
    worded = columns.table(atlas)["kind"].to_dict()[head] == "text"

    def written(cell: cells.Cell) -> str:
        return macros.words(cell.shown) if worded else str(escape(cell.shown))

    given = (cells.of(atlas, lang, head, values.get(zone)) for zone in atlas.zones.index)
    return coded(given, written, lambda cell: cell.order)
