"""Markdown becomes words that read well without markup."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from outspoken.render.messages.plain_text import plain_words


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
