"""How two names of one zone go together: the same, one written in full, or another name."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from atlas.i18n import LANGS, text
from atlas.model.names import normalise

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

SAME, FULLER, RENAMED = "same", "fuller", "renamed"
NAMES = LANGS[0]  # of the places that an official name begins with


def places_of(atlas: "Atlas", zone: str) -> tuple[str, ...]:
    """Return the places that an official name may begin with: province, prefecture, county."""
    plan = atlas.plan or atlas
    row = (plan.zones if zone in plan.zones.index else plan.later_zones).loc[zone]
    prefecture, county = plan.prefectures.loc[row["prefecture"]], plan.counties.loc[row["county"]]
    # Most names of counties go without what kind of county it is, and many of the nation too.
    names = [text("changes.province", NAMES), prefecture["name_zh"], prefecture["short_zh"]]
    names += [county["name_zh"], county["name_zh"][:-1]]
    names += [f"{county['name_zh'][:2]}{county['name_zh'][-1]}", county["name_zh"][:2]]
    return tuple(sorted({*names}, key=len, reverse=True))


def naming(one: str, another: str, places: tuple[str, ...]) -> str:
    """
    Tell how two names of a zone go together.

    Parameters
    ----------
    one, another
        Chinese names.
    places
        Places that an official name may have before it.

    Returns
    -------
    str
        `SAME`; `FULLER`, where one is the other with its province, prefecture or county before it,
        or a county with its kind; else `RENAMED`.
    """
    one, another = normalise(one), normalise(another)
    if one == another:
        return SAME
    fuller = {*_without(one, places)} & {*_without(another, places)}
    # 永登… and 兰州… both name a place of theirs: neither is the other written in full.
    return FULLER if fuller & {*_spelt(one, places), *_spelt(another, places)} else RENAMED


def _spelt(name: str, places: tuple[str, ...]) -> Iterator[str]:
    """Yield a name, and the same with a county's kind left out."""
    yield name
    for place in places:
        if name.startswith(place):
            for short in places:
                if place != short and place.startswith(short):
                    yield short + name.removeprefix(place)


def _without(name: str, places: tuple[str, ...]) -> Iterator[str]:
    """Yield a name, and what is left of it without one place before it after another."""
    for spelling in _spelt(name, places):
        yield spelling
        for place in places:
            if spelling.startswith(place) and spelling != place:
                yield from _without(spelling.removeprefix(place), places)
