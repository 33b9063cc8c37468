"""The brief of one page: it is one page, whatever is asked, and says what the atlas says."""

import datetime as dt
import io
import shutil
import subprocess
from functools import cache

import docx
import numpy as np
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from atlas.briefing import brief, provenance
from atlas.briefing.brief.page import compose
from atlas.briefing.brief.plan import EDGE, PAGE, SIDE
from atlas.briefing.brief.plan import brief as planned
from atlas.briefing.content import content
from atlas.briefing.order import Order, OrderError
from atlas.briefing.report import reasons, report
from atlas.i18n import LANGS, dates, text
from atlas.maps.print import fonts
from atlas.maps.print.scene import Path, Text
from atlas.selection.facets import Facets
from atlas.selection.selection import Selection
from tests.readers import needs
from tests.shipped import ATLAS

AT = "https://atlas.example/"
DAY = dt.date(2026, 11, 29)
USUAL = {"area": "areas", "type": "types", "cluster": "clusters", "prefecture": "prefectures"}
PRESETS = [
    Selection(),
    *(
        Selection(**{field: (slug,)})
        for flag, field in USUAL.items()
        for slug, n in ATLAS.once(Facets).choices(Selection())[flag].items()
        if n
    ),
]
CROWD = 10  # zones whose reasons take most of a page
# Every preset in one language, clusters of many zones in both.
CASES = [
    (preset, lang)
    for n, preset in enumerate(PRESETS)
    for lang in (
        LANGS if preset.clusters and len(preset.apply(ATLAS)) >= CROWD else LANGS[n % 2 : n % 2 + 1]
    )
]
WORST = "很长的标题 with words<b>&{{7*7}} " * 6


def order(selection=None, lang="zh", **more):
    return Order.of(selection or Selection(), lang, DAY, **{"base_url": AT, "dpi": 96} | more)


ORDERS = [
    *(order(*case) for case in CASES),
    order(title=WORST, sentence=WORST, maker=WORST[:200]),
    order(Selection(text=(*(f"兰州 {'词' * 60}{n}" for n in range(30)), "兰州")), lang="en"),
    order(Selection(clusters=tuple(ATLAS.clusters.index)), lang="en"),
    order(Selection(areas=("hexi",)), base_url="", extent="fit", context=True),
    order(Selection(), unit="某" * 60, issue="12"),
    order(
        Selection(scheme="plan14", min_grade="weak"),
        extent="screen",
        frame=(100.0, 35.0, 102.0, 37.0),
    ),
]


@cache
def plan_of(asked):
    return planned(ATLAS, asked)


@pytest.mark.parametrize("asked", ORDERS, ids=str)
def test_nothing_leaves_the_page(asked):
    scene = compose(ATLAS, plan_of(asked))
    assert (scene.width, scene.height) == PAGE
    low, right = [], []
    for item in scene.walk():
        if isinstance(item, Text):
            low.append(item.y)
            if item.anchor == "start" and not item.frame:
                right.append(item.x + fonts.width(item.text, bold=item.bold) * item.size)
        elif isinstance(item, Path) and item.role in {"qr", "bar", "frame"}:
            corners = np.concatenate(item.rings)
            low.append(corners[:, 1].max())
            right.append(corners[:, 0].max())
    assert max(low) <= PAGE[1] - EDGE
    assert max(right) <= PAGE[0] - SIDE + 1


@needs("soffice")
def test_libreoffice_sets_every_preset_on_one_page(tmp_path):
    for n, asked in enumerate(ORDERS):
        (tmp_path / f"{n}.docx").write_bytes(brief.document(ATLAS, asked))
    subprocess.run(
        [
            *(shutil.which("soffice"), f"-env:UserInstallation=file://{tmp_path}/profile"),
            *("--headless", "--convert-to", "pdf", "--outdir", tmp_path),
            *sorted(tmp_path.glob("*.docx")),
        ],
        check=True,
        capture_output=True,
    )
    pages = {n: len(PdfReader(tmp_path / f"{n}.pdf").pages) for n in range(len(ORDERS))}
    assert {ORDERS[n].query: count for n, count in pages.items() if count != 1} == {}


@pytest.mark.parametrize("lang", LANGS)
def test_it_says_what_it_is_about_and_why(lang):
    asked = order(Selection(clusters=("new-materials",)), lang)
    made = brief.document(ATLAS, asked)
    assert made == brief.document(ATLAS, asked)
    read, said = docx.Document(io.BytesIO(made)), content(ATLAS, asked)
    words = "\n".join(t.text or "" for t in read.element.iter(qn("w:t")))
    for zone in said.zones.index:
        assert ATLAS.label("zones", zone, lang, short=True) in words
    told = reasons(ATLAS, said, by_phrase=True)
    rows = [tuple(cell.text for cell in row.cells) for row in read.tables[0].rows]
    assert rows == [told.header, *told.rows]
    full = report(ATLAS, said)
    for part in (full.title, full.conclusion, said.mark, asked.link):
        assert part in words
    pictures = [each.get("descr") for each in read.element.iter(qn("wp:docPr"))]
    assert len(pictures) == 2
    assert all(pictures)
    page = PdfReader(io.BytesIO(brief.pdf(ATLAS, asked)))
    assert len(page.pages) == 1
    shown = "".join(page.pages[0].extract_text().split())
    for part in (full.conclusion, *told.header):
        assert "".join(part.split()) in shown


@pytest.mark.parametrize("lang", LANGS)
def test_its_head_has_the_office_the_issue_and_the_day(lang):
    asked = order(Selection(areas=("hexi",)), lang, unit="某厅", issue="7")
    page = PdfReader(io.BytesIO(brief.pdf(ATLAS, asked))).pages[0].extract_text()
    read = docx.Document(io.BytesIO(brief.document(ATLAS, asked)))
    for part in ("某厅", text("head.issue", lang, n="7"), dates.day(DAY, lang)):
        assert "".join(part.split()) in "".join(page.split())
        assert any(part in line.text for line in read.paragraphs)


@pytest.mark.parametrize("write", [brief.document, brief.pdf])
def test_it_proves_itself_and_what_selects_nothing_is_refused(write):
    record = provenance.read(write(ATLAS, order(Selection(areas=("hexi",)))))
    assert provenance.verify(ATLAS, record).same
    assert record.link == f"{AT}overview?area=hexi"
    with pytest.raises(OrderError):
        write(ATLAS, order(Selection(text=("没有这样的",))))


def test_of_long_lists_the_first_stand_there_and_it_is_said():
    asked = order(Selection(clusters=tuple(ATLAS.clusters.index)), lang="en")
    told = plan_of(asked)
    (more,) = told.more
    left = len(reasons(ATLAS, told.said, by_phrase=True).rows) - (len(told.grid.rows) - 1)
    assert more.words.startswith(f"{left} more")
