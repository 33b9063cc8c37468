"""What is asked for: the link's view and form with the words typed, and what is wrong with it."""

from urllib.parse import urlsplit

import streamlit as st

from atlas.briefing import address as addresses
from atlas.briefing.content import content
from atlas.briefing.order import MODES, Order, OrderError, check
from atlas.i18n import dates, text
from atlas.maps.overlay import NothingToDraw
from atlas.model.atlas import Atlas
from pages.ui.parts import office_templates
from pages.ui.session import state
from pages.ui.session.view import View

OF_THE_SHEET = ("title", "sentence")
OF_THE_HEAD = ("unit", "issue")
WORDS = (*OF_THE_SHEET, *OF_THE_HEAD, "maker")
TO_PUBLISH = ("review_number", "base_map_source")
ADDRESS = "address"


def known_address(view: View) -> str:
    """
    Return where others reach the atlas: as the administrator says, else as this browser sees it.

    Nothing where that is an address of this machine alone: a code would lead its reader nowhere.
    """
    if given := addresses.usable():
        return given
    url = urlsplit(st.context.url or "")
    path = url.path.rstrip("/").removesuffix(f"/{view.page}")
    return addresses.printable(f"{url.scheme}://{url.netloc}{path}/" if url.netloc else "")


def address(view: View) -> str:
    """Return where links and codes of finished pieces lead: what is known, else what was typed."""
    return known_address(view) or addresses.printable(_said_as(view, ADDRESS))


def wrong_address(view: View) -> str:
    """Say what is wrong with the address typed; nothing where it is good or there is none."""
    typed = _said_as(view, ADDRESS)
    try:
        local = typed and not addresses.printable(addresses.parse(typed))
    except addresses.AddressError as error:
        return error.message(view.lang)
    return text("briefing.address.local", view.lang) if local else ""


def order(view: View) -> Order:
    """Return what is asked: the link's view and form, and the words typed."""
    return Order(
        map=view.map,
        lang=view.lang,
        date=dates.today(),
        base_url=address(view),
        templates=office_templates.in_use() if view.form.template else (),
        **view.form.of_order(),
        **{name: _said_as(view, name) for name in (*WORDS, *TO_PUBLISH)},
    )


def _said_as(view: View, name: str) -> str:
    return state.desk().words.get(place(view, name), "").strip()


def place(view: View, name: str) -> tuple[str, str]:
    """Return where words are kept: a title with its zones, drawing, language; a maker for all."""
    shown = "/".join((view.selected(), view.map.draw, *(view.map.compare if view.map.draw else ())))
    return name, shown.rstrip("/") if name in OF_THE_SHEET else ""


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


def undrawn(atlas: Atlas, asked: Order) -> NothingToDraw | None:
    """Return why what an order draws over its zones cannot be drawn; None where it can."""
    try:
        content(atlas, asked)
    except NothingToDraw as error:
        return error
    return None
