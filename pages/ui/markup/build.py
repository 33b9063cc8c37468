"""One vintage of the data and all that is drawn from it once."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from atlas.analysis import sizes
from atlas.i18n import LANGS, table, text
from atlas.maps import web
from atlas.maps.specification import MOST_COMPARED
from atlas.maps.web import outlines, surroundings
from atlas.model import columns
from atlas.model.atlas import Atlas
from atlas.selection import lookup
from atlas.selection.flags import GRADES
from pages.ui.markup import choices, register, render, tiles
from pages.ui.markup.files import File


@dataclass(frozen=True)
class Build:
    """
    One vintage of the data and all that is drawn from it, when it is first asked for.

    Attributes
    ----------
    atlas
        The data.
    key
        What tells this build from another.
    own_zones
        How many zones of its own the office has, shown or not.
    """

    atlas: Atlas
    key: str
    own_zones: int = 0

    _files: dict[str, File] = field(default_factory=dict, init=False, repr=False, compare=False)
    # What is drawn may name another file, which is drawn under the same lock.
    _lock: threading.RLock = field(
        default_factory=threading.RLock, init=False, repr=False, compare=False
    )

    @property
    def document(self) -> File:
        """The map: a document of its own, since the pages allow no script within a page."""
        return self._once("document", self._draw_document)

    @property
    def standing(self) -> File:
        """
        What a browser needs once, as JSON.

        The names of the map document, of what lies around the zones and of the zone tables; the
        filter forms, which zones each choice keeps.
        """
        return self._once("standing", self._draw_standing)

    @property
    def registers(self) -> dict[str, File]:
        """The table of all zones in each language: a page loads the one that it shows."""
        return {
            lang: self._once(f"register-{lang}", partial(self._draw_register, lang))
            for lang in LANGS
        }

    @property
    def surroundings(self) -> dict[str, File]:
        """What lies around the zones, a file for each layer: a page loads it when it is shown."""
        return {
            key: self._once(f"surroundings-{key}", partial(self._draw_surroundings, key))
            for key in self.atlas.surroundings
        }

    @property
    def outlines(self) -> dict[str, File]:
        """The office's outlines, cell by cell, where they are many: a map loads those it shows."""
        cells = self.atlas.once(outlines.cells)
        return {
            cell: self._once(f"outlines-{cell}", partial(File, body, ".json", "application/json"))
            for cell, body in cells.items()
        }

    @property
    def stylesheet(self) -> File:
        """The pages' CSS with the colours of the style table."""
        return self._once("stylesheet", self._draw_stylesheet)

    def drawn(self) -> list[File]:
        """Return the files that are drawn already."""
        return list(self._files.values())

    def _once(self, name: str, draw: Callable[[], File]) -> File:
        """Return a file, drawn by the first who asks: the others wait, and only those of it."""
        if name not in self._files:
            with self._lock:
                if name not in self._files:
                    self._files[name] = draw()
        return self._files[name]

    def _draw_document(self) -> File:
        page = web.document(self.atlas, tiles=tiles.source(), whole=False)
        return File(page.encode(), ".html", "text/html")

    def _draw_standing(self) -> File:
        built = self.atlas
        parts = {
            "document": self.document.name,
            "surroundings": {key: each.name for key, each in self.surroundings.items()},
            "outlines": {cell: each.name for cell, each in self.outlines.items()},
            "facets": {
                lang: render.markup(
                    "markup/facets",
                    lang=lang,
                    atlas=built,
                    grades=GRADES,
                    own_zones=self.own_zones,
                    columns=choices.of_columns(built, lang),
                    shading=choices.Shading(),
                )
                for lang in LANGS
            },
            "register": {lang: each.name for lang, each in self.registers.items()},
            "ticks": {
                lang: render.markup("markup/ticks", lang=lang, atlas=built, most=MOST_COMPARED)
                for lang in LANGS
            },
            "approvals": {
                lang: render.markup(
                    "markup/approvals",
                    lang=lang,
                    atlas=built,
                    years=sizes.years(built),
                    until=f"{columns.YEAR}<=",
                    area=columns.AREA,
                )
                for lang in LANGS
            }
            if columns.is_figure(built, columns.YEAR)
            else {},
            "words": {lang: _words(lang) for lang in LANGS},
            "choices": lookup.table(built),
        }
        return _json(parts)

    def _draw_register(self, lang: str) -> File:
        return _json(register.table(self.atlas, lang))

    def _draw_surroundings(self, key: str) -> File:
        return File(surroundings.body(self.atlas, key), ".json", "application/json")

    def _draw_stylesheet(self) -> File:
        return File(render.stylesheet(self.atlas).encode(), ".css", "text/css")


def _json(parts: Mapping[str, Any]) -> File:
    body = json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()
    return File(body, ".json", "application/json")


def _words(lang: str) -> dict[str, str]:
    """Return the words that the browser's side has of its own: they do not travel with a click."""
    chrome = {key.removeprefix("chrome."): said for key, said in table(lang, "chrome.").items()}
    of_map = {name: text(f"part.{name}", lang) for name in ("map", "undock", "wait", "skip_map")}
    return chrome | of_map
