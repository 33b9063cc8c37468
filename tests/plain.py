"""The plain edition in this process: its routes, its pages as trees, its drawings."""

import datetime as dt
import functools
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

import lxml.html
from starlette.applications import Starlette

from atlas.model import documents
from atlas.office import EMPTY, edition
from atlas.office.latest import Reading
from pages.ui.plain import routes
from pages.ui.plain.pages import Held
from tests.asgi import ask

HOST = "https://atlas.example"
PAGES = (
    "/plain",
    "/plain/files",
    "/plain/indicators",
    "/plain/sources",
    "/plain/help",
    "/plain/zones/yumen",
    "/plain/changes",
)


def served(a, state=None, base="", trouble=None):
    """Give the routes over an atlas and what an office has added."""
    since = dt.datetime(2026, 11, 30, 20, 31).astimezone() if trouble else None
    office = Reading(trouble=trouble, since=since)

    @functools.cache
    def holder(asked):
        found = documents.under(a, asked.document)
        if asked.edition.as_of:
            found = edition.derive(found, state or EMPTY, own=asked.edition.own)
        return Held(found, str(id(found)), 1 if state else 0, office)

    return Starlette(routes=routes.routes(base, holder=holder))


def seen(app, path, **more):
    """Return a page as a tree, its links made whole; forms' redirections are followed."""
    got = ask(app, path, **more)
    while got.status == 303:
        path = urlsplit(urljoin(HOST + path, got.headers["location"]))
        path = f"{path.path}?{path.query}" if path.query else path.path
        got = ask(app, path, **more)
    assert got.status == 200, got.text
    tree = lxml.html.fromstring(got.text)
    tree.make_links_absolute(HOST + path)
    return tree


def words(tree, path):
    """Return the text of what an XPath finds, in order."""
    return [" ".join(node.text_content().split()) for node in tree.xpath(path)]


def drawing(app, path):
    """Return a drawing's root element."""
    got = ask(app, path)
    assert (got.status, got.headers["content-type"]) == (200, "image/svg+xml")
    return ET.fromstring(got.body)  # noqa: S314 - our own
