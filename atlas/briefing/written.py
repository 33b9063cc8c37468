"""What the parts of a sheet and of a slide ask of what is written on it, and in which colours."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from atlas.briefing.content import Content
    from atlas.briefing.order import Order
    from atlas.maps.style import Style


class Written:
    """
    A page while it is written.

    Attributes
    ----------
    said
        What it says.
    styles
        Of `atlas.maps.palette.palette`.
    """

    __slots__ = ()
    said: "Content"
    styles: "Mapping[str, Style]"

    @property
    def order(self) -> "Order":
        """What is asked."""
        return self.said.order

    @property
    def lang(self) -> str:
        """``"zh"`` or ``"en"``."""
        return self.said.order.lang

    @property
    def ink(self) -> str:
        """Colour of what is written."""
        return self.styles["sheet/ink"].fill or ""

    @property
    def muted(self) -> str:
        """Colour of lesser words."""
        return self.styles["sheet/muted"].fill or ""

    @property
    def accent(self) -> str:
        """Colour of rules and marks."""
        return self.styles["sheet/accent"].fill or ""
