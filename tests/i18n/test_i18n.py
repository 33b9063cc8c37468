import pytest

from atlas import i18n


def test_a_string_is_filled_in():
    assert i18n.text("describe.count", "zh", what="全省", n=42) == "全省（42个开发区）"
    assert i18n.text("describe.count", "en", what="All Gansu", n=42) == "All Gansu (42 zones)"


@pytest.mark.parametrize("value", ["{n}", "{0.__class__}", "{{7*7}}", "{% raw %}", "{"])
def test_a_value_is_never_a_template(value):
    assert i18n.text("describe.quote", "zh", value=value) == f"“{value}”"


@pytest.mark.parametrize(
    ("key", "lang", "values", "error"),
    [
        ("describe.nothing", "zh", {}, KeyError),
        ("describe", "zh", {}, KeyError),
        ("describe.count", "zh", {"n": 1}, KeyError),
        ("describe.all", "fr", {}, ValueError),
        ("describe.all", "../zh", {}, ValueError),
    ],
)
def test_what_is_missing_is_an_error(key, lang, values, error):
    with pytest.raises(error):
        i18n.text(key, lang, **values)


def test_a_table_is_cut_by_prefix_and_may_be_changed_by_its_taker():
    grades = i18n.table("zh", "grade.")
    assert grades == {"grade.direct": "直接", "grade.inference": "推断", "grade.weak": "弱"}
    grades.clear()
    assert i18n.table("zh", "grade.")


def test_two_files_may_not_give_the_same_key(tmp_path):
    (tmp_path / "one.toml").write_text("[map]\ntitle = 'a'\n", encoding="utf-8")
    (tmp_path / "two.toml").write_text("map.title = 'b'\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"two\.toml: 'map\.title'"):
        i18n.read(tmp_path)
