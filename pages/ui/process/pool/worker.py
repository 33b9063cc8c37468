"""
Do the work, in a process of its own: one piece after another, from the atlas it was given.

Run as a module, with its limits in JSON as its only argument. It reads what is asked from its
standard input and answers on its standard output, both pickled; it ends when its input does.
"""

import json
import os
import pickle
import queue
import sys
import threading
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Any

from atlas.exchange.guard import isolation
from atlas.i18n import LANGS
from atlas.i18n.errors import AtlasError

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas
    from atlas.office.vintage import Vintage

HOLD, WORK, ANSWER = "hold", "work", "answer"  # what the server says
READY, PROGRESS, EDITION, BLOB = "ready", "progress", "edition", "blob"  # what it is told
MADE, REFUSED, BROKEN, TOO_LARGE = "made", "refused", "broken", "too_large"
NICER = 5  # behind the pages that are being drawn
_ROOM = 65_536  # bytes that are read at once


class Worker:
    """
    The work, and what is held for it.

    Parameters
    ----------
    given, told
        Where the server's words come from, and ours go to.
    """

    def __init__(self, given: IO[bytes], told: IO[bytes]) -> None:
        self._given, self._told = given, told
        self._heard: queue.SimpleQueue[tuple[Any, ...] | None] = queue.SimpleQueue()
        self._atlases: dict[str, Atlas] = {}

    def run(self) -> None:
        """Work as long as the server is there."""
        threading.Thread(target=self._listen, daemon=True).start()
        self._say(READY)
        while True:
            try:
                what, *rest = self._next()
                if what == HOLD:
                    self._hold(*rest)
                elif what == WORK:
                    self._say(*self._do(*rest))
            except MemoryError:
                self._say(TOO_LARGE)

    def _listen(self) -> None:
        """Hear what the server says, and end with it, in the midst of a work too."""
        try:
            while True:
                self._heard.put(pickle.load(self._given))  # noqa: S301 - the server says it
        except MemoryError:
            self._heard.put(None)
            while self._given.read(_ROOM):  # nothing can be made of the rest
                pass
        finally:
            os._exit(0)

    def _next(self) -> tuple[Any, ...]:
        """Return what the server says next; there may be no memory for it."""
        said = self._heard.get()
        if said is None:
            raise MemoryError
        return said

    def _say(self, *said: object) -> None:
        pickle.dump(said, self._told)
        self._told.flush()

    def _hold(self, gone: list[str], key: str, content: bytes) -> None:
        """Take an atlas, in the place of others."""
        for each in gone:
            self._atlases.pop(each, None)
        from pages.ui.process.pool import data  # noqa: PLC0415 - it brings much along

        self._atlases[key] = data.unpacked(content, editions=self._edition, blob=self._blob)

    def _do(self, key: str, task: bytes) -> tuple[object, ...]:
        """Return what is said of a piece of work."""
        try:
            work, args = pickle.loads(task)  # noqa: S301 - the server hands it over
            atlas = self._atlases[key] if key else None
            made = work(atlas, *args, progress=lambda *how_far: self._say(PROGRESS, *how_far))
        except AtlasError as error:
            return REFUSED, {lang: error.message(lang) for lang in LANGS}, error.status
        except MemoryError:
            return (TOO_LARGE,)
        except Exception as error:  # noqa: BLE001 - whatever it is, the log has it
            from pages.ui.process import journal  # noqa: PLC0415 - only now

            return BROKEN, journal.told(error)
        return MADE, made

    def _ask(self, *asked: object) -> Any:  # noqa: ANN401 - what is asked for
        """Ask the server for something in the midst of a work."""
        self._say(*asked)
        _, refusal, *found = self._next()
        if refusal:
            raise AtlasError(refusal.__getitem__)
        return found

    def _edition(self, vintage: "Vintage") -> "Atlas":
        key, held = self._ask(EDITION, vintage)
        if held is not None:
            self._hold([], key, held)
        return self._atlases[key]

    def _blob(self, digest: str) -> bytes:
        (found,) = self._ask(BLOB, digest)
        return bytes(found)


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """
    Return the ways from and to the server, and put other files into their places.

    What a library may print goes elsewhere, and none waits for an input that is being read: on
    Windows even asking what kind of file it is would.
    """
    given = os.fdopen(os.dup(sys.stdin.fileno()), "rb")
    told = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, sys.stdin.fileno())
    os.close(nothing)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return given, told


def main(limits: str, begin: Callable[[IO[bytes], IO[bytes]], Worker] = Worker) -> None:
    """
    Work within limits.

    Parameters
    ----------
    limits
        In JSON: ``seconds`` of the processor, ``memory`` and ``written`` in bytes.
    begin
        Makes the worker of its pipes.
    """
    given, told = _pipes()
    if hasattr(os, "nice"):
        os.nice(NICER)
    isolation.limit(json.loads(limits))
    # Nothing that is drawn is fetched; and it ends with the server, however that ends.
    isolation.close_network()
    begin(given, told).run()


if __name__ == "__main__":
    main(sys.argv[1])
