"""Take the pictures of the help page: ``python -m tests.browser.help_pictures``."""

import io
import sys

from PIL import Image
from playwright.sync_api import Page

from atlas.i18n import LANGS
from pages.ui.plan import help as answered
from pages.ui.session import state
from tests.browser.chromium import started
from tests.browser.planner import PATIENCE_MS, Planner
from tests.browser.server import running
from tests.shipped import ATLAS

WINDOW = {"width": 1210, "height": 770}  # as wide to high as the picture
MOST = 20_000  # bytes: all of them together are small too
QUALITIES = range(70, 0, -6)
PREVIEW = '[class*="st-key-briefing-sheet"] img'
# What is in the middle of the picture, where it is not the head of the page.
SHOWN = {
    "narrow": ".atlas-register",
    "why": ".atlas-evidence",
    "offline": '[class*="st-key-briefing-files"]',
    "beside": ".compare-table tbody:nth-of-type(2)",
    "mark": ".atlas-map",
    "around": ".atlas-map",
    "panels": ".st-key-small-maps",
    "keep": ".st-key-kept-acts",
    "named": ".compare-lists",
    "still": '[class*="st-key-briefing-drop"]',
}
OPENED = {"mark": "mark", "around": "pick"}  # the map's tool that is open


def main() -> None:
    """Open each question's page in each language and keep what is seen."""
    wanted = sys.argv[1:]
    with running() as url, started() as browser:
        for lang in LANGS:
            for question in answered.questions(ATLAS):
                if wanted and question.slug not in wanted:
                    continue
                page = browser.new_page(viewport=WINDOW, color_scheme="light")
                Planner(page, url).open(link(question, lang))
                taken = picture(page, question.slug)
                (answered.PICTURES / question.picture(lang)).write_bytes(taken)
                page.close()


def link(question: answered.Question, lang: str) -> str:
    """Return the link of a question, as the help page has it."""
    view = state.parse({"lang": [lang]}, ATLAS, page="help")
    return view.href(question.page, **question.params)


def picture(page: Page, slug: str) -> bytes:
    """Return what is seen of a question's page as a small picture."""
    shown = SHOWN.get(slug, "")
    page.evaluate("() => localStorage.setItem('atlas-first', '1')")
    page.evaluate("() => document.documentElement.removeAttribute('data-first')")
    page.locator(".atlas-foot").wait_for(state="attached", timeout=PATIENCE_MS)
    if "briefing" in page.url:
        page.locator(PREVIEW).wait_for(timeout=PATIENCE_MS)
    page.wait_for_timeout(4_000)  # maps and sheets come after the page
    if shown:
        found = page.locator(shown).first
        found.wait_for(state="attached", timeout=PATIENCE_MS)
        found.evaluate("(node) => node.scrollIntoView({block: 'center'})")
        page.wait_for_timeout(1_500)
    if slug in OPENED:
        tool = page.locator(".atlas-map iframe").content_frame.locator
        tool(f'[data-act="{OPENED[slug]}"]').click()
        page.wait_for_timeout(1_000)
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    small = seen.resize(answered.SIZE, Image.Resampling.LANCZOS)
    for quality in QUALITIES:
        written = io.BytesIO()
        small.save(written, "WEBP", quality=quality, method=6)
        if written.tell() <= MOST:
            break
    return written.getvalue()


if __name__ == "__main__":
    main()
