"""Which sheets are looked at: what planners usually ask for, on every paper, in every style."""

import datetime as dt
import itertools
from dataclasses import dataclass

from atlas.briefing import sheet
from atlas.briefing.order import LAYOUTS, SHEET_STYLES, Order
from atlas.i18n import LANGS
from atlas.maps.print.scene import Scene
from atlas.model.atlas import Atlas
from atlas.selection.selection import Selection
from tests.pairwise import spread
from tests.shipped import ATLAS

AT = "https://atlas.example/"  # where the atlas is served
DAY = dt.date(2026, 11, 23)


@dataclass(frozen=True)
class Sheet:
    """A sheet that was asked for and drawn."""

    atlas: Atlas
    order: Order
    scene: Scene

    @property
    def name(self) -> str:
        """What was asked, in one line."""
        asked = self.order
        query = "&".join(f"{k}={v}" for k, v in asked.map.to_params().items()) or "all"
        return f"{query} {asked.layout} {asked.style} {asked.lang}"


def presets(atlas: Atlas = ATLAS) -> list[dict[str, str]]:
    """Return what planners usually ask for: all, each area, type, level, cluster, prefecture."""
    areas = atlas.areas.index[atlas.areas["scheme"] == "plan13"]
    with_zones = dict.fromkeys(atlas.zones["prefecture"].astype(str))
    flags = {
        "area": areas,
        "type": atlas.types.index,
        "level": atlas.levels.index,
        "cluster": atlas.clusters.index,
        "prefecture": list(with_zones),
    }
    return [{}, *({flag: slug} for flag, slugs in flags.items() for slug in slugs)]


Case = tuple[dict[str, str], str, str, str]  # preset, layout, style, language


def every() -> list[Case]:
    """Return all presets in all layouts, styles and languages."""
    return list(itertools.product(presets(), LAYOUTS, SHEET_STYLES, LANGS))


def sample() -> list[Case]:
    """Return all presets once, each in the next of the ways; the whole province in all of them."""
    ways = spread(list(LAYOUTS), SHEET_STYLES, LANGS)
    whole = [({}, *way) for way in ways]
    dealt = zip(presets()[1:], itertools.cycle(ways), strict=False)
    return [*whole, *((preset, *way) for preset, way in dealt)]


def drawn(case: Case, **given: object) -> Sheet:
    """Draw a case, with further fields of its order."""
    preset, layout, style, lang = case
    selection = Selection.from_params(preset, ATLAS)
    asked = Order.of(selection, lang, DAY, base_url=AT, layout=layout, style=style, **given)
    return Sheet(ATLAS, asked, sheet.compose(ATLAS, asked))
