"""The data package beside the tables, read a second time as anyone's tool would read it."""

import csv
import json
import re

import pytest

import atlas
from geodata import TABLES
from geodata.schema.tables import KINDS, PACKAGE, SCHEMA, SCHEMES

SAID = json.loads((TABLES / PACKAGE).read_text(encoding="utf-8"))
RESOURCES = {each["name"]: each for each in SAID["resources"]}


def rows_of(name):
    with (TABLES / RESOURCES[name]["path"]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def refused(value, field):
    """Return the constraint of Table Schema that a value breaks; none for an empty one."""
    rules = field.get("constraints", {})
    if not value:
        return "required" if rules.get("required") else None
    if "separator" not in field and "enum" in rules and value not in rules["enum"]:
        return "enum"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], value):
        return "pattern"
    if field["type"] in {"number", "integer"}:
        number = {"number": float, "integer": int}[field["type"]](value)
        bounds = (
            ("minimum", number.__ge__),
            ("maximum", number.__le__),
            ("exclusiveMinimum", number.__gt__),
        )
        return next((key for key, holds in bounds if key in rules and not holds(rules[key])), None)
    return None


def test_it_names_every_table_once():
    assert sorted(f"{name}.csv" for name in RESOURCES) == sorted(
        path.name for path in TABLES.glob("*.csv")
    )
    assert len(RESOURCES) == len(SAID["resources"])
    for each in SAID["resources"]:
        assert each["title"].strip(), each["name"]
        assert each["description"].strip(), each["name"]


@pytest.mark.parametrize("name", RESOURCES)
def test_every_cell_keeps_the_constraints_said_there(name):
    rows, schema = rows_of(name), RESOURCES[name]["schema"]
    assert [*rows[0]] == [field["name"] for field in schema["fields"]]
    wrong = [
        (number, field["name"], row[field["name"]], broken)
        for number, row in enumerate(rows, start=2)
        for field in schema["fields"]
        if (broken := refused(row[field["name"]], field))
    ]
    assert wrong == []


@pytest.mark.parametrize("name", RESOURCES)
def test_its_keys_hold(name):
    rows, schema = rows_of(name), RESOURCES[name]["schema"]
    for key in (schema["primaryKey"], *schema.get("uniqueKeys", ())):
        values = [tuple(row[column] for column in key) for row in rows]
        told = [value for value in values if any(value)]
        assert len(set(told)) == len(told), key
    for key in schema.get("foreignKeys", ()):
        (column,), (other,) = key["fields"], key["reference"]["fields"]
        there = {row[other] for row in rows_of(key["reference"]["resource"] or name)}
        assert {row[column] for row in rows} - there <= {""}, key


def test_a_kind_is_described_the_same_wherever_it_stands():
    fields = [f for each in SAID["resources"] for f in each["schema"]["fields"]]
    fields += SAID["cards"]["fields"]
    for kind in KINDS:
        said = {
            json.dumps(
                [
                    field["type"],
                    {k: v for k, v in field.get("constraints", {}).items() if k != "required"},
                ]
            )
            for field in fields
            if field.get("kind", "text") == kind and "enum" not in field.get("constraints", {})
        }
        assert len(said) <= 1, kind


def test_our_own_reading_knows_every_field():
    for name, each in RESOURCES.items():
        assert SCHEMA[name].header == [field["name"] for field in each["schema"]["fields"]]
        required = {c.name for c in SCHEMA[name].columns if c.required}
        assert required == {
            field["name"]
            for field in each["schema"]["fields"]
            if field.get("constraints", {}).get("required")
        }


def test_a_prefecture_has_its_area_in_every_regionalisation(a):
    assert tuple(a.schemes.index) == SCHEMES


def test_the_usual_grade_and_scheme_are_the_data_s(a):
    usual = atlas.Selection()
    for name in ("industry_clusters", "focus_clusters"):
        (grade,) = [f for f in RESOURCES[name]["schema"]["fields"] if f["name"] == "grade"]
        assert usual.min_grade == grade["usual"]
    assert usual.scheme == a.schemes.index[0]
