"""Write paths, symbols and text as native shapes of a slide, each with a name and a description."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

import numpy as np
from lxml import etree
from pptx.oxml.ns import qn

from atlas.briefing.slides.elements import (
    LEADING,
    Box,
    Words,
    colour,
    emu,
    named,
    placed,
    run,
    sub,
)
from atlas.briefing.slides.rings import cut, distinct, inside, loops, upright_box
from atlas.maps.print import fonts
from atlas.maps.print.scene import OUTLINES, Path, Ring, Symbol, Text, outline

if TYPE_CHECKING:
    from pptx.oxml.shapes.groupshape import CT_GroupShape

UNITS = 100  # of a freeform's own coordinates in a point
# The shapes of the style table and what the slide program calls them. A star's waist is half the
# adjustment; the same star is drawn in print.
PRESETS = {
    "star": ("star5", 21_000),
    "square": ("rect", None),
    "circle": ("ellipse", None),
    "diamond": ("diamond", None),
    "triangle": ("triangle", None),
    "pentagon": ("pentagon", None),
    "hexagon": ("hexagon", None),
}
ALIGNMENT = {"start": "l", "middle": "ctr", "end": "r"}
MIDDLE = 0.39  # em from the baseline up to the middle of a line, whatever the face
VEIL = 0.45  # opacity


class Canvas:
    """
    A slide's or a group's shapes, to draw on.

    Parameters
    ----------
    tree
        The element that holds them.
    lang
        ``"zh"`` or ``"en"``: what the text is in.
    ids
        Numbers no other shape of the slide has.
    """

    def __init__(
        self, tree: "CT_GroupShape", *, lang: str, ids: Iterator[int] | None = None
    ) -> None:
        self.tree, self.lang = tree, lang
        self.ids = count(tree.max_shape_id + 1) if ids is None else ids

    def group(self, name: str, *, alt: str = "") -> "Canvas":
        """Begin a group; `close` it when it is full."""
        group = sub(self.tree, "p:grpSp")
        named(sub(group, "p:nvGrpSpPr"), "p:cNvGrpSpPr", next(self.ids), name, alt)
        place = sub(sub(group, "p:grpSpPr"), "a:xfrm")
        for tag in ("a:off", "a:ext", "a:chOff", "a:chExt"):
            keys = ("x", "y") if tag.endswith("ff") else ("cx", "cy")
            sub(place, tag, **dict.fromkeys(keys, 0))
        return Canvas(group, lang=self.lang, ids=self.ids)

    def close(self) -> None:
        """Fit a group's frame to what is in it; take an empty one away."""
        if len(self.tree) > 2:  # noqa: PLR2004 - its names and its place
            self.tree.recalculate_extents()
        else:
            self.tree.getparent().remove(self.tree)

    # Shapes --------------------------------------------------------------------------------------

    def path(self, path: Path, name: str, *, clip: Box | None = None) -> None:
        """Draw a path: a straight line as a connector, a rectangle as such, else a freeform."""
        rings = list(path.rings)
        if clip is not None and not inside(rings, clip):
            if path.fill and path.stroke and path.width:
                # Cut areas have no edge along the cut.
                self.path(replace(path, stroke=""), name, clip=clip)
                self.path(replace(path, fill=""), name, clip=clip)
                return
            if path.closed and not path.fill:
                rings = [np.vstack([ring, ring[:1]]) for ring in rings]
            closed = bool(path.fill)
            self._freeform(path, cut(rings, clip, closed=closed, width=path.width), name)
            return
        if not path.closed and len(rings) == 1 and len(rings[0]) == 2:  # noqa: PLR2004 - ends
            self.connector(path, rings[0], name)
        elif path.closed and len(rings) == 1 and (box := upright_box(rings[0])) is not None:
            shape = self._shape(name, path.alt, box)
            _preset(shape, "rect", None)
            _paint(shape, path)
        else:
            self._freeform(path, [(ring, path.closed) for ring in rings], name)

    def draw(self, item: Path | Symbol, name: str, *, clip: Box | None = None) -> None:
        """Draw a path, which is cut at a rectangle if there is one, or a symbol."""
        if isinstance(item, Path):
            self.path(item, name, clip=clip)
        else:
            self.symbol(item, name)

    def symbol(self, symbol: Symbol, name: str) -> None:
        """Draw a symbol as the autoshape of its kind; as a freeform where there is none."""
        corners = outline(symbol)
        if symbol.shape in OUTLINES and symbol.shape not in PRESETS:
            drawn = Path(
                (corners,),
                fill=symbol.fill,
                stroke=symbol.stroke,
                width=symbol.width,
                opacity=symbol.opacity,
                alt=symbol.alt,
            )
            self._freeform(drawn, [(corners, True)], name)
            return
        if symbol.shape in OUTLINES:
            (x0, y0), (x1, y1) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
        else:
            half = symbol.size / 2
            x0, y0, x1, y1 = symbol.x - half, symbol.y - half, symbol.x + half, symbol.y + half
        preset, adjustment = PRESETS.get(symbol.shape, PRESETS["circle"])
        shape = self._shape(name, symbol.alt, (x0, y0, x1 - x0, y1 - y0))
        _preset(shape, preset, adjustment)
        _paint(shape, symbol)

    def label(self, line: Text, name: str, *, lean: str = "") -> None:
        """
        Write one line of a scene where it stands there.

        Parameters
        ----------
        line
            The text.
        name
            Of the shape.
        lean
            ``start``, ``middle`` or ``end``: which end stays where it is if the client's face is
            wider or narrower than ours; that of the text if nothing is said.
        """
        wide = fonts.width(line.text, bold=line.bold) * line.size + line.spacing * len(line.text)
        left = line.x - {"start": 0, "middle": wide / 2, "end": wide}[line.anchor]
        high = line.size * 1.08
        # Not every program shows a seam around letters: a veil behind them serves all.
        veil = Path((), fill=line.halo, opacity=VEIL) if line.halo else None
        words = Words(
            line.text,
            line.size,
            bold=line.bold,
            fill=line.fill,
            spacing=line.spacing,
            halo=line.halo,
            halo_width=line.halo_width,
        )
        self.box(
            (left, line.y - MIDDLE * line.size - high / 2, wide, high),
            [[words]],
            name,
            align=lean or line.anchor,
            wrap=False,
            edge=veil,
        )

    def box(  # noqa: PLR0913 - a text box's looks
        self,
        box: Box,
        lines: Sequence[Sequence[Words]],
        name: str,
        *,
        align: str = "start",
        top: bool = False,
        wrap: bool = True,
        tab: float = 0.0,
        edge: Path | None = None,
        tip: tuple[float, float] | None = None,
    ) -> etree._Element:
        """
        Write paragraphs into a text box without margins.

        Parameters
        ----------
        box
            x, y, width, height in points.
        lines
            The runs of each paragraph.
        name
            Of the shape.
        align
            ``start``, ``middle`` or ``end``.
        top
            Whether text stands at the top of the box, else in its middle.
        wrap
            Whether lines break at the box's width.
        tab
            Where the text after a tab ends, points from the left.
        edge
            Its fill and stroke are the box's.
        tip
            What it speaks of, points: the box becomes a callout.
        """
        shape = self._shape(name, "", box, words=tip is None)
        if tip is None:
            _preset(shape, "rect", None)
        else:
            _callout(shape, box, tip)
        _paint(shape, edge or Path(()))
        body = sub(shape, "p:txBody")
        sub(
            body,
            "a:bodyPr",
            wrap="square" if wrap else "none",
            lIns=0,
            tIns=0,
            rIns=0,
            bIns=0,
            rtlCol=0,
            anchor="t" if top else "ctr",
        )
        sub(body, "a:lstStyle")
        for line in lines:
            paragraph = sub(body, "a:p")
            looks = sub(paragraph, "a:pPr", algn=ALIGNMENT[align])
            exact = round(max(words.size for words in line) * LEADING * 100)
            sub(sub(looks, "a:lnSpc"), "a:spcPts", val=exact)
            if tab:
                sub(sub(looks, "a:tabLst"), "a:tab", pos=emu(tab), algn="r")
            for words in line:
                run(paragraph, words, self.lang)
        return shape

    # Parts of shapes -----------------------------------------------------------------------------

    def _shape(self, name: str, alt: str, box: Box, *, words: bool = False) -> etree._Element:
        shape = sub(self.tree, "p:sp")
        own = named(sub(shape, "p:nvSpPr"), "p:cNvSpPr", next(self.ids), name, alt)
        if words:
            own.set("txBox", "1")
        placed(sub(shape, "p:spPr"), box)
        return shape

    def connector(self, path: Path, ends: Ring, name: str, *, arrow: bool = False) -> None:
        """Draw a straight line between two points, with an arrow's head at its end if asked."""
        (x0, y0), (x1, y1) = ends.tolist()
        shape = sub(self.tree, "p:cxnSp")
        named(sub(shape, "p:nvCxnSpPr"), "p:cNvCxnSpPr", next(self.ids), name, path.alt)
        properties = sub(shape, "p:spPr")
        place = placed(properties, (min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0)))
        for key, turned in (("flipH", x1 < x0), ("flipV", y1 < y0)):
            if turned:
                place.set(key, "1")
        _preset(shape, "line", None)
        _paint(shape, path, fill=False)
        if arrow:
            sub(properties.find(qn("a:ln")), "a:tailEnd", type="triangle", w="med", len="lg")

    def _freeform(
        self,
        path: Path,
        rings: list[tuple[Ring, bool]],
        name: str,
    ) -> None:
        kept = [(np.round(ring * UNITS).astype(int), closed) for ring, closed in rings]
        # A line that comes back to where it began is closed too, so that its corner has no gap.
        kept = [(distinct(ring), closed or loops(ring)) for ring, closed in kept]
        kept = [(ring, closed) for ring, closed in kept if len(ring) > 1]
        if not kept:
            return
        points = np.concatenate([ring for ring, _ in kept])
        low, size = points.min(axis=0), np.maximum(np.ptp(points, axis=0), 1)
        (x, y), (wide, high) = low.tolist(), size.tolist()
        shape = self._shape(name, path.alt, (x / UNITS, y / UNITS, wide / UNITS, high / UNITS))
        geometry = sub(shape.find(qn("p:spPr")), "a:custGeom")
        for tag in ("a:avLst", "a:gdLst", "a:ahLst", "a:cxnLst"):
            sub(geometry, tag)
        sub(geometry, "a:rect", l="0", t="0", r="r", b="b")
        drawn = sub(sub(geometry, "a:pathLst"), "a:path", w=wide, h=high)
        if not path.fill:
            drawn.set("fill", "none")
        for ring, closed in kept:
            first, *others = (ring - low).tolist()
            sub(sub(drawn, "a:moveTo"), "a:pt", x=first[0], y=first[1])
            for px, py in others:
                sub(sub(drawn, "a:lnTo"), "a:pt", x=px, y=py)
            if closed:
                sub(drawn, "a:close")
        _paint(shape, path)


def _preset(shape: etree._Element, preset: str, adjustment: int | None) -> None:
    values = sub(sub(shape.find(qn("p:spPr")), "a:prstGeom", prst=preset), "a:avLst")
    if adjustment is not None:
        sub(values, "a:gd", name="adj", fmla=f"val {adjustment}")
        # So that it fills its frame.
        sub(values, "a:gd", name="hf", fmla="val 105146")
        sub(values, "a:gd", name="vf", fmla="val 110557")


def _callout(shape: etree._Element, box: Box, tip: tuple[float, float]) -> None:
    """Make a shape a box with a wedge, as `atlas.maps.print.marks.wedge` draws it."""
    x, y, wide, high = box
    values = sub(sub(shape.find(qn("p:spPr")), "a:prstGeom", prst="wedgeRectCallout"), "a:avLst")
    away = (tip[0] - x - wide / 2) / wide, (tip[1] - y - high / 2) / high
    for name, share in zip(("adj1", "adj2"), away, strict=True):
        sub(values, "a:gd", name=name, fmla=f"val {round(share * 100_000)}")


def _paint(shape: etree._Element, item: Path | Symbol, *, fill: bool = True) -> None:
    properties = shape.find(qn("p:spPr"))
    through = item.opacity * (item.fill_opacity if isinstance(item, Path) else 1.0)
    colour(properties, item.fill if fill else "", opacity=through)
    if not (item.stroke and item.width):
        sub(sub(properties, "a:ln"), "a:noFill")
        return
    line = sub(properties, "a:ln", w=emu(item.width), cap="flat")
    colour(line, item.stroke, opacity=item.opacity)
    dash = item.dash if isinstance(item, Path) else ()
    if dash:
        dashes = sub(line, "a:custDash")
        for on, off in zip(dash[::2], dash[1::2], strict=False):
            share = 100_000 / item.width  # thousandths of a per cent of the width
            sub(dashes, "a:ds", d=round(on * share), sp=round(off * share))
    sub(line, "a:round")
