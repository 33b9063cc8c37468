"""What is compared, analysed and looked up: from a link and back."""

import pytest

from pages.ui.session.inquiry import CHOICES, OF_PAGE, Inquiry


def test_nothing_given_is_the_usual_and_writes_nothing(a):
    asked, wrong = Inquiry.parse({}, a)
    assert asked == Inquiry()
    assert wrong == ()
    for page in (*OF_PAGE, "overview"):
        assert asked.to_params(page=page) == {}


def test_a_link_is_read_and_written_again(a):
    params = {
        "compare": ["tianshui-etdz", "yumen"],
        "topic": ["alike"],
        "on": ["clusters"],
        "within": ["across"],
        "km": ["100"],
        "partner": ["equipment"],
        "ref": ["3.2.2·2"],
        "find": ["定西"],
    }
    asked, wrong = Inquiry.parse(params, a)
    assert wrong == ()
    assert asked.compare == ("tianshui-etdz", "yumen")
    written = asked.to_params(page="analysis") | asked.to_params(page="plan")
    again = {k: v if isinstance(v, list) else [v] for k, v in written.items()}
    assert again == params


def test_what_is_compared_goes_along_everywhere_the_rest_only_where_asked(a):
    asked, _ = Inquiry.parse({"compare": ["yumen"], "topic": ["gaps"], "ref": ["3"]}, a)
    assert asked.to_params(page="overview") == {"compare": ["yumen"]}
    assert "ref" not in asked.to_params(page="analysis")
    assert "topic" not in asked.to_params(page="plan")


@pytest.mark.parametrize(
    ("name", "value", "near"),
    [
        ("compare", "yumenn", "yumen"),
        ("partner", "equipmint", "equipment"),
        ("topic", "x", ""),
        ("km", "7", ""),
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
