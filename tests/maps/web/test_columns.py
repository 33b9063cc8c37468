"""The columns' coding: what goes in comes out, and nothing in it needs escaping."""

import json

import numpy as np
import pandas as pd
import pytest

from atlas.maps.web import columns


@pytest.mark.parametrize(
    "numbers", [[], [0], [63], [64], [0, 1, 63, 64, 4095, 4096, 10**9]], ids=str
)
def test_packed_numbers_come_back(numbers):
    packed = columns.pack(np.array(numbers, dtype=int))
    assert columns.unpack(packed).tolist() == numbers
    assert set(packed["digits"]) <= set(columns.DIGITS.tobytes().decode())


def decoded(column, n):
    """Texts as codec.js reads them."""
    stem = columns.unpack(column["stem"]) if column["stem"] else np.zeros(n, dtype=int)
    tails = [""] * n if column["tails"] is None else column["tails"].split(",")
    return [column["stems"][k] + tail for k, tail in zip(stem, tails, strict=True)]


@pytest.mark.parametrize(
    "words",
    [
        ["兰州高新", "白银高新"],
        ["Park 1", "Park 2", "Park 007", "Park"],
        ["1", "", "22"],
        ["same", "same"],
        ["a,b1", "{{7*7}}", "</script>9"],
    ],
    ids=str,
)
def test_texts_come_back(words):
    column = json.loads(json.dumps(columns.texts(pd.Series(words))))
    assert decoded(column, len(words)) == words
    assert decoded(columns.texts(pd.Series(words, dtype="category")), len(words)) == words


def test_numbered_names_share_their_stem():
    column = columns.texts(pd.Series([f"Park {n}" for n in range(1000)]))
    assert column["stems"] == ["Park "]
    assert column["stem"] is None


def test_lists_keep_their_order_and_leave_out_strangers():
    column = columns.lists(
        pd.Series(["b", "a", "b", "x"]),
        pd.Series(["two", "one", "one", "one"]),
        zones=pd.Index(["a", "b", "c"]),
        vocabulary=["one", "two"],
    )
    assert columns.unpack(column["counts"]).tolist() == [1, 2, 0]
    assert columns.unpack(column["values"]).tolist() == [0, 1, 0]


def test_degrees_keep_a_metre():
    lon = pd.Series([92.34, 103.885, 108.71])
    column = columns.degrees(lon)
    back = (column["from"] + columns.unpack(column["steps"])) * column["step"]
    assert np.abs(back - lon).max() <= column["step"] / 2


def test_a_slug_out_of_the_vocabulary_is_refused():
    with pytest.raises(ValueError, match="strange"):
        columns.codes(pd.Series(["one", "strange"]), vocabulary=["one"])
