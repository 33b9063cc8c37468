"""The style table: every row can be drawn, and nothing but drawing passes into the page's CSS."""

import pandas as pd
import pytest

from atlas.maps import style
from tests.shipped import ATLAS


@pytest.fixture(scope="module")
def styles():
    return {row.key: row for row in style.read(ATLAS.style)}


def test_every_type_level_and_area_has_its_style(styles):
    a = ATLAS
    wanted = [f"type/{slug}" for slug in a.types.index]
    wanted += [f"level/{slug}" for slug in a.levels.index]
    wanted += [f"area/{slug}" for slug in a.areas.index]
    wanted += [f"tag/{group}" for group in ("platform", "demo", "example")]
    assert [key for key in wanted if key not in styles] == []


def test_types_differ_by_shape_and_by_colour(styles):
    types = [row for key, row in styles.items() if key.startswith("type/")]
    assert len({row.shape for row in types}) == len(types)
    assert len({row.fill for row in types}) == len(types)
    assert len({row.fill_dark for row in types}) == len(types)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("fill", "red;} body{display:none"),
        ("fill", "#abc"),
        ("stroke_dark", "url(x)"),
        ("width", "1px"),
        ("dash", "4,3"),
        ("shape", "heart"),
        ("size", "-1"),
        ("colour", "#aabbcc"),
    ],
)
def test_what_is_no_style_is_refused_with_its_key_and_column(column, value):
    table = pd.DataFrame({column: [value]}, index=["type/x"])
    with pytest.raises(style.StyleError, match=f"type/x {column}"):
        style.read(table)


def test_all_wrong_cells_are_reported_at_once():
    table = pd.DataFrame({"fill": ["red", "blue"], "size": ["1", "x"]}, index=["a", "b"])
    with pytest.raises(style.StyleError) as error:
        style.read(table)
    assert all(part in str(error.value) for part in ("a fill", "b fill", "b size"))


def test_an_empty_cell_says_nothing():
    table = pd.DataFrame({"fill": [""], "width": [None], "opacity": ["0.5"]}, index=["line/x"])
    assert style.read(table) == (style.Style("line/x", opacity=0.5),)
