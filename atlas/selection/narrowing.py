"""What narrows a selection, piece by piece, and what an empty one would have to give up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from atlas.i18n import text
from atlas.selection import conditions, counts
from atlas.selection.facets import Facets
from atlas.selection.flags import FLAGS, GRADES, PICKED
from atlas.selection.selection import Selection

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from atlas.model.atlas import Atlas

SWITCHES = SCHEME, GRADE = "scheme", "min-grade"
MOST_PICKED = 12  # zones picked by hand that are told one by one
MOST = 4  # ways out that are told; who has more to drop starts anew


@dataclass(frozen=True, slots=True)
class Term:
    """
    One thing that narrows a selection, or says what a filter means.

    Attributes
    ----------
    flag
        As of `FLAGS`, or ``"scheme"`` or ``"min-grade"``.
    values
        Its parameter's values: one, or all that are alternatives.
    alone
        A selection that asks nothing else.
    without
        The selection that it is taken from, without it.
    """

    flag: str
    values: tuple[str, ...]
    alone: Selection
    without: Selection

    def said(self, atlas: "Atlas", *, lang: str = "zh") -> str:
        """Say it in words."""
        if self.flag == SCHEME:
            return atlas.label("schemes", self.alone.scheme, lang)
        if self.flag == GRADE:
            grade = text(f"grade.{self.alone.min_grade}", lang)
            return text("narrowing.grade", lang, grade=grade)
        # The grade is a term of its own.
        return self.alone.with_(min_grade=Selection().min_grade).describe_parts(atlas, lang=lang)


@dataclass(frozen=True, slots=True)
class Remedy:
    """
    What an empty selection could give up.

    Attributes
    ----------
    dropped
        The terms to take away, all of them.
    selection
        What is left of the selection.
    n
        Number of zones that it keeps; at least one.
    """

    dropped: tuple[Term, ...]
    selection: Selection
    n: int

    def said(self, atlas: "Atlas", *, lang: str = "zh") -> str:
        """Say it in one line, with the number of zones."""
        words = text("list.comma", lang).join(term.said(atlas, lang=lang) for term in self.dropped)
        form = "one" if self.n == 1 else "count"
        return text(f"narrowing.without.{form}", lang, what=words, n=self.n)


def terms(selection: Selection) -> tuple[Term, ...]:
    """
    Return everything that narrows a selection, each value for itself, as it is spoken.

    Parameters
    ----------
    selection
        The selection.

    Returns
    -------
    tuple of Term
        Scheme and grade too, where they are not the usual ones. Without a scheme go its areas. Of
        zones picked by hand more than `MOST_PICKED` are one term.
    """
    found = [] if selection.scheme == Selection().scheme else [_switch(selection, SCHEME)]
    for flag, record in FLAGS.items():
        values = getattr(selection, record.field)
        if flag == PICKED and len(values) > MOST_PICKED:
            found.append(_term(selection, flag, values))
        else:
            found += [_term(selection, flag, (value,)) for value in values]
    if selection.min_grade != Selection().min_grade:
        found.append(_switch(selection, GRADE))
    return tuple(found)


def remedies(selection: Selection, atlas: "Atlas", *, most: int = MOST) -> tuple[Remedy, ...]:
    """
    Return what an empty selection could give up to be empty no more: as little as possible.

    Parameters
    ----------
    selection
        The selection; alternatives are dropped together, bounds of a column one by one.
    atlas
        The atlas it is applied to.
    most
        How many ways are returned.

    Returns
    -------
    tuple of Remedy
        Each drops as many terms as the smallest must; the one that leaves most zones comes first.
        Nothing where the selection keeps zones.
    """
    required = tuple(_required(selection, atlas))
    if not required or counts.total(atlas, selection):
        return ()
    facets = atlas.once(Facets)
    failed = ~np.column_stack([_held(term, facets) for term in required])
    needed = np.count_nonzero(failed, axis=1)
    # A zone is had back by dropping just what it fails: who fails least shows the smallest ways.
    least = failed[needed == needed.min()]
    ways, zones = np.unique(least, axis=0, return_counts=True)
    found = []
    for way in ways[np.argsort(-zones, kind="stable")][:most]:
        dropped = tuple(term for term, drop in zip(required, way, strict=True) if drop)
        left = _without(selection, dropped)
        found.append(Remedy(dropped, left, counts.total(atlas, left)))
    return tuple(sorted(found, key=lambda remedy: -remedy.n))


def message(selection: Selection, atlas: "Atlas", *, lang: str = "zh") -> str:
    """Say in lines that a selection keeps no zone, and what would have to be dropped."""
    said = [remedy.said(atlas, lang=lang) for remedy in remedies(selection, atlas)]
    return "\n".join([text("narrowing.nothing", lang), *said])


def _required(selection: Selection, atlas: "Atlas") -> Iterator[Term]:
    """Yield what must hold together: a flag's alternatives, each column's, each bound, a grade."""
    for flag, record in FLAGS.items():
        values = getattr(selection, record.field)
        groups = conditions.together(values, atlas) if flag == conditions.FLAG else (values,)
        yield from (_term(selection, flag, group) for group in groups if group)
    usual = Selection().min_grade
    if selection.clusters and GRADES.index(selection.min_grade) < GRADES.index(usual):
        yield _switch(selection, GRADE)


def _held(term: Term, facets: Facets) -> "NDArray[np.bool_]":
    """Return which zones a term keeps; a grade keeps those whom the usual one would not help."""
    if term.flag == GRADE:
        usual = term.alone.with_(min_grade=Selection().min_grade)
        return facets.mask(term.alone) | ~facets.mask(usual)
    if term.flag == "cluster":
        # A stricter grade than the usual one is held against the zones by itself.
        weakest = max(term.alone.min_grade, Selection().min_grade, key=GRADES.index)
        return facets.mask(term.alone.with_(min_grade=weakest))
    return facets.mask(term.alone)


def _term(selection: Selection, flag: str, values: tuple[str, ...]) -> Term:
    field = FLAGS[flag].field
    bare = Selection(scheme=selection.scheme, min_grade=selection.min_grade)
    left = [value for value in getattr(selection, field) if value not in values]
    return Term(flag, values, bare.with_(**{field: values}), selection.with_(**{field: left}))


def _switch(selection: Selection, flag: str) -> Term:
    usual = Selection()
    if flag == SCHEME:
        alone = Selection(scheme=selection.scheme)
        # Areas belong to a scheme and go with it.
        without = selection.with_(scheme=usual.scheme, areas=())
        return Term(flag, (selection.scheme,), alone, without)
    alone = Selection(clusters=selection.clusters, min_grade=selection.min_grade)
    without = selection.with_(min_grade=usual.min_grade)
    return Term(flag, (selection.min_grade,), alone, without)


def _without(selection: Selection, dropped: Iterable[Term]) -> Selection:
    """Return a selection without several terms, each of which was taken from it."""

    def less(left: Selection, term: Term) -> Selection:
        if term.flag == GRADE:
            return left.with_(min_grade=term.without.min_grade)
        field = FLAGS[term.flag].field
        kept = [value for value in getattr(left, field) if value not in term.values]
        return left.with_(**{field: kept})

    return reduce(less, dropped, selection)
