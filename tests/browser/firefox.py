"""Drive Debian's own Firefox over WebDriver BiDi: Playwright drives but its own build."""

import contextlib
import itertools
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from websockets.sync.client import ClientConnection, connect

from tests.browser.chromium import LOCAL_HOSTS, LOCAL_SCHEMES
from tests.browser.releases import find_firefox, running, written
from tests.browser.server import PATIENCE_S

EVENTS = (
    "log.entryAdded",
    "network.beforeRequestSent",
    "network.responseCompleted",
    "network.fetchError",
    "browsingContext.downloadEnd",
)
# A fresh profile would look up its maker's hosts.
QUIET = {
    "app.normandy.enabled": False,
    "app.update.auto": False,
    "browser.newtabpage.enabled": False,
    "browser.region.network.url": "",
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.search.update": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.getAddons.cache.enabled": False,
    "messaging-system.rsexperimentloader.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}


class Firefox:
    """
    One window of Firefox.

    Parameters
    ----------
    wire
        To its WebDriver BiDi.
    folder
        Where downloads are put.

    Attributes
    ----------
    foreign
        What a page asked of other hosts.
    complaints
        Errors that no script caught, and those on the console.
    downloads
        Files that have come.
    """

    def __init__(self, wire: ClientConnection, folder: Path) -> None:
        self._wire, self._ids = wire, itertools.count(1)
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self.downloads: list[Path] = []
        self._asked: set[str] = set()
        known = self._call("session.new", capabilities={})["capabilities"]
        self.version: str = known["browserVersion"]
        self._call("session.subscribe", events=EVENTS)
        allowed = {"type": "allowed", "destinationFolder": str(folder)}
        self._call("browser.setDownloadBehavior", downloadBehavior=allowed)
        self._tab = self._call("browsingContext.create", type="tab")["context"]
        size = {"width": 1440, "height": 900}
        self._call("browsingContext.setViewport", context=self._tab, viewport=size)

    def open(self, url: str) -> None:
        """Follow a link and return once the page is loaded."""
        self._call("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    def asks(self, expression: str) -> object:
        """Return the value of a JavaScript expression in the page."""
        answer = self._call(
            "script.evaluate",
            expression=f"JSON.stringify({expression})",
            target={"context": self._tab},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"].get("value", "null"))

    def waits_until(self, true: Callable[[], bool]) -> None:
        """Wait until something has come true."""
        deadline = time.monotonic() + PATIENCE_S
        while not true():
            assert time.monotonic() < deadline
            time.sleep(0.1)

    def rests(self) -> None:
        """Wait until nothing is on its way: what the next page breaks off is no fault of this."""
        self.waits_until(lambda: bool(self.asks("1")) and not self._asked)

    def sees(self, expression: str) -> None:
        """Wait until an expression is true in the page."""
        self.waits_until(lambda: self.asks(f"Boolean({expression})"))

    def click(self, selector: str) -> None:
        """Click the first element that a selector finds, as a mouse does."""
        found = f"document.querySelector({json.dumps(selector)})"
        self.sees(found)
        self.asks(f"{found}.scrollIntoView({{ block: 'center' }})")
        locator = {"type": "css", "value": selector}
        nodes = self._call("browsingContext.locateNodes", context=self._tab, locator=locator)
        origin = {"type": "element", "element": {"sharedId": nodes["nodes"][0]["sharedId"]}}
        steps = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        mouse = {"type": "pointer", "id": "mouse", "actions": steps}
        self._call("input.performActions", context=self._tab, actions=[mouse])

    def downloaded(self) -> Path:
        """Return the file that has come last; wait for the first."""
        self.waits_until(lambda: bool(self.asks("1") and self.downloads))
        return self.downloads[-1]

    def _call(self, method: str, **params: object) -> dict:
        number = next(self._ids)
        self._wire.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self._wire.recv(timeout=PATIENCE_S))
            if message["type"] == "event":
                self._note(message["method"], message["params"])
            elif message["id"] == number:
                if message["type"] == "error":
                    raise RuntimeError(f"{method}: {message['message']}")
                return message["result"]

    def _note(self, event: str, params: dict) -> None:
        if event == "log.entryAdded" and params["level"] == "error":
            self.complaints.append(str(params["text"]))
        elif event.startswith("network."):
            self._watch(event, params["request"], params.get("response", {}))
        elif event == "browsingContext.downloadEnd" and params["status"] == "complete":
            self.downloads.append(Path(params["filepath"]))

    def _watch(self, event: str, request: dict, response: dict) -> None:
        url, number = request["url"], request["request"]
        parts = urlsplit(url)
        if event != "network.beforeRequestSent":
            self._asked.discard(number)
            if response.get("status", 0) >= 400:
                self.complaints.append(f"{response['status']} ({url})")
        elif parts.scheme not in LOCAL_SCHEMES:
            if parts.scheme.startswith("http"):  # a socket's request has no end
                self._asked.add(number)
            if parts.hostname not in LOCAL_HOSTS:
                self.foreign.append(url)


@contextlib.contextmanager
def started() -> Iterator[Firefox]:
    """Yield a headless Firefox; one must be there."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        profile, files = Path(folder) / "profile", Path(folder) / "files"
        profile.mkdir()
        files.mkdir()
        lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in QUIET.items())
        (profile / "user.js").write_text("".join(lines), encoding="utf-8")
        command = [find_firefox(), "--headless", "--no-remote", "--profile", profile]
        with running([*command, "--remote-debugging-port", "0"]) as process:
            place = json.loads(written(profile / "WebDriverBiDiServer.json", process))
            host, port = place["ws_host"], place["ws_port"]
            with connect(f"ws://{host}:{port}/session", max_size=None) as wire:
                yield Firefox(wire, files)
