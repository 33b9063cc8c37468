"""Every error that the product raises on purpose has one base, and speaks both languages."""

import ast
import importlib
import inspect
from pathlib import Path

import pytest

from atlas.i18n import LANGS, table
from atlas.i18n.errors import FAILED, WRONG_USE, AtlasError, ExportError, UseError
from atlas.model.vocabulary import InquiryError, SelectionError, UnknownValue, unlike

ROOT = Path(__file__).parents[2]
# Exceptions that are no `AtlasError`, and why.
OTHERS = {
    "geodata.schema.problems.DataError": "geodata stands below the atlas; its problems speak both",
    "geodata.boundaries.PackageMissingError": "said to who builds the data, before they are built",
    "atlas.briefing.book.making.BookCancelled": "no error: the reader has cancelled",
    "atlas.office.database.postgresql.NoAnswerError": "raised within psycopg, as one of its own",
    "atlas.exchange.guard.arrays._DeepError": "caught where it is raised; it becomes a finding",
}


def defined():
    """Return every exception class of the product by its dotted name."""
    found = {}
    for room in ("atlas", "geodata", "pages/ui"):
        for path in sorted((ROOT / room).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            names = [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
            if not names:
                continue
            parts = path.relative_to(ROOT).with_suffix("").parts
            dotted = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            module = importlib.import_module(dotted)
            for name in names:
                each = getattr(module, name, None)
                if inspect.isclass(each) and issubclass(each, BaseException):
                    found[f"{dotted}.{name}"] = each
    return found


def test_every_error_has_one_base_or_a_reason():
    found = defined()
    assert len(found) > 12
    others = {name for name, each in found.items() if not issubclass(each, AtlasError)}
    assert others == OTHERS.keys()
    assert {each.exit_code for each in found.values() if issubclass(each, AtlasError)} == {
        FAILED,
        WRONG_USE,
    }


def test_an_error_is_said_in_either_language_whichever_it_was_raised_in():
    error = UseError("cli.no_folder", folder="x")
    assert [error.message(lang) for lang in LANGS] == [
        table(lang)["cli.no_folder"].format(folder="x") for lang in LANGS
    ]
    assert str(error) == error.message("zh")
    assert error.exit_code == WRONG_USE
    assert UseError("cli.no_folder", folder="x", exit_code=FAILED).exit_code == FAILED


def test_a_value_that_is_a_function_is_said_in_the_same_language():
    inner = ExportError("digits", value=99, most=9)
    outer = AtlasError("features.unavailable", reason=inner.message)
    for lang in LANGS:
        assert inner.message(lang) in outer.message(lang)


def test_words_may_come_from_a_function_of_the_language():
    assert AtlasError(lambda lang: f"<{lang}>").message("en") == "<en>"


def test_an_error_without_a_value_that_its_words_name_is_told_at_once():
    with pytest.raises(KeyError):
        UseError("cli.no_folder")


def test_a_selection_names_flags_on_a_terminal_and_parameters_elsewhere():
    error = SelectionError([UnknownValue("min-grade", "x", known=("direct",))])
    assert "--min-grade" in error.on_terminal("en")
    assert "--min-grade" not in error.message("en")


def test_what_is_like_nothing_is_named_in_the_language():
    unknown = UnknownValue("", "x", "hexi", "河西", "Hexi")
    error = InquiryError(unlike([unknown], "inquire.zone"))
    for lang in LANGS:
        assert table(lang)["inquire.zone"] in error.message(lang)
