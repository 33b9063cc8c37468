"""Which zone a word means: known in one place, asked by all."""

from dataclasses import replace

import pandas as pd
import pytest

from atlas.exchange.matching import Known
from atlas.maps.specification import Specification
from atlas.model.vocabulary import InquiryError, SelectionError, find_zone, zone_names, zone_words
from atlas.office import EMPTY
from atlas.selection.selection import Selection


@pytest.fixture(scope="module")
def renamed(a):
    """Return an atlas in which one zone has a further alias, of which no name is a part."""
    more = pd.DataFrame([{"zone": "yumen", "alias": "铁人园", "kind": "short"}])
    more = more.reindex(columns=a.aliases.columns, fill_value="")
    return replace(a, aliases=pd.concat([a.aliases, more], ignore_index=True))


def test_everything_that_a_zone_is_called_means_it(a):
    names = zone_names(a)
    assert len({word for _, word, _ in zone_words(a)}) > 4 * 42
    for word in (*a.zones.index, *a.zones["name_zh"], *a.zones["name_en"]):
        assert find_zone(a, word) in a.zones.index
    assert {names[zone.replace("-", "")] for zone in a.zones.index} == {*a.zones.index}


def test_a_new_alias_is_known_to_all_who_ask(renamed):
    assert find_zone(renamed, "铁人园") == "yumen"
    assert Known(renamed, EMPTY).called("铁人园").zone == "yumen"
    for text in ("铁人园", "tierenyuan"):
        assert Selection.from_params({"text": text}, renamed).apply(renamed).index.tolist() == [
            "yumen"
        ]
    assert Specification.parse({"zone": "铁人园"}, renamed)[0].zone == "yumen"


def test_a_word_like_an_alias_is_led_to_its_zone(a, renamed):
    with pytest.raises(InquiryError, match="yumen"):
        find_zone(renamed, "铁人园区")
    with pytest.raises(SelectionError, match="yumen"):
        renamed.zone("铁人园区")
    assert Specification.parse({"zone": "铁人园区"}, renamed)[1][0].nearest == "yumen"
    with pytest.raises(InquiryError) as error:
        find_zone(a, "铁人园区")
    assert "yumen" not in str(error.value)
