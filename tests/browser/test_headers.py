"""What the headers forbid does not happen, and all that the atlas does goes on under them."""

import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from pages.ui.server import headers
from tests.browser.planner import PAGES, PATIENCE_MS
from tests.browser.server import running

pytestmark = pytest.mark.browser

FRAMES = '<!DOCTYPE html><title>portal</title><iframe src="{}" width="1200" height="800"></iframe>'


@pytest.mark.parametrize("name", PAGES)
def test_a_page_stands_under_its_policy(planner, name):
    """No complaint in the console: `planner` sees to that, and to hosts that are asked."""
    desk = planner(name)
    expect(desk.page.locator(".atlas-foot")).to_be_visible()
    if desk.page.locator(".atlas-map").count():
        expect(desk.page.locator(".atlas-map.is-ready").first).to_be_visible()
    sent = desk.page.request.get(desk.page.url).headers
    assert "default-src 'none'" in sent["content-security-policy"]
    assert "'unsafe-eval'" not in sent["content-security-policy"]


@pytest.mark.parametrize("topic", ["", "space", "gaps", "alike", "groups", "partners"])
def test_charts_are_drawn_without_eval(planner, topic):
    desk = planner(f"analysis?topic={topic}" if topic else "analysis")
    expect(desk.page.locator(".atlas-foot")).to_be_visible()
    assert not desk.page.locator(".stException").count()
    if not topic:
        expect(desk.page.locator(".vega-embed svg, .vega-embed canvas").first).to_be_visible()


INTO = {
    "a script": "const s = document.createElement('script'); s.textContent = 'window.broken = 1';"
    " document.body.append(s)",
    "a handler": "document.body.insertAdjacentHTML('beforeend',"
    " '<svg><animate onbegin=\"window.broken=1\" attributeName=x dur=1s /></svg>')",
    "a picture": "document.body.append(Object.assign(new Image(), {src: 'http://192.0.2.1/x.png'}))",
    "a request": "fetch('http://192.0.2.1/').catch(() => {})",
    "a frame": "document.body.append(Object.assign(document.createElement('iframe'),"
    " {src: 'http://192.0.2.1/'}))",
    "a word as code": "setTimeout('window.broken = 1', 0)",
    "another base": "document.head.append(Object.assign(document.createElement('base'),"
    " {href: 'http://192.0.2.1/'}))",
}


@pytest.mark.parametrize("what", INTO)
def test_what_gets_into_a_page_does_nothing(browser, address, what):
    context = browser.new_context()
    page = context.new_page()
    asked = []
    context.route("http://192.0.2.1/**", lambda route: asked.append(route.request.url))
    page.goto(address)
    expect(page.locator("h1")).to_be_visible(timeout=PATIENCE_MS)
    # Said by the page itself, not by the tool, which may do what pages may not.
    page.evaluate("""() => { window.refused = [];
      addEventListener('securitypolicyviolation', (event) => refused.push(event.blockedURI)); }""")
    page.evaluate(f"() => {{ {INTO[what]}; }}")
    page.wait_for_function("() => refused.length > 0", timeout=PATIENCE_MS)
    assert not page.evaluate("() => window.broken")
    assert page.evaluate("() => document.baseURI.startsWith(location.origin)")
    context.close()
    assert asked == []


class Portal(BaseHTTPRequestHandler):
    def __init__(self, framed, *given):
        self._framed = framed
        super().__init__(*given)

    def do_GET(self):
        body = FRAMES.format(self._framed).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def portal():
    """Serve pages of another site that frame what they are told to."""
    served = []

    def serve(framed):
        portal = ThreadingHTTPServer(("127.0.0.1", 0), partial(Portal, framed))
        threading.Thread(target=portal.serve_forever, daemon=True).start()
        served.append(portal)
        return f"http://localhost:{portal.server_port}"

    yield serve
    for each in served:
        each.shutdown()
        each.server_close()


@pytest.mark.parametrize("path", ["", "plain", "api?f=html"])
def test_another_site_frames_nothing(browser, address, portal, path):
    page = browser.new_page()
    page.goto(portal(f"{address}/{path}"))
    frame = page.frames[1]
    frame.wait_for_load_state()
    assert frame.url.startswith("chrome-error:")
    page.close()


def test_a_portal_that_was_named_frames_the_atlas_with_its_map(browser, portal):
    # The port of a portal is known before the atlas is started, and the other way round.
    outside = portal("{}")
    with running(**{headers.ENV: outside}) as url:
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.goto(outside)
        page.evaluate("(url) => { document.querySelector('iframe').src = url; }", url)
        framed = page.frame_locator("iframe")
        expect(framed.locator(".atlas-map.is-ready")).to_be_visible(timeout=PATIENCE_MS)
        inner = framed.frame_locator(".atlas-map iframe")
        expect(inner.locator("[data-zone]").first).to_be_attached(timeout=PATIENCE_MS)
        page.close()


def test_what_a_file_says_is_no_markdown_in_a_label(planner, tmp_path):
    """Nothing is fetched from a host, which `planner` sees to, and no link is shown."""
    words = "![x](http://192.0.2.1/a.png) www.evil.example :red[y] **b** :smile: a@evil.example"
    file = tmp_path / "zones.csv"
    file.write_text(f'name,lon,lat\n"{words}",103.9,36.2\n', encoding="utf-8")
    desk = planner("data")
    desk.page.locator('[data-testid="stFileUploader"] input').first.set_input_files(file)
    label = desk.page.locator('[data-testid="stWidgetLabel"]', has_text="evil").first
    expect(label).to_be_visible()
    assert words in label.inner_text().replace("\N{WORD JOINER}", "")
    assert not label.locator("a, img, strong, span[style*=color]").count()
