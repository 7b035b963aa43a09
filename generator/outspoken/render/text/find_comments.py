"""Finds the HTML comments of a Markdown text; text in code and escaped `<!--` are not comments."""

from __future__ import annotations

from msgspec import Struct

from outspoken.render.text.git_host_markdown import to_html
from outspoken.render.text.html_comments import Hiding, marked, openings, unused

_CLOSING = "-->"


class Comment(Struct, frozen=True, kw_only=True):
    """A comment in a text: its start and end as character positions; `closed` is whether it has a `-->`."""

    start: int
    end: int
    closed: bool


def without_comments(text: str) -> str:
    """A Markdown text without its comments."""
    kept, place = [], 0
    for comment in comments(text):
        kept.append(text[place : comment.start])
        place = max(place, comment.end)
    return "".join((*kept, text[place:])) if place else text


def comments(text: str) -> tuple[Comment, ...]:
    """Return the comments of a Markdown text, in order; not those in code, nor escaped ones."""
    # True of nearly all texts, for which parsing twice would double the cost of Markdown.
    if "<!--" not in text:
        return ()
    mark = unused(text)
    hidden = Hiding(to_html(marked(text, mark)), mark).numbers
    return tuple(_comment(text, place) for number, place in enumerate(openings(text)) if number in hidden)


def _comment(text: str, start: int) -> Comment:
    end = text.find(_CLOSING, start)
    return Comment(start=start, end=len(text) if end < 0 else end + len(_CLOSING), closed=end >= 0)
