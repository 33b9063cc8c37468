"""Read from a link what is compared, analysed and looked up, and write it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from atlas.analysis.comparison import MOST
from atlas.model import parameters
from atlas.model.names import MAX_TEXT
from atlas.model.vocabulary import UnknownValue

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
MOST_ENTRY = 10**9  # no history is as long


def _place(value: str, atlas: "Atlas") -> str | None:
    """Return a place of the plan, if it is one."""
    return value if value in set(atlas.passages["ref"]) else None


def _no_place(value: str, atlas: "Atlas") -> UnknownValue:
    return UnknownValue("ref", value[:MAX_TEXT], known=tuple(atlas.sections["ref"].tail(3)))


PARAMETERS = (
    *(parameters.choice(name, known) for name, known in CHOICES.items()),
    parameters.choice("km", RADII),
    parameters.choice("cut", CUTS),
    parameters.rows("compare", "zones", most=MOST),
    parameters.row("partner", "clusters"),
    parameters.single("ref", _place, wrong=_no_place),
    parameters.words("find"),
    parameters.number("entry", MOST_ENTRY, known=("1", "2")),
)


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
        found, wrong = parameters.read(params, PARAMETERS, atlas)
        return cls(**found), wrong

    @property
    def full(self) -> bool:
        """Whether no further zone can be compared."""
        return len(self.compare) >= MOST

    def to_params(self, *, page: str) -> dict[str, str | list[str]]:
        """Return the parameters of a link to a page; what stands as usual is left out."""
        carried = {"compare", *OF_PAGE.get(page, ())}
        table = [parameter for parameter in PARAMETERS if parameter.name in carried]
        return parameters.written(self, Inquiry(), table)
