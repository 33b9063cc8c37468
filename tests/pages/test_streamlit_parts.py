"""What we rest on in Streamlit is named in one table, and the installed Streamlit still has it."""

import importlib
import inspect
import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest
import streamlit
from streamlit import config

from atlas import i18n

ROOT = Path(__file__).parents[2]
TABLE = tomllib.loads(
    (ROOT / "pages" / "ui" / "server" / "streamlit.toml").read_text(encoding="utf-8")
)
SETTINGS = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
PACKAGE = Path(streamlit.__file__).parent


def flat(settings, before=""):
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def marks(kind):
    return sorted(chain.from_iterable(each[kind] for each in TABLE["marks"].values()))


@pytest.fixture(scope="session")
def scripts():
    """Give all of Streamlit's own browser scripts as one text."""
    return "\n".join(
        path.read_text(encoding="utf-8") for path in (PACKAGE / "static").rglob("*.js")
    )


@pytest.fixture(scope="session")
def assets():
    """Give our styles and scripts as one text."""
    folder = ROOT / "pages" / "ui"
    found = (path for path in folder.rglob("*") if path.suffix in {".css", ".js", ".j2"})
    return "\n".join(path.read_text(encoding="utf-8") for path in found)


@pytest.mark.parametrize("name", dict(flat(SETTINGS)))
def test_every_setting_is_one_that_streamlit_knows_and_takes(name):
    option = config.get_config_options()[name]
    value = dict(flat(SETTINGS))[name]
    assert not option.deprecated
    if name != "client.showErrorLinks":  # true, false or "auto", it says
        kinds = {float: (int, float), str: (str, list)}.get(option.type, (option.type,))
        assert isinstance(value, kinds)
    if option.visibility == "hidden":
        assert name in TABLE["options"], "hidden from `streamlit config show`: say why we need it"


@pytest.mark.parametrize("name", TABLE["options"])
def test_an_option_is_as_it_was_when_we_came_to_rest_on_it(name):
    option, known = config.get_config_options()[name], TABLE["options"][name]
    assert option.default_val == known.get("default")
    assert (option.visibility == "hidden") == known["hidden"]


@pytest.mark.parametrize("path", TABLE["python"])
def test_a_name_in_python_is_there_with_its_parameters(path):
    module, _, name = path.rpartition(".")
    found = getattr(importlib.import_module(module), name)
    if needed := set(TABLE["python"][path]["parameters"]):  # a message has no signature
        assert needed <= set(inspect.signature(found).parameters)


@pytest.mark.parametrize("path", TABLE["private"])
def test_a_private_attribute_is_still_in_its_class(path):
    module, _, name = path.rpartition(".")
    source = inspect.getsource(getattr(importlib.import_module(module), name))
    for attribute in TABLE["private"][path]["names"]:
        assert f"self.{attribute}" in source


def test_no_private_attribute_of_streamlit_is_used_unnamed():
    modules = ("server/sessions.py", "session/presence.py")
    code = "".join((ROOT / "pages" / "ui" / each).read_text(encoding="utf-8") for each in modules)
    named = {name for each in TABLE["private"].values() for name in each["names"]}
    assert set(re.findall(r"(?<!\bself)\.(_[a-z]\w+)", code)) == named


def test_every_import_that_is_not_streamlit_itself_is_named():
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in [ROOT / "app.py", *ROOT.glob("pages/**/*.py")]
    )
    taken = re.findall(r"^\s*from (streamlit[\w.]*) import ([\w, ]+)", code, re.MULTILINE)
    names = {f"{module}.{name.strip()}" for module, them in taken for name in them.split(",")}
    assert names <= TABLE["python"].keys()
    # Nothing private is reached through `st` either.
    assert not re.findall(r"\bst\._\w+", code)


@pytest.mark.parametrize("path", TABLE["addresses"])
def test_an_address_is_served(path):
    server = PACKAGE / "web" / "server" / "starlette"
    source = "\n".join(each.read_text(encoding="utf-8") for each in server.glob("*.py"))
    last = path.rpartition("/")[2]
    assert f'"{{BASE_ROUTE_CORE}}/{last}"' in source or f'"_stcore/{last}"' in source


@pytest.mark.parametrize("name", marks("test_ids"))
def test_a_mark_stands_in_streamlits_scripts(name, scripts):
    assert re.search(rf"[`\"']{name}[`\"']", scripts)


@pytest.mark.parametrize("name", marks("classes"))
def test_a_class_stands_in_streamlits_scripts(name, scripts):
    assert re.search(rf"[`\"' ]{name}[`\"' ]", scripts)


@pytest.mark.parametrize("name", TABLE["component"]["names"])
def test_a_components_script_is_given_what_ours_takes(name, scripts, assets):
    assert name in scripts
    assert name in assets


def test_our_styles_and_scripts_rest_on_nothing_that_is_not_named(assets):
    ids = set(re.findall(r"data-testid[$^~|]?=\\?[\"']?(\w+)", assets))
    classes = set(re.findall(r"(?<![\w-])\.(st[A-Z]\w+)", assets))
    assert sorted(ids) == marks("test_ids")
    assert sorted(classes) == marks("classes")
    # `*=` may stand for a family of marks.
    for part in re.findall(r"data-testid\*=[\"']?(\w+)", assets):
        assert any(part in name for name in marks("test_ids"))


@pytest.mark.parametrize("name", TABLE["scripts"])
def test_words_stand_in_streamlits_scripts(name, scripts):
    assert [word for word in TABLE["scripts"][name]["words"] if word not in scripts] == []


def test_every_entry_says_why():
    tables = (TABLE[name] for name in ("options", "python", "addresses", "scripts", "marks"))
    for each in chain(*(table.values() for table in tables), [TABLE["component"]]):
        assert len(each["why"]) > 10


def test_every_place_for_files_speaks_our_words(assets):
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "pages").rglob("*.py")]
    places = re.findall(r'key="([\w-]+-drop)"', "".join(sources))
    assert len(places) == sum(source.count("st.file_uploader(") for source in sources)
    for place in places:
        assert re.search(rf"st-key-{place}\b[^{{]*stFileUploaderDropzoneInstructions", assets)
    said = set(re.findall(r"content: var\(--([a-z]+)\)", assets))
    given = set(re.findall(r'"(\w+)"', re.search(r"const name of \[(.*?)\]", assets)[1]))
    assert said - {"filters"} <= given
    assert given <= {key.removeprefix("chrome.") for key in i18n.table("zh", "chrome.")}
