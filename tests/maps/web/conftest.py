"""The map's document open in a browser of its own."""

import pytest

from tests.browser import chromium


@pytest.fixture
def opened(browser, tmp_path):
    """Open a document in Chromium at a desk's width; nothing may complain or ask another host."""
    watch = chromium.Watch()
    contexts = []

    def opening(document, *, width=1100, height=700, **options):
        context = browser.new_context(
            viewport={"width": width, "height": height}, **{"reduced_motion": "reduce"} | options
        )
        contexts.append(context)
        watch.follow(context)
        path = tmp_path / "map.html"
        path.write_text(document, encoding="utf-8")
        page = context.new_page()
        page.goto(path.as_uri())
        page.evaluate("atlas.ready")
        return page

    yield opening
    for context in contexts:
        context.close()
    assert watch.complaints == []
    assert [url for url in watch.foreign if not url.startswith("file:")] == []
