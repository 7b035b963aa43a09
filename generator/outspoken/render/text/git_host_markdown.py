"""Markdown as the git host renders it, to HTML without classes and ids, which is not yet sanitised."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import comrak

from outspoken.render.text.html_comments import hiding

# The parser fills every row of a table up to its width: 250 KiB could become billions of cells.
_UNDERLINE = re.compile(r"^[ \t\v\f>*+\-:|\d.)]+$", re.MULTILINE)
_MOST_CELLS = 100_000
# Extensions of the parser, and the sign without which a text needs none of each.
_SIGNS = (("table", "|"), ("footnotes", "[^"), ("alerts", "[!"), ("shortcodes", ":"))
# A name between colons inside a word or a time is not an emoji. The pattern begins with its colon: a
# search then goes from one colon to the next, twenty times as fast as with the condition first.
_SHORTCODE = re.compile(r":(?<![\w:]:)[a-z0-9_+-]+:(?![\w:])")
_ALERT = re.compile(
    r'<div class="markdown-alert markdown-alert-[a-z]+">\n<p class="markdown-alert-title">(.*?)</p>'
)
_REFERENCE = re.compile(r'<sup class="footnote-ref"><a [^>]*>(\d+)</a></sup>')
_BACK = re.compile(r' ?<a [^>]*class="footnote-backref"[^>]*>.*?</a>')
_NOTE = re.compile(r'<li id="fn-[^"]*">')


@lru_cache(maxsize=256)  # an incident's page, its post-mortem and its feed entries have the same texts
def parse(text: str) -> str:
    """Unsafe HTML, in which raw HTML is text already and comments are gone."""
    return hiding(text, to_html) if "<!--" in text else to_html(text)


def to_html(text: str) -> str:
    """Unsafe HTML, in which raw HTML and comments are text."""
    return _plainer(
        comrak.render_markdown(text, extension_options=extensions(text), render_options=_options())
    )


def extensions(text: str) -> comrak.ExtensionOptions:
    """The parser's extensions that a text needs beyond CommonMark."""
    wanted = [name for name, sign in _SIGNS if sign in text]
    if "shortcodes" in wanted and not _SHORTCODE.search(text):
        wanted.remove("shortcodes")
    if "table" in wanted and _is_bomb(text):
        wanted.remove("table")
    # Addresses without markup, of which the parser's search takes a third of its time; `&#64;` is an @ too.
    if "://" in text or "www." in text or "@" in text or "&" in text:
        wanted.append("autolink")
    return _extensions(*wanted)


def _is_bomb(text: str) -> bool:
    widest = max((line[0].count("|") for line in _UNDERLINE.finditer(text)), default=0)
    # An upper limit without parsing: every line could be a row of the widest table.
    return widest * text.count("\n") > _MOST_CELLS


@cache
def _extensions(*wanted: str) -> comrak.ExtensionOptions:
    options = comrak.ExtensionOptions()
    # These two need no sign of their own, and cost little.
    for name in (*wanted, "strikethrough", "tasklist"):
        setattr(options, name, True)
    return options


@cache
def _options() -> comrak.RenderOptions:
    options = comrak.RenderOptions()
    # Raw HTML becomes text instead of being removed: an unclosed tag must not hide the rest (decision 6).
    options.escape = True
    return options


def _plainer(html: str) -> str:
    """Alerts as quotes with their name in bold, footnotes as numbers with a list at the end.

    Several texts share a page, where the ids of their notes would collide: the notes have no links.
    """
    if "<div " in html:
        html = _ALERT.sub(r"<blockquote>\n<p><strong>\1</strong></p>", html).replace(
            "</div>", "</blockquote>"
        )
    if "<section " in html:
        html = _BACK.sub("", _NOTE.sub("<li>", _REFERENCE.sub(r"<sup>\1</sup>", html)))
        html = html.replace('<section class="footnotes" data-footnotes>', "<hr />").replace(
            "</section>\n", ""
        )
    return html
