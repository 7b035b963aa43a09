"""Markdown becomes words that read well without markup."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outspoken.render.messages import plain_text
from outspoken.render.messages.plain_text import plain_words, text_of
from outspoken.render.text.markdown import render_markdown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("**Nobody** is _charged_.", "Nobody is charged."),
        ("One\nline.\n\nAnother.", "One line.\n\nAnother."),
        ("See [the bank](https://bank.example/a).", "See the bank (https://bank.example/a)."),
        ("<https://bank.example/a>", "https://bank.example/a"),
        ("[here](../other/)", "here (https://status.example.com/incidents/other/)"),
        ("[run](javascript:alert(1))", "run"),
        ("- a\n- b **c**\n\nd", "- a\n- b c\n\nd"),
        ("2. a\n3. b", "2. a\n3. b"),
        ("- a\n  - b\n- c", "- a\n  - b\n- c"),
        ("- a\n\n- b", "- a\n- b"),
        ("# Title\n\ntext", "Title\n\ntext"),
        ("`a < b` & c", "a < b & c"),
        ("```\na\n  b\n```", "a\n  b"),
        ("a  \nb", "a\nb"),
        ("> quoted", "> quoted"),
        ("We hear:\n\n> a\n>\n> - b\n\nc", "We hear:\n\n> a\n>\n> - b\n\nc"),
        ("1. a\n   - b\n   - c\n2. d", "1. a\n  - b\n  - c\n2. d"),
        ("a[^1] b\n\n[^1]: *note*", "a[1] b\n\n1. note"),
        ("> [!WARNING]\n> Do not pay twice.", "> Warning\n>\n> Do not pay twice."),
        ("It is back :tada:", "It is back 🎉"),
        ("We <!-- ask Kim --> are back.", "We are back."),
        ("See [it](<https://bank.example/a)b.>).", "See it (https://bank.example/a%29b%2E)."),
        ("See [it](https://bank.example/L_(e)).", "See it (https://bank.example/L_(e))."),
        ("https://bank.example/東京", "https://bank.example/東京"),
        ("[mail us](mailto:a@bank.example)", "mail us (mailto:a@bank.example)"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a | b\n1 | 2"),
        ("![a cat](cat.png) ![](https://elsewhere.example/x.png)", "a cat https://elsewhere.example/x.png"),
        ("- [x] done", "- ☑ done"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_markdown_becomes_words(text: str, words: str) -> None:
    base = "https://status.example.com/incidents/one/"
    assert plain_words(text, base=base, images=("cat.png",)) == words


def test_every_hostile_text_stays_readable(hostile: Mapping[str, tuple[str, tuple[str, ...]]]) -> None:
    for name, (body, expected) in hostile.items():
        words = plain_words(body)
        assert all(word in words for word in expected), name


class AnyHtml(HTMLParser):
    """Reads a page as a parser for any HTML does, and hands all of it on."""

    def __init__(self, reader: plain_text._Reader) -> None:
        super().__init__()
        self.reader = reader

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.reader.start(tag, "".join(f' {name}="{escape(value or "")}"' for name, value in attrs))

    def handle_endtag(self, tag: str) -> None:
        self.reader.end(tag)

    def handle_data(self, data: str) -> None:
        self.reader.text(escape(data))


def parsed(html: str) -> str:
    reader = plain_text._Reader()
    parser = AnyHtml(reader)
    parser.feed(html)
    parser.close()
    return "\n".join(line.rstrip() for line in "".join(reader.parts).split("\n")).strip()


PIECES = [
    *(
        "a",
        "b c",
        "é",
        "東",
        " ",
        "  \n",
        "\n",
        "\n\n",
        "\\",
        "\u00a0",
        "&",
        "&amp;",
        "&lt;b&gt;",
        "&#38;lt;",
    ),
    *("<", ">", '"', "'", "<b>", "</p>", "<!-- x -->", "<br>", "**", "_", "`", "~~", "``` x\n", "```\n"),
    *("# ", "> ", "- ", "  - ", "1. ", "7. ", "- [ ] ", "---\n", "| a | b |\n|---|:-:|\n| 1 | 2 |\n", "[^1]"),
    *(
        "[^1]: note\n",
        "> [!NOTE]\n> x\n",
        "[a",
        "](b)",
        '](<b c> "a > \\" b")',
        "![a > b](cat.png)",
        "![](x.png)",
    ),
    *("https://a.example/?b=1&c=<", "[x](javascript:a)", "[m](mailto:a@b.example)", ":tada:"),
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=14).map("".join)


@given(TEXTS)
@example('[a](b "<i>")')
@example('![<a>](cat.png "1 > 0")')
def test_words_are_those_that_a_parser_of_any_html_finds(text: str) -> None:
    html = str(render_markdown(text, base="https://status.example.com/incidents/one/", images=("cat.png",)))
    assert text_of(html) == parsed(html)
