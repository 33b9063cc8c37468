"""Render the pages' HTML: Jinja templates, values escaped."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import streamlit as st
from jinja2 import (
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    select_autoescape,
)

from atlas import plan
from atlas.i18n import text
from atlas.maps import style
from atlas.maps.web import packing
from atlas.model import columns, series
from atlas.model.atlas import Atlas
from atlas.plan import references
from pages.ui.markup import cells

_UI = Path(__file__).parents[1]
_ROOMS = [room for room in _UI.iterdir() if (room / "templates").is_dir()]
_TEMPLATES = Environment(
    # ``zones/card.html.j2`` lies in ``zones/templates/``: a name says which room to look in.
    loader=PrefixLoader(
        {room.name: FileSystemLoader([room / "templates", room / "styles"]) for room in _ROOMS}
    ),
    autoescape=select_autoescape(default_for_string=True, default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
# Each room's styles, in the order in which one may overrule another.
_SHEETS = (
    "markup/styles/atlas.css",
    "zones/styles/compare.css",
    "analysis/styles/analysis.css",
    "analysis/styles/space.css",
    "plan/styles/plan.css",
    "data/styles/data.css",
    "markup/styles/print.css",
)
_CHINESE = re.compile(r"([\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+)")


def pieces(text: str, lang: str) -> list[tuple[bool, str]]:
    """Split a text into what is Chinese on a page that is not, and what is not."""
    if lang == "zh":
        return [(False, text)]
    return [(i % 2 == 1, piece) for i, piece in enumerate(_CHINESE.split(text)) if piece]


_TEMPLATES.globals["pieces"] = pieces


class Linking(Protocol):
    """Who makes the links of a page: a view."""

    @property
    def lang(self) -> str:
        """``"zh"`` or ``"en"``."""
        ...

    def href(self, page: str = "", **changes: object) -> str:
        """Return a link to a page with some parameters changed."""
        ...


def filled(template: str, **values: object) -> str:
    """
    Return a template filled with nothing but some values.

    Parameters
    ----------
    template
        Its room and its file name without ``.html.j2``, such as ``zones/card``.
    **values
        What it names.
    """
    return _TEMPLATES.get_template(f"{template}.html.j2").render(**values)


def markup(template: str, *, lang: str, atlas: Atlas, **values: object) -> str:
    """
    Return a template filled in one language.

    Parameters
    ----------
    template
        As of `filled`.
    lang
        ``"zh"`` or ``"en"``; the template's ``t`` and ``label`` speak it.
    atlas
        The data.
    **values
        What else the template names; ``view`` makes the links of ``cite``.
    """
    return filled(template, **_named(lang, atlas, **values))


def macros(template: str, *, lang: str, atlas: Atlas) -> Any:  # noqa: ANN401 - what it holds is called by name
    """Return the macros of a template, which give HTML; they name what `markup` lets one name."""
    return _TEMPLATES.get_template(f"{template}.html.j2").make_module(_named(lang, atlas))


def _named(lang: str, atlas: Atlas, **values: Any) -> dict[str, Any]:  # noqa: ANN401 - a template's
    """Return what a template that is filled in one language may name."""
    return dict(
        lang=lang,
        other="en" if lang == "zh" else "zh",
        atlas=atlas,
        t=partial(_text, lang, **atlas.named_by(lang)),
        label=partial(_label, atlas, lang),
        cite=partial(cite, atlas, values.get("view")),
        numbered=partial(references.written, lang=lang),
        headings=references.headings(atlas, lang),
        cell=partial(cells.cell, atlas, lang),
        line=partial(cells.line, atlas, lang),
        column=partial(columns.name, atlas, lang=lang),
        column_kinds=columns.table(atlas)["kind"].to_dict(),
        column_groups=series.grouped(atlas),
        listed_in=columns.document(atlas, lang),
        **values,
    )


def page(template: str, *, lang: str, **values: object) -> str:
    """Return a template that needs no data, filled in one language; see `markup`."""
    return filled(template, lang=lang, t=partial(_text, lang), **values)


def listed(atlas: Atlas, lang: str, vocabulary: str, slugs: Iterable[str]) -> str:
    """Return the short names of some slugs in a row."""
    return _text(lang, "list.comma").join(
        _label(atlas, lang, vocabulary, slug, short=True) for slug in slugs
    )


def html(template: str, *, lang: str, atlas: Atlas, **values: object) -> None:
    """Put a filled template on the page; see `markup`."""
    st.html(" ".join(markup(template, lang=lang, atlas=atlas, **values).split()))


def stylesheet(atlas: Atlas) -> str:
    """Return the pages' CSS with the colours of the style table."""
    css = "\n".join((_UI / name).read_text(encoding="utf-8") for name in _SHEETS)
    styles = style.read(atlas.style)
    return packing.bare(
        _TEMPLATES.get_template("markup/style.css.j2").render(
            css=css, styles=styles, schemes=atlas.schemes.index
        )
    )


class Reference(NamedTuple):
    """
    A place a fact comes from, as a page shows it.

    Attributes
    ----------
    shown
        Its number (``3.2.2``) or the card's title.
    title
        Its heading, or who published it.
    href
        A link to it.
    """

    shown: str
    title: str
    href: str


def cite(
    atlas: Atlas, view: Linking, refs: str, vocabulary: str = "", key: str = ""
) -> list[Reference]:
    """
    Return the places a fact comes from, each with a link to it.

    Parameters
    ----------
    atlas
        Knows sections, source cards and what stands where.
    view
        Whose language is spoken, and who goes along the link.
    refs
        A cell ``source``: plan references and keys of cards joined by ``|``.
    vocabulary, key
        What the fact is of, as in `atlas.plan.places`: the link leads to the sentence of the place
        that speaks of it.
    """
    spoken = plan.places(atlas, vocabulary, key) if key else ()
    return [_cited(atlas, view, ref, spoken) for ref in references.split(refs)]


def _cited(atlas: Atlas, view: Linking, ref: str, spoken: Sequence[str]) -> Reference:
    said = references.read(atlas, ref, view.lang)
    if said.is_card:
        return Reference(said.shown, said.title, view.href("about"))
    return Reference(said.shown, said.title, view.href("plan", ref=references.exactly(ref, spoken)))


def _text(lang: str, key: str, **values: object) -> str:
    return text(key, lang, **values)


@lru_cache(maxsize=2048)  # a page asks for hundreds; an atlas compares by identity
def _label(atlas: Atlas, lang: str, vocabulary: str, slug: str, *, short: bool = False) -> str:
    return atlas.label(vocabulary, slug, lang, short=short)
