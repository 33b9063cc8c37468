"""What a role may do, and that what is none gives no right."""

import pytest

from atlas.i18n import LANGS
from atlas.office import roles
from atlas.office.roles import ADMINISTER, APPROVE, EDIT

TABLE = {
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
    assert roles.rights(name, TABLE) == may


def test_without_a_table_every_editor_approves_and_nobody_administers():
    assert roles.rights("anybody", {}) == {EDIT, APPROVE}


def test_what_is_no_role_is_told_with_its_line():
    found = [(each.place, each.name, each.role) for each in roles.unknown(TABLE)]
    assert found == [(6, "odd", "chief"), (7, "half", "boss"), (9, "number", "7")]


@pytest.mark.parametrize("kind", ["nobody", EDIT, APPROVE, ADMINISTER])
def test_each_refusal_speaks_both_languages(kind):
    error = roles.RightError(kind)
    assert len({error.message(lang) for lang in LANGS}) == len(LANGS)
