"""Set the map on a slide: as a picture, or as shapes that can be edited, in groups, with names."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from atlas.briefing import sheet, typeset
from atlas.briefing.slides.elements import Box, plain
from atlas.briefing.slides.marks import put_mark
from atlas.briefing.slides.rings import thinned
from atlas.i18n import table, text
from atlas.maps.layers import LAYERS
from atlas.maps.legend import LINES
from atlas.maps.print import fonts, marks
from atlas.maps.print.drawn import ROLE
from atlas.maps.print.scene import Group, Path, Scene, Symbol, Text, moved
from atlas.maps.surroundings import SITE

if TYPE_CHECKING:
    from atlas.briefing.slides.context import SlideContext
    from atlas.briefing.slides.shapes import Canvas

Drawn = Path | Symbol | Text
MOST_DPI = 300  # of the map's picture: more than a projector shows, and the file stays small
# The base map, which one moves as a whole.
BASE = ("ground", "graticule", "glow", "area", "pattern", "hatch", *LINES)
# What belongs to a zone without being its symbol.
KEYED = {
    "label": "name",
    "leader": "leader",
    "offset": "here",
    "dot": "dot",
    "accuracy": "accuracy",
    "chosen": "chosen",
    "disputed": "disputed",
    "shade": "shade",
}


def compose_map(context: "SlideContext", width: float, height: float) -> Scene:
    """Return the map alone, drawn as on the printed sheet; points."""
    drawn = sheet.compose_map(context.atlas, context.order, width, height, grow=context.scale)
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
        As shapes that can be edited, rather than as a picture; what is marked by hand is shapes
        on either.
    """
    name, alt = text("slides.map", context.lang), drawn.description
    if not native:
        picture = typeset.png(marks.without(drawn), dpi=min(context.order.dpi, MOST_DPI))
        context.picture(picture, (x, y, drawn.width, drawn.height), name, alt)
        _marks(context, drawn, (x, y))
        return
    canvas = context.canvas().group(name, alt=alt)
    for item in drawn.items:
        if isinstance(item, Group):
            _frame(context, canvas, moved(item, x, y))
        else:
            _draw(context, canvas, moved(item, x, y))
    canvas.close()


def _marks(context: "SlideContext", drawn: Scene, at: tuple[float, float]) -> None:
    """Put what is marked by hand over a map's picture."""
    name = text("slides.marks", context.lang)
    canvas = context.canvas().group(name, alt=name)
    for frame in drawn.items:
        if isinstance(frame, Group):
            _put_marks(context, canvas, moved(frame, *at))
    canvas.close()


def _put_marks(context: "SlideContext", canvas: "Canvas", frame: Group) -> None:
    """Put what is marked by hand in a frame of the map."""
    for item in frame.items:
        if isinstance(item, Group) and marks.number_of(item):
            put_mark(context, canvas, item, clip=frame.clip)


def _frame(context: "SlideContext", canvas: "Canvas", group: Group) -> None:
    """Draw one map frame: its base map as a group of its own, then zones, names and marks."""
    kind = group.name.removeprefix("map-")
    number = kind.removeprefix("inset-")
    name = text("slides.map", context.lang)
    if number != kind:
        name = text("slides.inset", context.lang, n=number)
    frame = canvas.group(name, alt=name)
    called = text("slides.base", context.lang)
    base = frame.group(called, alt=called)
    items = [item for item in group.items if not isinstance(item, Group)]
    below = [item for item in items if isinstance(item, Path) and item.role in BASE]
    for path in thinned(below):
        _draw(context, base, path, clip=group.clip)
    base.close()
    symbols = {item.key: item for item in items if isinstance(item, Symbol) and item.role == "zone"}
    for item in items:
        if not (isinstance(item, Path) and item.role in BASE):
            _draw(context, frame, item, clip=group.clip, symbols=symbols)
    _put_marks(context, frame, group)
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
    if isinstance(item, Path) and item.role.startswith(ROLE) and item.alt:
        return item.alt
    if item.role == "park" and isinstance(item, Symbol):
        return text("slides.of.park", lang, name=item.alt)
    if item.role == "area":
        return atlas.label("prefectures", item.key, lang)
    if isinstance(item, Symbol) and (item.role == "context" or item.role.startswith(SITE)):
        site = LAYERS.get(item.role.removeprefix(SITE))
        return item.alt or text(site.title if site else "print.context", lang)
    if item.key and item.role not in BASE:
        zone = atlas.label("zones", item.key, lang)
        kind = KEYED.get(item.role)
        return text(f"slides.of.{kind}", lang, name=zone) if kind else zone
    known = table(lang, "slides.part.")
    return known.get(f"slides.part.{item.role}", known["slides.part.furniture"])


def _lean(label: Text, symbol: Symbol) -> str:
    """Return which end of a name stays where it is: the one at its symbol."""
    wide = fonts.width(label.text, bold=label.bold) * label.size
    if symbol.x <= label.x:
        return "start"
    return "end" if symbol.x >= label.x + wide else "middle"
