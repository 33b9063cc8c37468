"""Make ready, while the process rests, what its first readers would otherwise wait for."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial

from atlas import ogc
from atlas.briefing import formats
from atlas.briefing.order import Order
from atlas.i18n import LANGS, dates
from atlas.office.vintage import Vintage
from atlas.ogc import RefusedRequestError
from atlas.selection.selection import Selection
from pages.ui.plain import files
from pages.ui.plain.reader import Reader
from pages.ui.plain.routes import held_by_pages
from pages.ui.process import journal
from pages.ui.process.stopping import WORK
from pages.ui.session import state

Step = Callable[[], object]
REST_S = 1.0  # so long the process must rest before each step
BUSY = 0.1  # of that time on a processor is rest no more: somebody is being served


class Warming(threading.Thread):
    """
    Take steps one after another, each once the process rests: whoever is there comes first.

    Parameters
    ----------
    steps
        Each makes something that is kept, and takes a second at most.
    rest_s
        How long the process must have rested before a step.
    """

    def __init__(self, steps: Iterable[Step], rest_s: float = REST_S) -> None:
        super().__init__(name="atlas-warming", daemon=True)
        self._steps, self._rest_s = steps, rest_s
        self._over = threading.Event()

    def run(self) -> None:
        """Take all steps, or those before the process ends."""
        for step in self._steps:
            if not self._rests():
                return
            try:
                step()
            except RefusedRequestError:
                return  # no data yet: the log has told it, and pages say it
            except Exception as error:  # noqa: BLE001 - a reader who asks for it is told
                journal.event("not_warmed", level=logging.WARNING, **journal.told(error))

    def stop(self) -> None:
        """Take no further step."""
        self._over.set()

    def _rests(self) -> bool:
        """Wait until the process rests; say whether there is still something to do then."""
        while True:
            used = time.process_time()
            if self._over.wait(self._rest_s) or WORK.stopping:
                return False
            if time.process_time() - used <= BUSY * self._rest_s:
                return True


def steps() -> list[Step]:
    """Return what the first answers of the interface, its maps and the plain edition rest on."""
    return [
        *(partial(_describe, lang) for lang in LANGS),
        *(partial(_map, lang) for lang in LANGS),
        _plain,
    ]


def _describe(lang: str) -> None:
    """Have the interface describe itself: for that it reads every collection."""
    atlas = held_by_pages(Vintage()).atlas
    for name, describe in (("openapi", ogc.document), ("collections", ogc.collections)):
        describe(atlas, ogc.parse(ogc.OPERATIONS[name], [("lang", lang)], atlas), "")


def _map(lang: str) -> None:
    """Draw the map of all zones: whatever address it is asked for under, the map is the same."""
    order = Order.of(Selection(), lang, dates.today())
    formats.SNAPSHOTS["png"].write(held_by_pages(Vintage()).atlas, order)


def _plain() -> None:
    """Draw the map that stands on the plain edition's first page."""
    held = held_by_pages(Vintage())
    reader = Reader.of(state.parse({}, held.atlas, page="overview"), "")
    files.drawing(reader, held, "map").work()
