"""Part a sheet into its picture and its words, so that a PDF tells heading, list and table."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from atlas.maps.print import fonts
from atlas.maps.print.scene import Item, Scene, Symbol, Text

# What of a sheet's own words is what; all others belong to the picture.
TITLE, HEADING, LISTED, COUNT, TABLE = "title", "heading", "legend", "legend-count", "table"
PLAIN = ("sentence", "mark", "note", "body", "proof", "link")
_AHEAD = ("title", "sentence", "mark")  # is read before the map
_WORDS = {TITLE, HEADING, LISTED, COUNT, TABLE, *PLAIN}
UNSEEN = "#ffffff00"  # the colour of words that are read only
_NEAR = 1.0  # points: so near baselines are one row

Block = dict[str, Any]  # as `sheet.typ` sets it


def parted(scene: Scene) -> tuple[Scene, list[Block], list[Block]]:
    """
    Part a sheet.

    Parameters
    ----------
    scene
        The sheet.

    Returns
    -------
    picture : Scene
        The map, signs and lines; without a ground of its own.
    ahead, after : list of dict
        The words that are read before the picture and after it, in blocks, each line where it
        stands: points from the upper left corner to its baseline.
    """
    words: list[Item] = []
    rest: list[Item] = []
    for item in scene.items:
        is_word = isinstance(item, Text) and item.role in _WORDS and not item.halo
        (words if is_word else rest).append(item)
        # A sign with a name of its own stands for a word of the table that it heads.
        if isinstance(item, Symbol) and item.alt and item.role == LISTED:
            words.append(item)
    picture = replace(scene, items=tuple(rest), background="none")
    ahead = [each for each in words if isinstance(each, Text) and each.role in _AHEAD]
    after = [each for each in words if not (isinstance(each, Text) and each.role in _AHEAD)]
    return picture, list(_blocks(ahead)), list(_blocks(after))


def _blocks(words: Iterable[Item]) -> Iterator[Block]:
    """Yield blocks of the words that belong together; they come in the order of the layout."""
    held: list[Item] = []
    for item in words:
        if held and not _goes_on(held, item):
            yield _block(held)
            held = []
        held.append(item)
    if held:
        yield _block(held)


def _kind(item: Item) -> str:
    if isinstance(item, Symbol):
        return TABLE
    assert isinstance(item, Text)  # noqa: S101 - for the type checker
    return LISTED if item.role == COUNT else item.role


def _goes_on(held: list[Item], item: Item) -> bool:
    """Return whether an item belongs to the block before it."""
    kind, last = _kind(item), held[-1]
    if kind != _kind(last):
        return False
    if kind in {LISTED, TABLE}:
        return True
    assert isinstance(item, Text)  # noqa: S101 - as above
    assert isinstance(last, Text)  # noqa: S101 - as above
    alike = (item.x, item.size, item.bold) == (last.x, last.size, last.bold)
    return kind != HEADING and alike and 0 < item.y - last.y < 2 * item.size


def _block(held: list[Item]) -> Block:
    kind = _kind(held[0])
    if kind == TABLE:
        return {"kind": "table", "rows": list(_rows(held))}
    texts = [each for each in held if isinstance(each, Text)]
    if kind == LISTED:
        items: list[list[dict[str, Any]]] = []
        for each in texts:
            if each.role == COUNT and items:
                items[-1].append(_line(each))
            else:
                items.append([_line(each)])
        return {"kind": "list", "items": items}
    lines = [_line(each) for each in texts]
    level = {TITLE: 1, HEADING: 2}.get(kind, 0)
    leading = texts[1].y - texts[0].y if len(texts) > 1 else 0.0
    return {"kind": "words", "level": level, "lines": lines, "leading": leading}


def _rows(held: list[Item]) -> Iterator[list[list[dict[str, Any]]]]:
    """Yield the cells of each row; each stands in the column whose middle is nearest."""
    rows: list[list[Item]] = []
    for item in sorted(held, key=_base):
        if rows and _base(item) - _base(rows[-1][-1]) < _NEAR + _lean(rows[-1][-1]):
            rows[-1].append(item)
        else:
            rows.append([item])
    widest = max(rows, key=len)
    middles = sorted(_middle(each) for each in widest)
    for row in rows:
        cells: list[list[dict[str, Any]]] = [[] for _ in middles]
        for item in sorted(row, key=_middle):
            here = _middle(item)
            column = min(range(len(middles)), key=lambda n: abs(middles[n] - here))
            cells[column].append(_line(item) if isinstance(item, Text) else _named(item))
        yield cells


def _base(item: Item) -> float:
    assert isinstance(item, Text | Symbol)  # noqa: S101 - for the type checker
    return item.y


def _lean(item: Item) -> float:
    """Return how far below the middle of a sign the baseline of its row is, at most; points."""
    return item.size if isinstance(item, Symbol) else 0.0


def _middle(item: Item) -> float:
    assert isinstance(item, Text | Symbol)  # noqa: S101 - for the type checker
    return item.x if isinstance(item, Symbol) else _start(item) + _wide(item) / 2


def _wide(text: Text) -> float:
    return fonts.width(text.text, bold=text.bold) * text.size


def _start(text: Text) -> float:
    return text.x - {"middle": 0.5, "end": 1.0}.get(text.anchor, 0.0) * _wide(text)


def _line(text: Text) -> dict[str, Any]:
    return {
        "x": _start(text),
        "y": text.y,
        "size": text.size,
        "bold": text.bold,
        "fill": text.fill or "#000000",
        "text": text.text,
    }


def _named(sign: Item) -> dict[str, Any]:
    """Return the name of a sign as a word that is read and not seen: the sign itself is."""
    assert isinstance(sign, Symbol)  # noqa: S101 - for the type checker
    place = {"x": sign.x, "y": sign.y, "size": 1.0, "bold": False}
    return place | {"fill": UNSEEN, "text": sign.alt}
