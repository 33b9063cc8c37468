"""What is handed out by another document than the plan says so, in its title and its sentences."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from atlas.briefing.content import content
from atlas.briefing.order import Order
from atlas.briefing.report import report
from atlas.cli import main
from atlas.exchange import writing
from atlas.model import documents
from atlas.selection.selection import Selection
from tests.attribution import to_the_plan
from tests.shipped import ATLAS

LIST, NOW = "catalogue-2018", "now"
DAY = dt.date(2026, 11, 30)
WHOLE, ONE = Selection(), Selection(zones=("tianshui-etdz",))


@pytest.mark.parametrize("selection", [WHOLE, ONE, Selection(clusters=("equipment",))], ids=str)
@pytest.mark.parametrize(("document", "lang"), [(LIST, "zh"), (LIST, "en"), (NOW, "zh")])
def test_a_briefing_lays_nothing_to_the_plan_that_another_document_says(selection, document, lang):
    atlas = documents.under(ATLAS, document)
    order = Order.of(selection, lang, DAY)
    told = report(atlas, content(atlas, order))
    words = [told.title, *(run.text for each in told.paragraphs for run in each.runs)]
    assert to_the_plan("\n".join(words), lang) == []
    assert "十三五" not in told.title


@pytest.mark.parametrize(
    ("document", "lang", "title"),
    [
        ("plan-2016", "zh", "甘肃省“十三五”开发区情况简报"),
        (LIST, "zh", "甘肃省开发区（目录 2018）情况简报"),
        (NOW, "en", "Briefing on the Development Zones of Gansu, At present"),
    ],
)
def test_a_briefing_of_the_province_is_called_by_its_document(document, lang, title):
    assert documents.titled(documents.under(ATLAS, document), "report", lang) == title


@pytest.mark.parametrize("name", ["geojson", "kml"])
def test_a_file_names_the_document_as_its_source(name):
    files = {
        document: writing.write(atlas, atlas.zones, WHOLE, format=name).decode()
        for document in ("plan-2016", LIST)
        for atlas in [documents.under(ATLAS, document)]
    }
    assert "依据：甘肃省“十三五”开发区发展规划" in files["plan-2016"]
    assert "依据：中国开发区审核公告目录（2018年版）" in files[LIST]
    assert documents.told(documents.under(ATLAS, LIST)) in files[LIST]
    assert to_the_plan(files[LIST], "zh") == []


def test_a_workbook_s_notes_name_the_document():
    atlas = documents.under(ATLAS, LIST)
    book = load_workbook(io.BytesIO(writing.write(atlas, atlas.zones, WHOLE, format="xlsx")))
    notes = {row[0].value: row[1].value for row in book["说明"].iter_rows()}
    assert notes["依据"] == documents.told(atlas)


COMMANDS = (
    *(("similar", "tianshui-etdz"), ("compare", "tianshui-etdz", "hezuo"), ("gaps",)),
    *(("strength",), ("sizes",), ("nearest", "tianshui-etdz")),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(("document", "lang"), [(LIST, "zh"), (NOW, "en")])
def test_an_answer_on_the_command_line_names_the_document(capsysbinary, command, document, lang):
    assert main(["--lang", lang, *command, "--document", document]) == 0
    assert to_the_plan(capsysbinary.readouterr().out.decode(), lang) == []


def test_likeness_counts_what_the_document_lists(capsysbinary):
    for document, by in (("plan-2016", "规划"), (LIST, "目录"), (NOW, "最近的文件")):
        assert main(["similar", "tianshui-etdz", "--document", document]) == 0
        assert f"只数{by}列出的项" in capsysbinary.readouterr().out.decode()
