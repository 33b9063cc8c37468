"""Wrong data is refused, with file, row, column and a remedy; all of it at once."""

import csv
import io
import re
import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geodata import GPKG, SOURCES, TABLES, boundaries
from geodata.schema import check, geometry, read
from geodata.schema.problems import DataError, Problem, _messages
from geodata.schema.tables import KINDS, SCHEMA
from tests.pairwise import spread

LANGS = ("zh", "en")


@dataclass(frozen=True)
class Copy:
    """The real data, copied to where a test may break it."""

    root: Path

    @property
    def sources(self):
        return self.root / "sources.toml"

    def table(self, name):
        return self.root / f"{name}.csv"

    def problems(self):
        return check.problems(self.root, sources=self.sources)


@pytest.fixture
def data(tmp_path):
    for path in TABLES.glob("*.csv"):
        shutil.copy(path, tmp_path)
    shutil.copy(SOURCES, tmp_path)
    return Copy(tmp_path)


# What a hand may do to a file; rows are counted as a spreadsheet counts them ----------------------


def _rewrite(path, change):
    path.write_bytes(change(path.read_bytes()))


def _records(data, name, change):
    records = list(csv.reader(io.StringIO(data.table(name).read_text(encoding="utf-8"))))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(change(records))
    data.table(name).write_text(text.getvalue(), encoding="utf-8", newline="")


def set_cell(name, row, column, value, data):
    def change(records):
        records[row - 1][records[0].index(column)] = value
        return records

    _records(data, name, change)


def add_row(name, values, data):
    """Append the last row once more, with other values."""

    def change(records):
        last = dict(zip(records[0], records[-1], strict=True))
        return [*records, list((last | values).values())]

    _records(data, name, change)


def remove_rows(name, key, other, data):
    """Remove the rows that begin with two values."""
    _records(data, name, lambda records: [r for r in records if r[:2] != [key, other]])


def drop_column(name, column, data):
    def change(records):
        n = records[0].index(column)
        return [record[:n] + record[n + 1 :] for record in records]

    _records(data, name, change)


def add_column(name, column, data):
    _records(
        data, name, lambda records: [[*r, column if not n else "x"] for n, r in enumerate(records)]
    )


def swap_columns(name, data):
    _records(data, name, lambda records: [[r[1], r[0], *r[2:]] for r in records])


def edit_line(name, row, change, data):
    lines = data.table(name).read_text(encoding="utf-8").split("\n")
    lines[row - 1] = change(lines[row - 1])
    data.table(name).write_text("\n".join(lines), encoding="utf-8", newline="")


def save_as(name, encoding, data):
    _rewrite(data.table(name), lambda raw: raw.decode("utf-8").encode(encoding))


def save_with_crlf(name, data):
    _rewrite(data.table(name), lambda raw: raw.replace(b"\n", b"\r\n"))


def remove_file(name, data):
    data.table(name).unlink()


def add_file(name, data):
    data.table(name).write_text("a,b\n", encoding="utf-8")


def add_to_sources(text, data):
    _rewrite(data.sources, lambda raw: raw + text.encode())


def cut_from_sources(pattern, data):
    _rewrite(data.sources, lambda raw: re.sub(pattern, "", raw.decode(), count=1).encode())


CARD = """
[cards.web-nobody]
title_zh = "无人引用"
title_en = "Used by nobody"
publisher = "无"
verified = false
"""
NEW_ZONE = {
    "name_zh": "新区工业园区",
    "name_en": "Xinqu Industrial Park",
    "short_zh": "新区",
    "short_en": "Xinqu",
}

# (what is done, file, row, column, what is wrong, part of the remedy)
WRONG = {
    # keys and references
    "duplicate id": (
        partial(add_row, "zones", NEW_ZONE | {"id": "lanzhou-hitech"}),
        ("zones.csv", 44, "id", "duplicate", "2"),
    ),
    "duplicate name": (
        partial(set_cell, "types", 3, "name_zh", "创新驱动型"),
        ("types.csv", 3, "name_zh", "duplicate", "2"),
    ),
    "duplicate pair": (
        partial(set_cell, "zone_industries", 3, "industry", "headquarters"),
        ("zone_industries.csv", 3, "industry", "duplicate", "2"),
    ),
    "unknown slug": (
        partial(set_cell, "zones", 18, "type", "speciality"),
        ("zones.csv", 18, "type", "reference", "specialty"),
    ),
    "name for a slug": (
        partial(set_cell, "area_members", 5, "area", "河西走廊经济区"),
        ("area_members.csv", 5, "area", "reference", "hexi"),
    ),
    "unknown zone": (
        partial(set_cell, "zone_tags", 2, "zone", "jinchang-etd"),
        ("zone_tags.csv", 2, "zone", "reference", "jinchang-etdz"),
    ),
    "unknown zone among several": (
        partial(set_cell, "slips", 2, "zones", "linxia|linxa"),
        ("slips.csv", 2, "zones", "reference", "linxia"),
    ),
    "slug that is none": (
        partial(set_cell, "slips", 2, "id", "Linxia Name"),
        ("slips.csv", 2, "id", "slug", "linxia-name"),
    ),
    "no such choice": (
        partial(set_cell, "industry_clusters", 2, "grade", "infered"),
        ("industry_clusters.csv", 2, "grade", "choice", "inference"),
    ),
    "county of another prefecture": (
        partial(set_cell, "zones", 2, "prefecture", "baiyin"),
        ("zones.csv", 2, "county", "not_in_prefecture", "lanzhou"),
    ),
    "code of another prefecture": (
        partial(set_cell, "prefectures", 3, "adcode", "629900"),
        ("counties.csv", 10, "adcode", "not_its_code", "6299"),
    ),
    "area of another scheme": (
        partial(set_cell, "prefectures", 2, "area_plan13", "lanzhou-circle"),
        ("prefectures.csv", 2, "area_plan13", "other_scheme", "lanzhou"),
    ),
    "zone in no area of a scheme": (
        partial(remove_rows, "area_members", "wuwei", "hexi-belt"),
        ("zones.csv", 18, "id", "no_area", "plan14"),
    ),
    "type of another box": (
        partial(set_cell, "zones", 18, "type", "upgrade"),
        ("zones.csv", 18, "type", "not_of_box", "specialty"),
    ),
    "industry of no zone": (
        partial(
            add_row,
            "industries",
            {"slug": "alchemy", "name_zh": "炼金", "name_en": "Alchemy"},
        ),
        ("industries.csv", 87, "slug", "no_zone", "alchemy"),
    ),
    "gap among the ranks": (
        partial(set_cell, "zone_industries", 3, "rank", "9"),
        ("zone_industries.csv", 4, "rank", "rank_gap", "2"),
    ),
    "rank past all counting": (
        partial(set_cell, "zone_industries", 3, "rank", "9" * 5000),
        ("zone_industries.csv", 3, "rank", "count", ""),
    ),
    "alias that names another zone": (
        partial(set_cell, "aliases", 2, "alias", "白银高新"),
        ("aliases.csv", 2, "alias", "taken", "baiyin-hitech"),
    ),
    "alias of two zones": (
        partial(set_cell, "aliases", 3, "alias", "兰州高新技术产业开发区榆中园区"),
        ("aliases.csv", 3, "alias", "duplicate", "2"),
    ),
    "level without symbol": (
        partial(set_cell, "style", 11, "key", "type/none"),
        ("levels.csv", 3, "slug", "no_style", "level/provincial"),
    ),
    # later lists
    "listing of an unknown zone": (
        partial(set_cell, "listings", 3, "zone", "jinchang-etd"),
        ("listings.csv", 3, "zone", "reference", "jinchang-etdz"),
    ),
    "listing of an unknown document": (
        partial(set_cell, "listings", 3, "document", "catalogue-2081"),
        ("listings.csv", 3, "document", "reference", "catalogue-2018"),
    ),
    "code of two listings": (
        partial(set_cell, "listings", 3, "code", "G621045"),
        ("listings.csv", 3, "code", "duplicate", "2"),
    ),
    "code that is none": (
        partial(set_cell, "listings", 3, "code", "621207"),
        ("listings.csv", 3, "code", "zone_code", ""),
    ),
    "gap among the ranks of a list": (
        partial(set_cell, "listed_industries", 3, "rank", "9"),
        ("listed_industries.csv", 4, "rank", "rank_gap", "2"),
    ),
    "later zone in no list": (
        partial(add_row, "later_zones", {"id": "nowhere", "short_zh": "无处"}),
        ("later_zones.csv", 26, "id", "no_row", "listings.csv"),
    ),
    "later zone that the plan names": (
        partial(add_row, "later_zones", {"id": "lanzhou-etdz", "short_zh": "兰州经开"}),
        ("later_zones.csv", 26, "id", "duplicate", "4"),
    ),
    "later zone of another prefecture": (
        partial(set_cell, "later_zones", 2, "prefecture", "baiyin"),
        ("later_zones.csv", 2, "county", "not_in_prefecture", "lanzhou"),
    ),
    "phrase of no list": (
        partial(
            add_row,
            "listed_phrases",
            {"slug": "alchemy", "name_zh": "炼金", "name_en": "Alchemy"},
        ),
        ("listed_phrases.csv", 44, "slug", "no_row", "listed_industries.csv"),
    ),
    "phrase that the plan has": (
        partial(set_cell, "listed_phrases", 2, "name_zh", "煤化工"),
        ("listed_phrases.csv", 2, "name_zh", "duplicate", "49"),
    ),
    "phrase called as one of the plan in English": (
        partial(set_cell, "listed_phrases", 2, "name_en", "Coal chemicals"),
        ("listed_phrases.csv", 2, "name_en", "duplicate", "49"),
    ),
    # positions
    "point outside its county": (
        partial(set_cell, "positions", 2, "lon", "104.15"),
        ("positions.csv", 2, "lon", "in_other_county", "620123"),
    ),
    "point outside the province": (
        partial(set_cell, "positions", 2, "lat", "16.06"),
        ("positions.csv", 2, "lon", "in_no_county", "–"),
    ),
    "bad number": (
        partial(set_cell, "positions", 2, "lat", "36.O6"),
        ("positions.csv", 2, "lat", "lat", ""),
    ),
    "latitude past the pole": (
        partial(set_cell, "positions", 2, "lat", "103.885"),
        ("positions.csv", 2, "lat", "lat", ""),
    ),
    "zone without a main park": (
        partial(set_cell, "parks", 2, "main", "no"),
        ("parks.csv", 2, "main", "main_park", "0"),
    ),
    "main park with a place of its own": (
        partial(set_cell, "parks", 2, "lon", "103.885"),
        ("parks.csv", 2, "lon", "main_position", ""),
    ),
    "park with half a place": (
        partial(set_cell, "parks", 13, "basis", ""),
        ("parks.csv", 13, "basis", "half_position", ""),
    ),
    "park beyond the province": (
        partial(set_cell, "parks", 13, "lat", "18.3784"),
        ("parks.csv", 13, "lon", "park_outside", "–"),
    ),
    "park of a zone that has but one": (
        partial(set_cell, "positions", 2, "multi_park", "no"),
        ("parks.csv", 2, "zone", "one_park", ""),
    ),
    "distance without a direction": (
        partial(set_cell, "position_checks", 2, "bearing", ""),
        ("position_checks.csv", 2, "bearing", "half_distance", ""),
    ),
    "disputed place told too finely": (
        partial(set_cell, "position_checks", 7, "about_lon", "102.306"),
        ("position_checks.csv", 7, "about_lon", "coarse", "102.30"),
    ),
    "coordinate of a check that agrees": (
        partial(set_cell, "position_checks", 2, "about_lon", "103.88"),
        ("position_checks.csv", 2, "about_lon", "about", ""),
    ),
    "agreed by one source": (
        partial(set_cell, "positions", 3, "agreement", "agreed"),
        ("positions.csv", 3, "agreement", "agreement_sources", "2"),
    ),
    "conflict that is not told": (
        partial(set_cell, "positions", 5, "agreement", "single"),
        ("positions.csv", 5, "agreement", "agreement_conflict", ""),
    ),
    "disputed and verified": (
        partial(set_cell, "positions", 20, "verified", "yes"),
        ("positions.csv", 20, "verified", "not_verifiable", ""),
    ),
    "generally known and verified": (
        partial(set_cell, "positions", 3, "verified", "yes"),
        ("positions.csv", 3, "verified", "unproved", ""),
    ),
    "accuracy of nothing": (
        partial(set_cell, "positions", 2, "accuracy_km", "0"),
        ("positions.csv", 2, "accuracy_km", "positive", ""),
    ),
    # sources
    "missing source": (
        partial(set_cell, "zones", 2, "source", ""),
        ("zones.csv", 2, "source", "required", "source"),
    ),
    "unknown source": (
        partial(set_cell, "aliases", 4, "source", "atlass"),
        ("aliases.csv", 4, "source", "source", "atlas"),
    ),
    "row the box does not have": (
        partial(set_cell, "zones", 8, "source", "专栏2·8"),
        ("zones.csv", 8, "source", "box_row", "专栏2·1–7"),
    ),
    "row of what is no box": (
        partial(set_cell, "types", 2, "source", "3.1.1·40"),
        ("types.csv", 2, "source", "box_row", "3.1.1"),
    ),
    "unused source": (
        partial(add_to_sources, CARD),
        ("sources.toml", None, "cards.web-nobody", "unused", "web-nobody"),
    ),
    "unknown key of a card": (
        partial(add_to_sources, 'licens = "MIT"\n'),
        ("sources.toml", None, "cards.web-linxia-2016.licens", "unknown_key", "licence"),
    ),
    "plan without checksum": (
        partial(cut_from_sources, r'sha256 = ".*"\n'),
        ("sources.toml", None, "cards.plan-2016-125.sha256", "required", "sha256"),
    ),
    "card without title": (
        partial(cut_from_sources, r'title_en = "GeoNames.*"\n'),
        ("sources.toml", None, "cards.geonames.title_en", "required", "title_en"),
    ),
    "card in one language": (
        partial(cut_from_sources, r'note_en = "No citable.*"\n'),
        ("sources.toml", None, "cards.general-knowledge.note_en", "one_sided", "note_zh"),
    ),
    "broken TOML": (
        partial(add_to_sources, "[cards\n"),
        ("sources.toml", None, "", "toml", ""),
    ),
    # text
    "one-sided translation": (
        partial(set_cell, "counties", 2, "note_zh", "省会"),
        ("counties.csv", 2, "note_en", "one_sided", "note_zh"),
    ),
    "empty name": (
        partial(set_cell, "tags", 2, "name_en", ""),
        ("tags.csv", 2, "name_en", "required", "name_en"),
    ),
    "Chinese as English": (
        partial(set_cell, "tags", 2, "name_en", "创新体系平台"),
        ("tags.csv", 2, "name_en", "not_english", ""),
    ),
    "stray blank": (
        partial(set_cell, "tags", 2, "name_zh", "创新体系平台 "),
        ("tags.csv", 2, "name_zh", "blanks", "创新体系平台"),
    ),
    "invisible character": (
        partial(set_cell, "tags", 2, "name_zh", "创新\u200b体系平台"),
        ("tags.csv", 2, "name_zh", "blanks", "创新体系平台"),
    ),
    "control character": (
        partial(set_cell, "tags", 2, "name_zh", "创新\x1b[2J体系平台"),
        ("tags.csv", 2, "name_zh", "blanks", "创新[2J体系平台"),
    ),
    "private-use character": (
        partial(set_cell, "tags", 2, "name_zh", "创新\ue000体系平台"),
        ("tags.csv", 2, "name_zh", "blanks", "创新体系平台"),
    ),
    "value given twice": (
        partial(set_cell, "slips", 2, "zones", "linxia|linxia"),
        ("slips.csv", 2, "zones", "doubled", "linxia"),
    ),
    "date that is none": (
        partial(set_cell, "changes", 2, "date", "2013-13"),
        ("changes.csv", 2, "date", "date", ""),
    ),
    "change that ends before it begins": (
        partial(set_cell, "changes", 9, "until", "2010"),
        ("changes.csv", 9, "until", "before", "2018"),
    ),
    "change of an unknown zone": (
        partial(set_cell, "changes", 9, "zone", "qingcheng"),
        ("changes.csv", 9, "zone", "reference", "qingcheng-yima"),
    ),
    "figure of an unknown zone": (
        partial(set_cell, "zone_figures", 2, "zone", "lanzhou-hitec"),
        ("zone_figures.csv", 2, "zone", "reference", "lanzhou-hitech"),
    ),
    "figure without a source": (
        partial(set_cell, "zone_figures", 2, "source", ""),
        ("zone_figures.csv", 2, "source", "required", "source"),
    ),
    "figure that is none": (
        partial(set_cell, "zone_figures", 2, "value", "65/169"),
        ("zone_figures.csv", 2, "value", "number", ""),
    ),
    "figure that is unsure": (
        partial(set_cell, "zone_figures", 2, "sure", "low"),
        ("zone_figures.csv", 2, "sure", "choice", "medium"),
    ),
    "figure of a zone, year and indicator given twice": (
        partial(set_cell, "zone_figures", 3, "indicator_zh", "国家高新区综合排名"),
        ("zone_figures.csv", 3, "indicator_zh", "duplicate", "2"),
    ),
    "colour that is none": (
        partial(set_cell, "style", 3, "fill", "crimson"),
        ("style.csv", 3, "fill", "colour", ""),
    ),
    # files
    "a cell too many": (
        partial(edit_line, "zones", 5, lambda line: f"{line},x"),
        ("zones.csv", 5, "", "cells", "10"),
    ),
    "a cell too few": (
        partial(edit_line, "zones", 5, lambda line: line.rpartition(",")[0]),
        ("zones.csv", 5, "", "cells", "10"),
    ),
    "empty line": (
        partial(edit_line, "levels", 3, lambda line: f"\n{line}"),
        ("levels.csv", 3, "", "cells", "4"),
    ),
    "open quotes": (
        partial(edit_line, "levels", 3, lambda line: f'"{line}'),
        ("levels.csv", 3, "", "quotes", ""),
    ),
    "BOM": (partial(save_as, "zones", "utf-8-sig"), ("zones.csv", 1, "", "bom", "")),
    "GBK": (partial(save_as, "zones", "gb18030"), ("zones.csv", 2, "", "encoding", "")),
    "UTF-16": (partial(save_as, "zones", "utf-16"), ("zones.csv", 1, "", "encoding", "")),
    "CRLF": (partial(save_with_crlf, "zones"), ("zones.csv", 1, "", "line_ends", "")),
    "missing column": (
        partial(drop_column, "positions", "basis"),
        ("positions.csv", 1, "basis", "missing_column", "accuracy_km"),
    ),
    "unknown column": (
        partial(add_column, "types", "sources"),
        ("types.csv", 1, "sources", "unknown_column", "source"),
    ),
    "doubled column": (
        partial(add_column, "types", "source"),
        ("types.csv", 1, "source", "doubled_column", "source"),
    ),
    "columns out of order": (
        partial(swap_columns, "industries"),
        ("industries.csv", 1, "", "order", "slug,name_zh"),
    ),
    "missing file": (
        partial(remove_file, "aliases"),
        ("aliases.csv", None, "", "missing_file", "aliases.csv"),
    ),
    "unknown file": (
        partial(add_file, "zone_alias"),
        ("zone_alias.csv", None, "", "unknown_file", "csv"),
    ),
}


def test_the_real_data_is_right(data):
    assert data.problems() == []
    assert check.problems() == []


@pytest.mark.parametrize(("damage", "expected"), WRONG.values(), ids=WRONG)
def test_one_thing_wrong_is_that_problem(data, damage, expected):
    damage(data)
    problems = data.problems()
    file, row, column, wrong, remedy = expected
    assert [(p.file, p.row, p.column, p.wrong) for p in problems] == [(file, row, column, wrong)]
    assert remedy in problems[0].remedy
    for lang in LANGS:
        said = problems[0].text(lang)
        assert file in said
        assert column in said
        assert row is None or re.search(rf"(第|row ){row}\b|第{row}行", said)


# None of these hides or brings about another.
TOGETHER = {
    *("duplicate id", "unknown slug", "unknown source", "missing source", "one-sided translation"),
    *("point outside its county", "no such choice", "colour that is none", "empty name"),
    *("a cell too many", "value given twice", "date that is none"),
}


def test_everything_wrong_is_told_at_once(data):
    damages = {name: WRONG[name] for name in WRONG if name in TOGETHER}
    for damage, _ in damages.values():
        damage(data)
    problems = data.problems()
    told = {(p.file, p.row, p.column, p.wrong) for p in problems}
    assert told == {expected[:4] for _, expected in damages.values()}
    places = [(p.file, p.row) for p in problems]
    assert places == sorted(places)


def test_a_zone_alone_lacks_all_that_belongs_to_a_zone(data):
    add_row("zones", NEW_ZONE | {"id": "xinqu"}, data)
    problems = data.problems()
    assert {(p.file, p.row, p.value, p.wrong) for p in problems} == {
        ("zones.csv", 44, "xinqu", "no_row")
    }
    complete = {f"{name}.csv" for name, table in SCHEMA.items() if table.complete}
    assert complete
    assert {p.remedy for p in problems} == complete


def test_a_torn_row_is_told_once(data):
    """What follows from it (a zone without a row of positions, an unused card) is no news."""
    edit_line("positions", 2, lambda _: "lanzhou-hitech", data)
    assert [(p.file, p.row, p.wrong) for p in data.problems()] == [("positions.csv", 2, "cells")]


BROKEN = ["sections", "zones", "positions", "counties"]


@pytest.mark.parametrize(
    ("content", "name"),
    spread([b"", b"\n", b"\x00", b"a,b\n1,2\n", b'"'], BROKEN)
    + [(b"\xff\xfe", name) for name in BROKEN],  # none of these is a table at all
)
def test_no_file_is_too_broken_to_be_told(data, name, content):
    data.table(name).write_bytes(content)
    problems = data.problems()
    assert f"{name}.csv" in {p.file for p in problems}
    assert all(p.text(lang) for p in problems for lang in LANGS)


# Each table with one that stands far from it: all are looked at in half as many checks.
APART = [(name, [*SCHEMA][n - len(SCHEMA) // 2]) for n, name in enumerate(SCHEMA)]


@pytest.mark.parametrize("names", APART[: len(APART) // 2 + 1], ids="-".join)
def test_no_table_is_too_empty_to_be_told(data, names):
    """A header alone is no error of its own; what refers to its rows is."""
    for name in names:
        _records(data, name, lambda records: records[:1])
    assert all(p.text(lang) for p in data.problems() for lang in LANGS)


@pytest.mark.parametrize("names", APART, ids="-".join)
def test_missing_columns_are_told_whatever_leans_on_them(data, names):
    """Of one table all but the key, of another the key."""
    one, other = names
    missing = {one: SCHEMA[one].header[1:], other: SCHEMA[other].header[:1]}
    for name, lost in missing.items():
        for column in lost:
            drop_column(name, column, data)
    problems = data.problems()
    told = {(p.file, p.column) for p in problems if p.wrong == "missing_column"}
    assert told == {(f"{name}.csv", column) for name, lost in missing.items() for column in lost}
    assert {p.file for p in problems} == {f"{name}.csv" for name in names}


@pytest.mark.parametrize(
    "text", ["", "cards = 1", "[cards]\nx = 1", "data = 2", "[data]\nversion = 1", "=", "\x00"]
)
def test_no_sources_are_too_broken_to_be_told(data, text):
    data.sources.write_text(text, encoding="utf-8")
    problems = data.problems()
    assert problems
    assert {p.file for p in problems} == {"sources.toml"}
    assert all(p.text(lang) for p in problems for lang in LANGS)


def test_tables_that_cannot_be_read_raise_with_all_problems(data):
    save_as("zones", "gb18030", data)
    remove_file("aliases", data)
    with pytest.raises(DataError) as caught:
        read.read_tables(data.root)
    assert [p.wrong for p in caught.value.problems] == ["encoding", "missing_file"]
    assert str(caught.value) == "\n".join(str(p) for p in caught.value.problems)


def test_rows_are_those_of_a_spreadsheet():
    zones = read.read_tables()["zones"]
    assert list(zones.index) == list(range(2, 44))
    assert zones.loc[2, "id"] == "lanzhou-hitech"


# The map ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tables():
    return read.read_tables()


@pytest.fixture
def counties():
    return gpd.read_file(GPKG, layer="counties")


def with_shape(counties, adcode, change):
    here = counties["adcode"] == adcode
    return counties.assign(geometry=counties.geometry.where(~here, counties.geometry.map(change)))


def bow_tie(_shape):
    return shapely.Polygon([(103, 36), (104, 37), (104, 36), (103, 37)])


def told(problems):
    return {(p.file, p.row, p.column, p.value, p.wrong) for p in problems}


def test_the_real_map_is_right(tables, counties):
    assert geometry.check_geometry(tables, counties) == []


def test_a_broken_geometry_is_told_with_its_row(tables, counties):
    broken = with_shape(counties, "620102", bow_tie)
    expected = {("counties.csv", 2, "adcode", "620102", "broken_geometry")}
    assert told(geometry.check_geometry(tables, broken)) == expected


def test_overlapping_counties_are_told(tables, counties):
    wide = with_shape(counties, "620102", lambda shape: shape.buffer(0.01))
    problems = geometry.check_geometry(tables, wide)
    assert ("counties.csv", 2, "adcode", "620102", "broken_coverage") in told(problems)


def test_a_missing_geometry_is_told(tables, counties):
    fewer = counties[counties["adcode"] != "620103"]
    expected = {("counties.csv", 3, "adcode", "620103", "no_geometry")}
    assert told(geometry.check_geometry(tables, fewer)) == expected


def test_a_geometry_without_a_row_is_told(tables, counties):
    strange = counties.replace({"adcode": {"620103": "620199"}})
    expected = {
        ("counties.csv", 3, "adcode", "620103", "no_geometry"),
        ("counties.csv", None, "adcode", "620199", "not_in_table"),
    }
    assert told(geometry.check_geometry(tables, strange)) == expected


def test_another_crs_is_told(tables, counties):
    problems = geometry.check_geometry(tables, counties.to_crs("EPSG:3857"))
    assert [p.wrong for p in problems] == ["crs"]


def test_no_map_leaves_the_positions_unchecked(data):
    WRONG["point outside its county"][0](data)
    assert check.problems(data.root, sources=data.sources, gpkg=None) == []
    assert check.problems(data.root, sources=data.sources, gpkg=data.root / "none.gpkg") == []
    assert check.problems(data.root, sources=data.sources, gpkg=data.sources) == []


@pytest.fixture(scope="module")
def drawn(tables):
    return boundaries.build(tables["odd_units"])


def unit_problems(tables, drawn):
    return geometry.check_units(
        tables,
        drawn.districts,
        prefectures=drawn.prefectures["adcode"],
        neighbours=drawn.neighbours["adcode"],
    )


def test_the_real_units_are_right(tables, drawn):
    assert unit_problems(tables, drawn) == []


# (table, row to change or to drop, new values, what is told, part of the remedy)
UNITS = {
    "odd unit that is none": (
        *("odd_units", 2, {"adcode": "629701"}),
        ("odd_units.csv", 2, "adcode", "629701", "not_drawn", "629700"),
    ),
    "odd unit into a far-off county": (
        *("odd_units", 2, {"into": "620102"}),
        ("odd_units.csv", 2, "into", "620102", "not_beside", "620725"),
    ),
    "odd unit into a county that is not there": (
        *("odd_units", 2, {"into": "629999"}),
        ("odd_units.csv", 2, "into", "629999", "not_beside", "620725"),
    ),
    "prefecture without counties": (
        *("prefectures", 15, {"adcode": "625000"}),
        ("prefectures.csv", 15, "adcode", "625000", "not_drawn", "623000"),
        ("prefectures.csv", None, "adcode", "623000", "unit_without_row", "623000"),
    ),
    "neighbour that is none": (
        *("neighbours", 14, {"adcode": "XXX"}),
        ("neighbours.csv", 14, "adcode", "XXX", "not_drawn", "MNG"),
        ("neighbours.csv", None, "adcode", "MNG", "unit_without_row", "MNG"),
    ),
    "neighbour without a row": (
        *("neighbours", 2, None),
        ("neighbours.csv", None, "adcode", "150000", "unit_without_row", "150000"),
    ),
}


@pytest.mark.parametrize("case", UNITS.values(), ids=UNITS)
def test_tables_and_the_units_drawn_must_agree(tables, drawn, case):
    name, row, values, *expected = case
    table = tables[name].copy()
    if values is None:
        table = table.drop(index=row)
    else:
        table.loc[row, list(values)] = list(values.values())
    problems = unit_problems({**tables, name: table}, drawn)
    assert told(problems) == {one[:5] for one in expected}
    remedies = {one[4]: one[5] for one in expected}
    assert all(remedies[p.wrong] in p.remedy for p in problems)


def test_the_province_is_the_union_of_its_counties(drawn):
    union = shapely.union_all(drawn.counties.geometry.values)
    assert union.equals(drawn.province.geometry.iloc[0])


# The messages -------------------------------------------------------------------------------------


def test_every_problem_has_its_words_in_both_languages():
    messages = _messages()
    code = "".join(
        path.read_text(encoding="utf-8") for path in Path(check.__file__).parent.glob("*.py")
    )
    keys = messages["zh"]["wrong"].keys()
    assert KINDS.keys() <= keys
    for lang in LANGS:
        for part in ("wrong", "remedy"):
            assert messages[lang][part].keys() == keys, (lang, part)
    assert [key for key in keys if f'"{key}"' not in code and key not in KINDS] == []


@pytest.mark.parametrize("character", ["\x1b", "\x07", "\r", "\x9b", "\u202e", "\u2066", "\ue000"])
@pytest.mark.parametrize("lang", LANGS)
def test_no_character_of_the_data_commands_a_terminal(character, lang):
    evil = f"a{character}b"
    said = Problem(evil, 2, evil, evil, "reference", evil).text(lang)
    assert said.isprintable()
    assert said.count(character.encode("unicode_escape").decode()) == 4


def test_braces_in_the_data_stay_text():
    problem = Problem("zones.csv", 2, "name_zh", "{{7*7}} {row}", "duplicate", "3")
    assert "{{7*7}} {row}" in problem.text("zh")
    assert "{{7*7}} {row}" in problem.text("en")
