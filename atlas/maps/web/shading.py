"""What a map's script is told of a column that is shown on the zones."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from atlas.i18n import text
from atlas.maps import choropleth, overlay
from atlas.model import columns

if TYPE_CHECKING:
    from atlas.maps.overlay import Overlay
    from atlas.maps.specification import Specification
    from atlas.model.atlas import Atlas


def shade_for_script(
    atlas: "Atlas",
    asked: "Specification",
    zones: Iterable[str],
    *,
    lang: str,
    drawn: "Overlay | None" = None,
) -> dict[str, Any] | None:
    """
    Return what ``window.atlas.shade`` is told, as JSON can hold it; None where nothing is shown.

    Parameters
    ----------
    atlas
        The atlas.
    asked
        What the map is.
    zones
        Ids of those on it: nothing is told of others.
    lang
        Of the labels.
    drawn
        What is drawn over the zones: its groups take the place of the column.

    Returns
    -------
    dict
        ``title``; ``drawn``, one of `choropleth.SHADED_AS`; ``wide``, whether the legend's words
        are too long to stand two a row; ``classes``, each ``key``, ``label``
        and ``n`` of the zones; ``of``, zone -> key; ``said``, zone -> column and value in words;
        ``shares``, zone -> 0 to 1 of the greatest, and ``steps`` of the legend, for circles and
        bars; ``colour``, theirs; ``disc``, ``largest``, ``tallest``, ``bar``, px.
    """
    found = overlay.colours(atlas, asked, drawn, lang=lang)
    if found is None:
        return None
    there = [zone for zone in zones if zone in found.of]
    colon = text("list.colon", lang)
    if drawn is not None and drawn.groups:
        said = {zone: group.words for group in drawn.groups for zone in group.zones}
    else:
        cells, head = columns.known(atlas, found.head, there), columns.name(atlas, found.head, lang)
        say = partial(columns.said, atlas, found.head, lang=lang)
        said = {zone: f"{head}{colon}{say(cell)}" for zone, cell in cells.items()}
    return {
        "title": choropleth.titled(atlas, found, lang),
        "drawn": found.drawn,
        "wide": drawn is not None,
        "classes": [
            {"key": each.key, "label": each.label, "n": each.n} for each in found.among(there)
        ],
        "of": {zone: found.of[zone] for zone in there},
        "said": said,
        "shares": {zone: found.shares[zone] for zone in there if zone in found.shares},
        "steps": [{"label": step.label, "share": step.share} for step in found.steps],
        "colour": choropleth.COLOUR,
        "disc": choropleth.DISC,
        "largest": choropleth.LARGEST,
        "tallest": choropleth.TALLEST,
        "bar": choropleth.BAR,
    }
