"""The rules of the house, held by the code itself: imports, text, state, strings, the tree."""

import ast
import csv
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from atlas import i18n
from atlas.exchange.reading import signatures
from atlas.exchange.writing import EXPORTERS
from atlas.maps.layers import LAYERS
from geodata import TABLES

ROOT = Path(__file__).parent.parent
ROOMS = ("geodata", "atlas", "pages", "app.py", "deploy", "run.py")

# What each room may import of the house. geodata <- atlas <- pages/ui <- pages <- app.
ALLOWED = {
    "geodata": {"geodata"},
    "atlas": {"atlas", "geodata"},
    "pages/ui": {"atlas", "pages.ui"},
    "pages": {"atlas", "pages.ui"},
    "app.py": {"pages.ui.server"},
    # Set up before anything of the house can be imported.
    "deploy": {"deploy"},
    "run.py": {"deploy"},
}
HOUSE = {"app", "atlas", "deploy", "geodata", "pages", "run", "tests"}
CHINESE = re.compile(r"[\u3400-\u9fff\uff00-\uffef]")
HTML_TAG = re.compile(r"</?[a-z][a-z0-9]*(\s[^<>]*)?/?>", re.IGNORECASE)


def python_files():
    """Every .py file of the product, relative to the root."""
    for room in ROOMS:
        path = ROOT / room
        found = [path] if path.is_file() else sorted(path.rglob("*.py"))
        yield from (file.relative_to(ROOT) for file in found)


FILES = [pytest.param(path, id=path.as_posix()) for path in python_files()]


@cache
def tree(path):
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


@cache
def imported(path):
    """Full dotted names of the modules that a file imports."""
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def room_of(path):
    name = path.as_posix()
    if len(path.parts) == 1:
        return name
    return "pages/ui" if name.startswith("pages/ui") else path.parts[0]


def docstrings(module):
    """Ids of the constant nodes that are docstrings."""
    for node in ast.walk(module):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body
            if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
                yield id(body[0].value)


@pytest.mark.parametrize("path", FILES)
def test_imports_follow_the_arrow(path):
    allowed = ALLOWED[room_of(path)]
    for name in imported(path):
        if name.split(".")[0] in HOUSE:
            assert any(name == a or name.startswith(a + ".") for a in allowed), f"{path}: {name}"


@pytest.mark.parametrize("path", FILES)
def test_only_the_pages_know_streamlit(path):
    if room_of(path) in {"geodata", "atlas"}:
        assert not [n for n in imported(path) if n.split(".")[0] == "streamlit"]
    if room_of(path) == "geodata":
        assert not [n for n in imported(path) if n.split(".")[0] == "folium"]


@pytest.mark.parametrize("path", FILES)
def test_python_holds_neither_chinese_nor_html(path):
    module = tree(path)
    skipped = set(docstrings(module))
    for node in ast.walk(module):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in skipped
        ):
            assert not CHINESE.search(node.value), f"{path}:{node.lineno}: {node.value!r}"
            assert not HTML_TAG.search(node.value), f"{path}:{node.lineno}: {node.value!r}"


@pytest.mark.parametrize("path", FILES)
def test_state_and_cache_have_one_door_each(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    if path.as_posix() != "pages/ui/session/state.py":
        assert "session_state" not in text
        assert "query_params" not in text
    if path.as_posix() != "pages/ui/cache.py":
        assert "cache_data" not in text
        assert "cache_resource" not in text


@pytest.mark.parametrize("path", FILES)
def test_what_a_process_says_is_read_in_a_named_encoding(path):
    # Files are held by ruff (make check); it does not see the text of subprocesses.
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            value = given.get("text", given.get("universal_newlines"))
            texts = isinstance(value, ast.Constant) and value.value is True
            assert not texts or "encoding" in given, f"{path}:{node.lineno}"


@pytest.mark.parametrize("path", FILES)
def test_nothing_that_only_unix_has_is_imported(path):
    known = {"crypt", "fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
    # One that goes on without it, where it is not there, may ask for it.
    spared = {
        alias.name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Try)
        and any(getattr(each.type, "id", "") == "ImportError" for each in node.handlers)
        for each in node.body
        if isinstance(each, ast.Import)
        for alias in each.names
    }
    assert known.isdisjoint({name.split(".")[0] for name in imported(path)} - spared)


# What only POSIX has of modules that others have as well.
POSIX_ONLY = {
    "os": {
        *("fork", "forkpty", "setsid", "setpgid", "getpgid", "getpgrp", "killpg", "nice", "uname"),
        *("getuid", "geteuid", "getgid", "getegid", "setuid", "setgid", "getgroups", "chown"),
        *("fchown", "lchown", "chroot", "mkfifo", "mknod", "wait", "wait3", "wait4", "waitid"),
        *("WNOHANG", "WIFEXITED", "statvfs", "sync", "openpty", "getloadavg", "sysconf"),
        *("sched_getaffinity", "pread", "pwrite", "posix_spawn", "O_NOFOLLOW", "O_CLOEXEC"),
    },
    "signal": {
        *("SIGKILL", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGCHLD", "SIGALRM", "SIGPIPE"),
        *("SIGSTOP", "SIGCONT", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "alarm", "setitimer", "pause"),
        *("pthread_sigmask", "sigwait", "pthread_kill", "siginterrupt"),
    },
    "time": {"tzset", "clock_gettime", "CLOCK_MONOTONIC"},
    "socket": {"AF_UNIX", "socketpair"},
    "select": {"poll", "epoll", "kqueue"},
}
POSIX_OPTIONS = {"preexec_fn", "start_new_session", "process_group", "pass_fds"}  # of subprocess
POSIX_METHODS = {"add_signal_handler"}  # of asyncio's loops


def guarding(function):
    """Names that some code asks for before it uses them: hasattr(os, "getuid")."""
    asked = {
        node.args[1].value
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in {"hasattr", "getattr"}
        and len(node.args) > 1
        and isinstance(node.args[1], ast.Constant)
    }
    text = ast.unparse(function)
    return asked, "sys.platform" in text or "os.name" in text


def spared(module):
    """Ids of the nodes of functions that ask for what they use, or for the system, first."""
    for scope in ast.walk(module):
        if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
            asked, tells = guarding(scope)
            for node in ast.walk(scope):
                if isinstance(node, ast.Attribute) and (tells or node.attr in asked):
                    yield id(node)


def used(node):
    """Yield the names that only POSIX has of those that a node uses."""
    match node:
        case ast.Attribute(value=ast.Name(id=of), attr=name) if name in POSIX_ONLY.get(of, ()):
            yield f"{of}.{name}"
        case ast.Attribute(attr=name) if name in POSIX_METHODS:
            yield name
        case ast.Call(keywords=given):
            yield from (f"{each.arg}=" for each in given if each.arg in POSIX_OPTIONS)
        case ast.ImportFrom(module=of, names=names):
            known = POSIX_ONLY.get(of or "", ())
            yield from (f"{of}.{each.name}" for each in names if each.name in known)


def posix_only(module):
    """Return what some code uses that only POSIX has, outside a function that asks for it first."""
    free = set(spared(module))
    nodes = (node for node in ast.walk(module) if id(node) not in free)
    return [f"{node.lineno}: {name}" for node in nodes for name in used(node)]


@pytest.mark.parametrize("path", FILES)
def test_nothing_that_only_posix_has_is_called(path):
    assert posix_only(tree(path)) == []


def test_what_only_posix_has_is_found_and_what_is_asked_for_first_is_not():
    found = """
import os, signal, subprocess
from os import fork
def one():
    os.kill(1, signal.SIGKILL)
    subprocess.run([], preexec_fn=os.setsid)
def two():
    return os.getuid() if hasattr(os, "getuid") else 0
def three():
    if sys.platform == "linux":
        os.uname()
"""
    assert sorted(posix_only(ast.parse(found))) == [
        "3: os.fork",
        "5: signal.SIGKILL",
        "6: os.setsid",
        "6: preexec_fn=",
    ]


def placeholders(template):
    return set(re.findall(r"{(\w*)[^}]*}", template))


def test_both_languages_have_the_same_strings():
    zh, en = i18n.table("zh"), i18n.table("en")
    assert zh.keys() == en.keys()
    for key, template in zh.items():
        assert placeholders(template) == placeholders(en[key]), key
        assert template.strip(), key
        assert en[key].strip(), key


def test_english_strings_are_english():
    # The language switch names each language in itself.
    allowed = {"app.chinese", "frame.lang_zh", "lang.zh"}
    chinese = [k for k, v in i18n.table("en").items() if CHINESE.search(v) and k not in allowed]
    assert not chinese


@cache
def code():
    """All code, templates and scripts, in which the keys of strings may stand."""
    return "\n".join(
        path.read_text(encoding="utf-8")
        for room in ("app.py", "atlas", "pages")
        for path in ([ROOT / room] if (ROOT / room).is_file() else (ROOT / room).rglob("*"))
        if path.is_file() and path.suffix in {".py", ".j2", ".js", ".html"}
    )


# Vocabularies whose values the code asks the data for; where a value's own name must be known, as
# that of the national zones, it is said here.
ASKED = {
    **dict.fromkeys(("schemes", "types", "levels", "clusters", "prefectures", "tags"), "slug"),
    "zones": "id",
    "industries": "slug",
    "industry_clusters": "grade",
}
KNOWN = {"national", "provincial"}


@cache
def slugs():
    """Every value of those vocabularies."""
    return {
        row[column]
        for name, column in ASKED.items()
        for row in csv.DictReader((TABLES / f"{name}.csv").read_text(encoding="utf-8").splitlines())
    } - KNOWN


@pytest.mark.parametrize("path", FILES)
def test_python_names_no_value_of_the_data(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert node.value not in slugs(), f"{path}:{node.lineno}: {node.value!r}"


def test_scripts_and_templates_name_no_value_of_the_data():
    # Before the server has answered the browser foresees a filter, by what the server told it.
    known = slugs()
    for room in ("atlas", "pages"):
        for path in (ROOT / room).rglob("*"):
            if path.suffix in {".js", ".j2"}:
                text = path.read_text(encoding="utf-8")
                quoted = set(re.findall(r"""["'`]([a-z0-9-]+)["'`]""", text))
                assert quoted.isdisjoint(known), f"{path}: {quoted & known}"


@cache
def data_words():
    """Every value of the data's tables, which code may put into a key."""
    return (
        {
            value
            for path in TABLES.glob("*.csv")
            for row in csv.reader(path.read_text(encoding="utf-8").splitlines())
            for cell in row
            for value in cell.split("|")
        }
        | signatures.names()
        | signatures.ways()
    )


class Keys:
    """
    The keys of strings that some code can ask for.

    A key stands in the code whole, as a quoted literal; or it is put together there from a
    prefix, as in ``f"kind.{``, ``"about.m_" ~``, `` `map.${ `` or ``table(lang, "map.")``, and
    words that each stand in the code (quoted, or as a field) or in the data.
    """

    PREFIXES = (
        r'f"(\w[\w-]*\.[\w.-]*){',
        r'"(\w[\w-]*\.[\w.-]*)" ~',
        r"`(\w[\w-]*\.[\w.-]*)\${",
        r'table\([\w.]+, "([\w.]+\.)"\)',
    )

    def __init__(self, code, words=()):
        self.literals = set(re.findall(r"""["'`]([\w.-]+)["'`]""", code))
        self.prefixes = {prefix for form in self.PREFIXES for prefix in re.findall(form, code)}
        # ``page.{name}.title``, ``kind ~ "_note"``; then ``fit: …`` and ``chrome.open``.
        self.endings = set(re.findall(r"""(?:}|~ ")([._][\w-]+)["'`]""", code))
        fields = set(re.findall(r"^\s*(\w+): ", code, flags=re.MULTILINE))
        for prefix in self.prefixes:
            fields |= set(re.findall(rf"\.{re.escape(prefix)}(\w+)", code))
        self.words = self.literals | fields | set(words)

    def can_be_asked(self, key):
        rests = [key.removeprefix(p) for p in self.prefixes if key.startswith(p)]
        return key in self.literals or any(map(self.can_follow, rests))

    def can_follow(self, rest):
        stems = [rest.removesuffix(e) for e in self.endings if rest.endswith(e)]
        return not self.words.isdisjoint([rest, *stems]) or self.can_be_asked(rest)


@cache
def keys_of_the_house():
    return Keys(code(), data_words())


def test_no_string_is_left_unused():
    keys = keys_of_the_house()
    assert [key for key in i18n.table("zh") if not keys.can_be_asked(key)] == []


@pytest.mark.parametrize("stem", sorted({key.split(".")[0] for key in i18n.table("zh")}))
def test_an_unused_string_would_be_found(stem):
    keys = keys_of_the_house()
    for key in (f"{stem}.zzz_unused", f"{stem}.title.zzz_unused"):
        assert not keys.can_be_asked(key), key


@pytest.mark.parametrize(
    ("written", "key", "asked"),
    [
        ('text("cli.about", lang)', "cli.about", True),
        ('text("cli.about_us", lang)', "cli.about", False),
        ('text("cli.about", lang)', "cli.zzz", False),
        ('text(f"cli.{key}", lang)', "cli.about", False),
        ('say("about"); text(f"cli.{key}", lang)', "cli.about", True),
        ('"cli."', "cli.about", False),
        ('t("page." ~ name ~ ".title"); "areas"', "page.areas.title", True),
        ('t("page." ~ name ~ ".title"); "areas"', "page.areas.words", False),
        ("table[`map.${key}`]; text(`button.${n}`);\n  fit: 1", "map.button.fit", True),
        ("table[`map.${key}`]; text(`button.${n}`);\n  fit: 1", "map.button.in", False),
    ],
)
def test_a_key_is_used_if_code_can_ask_for_it(written, key, asked):
    assert Keys(written).can_be_asked(key) == asked


@pytest.mark.parametrize("lang", i18n.LANGS)
def test_every_layer_and_exporter_has_its_name(lang):
    strings = i18n.table(lang)
    assert [layer.title for layer in LAYERS.values() if layer.title not in strings] == []
    assert EXPORTERS
    assert [name for name in EXPORTERS if f"export.{name}" not in strings] == []


def test_every_requirement_is_imported_somewhere():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    names = [re.match(r"[\w-]+", line)[0] for line in lines if re.match(r"\w", line)]
    modules = {name.split(".")[0] for path in python_files() for name in imported(path)}
    files_only = {"XStatic-Leaflet"}  # its files are found through importlib.metadata
    for name in files_only:
        assert f'distribution("{name}")' in code()
    # Streamlit's log-in imports them, where one is set up.
    streamlits = {"authlib", "httpx2"}
    assert "st.login" in code()
    imported_as = {
        "python-pptx": "pptx",
        "python-docx": "docx",
        "vl-convert-python": "vl_convert",
        "argon2-cffi": "argon2",
        "pillow": "PIL",
        "charset-normalizer": "charset_normalizer",
        "python-calamine": "python_calamine",
    }
    unseen = {imported_as.get(name, name) for name in names} - modules
    assert unseen == files_only | streamlits


def test_the_readme_shows_the_real_tree():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^(?:├──|└──) ([\w./-]+)", readme, flags=re.MULTILINE)
    assert shown
    for name in shown:
        assert (ROOT / name).exists(), name
    for required in ("app.py", "atlas", "geodata", "pages", "tests", "requirements.txt"):
        assert required in {name.rstrip("/") for name in shown}


def test_the_package_version_stands_in_the_changelog():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {version['version']}" in changelog


# Rooms --------------------------------------------------------------------------------------------

# The packages of `atlas/`, each resting on those before it and on no other.
FLOORS = (
    *("i18n", "geo", "model", "selection", "plan", "office"),
    *("maps", "analysis", "exchange", "briefing", "ogc", "cli"),
)
LONGEST = 500  # lines of a module
MOST_ROOMS = 12  # in a house, side by side


def dotted(path):
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def arrows():
    """Return module -> the modules of the product that it imports, for types alone as well."""
    modules = {dotted(path): path for path in python_files()}
    found = {}
    for name, path in modules.items():
        found[name] = set()
        for full in imported(path):
            parts = full.split(".")
            heads = (".".join(parts[:n]) for n in range(len(parts), 0, -1))
            target = next((head for head in heads if head in modules), name)
            if target != name:
                found[name].add(target)
    return found


def test_no_module_leans_on_itself_round_a_circle():
    """Take away, again and again, what rests on nothing that is left: a circle stays."""
    left = arrows()
    while free := {name for name, others in left.items() if not others & left.keys()}:
        left = {name: others for name, others in left.items() if name not in free}
    assert sorted(left) == []


HOUSES = {
    "atlas": FLOORS,
    "pages/ui": (
        *("process", "markup", "session", "cache", "parts", "plan"),
        *("zones", "analysis", "briefing", "data", "plain", "server"),
    ),
}


@pytest.mark.parametrize("house", HOUSES)
def test_the_rooms_of_a_house_rest_on_those_below(house):
    floors, face = HOUSES[house], house.replace("/", ".")
    rooms = {path.stem for path in (ROOT / house).iterdir() if path.stem[0] not in "_."}
    assert rooms == set(floors)
    assert len(rooms) <= MOST_ROOMS
    for name, others in arrows().items():
        if not name.startswith(f"{face}.") or name == f"{face}.__main__":
            continue
        below = floors[: 1 + floors.index(name.removeprefix(f"{face}.").split(".")[0])]
        for other in others:
            # The public face stands over all of them: it is for those outside.
            assert other != face, name
            if other.startswith(f"{face}."):
                room = other.removeprefix(f"{face}.").split(".")[0]
                assert room in below, f"{name} -> {other}"


def uses_of_templates():
    """Yield who renders a template, or takes one in, and which, as ``room/name``."""
    ui, floors = ROOT / "pages" / "ui", "|".join(HOUSES["pages/ui"])
    taken_in = re.compile(rf'{{% (?:import|include|extends) "((?:{floors})/[\w.]+[.]j2)"')
    rendered = re.compile(rf'"((?:{floors})/[a-z_]+)(?:[.]css[.]j2)?"')
    for path in ui.rglob("*"):
        if path.suffix in {".py", ".j2"}:
            form = rendered if path.suffix == ".py" else taken_in
            for name in form.findall(path.read_text(encoding="utf-8")):
                yield path.relative_to(ui), name.partition(".")[0]


def test_a_template_lies_in_the_room_that_renders_it():
    """Or one takes it in that is rendered, in its room or in one that rests on it."""
    ui, floors = ROOT / "pages" / "ui", HOUSES["pages/ui"]
    used = list(uses_of_templates())
    for path in ui.rglob("*.j2"):
        room = path.relative_to(ui).parts[0]
        assert path.parent == ui / room / "templates"
        name = f"{room}/{path.name.partition('.')[0]}"
        users = [user for user, template in used if template == name]
        assert users, f"{name} is rendered by nobody"
        for user in users:
            if user.suffix == ".py":
                assert user.parts[0] == room, f"{user}: {name}"
            else:
                assert floors.index(room) <= floors.index(user.parts[0]), f"{user}: {name}"


@pytest.mark.parametrize("path", FILES)
def test_a_module_has_one_subject_and_so_is_short(path):
    lines = (ROOT / path).read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST


# Tests --------------------------------------------------------------------------------------------


def test_no_test_file_imports_another():
    """What two of them need stands in a module of its own, which collects no tests."""
    for path in sorted((ROOT / "tests").rglob("*.py")):
        relative = path.relative_to(ROOT)
        for name in imported(relative):
            parts = name.split(".")
            asked = [part for part in parts if part.startswith("test_")]
            assert parts[0] != "tests" or not asked, f"{relative}: {name}"


# Streamlit reads these as Markdown: the label of each, and what it says beside it.
LABELLED = {
    *("button", "checkbox", "download_button", "expander", "file_uploader", "form_submit_button"),
    *("link_button", "multiselect", "number_input", "page_link", "pills", "popover", "radio"),
    *("segmented_control", "selectbox", "tabs", "text_area", "text_input", "toggle", "date_input"),
    *("caption", "error", "info", "markdown", "progress", "spinner", "status", "success"),
    *("toast", "warning", "write"),
}
COUNTED = {"n", "number", "place", "row"}  # never anybody's words


def labels(path):
    """Give each label that a file hands to Streamlit, and the function that it stands in."""
    for function in ast.walk(tree(path)):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in {"st", "progress"}
                and node.func.attr in LABELLED
            ):
                said = [keyword.value for keyword in node.keywords if keyword.arg in SAID]
                numeric = node.func.attr == "progress"
                yield from ((each, function) for each in [*node.args[numeric:][:1], *said])


SAID = {"label", "help", "text", "body"}


def assigned(name, function):
    """Give what a function assigns to a name."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id == name:
                    yield node.value
                elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    for one, value in zip(target.elts, node.value.elts, strict=True):
                        if isinstance(one, ast.Name) and one.id == name:
                            yield value


def is_ours(node, function):
    """Tell whether a label says nothing but our words, numbers and what `plain` has been asked."""
    match node:
        case ast.Constant():
            return True
        case ast.Name():
            found = list(assigned(node.id, function))
            return bool(found) and all(is_ours(each, function) for each in found)
        case ast.JoinedStr():
            parts = [each.value for each in node.values if isinstance(each, ast.FormattedValue)]
            return all(is_ours(each, function) for each in parts)
        case ast.Call(func=ast.Name(id="plain" | "len")):
            return True
        case ast.Call(func=ast.Name(id="text" | "t")):
            return all(
                keyword.arg in COUNTED or is_ours(keyword.value, function)
                for keyword in node.keywords
            )
    return False


PAGES = [each for each in FILES if each.values[0].parts[0] == "pages"]


@pytest.mark.parametrize("path", PAGES)
def test_what_others_have_written_is_no_markdown(path):
    for label, function in labels(path):
        assert is_ours(label, function), f"{path}:{label.lineno}: {ast.unparse(label)}"


def test_labels_are_found_at_all():
    found = [label for each in PAGES for label in labels(each.values[0])]
    assert len(found) > 50
    wrong = "def draw(name):\n    st.button(f'open {name}')\n    st.error(text('k', said=name))"
    function = ast.parse(wrong).body[0]
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    assert not is_ours(calls[0].args[0], function)
    assert not is_ours(calls[1].args[0], function)
