"""Parameters of links: what is read is written again, what is wrong is said and left out."""

from dataclasses import dataclass

import pytest

from atlas.model import parameters
from atlas.model.vocabulary import TERMINAL
from tests.shipped import ATLAS


@dataclass(frozen=True)
class Asked:
    """A value of all kinds of parameters."""

    by: str = "area"
    own: bool = False
    as_of: int = -1
    partner: str = ""
    compare: tuple[str, ...] = ()
    find: str = ""


TABLE = (
    parameters.choice("by", ("area", "type", "")),
    parameters.switch("own", {"1": True, "0": False}),
    parameters.number("as-of", 99, least=1, known=("1", "2")),
    parameters.row("partner", "clusters"),
    parameters.rows("compare", "zones", most=2),
    parameters.words("find"),
)
FULL = Asked(
    "type", own=True, as_of=7, partner="clean-coal", compare=("yumen", "dunhuang"), find="石化"
)


def read(**params):
    found, wrong = parameters.read(
        {name.replace("_", "-"): value for name, value in params.items()}, TABLE, ATLAS
    )
    return found, [each.message("en", to=TERMINAL) for each in wrong]


def test_what_is_written_is_read():
    params = parameters.written(FULL, Asked(), TABLE)
    assert params == {
        "by": "type",
        "own": "1",
        "as-of": "7",
        "partner": "clean-coal",
        "compare": ["yumen", "dunhuang"],
        "find": "石化",
    }
    found, wrong = parameters.read(params, TABLE, ATLAS)
    assert (Asked(**found), wrong) == (FULL, ())


def test_what_stands_as_usual_is_not_written():
    assert parameters.written(Asked(), Asked(), TABLE) == {}


def test_of_several_values_the_last_counts_and_blanks_are_none():
    assert read(by=["area", "type"]) == ({"by": "type"}, [])
    assert read(by=["  "], partner="", compare=[]) == ({}, [])


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("by", "areas", "area, type"),
        ("own", "yes", "1, 0"),
        ("as_of", "0", "1, 2"),
        ("as_of", "100", "1, 2"),
        ("as_of", "\uff11", "1, 2"),
        ("partner", "clean-cool", "clean-coal"),
        ("compare", "dunhang", "dunhuang"),
    ],
)
def test_what_is_wrong_is_said_with_what_would_be_right_and_left_out(name, value, said):
    found, (message,) = read(**{name: value})
    assert said in message
    assert not found.get(name)


def test_too_many_rows_are_named_and_the_first_are_kept():
    found, (message,) = read(compare=["yumen", "dunhuang", "yumen", "wuwei"])
    assert found == {"compare": ("yumen", "dunhuang")}
    assert "wuwei" in message
    assert "2" in message


def test_a_table_that_asks_no_atlas_needs_none():
    assert parameters.read({"own": "1"}, TABLE[:3]) == ({"own": True}, ())
