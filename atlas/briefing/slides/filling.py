"""Fill a slide of an office's own template: each part of a sheet into its placeholder."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn

from atlas.briefing import provenance, sheet, typeset
from atlas.briefing.content import Content
from atlas.briefing.report import figures
from atlas.briefing.slides import foot
from atlas.briefing.slides.context import SCALE, SLIDE, SlideContext
from atlas.briefing.slides.counts import counts
from atlas.briefing.slides.elements import LEADING, Box, plain
from atlas.briefing.slides.map import MOST_DPI, put_map
from atlas.briefing.slides.placeholders import Holder, write
from atlas.briefing.slides.plain_table import put_table
from atlas.briefing.template.fitting import Fit
from atlas.briefing.template.model import Place, Template
from atlas.briefing.template.reading import made_plain
from atlas.i18n import text
from atlas.maps.palette import palette
from atlas.maps.print.scene import Group

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck

    from atlas.maps.print.scene import Scene
    from atlas.model.atlas import Atlas

PICTURED = {"PICTURE", "OBJECT"}  # kinds of placeholders that hold a picture as their own
TABLED = {"TABLE", "OBJECT"}  # and a table
GAP = 6.0  # points between the map and what shares its place
SPARE = 14.0  # points that a map may be lower than its room, before it is drawn anew
COUNTS = 0.28  # of a place's width, for the table beside the map
GROWN = 0.002  # of a map's width in points: the size of its lettering beside that of a sheet
SMALLEST = 0.55  # of that size
# What a presentation says of slides that are left out.
OF_SAMPLES = ("p:custShowLst", "p:extLst")
# What belongs to the file that the template was, not to what is made of it.
FOREIGN = (RT.THUMBNAIL, RT.EXTENDED_PROPERTIES, RT.CUSTOM_PROPERTIES)


@dataclass(frozen=True, slots=True)
class Filling:
    """
    A template that slides are made of.

    Attributes
    ----------
    template
        The template.
    fit
        What goes where in it.
    remarks
        What finds no place, in words for the notes.
    """

    template: Template
    fit: Fit
    remarks: tuple[str, ...]


def opened(template: Template) -> "Deck":
    """Return a deck with a template's masters and layouts and without its slides."""
    made = Presentation(made_plain(template))
    slides = made.slides._sldIdLst  # noqa: SLF001 - python-pptx takes no slide away
    for each in list(slides):
        made.part.drop_rel(each.rId)
        slides.remove(each)
    for tag in OF_SAMPLES:
        for element in made.element.findall(qn(tag)):
            made.element.remove(element)
    package = made.part.package
    for kind in FOREIGN:
        for relation in [each for each in package._rels.values() if each.reltype == kind]:  # noqa: SLF001 - as above
            package.drop_rel(relation.rId)
    return made


def fill(  # noqa: PLR0913 - what is on it
    atlas: "Atlas",
    said: Content,
    made: "Deck",
    filling: Filling,
    reasons: Sequence[str] = (),
    *,
    native: bool,
) -> None:
    """
    Add a slide to a deck made of a template.

    Parameters
    ----------
    atlas
        The atlas.
    said
        What the slide says.
    made
        Of `opened`.
    filling
        The template.
    reasons
        What puts its zones into the clusters asked for, a line each; they stand in the notes.
    native
        Draw the map as shapes that can be edited.
    """
    layout = made.slide_layouts[filling.fit.layout.number]
    slide = made.slides.add_slide(layout)
    context = SlideContext(atlas, said, palette(atlas, said.order.style), slide)
    filled = _Slide(context, filling, [])
    drawn = filled.draw(native=native)
    filled.write_words(drawn)
    filled.take_away_the_rest()
    foot.notes(context, drawn, reasons, more=filled.told())


@dataclass(frozen=True, slots=True, eq=False)
class _Slide:
    """
    A slide while its placeholders are filled.

    Attributes
    ----------
    context
        The slide.
    filling
        The template.
    short
        What else its notes have to say: which placeholders were too small, why there is no code.
    """

    context: SlideContext
    filling: Filling
    short: list[str]

    def _place(self, role: str) -> Place | None:
        return self.filling.fit.places.get(role)

    def _has(self, role: str) -> bool:
        return role in self.filling.fit.places

    # The map and what explains it

    def draw(self, *, native: bool) -> "Scene":
        """Set map, legend, table and code; return the map."""
        x, y, width, height = self.filling.fit.map
        if self.filling.fit.is_beside and len(self.context.said.table):
            wide = COUNTS * width
            width -= wide + 2 * GAP
            self._table((x + width + 2 * GAP, y, wide, height))
        elif table := self._place("table"):
            self._table(table.box, table)
        below = 0.0
        if not self._has("source") and not self._has("footnote"):
            below = foot.height(self.context, self._below(None), width)
            below += foot.note(self.context) * LEADING + GAP
        scene, drawn = self._map(width, height - below)
        if below:
            lines = self._below(drawn)
            high = foot.height(self.context, lines, width)
            if high + GAP > below:
                scene, drawn = self._map(width, height - high - GAP)
            foot.put(self.context, lines, (x, y + height - high, width, high))
        left = x + max(0.0, (width - scene.width) / 2)
        self._set(scene, (left, y), self._place("map"), native=native)
        if legend := self._place("legend"):
            self._legend(drawn, legend, native=native)
        if code := self._place("code"):
            self._code(code)
        return drawn

    def _map(self, width: float, height: float) -> "tuple[Scene, Scene]":
        """Return what is set in a room, and the map in it: with its legend where that has none."""
        atlas, said = self.context.atlas, self.context.said
        slide = self.filling.template.size
        most = SCALE * min(slide[0] / SLIDE.width * 1.2, slide[1] / SLIDE.height)
        grow = min(max(GROWN * width, SMALLEST * most), most)
        if self._has("legend"):
            drawn = sheet.compose_map(atlas, said.order, width, height, grow=grow)
            return drawn, drawn
        high = height - 60 * grow
        scene = figures.plan(atlas, said, width, high, grow=grow)
        for _ in range(2):
            if 0 <= height - scene.height < SPARE:
                break
            high -= scene.height - height
            scene = figures.plan(atlas, said, width, high, grow=grow)
        return scene, scene

    def _set(
        self, scene: "Scene", at: tuple[float, float], place: Place | None, *, native: bool
    ) -> None:
        """Set a scene; a picture takes the place of its placeholder and stays one."""
        context = self.context
        scene = replace(scene, title=plain(scene.title), description=plain(scene.description))
        if native:
            # The legend's keys are no zones'.
            items = tuple(
                item
                if isinstance(item, Group) or item.role not in {"legend", "note"}
                else replace(item, key="", role="furniture")
                for item in scene.items
            )
            put_map(context, replace(scene, items=items), *at, native=True)
            return
        picture = context.picture(
            typeset.png(scene, dpi=min(context.order.dpi, MOST_DPI)),
            (*at, scene.width, scene.height),
            text("slides.map", context.lang),
            scene.description,
        )
        if place and place.kind in PICTURED:
            Holder.of(context.slide, place.number).become(picture.element.nvPicPr)

    def _legend(self, drawn: "Scene", place: Place, *, native: bool) -> None:
        x, y, width, height = place.box
        grow = SCALE
        while True:
            scene = figures.key(self.context.atlas, self.context.said, drawn, width, grow=grow)
            if scene.height <= height or grow < SMALLEST * SCALE:
                break
            grow *= 0.95
        self._set(scene, (x, y), None, native=native)

    def _code(self, place: Place) -> None:
        context, link = self.context, self.context.order.link
        x, y, width, height = place.box
        side = min(width, height)
        alt = text("slides.code", context.lang, link=link)
        try:
            scene = figures.code(context.atlas, link, side, title=plain(alt))
        except provenance.ProofError as error:
            self.short.append(error.message(context.lang))
            return
        context.picture(typeset.png(scene, dpi=MOST_DPI), (x, y, side, side), alt, alt, link=link)

    def _table(self, box: Box, place: Place | None = None) -> None:
        frame = put_table(counts(self.context), box)
        if frame is None:
            self._small(place.name if place else text("slides.table", self.context.lang))
        elif place and place.kind in TABLED:
            Holder.of(self.context.slide, place.number).become(frame.element.nvGraphicFramePr)

    # Words

    def _below(self, drawn: "Scene | None") -> list[str]:
        """Return what stands under the map where it has no placeholder."""
        lines = foot.lines(self.context, drawn)
        return lines if self._has("mark") else [plain(self.context.said.mark), *lines]

    def write_words(self, drawn: "Scene") -> None:
        """Write title, sentence, sources, notes, mark and day into their placeholders."""
        said, order = self.context.said, self.context.order
        lines = foot.lines(self.context, drawn)
        # The sources come last; what stands before them explains the map.
        remarks, sources = lines[:-1], lines[-1:]
        if not self._has("mark"):
            (remarks if self._has("footnote") else sources).insert(0, plain(said.mark))
        if not self._has("footnote"):
            sources = [*remarks, *sources]
        elif not self._has("source"):
            remarks = [*remarks, *sources]
        for role, words in {
            "title": [plain(said.title)],
            "sentence": [plain(said.sentence)],
            "footnote": remarks,
            "source": sources,
            "mark": [plain(said.mark)],
            "date": [f"{order.date:%Y-%m-%d}"],
        }.items():
            self._write(role, words)
        if place := self._place("footer"):
            Holder.of(self.context.slide, place.number)
        if place := self._place("number"):
            Holder.of(self.context.slide, place.number).count()

    def _write(self, role: str, words: Sequence[str]) -> None:
        place = self._place(role)
        if place is None:
            return
        holder = Holder.of(self.context.slide, place.number)
        if not write(holder, words, place.box, lang=self.context.lang, listed=role != "title"):
            self._small(place.name)

    def take_away_the_rest(self) -> None:
        """Take away the placeholders that nothing was written into."""
        tree = self.context.slide.shapes.element
        for shape in tree.findall(qn("p:sp")):
            if shape.find(".//" + qn("p:ph")) is not None and not "".join(shape.itertext()).strip():
                tree.remove(shape)

    def _small(self, place: str) -> None:
        self.short.append(text("template.said.small", self.context.lang, place=place))

    def told(self) -> list[str]:
        """Return what found no place on this slide, for its notes."""
        lang = self.context.lang
        said = list(self.filling.remarks)
        said += self.short
        if not any(shape.has_table for shape in self.context.slide.shapes):
            total = text("print.table_total", lang)
            said += [f"{name}: {total} {row[-1]}" for name, row in counts(self.context).rows]
        return [text("template.use.used", lang, name=self.filling.template.name), *said]
