"""Maps that differ from the usual one in one field each: what the tests of the one map walk."""

import functools

from atlas.maps.choropleth import Breaks
from atlas.maps.marks import Mark
from atlas.maps.specification import USUAL
from atlas.model import documents
from atlas.office.edition import Edition, derive
from atlas.office.vintage import Vintage
from atlas.selection.selection import Selection
from tests.office import added
from tests.shipped import ATLAS

# An atlas with own columns, outlines and a zone of the office's own.
LADEN = derive(ATLAS, added.state(ATLAS.zones.index), own=True)
BARE = derive(ATLAS, added.state(ATLAS.zones.index))  # the same without that zone


@functools.cache
def of_vintage(vintage):
    """Return the atlas of a vintage: a document's, with the office's own zone or without."""
    shown = documents.under(ATLAS, vintage.document)
    return derive(shown, added.state(ATLAS.zones.index), own=vintage.edition.own)


NUMBERS, WORDS = "投资额", "阶段"
PICKED = tuple(ATLAS.zones.index[:3])
MARKS = (
    Mark("text", "red", ((103.0, 36.5),), "重点"),
    Mark("callout", "blue", ((103.82, 36.06), (104.6, 35.4)), "到2020年"),
    Mark("arrow", "black", ((98.5, 39.7), (103.8, 36.1))),
    Mark("line", "red", ((95.0, 40.0), (98.0, 39.0), (100.4, 38.9)), "走廊"),
    Mark("area", "blue", ((102.0, 35.0), (104.0, 35.0), (104.0, 37.0), (102.0, 37.0)), "圈"),
)
# Field -> maps in which it stands otherwise, with what it needs to show.
EXAMPLES = {
    "selection": (
        USUAL.with_(selection=Selection(areas=("hexi",))),
        USUAL.with_(selection=Selection(zones=PICKED)),
        USUAL.with_(selection=Selection(zones=PICKED[:1])),
        USUAL.with_(selection=Selection(where=("year<=2006",))),
        USUAL.with_(selection=Selection(where=("area_ha>=500", "area_ha<=900"))),
    ),
    "zone": (
        USUAL.with_(zone=PICKED[0]),
        USUAL.with_(zone=PICKED[0], selection=Selection(zones=PICKED)),
    ),
    "vintage": (
        USUAL.with_(vintage=Vintage(edition=Edition(own=True))),
        USUAL.with_(vintage=Vintage("catalogue-2018")),
    ),
    "extent": (
        USUAL.with_(extent="province", selection=Selection(zones=PICKED)),
        USUAL.with_(extent="fit"),
    ),
    "frame": (USUAL.with_(extent="screen", frame=(94.5, 38.25, 101.0, 41.0)),),
    "scale": (USUAL.with_(extent="scale", scale=2_000_000),),
    "hide": (
        USUAL.with_(hide=("rivers",)),
        USUAL.with_(hide=("counties", "names", "type-upgrade")),
    ),
    "show": (
        USUAL.with_(show=("tag-demo",)),
        USUAL.with_(show=("airports",)),
        USUAL.with_(show=("stations", "power-plants")),
        USUAL.with_(show=("landforms",)),
        USUAL.with_(show=("river-names",)),
    ),
    "opacity": (USUAL.with_(opacity=(("prefectures", 40),)),),
    "shade": (
        USUAL.with_(shade=NUMBERS),
        USUAL.with_(shade=WORDS),
        USUAL.with_(shade="area_ha"),
        USUAL.with_(shade="year"),
    ),
    "breaks": (
        USUAL.with_(shade=NUMBERS, breaks=Breaks(given=(10.0,))),
        USUAL.with_(shade=NUMBERS, breaks=Breaks("equal", 3)),
    ),
    "shade_as": (
        USUAL.with_(shade=NUMBERS, shade_as="size"),
        USUAL.with_(shade=NUMBERS, shade_as="bars"),
        USUAL.with_(shade="area_ha", shade_as="size"),
    ),
    "mark": (USUAL.with_(mark=MARKS),),
    "compare": (USUAL.with_(compare=PICKED, draw="compare"),),
    "draw": (
        USUAL.with_(draw="compare", compare=PICKED),
        USUAL.with_(draw="changes"),
        *(USUAL.with_(draw=name) for name in ("nearest", "catchments", "rings", "centre")),
        *(USUAL.with_(draw=name) for name in ("alike", "groups", "gaps", "partners", "uncovered")),
    ),
    "on": (USUAL.with_(draw="alike", on="clusters"),),
    "within": (USUAL.with_(draw="alike", within="across"),),
    "km": (USUAL.with_(draw="uncovered", km=100),),
    "cut": (USUAL.with_(draw="groups", cut=70),),
    "from_": (USUAL.with_(draw="changes", from_="catalogue-2018", to="now"),),
    "to": (USUAL.with_(draw="changes", to="now"),),
    "partner": (USUAL.with_(draw="partners", partner=ATLAS.clusters.index[3]),),
    "emphasis": (
        USUAL.with_(emphasis="off", selection=Selection(areas=("hexi",))),
        USUAL.with_(emphasis="on", selection=Selection(zones=PICKED)),
    ),
    "context": (USUAL.with_(context=True, selection=Selection(areas=("hexi",))),),
    "panels": (USUAL.with_(panels="area"), USUAL.with_(panels="year")),
    "beside": (USUAL.with_(beside=("area=hexi",)), USUAL.with_(beside=("scheme=plan14",))),
}
