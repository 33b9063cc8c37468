"""Give the colours of a sheet: the style table, with what a print style changes of it."""

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from atlas.maps import style

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

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
        made[name] = {row.key: row for row in style.read(table(atlas, name))}
    return made[name]


def table(atlas: "Atlas", name: str) -> "pd.DataFrame":
    """Return the style table, ``atlas.style``, as a print style has it; see `palette`."""
    changes = atlas.palettes[atlas.palettes["palette"] == name].set_index("key")
    changed = atlas.style.copy()
    for column in ("shape", "fill", "stroke"):
        given = changes[column][changes[column] != ""]
        changed.loc[given.index, column] = given
    return changed
