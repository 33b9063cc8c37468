"""The table of zones by itself: no column that a screen has room for lies out of sight."""

import pytest

from atlas.i18n import LANGS
from atlas.model import documents
from pages.ui.markup import render
from tests.pages import register
from tests.shipped import ATLAS

pytestmark = pytest.mark.browser

# Window -> what filters, margins and the bar that scrolls the page leave to the table, pixels.
ROOM = {390: 358, 1280: 931, 1440: 1091}
SCHEME = f"[data-scheme='{ATLAS.schemes.index[0]}']"  # which areas show is settled by the script
BOXES = "*, ::before, ::after { box-sizing: border-box; }"  # as Streamlit has it
OVER = "(box) => box.scrollWidth - box.clientWidth"


@pytest.mark.parametrize("lang", LANGS)
def test_every_column_is_in_sight_by_every_document(browser, lang):
    page = browser.new_page()
    try:
        for document in ATLAS.documents.index:
            atlas = documents.under(ATLAS, document)
            table = register.whole(atlas, lang)
            style = f"{BOXES} {render.stylesheet(atlas)} .c-areas {SCHEME} {{ display: inline; }}"
            for width, room in ROOM.items():
                page.set_viewport_size({"width": width, "height": 800})
                page.set_content(
                    f"<html lang={lang}><style>{style}</style>"
                    f"<div class='atlas-register is-wide' style='width: {room}px'>{table}</div>"
                )
                assert page.locator(".scroll").evaluate(OVER) <= 0, (document, width)
    finally:
        page.close()
