"""Say a figure no finer than the count bears that it is made of, and know a small count."""

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

FEW = 5  # Cochran (1954), Biometrics 10: an expected count below this makes a ratio unsteady
DECIMALS = 2
NONE = "\u2013"  # where there is nothing to compare


def few(n: float) -> bool:
    """
    Tell whether a count is a small number.

    Parameters
    ----------
    n
        An observed or expected count; nan, no count at all, is small too.
    """
    return not n >= FEW


def borne(value: float, n: int) -> str:
    """
    Write a figure with as many significant digits as the count has that it is made of.

    Two of 14 are a seventh, but no count of 14 tells 0.143 from 0.14: one more or less would make
    it 0.07 or 0.21.

    Parameters
    ----------
    value
        A ratio or an index; nan where it is undefined.
    n
        The count that bears it: of a share its denominator, of an index the listings of the group.

    Returns
    -------
    str
        One significant digit for n below 10, two below 100, three below 1,000 and so on, halves
        rounded up; never more than two decimals; nothing for nan.
    """
    if math.isnan(value):
        return ""
    if value == 0:
        return "0"
    exact, digits = Decimal(repr(float(value))), len(str(n))
    # Rounding may carry (0.996 to 1.0), so that the place of the last digit is known but after it.
    leading = Context(prec=digits, rounding=ROUND_HALF_UP).plus(exact).adjusted()
    last = max(leading - digits + 1, -DECIMALS)
    return f"{exact.quantize(Decimal(1).scaleb(last), rounding=ROUND_HALF_UP):f}"


@dataclass(frozen=True, slots=True)
class Share:
    """
    How much of what either of two zones has both have.

    Attributes
    ----------
    common, either
        Counts.
    """

    common: int
    either: int

    @classmethod
    def of(cls, a: "pd.Series", b: "pd.Series") -> "Share":
        """Count two columns of booleans."""
        return cls(int((a & b).sum()), int((a | b).sum()))

    @property
    def value(self) -> float | None:
        """Jaccard's coefficient; None where neither has anything."""
        return self.common / self.either if self.either else None

    @property
    def small(self) -> bool:
        """Whether it rests on a small number."""
        return few(self.either)

    def __str__(self) -> str:
        """Write the fraction, the number that it bears, and a star where it is small."""
        if self.value is None:
            return NONE
        number = borne(self.value, self.either)
        return f"{self.common}/{self.either} ({number}){'*' if self.small else ' '}"
