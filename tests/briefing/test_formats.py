"""Several sheets in one file: every one there, in order, and the file proves them all."""

import datetime as dt
import io

import pytest
from pypdf import PdfReader

import atlas
from atlas.briefing import formats, provenance
from atlas.briefing.order import Order
from tests.shipped import ATLAS

DAY = dt.date(2026, 11, 23)
ORDERS = [
    Order.of(atlas.Selection.from_params(params, ATLAS), "zh", DAY, layout=layout)
    for params, layout in (({"area": "hexi"}, "slide"), ({}, "a4"), ({"type": "upgrade"}, "square"))
]


@pytest.mark.parametrize("name", formats.COLLECTIONS)
def test_a_collection_proves_all_its_sheets_and_tells_its_progress(name):
    told = []
    made = formats.COLLECTIONS[name].write(
        ATLAS, ORDERS, progress=lambda done, of, what: told.append((done, of, what))
    )
    record = provenance.read(made)
    assert [sheet.link for sheet in record.sheets] == [order.link for order in ORDERS]
    assert provenance.verify(ATLAS, record).same
    assert told[-1][:2] == (3, 3)
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)


def test_a_pdf_of_several_sheets_has_a_page_and_a_bookmark_for_each():
    reader = PdfReader(io.BytesIO(formats.COLLECTIONS["pdf"].write(ATLAS, ORDERS)))
    sizes = [tuple(round(float(x)) for x in page.mediabox[2:]) for page in reader.pages]
    assert sizes == [(960, 540), (842, 595), (720, 720)]
    pages = [reader.get_destination_page_number(each) for each in reader.outline]
    assert pages == [0, 1, 2]
    assert "河西走廊经济区" in reader.outline[0].title


@pytest.mark.parametrize("name", formats.SNAPSHOTS)
def test_every_format_names_its_suffix(name):
    each = formats.SNAPSHOTS[name]
    assert each.form in formats.FORMS
    # The command line tells formats by their suffix and their form.
    kinds = [(other.suffix, other.form) for other in formats.SNAPSHOTS.values()]
    assert kinds.count((each.suffix, each.form)) == 1
    assert each.form != formats.FORMS[0] or each.suffix == f".{name}"
