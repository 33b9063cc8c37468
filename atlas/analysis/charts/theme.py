"""
Draw the analyses as charts: one Vega-Lite specification for screen and paper.

On screen the colours are the page's own CSS variables, so that a chart turns dark with its page; on
paper they are the theme's. Every value that is a small number is drawn hollow: it is a hint.
"""

import json
import textwrap
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import altair as alt

from atlas.maps.print import fonts
from atlas.maps.print.lettering import NOT_FIRST

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

THEMES = Path(__file__).parent / "themes.toml"
PICK, SWEPT = "pick", "swept"  # the names of what a click chooses, and of what is swept over
STEPS = 5  # shades above nothing
# More rows than that no page or sheet can show with their names; all zones of a document can.
MOST_ZONES = 70
ROW = 19  # px
HEAD = 15  # px, of a line above a column
HEAD_CHARS = 17  # its longest line, where a name can be broken
SPAN = 640  # px, what few columns share
DOT = 62  # px²


@dataclass(frozen=True, slots=True)
class Theme:
    """
    What a chart is drawn with.

    Attributes
    ----------
    font
        A CSS font family.
    ink, soft, line, paper, accent
        Colours of words, of lesser words, of rules, of the ground and of what matters.
    ramp, on_ramp
        Shades from nothing to much, and the lettering on each.
    hues
        Colours that tell groups apart; they come again where there are more groups.
    margin
        Width of the empty border, px.
    """

    font: str
    ink: str
    soft: str
    line: str
    paper: str
    accent: str
    ramp: tuple[str, ...]
    on_ramp: tuple[str, ...]
    hues: tuple[str, ...]
    margin: int


@lru_cache
def theme(name: str) -> Theme:
    """Return a theme: ``"screen"`` or ``"print"``."""
    rows = tomllib.loads(THEMES.read_text(encoding="utf-8"))[name]
    read: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in rows.items()
    }
    return Theme(**read)


def names(atlas: "Atlas", vocabulary: str, slugs: Iterable[str], lang: str) -> dict[str, str]:
    """Return the short names of slugs."""
    return {slug: atlas.label(vocabulary, slug, lang, short=True) for slug in slugs}


def width(label: str) -> float:
    """Return the width of a label's longest line, in em."""
    return max(fonts.width(line) for line in label.split("\n"))


def lookup(labels: Mapping[str, str]) -> str:
    """Return labels as a literal of Vega's expressions; JSON is one."""
    # Its two line ends of Unicode stand in JSON, but in no literal of an expression.
    written = json.dumps(labels, ensure_ascii=False)
    return written.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def named(labels: Mapping[str, str]) -> str:
    """Return the expression that writes a slug's label, in as many lines as it has."""
    return f"split({lookup(labels)}[datum.value], '\\n')"


def axis(labels: Mapping[str, str], **given: Any) -> alt.Axis:  # noqa: ANN401 - as of Axis
    """Return an axis of names that are never cut."""
    plain = {"labelLimit": 0, "ticks": False, "domain": False, "labelOverlap": False}
    return alt.Axis(labelExpr=named(labels), **plain | given)


def broken(name: str) -> list[str]:
    """Return a name in lines that fit above a column."""
    return textwrap.wrap(name, HEAD_CHARS, break_long_words=False, break_on_hyphens=False)


def above(labels: Mapping[str, str]) -> alt.Axis:
    """Return an axis of names above the columns, all of the same number of lines."""
    lines = max(label.count("\n") for label in labels.values())
    return axis(
        labels,
        orient="top",
        labelAngle=0,
        labelBaseline="bottom",
        labelLineHeight=HEAD,
        labelPadding=6 + HEAD * lines,
    )


def finished(
    chart: alt.TopLevelMixin,
    theme: Theme,
    *,
    view: Mapping[str, str] | None = None,
    **size: Any,  # noqa: ANN401 - as of the chart
) -> alt.TopLevelMixin:
    """Give a chart its size and the theme's look."""
    plain: dict[str, Any] = {
        "labelColor": theme.ink,
        "titleColor": theme.soft,
        "gridColor": theme.line,
    }
    letters: dict[str, Any] = {
        "labelFont": theme.font,
        "titleFont": theme.font,
        "labelFontSize": 12,
    }
    drawn: alt.TopLevelMixin = (
        chart.properties(
            **size,
            padding=dict.fromkeys(("left", "right", "top", "bottom"), theme.margin),
            usermeta={"embedOptions": {"renderer": "svg", "theme": None}},
        )
        .configure(font=theme.font, background="transparent")
        # The page says it all in words beside: marks would be read out by their fields' names.
        .configure_mark(aria=False)
        .configure_view(stroke=None, **view or {})
        .configure_axis(
            **plain,
            **letters,
            titleFontSize=12,
            titleFontWeight=400,
            aria=False,
            domainColor=theme.line,
            tickColor=theme.line,
            grid=False,
        )
        .configure_legend(
            aria=False,
            **letters,
            labelColor=theme.ink,
            titleColor=theme.soft,
            titleFontWeight=400,
            titleLimit=0,
        )
        .configure_header(**letters, labelColor=theme.ink)
        .configure_text(font=theme.font, color=theme.ink)
        .configure_title(font=theme.font, subtitleFont=theme.font)
    )
    return drawn


def wrapped(line: str, em: float) -> list[str]:
    """Break a line between words, or anywhere between Chinese characters."""
    lines, rest = [], line
    while fonts.width(rest) > em:
        end = next(i for i in range(len(rest), 0, -1) if fonts.width(rest[:i]) <= em)
        space = rest.rfind(" ", 0, end + 1)
        if rest[end].isascii() and rest[end].isalnum() and space > end // 2:
            end = space
        while end > 1 and unicodedata.category(rest[end]) in NOT_FIRST:
            end -= 1
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*lines, rest]
