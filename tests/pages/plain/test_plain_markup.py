"""The plain edition's pages are made of what old browsers know, and can be read aloud."""

import itertools
import re

import pytest

from tests.asgi import ask
from tests.office import added
from tests.plain import PAGES, drawing, seen, served


@pytest.fixture(scope="module")
def app(a):
    return served(a)


@pytest.fixture(scope="module")
def joint(a):
    """Give the edition of an office that has added something."""
    return served(a, added.state(a.zones.index))


# Old browsers -------------------------------------------------------------------------------------

# What Chromium 60 draws; nothing else may carry meaning.
ELEMENTS = {
    *("html", "head", "meta", "title", "link", "body", "header", "main", "footer", "nav", "aside"),
    *(
        "section",
        "div",
        "span",
        "p",
        "h1",
        "h2",
        "h3",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "a",
        "img",
    ),
    *("b", "small", "br", "form", "fieldset", "label", "input", "button", "select"),
    *("option", "details", "summary", "table", "caption", "thead", "tbody", "tr", "th", "td"),
}
PROPERTIES = {
    *("align-items", "background", "border", "border-bottom", "border-collapse", "border-color"),
    *("border-left", "border-radius", "border-style", "border-top", "box-sizing", "clip"),
    *(
        "clip-path",
        "color",
        "cursor",
        "display",
        "flex",
        "flex-basis",
        "flex-wrap",
        "font",
        "font-family",
    ),
    *("font-size", "font-variant-numeric", "font-weight", "height", "justify-content", "left"),
    *("letter-spacing", "line-height", "list-style", "margin", "margin-bottom", "margin-left"),
    *("margin-right", "margin-top", "max-width", "min-width", "outline", "outline-offset"),
    *("overflow", "overflow-x", "padding", "padding-bottom", "padding-left", "padding-right"),
    *("padding-top", "page-break-inside", "position", "right", "text-align", "text-decoration"),
    *("top", "vertical-align", "white-space", "width", "z-index"),
}
# Harmless where they are not known.
HARMLESS = {
    *("-webkit-clip-path", "-webkit-overflow-scrolling", "-webkit-print-color-adjust"),
    *("-webkit-text-size-adjust", "print-color-adjust", "text-size-adjust"),
}
TOO_NEW = re.compile(
    r":(is|where|has|focus-visible|not\([^)]*,)|\b(clamp|min|max|color-mix|light-dark|env)\("
    r"|@(layer|container|property|scope)|\bgap\b|\binset\b|#[0-9a-f]{8}\b|#[0-9a-f]{4}\b|&"
)
DRAWN = {
    *("svg", "title", "desc", "metadata", "defs", "style", "rect", "g", "path", "circle"),
    *("polygon", "text", "clipPath"),
}


@pytest.mark.parametrize("page", [*PAGES, "/plain?own=1&where=阶段=在建", "/plain?text=nothing"])
def test_pages_are_made_of_what_old_browsers_know(joint, page):
    tree = seen(joint, page)
    assert {node.tag for node in tree.iter() if isinstance(node.tag, str)} <= ELEMENTS


def test_styles_are_made_of_what_old_browsers_know(app):
    css = re.sub(r"/\*.*?\*/", "", ask(app, "/plain/plain.css").text, flags=re.DOTALL)
    assert not TOO_NEW.search(css)
    named = set(re.findall(r"[{;]\s*([a-z-]+)\s*:", css))
    assert {name for name in named if not name.startswith("--")} <= PROPERTIES | HARMLESS
    used = set(re.findall(r"var\((--[\w-]+)\)", css))
    assert used <= set(re.findall(r"(--[\w-]+):", css))


def test_drawings_are_made_of_what_old_browsers_know(app):
    drawn = drawing(app, "/plain/map.svg")
    assert {each.tag.rpartition("}")[2] for each in drawn.iter()} <= DRAWN
    style = next(each.text for each in drawn.iter() if each.tag.endswith("style"))
    assert set(re.findall(r"url\(data:([\w/]+);", style)) == {"font/woff"}
    assert not TOO_NEW.search(re.sub(r"base64,[^)]*", "", style))


@pytest.mark.parametrize("page", [*PAGES, "/plain?area=hexi"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages_can_be_read_aloud(joint, page, lang):
    tree = seen(joint, f"{page}{'&' if '?' in page else '?'}lang={lang}")
    assert len(tree.xpath("//h1")) == 1
    assert [len(tree.xpath(f"//{name}")) for name in ("main", "nav")] == [1, 1]
    assert tree.xpath("//body/p[@class='skip']/a/@href")[0].endswith("#content")
    levels = [int(node.tag[1]) for node in tree.xpath("//h1|//h2|//h3")]
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    for table in tree.xpath("//main//table[not(ancestor::section[@class='atlas-about'])]"):
        assert table.xpath("caption")
        assert all(th.get("scope") for th in table.xpath(".//th"))
    assert all(img.get("alt") for img in tree.xpath("//img"))
    for field in tree.xpath("//input[not(@type='hidden')] | //select"):
        assert field.xpath("ancestor::label"), field.get("name")
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    for fieldset in tree.xpath("//fieldset"):
        assert fieldset.get("aria-labelledby") in ids
