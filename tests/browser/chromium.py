"""Start Chromium so that it stays on this machine, and watch what a page asks for."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    sync_playwright,
)

from tests.browser.install import find

# Without these a fresh profile looks up its maker's hosts; some networks take that ill.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOCAL_HOSTS = {"127.0.0.1", "localhost", "::1"}
LOCAL_SCHEMES = {"data", "blob", "about"}


@contextlib.contextmanager
def started() -> Iterator[Browser]:
    """Yield a headless Chromium."""
    path = find()
    if path is None:
        raise RuntimeError("no Chromium: run `python -m tests.browser.install` first")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass(slots=True)
class Watch:
    """What a browser context asked of other hosts and complained of."""

    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    heard: list[tuple[str, Callable[[Any], None]]] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        """Note every request to another host, every console error and every page error."""

        def requested(url: str) -> None:
            parts = urlsplit(url)
            if parts.scheme not in LOCAL_SCHEMES and parts.hostname not in LOCAL_HOSTS:
                self.foreign.append(url)

        def watch_page(page: Page) -> None:
            page.on("websocket", lambda socket: requested(socket.url))
            page.on("pageerror", lambda error: self.complaints.append(str(error)))

        def said(message: ConsoleMessage) -> None:
            place = message.location["url"]
            if message.type == "error":
                self.complaints.append(f"{message.text} ({place})")

        for event, heard in (
            ("request", lambda request: requested(request.url)),
            ("page", watch_page),
            ("console", said),
        ):
            context.on(event, heard)
            self.heard.append((event, heard))

    def leave(self, context: BrowserContext) -> None:
        """Note nothing more of it."""
        for event, heard in self.heard:
            context.remove_listener(event, heard)
