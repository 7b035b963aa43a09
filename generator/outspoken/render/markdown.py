"""GitHub-flavoured Markdown to safe HTML: what the pull request showed, and nothing that runs."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache, lru_cache
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

import comrak
import nh3
from markupsafe import Markup

_BLOCKS = ("blockquote", "hr", "li", "ol", "p", "pre", "ul", "table", "tbody", "td", "th", "thead", "tr")
_INLINES = ("a", "br", "code", "del", "em", "img", "strong")
_TAGS = {*_BLOCKS, *_INLINES, "h1", "h2", "h3", "h4", "h5", "h6"}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "code": {"class"},
    "img": {"src", "alt", "title", "loading"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_IMAGE = re.compile(r'<img src="([^"]*)" alt="([^"]*)"(?: title="([^"]*)")? />')
_CHECKBOX = re.compile(r'<input type="checkbox"( checked="")? disabled="" />')
_DEAD_LINK = re.compile(
    r'<a href="">(.*?)</a>', re.DOTALL
)  # what is left of a scheme that the renderer refused
_TAG = re.compile(r"<[^>]*>")
_LOOSE = re.compile(r" ([.,;:!?)])")
_HEADING = re.compile(r"<(/?)h([1-6])>")
_OPENED = re.compile(r"<h([1-6])>")
_NESTING = re.compile(r"<(/?)(?:blockquote|ul|ol|em|strong|del)\b")
# A link to a plain host's address in which nothing is escaped, as the renderer writes it.
_PLAIN_LINK = r'a href="https?://(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}(?:[/?#][\w./?=%#~+@,;:!*()-]*)?"'
# Anything but a tag of the allow-list without attributes and such links, which is all that most texts need.
_NOT_BARE = re.compile(rf"<(?!/?(?:{'|'.join(sorted(_TAGS))})>|br />|hr />|{_PLAIN_LINK}>)", re.ASCII)
_LINK_START = re.compile(rf"<{_PLAIN_LINK}", re.ASCII)
_LINK_RELATION = "noopener noreferrer nofollow"
# The sanitiser's tree walk is quadratic in depth (50,000 nested quotes took 11 s); nobody writes 100 deep.
_DEEPEST = 100
# The parser fills every row of a table up to its width: 250 KiB could become billions of cells.
_UNDERLINE = re.compile(r"^[ \t\v\f>*+\-:|\d.)]+$", re.MULTILINE)
_MOST_CELLS = 100_000


def render_markdown(text: str, *, base: str = "", images: Collection[str] = (), headings: int = 3) -> Markup:
    """Safe HTML of a text that people wrote.

    Raw HTML shows as text; scripts, foreign schemes and images from elsewhere become text. `base`
    (a URL, absolute or relative, ending in a slash) is put before relative links and before the
    `images` (file names) of the incident's folder; the text's top heading becomes `<h{headings}>`.
    """
    html = _parse(text)
    if _too_deep(html):
        return Markup("<pre>{}</pre>").format(text)
    if "<img " in html:
        html = _IMAGE.sub(lambda match: _image(match, images), html)
    if '<a href="">' in html:
        html = _DEAD_LINK.sub(r"\1", html)
    if "<input " in html:
        html = _CHECKBOX.sub(lambda match: "☑" if match[1] else "☐", html)
    if "<h" in html:
        html = _renumbered(html, headings)
    if _NOT_BARE.search(html) or _nests_links(html):
        html = _clean(html, base)
    elif "<a " in html:
        html = _LINK_START.sub(rf'\g<0> rel="{_LINK_RELATION}"', html)
    return Markup(html)  # noqa: S704 - the sanitiser's own output, or what it would let through


def _nests_links(html: str) -> bool:
    """Whether a link stands in a link, which GitHub's dialect makes of some texts and HTML forbids."""
    return any("</a>" not in part for part in html.split("<a ")[1:])


def _renumbered(html: str, first: int) -> str:
    """Headings from `first` on without a gap, whichever signs the author chose: readers jump by level."""
    ranks = {level: place for place, level in enumerate(sorted(set(_OPENED.findall(html))))}
    now = first - 1

    def heading(match: re.Match[str]) -> str:
        nonlocal now
        if not match[1]:
            now = min(6, now + 1, first + ranks[match[2]])
        return f"<{match[1]}h{now}>"

    return _HEADING.sub(heading, html)


def plain(text: str, limit: int = 0) -> str:
    """The words of a Markdown text on one line; cut at a word where over `limit` (0: never)."""
    html = _parse(text)
    words = " ".join(unescape(_TAG.sub(" ", html)).split())
    words = _LOOSE.sub(r"\1", words)
    if not limit or len(words) <= limit:
        return words
    return words[:limit].rsplit(" ", 1)[0].rstrip(",;:-") + "…"


@lru_cache(maxsize=256)  # an incident's page, its post-mortem and its feed entries ask for the same words
def _parse(text: str) -> str:
    """Unsafe HTML, in which raw HTML is text already."""
    return comrak.render_markdown(
        text, extension_options=_extensions(table=not _is_bomb(text)), render_options=_options()
    )


def _is_bomb(text: str) -> bool:
    if "|" not in text:
        return False
    widest = max((line[0].count("|") for line in _UNDERLINE.finditer(text)), default=0)
    return widest * text.count("\n") > _MOST_CELLS


@cache
def _extensions(*, table: bool) -> comrak.ExtensionOptions:
    options = comrak.ExtensionOptions()
    options.table = table
    for name in ("autolink", "strikethrough", "tasklist"):
        setattr(options, name, True)
    return options


@cache
def _options() -> comrak.RenderOptions:
    options = comrak.RenderOptions()
    options.escape = True
    return options


def _image(match: re.Match[str], images: Collection[str]) -> str:
    source, alt, title = unescape(match[1]), match[2], match[3]
    name = source.rsplit("/", 1)[-1]
    if name in images and not urlsplit(source).netloc:
        shown = f' title="{title}"' if title else ""
        return f'<img src="{escape(name)}" alt="{alt}"{shown} loading="lazy">'
    return alt or escape(source)


def _clean(html: str, base: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        clean_content_tags=set(),
        url_schemes=_SCHEMES,
        link_rel=_LINK_RELATION,
        url_relative=(lambda url: urljoin(base, url)) if base else None,
    )


def _too_deep(html: str) -> bool:
    if html.count("<") <= _DEEPEST:
        return False
    depth = 0
    for match in _NESTING.finditer(html):
        depth += -1 if match[1] else 1
        if depth > _DEEPEST:
            return True
    return False
