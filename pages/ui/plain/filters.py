"""The plain edition's form: what a browser sends of it."""

from collections.abc import Sequence

from atlas.i18n import LANGS
from atlas.maps import choropleth
from atlas.selection.selection import Selection

# A field of a condition bears its beginning: the column and the sign. The rest is typed.
CONDITION = "where:"
SHADING = ("shade", "shade-as", "breaks")  # what the form asks of a column that the map shows
USUAL = {
    "scheme": Selection().scheme,
    "min-grade": Selection().min_grade,
    "shade-as": choropleth.FILL,
    "breaks": choropleth.write_breaks(choropleth.USUAL),
    "lang": LANGS[0],
}


def tidied(params: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """
    Return the parameters of a link as the app writes them.

    A form sends its empty fields and what is usual too, and the parts of a condition apart.

    Parameters
    ----------
    params
        As they came.
    """
    tidy: list[tuple[str, str]] = []
    shown = any(name == SHADING[0] and value.strip() for name, value in params)
    given = {name: value for name, value in params if value.strip()}
    for name, value in params:
        if name in SHADING and (not shown or value != given[name]):
            # Nothing to draw or to part; or breaks that are written down count for a method.
            continue
        if not value.strip() or USUAL.get(name) == value:
            continue
        if name.startswith(CONDITION):
            tidy.append(("where", name.removeprefix(CONDITION) + value))
        else:
            tidy.append((name, value))
    return tidy
