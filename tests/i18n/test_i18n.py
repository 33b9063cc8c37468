import re

import pytest

from atlas import i18n
from tests.attribution import to_the_plan


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


COUNTED = (
    "zones rows listings pairs groups clusters places phrases memberships items gaps sheets"
    " counties problems positions lines files numbers corners polygons times columns decimals"
    " lie belong are were have stay"
)
# What is never one: the most there may be, the least that counts, sums over the whole province.
MANY = {"most", "few", "cells", "total", "m", "value", "lq", "km", "b"}
NEVER_ONE = {
    *("features.repeated", "map.mark.wrong.wordy", "report.none", "report.total.count"),
    *("finding.pasted.scattered", "finding.pasted.terrain"),  # of a dozen points at least
    *("book.own_counted", "book.own_listed", "proof.verdict.apart"),  # of more than a hundred
}


def test_one_is_said_in_the_singular():
    """With one for every number, no English string counts "1 zones" or lets "1 belong"."""
    plural = re.compile(rf"\b1 (?:(?!that)\w+ )?(?:{'|'.join(COUNTED.split())})\b")
    strings, wrong = i18n.table("en"), {}
    for key, template in strings.items():
        stem, _, form = key.rpartition(".")
        # Some have a string of their own for one.
        if key in NEVER_ONE or (form in {"many", "count"} and f"{stem}.one" in strings):
            continue
        names = set(re.findall(r"{(\w+)", template))
        said = i18n.text(key, "en", **{name: 7 if name in MANY else 1 for name in names})
        if found := plural.search(said):
            wrong[key] = found[0]
    assert wrong == {}
    assert i18n.text("hint.overlap", "en", n=1).startswith("1 zone lies")
    assert i18n.text("hint.overlap", "en", n=2).startswith("2 zones lie")


def test_no_page_sends_its_reader_to_a_table_of_the_source():
    """Who edits a table of the source has the guide; on a page its name leads nowhere."""
    named = {key for key, words in i18n.table("en").items() if ".csv" in words}
    assert named <= {"style.wrong"}


@pytest.mark.parametrize("lang", i18n.LANGS)
def test_what_a_document_lists_is_said_of_the_document_in_force(lang):
    """A sentence on every page cannot know that it is the plan that lists: it says ``{by}``."""
    found = {key: to_the_plan(words, lang) for key, words in i18n.table(lang).items()}
    assert {key: said for key, said in found.items() if said} == {}
