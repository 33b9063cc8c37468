"""Read the style table: one symbol, fill, line or lettering a key, for light and for dark."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from atlas.i18n.errors import AtlasError

if TYPE_CHECKING:
    import pandas as pd

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_KEY = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)?")
_DASH = re.compile(r"\d+(\.\d+)?( \d+(\.\d+)?)*")
# Of lines that fill land -> the angles at which they run, degrees from the horizontal.
PATTERNS = {"hatch": (45,), "rows": (0,), "columns": (90,), "grid": (0, 90)}
SHAPES = (
    *("star", "square", "circle", "diamond", "triangle", "pentagon", "hexagon"),
    *("plane", "sign", "bolt", "ring"),
    *PATTERNS,
)


class StyleError(AtlasError):
    """A row of the style table cannot be drawn."""


@dataclass(frozen=True, slots=True)
class Style:
    """
    One row of the style table; what a row does not say is None.

    Attributes
    ----------
    key : str
        What it styles, such as ``type/specialty`` or ``line/county``.
    shape : str or None
        One of `SHAPES`; of an area, one of `PATTERNS` that tells it apart where tones cannot, in
        its stroke.
    size : float or None
        Width of a symbol or ring, height of lettering, spacing of a hatch, px; of a level the
        factor its symbols are larger by.
    fill, fill_dark, stroke, stroke_dark : str or None
        ``#rrggbb``; of lettering, the stroke is the halo.
    width : float or None
        Line width, px.
    dash : str or None
        Dashes and gaps, px.
    opacity : float
        0 to 1.
    """

    key: str
    shape: str | None = None
    size: float | None = None
    fill: str | None = None
    fill_dark: str | None = None
    stroke: str | None = None
    stroke_dark: str | None = None
    width: float | None = None
    dash: str | None = None
    opacity: float = 1.0

    @property
    def name(self) -> str:
        """The key as CSS writes it."""
        return self.key.replace("/", "-")

    def dashes(self, grow: float) -> tuple[float, ...]:
        """Return dashes and gaps in turn, drawn larger by a factor; nothing for a whole line."""
        return tuple(float(part) * grow for part in (self.dash or "").split())

    def for_script(self) -> dict[str, Any]:
        """Give what the map's script needs: everything but colours, which CSS variables carry."""
        return {
            key: value
            for key, value in asdict(self).items()
            if value is not None and key in {"shape", "size", "width"}
        }


def read(table: pd.DataFrame) -> tuple[Style, ...]:
    """
    Read the style table.

    Parameters
    ----------
    table : DataFrame
        Indexed by key, the columns of style.csv.

    Raises
    ------
    StyleError
        Naming every row and column that cannot be drawn. Style values become CSS: nothing but
        colours, numbers and known words passes.
    """
    styles: list[Style] = []
    wrong: list[str] = []
    for key, row in table.fillna("").to_dict(orient="index").items():
        filled = {str(name): value for name, value in row.items() if value != ""}
        styles.append(_style(str(key), filled, wrong))
    if wrong:
        raise StyleError("style.wrong", cells="; ".join(wrong))
    return tuple(styles)


def _style(key: str, row: dict[str, Any], wrong: list[str]) -> Style:
    values: dict[str, Any] = {}
    if not _KEY.fullmatch(key):
        wrong.append(repr(key))
    for name, value in row.items():
        text = str(value)
        if name in {"fill", "fill_dark", "stroke", "stroke_dark"}:
            good, values[name] = bool(_COLOUR.fullmatch(text)), text
        elif name == "shape":
            good, values[name] = text in SHAPES, text
        elif name == "dash":
            good, values[name] = bool(_DASH.fullmatch(text)), text
        elif name in {"size", "width", "opacity"}:
            good = bool(re.fullmatch(r"\d+(\.\d+)?", text))
            values[name] = float(text) if good else None
        else:
            good = False
        if not good:
            wrong.append(f"{key} {name} {text!r}")
    return Style(key=key, **{name: value for name, value in values.items() if value is not None})
