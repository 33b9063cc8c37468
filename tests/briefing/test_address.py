import datetime as dt

import pytest

import atlas
from atlas import cli
from atlas.briefing import address, formats, provenance
from atlas.briefing.order import Order
from atlas.i18n import LANGS, text
from tests.pairwise import spread
from tests.shipped import ATLAS

ONE = atlas.Selection.from_params({"prefecture": "jiayuguan"}, ATLAS)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://atlas.example.cn", "https://atlas.example.cn/"),
        (" http://10.1.2.3:8501/kfq/atlas// ", "http://10.1.2.3:8501/kfq/atlas/"),
        ("http://[2001:db8::7]:8501/", "http://[2001:db8::7]:8501/"),
        ("http://localhost:8501", "http://localhost:8501/"),  # one may try; none is printed
    ],
)
def test_an_address_is_scheme_host_and_path(given, kept):
    assert address.parse(given) == kept
    assert address.configured({address.ENV: given}) == kept


@pytest.mark.parametrize(
    "given",
    [
        *(
            "atlas.example.cn",
            "ftp://a.b/",
            "javascript:alert(1)",
            "//a.b/",
            "http:///x",
            "http://",
        ),
        *("https://me:secret@a.b/", "https://me@a.b/", "https://a.b/?x=1", "https://a.b/#x"),
        *(
            "https://a.b:0/",
            "https://a.b:99999/",
            "https://a.b:x/",
            "https://a b/",
            "https://[::1/",
        ),
        *(
            "https://图集.cn/",
            "https://a.b/\nx",
            "https://a.b/" + "x" * 200,
            'http://a"b/',
            "http://.",
        ),
    ],
)
def test_what_is_no_address_is_refused_in_both_languages_without_its_password(given):
    with pytest.raises(address.AddressError) as refused:
        address.parse(given)
    for lang in LANGS:
        assert "https://atlas.example.cn/" in refused.value.message(lang)
        assert "secret" not in refused.value.message(lang)
        assert "\n" not in refused.value.message(lang)


def test_without_an_address_set_there_is_none(monkeypatch):
    assert address.configured({}) == address.configured({address.ENV: " "}) == ""
    monkeypatch.setenv(address.ENV, "nonsense")
    assert address.usable() == ""


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "LOCALHOST", "localhost.", "atlas.localhost", "ip6-localhost"),
        *("127.0.0.1", "127.9.8.7", "127.1", "0x7f.1", "2130706433", "0.0.0.0", "0", "0.1.2.3"),  # noqa: S104
        *("::1", "::", "[::1]", "::ffff:127.0.0.1", "::1%lo", "127.0.0.1."),
    ],
)
def test_this_machine_is_known_by_all_its_names(host):
    assert address.is_local(host)


@pytest.mark.parametrize(
    "host", ["atlas.example", "10.0.0.1", "localhost.example", "mylocalhost", "2001:db8::1", "x..y"]
)
def test_other_machines_are_not_this_one(host):
    assert not address.is_local(host)


@pytest.mark.parametrize(("name", "lang"), spread([*formats.SNAPSHOTS], LANGS))
def test_a_piece_made_on_localhost_has_no_code_says_why_and_is_verified(name, lang):
    asked = Order.of(ONE, lang, dt.date(2026, 11, 28), dpi=96, base_url="http://127.0.0.1:8501/")
    assert asked.link == ""
    made = formats.SNAPSHOTS[name].write(ATLAS, asked)
    # Neither is there a trace of an address: with none at all the same file is made.
    assert made == formats.SNAPSHOTS[name].write(ATLAS, asked.with_(base_url=""))
    record = provenance.read(made)
    assert record.link == ""
    assert provenance.verify(ATLAS, record).same
    assert provenance.in_words(record).endswith("2026-11-28")
    if name in {"svg", "html"}:
        page = made.decode()
        assert text("print.no_code.no_address", lang)[:12] in page
        assert 'class="code"' not in page
        assert "127.0.0.1" not in page


@pytest.fixture
def made(tmp_path, capsysbinary, monkeypatch):
    """Draw a sheet by the command line; returns exit code, complaint and link."""
    monkeypatch.delenv(address.ENV, raising=False)

    def draw(*argv):
        path = tmp_path / "a.svg"
        code = cli.main(["snapshot", "--prefecture", "jiayuguan", "-o", str(path), *argv])
        said = capsysbinary.readouterr().err.decode()
        return code, said, provenance.read(path.read_bytes()).link if path.is_file() else None

    return draw


def test_the_command_line_takes_the_flag_then_the_variable_then_none(made, monkeypatch):
    assert made() == (0, "", "")
    monkeypatch.setenv(address.ENV, "https://set.example/kfq")
    assert made()[2].startswith("https://set.example/kfq/overview?")
    assert made("--base-url", "https://said.example")[2].startswith(
        "https://said.example/overview?"
    )
    assert made("--base-url", "http://localhost:8501") == (0, "", "")


@pytest.mark.parametrize("lang", LANGS)
def test_a_wrong_address_ends_the_command_with_2(made, monkeypatch, lang):
    monkeypatch.setenv(address.ENV, "http://me:secret@a.b/")
    code, said, link = made("--lang", lang)
    assert (code, link) == (2, None)
    assert text("address.wrong", lang, value="http://…@a.b/") in said
    assert made("--lang", lang, "--base-url", "a.b")[0] == 2
