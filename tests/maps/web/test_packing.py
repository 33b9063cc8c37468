"""What travels says what was written: only comments and indentation are taken out."""

from pathlib import Path

import pytest

from atlas.maps.web import packing

ROOT = Path(__file__).parents[3]
SCRIPTS = sorted(
    path
    for folder in ("atlas/maps/web/assets", "pages/ui/parts/client")
    for path in (ROOT / folder).glob("*.js")
)
STYLES = sorted(ROOT.glob("atlas/maps/web/assets/*.css")) + sorted(
    ROOT.glob("pages/ui/*/styles/*.css")
)
QUOTES = "\"'`"


@pytest.mark.parametrize(
    ("code", "travels"),
    [
        ("  a = 1; // one\n\n  b = 2;", "a = 1;\nb = 2;"),
        ("// all of it\na = 1;", "a = 1;"),
        ("/** Several\n *  lines. */\nf();", "f();"),
        ('a = "x; // y";', 'a = "x; // y";'),
        ("a = 'x, // y';", "a = 'x, // y';"),
        ('href = "http://x/"; // where', 'href = "http://x/";'),
        ("a = b // c\n/ d;", "a = b // c\n/ d;"),
        ("p { } /* why */", "p { }"),
        ('p::before { content: "; /* x */"; }', 'p::before { content: "; /* x */"; }'),
    ],
)
def test_comments_go_and_texts_stay(code, travels):
    assert packing.bare(code) == travels


@pytest.mark.parametrize("path", SCRIPTS + STYLES, ids=lambda path: path.name)
def test_no_text_of_ours_goes_over_several_lines_or_is_cut(path):
    code = path.read_text(encoding="utf-8")
    kept = packing.bare(code)
    assert packing.bare(kept) == kept
    for line in kept.splitlines():
        assert line.count("`") % 2 == 0, line
    left = iter(kept.splitlines())
    line = next(left, "")
    for written in code.splitlines():
        if line and written.strip().startswith(line):
            dropped = written.strip()[len(line) :].strip()
            assert dropped == "" or dropped.startswith(("//", "/*")), written
            assert not any(quote in dropped for quote in QUOTES), written
            line = next(left, "")
    assert line == "", "something that was written does not travel"
