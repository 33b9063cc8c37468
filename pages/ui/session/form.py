"""Read from a link what form a sheet is to have, and write it back."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from atlas.briefing.order import DPI, LAYOUTS, MODES, SHEET_STYLES, Order
from atlas.maps.specification import AT_SCALE, EMPHASES, EXTENTS, SCREEN, Specification
from atlas.model import parameters
from atlas.model.vocabulary import UnknownValue

CHOICES: dict[str, tuple[str, ...]] = {
    "layout": tuple(LAYOUTS),
    "style": SHEET_STYLES,
    "mode": MODES,
    "emphasis": EMPHASES,
}
OF_MAP = ("extent", "emphasis", "context")  # what stands among its choices but is the map's
RESOLUTIONS = (96, 150, 200, 300, 600)
ON = {"1": True}  # what is off is not written


def extents(shown: Specification) -> list[str]:
    """Return the extents that can be chosen: a frame and a scale where there is one."""
    lacking = {SCREEN: shown.frame is None, AT_SCALE: not shown.scale}
    return [extent for extent in EXTENTS if not lacking.get(extent)]


@dataclass(frozen=True, slots=True)
class Form:
    """
    The form of a sheet: what `Order` has beside the map and the words.

    Attributes
    ----------
    layout, style, dpi, mode, native
        As of `atlas.briefing.order.Order`.
    template
        Whether slides and documents are written into the office's templates.
    """

    layout: str = "slide"
    style: str = "colour"
    dpi: int = 200
    mode: str = "internal"
    native: bool = False
    template: bool = False

    @classmethod
    def parse(cls, params: Mapping[str, list[str]]) -> tuple["Form", tuple[UnknownValue, ...]]:
        """
        Read the form from a link's parameters.

        Parameters
        ----------
        params
            Parameter name -> values; the last counts.

        Returns
        -------
        Form
            What is wrong or not given stands as usual.
        tuple of UnknownValue
            What is wrong.
        """
        found, wrong = parameters.read(params, PARAMETERS)
        return cls(**found), wrong

    @classmethod
    def of(cls, order: Order) -> "Form":
        """Return the form that an order has."""
        shared = {name: getattr(order, name) for name in OF_ORDER}
        return cls(**shared, template=bool(order.templates))

    def of_order(self) -> dict[str, Any]:
        """Return the fields that it gives an order, which has the templates themselves."""
        return {name: getattr(self, name) for name in OF_ORDER}

    def to_params(self) -> dict[str, str | list[str]]:
        """Return the parameters of a link; what stands as usual is left out."""
        return parameters.written(self, Form(), PARAMETERS)


# What it shares with an order.
OF_ORDER = tuple(each.name for each in fields(Form) if each.name != "template")


PARAMETERS = (
    *(
        parameters.choice(name, known, said=f"briefing.{name}.")
        for name, known in CHOICES.items()
        if name not in OF_MAP
    ),
    parameters.number("dpi", DPI[1], least=DPI[0], known=tuple(map(str, DPI))),
    parameters.switch("native", ON),
    parameters.switch("template", ON),
)
