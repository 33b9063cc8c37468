"""One edition of the data and all that is drawn from it once."""

import json
from dataclasses import dataclass
from functools import cached_property

from atlas.i18n import LANGS
from atlas.maps import web
from atlas.model.atlas import Atlas
from atlas.selection.facets import Facets
from pages.ui import choices, render, tiles
from pages.ui.files import File


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

    @cached_property
    def standing(self) -> File:
        """
        What a browser needs once, as JSON.

        The map document, the filter forms, the zone tables, and which zones each choice keeps.
        """
        built = self.atlas
        parts = {
            "document": web.document(built, tiles=tiles.source()),
            "facets": {
                lang: render.markup(
                    "facets",
                    lang=lang,
                    atlas=built,
                    own_zones=self.own_zones,
                    columns=choices.of_columns(built, lang),
                )
                for lang in LANGS
            },
            "register": {lang: render.markup("register", lang=lang, atlas=built) for lang in LANGS},
            "zones": {"ids": built.zones.index.tolist(), "holders": built.once(Facets).holders()},
        }
        body = json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()
        return File(body, ".json", "application/json")

    @cached_property
    def stylesheet(self) -> File:
        """The pages' CSS with the colours of the style table."""
        return File(render.stylesheet(self.atlas).encode(), ".css", "text/css")

    def drawn(self) -> list[File]:
        """Return the files that are drawn already."""
        return [self.__dict__[name] for name in ("standing", "stylesheet") if name in self.__dict__]
