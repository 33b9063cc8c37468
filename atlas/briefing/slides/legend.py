"""Set the legend in a slide's column: types and areas with their counts, lines without."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from atlas.briefing.sheet import SIZE
from atlas.briefing.slides.blocks import Place, below_heading, heading
from atlas.briefing.slides.context import SlideContext, fitted
from atlas.briefing.slides.elements import LEADING, Words
from atlas.i18n import text
from atlas.maps.legend import Entry
from atlas.maps.print.signs import Slot, extra, sign

if TYPE_CHECKING:
    from atlas.briefing.slides.shapes import Canvas

SHORT = 0.85  # a name that would have to be set smaller than this gives way to its short form
AHEAD = 26  # points at scale 1: the words of a counted entry stand behind its sign
AHEAD_SMALL = 24  # the same for lines and the small grey symbol
COUNT = 30  # points at scale 1 that a count takes


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """
    Entries below each other under a heading, their counts at the right edge.

    Attributes
    ----------
    context
        The slide.
    title
        The heading.
    entries
        What is explained.
    after
        Room below, points at scale 1.
    """

    context: SlideContext
    title: str
    entries: tuple[Entry, ...]
    after: float

    def end(self, place: Place) -> float:
        """Return the y at which it ends, points."""
        y = below_heading(place)
        for entry in self.entries:
            y += _high(entry, place.scale)
        return y + self.after * place.scale

    def put(self, place: Place) -> None:
        """Set it on its slide, as a group."""
        context = self.context
        group = context.canvas().group(text("slides.legend", context.lang, name=self.title))
        heading(context, group, place, self.title)
        shown, size = self._worded(place)
        y = below_heading(place)
        for entry in shown:
            high = _high(entry, place.scale)
            row = Place(place.x, y, place.width, place.scale)
            if entry.mark == "words":
                _note(context, group, entry, row)
            else:
                slot = Slot(place.x, y, high, place.scale)
                _sign(context, group, entry, slot)
                _row(context, group, entry, row, size)
            y += high
        group.close()

    def _worded(self, place: Place) -> tuple[tuple[Entry, ...], float]:
        """Return the entries, in short words if need be, and the size that fits them."""
        room, full = place.width - (AHEAD + COUNT) * place.scale, SIZE.body * place.scale
        shown = self.entries
        if _fitted(shown, room, full) < SHORT * full:
            shown = tuple(replace(entry, words=entry.short or entry.words) for entry in shown)
        return shown, _fitted(shown, room, full)


@dataclass(frozen=True, slots=True, eq=False)
class Uncounted:
    """
    Lines two a row, what else is explained below them, without a heading.

    Attributes
    ----------
    context
        The slide.
    entries
        What is explained.
    """

    context: SlideContext
    entries: tuple[Entry, ...]

    def end(self, place: Place) -> float:
        """Return the y at which it ends, points."""
        across, beneath = self._across(place), len(self.entries) - len(self._lines)
        rows = -(-len(self._lines) // across)
        return place.y + (rows + beneath) * _small_high(place.scale) + 5 * place.scale

    def put(self, place: Place) -> None:
        """Set it on its slide, as a group."""
        context, across, high = self.context, self._across(place), _small_high(place.scale)
        called = text("slides.part.outline", context.lang)
        group = context.canvas().group(text("slides.legend", context.lang, name=called))
        wide, number = place.width / across, 0
        for entry in self._lines:
            x, y = place.x + (number % across) * wide, place.y + (number // across) * high
            self._put(group, entry, Place(x, y, wide, place.scale))
            number += 1
        y = place.y + -(-number // across) * high
        for entry in self.entries[number:]:
            self._put(group, entry, Place(place.x, y, place.width, place.scale))
            y += high
        group.close()

    @property
    def _lines(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.mark == "line"]

    def _across(self, place: Place) -> int:
        """Return how many lines stand in a row: two, unless one of the names is too long."""
        size = SIZE.small * place.scale
        room = place.width / 2 - AHEAD_SMALL * place.scale
        return 2 if fitted([entry.words for entry in self._lines], room, size) == size else 1

    def _put(self, group: "Canvas", entry: Entry, place: Place) -> None:
        """Set one entry in small letters."""
        context, high = self.context, _small_high(place.scale)
        slot = Slot(place.x, place.y, high, place.scale)
        _sign(context, group, entry, slot)
        ahead = AHEAD_SMALL * place.scale
        room = place.width - ahead
        size = fitted([entry.words], room, SIZE.small * place.scale)
        runs = [Words(entry.words, size, fill=context.muted)]
        group.box((place.x + ahead, place.y, room, high), [runs], entry.words)


def drawn(context: SlideContext) -> tuple[Counted, ...]:
    """Return the block of what is drawn over the zones; none where nothing is."""
    title, listed = text("drawn.legend", context.lang), context.legend.drawn
    return (Counted(context, title, listed, 5),) if listed else ()


def shades(context: SlideContext) -> tuple[Counted, ...]:
    """Return the block of the colours or sizes of an own column; none where none is shown."""
    listed = context.legend
    return (Counted(context, listed.shaded, listed.shades, 5),) if listed.shades else ()


def types(context: SlideContext) -> Counted:
    """Return the block of the types on the map."""
    return Counted(context, text("print.types", context.lang), context.legend.types, 5)


def areas(context: SlideContext) -> Counted:
    """Return the block of the areas that fill the map; what is inferred is hatched."""
    return Counted(context, text("print.areas", context.lang), context.legend.areas, 3)


def lines(context: SlideContext) -> Uncounted:
    """Return the block of the lines of the map, and of what else it shows."""
    listed = context.legend
    return Uncounted(context, (*listed.lines, *listed.marks))


def _sign(context: SlideContext, canvas: "Canvas", entry: Entry, slot: Slot) -> None:
    """Draw an entry's sign; the first of its shapes says what it is."""
    for number, item in enumerate(sign(context.atlas, context.styles, entry, slot)):
        canvas.draw(item if number else replace(item, alt=entry.words), entry.words)


def _fitted(shown: Sequence[Entry], room: float, full: float) -> float:
    """Return the size at which all words with a count before the edge fit; points."""
    return fitted([entry.words for entry in shown if entry.mark != "words"], room, full)


def _high(entry: Entry, scale: float) -> float:
    """Return how high an entry with a count is, points; a note without a sign is a line."""
    return SIZE.small * scale * LEADING if entry.mark == "words" else SIZE.body * scale * 1.62


def _small_high(scale: float) -> float:
    return SIZE.small * scale * 1.7


def _row(context: SlideContext, canvas: "Canvas", entry: Entry, place: Place, size: float) -> None:
    """Set the words of an entry, and its count; a dash stands for none."""
    scale = place.scale
    ahead = (AHEAD + extra(entry)) * scale
    room = place.width - ahead
    runs = [Words(entry.words, size, fill=context.ink)]
    if count := entry.counted(context.lang):
        runs.append(Words(f"\t{count}", SIZE.body * scale, fill=context.ink))
    box = (place.x + ahead, place.y, room, _high(entry, scale))
    canvas.box(box, [runs], entry.words, tab=room)


def _note(context: SlideContext, canvas: "Canvas", entry: Entry, place: Place) -> None:
    """Set words that explain the colour they are set in."""
    size = SIZE.small * place.scale
    fill = context.styles[entry.style].fill or ""
    words = Words(entry.words, size, bold=True, fill=fill)
    canvas.box((place.x, place.y, place.width, size * LEADING), [[words]], entry.words)
