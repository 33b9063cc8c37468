"""Render the pages' HTML: Jinja templates, values escaped."""

import re
from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path

import streamlit as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from atlas import style
from atlas.i18n import text
from atlas.load import Atlas

_HERE = Path(__file__).parent
_TEMPLATES = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=select_autoescape(default_for_string=True, default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_SHEETS = ("atlas.css", "compare.css", "analysis.css", "plan.css")
_BOX = re.compile(r"^\D+(?=\d)")  # the plan's word for a box, before its number


_CHINESE = re.compile(r"([\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+)")


def pieces(text: str, lang: str) -> list[tuple[bool, str]]:
    """Split a text into what is Chinese on a page that is not, and what is not."""
    if lang == "zh":
        return [(False, text)]
    return [(i % 2 == 1, piece) for i, piece in enumerate(_CHINESE.split(text)) if piece]


_TEMPLATES.globals["pieces"] = pieces


def asset(name: str) -> str:
    """Return the text of a file of ``assets/``."""
    return (_HERE / "assets" / name).read_text(encoding="utf-8")


def markup(template: str, *, lang: str, atlas: Atlas, **values: object) -> str:
    """
    Return a template filled in one language.

    Parameters
    ----------
    template
        Its file name without ``.html.j2``.
    lang
        ``"zh"`` or ``"en"``; the template's ``t`` and ``label`` speak it.
    atlas
        The data.
    **values
        What else the template names.
    """
    return _TEMPLATES.get_template(f"{template}.html.j2").render(
        lang=lang,
        other="en" if lang == "zh" else "zh",
        atlas=atlas,
        t=partial(_text, lang),
        label=partial(_label, atlas, lang),
        cite=partial(cite, atlas, lang),
        **values,
    )


def html(template: str, *, lang: str, atlas: Atlas, **values: object) -> None:
    """Put a filled template on the page; see `markup`."""
    st.html(" ".join(markup(template, lang=lang, atlas=atlas, **values).split()))


def stylesheet(atlas: Atlas) -> str:
    """Return the pages' CSS as a style element, with the colours of the style table."""
    return _TEMPLATES.get_template("style.html.j2").render(
        css="\n".join(asset(name) for name in _SHEETS), styles=style.read(atlas.style)
    )


@cache
def _parts_of(refs: str) -> tuple[str, ...]:
    return tuple(filter(None, refs.split("|")))


def cite(atlas: Atlas, lang: str, refs: str) -> list[tuple[str, str]]:
    """
    Return the places a fact comes from.

    Parameters
    ----------
    atlas
        Knows sections and source cards.
    lang
        ``"zh"`` or ``"en"``.
    refs
        A cell ``source``: plan references and keys of cards joined by ``|``.

    Returns
    -------
    list of (str, str)
        For each: how it is shown (``3.2.2``; a card's title) and its heading.
    """
    return list(_cited(atlas, lang, _parts_of(refs)))


def _cited(atlas: Atlas, lang: str, refs: Iterable[str]) -> Iterable[tuple[str, str]]:
    titles = dict(zip(atlas.sections["ref"], atlas.sections[f"title_{lang}"], strict=True))
    for ref in refs:
        if ref in atlas.sources.index:
            yield atlas.sources.at[ref, f"title_{lang}"], atlas.sources.at[ref, "publisher"]
            continue
        shown = ref if lang == "zh" else _BOX.sub(_text(lang, "cite.box") + " ", ref)
        yield shown, titles.get(ref.split("·")[0], "")


def _text(lang: str, key: str, **values: object) -> str:
    return text(key, lang, **values)


def _label(atlas: Atlas, lang: str, vocabulary: str, slug: str, *, short: bool = False) -> str:
    return atlas.label(vocabulary, slug, lang, short=short)
