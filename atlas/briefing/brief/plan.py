"""Plan a brief so that it fits its page: what stands on it, in which size, how large its map is."""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from atlas.briefing import provenance, sheet
from atlas.briefing.content import Content, content, shortened
from atlas.briefing.letterhead import in_a_line
from atlas.briefing.order import MM, Order, OrderError, check
from atlas.briefing.report import GAP, figures, reasons, values
from atlas.briefing.report.changed import changed_in_short, lived
from atlas.briefing.report.conclusion import conclusion
from atlas.briefing.report.facts import gather
from atlas.briefing.report.subject import title
from atlas.i18n import text
from atlas.maps.print import fonts
from atlas.maps.print.lettering import lettering, wrap, wrap_link

if TYPE_CHECKING:
    from atlas.analysis.findings.changed import Short
    from atlas.briefing.report.facts import Facts
    from atlas.maps.print.scene import Scene
    from atlas.model.atlas import Atlas

PAGE = (210 * MM, 297 * MM)
SIDE, EDGE = 18 * MM, 14 * MM  # margins left and right, above and below
WIDE = PAGE[0] - 2 * SIDE
HIGH = PAGE[1] - 2 * EDGE - 16.0  # a word processor needs a little more than it is told
SLACK = 0.96  # of a line's width is filled: a reader's face may be wider than ours
LEADING = 1.36  # em from one line to the next
TITLE, SENTENCE, HEADING, BODY, CELL, NOTE = 18.0, 10.5, 10.5, 9.0, 7.6, 7.0  # points
LEAST_TITLE = 9.0
SMALL_TITLE = 12.5  # a title that would be smaller takes two lines
TITLE_LINES = 2
MAP = (150.0, 420.0)  # points: the least and the greatest height of the map without its legend
NAMES_LINES = 9  # of names of zones; of a longer list the first stand there
MOST_VALUES = 3  # own columns that are told of
CODE = 20 * MM  # of the code's side
FOOT = 6.0  # points above the foot
BESIDE = CODE + 10.0  # where what stands beside the code begins
MOST_FILTER, MOST_LINK = 160, 240  # characters
CELL_GAP = 8.0  # points that a cell's words leave free at its right
ROW_GAP = 1.6  # points between two rows
# Shares of the width: phrase, (cluster,) grade, reason, zones.
SHARES = {4: (2.0, 0.8, 2.6, 4.6), 5: (1.9, 1.7, 0.8, 2.3, 3.6)}
CHANGED = (1.1, 2.2, 3.5, 3.2)  # the same: kind of change, zone, by the first document, the second
LIFE_LINES = 12  # of zones' lives; of longer ones the first events stand there


@dataclass(frozen=True, slots=True)
class Line:
    """
    A paragraph.

    Attributes
    ----------
    words
        Its text.
    size
        Points.
    kind
        ``mark``, ``head``, ``title``, ``sentence``, ``heading``, ``body``, ``note`` or ``link``.
    after
        Points below it.
    indent
        Points from the left.
    """

    words: str
    size: float
    kind: str
    after: float = 0.0
    indent: float = 0.0

    @property
    def bold(self) -> bool:
        """Whether it is bold."""
        return self.kind in {"mark", "head", "title", "heading"}

    def height(self, lang: str) -> float:
        """Return how high it is, points."""
        room = SLACK * (WIDE - self.indent)
        lines = wrap(lettering(self.words, lang), room, size=self.size, bold=self.bold)
        return max(1, len(lines)) * self.size * LEADING + self.after


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """
    What puts zones into clusters.

    Attributes
    ----------
    rows
        The header, then as many rows as the page has room for.
    heights
        Of each, points.
    widths
        Of the columns, points.
    """

    rows: tuple[tuple[str, ...], ...]
    heights: tuple[float, ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Brief:
    """
    What stands on the page, from above downwards.

    Attributes
    ----------
    said
        What a sheet of the same order says.
    title
        What it is called.
    head
        Mark, head, title and what it comes to.
    map
        The map with its legend beneath, as wide as the text.
    body
        Counts, then the names of the zones.
    reasons, grid, more
        The heading of what puts the zones into the clusters asked for, or of what differs between
        documents, the table of it, and how much of it found no room; nothing where neither is asked
        for.
    code
        The code that leads back to the view; None where there is none.
    beside
        What stands beside the code: what one must know to read the page, where it comes from, and
        the way back.
    """

    said: Content
    title: str
    head: tuple[Line, ...]
    map: "Scene"
    body: tuple[Line, ...]
    reasons: tuple[Line, ...]
    grid: Grid | None
    more: tuple[Line, ...]
    code: "Scene | None"
    beside: tuple[Line, ...]

    @property
    def lang(self) -> str:
        """The language of the order."""
        return self.said.order.lang


def brief(atlas: "Atlas", order: Order) -> Brief:
    """
    Plan the brief of an order.

    Parameters
    ----------
    atlas
        The atlas.
    order
        What is asked; its layout does not matter.

    Raises
    ------
    OrderError
        If the order cannot be carried out, or selects no zone.
    """
    check(order)
    said, lang = content(atlas, order), order.lang
    if not said.summary.n:
        raise OrderError([("empty", {})])
    facts = gather(atlas, said)
    name, differing = order.title.strip() or title(facts), changed_in_short(facts)
    comes_to = conclusion(facts)
    if differing:
        comes_to = order.sentence.strip() or differing.sentence
    head = (
        Line(said.mark, NOTE * 1.2, "mark"),
        *(Line(words, SENTENCE, "head", after=3) for words in filter(None, [in_a_line(order)])),
        Line(name, _title_size(name, lang), "title", after=2),
        Line(comes_to, SENTENCE, "sentence", after=5),
    )
    lives = (*_lives(facts),)
    if differing is not None:
        body = (*_alone(differing, lang), *lives)
    elif facts.n == 1 and lives:
        body = (*_values(atlas, said), *lives)  # what it is stands in the sentence
    else:
        # Where legend and sentence have them too, what puts zones into clusters comes first.
        counted = () if order.selection.clusters else _counts(atlas, said)
        body = (*counted, *_names(atlas, said), *_values(atlas, said), *lives)
    code, way = _way_back(atlas, said)
    least = figures.plan(atlas, said, WIDE, MAP[0])
    beside = (*_notes(atlas, said, least, way), *way)
    foot = max(CODE if code else 0.0, _high(beside, lang)) + FOOT
    room = HIGH - _high((*head, *body), lang) - foot
    room_of_rows = room - least.height
    if differing is None:
        heading, grid, more = _reasons(atlas, said, room_of_rows)
    else:
        heading, grid, more = _changes(differing, said, room_of_rows)
    room -= _high((*heading, *more), lang) + (sum(grid.heights) if grid else 0.0)
    drawn = _map(atlas, said, room, legend=least.height - MAP[0])
    beside = (*_notes(atlas, said, drawn, way), *way)
    return Brief(said, name, head, drawn, body, heading, grid, more, code, beside)


def _notes(atlas: "Atlas", said: Content, drawn: "Scene", way: Sequence[Line]) -> tuple[Line, ...]:
    """Return what one must know to read the page, and where it comes from."""
    lang = said.order.lang
    paragraphs = (
        GAP[lang].join(said.notes),
        sheet.left_out(atlas, drawn, lang),
        text("print.join", lang).join(said.sources),
    )
    indent = way[0].indent
    return tuple(Line(words, NOTE, "note", after=1, indent=indent) for words in paragraphs if words)


def _high(lines: Sequence[Line], lang: str) -> float:
    return sum(line.height(lang) for line in lines)


def _title_size(title: str, lang: str) -> float:
    """Return the size at which a title takes one line, or a long one two."""
    words = lettering(title, lang)
    one = SLACK * WIDE / max(1e-9, fonts.width(words, bold=True))
    if one >= SMALL_TITLE:
        return min(TITLE, one)
    size = TITLE
    while size > LEAST_TITLE and len(wrap(words, SLACK * WIDE, size=size, bold=True)) > TITLE_LINES:
        size *= 0.94
    return size


# The map ------------------------------------------------------------------------------------------


def _map(atlas: "Atlas", said: Content, room: float, *, legend: float) -> "Scene":
    """Draw the map so that it and its legend, which adds about so much, take no more room."""
    high = min(MAP[1], room - legend)
    drawn = figures.plan(atlas, said, WIDE, high)
    # What is seen at another size may need another line to explain it.
    while drawn.height > room and high > MAP[0] / 2:
        high -= drawn.height - room
        drawn = figures.plan(atlas, said, WIDE, high)
    return drawn


# Counts and names ---------------------------------------------------------------------------------


def _counts(atlas: "Atlas", said: Content) -> Iterator[Line]:
    """Yield how many zones there are of each level, type and area."""
    lang, summary = said.order.lang, said.summary
    for flag, vocabulary, counted in (
        ("level", "levels", summary.levels),
        ("type", "types", summary.types),
        ("area", "areas", summary.areas),
    ):
        parts = [
            text("print.part", lang, name=atlas.label(vocabulary, slug, lang), n=int(n))
            for slug, n in counted.items()
            if n
        ]
        if parts:
            names = text("print.list", lang).join(parts)
            words = text("brief.counts", lang, name=text(f"flag.{flag}", lang), parts=names)
            yield Line(words, BODY, "body")


def _names(atlas: "Atlas", said: Content) -> Iterator[Line]:
    """Yield the names of the zones, type by type; of long lists the first ones."""
    lang = said.order.lang
    yield Line(text("brief.zones", lang), HEADING, "heading")
    longest = int(said.summary.types.max())

    def fits(most: int) -> bool:
        return _high(_listed(atlas, said, most), lang) <= NAMES_LINES * BODY * LEADING

    # Names are taken from the longest lists until what is left has room; whole ones need no number.
    if not fits(longest):
        longest = bisect(range(1, longest), False, key=lambda most: not fits(most))
    yield from _listed(atlas, said, max(1, longest))


def _values(atlas: "Atlas", said: Content) -> tuple[Line, ...]:
    """Return what the zones have in the own columns that the map speaks of, the first of many."""
    told = values.lines(gather(atlas, said))[:MOST_VALUES]
    heading = (Line(text("report.section.values", said.order.lang), HEADING, "heading"),)
    return (*heading, *(Line(words, BODY, "body") for words in told)) if told else ()


def _listed(atlas: "Atlas", said: Content, most: int) -> tuple[Line, ...]:
    """Return the names type by type, of each type so many at most."""
    lang, zones = said.order.lang, said.zones
    lines = []
    for slug, n in said.summary.types.items():
        if not n:
            continue
        own = zones.index[(zones["zone_type"] == slug).to_numpy()]
        names = text("print.list", lang).join(
            atlas.label("zones", zone, lang, short=True) for zone in own[:most]
        )
        if n > most:
            names = text("report.item.others", lang, names=names, n=int(n))
        name = atlas.label("types", slug, lang)
        words = text("slides.zones", lang, name=name, n=int(n), names=names)
        lines.append(Line(words, BODY, "body"))
    return tuple(lines)


# What puts zones into clusters --------------------------------------------------------------------


def _reasons(
    atlas: "Atlas", said: Content, room: float
) -> tuple[tuple[Line, ...], Grid | None, tuple[Line, ...]]:
    """Return its heading, as many of its rows as there is room for, and how many more there are."""
    table, lang = reasons(atlas, said, by_phrase=True), said.order.lang
    if table is None or not table.rows:
        return (), None, ()
    heading = (Line(table.title, HEADING, "heading"),)
    room -= _high(heading, lang)
    grid = _fitted((table.header, *table.rows), SHARES[len(table.header)], room, lang)
    return heading, grid, _more("rows", len(table.rows) + 1 - len(grid.rows), lang)


def _fitted(
    rows: Sequence[tuple[str, ...]],
    shares: Sequence[float],
    room: float,
    lang: str,
    *,
    whole: bool = True,
) -> Grid:
    """Return as many rows as there is room for; what is left, or told nowhere, is said below."""
    widths = tuple(WIDE * share / sum(shares) for share in shares)
    heights = tuple(_row(cells, widths, lang) for cells in rows)
    if sum(heights) > room or not whole:
        room -= _high(_more("rows", len(rows), lang), lang)
    kept = max(2, sum(end <= room for end in accumulate(heights)))
    return Grid(tuple(rows[:kept]), heights[:kept], widths)


def _more(what: str, n: int, lang: str) -> tuple[Line, ...]:
    """Say how much found no room; nothing where all did."""
    form = "one" if n == 1 else "many"
    return (Line(text(f"brief.more.{what}.{form}", lang, n=n), CELL, "note"),) if n else ()


def _row(cells: Sequence[str], widths: Sequence[float], lang: str) -> float:
    """Return how high a row of the table is, points."""
    lines = max(
        len(wrap(lettering(words, lang), SLACK * (width - CELL_GAP), size=CELL))
        for words, width in zip(cells, widths, strict=True)
    )
    return lines * CELL * LEADING + ROW_GAP


# What differs between documents, and lives --------------------------------------------------------


def _alone(differing: "Short", lang: str) -> Iterator[Line]:
    """Yield the names of the zones that one document alone has."""
    for name, zones in differing.alone:
        names = text("print.list", lang).join(zones)
        words = text("slides.zones", lang, name=name, n=len(zones), names=names)
        yield Line(words, BODY, "body")


def _changes(
    differing: "Short", said: Content, room: float
) -> tuple[tuple[Line, ...], Grid | None, tuple[Line, ...]]:
    """Return what differs as `_reasons` returns what puts zones into clusters."""
    lang = said.order.lang
    if not differing.rows:
        return (), None, _more("changes", differing.left, lang)
    heading = (Line(text("changes.tables", lang), HEADING, "heading"),)
    room -= _high(heading, lang)
    rows = (differing.heads, *differing.rows)
    grid = _fitted(rows, CHANGED, room, lang, whole=not differing.left)
    left = sum(differing.zones[len(grid.rows) - 1 :]) + differing.left
    return heading, grid, _more("changes", left, lang)


def _lives(facts: "Facts") -> Iterator[Line]:
    """Yield the lives of few zones, an event a line; of long ones the first events."""
    lang, told = facts.lang, lived(facts)
    for life in told:
        title = life.title if len(told) > 1 else text("life.title", lang)
        yield Line(title, HEADING, "heading")
        room = LIFE_LINES // len(told) * BODY * LEADING
        events = [Line(_event(row, lang), BODY, "body") for row in life.rows]
        kept = sum(end <= room for end in accumulate(each.height(lang) for each in events))
        yield from events[:kept]
        yield from _more("events", len(events) - kept, lang)
        yield Line(life.note, CELL, "note")


def _event(row: Sequence[str], lang: str) -> str:
    when, _, what, basis, _ = row
    noted = text("change.noted", lang, said=what, note=basis) if basis else what
    return text("brief.event", lang, when=when, what=noted)


# The way back -------------------------------------------------------------------------------------


def _way_back(atlas: "Atlas", said: Content) -> tuple["Scene | None", tuple[Line, ...]]:
    """Return the code that leads to the view, and what stands beside it."""
    order, lang = said.order, said.order.lang
    scan, code = text("print.scan", lang), None
    try:
        title = text("document.code", lang, link=order.link)
        code = figures.code(atlas, order.link, CODE, title=title)
    except provenance.ProofError as error:
        scan = text(f"print.no_code.{error.key}", lang)
    day = f"{order.date:%Y-%m-%d}"
    indent = BESIDE if code else 0.0
    filter_ = text("print.filter", lang, words=shortened(said.words, MOST_FILTER))
    made = text("print.source.made", lang, version=atlas.version, day=day)
    # A link has no blanks: what breaks it here may break it anywhere.
    link = wrap_link(shortened(order.link, MOST_LINK), SLACK * (WIDE - indent), size=NOTE)
    return code, (
        *(Line(words, NOTE, "note", indent=indent) for words in (scan, filter_, made)),
        *(Line(words, NOTE, "link", indent=indent) for words in link),
    )
