"""
Answer selections fast: one boolean column per choice, one matrix per flag.

A matrix is column-major, so that a choice is one contiguous run of bytes: a selection is OR over
the chosen columns of a flag and AND across flags, some 0.06 ms at 100,000 zones. The rest goes into
taking the rows of the GeoDataFrame, whose cost is the memory that is moved. `Atlas` keeps the ids
and texts of its zones as categories for that, so that a row is taken as small integers: at 100,000
zones of which a third is kept, 1.5 ms instead of 4 ms with Arrow strings and 13 ms with Python's.
"""

from collections.abc import Hashable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atlas.model.names import written
from atlas.selection import conditions, search
from atlas.selection.flags import COUNTED, FLAGS, PICKED, USUAL_GRADE, USUAL_SCHEME, grades

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

# Where each flag's choices stand in the zones table itself.
ZONE_COLUMNS = {
    "type": "zone_type",
    "level": "level",
    "prefecture": "prefecture",
    "county": "county",
}
RECENT = 64  # selections whose counts are kept


class Asked(Hashable, Protocol):
    """What is asked of the facets: the fields of a `Selection`, by the names of `FLAGS`."""

    @property
    def where(self) -> tuple[str, ...]:
        """Conditions on columns."""
        ...

    @property
    def scheme(self) -> str:
        """The regionalisation that areas belong to."""
        ...

    @property
    def min_grade(self) -> str:
        """The weakest link of a phrase to a cluster that counts."""
        ...


class Facets:
    """
    The choices of every flag for every zone of one atlas, built when first asked for.

    Parameters
    ----------
    atlas
        The atlas whose zones are the rows of every matrix, in their order.
    """

    def __init__(self, atlas: "Atlas") -> None:
        self._atlas = atlas
        self._matrices: dict[tuple[str, str], pd.DataFrame] = {}
        # One page asks several times for the same, and so do the readers of one office.
        self._recent = lru_cache(maxsize=RECENT)(self._counted)

    def _pairs(self, flag: str, *, scheme: str, min_grade: str) -> tuple[pd.Index, pd.Index]:
        """Return zone ids and, parallel to them, the choices that hold for them."""
        atlas = self._atlas
        if flag in ZONE_COLUMNS:
            return atlas.zones.index, pd.Index(atlas.zones[ZONE_COLUMNS[flag]])
        if flag == "area":
            table = atlas.members[atlas.members["scheme"] == scheme]
        elif flag == "cluster":
            table = atlas.links[atlas.links["grade"].isin(grades(min_grade))]
        else:
            table = {"industry": atlas.zone_industries, "tag": atlas.zone_tags}[flag]
        return pd.Index(table["zone"]), pd.Index(table[flag])

    def choices_of(self, flag: str, *, scheme: str) -> pd.Index:
        """Return the slugs that a flag knows, in table order."""
        table: pd.DataFrame = getattr(self._atlas, FLAGS[flag].vocabulary)
        return table.index[table["scheme"] == scheme] if flag == "area" else table.index

    def matrix(
        self, flag: str, *, scheme: str = USUAL_SCHEME, min_grade: str = USUAL_GRADE
    ) -> pd.DataFrame:
        """
        Return which choices of a flag hold for which zone.

        Parameters
        ----------
        flag
            One of `COUNTED`, e.g. ``"area"``.
        scheme
            The regionalisation that ``"area"`` speaks of.
        min_grade
            The weakest link that ``"cluster"`` counts.

        Returns
        -------
        pd.DataFrame
            Booleans: one row a zone, one column a choice, both in table order.
        """
        key = (flag, {"area": scheme, "cluster": min_grade}.get(flag, ""))
        if key not in self._matrices:
            slugs = self.choices_of(flag, scheme=scheme)
            zones, values = self._pairs(flag, scheme=scheme, min_grade=min_grade)
            rows, columns = self._atlas.zones.index.get_indexer(zones), slugs.get_indexer(values)
            known = (rows >= 0) & (columns >= 0)  # an atlas may be cut down to some of its zones
            cells = np.zeros((len(self._atlas.zones), len(slugs)), dtype=bool, order="F")
            cells[rows[known], columns[known]] = True
            self._matrices[key] = pd.DataFrame(
                cells, index=self._atlas.zones.index, columns=slugs, copy=False
            )
        return self._matrices[key]

    def _chosen(self, flag: str, selection: Asked) -> NDArray[np.bool_] | None:
        """Return the zones that a flag of a selection lets through; None if it asks nothing."""
        values = getattr(selection, FLAGS[flag].field)
        if not values:
            return None
        if flag == "text":
            return search.any_of(search.answers(self.texts, text) for text in values)
        if flag == "industry-contains":
            return search.any_of(search.contains(self.phrases, text) for text in values)
        if flag == "where":
            return conditions.mask(values, self._atlas)
        if flag == PICKED:
            # A matrix of zones by zones would grow with their square.
            return self._atlas.zones.index.isin(values)
        matrix = self.matrix(flag, scheme=selection.scheme, min_grade=selection.min_grade)
        cells = matrix.to_numpy()
        return search.any_of(cells[:, matrix.columns.get_loc(value)] for value in values)

    @cached_property
    def texts(self) -> pd.Series:
        """What ``--text`` searches, one string a zone."""
        return search.zone_strings(self._atlas)

    @cached_property
    def phrases(self) -> pd.Series:
        """What ``--industry-contains`` searches, one string a zone."""
        return search.phrase_strings(self._atlas)

    def mask(self, selection: Asked, *, without: str = "") -> NDArray[np.bool_]:
        """
        Return which zones a selection keeps.

        Parameters
        ----------
        selection
            Values within a flag are alternatives; all flags must hold.
        without
            A flag to leave out, for counting what its other values would give.

        Returns
        -------
        np.ndarray
            Booleans in the order of ``atlas.zones``; not to be written to.
        """
        kept = None
        for flag in FLAGS:
            chosen = None if flag == without else self._chosen(flag, selection)
            if chosen is not None:
                kept = chosen if kept is None else kept & chosen
        return np.ones(len(self._atlas.zones), dtype=bool) if kept is None else kept

    def choices(self, selection: Asked) -> dict[str, pd.Series]:
        """
        Count what every choice would leave.

        Parameters
        ----------
        selection
            The selection one stands at.

        Returns
        -------
        dict of str to pd.Series
            For each flag of `COUNTED`: slug -> number of zones that satisfy the other flags
            and have this value, in table order. Not to be written to.
        """
        return self._recent(selection)

    def _counted(self, selection: Asked) -> dict[str, pd.Series]:
        counts = {}
        for flag in COUNTED:
            matrix = self.matrix(flag, scheme=selection.scheme, min_grade=selection.min_grade)
            others = self.mask(selection, without=flag)
            cells = matrix.to_numpy()[others]
            counts[flag] = pd.Series(np.count_nonzero(cells, axis=0), index=matrix.columns)
        return counts

    def own_choices(self, selection: Asked) -> dict[str, dict[str, int]]:
        """
        Count what every value of the own columns would leave.

        Parameters
        ----------
        selection
            The selection one stands at.

        Returns
        -------
        dict of str to dict
            For each own column: value, as a condition has it -> number of zones that satisfy the
            other flags, the conditions on other columns and the column's own bounds, and have it.
        """
        others = self.mask(selection, without=conditions.FLAG)
        counts = {}
        for head, (codes, words) in self._own_codes.items():
            held = conditions.beside(selection.where, head, self._atlas)
            kept = others & conditions.mask(held, self._atlas) if held else others
            # A cell without a value has the code -1.
            found = np.bincount(codes[kept] + 1, minlength=len(words) + 1)[1:].tolist()
            counts[head] = dict(zip(words, found, strict=True))
        return counts

    @cached_property
    def _own_codes(self) -> dict[str, tuple[NDArray[np.intp], list[str]]]:
        """Return for each own column which of its values every zone has, and the values."""
        zones = self._atlas.zones.index.astype(object)
        found = {}
        for head in self._atlas.own_columns.index:
            cells = self._atlas.own_values[head].reindex(zones)
            codes, words = pd.factorize(
                np.array([None if pd.isna(cell) else written(cell) for cell in cells], dtype=object)
            )
            found[head] = (codes, [str(word) for word in words])
        return found
