"""The questions a planner asks: each has its steps, its link and its picture, in both languages."""

import io
import re

import pytest
from PIL import Image
from starlette.applications import Starlette

from atlas.i18n import LANGS, table, text
from atlas.selection.selection import Selection
from pages.ui.plan import help as answered
from pages.ui.server import pictures
from tests.asgi import ask
from tests.pages.harness import html_of, opened
from tests.shipped import ATLAS

MOST, MOST_ALL = 40_000, 600_000  # bytes


def test_every_picture_is_small_referenced_and_described():
    there = answered.pictures()
    asked = {each.picture(lang) for each in answered.questions(ATLAS) for lang in LANGS}
    assert {*there} == asked
    assert len(list(answered.PICTURES.iterdir())) == len(asked)
    sizes = {name: path.stat().st_size for name, path in there.items()}
    assert max(sizes.values()) <= MOST
    assert sum(sizes.values()) <= MOST_ALL
    for name, path in there.items():
        assert Image.open(io.BytesIO(path.read_bytes())).size == answered.SIZE, name
    for lang in LANGS:
        words = [text(f"help.{each.slug}.picture", lang) for each in answered.questions(ATLAS)]
        assert all(words)
        assert len({*words}) >= len(words) - 1


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_has_each_question_with_three_steps(lang):
    html = html_of(opened("help", lang=lang))
    strings = table(lang, "help.")
    for each in answered.questions(ATLAS):
        for key in ("question", "first", "second", "third"):
            assert strings[f"help.{each.slug}.{key}"] in html.replace("&#39;", "'")
        assert f'src="pictures/{each.picture(lang)}"' in html
        assert f'href="#help-{each.slug}"' in html
    assert len(re.findall("<article", html)) == len(answered.questions(ATLAS)) >= 12


def test_the_examples_find_something_whatever_is_filtered():
    html = html_of(opened("help", area="hexi"))
    drawn = html[html.index('class="atlas-help"') : html.rindex("</article>")]
    assert "area=hexi" not in drawn
    for each in answered.questions(ATLAS):
        selection, unknown = Selection.parse(
            {name: value for name, value in each.params.items() if value}, ATLAS
        )
        assert not unknown
        assert not selection.apply(ATLAS).empty


def test_the_overview_begins_with_an_example_and_the_way_to_help():
    html = html_of(opened("overview"))
    line = html[html.index('class="atlas-first"') :]
    assert answered.questions(ATLAS)[1].params["cluster"] in line
    assert 'href="help"' in line
    assert "data-dismiss-first" in line


def test_pictures_are_served_and_nothing_else_is():
    app = Starlette(routes=pictures.routes("/kfq/"))
    (name, path), *_ = answered.pictures().items()
    got = ask(app, f"/kfq/pictures/{name}")
    assert (got.status, got.headers["content-type"]) == (200, "image/webp")
    assert got.body == path.read_bytes()
    for other in ("help.py", "..%2Fhelp.py", "x.webp"):
        assert ask(app, f"/kfq/pictures/{other}").status == 404
