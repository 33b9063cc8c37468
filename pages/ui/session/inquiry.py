"""Read from a link what a page is asked beside its map, and write it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from atlas.maps.specification import DRAWN
from atlas.model import parameters
from atlas.model.names import MAX_TEXT
from atlas.model.vocabulary import UnknownValue

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

CHOICES: dict[str, tuple[str, ...]] = {
    "topic": ("strength", "alike", "groups", "gaps", "partners", "space", "sizes"),
    "by": ("area", "prefecture", "type", "level"),
    "layer": ("nearest", "catchments", "rings", "centre", "uncovered"),
    "task": ("bring", "attach", "review", "history", "take", "templates", "admin"),
}
# What the keys of the strings that name them begin with.
SAID = {
    **{name: f"analysis.{name}." for name in ("topic", "by")},
    "layer": "space.layer.",
    "task": "data.task.",
}
# What only one page asks.
OF_PAGE = {
    "analysis": ("topic", "by", "layer"),
    "plan": ("ref", "find"),
    "data": ("task", "entry"),
    "compare": ("lists",),
}
TWO = 2  # lists that are set against each other
SPACE = "space"  # the topic that has layers
MOST_ENTRY = 10**9  # no history is as long


def _place(value: str, atlas: "Atlas") -> str | None:
    """Return a place of the plan, if it is one."""
    return value if value in set(atlas.passages["ref"]) else None


def _no_place(value: str, atlas: "Atlas") -> UnknownValue:
    return UnknownValue("ref", value[:MAX_TEXT], known=tuple(atlas.sections["ref"].tail(3)))


def _two_places(
    values: Sequence[str], atlas: "Atlas"
) -> tuple[tuple[str, ...], tuple[UnknownValue, ...]]:
    """Return two places of the plan, in their order."""
    known = [value for value in dict.fromkeys(values) if _place(value, atlas)]
    strange = [
        replace(_no_place(value, atlas), flag="lists") for value in values if value not in known
    ]
    over = [UnknownValue("lists", value, too_many=TWO) for value in known[TWO:]]
    return tuple(known[:TWO]), (*strange, *over)


PARAMETERS = (
    *(parameters.choice(name, known, said=SAID[name]) for name, known in CHOICES.items()),
    parameters.single("ref", _place, wrong=_no_place),
    parameters.Parameter("lists", _two_places, list),
    parameters.words("find"),
    parameters.number("entry", MOST_ENTRY, known=("1", "2")),
)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """
    What a page is asked beside its map.

    Attributes
    ----------
    topic
        The analysis that is looked at.
    by
        What it counts by: areas, prefectures, types or levels.
    layer
        What is measured in space.
    ref
        The place of the plan that is looked at.
    lists
        The places of the plan, at most two, whose zones are set against each other.
    find
        Words looked for in the plan.
    task
        What is done on the data page.
    entry
        The number of the change that is looked at; 0 for none.
    """

    topic: str = CHOICES["topic"][0]
    by: str = CHOICES["by"][0]
    layer: str = CHOICES["layer"][0]
    ref: str = ""
    lists: tuple[str, ...] = ()
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
            Parameter name -> values; the last counts.
        atlas
            Knows the places of the plan.

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
    def drawn(self) -> str:
        """What the page of analyses draws over its map: one of `DRAWN`."""
        asked = self.layer if self.topic == SPACE else self.topic
        return asked if asked in DRAWN else ""

    def to_params(self, *, page: str) -> dict[str, str | list[str]]:
        """Return the parameters of a link to a page; what stands as usual is left out."""
        carried = OF_PAGE.get(page, ())
        table = [parameter for parameter in PARAMETERS if parameter.name in carried]
        return parameters.written(self, USUAL, table) if table else {}


USUAL = Inquiry()
