"""Say a sheet in words: for those who do not see it, and what its map could not show."""

from typing import TYPE_CHECKING

from atlas.briefing.content import Content
from atlas.i18n import text
from atlas.maps.print.drawing import PrintedMap
from atlas.maps.print.scene import Scene

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas


def describe(said: Content) -> str:
    """Say what a sheet shows, for those who do not see it: sentence, zones, words of marks."""
    lang = said.order.lang
    names = text("print.list", lang).join(said.zones[f"name_{lang}"].astype(str))
    marked = [mark.words for mark in said.order.map.mark if mark.words]
    words = text("print.marks", lang, words=text("print.list", lang).join(marked))
    return " ".join(filter(None, (said.sentence, names, words if marked else "")))


def left_out(atlas: "Atlas", drawn: PrintedMap | Scene, lang: str, *, displaced: int) -> str:
    """
    Say which zones and prefectures a map could not name, what is outside its frame or moved.

    Parameters
    ----------
    atlas
        The atlas.
    drawn
        The map, or the scene that holds it.
    lang
        ``"zh"`` or ``"en"``.
    displaced
        How many zones stand a little off their place.
    """
    said = []
    for key, ids in (("unplaced", drawn.unplaced), ("beyond", drawn.beyond)):
        if ids:
            names = text("print.list", lang).join(
                atlas.label("zones", zone, lang, short=True) for zone in ids
            )
            said.append(text(f"print.{key}", lang, names=names))
    if drawn.unnamed:
        names = text("print.list", lang).join(
            atlas.prefectures.loc[[*drawn.unnamed], f"map_{lang}"]
        )
        said.append(text("print.unnamed", lang, names=names))
    if displaced:
        said.append(text("print.displaced", lang, n=displaced))
    return text("print.join", lang).join(said)
