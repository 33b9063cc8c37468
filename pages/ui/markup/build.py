"""One edition of the data and all that is drawn from it once."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from atlas.i18n import LANGS
from atlas.maps import web
from atlas.model.atlas import Atlas
from atlas.selection import lookup
from atlas.selection.flags import GRADES
from pages.ui.markup import choices, render, tiles
from pages.ui.markup.files import File


@dataclass(frozen=True)
class Build:
    """
    One edition of the data and all that is drawn from it, when it is first asked for.

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
    _lock: threading.Lock = field(
        default_factory=threading.Lock, init=False, repr=False, compare=False
    )

    @property
    def standing(self) -> File:
        """
        What a browser needs once, as JSON.

        The map document, the filter forms, the zone tables, and which zones each choice keeps.
        """
        return self._once("standing", self._draw_standing)

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

    def _draw_standing(self) -> File:
        built = self.atlas
        parts = {
            "document": web.document(built, tiles=tiles.source()),
            "facets": {
                lang: render.markup(
                    "markup/facets",
                    lang=lang,
                    atlas=built,
                    grades=GRADES,
                    own_zones=self.own_zones,
                    columns=choices.of_columns(built, lang),
                )
                for lang in LANGS
            },
            "register": {
                lang: render.markup("markup/register", lang=lang, atlas=built) for lang in LANGS
            },
            "choices": lookup.table(built),
        }
        body = json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()
        return File(body, ".json", "application/json")

    def _draw_stylesheet(self) -> File:
        return File(render.stylesheet(self.atlas).encode(), ".css", "text/css")
