"""Say what some zones set side by side come to: what they share, who are alike, how far apart."""

from collections.abc import Iterable

import pandas as pd

from atlas.analysis.comparison import Comparison, compare
from atlas.analysis.findings.question import LEAST, Question
from atlas.analysis.precision import borne, few
from atlas.analysis.similarity import MEASURES
from atlas.maps.overlay import NothingToDraw, Overlay
from atlas.maps.specification import COMPARED
from atlas.selection.flags import grades

NAMED = 4  # zones: more make no title


def overlay(asked: Question) -> Overlay:
    """
    Return the comparison as a map has it: its zones alone, with its sentence.

    Raises
    ------
    NothingToDraw
        If fewer than two zones are compared.
    """
    if len(asked.map.compare) < LEAST:
        raise NothingToDraw("drawn.no.compare")
    said = compare(asked.atlas, asked.map.compare, min_grade=asked.map.selection.min_grade)
    return Overlay(
        COMPARED,
        asked.say("drawn.title.compare", names=_names(asked, said)),
        asked.say("drawn.compared", shared=_shared(asked, said), apart=_apart(asked, said)),
        methods=("geodesic",),
    )


def _names(asked: Question, said: Comparison) -> str:
    """Name the zones where they are few, else say how many there are."""
    if len(said.ids) <= NAMED:
        return asked.listed("zones", said.ids)
    return asked.say("drawn.zones", n=len(said.ids))


def sentences(asked: Question, said: Comparison) -> list[str]:
    """
    Say what zones share, which two are most alike, and which lie farthest apart.

    Parameters
    ----------
    asked
        Its selection gives the regionalisation and the weakest link that counts.
    said
        The comparison.
    """
    return [
        _together(asked, said),
        _shared(asked, said),
        *(_closest(asked, said, measure) for measure in MEASURES),
        _apart(asked, said),
    ]


def _together(asked: Question, said: Comparison) -> str:
    """Say which areas the zones lie in, and how many of them only by inference."""
    atlas, scheme = asked.atlas, asked.map.selection.scheme
    bases = said.areas[atlas.areas.loc[said.areas.index, "scheme"] == scheme]
    parts = []
    for area, row in bases.iterrows():
        n, inferred = int((row != "").sum()), int((row == "inferred").sum())
        kind = "area_inferred" if inferred else "area"
        name = asked.name(str(area), "areas")
        parts.append(asked.say(f"compare.{kind}", area=name, n=n, inferred=inferred))
    return asked.say(
        "compare.together",
        scheme=atlas.label("schemes", scheme, asked.lang),
        areas=asked.say("list.comma").join(parts),
    )


def _shared(asked: Question, said: Comparison) -> str:
    clusters = [str(slug) for slug, row in said.clusters.iterrows() if _all_in(asked, row)]
    return asked.say(
        "compare.shared",
        n=len(said.ids),
        phrases=_listed(asked, "industries", said.shared),
        clusters=_listed(asked, "clusters", clusters),
    )


def _all_in(asked: Question, row: pd.Series) -> bool:
    strong = grades(asked.map.selection.min_grade)
    return all(grade in strong for grade in row)


def _closest(asked: Question, said: Comparison, measure: str) -> str:
    """Say which two zones are most alike by a measure, with the counts; or that none are."""
    common, either = said.common[measure], said.either[measure]
    pairs = [(a, b) for n, a in enumerate(said.ids) for b in said.ids[n + 1 :]]
    shares = {(a, b): common.loc[a, b] / max(either.loc[a, b], 1) for a, b in pairs}
    most = max(shares.values())
    name = asked.say(f"compare.measure.{measure}")
    if not most:
        return asked.say("compare.nothing_shared", measure=name)
    best = [pair for pair in pairs if shares[pair] == most]
    a, b = best[0]
    n = int(either.loc[a, b])
    return asked.say(
        "compare.closest_of" if len(best) > 1 else "compare.closest",
        measure=name,
        a=asked.name(a),
        b=asked.name(b),
        both=int(common.loc[a, b]),
        either=n,
        value=borne(most, n),
        ties=len(best) - 1,
        small=asked.say("compare.small") if few(n) else "",
    )


def _apart(asked: Question, said: Comparison) -> str:
    km = said.km.to_numpy()
    a, b = divmod(int(km.argmax()), len(said.ids))
    return asked.say(
        "compare.apart",
        a=asked.name(said.ids[a]),
        b=asked.name(said.ids[b]),
        km=f"{km[a, b]:.0f}",
    )


def _listed(asked: Question, vocabulary: str, slugs: Iterable[str]) -> str:
    return asked.listed(vocabulary, slugs) or asked.say("compare.none")
