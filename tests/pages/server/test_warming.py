"""What first readers would wait for is made while the process rests, and never before them."""

import time

import pytest
from starlette.applications import Starlette

from atlas import ogc
from atlas.analysis import changes
from atlas.briefing.sheet import kept
from atlas.maps.print import drawing
from atlas.model.read import AtlasFileError
from pages.ui.plain.pages import Held
from pages.ui.process import journal
from pages.ui.server import api, maps, warming
from tests.asgi import ask
from tests.shipped import ATLAS

HELD = Held(ATLAS, "shipped", 0)
REST_S = 0.01


@pytest.fixture
def warm(monkeypatch):
    """Take all steps over the atlas as it is shipped."""
    monkeypatch.setattr(warming, "held_by_pages", lambda _asked: HELD)
    monkeypatch.setattr(warming, "LANGS", ("zh",))
    kept._drawn.cache_clear()  # what other tests have drawn
    for step in warming.steps():
        step()


@pytest.fixture
def app():
    held = maps.routes(holder=lambda _: HELD) + api.routes(holder=lambda _: ATLAS)
    return Starlette(routes=held)


@pytest.mark.usefixtures("warm")
def test_the_map_of_all_zones_is_drawn_for_whoever_asks_first(app, monkeypatch):
    drawn = []
    draw = drawing.draw
    monkeypatch.setattr(drawing, "draw", lambda *given, **kw: drawn.append(1) or draw(*given, **kw))
    assert ask(app, "/api/map.png", headers={"host": "gis.example"}).status == 200
    assert not drawn
    assert ask(app, "/api/map.png?area=hexi", headers={"host": "gis.example"}).status == 200
    assert drawn


@pytest.mark.usefixtures("warm")
def test_the_interface_has_read_its_collections(app, monkeypatch):
    asked = []
    compared = changes.changes
    monkeypatch.setattr(
        changes, "changes", lambda *given, **kw: asked.append(1) or compared(*given, **kw)
    )
    assert ask(app, "/api/openapi").status == ask(app, "/api/collections?lang=en").status == 200
    assert not asked
    assert ask(app, "/api/collections/differences/items?area=hexi").status == 200
    assert asked


def test_steps_are_taken_in_turn_and_one_that_fails_is_told(monkeypatch):
    told, taken = [], []
    monkeypatch.setattr(journal, "event", lambda name, **said: told.append((name, said["kind"])))

    def fail():
        raise RuntimeError("no such face")

    steps = [lambda: taken.append(1), fail, lambda: taken.append(2)]
    warming.Warming(steps, rest_s=REST_S).run()
    assert taken == [1, 2]
    assert told == [("not_warmed", "RuntimeError")]


def test_where_there_are_no_data_yet_nothing_is_tried_and_nothing_told(monkeypatch):
    told, asked = [], []
    monkeypatch.setattr(journal, "event", lambda name, **_: told.append(name))

    def none(vintage):
        asked.append(vintage)
        raise ogc.unavailable(AtlasFileError("missing", path="atlas.gpkg"))

    monkeypatch.setattr(warming, "held_by_pages", none)
    warming.Warming(warming.steps(), rest_s=REST_S).run()
    assert len(asked) == 1
    assert told == []


def test_nothing_is_made_while_somebody_is_served(monkeypatch):
    taken, clock = [], iter([0.0, 1.0, 2.0, 3.0, 4.0, 4.0])
    monkeypatch.setattr(time, "process_time", lambda: next(clock))
    warming.Warming([lambda: taken.append(list(clock))], rest_s=REST_S).run()
    assert taken == [[]]  # only once no more of the processor was used


def test_a_process_that_ends_takes_no_further_step():
    taken = []
    thread = warming.Warming([lambda: (taken.append(1), thread.stop()), taken.clear], rest_s=REST_S)
    thread.run()
    assert taken == [1]
