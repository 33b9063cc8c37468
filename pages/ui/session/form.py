"""Read from a link what form a sheet is to have, and write it back."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from atlas.briefing.order import (
    DPI,
    EXTENTS,
    LAT,
    LAYOUTS,
    LON,
    MIN_SPAN,
    MODES,
    SHEET_STYLES,
    Order,
)
from atlas.model import parameters
from atlas.model.names import SHOWN
from atlas.model.vocabulary import UnknownValue

CHOICES: dict[str, tuple[str, ...]] = {
    "layout": tuple(LAYOUTS),
    "style": SHEET_STYLES,
    "extent": EXTENTS,
    "mode": MODES,
}
RESOLUTIONS = (96, 150, 200, 300, 600)
SCREEN = EXTENTS[-1]
EXAMPLE = "92.3,32.5,109,43"  # of a frame
ON = {"1": True}  # what is off is not written

Frame = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Form:
    """
    The form of a sheet: what `Order` has beside the selection and the words.

    Attributes
    ----------
    layout, style, dpi, extent, frame, mode, context, native
        As of `atlas.briefing.order.Order`. A frame is kept while another extent is chosen, so that
        one can come back to it.
    """

    layout: str = "slide"
    style: str = "colour"
    dpi: int = 200
    extent: str = "province"
    frame: Frame | None = None
    mode: str = "internal"
    context: bool = False
    native: bool = False

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
        if found.get("extent") == SCREEN and "frame" not in found:
            del found["extent"]
            if not params.get("frame"):
                wrong = (*wrong, UnknownValue("frame", "", known=(EXAMPLE,)))
        return cls(**found), wrong

    @classmethod
    def of(cls, order: Order) -> "Form":
        """Return the form that an order has."""
        return cls(**{field.name: getattr(order, field.name) for field in fields(cls)})

    def of_order(self) -> dict[str, Any]:
        """Return the fields that it gives an order; a frame only where that is the extent."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return given | {"frame": self.frame if self.extent == SCREEN else None}

    def to_params(self) -> dict[str, str | list[str]]:
        """Return the parameters of a link; what stands as usual is left out."""
        return parameters.written(self, Form(), PARAMETERS)


def _frame(value: str, _atlas: None) -> Frame | None:
    """Return west, south, east, north within the base map and no smaller than a map may be."""
    try:
        west, south, east, north = map(float, value.split(","))
    except ValueError:
        return None
    if not all(map(math.isfinite, (west, south, east, north))):
        return None
    if not (west < east and south < north):
        return None
    wide, high = _within(west, east, LON), _within(south, north, LAT)
    return (wide[0], high[0], wide[1], high[1]) if wide and high else None


def _within(low: float, high: float, limits: tuple[float, float]) -> tuple[float, float] | None:
    """Return a span cut to limits and widened to the least span; None where it lies beyond."""
    low, high = max(low, limits[0]), min(high, limits[1])
    if low >= high:
        return None
    if high - low < MIN_SPAN:
        middle = min(max((low + high) / 2, limits[0] + MIN_SPAN), limits[1] - MIN_SPAN)
        low, high = middle - 0.51 * MIN_SPAN, middle + 0.51 * MIN_SPAN
    return round(low, 4), round(high, 4)


PARAMETERS = (
    *(parameters.choice(name, known) for name, known in CHOICES.items()),
    parameters.number("dpi", DPI[1], least=DPI[0], known=tuple(map(str, DPI))),
    parameters.single(
        "frame",
        _frame,
        wrong=lambda value, _: UnknownValue("frame", value[:SHOWN], known=(EXAMPLE,)),
        write=lambda frame: ",".join(f"{degrees:.8g}" for degrees in frame),
    ),
    parameters.switch("context", ON),
    parameters.switch("native", ON),
)
