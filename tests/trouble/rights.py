"""Files and folders that may only be read: said in words, all is shown, nothing is half written."""

import errno
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from atlas.i18n import text
from atlas.office import EMPTY, Store, StoreError, copy, open_store
from geodata import build
from tests.browser.server import ROOT, free_port, healthy
from tests.office.filled import content, filled
from tests.trouble import deeds, room
from tests.trouble.tally import Tried, in_words

ASKED = ("/plain", "/plain?lang=en", "/plain/sources", "/api/collections")
Found = list[tuple[str, str]]  # what is wrong, and the outcome
PATIENCE_S = 120


def run(folder: Path, times: int) -> Iterator[Tried]:
    """Do everything that writes where nothing may be written."""
    whole = folder / "whole.sqlite"
    filled(f"sqlite:///{whole}").close()
    tried = Tried("read-only folders and files: store, copies, files, data")
    try:
        for _ in range(times):
            shutil.rmtree(folder / "place", ignore_errors=True)
            for found in _refused(folder, whole):
                tried.expect(*found)
    except room.UnableError as error:
        tried.skipped = str(error)
    yield tried
    yield _disk(Tried("read-only disk: store"), folder, whole, times)
    yield _served(Tried("read-only store: pages are served"), folder, whole)


def without_rights(command: list[str]) -> list[str]:
    """
    Return a command such that permissions hold for it: root passes through all of them.

    Raises
    ------
    room.UnableError
        If that cannot be had here.
    """
    if not hasattr(os, "geteuid"):
        raise room.UnableError("rights are another matter here")
    if os.geteuid() != 0:
        return command
    if shutil.which("setpriv") is None:
        raise room.UnableError("not installed: setpriv (Debian: util-linux)")
    return ["setpriv", "--bounding-set=-all", "--inh-caps=-all", *command]


def _refused(folder: Path, whole: Path) -> Found:
    """Prepare a place, and have somebody without rights try it in a process of its own."""
    place = folder / "place"
    for name in ("closed", "open"):
        (place / name).mkdir(parents=True)
        shutil.copy(whole, place / name / "store.sqlite")
        for each in ("a.csv", "atlas.gpkg", "osm.gpkg"):
            (place / name / each).write_bytes(b"old")
    for each in ("a.csv", "store.sqlite"):
        (place / "open" / each).chmod(0o444)
    (place / "closed").chmod(0o555)
    command = without_rights([sys.executable, "-m", "tests.trouble.rights", str(place)])
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        check=False,
        encoding="utf-8",
    )
    (place / "closed").chmod(0o755)
    found: Found = json.loads(done.stdout) if done.stdout else [("no answer", "tried")]
    for name in ("closed", "open"):
        for each in ("a.csv", "atlas.gpkg"):
            same = (place / name / each).read_bytes() == b"old"
            found.append(("" if same else f"{name}/{each} was written", "left as it was"))
    return found


def tries(place: Path) -> Found:
    """Try all that writes, as somebody without rights."""
    found = []
    for name in ("closed", "open"):
        store = open_store(f"sqlite:///{place / name / 'store.sqlite'}")
        found += _store(store)
        store.close()
    empty = open_store(f"sqlite:///{place / 'closed' / 'new.sqlite'}")
    found.append(("" if empty.state() == EMPTY else "not empty", "read"))
    found.append(_said(lambda: deeds.apply(str(empty.url))))
    source = open_store(f"sqlite:///{place / 'open' / 'store.sqlite'}")
    found.append(_said(lambda: copy(source, empty)))
    for target in (
        place / "closed" / "a.csv",
        place / "open" / "a.csv",
        place / "closed" / "b.csv",
    ):
        code, said = room.command("export", "-o", target)
        known = {text(f"cli.disk.{each}", "zh") for each in ("denied", "read_only")}
        wrong = "" if code and any(each in said for each in known) else f"not in words: {said}"
        found.append((wrong, "refused in words"))
    targets = [place / "closed" / name for name in ("atlas.gpkg", "osm.gpkg")]
    found.append(_built(targets))
    return found


def _store(store: Store) -> Found:
    before = content(store)
    found = [("" if len(before[1]) == 4 else "not read", "read")]
    found += [_said(lambda: deeds.apply(str(store.url))), _said(lambda: deeds.undo(str(store.url)))]
    found.append(("" if content(store) == before else "something was written", "read"))
    return found


def _said(act: Callable[[], object]) -> tuple[str, str]:
    try:
        act()
    except StoreError as error:
        wrong = in_words(error) or (
            "" if error.kind == "closed" else f"said: {error.message('en')}"
        )
        return wrong, "refused in words"
    return "written", "refused in words"


def _built(targets: list[Path]) -> tuple[str, str]:
    with room.building(targets) as said:
        code = build.main()
    wrong = (
        ""
        if code and os.strerror(errno.EACCES) in said.getvalue()
        else f"not in words: {said.getvalue()}"
    )
    return wrong, "refused in words"


def _disk(tried: Tried, folder: Path, whole: Path, times: int) -> Tried:
    """Let not even root write: the disk itself is read-only."""
    try:
        for _ in range(times):
            with room.small(folder / "disk") as place:
                shutil.copy(whole, place / "store.sqlite")
                subprocess.run(["mount", "-o", "remount,ro", place], check=True)
                store = open_store(f"sqlite:///{place / 'store.sqlite'}")
                for found in _store(store):
                    tried.expect(*found)
                store.close()
    except room.UnableError as error:
        tried.skipped = str(error)
    return tried


def _served(tried: Tried, folder: Path, whole: Path) -> Tried:
    """Serve pages as somebody who may not write the store, nor beside it, and has no home."""
    place, port = folder / "served", free_port()
    place.mkdir()
    shutil.copy(whole, place / "store.sqlite")
    place.chmod(0o555)
    url = f"http://127.0.0.1:{port}"
    command = [
        *(sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.headless"),
        *("true", "--server.port", str(port), "--server.address", "127.0.0.1"),
    ]
    store = f"sqlite:///{place / 'store.sqlite'}"
    env = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": "/nowhere", "ATLAS_STORE": store}
    try:
        command = without_rights(command)
    except room.UnableError as error:
        tried.skipped = str(error)
        return tried
    log = folder / "said"
    with (
        log.open("wb") as said,
        subprocess.Popen(command, cwd=ROOT, env=env, stdout=said, stderr=said) as server,
    ):
        try:
            _wait(server, url)
            for path in ASKED:
                with urllib.request.urlopen(f"{url}{path}", timeout=PATIENCE_S) as answer:  # noqa: S310
                    tried.expect("" if answer.read() else path, "pages served")
        except (OSError, RuntimeError) as error:
            said_so = log.read_text(encoding="utf-8", errors="replace")
            tried.failed(f"{error}: {said_so[-2000:]}")
        finally:
            server.terminate()
    place.chmod(0o755)
    return tried


def _wait(server: "subprocess.Popen[bytes]", url: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while not healthy(url):
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError("the server did not start")
        time.sleep(0.2)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(tries(Path(sys.argv[1]))))
