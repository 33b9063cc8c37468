"""Read from a link what is compared, analysed and looked up, and write it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from atlas.analysis.comparison import MOST
from atlas.model.names import MAX_TEXT, clean
from atlas.model.vocabulary import UnknownValue, nearest

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

CHOICES: dict[str, tuple[str, ...]] = {
    "topic": ("strength", "alike", "groups", "gaps", "partners", "space"),
    "by": ("area", "prefecture", "type"),
    "on": ("phrases", "clusters"),
    "within": ("", "area", "across"),
    "layer": ("nearest", "catchments", "rings", "centre", "uncovered"),
    "task": ("bring", "history", "take"),
}
RADII = (25, 50, 75, 100, 150)  # kilometres
CUTS = (40, 50, 60, 70, 80, 90)  # hundredths of the height at which a tree of groups is cut
# What only one page asks; what is compared goes along everywhere, to be collected.
OF_PAGE = {
    "analysis": ("topic", "by", "on", "within", "layer", "km", "cut", "partner"),
    "plan": ("ref", "find"),
    "data": ("task", "entry"),
}


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
    layer
        What is measured in space.
    km
        Radius.
    cut
        Where groups are cut, one of `CUTS`; 0 where the analysis chooses.
    partner
        The cluster whose partners are sought.
    ref
        The place of the plan that is looked at.
    find
        Words looked for in the plan.
    task
        What is done on the data page.
    entry
        The number of the change that is looked at; 0 for none.
    """

    compare: tuple[str, ...] = ()
    topic: str = CHOICES["topic"][0]
    by: str = CHOICES["by"][0]
    on: str = CHOICES["on"][0]
    within: str = CHOICES["within"][0]
    layer: str = CHOICES["layer"][0]
    km: int = 50
    cut: int = 0
    partner: str = ""
    ref: str = ""
    find: str = ""
    task: str = CHOICES["task"][0]
    entry: int = 0

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
        for name, known in (CHOICES | {"km": RADII, "cut": CUTS}).items():
            named = {str(value): value for value in known}
            if name in last and last[name] in named:
                found[name] = named[last[name]]
            elif name in last:
                wrong.append(UnknownValue(name, last[name], known=tuple(filter(None, named))))
        zones = given.get("compare", [])
        known = [zone for zone in zones if zone in atlas.zones.index]
        found["compare"] = tuple(known[:MOST])
        wrong += [nearest(zone, atlas.zones, flag="compare") for zone in zones if zone not in known]
        wrong += [UnknownValue("compare", zone, too_many=MOST) for zone in known[MOST:]]
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
        if value := last.get("entry"):
            if value.isascii() and value.isdecimal() and len(value) < MAX_TEXT:
                found["entry"] = int(value)
            else:
                wrong.append(UnknownValue("entry", value[:MAX_TEXT], known=("1", "2")))
        return cls(**found), tuple(wrong)

    @property
    def full(self) -> bool:
        """Whether no further zone can be compared."""
        return len(self.compare) >= MOST

    def to_params(self, *, page: str) -> dict[str, object]:
        """Return the parameters of a link to a page; what stands as usual is left out."""
        usual = Inquiry()
        return {
            name: list(value) if isinstance(value := getattr(self, name), tuple) else str(value)
            for name in ("compare", *OF_PAGE.get(page, ()))
            if getattr(self, name) != getattr(usual, name)
        }
