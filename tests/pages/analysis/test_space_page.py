"""The tabs gaps, partners and space: what they say, for all zones, for few, in both languages."""

import pytest
from markupsafe import escape

from atlas.analysis import findings
from atlas.analysis.findings import Question
from atlas.analysis.findings.question import km2, percent
from atlas.analysis.spatial import Centre
from atlas.i18n import LANGS
from atlas.maps import overlay
from atlas.selection.facets import Facets
from atlas.selection.selection import Selection
from pages.ui.analysis import gaps, partners, space
from pages.ui.session.inquiry import CHOICES, Inquiry
from pages.ui.session.view import View
from tests.pages.harness import CHINESE, CHINESE_MARK, SAID_CHINESE, TAGS, html_of, opened

LAYERS = CHOICES["layer"]


def view(lang="zh", selection=None, topic="strength", layer="nearest", **of_map):
    asked = Inquiry(topic=topic, layer=layer)
    return View.of(lang, selection or Selection(), page="analysis", inquiry=asked, **of_map)


def asked(a, lang="zh", selection=None, zones=None, **of_map):
    here = view(lang, selection, **of_map).map
    return Question(a, here, here.selection.apply(a) if zones is None else zones, lang)


@pytest.fixture
def sent(monkeypatch):
    """Catch what is sent to the map and offered as a file."""
    caught = {}

    def part(_, directions, **_data):
        caught.update(directions)

    monkeypatch.setattr("pages.ui.parts.components.part", part)
    monkeypatch.setattr(
        "pages.ui.parts.downloads.table_file",
        lambda _, table, *, name: caught.update(table=table, name=name),
    )
    return caught


def page(**params):
    return html_of(opened("analysis", **params))


def said(html):
    return " ".join(TAGS.sub(" ", html).split())


# -- gaps ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "what", "area", "zones"),
    [
        # Section 3.2.1 names 石油化工; of the Lanzhou zones none lists it.
        ("focus", "石油化工", "lanzhou", ()),
        # No phrase of any zone holds the word 电池.
        ("part", "电池材料", "", ()),
        # 静宁 lists only what fits none of the thirteen clusters.
        ("no-cluster", "jingning", "longdongnan", ("jingning",)),
        # The seven 创新驱动型 zones of 专栏2 lie in six prefectures, none of them ethnic.
        ("no-type", "innovation", "ethnic", ()),
        ("no-zone", "gannan", "ethnic", ()),
    ],
)
def test_the_gaps_of_the_plan_are_found(a, kind, what, area, zones):
    found = findings.gaps.find(asked(a))
    rows = found[(found["kind"] == kind) & (found["what"] == what)]
    assert list(zip(rows["area"], rows["zones"], strict=True)) == [(area, zones)]


def test_gaps_follow_the_areas_selected(a):
    selection = Selection(areas=("hexi",))
    found = findings.gaps.find(asked(a, selection=selection))
    assert set(found["area"]) == {"hexi", ""}
    assert set(found.loc[found["area"] == "", "kind"]) == {"part"}


def test_gaps_of_zones_name_selected_zones_only(a):
    zones = a.zones.loc[["jingning", "lanzhou-hitech"]]
    found = findings.gaps.find(asked(a, zones=zones))
    about = found[found["kind"].isin(findings.gaps.OF_ZONES)]
    assert {zone for zones in about["zones"] for zone in zones} == {"jingning", "lanzhou-hitech"}


@pytest.mark.parametrize("lang", LANGS)
def test_every_gap_stands_on_the_page_with_its_reference(a, lang):
    html = page(topic="gaps", lang=lang)
    found = findings.gaps.find(asked(a, lang))
    assert html.count('class="ref"') >= len(found)
    for zones in found["zones"]:
        for zone in zones:
            assert f"zone={zone}" in html


def test_the_gaps_are_offered_as_a_table(a, sent):
    gaps.draw(view(), a, a.zones)
    table = sent["table"]
    assert len(table) == len(findings.gaps.find(asked(a)))
    row = table[table["所缺"] == "石油化工"].iloc[0]
    assert (row["类别"], row["区域"], row["相关开发区"], row["出处"]) == (
        "点名而无人列",
        "大兰州",
        "",
        "3.2.1",
    )


# -- partners -----------------------------------------------------------------------------------


def test_partners_are_of_both_directions(a):
    found = findings.partners.both_ways(a, "green-agri", min_grade="inference")
    table = a.complements
    out = table.index[table["cluster"] == "green-agri"]
    into = table.index[table["complement"] == "green-agri"]
    assert set(found.loc[found["way"] == "out", "row"]) == set(out)
    assert set(found.loc[found["way"] == "in", "row"]) == set(into)
    own = a.once(Facets).matrix("cluster")["green-agri"]
    assert set(found["zone"]) == set(own.index[own])


def test_lines_run_from_who_gives_to_who_takes(a, sent):
    partners.draw(view(topic="partners", partner="biomedicine"), a, a.zones)
    matrix = a.once(Facets).matrix("cluster")
    for line in sent["overlay"]["lines"]:
        assert line["a"] != line["b"]
        if line["kind"] == "feeds":  # farm products are biomedicine's input
            assert matrix.loc[line["a"], "green-agri"]
            assert matrix.loc[line["b"], "biomedicine"]


def test_the_selected_zones_lines_are_the_widest(a, sent):
    partners.draw(view(topic="partners", partner="equipment", zone="yumen"), a, a.zones)
    for line in sent["overlay"]["lines"]:
        own = "yumen" in (line["a"], line["b"])
        assert line["weight"] == (findings.partners.HEAVY if own else findings.partners.SLIGHT)


def test_distances_run_from_the_selected_zone():
    html = said(page(topic="partners", partner="equipment", zone="yumen"))
    assert "从玉门经济开发区量起" in html.replace(" ", "")


@pytest.mark.parametrize(
    ("inquiry", "selection", "expected"),
    [
        ({"partner": "equipment"}, Selection(clusters=("green-agri",)), "equipment"),
        ({}, Selection(clusters=("green-agri",)), "green-agri"),
    ],
)
def test_the_cluster_asked_for_goes_before_the_one_selected(a, inquiry, selection, expected):
    assert findings.partners.chosen(asked(a, selection=selection, **inquiry)) == expected


@pytest.mark.parametrize("lang", LANGS)
def test_every_cluster_has_its_partners_page(a, sent, lang):
    for cluster in a.clusters.index:
        sent.clear()
        partners.draw(view(lang, topic="partners", partner=cluster), a, a.zones)
        assert sent["overlay"]["label"]
        assert len(sent["table"].columns) == 8


# -- space --------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("layer", LAYERS)
def test_every_question_has_its_sentence_method_and_caveat(lang, layer):
    html = page(topic="space", layer=layer, lang=lang)
    text = said(html)
    assert 'class="reading"' in html
    assert "atlas-method" in html
    assert "±3" in text
    if lang == "en":
        rest = CHINESE_MARK.sub("", SAID_CHINESE.sub("", html))
        assert not CHINESE.search(said(rest).replace("中文", ""))


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("ids", [["yumen"], ["yumen", "dunhuang"]])
def test_one_or_two_zones_are_enough(a, sent, layer, ids):
    space.draw(view(layer=layer), a, a.zones.loc[ids])
    assert sent["overlay"]["label"]
    assert set(ids) <= set(sent["show"] or a.zones.index)


@pytest.mark.parametrize("topic", ["gaps", "partners", "space"])
def test_no_zone_is_said(topic):
    html = page(topic=topic, level="national", type="foundation")
    assert "没有同时满足这些条件的开发区" in html


def test_two_zones_share_the_province(a, sent):
    space.draw(view(layer="catchments"), a, a.zones.loc[["yumen", "xifeng"]])
    table = sent["table"]
    assert table["占全省（%）"].astype(int).sum() == 100
    assert table["面积（平方公里）"].astype(int).sum() == pytest.approx(425_500, abs=200)


def test_the_nearest_is_listed_from_the_farthest(a, sent):
    space.draw(view(layer="nearest"), a, a.zones)
    table = sent["table"]
    # Dunhuang to the national zone of Jiuquan: the farthest of all.
    assert table.iloc[0].tolist() == ["敦煌产业园区", "酒泉经济技术开发区", "337"]
    kilometres = table["直线距离（公里）"].astype(int)
    assert kilometres.is_monotonic_decreasing
    assert len(sent["overlay"]["lines"]) == len(a.zones)


def test_what_is_far_is_marked_and_listed(a, sent):
    space.draw(view(layer="uncovered", km=150), a, a.zones)
    assert [county["county"] for county in sent["overlay"]["counties"]] == ["623025"]
    assert sent["table"]["县级单元"].tolist() == ["玛曲县"]


def test_the_centre_counts_who_lies_within(a, monkeypatch):
    # Two zones on the equator and one far off: within 100 km of the middle lie the two.
    zones = a.zones.iloc[:3].assign(lon=[0.0, 0.5, 10.0], lat=0.0)
    monkeypatch.setattr(
        "atlas.analysis.spatial.centre", lambda *_: Centre(lon=0.25, lat=0.0, km=100.0, n=3)
    )
    found = findings.space.centre(asked(a, zones=zones))
    assert "圈内有2个" in found.overlay.sentence
    assert found.notes == ("不足5个，只可作提示。",)


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, "0"), (0.004, "不足1"), (0.014, "1"), (0.5, "50"), (1.0, "100")]
)
def test_a_share_is_whole_per_cent(share, expected):
    assert percent(share, "zh") == expected


@pytest.mark.parametrize(("area", "expected"), [(75_089.3, "75,100"), (526.6, "500"), (40, "0")])
def test_an_area_is_hundreds_of_square_kilometres(area, expected):
    assert km2(area) == expected


def test_a_table_of_very_many_zones_is_cut_on_the_page_and_whole_in_the_file(a, sent, monkeypatch):
    for module in (overlay, findings.space):
        monkeypatch.setattr(module, "MOST", 5)
    drawn = []
    monkeypatch.setattr("pages.ui.markup.render.st.html", drawn.append)
    space.draw(view(layer="nearest"), a, a.zones)
    assert "".join(drawn).count("<tr") == 1 + 5
    assert len(sent["overlay"]["lines"]) == 5
    assert len(sent["table"]) == len(a.zones)
    assert escape("只列前5项") in "".join(drawn)
