"""Say a sheet in words: for those who do not see it, and what its map could not show."""

from typing import TYPE_CHECKING

from atlas.briefing.content import Content
from atlas.i18n import text
from atlas.maps.print.drawing import PrintedMap
from atlas.maps.print.scene import Scene
from atlas.office.edition import OWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from atlas.model.atlas import Atlas


MOST_TOLD = 200  # zones that a description names
MOST_LISTED = 30  # zones that a foot names: who wants them all has a table
FEW_LISTED = 8  # of more than that, all an office's own: a handful tells as much as thirty


def describe(said: Content) -> str:
    """Say what a sheet shows, for those who do not see it: sentence, zones, words of marks."""
    lang = said.order.lang
    names = listed(said.zones[f"name_{lang}"].astype(str).tolist(), lang, most=MOST_TOLD)
    marked = [mark.words for mark in said.order.map.mark if mark.words]
    words = text("print.marks", lang, words=text("print.list", lang).join(marked))
    return " ".join(filter(None, (said.sentence, names, words if marked else "")))


def listed(names: "Sequence[str]", lang: str, *, most: int) -> str:
    """Return names as a list; of very many so many, and how many there are."""
    said = text("print.list", lang).join(names[:most])
    return said if len(names) <= most else text("print.note.more", lang, names=said, n=len(names))


def zones_listed(atlas: "Atlas", ids: "Sequence[str]", lang: str) -> str:
    """Return the short names of zones as a list; of very many those of the plan, and a few."""
    most, ordered = len(ids), [*ids]
    if most > MOST_LISTED:
        own = atlas.zones["level"].reindex(ordered).to_numpy() == OWN
        ordered = [ordered[number] for number in own.argsort(kind="stable")]
        most = min(MOST_LISTED, max(FEW_LISTED, int((~own).sum())))
    named = [atlas.label("zones", zone, lang, short=True) for zone in ordered[:most]]
    return listed([*named, *ordered[most:]], lang, most=most)


def left_out(
    atlas: "Atlas", drawn: PrintedMap | Scene, lang: str, *, zones_only: bool = False
) -> str:
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
    zones_only
        Leave out prefectures and what was moved: a picture in a text has no room for them.
    """
    said = []
    for key, ids in (("unplaced", drawn.unplaced), ("beyond", drawn.beyond)):
        if ids:
            said.append(text(f"print.{key}", lang, names=zones_listed(atlas, ids, lang)))
    if drawn.unnamed and not zones_only:
        names = text("print.list", lang).join(
            atlas.prefectures.loc[[*drawn.unnamed], f"map_{lang}"]
        )
        said.append(text("print.unnamed", lang, names=names))
    if drawn.dots:
        said.append(text("print.dots", lang, n=len(drawn.dots)))
    if (moved := _moved(drawn)) and not zones_only:
        said.append(text("print.displaced", lang, n=moved))
    return text("print.join", lang).join(said) + text("print.end", lang) if said else ""


def _moved(drawn: PrintedMap | Scene) -> int:
    """Return how many zones stand a little off their place."""
    if isinstance(drawn, PrintedMap):
        return len(drawn.displaced)
    return len({item.key for item in drawn.walk() if item.role == "offset"})
