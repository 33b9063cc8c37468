"""Answers about sizes and approvals: hectares added up by group, and what was approved when."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from atlas.analysis import sizes as weights
from atlas.cli.output import Answer, aligned, indented
from atlas.model import columns
from atlas.plan.voice import LANG, Voice
from atlas.selection.flags import FLAGS
from atlas.selection.selection import Selection

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

BY = (*weights.BY, columns.YEAR)


def sizes(atlas: "Atlas", *, selection: Selection, by: str = BY[0], lang: str = "zh") -> Answer:
    """
    Add up the approved hectares of the zones selected, or count approvals by year.

    Parameters
    ----------
    atlas
        The atlas.
    selection
        Which zones, and the scheme of the areas.
    by
        One of `BY`.
    lang
        Of the lines.

    Returns
    -------
    Answer
        By a flag: columns by, key, name_zh, zones, known, area_ha (hectares). By year: year,
        approved, area_ha, standing, standing_ha: at its end.
    """
    say, zones = Voice(atlas, lang), selection.apply(atlas)
    n, sum_ha = weights.sum_of(atlas, zones)
    title = say("sizes", what=selection.describe(atlas, lang=lang))
    of = columns.document(atlas, lang)
    by_year = by == columns.YEAR
    table, rows = _years(atlas, zones) if by_year else _groups(say, selection, by, zones)
    names = ("year", "approved", "ha", "standing", "standing_ha") if by_year else (
        "group", "zones", "known", "ha",
    )  # fmt: skip
    head = [say(f"sizes_column.{each}") for each in names]
    body = indented(aligned([head, *rows], right=[*range(1, len(head))]))
    missing = weights.lacking(atlas, zones)
    notes = [
        say("sizes_sum", n=n, ha=columns.hectares(sum_ha), document=of),
        *([_lacking(say, missing, of)] if missing else []),
        *([say("sizes_twice")] if not by_year and table["zones"].sum() > len(zones) else []),
        say("sizes_years" if by_year else "sizes_note"),
    ]
    return Answer(table, (title, "", *(body if rows else [say("none")]), "", *notes))


def _lacking(say: Voice, missing: Sequence[str], of: str) -> str:
    return say("sizes_lacking", names=say.names("zones", missing), document=of)


def _groups(
    say: Voice, selection: Selection, by: str, zones: pd.DataFrame
) -> tuple[pd.DataFrame, list[list[str]]]:
    atlas, vocabulary = say.atlas, FLAGS[by].vocabulary
    found = weights.totals(atlas, zones, by=by, scheme=selection.scheme)
    table = pd.DataFrame(
        {
            "by": by,
            "key": found.index,
            "name_zh": [atlas.label(vocabulary, slug, LANG) for slug in found.index],
            "zones": found["zones"].to_numpy(),
            "known": found["known"].to_numpy(),
            "area_ha": [float(each) for each in found[columns.AREA]],
        }
    )
    rows = [
        [say.name(vocabulary, slug), str(row["zones"]), str(row["known"]),
         columns.hectares(row[columns.AREA])]
        for slug, row in found.iterrows()
    ]  # fmt: skip
    return table, rows


def _years(atlas: "Atlas", zones: pd.DataFrame) -> tuple[pd.DataFrame, list[list[str]]]:
    found = weights.by_year(atlas, zones)
    table = found.astype({columns.AREA: float, "standing_ha": float}).rename_axis("year")
    rows = [
        [str(year), str(row["approved"]), columns.hectares(row[columns.AREA]),
         str(row["standing"]), columns.hectares(row["standing_ha"])]
        for year, row in found[found["approved"] > 0].iterrows()
    ]  # fmt: skip
    return table.reset_index(), rows
