"""Write slides: title, sentence, table and notes to be edited, the map as picture or as shapes."""

import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn

from atlas.briefing import provenance, sheet, typeset
from atlas.briefing.content import Content, content, shortened
from atlas.briefing.order import Order
from atlas.briefing.sheet import MOST_FILTER, MOST_LINK, QR_SIDE, SIZE
from atlas.briefing.slides import master
from atlas.briefing.slides.shapes import (
    LANGUAGES,
    LEADING,
    Box,
    Canvas,
    Words,
    colour,
    describe,
    emu,
    plain,
    run,
    sub,
)
from atlas.i18n import table, text
from atlas.maps.palette import palette
from atlas.maps.print import basemap, fonts
from atlas.maps.print import symbols as print_symbols
from atlas.maps.print.lettering import wrap
from atlas.maps.print.scene import Group, Item, Path, Scene, Symbol, Text, line, rectangle
from atlas.maps.print.symbols import PX

if TYPE_CHECKING:
    import pandas as pd
    from pptx.presentation import Presentation as Deck
    from pptx.slide import Slide

    from atlas.maps.style import Style
    from atlas.model.atlas import Atlas

Progress = Callable[[int, int, str], None]
SLIDE = master.SLIDE
SCALE = SLIDE.scale
MOST_DPI = 300  # of the map's picture: more than a projector shows, and the file stays small
COLUMN = 0.225  # of the slide's width, for what explains the map
GAP = 16.0  # points between map and column
SLACK = 0.96  # of a line's width is filled: a client's face may be wider than ours
THINNED = 0.8  # points: what is smaller on the slide, a freeform does without
MANY = 40  # vertices from which a line is worth thinning
SHORT = 0.85  # a name that would have to be set smaller than this gives way to its short form
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
# Characters that stand for the symbols of the style table where only text can stand.
SIGNS = {
    "star": "\N{BLACK STAR}",
    "square": "\N{BLACK SQUARE}",
    "circle": "\N{BLACK CIRCLE}",
    "diamond": "\N{BLACK DIAMOND}",
    "triangle": "\N{BLACK UP-POINTING TRIANGLE}",
    "hexagon": "\N{BLACK HEXAGON}",
}
# The same as an outline, for symbols so light that only their edge shows.
OUTLINED = {
    "star": "\N{WHITE STAR}",
    "square": "\N{WHITE SQUARE}",
    "circle": "\N{WHITE CIRCLE}",
    "diamond": "\N{WHITE DIAMOND}",
    "triangle": "\N{WHITE UP-POINTING TRIANGLE}",
    "hexagon": "\N{WHITE HEXAGON}",
}
LIGHT = 0.78  # of full brightness
# A table style of every PowerPoint: no fill, no lines. Ours are set cell by cell.
NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
QR_DOTS = 8  # pixels of one module
POINTS_PER_INCH = 72


def deck(
    atlas: "Atlas",
    orders: Sequence[Order],
    *,
    native: bool | None = None,
    progress: Progress | None = None,
) -> bytes:
    """
    Write a deck: one slide of 13.333 × 7.5 in for each order.

    Parameters
    ----------
    atlas
        The atlas.
    orders
        What is asked of each slide, at least one; the layout does not matter. The first one's
        language and style are the deck's own.
    native
        Draw the maps as shapes that can be edited, rather than as pictures; if nothing is said,
        each as its order says.
    progress
        Told before each slide how many are done, how many there are, and its title; once more
        after the last. What it raises ends the work.

    Returns
    -------
    bytes
        A PPTX file; the same for the same atlas and orders.

    Raises
    ------
    OrderError
        If an order cannot be carried out.
    ValueError
        If there is no order.
    """
    if not orders:
        raise ValueError("a deck needs at least one order")
    first = orders[0]
    made = master.deck(palette(atlas, first.style), lang=first.lang)
    titles = []
    for number, order in enumerate(orders):
        said = content(atlas, order)
        titles.append(said.title)
        if progress is not None:
            progress(number, len(orders), said.title)
        shapes = order.native if native is None else native
        _Slide(atlas, said, made, native=shapes).make(numbered=len(orders) > 1)
    if progress is not None:
        progress(len(orders), len(orders), titles[-1])
    _properties(made, first, titles)
    written = io.BytesIO()
    made.save(written)
    kind = "snapshot" if len(orders) == 1 else "deck"
    record = provenance.proof(atlas, *orders, kind=kind, title=titles[0])
    return provenance.stamp_office(written.getvalue(), record)


def _properties(made: "Deck", first: Order, titles: Sequence[str]) -> None:
    """Say in the file's own metadata what it is; no clock is read."""
    own, day = made.core_properties, dt.datetime.combine(first.date, dt.time())
    author = first.maker or text("proof.author", first.lang)
    own.title = plain(titles[0])[:255]
    own.subject = plain("; ".join(titles))[:255]
    own.author = own.last_modified_by = plain(author)[:255]
    own.comments = plain(first.link)[:255]
    own.language = LANGUAGES[first.lang][0]
    own.created = own.modified = day
    own.revision = 1
    own.keywords = own.category = ""


class _Slide:
    """One slide while it is laid out; points, as on the printed sheet."""

    def __init__(self, atlas: "Atlas", said: Content, made: "Deck", *, native: bool) -> None:
        self.atlas, self.said, self.order = atlas, said, said.order
        self.lang = said.order.lang
        self.native = native
        self.styles: Mapping[str, Style] = palette(atlas, said.order.style)
        self.ink = self.styles["sheet/ink"].fill or ""
        self.muted = self.styles["sheet/muted"].fill or ""
        self.accent = self.styles["sheet/accent"].fill or ""
        self.slide: Slide = made.slides.add_slide(made.slide_layouts[0])
        self.tree = self.slide.shapes.element
        self.drawn: Scene | None = None

    def make(self, *, numbered: bool) -> None:
        x, right = SLIDE.margin, SLIDE.width - SLIDE.margin
        bottom = SLIDE.height - SLIDE.margin * 0.6
        wide = COLUMN * SLIDE.width
        map_width = right - wide - GAP * SCALE - x
        top = self._head(x, right)
        foot = self._foot_height(map_width) + SIZE.note * SCALE * LEADING
        self._draw(map_width, bottom - foot - 6 * SCALE - top)
        if self._foot_height(map_width) > foot:
            # What the drawn map has to say of itself takes more room than was kept for it.
            foot = self._foot_height(map_width)
            self._draw(map_width, bottom - foot - 6 * SCALE - top)
        self._map(x, top)
        self._column(right - wide, top, wide, bottom - top)
        self._foot(x, bottom - foot, map_width, foot)
        if numbered:
            self._number()
        self._notes()

    def canvas(self) -> Canvas:
        """Return what draws on the slide, its numbers after those that are there."""
        return Canvas(self.tree, lang=self.lang)

    # Head ----------------------------------------------------------------------------------------

    def _head(self, x: float, right: float) -> float:
        """Set title, sentence and mark; return where they end."""
        y = SLIDE.margin * 0.55 + master.STRIPE
        mark = plain(self.said.mark)
        size = SIZE.small * 1.15 * SCALE
        wide = fonts.width(mark, bold=True) * size / SLACK + 14 * SCALE
        high = size * 1.9
        edge = Path((), stroke=self.accent, width=0.9 * SCALE)
        room = right - x - wide - 14 * SCALE
        title, full = plain(self.said.title), SIZE.title * SCALE
        fitted = min(full, SLACK * room / max(1e-9, fonts.width(title, bold=True)))
        lines = 1
        if fitted < 0.72 * full:
            # A long title takes two lines, then smaller ones.
            fitted, lines = 0.72 * full, 2
            while len(wrap(title, SLACK * room, size=fitted, bold=True)) > lines:
                fitted *= 0.94
        title_high = fitted * (1.3 * lines)
        self._placeholder(self.slide.shapes.title, title, (x, y, room, title_high), fitted, full)
        box = (right - wide, y + 3 * SCALE, wide, high)
        after = y + title_high + 1 * SCALE
        size_, full = SIZE.sentence * SCALE, SIZE.sentence * SCALE
        words = plain(self.said.sentence)
        while len(wrap(words, SLACK * (right - x), size=size_)) > 2:  # noqa: PLR2004 - lines
            size_ *= 0.94
        lines = len(wrap(words, SLACK * (right - x), size=size_))
        high = size_ * LEADING * max(1, lines)
        sentence = next(
            each
            for each in self.slide.placeholders
            if each.placeholder_format.idx == master.SENTENCE
        )
        self._placeholder(sentence, words, (x, after, right - x, high), size_, full)
        self.canvas().box(
            box,
            [[Words(mark, size, bold=True, fill=self.accent)]],
            text("slides.mark", self.lang),
            align="middle",
            edge=edge,
        )
        return after + high + 5 * SCALE

    def _placeholder(self, shape: object, words: str, box: Box, size: float, full: float) -> None:
        """Fill a placeholder; where it would look as the layout says, nothing else is said."""
        shape.left, shape.top, shape.width, shape.height = map(emu, box)
        body = shape.text_frame._txBody  # noqa: SLF001 - python-pptx has no other way to it
        paragraph = body.find(qn("a:p"))
        run(paragraph, Words(words, size, bold=full > SIZE.sentence * SCALE), self.lang)
        if size == full:
            paragraph.find(f".//{qn('a:rPr')}").attrib.pop("sz")

    # Map -----------------------------------------------------------------------------------------

    def _draw(self, width: float, height: float) -> None:
        drawn = sheet.compose_map(self.atlas, self.order, width, height, grow=SCALE)
        # A title is typed by someone; it may hold what the typesetter refuses.
        self.drawn = replace(drawn, title=plain(drawn.title), description=plain(drawn.description))

    def _map(self, x: float, y: float) -> None:
        name, alt = text("slides.map", self.lang), self.drawn.description
        if not self.native:
            picture = typeset.png(self.drawn, dpi=min(self.order.dpi, MOST_DPI))
            self._picture(picture, (x, y, self.drawn.width, self.drawn.height), name, alt)
            return
        canvas = self.canvas().group(name, alt=alt)
        for item in self.drawn.items:
            if isinstance(item, Group):
                self._frame(canvas, item, (x, y))
            else:
                self._item(canvas, _moved(item, (x, y)))
        canvas.close()

    def _picture(self, png: bytes, box: Box, name: str, alt: str, *, link: str = "") -> None:
        picture = self.slide.shapes.add_picture(io.BytesIO(png), *map(emu, box))
        describe(picture.element.nvPicPr.cNvPr, name, alt)
        if link:
            picture.click_action.hyperlink.address = link

    def _frame(self, canvas: Canvas, group: Group, at: tuple[float, float]) -> None:
        """Draw one map frame: its base map as a group of its own, then zones and names."""
        kind = group.name.removeprefix("map-")
        number = kind.removeprefix("inset-")
        name = text("slides.map", self.lang)
        if number != kind:
            name = text("slides.inset", self.lang, n=number)
        x, y, wide, high = group.clip
        clip = (x + at[0], y + at[1], wide, high)
        frame = canvas.group(name, alt=name)
        base = frame.group(text("slides.base", self.lang), alt=text("slides.base", self.lang))
        items = [_moved(item, at) for item in group.items]
        below = [item for item in items if isinstance(item, Path) and item.role in BASE]
        for item in _thinned(below):
            self._item(base, item, clip=clip)
        base.close()
        symbols = {
            item.key: item for item in items if isinstance(item, Symbol) and item.role == "zone"
        }
        for item in items:
            if not (isinstance(item, Path) and item.role in BASE):
                self._item(frame, item, clip=clip, symbols=symbols)
        frame.close()

    def _item(
        self,
        canvas: Canvas,
        item: Item,
        *,
        clip: Box | None = None,
        symbols: Mapping[str, Symbol] | None = None,
    ) -> None:
        name = self._name(item)
        match item:
            case Path():
                canvas.path(item, name, clip=clip)
            case Symbol():
                canvas.symbol(item, name)
            case Text():
                symbol = (symbols or {}).get(item.key) if item.role == "label" else None
                canvas.label(item, name, lean=_lean(item, symbol) if symbol else "")

    def _name(self, item: Path | Symbol | Text) -> str:
        """Return what a shape is called in the list of a slide's shapes."""
        lang = self.lang
        if item.role == "area":
            return self.atlas.label("prefectures", item.key, lang)
        if isinstance(item, Symbol) and item.role == "context":
            return text("print.context", lang)
        if item.key:
            zone = self.atlas.label("zones", item.key, lang)
            kind = KEYED.get(item.role)
            return text(f"slides.of.{kind}", lang, name=zone) if kind else zone
        known = table(lang, "slides.part.")
        return known.get(f"slides.part.{item.role}", known["slides.part.furniture"])

    # Beside the map ------------------------------------------------------------------------------

    def _column(self, x: float, y: float, width: float, room: float) -> None:
        """Set legend, table and origin below each other, as large as the room allows."""
        blocks = (self._types, self._areas, self._lines, self._table, self._proof)
        scale = SCALE
        while True:
            heights = [block(None, x, 0.0, width, scale) for block in blocks]
            if sum(heights) <= room or scale < sheet.TIGHTEST * SCALE:
                break
            scale *= 0.97
        over = min(max(0.0, room - sum(heights)) / (len(blocks) - 1), 16 * SCALE)
        end = y + room
        for block, high in zip(blocks[:-1], heights[:-1], strict=True):
            block(self.canvas(), x, y, width, scale)
            y += high + over
        self._proof(self.canvas(), x, end - heights[-1], width, scale)

    # Blocks: each sets itself from y downwards, if there is a canvas, and returns where it ends --

    def _heading(  # noqa: PLR0913, PLR0917 - a heading's place
        self, canvas: Canvas | None, x: float, y: float, width: float, words: str, scale: float
    ) -> float:
        size = SIZE.heading * scale
        high = size * LEADING
        if canvas is not None:
            looks = Words(words, size, bold=True, fill=self.ink)
            canvas.box((x, y, width, high), [[looks]], words)
            under = (x, y + high + 1.0 * scale), (x + width, y + high + 1.0 * scale)
            canvas.path(line(*under, stroke=self.accent, width=1.1 * scale), words)
        return y + high + 4 * scale

    def _fitted(self, names: Sequence[str], width: float, size: float) -> float:
        """Return the size at which all of some names fit a width, at most the given one."""
        widest = max((fonts.width(plain(name)) for name in names), default=0.0)
        return min(size, SLACK * width / widest) if widest else size

    def _row(  # noqa: PLR0913, PLR0917 - a row of the legend
        self,
        canvas: Canvas | None,
        x: float,
        y: float,
        width: float,
        scale: float,
        words: str,
        n: int | None,
        size: float,
    ) -> float:
        high = SIZE.body * scale * 1.62
        if canvas is not None:
            left = x + 26 * scale
            runs = [Words(words, size, fill=self.ink)]
            if n is not None:
                count = text("print.count", self.lang, n=n) if n else "\u2013"
                runs.append(Words(f"\t{count}", SIZE.body * scale, fill=self.ink))
            box = (left, y, width - 26 * scale, high)
            canvas.box(box, [runs], words, tab=width - 26 * scale)
        return y + high

    def _types(
        self, canvas: Canvas | None, x: float, y: float, width: float, scale: float
    ) -> float:
        """Set the types on the map with their counts."""
        words = text("print.types", self.lang)
        group = canvas.group(text("slides.legend", self.lang, name=words)) if canvas else None
        y = self._heading(group, x, y, width, words, scale)
        high = SIZE.body * scale * 1.62
        national = self.atlas.levels.index[0]
        zones, summary = self.said.zones, self.said.summary
        shown = {slug: int(n) for slug, n in summary.types.items() if n}
        names = {slug: self.atlas.label("types", slug, self.lang) for slug in shown}
        size = self._fitted([*names.values()], width - 56 * scale, SIZE.body * scale)
        for slug, n in shown.items():
            if group is not None:
                level = _usual(zones.loc[zones["zone_type"] == slug, "level"], national)
                symbol = self._symbol(slug, level, x + 11 * scale, y + high / 2, scale)
                group.symbol(symbol, names[slug], alt=names[slug])
            y = self._row(group, x, y, width, scale, names[slug], n, size)
        if summary.levels.get(national):
            size = SIZE.small * scale
            if group is not None:
                fill = self.styles["text/national"].fill or ""
                words = Words(text("print.national", self.lang), size, bold=True, fill=fill)
                group.box((x, y, width, size * LEADING), [[words]], words.text)
            y += size * LEADING
        if group is not None:
            group.close()
        return y + 5 * scale

    def _symbol(self, slug: str, level: str, x: float, y: float, scale: float) -> Symbol:
        return print_symbols.symbol(
            self.atlas,
            self.styles,
            zone_type=slug,
            level=level,
            x=x,
            y=y,
            grow=PX * scale,
            role="legend",
            key=slug,
        )

    def _areas(
        self, canvas: Canvas | None, x: float, y: float, width: float, scale: float
    ) -> float:
        """Set the areas that fill the map, with their counts; what is inferred is hatched."""
        words = text("print.areas", self.lang)
        group = canvas.group(text("slides.legend", self.lang, name=words)) if canvas else None
        y = self._heading(group, x, y, width, words, scale)
        high = SIZE.body * scale * 1.62
        summary, prefectures = self.said.summary, self.atlas.prefectures
        names = {slug: self.atlas.label("areas", slug, self.lang) for slug in summary.areas.index}
        room, full = width - 56 * scale, SIZE.body * scale
        if self._fitted([*names.values()], room, full) < SHORT * full:
            names = {slug: self.atlas.label("areas", slug, self.lang, short=True) for slug in names}
        inferred = text("print.inferred", self.lang)
        size = self._fitted([*names.values(), inferred], room, full)
        for slug, n in summary.areas.items():
            if group is not None:
                style = self.styles[f"area/{slug}"]
                swatch = rectangle(
                    *_swatch(x, y, high, scale),
                    fill=style.fill,
                    stroke=style.stroke,
                    width=0.6 * scale,
                    alt=names[slug],
                )
                group.path(swatch, names[slug])
            y = self._row(group, x, y, width, scale, names[slug], int(n), size)
        basis = prefectures.get(f"basis_{self.order.selection.scheme}")
        if basis is not None and (basis == "inferred").any():
            if group is not None:
                slug = prefectures.index[basis == "inferred"][0]
                area = prefectures.loc[slug, f"area_{self.order.selection.scheme}"]
                fill = self.styles[f"area/{area}"].fill
                self._hatched(group, _swatch(x, y, high, scale), fill, scale, inferred)
            n = summary.inferred or None
            y = self._row(group, x, y, width, scale, inferred, n, size)
        if group is not None:
            group.close()
        return y + 3 * scale

    def _hatched(
        self, canvas: Canvas, box: Box, fill: str | None, scale: float, words: str
    ) -> None:
        ring = rectangle(*box).rings[0]
        canvas.path(rectangle(*box, fill=fill, alt=words), words)
        for item in print_symbols.hatch(
            [np.vstack([ring, ring[:1]])], self.styles, grow=scale * 0.8
        ):
            canvas.path(item, words)
        edge = self.styles["area/inferred"].stroke
        canvas.path(rectangle(*box, stroke=edge, width=0.6 * scale), words)

    def _lines(
        self, canvas: Canvas | None, x: float, y: float, width: float, scale: float
    ) -> float:
        """Set the lines of the map."""
        kinds = basemap.boundaries(self.order.selection.scheme)
        size = SIZE.small * scale
        high = size * 1.7
        words = {kind: text(f"print.boundary_{kind}", self.lang) for kind in kinds}
        # Two a row, unless one of the names is too long for that.
        across = 2 if self._fitted([*words.values()], width / 2 - 24 * scale, size) == size else 1
        wide, rows = width / across, -(-len(kinds) // across)
        if canvas is not None:
            name = text("slides.part.outline", self.lang)
            group = canvas.group(text("slides.legend", self.lang, name=name))
            for number, (kind, said) in enumerate(words.items()):
                style = self.styles[f"line/{kind}"]
                left = x + (number % across) * wide
                middle = y + (number // across + 0.5) * high
                sample = line(
                    (left, middle),
                    (left + 20 * scale, middle),
                    stroke=style.stroke,
                    width=(style.width or 1) * scale,
                    dash=tuple(float(d) * scale for d in (style.dash or "").split()),
                    opacity=style.opacity,
                    alt=said,
                )
                group.path(sample, said)
                box = (left + 24 * scale, middle - high / 2, wide - 24 * scale, high)
                fit = self._fitted([said], wide - 24 * scale, size)
                group.box(box, [[Words(said, fit, fill=self.muted)]], said)
            if self.order.context:
                self._context(group, x, y + rows * high, width, scale)
            group.close()
        return y + (rows + bool(self.order.context)) * high + 5 * scale

    def _context(self, canvas: Canvas, x: float, y: float, width: float, scale: float) -> None:
        """Say what the small grey symbols are."""
        style, size = self.styles["sheet/context"], SIZE.small * scale
        high, words = size * 1.7, text("print.context", self.lang)
        symbol = Symbol(
            x + 10 * scale,
            y + high / 2,
            style.shape or "circle",
            (style.size or 5) * scale,
            style.fill or "",
            style.stroke or "",
            (style.width or 0.5) * scale,
        )
        canvas.symbol(symbol, words, alt=words)
        box = (x + 24 * scale, y, width - 24 * scale, high)
        canvas.box(box, [[Words(words, size, fill=self.muted)]], words)

    def _table(
        self, canvas: Canvas | None, x: float, y: float, width: float, scale: float
    ) -> float:
        """Set areas × types; below all zones of a type: one of two areas counts once there."""
        words = text("print.table", self.lang)
        y = self._heading(canvas, x, y, width, words, scale)
        said, size = self.said, SIZE.body * 0.96 * scale
        high = size * 1.6
        types = list(said.table.columns)
        body = [
            (
                self.atlas.label("areas", area, self.lang, short=True),
                [*map(int, row), int(said.summary.areas[area])],
            )
            for area, row in zip(said.table.index, said.table.to_numpy(), strict=True)
        ]
        sums = [int(said.summary.types[slug]) for slug in types]
        body.append((text("print.table_zones", self.lang), [*sums, said.summary.n]))
        if canvas is not None:
            rows = len(body) + 1
            frame = self.slide.shapes.add_table(
                rows, len(types) + 2, *map(emu, (x, y, width, rows * high))
            )
            summed = [f"{name} {numbers[-1]}" for name, numbers in body]
            alt = f"{words}: {text('print.list', self.lang).join(summed)}"
            describe(frame.element.nvGraphicFramePr.cNvPr, text("slides.table", self.lang), alt)
            self._fill(frame.table, types, body, width, high, size)
        return y + (len(body) + 1) * high + 5 * scale

    def _fill(  # noqa: PLR0913, PLR0917 - a table's looks
        self,
        grid: object,
        types: Sequence[str],
        body: Sequence[tuple[str, list[int]]],
        width: float,
        high: float,
        size: float,
    ) -> None:
        first = 0.36 * width
        total = text("print.table_total", self.lang)
        across = (width - first) / (len(types) + 1)
        for column, wide in zip(grid.columns, [first, *[across] * (len(types) + 1)], strict=True):
            column.width = emu(wide)
        for row in grid.rows:
            row.height = emu(high)
        grid.horz_banding = False
        grid.last_row = True
        grid._tbl.tblPr.find(qn("a:tableStyleId")).text = NO_STYLE  # noqa: SLF001 - no other way
        rule = self.styles["sheet/rule"].stroke or ""
        self._cell(grid.cell(0, 0), Words("", size), align=PP_ALIGN.LEFT, below=rule)
        for number, slug in enumerate(types, start=1):
            symbol = self._symbol(slug, self.atlas.levels.index[-1], 0.0, 0.0, 1.0)
            light = _brightness(symbol.fill) > LIGHT
            sign = (OUTLINED if light else SIGNS).get(symbol.shape, SIGNS["circle"])
            looks = Words(sign, size, fill=symbol.stroke if light else symbol.fill)
            self._cell(grid.cell(0, number), looks, below=rule)
        last = Words(total, self._fitted([total], across, size * 0.9), fill=self.muted)
        self._cell(grid.cell(0, len(types) + 1), last, below=rule)
        fit = self._fitted([name for name, _ in body], first - 3, size)
        for number, (name, numbers) in enumerate(body, start=1):
            bold = number == len(body)
            edges = {
                "above": self.accent if bold else rule if number == 1 else "",
                "below": self.accent if number == len(body) - 1 else "",
            }
            looks = Words(name, fit, bold=bold, fill=self.ink)
            self._cell(grid.cell(number, 0), looks, align=PP_ALIGN.LEFT, **edges)
            for place, n in enumerate(numbers, start=1):
                fill = self.ink if n else self.muted
                looks = Words(str(n) if n else "\u2013", size, bold=bold, fill=fill)
                self._cell(grid.cell(number, place), looks, **edges)

    def _cell(
        self,
        cell: object,
        words: Words,
        *,
        align: PP_ALIGN = PP_ALIGN.CENTER,
        above: str = "",
        below: str = "",
    ) -> None:
        """Write one cell, without margins; lines above and below it where these have colours."""
        cell.margin_left = cell.margin_right = cell.margin_top = cell.margin_bottom = 0
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        paragraph = cell.text_frame.paragraphs[0]
        paragraph.alignment = align
        element = paragraph._p  # noqa: SLF001 - python-pptx has no other way to it
        if words.text:
            run(element, words, self.lang)
        else:
            sub(element, "a:endParaRPr", lang=LANGUAGES[self.lang][0], sz=round(words.size * 100))
        looks = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - borders have no other way
        # Each side is said: a program's own table style would draw what is not.
        for side, fill in (("a:lnL", ""), ("a:lnR", ""), ("a:lnT", above), ("a:lnB", below)):
            colour(sub(looks, side, w=emu(0.75)), fill)
        colour(looks, "")

    @cached_property
    def code(self) -> bytes | provenance.ProofError:
        """The link's code as a picture, its modules whole pixels; or why there is none."""
        try:
            modules = np.asarray(provenance.qr(self.order.link))
        except provenance.ProofError as error:
            return error
        rings = tuple(
            rectangle(column, row, 1, 1).rings[0] for row, column in np.argwhere(modules).tolist()
        )
        side, paper = float(len(modules)), self.styles["sheet/paper"].fill or ""
        drawn = Scene(side, side, (Path(rings, role="qr", fill=self.ink),), paper)
        return typeset.png(drawn, dpi=POINTS_PER_INCH * QR_DOTS)

    def _proof(
        self, canvas: Canvas | None, x: float, y: float, width: float, scale: float
    ) -> float:
        """Set the code and the link back to this view, the filter in words, version and day."""
        order, lang = self.order, self.lang
        code = self.code
        coded = isinstance(code, bytes)
        side = QR_SIDE if coded else 0.0
        words = text("print.scan" if coded else f"print.no_code.{code.key}", lang)
        link = plain(shortened(order.link, MOST_LINK))
        size, left = SIZE.note * scale, side + 7 * scale if side else 0.0
        said = plain(shortened(self.said.words, MOST_FILTER))
        lines = [
            (words, 1.05, True, ""),
            (text("print.filter", lang, words=said), 1.0, False, self.muted),
            (
                text("print.source.made", lang, version=self.atlas.version, day=f"{order.date}"),
                1.0,
                False,
                self.muted,
            ),
            *([(link, 0.9, False, self.muted)] if link else []),
        ]
        room = width - left
        high = sum(
            factor
            * size
            * LEADING
            * _lines(said, SLACK * room, size=factor * size, bold=bold, anywhere=said is link)
            for said, factor, bold, _ in lines
        )
        if canvas is not None:
            if coded:
                alt = text("slides.code", lang, link=order.link)
                self._picture(code, (x, y, side, side), alt, alt, link=order.link)
                canvas = self.canvas()
            target = ""
            if link:
                target = self.slide.part.relate_to(order.link, RT.HYPERLINK, is_external=True)
            paragraphs = [
                [
                    Words(
                        said,
                        factor * size,
                        bold=bold,
                        fill=fill or self.ink,
                        link=target if said is link else "",
                    )
                ]
                for said, factor, bold, fill in lines
            ]
            canvas.box((x + left, y, room, high), paragraphs, text("slides.proof", lang), top=True)
        return y + max(high, side)

    # Foot ----------------------------------------------------------------------------------------

    def _foot_lines(self) -> list[str]:
        said, lang = self.said, self.lang
        gap = " " if lang == "en" else ""
        lines = [
            gap.join(said.notes),
            self._left_out(),
            text("print.join", lang).join(said.sources),
        ]
        return [plain(words) for words in lines if words]

    def _left_out(self) -> str:
        """Say which zones the map could not name, has outside its frame or moved a little."""
        if self.drawn is None:
            return ""
        moved = {item.key for item in self.drawn.walk() if item.role == "offset"}
        return sheet.left_out(self.atlas, self.drawn, self.lang, displaced=len(moved))

    def _foot_height(self, width: float) -> float:
        size = SIZE.note * SCALE
        lines = (len(wrap(words, SLACK * width, size=size)) for words in self._foot_lines())
        return sum(lines) * size * LEADING

    def _foot(self, x: float, y: float, width: float, high: float) -> None:
        size = SIZE.note * SCALE
        lines = [[Words(words, size, fill=self.muted)] for words in self._foot_lines()]
        name = text("slides.notes", self.lang)
        self.canvas().box((x, y, width, high), lines, name, top=True)

    def _number(self) -> None:
        """Give the slide its number, in the layout's own placeholder."""
        layout = self.slide.slide_layout.element
        found = layout.xpath(".//p:sp[.//p:ph[@type='sldNum']]")
        if found:
            number = deepcopy(found[0])
            number.find(".//" + qn("p:cNvPr")).set("id", str(self.tree.max_shape_id + 1))
            self.tree.append(number)

    # Notes ---------------------------------------------------------------------------------------

    def _notes(self) -> None:
        """Put all that is known of the slide under it: filter, zones, sources, link."""
        said, lang, order = self.said, self.lang, self.order
        zones = said.zones
        of_type = (
            (slug, zones.loc[zones["zone_type"] == slug, f"name_{lang}"].astype(str))
            for slug in self.atlas.types.index
        )
        listed = [
            text(
                "slides.zones",
                lang,
                name=self.atlas.label("types", slug, lang),
                n=len(names),
                names=text("print.list", lang).join(names),
            )
            for slug, names in of_type
            if len(names)
        ]
        lines = [
            said.title,
            said.sentence,
            text("slides.filter", lang, words=said.words),
            *(listed or [text("slides.none", lang)]),
            *said.notes,
            self._left_out(),
            text("slides.sources", lang),
            *said.sources,
            said.mark,
            text("slides.link", lang, link=order.link) if order.link else "",
        ]
        frame = self.slide.notes_slide.notes_text_frame
        frame.text = "\n".join(plain(words) for words in lines if words)
        language, other = LANGUAGES[lang]
        for paragraph in frame.paragraphs:
            for part in paragraph.runs:
                looks = part._r.get_or_add_rPr()  # noqa: SLF001 - runs have no language else
                looks.set("lang", language)
                looks.set("altLang", other)


# Items of the drawn map ---------------------------------------------------------------------------


def _moved(item: Path | Symbol | Text, at: tuple[float, float]) -> Path | Symbol | Text:
    """Return an item of the map where it stands on the slide."""
    if isinstance(item, Path):
        return replace(item, rings=tuple(ring + at for ring in item.rings))
    return replace(item, x=item.x + at[0], y=item.y + at[1])


def _thinned(items: Sequence[Path]) -> Iterator[Path]:
    """
    Return a base map's paths with fewer vertices, so that a slide's program stays quick.

    Areas are thinned together: what they share, they still share.
    """
    areas = [item for item in items if item.role == "area"]
    polygons = [_polygon(item) for item in areas]
    thinned = dict(zip(map(id, areas), shapely.coverage_simplify(polygons, THINNED), strict=True))
    for item in items:
        if id(item) in thinned:
            rings = tuple(
                shapely.get_coordinates(ring)
                for part in shapely.get_parts(thinned[id(item)])
                for ring in (part.exterior, *part.interiors)
            )
            yield replace(item, rings=rings)
        elif sum(map(len, item.rings)) > MANY:
            lines = [shapely.linestrings(ring) for ring in item.rings if len(ring) > 1]
            simple = shapely.simplify(lines, THINNED / 2)
            yield replace(item, rings=tuple(map(shapely.get_coordinates, simple)))
        else:
            yield item


def _polygon(path: Path) -> shapely.Geometry:
    """Return an area's polygon; rings within rings are holes."""
    area = shapely.Polygon()
    for ring in path.rings:
        area = area.symmetric_difference(shapely.Polygon(ring))
    return area


def _lean(label: Text, symbol: Symbol) -> str:
    """Return which end of a name stays where it is: the one at its symbol."""
    wide = fonts.width(label.text, bold=label.bold) * label.size
    if symbol.x <= label.x:
        return "start"
    return "end" if symbol.x >= label.x + wide else "middle"


# Parts of the column ------------------------------------------------------------------------------


def _usual(levels: "pd.Series", national: str) -> str:
    """Return the level whose symbol stands for a type: the national one if all are national."""
    others = levels[levels != national]
    return str(others.iloc[0]) if len(others) else national


def _brightness(fill: str) -> float:
    """Return how bright a colour is, 0 to 1."""
    red, green, blue = bytes.fromhex(fill.removeprefix("#"))
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def _swatch(x: float, y: float, high: float, scale: float) -> Box:
    return x + 1 * scale, y + high * 0.18, 20 * scale, high * 0.64


def _lines(words: str, width: float, *, size: float, bold: bool, anywhere: bool) -> int:
    """Return how many lines a text takes; one without blanks breaks anywhere."""
    if anywhere:
        return max(1, -int(-fonts.width(words, bold=bold) * size // width))
    return max(1, len(wrap(words, width, size=size, bold=bold)))
