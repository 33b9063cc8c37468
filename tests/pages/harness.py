"""The pages in Streamlit's own test harness: opened, and the HTML that they drew."""

import re
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

import streamlit as st
from streamlit.testing.v1 import AppTest

from atlas.selection.selection import Selection
from pages.ui.process.sign_ins import SIGN_INS
from pages.ui.session.tray import Tray
from pages.ui.session.view import View

ROOT = Path(__file__).parents[2]
PAGES = (
    *("overview", "clusters", "areas", "zones", "compare", "changes", "analysis"),
    *("indicators", "plan", "briefing", "data", "help", "about"),
)
CHINESE = re.compile(r"[\u3400-\u9fff]")
TAGS = re.compile(r"<[^>]*>")
# What is Chinese on an English page: the language switch, and names said to be Chinese.
CHINESE_MARK = re.compile(r'</?span(?: lang="zh")?>')
SAID_CHINESE = re.compile(r'<(\w+)[^>]*\blang="zh"[^>]*>.*?</\1>', re.DOTALL)


def opened(page, **params):
    app = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=300)
    for name, value in params.items():
        app.query_params[name.rstrip("_").replace("_", "-")] = value
    app.run()
    if page != "overview":
        app.switch_page(f"{page}.py")
        for name, value in params.items():
            app.query_params[name.rstrip("_").replace("_", "-")] = value
        app.run()
    assert not app.exception, app.exception
    return app


@lru_cache(maxsize=32)
def drawn_once(page, lang):
    """Return the HTML of a page with a zone and a cluster, drawn once for all who read it."""
    return html_of(opened(page, lang=lang, zone="tianshui-etdz", cluster="equipment"))


def html_of(app):
    """All HTML that a page drew by itself, without its stylesheet."""
    return "\n".join(body for body in bodies(app) if "<style" not in body)


def bodies(app):
    def below(block):
        for child in getattr(block, "children", {}).values():
            if getattr(child, "type", "") == "html":
                yield child.proto.body
            yield from below(child)

    return [*below(app.main), *below(app.sidebar)]


def signed_in(name):
    """Give what a session holds of an editor who has logged in; of nobody for an empty name."""
    if not name:
        return Tray()
    proof = str(st.secrets["editors"].get("passwords", {}).get(name, ""))
    return Tray(sign_in=SIGN_INS.begin(name, way="password", reader="", proof=proof).key)


def view(**fields):
    given = {"lang": "zh", "selection": Selection(), "page": "overview"}
    return View.of(**given | fields)


WICKED = '{{7*7}}{% raw %}</script><img src=x onerror="hit()">\'"&amp;'


class Elements(HTMLParser):
    """Collect what a browser would make elements and handlers of, and the text."""

    def __init__(self):
        super().__init__()
        self.tags, self.handlers, self.text = set(), [], []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data):
        self.text.append(data)
