"""Write a reference for a reader: to a place of the plan, or to a source card."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from atlas.i18n import LANGS, dates, text
from atlas.plan import DOT
from geodata.schema.tables import PLAN_CARD, SEPARATOR

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

_BOX = re.compile(r"^\D+(\d+)(?:\u00b7(\d+))?$")  # a box, and its row after a middle dot


def exact(cells: Iterable[str]) -> list[str]:
    """Return the references of some cells, each once."""
    return list(dict.fromkeys(ref for cell in cells for ref in cell.split(SEPARATOR) if ref))


def whole(cells: Iterable[str]) -> list[str]:
    """Return the references of some cells without the rows of their boxes, each once."""
    return list(dict.fromkeys(ref.partition(DOT)[0] for ref in exact(cells)))


def is_box(ref: str) -> bool:
    """Return whether a reference is to a box or a row of one."""
    return bool(_BOX.match(ref))


def written(ref: str, *, lang: str) -> str:
    """Return a box and its row as a table's cell has them; other places as they are."""
    box = _BOX.match(ref)
    if not box:
        return ref
    return text("reference.written", lang, n=box[1]) + (f"{DOT}{box[2]}" if box[2] else "")


def cite(atlas: "Atlas", ref: str, *, lang: str) -> str:
    """
    Return where a fact comes from, as a footnote says it.

    Parameters
    ----------
    atlas
        Knows sections and source cards.
    ref
        A place of the plan (``3.2.1``, a box, a box's row) or the key of a source card.
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    str
        The place with its heading; the plan's prose is not quoted.
    """
    if ref in atlas.sources.index:
        return _card(atlas, ref, lang=lang)
    titles = dict(zip(atlas.sections["ref"], atlas.sections[f"title_{lang}"], strict=True))
    title = titles.get(ref.partition(DOT)[0], "")
    if box := _BOX.match(ref):
        # The English heading says its box, which stands before it anyway.
        title = title.removeprefix(f"{written(ref, lang=lang).partition(DOT)[0]}: ")
        form = "item" if box[2] else "box"
        return text(f"reference.{form}", lang, n=box[1], row=box[2], title=title)
    numerals = text("reference.numerals", lang).split("|")
    parts = dict(zip("abc", (numerals[int(n) - 1] for n in ref.split(".")), strict=False))
    form = ("chapter", "part", "section")[len(parts) - 1]
    return text(f"reference.{form}", lang, title=title, **parts)


def _card(atlas: "Atlas", key: str, *, lang: str) -> str:
    card = atlas.sources.loc[key]
    # Publishers have Chinese names only.
    publisher = card["publisher"] if lang == LANGS[0] and key != PLAN_CARD else ""
    unchecked = "" if card["verified"] == str(True) else text("reference.unchecked", lang)
    parts = (publisher, card["number"], dates.written(card["date"], lang), unchecked)
    more = text("reference.comma", lang).join(filter(None, parts))
    title = card[f"title_{lang}"]
    if not more:
        return title
    form = "plan" if key == PLAN_CARD else "card"
    return text(f"reference.{form}", lang, title=title, more=more)
