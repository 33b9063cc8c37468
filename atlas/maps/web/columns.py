"""Code the zones' columns compactly as JSON; `assets/codec.js` reads them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from atlas.maps import topology

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

DIGITS = np.frombuffer(topology.DIGITS.encode("ascii"), dtype=np.uint8)


def pack(numbers: NDArray[np.integer]) -> dict[str, Any]:
    """
    Write whole numbers as base-64 digits of one width.

    Parameters
    ----------
    numbers : array of int, shape (n,)
        None negative.

    Returns
    -------
    dict
        ``width`` (digits a number) and ``digits`` (all of them, most significant first).
    """
    numbers = np.asarray(numbers, dtype=np.int64)
    largest = int(numbers.max(initial=0))
    width = max(1, -(-largest.bit_length() // 6))
    shifts = 6 * np.arange(width - 1, -1, -1)
    digits = (numbers[:, None] >> shifts) & 63
    return {"width": width, "digits": DIGITS[digits].tobytes().decode("ascii")}


def unpack(column: dict[str, Any]) -> NDArray[np.int64]:
    """Read back what `pack` wrote: an array of int, shape (n,)."""
    value = np.zeros(128, dtype=np.int64)
    value[DIGITS] = np.arange(64)
    digits = value[np.frombuffer(column["digits"].encode("ascii"), dtype=np.uint8)]
    shifts = 6 * np.arange(column["width"] - 1, -1, -1)
    numbers: NDArray[np.int64] = (digits.reshape(-1, column["width"]) << shifts).sum(axis=1)
    return numbers


def codes(values: pd.Series, *, vocabulary: Sequence[str] | pd.Index) -> dict[str, Any]:
    """
    Write one slug a zone as its place in a vocabulary.

    Raises
    ------
    ValueError
        If a value is not in the vocabulary.
    """
    categorical = pd.Categorical(values)
    found = pd.Index(vocabulary).get_indexer(categorical.categories)[categorical.codes]
    if (found < 0).any():
        raise ValueError(f"not in the vocabulary: {sorted(set(categorical[found < 0]))!r}")
    return pack(found)


def texts(values: pd.Series | pd.Index) -> dict[str, Any]:
    """
    Write one text a zone as a stem out of a list and the digits that follow it.

    Real names are all stems; numbered ones ("Park 17") share theirs, so that 100,000 of them
    stay small.
    """
    categorical = pd.Categorical(values)
    words = pd.Series(categorical.categories, dtype="str")
    places, stems = pd.factorize(words.str.rstrip("0123456789"))
    tails = [
        word[len(stem) :] for word, stem in zip(words.tolist(), stems[places].tolist(), strict=True)
    ]
    return {
        "stems": stems.tolist(),
        "stem": pack(places[categorical.codes]) if len(stems) > 1 else None,
        "tails": ",".join(map(tails.__getitem__, categorical.codes.tolist()))
        if any(tails)
        else None,
    }


def lists(
    owners: pd.Series, values: pd.Series, *, zones: pd.Index, vocabulary: Sequence[str] | pd.Index
) -> dict[str, Any]:
    """
    Write several slugs a zone, in the order given, as places in a vocabulary.

    Parameters
    ----------
    owners, values : Series
        A zone's id and one of its slugs, row by row; zones not in `zones` are left out.
    zones : Index
        The zones, in the order of all columns.
    vocabulary : sequence of str
        The slugs known.
    """
    owner = zones.get_indexer(pd.Index(owners))
    value = pd.Index(vocabulary).get_indexer(pd.Index(values))
    known = (owner >= 0) & (value >= 0)
    owner, value = owner[known], value[known]
    order = np.argsort(owner, kind="stable")
    return {
        "counts": pack(np.bincount(owner, minlength=len(zones))),
        "values": pack(value[order]),
    }


def degrees(values: pd.Series, *, step: float = 1e-5) -> dict[str, Any]:
    """Write degrees as whole steps above the lowest (1e-5 degree is about a metre)."""
    steps = np.rint(values.to_numpy(dtype=float) / step).astype(np.int64)
    lowest = int(steps.min()) if len(steps) else 0
    return {"from": lowest, "step": step, "steps": pack(steps - lowest)}
