"""A search by a name that the document in force does not have: its zone is told and not counted."""

import json

import pytest

from atlas.cli import main
from atlas.model import documents
from atlas.selection import counts, renamed
from atlas.selection.selection import Selection
from tests.shipped import ATLAS

LIST = "catalogue-2018"


def asked(*text, **more):
    return Selection(text=text, **more)


@pytest.mark.parametrize("typed", ["定西高新", "甘肃省定西高新技术产业开发区", "dingxigaoxin"])
def test_a_later_name_leads_to_its_zone(typed):
    (found,) = renamed.found(ATLAS, asked(typed))
    assert found.zone == "dingxi"
    assert found.said(ATLAS, "zh") == ("定西经济开发区（2018年起另称甘肃省定西高新技术产业开发区）")
    assert "since 2018 also Gansu Dingxi High-tech" in found.said(ATLAS, "en")


def test_a_name_of_another_document_is_said_with_that_document():
    (found,) = renamed.found(ATLAS, asked("敦煌市循环"))
    assert (found.zone, found.document) == ("dunhuang", LIST)
    assert found.said(ATLAS, "zh") == "敦煌产业园区（“目录 2018”称敦煌市循环经济产业园区）"
    # A province or a prefecture before the same name makes no other name.
    assert renamed.found(ATLAS, asked("甘肃嘉峪关工业园区")) == []


def test_what_is_inferred_is_said_to_be():
    (found,) = renamed.found(ATLAS, asked("平凉高新"))
    assert not found.sure
    assert "推断" in found.said(ATLAS, "zh")
    assert "inferred" in found.said(ATLAS, "en")


def test_a_later_name_does_not_enter_the_counts_or_the_tables():
    assert counts.total(ATLAS, asked("高新")) == 2
    later = renamed.found(ATLAS, asked("高新"))
    assert len(later) == 10
    assert not {each.zone for each in later} & {"lanzhou-hitech", "baiyin-hitech"}
    assert "定西高新" not in "".join(ATLAS.aliases["alias"])


def test_what_else_is_asked_holds_of_the_zones_too():
    only = renamed.found(ATLAS, asked("高新", prefectures=("jinchang",)))
    assert [each.zone for each in only] == ["jinchang-etdz"]


def test_every_word_must_be_met_and_names_that_are_known_are_not_told():
    assert renamed.found(ATLAS, asked("定西高新 兰州")) == []
    assert renamed.found(ATLAS, asked("定西")) == []
    assert renamed.found(ATLAS, Selection()) == []
    assert renamed.found(documents.under(ATLAS, LIST), asked("定西高新")) == []


def test_the_command_line_says_so_beside_its_answer(capsysbinary):
    assert main(["zones", "--text", "定西高新", "--format", "json"]) == 0
    out, err = (each.decode() for each in capsysbinary.readouterr())
    assert json.loads(out) == []
    assert "按规划没有的名称，另找到1个开发区，不计入结果：" in err
    assert "甘肃省定西高新技术产业开发区" in err
