import threading

import pytest

from atlas.i18n import LANGS
from pages.ui.process import stopping
from pages.ui.process.stopping import StoppingError, Work


def test_nothing_begins_once_it_stops():
    work = Work()
    with work.writing():
        assert work.underway == 1
    work.stop(1)
    with pytest.raises(StoppingError) as refused, work.writing():
        pytest.fail("it has begun")
    assert [refused.value.message(lang) for lang in LANGS]
    assert work.ended()


def test_what_is_underway_is_waited_for_and_no_longer_than_said():
    work, begun, end = Work(), threading.Event(), threading.Event()

    def write():
        with work.writing():
            begun.set()
            end.wait(30)

    writer = threading.Thread(target=write)
    writer.start()
    assert begun.wait(30)
    work.stop(0.01)
    assert not work.ended()
    work.stop(30)  # the first word counts
    assert not work.ended()
    end.set()
    writer.join(30)
    assert work.ended()


def test_who_wrote_is_given_time_to_see_it():
    work = Work()
    assert work.shown(0)
    with work.writing():
        pass
    assert not work.shown(0.01)
    other = threading.Thread(target=work.seen)
    other.start()
    other.join(30)
    assert not work.shown(0.01)  # another's page is not one's own
    work.seen()
    assert work.shown(0)


def test_what_fails_is_at_its_end_too():
    work = Work()
    with pytest.raises(LookupError), work.writing():
        raise LookupError
    work.stop(0)
    assert work.ended()


@pytest.mark.parametrize(
    ("given", "meant"),
    [("", 60), ("5", 5), (" 0 ", 0), ("x", 60), ("-1", 60), ("nan", 60), ("inf", 60), ("1e9", 60)],
)
def test_the_environment_says_how_long(given, meant):
    assert stopping.patience({stopping.ENV: given}) == meant
    assert stopping.patience({}) == 60
