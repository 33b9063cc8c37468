"""Write the briefing's text: what the selected zones are, each figure computed and footnoted."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from atlas.i18n import LANGS, text
from atlas.selection import counts
from atlas.selection.flags import grades
from geodata.schema.tables import MEMBERSHIP, PLAN_CARD

if TYPE_CHECKING:
    from atlas.briefing.content import Content
    from atlas.model.atlas import Atlas

MAX_NAMES = 12  # of one list in a sentence; the table has them all
FEW = 5  # what is missing is named up to here, else counted
TOP = 5  # phrases named as the most frequent; all of them where more are as frequent as the last
GOALS_BOX = 1  # the box that holds the plan's figures, all of them sums over many zones
OPEN_LIST = "box6-open"  # the slip that says which zones stand in a list the plan leaves open
PLACES_CARD = "nbs-codes"  # by which the county of each zone was checked
# Own footnotes, beside the plan's places and the source cards.
OWN = "own:"
PLACES, POSITIONS, READING = (f"{OWN}{name}" for name in ("places", "positions", "reading"))
GAP = {"zh": "", "en": " "}  # between sentences

_BOX = re.compile(r"^\D+(\d+)(?:\u00b7(\d+))?$")  # a box, and its row after a middle dot


@dataclass(frozen=True, slots=True)
class Run:
    """
    A stretch of text and what it rests on.

    Attributes
    ----------
    text
        Plain text, whatever it holds.
    notes
        Numbers of the footnotes that stand behind it, ascending.
    """

    text: str
    notes: tuple[int, ...] = ()

    @property
    def mark(self) -> str:
        """The footnotes' numbers as they are printed: ``"1–3, 7"``; nothing without notes."""
        spans: list[list[int]] = []
        for n in self.notes:
            if spans and n == spans[-1][1] + 1:
                spans[-1][1] = n
            else:
                spans.append([n, n])
        return ", ".join(
            f"{first}" if first == last else f"{first}{', ' if last == first + 1 else '–'}{last}"
            for first, last in spans
        )


@dataclass(frozen=True, slots=True)
class Paragraph:
    """
    A heading or a paragraph.

    Attributes
    ----------
    runs
        Its text in order; the runs bring their own blanks and punctuation.
    heading
        Whether it is a heading, which has no footnote.
    """

    runs: tuple[Run, ...]
    heading: bool = False

    @property
    def text(self) -> str:
        """The text without footnotes."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Table:
    """
    All zones selected, a row each.

    Attributes
    ----------
    title
        What it shows.
    header
        A name a column: name, level, type, area, place, industries, box.
    rows
        A tuple of texts a zone, in the order of the atlas.
    zones
        Their ids, row by row.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """
    One row of figures of a chart.

    Attributes
    ----------
    key, name
        Slug and name of the level.
    counts
        Number of zones by type, as `Chart.labels` has them.
    """

    key: str
    name: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """
    Zones by type, each bar parted by level.

    Attributes
    ----------
    title
        What it shows.
    keys, labels
        Slugs and names of the types, all of them, in table order.
    series
        One for each level that a zone selected has; they add up to the number of zones.
    """

    title: str
    keys: tuple[str, ...]
    labels: tuple[str, ...]
    series: tuple[Series, ...]

    @property
    def totals(self) -> tuple[int, ...]:
        """Number of zones by type."""
        return tuple(sum(row.counts[i] for row in self.series) for i in range(len(self.labels)))


@dataclass(frozen=True, slots=True)
class Report:
    """
    A briefing in words.

    Attributes
    ----------
    title, lead
        Its name; filter, number of zones and day in one line.
    paragraphs
        Headings and paragraphs in order.
    footnotes
        Texts of the footnotes; number 1 is the first.
    table, chart
        What goes with the text.
    sources
        The lines of the foot, those of the map.
    """

    title: str
    lead: str
    paragraphs: tuple[Paragraph, ...]
    footnotes: tuple[str, ...]
    table: Table
    chart: Chart
    sources: tuple[str, ...]


def report(atlas: "Atlas", content: "Content") -> Report:
    """
    Write a briefing about the zones of a sheet.

    Parameters
    ----------
    atlas
        The atlas.
    content
        What the sheet says; all of the report's figures are of its zones.

    Returns
    -------
    Report
        In the language of the order.
    """
    draft = _Draft(atlas, content)
    draft.write()
    order = content.order
    return Report(
        title=order.title.strip() or draft.title(),
        lead=draft.say("lead", words=content.words, day=_day(order.date, order.lang)),
        paragraphs=tuple(draft.paragraphs),
        footnotes=tuple(cite(atlas, ref, lang=order.lang) for ref in draft.refs),
        table=table(atlas, content),
        chart=chart(atlas, content),
        sources=content.sources,
    )


def table(atlas: "Atlas", content: "Content") -> Table:
    """
    Return the table of all zones selected.

    Parameters
    ----------
    atlas
        The atlas.
    content
        Whose zones; a membership that is inferred says so.
    """
    lang, zones = content.order.lang, content.zones
    areas = _joined_areas(atlas, content)
    industries = atlas.zone_industries.join(atlas.industries, on="industry").groupby("zone")
    phrases = industries[f"name_{lang}"].agg(text("report.table.industry_list", lang).join)
    rows = [
        (
            row[f"name_{lang}"],
            atlas.label("levels", row["level"], lang),
            atlas.label("types", row["zone_type"], lang),
            areas.get(zone, ""),
            _place(atlas, row, lang=lang),
            phrases.get(zone, ""),
            short(row["source"], lang=lang),
        )
        for zone, row in zones.iterrows()
    ]
    columns = ("name", "level", "type", "areas", "place", "industries", "box")
    return Table(
        title=text("report.table.title", lang),
        header=tuple(text(f"report.table.{column}", lang) for column in columns),
        rows=tuple(rows),
        zones=tuple(zones.index),
    )


def chart(atlas: "Atlas", content: "Content") -> Chart:
    """Return the zones selected by type and level; types without a zone stand as noughts."""
    lang, zones = content.order.lang, content.zones
    types = content.summary.types
    series = []
    for level in content.summary.levels[content.summary.levels > 0].index:
        own = zones.loc[(zones["level"] == level).to_numpy(), "zone_type"].astype(str)
        values = own.value_counts().reindex(types.index, fill_value=0)
        series.append(
            Series(level, atlas.label("levels", level, lang), tuple(int(n) for n in values))
        )
    return Chart(
        title=text("report.chart.title", lang),
        keys=tuple(types.index),
        labels=tuple(atlas.label("types", slug, lang) for slug in types.index),
        series=tuple(series),
    )


def cite(atlas: "Atlas", ref: str, *, lang: str) -> str:
    """
    Return what a footnote says of where a fact comes from.

    Parameters
    ----------
    atlas
        Knows sections and source cards.
    ref
        A place of the plan (``3.2.1``, a box, a box's row), the key of a source card, or one of
        the atlas's own notes (`PLACES`, `POSITIONS`, `READING`).
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    str
        The place with its heading; the plan's prose is not quoted.
    """
    if ref.startswith(OWN):
        card = atlas.sources.loc[PLACES_CARD, f"title_{lang}"]
        return text(f"report.foot.{ref.removeprefix(OWN)}", lang, title=card)
    if ref in atlas.sources.index:
        return _card(atlas, ref, lang=lang)
    titles = dict(zip(atlas.sections["ref"], atlas.sections[f"title_{lang}"], strict=True))
    title = titles.get(ref.partition("\u00b7")[0], "")
    if box := _BOX.match(ref):
        # The English heading says its box, which stands before it anyway.
        title = title.removeprefix(f"{short(ref, lang=lang).partition(chr(0xB7))[0]}: ")
        form = "item" if box[2] else "box"
        return text(f"report.cite.{form}", lang, n=box[1], row=box[2], title=title)
    numerals = text("report.numerals", lang).split("|")
    parts = dict(zip("abc", (numerals[int(n) - 1] for n in ref.split(".")), strict=False))
    form = ("chapter", "part", "section")[len(parts) - 1]
    return text(f"report.cite.{form}", lang, title=title, **parts)


def short(ref: str, *, lang: str) -> str:
    """Return a box and its row as a table's cell has them; other places as they are."""
    box = _BOX.match(ref)
    if not box:
        return ref
    return text("report.cite.short", lang, n=box[1]) + (f"\u00b7{box[2]}" if box[2] else "")


def _card(atlas: "Atlas", key: str, *, lang: str) -> str:
    card = atlas.sources.loc[key]
    # Publishers have Chinese names only.
    publisher = card["publisher"] if lang == LANGS[0] and key != PLAN_CARD else ""
    unchecked = "" if card["verified"] == str(True) else text("report.cite.unchecked", lang)
    parts = (publisher, card["number"], _date(card["date"], lang), unchecked)
    title, more = card[f"title_{lang}"], text("report.cite.comma", lang).join(filter(None, parts))
    if not more:
        return title
    form = "plan" if key == PLAN_CARD else "card"
    return text(f"report.cite.{form}", lang, title=title, more=more)


def _day(date: dt.date, lang: str) -> str:
    month = text("report.months", lang).split("|")[date.month - 1]
    return text("report.day", lang, year=date.year, month=month, day=date.day)


def _date(date: str, lang: str) -> str:
    """Say a date of the tables, of which only the year or the month may be known."""
    if len(parts := date.split("-")) == 3:  # noqa: PLR2004 - year, month, day
        return _day(dt.date.fromisoformat(date), lang)
    if len(parts) == 1:
        return date
    month = text("report.months", lang).split("|")[int(parts[1]) - 1]
    return text("report.month", lang, year=parts[0], month=month)


def _place(atlas: "Atlas", row: pd.Series, *, lang: str) -> str:
    prefecture = atlas.label("prefectures", row["prefecture"], lang)
    county = atlas.label("counties", row["county"], lang)
    # One prefecture has no counties and stands for itself.
    if prefecture == county:
        return prefecture
    return text("report.table.where", lang, prefecture=prefecture, county=county)


def _joined_areas(atlas: "Atlas", content: "Content") -> dict[str, str]:
    """Return the short names of each zone's areas in one text; an inferred one says so."""
    lang, found = content.order.lang, {}
    members = atlas.members[atlas.members["scheme"] == content.order.selection.scheme]
    for zone, area, basis in zip(members["zone"], members["area"], members["basis"], strict=True):
        name = atlas.label("areas", area, lang, short=True)
        if basis == "inferred":
            name = text("report.table.inferred", lang, name=name)
        found.setdefault(zone, []).append(name)
    return {zone: text("report.list.comma", lang).join(names) for zone, names in found.items()}


def _boxes(refs: Iterable[str]) -> list[str]:
    """Return references without the rows of their boxes, each once."""
    whole = (ref for cell in refs for ref in cell.split("|") if ref)
    return list(dict.fromkeys(ref.partition("\u00b7")[0] for ref in whole))


def _exact(refs: Iterable[str]) -> list[str]:
    """Return the references of some cells, each once."""
    return list(dict.fromkeys(ref for cell in refs for ref in cell.split("|") if ref))


Item = tuple[str, Sequence[str]]  # a clause and its references


class _Draft:
    """
    A report while it is written: what is said, and the footnotes in the order they came up.

    Attributes
    ----------
    paragraphs
        What stands already.
    refs
        References in the order of their footnotes.
    """

    def __init__(self, atlas: "Atlas", content: "Content") -> None:
        self.atlas, self.content = atlas, content
        self.lang = content.order.lang
        self.selection = content.order.selection
        self.zones, self.summary = content.zones, content.summary
        self.n = content.summary.n
        self.paragraphs: list[Paragraph] = []
        self.refs: dict[str, int] = {}
        self._places = {ref: i for i, ref in enumerate(atlas.sections["ref"])}
        members = atlas.members[atlas.members["scheme"] == self.selection.scheme]
        self.members = members[members["zone"].isin(self.zones.index)]
        links = atlas.links[atlas.links["zone"].isin(self.zones.index)]
        self.links = links
        self.counted = links[links["grade"].isin(grades(self.selection.min_grade))]

    # Words.

    def say(self, key: str, **values: object) -> str:
        return text(f"report.{key}", self.lang, **values)

    def number(self, key: str, n: int, **values: object) -> str:
        """Say something of `n` things, in the singular or the plural."""
        if n == 1:
            return text(f"report.{key}.one", self.lang, n=n, **values)
        return text(f"report.{key}.many", self.lang, n=n, **values)

    def label(self, vocabulary: str, slug: str, *, short: bool = False) -> str:
        return self.atlas.label(vocabulary, slug, self.lang, short=short)

    def within(self, vocabulary: str, slug: str) -> str:
        """Return a level's or type's name as it stands inside a sentence."""
        name = self.label(vocabulary, slug)
        return name[:1].lower() + name[1:]

    def scheme(self) -> str:
        return self.label("schemes", self.selection.scheme)

    def grade(self) -> str:
        return self.say(f"grade.{self.selection.min_grade}")

    def listed(self, names: Sequence[str], *, last: str = "and") -> str:
        """Join names; the conjunction stands before the last."""
        *most, end = names
        head = self.say("list.comma").join(most)
        return head + self.say(f"list.{last}") + end if most else end

    def capped(self, names: Sequence[str]) -> str:
        """Join names, of a long list the first and how many there are."""
        if len(names) <= MAX_NAMES:
            return self.listed(names)
        first = self.say("list.comma").join(names[:MAX_NAMES])
        return self.say("item.others", names=first, n=len(names))

    def named(self, zones: Iterable[str]) -> str:
        return self.capped([self.label("zones", zone) for zone in zones])

    def quoted(self, industries: Iterable[str]) -> str:
        return self.capped(
            [self.say("item.quote", name=self.label("industries", slug)) for slug in industries]
        )

    def title(self) -> str:
        subject = self.say("title")
        if self.n == 1:
            what = self.label("zones", self.zones.index[0])
        else:
            what = self.selection.describe_parts(self.atlas, lang=self.lang)
        return self.say("titled", subject=subject, what=what) if what else subject

    # Runs.

    def notes(self, refs: Iterable[str]) -> tuple[int, ...]:
        """Return the numbers of references; new ones are numbered in the order of the plan."""
        wanted = sorted(dict.fromkeys(refs), key=self._rank)
        return tuple(sorted(self.refs.setdefault(ref, len(self.refs) + 1) for ref in wanted))

    def _rank(self, ref: str) -> tuple[int, int]:
        place, _, row = ref.partition("\u00b7")
        return self._places.get(place, len(self._places)), int(row or 0)

    def run(self, said: str, refs: Iterable[str] = ()) -> list[Run]:
        return [Run(said, self.notes(refs))]

    def series(
        self, items: Iterable[Item], *, intro: str = "", by: str = "comma", last: str = ""
    ) -> list[Run]:
        """Write a sentence of clauses, each with its own notes; equal notes stand but once."""
        items = list(items)
        runs: list[Run] = []
        for i, (said, refs) in enumerate(items):
            end = i == len(items) - 1
            between = self.say(f"list.{last}" if last and end else f"list.{by}")
            before = between if i else intro
            piece = before + said + (self.say("list.stop") if end else "")
            notes = self.notes(refs)
            if runs and runs[-1].notes == notes:
                runs[-1] = Run(runs[-1].text + piece, notes)
            else:
                runs.append(Run(piece, notes))
        return runs

    def heading(self, key: str, **values: object) -> None:
        n = sum(paragraph.heading for paragraph in self.paragraphs)
        numeral = self.say("numerals").split("|")[n]
        title = self.say(f"section.{key}", **values)
        self.paragraphs.append(Paragraph((Run(self.say("heading", n=numeral, title=title)),), True))

    def paragraph(self, sentences: Iterable[list[Run]]) -> None:
        """Add a paragraph; nothing where there is nothing to say."""
        runs: list[Run] = []
        for sentence in filter(None, sentences):
            first, *rest = sentence
            gap = GAP[self.lang] if runs else ""
            runs += [Run(gap + first.text, first.notes), *rest]
        if runs:
            self.paragraphs.append(Paragraph(tuple(runs)))

    # The report.

    def write(self) -> None:
        """Write all sections, in the order in which a leader asks: which, where, how many, why."""
        self.heading("overview")
        if self.n == 0:
            self.paragraph([self._filter(), self._none()])
            self._focus()
            return
        if self.n == 1:
            self._write_one(self.zones.index[0])
            return
        self.paragraph([self._filter(), self._total(), self._types()])
        self.heading("zones")
        self.paragraph([self._names(), self._absent_types()])
        self.paragraph(self._tags())
        self.heading("places")
        self.paragraph([self._areas(), self._overlap(), *self._inferred(), self._absent_areas()])
        self.paragraph([self._prefectures(), *self._absent_prefectures()])
        self.heading("industries")
        self.paragraph([self._phrases(), self._top()])
        self.paragraph(self._clusters())
        self._focus()
        if self.content.order.zone in self.zones.index:
            zone = self.content.order.zone
            self.heading("zone", name=self.label("zones", zone))
            self.paragraph([*self._own_place(zone), *self._own_areas(zone)])
            self.paragraph([*self._own_industries(zone), *self._own_tags(zone)])
            self.paragraph(self._own_position(zone))
        self.heading("caveats")
        self.paragraph(
            [
                self._bases(),
                self._later(),
                self._position(),
                self._unverified(),
                self._open(),
                *self._changes(),
                self._figures(),
            ]
        )

    def _write_one(self, zone: str) -> None:
        self.paragraph([self._filter(), self._one(zone), *self._own_tags(zone)])
        self.heading("place")
        self.paragraph([*self._own_place(zone), *self._own_areas(zone), self._later()])
        self.heading("industries")
        self.paragraph(self._own_industries(zone))
        self._focus()
        self.heading("caveats")
        self.paragraph([*self._own_position(zone), self._open(), *self._changes(), self._figures()])

    # Overview.

    def _filter(self) -> list[Run]:
        what = self.selection.describe_parts(self.atlas, lang=self.lang)
        said = self.say(
            "filter",
            what=what or text("describe.all", self.lang),
            day=_day(self.content.order.date, self.lang),
            version=self.atlas.version,
            data_day=_day(dt.date.fromisoformat(self.atlas.date), self.lang),
        )
        return self.run(said, [PLAN_CARD])

    def _none(self) -> list[Run]:
        zones = self.atlas.zones
        said = self.say("none", n=len(zones))
        return [
            *self.run(said, _boxes(zones["source"])),
            Run(GAP[self.lang] + self.say("none_hint")),
        ]

    def _total(self) -> list[Run]:
        refs = _boxes(self.zones["source"])
        said = self.say("total.count", n=self.n)
        levels = self.summary.levels[self.summary.levels > 0]
        if len(levels) == 1:
            slug = levels.index[0]
            said += self.say("total.level", name=self.within("levels", slug))
            return self.run(said + self.say("list.stop"), [*refs, *self._level_refs(slug)])
        items = [
            (
                self.say("item.plain", name=self.within("levels", slug), n=n),
                self._level_refs(slug),
            )
            for slug, n in levels.items()
        ]
        return [
            *self.run(said, refs),
            *self.series(items, intro=self.say("total.levels"), last="and"),
        ]

    def _level_refs(self, slug: str) -> list[str]:
        """Return where the plan gives a level, without what it says of types not selected."""
        refs = _exact([self.atlas.levels.loc[slug, "source"]])
        types = self.summary.types[self.summary.types > 0].index
        here = set(_exact(self.atlas.types.loc[types, "source"])) | set(
            _boxes(self.zones["source"])
        )
        return [ref for ref in refs if ref in here] or refs

    def _types(self) -> list[Run]:
        types = self.summary.types[self.summary.types > 0]
        if len(types) == 1:
            slug = types.index[0]
            said = self.say("total.type", name=self.within("types", slug))
            return self.run(said, self._type_refs(slug))
        items = [
            (self.say("item.plain", name=self.within("types", slug), n=n), self._type_refs(slug))
            for slug, n in types.items()
        ]
        return self.series(items, intro=self.say("total.types"), last="and")

    def _type_refs(self, slug: str) -> list[str]:
        return _boxes(self.zones.loc[(self.zones["zone_type"] == slug).to_numpy(), "source"])

    # Which zones.

    def _names(self) -> list[Run]:
        items = []
        for slug, n in self.summary.types[self.summary.types > 0].items():
            own = self.zones.index[(self.zones["zone_type"] == slug).to_numpy()]
            name = self.within("types", slug) if items else self.label("types", slug)
            said = self.say("item.named", name=name, n=n, names=self.named(own))
            items.append((said, self._type_refs(slug)))
        return self.series(items, by="semi")

    def _absent_types(self) -> list[Run]:
        absent = self.summary.types.index[self.summary.types == 0]
        if not len(absent) or self.selection.types:
            return []
        names = self.listed([self.within("types", slug) for slug in absent], last="or")
        return self.run(self.say("zones.types_none", names=names))

    def _tags(self) -> list[list[Run]]:
        rows = self.atlas.zone_tags[self.atlas.zone_tags["zone"].isin(self.zones.index)]
        if rows.empty:
            return []
        found = counts.by(self.atlas, self.zones, "tag")
        items = [
            (
                self.say("item.quoted", name=self.label("tags", slug), n=n),
                _exact(rows.loc[rows["tag"] == slug, "source"]),
            )
            for slug, n in found[found > 0].items()
        ]
        zones = rows["zone"].nunique()
        said = [self.series(items, intro=self.say("zones.tags", n=zones), last="and")]
        if found.sum() > zones:
            said.append(self.run(self.say("zones.tags_overlap")))
        return said

    # Where.

    def _area_refs(self, slug: str) -> list[str]:
        return _exact(self.members.loc[self.members["area"] == slug, "source"])

    def _areas(self) -> list[Run]:
        areas = self.summary.areas[self.summary.areas > 0]
        whole = [slug for slug, n in areas.items() if n == self.n]
        if len(whole) == 1:
            said = self.say("areas.alike", n=self.n, name=self.label("areas", whole[0]))
            items = [(said, self._area_refs(whole[0]))]
            items += [
                (
                    self.say(
                        "areas.also",
                        n=n,
                        name=self.label("areas", slug),
                        names=self.named(self.members.loc[self.members["area"] == slug, "zone"]),
                    ),
                    self._area_refs(slug),
                )
                for slug, n in areas.items()
                if slug not in whole
            ]
            runs = [run for said, refs in items for run in self.run(said, refs)]
            last = runs[-1]
            return [*runs[:-1], Run(last.text + self.say("list.stop"), last.notes)]
        items = [
            (self.say("item.plain", name=self.label("areas", slug), n=n), self._area_refs(slug))
            for slug, n in areas.items()
        ]
        return self.series(items, intro=self.say("areas.some", scheme=self.scheme()), last="and")

    def _overlap(self) -> list[Run]:
        if not self.summary.overlap or (self.summary.areas == self.n).sum() == 1:
            return []  # where all lie in one area, those that also lie in another are said there
        twice = self.members.loc[self.members["zone"].duplicated(), "zone"]
        zones = [zone for zone in self.zones.index if zone in set(twice)]
        refs = _exact(self.members.loc[self.members["zone"].isin(zones), "source"])
        return self.run(self.number("overlap", len(zones), names=self.named(zones)), refs)

    def _inferred(self) -> list[list[Run]]:
        guessed = self.members[self.members["basis"] == "inferred"]
        homes = guessed["zone"].map(self.zones["prefecture"].astype(str))
        return [
            self.run(
                self.number(
                    "inferred",
                    len(rows),
                    prefecture=self.label("prefectures", prefecture),
                    area=self.label("areas", area),
                    names=self.named(rows["zone"]),
                ),
                _exact(rows["source"]),
            )
            for (prefecture, area), rows in guessed.groupby([homes, "area"], sort=False)
        ]

    def _absent_areas(self) -> list[Run]:
        absent = self.summary.areas.index[self.summary.areas == 0]
        if not len(absent) or self.selection.areas:
            return []
        names = self.listed([self.label("areas", slug) for slug in absent], last="or")
        return self.run(self.say("areas.none", names=names))

    def _prefectures(self) -> list[Run]:
        found = counts.by(self.atlas, self.zones, "prefecture")
        found = found[found > 0].sort_values(ascending=False, kind="stable")
        if len(found) == 1:
            name = self.label("prefectures", found.index[0])
            return self.run(self.say("prefectures.alike", name=name), [PLACES])
        items = []
        for n, group in found.groupby(found, sort=False):
            names = self.listed([self.label("prefectures", slug) for slug in group.index])
            form = "item.plain" if len(group) == 1 else "item.each"
            items.append((self.say(form, name=names, names=names, n=n), [PLACES]))
        return self.series(items, intro=self.say("prefectures.some"), by="semi")

    def _absent_prefectures(self) -> list[list[Run]]:
        if self.selection.prefectures or self.selection.counties:
            return []
        table = self.atlas.prefectures
        if areas := self.selection.areas:
            table = table[table[f"area_{self.selection.scheme}"].isin(areas)]
        absent = [slug for slug in table.index if slug not in set(self.zones["prefecture"])]
        if not areas and len(absent) > FEW:
            return [self.run(self.say("prefectures.rest", n=len(absent)), [PLACES])]
        never = [slug for slug in absent if slug not in set(self.atlas.zones["prefecture"])]
        others = [slug for slug in absent if slug not in never]
        said = []
        for key, slugs in (("prefectures.none", others), ("prefectures.never", never)):
            if slugs:
                names = self.listed([self.label("prefectures", slug) for slug in slugs], last="or")
                refs = _boxes(self.atlas.zones["source"]) if slugs is never else [PLACES]
                said.append(self.run(self.say(key, names=names), refs))
        return said

    # Industries and clusters.

    def _phrases(self) -> list[Run]:
        rows = self._industries()
        if rows.empty:
            return []
        different = rows["industry"].nunique()
        # The number of phrases decides between singular and plural here.
        form = "one" if different == 1 else "many"
        said = self.say(f"phrases.{form}", n=len(rows), m=different)
        return self.run(said, _boxes(rows["source"]))

    def _industries(self) -> pd.DataFrame:
        rows = self.atlas.zone_industries
        return rows[rows["zone"].isin(self.zones.index)]

    def _top(self) -> list[Run]:
        rows = self._industries()
        found = counts.by(self.atlas, self.zones, "industry")
        found = found[found > 1].sort_values(ascending=False, kind="stable")
        if found.empty:
            return self.run(self.say("phrases.apart")) if len(rows) else []
        least = found.iloc[: TOP + 1].iloc[-1]
        top = found[found >= least] if (found >= least).sum() <= TOP else found[found > least]
        top = top if len(top) else found[found >= least].iloc[:MAX_NAMES]
        items = [
            (
                self.say("item.quoted", name=self.label("industries", slug), n=n),
                _boxes(rows.loc[rows["industry"] == slug, "source"]),
            )
            for slug, n in top.items()
        ]
        return self.series(items, intro=self.say("phrases.top"), last="and")

    def _clusters(self) -> list[list[Run]]:
        found = counts.by(self.atlas, self.zones, "cluster", min_grade=self.selection.min_grade)
        some = found[found > 0].sort_values(ascending=False, kind="stable")
        every = _exact(self.atlas.clusters["source"])
        if some.empty:
            said = self.say("clusters.nothing", grade=self.grade())
            return [self.run(said, [*every, READING]), *self._loose(self.links)]
        items = [
            (
                self.say("item.plain", name=self.label("clusters", slug, short=True), n=n),
                [self.atlas.clusters.loc[slug, "source"], READING],
            )
            for slug, n in some.items()
        ]
        said = [self.series(items, intro=self.say("clusters.some", grade=self.grade()), last="and")]
        linked = self.counted["zone"].nunique()
        if found.sum() > self.n:
            said.append(self.run(self.say("clusters.above")))
        elif found.sum() > linked:
            said.append(self.run(self.say("clusters.shared")))
        said += [self._absent_clusters(found), self._unlinked(), self._beyond()]
        return [*said, *self._loose(self.links)]

    def _absent_clusters(self, found: pd.Series) -> list[Run]:
        absent = found.index[found == 0]
        if not len(absent) or self.selection.clusters:
            return []
        if len(absent) > FEW:
            refs = _exact(self.atlas.clusters.loc[absent, "source"])
            return self.run(self.say("clusters.rest", n=len(absent)), [*refs, READING])
        names = self.listed(
            [self.label("clusters", slug, short=True) for slug in absent], last="or"
        )
        return self.run(self.say("clusters.none", names=names))

    def _unlinked(self) -> list[Run]:
        linked = set(self.counted["zone"])
        alone = [zone for zone in self.zones.index if zone not in linked]
        if not alone:
            return []
        return self.run(self.number("unlinked", len(alone), names=self.named(alone)), [READING])

    def _beyond(self) -> list[Run]:
        rows = self.counted[self.counted["beyond"]]
        if rows.empty:
            return []
        refs = _exact(self.atlas.clusters.loc[rows["cluster"].unique(), "source"])
        return self.run(self.number("beyond", rows["zone"].nunique()), [*refs, READING])

    def _loose(self, links: pd.DataFrame) -> list[list[Run]]:
        """Say which phrases fit no cluster, and how many only by links that do not count."""
        said = []
        unmapped = list(dict.fromkeys(links.loc[links["cluster"].isna(), "industry"]))
        if unmapped:
            sentence = self.number(
                "unmapped",
                len(unmapped),
                m=len(self.atlas.clusters),
                names=self.quoted(unmapped),
            )
            said.append(self.run(sentence, [*_exact(self.atlas.clusters["source"]), READING]))
        strong = links.loc[links["grade"].isin(grades(self.selection.min_grade)), "industry"]
        weaker = set(links["industry"]) - set(strong) - set(unmapped)
        if weaker:
            said.append(self.run(self.number("weaker", len(weaker)), [READING]))
        return said

    # What the plan wants of an area.

    def _focus(self) -> None:
        focus = self.atlas.area_focus
        said = []
        for area in self.selection.areas:
            rows = focus[focus["area"] == area]
            for place, own in rows.groupby(f"place_{self.lang}", sort=False):
                values = {"area": self.label("areas", area), "place": place}
                intro = self.say("focus.place" if place else "focus.area", **values)
                phrases = [self.say("item.quote", name=name) for name in own[f"phrase_{self.lang}"]]
                sentence = intro + self.listed(phrases) + self.say("list.stop")
                said.append(self.run(sentence, _exact(own["source"])))
        if said:
            self.heading("focus")
            self.paragraph([*said, self.run(self.say("focus.note"))])

    # One zone.

    def _one(self, zone: str) -> list[Run]:
        row = self.zones.loc[zone]
        said = self.say(
            "one.total",
            n=self.n,
            name=self.label("zones", zone),
            level=self.within("levels", row["level"]),
            type=self.within("types", row["zone_type"]),
        )
        return self.run(said, [row["source"]])

    def _own_place(self, zone: str) -> list[list[Run]]:
        place = _place(self.atlas, self.zones.loc[zone], lang=self.lang)
        return [self.run(self.say("one.place", place=place), [PLACES])]

    def _own_areas(self, zone: str) -> list[list[Run]]:
        rows = self.members[self.members["zone"] == zone]
        if rows.empty:
            return []
        items = [
            (
                self.say("one.area", name=self.label("areas", area), basis=self._basis(basis)),
                _exact([source]),
            )
            for area, basis, source in zip(rows["area"], rows["basis"], rows["source"], strict=True)
        ]
        intro = self.say("one.areas", scheme=self.scheme())
        said = [self.series(items, intro=intro, last="and")]
        if (rows["basis"] == "inferred").any():
            said.append(self.run(self.say("one.inferred")))
        return said

    def _basis(self, slug: str) -> str:
        return text(f"basis.{slug}", self.lang)

    def _own_industries(self, zone: str) -> list[list[Run]]:
        rows = self.atlas.zone_industries[self.atlas.zone_industries["zone"] == zone]
        said = []
        if len(rows):
            names = self.quoted(rows["industry"])
            sentence = self.number("industries", len(rows), names=names)
            said.append(self.run(sentence, _exact(rows["source"])))
        counted = self.counted[self.counted["zone"] == zone]
        clusters = [s for s in self.atlas.clusters.index if s in set(counted["cluster"])]
        refs = _exact(self.atlas.clusters.loc[clusters, "source"])
        names = [self.label("clusters", slug, short=True) for slug in clusters]
        if clusters:
            sentence = self.number(
                "belongs", len(clusters), grade=self.grade(), names=self.listed(names)
            )
        else:
            sentence = self.say("one.nothing", grade=self.grade())
        said.append(self.run(sentence, [*refs, READING]))
        beyond = set(counted.loc[counted["beyond"], "cluster"])
        if beyond:
            names = [
                self.label("clusters", slug, short=True) for slug in clusters if slug in beyond
            ]
            sentence = self.say("one.beyond", names=self.listed(names))
            refs = _exact(self.atlas.clusters.loc[sorted(beyond), "source"])
            said.append(self.run(sentence, [*refs, READING]))
        return [*said, *self._loose(self.links[self.links["zone"] == zone])]

    def _own_tags(self, zone: str) -> list[list[Run]]:
        sheet = self.atlas.zone(zone)
        items = [
            (
                self.say("one.tag", name=self.label("tags", tag), what=what),
                _exact([source]),
            )
            for tag, what, source in zip(
                sheet.tags["tag"],
                sheet.tags[f"what_{self.lang}"],
                sheet.tags["source"],
                strict=True,
            )
        ]
        said = [self.series(items, intro=self.say("one.tags"), by="semi")] if items else []
        if n := len(sheet.mentions):
            said.append(self.run(self.number("mentions", n), _exact(sheet.mentions["source"])))
        return said

    def _own_position(self, zone: str) -> list[list[Run]]:
        row = self.zones.loc[zone]
        said = self.say(
            "one.position",
            km=f"{row['accuracy_km']:g}",
            basis=self.label("position_basis", row["position_basis"]),
        )
        sentences = [self.run(said, [POSITIONS, *_exact([row["position_source"]])])]
        if not row["verified"]:
            sentences.append(self.run(self.say("one.unverified")))
        return sentences

    # Basis and caveats.

    def _bases(self) -> list[Run]:
        found = self.members["basis"].value_counts().reindex(MEMBERSHIP, fill_value=0)
        found = found[found > 0]
        if found.empty:
            return []
        refs = {
            slug: _exact(self.members.loc[self.members["basis"] == slug, "source"])
            for slug in found.index
        }
        n = int(found.sum())
        if len(found) == 1:
            slug = found.index[0]
            return self.run(self.say("caveat.basis", n=n, basis=self._basis(slug)), refs[slug])
        items = [
            (self.say("item.times", name=self._basis(slug), n=k), refs[slug])
            for slug, k in found.items()
        ]
        return self.series(items, intro=self.say("caveat.bases", n=n), last="and")

    def _later(self) -> list[Run]:
        schemes = self.atlas.schemes
        if self.selection.scheme == schemes.index[0]:
            return []
        said = self.say("areas.later", scheme=self.scheme())
        return self.run(said, _exact([schemes.loc[self.selection.scheme, "source"]]))

    def _position(self) -> list[Run]:
        low, high = (f"{self.zones['accuracy_km'].agg(of):g}" for of in ("min", "max"))
        form = "position_alike" if low == high else "position"
        return self.run(self.say(f"caveat.{form}", low=low, high=high), [POSITIONS])

    def _unverified(self) -> list[Run]:
        n = int((~self.zones["verified"]).sum())
        return self.run(self.number("unverified", n), [POSITIONS]) if n else []

    def _open(self) -> list[Run]:
        slips = self.atlas.slips[self.atlas.slips["id"] == OPEN_LIST]
        listed = {zone for cell in slips["zones"] for zone in cell.split("|")}
        if listed.isdisjoint(self.zones.index):
            return []
        return self.run(self.say("caveat.open"), _exact(slips["refs"]))

    def _changes(self) -> list[list[Run]]:
        """Say what changed after the plan was issued, for the zones themselves or their county."""
        rows = self.atlas.changes
        later = rows[rows["date"] > self.atlas.sources.loc[PLAN_CARD, "date"]]
        counties = self.zones["county"].astype(str)
        said = []
        for _, change in later.iterrows():
            here = (self.zones.index == change["zone"]) | (counties == change["county"])
            for zone in self.zones.index[here]:
                sentence = self.say(
                    "caveat.change",
                    name=self.label("zones", zone),
                    what=change[f"what_{self.lang}"],
                    date=_date(change["date"], self.lang),
                )
                said.append(self.run(sentence, _exact([change["source"]])))
        return said

    def _figures(self) -> list[Run]:
        boxes = [ref for ref in self.atlas.sections["ref"] if _BOX.match(ref)]
        return self.run(self.say("caveat.figures"), boxes[GOALS_BOX - 1 : GOALS_BOX])
