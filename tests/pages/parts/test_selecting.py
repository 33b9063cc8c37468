"""What the browser foresees, by its own script, is what the library selects."""

import json
import random
import shutil
import subprocess
from urllib.parse import parse_qs, urlencode

import pytest

from atlas import Selection
from atlas.maps.specification import Specification
from atlas.selection import lookup
from atlas.selection.flags import FLAGS
from pages.ui.parts import components

RUN = """
(table, asked) => {
  %s
  return asked.map(({ params, switches }) => {
    let given = new URLSearchParams(params);
    for (const [name, value] of switches) {
      for (const [changed, values] of Object.entries(switched(table, given, name, value))) {
        given.delete(changed);
        [].concat(values ?? []).forEach((each) => given.append(changed, each));
      }
    }
    const zones = foresee(table, given);
    return { params: [...given], known: zones !== undefined, zones: zones ?? null };
  });
}
""" % components.script("selecting")  # noqa: UP031 - braces are JavaScript's
NODE = "const { readFileSync } = require('fs');\nprocess.stdout.write(JSON.stringify((%s)(...%s)))"


@pytest.fixture(scope="module")
def run(request, a):
    """Run the script over what is asked: by Node.js, where it is there, else by Chromium."""
    table = lookup.table(a)
    node = shutil.which("node")
    if not node and request.config.getoption("fast"):
        pytest.skip("without Node.js it takes a browser")

    def in_node(asked):
        code = NODE % (RUN, "JSON.parse(readFileSync(0, 'utf8'))")
        given = json.dumps([table, asked])
        told = subprocess.run(
            [node, "-e", code], input=given, capture_output=True, check=True, encoding="utf-8"
        )
        return json.loads(told.stdout)

    def in_browser(asked):
        page = request.getfixturevalue("browser").new_page()
        found = page.evaluate(f"([table, asked]) => ({RUN})(table, asked)", [table, asked])
        page.close()
        return found

    return in_node if node else in_browser


def pairs(selection):
    params = parse_qs(urlencode(Specification(selection).to_params(), doseq=True))
    return [(name, value) for name, values in params.items() for value in values]


def grouped(found):
    params = {}
    for name, value in found:
        params.setdefault(name, []).append(value)
    return params


def holds(a, answers):
    for answer in answers:
        shown, unknown = Specification.parse(grouped(answer["params"]), a)
        assert not unknown, answer
        expected = list(shown.zones(a).index)
        everything = len(expected) == len(a.zones)
        assert answer["known"], answer
        assert answer["zones"] == (None if everything else expected), answer["params"]


def test_every_choice_alone_under_every_switch(a, run):
    table = lookup.table(a)
    holds(
        a,
        run(
            [
                {
                    "params": [(flag, slug)] + ([(record["by"], value)] if record["by"] else []),
                    "switches": [],
                }
                for flag, record in table["flags"].items()
                for value, choices in record["kept"].items()
                for slug in choices
            ]
        ),
    )


def walk(a, steps, seed):
    """Give the links of a walk: each takes a choice, puts one back, or turns a switch."""
    chance = random.Random(seed)  # noqa: S311 - for a walk that can be repeated
    flags = [flag for flag, record in FLAGS.items() if record.vocabulary]
    usual = Selection()
    selection = usual
    for _ in range(steps):
        flag = chance.choice(flags)
        field = FLAGS[flag].field
        table = getattr(a, FLAGS[flag].vocabulary)
        known = table.index[table["scheme"] == selection.scheme] if flag == "area" else table.index
        slug = chance.choice(list(known))
        chosen = {*getattr(selection, field)} ^ {slug}
        selection = selection.with_(**{field: sorted(chosen, key=table.index.get_loc)})
        if len(selection.apply(a)) == 0 and chance.random() < 0.8:
            selection = usual.with_(**{field: (slug,)}, scheme=selection.scheme)
        name = chance.choice(["scheme", "min-grade", ""])
        values = {"scheme": list(a.schemes.index), "min-grade": ["direct", "inference", "weak"]}
        turned = [(name, chance.choice(values[name]))] if name else []
        yield {"params": pairs(selection), "switches": turned}
        if name == "scheme" and turned[0][1] != selection.scheme:
            selection = selection.with_(areas=(), scheme=turned[0][1])
        elif name == "min-grade":
            selection = selection.with_(min_grade=turned[0][1])


@pytest.mark.parametrize("seed", range(4))
def test_a_walk_through_the_filters(a, run, seed):
    """A switch keeps what the other choices still mean, and drops the areas of the other scheme."""
    asked = list(walk(a, 150, seed))
    answers = run(asked)
    holds(a, answers)
    for given, answer in zip(asked, answers, strict=True):
        before = Specification.parse(grouped(given["params"]), a)[0].selection
        turned = dict(given["switches"])
        expected = before.with_(min_grade=turned.get("min-grade", before.min_grade))
        if turned.get("scheme", before.scheme) != before.scheme:
            expected = expected.with_(scheme=turned["scheme"], areas=())
        assert Specification.parse(grouped(answer["params"]), a)[0].selection == expected
        # What is usual goes unsaid, as in every link of the server's.
        assert sorted(map(tuple, answer["params"])) == sorted(pairs(expected))


@pytest.mark.parametrize(
    "params",
    [
        [("text", "兰州")],
        [("industry-contains", "材料"), ("type", "upgrade")],
        [("where", "x=1")],
        [("type", "nonsense")],
        [("type", "constructor")],
        [("area", "hexi"), ("scheme", "plan14")],
        [("area", "hexi"), ("scheme", "toString")],
        [("area", "")],
    ],
)
def test_what_the_table_does_not_know_waits_for_the_server(run, params):
    (answer,) = run([{"params": params, "switches": []}])
    assert not answer["known"]


def test_what_is_no_filter_is_let_alone(run):
    params = [("zone", "yumen"), ("lang", "en"), ("constructor", "x"), ("own", "1")]
    (answer,) = run([{"params": params, "switches": []}])
    assert answer["known"]
    assert answer["zones"] is None
