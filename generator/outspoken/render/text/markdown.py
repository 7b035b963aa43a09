"""GitHub-flavoured Markdown to safe HTML: rendered as in the pull request, without scripts."""

from __future__ import annotations

import re
from collections.abc import Collection
from html import escape, unescape
from urllib.parse import quote, unquote, urljoin, urlsplit

import nh3
from markupsafe import Markup

from outspoken.channels.text.plain_links import CLOSING_MARKS, FULL_WIDTH, trimmed
from outspoken.render.text.find_comments import without_comments
from outspoken.render.text.git_host_markdown import parse

_BLOCKS = ("blockquote", "hr", "li", "ol", "p", "pre", "ul", "table", "tbody", "td", "th", "thead", "tr")
_INLINES = ("a", "br", "code", "del", "em", "img", "strong", "sup")
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
_HEADING = re.compile(r"<(/?)h([1-6])>")
_OPENED = re.compile(r"<h([1-6])>")
_NESTING = re.compile(r"<(/?)(?:blockquote|ul|ol|em|strong|del)\b")
# A link to a plain host's address in which nothing is escaped, as the renderer writes it.
_PLAIN_LINK = r'a href="https?://(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}(?:[/?#][\w./?=%#~+@,;:!*()-]*)?"'
# Anything but a tag of the allow-list without attributes and such links, which is all that most texts need.
_NOT_BARE = re.compile(rf"<(?!/?(?:{'|'.join(sorted(_TAGS))})>|br />|hr />|{_PLAIN_LINK}>)", re.ASCII)
_LINK_START = re.compile(rf"<{_PLAIN_LINK}", re.ASCII)
_LINK_RELATION = "noopener noreferrer nofollow"
# The sanitiser's tree walk is quadratic in depth (50,000 nested quotes took 11 s); real texts stay below 100.
_DEEPEST = 100
# An address that people wrote without markup; it ends before punctuation that no address contains.
_AUTOLINK = re.compile(
    rf'<a href="([^"]*)">((?:https?://|www\.)[^<{FULL_WIDTH}]*?)([{CLOSING_MARKS}]+|[{FULL_WIDTH}][^<]*)</a>'
)
# Scripts that are written from right to left.
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
# A list's direction is that of its items, of which none has one of its own.
_OWN_DIRECTION = re.compile(r"<((?<!<li>\n<)p|h[1-6]|ul|ol|td|th|pre)(?=[ >])(?![^>]* dir=)")


def render_markdown(text: str, *, base: str = "", images: Collection[str] = (), headings: int = 3) -> Markup:
    """Safe HTML of a text that people wrote.

    Comments are left out, other raw HTML shows as text; scripts, foreign schemes and images from elsewhere
    become text. `base` (a URL, absolute or relative, ending in a slash) is put before relative links and
    before the `images` (file names) of the incident's folder; the text's top heading becomes
    `<h{headings}>`.
    """
    html = parse(text)
    if _too_deep(html):
        return Markup("<pre>{}</pre>").format(without_comments(text))
    if "<h" in html:
        html = _renumbered(html, headings)
    if "<a " in html or _NOT_BARE.search(html):
        html = _with_attributes(html, base, images)
    # After the sanitiser, since `dir` is not on its list of attributes.
    if not html.isascii() and has_right_to_left(html):
        html = directed(html)
    return Markup(html)  # noqa: S704 - the sanitiser's own output, or what it would let through


def _with_attributes(html: str, base: str, images: Collection[str]) -> str:
    """Safe HTML of a text with links, images or anything else that is more than a tag without attributes."""
    html = _IMAGE.sub(lambda match: _image(match, images), html)
    html = _DEAD_LINK.sub(r"\1", html)
    html = _CHECKBOX.sub(lambda match: "☑" if match[1] else "☐", html)
    if not html.isascii():
        html = _AUTOLINK.sub(_ended, html)
    if _NOT_BARE.search(html) or _nests_links(html):
        return _clean(html, base)
    return _LINK_START.sub(rf'\g<0> rel="{_LINK_RELATION}"', html)


def has_right_to_left(text: str) -> bool:
    """Whether a text has letters that are written from right to left."""
    return _RIGHT_TO_LEFT.search(text) is not None


def directed(html: str) -> str:
    """Safe HTML whose paragraphs each have the direction of their own script."""
    return _OWN_DIRECTION.sub(r'<\1 dir="auto"', html)


def _nests_links(html: str) -> bool:
    """Whether a link is inside a link: GitHub's dialect creates such links, and HTML forbids them."""
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


def _image(match: re.Match[str], images: Collection[str]) -> str:
    source, alt, title = unescape(match[1]), match[2], match[3]
    name = source.rsplit("/", 1)[-1]
    # An image from elsewhere would show its host who reads the page, and could change later.
    if name in images and not urlsplit(source).netloc:
        shown = f' title="{title}"' if title else ""
        return f'<img src="{escape(name)}" alt="{alt}"{shown} loading="lazy">'
    return alt or escape(source)


def _clean(html: str, base: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        # Raw HTML is text already; the default would remove the content of script and style as well.
        clean_content_tags=set(),
        url_schemes=_SCHEMES,
        link_rel=_LINK_RELATION,
        url_relative=(lambda url: placed(url, base)) if base else None,
    )


def text_with_links(html: str) -> str:
    """One line of HTML with its links and entities; all other elements are removed, and their text stays."""
    return nh3.clean(
        html,
        tags={"a"},
        attributes={"a": {"href"}},
        clean_content_tags=set(),
        url_schemes=_SCHEMES,
        link_rel=None,
    )


def placed(address: str, base: str) -> str:
    """Return an address in a text resolved against `base`, which may itself be relative to another page."""
    if not base.startswith("../") or address.startswith("/"):
        return urljoin(base, address)
    return base + address  # urljoin would drop the leading `../`


def _ended(match: re.Match[str]) -> str:
    """Return a link to the text before such punctuation."""
    address, words, rest = unescape(match[1]), unescape(match[2]), unescape(match[3])
    # A text that the author wrote for a link may be an address too, and not that of the link.
    if not unquote(address).endswith(words + rest):
        return match[0]
    kept, link = trimmed(words), address
    for sign in reversed(words[len(kept) :] + rest):
        link = link.removesuffix(sign if link.endswith(sign) else quote(sign))
    return f'<a href="{escape(link)}">{escape(kept)}</a>{escape(words[len(kept) :] + rest)}'


def _too_deep(html: str) -> bool:
    if html.count("<") <= _DEEPEST:
        return False
    depth = 0
    for match in _NESTING.finditer(html):
        depth += -1 if match[1] else 1
        if depth > _DEEPEST:
            return True
    return False
