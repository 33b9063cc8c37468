"""Draw an office's own zones as dots where they are too many to stand beside each other."""

from dataclasses import dataclass

import numpy as np
import shapely

from atlas.maps.choropleth import FILL, NONE
from atlas.maps.print import zones
from atlas.maps.print.context import MapContext, MapFrame, Mask
from atlas.maps.print.projection import View
from atlas.maps.print.scene import Path, Symbol, outline
from atlas.maps.print.symbols import PX, symbol
from atlas.office.edition import OWN

CROWDED = 0.05  # of a frame that symbols of own zones take at most; where they are more: dots
SMALLER = 0.6  # of a symbol: a dot that makes room for names is at most so large
FINEST = 2.0  # points: a smaller dot is lost on paper
EDGE = 0.3  # points: the line around dots, which parts them from the ground
ROLE = "dots"
SEEN_OUTLINE = 14.0  # points: among dots a smaller outline is a blot


@dataclass(frozen=True, eq=False)
class Dots:
    """
    The own zones of a frame that dots stand for.

    Attributes
    ----------
    which
        Which of the zones that a map shows: (n,).
    size
        Of a dot, points.
    """

    which: Mask
    size: float

    def __len__(self) -> int:
        return int(self.which.sum())

    @property
    def least_outline(self) -> float:
        """How large the outline of a zone has to be to be drawn, points at size 1."""
        return SEEN_OUTLINE if self.which.any() else zones.SEEN_OUTLINE


def dots(context: MapContext, view: View, *, crowded: bool = False) -> Dots:
    """
    Tell which zones are dots in a view: all own ones, if their symbols would take too much room.

    The zones of the plan keep their symbols, and so does a zone that is marked.

    Parameters
    ----------
    context
        Of the map.
    view
        Of its frame.
    crowded
        Whether their symbols take too much room in any case.
    """
    if not context.own.any():
        return Dots(context.own, 0.0)
    inside = context.own & context.within(view)
    full = _symbol(context, 0.0, 0.0).size
    share = inside.sum() * full**2 / (view.box[2] * view.box[3])
    if not inside.any() or (share <= CROWDED and not crowded):
        return Dots(np.zeros(len(context.ids), dtype=bool), full)
    smaller = full * min(float(np.sqrt(CROWDED / share)), SMALLER if crowded else 1.0)
    marked = np.array(context.ids, dtype=object) == context.order.map.zone
    return Dots(inside & ~marked, max(FINEST * context.grow, smaller))


def drawn(context: MapContext, frame: MapFrame, found: Dots) -> list[Path]:
    """Draw dots, those of a colour as one area: what is a thousand shapes no program moves."""
    shade = context.shade
    of = shade.of if shade is not None and shade.drawn == FILL else {}
    by_colour: dict[str, list[Symbol]] = {}
    for dot in marks(context, frame, found):
        by_colour.setdefault(of.get(dot.key, NONE), []).append(dot)
    return [
        Path(
            _united(alike),
            role=ROLE,
            fill=alike[0].fill if colour == NONE else context.styles[colour].fill or "",
            stroke=alike[0].stroke,
            width=EDGE * context.grow,
        )
        for colour, alike in sorted(by_colour.items())
    ]


def _united(alike: list[Symbol]) -> tuple[np.ndarray, ...]:
    """Return the rings of the area that symbols of one shape and size cover together."""
    unit = outline(alike[0]) - (alike[0].x, alike[0].y)
    corners = np.array([(dot.x, dot.y) for dot in alike])[:, None] + unit
    parts = shapely.get_parts(shapely.union_all(shapely.polygons(corners)))
    return tuple(
        shapely.get_coordinates(ring)[:-1]
        for part in parts
        for ring in (part.exterior, *part.interiors)
    )


def marks(context: MapContext, frame: MapFrame, found: Dots) -> list[Symbol]:
    """Return each dot as a symbol, beside which a name may stand."""
    at = frame.view.sheet(context.at[found.which]).tolist()
    ids = np.array(context.ids, dtype=object)[found.which]
    look = _symbol(context, 0.0, 0.0)
    return [
        Symbol(
            *(x, y, look.shape, found.size, look.fill, look.stroke),
            role="dot",
            key=zone,
            frame=frame.name,
        )
        for zone, (x, y) in zip(ids, at, strict=True)
    ]


def _symbol(context: MapContext, x: float, y: float) -> Symbol:
    """Return the symbol of own zones in full size."""
    return symbol(
        context.atlas,
        context.styles,
        zone_type=OWN,
        level=OWN,
        x=x,
        y=y,
        grow=PX * context.grow,
    )
