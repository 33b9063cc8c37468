"""What a page is asked beside its map: from a link and back."""

import pytest

from atlas.i18n import text
from atlas.maps import specification
from atlas.office import edition
from pages.ui.session import form, inquiry, state
from pages.ui.session.inquiry import CHOICES, OF_PAGE, Inquiry


def test_nothing_given_is_the_usual_and_writes_nothing(a):
    asked, wrong = Inquiry.parse({}, a)
    assert asked == Inquiry()
    assert wrong == ()
    for page in (*OF_PAGE, "overview"):
        assert asked.to_params(page=page) == {}


def test_a_link_is_read_and_written_again(a):
    params = {
        "topic": ["alike"],
        "ref": ["3.2.2·2"],
        "find": ["定西"],
    }
    asked, wrong = Inquiry.parse(params, a)
    assert wrong == ()
    written = asked.to_params(page="analysis") | asked.to_params(page="plan")
    again = {k: v if isinstance(v, list) else [v] for k, v in written.items()}
    assert again == params


def test_what_a_page_is_asked_goes_nowhere_else(a):
    asked, _ = Inquiry.parse({"topic": ["gaps"], "ref": ["3"]}, a)
    assert asked.to_params(page="overview") == {}
    assert "ref" not in asked.to_params(page="analysis")
    assert "topic" not in asked.to_params(page="plan")


@pytest.mark.parametrize(
    ("name", "value", "near"),
    [
        ("topic", "x", ""),
        ("ref", "9.9", ""),
    ],
)
def test_what_is_unknown_is_said_and_left_out(a, name, value, near):
    asked, wrong = Inquiry.parse({name: [value]}, a)
    assert asked == Inquiry()
    assert [(each.flag, each.value, each.nearest) for each in wrong] == [(name, value, near)]
    assert wrong[0].message("en")


def test_every_choice_is_a_field_with_the_first_as_usual():
    for name, known in CHOICES.items():
        assert getattr(Inquiry(), name) == known[0]


PLAIN = {
    *("own", "present", "context", "native", "shade", "ref", "hide", "show", "opacity"),
    *("breaks", "mark", "draw"),
}
TABLES = {
    "looked at": state.LOOKED_AT,
    "map": specification.PARAMETERS,
    "inquiry": inquiry.PARAMETERS,
    "form": form.PARAMETERS,
    "edition": edition.PARAMETERS,
}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_who_reads_a_page_is_told_names_not_what_stands_in_links(a, table, lang):
    for parameter in TABLES[table]:
        for wrong in parameter.read(["qqqq"], a)[1]:
            said = wrong.message(lang)
            assert said.startswith(text(f"flag.{parameter.name}", lang))
            names = getattr(wrong, f"known_{lang}")
            assert all(name in said for name in names)
            # What has no name is itself: a number, a column, a place of the plan.
            plain = parameter.name in PLAIN
            assert names or plain or not any(each.isalpha() for each in wrong.known), said
