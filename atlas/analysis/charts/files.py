"""Charts as files: set on a sheet, SVG and PNG without a browser."""

import base64
from collections.abc import Iterable
from functools import lru_cache
from xml.etree import ElementTree as ET

import altair as alt
import vl_convert

from atlas.analysis.charts.theme import Theme, wrapped
from atlas.maps.print import fonts

PNG_PPI = 200  # a drawing's unit is 1/72 inch, and a word processor sets the picture in that size
TITLE_EM = 50  # width of the words on a sheet, in em
_SVG = "http://www.w3.org/2000/svg"


def sheet(
    chart: alt.TopLevelMixin, *, title: str, lines: Iterable[str], theme: Theme
) -> alt.TopLevelMixin:
    """
    Give a chart the words that it needs where no page stands around it.

    Parameters
    ----------
    chart
        Drawn for print.
    title
        What it shows.
    lines
        What is selected, the sentence that reads it, the source; each wrapped.
    theme
        Colours and font.
    """
    small = [part for line in lines for part in wrapped(line, TITLE_EM)]
    return chart.properties(
        title=alt.TitleParams(
            text=wrapped(title, TITLE_EM * 0.7),
            subtitle=small,
            anchor="start",
            frame="bounds",
            fontSize=17,
            fontWeight=700,
            subtitleFontSize=12,
            subtitleLineHeight=18,
            lineHeight=24,
            color=theme.ink,
            subtitleColor=theme.soft,
            subtitlePadding=6,
            offset=16,
        )
    )


def svg(chart: alt.TopLevelMixin) -> bytes:
    """
    Return a chart as SVG whose words are text, in a face that the file brings along.

    Parameters
    ----------
    chart
        Drawn for print.
    """
    _register()
    ET.register_namespace("", _SVG)
    # What the chart says was written by this atlas, and Vega's own text escapes it.
    root = ET.fromstring(vl_convert.vegalite_to_svg(chart.to_dict()))  # noqa: S314
    style = ET.Element(f"{{{_SVG}}}style")
    style.text = "".join(_faces("".join(root.itertext())))
    root.insert(0, style)
    drawn: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return drawn


def png(chart: alt.TopLevelMixin) -> bytes:
    """Return a chart drawn for print as PNG, at `PNG_PPI` pixels to the inch."""
    _register()
    return vl_convert.vegalite_to_png(chart.to_dict(), ppi=PNG_PPI)


@lru_cache
def _register() -> None:
    """Let Vega's renderer know the atlas's own faces."""
    vl_convert.register_font_directory(str(fonts.FONTS))


def _faces(words: str) -> Iterable[str]:
    for bold, weight in ((False, 400), (True, 700)):
        data = base64.b64encode(fonts.subset(words, bold=bold)).decode("ascii")
        yield (
            f'@font-face{{font-family:"{fonts.FAMILY}";font-weight:{weight};'
            f"src:url(data:font/woff;base64,{data})}}"
        )
