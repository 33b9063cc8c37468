"""
What one map is: a frozen value that is the link, the saved view, the order of a sheet, the record.

Whatever can be changed on a map is a field here, and no map is drawn from anything else: the page's
map, every exported piece and the record inside it read the same value. `tests/test_one_map.py`
walks each field through all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from atlas.i18n import LANGS, text
from atlas.maps import beside, choropleth, marks
from atlas.maps import frame as frames
from atlas.maps.layers import LAYERS, TYPE
from atlas.model import columns, parameters
from atlas.model.names import MAX_READ, SHOWN, clean, normalise
from atlas.model.vocabulary import UnknownValue, match_zones, near, nearest_zone
from atlas.office.edition import Edition
from atlas.office.vintage import Vintage
from atlas.selection.conditions import Condition, condition
from atlas.selection.flags import NO_SHEET, PICKED, SHEET
from atlas.selection.selection import Selection, by_document, counted

if TYPE_CHECKING:
    import geopandas as gpd

    from atlas.model.atlas import Atlas

AUTO = "auto"
SCREEN, AT_SCALE = "screen", "scale"
EXTENTS = (AUTO, "province", "fit", SCREEN, AT_SCALE)
SCALES = (50_000, 10_000_000)  # denominators of a chosen scale: the least, the greatest
USUAL_SCALES = ("500000", "1000000", "2000000")
EMPHASES = (AUTO, "on", "off")
EMPHASISED = ("areas", "prefectures", "counties", "clusters")  # fields that emphasise by themselves
OPACITY = (5, 100)  # per cent
COMPARED, CHANGED = "compare", "changes"
# What can be drawn over the zones: the zones compared, or what an analysis finds.
DRAWN = (
    *("", COMPARED, CHANGED, "alike", "groups", "gaps", "partners"),
    *("nearest", "catchments", "rings", "centre", "uncovered"),
)
MOST_COMPARED = 10  # zones: more columns no one reads
RADII = (25, 50, 75, 100, 150)  # kilometres
CUTS = (40, 50, 60, 70, 80, 90)  # hundredths of the height at which a tree of groups is cut
ASKED: dict[str, tuple[str | int, ...]] = {
    "on": ("phrases", "clusters"),
    "within": ("", "area", "across"),
    "km": RADII,
    "cut": (0, *CUTS),
}
# What the keys of the strings that name them begin with; numbers name themselves.
SAID = {name: f"analysis.{name}." for name in ("on", "within")}
OF_CHANGES = ("from", "to")  # which documents are held against each other
OF_ANALYSIS = (*ASKED, "partner")  # parameters that only what is drawn over the zones asks
PANELS = ("", "area", "type", "level", "cluster", "prefecture", "tag", columns.YEAR)
ON = {"1": True}  # what is off is not written
DRAWN_AS, METHODS = "filter.drawn.", "filter.methods."  # what begins the keys of their names
EXAMPLES = 5  # columns that a message names


def _column(head: str, atlas: "Atlas") -> str | None:
    """Return the column of a name; a link keeps neither its white space nor what is unseen."""
    heads, wanted = columns.spellings(atlas), normalise(head)
    if head in heads or not wanted:
        return heads.get(head)
    return next((each for spelt, each in heads.items() if normalise(spelt) == wanted), None)


def _no_column(head: str, atlas: "Atlas") -> UnknownValue:
    heads = [str(each) for each in columns.table(atlas).index]
    spelt = {normalise(each): each for each in heads}
    if close := spelt.get(near(normalise(head), spelt), ""):
        return UnknownValue("shade", head[:SHOWN], close, close, close)
    some = tuple(heads[:EXAMPLES])
    zh, en = (tuple(columns.name(atlas, each, lang) for each in some) for lang in LANGS)
    return UnknownValue("shade", head[:SHOWN], known=some, known_zh=zh, known_en=en)


def _opacity(value: str, _atlas: object) -> tuple[str, int] | None:
    """Return a layer and per cent of ``layer:40``."""
    layer, _, given = value.partition(":")
    fits = layer in LAYERS and given.isascii() and given.isdecimal() and len(given) < len("1000")
    return (layer, int(given)) if fits and OPACITY[0] <= int(given) <= OPACITY[1] else None


def _wrong(name: str, *known: str) -> Any:  # noqa: ANN401 - as `parameters.single` takes it
    return lambda value, _: UnknownValue(name, value[:SHOWN], known=known)


PARAMETERS = (
    parameters.choice("extent", EXTENTS, said="briefing.extent."),
    parameters.single(
        "frame",
        lambda value, _: frames.read(value),
        wrong=_wrong("frame", frames.EXAMPLE),
        write=frames.write,
    ),
    parameters.number("scale", SCALES[1], least=SCALES[0], known=USUAL_SCALES),
    parameters.several("hide", tuple(LAYERS)),
    parameters.several("show", tuple(LAYERS)),
    parameters.many(
        "opacity",
        _opacity,
        most=len(LAYERS),
        wrong=_wrong("opacity", *(f"{layer}:40" for layer in list(LAYERS)[1:3])),
        write=lambda each: f"{each[0]}:{each[1]}",
    ),
    parameters.single("shade", _column, wrong=_no_column),
    parameters.single(
        "breaks",
        lambda value, _: choropleth.read_breaks(value),
        wrong=_wrong("breaks", *choropleth.METHODS, choropleth.EXAMPLE),
        write=choropleth.write_breaks,
    ),
    parameters.choice("shade-as", choropleth.SHADED_AS, said=DRAWN_AS),
    parameters.many(
        "mark",
        lambda value, _: marks.read(value),
        most=marks.MOST,
        wrong=_wrong("mark", marks.EXAMPLE),
        write=marks.write,
        longest=marks.LONGEST,
    ),
    parameters.rows("compare", "zones", most=MOST_COMPARED),
    parameters.choice("draw", DRAWN),
    *(parameters.choice(name, known, said=SAID.get(name, "")) for name, known in ASKED.items()),
    parameters.row("partner", "clusters"),
    *(parameters.row(name, "documents") for name in OF_CHANGES),
    parameters.choice("emphasis", EMPHASES, said="briefing.emphasis."),
    parameters.switch("context", ON),
    parameters.choice("panels", PANELS, said="flag."),
    parameters.many(
        "beside",
        lambda value, _: value,
        most=beside.MOST,
        wrong=_wrong("beside"),
        longest=5 * MAX_READ,
    ),
)


@dataclass(frozen=True, slots=True)
class Specification:
    """
    What one map is.

    Attributes
    ----------
    selection
        The zones, those picked by hand among them.
    zone
        Id of the zone that is marked and whose sheet is open; empty for none.
    vintage
        By which document the zones are shown, and which of the office's data with them.
    extent
        The area of view, one of `EXTENTS`: by itself what is selected, the province where
        that is all; the province; what is selected; what `frame` says; `scale` around what is
        selected.
    frame
        West, south, east, north, EPSG:4326; kept while another extent is chosen.
    scale
        Denominator of the printed scale; 0 where none is chosen.
    hide, show
        Keys of `LAYERS` that are hidden, and of those that show only when asked for.
    opacity
        Layer and per cent of its opacity, of those that are not drawn whole.
    shade
        The column by which zones are coloured; empty for none.
    breaks
        How its numbers are parted into classes.
    shade_as
        One of `atlas.maps.choropleth.SHADED_AS`: colours, circles of a size, or bars.
    mark
        What is drawn by hand.
    compare
        Ids of the zones to set side by side, in the order in which they were taken.
    draw
        What is drawn over the zones, one of `DRAWN`.
    on, within, km, cut, partner
        What the analysis that is drawn asks: what likeness is measured on, which pairs, a radius
        in kilometres, where groups are cut (0 where the analysis chooses), a cluster.
    from_, to
        The documents that are held against each other where `CHANGED` is drawn; where none is
        named, the plan and the last list.
    emphasis
        Whether what is selected stands out from a paler rest, one of `EMPHASES`: by itself where
        an area, a prefecture, a county or a cluster is selected.
    context
        Whether zones that are not selected show, small and grey.
    panels
        The flag whose values have a small map each, one of `PANELS`; or the year, at whose ends
        those show that had been approved by then.
    beside
        What the maps beside this one have otherwise: a query string each, see
        `atlas.maps.beside`. Where there are `panels` there is none.
    """

    selection: Selection = field(default_factory=Selection)
    zone: str = ""
    vintage: Vintage = field(default_factory=Vintage)
    extent: str = AUTO
    frame: frames.Frame | None = None
    scale: int = 0
    hide: tuple[str, ...] = ()
    show: tuple[str, ...] = ()
    opacity: tuple[tuple[str, int], ...] = ()
    shade: str = ""
    breaks: choropleth.Breaks = field(default_factory=choropleth.Breaks)
    shade_as: str = choropleth.FILL
    mark: tuple[marks.Mark, ...] = ()
    compare: tuple[str, ...] = ()
    draw: str = ""
    on: str = "phrases"
    within: str = ""
    km: int = 50
    cut: int = 0
    partner: str = ""
    from_: str = ""
    to: str = ""
    emphasis: str = AUTO
    context: bool = False
    panels: str = ""
    beside: tuple[str, ...] = ()

    @classmethod
    def parse(
        cls, params: Mapping[str, str | Sequence[str]], atlas: "Atlas"
    ) -> tuple["Specification", tuple[UnknownValue, ...]]:
        """
        Read a map from a link's parameters, setting aside what is unknown.

        ``zone`` given once marks: the zone's sheet is open and nothing is left out. Given more than
        once it picks: those zones are selected, and ``sheet`` names the one whose sheet is open.
        Where ``sheet`` is given, be it ``none``, a single ``zone`` picks too.

        Parameters
        ----------
        params
            Parameter name -> values; others are passed over.
        atlas
            Knows which values there are.

        Returns
        -------
        Specification
            What is wrong or not given stands as usual.
        tuple of UnknownValue
            What is wrong.
        """
        marked, left = _marked(params)
        selection, unknown = Selection.parse(left, atlas)
        looked_at, misread = parameters.read({PICKED: marked}, _MARKED, atlas)
        vintage, strange = Vintage.parse(params, atlas)
        found, wrong = parameters.read(params, PARAMETERS, atlas)
        if found.get("extent") == SCREEN and "frame" not in found:
            del found["extent"]
            if not params.get("frame"):
                wrong = (*wrong, UnknownValue("frame", "", known=(frames.EXAMPLE,)))
        if found.get("extent") == AT_SCALE and "scale" not in found:
            del found["extent"]
            wrong = (*wrong, UnknownValue("scale", "", known=USUAL_SCALES))
        wrong = (*wrong, *_unfit(found, atlas))
        found |= {"selection": selection, "vintage": vintage, "zone": looked_at.get(PICKED, "")}
        shown = cls(**found)
        if shown.panels and shown.beside:
            wrong = (*wrong, UnknownValue("beside", shown.beside[0][:SHOWN], unfit="panels"))
            shown = shown.with_(beside=())
        elif shown.beside:
            shown, unfit = beside.read(shown, atlas)
            wrong = (*wrong, *unfit)
        return shown, (*unknown, *misread, *strange, *wrong)

    def to_params(self, *, analysis: bool = False) -> dict[str, str | list[str]]:
        """
        Return the parameters of a link; what stands as usual is left out.

        Parameters
        ----------
        analysis
            Carry what an analysis asks even where none is drawn.
        """
        params: dict[str, str | list[str]] = dict(self.selection.to_params())
        if picked := self.selection.zones:
            if self.zone or len(picked) == 1:
                params[SHEET] = self.zone or NO_SHEET
        elif self.zone:
            params[PICKED] = self.zone
        left_out = set() if analysis or self.draw == CHANGED else {*OF_CHANGES}
        if not analysis and self.draw in {"", COMPARED, CHANGED}:
            left_out |= {*OF_ANALYSIS}
        table = [each for each in PARAMETERS if each.name not in left_out]
        return params | self.vintage.to_params() | parameters.written(self, USUAL, table)

    def with_(self, **changes: Any) -> "Specification":  # noqa: ANN401 - fields of several types
        """Return a copy with some fields changed."""
        return replace(self, **changes)

    @property
    def emphasised(self) -> bool:
        """Whether what is selected stands out from a paler rest."""
        if self.emphasis != AUTO:
            return self.emphasis == "on"
        return any(getattr(self.selection, name) for name in EMPHASISED)

    @property
    def full(self) -> bool:
        """Whether no further zone can be compared."""
        return len(self.compare) >= MOST_COMPARED

    @property
    def edition(self) -> Edition:
        """Which of the office's data are shown."""
        return self.vintage.edition

    @property
    def compares(self) -> bool:
        """Whether it draws the zones that are compared, and those alone."""
        return self.draw == COMPARED

    def is_on(self, layer: str) -> bool:
        """Return whether a layer shows."""
        return layer in self.show if not LAYERS[layer].on else layer not in self.hide

    @property
    def hidden_types(self) -> tuple[str, ...]:
        """The types whose layers are hidden."""
        return tuple(
            layer.removeprefix(TYPE) for layer in self.hide if LAYERS[layer].group == "types"
        )

    def zones(self, atlas: "Atlas") -> "gpd.GeoDataFrame":
        """
        Return the zones that the map shows.

        Parameters
        ----------
        atlas
            The atlas to select from.

        Returns
        -------
        gpd.GeoDataFrame
            Rows of ``atlas.zones`` in table order, EPSG:4326: those selected, without the types
            whose layers are hidden; where the compared are drawn, those alone; those of the maps
            beside this one too, as far as they are of the same vintage.
        """
        if self.beside:
            sides = [each for each in beside.sides(self, atlas) if each.vintage == self.vintage]
            shown = {zone for each in sides for zone in each.zones(atlas).index}
            return atlas.zones[atlas.zones.index.isin(shown)]
        if self.compares:
            return atlas.zones[atlas.zones.index.isin(self.compare)]
        zones = self.selection.apply(atlas)
        return zones[~zones["zone_type"].isin(self.hidden_types)] if self.hidden_types else zones

    def columns(self, atlas: "Atlas") -> tuple[str, ...]:
        """Return the columns that the map shows or is filtered by, in their order."""
        conditions = (condition(value, atlas) for value in self.selection.where)
        heads = {each.head for each in conditions if isinstance(each, Condition)} | {self.shade}
        return tuple(str(head) for head in columns.table(atlas).index if head in heads)

    def describe(self, atlas: "Atlas", *, lang: str = "zh") -> str:
        """
        Say in one line which zones the map shows, with their number.

        Parameters
        ----------
        atlas
            The atlas to select from.
        lang
            ``"zh"`` or ``"en"``.
        """
        n = len(self.zones(atlas))
        if self.compares:
            listed = self._listed(atlas, "zones", lang)
            said = text("describe.compared", lang, n=n, names=listed)
            return by_document(said, atlas, lang=lang)
        what = self.selection.describe_parts(atlas, lang=lang) or text("describe.all", lang)
        if self.hidden_types:
            types = self._listed(atlas, "types", lang)
            what = text("describe.without", lang, what=what, types=types)
        if self.panels:
            by = text(f"panels.{self.panels}", lang)
            what = text("describe.panels", lang, what=what, by=by)
        if self.beside:
            names = beside.titles(beside.sides(self, atlas), atlas, lang=lang)
            what = text("describe.beside", lang, names=text("describe.versus", lang).join(names))
        return by_document(counted(what, n, lang=lang), atlas, lang=lang)

    def _listed(self, atlas: "Atlas", vocabulary: str, lang: str) -> str:
        """Return the names of the zones compared, or of the types that are hidden."""
        slugs = self.compare if vocabulary == "zones" else self.hidden_types
        names = (atlas.label(vocabulary, slug, lang, short=True) for slug in slugs)
        return text("list.comma", lang).join(names)


class Mapped:
    """What has a map, and goes by its zones, the one that is marked and its edition."""

    __slots__ = ()
    map: Specification

    @property
    def selection(self) -> Selection:
        """The zones that are selected."""
        return self.map.selection

    @property
    def zone(self) -> str:
        """The id of the zone that is marked; nothing for none."""
        return self.map.zone

    @property
    def vintage(self) -> Vintage:
        """By which document its zones are shown, and which of the office's data with them."""
        return self.map.vintage

    @property
    def edition(self) -> Edition:
        """Which of the office's data are shown."""
        return self.map.edition


USUAL = Specification()
NAMES = tuple(each.name for each in fields(Specification))
_MARKED = (
    parameters.single(
        PICKED,
        lambda word, atlas: next(iter(match_zones([word], atlas)[0]), None),
        wrong=lambda word, atlas: nearest_zone(word, atlas, flag=PICKED),
    ),
)


def _unfit(found: dict[str, Any], atlas: "Atlas") -> list[UnknownValue]:
    """Take out what does not go with the column that is shown; return what is wrong with it."""
    if "shade" not in found:
        return []
    head, wrong = found["shade"], []
    kind = columns.table(atlas).loc[head, "kind"]
    drawn, breaks = found.get("shade_as", choropleth.FILL), found.get("breaks")

    def refuse(name: str, value: str, why: str, known: Sequence[str] = (), said: str = "") -> None:
        found.pop(name.replace("-", "_"))
        zh, en = (tuple(text(f"{said}{each}", lang) for each in known) for lang in LANGS)
        wrong.append(
            UnknownValue(
                *(name, value, head, head, head),
                known=tuple(known),
                known_zh=zh,
                known_en=en,
                unfit=why,
            )
        )

    if drawn != choropleth.FILL and (why := choropleth.unfit(atlas, head)):
        refuse("shade-as", drawn, why, (choropleth.FILL,), DRAWN_AS)
    if breaks and kind not in columns.ORDERED:
        refuse("breaks", choropleth.write_breaks(breaks), "unordered")
    elif breaks and breaks.given and kind == columns.DATE:
        refuse("breaks", choropleth.write_breaks(breaks), "bounds", choropleth.METHODS, METHODS)
    return wrong


def _marked(
    params: Mapping[str, str | Sequence[str]],
) -> tuple[list[str], dict[str, str | Sequence[str]]]:
    """Return the zone whose sheet is open, if any, and the parameters that select."""
    left = {name: values for name, values in params.items() if name != PICKED}
    picked, sheet = clean(params.get(PICKED, ())), clean(params.get(SHEET, ()))
    if len(picked) == 1 and not sheet:
        return picked, left
    return [each for each in sheet[-1:] if each != NO_SHEET], left | {PICKED: picked}
