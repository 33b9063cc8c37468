"""What later sources say of single zones, in words: changes since the plan, scattered figures."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from atlas.i18n import dates, text
from atlas.model.documents import NAMING, STANDING

LOW = "low"  # how sure a row is that rests on an inference


class Told(NamedTuple):
    """
    A change or a figure as a reader is told it.

    Attributes
    ----------
    when
        The day, month, year or the years of it.
    what
        What changed, with the further name it gives; of a figure what it is the figure of.
    amount
        Of a figure its value and unit.
    note
        What one must know to read a figure.
    basis
        Of a change whether one source says so or several, and whether it is inferred.
    doubtful
        Whether one source alone says so, or it is inferred.
    source
        A cell of references.
    standing
        Whether it gives a zone another level or a further name.
    """

    when: str
    what: str
    amount: str
    note: str
    basis: str
    doubtful: bool
    source: str
    standing: bool


def when(change: Mapping[Any, Any], lang: str) -> str:
    """Say when a change was: a date, or from when until when."""
    start = dates.written(change["date"], lang)
    if not change["until"]:
        return start
    return text("date.span", lang, start=start, end=dates.written(change["until"], lang))


def is_standing(kind: str) -> bool:
    """Tell whether changes of a kind give a zone another level or a further name."""
    return kind in STANDING or kind == NAMING


def changes(rows: pd.DataFrame, lang: str) -> list[Told]:
    """
    Return changes in words.

    Parameters
    ----------
    rows
        Rows of ``atlas.changes``, as of ``ZoneSheet.changes``.
    lang
        ``"zh"`` or ``"en"``.
    """
    return [_change(row, lang) for row in rows.to_dict("records")]


def _change(row: Mapping[Any, Any], lang: str) -> Told:
    what = row[f"what_{lang}"]
    if name := row[f"name_{lang}"]:
        what = text("change.named", lang, name=name, what=what)
    agreed, inferred = row["checked"] == "yes", row["sure"] == LOW
    keys = ["change.agreed" if agreed else "change.one_source"]
    keys += ["basis.inferred"] if inferred else []
    return Told(
        when=when(row, lang),
        what=what,
        amount="",
        note="",
        basis=text("list.comma", lang).join(text(key, lang) for key in keys),
        doubtful=inferred or not agreed,
        source=row["source"],
        standing=is_standing(row["kind"]),
    )


def figures(rows: pd.DataFrame, lang: str) -> list[Told]:
    """
    Return scattered figures in words: each of its own year and source, none to be added up.

    Parameters
    ----------
    rows
        Rows of ``atlas.zone_figures``, as of ``ZoneSheet.figures``.
    lang
        ``"zh"`` or ``"en"``.
    """
    return [
        Told(
            when=row["year"],
            what=row[f"indicator_{lang}"],
            amount=f"{row['value']:,.10g} {row[f'unit_{lang}']}",
            note=row[f"note_{lang}"],
            basis="",
            doubtful=False,
            source=row["source"],
            standing=False,
        )
        for row in rows.to_dict("records")
    ]
