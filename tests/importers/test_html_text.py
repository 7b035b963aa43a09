"""Text of another page means the same here."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from outspoken.importers.html_text import mixed_to_markdown, plain_to_markdown, to_markdown
from outspoken.render.text.git_host_markdown import to_html

SIGNS = "ab1 *_`~[]()<>#-+.=|\\&!:\n\"'"


def seen(html: str) -> str:
    """What a reader sees: the text of a page without its tags, however it is broken into lines."""
    return "".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=SIGNS, max_size=40))
@example("- \n- x\n# y\n1. z\n> q\n===\n---\n~~~\n```")
@example("_a_ __b__ *c* [d](e) ![f](g) \\* &amp; <b <x> ~~h~~ a_b_c")
@example("1\n-|")
@example("a | b\n:-- | --:")
@example("|a|\n|-|\n|b|")
def test_a_plain_text_reads_the_same_here(text: str) -> None:
    shown = seen(to_html(plain_to_markdown(text)))
    assert shown == "".join(text.split())


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>Up <b>again</b> &amp; <i>well</i>.</p><p>See <a href='https://x.example/a_b'>this</a></p>",
         "Up **again** & *well*.\n\nSee [this](https://x.example/a_b)"),
        ("one<br />two <br>\n three", "one\\\ntwo\\\nthree"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<strong>Down</strong> - not up", "**Down** - not up"),
        ("<script>alert(1)</script>, <your-name>", r"\<script>alert(1)\</script>, \<your-name>"),
        ("<!-- never closed", r"\<!-- never closed"),
        ("<table><tr><td>a|b</td></tr></table>", "| a\\|b |\n| --- |"),
    ],
)  # fmt: skip
def test_html_becomes_markdown_that_means_the_same(html: str, markdown: str) -> None:
    assert to_markdown(html) == markdown


def test_a_text_with_line_breaks_and_a_few_tags_keeps_both() -> None:
    text = "We <b>look</b>.\r\n\r\nUse <host>: AT&amp;T\n- now"
    assert mixed_to_markdown(text) == "We **look**.\n\nUse \\<host>: AT&T\\\n\\- now"


def test_html_that_is_nested_too_deeply_keeps_its_text() -> None:
    assert to_markdown("<div>" * 5000 + "deep") == "deep"
