"""The table of which zones each choice keeps says what the library selects."""

import json

from atlas import Selection
from atlas.selection import lookup
from atlas.selection.flags import FLAGS

MOST_BYTES = 9000  # it goes with the first page, which has 250 kB for all


def test_every_choice_keeps_what_the_library_selects(a):
    table = lookup.table(a)
    assert table["ids"] == list(a.zones.index)
    assert list(table["flags"]) == lookup.FILTERS
    for flag, record in table["flags"].items():
        assert bool(record["kept"]) == bool(FLAGS[flag].vocabulary)
        for value, choices in record["kept"].items():
            for slug, positions in choices.items():
                asked = {flag: [slug]} | ({record["by"]: [value]} if record["by"] else {})
                expected = Selection.from_params(asked, a).apply(a).index
                assert list(a.zones.index[positions]) == list(expected), asked


def test_what_is_usual_is_what_a_link_leaves_out(a):
    table = lookup.table(a)
    for name, value in table["usual"].items():
        assert Selection.from_params({name: value}, a) == Selection()
        for other in table["flags"][{v: k for k, v in lookup.DEPENDS.items()}[name]]["kept"]:
            given = Selection.from_params({name: other}, a).to_params()
            assert given == ({} if other == value else {name: [other]})


def test_clearing_leaves_nothing_but_the_regionalisation(a):
    asked = {"scheme": "plan14", "min-grade": "weak", "type": "upgrade", "text": "x"}
    given = Selection.from_params(asked, a).to_params()
    left = {name for name in given if name not in lookup.table(a)["cleared"]}
    assert left == {"scheme"}


def test_the_table_is_small(a):
    told = json.dumps(lookup.table(a), ensure_ascii=False, separators=(",", ":"))
    assert len(told.encode()) < MOST_BYTES
