"""What others have written is read in a label as it stands."""

import pytest
from markdown_it import MarkdownIt

from pages.ui.markup.labels import plain

WORDS = [
    "![x](http://192.0.2.1/a.png)",
    "[a](javascript:alert(1))",
    "<img src=x onerror=hit()>",
    "**b** _i_ ~~s~~ `c`",
    "# heading",
    "> quote",
    "1. one",
    "- list",
    "+ list",
    "http://192.0.2.1/ www.evil.example a@evil.example",
    "<http://192.0.2.1/>",
    "&lt;b&gt; &#33;",
    "$x^2$ \\(y\\)",
    ":red[x] :material/home: :smile: :red-background[y]",
    "a\n\n# b\n---",
    "\\*",
    "a -> b <- c -- d >= e ~= f",
    "投资额（万元）.xlsx",
]


@pytest.mark.parametrize("words", WORDS)
def test_a_label_says_what_was_written(words):
    (inline,) = MarkdownIt("commonmark").enable(["strikethrough"]).parseInline(plain(words))
    kinds = {each.type for each in inline.children}
    assert kinds <= {"text", "text_special"}
    said = "".join(each.content for each in inline.children).replace("\N{WORD JOINER}", "")
    assert said == " ".join(words.split())


@pytest.mark.parametrize("words", WORDS)
def test_nothing_is_left_that_is_looked_for_without_backslashes(words):
    said = plain(words).replace("\\", "")
    for sign in ("://", "www.", ":smile:", ":red[", ":material/", "->", "<-", "--", ">=", "~="):
        assert sign not in said
    assert "@evil" not in said
