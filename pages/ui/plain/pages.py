"""The pages of the plain edition, each a function of who reads it and what there is."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import geopandas as gpd

from atlas.analysis import sizes
from atlas.analysis.findings import changed
from atlas.briefing import formats
from atlas.briefing.order import WORDS
from atlas.exchange import report, writing
from atlas.maps import choropleth, style
from atlas.model import columns, documents
from atlas.model.atlas import Atlas
from atlas.office.latest import Reading
from atlas.selection import counts, narrowing, renamed
from atlas.selection.basis import matched
from atlas.selection.facets import Facets
from atlas.selection.flags import GRADES
from atlas.selection.lookup import FILTERS
from pages.ui.markup import choices, render
from pages.ui.plain import filters, register
from pages.ui.plain.reader import Reader, anchor
from pages.ui.process.pool.data import Data
from pages.ui.session import form

if TYPE_CHECKING:
    from atlas.office.vintage import Vintage

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
    office
        What is known of the office's data, and why they cannot be read now.
    holder
        Gives what there is of another vintage; None where this is the only one.
    """

    atlas: Atlas
    key: str
    own_zones: int = 0
    office: Reading = field(default_factory=Reading)
    holder: "Callable[[Vintage], Held] | None" = None

    @property
    def data(self) -> Data:
        """The data, as workers are given them."""
        holder = self.holder
        return Data(self.key, self.atlas, (lambda asked: holder(asked).data) if holder else None)


def overview(view: Reader, held: Held) -> str:
    """Return what is selected: its figures, its map, its files, its table, and the form."""
    atlas, selection = held.atlas, view.selection
    found = selection.apply(atlas)
    summary = counts.summary(atlas, found, scheme=selection.scheme)
    given = {"scheme": selection.scheme, "min_grade": selection.min_grade}
    rows = register.rows(atlas, view.lang, *given.values())
    offered = choices.of_columns(atlas, view.lang)
    terms = narrowing.terms(selection)
    listed = (column for offer in offered for column in offer.columns)
    words = {f"{column.head}={word.value}" for column in listed for word in column.words}
    return _page(
        "plain/overview",
        view,
        held,
        sentence=selection.describe(atlas, lang=view.lang),
        summary=summary,
        clusters=counts.by(atlas, found, "cluster", **given),
        approved=_approved(atlas, found),
        rows=[rows[zone] for zone in found.index],
        terms=terms,
        remedies=narrowing.remedies(selection, atlas),
        renamed=renamed.found(atlas, selection),
        asked=matched(atlas, found.index, selection),
        counts=atlas.once(Facets).choices(selection),
        own_counts=atlas.once(Facets).own_choices(selection),
        columns=offered,
        shading=choices.Shading(),
        breaks=choropleth.write_breaks(view.map.breaks),
        conditions=[
            (value, term.said(atlas, lang=view.lang))
            for term in terms
            for value in term.values
            if term.flag == "where" and value not in words
        ],
        grades=GRADES,
        unfolded={*OPEN, *(term.flag for term in terms)},
        tables=_tables(view, atlas),
        pieces=formats.SNAPSHOTS,
        carried=_carried(view, *FILTERS, "scheme", "min-grade", "own", *filters.SHADING),
    )


def _approved(atlas: Atlas, found: gpd.GeoDataFrame) -> tuple[int, str] | None:
    """Return how many zones have approved hectares, and their sum; None where no column has it."""
    if not columns.is_figure(atlas, columns.AREA):
        return None
    n, ha = sizes.sum_of(atlas, found)
    return n, columns.hectares(ha)


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
        lived=zones.lived(view, atlas),
        attached=zones.attached(view, atlas),
        **zones.position(view, atlas, sheet),
        **zones.dossier(view, atlas, sheet),
    )


def changes(view: Reader, held: Held) -> str:
    """Return what differs between two documents, in sentences and tables by kind."""
    # It brings Streamlit's caches along, as above.
    from pages.ui.zones import changes as held_against  # noqa: PLC0415

    atlas, lang = held.atlas, view.lang
    said = held_against.between(view, atlas)
    return _page(
        "plain/changes",
        view,
        held,
        said=said,
        sentences=changed.sentences(atlas, said, lang),
        sections=changed.sections(atlas, said, lang),
        notes=changed.notes(atlas, said, lang),
        home=partial(held_against.home, atlas, said),
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
        of_map=form.OF_MAP,
        extents=form.extents(view.map),
        resolutions=sorted({*form.RESOLUTIONS, view.form.dpi}),
        words=WORDS,
        carried=_carried(view, *form.Form().of_order(), *form.OF_MAP),
    )


def indicators(view: Reader, held: Held) -> str:
    """Return all figures of the plan."""
    return _page("plain/indicators", view, held, figures=held.atlas.indicators)


def sources(view: Reader, held: Held) -> str:
    """Return the places that facts come from: the plan's sections and the cards."""
    return _page("plain/sources", view, held, anchor=anchor)


def questions(view: Reader, held: Held) -> str:
    """Return the questions that a planner asks, with their steps and pictures."""
    # It brings Streamlit's caches along, as above.
    from pages.ui.plan import help as answered  # noqa: PLC0415

    return _page("plain/help", view, held, **answered.told(view, held.atlas, up=view.up))


PAGES: dict[str, Callable[[Reader, Held], str]] = {
    "overview": overview,
    "zones": zone,
    "changes": changes,
    "briefing": files,
    "indicators": indicators,
    "help": questions,
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
    told = documents.told(held.atlas, view.lang)
    page = render.markup(
        template, lang=view.lang, atlas=held.atlas, view=view, held=held, told=told, **values
    )
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
