"""The page that sets zones side by side."""

from tests.pages.harness import html_of, opened

CHOSEN = ["tianshui-etdz", "lanzhou-etdz", "dingxi"]


def test_nothing_chosen_offers_sets_from_the_data(a):
    html = html_of(opened("compare"))
    national = a.zones.index[a.zones["level"] == "national"]
    link = "&amp;".join(f"compare={zone}" for zone in national)
    assert link in html
    for zone in a.zones.index:
        assert f"compare={zone}" in html, zone


def test_the_link_is_the_comparison(a):
    html = html_of(opened("compare", compare=CHOSEN))
    for zone in CHOSEN:
        assert a.label("zones", zone) in html
    assert "先进装备制造" in html
    assert "1/8" in html  # 兰州经开 and 定西 share one phrase of eight
    assert "266" in html  # km between 天水 and 兰州
    # Each can be taken out again.
    for zone in CHOSEN:
        rest = "&amp;".join(f"compare={other}" for other in CHOSEN if other != zone)
        assert f'href="compare?{rest}"' in html, zone


def test_every_zone_shows_where_its_facts_stand():
    html = html_of(opened("compare", compare=CHOSEN))
    table = html[html.index("compare-table") : html.index("compare-between")]
    for ref in ("专栏2·5", "专栏2·3", "专栏5·1"):
        assert table.count(f">{ref}</a>") == 2, ref  # for the zone, and for what it lists
    for ref in ("3.2.1", "3.2.3", "4.1.1"):
        assert f">{ref}</a>" in table, ref


def test_the_reading_is_made_from_the_numbers():
    html = html_of(opened("compare", compare=CHOSEN))
    assert "按“十三五”四区：大兰州 2 个（其中推断 1 个）、陇东南 1 个。" in html
    assert "按产业词组，最相近的是兰州经开与定西：两区共有 1 项，合计 8 项，相似度 0.1" in html
    assert "相距最远的是天水经开与兰州经开，直线 266 km" in html
    apart = html_of(opened("compare", compare=["jingning", "tianshui-etdz"]))
    assert "按产业集群，两两之间没有共有的" in apart


def test_more_than_ten_are_said(a):
    html = html_of(opened("compare", compare=list(a.zones.index[:11])))
    assert a.label("zones", a.zones.index[10], "zh") in html
    assert html.count('role="alert"') == 1


def test_collected_zones_go_along_and_are_counted(a):
    html = html_of(opened("overview", compare=CHOSEN[:2], zone="dingxi"))
    assert '<span class="compare-count">2</span>' in html
    assert "compare=tianshui-etdz&amp;compare=lanzhou-etdz&amp;compare=dingxi" in html
    full = html_of(opened("overview", compare=list(a.zones.index[:10]), zone="huixian"))
    assert "加入对比" not in full


def test_one_zone_alone_is_no_comparison():
    html = html_of(opened("compare", compare=["dingxi"], lang="en"))
    assert "Add one more" in html
    assert "atlas-table" not in html
