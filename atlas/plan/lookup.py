"""What the plan says of something, and where: of a place of it, of a name, of any words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from atlas import plan
from atlas.i18n import LANGS, text
from atlas.model.names import normalise
from atlas.model.vocabulary import zone_names
from atlas.plan import references
from atlas.plan.voice import Voice
from atlas.selection.flags import FLAGS
from atlas.selection.selection import Selection
from geodata.schema.tables import SEPARATOR

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas
    from atlas.plan import PlanText
# Flags whose values may be asked for by name; zones, phrases and figures come beside.
NAMED = ("area", "prefecture", "cluster", "type", "level", "tag", "industry")
INNER = ("sentence", "row", "note")  # what a slip of the place around it may concern


class Row(NamedTuple):
    """
    One thing that is said.

    Attributes
    ----------
    kind
        Of a reference ``place`` (says: our summary), ``text``, ``taken`` (what the tables find in
        it), ``rows`` (how many of which table rest on it); of a name ``place``, ``mention`` (of a
        zone), ``member``, ``focus``, ``figure``, ``tag``, ``source``; of words ``found`` (in the
        text), ``summary``, ``mention``, ``figure``; of all of them ``slip``.
    ref
        Its references, joined by ``|``.
    title
        The heading of the place.
    subject
        Whom or what it concerns.
    says
        What is said, in the plan's words only where its text is in place.
    """

    kind: str
    ref: str
    title: str
    subject: str
    says: str


@dataclass(frozen=True, slots=True)
class Subject:
    """
    What a name stands for.

    Attributes
    ----------
    vocabulary
        A table of `Atlas`.
    key
        Its slug; of phrases and figures the Chinese name.
    """

    vocabulary: str
    key: str


# What a name stands for ---------------------------------------------------------------------------


def subjects(atlas: "Atlas", word: str) -> list[Subject]:
    """Return all that a word is the name of: one may be a zone's and a prefecture's."""
    wanted = normalise(word)
    found: list[Subject] = []
    for flag in NAMED:
        record = FLAGS[flag]
        for scheme in atlas.schemes.index if flag == "area" else ("",):
            params = {flag: word} | ({"scheme": scheme} if scheme else {})
            selection, _ = Selection.parse(params, atlas)
            found += [Subject(record.vocabulary, key) for key in getattr(selection, record.field)]
    for vocabulary, stem in (("area_focus", "phrase"), ("indicators", "name")):
        table = getattr(atlas, vocabulary)
        hit = (table[f"{stem}_zh"].map(normalise) == wanted) | (
            table[f"{stem}_en"].map(normalise) == wanted
        )
        found += [Subject(vocabulary, key) for key in table.loc[hit, f"{stem}_zh"].unique()]
    zone = zone_names(atlas).get(wanted)
    # What is said of a prefecture's zones is said of it: once is enough.
    if zone and Subject("prefectures", atlas.zones.loc[zone, "prefecture"]) not in found:
        found.insert(0, Subject("zones", zone))
    return found


# What is said of it -------------------------------------------------------------------------------


def of_place(say: Voice, ref: str, words: "PlanText | None") -> Iterator[Row]:
    """
    Yield what a place of the plan is and says, and what the atlas took from it.

    Parameters
    ----------
    say
        The atlas, and the language of the rows.
    ref
        The place.
    words
        The plan's text, if it is in place.
    """
    atlas, lang = say.atlas, say.lang
    place = plan.place(atlas, ref)
    title = place.title(lang)
    yield Row("place", ref, title, say(f"place.{place.kind}"), place.summary(lang))
    if words:
        yield Row("text", ref, title, "", words.words(ref))
    for vocabulary, key, n in plan.taken(atlas, ref).itertuples(index=False):
        yield Row("taken", ref, title, say.name(vocabulary, key), _times(say, vocabulary, n))
    for name, n in plan.cites(atlas, ref).items():
        yield Row("rows", ref, title, say(f"table.{name}"), str(n))
    around = place.parents[-1:] if place.kind in INNER else ()
    here = {ref, *plan.below(atlas, ref), *around}
    cited = [not here.isdisjoint(references.split(refs)) for refs in atlas.slips["refs"]]
    yield from _slips(say, atlas.slips[cited])


def _times(say: Voice, vocabulary: str, n: int) -> str:
    name = say(f"vocabulary.{vocabulary}")
    return name if n == 1 else say("times", what=name, n=n)


def _slips(say: Voice, slips: pd.DataFrame) -> Iterator[Row]:
    lang = say.lang
    for row in slips.to_dict("records"):
        zones = say.names("zones", filter(None, row["zones"].split(SEPARATOR)))
        says = say("slip", says=row[f"says_{lang}"], shown=row[f"shown_{lang}"])
        yield Row("slip", row["refs"], _title(say, row["refs"]), zones, says)


def _title(say: Voice, refs: str) -> str:
    """Return the heading of the first of some references; a source card has none."""
    return references.title(say.atlas, refs.partition(SEPARATOR)[0], say.lang)


def of_subject(say: Voice, subject: Subject, words: "PlanText | None") -> Iterator[Row]:
    """
    Yield what the plan says of what a name stands for.

    Parameters
    ----------
    say
        The atlas, and the language of the rows.
    subject
        A name's; see `subjects`.
    words
        The plan's text, if it is in place.
    """
    atlas, vocabulary = say.atlas, subject.vocabulary
    if vocabulary == "zones":
        yield from _of_zone(say, subject.key, words)
        yield from _members(say, subject.key)
    elif vocabulary == "indicators":
        yield from _figures(say, subject.key)
    elif vocabulary == "tags":
        of = atlas.zone_tags[atlas.zone_tags["tag"] == subject.key]
        for zone, what, ref in of[["zone", f"what_{say.lang}", "source"]].itertuples(index=False):
            yield Row("tag", ref, _title(say, ref), say.name("zones", zone), what)
    else:
        yield from _places(say, subject, words)
    if vocabulary == "areas":
        yield from _focus(say, subject.key)
    if vocabulary in {"areas", "levels"}:
        source = getattr(atlas, vocabulary).loc[subject.key, "source"]
        name = say.name(vocabulary, subject.key)
        yield Row("source", source, _title(say, source), name, say("defined"))
    zones: tuple[str, ...] = ()
    if vocabulary == "prefectures":
        zones = tuple(atlas.zones.index[atlas.zones["prefecture"] == subject.key])
        yield _prefecture(say, subject.key)
        for zone in zones:
            yield from _members(say, zone)
    yield from _slips(say, _concerning(atlas, subject, zones or (subject.key,)))
    for zone in zones:
        yield from _of_zone(say, zone, words)


def _said(say: Voice, ref: str, words: "PlanText | None") -> Row:
    """Return what a place says: its words, or else the zones it speaks of."""
    taken = plan.taken(say.atlas, ref)
    zones = say.names("zones", taken.loc[taken["vocabulary"] == "zones", "key"])
    says = words.words(ref) if words else zones
    return Row("place", ref, plan.place(say.atlas, ref).title(say.lang), "", says)


def _places(say: Voice, subject: Subject, words: "PlanText | None") -> Iterator[Row]:
    name = say.name(subject.vocabulary, subject.key)
    for ref in plan.places(say.atlas, subject.vocabulary, subject.key):
        yield _said(say, ref, words)._replace(subject=name)


def _of_zone(say: Voice, zone: str, words: "PlanText | None") -> Iterator[Row]:
    """Yield every place that speaks of a zone, with our words for what it says."""
    atlas, name = say.atlas, say.name("zones", zone)
    mentions = atlas.mentions[atlas.mentions["zone"] == zone]
    places = plan.places(atlas, "zones", zone)
    rows: list[Row] = []
    met: set[int] = set()
    for ref in places:
        # The nearest place round it that a mention is of: a box stands within a section.
        around = (ref, *reversed(plan.place(atlas, ref).parents))
        of = next(
            (found for each in around if len(found := mentions[mentions["source"] == each])),
            mentions[:0],
        )
        met.update(of.index)
        what = say("also").join(of[f"what_{say.lang}"])
        if words:
            what = f"{what} {say('quoted', words=words.words(ref))}".strip()
        rows.append(Row("mention", ref, _title(say, ref), name, what))
    for index, row in mentions.iterrows():
        if index not in met:
            says = row[f"what_{say.lang}"]
            rows.append(Row("mention", row["source"], _title(say, row["source"]), name, says))
    order = {ref: n for n, ref in enumerate(atlas.passages["ref"])}
    yield from sorted(rows, key=lambda row: order.get(row.ref.partition(SEPARATOR)[0], len(order)))


def _members(say: Voice, zone: str) -> Iterator[Row]:
    """Yield a zone's areas in the plan, and why it is one of theirs."""
    atlas, name = say.atlas, say.name("zones", zone)
    first = atlas.schemes.index[0]
    members = atlas.members[(atlas.members["zone"] == zone) & (atlas.members["scheme"] == first)]
    for row in members.to_dict("records"):
        says = _member(say, row["area"], row["basis"], row[f"note_{say.lang}"])
        yield Row("member", row["source"], _title(say, row["source"]), name, says)


def _member(say: Voice, area: str, basis: str, note: str) -> str:
    basis = text(f"basis.{basis}", say.lang)
    return say("member", area=say.name("areas", area), basis=basis, note=note)


def _prefecture(say: Voice, slug: str) -> Row:
    row = say.atlas.prefectures.loc[slug]
    first = say.atlas.schemes.index[0]
    says = say(
        "belongs",
        area=say.name("areas", row[f"area_{first}"]),
        basis=text(f"basis.{row[f'basis_{first}']}", say.lang),
    )
    name = say.name("prefectures", slug)
    return Row("member", row["source"], _title(say, row["source"]), name, says)


def _figures(say: Voice, name: str) -> Iterator[Row]:
    table = say.atlas.indicators
    for row in table[table["name_zh"] == name].to_dict("records"):
        says = say(
            "figure",
            year=row["year"],
            kind=text(f"kind.{row['kind']}", say.lang),
            value=f"{row['value']:.10g}",
            least=say("least") if row["qualifier"] else "",
            unit=row[f"unit_{say.lang}"],
            scope=row[f"scope_{say.lang}"],
        )
        name = row[f"name_{say.lang}"]
        yield Row("figure", row["source"], _title(say, row["source"]), name, says)


def _focus(say: Voice, area: str) -> Iterator[Row]:
    table = say.atlas.area_focus[say.atlas.area_focus["area"] == area]
    lang = say.lang
    for (place, source), rows in table.groupby([f"place_{lang}", "source"], sort=False):
        phrases = say("and").join(rows[f"phrase_{lang}"])
        whom = place or say.name("areas", area)
        yield Row("focus", source, _title(say, source), whom, say("focus", phrases=phrases))


def _concerning(atlas: "Atlas", subject: Subject, zones: Sequence[str]) -> pd.DataFrame:
    """Return the slips of the plan that concern something: its zones, or its name."""
    slips = atlas.slips
    names = {subject.key}
    if subject.vocabulary not in {"area_focus", "indicators"}:
        row = getattr(atlas, subject.vocabulary).loc[subject.key]
        names = {row[each] for each in ("name_zh", "short_zh") if each in row}
    longer = [
        name
        for table in (atlas.zones, atlas.areas)
        for column in ("name_zh", "short_zh")
        for name in table[column]
        if name not in names and any(own in name for own in names)
    ]
    # A prefecture's name within that of a zone or an area does not speak of the prefecture.
    hidden = re.compile("|".join(map(re.escape, sorted(longer, key=len, reverse=True))) or "(?!)")
    said = slips["says_zh"].str.cat(slips["shown_zh"], sep="\n").str.replace(hidden, "", regex=True)
    named = said.map(lambda words: any(name in words for name in names))
    concerned = slips["zones"].map(lambda of: not set(zones).isdisjoint(of.split(SEPARATOR)))
    return pd.concat([slips[named], slips[concerned & ~named]])


# Where words stand --------------------------------------------------------------------------------


def found(say: Voice, what: str, words: "PlanText | None") -> Iterator[Row]:
    """Yield where some words stand: in the plan, where in place, and in what we wrote of it."""
    atlas, lang = say.atlas, say.lang
    for hit in words.search(what) if words else ():
        leads = dict.fromkeys(say.name(*lead) for lead in hit.leads)
        says = "".join(piece.text for piece in hit.pieces)
        yield Row("found", hit.ref, _title(say, hit.ref), say("and").join(leads), says)
    wanted = [normalise(word) for word in what.split()]

    def holds(*texts: str) -> bool:
        said = normalise("\n".join(texts))
        return all(word and word in said for word in wanted)

    for row in atlas.sections.to_dict("records"):
        if holds(*(row[f"{stem}_{each}"] for stem in ("title", "summary") for each in LANGS)):
            yield Row("summary", row["ref"], row[f"title_{lang}"], "", row[f"summary_{lang}"])
    for row in atlas.mentions.to_dict("records"):
        if holds(row["what_zh"], row["what_en"]):
            name = say.name("zones", row["zone"])
            title = _title(say, row["source"])
            yield Row("mention", row["source"], title, name, row[f"what_{lang}"])
    for name in dict.fromkeys(
        row["name_zh"]
        for row in atlas.indicators.to_dict("records")
        if holds(row["name_zh"], row["name_en"], f"{row['value']:.10g}{row['unit_zh']}")
    ):
        yield from _figures(say, name)
    slips = atlas.slips
    texts = [f"{stem}_{each}" for stem in ("says", "shown") for each in LANGS]
    yield from _slips(say, slips[[holds(*row) for row in slips[texts].to_numpy()]])
