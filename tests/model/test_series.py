"""Yearly columns of one thing: which are one series, and what is said of it."""

import pytest

from atlas.analysis.charts import sparkline
from atlas.i18n import LANGS
from atlas.model import series
from atlas.office.edition import derive
from tests.office import added
from tests.shipped import ATLAS

FIRST, SECOND, THIRD = ATLAS.zones.index[:3]


def laden(*heads, first=None, second=None):
    """Return the atlas with columns of these heads: numbers of the first zone, or as given."""
    values = {FIRST: first or {head: n + 1.0 for n, head in enumerate(heads)}, SECOND: second or {}}
    records = {zone: added.Record(zone, values=cells) for zone, cells in values.items() if cells}
    return derive(ATLAS, added.State(1, records, dict.fromkeys(records, 1)))


@pytest.mark.parametrize(
    ("head", "parted"),
    [
        ("产值2021", (2021, "产值")),
        ("2021年产值（亿元）", (2021, "产值（亿元）")),
        ("2021年度产值", (2021, "产值")),
        ("output_2021", (2021, "output")),
        ("2021-output", (2021, "output")),
        ("GDP 2021", (2021, "GDP")),
        ("GDP 2021 (bn)", (2021, "GDP (bn)")),
        ("产值（2021年）", (2021, "产值")),
        ("产值（2021年，亿元）", (2021, "产值（亿元）")),
        ("产值（亿元，2021年）", (2021, "产值（亿元）")),
        ("产值（2021年）（亿元）", (2021, "产值（亿元）")),
        ("产值2021年（亿元）", (2021, "产值（亿元）")),
        ("截至2021年底企业数", (2021, "截至…年底企业数")),
        ("output_2021_total", (2021, "output…total")),
        ("2021", (2021, "")),
        ("2021年", (2021, "")),
        ("2021（亿元）", (2021, "（亿元）")),
        ("2020-2021年增长", None),  # two years
        ("202103产值", None),
        ("产值12021", None),
        ("产值", None),
        ("1875年人口", None),
    ],
)
def test_a_year_is_parted_from_the_rest_of_a_head(head, parted):
    assert series.parted_head(head) == parted


@pytest.mark.parametrize(
    ("heads", "found"),
    [
        (["产值2021", "产值2022", "产值2023"], [("产值", [2021, 2022, 2023])]),
        (["产值2023", "产值2021"], [("产值", [2021, 2023])]),
        (["GDP 2021", "gdp_2022", "Gdp（2023）"], [("GDP", [2021, 2022, 2023])]),
        (["2021年产值（亿元）", "2022年产值（亿元）"], [("产值（亿元）", [2021, 2022])]),
        (["2021年产值（亿元）", "2022年产值（万元）"], []),  # another unit
        (["产值2021", "税收2022"], []),
        (["产值2021"], []),
        (["2021年1月产值", "2021年2月产值"], []),
        (["2021", "2022"], [("", [2021, 2022])]),
        (
            ["产值2021", "税收2021", "产值2022", "税收2022"],
            [("产值", [2021, 2022]), ("税收", [2021, 2022])],
        ),
    ],
)
def test_what_is_a_series(heads, found):
    told = series.table(laden(*heads))
    assert [(each.stem, [*each.heads]) for each in told] == found


def test_of_two_columns_of_a_year_the_second_stays_apart():
    (found,) = series.table(laden("产值2021", "2021年产值", "产值2022"))
    assert found.heads == {2021: "产值2021", 2022: "产值2022"}


def test_words_are_no_series():
    assert not series.table(laden(first={"产值2021": 1.0, "产值2022": "保密"}))
    assert not series.table(ATLAS)


def test_a_series_stands_at_the_place_of_its_first_column():
    atlas = laden("阶段", "产值2022", "备注", "产值2021")
    found = [each if isinstance(each, str) else each.stem for each in series.grouped(atlas)]
    assert found == ["阶段", "产值", "备注", "area_ha", "year"]
    assert series.of(atlas, "产值2021").latest == "产值2022"
    assert series.of(atlas, "备注") is None


@pytest.mark.parametrize(
    ("years", "axis"),
    [
        ((2021, 2022, 2024), [2021, 2022, 2023, 2024]),  # a year that no column is of is a gap
        ((2010, 2015, 2020), [2010, 2015, 2020]),  # five-yearly: none is missing
        ((2019, 2021), [2019, 2021]),
    ],
)
def test_the_years_of_the_axis(years, axis):
    (found,) = series.table(laden(*(f"产值{year}" for year in years)))
    assert [*found.years] == axis


def test_gaps_are_said_and_the_last_number_has_its_year():
    atlas = laden(
        first={"产值2021": 12.5, "产值2022": 13, "产值2023": 15.25},
        second={"产值2021": 3.0, "产值2023": None},
    )
    (of,) = series.table(atlas)
    whole, one = (series.points(atlas, of, zone) for zone in (FIRST, SECOND))
    assert whole == ((2021, 12.5), (2022, 13.0), (2023, 15.25))
    assert series.ends(whole, "zh") == "2021年 12.5 → 2023年 15.25"
    assert series.latest(of, whole, "zh") == "15.25"
    assert one == ((2021, 3.0), (2022, None), (2023, None))
    assert series.ends(one, "en") == "3 in 2021"
    assert series.latest(of, one, "zh") == "3（2021年）"
    assert series.told(one, "zh") == "2021年 3、2022年无数据、2023年无数据"
    none = series.points(atlas, of, THIRD)
    assert {series.told(none, "zh"), series.ends(none, "zh"), series.latest(of, none, "zh")} == {""}


@pytest.mark.parametrize("lang", LANGS)
def test_bare_years_have_a_name(lang):
    (found,) = series.table(laden("2021（亿元）", "2022（亿元）"))
    assert found.name(lang).endswith("（亿元）")
    assert found.name(lang) != "（亿元）"


# The line -----------------------------------------------------------------------------------------


def test_a_line_rises_with_its_numbers_and_is_open_at_gaps():
    points = ((2019, 2.0), (2020, 4.0), (2021, None), (2022, 3.0))
    first, last = sparkline.runs(points)
    assert [x for x, _ in (*first, *last)] == [4.0, 26.7, 72.0]
    assert [y for _, y in (*first, *last)] == [16.0, 4.0, 10.0]
    drawn = sparkline.svg(points, colour="#123456", words='<b>"产值"')
    assert drawn.count("<polyline") == 1
    assert drawn.count("<circle") == 2  # the year alone, and the end
    assert "<b>" not in drawn
    assert "#123456" in drawn


@pytest.mark.parametrize("value", [0.0, 5.0, -1e308, 1e308])
def test_what_does_not_change_lies_halfway_up(value):
    ((_, a), (_, b)) = sparkline.runs(((2021, value), (2022, value)))[0]
    assert a == b == sparkline.HEIGHT / 2


def test_the_greatest_numbers_have_a_line_and_nothing_has_none():
    ((a, b),) = sparkline.runs(((2021, -1e308), (2022, 1e308)))
    assert (a[1], b[1]) == (16.0, 4.0)
    assert sparkline.svg(((2021, None),), colour="#000000", words="") == ""
