"""The pages of the plain edition, each a function of who reads it and what there is."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from atlas.briefing import formats
from atlas.briefing.order import WORDS
from atlas.exchange import report, writing
from atlas.maps import style
from atlas.model.atlas import Atlas
from atlas.office import StoreError
from atlas.selection import counts
from atlas.selection.facets import Facets
from atlas.selection.flags import FLAGS, GRADES
from pages.ui.markup import choices, render
from pages.ui.plain import filters, register
from pages.ui.plain.reader import Reader, anchor
from pages.ui.session import form

OPEN = ("type", "level", "area")  # groups of the form that are unfolded
_BLANK = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """
    What there is.

    Attributes
    ----------
    atlas
        The data.
    key
        What tells them from other data: what is kept long holds this, not the data.
    own_zones
        How many zones of its own the office has, shown or not.
    trouble
        Why the office's data cannot be read now; None where they can.
    """

    atlas: Atlas
    key: str
    own_zones: int = 0
    trouble: StoreError | None = None


def overview(view: Reader, held: Held) -> str:
    """Return what is selected: its figures, its map, its files, its table, and the form."""
    atlas, selection = held.atlas, view.selection
    found = selection.apply(atlas)
    summary = counts.summary(atlas, found, scheme=selection.scheme)
    given = {"scheme": selection.scheme, "min_grade": selection.min_grade}
    rows = register.rows(atlas, view.lang, *given.values())
    columns = choices.of_columns(atlas, view.lang)
    chosen = filters.chosen(view, atlas)
    words = {f"{column.head}={word.value}" for column in columns for word in column.words}
    return _page(
        "plain/overview",
        view,
        held,
        sentence=selection.describe(atlas, lang=view.lang),
        summary=summary,
        clusters=counts.by(atlas, found, "cluster", **given),
        rows=[rows[zone] for zone in found.index],
        chosen=chosen,
        counts=atlas.once(Facets).choices(selection),
        columns=columns,
        conditions=[each for each in chosen if each.flag == "where" and each.value not in words],
        grades=GRADES,
        unfolded={*OPEN, *(each.flag for each in chosen)},
        tables=_tables(view, atlas),
        pieces=formats.SNAPSHOTS,
        carried=_carried(view, *FLAGS, "scheme", "min-grade", "own"),
    )


def zone(view: Reader, held: Held) -> str:
    """Return the sheet of the zone that is looked at."""
    # It brings Streamlit's caches along, which may be made only when its runtime stands.
    from pages.ui.zones import zone as zones  # noqa: PLC0415

    atlas = held.atlas
    sheet = atlas.zone(view.zone)
    return _page(
        "plain/zone",
        view,
        held,
        sheet=sheet,
        clusters=zones.clusters(sheet),
        place=register.place(atlas, sheet.row["prefecture"], sheet.row["county"], view.lang),
        **zones.position(view, atlas, sheet),
        **zones.dossier(view, atlas, sheet),
    )


def files(view: Reader, held: Held) -> str:
    """Return what can be had of the selection, with what can be asked for."""
    return _page(
        "plain/files",
        view,
        held,
        sentence=view.selection.describe(held.atlas, lang=view.lang),
        tables=_tables(view, held.atlas),
        pieces=formats.SNAPSHOTS,
        systems=[(key, report.system_name(key, view.lang)) for key in writing.OFFERED],
        encodings=dict.fromkeys(
            each for exporter in writing.EXPORTERS.values() for each in exporter.encodings
        ),
        known=form.CHOICES,
        resolutions=sorted({*form.RESOLUTIONS, view.form.dpi}),
        words=WORDS,
        carried=_carried(view, *form.Form().of_order()),
    )


def indicators(view: Reader, held: Held) -> str:
    """Return all figures of the plan."""
    return _page("plain/indicators", view, held, figures=held.atlas.indicators)


def sources(view: Reader, held: Held) -> str:
    """Return the places that facts come from: the plan's sections and the cards."""
    return _page("plain/sources", view, held, anchor=anchor)


PAGES: dict[str, Callable[[Reader, Held], str]] = {
    "overview": overview,
    "zones": zone,
    "briefing": files,
    "indicators": indicators,
    "about": sources,
}


def refusal(view: Reader, held: Held, messages: list[str], *, meant: str = "") -> str:
    """Return a page that says why something cannot be had, and which zone may have been meant."""
    return _page("plain/refusal", view, held, messages=messages, meant=meant)


def stylesheet(held: Held) -> str:
    """Return the edition's CSS, with the colours of the style table."""
    styles = style.read(held.atlas.style)
    return render.markup("plain/style", lang="zh", atlas=held.atlas, styles=styles)


def _page(template: str, view: Reader, held: Held, **values: object) -> str:
    page = render.markup(template, lang=view.lang, atlas=held.atlas, view=view, held=held, **values)
    return _BLANK.sub("\n", page)


def _tables(view: Reader, atlas: Atlas) -> list[tuple[str, str]]:
    """Return the formats of tables and layers, each with why it cannot be had, if it cannot."""
    found = view.selection.apply(atlas)
    refusals = {name: each.refusal(atlas, found) for name, each in writing.EXPORTERS.items()}
    return [
        (name, refused.message(view.lang) if refused else "") for name, refused in refusals.items()
    ]


def _carried(view: Reader, *asked: str) -> list[tuple[str, str]]:
    """Return the parameters that go along with a form, beside those that it asks itself."""
    return [
        (name, str(each))
        for name, value in view.params().items()
        if name not in asked
        for each in (value if isinstance(value, list) else [value])
    ]
