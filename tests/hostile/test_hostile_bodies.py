"""Any text of an incident: nothing of it runs or loads, all of it can be read, quickly."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import lxml.html
import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outspoken.render.messages.plain_text import plain
from outspoken.render.text.markdown import render_markdown

BASE = "https://status.example.com/incidents/2026-11-21-checkout-errors/"
TAGS = {"a", "blockquote", "br", "code", "del", "em", "hr", "img", "li", "ol", "p", "pre", "strong", "ul"}
TAGS |= {"h1", "h2", "h3", "h4", "h5", "h6", "sup", "table", "tbody", "td", "th", "thead", "tr"}
ATTRIBUTES = {
    ("a", "href"),
    ("a", "rel"),
    ("a", "title"),
    ("code", "class"),
    ("img", "alt"),
    ("img", "loading"),
    ("img", "src"),
    ("img", "title"),
    ("ol", "start"),
    ("td", "align"),
    ("th", "align"),
}
ATTRIBUTES |= {
    (tag, "dir") for tag in ("h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "td", "th", "ul")
}
SCHEMES = {"http", "https", "mailto", "tel"}
RELATION = "noopener noreferrer nofollow"
SECONDS = 2

LONG: Mapping[str, str] = {
    "nested lists": "".join(f"{'  ' * depth}- item{depth}\n" for depth in range(300)),
    "nested quotes": ">" * 50_000 + " quoted\n",
    "brackets": "[" * 5_000 + " opened\n",
    "closed brackets": "[" * 5_000 + "a" + "]" * 5_000 + "(b) closed\n",
    "image brackets": "![" * 20_000 + " opened\n",
    "open links": "<a " * 10_000 + " opened\n",
    "links that never end": "[a](" * 20_000 + " opened\n",
    "emphasis": "*a **b " * 20_000 + " emphasised\n",
    "stars": "*" * 100_000 + " starred\n",
    "struck": "~~a ~b" * 20_000 + " struck\n",
    "backticks": " ".join("`" * length for length in range(1, 600)) + " ticked\n",
    "entities": "&amp;" * 40_000 + " entity\n",
    "one word": "w" * 200_000 + "\n",
    "autolinks": "www.example.com " * 10_000 + " linked\n",
    "at signs": "a@" * 50_000 + " at\n",
    "addresses": "a.b-c_d" * 20_000 + "@example.com addressed\n",
    "a wide table": "|" + "a|" * 3_000 + "\n|" + "-|" * 3_000 + "\n" + "|b\n" * 300 + "\nafter\n",
    "a table of few bytes and a billion cells": "|"
    + "a|" * 9_000
    + "\n|"
    + "-|" * 9_000
    + "\n"
    + "b\n" * 100_000,
    "quoted wide tables": "> |" + "a|" * 900 + "\n> |" + "-|" * 900 + "\n" + "> |b\n" * 9_000 + "\nafter\n",
    "listed wide tables": "1. |"
    + "a|" * 900
    + "\n   |"
    + ":-:|" * 900
    + "\n"
    + "   b\n" * 9_000
    + "\nafter\n",
    "a long table": "|a|b|\n|-|-|\n" + "|c|d|\n" * 20_000 + "\nafter\n",
    "references": "".join(f"[r{n}]: https://example.com/{n}\n" for n in range(4_000)) + "\n[r1] referred\n",
    "references to one long": "[r]: " + "x" * 50_000 + "\n\n" + "[r] " * 20_000 + " referred\n",
    "rules": "- - - " * 20_000 + "ruled\n",
    "tasks": "- [x] done\n" * 10_000,
    "tags": "<div>" * 20_000 + " tagged\n",
    "comments": "<!-- a -->" * 20_000 + " commented\n",
    "comments in sentences": "a <!-- b --> " * 20_000 + " commented\n",
    "opened comments": "<!--" * 20_000 + "-->\n\ncommented\n",
    "opened comments in paragraphs": "a <!--\n\n" * 20_000 + "commented\n",
    "declarations": "<!A " * 20_000 + "<?" * 20_000 + " declared\n",
    "blank lines": "\n" * 200_000 + "after\n",
    "list of lists": "- " * 1_000 + "item\n",
    "lazy quotes": "> a\n" * 20_000 + "b quoted\n",
    "fences": "```\n" * 20_001 + "fenced\n",
    "headings": "# a\n" * 20_000 + "b\n===\n" * 5_000,
}


def problems(html: str) -> list[str]:
    """What an HTML text holds beyond the allow-list."""
    found = []
    for element in lxml.html.fragment_fromstring(html, create_parent="root").iterdescendants():
        if element.tag not in TAGS:
            found.append(f"<{element.tag}>")
        for name, value in element.attrib.items():
            if (element.tag, name) not in ATTRIBUTES:
                found.append(f"<{element.tag} {name}>")
            if name in ("href", "src") and urlsplit(value).scheme not in SCHEMES:
                found.append(f"{name}={value}")
            if name == "src" and value != f"{BASE}cat.png":
                found.append(f"src={value}")
    return found


def visible(html: str) -> str:
    root = lxml.html.fragment_fromstring(html, create_parent="root")
    return " ".join([root.text_content(), *root.xpath("//img/@alt")])


def test_there_are_forty_of_them(hostile: Mapping[str, Any]) -> None:
    assert len(hostile) >= 40


def test_nothing_runs_or_loads_and_every_word_stays(
    hostile: Mapping[str, tuple[str, tuple[str, ...]]],
) -> None:
    for name, (body, words) in hostile.items():
        start = time.process_time()
        html = str(render_markdown(body, base=BASE, images=("cat.png",)))
        assert time.process_time() - start < SECONDS, name
        assert problems(html) == [], name
        assert [word for word in words if word not in visible(html)] == [], name


@pytest.mark.parametrize("name", LONG)
def test_a_long_body_is_quick_and_stays_readable(name: str) -> None:
    start = time.process_time()
    html = str(render_markdown(LONG[name], base=BASE))
    words = plain(LONG[name], 400)
    assert time.process_time() - start < SECONDS
    assert problems(html) == []
    last = re.findall("[a-z]+", LONG[name])[-1]
    assert last in visible(html) and words


# Words of letters are what people read; what Markdown takes for structure has none.
LETTERS = st.from_regex(r"[a-z]{4,9}", fullmatch=True)
MARKS = st.sampled_from([
    "\n", "\n\n", " ", "**", "*", "_", "~~", "`", "``", ">", "- ", "1. ", "# ", "[", "]", "(", ")", "<", ">",
    "!", "\\", '"', "'", "&", "&#", ";", ":", "//", "@", "=", "{{", "}}", "|", "\n|---|---|\n", "~~~\n",
    "<script>", "</script>", "<!--", "-->", "<![CDATA[", "<style>", "<img src=x onerror=", "---\n", "\t",
    "javascript:", "data:", "http://", "www.", "\\\n", "&lt;", "&#60;", "\u202e", "\u0301",
])  # fmt: skip
ADDRESSES = st.sampled_from([
    "https://a.example", "[a](https://a.example/b?c=d&e=f)", "[a](<https://a.example/b c>)",
    "<https://a.example/ü'>", '[a](https://a.example/b "t")', "[a](b/c)", "mail@a.example", "[a]()",
    "[a](mailto:b@c.example)", "[a](HTTP://b.example)", "[a](ftp://b.example)", "[a](javascript:b)",
    'https://a.example/"><b>', "[a](//b.example)", "![a](b.png)", "[a](https://a.example/(b)[c])",
    "https://xn--a.example", "https://1.2.3.4.5/", "https://a.example:99999/", "https://0x7f.1/",
])  # fmt: skip
TEXTS = st.lists(st.one_of(LETTERS, MARKS), max_size=25).map("".join)


@settings(max_examples=400, deadline=None)
@given(TEXTS | st.text(max_size=60))
def test_no_text_has_more_than_the_allow_list_in_its_html(text: str) -> None:
    assert problems(str(render_markdown(text, base=BASE, images=("cat.png",)))) == []


@settings(max_examples=300, deadline=None)
@given(st.lists(LETTERS | MARKS | ADDRESSES, max_size=12).map("".join))
def test_the_sanitiser_finds_nothing_to_do_in_what_passed_without_it(text: str) -> None:
    html = str(render_markdown(text, base=BASE))
    allowed = {tag: {name for of, name in ATTRIBUTES if of == tag} - {"rel"} for tag in TAGS}
    cleaned = nh3.clean(html, tags=TAGS, attributes=allowed, url_schemes=SCHEMES, link_rel=RELATION)
    assert canonical(cleaned) == canonical(html)


def test_no_link_is_nested_in_a_link() -> None:
    html = str(render_markdown("[<https://x.example>](https://y.example)", base=BASE))
    assert re.findall("</?a", html) == ["<a", "</a", "<a", "</a"]


def canonical(html: str) -> list[tuple[object, ...]]:
    root = lxml.html.fragment_fromstring(html, create_parent="root")
    return [(element.tag, sorted(element.items()), element.text, element.tail) for element in root.iter()]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(LETTERS, MARKS), max_size=20))
def test_no_word_between_any_marks_is_lost(pairs: list[tuple[str, str]]) -> None:
    """Without colons, brackets, fences and comments there is nothing to hide in."""
    kept = [(word, mark) for word, mark in pairs if mark != "<!--" and not set(mark) & set("[](:~`")]
    html = str(render_markdown("".join(f"{word}{mark} " for word, mark in kept), base=BASE))
    seen = visible(html)
    assert [word for word, _ in kept if word not in seen] == []
