"""
Which zones each choice keeps, as one table that a program without this library can look up.

A browser shows a filter before the server answers: it must come to the same zones, and so it is
told all that it needs and knows no rule of its own.
"""

from typing import TYPE_CHECKING

from atlas.selection.facets import Facets
from atlas.selection.flags import COUNTED, FLAGS, GRADES, PICKED, SHEET
from atlas.selection.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from atlas.model.atlas import Atlas

# The parameters that are no filters but say what a filter means, each with its field.
SWITCHES = {"scheme": "scheme", "min-grade": "min_grade"}
FILTERS = [flag for flag in FLAGS if flag != PICKED]
# The flags whose choices depend on one of them.
DEPENDS = {"area": "scheme", "cluster": "min-grade"}


def table(atlas: "Atlas") -> dict[str, object]:
    """
    Return which zones each choice keeps, and what holds where a link is silent.

    Parameters
    ----------
    atlas
        The atlas that is selected from.

    Returns
    -------
    dict
        ``ids``: the zones in table order. ``flags``: for each flag, ``by``, the parameter that its
        choices depend on or ``""``, and ``kept``: value of that parameter -> slug -> positions in
        ``ids``; a flag of free text has no choices. ``picked``: the flag whose choices are the
        zones themselves, given more than once or beside ``sheet``. ``usual``: the parameters of
        `SWITCHES` with the value that a link leaves out. ``cleared``: the parameters that go when
        the filters are cleared.
    """
    plain = Selection()
    values: dict[str, Iterable[str]] = {"scheme": atlas.schemes.index, "min-grade": GRADES}
    flags = {}
    for flag in FILTERS:
        by, kept = DEPENDS.get(flag, ""), {}
        for value in (values[by] if by else ("",)) if flag in COUNTED else ():
            asked = plain.with_(**{SWITCHES[by]: value}) if by else plain
            kept[value] = _kept(atlas, flag, asked)
        flags[flag] = {"by": by, "kept": kept}
    return {
        "ids": atlas.zones.index.tolist(),
        "flags": flags,
        "picked": {"flag": PICKED, "sheet": SHEET},
        "usual": {name: getattr(plain, field) for name, field in SWITCHES.items()},
        # The regionalisation stays: it says what an area is and keeps no zone out.
        "cleared": [*FILTERS, "min-grade"],
    }


def _kept(atlas: "Atlas", flag: str, asked: Selection) -> dict[str, list[int]]:
    """Return slug -> the positions of the zones that it keeps."""
    matrix = atlas.once(Facets).matrix(flag, scheme=asked.scheme, min_grade=asked.min_grade)
    return {slug: column.to_numpy().nonzero()[0].tolist() for slug, column in matrix.items()}
