"""The analysis page: what its sentences say, where its links lead, and when it says nothing."""

import re
from types import SimpleNamespace

import pytest

from atlas.analysis import strength
from atlas.analysis.findings import Question, alike, groups
from atlas.i18n import LANGS, text
from atlas.maps.specification import CUTS, USUAL, Specification
from atlas.selection.facets import Facets
from atlas.selection.selection import Selection
from pages.ui.analysis import groups as groups_tab
from pages.ui.analysis import strength as strength_tab
from pages.ui.session.inquiry import CHOICES
from tests.pages.harness import html_of, opened, view

MINE = ("strength", "alike", "groups")
TAGS = re.compile(r"<[^>]*>")


def words_of(html):
    return re.sub(r"\s+", " ", TAGS.sub("", html))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("topic", CHOICES["topic"])
def test_every_topic_draws_in_every_language(topic, lang):
    html = html_of(opened("analysis", topic=topic, lang=lang))
    for other in CHOICES["topic"]:
        assert text(f"analysis.topic.{other}", lang) in html
    assert html.count('aria-current="page"') == 2  # this page, this topic


@pytest.mark.parametrize("topic", MINE)
def test_each_chart_has_its_sentence_data_and_formula(topic):
    app = opened("analysis", topic=topic)
    html, drawn = html_of(app), app.get("vega_lite_chart") or app.get("arrow_vega_lite_chart")
    assert drawn
    assert html.count('class="chart-more"') == len(drawn)
    assert html.count(text("charts.show.table", "zh")) == len(drawn)
    assert html.count("<code>") >= len(drawn)
    assert all(chart.proto.alt for chart in drawn)
    assert len(app.get("download_button")) == 3 * len(drawn)


@pytest.mark.parametrize("by", CHOICES["by"])
def test_a_cell_leads_into_the_selection(by, a):
    html = html_of(opened("analysis", by=by, level="national"))
    zones = Selection(levels=("national",)).apply(a)
    table = strength.strength(a, zones, by=by)
    cell = table[table["listings"] > 0].iloc[0]
    here = view(page="analysis", selection=Selection(levels=("national",)))
    href = here.href("overview", **{by: cell["group"], "cluster": cell["cluster"]})
    assert f'href="{href.replace("&", "&amp;")}">{cell["listings"]}</a>' in html


def test_pairs_and_groups_lead_to_the_comparison():
    html = html_of(opened("analysis", topic="alike"))
    assert "compare?compare=yongjing&amp;compare=baiyin-xiqu" in html
    html = html_of(opened("analysis", topic="groups", on="clusters"))
    assert "compare?compare=yumen&amp;compare=pingliang" in html


@pytest.mark.parametrize("topic", MINE)
def test_one_zone_has_nothing_to_be_held_against(topic):
    html = html_of(opened("analysis", topic=topic, prefecture="jiayuguan"))
    assert text("analysis.too_few.zones", "zh") in html
    assert 'class="chart-more"' not in html


@pytest.mark.parametrize("topic", MINE)
def test_none_at_all_is_said(topic):
    html = html_of(opened("analysis", topic=topic, type="innovation", level="concentrated"))
    assert text("narrowing.nothing", "zh") in html


@pytest.mark.parametrize("cut", CUTS)
def test_the_tree_is_cut_where_the_link_says(cut):
    html = html_of(opened("analysis", topic="groups", on="clusters", cut=str(cut)))
    assert f"切在{cut / 100:.1f}时" in words_of(html)


def test_a_cut_that_is_no_choice_is_said_and_dropped(a):
    shown, wrong = Specification.parse({"cut": ["55"]}, a)
    assert shown.cut == 0
    assert [each.value for each in wrong] == ["55"]
    assert USUAL.with_(cut=70).to_params(analysis=True) == {"cut": "70"}
    assert USUAL.with_(cut=70).to_params() == {}


def test_who_is_left_out_of_the_groups_is_said():
    html = words_of(html_of(opened("analysis", topic="groups", on="clusters")))
    assert text("analysis.groups.without_clusters", "zh", n=1) + "静宁" in html.replace(" ", "")


def quotients(a, **columns):
    """Give a table of one area and two clusters, 30 listings."""
    given = {
        "group": [a.areas.index[0]] * 2,
        "cluster": a.clusters.index[:2],
        "listings": [20, 10],
        "zones": [9, 9],
        "total": [30, 30],
        "share": [2 / 3, 1 / 3],
        "lq": [1.5, 0.6],
        "expected": [13.3, 16.7],
        "few": [False, False],
    }
    return strength_tab.pd.DataFrame(given | columns)


@pytest.mark.parametrize(
    ("columns", "key", "said"),
    [
        ({}, "lq_reading", "1.5倍"),
        # One digit is all that five listings bear: 1.4 times is then no more than the average.
        ({"listings": [5, 10], "lq": [1.4, 0.6]}, "lq_none", "区位商约1；"),
        ({"few": [True, True]}, "lq_few", "说不出哪里更专门"),
        # The highest is a small number: the next one that is not decides.
        ({"few": [True, False], "lq": [9.0, 0.6]}, "lq_none", "区位商约0.60；"),
    ],
)
def test_a_sentence_concludes_only_from_enough(a, columns, key, said):
    here = view(page="analysis")
    reading = strength_tab._quotients(here, a, quotients(a, **columns)).reading
    assert said in reading
    start = text(
        f"analysis.strength.{key}",
        "zh",
        **dict.fromkeys(("cells", "group", "cluster", "n", "share", "lq", "few"), "\0"),
    ).split("\0")[0]
    assert reading.startswith(start)


def test_what_makes_a_group_is_shared_by_half_of_it_and_two(a):
    ids = ["yumen", "pingliang", "jingning"]
    tree = SimpleNamespace(
        ids=strength_tab.pd.Index(ids), labels=strength_tab.pd.Series([1, 1, 2]).to_numpy()
    )
    here = view(page="analysis", on="clusters")
    pair, alone = groups.members(Question(a, here.map, a.zones, "zh"), tree)
    has = a.once(Facets).matrix("cluster").loc[["yumen", "pingliang"]]
    assert {slug for slug, _ in pair.shared} == set(has.columns[has.all()])
    assert all(n == 2 for _, n in pair.shared)
    assert groups_tab._href(here, pair) == "compare?compare=yumen&compare=pingliang"
    assert (alone.zones, alone.shared) == (("jingning",), ())
    assert groups_tab._href(here, alone) == ""


def test_the_sentence_on_pairs_counts_them_as_the_plan_has_them(a):
    reading = alike.find(Question(a, view().map, a.zones, "zh")).overlay.sentence
    # 42 zones make 42 * 41 / 2 pairs; these two share 3 of the 7 phrases that they list together.
    assert "861对" in reading
    assert "永靖与白银西区（3/7，约0.4）" in reading
    within = Question(a, view(within="area").map, a.zones, "zh")
    assert text("analysis.within.area", "zh") in alike.find(within).overlay.sentence
