"""
Draw the analyses as charts: one Vega-Lite specification for screen and paper.

On screen the colours are the page's own CSS variables, so that a chart turns dark with its page; on
paper they are the theme's. Every value that is a small number is drawn hollow: it is a hint.
"""

import base64
import json
import textwrap
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import altair as alt
import numpy as np
import pandas as pd
import vl_convert

from atlas.analysis.precision import FEW, borne
from atlas.briefing import face
from atlas.i18n import text
from atlas.selection import FLAGS

if TYPE_CHECKING:
    from atlas.analysis.similarity import Groups, Similarity
    from atlas.load import Atlas

THEMES = Path(__file__).parent / "assets" / "charts.toml"
PICK = "pick"  # the name of what a click chooses
STEPS = 5  # shades above nothing
PNG_PPI = 200  # a drawing's unit is 1/72 inch, and a word processor sets the picture in that size
MOST_ZONES = 60  # more rows than that no page or sheet can show with their names
ROW = 19  # px
HEAD = 15  # px, of a line above a column
HEAD_CHARS = 17  # its longest line, where a name can be broken
TREE = 450  # px, from likeness 1 to 0
SPAN = 640  # px, what few columns share
DOT = 62  # px²
TITLE_EM = 50  # width of the words on a sheet, in em
INDICES = ("shannon", "herfindahl", "krugman")  # of diversity; also the slugs of their methods
_NEVER_FIRST = ("Pe", "Pf", "Po")  # closing marks stay on the line of what they close
_SVG = "http://www.w3.org/2000/svg"


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
    return Theme(**{key: tuple(v) if isinstance(v, list) else v for key, v in rows.items()})


def names(atlas: "Atlas", vocabulary: str, slugs: Iterable[str], lang: str) -> dict[str, str]:
    """Return the short names of slugs."""
    return {slug: atlas.label(vocabulary, slug, lang, short=True) for slug in slugs}


def matrix(
    atlas: "Atlas", table: pd.DataFrame, *, by: str, lang: str, theme: Theme
) -> alt.TopLevelMixin:
    """
    Draw how many listings each group has of each cluster: a number and a shade a cell.

    Parameters
    ----------
    atlas
        Knows the names.
    table
        What `atlas.analysis.strength.strength` gives.
    by
        The flag whose choices are the groups.
    lang
        ``"zh"`` or ``"en"``.
    theme
        Colours and font.
    """
    groups = names(atlas, FLAGS[by].vocabulary, table["group"].unique(), lang)
    heads = _heads(groups, table, lang)
    clusters = names(atlas, "clusters", table["cluster"].unique(), lang)
    cells = table[["group", "cluster", "listings", "zones"]].assign(
        shade=_shade(table["listings"]),
        says=[
            text(
                "charts.cell",
                lang,
                group=groups[row.group],
                cluster=clusters[row.cluster],
                n=row.listings,
                zones=row.zones,
            )
            for row in table.itertuples()
        ],
    )
    base = alt.Chart(cells).encode(
        x=alt.X("group:N", sort=[*groups], title=None, axis=_above(heads)),
        y=alt.Y("cluster:N", sort=[*clusters], title=None, axis=_axis(clusters)),
        tooltip=alt.Tooltip("says:N"),
    )
    pick = alt.selection_point(name=PICK, fields=["group", "cluster"], on="click")
    squares = base.mark_rect(stroke=theme.paper, strokeWidth=2, cursor="pointer").encode(
        color=_shades("shade:O", theme.ramp)
    )
    numbers = base.mark_text(fontSize=13, cursor="pointer").encode(
        text="listings:Q", color=_shades("shade:O", theme.on_ramp)
    )
    across = max(46, 11.5 * max(map(_width, heads.values())) + 12, SPAN / len(heads))
    return _finished(
        alt.layer(squares.add_params(pick), numbers).resolve_scale(color="independent"),
        theme,
        width=alt.Step(across),
        height=alt.Step(26),
    )


def quotients(
    atlas: "Atlas", table: pd.DataFrame, *, by: str, lang: str, theme: Theme
) -> alt.TopLevelMixin:
    """
    Draw location quotients as points off the line of 1, with the listings that each is made of.

    Small numbers are hollow; what is undefined is a dash on the line.

    Parameters
    ----------
    atlas, table, by, lang, theme
        As of `matrix`.
    """
    groups = names(atlas, FLAGS[by].vocabulary, table["group"].unique(), lang)
    heads = _heads(groups, table, lang)
    clusters = names(atlas, "clusters", table["cluster"].unique(), lang)
    most = max(2.0, float(np.nanmax(table["lq"], initial=0)))
    rows = table[["group", "cluster", "lq", "listings"]].assign(
        kind=np.where(table["few"], "few", "enough"),
        one=1,
        dash=text("charts.undefined", lang),
        says=[
            text(
                "charts.quotient",
                lang,
                group=groups[row.group],
                cluster=clusters[row.cluster],
                lq=borne(row.lq, row.listings) or text("charts.undefined", lang),
                n=row.listings,
                expected=borne(row.expected, row.total) or "0",
            )
            for row in table.itertuples()
        ],
    )
    ticks = [tick for tick in (0, 0.5, 1, 2, 4, 8, 16, 32) if tick <= most * 1.05]
    scale = alt.Scale(type="sqrt", domain=[0, most * 1.4], nice=False)
    base = alt.Chart().encode(
        y=alt.Y("cluster:N", sort=[*clusters], title=None, axis=_axis(clusters)),
        tooltip=alt.Tooltip("says:N"),
    )
    x, one = (
        alt.X(
            f"{field}:Q",
            scale=scale,
            title=text("charts.lq", lang),
            axis=alt.Axis(values=ticks, format="~g", grid=True, gridOpacity=0.6),
        )
        for field in ("lq", "one")
    )
    # That a cluster is listed nowhere says something only where enough were to be expected.
    drawn = base.transform_filter(
        "isValid(datum.lq) && (datum.listings > 0 || datum.kind == 'enough')"
    )
    pick = alt.selection_point(name=PICK, fields=["group", "cluster"], on="click")
    layers = [
        alt.Chart().mark_rule(color=theme.soft).encode(x=one),
        drawn.mark_rule(strokeWidth=1.6).encode(
            x=x, x2="one:Q", color=_kinds(theme.accent, theme.soft), strokeDash=_dashes()
        ),
        drawn.mark_point(size=DOT, strokeWidth=1.6, cursor="pointer", opacity=1)
        .encode(
            x=x,
            stroke=_kinds(theme.accent, theme.soft, channel=alt.Stroke),
            fill=_kinds(theme.accent, theme.paper, channel=alt.Fill),
        )
        .add_params(pick),
        *(
            drawn.transform_filter(f"datum.lq {side} 1")
            .mark_text(align=align, dx=dx, fontSize=11, color=theme.ink)
            .encode(x=x, text="listings:Q")
            for side, align, dx in ((">=", "left", 8), ("<", "right", -8))
        ),
        base.transform_filter("!isValid(datum.lq)")
        .mark_text(color=theme.ink, dx=10, fontSize=13)
        .encode(x=one, text="dash:N"),
    ]
    panels = alt.layer(*layers).properties(width=max(132, SPAN / len(groups)), height=alt.Step(ROW))
    faceted = panels.facet(
        data=rows,
        facet=alt.Facet(
            "group:N",
            sort=[*groups],
            title=None,
            header=alt.Header(
                labelExpr=_named(heads),
                labelBaseline="bottom",
                labelLineHeight=HEAD,
                labelAnchor="start",
                labelFontWeight=700,
                labelFontSize=12,
                labelPadding=4,
                labelColor=theme.ink,
            ),
        ),
        columns=min(5, len(groups)) or 1,
        spacing={"row": 18, "column": 18},
    )
    return _finished(faceted, theme)


def indices(
    atlas: "Atlas", table: pd.DataFrame, *, by: str, lang: str, theme: Theme
) -> alt.TopLevelMixin:
    """
    Draw how many-sided each group is: a panel an index, hollow where the listings are few.

    Parameters
    ----------
    atlas, by, lang, theme
        As of `matrix`.
    table
        What `atlas.analysis.strength.diversity` gives.
    """
    vocabulary = FLAGS[by].vocabulary
    groups = {
        slug: text(
            "charts.of_listings", lang, name=atlas.label(vocabulary, slug, lang, short=True), n=n
        )
        for slug, n in table["listings"].items()
    }
    rows = table.reset_index().assign(kind=np.where(table["few"], "few", "enough"))
    dash = text("charts.undefined", lang)
    panels = []
    for index in INDICES:
        panel = rows[["group", "kind"]].assign(
            value=rows[index].to_numpy(),
            shown=[borne(v, n) or dash for v, n in zip(rows[index], rows["listings"], strict=True)],
            zero=0,
        )
        base = alt.Chart(panel).encode(
            y=alt.Y(
                "group:N",
                sort=[*groups],
                title=None,
                axis=None if panels else _axis(groups),
            )
        )
        most = max(float(np.nanmax(rows[index], initial=0)), 0.1) * 1.25
        x = alt.X(
            "value:Q",
            scale=alt.Scale(domain=[0, most], nice=False),
            title=atlas.label("methods", index, lang),
            axis=alt.Axis(tickCount=4, format="~g", grid=True, gridOpacity=0.6),
        )
        known = base.transform_filter("isValid(datum.value)")
        panels.append(
            alt.layer(
                known.mark_rule(strokeWidth=1.6).encode(
                    x=x,
                    x2="zero:Q",
                    color=_kinds(theme.accent, theme.soft),
                    strokeDash=_dashes(),
                ),
                known.mark_point(size=DOT, strokeWidth=1.6, opacity=1).encode(
                    x=x,
                    stroke=_kinds(theme.accent, theme.soft, channel=alt.Stroke),
                    fill=_kinds(theme.accent, theme.paper, channel=alt.Fill),
                ),
                known.mark_text(align="left", dx=8, fontSize=11, color=theme.ink).encode(
                    x=x, text="shown:N"
                ),
                base.transform_filter("!isValid(datum.value)")
                .mark_text(align="left", color=theme.soft)
                .encode(x="zero:Q", text="shown:N"),
            ).properties(width=210, height=alt.Step(22))
        )
    return _finished(alt.hconcat(*panels, spacing=24), theme)


def likeness(
    atlas: "Atlas", alike: "Similarity", *, order: Iterable[str], lang: str, theme: Theme
) -> alt.TopLevelMixin:
    """
    Draw how alike zones are, each with each: by phrases below the diagonal, by clusters above it.

    Parameters
    ----------
    atlas, lang, theme
        As of `matrix`.
    alike
        How alike they are.
    order
        Their ids, as the rows are to stand.
    """
    ids = pd.Index(order)
    at = alike.ids.get_indexer(ids)
    n = len(ids)
    below = np.tri(n, k=-1, dtype=bool)
    values = np.where(below, alike.phrases[np.ix_(at, at)], alike.clusters[np.ix_(at, at)])
    # Nought is the ground: a cell is drawn where there is something, or where nothing can be said.
    rows, columns = np.nonzero((values != 0) & ~np.eye(n, dtype=bool))
    cells = pd.DataFrame(
        {
            "a": ids[rows],
            "b": ids[columns],
            "value": values[rows, columns].round(3),
            "share": [
                str(alike.share("phrases" if a > b else "clusters", at[a], at[b])).strip()
                for a, b in zip(rows, columns, strict=True)
            ],
        }
    )
    cells["step"] = np.clip(np.ceil(cells["value"] * STEPS), 1, STEPS).fillna(0).astype(int)
    zones = names(atlas, "zones", ids, lang)
    base = (
        alt.Chart(cells)
        .transform_calculate(
            says=f"{_lookup(zones)}[datum.a] + ' – ' + {_lookup(zones)}[datum.b] + '  ' + "
            "datum.share"
        )
        .encode(
            x=alt.X(
                "b:N",
                scale=alt.Scale(domain=[*zones]),
                title=None,
                axis=_axis(zones, orient="top", labelAngle=-90, labelAlign="left"),
            ),
            y=alt.Y("a:N", scale=alt.Scale(domain=[*zones]), title=None, axis=_axis(zones)),
            tooltip=alt.Tooltip("says:N"),
        )
    )
    pick = alt.selection_point(name=PICK, fields=["a", "b"], on="click")
    steps = [f"{low / STEPS:.1f}–{(low + 1) / STEPS:.1f}" for low in range(STEPS)]
    squares = (
        base.transform_filter("isValid(datum.value)")
        .mark_rect(stroke=theme.paper, strokeWidth=1, cursor="pointer")
        .encode(
            color=alt.Color(
                "step:O",
                scale=alt.Scale(domain=[*range(1, STEPS + 1)], range=list(theme.ramp[1:])),
                legend=alt.Legend(
                    title=text("charts.likeness", lang),
                    orient="bottom",
                    symbolType="square",
                    symbolSize=180,
                    labelExpr=f"{json.dumps(steps)}[datum.value - 1]",
                ),
            )
        )
    )
    unknown = (
        base.transform_filter("!isValid(datum.value)")
        .mark_text(color=theme.soft, fontSize=9)
        .encode(text=alt.value(text("charts.undefined", lang)))
    )
    middle = pd.DataFrame({"a": ids, "b": ids})
    diagonal = (
        alt.Chart(middle)
        .mark_rect(fill=theme.line)
        .encode(
            x=alt.X("b:N", scale=alt.Scale(domain=[*zones])),
            y=alt.Y("a:N", scale=alt.Scale(domain=[*zones])),
        )
    )
    return _finished(
        alt.layer(diagonal, squares.add_params(pick), unknown),
        theme,
        width=alt.Step(ROW - 2),
        height=alt.Step(ROW - 2),
        view={"fill": theme.ramp[0]},
    )


def band(from_km: float, to_km: float, *, lang: str) -> str:
    """Return the name of a band of distances."""
    if np.isfinite(to_km):
        return f"{from_km:.0f}\N{EN DASH}{to_km:.0f}"
    return text("charts.beyond", lang, km=f"{from_km:.0f}")


def distances(bands: pd.DataFrame, *, lang: str, theme: Theme) -> alt.TopLevelMixin:
    """
    Draw likeness against distance: the mean of each band, of pairs within an area and across.

    Parameters
    ----------
    bands
        What `atlas.analysis.similarity.spread` gives.
    lang, theme
        As of `matrix`.
    """
    labels = {
        str(row.Index): "\n".join(
            [band(row.from_km, row.to_km, lang=lang), text("charts.pairs", lang, n=row.pairs)]
        )
        for row in bands.itertuples()
    }
    kinds = {kind: text(f"charts.{kind}", lang) for kind in ("same_area", "across")}
    rows = pd.concat(
        pd.DataFrame(
            {
                "band": bands.index.astype(str),
                "series": kind,
                "mean": bands[f"{kind}_mean"],
                "hue": hue,
                "fill": np.where(bands[f"{kind}_pairs"] < FEW, theme.paper, hue),
                "says": [
                    text(
                        "charts.band",
                        lang,
                        series=name,
                        n=n,
                        mean=borne(mean, n) or text("charts.undefined", lang),
                    )
                    for mean, n in zip(bands[f"{kind}_mean"], bands[f"{kind}_pairs"], strict=True)
                ],
            }
        )
        for (kind, name), hue in zip(kinds.items(), (theme.accent, theme.ink), strict=True)
    )
    base = (
        alt.Chart(rows)
        .transform_filter("isValid(datum.mean)")
        .encode(
            x=alt.X(
                "band:N",
                scale=alt.Scale(domain=[*labels]),
                title=text("charts.km", lang),
                axis=_axis(labels, labelAngle=0, labelPadding=9),
            ),
            y=alt.Y(
                "mean:Q",
                title=text("charts.mean_likeness", lang),
                axis=alt.Axis(tickCount=5, format=".2~f", grid=True, gridOpacity=0.6),
                scale=alt.Scale(zero=True),
            ),
            tooltip=alt.Tooltip("says:N"),
        )
    )
    shape = alt.Shape(
        "series:N",
        scale=alt.Scale(domain=[*kinds], range=["circle", "square"]),
        legend=alt.Legend(
            title=None,
            orient="top",
            labelExpr=_named(kinds),
            symbolFillColor=theme.soft,
            symbolStrokeColor=theme.soft,
            symbolStrokeWidth=1.8,
        ),
    )
    return _finished(
        alt.layer(
            base.mark_line(strokeWidth=1.6).encode(
                detail="series:N", stroke=alt.Stroke("hue:N", scale=None)
            ),
            base.mark_point(size=DOT * 1.4, strokeWidth=1.8, opacity=1).encode(
                shape=shape,
                stroke=alt.Stroke("hue:N", scale=None),
                fill=alt.Fill("fill:N", scale=None),
            ),
        ),
        theme,
        width=alt.Step(92),
        height=220,
    )


def tree(atlas: "Atlas", groups: "Groups", *, lang: str, theme: Theme) -> alt.TopLevelMixin:
    """
    Draw a dendrogram lying on its side: zones by name, groups by number and colour, and the cut.

    Parameters
    ----------
    atlas, lang, theme
        As of `matrix`.
    groups
        What `atlas.analysis.similarity.groups` gives.
    """
    n = len(groups.ids)
    zones = names(atlas, "zones", groups.ids, lang)
    sizes = np.bincount(groups.labels, minlength=1)
    leaves = pd.DataFrame(
        {
            "at": np.arange(n),
            "name": [*zones.values()],
            "group": groups.labels,
            "hue": [_hue(label, sizes, theme) for label in groups.labels],
        }
    )
    branches = _branches(groups, sizes, theme)
    height = max(ROW * n, 1)
    y = {"scale": alt.Scale(domain=[-0.6, n - 0.4], reverse=True, nice=False), "axis": None}
    x = alt.X(
        "from:Q",
        scale=alt.Scale(domain=[0, 1], nice=False),
        title=text("charts.height", lang),
        axis=alt.Axis(values=[0, 0.2, 0.4, 0.6, 0.8, 1], format=".1f", grid=True, gridOpacity=0.5),
    )
    pick = alt.selection_point(name=PICK, fields=["group"], on="click")
    lines = (
        alt.Chart(branches)
        .mark_rule(strokeWidth=1.8, strokeCap="square")
        .encode(
            x=x,
            x2="to:Q",
            y=alt.Y("at:Q", **y),
            y2="until:Q",
            color=alt.Color("hue:N", scale=None),
        )
    )
    words = alt.Chart(leaves).encode(y=alt.Y("at:Q", **y), x=alt.value(0))
    written = words.mark_text(
        align="right", dx=-26, fontSize=12, color=theme.ink, cursor="pointer"
    ).encode(text="name:N")
    numbers = words.mark_text(
        align="center", dx=-12, fontSize=11, fontWeight=700, cursor="pointer"
    ).encode(text="group:Q", color=alt.Color("hue:N", scale=None))
    cut = alt.Chart(
        pd.DataFrame({"cut": [groups.cut], "says": [text("charts.cut", lang, at=groups.cut)]})
    )
    return _finished(
        alt.layer(
            lines,
            written.add_params(pick),
            numbers,
            cut.mark_rule(color=theme.ink, strokeDash=[5, 4], strokeWidth=1.2).encode(x="cut:Q"),
            cut.mark_text(color=theme.ink, baseline="bottom", dy=-4, fontSize=12).encode(
                x="cut:Q", y=alt.value(0), text="says:N"
            ),
        ),
        theme,
        width=TREE,
        height=height,
    )


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
    small = [part for line in lines for part in _wrapped(line, TITLE_EM)]
    return chart.properties(
        title=alt.TitleParams(
            text=_wrapped(title, TITLE_EM * 0.7),
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
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def png(chart: alt.TopLevelMixin) -> bytes:
    """Return a chart drawn for print as PNG, at `PNG_PPI` pixels to the inch."""
    _register()
    return vl_convert.vegalite_to_png(chart.to_dict(), ppi=PNG_PPI)


@lru_cache
def _register() -> None:
    """Let Vega's renderer know the atlas's own faces."""
    vl_convert.register_font_directory(str(face.FONTS))


def _faces(words: str) -> Iterable[str]:
    for bold, weight in ((False, 400), (True, 700)):
        data = base64.b64encode(face.subset(words, bold=bold)).decode("ascii")
        yield (
            f'@font-face{{font-family:"{face.FAMILY}";font-weight:{weight};'
            f"src:url(data:font/woff;base64,{data})}}"
        )


def _heads(groups: Mapping[str, str], table: pd.DataFrame, lang: str) -> dict[str, str]:
    """Return the groups' names, broken, each with its listings; all of the same number of lines."""
    totals = table.drop_duplicates("group").set_index("group")["total"]
    heads = {
        slug: [
            *_broken(name),
            text("charts.listings", lang, n=totals[slug]),
        ]
        for slug, name in groups.items()
    }
    most = max(map(len, heads.values()))
    return {slug: "\n".join([*[""] * (most - len(head)), *head]) for slug, head in heads.items()}


def _width(label: str) -> float:
    """Return the width of a label's longest line, in em."""
    return max(face.width(line) for line in label.split("\n"))


def _lookup(labels: Mapping[str, str]) -> str:
    """Return labels as a literal of Vega's expressions; JSON is one."""
    # Its two line ends of Unicode stand in JSON, but in no literal of an expression.
    written = json.dumps(labels, ensure_ascii=False)
    return written.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _named(labels: Mapping[str, str]) -> str:
    """Return the expression that writes a slug's label, in as many lines as it has."""
    return f"split({_lookup(labels)}[datum.value], '\\n')"


def _axis(labels: Mapping[str, str], **given: object) -> alt.Axis:
    """Return an axis of names that are never cut."""
    return alt.Axis(
        labelExpr=_named(labels),
        **{"labelLimit": 0, "ticks": False, "domain": False, "labelOverlap": False} | given,
    )


def _broken(name: str) -> list[str]:
    return textwrap.wrap(name, HEAD_CHARS, break_long_words=False, break_on_hyphens=False)


def _above(labels: Mapping[str, str]) -> alt.Axis:
    """Return an axis of names above the columns, all of the same number of lines."""
    lines = max(label.count("\n") for label in labels.values())
    return _axis(
        labels,
        orient="top",
        labelAngle=0,
        labelBaseline="bottom",
        labelLineHeight=HEAD,
        labelPadding=6 + HEAD * lines,
    )


def _shade(counts: pd.Series) -> np.ndarray:
    """Return the step of the ramp of each count; nought has its own."""
    return np.ceil(STEPS * counts / max(counts.max(), 1)).astype(int).to_numpy()


def _shades(field: str, colours: Iterable[str]) -> alt.Color:
    scale = alt.Scale(domain=[*range(STEPS + 1)], range=[*colours])
    return alt.Color(field, scale=scale, legend=None)


def _kinds(enough: str, few: str, *, channel: type = alt.Color) -> alt.Color:
    """Tell small numbers from others by colour."""
    scale = alt.Scale(domain=["enough", "few"], range=[enough, few])
    return channel("kind:N", scale=scale, legend=None)


def _dashes() -> alt.StrokeDash:
    scale = alt.Scale(domain=["enough", "few"], range=[[1, 0], [3, 3]])
    return alt.StrokeDash("kind:N", scale=scale, legend=None)


def _hue(label: int, sizes: np.ndarray, theme: Theme) -> str:
    """Return the colour of a group; one zone alone is none, and 0 is what joins groups."""
    if label == 0 or sizes[label] == 1:
        return theme.soft
    return theme.hues[(label - 1) % len(theme.hues)]


def _branches(groups: "Groups", sizes: np.ndarray, theme: Theme) -> pd.DataFrame:
    """Return the lines of a dendrogram: two along and one across for each merge."""
    n = len(groups.ids)
    at, height, label = [*range(n)], [0.0] * n, groups.labels.tolist()
    rows = []
    for merge in groups.merges.itertuples():
        sides = (merge.left, merge.right)
        own = label[merge.left] if merge.height <= groups.cut else 0
        rows += [
            (height[side], merge.height, at[side], at[side], _hue(own, sizes, theme))
            for side in sides
        ]
        rows.append(
            (merge.height, merge.height, *sorted(at[s] for s in sides), _hue(own, sizes, theme))
        )
        at.append(sum(at[side] for side in sides) / 2)
        height.append(merge.height)
        label.append(own)
    return pd.DataFrame(rows, columns=["from", "to", "at", "until", "hue"])


def _finished(
    chart: alt.TopLevelMixin,
    theme: Theme,
    *,
    view: Mapping[str, str] | None = None,
    **size: object,
) -> alt.TopLevelMixin:
    """Give a chart its size and the theme's look."""
    plain = {"labelColor": theme.ink, "titleColor": theme.soft, "gridColor": theme.line}
    letters = {"labelFont": theme.font, "titleFont": theme.font, "labelFontSize": 12}
    return (
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


def _wrapped(line: str, em: float) -> list[str]:
    """Break a line between words, or anywhere between Chinese characters."""
    lines, rest = [], line
    while face.width(rest) > em:
        end = next(i for i in range(len(rest), 0, -1) if face.width(rest[:i]) <= em)
        space = rest.rfind(" ", 0, end + 1)
        if rest[end].isascii() and rest[end].isalnum() and space > end // 2:
            end = space
        while end > 1 and unicodedata.category(rest[end]) in _NEVER_FIRST:
            end -= 1
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*lines, rest]
