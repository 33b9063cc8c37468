"""Which phrases of the plan answer a selection, and what puts its zones into their clusters."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from atlas.selection import search
from atlas.selection.flags import grades

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas
    from atlas.selection.selection import Selection


def evidence(atlas: "Atlas", zones: pd.Index, selection: "Selection") -> pd.DataFrame:
    """
    Return on what the clusters of some zones rest, phrase by phrase.

    Parameters
    ----------
    atlas
        The atlas.
    zones
        Ids of the zones.
    selection
        Its clusters, from its weakest grade on; where it has none, its industries or parts of
        phrases, whatever their grade. One that asks for none of these has no evidence.

    Returns
    -------
    pd.DataFrame
        The columns of ``atlas.links`` and the ``source`` of each zone's phrase, in table order.
    """
    listed = atlas.zone_industries[["zone", "industry", "source"]]
    links = atlas.links[atlas.links["zone"].isin(zones)].merge(listed, on=["zone", "industry"])
    if selection.clusters:
        strong = links["grade"].isin(grades(selection.min_grade))
        return links[links["cluster"].isin(selection.clusters) & strong]
    if selection.industries:
        return links[links["industry"].isin(selection.industries)]
    if selection.industry_contains:
        named = search.industries_with(atlas, selection.industry_contains)
        return links[links["industry"].isin(named)]
    return links.iloc[:0]


def matched(
    atlas: "Atlas", zones: pd.Index, selection: "Selection"
) -> Mapping[str, tuple[str, ...]]:
    """
    Return which of their phrases answer a selection.

    Parameters
    ----------
    atlas
        The atlas.
    zones
        Ids of the zones.
    selection
        Its clusters, industries, parts of phrases and words searched for.

    Returns
    -------
    Mapping of str to tuple of str
        Zone -> the industries that answer any of these, in table order; zones without one are
        left out.
    """
    needles = [*selection.industry_contains, *search.words_of(selection.text)]
    named = {*selection.industries}
    if not (needles or named or selection.clusters):
        return {}
    if needles:
        named.update(search.industries_with(atlas, needles))
    listed = atlas.zone_industries
    own = listed[listed["zone"].isin(zones)]
    hit = own["industry"].isin(named)
    if selection.clusters:
        links = evidence(atlas, zones, selection)
        pairs = pd.MultiIndex.from_frame(links[["zone", "industry"]])
        hit |= pd.MultiIndex.from_frame(own[["zone", "industry"]]).isin(pairs)
    return {zone: tuple(rows) for zone, rows in own[hit].groupby("zone", sort=False)["industry"]}
