"""Read from a link what is compared, analysed and looked up, and write it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from atlas.analysis.comparison import MOST
from atlas.errors import UnknownValue
from atlas.selection import MAX_TEXT, clean, nearest

if TYPE_CHECKING:
    from atlas.load import Atlas

CHOICES: dict[str, tuple[str, ...]] = {
    "topic": ("strength", "alike", "groups", "gaps", "partners", "space"),
    "by": ("area", "prefecture", "type"),
    "on": ("phrases", "clusters"),
    "within": ("", "area", "across"),
}
RADII = (25, 50, 75, 100, 150)  # kilometres
# What only one page asks; what is compared goes along everywhere, to be collected.
OF_PAGE = {"analysis": (*CHOICES, "km", "partner"), "plan": ("ref", "find")}


@dataclass(frozen=True, slots=True)
class Inquiry:
    """
    What is asked beside the selection.

    Attributes
    ----------
    compare
        Ids of the zones to set side by side, in the order in which they were taken.
    topic
        The analysis that is looked at.
    by
        What it counts by: areas, prefectures or types.
    on
        What likeness is measured on: industry phrases or clusters.
    within
        Which pairs: all, those of one area, those of two.
    km
        Radius.
    partner
        The cluster whose partners are sought.
    ref
        The place of the plan that is looked at.
    find
        Words looked for in the plan.
    """

    compare: tuple[str, ...] = ()
    topic: str = CHOICES["topic"][0]
    by: str = CHOICES["by"][0]
    on: str = CHOICES["on"][0]
    within: str = CHOICES["within"][0]
    km: int = 50
    partner: str = ""
    ref: str = ""
    find: str = ""

    @classmethod
    def parse(
        cls, params: Mapping[str, list[str]], atlas: "Atlas"
    ) -> tuple["Inquiry", tuple[UnknownValue, ...]]:
        """
        Read from a link's parameters.

        Parameters
        ----------
        params
            Parameter name -> values; the last counts, of ``compare`` all.
        atlas
            Knows zones, clusters and the places of the plan.

        Returns
        -------
        Inquiry
            What is wrong or not given stands as usual.
        tuple of UnknownValue
            What is wrong.
        """
        given = {name: clean(values) for name, values in params.items()}
        last = {name: values[-1] for name, values in given.items() if values}
        found: dict[str, object] = {}
        wrong = []
        for name, known in CHOICES.items():
            value = last.get(name, known[0])
            if value in known:
                found[name] = value
            else:
                wrong.append(UnknownValue(name, value, known=tuple(filter(None, known))))
        if value := last.get("km"):
            if value in map(str, RADII):
                found["km"] = int(value)
            else:
                wrong.append(UnknownValue("km", value, known=tuple(map(str, RADII))))
        zones = given.get("compare", [])
        found["compare"] = tuple(id_ for id_ in zones if id_ in atlas.zones.index)[:MOST]
        wrong += [
            nearest(id_, atlas.zones, flag="compare")
            for id_ in zones
            if id_ not in atlas.zones.index
        ]
        if value := last.get("partner"):
            if value in atlas.clusters.index:
                found["partner"] = value
            else:
                wrong.append(nearest(value, atlas.clusters, flag="partner"))
        if value := last.get("ref"):
            if value in set(atlas.passages["ref"]):
                found["ref"] = value
            else:
                examples = tuple(atlas.sections["ref"].tail(3))
                wrong.append(UnknownValue("ref", value[:MAX_TEXT], known=examples))
        found["find"] = last.get("find", "")[:MAX_TEXT]
        return cls(**found), tuple(wrong)

    def to_params(self, *, page: str) -> dict[str, object]:
        """Return the parameters of a link to a page; what stands as usual is left out."""
        usual = Inquiry()
        return {
            name: list(value) if isinstance(value := getattr(self, name), tuple) else str(value)
            for name in ("compare", *OF_PAGE.get(page, ()))
            if getattr(self, name) != getattr(usual, name)
        }
