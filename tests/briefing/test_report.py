"""Every figure of the briefing's text is worked out again here, from the tables alone."""

import csv
import dataclasses
import datetime as dt
import re
import tomllib
from collections import Counter
from functools import cache
from itertools import pairwise

import pandas as pd
import pytest

import atlas
from atlas.briefing.content import content
from atlas.briefing.order import Order
from atlas.briefing.report import cite, report
from atlas.briefing.report.caveats import FEW_NAMES
from atlas.briefing.report.footnotes import PLACES, POSITIONS, READING
from atlas.briefing.report.words import MAX_NAMES
from atlas.i18n import LANGS
from geodata import TABLES
from tests.pairwise import covering
from tests.shipped import ATLAS

DAY = dt.date(2026, 11, 23)
NAMES = ("areas", "types", "levels", "clusters", "prefectures", "tags", "industries", "schemes")
ROWS = (*NAMES, "zones", "area_members", "zone_industries", "industry_clusters", "zone_tags")
ROWS = (*ROWS, "positions", "position_checks", "mentions", "changes", "counties")
ROWS = (*ROWS, "area_focus", "sections")
CHINESE = r"[\u3400-\u9fff]"


@cache
def rows(name):
    return list(csv.DictReader((TABLES / f"{name}.csv").read_text(encoding="utf-8").splitlines()))


def slugs(name):
    return [row["slug"] for row in rows(name)]


def named(name, slug, lang, *, short=False):
    (row,) = [row for row in rows(name) if row[next(iter(row))] == slug]
    return row[f"short_{lang}" if short else f"name_{lang}"]


# What is selected, told from the tables.


def scheme_of(area):
    return next(row["scheme"] for row in rows("areas") if row["slug"] == area)


def areas_of(zone, scheme="plan13"):
    found = [row for row in rows("area_members") if row["zone"] == zone]
    return [row for row in found if scheme_of(row["area"]) == scheme]


def phrases_of(zone):
    return [row["industry"] for row in rows("zone_industries") if row["zone"] == zone]


def counted(grade):
    grades = ("direct", "inference", "weak")
    strong = grades[: grades.index(grade) + 1]
    return [row for row in rows("industry_clusters") if row["grade"] in strong]


def clusters_of(zone, grade="inference"):
    own = set(phrases_of(zone))
    return {row["cluster"] for row in counted(grade) if row["industry"] in own}


def tags_of(zone):
    return {row["tag"] for row in rows("zone_tags") if row["zone"] == zone}


def selected(params):
    """Return the rows of the zones that some parameters select."""
    scheme, grade = params.get("scheme", "plan13"), params.get("min-grade", "inference")
    has = {
        "type": lambda z: {z["type"]},
        "level": lambda z: {z["level"]},
        "prefecture": lambda z: {z["prefecture"]},
        "county": lambda z: {z["county"]},
        "area": lambda z: {row["area"] for row in areas_of(z["id"], scheme)},
        "industry": lambda z: set(phrases_of(z["id"])),
        "cluster": lambda z: clusters_of(z["id"], grade),
        "tag": lambda z: tags_of(z["id"]),
    }
    asked = {flag: values for flag, values in params.items() if flag in has}
    return [
        zone
        for zone in rows("zones")
        if all(has[flag](zone) & set(values.split("|")) for flag, values in asked.items())
    ]


# The presets.

AREAS = [row["slug"] for row in rows("areas") if row["scheme"] == "plan13"]
LATER = [row["slug"] for row in rows("areas") if row["scheme"] == "plan14"]
PRESETS = [
    {},
    {"scheme": "plan14"},
    {"min-grade": "direct"},
    {"min-grade": "weak"},
    *({"area": slug} for slug in AREAS),
    {"area": "lanzhou|ethnic"},
    {"area": "lanzhou|hexi|longdongnan"},
    *({"area": slug, "scheme": "plan14"} for slug in LATER),
    *({"type": slug} for slug in slugs("types")),
    *({"level": slug} for slug in slugs("levels")),
    *({"cluster": slug} for slug in slugs("clusters")),
    *({"cluster": slug, "min-grade": "direct"} for slug in slugs("clusters")),
    {"cluster": "biomedicine", "min-grade": "weak"},
    *({"prefecture": slug} for slug in slugs("prefectures")),
    *({"tag": slug} for slug in slugs("tags")),
    *({"area": area, "cluster": cluster} for area in AREAS for cluster in slugs("clusters")),
    {"type": "innovation", "level": "concentrated"},
    {"area": "ethnic", "level": "concentrated"},
    {"industry": "packaging-printing"},
    {"industry": "carpets-textiles|leather-wool"},
    *(
        {"county": z["county"], "type": z["type"], "industry": phrases_of(z["id"])[0]}
        for z in rows("zones")
    ),
]


def preset_id(params):
    return "&".join(f"{flag}={value}" for flag, value in params.items()) or "all"


@pytest.fixture(scope="module", params=LANGS)
def lang(request):
    return request.param


@cache
def _made(pairs, lang, zone):
    a = ATLAS
    selection = atlas.Selection.from_params({k: v.split("|") for k, v in pairs}, a)
    sheet = content(a, Order.of(selection=selection, lang=lang, date=DAY, zone=zone))
    return sheet, report(a, sheet)


def made(params, lang, zone=""):
    """Return content and report of a preset."""
    return _made(tuple(params.items()), lang, zone)


def prose(written):
    return [paragraph for paragraph in written.paragraphs if not paragraph.heading]


def sentences(written, lang):
    """Return the sentences of the text, without headings."""
    end = "(?<=。)" if lang == "zh" else r"(?<=[.])\s+(?=[A-Z“\d])"
    return [s for p in prose(written) for s in re.split(end, p.text) if s]


def numbers(said):
    return Counter(int(n) for n in re.findall(r"\d+", said))


# What each kind of sentence must say: pairs of a name and its number, and its other numbers.


class Expected:
    """The facts of a selection, told from the tables."""

    def __init__(self, params, lang):
        self.lang, self.params = lang, params
        self.zones = selected(params)
        self.ids = [zone["id"] for zone in self.zones]
        self.n = len(self.ids)
        self.scheme = params.get("scheme", "plan13")
        self.grade = params.get("min-grade", "inference")

    def name(self, table, slug, *, short=False):
        return named(table, slug, self.lang, short=short)

    def column(self, table, column):
        found = Counter(zone[column] for zone in self.zones)
        order = slugs(table)
        return [(self.name(table, slug), found[slug]) for slug in order if found[slug]]

    @property
    def members(self):
        return [row for zone in self.ids for row in areas_of(zone, self.scheme)]

    @property
    def areas(self):
        found = Counter(row["area"] for row in self.members)
        return [(self.name("areas", s), found[s]) for s in slugs("areas") if found[s]]

    @property
    def era(self):
        """The number that stands in the English name of the regionalisation."""
        return [int(n) for n in re.findall(r"\d+", self.name("schemes", self.scheme))]

    @property
    def double(self):
        found = Counter(row["zone"] for row in self.members)
        return [zone for zone, n in found.items() if n > 1]

    @property
    def phrases(self):
        return Counter(phrase for zone in self.ids for phrase in phrases_of(zone))

    @property
    def clusters(self):
        return Counter(c for zone in self.ids for c in clusters_of(zone, self.grade))

    @property
    def unmapped(self):
        mapped = {row["industry"] for row in rows("industry_clusters")}
        return [phrase for phrase in self.phrases if phrase not in mapped]

    @property
    def weaker(self):
        strong = {row["industry"] for row in counted(self.grade)}
        return [p for p in self.phrases if p not in strong and p not in self.unmapped]

    @property
    def beyond(self):
        emerging = {row["slug"] for row in rows("clusters") if row["group"] == "emerging"}
        return [
            zone["id"]
            for zone in self.zones
            if zone["level"] != "national" and clusters_of(zone["id"], self.grade) & emerging
        ]

    @property
    def positions(self):
        return [row for row in rows("positions") if row["zone"] in self.ids]

    @property
    def checks(self):
        return [row for row in rows("position_checks") if row["zone"] in self.ids]

    @property
    def changes(self):
        """Which levels changed after the plan was issued."""
        return self.since("raised", "removed")

    @property
    def names(self):
        """Which further names zones have got."""
        return self.since("second-name")

    def since(self, *kinds):
        return [
            row
            for row in rows("changes")
            if row["kind"] in kinds and row["zone"] in self.ids and row["date"] > "2016-08-09"
        ]


def size(n):
    """Tell none, one, some and more than are named apart: that is what sentences do."""
    return min(n, 2) + (n > MAX_NAMES)


def facts(params):
    """Return what decides which sentences a report has, and which form of them."""
    truth = Expected(params, "zh")
    columns = (("types", "type"), ("levels", "level"), ("prefectures", "prefecture"))
    bases = Counter(row["basis"] for row in truth.members)
    return (
        frozenset(params),
        truth.scheme,
        truth.grade,
        size(truth.n),
        *(size(len(truth.column(*column))) for column in columns),
        *(size(len(each)) for each in (truth.areas, truth.double, truth.phrases, truth.clusters)),
        *(size(len(each)) for each in (truth.unmapped, truth.weaker, truth.beyond)),
        [n for _, n in truth.areas].count(truth.n) == 1,
        size(bases["inferred"]),
        len(bases) > 1,
        size(len(truth.changes)),
        min(len(truth.names), FEW_NAMES + 1),
        size(sum(bool(tags_of(zone)) for zone in truth.ids)),
        size(sum(not clusters_of(zone, truth.grade) for zone in truth.ids)),
        truth.clusters.total() > truth.n,
        max(truth.phrases.values(), default=0) > 1,
        len({row["accuracy_km"] for row in truth.positions}) > 1,
        any(row["verified"] == "no" for row in truth.positions),
    )


@pytest.fixture(scope="module", params=covering(PRESETS, facts), ids=preset_id)
def params(request):
    return request.param


def capped(count):
    return [count] if count > MAX_NAMES else []


def _filter(e, said):  # noqa: ARG001 - all kinds take the same
    sources = tomllib.loads((TABLES.parent / "sources.toml").read_text(encoding="utf-8"))
    version, day = sources["data"]["version"], sources["data"]["date"]
    digits = [int(n) for n in re.findall(r"\d+", version)]
    for date in (DAY, day):
        digits += [date.year, date.month, date.day] if e.lang == "zh" else [date.year, date.day]
    return [], digits


def _total(e, said):  # noqa: ARG001
    levels = e.column("levels", "level")
    return (levels if len(levels) > 1 else []), [e.n]


def _types(e, said):  # noqa: ARG001
    types = e.column("types", "type")
    return (types if len(types) > 1 else []), []


def _names(e, said):
    types = e.column("types", "type")
    for zone in e.zones:
        own = [z for z in e.zones if z["type"] == zone["type"]]
        assert len(own) > MAX_NAMES or zone[f"name_{e.lang}"] in said
    return types, [n for _, k in types for n in capped(k)]


def _tags(e, said):  # noqa: ARG001
    found = Counter(tag for zone in e.ids for tag in tags_of(zone))
    pairs = [(e.name("tags", slug), found[slug]) for slug in slugs("tags") if found[slug]]
    return pairs, [sum(bool(tags_of(zone)) for zone in e.ids)]


def _areas(e, said):
    whole = [k for _, k in e.areas if k == e.n]
    if len(whole) == 1:
        rest = [k for _, k in e.areas if k != e.n]
        assert all(name in said for name, _ in e.areas)
        return [], [e.n, *rest]
    return e.areas, e.era


def _overlap(e, said):
    assert all(named("zones", zone, e.lang) in said for zone in e.double[:MAX_NAMES])
    return [], [len(e.double), *capped(len(e.double))]


def _inferred(e, said):
    guessed = [row["zone"] for row in e.members if row["basis"] == "inferred"]
    assert all(named("zones", zone, e.lang) in said for zone in guessed)
    return [], [len(guessed)]


def _prefectures(e, said):
    found = Counter(zone["prefecture"] for zone in e.zones)
    # Those with the most come first.
    told = [int(n) for n in re.findall(r"\d+", said)]
    assert told == sorted(told, reverse=True)
    for slug, n in found.items():
        form = rf"{e.name('prefectures', slug)}[^；;]*?"
        tail = rf"{n}个" if e.lang == "zh" else rf"\({n}( each)?\)"
        assert len(found) == 1 or re.search(form + tail, said), slug
    return [], sorted(set(found.values())) if len(found) > 1 else []


def _rest(e, said):  # noqa: ARG001
    return [], [len(slugs("prefectures")) - len({zone["prefecture"] for zone in e.zones})]


def _phrases(e, said):  # noqa: ARG001
    return [], [e.phrases.total(), len(e.phrases)]


def _top(e, said):
    pairs = dict(re.findall(PAIR[e.lang], said.partition(INTRO[e.lang])[2]))
    truth = {e.name("industries", slug): n for slug, n in e.phrases.items()}
    assert pairs
    assert all(truth[name] == int(n) > 1 for name, n in pairs.items())
    least = min(map(int, pairs.values()))
    # Nothing that is more frequent than the last is left out.
    assert {name for name, n in truth.items() if n > least} <= set(pairs)
    return [(name, int(n)) for name, n in pairs.items()], []


INTRO = {"zh": "最常见的是", "en": "Most frequent: "}
PAIR = {"zh": r"([^、。]+?)(\d+)个", "en": r"“([^”]+)” \((\d+)\)"}


def _clusters(e, said):  # noqa: ARG001
    return [(e.name("clusters", slug, short=True), n) for slug, n in e.clusters.items()], []


def _absent_clusters(e, said):  # noqa: ARG001
    return [], [len(slugs("clusters")) - len(e.clusters)]


def _unlinked(e, said):
    alone = [zone for zone in e.ids if not clusters_of(zone, e.grade)]
    assert all(named("zones", zone, e.lang) in said for zone in alone[:MAX_NAMES])
    return [], [len(alone), *capped(len(alone))]


def _beyond(e, said):  # noqa: ARG001
    return [], [len(e.beyond)] if e.n > 1 else []


def _unmapped(e, said):
    assert all(e.name("industries", p) in said for p in e.unmapped[:MAX_NAMES])
    return [], [len(e.unmapped), len(slugs("clusters")), *capped(len(e.unmapped))]


def _weaker(e, said):  # noqa: ARG001
    return [], [len(e.weaker)]


def _bases(e, said):
    found = Counter(row["basis"] for row in e.members)
    if len(found) > 1:
        words = {
            "zh": {
                "named": "规划点名列入的",
                "place": "规划点到所在地的",
                "location": "按地理位置归入的",
                "inferred": "图集推断的",
            },
            "en": {
                "named": "named there by the plan",
                "place": "there by a place that the plan names",
                "location": "there by location",
                "inferred": "there by the atlas's inference",
            },
        }[e.lang]
        for basis, n in found.items():
            assert words[basis] + (f"{n}项" if e.lang == "zh" else f" ({n})") in said
    return [], [found.total(), *(found.values() if len(found) > 1 else ())]


def _position(e, said):  # noqa: ARG001
    known = [int(row["accuracy_km"]) for row in e.positions]
    return [], sorted({min(known), max(known)})


def _unverified(e, said):  # noqa: ARG001
    return [], [sum(row["verified"] == "no" for row in e.positions)]


def date_in(row, lang):
    """Return the numbers that a date is written with."""
    date = [int(part) for part in row["date"].split("-")]
    return date if lang == "zh" else [date[0], *date[2:]]


def _disputed(e, said):
    against = [row for row in e.positions if row["agreement"] in {"disputed", "doubtful"}]
    names = {zone["id"]: zone[f"name_{e.lang}"] for zone in e.zones}
    assert all(names[row["zone"]] in said for row in against)
    return [], [len(against)]


def _agree(e, said):  # noqa: ARG001
    found = [row for row in e.checks if row["supports"] == "yes"]
    km = max(float(row["km"]) for row in found if row["km"])
    return [], [len({row["source"] for row in found}), *map(int, f"{km:g}".split("."))]


def _conflict(e, said):
    (row,) = (row for row in e.checks if row["supports"] == "conflict")
    assert row[f"what_{e.lang}"] in said
    km = float(row["km"])
    told = f"{km:.0f}" if km >= 10 else f"{km:.1f}"
    figures = (told, row["about_lon"], row["about_lat"])
    return [], [int(n) for figure in figures for n in figure.split(".")]


def _change(e, said):
    (row,) = [row for row in e.changes if row[f"what_{e.lang}"] in said]
    assert named("zones", row["zone"], e.lang) in said
    return [], [*date_in(row, e.lang), *map(int, re.findall(r"\d+", row[f"what_{e.lang}"]))]


def _further_names(e, said):
    assert all(named("zones", row["zone"], e.lang) in said for row in e.names)
    if len(e.names) > FEW_NAMES:
        return [], [len(e.names)]
    assert all(row[f"name_{e.lang}"] in said for row in e.names)
    return [], [n for row in e.names for n in date_in(row, e.lang)]


def _one(e, said):
    (zone,) = e.zones
    assert zone[f"name_{e.lang}"] in said
    for table, column in (("levels", "level"), ("types", "type")):
        assert e.name(table, zone[column]).lower() in said.lower()
    return [], [1]


def _own_areas(e, said):
    assert all(e.name("areas", row["area"]) in said for row in e.members)
    return [], e.era


def _industries(e, said):
    assert all(e.name("industries", phrase) in said for phrase in e.phrases)
    return [], [len(e.phrases)]


def _belongs(e, said):
    assert all(e.name("clusters", slug, short=True) in said for slug in e.clusters)
    return [], [len(e.clusters)]


def _mentions(e, said):  # noqa: ARG001
    return [], [sum(row["zone"] in e.ids for row in rows("mentions"))]


def _none(e, said):  # noqa: ARG001
    assert e.n == 0
    return [], [len(rows("zones"))]


def _later(e, said):  # noqa: ARG001
    return [], e.era


TYPES = {la: "|".join(row[f"name_{la}"] for row in rows("types")) for la in LANGS}
KINDS = {
    _filter: ("^筛选条件：", "^Filter: "),
    _total: ("规划列名的开发区共有", r"^Of the zones named in the plan, \d+ are selected"),
    _types: ("^按发展类型分，", "^By type: |^All are of one type: "),
    _names: (rf"^({TYPES['zh']})\d+个：", rf"^({TYPES['en']}) \(\d+\): "),
    _tags: ("^规划另在平台", "^As platforms"),
    _areas: ("^按区域（.+计，|个开发区均属", r"^By area \(.+\): |^The \d+ zones lie in"),
    _overlap: ("^[0-9]+个开发区（.+同属两个区域", r"lies? in two areas"),
    _inferred: ("规划未写明所属区域，归入", "placing (it|them) in"),
    _prefectures: ("^按所在市州分，", "^By prefecture: "),
    _rest: (r"^其余\d+个市州", r"^None of the other \d+ prefectures"),
    _phrases: ("列出产业重点[0-9]+项次", "^For these zones the plan lists"),
    _top: ("^最常见的是", "^Most frequent: "),
    _clusters: ("^规划未逐区列出集群，以下", "what follows is the atlas"),
    _absent_clusters: (r"^其余\d+个集群", r"counted in the other \d+ clusters"),
    _unlinked: ("^[0-9]+个开发区.+不归入任何集群", r"^\d+ zones? .+ belongs? to no cluster"),
    _beyond: ("^规划把新兴产业集群", "^The plan rests the emerging"),
    _unmapped: ("都不相合：", "fits? none of the plan's"),
    _weaker: ("更弱的关联", "only (a )?weaker links?"),
    _bases: ("^区域归属共", "^Memberships in areas"),
    _position: ("^点位为近似位置", "approximate, to about"),
    _unverified: ("[0-9]+个点位未经核实", r"\d+ points? ha.+not been checked"),
    _disputed: ("[0-9]+个点位另有资料指在别处", "^Of [0-9]+ points? .+elsewhere"),
    _agree: ("与此点相合。$", r"^\d+ independent sources? agrees? with this point"),
    _conflict: ("两处并列，未作取舍。$", "neither is preferred"),
    _change: ("^规划印发后的变化", "^Changed since"),
    _further_names: ("^规划印发后另有名称", "^A further name since|have got a further name"),
    _one: ("规划列名的开发区有[0-9]+个：", r"^Of the zones named in the plan, \d+ is selected"),
    _own_areas: ("^按区域（.+，属", "^By area .+ it belongs to"),
    _industries: ("^规划列出的产业重点有", r"^The plan lists \d+ key"),
    _belongs: ("归入[0-9]+个集群：", r"belongs to \d+ clusters?: "),
    _mentions: ("处提到该区", "^The plan speaks of it in"),
    _none: ("中没有符合条件的", "^None of the .+ zones named in the plan"),
    _later: ("仅供对照", "^This regionalisation"),
}


def kind_of(said, lang):
    found = [of for of, forms in KINDS.items() if re.search(forms[LANGS.index(lang)], said)]
    assert len(found) <= 1 or found == [_areas, _own_areas], (said, found)
    return found[-1] if found else None


def test_every_number_is_that_of_the_tables(params, lang):
    truth = Expected(params, lang)
    for said in sentences(made(params, lang)[1], lang):
        kind = kind_of(said, lang)
        if kind is None:
            assert not re.search(r"\d", said), said
            continue
        pairs, others = kind(truth, said)
        for name, n in pairs:
            form = rf"{re.escape(name)}{n}个" if lang == "zh" else rf"{re.escape(name)}”? \({n}\)"
            assert re.search(form, said, re.IGNORECASE), (form, said)
        assert numbers(said) == Counter([*(n for _, n in pairs), *others]), said


def test_what_must_be_said_is_said(params, lang):
    truth = Expected(params, lang)
    kinds = [kind_of(said, lang) for said in sentences(made(params, lang)[1], lang)]
    many = truth.n > 1
    later = truth.scheme != "plan13"
    alike = [n for _, n in truth.areas].count(truth.n) == 1
    must = {
        _filter: True,
        _none: truth.n == 0,
        _total: many,
        _types: many,
        _names: many,
        _one: truth.n == 1,
        _mentions: truth.n == 1,
        _industries: truth.n == 1,
        _own_areas: truth.n == 1,
        _belongs: truth.n == 1 and bool(truth.clusters),
        _tags: many and any(tags_of(zone) for zone in truth.ids),
        _areas: many,
        _overlap: many and bool(truth.double) and not alike,
        _inferred: many and any(row["basis"] == "inferred" for row in truth.members),
        _phrases: many,
        _clusters: many and bool(truth.clusters),
        _unlinked: many
        and bool(truth.clusters)
        and any(not clusters_of(zone, truth.grade) for zone in truth.ids),
        _beyond: bool(truth.beyond),
        _unmapped: bool(truth.unmapped),
        _weaker: bool(truth.weaker),
        _bases: many,
        _position: truth.n > 0,
        _unverified: many and any(row["verified"] == "no" for row in truth.positions),
        _disputed: many
        and any(row["agreement"] in {"disputed", "doubtful"} for row in truth.positions),
        _agree: truth.n == 1 and any(row["supports"] == "yes" for row in truth.checks),
        _conflict: truth.n == 1 and any(row["supports"] == "conflict" for row in truth.checks),
        _change: bool(truth.changes),
        _further_names: bool(truth.names),
        _later: later and truth.n > 0,
    }
    for kind, due in must.items():
        assert (kind in kinds) == due, kind.__name__
    assert kinds.count(_change) == len(truth.changes)
    assert kinds.count(_further_names) <= 1


def test_where_parts_are_named_as_parts_they_add_up(params):
    for said in sentences(made(params, "zh")[1], "zh"):
        assert said.count("其中") <= 1
        for whole, parts in re.findall(r"(\d+)[个项]，其中([^。]+)", said):
            assert sum(map(int, re.findall(r"(\d+)[个项]", parts))) == int(whole), said
        if "其中" in said:
            assert re.search(r"\d+[个项]，其中", said), said


def test_the_sum_of_the_areas_is_never_left_unexplained(params, lang):
    truth = Expected(params, lang)
    text = "".join(p.text for p in prose(made(params, lang)[1]))
    if truth.n > 1 and sum(n for _, n in truth.areas) > truth.n:
        assert re.search("各区之和大于总数|含同属|so the areas add up to more|also in the", text)
    if truth.n > 1 and truth.clusters.total() > truth.n:
        assert re.search("各项之和大于总数|several clusters, so they add up to more", text)


def every_text(written):
    yield from (written.title, written.conclusion, *written.footnotes, written.table.title)
    yield from (paragraph.text for paragraph in written.paragraphs)
    yield from written.table.header
    yield from (cell for row in written.table.rows for cell in row)


def test_chinese_is_set_as_chinese(params):
    for said in every_text(made(params, "zh")[1]):
        # No noughts, no half-width marks beside Chinese, no mark twice or left over.
        assert not re.search(r"(?<![\d.])0[个项]", said), said
        assert not re.search(rf"{CHINESE}[,.;:?!()]|[,.;:?!()]{CHINESE}", said), said
        assert not re.search(r"[、，；：。]{2}|[、，；：]$|（）|[、，；：]）|（[、，；]", said), (
            said
        )
        assert not re.search(rf"{CHINESE} {CHINESE}", said), said
        assert not re.search("[“”]、“", said), said
        assert said.count("（") == said.count("）"), said
        assert said.count("“") == said.count("”"), said


def test_english_is_english(params):
    for said in every_text(made(params, "en")[1]):
        plain = re.sub(r"甘政办发\u3014\d+\u3015\d+号", "", said)
        assert not re.search(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]", plain), said
        assert not re.search(r"  |\bthe the\b|\(\)|[,;:]$|,,|\.\.| [,.;:]", said, re.IGNORECASE), (
            said
        )
        one = r"(?<![\d.])1 (zones|points|phrases|clusters|places|prefectures|industries)\b"
        assert not re.search(one, said), said
        assert not re.search(
            r"\b([2-9]|\d{2,}) (zone|point|phrase|cluster|place|prefecture|industry)\b", said
        ), said
        assert not re.search(r"(?<![\w.])0(?![\w.])", said), said
        assert said.count("(") == said.count(")"), said


def test_every_number_has_its_footnote(params, lang):
    written = made(params, lang)[1]
    for paragraph in written.paragraphs:
        for run in paragraph.runs:
            assert paragraph.heading or run.note or not re.search(r"\d", run.text), run
            assert not (paragraph.heading and run.note)


def test_footnotes_are_numbered_as_they_come_and_none_is_idle(params, lang):
    written = made(params, lang)[1]
    met = []
    for paragraph in written.paragraphs:
        for run in paragraph.runs:
            met += [run.note] if run.note and run.note not in met else []
    assert met == list(range(1, len(written.footnotes) + 1))
    assert len(set(written.footnotes)) == len(written.footnotes)
    assert all(note.strip() for note in written.footnotes)


def test_headings_are_numbered_and_followed_by_text(params, lang):
    paragraphs = made(params, lang)[1].paragraphs
    heads = [p.text for p in paragraphs if p.heading]
    numerals = "一二三四五六七八九十" if lang == "zh" else "123456789"
    assert [head[0] for head in heads] == list(numerals[: len(heads)])
    assert paragraphs[0].heading
    assert not paragraphs[-1].heading
    assert not any(a.heading and b.heading for a, b in pairwise(paragraphs))


def test_text_table_and_chart_agree(params, lang):
    truth = Expected(params, lang)
    sheet, written = made(params, lang)
    table, chart = written.table, written.chart
    assert list(table.zones) == truth.ids == list(sheet.zones.index)
    assert [row[0] for row in table.rows] == [zone[f"name_{lang}"] for zone in truth.zones]
    assert all(len(row) == len(table.header) for row in table.rows)
    for row, zone in zip(table.rows, truth.zones, strict=True):
        mark = "推断" if lang == "zh" else "inferred"
        bases = {member["basis"] for member in areas_of(zone["id"], truth.scheme)}
        assert (mark in row[3]) == ("inferred" in bases)
        phrases = [named("industries", phrase, lang) for phrase in phrases_of(zone["id"])]
        assert row[5] == {"zh": "、", "en": "; "}[lang].join(phrases)
        assert row[6].rpartition("·")[2] == zone["source"].rpartition("·")[2]
    types = Counter(zone["type"] for zone in truth.zones)
    assert chart.totals == tuple(types[slug] for slug in slugs("types"))
    assert chart.totals == tuple(sheet.summary.types) == tuple(types[key] for key in chart.keys)
    for series in chart.series:
        pairs = Counter(z["type"] for z in truth.zones if z["level"] == series.key)
        assert series.counts == tuple(pairs[key] for key in chart.keys)
    assert sum(chart.totals) == truth.n
    assert written.sources == sheet.sources


def test_every_zone_has_a_preset_of_its_own():
    ones = [preset for preset in PRESETS if len(selected(preset)) == 1]
    assert {selected(preset)[0]["id"] for preset in ones} == {z["id"] for z in rows("zones")}


def test_a_selection_of_none_says_so(lang):
    sheet, written = made({"prefecture": "gannan"}, lang)
    assert sheet.summary.n == 0
    text = " ".join(p.text for p in prose(written))
    assert {"zh": "没有符合条件的", "en": "None of the 42 zones"}[lang] in text
    assert written.table.rows == ()
    assert written.chart.series == ()
    assert set(written.chart.totals) == {0}


def test_the_selected_zone_has_its_own_section(lang):
    written = made({"area": "lanzhou"}, lang, "longxi")[1]
    (at,) = [
        i
        for i, paragraph in enumerate(written.paragraphs)
        if paragraph.heading and named("zones", "longxi", lang) in paragraph.text
    ]
    said = written.paragraphs[at + 1].text
    assert {"zh": "定西市陇西县", "en": "Longxi County, Dingxi City"}[lang] in said
    assert {"zh": "归属为推断", "en": "the membership is inferred"}[lang] in said


def test_the_area_asked_for_has_what_the_plan_wants_of_it(lang):
    for area in AREAS:
        text = " ".join(p.text for p in prose(made({"area": area}, lang)[1]))
        for row in rows("area_focus"):
            assert (row["area"] != area) or row[f"phrase_{lang}"] in text
    assert not any(
        row["phrase_zh"] == "新型高载能产业" and row["phrase_zh"] in p.text
        for row in rows("area_focus")
        for p in prose(made({}, "zh")[1])
    )


def notes_behind(written, words):
    (run,) = [run for p in prose(written) for run in p.runs if words in run.text and run.note]
    return written.footnotes[run.note - 1].split("；")


def test_one_footnote_names_all_that_a_sentence_rests_on():
    written = made({}, "zh")[1]
    boxes = notes_behind(written, "转型升级型9个：")
    assert boxes[:2] == ["规划专栏2：创新驱动型开发区", "专栏3：转型升级型开发区"]
    assert len(boxes) == 5
    assert boxes == notes_behind(written, "按发展类型分")
    levels = notes_behind(written, "国家级7个")
    assert {"规划第三章一（一）：创新驱动型", "专栏2：创新驱动型开发区"} <= {*levels}
    areas = notes_behind(written, "民族地区6个")
    assert "第三章二（四）：支持民族地区加快发展" in areas
    guess = notes_behind(written, "定西市的4个")
    assert any("甘政办发\u30142021\u301593号" in note for note in guess)
    one = made(PRESETS[-42 + 3], "zh")[1]
    assert notes_behind(one, "金昌经济技术开发区，级别") == ["规划专栏2第4项：创新驱动型开发区"]


def test_the_conclusion_says_first_what_the_tables_have(params, lang):
    truth, written = Expected(params, lang), made(params, lang)[1]
    said = written.conclusion
    form = {"zh": "{name}{n}个", "en": "{name} ({n})"}[lang]
    if truth.n < 2:
        names = [zone[f"name_{lang}"] for zone in truth.zones]
        assert all(name in said for name in names)
        assert numbers(re.sub("|".join(map(re.escape, names)) or "$^", "", said)) == Counter(
            [len(truth.phrases)] if truth.n else []
        )
        return
    expected = [truth.n]
    levels = truth.column("levels", "level")
    if len(levels) > 1:
        assert all(form.format(name=name, n=n).lower() in said.lower() for name, n in levels)
        expected += [n for _, n in levels]
    top = {
        "types": [n for _, n in truth.column("types", "type")],
        "prefectures": [n for _, n in truth.column("prefectures", "prefecture")],
    }
    if len(top["prefectures"]) > 1:
        expected.append(len(top["prefectures"]))
    for column, counted in top.items():
        most = counted.count(max(counted))
        asked = column == "types" and "type" in params
        if most < len(counted) and most <= 3 and not asked:
            expected.append(max(counted))
    found = numbers(said) - Counter(expected)
    assert not Counter(expected) - numbers(said), said
    # What is left are the zones that share the phrases named.
    shared = {truth.name("industries", slug): n for slug, n in truth.phrases.items() if n > 1}
    if {"cluster", "industry"} & {*params}:
        shared = {}  # which they are is asked for
    named = {name: n for name, n in shared.items() if re.search(re.escape(name) + r"[（”]", said)}
    assert found == Counter(named.values()), said
    assert len(named) <= 3
    assert not named or min(named.values()) >= max(
        (n for name, n in shared.items() if name not in named), default=0
    )


def test_what_was_filtered_and_the_version_stand_with_the_basis(params, lang):
    written = made(params, lang)[1]
    last = max(n for n, p in enumerate(written.paragraphs) if p.heading)
    version, form = ATLAS.version, KINDS[_filter][LANGS.index(lang)]
    before = [p.text for p in written.paragraphs[:last]]
    assert not any(version in said or re.search(form, said) for said in before)
    assert version in written.paragraphs[-1].text
    assert {"zh": "依据", "en": "Basis"}[lang] in written.paragraphs[last].text
    assert version not in written.conclusion


def test_a_title_has_no_colon(params, lang):
    assert not re.search("[:：]", made(params, lang)[1].title)


@pytest.mark.parametrize("note", [PLACES, POSITIONS, READING])
def test_what_the_atlas_itself_adds_is_told_from_the_plan(a, note):
    assert "图集" in cite(a, note, lang="zh")
    assert "atlas" in cite(a, note, lang="en")


def test_a_title_given_is_the_title(a, lang):
    order = Order.of(selection=atlas.Selection(), lang=lang, date=DAY, title=" A <b>title</b> {n} ")
    assert report(a, content(a, order)).title == "A <b>title</b> {n}"


WICKED = "{{7*7}}{n}{0}%s</script><img src=x>'\"&amp;\\"
TEXTS = re.compile(r"^(name|short|what|place|phrase|title)_|^publisher$|^number$")


def test_the_worst_names_stay_as_they_are(a, lang):
    tables = {}
    for field in dataclasses.fields(a):
        table = getattr(a, field.name)
        if isinstance(table, pd.DataFrame) and field.name != "style":
            columns = [name for name in table.columns if TEXTS.search(name)]
            tables[field.name] = table.assign(
                **{name: WICKED + table[name].astype("str") for name in columns}
            )
    worst = dataclasses.replace(a, **tables)
    for selection in (
        atlas.Selection(areas=("hexi",)),
        atlas.Selection(text=("{n}</p>",)),
        atlas.Selection(counties=("620802",)),
    ):
        order = Order.of(selection=selection, lang=lang, date=DAY, zone="jiayuguan")
        written = report(worst, content(worst, order))
        said = "".join(paragraph.text for paragraph in written.paragraphs)
        assert "{n}</p>" in said or said.count(WICKED) > 5
        assert "49" not in said
        assert all(WICKED in note for note in written.footnotes if note.startswith("Plan, "))


def test_the_same_order_gives_the_same_report(a, lang):
    order = Order.of(selection=atlas.Selection(areas=("hexi",)), lang=lang, date=DAY)
    assert report(a, content(a, order)) == report(atlas.load(), content(a, order))


@pytest.mark.parametrize(("kept", "form"), [(1, "one"), (2, "many")])
def test_one_phrase_that_all_share_is_said_as_one(kept, form):
    """No selection of the plan's zones has but one phrase: three of them are cut down to some."""
    few = ("yumen", "dunhuang", "wuwei")
    listed = ATLAS.zone_industries[ATLAS.zone_industries["zone"].isin(few)]
    phrases = [ATLAS.industries.index[min(n, kept - 1)] for n in range(len(listed))]
    cut = dataclasses.replace(
        ATLAS,
        zones=ATLAS.zones.loc[[*few]],
        zone_industries=listed.assign(industry=phrases),
    )
    selection = atlas.Selection(prefectures=("jiuquan", "wuwei"))
    told = report(cut, content(cut, Order.of(selection, "en", dt.date(2026, 11, 29))))
    expected = {"one": "always in 1 and the same phrase", "many": "in 2 different phrases"}
    assert expected[form] in repr(told)
