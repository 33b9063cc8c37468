"""The index of the plan: sound by itself, and, where the text is given, the text's."""

import os
from pathlib import Path

import pandas as pd
import pytest

from atlas import plan
from geodata import TABLES, index
from geodata.schema.read import read_tables
from geodata.schema.tables import SCHEMA, SEPARATOR

TEXT = os.environ.get("ATLAS_PLAN", "")
with_text = pytest.mark.skipif(
    not TEXT, reason="the plan's text is not given: set ATLAS_PLAN=<file> to check against it"
)

# A plan of two chapters, written for this test; its offsets can be counted.
SMALL = (
    "序言一句。\n"
    "第一章　甲\n"
    "　　一、乙\n"
    "　　引子。\n"
    "　　（一）丙。头一句，有甲园。第二句，有数12和112。\n"
    "专栏1　表\n"
    "名\t业\n"
    "甲园*\t重点发展铜、铜加工产业。\n"
    "注：星。\n"
)
HEADS = pd.DataFrame(
    [
        ("0", "序", ""),
        ("1", "甲", ""),
        ("1.1", "乙", ""),
        ("1.1.1", "丙", ""),
        ("专栏1", "表", "1.1"),
    ],
    columns=["ref", "title_zh", "within"],
)


@pytest.fixture(scope="module")
def tables():
    return read_tables()


def test_a_small_text_is_cut_as_counted_by_hand():
    cut = index.passages(SMALL, HEADS)
    words = {
        ref: SMALL[start : start + length]
        for ref, start, length in cut[["ref", "start", "length"]].itertuples(index=False)
    }
    assert words["0·1"] == "序言一句。"
    assert words["1.1·1"] == "引子。"
    assert words["1.1.1·1"] == "头一句，有甲园。"
    assert words["1.1.1·2"] == "第二句，有数12和112。"
    assert words["专栏1·1"] == "甲园*\t重点发展铜、铜加工产业。"
    assert words["专栏1·注"] == "注：星。"
    assert words["1"].startswith("第一章")
    assert words["1"].endswith("注：星。")
    parents = dict(zip(cut["ref"], cut["parent"], strict=True))
    assert parents["1.1.1·2"] == "1.1.1"
    assert parents["专栏1"] == "1.1"
    assert parents["1.1.1"] == "1.1"
    assert parents["1"] == ""
    marks = dict(zip(cut["ref"], cut["fingerprint"], strict=True))
    assert marks["1.1·1"] == index.fingerprint("引子。")


def test_every_reference_of_the_tables_is_indexed(a, tables):
    """No reference may dangle: neither those of our rows nor the index's own."""
    known = set(a.passages["ref"]) | set(a.sources.index)
    cited = [
        ref
        for name, table in tables.items()
        for column in ("source", "refs")
        if column in table
        for cell in table[column]
        for ref in cell.split(SEPARATOR)
    ]
    assert len(cited) > 500
    assert set(cited) <= known
    assert set(a.sections["ref"]) <= known
    assert set(a.passages["parent"]) - {""} <= known
    assert set(a.occurrences["passage"]) <= known


def test_passages_lie_within_what_they_are_part_of(a):
    spans = {
        ref: (start, start + length)
        for ref, start, length in a.passages[["ref", "start", "length"]].itertuples(index=False)
    }
    for ref, parent in a.passages[["ref", "parent"]].itertuples(index=False):
        if parent:
            (start, end), (first, last) = spans[ref], spans[parent]
            assert first <= start < end <= last, ref
    sentences = a.passages[a.passages["kind"] == "sentence"]
    ends = sentences["start"] + sentences["length"]
    assert (ends.to_numpy()[:-1] <= sentences["start"].to_numpy()[1:]).all()


def test_boxes_have_as_many_rows_as_their_headings_say(a):
    rows = a.passages[a.passages["kind"] == "row"].groupby("parent").size()
    boxes = a.sections.set_index("ref")["rows"].dropna()
    assert dict(rows) == {ref: int(n) for ref, n in boxes.items()}


def test_what_occurs_is_known(a):
    keys = {
        "industries": a.industries.index,
        "area_focus": a.area_focus["phrase_zh"],
        "indicators": a.indicators["name_zh"],
    }
    assert set(a.occurrences["vocabulary"]) == set(
        SCHEMA["occurrences"].by_name["vocabulary"].choices
    )
    for vocabulary, rows in a.occurrences.groupby("vocabulary"):
        known = keys.get(vocabulary, getattr(a, vocabulary, pd.DataFrame()).index)
        assert set(rows["key"]) <= set(known), vocabulary


def test_every_listing_figure_and_focus_is_found_in_the_text(a):
    found = a.occurrences.groupby("vocabulary").size()
    assert found["industries"] == len(a.zone_industries)
    assert found["area_focus"] == len(a.area_focus)
    assert found["indicators"] == len(a.indicators)
    for zone in a.zones.index:
        assert len(plan.places(a, "zones", zone)) >= 2, zone


@with_text
def test_the_index_is_the_texts():
    for name, table in index.index(Path(TEXT)).items():
        kept = (TABLES / f"{name}.csv").read_text(encoding="utf-8")
        assert kept == table.to_csv(index=False, lineterminator="\n"), name


@with_text
def test_fingerprints_and_names_are_the_texts(a):
    text = Path(TEXT).read_text(encoding="utf-8")
    for row in a.passages.itertuples():
        start, length = int(row.start), int(row.length)
        assert index.fingerprint(text[start : start + length]) == row.fingerprint, row.ref
    figures = a.occurrences[a.occurrences["vocabulary"] == "indicators"]
    values = a.indicators.groupby("name_zh")["value"].agg(set)
    for row in figures.itertuples():
        printed = float(text[int(row.start) : int(row.start + row.length)])
        assert printed in {abs(value) for value in values[row.key]}, row.key


@with_text
def test_no_prose_of_the_text_is_shipped(tables):
    """No run of 20 characters of the text stands in our own summaries."""
    text = Path(TEXT).read_text(encoding="utf-8")
    for row in tables["sections"].itertuples():
        for at in range(len(row.summary_zh) - 19):
            assert row.summary_zh[at : at + 20] not in text, row.ref


@with_text
def test_another_text_is_refused(tmp_path, capsys):
    other = tmp_path / "other.txt"
    other.write_text("第一章", encoding="utf-8")
    with pytest.raises(ValueError, match="SHA-256"):
        index.read(other)
    assert index.main([str(other)]) == 1
    assert "SHA-256" in capsys.readouterr().err
