"""Find which zones do the same and which differ, in pairs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from atlas.analysis import similarity
from atlas.analysis.findings.question import Question
from atlas.analysis.precision import Share, borne
from atlas.analysis.similarity import Similarity
from atlas.maps.overlay import Key, Line, Overlay

MOST = 10  # pairs a list
VOCABULARY = {"phrases": "industries", "clusters": "clusters"}


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """
    Which zones are alike.

    Attributes
    ----------
    alike
        How alike they are, each with each.
    nearest, farthest
        The pairs most and least alike: of `atlas.analysis.similarity.pairs`. Without any there is
        none that can be measured.
    overlay
        What is drawn, with its sentence; None without pairs.
    """

    alike: Similarity
    nearest: pd.DataFrame
    farthest: pd.DataFrame
    overlay: Overlay | None


def find(asked: Question) -> Alike:
    """Find the pairs most and least alike, and say which they are."""
    on, selection = asked.map.on, asked.map.selection
    alike = similarity.similarity(asked.atlas, asked.zones, min_grade=selection.min_grade)
    pairs = partial(
        similarity.pairs,
        asked.atlas,
        alike,
        on=on,
        within=asked.map.within,
        scheme=selection.scheme,
        most=MOST,
    )
    nearest, farthest = pairs(), pairs(least=True)
    if nearest.empty:
        return Alike(alike, nearest, farthest, None)
    nearest = nearest[(nearest[on] > 0) | (nearest.index == 0)]
    known = set(zip(nearest["a"], nearest["b"], strict=True))
    farthest = farthest[
        [pair not in known for pair in zip(farthest["a"], farthest["b"], strict=True)]
    ]
    overlay = Overlay(
        "alike",
        asked.say("drawn.title.alike", on=asked.say(f"analysis.on.{on}")),
        _reading(asked, alike, nearest.iloc[0]),
        lines=_lines(asked, nearest),
        keys=(Key("pair", asked.say("drawn.key.alike")),),
        methods=(f"jaccard-{on}", "geodesic"),
    )
    return Alike(alike, nearest, farthest, overlay)


def shares(alike: Similarity) -> Callable[[str, str, str], Share]:
    """Return what gives the counts that the likeness of two zones is made of, by their ids."""
    at = {zone: n for n, zone in enumerate(alike.ids)}
    return lambda measure, a, b: alike.share(measure, at[a], at[b])


def _reading(asked: Question, alike: Similarity, top: pd.Series) -> str:
    """Say how many pairs share nothing, and which share the most."""
    on, within = asked.map.on, asked.map.within
    values = getattr(alike, on)[np.triu_indices(len(alike.ids), k=1)]
    values = values[~np.isnan(values)]
    share = shares(alike)(on, top["a"], top["b"])
    apart, tied = int((values == 0).sum()), int((values == top[on]).sum()) - 1
    if not top["common"]:
        kind = "none"
    elif within:
        kind = "within"
    else:
        kind = "tied" if tied else "one"
    words = {
        "pairs": len(values),
        "zones": len(alike.ids),
        "on": asked.say(f"analysis.on.{on}"),
        "within": asked.say(f"analysis.within.{within or 'all'}"),
        "apart": apart,
        "share": borne(100 * apart / len(values), len(values)),
        "tied": tied,
        "a": asked.name(top["a"]),
        "b": asked.name(top["b"]),
        "both": share.common,
        "either": share.either,
        "value": borne(share.value or 0.0, share.either),
        "common": asked.listed(VOCABULARY[on], top["common"]),
        "km": f"{top['km']:.0f}",
    }
    return asked.say("analysis.alike.reading", **words) + asked.say(
        f"analysis.alike.top.{kind}", **words
    )


def _lines(asked: Question, found: pd.DataFrame) -> tuple[Line, ...]:
    """Return pairs of zones as lines, the wider the more alike."""
    lines = []
    for row in found.itertuples():
        said = asked.say(
            "space.map.pair" if row.common else "space.map.pair_apart",
            a=asked.name(row.a),
            b=asked.name(row.b),
            common=asked.listed(VOCABULARY[asked.map.on], row.common),
            km=f"{row.km:.0f}",
        )
        lines.append(Line(row.a, row.b, round(float(getattr(row, asked.map.on)), 2), "pair", said))
    return tuple(lines)
