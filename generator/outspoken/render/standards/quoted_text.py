"""Escapes texts that people wrote for our Markdown: none of their characters can look like a fact of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from outspoken.render.kit.literal_markdown import literal
from outspoken.render.messages.plain_text import plain_words

# In a fact no number begins a list; in the lines of a text one may, and a heading could follow it.
_NUMBERED = re.compile(r"^(\s*\d+)([.)])(?=\s|$)")


def one_line(text: str) -> str:
    """Return the Markdown of a plain text on one line, whatever separates its lines."""
    return literal(" ".join(text.split()))


def quoted(markdown: str, base: str = "") -> Iterator[str]:
    """Yield the lines of a Markdown text as a quote of its words; `base` is put before relative links.

    Every line begins with `>`, even after characters that only some programs take for the end of a line.
    """
    # Every kind of line break counts: a reader that knows more of them must not see a line of ours.
    lines = plain_words(markdown, base=base).splitlines()
    for line, following in pairwise([*lines, ""]):
        words = _NUMBERED.sub(r"\1\\\2", literal(line.rstrip()))
        # Two spaces at the end keep the lines of a list apart.
        yield f"> {words}  " if words and following.strip() else f"> {words}".rstrip()
