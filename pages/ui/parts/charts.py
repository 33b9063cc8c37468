"""Show a chart: its sentence, its drawing, its data in words, its formula, and its files."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import altair as alt
import pandas as pd
import streamlit as st

from atlas.analysis.charts import files
from atlas.analysis.charts import theme as charts
from atlas.exchange import writing
from atlas.i18n import text
from atlas.model.atlas import Atlas
from pages.ui import cache
from pages.ui.markup import render
from pages.ui.parts import components
from pages.ui.session.view import View

FILES = {"png": (files.png, "image/png"), "svg": (files.svg, "image/svg+xml")}


class Link(NamedTuple):
    """
    A cell that leads somewhere.

    Attributes
    ----------
    words
        What it says.
    href
        Where it leads.
    """

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Figure:
    """
    A chart and all that belongs to it.

    Attributes
    ----------
    slug
        Its name in keys and files, ASCII.
    title
        Its heading.
    reading
        What the numbers say, in a sentence.
    draw
        Draws it in a theme.
    head, rows
        Its data in words: the heads of the columns, and cells that are words or links. The first
        of each row names it.
    data
        Its data as numbers, for a file.
    methods
        Slugs of ``atlas.methods``.
    note
        How to read its marks, where they do not speak for themselves.
    hint
        Where a click leads; not for paper.
    pick
        The link that a click leads to, of the fields that the click chose; empty for none.
    sweep
        The link that a stretch of the axis leads to, of the values in it.
    card
        The source card of its data; empty where it counts what the document in force lists.
    """

    slug: str
    title: str
    reading: str
    draw: Callable[[charts.Theme], alt.TopLevelMixin]
    head: Sequence[str]
    rows: Sequence[Sequence[str | Link]]
    data: pd.DataFrame
    methods: Sequence[str]
    note: str = ""
    hint: str = ""
    pick: Callable[[Mapping[str, str]], str] | None = None
    sweep: Callable[[Sequence[str]], str] | None = None
    card: str = ""


def show(view: View, atlas: Atlas, figure: Figure) -> None:
    """Put a chart on the page, and follow a click in it."""
    render.html("parts/chart_head", lang=view.lang, atlas=atlas, view=view, figure=figure)
    # The specification is Altair's; it is kept, as building and checking it takes the longest.
    spec = cache.chart(
        f"{figure.slug} {view.query()}", lambda: figure.draw(charts.theme("screen")).to_dict()
    )
    with st.container(key=f"chart-{figure.slug}"):
        answer = st.vega_lite_chart(
            spec=spec,
            width="content",
            theme=None,
            alt=f"{figure.title}. {figure.reading}",
            # A view of its own: what was clicked in another one does not count in this.
            key=f"chart-{figure.slug}-{view.query()}",
            on_select="rerun" if figure.pick else "ignore",
        )
    if href := _chosen(figure, answer["selection"] if figure.pick else {}):
        # The browser follows it like any other link: one step, and one step back.
        components.part("go", key=f"go-{figure.slug}", href=href)
    _files(view, atlas, figure)
    render.html("parts/chart_data", lang=view.lang, atlas=atlas, view=view, figure=figure)


def _chosen(figure: Figure, selected: Mapping[str, Any]) -> str:
    """Return the link that what was swept over or clicked leads to; empty for none."""
    swept = next(iter((selected.get(charts.SWEPT) or {}).values()), ())
    if swept and figure.sweep:
        return figure.sweep(swept)
    chosen = selected.get(charts.PICK)
    return figure.pick(chosen[0]) if chosen and figure.pick else ""


def _files(view: View, atlas: Atlas, figure: Figure) -> None:
    stem = view.file_stem(atlas)
    with st.container(horizontal=True, key=f"downloads-{figure.slug}", gap="small"):
        for kind, (write, mime) in FILES.items():
            _button(
                view, figure, f"{stem}.{kind}", mime, partial(_drawn, view, atlas, figure, write)
            )
        _button(view, figure, f"{stem}.csv", "text/csv", partial(writing.table_csv, figure.data))


def _button(view: View, figure: Figure, file: str, mime: str, make: Callable[[], bytes]) -> None:
    kind = file.rpartition(".")[2]
    st.download_button(
        text(f"charts.show.{kind}", view.lang),
        data=make,
        file_name=f"{figure.slug}-{file}",
        mime=mime,
        key=f"download-{figure.slug}-{kind}-{view.lang}",
        on_click="ignore",
        type="tertiary",
    )


def _drawn(
    view: View, atlas: Atlas, figure: Figure, write: Callable[[alt.TopLevelMixin], bytes]
) -> bytes:
    """Draw the same chart for paper, with the words that stand around it on the page."""
    theme = charts.theme("print")
    card = atlas.sources.loc[figure.card or atlas.documents.loc[atlas.document, "source"]]
    source = text(
        "charts.show.source",
        view.lang,
        title=card[f"title_{view.lang}"],
        number=card["number"] if view.lang == "zh" else card["date"],
        version=atlas.version,
    )
    if not figure.card:
        source += text("charts.show.counted", view.lang, by=atlas.by(view.lang))
    selected = view.selection.describe(atlas, lang=view.lang)
    return write(
        files.sheet(
            figure.draw(theme),
            title=figure.title,
            lines=[line for line in (selected, figure.reading, figure.note, source) if line],
            theme=theme,
        )
    )
