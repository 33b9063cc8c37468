"""What a role may do, and that what is none gives no right."""

import pytest

from atlas.i18n import LANGS
from atlas.office import roles
from atlas.office.roles import ADMINISTER, APPROVE, EDIT

LINES = {
    "anna": "editor",
    "bella": "approver",
    "chief": "administrator",
    "both": ["approver", "administrator"],
    "guest": "reader",
    "odd": "chief",
    "half": ["editor", "boss"],
    "none": [],
    "number": 7,
    "Zhang@Example.cn": "approver",
    "*@kfq.example.cn": "reader",
    "li@kfq.example.cn": "administrator",
}
KNOWN = [*LINES, "else"]


def read(lines, known=(), **more):
    return roles.read({"editors": {"roles": lines}} | more, known)


def kinds(table):
    return [each.kind for each in table.wrong]


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("anna", {EDIT}),
        ("bella", {EDIT, APPROVE}),
        ("chief", {ADMINISTER}),
        ("both", {EDIT, APPROVE, ADMINISTER}),
        ("guest", set()),
        ("odd", set()),
        ("half", {EDIT}),
        ("none", set()),
        ("number", set()),
        ("somebody else", {EDIT}),
        ("Anna", {EDIT}),  # another name than anna's, and not one of the table
        ("CHIEF", {EDIT}),
        ("zhang@example.cn", {EDIT, APPROVE}),
        ("wang@kfq.example.cn", set()),
        ("Li@kfq.example.cn ", {ADMINISTER}),
        ("li@kfq.example.cn.evil.com", {EDIT}),
    ],
)
def test_rights_follow_from_the_table(name, may):
    assert roles.rights(name, read(LINES, KNOWN)) == may


def test_without_a_table_every_editor_approves_and_nobody_administers():
    for more in ({}, {"editors": {"passwords": {"anybody": "x"}}}):
        table = roles.read({"auth": {}, "connections": {"roles": {}}} | more, ["anybody"])
        assert roles.rights("anybody", table) == {EDIT, APPROVE}
        assert not table.wrong


def test_what_is_no_role_is_told_with_its_line():
    found = [(each.place, each.name, each.role) for each in read(LINES, KNOWN).wrong]
    assert found == [(6, "odd", "chief"), (7, "half", "boss"), (9, "number", "7")]


def test_an_empty_table_lets_nobody_approve_and_is_told():
    table = read({}, ["anna"])
    assert roles.rights("anna", table) == {EDIT}
    assert kinds(table) == ["empty"]


ROLES = {"bella": "approver", "guest": "reader"}


@pytest.mark.parametrize(
    ("secrets", "kind"),
    [
        ({"editors": {"role": ROLES}}, "setting"),
        ({"editors": {"Roles": ROLES}}, "setting"),
        ({"editors": {"rights": ROLES}}, "setting"),
        ({"editors": {"bella": "approver", "guest": "reader"}}, "setting"),
        ({"editors": {}, "editor": {"roles": ROLES}}, "section"),
        ({"editors": {}, "edtiors": {"roles": ROLES}}, "section"),
        ({"editors": {}, "people": {"roles": ROLES}}, "section"),
        ({"editors": {}, "roles": ROLES}, "section"),
        ({"editors": {}, "editors.roles": ROLES}, "section"),
        ({"editors": {"roles": "reader"}}, "table"),
        ({"editors": {"roles": ["bella"]}}, "table"),
        ({"editors": {"roles": 1}}, "table"),
    ],
)
def test_a_misspelt_table_gives_nobody_more_than_was_meant_and_is_told(secrets, kind):
    table = roles.read(secrets, ["bella", "guest", "carol"])
    assert set(kinds(table)) == {kind}
    for who in ("bella", "guest", "carol"):
        assert roles.rights(who, table) == set()


def test_a_misspelt_table_of_people_who_may_edit_leaves_them_editors():
    table = roles.read({"editors": {"role": {"bella": "approver"}}}, ["bella", "carol"])
    assert [roles.rights(who, table) for who in ("bella", "carol")] == [{EDIT}, {EDIT}]


@pytest.mark.parametrize(
    ("role", "may"), [("approver", {EDIT}), ("reader", set()), ("boss", set())]
)
def test_who_is_misspelt_in_the_table_gains_nothing_by_it(role, may):
    table = read({"bella": "approver", "gusset": role}, ["bella", "guest"])
    assert ("name", 2, "gusset", "") in [
        (each.kind, each.place, each.name, each.role) for each in table.wrong
    ]
    assert roles.rights("guest", table) == may
    assert roles.rights("bella", table) == {EDIT, APPROVE}


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("Zhang@Example.cn", ["zhang@example.cn"]),
        ("li@kfq.example.cn", ["*@kfq.example.cn"]),
        ("*@kfq.example.cn", ["li@kfq.example.cn"]),
        ("*@kfq.example.cn", ["*@KFQ.example.cn"]),
        ("anna", []),
    ],
)
def test_lines_that_count_for_somebody_are_not_told(line, known):
    assert kinds(read({line: "reader"}, known)) == []


@pytest.mark.parametrize("line", ["anna", "li@example.cn", "*@example.cn"])
def test_lines_that_count_for_nobody_are_told(line):
    assert kinds(read({line: "reader"}, ["*@kfq.example.cn", "Anna"])) == ["name"]


def test_a_setting_that_speaks_of_no_roles_is_told_and_changes_nothing():
    table = roles.read({"editors": {"trust_unverifed": True}, "weather": {"key": "x"}}, ["anna"])
    assert kinds(table) == ["setting"]
    assert roles.rights("anna", table) == {EDIT, APPROVE}


def test_an_administrator_who_cannot_sign_in_is_none():
    lines = {"chief": "administrator", "anna": "editor"}
    assert read(lines, ["chief", "anna"]).has_administrator
    assert not read(lines, ["chef", "anna"]).has_administrator


@pytest.mark.parametrize("kind", ["nobody", EDIT, APPROVE, ADMINISTER])
def test_each_refusal_speaks_both_languages(kind):
    error = roles.RightError(kind)
    assert len({error.message(lang) for lang in LANGS}) == len(LANGS)
