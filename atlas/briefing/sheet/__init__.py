"""Lay a sheet out: one function draws preview and print, all figures come from one content."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from atlas.briefing import provenance
from atlas.briefing.content import Content, content, shortened
from atlas.briefing.order import DPI, LAYOUTS, MM, Layout, Order, check
from atlas.i18n import text
from atlas.maps.palette import palette
from atlas.maps.print import basemap, drawing, fonts, projection, symbols
from atlas.maps.print.lettering import LEADING, lettering, wrap
from atlas.maps.print.scene import Item, Path, Scene, Symbol, Text, line, rectangle
from atlas.maps.print.symbols import PX

if TYPE_CHECKING:
    from atlas.maps.style import Style
    from atlas.model.atlas import Atlas

Block = Callable[["_Paper", float, float, float], float]
QR_SIDE = 18.5 * MM  # a code must be at least 18 mm wide to be read from a copy
GRATICULE_ROOM = 12.0  # points outside the frame for degrees


def compose(atlas: "Atlas", order: Order) -> Scene:
    """
    Lay out a whole sheet: title, sentence, map, legend, table, foot and code.

    Parameters
    ----------
    atlas
        The atlas.
    order
        What is asked.

    Returns
    -------
    Scene
        In points; the same for the same atlas and order, whatever the resolution.

    Raises
    ------
    OrderError
        If the order cannot be carried out.
    """
    check(order)
    # The resolution is the typesetter's: preview and print are one drawing.
    return _composed(atlas, order.with_(dpi=DPI[0]))


@lru_cache(maxsize=64)
def _composed(atlas: "Atlas", order: Order) -> Scene:
    return _Paper(atlas, content(atlas, order)).scene()


def compose_map(  # noqa: PLR0913 - a map's place and looks
    atlas: "Atlas",
    order: Order,
    width: float,
    height: float,
    *,
    grow: float = 1.0,
    plain: bool = False,
) -> Scene:
    """
    Lay out the map alone, for a slide or a page that has its own title and legend.

    Parameters
    ----------
    atlas
        The atlas.
    order
        What is asked; its layout does not matter.
    width, height
        Points.
    grow
        Factor of lettering, symbols and lines.
    plain
        A locator: no names, no insets, no scale bar.
    """
    check(order)
    said, styles = content(atlas, order), palette(atlas, order.style)
    room = 0.0 if plain else GRATICULE_ROOM * grow
    box = (room * 1.7, 1.0, width - room * 1.7 - 1.0, height - room - 1.0)
    drawn = drawing.draw(atlas, said, box, styles, grow=grow, plain=plain)
    return Scene(
        width=width,
        height=height,
        items=drawn.items,
        background=styles["sheet/paper"].fill or "",
        frames=drawn.frames,
        title=lettering(said.title, order.lang),
        description=describe(said),
        unplaced=drawn.unplaced,
        beyond=drawn.beyond,
    )


def describe(said: Content) -> str:
    """Say what a sheet shows, for those who do not see it: the sentence, then every zone."""
    lang = said.order.lang
    names = text("print.list", lang).join(said.zones[f"name_{lang}"].astype(str))
    return " ".join(filter(None, (said.sentence, names)))


def left_out(
    atlas: "Atlas", drawn: drawing.PrintedMap | Scene, lang: str, *, displaced: int
) -> str:
    """Say which zones a map could not name, has outside its frame, or moved a little."""
    said = []
    for key, ids in (("unplaced", drawn.unplaced), ("beyond", drawn.beyond)):
        if ids:
            names = text("print.list", lang).join(
                atlas.label("zones", zone, lang, short=True) for zone in ids
            )
            said.append(text(f"print.{key}", lang, names=names))
    if displaced:
        said.append(text("print.displaced", lang, n=displaced))
    return text("print.join", lang).join(said)


@dataclass(frozen=True, slots=True)
class _Size:
    """Sizes of lettering, points, on a layout of scale 1."""

    title: float = 25.0
    sentence: float = 12.0
    heading: float = 11.0
    body: float = 9.4
    small: float = 7.6
    note: float = 6.8


SIZE = _Size()
MOST_LINK = 240  # characters of a link that are printed; the code and the metadata hold it whole
MOST_FILTER = 160  # characters of the filter in words
TIGHTEST = 0.6  # lettering beside the map shrinks at most to this before a block is cut


class _Paper:
    """A sheet while it is laid out."""

    def __init__(self, atlas: "Atlas", said: Content) -> None:
        self.atlas, self.said, self.order = atlas, said, said.order
        self.lang = said.order.lang
        self.layout: Layout = LAYOUTS[said.order.layout]
        self.styles: Mapping[str, Style] = palette(atlas, said.order.style)
        self.items: list[Item] = []
        self.drawn: drawing.PrintedMap | None = None
        self.scale = self.layout.scale
        self.ink = self.styles["sheet/ink"].fill or ""
        self.muted = self.styles["sheet/muted"].fill or ""
        self.accent = self.styles["sheet/accent"].fill or ""
        self.rule = self.styles["sheet/rule"]

    def scene(self) -> Scene:
        width, height, margin = self.layout.width, self.layout.height, self.layout.margin
        self.items.append(rectangle(0, 0, width, 4.5 * self.scale, fill=self.accent))
        top = self._head(margin, margin * 0.55 + 4.5 * self.scale, width - 2 * margin)
        drawn = self._beside(top) if self.layout.legend == "right" else self._beneath(top)
        return Scene(
            width=width,
            height=height,
            items=tuple(self.items),
            background=self.styles["sheet/paper"].fill or "",
            frames=drawn.frames,
            title=lettering(self.said.title, self.lang),
            description=describe(self.said),
            unplaced=drawn.unplaced,
            beyond=drawn.beyond,
            missing=self._missing(),
        )

    def _missing(self) -> str:
        """Return the characters of what the sheet says that the faces lack."""
        names = self.said.zones[f"name_{self.lang}"].astype(str)
        return fonts.missing(
            "".join((self.said.title, self.said.sentence, self.said.words, *names))
        )

    # Lettering -----------------------------------------------------------------------------------

    def write(  # noqa: PLR0913 - a line's looks
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        *,
        role: str,
        bold: bool = False,
        fill: str = "",
        anchor: str = "start",
        key: str = "",
    ) -> None:
        """Set one line with its baseline at y."""
        self.items.append(
            Text(
                x,
                y,
                lettering(words, self.lang),
                size,
                bold=bold,
                fill=fill or self.ink,
                anchor=anchor,
                role=role,
                key=key,
            )
        )

    def fitted(self, words: str, width: float, size: float, *, bold: bool = False) -> float:
        """Return the size at which a line fits a width, at most the given one."""
        wide = fonts.width(lettering(words, self.lang), bold=bold) * size
        return size if wide <= width else size * width / wide

    def paragraph(  # noqa: PLR0913 - a paragraph's looks
        self,
        x: float,
        y: float,
        width: float,
        words: str,
        size: float,
        *,
        role: str,
        fill: str = "",
        bold: bool = False,
    ) -> float:
        """Set a text in as many lines as it needs, from y downwards; return where it ends."""
        for part in wrap(lettering(words, self.lang), width, size=size, bold=bold):
            y += size * LEADING
            self.write(x, y - size * 0.32, part, size, role=role, fill=fill, bold=bold)
        return y

    # Head ----------------------------------------------------------------------------------------

    def _head(self, x: float, y: float, width: float) -> float:
        """Set mark, title and sentence; return where they end."""
        scale = self.scale
        mark, size = self.said.mark, SIZE.small * 1.15 * scale
        wide = fonts.width(lettering(mark, self.lang), bold=True) * size + 12 * scale
        high = size * 1.9
        self.items.append(
            rectangle(
                x + width - wide,
                y + 3 * scale,
                wide,
                high,
                role="mark",
                stroke=self.accent,
                width=0.9 * scale,
            )
        )
        self.write(
            x + width - wide / 2,
            y + 3 * scale + high / 2 + size * 0.36,
            mark,
            size,
            role="mark",
            bold=True,
            fill=self.accent,
            anchor="middle",
        )
        room = width - wide - 14 * scale
        title = self.said.title
        size = SIZE.title * scale
        if self.fitted(title, room, size, bold=True) >= 0.72 * size:
            size = self.fitted(title, room, size, bold=True)
            y += size * 1.22
            self.write(x, y - size * 0.22, title, size, role="title", bold=True)
        else:
            # A long title takes two lines, then as many smaller ones as it needs.
            size *= 0.72
            while len(wrap(lettering(title, self.lang), room, size=size, bold=True)) > 2:  # noqa: PLR2004
                size *= 0.94
            y = self.paragraph(x, y, room, title, size, role="title", bold=True)
        y += 2 * scale
        size = SIZE.sentence * scale
        y = self.paragraph(x, y, width, self.said.sentence, size, role="sentence", fill=self.muted)
        return y + 5 * scale

    # Layouts -------------------------------------------------------------------------------------

    def _beside(self, top: float) -> drawing.PrintedMap:
        """Map on the left, what explains it on the right, the foot under the map."""
        layout, scale = self.layout, self.scale
        x, right, bottom = (
            layout.margin,
            layout.width - layout.margin,
            layout.height - layout.margin * 0.6,
        )
        column = 0.225 * layout.width
        map_width = right - column - 16 * scale - x
        room = GRATICULE_ROOM * scale
        reserve = SIZE.note * scale * LEADING  # for what only the drawn map can tell

        def draw() -> float:
            foot = self._height(self._notes, map_width, scale) + (0.0 if self.drawn else reserve)
            high = bottom - foot - room - 6 * scale - top
            self._map((x + room * 1.6, top, map_width - room * 1.6, high))
            return foot

        foot = self._settled(draw, lambda: self._height(self._notes, map_width, scale))
        self._notes(x, bottom - foot, map_width, scale)
        blocks: list[Block] = [
            _Paper._types,
            _Paper._areas,
            _Paper._lines,
            _Paper._table,
            _Paper._proof,
        ]
        self._stack(blocks, right - column, top, column, bottom - top)
        return self.drawn

    def _beneath(self, top: float) -> drawing.PrintedMap:
        """Map above, what explains it below in three columns, the foot last."""
        layout, scale = self.layout, self.scale
        x, right, bottom = (
            layout.margin,
            layout.width - layout.margin,
            layout.height - layout.margin * 0.7,
        )
        width = right - x
        gap = 16 * scale
        code = 0.4 * width
        columns = np.array([0.27, 0.35, 0.38]) * (width - 2 * gap)
        blocks: list[list[Block]] = [
            [_Paper._types],
            [_Paper._areas, _Paper._lines],
            [_Paper._table],
        ]
        room = GRATICULE_ROOM * scale
        proof_high = self._height_of(_Paper._proof, code, scale)

        def foot() -> float:
            return max(self._height(self._notes, width - code - gap, scale), proof_high)

        def legend() -> float:
            return max(
                sum(self._height_of(block, w, scale) for block in stack)
                for stack, w in zip(blocks, columns.tolist(), strict=True)
            )

        def draw() -> float:
            below = foot() + legend()
            below += 0.0 if self.drawn else SIZE.note * scale * LEADING
            map_high = bottom - below - room - 12 * scale - top
            self._map((x + room * 1.6, top, width - room * 1.6, map_high))
            return below

        below = self._settled(draw, lambda: foot() + legend())
        map_bottom = bottom - below - room - 12 * scale
        at = x
        for stack, w in zip(blocks, columns.tolist(), strict=True):
            y = map_bottom + room + 4 * scale
            for block in stack:
                y = block(self, at, y, w, scale)
            at += w + gap
        at_foot = bottom - foot()
        self._notes(x, at_foot, width - code - gap, scale)
        self._proof(right - code, at_foot, code, scale)
        return self.drawn

    def _settled(self, draw: Callable[[], float], needed: Callable[[], float]) -> float:
        """Draw the map over a foot that is high enough for what the drawn map has to say there."""
        before = list(self.items)
        foot = draw()
        if needed() > foot:
            self.items = before
            foot = draw()
        return foot

    def _map(self, box: projection.Box) -> None:
        self.drawn = drawing.draw(self.atlas, self.said, box, self.styles, grow=self.scale)
        self.items += self.drawn.items

    def _height_of(self, block: Block, width: float, scale: float) -> float:
        return self._height(lambda x, y, w, s: block(self, x, y, w, s), width, scale)

    def _height(self, block: Callable[..., float], width: float, scale: float) -> float:
        """Return how high a block becomes: it is set and taken away again."""
        before = list(self.items)
        end = block(0.0, 0.0, width, scale)
        self.items = before
        return end

    def _stack(
        self, blocks: Sequence[Block], x: float, y: float, width: float, room: float
    ) -> None:
        """Set blocks below each other, as large as the room allows, the last one at the foot."""
        scale = self.scale
        while True:
            heights = [self._height_of(block, width, scale) for block in blocks]
            if sum(heights) <= room or scale < TIGHTEST * self.scale:
                break
            scale *= 0.97
        over = max(0.0, room - sum(heights)) / max(1, len(blocks) - 1)
        over = min(over, 16 * scale)
        end = y + room
        for block, high in zip(blocks[:-1], heights[:-1], strict=True):
            block(self, x, y, width, scale)
            y += high + over
        blocks[-1](self, x, end - heights[-1], width, scale)

    # Blocks: each sets itself from y downwards and returns where it ends --------------------------

    def _heading(self, x: float, y: float, width: float, words: str, scale: float) -> float:
        size = SIZE.heading * scale
        y += size * 1.3
        self.write(x, y - size * 0.3, words, size, role="heading", bold=True)
        self.items.append(line((x, y), (x + width, y), stroke=self.accent, width=1.1 * scale))
        return y + 3 * scale

    def _row(  # noqa: PLR0913 - a row of the legend
        self,
        x: float,
        y: float,
        width: float,
        scale: float,
        *,
        words: str,
        n: int | None = None,
        bold: bool = False,
        key: str = "",
        room: float = 26.0,
    ) -> float:
        size = SIZE.body * scale
        high = size * 1.62
        base = y + high / 2 + size * 0.36
        count = "" if n is None else text("print.count", self.lang, n=n) if n else "\u2013"
        taken = room * scale + (fonts.width(count) * size + 6 * scale if count else 0)
        fitted = self.fitted(words, width - taken, size, bold=bold)
        self.write(x + room * scale, base, words, fitted, role="legend", bold=bold, key=key)
        if count:
            self.write(x + width, base, count, size, role="legend-count", anchor="end", key=key)
        return y + high

    def _types(self, x: float, y: float, width: float, scale: float) -> float:
        """Set the types on the map with their counts."""
        y = self._heading(x, y, width, text("print.types", self.lang), scale)
        high = SIZE.body * scale * 1.62
        national = self.atlas.levels.index[0]
        zones = self.said.zones
        for slug, n in self.said.summary.types.items():
            if not n:
                continue
            of_type = zones.loc[zones["zone_type"] == slug, "level"]
            level = (
                national
                if (of_type == national).all()
                else str(of_type[of_type != national].iloc[0])
            )
            self.items.append(
                symbols.symbol(
                    self.atlas,
                    self.styles,
                    zone_type=slug,
                    level=level,
                    x=x + 11 * scale,
                    y=y + high / 2,
                    grow=PX * scale,
                    role="legend",
                    key=slug,
                )
            )
            y = self._row(
                x,
                y,
                width,
                scale,
                words=self.atlas.label("types", slug, self.lang),
                n=int(n),
                key=slug,
            )
        if self.said.summary.levels.get(national):
            size = SIZE.small * scale
            y = self.paragraph(
                x,
                y,
                width,
                text("print.national", self.lang),
                size,
                role="note",
                fill=self.styles["text/national"].fill or "",
                bold=True,
            )
        return y + 5 * scale

    def _areas(self, x: float, y: float, width: float, scale: float) -> float:
        """Set the areas that fill the map, with their counts; what is inferred is hatched."""
        y = self._heading(x, y, width, text("print.areas", self.lang), scale)
        high = SIZE.body * scale * 1.62
        for slug, n in self.said.summary.areas.items():
            style = self.styles[f"area/{slug}"]
            swatch = (x + 1 * scale, y + high * 0.18, 20 * scale, high * 0.64)
            self.items.append(
                rectangle(
                    *swatch,
                    role="legend",
                    key=slug,
                    fill=style.fill,
                    stroke=style.stroke,
                    width=0.6 * scale,
                )
            )
            y = self._row(
                x,
                y,
                width,
                scale,
                words=self.atlas.label("areas", slug, self.lang),
                n=int(n),
                key=slug,
            )
        basis = self.atlas.prefectures.get(f"basis_{self.order.selection.scheme}")
        if basis is not None and (basis == "inferred").any():
            box = (x + 1 * scale, y + high * 0.18, 20 * scale, high * 0.64)
            ring = rectangle(*box).rings[0]
            slug = self.atlas.prefectures.index[basis == "inferred"][0]
            area = self.atlas.prefectures.loc[slug, f"area_{self.order.selection.scheme}"]
            self.items.append(rectangle(*box, role="legend", fill=self.styles[f"area/{area}"].fill))
            self.items += symbols.hatch(
                [np.vstack([ring, ring[:1]])], self.styles, grow=scale * 0.8
            )
            self.items.append(
                rectangle(
                    *box,
                    role="legend",
                    stroke=self.styles["area/inferred"].stroke,
                    width=0.6 * scale,
                )
            )
            n = self.said.summary.inferred
            y = self._row(x, y, width, scale, words=text("print.inferred", self.lang), n=n or None)
        return y + 3 * scale

    def _lines(self, x: float, y: float, width: float, scale: float) -> float:
        """Set the lines of the map."""
        kinds = basemap.boundaries(self.order.selection.scheme)
        size = SIZE.small * scale
        high, gap = size * 1.7, 24 * scale
        named = {kind: text(f"print.boundary_{kind}", self.lang) for kind in kinds}
        widest = max(fonts.width(lettering(words, self.lang)) for words in named.values()) * size
        # Two a row, unless a name would have to be set much smaller for that.
        across = 2 if gap + 0.85 * widest <= width / 2 else 1
        each = width / across
        for number, (kind, words) in enumerate(named.items()):
            style = self.styles[f"line/{kind}"]
            left = x + (number % across) * each
            base = y + (number // across) * high + high / 2
            self.items.append(
                line(
                    (left, base),
                    (left + 20 * scale, base),
                    role="legend",
                    stroke=style.stroke,
                    width=(style.width or 1) * scale,
                    dash=tuple(float(d) * scale for d in (style.dash or "").split()),
                    opacity=style.opacity,
                )
            )
            self.write(
                left + gap,
                base + size * 0.36,
                words,
                self.fitted(words, each - gap - 2 * scale, size),
                role="legend",
                fill=self.muted,
            )
        y += math.ceil(len(kinds) / across) * high
        if self.order.context:
            style = self.styles["sheet/context"]
            self.items.append(
                Symbol(
                    x + 10 * scale,
                    y + high / 2,
                    style.shape or "circle",
                    (style.size or 5) * scale,
                    style.fill or "",
                    style.stroke or "",
                    (style.width or 0.5) * scale,
                    role="legend",
                )
            )
            y = self._explained(x, y, high, size, text("print.context", self.lang), scale)
        if self.drawn is not None and self.drawn.circles:
            style = self.styles["line/accuracy"]
            turn = np.linspace(0, 2 * np.pi, 33)[:-1]
            middle = np.array([x + 10 * scale, y + high / 2])
            around = np.column_stack([np.cos(turn), np.sin(turn)]) * high * 0.36 + middle
            self.items.append(
                Path(
                    (around,),
                    role="legend",
                    stroke=style.stroke or "",
                    width=0.7 * scale,
                    dash=tuple(float(d) * 0.5 * scale for d in (style.dash or "").split()),
                    opacity=style.opacity,
                )
            )
            y = self._explained(x, y, high, size, text("print.accuracy", self.lang), scale)
        return y + 5 * scale

    def _explained(  # noqa: PLR0913, PLR0917 - a row's place and size
        self, x: float, y: float, high: float, size: float, words: str, scale: float
    ) -> float:
        base = y + high / 2 + size * 0.36
        self.write(x + 24 * scale, base, words, size, role="legend", fill=self.muted)
        return y + high

    def _table(self, x: float, y: float, width: float, scale: float) -> float:
        """Set areas × types; below all zones of a type: one of two areas counts once there."""
        y = self._heading(x, y, width, text("print.table", self.lang), scale)
        table, size = self.said.table, SIZE.body * 0.96 * scale
        first = 0.36 * width
        across = (width - first) / (len(table.columns) + 1)
        high = size * 1.62
        types = list(table.columns)
        for number, slug in enumerate(types):
            level = self.atlas.levels.index[1]
            self.items.append(
                symbols.symbol(
                    self.atlas,
                    self.styles,
                    zone_type=slug,
                    level=level,
                    x=x + first + (number + 0.5) * across,
                    y=y + high / 2,
                    grow=PX * scale * 0.85,
                    role="legend",
                    key=slug,
                )
            )
        total = text("print.table_total", self.lang)
        right = x + first + (len(types) + 0.5) * across
        self.write(
            right,
            y + high / 2 + size * 0.36,
            total,
            self.fitted(total, across, size * 0.9),
            role="table",
            anchor="middle",
            fill=self.muted,
        )
        y += high
        for area, row in table.iterrows():
            y = self._table_row(
                x,
                y,
                first,
                across,
                size,
                self.atlas.label("areas", area, self.lang, short=True),
                [*row.tolist(), int(self.said.summary.areas[area])],
            )
        self.items.append(
            line(
                (x, y),
                (x + width, y),
                stroke=self.rule.stroke,
                width=(self.rule.width or 0.6) * scale,
            )
        )
        sums = [int(self.said.summary.types[slug]) for slug in types]
        y = self._table_row(
            x,
            y,
            first,
            across,
            size,
            text("print.table_zones", self.lang),
            [*sums, self.said.summary.n],
            bold=True,
        )
        return y + 5 * scale

    def _table_row(  # noqa: PLR0913, PLR0917 - a row of the table
        self,
        x: float,
        y: float,
        first: float,
        across: float,
        size: float,
        name: str,
        counts: Sequence[int],
        *,
        bold: bool = False,
    ) -> float:
        high = size * 1.55
        base = y + high / 2 + size * 0.36
        self.write(
            x, base, name, self.fitted(name, first - 4, size, bold=bold), role="table", bold=bold
        )
        for number, n in enumerate(counts):
            self.write(
                x + first + (number + 0.5) * across,
                base,
                str(n) if n else "\u2013",
                size,
                role="table",
                anchor="middle",
                fill="" if n else self.muted,
                bold=bold,
            )
        return y + high

    def _notes(self, x: float, y: float, width: float, scale: float) -> float:
        """Say what one must know to read the sheet, and where it comes from."""
        size = SIZE.note * scale
        said = self.said
        lines = [" ".join(said.notes) if self.lang == "en" else "".join(said.notes)]
        if self.drawn is not None:
            moved = len(self.drawn.displaced)
            lines.append(left_out(self.atlas, self.drawn, self.lang, displaced=moved))
        lines += [text("print.join", self.lang).join(said.sources)]
        for words in filter(None, lines):
            y = self.paragraph(x, y, width, words, size, role="note", fill=self.muted)
        return y

    def _proof(self, x: float, y: float, width: float, scale: float) -> float:
        """Set the code and the link back to this view, the filter in words, version and day."""
        side, words = QR_SIDE, text("print.scan", self.lang)
        try:
            self._code(x, y, side)
        except provenance.ProofError as error:
            # A filter of very many words makes a link too long; it stands there cut short.
            side, words = 0.0, text(f"print.no_code.{error.key}", self.lang)
        beside = side + 7 * scale if side else 0.0
        left, room = x + beside, width - beside
        size = SIZE.note * scale
        end = self.paragraph(left, y, room, words, size * 1.05, role="proof", bold=True)
        end = self.paragraph(
            left,
            end,
            room,
            text("print.filter", self.lang, words=shortened(self.said.words, MOST_FILTER)),
            size,
            role="proof",
            fill=self.muted,
        )
        stamp = text(
            "print.source.made",
            self.lang,
            version=self.atlas.version,
            day=f"{self.order.date:%Y-%m-%d}",
        )
        end = self.paragraph(left, end, room, stamp, size, role="proof", fill=self.muted)
        end = self._link(left, end, room, size * 0.86)
        return max(end, y + side) + 2 * scale

    def _code(self, x: float, y: float, side: float) -> None:
        """Draw the code that leads to the view."""
        modules = np.asarray(provenance.qr(self.order.link))
        cell = side / len(modules)
        rings = tuple(
            rectangle(x + column * cell, y + row * cell, cell, cell).rings[0]
            for row, column in np.argwhere(modules).tolist()
        )
        paper = self.styles["sheet/paper"].fill
        self.items.append(rectangle(x, y, side, side, role="furniture", fill=paper))
        self.items.append(Path(rings, role="qr", fill=self.ink, alt=self.order.link))

    def _link(self, x: float, y: float, width: float, size: float) -> float:
        """Set a link, which has no blanks, in lines that break between its parts."""
        link = shortened(self.order.link, MOST_LINK)
        parts = re.findall(r"[^/?&=%_-]*[/?&=%_-]?", link)
        now = ""
        for part in [*parts, None]:
            if now and (part is None or fonts.width(now + part) * size > width):
                y += size * LEADING
                self.write(x, y - size * 0.32, now, size, role="link", fill=self.muted)
                now = ""
            now += part or ""
        return y
