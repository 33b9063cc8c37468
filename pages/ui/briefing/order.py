"""What is asked for: the link's view and form with the words typed, and what is wrong with it."""

from urllib.parse import urlsplit

import streamlit as st

from atlas.briefing import address as addresses
from atlas.briefing.order import MODES, Order, OrderError, check
from atlas.i18n import dates, text
from pages.ui.session import state
from pages.ui.session.view import View

OF_THE_SHEET = ("title", "sentence")
WORDS = (*OF_THE_SHEET, "maker")
TO_PUBLISH = ("review_number", "base_map_source")


def address(view: View) -> str:
    """Return where the atlas is served: as the administrator says, else as this browser sees it."""
    if given := addresses.usable():
        return given
    url = urlsplit(st.context.url or "")
    path = url.path.rstrip("/").removesuffix(f"/{view.page}")
    return f"{url.scheme}://{url.netloc}{path}/" if url.netloc else ""


def order(view: View) -> Order:
    """Return what is asked: the link's view and form, and the words typed."""
    return Order(
        selection=view.selection,
        lang=view.lang,
        date=dates.today(),
        base_url=address(view),
        zone=view.zone,
        edition=view.edition,
        **view.form.of_order(),
        **{name: _said_as(view, name) for name in (*WORDS, *TO_PUBLISH)},
    )


def _said_as(view: View, name: str) -> str:
    return state.desk().words.get(place(view, name), "").strip()


def place(view: View, name: str) -> tuple[str, str]:
    """Return where words are kept: a title with its selection and language, a maker for all."""
    return name, view.selected() if name in OF_THE_SHEET else ""


def wrong(asked: Order) -> list[str]:
    """Say what is wrong; what is missing for publication in one sentence, by the fields' names."""
    try:
        check(asked)
    except OrderError as error:
        return _in_fields(error, asked)
    return []


def _in_fields(error: OrderError, asked: Order) -> list[str]:
    others = OrderError(each for each in error.wrong if each[0] != MODES[1])
    missing = [name for name in (*TO_PUBLISH, "maker") if not getattr(asked, name)]
    names = text("list.comma", asked.lang).join(
        text(f"briefing.words.{name}", asked.lang) for name in missing
    )
    said = [text("briefing.missing", asked.lang, names=names)] if missing else []
    return said + others.messages(asked.lang)
