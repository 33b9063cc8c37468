"""Show where in the province a map lies: a small map in a corner that is free."""

from typing import TYPE_CHECKING

import numpy as np
import shapely

from atlas.maps.print import basemap, density, extents, insets
from atlas.maps.print.projection import View, rings_of
from atlas.maps.print.scene import Group, Item, Path, rectangle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from atlas.maps.print.context import MapContext, MapFrame
    from atlas.maps.print.projection import Box

SHARES = (0.2, 0.16, 0.13)  # of the map's width, tried until there is room
LEAST, MOST = 46.0, 130.0  # points it is wide at scale 1
MARGIN = 4.0  # points of paper around the province
EDGE = 6.0  # points between it and the map's frame
CORNERS = ((0.0, 1.0), (0.0, 0.0), (1.0, 0.0), (1.0, 1.0))
FINE = 0.5  # points: detail below this is not drawn
WHOLE = 0.75  # of the province's span: a map of more needs no locator


def place(context: "MapContext", view: View, larger: "Sequence[MapFrame]") -> "Box | None":
    """
    Return where a locator stands: x, y, width, height in points; None where none is needed or fits.

    Parameters
    ----------
    context
        Of the map.
    view
        What the map shows.
    larger
        Its insets.
    """
    x0, y0, x1, y1 = basemap.base(context.atlas).province.bounds
    shown = view.extent
    seen = max((shown[2] - shown[0]) / (x1 - x0), (shown[3] - shown[1]) / (y1 - y0))
    if extents.is_province(context.subject) or seen > WHOLE:
        return None
    named = context.within(view) & ~density.dots(context, view).which
    space = insets.free_space(context, view, view.sheet(context.at)[named])
    space.fill_boxes(insets.taken_by(context, inset) for inset in larger)
    # It hides what the map speaks of only where there is no room beside that.
    clear = space.copy()
    known = basemap.base(context.atlas)
    land = known.detail(insets.OUTLINE).counties[known.counties.index.isin(context.land)]
    clear.fill_area(shapely.transform(shapely.union_all(land), view.sheet))
    for each in (clear, space):
        for share in SHARES:
            wide = min(max(share * view.box[2], LEAST * context.grow), MOST * context.grow)
            high = wide * (y1 - y0) / (x1 - x0)
            for corner in CORNERS:
                found = each.find(wide + 2 * EDGE, high + 2 * EDGE, near=corner)
                if found is not None:
                    return found[0] + EDGE, found[1] + EDGE, wide, high
    return None


def draw(context: "MapContext", view: View, box: "Box") -> list[Item]:
    """
    Draw the province small, with what the map shows of it marked.

    Parameters
    ----------
    context
        Of the map.
    view
        What the map shows.
    box
        Where: see `place`.
    """
    known = basemap.base(context.atlas)
    x0, y0, x1, y1 = known.province.bounds
    margin = MARGIN * context.grow / box[2] * (x1 - x0)
    small = View.over((x0 - margin, y0 - margin, x1 + margin, y1 + margin), box)
    detail, styles, grow = known.detail(FINE / small.scale), context.styles, context.grow
    land = detail.counties[known.counties.index.isin(context.land)]
    edge, window = styles["line/province"].stroke or "", styles["sheet/accent"].fill or ""
    items: list[Item] = [rectangle(*box, role="locator", fill=styles["sheet/paper"].fill or "")]
    province = rings_of(detail.province, small)
    items.append(
        Path(province, role="locator", fill=styles["sheet/rule"].stroke or "", opacity=0.5)
    )
    if len(land) < len(known.counties):
        rings = rings_of(shapely.coverage_union_all(land), small)
        items.append(Path(rings, role="locator", fill=window, opacity=0.35))
    items.append(Path(province, role="locator", stroke=edge, width=0.6 * grow))
    corners = np.array(view.extent).reshape(2, 2)
    (left, bottom), (right, top) = small.sheet(corners).tolist()
    shown = rectangle(left, top, right - left, bottom - top, role="locator")
    items.append(Path(shown.rings, role="locator", stroke=window, width=1.0 * grow))
    frame = styles["sheet/frame"].stroke or ""
    return [
        Group(tuple(items), clip=box, name="locator"),
        rectangle(*box, role="locator", stroke=frame, width=0.6 * grow),
    ]
