"""Slides: what they say is what the content says, all of it can be edited, and it repeats."""

import dataclasses
import datetime as dt
import io
import re
import subprocess
import zipfile
from functools import cache
from itertools import combinations

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_AUTO_SHAPE_TYPE as AUTO
from pptx.enum.shapes import MSO_SHAPE_TYPE as KIND
from pptx.oxml.ns import qn

import atlas
from atlas.briefing import provenance, slides
from atlas.briefing.content import content
from atlas.briefing.order import Order, OrderError
from atlas.briefing.report import report
from atlas.briefing.report.pages import numbered
from atlas.briefing.slides import master, tables
from atlas.i18n import LANGS, text
from atlas.maps.palette import palette
from tests.pairwise import pairs, spread
from tests.readers import needs
from tests.shipped import ATLAS

AT = "https://atlas.example/"  # where the atlas is served
DAY = dt.date(2026, 11, 23)
DRAWN = {
    "star": AUTO.STAR_5_POINT,
    "square": AUTO.RECTANGLE,
    "circle": AUTO.OVAL,
    "diamond": AUTO.DIAMOND,
    "triangle": AUTO.ISOSCELES_TRIANGLE,
}
PUBLIC = {"mode": "public", "review_number": "GS-7", "base_map_source": "B", "maker": "M"}
CASES = [{}, {"area": "hexi"}, {"cluster": "new-materials"}, {"type": "innovation"}]
ROWS = pairs(CASES, LANGS, (False, True))
WICKED = "{{7*7}}<a:t>&amp;</p:sp>\x1b\x00\n\t\ufffe\"'"


def order(params=None, **changes):
    selection = atlas.Selection.from_params(params or {}, ATLAS)
    return Order.of(selection, **({"lang": "zh", "date": DAY, "base_url": AT} | changes))


@cache
def written(*orders, native=False):
    return slides.deck(ATLAS, orders, native=native)


def opened(data):
    return Presentation(io.BytesIO(data))


def walk(shapes):
    for shape in shapes:
        yield shape
        if shape.shape_type == KIND.GROUP:
            yield from walk(shape.shapes)


def alt(shape):
    return shape.element.xpath(".//p:cNvPr")[0].get("descr", "")


def texts(slide):
    return [s.text_frame.text for s in walk(slide.shapes) if s.has_text_frame]


def of_kind(slide, kind):
    return [shape for shape in walk(slide.shapes) if shape.shape_type == kind]


def zone_shapes(slide, of_lang):
    names = set(ATLAS.zones[f"name_{of_lang}"].astype(str))
    return [s for s in of_kind(slide, KIND.AUTO_SHAPE) if s.name in names]


# Where neither of the two has to do with the other.
EITHER = spread(LANGS, (False, True))
every = pytest.mark.parametrize(
    ("given", "native"),
    [
        pytest.param(order(params, lang=lang), native, id=f"{params or 'all'}-{lang}-{native}")
        for params, lang, native in ROWS
    ],
)


@every
def test_title_sentence_and_mark_are_the_contents(given, native):
    deck, said = opened(written(given, native=native)), content(ATLAS, given)
    assert len(deck.slides) == 1 + sum(len(each.pages) for each in tables.told(ATLAS, said))
    assert (deck.slide_width, deck.slide_height) == (960 * 12700, 540 * 12700)
    slide = deck.slides[0]
    assert slide.shapes.title.text_frame.text == said.title
    sentence = {p.placeholder_format.idx: p for p in slide.placeholders}[master.SENTENCE]
    assert sentence.text_frame.text == said.sentence
    assert said.mark in texts(slide)


@every
def test_the_table_is_the_contents(given, native):
    slide, said = opened(written(given, native=native)).slides[0], content(ATLAS, given)
    (frame,) = of_kind(slide, KIND.TABLE)
    head, *rows, last = ([cell.text for cell in row.cells] for row in frame.table.rows)
    assert len(set(head)) == len(head)

    def numbers(row):
        return [0 if cell == "\u2013" else int(cell) for cell in row[1:]]

    assert [row[0] for row in rows] == [
        ATLAS.label("areas", slug, given.lang, short=True) for slug in said.table.index
    ]
    for row, slug in zip(rows, said.table.index, strict=True):
        assert numbers(row) == [*said.table.loc[slug], said.summary.areas[slug]]
    assert numbers(last) == [*said.summary.types[said.table.columns], said.summary.n]


@every
def test_the_legend_counts_what_the_content_counts(given, native):
    slide, said = opened(written(given, native=native)).slides[0], content(ATLAS, given)
    rows = dict(words.split("\t") for words in texts(slide) if "\t" in words)
    assert rows.pop(text("print.inferred", given.lang), None) == (
        text("print.count", given.lang, n=said.summary.inferred) if said.summary.inferred else None
    )

    def counted(n):
        return text("print.count", given.lang, n=n) if n else "\u2013"

    for slug, n in said.summary.types.items():
        if n:
            assert rows.pop(ATLAS.label("types", slug, given.lang)) == counted(n)
    # Of the areas, those whose land is seen: what is asked for is among them.
    names = {
        ATLAS.label("areas", slug, given.lang, short=short): slug
        for slug in said.summary.areas.index
        for short in (False, True)
    }
    shown = {names[name]: words for name, words in rows.items()}
    assert shown == {slug: counted(said.summary.areas[slug]) for slug in shown}
    assert set(given.selection.areas) <= shown.keys()


@every
def test_notes_hold_sources_filter_zones_and_link(given, native):
    slide, said = opened(written(given, native=native)).slides[0], content(ATLAS, given)
    notes = slide.notes_slide.notes_text_frame.text
    for words in (said.title, said.words, given.link, said.mark, *said.sources, *said.notes):
        assert words in notes
    assert [n for n in said.zones[f"name_{given.lang}"] if n not in notes] == []
    absent = ATLAS.zones.drop(index=said.zones.index)[f"name_{given.lang}"]
    assert [n for n in absent if n in notes] == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("clusters", [["green-agri"], ["equipment", "smart-equipment"]])
def test_what_puts_zones_into_clusters_stands_in_tables_and_notes(clusters, lang):
    asked = order({"cluster": clusters}, lang=lang)
    deck, (told,) = opened(written(asked)), tables.told(ATLAS, content(ATLAS, asked))
    (table,), parts = told.series.tables, told.pages
    first, *others = deck.slides
    notes = first.notes_slide.notes_text_frame.text
    assert all(words in notes for words in tables.spoken(table, lang))
    rows = []
    for slide in others:
        (frame,) = of_kind(slide, KIND.TABLE)
        head, *body = [[cell.text for cell in row.cells] for row in frame.table.rows]
        assert head == list(table.header)
        rows += map(tuple, body)
        foot = max(s.top for s in slide.shapes if not s.element.xpath(".//p:ph[@type='sldNum']"))
        assert frame.top + sum(row.height for row in frame.table.rows) <= foot
    assert len(others) == len(parts)
    assert rows == list(table.rows)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "params", [{}, {"area": "hexi"}, {"cluster": "new-materials"}, {"text": "敦煌"}]
)
def test_each_message_has_a_slide_of_its_own(params, lang):
    """Map, basis, comparison: one after the other, and the speaker has prose to each."""
    asked = order(params, lang=lang)
    said, told = content(ATLAS, asked), report(ATLAS, content(ATLAS, asked))
    first, *others = opened(slides.deck(ATLAS, [asked], messages=True)).slides
    assert not of_kind(first, KIND.TABLE)
    rests = others[:-1] if said.summary.n > 1 else others
    rows = []
    lives = [numbered(life) for life in told.lived]
    for slide in rests:
        frame, *others_below = of_kind(slide, KIND.TABLE)
        for below, life in zip(others_below, lives, strict=True):
            cells = [tuple(cell.text for cell in row.cells) for row in below.table.rows]
            assert cells == [life.header, *life.rows]
        rows += [tuple(cell.text for cell in row.cells) for row in frame.table.rows][1:]
    assert rows == list((told.basis or told.table).rows)
    if said.summary.n > 1:
        last = others[-1]
        assert last.shapes.title.text_frame.text == text("slides.comparison", lang)
        homes = said.zones["prefecture"].astype(str).value_counts()
        areas = said.summary.areas.to_dict()
        for frame, vocabulary, counted in zip(
            of_kind(last, KIND.TABLE), ("prefectures", "areas"), (homes, areas), strict=True
        ):
            _, *rows, total = [[cell.text for cell in row.cells] for row in frame.table.rows]
            assert total[-1] == str(said.summary.n)
            assert {row[0]: row[-1] for row in rows if row[-1] != "\u2013"} == {
                ATLAS.label(vocabulary, slug, lang, short=True): str(n)
                for slug, n in counted.items()
                if n
            }
        (picture,) = of_kind(last, KIND.PICTURE)
        assert all(str(n) in alt(picture) for n in told.chart.totals if n)
    for slide in (first, *others):
        notes = slide.notes_slide.notes_text_frame.text
        assert " \u2013 " not in notes
        assert slide.shapes.element.xpath(".//a:fld[@type='slidenum']")
        low = [s.top + s.height for s in slide.shapes if s.shape_type != KIND.PLACEHOLDER]
        assert max(low) <= 540 * 12700
    assert told.conclusion in first.notes_slide.notes_text_frame.text


@every
def test_everything_pictured_is_described(given, native):
    slide, said = opened(written(given, native=native)).slides[0], content(ATLAS, given)
    pictures = of_kind(slide, KIND.PICTURE)
    assert len(pictures) == (1 if native else 2)
    assert all(alt(shape) for shape in pictures + of_kind(slide, KIND.TABLE))
    name = text("slides.map", given.lang)
    (drawn,) = (s for s in slide.shapes if s.name == name)
    for zone in said.zones[f"name_{given.lang}"]:
        assert zone in alt(drawn)
    assert given.link in alt(pictures[-1])


@every
def test_nothing_stands_outside_the_slide_or_on_something_else(given, native):
    slide = opened(written(given, native=native)).slides[0]
    boxes = []
    for shape in slide.shapes:
        left, top = shape.left, shape.top
        right, bottom = left + shape.width, top + shape.height
        assert left >= 0, shape.name
        assert top >= 0, shape.name
        assert right <= 960 * 12700, shape.name
        assert bottom <= 540 * 12700, shape.name
        boxes.append((shape.name, left, top, right, bottom))
    for one, other in combinations(boxes, 2):
        apart = one[3] <= other[1] or other[3] <= one[1] or one[4] <= other[2] or other[4] <= one[2]
        assert apart, (one[0], other[0])


@every
def test_shapes_are_ours_alone(given, native):
    slide = opened(written(given, native=native)).slides[0]
    tree = slide.shapes.element
    ids = tree.xpath(".//p:cNvPr/@id")
    assert len(set(ids)) == len(ids)
    assert tree.xpath(".//p:style") == []  # else the theme gives them shadows
    language = {"zh": "zh-CN", "en": "en-US"}[given.lang]
    runs = tree.xpath(".//a:r[a:t]/a:rPr") + slide.notes_slide.element.xpath(".//a:r/a:rPr")
    assert {run.get("lang") for run in runs} == {language}
    assert all(body.findall(qn("a:p")) for body in tree.iter(qn("p:txBody")))
    # Colours are the palette's: none stands in the code.
    known = {
        value.lstrip("#").upper()
        for style in palette(ATLAS, given.style).values()
        for value in (style.fill, style.stroke)
        if value
    }
    assert set(tree.xpath(".//a:srgbClr/@val")) <= known


@pytest.mark.parametrize(
    ("params", "lang"), [(params, lang) for params, lang, native in ROWS if native]
)
def test_native_zones_are_named_symbols(params, lang):
    given = order(params, lang=lang)
    slide, said = opened(written(given, native=True)).slides[0], content(ATLAS, given)
    shapes = zone_shapes(slide, lang)
    names = said.zones[f"name_{lang}"].astype(str)
    assert sorted(shape.name for shape in shapes) == sorted(names)
    styles = palette(ATLAS, given.style)
    kinds = dict(zip(names, said.zones["zone_type"], strict=True))
    for shape in shapes:
        style = styles[f"type/{kinds[shape.name]}"]
        assert shape.auto_shape_type == DRAWN[style.shape]
        assert f"#{shape.fill.fore_color.rgb}".lower() == style.fill
        assert shape.name in alt(shape)
    labels = [s for s in of_kind(slide, KIND.TEXT_BOX) if s.name in label_names(names, lang)]
    assert len(labels) == len(names)


def label_names(names, lang):
    return {text("slides.of.name", lang, name=name) for name in names}


def test_native_areas_are_freeforms_named_after_prefectures():
    slide = opened(written(order(), native=True)).slides[0]
    forms = of_kind(slide, KIND.FREEFORM)
    names = {shape.name for shape in forms}
    assert set(ATLAS.prefectures["name_zh"]) <= names
    counted = {shape.name: len(shape.element.findall(".//" + qn("a:pt"))) for shape in forms}
    areas = [n for name, n in counted.items() if name in set(ATLAS.prefectures["name_zh"])]
    assert 1200 <= sum(areas) <= 4000
    assert len(slide.shapes.element.findall(".//" + qn("a:pt"))) < 20_000
    # The whole map moves as one, and its base within it.
    groups = [shape.name for shape in of_kind(slide, KIND.GROUP)]
    assert groups.count(text("slides.base", "zh")) == groups.count(text("slides.map", "zh"))


def test_a_leader_is_a_connector():
    slide = opened(written(order(lang="en"), native=True)).slides[0]
    lines = {shape.name for shape in of_kind(slide, KIND.LINE)}
    of_zones = {text("slides.of.leader", "en", name=name) for name in ATLAS.zones["name_en"]}
    assert lines & of_zones


def test_nothing_native_leaves_the_map():
    """Programs cannot cut shapes off at a frame, so nothing may be drawn beyond it."""
    given = order({"prefecture": "lanzhou"}, extent="fit")
    slide = opened(written(given, native=True)).slides[0]
    groups = {shape.name: shape for shape in slide.shapes if shape.shape_type == KIND.GROUP}
    whole = groups[text("slides.map", "zh")]
    for shape in walk(whole.shapes):
        if shape.shape_type == KIND.FREEFORM:
            assert shape.left >= whole.left
            assert shape.left + shape.width <= whole.left + whole.width + 1
            assert shape.top >= whole.top
            assert shape.top + shape.height <= whole.top + whole.height + 1


@pytest.mark.parametrize(
    ("given", "native"),
    [(order({"area": "hexi"}), False), (order(lang="en", style="grey", context=True), True)],
    ids=["picture", "native"],
)
def test_the_same_bytes_twice(given, native):
    once = written(given, native=native)
    assert once == slides.deck(ATLAS, [given], native=native)
    with zipfile.ZipFile(io.BytesIO(once)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = archive.namelist()
        assert len(set(names)) == len(names)
        # Nothing of the library's own file: its picture, its author, its program.
        assert not [name for name in names if "thumbnail" in name or "printer" in name]
        everything = b"".join(archive.read(name) for name in names)
    assert b"Steve" not in everything
    assert b"Macintosh" not in everything


@pytest.mark.parametrize(("native", "dpi"), [(False, 200), (False, 600), (True, 200)])
def test_the_whole_province_is_a_small_file(native, dpi):
    assert len(written(order(dpi=dpi), native=native)) <= 3_000_000


def test_the_file_says_what_it_is():
    given = order({"area": "hexi"}, maker="Office of Maps")
    deck, said = opened(written(given)), content(ATLAS, given)
    own = deck.core_properties
    assert (own.title, own.author, own.language) == (said.title, "Office of Maps", "zh-CN")
    assert own.created == own.modified == dt.datetime(2026, 11, 23)  # noqa: DTZ001 - as stored
    assert given.link in own.comments


def test_the_file_proves_itself():
    one = order({"area": "hexi"})
    for native in (False, True):
        assert provenance.read(written(one, native=native)).link == one.link
    record = provenance.read(written(one))
    assert record.kind == "snapshot"
    assert record.link == one.link
    assert set(record.zones) == set(content(ATLAS, one).zones.index)
    assert provenance.verify(ATLAS, record).same
    two = order({"area": "ethnic"}, lang="en")
    record = provenance.read(written(one, two))
    assert record.kind == "deck"
    assert [sheet.link for sheet in record.sheets] == [one.link, two.link]


def test_link_and_code_lead_to_the_view():
    given = order({"area": "hexi", "type": "upgrade"}, zone="yumen")
    slide = opened(written(given)).slides[0]
    code = of_kind(slide, KIND.PICTURE)[-1]
    assert code.click_action.hyperlink.address == given.link
    links = [
        run.hyperlink.address
        for shape in of_kind(slide, KIND.TEXT_BOX)
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
        if run.hyperlink.address
    ]
    assert links == [given.link]
    assert code.width >= 18 * 36_000


@needs("zbarimg")
def test_the_code_can_be_read(tmp_path):
    given = order({"area": "hexi"}, lang="en")
    picture = of_kind(opened(written(given)).slides[0], KIND.PICTURE)[-1]
    (tmp_path / "code.png").write_bytes(picture.image.blob)
    found = subprocess.run(
        ["zbarimg", "--quiet", "--raw", str(tmp_path / "code.png")],
        capture_output=True,
        check=True,
        text=True,
    )
    assert found.stdout.strip() == given.link


def test_a_public_slide_has_its_number_and_others_their_mark():
    given = order(**PUBLIC)
    assert text("print.mark.public", "zh", number="GS-7") in texts(opened(written(given)).slides[0])
    with pytest.raises(OrderError):
        slides.deck(ATLAS, [order(mode="public")])


@pytest.mark.parametrize("lang", LANGS)
def test_the_theme_names_the_readers_faces(lang):
    with zipfile.ZipFile(io.BytesIO(written(order(lang=lang)))) as archive:
        themes = [n for n in archive.namelist() if n.startswith("ppt/theme/")]
        read = [archive.read(name).decode() for name in themes]
    assert len(read) == 2  # the slides' and the notes'
    east, latin = (text(f"slides.font.{name}", lang) for name in ("east", "latin"))
    for theme in read:
        assert set(re.findall(r'<a:ea typeface="([^"]*)"', theme)) == {east}
        assert set(re.findall(r'<a:latin typeface="([^"]*)"', theme)) == {latin}
        assert "4F81BD" not in theme  # the blue of Office


def test_a_deck_has_its_slides_in_order_and_tells_how_far_it_is():
    orders = [order({"area": slug}) for slug in ("hexi", "ethnic", "lanzhou")]
    told = []
    deck = opened(slides.deck(ATLAS, orders, progress=lambda *said: told.append(said)))
    titles = [content(ATLAS, each).title for each in orders]
    assert [slide.shapes.title.text_frame.text for slide in deck.slides] == titles
    assert [said[:2] for said in told] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert [said[2] for said in told[:3]] == titles
    numbers = [slide.shapes.element.xpath(".//a:fld[@type='slidenum']") for slide in deck.slides]
    assert all(len(found) == 1 for found in numbers)


def test_each_map_is_drawn_as_its_order_says():
    deck = opened(slides.deck(ATLAS, [order(), order(native=True)]))
    assert [len(of_kind(slide, KIND.PICTURE)) for slide in deck.slides] == [2, 1]
    # The number stands below everything else.
    for slide in deck.slides:
        number = slide.slide_layout.slide_master.element.xpath(
            ".//p:sp[.//p:ph[@type='sldNum']]//a:off/@y"
        )
        tops = [s for s in slide.shapes if not s.element.xpath(".//p:ph[@type='sldNum']")]
        assert max(s.top + s.height for s in tops) <= int(number[0])


def test_what_progress_raises_ends_the_work():
    def stop(done, *_):
        if done == 1:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        slides.deck(ATLAS, [order(), order()], progress=stop)


def test_a_deck_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        slides.deck(ATLAS, [])


@pytest.mark.parametrize(("lang", "native"), EITHER)
def test_a_selection_without_zones_is_still_a_slide(lang, native):
    given = order({"industry-contains": "zzz"}, lang=lang)
    slide = opened(slides.deck(ATLAS, [given], native=native)).slides[0]
    assert text("print.sentence.none", lang) in texts(slide)
    assert zone_shapes(slide, lang) == []


def test_a_link_too_long_for_a_code_is_said():
    given = order({"industry-contains": [f"word{n}" for n in range(150)]})
    slide = opened(slides.deck(ATLAS, [given])).slides[0]
    assert any(text("print.no_code.long", "zh") in words for words in texts(slide))
    bottoms = [shape.top + shape.height for shape in slide.shapes]
    assert max(bottoms) <= 540 * 12700


@pytest.mark.parametrize(("lang", "native"), EITHER)
def test_hostile_words_stay_text(lang, native):
    columns = [f"{kind}_{of}" for kind in ("name", "short") for of in LANGS]
    names = {name: WICKED + ATLAS.zones[name].astype("str") for name in columns}
    worst = dataclasses.replace(ATLAS, zones=ATLAS.zones.assign(**names))
    given = order(
        {"area": "ethnic"}, lang=lang, title=WICKED + "\ud800", sentence=WICKED, maker=WICKED
    )
    slide = opened(slides.deck(worst, [given], native=native)).slides[0]
    title = slide.shapes.title.text_frame.text
    assert title.startswith("{{7*7}}<a:t>&amp;</p:sp>")
    assert not re.search("[\x00-\x1f\ud800\ufffe]", title)
    assert "<a:t>&amp;</p:sp>" in slide.notes_slide.notes_text_frame.text
    if native:
        named = [s for s in of_kind(slide, KIND.AUTO_SHAPE) if "</p:sp>" in alt(s)]
        assert len({s.name for s in named}) >= 6


def test_a_long_title_takes_more_lines_not_more_room():
    given = order(title="甘肃省开发区布局图" * 20, sentence="一句很长的话，" * 25)
    slide = opened(slides.deck(ATLAS, [given])).slides[0]
    boxes = sorted((s.top, s.top + s.height) for s in slide.placeholders)
    assert boxes[0][1] <= boxes[1][0] + 1
    (drawn,) = (s for s in slide.shapes if s.name == text("slides.map", "zh"))
    assert drawn.top >= boxes[1][1] - 1
    assert drawn.height > 270 * 12700


@needs("soffice", "pdftotext")
@pytest.mark.parametrize(("lang", "native"), EITHER)
def test_another_program_shows_it_all(tmp_path, lang, native):
    given = order(lang=lang)
    said = content(ATLAS, given)
    (tmp_path / "deck.pptx").write_bytes(written(given, native=native))
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/office",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "deck.pptx"),
        ],
        capture_output=True,
        check=True,
        timeout=180,
    )
    found = subprocess.run(
        ["pdftotext", "-raw", str(tmp_path / "deck.pdf"), "-"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    assert found.count("\f") == 1  # one page: nothing overflows
    shown = re.sub(r"\s+", "", found)
    for words in (said.title, said.sentence, said.mark, *said.sources):
        assert re.sub(r"\s+", "", words) in shown, words
    if native:
        names = said.zones[f"short_{lang}"].astype(str)
        assert [n for n in names if re.sub(r"\s+", "", n) not in shown] == []
