"""Hold the tables against the plan's own text, by a second reading of its own.

The project does not ship the text. Where it is given (``ATLAS_PLAN=<file>``) these tests read it;
elsewhere they are skipped and say so.
"""

import hashlib
import os
import re
from pathlib import Path

import pandas as pd
import pytest

from geodata import SOURCES, TABLES
from tests.shipped import ATLAS

PLAN = os.environ.get("ATLAS_PLAN", "")
pytestmark = pytest.mark.skipif(
    not PLAN, reason="the plan's text is not given: set ATLAS_PLAN=<file> to check against it"
)

NUMERALS = "一二三四五六七八九十"
TYPE_BOXES = {
    "专栏2": "innovation",
    "专栏3": "upgrade",
    "专栏4": "specialty",
    "专栏5": "city-industry",
    "专栏6": "foundation",
}


@pytest.fixture(scope="module")
def text():
    return Path(PLAN).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def data():
    return ATLAS


def table(name):
    return pd.read_csv(TABLES / f"{name}.csv", dtype=str, keep_default_na=False)


def boxes(text):
    """Return the lines of each box, up to the next heading."""
    found, current = {}, None
    for raw in text.splitlines():
        line = raw.strip("　 \t")
        head = re.match(r"(专栏\d)", line)
        if head:
            current = found.setdefault(head[1], [])
        elif re.match(rf"(第[{NUMERALS}]章|（[{NUMERALS}]）|[{NUMERALS}]+、|注：|$)", line):
            current = None
        elif current is not None:
            current.append(line)
    return found


def passages(text):
    """Return the text of each reference (1.1.2, 3.1.4, 专栏8), walking the headings."""
    found, chapter, section, part, box = {}, 0, 0, 0, None
    for raw in text.splitlines():
        line = raw.strip("　 \t")
        if m := re.match(rf"第([{NUMERALS}])章", line):
            chapter, section, part, box = NUMERALS.index(m[1]) + 1, 0, 0, None
        elif m := re.match(rf"([{NUMERALS}])、", line):
            section, part, box = NUMERALS.index(m[1]) + 1, 0, None
        elif m := re.match(rf"（([{NUMERALS}])）", line):
            part, box = NUMERALS.index(m[1]) + 1, None
        elif m := re.match(r"(专栏\d)", line):
            box = m[1]
        elif not line:
            box = None
        ref = box or ".".join(str(n) for n in (chapter, section, part) if n)
        found[ref] = found.get(ref, "") + line + "\n"
    return found


def zone_rows(text, box):
    """Give printed name (without star), star and industry phrases of each row of a zone box."""
    for line in boxes(text)[box]:
        cells = line.split("\t")
        if len(cells) == 2 and cells[0] != "开发区":
            words = re.fullmatch(r"重点发展(.+?)(等)?产业。", cells[1])[1]
            phrases = words.split("、")
            last = re.fullmatch(r"(.+)和(.+)", phrases[-1])
            phrases[-1:] = last.groups() if last else phrases[-1:]
            yield cells[0].rstrip("*"), cells[0].endswith("*"), phrases


def test_the_text_is_the_right_one(data):
    card = data.sources.loc["plan-2016-125"]
    assert hashlib.sha256(Path(PLAN).read_bytes()).hexdigest() == card["sha256"]
    assert SOURCES.exists()


@pytest.mark.parametrize(("box", "kind"), TYPE_BOXES.items())
def test_names_types_levels_and_industries_are_the_boxes(text, data, box, kind):
    printed = list(zone_rows(text, box))
    ours = data.zones[data.zones["box"] == box]
    assert list(ours["name_zh"]) == [name for name, _, _ in printed]
    assert set(ours["zone_type"]) == {kind}
    industries = data.industries["name_zh"]
    for n, ((zone, row), (name, star, phrases)) in enumerate(
        zip(ours.iterrows(), printed, strict=True), start=1
    ):
        assert row["source"] == f"{box}·{n}", name
        assert (row["level"] == "national") == star, name
        listed = data.zone_industries[data.zone_industries["zone"] == zone]
        assert [industries[slug] for slug in listed["industry"]] == phrases, name
        assert set(listed["source"]) == {f"{box}·{n}"}, name


@pytest.mark.parametrize("kind", range(1, 6))
def test_the_lists_in_the_text_name_the_same_zones_as_the_boxes(text, data, kind):
    listed = re.search(r"主要包括：(.+?)(\d+个|等规划)", passages(text)[f"3.1.{kind}"])[1]
    box = f"专栏{kind + 1}"
    assert listed.split("、") == list(data.zones[data.zones["box"] == box]["name_zh"])


def test_every_place_that_names_a_zone_is_among_its_mentions(text, data):
    missing = []
    for ref, words in passages(text).items():
        for zone, row in data.zones.iterrows():
            if row["name_zh"] in words:
                refs = set(data.mentions[data.mentions["zone"] == zone]["source"])
                if not any(ref == have.split("·")[0] for cell in refs for have in cell.split("|")):
                    missing.append((ref, row["name_zh"]))
    assert missing == []


def test_no_mention_points_to_a_place_that_does_not_speak_of_the_zone(text, data):
    """The full name, an alias or at least the place's name stands where a mention points."""
    words = passages(text)
    for mention in data.mentions.itertuples():
        zone = data.zones.loc[mention.zone]
        names = [zone["name_zh"], *data.aliases[data.aliases["zone"] == mention.zone]["alias"]]
        for ref in mention.source.split("|"):
            place = words[ref.split("·")[0]]
            assert any(name in place for name in names), (mention.zone, ref)


def test_sections_are_the_headings(text):
    words = passages(text)
    headed = table("sections")
    headed = headed[headed["ref"] != "0"]  # what stands before the first chapter has no heading
    for section in headed.itertuples():
        assert section.title_zh in words[section.ref].split("\n", 1)[0] or (
            section.title_zh in words[section.ref]
        ), section.ref
    assert set(words) - {""} <= set(table("sections")["ref"])


NUMBER = r"\d+(?:\.\d+)?"


@pytest.mark.parametrize(
    "ref", [*(f"1.1.{n}" for n in range(1, 6)), *(f"2.3.{n}" for n in range(1, 5)), "专栏9"]
)
def test_every_figure_of_the_text_is_an_indicator(text, data, ref):
    """Each number that is no year and no numbering stands among the indicators of its place."""
    words = re.sub(
        r"(20\d\d)年|[“”]|3341|^\d\.|(?<=　)\d\.", " ", passages(text)[ref], flags=re.MULTILINE
    )
    words = re.sub(r"专栏\d|“?十[二三]五”?", " ", words)
    figures = sorted(float(n) for n in re.findall(NUMBER, words))
    place = data.indicators[
        data.indicators["source"].str.split(r"[|·]", regex=True).map(lambda refs: ref in refs)
    ]
    have = list(place["value"].abs())
    # A threshold ("over 10 billion") is part of an indicator's name, "35 zones" of its scope.
    names = " ".join([*place["name_zh"], *place["scope_zh"]])
    missing = [n for n in figures if n not in have and f"{n:g}" not in names]
    assert missing == []


def test_the_indicator_box_is_complete(text, data):
    kinds = {0: ("actual", "2015"), 1: ("target", "2020")}
    ours = data.indicators[data.indicators["source"].str.startswith("专栏1")]
    seen = 0
    for line in boxes(text)["专栏1"]:
        cells = line.split("\t")
        if cells[0].startswith("指"):
            continue
        name = re.sub(r"（[^（）]+）$", "", cells[0])
        rows = ours[ours["name_zh"] == name]
        assert len(rows) == 3, name
        for column, (kind, year) in kinds.items():
            row = rows[(rows["kind"] == kind) & (rows["year"] == year)]
            assert list(row["value"]) == [float(cells[column + 1])], (name, kind)
        growth = cells[3]
        kind = "cumulative_points" if growth.startswith("[") else "growth_pct_per_year"
        assert list(rows[rows["kind"] == kind]["value"]) == [float(growth.strip("[]"))], name
        seen += 1
    assert seen * 3 == len(ours)
