"""Say what is asked of one sheet: the selection, its form, and what must be given to publish it."""

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from atlas.briefing import address
from atlas.i18n import LANGS, text
from atlas.i18n.errors import WRONG_USE, AtlasError
from atlas.maps import frame as frames
from atlas.maps.print import fonts
from atlas.maps.specification import AT_SCALE, EXTENTS, NAMES, SCALES, SCREEN, Mapped, Specification
from atlas.selection.selection import Selection

if TYPE_CHECKING:
    from atlas.briefing.template.model import Template

SHEET_STYLES = ("colour", "grey", "safe")
MODES = ("internal", "public")
DPI = (96, 600)
WORDS = ("title", "sentence", "unit", "issue", "maker", "review_number", "base_map_source")
MAX_WORDS = 200  # characters of a title, a sentence, a maker
MM = 72 / 25.4  # points


@dataclass(frozen=True, slots=True)
class Layout:
    """
    A paper or slide.

    Attributes
    ----------
    width, height
        Points (1/72 inch).
    legend
        Where what explains the map stands: ``"right"`` of it or ``"below"``.
    scale
        How much larger than on A4 lettering and symbols are.
    margin
        Points on all sides.
    column
        Share of the width of what stands right of the map.
    """

    width: float
    height: float
    legend: str
    scale: float = 1.0
    margin: float = 24.0
    column: float = 0.225


LAYOUTS: dict[str, Layout] = {
    "slide": Layout(960, 540, "right", scale=1.05),  # PowerPoint's 13.333 × 7.5 in
    "slide-4x3": Layout(720, 540, "right", column=0.27),  # and 10 × 7.5 in
    "a4": Layout(297 * MM, 210 * MM, "right", scale=0.92),
    "a4-portrait": Layout(210 * MM, 297 * MM, "below", scale=0.86),
    "a3": Layout(420 * MM, 297 * MM, "right", scale=1.25, margin=32),
    "a3-portrait": Layout(297 * MM, 420 * MM, "below", scale=1.2, margin=32),
    "square": Layout(720, 720, "below", scale=1.0),
}


# Is told steps done, steps in all, and what is being done.
Progress = Callable[[int, int, str], None]


class OrderError(AtlasError):
    """
    A sheet cannot be made as asked.

    Attributes
    ----------
    wrong : tuple of (str, dict)
        Keys of the strings ``order.*`` and what they name, one for each thing that is wrong.
    """

    exit_code = WRONG_USE

    def __init__(self, wrong: Iterable[tuple[str, dict[str, object]]]) -> None:
        self.wrong = tuple(wrong)
        super().__init__(lambda lang: "\n".join(self.messages(lang)))

    def messages(self, lang: str) -> list[str]:
        """Say in a language what is wrong and what would be right, a sentence each."""
        return [text(f"order.{key}", lang, **values) for key, values in self.wrong]


@dataclass(frozen=True, slots=True)
class Order(Mapped):
    """
    Everything asked of one sheet.

    Attributes
    ----------
    map
        What the map shows.
    lang
        ``"zh"`` or ``"en"``.
    date
        The day that stands on the sheet.
    layout
        A key of `LAYOUTS`.
    style
        ``"colour"``, ``"grey"`` (for a photocopier) or ``"safe"`` (for the colour-blind).
    dpi
        Of a picture, 96 to 600.
    mode
        ``"internal"`` marks the sheet; ``"public"`` needs the three below.
    review_number, base_map_source, maker
        审图号, 底图来源, 制图单位.
    title, sentence
        Instead of the generated ones.
    unit, issue
        单位, 期号: of the head that a briefing gets where one of them is given, with the day.
    base_url
        Where the atlas is served; links lead there. Without one that others can reach there are
        neither links nor codes.
    page
        The page the link opens.
    native
        On a slide, draw the map as shapes that can be edited instead of a picture.
    templates
        The office's own, at most one of a kind: slides and documents are written into them.
    """

    map: Specification
    lang: str
    date: dt.date
    layout: str = "slide"
    style: str = "colour"
    dpi: int = 200
    mode: str = "internal"
    review_number: str = ""
    base_map_source: str = ""
    maker: str = ""
    title: str = ""
    sentence: str = ""
    unit: str = ""
    issue: str = ""
    base_url: str = ""
    page: str = "overview"
    native: bool = False
    templates: "tuple[Template, ...]" = ()

    @classmethod
    def of(cls, selection: Selection, lang: str, date: dt.date, **given: Any) -> "Order":  # noqa: ANN401 - fields of several types
        """
        Return the order of a map of some zones.

        Parameters
        ----------
        selection, lang, date
            What must be said.
        **given
            Further fields of `Order` and of `Specification`.
        """
        return cls(Specification(selection), lang, date).with_(**given)

    def __post_init__(self) -> None:
        """Keep of the words given what can be printed: control characters become blanks."""
        for name in WORDS:
            given = getattr(self, name)
            kept = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in given)
            object.__setattr__(self, name, " ".join(kept.split()))

    @property
    def query(self) -> str:
        """The query string of the view, without ``?``."""
        params = self.map.to_params()
        return urlencode(
            params | ({"lang": self.lang} if self.lang != LANGS[0] else {}), doseq=True
        )

    @property
    def link(self) -> str:
        """The link back to exactly this view; nothing where nobody else could follow it."""
        base, query = address.printable(self.base_url), self.query
        return f"{base}{self.page}" + (f"?{query}" if query else "") if base else ""

    def template(self, kind: str) -> "Template | None":
        """Return the office's template of a kind, ``"pptx"`` or ``"docx"``; None without one."""
        return next((each for each in self.templates if each.kind == kind), None)

    def with_(self, **changes: Any) -> "Order":  # noqa: ANN401 - fields of several types
        """Return a copy with some fields changed, of its own or of its map."""
        of_map = {name: changes.pop(name) for name in NAMES if name in changes}
        return replace(self, **({"map": self.map.with_(**of_map)} if of_map else {}) | changes)


def check(order: Order) -> None:
    """
    Refuse an order that cannot be carried out.

    Raises
    ------
    OrderError
        Naming everything that is wrong, and what would be right.
    """
    wrong: list[tuple[str, dict[str, object]]] = []
    choices = {
        "layout": LAYOUTS,
        "style": SHEET_STYLES,
        "mode": MODES,
        "lang": LANGS,
    }
    for name, known in choices.items():
        value = getattr(order, name)
        if value not in known:
            wrong.append((name, {"value": value, "known": ", ".join(known)}))
    if not DPI[0] <= order.dpi <= DPI[1]:
        wrong.append(("dpi", {"value": order.dpi, "low": DPI[0], "high": DPI[1]}))
    wrong += [
        ("words", {"name": name, "n": len(getattr(order, name)), "most": MAX_WORDS})
        for name in WORDS
        if len(getattr(order, name)) > MAX_WORDS
    ]
    lacking = {name: fonts.missing(getattr(order, name)) for name in WORDS}
    wrong += [
        ("glyphs", {"name": name, "signs": signs}) for name, signs in lacking.items() if signs
    ]
    if order.mode == "public":
        wrong += [
            (
                "public",
                {
                    "name": text(
                        f"order.given.{name}", order.lang if order.lang in LANGS else LANGS[0]
                    )
                },
            )
            for name in ("review_number", "base_map_source", "maker")
            if not getattr(order, name).strip()
        ]
    if order.map.extent not in EXTENTS:
        known = ", ".join(EXTENTS)
        wrong.append(("extent", {"value": order.map.extent, "known": known}))
    if order.map.extent == AT_SCALE and not SCALES[0] <= order.map.scale <= SCALES[1]:
        low, high = SCALES
        wrong.append(("scale", {"value": order.map.scale, "low": low, "high": high}))
    if order.map.extent == SCREEN and not frames.is_frame(order.map.frame):
        wrong.append(("frame", {"value": order.map.frame, "span": frames.MIN_SPAN}))
    if wrong:
        raise OrderError(wrong)
