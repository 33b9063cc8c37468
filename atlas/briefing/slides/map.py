"""Set the map on a slide: as a picture, or as shapes that can be edited, in groups, with names."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from atlas.briefing import sheet, typeset
from atlas.briefing.slides.context import SCALE
from atlas.briefing.slides.elements import Box, plain
from atlas.briefing.slides.rings import thinned
from atlas.i18n import table, text
from atlas.maps.print import fonts
from atlas.maps.print.scene import Group, Path, Scene, Symbol, Text

if TYPE_CHECKING:
    from atlas.briefing.slides.context import SlideContext
    from atlas.briefing.slides.shapes import Canvas

Drawn = Path | Symbol | Text
MOST_DPI = 300  # of the map's picture: more than a projector shows, and the file stays small
# The base map, which one moves as a whole.
BASE = ("ground", "graticule", "neighbour", "glow", "area", "hatch", "river", "outline", "ethnic")
# What belongs to a zone without being its symbol.
KEYED = {
    "label": "name",
    "leader": "leader",
    "offset": "here",
    "dot": "dot",
    "accuracy": "accuracy",
}


def compose_map(context: "SlideContext", width: float, height: float) -> Scene:
    """Return the map alone, drawn as on the printed sheet; points."""
    drawn = sheet.compose_map(context.atlas, context.order, width, height, grow=SCALE)
    # A title is typed by someone; it may hold what the typesetter refuses.
    return replace(drawn, title=plain(drawn.title), description=plain(drawn.description))


def put_map(context: "SlideContext", drawn: Scene, x: float, y: float, *, native: bool) -> None:
    """
    Put a map on a slide.

    Parameters
    ----------
    context
        The slide.
    drawn
        Of `compose_map`.
    x, y
        Where its upper left corner stands, points.
    native
        As shapes that can be edited, rather than as a picture.
    """
    name, alt = text("slides.map", context.lang), drawn.description
    if not native:
        picture = typeset.png(drawn, dpi=min(context.order.dpi, MOST_DPI))
        context.picture(picture, (x, y, drawn.width, drawn.height), name, alt)
        return
    canvas = context.canvas().group(name, alt=alt)
    for item in drawn.items:
        if isinstance(item, Group):
            _frame(context, canvas, item, (x, y))
        else:
            _draw(context, canvas, _moved(item, (x, y)))
    canvas.close()


def _frame(
    context: "SlideContext", canvas: "Canvas", group: Group, at: tuple[float, float]
) -> None:
    """Draw one map frame: its base map as a group of its own, then zones and names."""
    kind = group.name.removeprefix("map-")
    number = kind.removeprefix("inset-")
    name = text("slides.map", context.lang)
    if number != kind:
        name = text("slides.inset", context.lang, n=number)
    clip = None
    if group.clip is not None:
        x, y, wide, high = group.clip
        clip = (x + at[0], y + at[1], wide, high)
    frame = canvas.group(name, alt=name)
    called = text("slides.base", context.lang)
    base = frame.group(called, alt=called)
    items = [_moved(item, at) for item in group.items]
    below = [item for item in items if isinstance(item, Path) and item.role in BASE]
    for path in thinned(below):
        _draw(context, base, path, clip=clip)
    base.close()
    symbols = {item.key: item for item in items if isinstance(item, Symbol) and item.role == "zone"}
    for item in items:
        if not (isinstance(item, Path) and item.role in BASE):
            _draw(context, frame, item, clip=clip, symbols=symbols)
    frame.close()


def _draw(
    context: "SlideContext",
    canvas: "Canvas",
    item: Drawn,
    *,
    clip: Box | None = None,
    symbols: Mapping[str, Symbol] | None = None,
) -> None:
    """Draw one thing of the map; a zone's name leans on the zone's symbol."""
    name = _name(context, item)
    if not isinstance(item, Text):
        canvas.draw(item, name, clip=clip)
        return
    symbol = (symbols or {}).get(item.key) if item.role == "label" else None
    canvas.label(item, name, lean=_lean(item, symbol) if symbol else "")


def _name(context: "SlideContext", item: Drawn) -> str:
    """Return what a shape is called in the list of a slide's shapes."""
    atlas, lang = context.atlas, context.lang
    if item.role == "area":
        return atlas.label("prefectures", item.key, lang)
    if isinstance(item, Symbol) and item.role == "context":
        return text("print.context", lang)
    if item.key:
        zone = atlas.label("zones", item.key, lang)
        kind = KEYED.get(item.role)
        return text(f"slides.of.{kind}", lang, name=zone) if kind else zone
    known = table(lang, "slides.part.")
    return known.get(f"slides.part.{item.role}", known["slides.part.furniture"])


def _moved(item: Drawn, at: tuple[float, float]) -> Drawn:
    """Return an item of the map where it stands on the slide."""
    if isinstance(item, Path):
        return replace(item, rings=tuple(ring + at for ring in item.rings))
    return replace(item, x=item.x + at[0], y=item.y + at[1])


def _lean(label: Text, symbol: Symbol) -> str:
    """Return which end of a name stays where it is: the one at its symbol."""
    wide = fonts.width(label.text, bold=label.bold) * label.size
    if symbol.x <= label.x:
        return "start"
    return "end" if symbol.x >= label.x + wide else "middle"
