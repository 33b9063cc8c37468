"""The atlas book, made outside of the page's process while the page stays at hand."""

import streamlit as st

from atlas.briefing import formats
from atlas.i18n import text
from atlas.model.atlas import Atlas
from atlas.selection import counts
from pages.ui.briefing import order
from pages.ui.markup import render
from pages.ui.parts import making
from pages.ui.process.pool import works
from pages.ui.session.view import View


def book(view: View, atlas: Atlas) -> None:
    """Draw what begins an atlas book; the panel of all files tells how far it is."""
    lang = view.lang
    render.html("briefing/book", lang=lang, atlas=atlas)
    asked = order.order(view).with_(title="", sentence="", unit="", issue="")
    shown = counts.total(atlas, asked.selection)
    stem = f"{view.file_stem(atlas)}_{text('briefing.book.file', lang)}"
    with st.container(key="briefing-book", horizontal=True, gap="small"):
        for name, each in formats.BOOKS.items():
            making.button(
                view,
                atlas,
                f"briefing.book.{name}",
                making.Piece(
                    works.book,
                    (name, asked),
                    f"{stem}{each.suffix}",
                    each.mime,
                    f"book{each.suffix}",
                    zones=shown,
                    is_slow=True,
                ),
                key=f"book-{name}-{lang}",
                is_heavy=True,
                disabled=bool(order.wrong(asked)) or not shown,
            )
