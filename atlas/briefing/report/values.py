"""Tell of the columns that a map speaks of: sums, extremes, counts by word."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from atlas.briefing.report.facts import Facts
from atlas.briefing.report.footnotes import DATA
from atlas.briefing.report.sentences import Sentences, sentence
from atlas.briefing.report.words import MAX_NAMES, Words
from atlas.model import columns
from atlas.model.columns import known
from atlas.model.names import shown

Show = Callable[[Any], str]  # writes a cell


def told(facts: Facts) -> Sentences:
    """Say of each own column that the map is filtered by or shows what the zones have in it."""
    return _told(facts, [DATA], figures=False)


def listed(facts: Facts) -> Sentences:
    """Say the same of each figure of a list."""
    return _told(facts, columns.sources(facts.atlas), figures=True)


def _told(facts: Facts, refs: Iterable[str], *, figures: bool) -> Sentences:
    return tuple(
        sentence(_said(facts, head), refs)
        for head in facts.content.order.map.columns(facts.atlas)
        if columns.is_figure(facts.atlas, head) == figures
    )


def _said(facts: Facts, head: str) -> str:
    atlas, words = facts.atlas, facts.words
    cells, name = (
        known(atlas, head, facts.zones.index),
        columns.name(atlas, head, words.lang, whole=True),
    )
    if not cells:
        return words.say("values.nothing", head=name)
    tell = {columns.NUMBER: _numbers, columns.DATE: _dates, columns.KIND_YEAR: _dates}.get(
        columns.table(atlas).loc[head, "kind"]
    )
    show = partial(columns.said, atlas, head, lang=words.lang)
    said = tell(words, name, cells, show) if tell else _by_word(words, name, cells)
    lacking = [str(zone) for zone in facts.zones.index if zone not in cells]
    if not lacking:
        return said + words.say("list.stop")
    if columns.is_figure(atlas, head):
        return said + words.say("values.unlisted", names=words.named(lacking))
    return said + words.number("values.lacking", len(lacking))


def _numbers(words: Words, head: str, cells: Mapping[str, float], show: Show) -> str:
    """State the sum, and the greatest and the least with their zones."""
    # Sums of what was written, as written: no 0.30000000000000004, and no end of the floats.
    total = columns.total(cells)
    if len(cells) == 1:
        return _alike(words, head, cells, show)
    near = float(total)
    said = show(near) if math.isfinite(near) else f"{total:.6g}"
    summed = words.number("values.sum", len(cells), head=head, sum=said)
    return summed + _range(words, cells, "values.numbers", show)


def _dates(words: Words, head: str, cells: Mapping[str, Any], show: Show) -> str:
    """State the first and the last day with their zones."""
    if len(cells) == 1:
        return _alike(words, head, cells, show)
    dated = words.number("values.dated", len(cells), head=head)
    return dated + _range(words, cells, "values.days", show)


def _range(words: Words, cells: Mapping[str, Any], key: str, show: Show) -> str:
    """Name the extremes; one value of all is said once."""
    low, high = min(cells.values()), max(cells.values())
    if low == high:
        return words.say("values.same", value=show(low))
    return words.say(
        key,
        low=show(low),
        high=show(high),
        least=words.named(_with(cells, low)),
        most=words.named(_with(cells, high)),
    )


def _with(cells: Mapping[str, Any], value: object) -> list[str]:
    return [zone for zone, cell in cells.items() if cell == value]


def _alike(words: Words, head: str, cells: Mapping[str, Any], show: Show) -> str:
    (zone, value), *_ = cells.items()
    return words.say("values.one", head=head, name=words.label("zones", zone), value=show(value))


def _by_word(words: Words, head: str, cells: Mapping[str, object]) -> str:
    """State how many zones have each word, the commonest first."""
    counted = Counter(shown(cell, words.lang) for cell in cells.values()).most_common()
    items = [words.say("item.quoted", name=word, n=n) for word, n in counted[:MAX_NAMES]]
    listed = words.say("list.comma").join(items)
    if len(counted) > MAX_NAMES:
        listed = words.say("values.more", words=listed, n=len(counted))
    return words.say("values.words", head=head, words=listed)


def lines(facts: Facts) -> Sequence[str]:
    """Return the same without references, a line a column."""
    return ["".join(clause.said for clause in said) for said in (*listed(facts), *told(facts))]
