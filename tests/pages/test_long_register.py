"""A table of thousands of zones in the browser: one page of it stands in the document."""

import json
from dataclasses import replace

import pytest

from atlas.i18n import text
from atlas.office import State
from atlas.office.edition import derive
from pages.ui.markup import register
from pages.ui.parts.components import script
from tests.bench.offices import records_of, state_of
from tests.pages import register as drawn
from tests.shipped import ATLAS

OWN = 300
LONG = derive(ATLAS, state_of(ATLAS, OWN), own=True)
# What the table asks of the scripts beside it.
AROUND = """
function stage(root, name, lang, html) {
  const there = root.querySelector(".atlas-part");
  if (there) return [there, false];
  const box = document.createElement("div");
  Object.assign(box, { className: "atlas-part", innerHTML: html });
  root.append(box);
  return [box, true];
}
const query = () => "", showTicks = () => {}, ticked = () => [];
let ids = [];
const tick = (chosen) => (ids = chosen);
const ui = { version: 1, once: { choices: { ids: IDS }, register: { zh: "a" } } };
const fetchFile = () => Promise.resolve(TABLE);
const plain = { version: 1, lang: "zh", size: "", scheme: "", caption: "" };
Object.assign(plain, { ids: null, zone: "", asked: {} });
const show = (data) => register(document.body, { ...plain, ...data });
const rows = () => [...document.querySelectorAll("tbody tr")].map((row) => row.dataset.row);
"""


@pytest.fixture
def page(browser):
    page = browser.new_page()
    known = {"TABLE": register.table(LONG, "zh"), "IDS": LONG.zones.index.tolist()}
    told = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in known.items())
    page.set_content("<body></body>")
    page.add_script_tag(content=f"{told}{AROUND}\n{script('register')}")
    yield page
    page.close()


def test_a_page_of_it_stands_in_the_document(page):
    ids = LONG.zones.index.tolist()
    page.evaluate("show({})")
    assert page.evaluate("rows()") == ids[:100]
    assert page.inner_text(".pager span") == f"1–100 / {len(ids)}"
    page.click('[data-turn="1"]')
    assert page.evaluate("rows()") == ids[100:200]
    # What is selected elsewhere is turned to; afterwards the reader turns as they like.
    page.evaluate(f"show({{ zone: '{ids[-1]}' }})")
    assert page.evaluate("rows()") == ids[300:]
    assert page.is_disabled('[data-turn="1"]')
    page.click('[data-turn="-1"]')
    page.evaluate(f"show({{ zone: '{ids[-1]}' }})")
    assert page.evaluate("rows()") == ids[200:300]


def test_filters_orders_and_ticks_are_of_all_rows(page):
    ids = LONG.zones.index.tolist()
    some = ids[10:40] + ids[300:320]
    page.evaluate(f"show({{ ids: {json.dumps(some)} }})")
    assert page.evaluate("rows()") == some
    assert page.is_hidden(".pager")
    page.click("thead .c-tick input")
    assert page.evaluate("ids") == some
    page.evaluate("show({}); document.documentElement.lang = 'zh'")
    collated = page.evaluate(
        "names => names.sort((a, b) => b.localeCompare(a, 'zh', { numeric: true }))",
        LONG.zones["name_zh"].tolist(),
    )
    for _ in range(2):
        page.click("thead .c-name button")
    assert LONG.zones.at[page.evaluate("rows()[0]"), "name_zh"] == collated[0]


def test_paper_has_all_rows_and_says_what_it_leaves_out(page):
    ids = LONG.zones.index.tolist()
    page.evaluate("show({})")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("rows()") == ids
    assert page.locator(".register-more").is_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("rows()") == ids[:100]
    page.evaluate("ui.rowsOnPaper = 150; dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("rows()") == ids[:150]
    said = text("part.register_more", "zh", n=len(ids) - 150)
    assert page.inner_text(".register-more") == said


def test_an_office_may_head_its_columns_as_the_table_names_its_own():
    heads = ("name", "type", "level", "areas", "place", "industries", "glyph")
    (record,) = records_of(ATLAS, 1).values()
    record = replace(record, values={head: f"<{head}>" for head in heads})
    shown = derive(ATLAS, State(1, {record.zone: record}, {record.zone: 1}), own=True)
    plain, columns = (register.table(each, "en")["columns"] for each in (ATLAS, shown))
    n = len(ATLAS.zones)
    assert shown.zones.index[n] == record.zone
    for old, new in zip([*plain[:6], plain[-1]], [*columns[:6], columns[-1]], strict=True):
        assert [drawn.cell(new, zone) for zone in range(n)] == [
            drawn.cell(old, zone) for zone in range(n)
        ]
    assert [drawn.order(column, n) for column in columns[6:13]] == [f"<{head}>" for head in heads]


def test_a_table_of_thousands_travels_as_columns():
    sizes = [len(json.dumps(register.table(each, "zh"))) for each in (ATLAS, LONG)]
    # A zone more costs a hundred bytes or so; as HTML it was above 1,300.
    assert (sizes[1] - sizes[0]) / OWN < 150


def test_another_filter_opens_the_first_page_and_nothing_else_turns_it(page):
    ids = LONG.zones.index.tolist()
    page.evaluate("show({})")
    page.click('[data-turn="1"]')
    page.evaluate("show({ caption: 'the same zones' })")
    assert page.evaluate("rows()") == ids[100:200]
    some = ids[:300]
    page.evaluate(f"show({{ ids: {some} }})")
    assert page.evaluate("rows()") == some[:100]
    page.click('[data-turn="1"]')
    page.evaluate(f"show({{ ids: {some} }})")
    assert page.evaluate("rows()") == some[100:200]
    # As many, but others; and all again.
    page.evaluate(f"show({{ ids: {ids[1:301]} }})")
    assert page.evaluate("rows()") == ids[1:101]
    page.click('[data-turn="1"]')
    page.evaluate("show({})")
    assert page.evaluate("rows()") == ids[:100]
    # A zone that is selected with another filter is turned to.
    page.evaluate(f"show({{ ids: {some}, zone: '{ids[250]}' }})")
    assert page.evaluate("rows()") == some[200:]
