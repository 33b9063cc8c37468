"""
Cases out of a product: few, yet every two values of two factors stand together in one of them.

A fault seldom needs more than two things to come together (Kuhn, Wallace and Gallo, "Software
fault interactions and implications for software testing", IEEE TSE 30, 2004). With
``ATLAS_PRODUCT=1`` in the environment the tests take the whole product.
"""

import itertools
import os
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

WHOLE = "ATLAS_PRODUCT"


def pairs(*factors: Sequence[Any]) -> list[tuple[Any, ...]]:
    """
    Return rows in which every pair of values of two factors stands at least once.

    Parameters
    ----------
    *factors
        The values of each factor, two factors or more; the same give the same rows.

    Returns
    -------
    list of tuple
        Rows of one value a factor, the earliest rows with the most new pairs.
    """
    if os.environ.get(WHOLE):
        return list(itertools.product(*factors))
    sizes = [range(len(values)) for values in factors]
    columns = list(itertools.combinations(range(len(factors)), 2))
    left = {(one, i, other, j) for one, other in columns for i in sizes[one] for j in sizes[other]}
    rows = []
    while left:
        # From a pair that is left, each further factor takes what settles most of what is left.
        one, i, other, j = min(left)
        row = {one: i, other: j}
        for factor in range(len(factors)):
            if factor not in row:
                row[factor] = max(
                    sizes[factor],
                    key=lambda value: (_settled(row | {factor: value}, left), -value),
                )
        left -= _of(row)
        rows.append(tuple(factors[factor][row[factor]] for factor in range(len(factors))))
    return rows


def _of(row: dict[int, int]) -> set[tuple[int, int, int, int]]:
    """Return the pairs that stand in a row."""
    return {(a, row[a], b, row[b]) for a, b in itertools.combinations(sorted(row), 2)}


def _settled(row: dict[int, int], left: set[tuple[int, int, int, int]]) -> int:
    """Count the pairs of a row that stood in none before it."""
    return len(_of(row) & left)


def covering(cases: Iterable[Any], facts: Callable[[Any], Sequence[Hashable]]) -> list[Any]:
    """
    Return some of given cases: whatever two facts come together in any come together in one.

    Parameters
    ----------
    cases
        The cases, which are no product of factors.
    facts
        Gives what a case shows, as many values for each.

    Returns
    -------
    list
        The cases kept, in their order.
    """
    cases = list(cases)
    if os.environ.get(WHOLE):
        return cases
    shown = [{*itertools.combinations(enumerate(facts(case)), 2)} for case in cases]
    kept, seen = set(), set()
    least = max(map(len, shown))
    while least:
        # Those first that show much at once.
        for number, each in enumerate(shown):
            if len(each - seen) >= least:
                kept.add(number)
                seen |= each
        least //= 2
    return [cases[number] for number in sorted(kept)]


def spread(cases: Sequence[Any], *factors: Sequence[Any]) -> list[tuple[Any, ...]]:
    """
    Return every case once, each with the next of some rows of factors.

    Parameters
    ----------
    cases
        What must all occur.
    *factors
        The values of factors whose pairs are dealt out to the cases in turn.
    """
    if os.environ.get(WHOLE):
        return list(itertools.product(cases, *factors))
    rows = pairs(*factors) if len(factors) > 1 else [(value,) for value in factors[0]]
    n = max(len(cases), len(rows))
    dealt = itertools.islice(zip(itertools.cycle(cases), itertools.cycle(rows), strict=False), n)
    return [(case, *row) for case, row in dealt]
