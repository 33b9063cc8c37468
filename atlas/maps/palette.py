"""Give the colours of a sheet: the style table, with what a print style changes of it."""

from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from atlas.maps import style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from atlas.model.atlas import Atlas

_MADE: "WeakKeyDictionary[Atlas, dict[str, Mapping[str, style.Style]]]" = WeakKeyDictionary()


def palette(atlas: "Atlas", name: str) -> "Mapping[str, style.Style]":
    """
    Return the styles of a sheet by their keys.

    Parameters
    ----------
    atlas
        Its style table is the screen's and the colour print's; its palettes change colours of it.
    name
        One of `atlas.briefing.order.SHEET_STYLES`.

    Raises
    ------
    atlas.style.StyleError
        If a colour cannot be drawn.
    """
    made = _MADE.setdefault(atlas, {})
    if name not in made:
        made[name] = _palette(atlas, name)
    return made[name]


def _palette(atlas: "Atlas", name: str) -> "dict[str, style.Style]":
    styles = {row.key: row for row in style.read(atlas.style)}
    changes = atlas.palettes[atlas.palettes["palette"] == name].set_index("key")
    for row in style.read(changes[["fill", "stroke"]]):
        own = styles[row.key]
        styles[row.key] = replace(own, fill=row.fill or own.fill, stroke=row.stroke or own.stroke)
    return styles
