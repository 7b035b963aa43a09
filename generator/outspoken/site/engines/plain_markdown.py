"""Turns the Markdown of prose pages into HTML as MkDocs does: with the same library and extensions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape, unescape
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from msgspec import Struct

from outspoken import rules
from outspoken.errors import Problem
from outspoken.model.file_names import SETTINGS_FILE
from outspoken.source.prose.prose_settings import MarkdownExtension

Placed = Callable[[str], str]
"""Returns the address that a page links to, from the address as it is written."""

# Extensions that read no file, ask no network and run nothing.
_STANDARD = (
    "abbr admonition attr_list codehilite def_list extra fenced_code footnotes legacy_attrs md_in_html meta "
    "nl2br sane_lists smarty tables toc"
)
_PYMDOWN = (
    "betterem blocks.admonition blocks.caption blocks.definition blocks.details blocks.html blocks.tab caret "
    "critic details emoji escapeall extra highlight inlinehilite keys magiclink mark progressbar saneheaders "
    "smartsymbols striphtml superfences tabbed tasklist tilde"
)
_KNOWN = {
    *(f"markdown.extensions.{name}" for name in _STANDARD.split()),
    *(f"pymdownx.{name}" for name in _PYMDOWN.split()),
}
_EMOJI = "pymdownx.emoji"
# Code is not coloured: it would need Pygments, and the pages' policy blocks style attributes.
_FIXED: dict[str, dict[str, Any]] = {
    "markdown.extensions.codehilite": {"use_pygments": False},
    "markdown.extensions.tables": {"use_align_attribute": True},
    "pymdownx.highlight": {"use_pygments": False},
}
_FENCES = "pymdownx.superfences"
_FAULTS = (ImportError, KeyError, TypeError, ValueError, AttributeError)
_BOX = re.compile(
    r'(?:<label class="task-list-control">)?<input type="checkbox"[^>]*>'
    r'(?:<span class="task-list-indicator"></span></label>)?'
)
_ANCHOR = re.compile(r"""<[a-z][^>]*?\s(?:id|name)=["']([^"']+)["']""")


class ConvertedPage(Struct, frozen=True, kw_only=True):
    """The HTML of a page, its first heading if its level is 1, and the places in it."""

    html: str
    heading: str
    anchors: frozenset[str]


class PlainMarkdown:
    """Converts the pages of one site, with the extensions that its mkdocs.yml names."""

    def __init__(self, extensions: Iterable[MarkdownExtension], problems: list[Problem]) -> None:
        self._configs = {one.name: _config(one) for one in _usable(extensions, problems)}

    def convert(self, text: str, placed: Placed) -> ConvertedPage:
        """Convert one page; `placed` is asked for the address of each link and image."""
        converter = Markdown(extensions=[*self._configs], extension_configs=self._configs)
        # After everything that makes links, as in MkDocs.
        converter.treeprocessors.register(_Links(placed), "outspoken_links", priority=0)
        # Characters: a checkbox would have no label for screen readers, and readers cannot tick it.
        html = _BOX.sub(lambda box: "☑" if "checked" in box[0] else "☐", converter.convert(text))
        first = next(iter(getattr(converter, "toc_tokens", ())), None)
        heading = unescape(first["name"]) if first and first["level"] == 1 else ""
        return ConvertedPage(html=html, heading=heading, anchors=frozenset(_ANCHOR.findall(html)))


class _Links(Treeprocessor):  # type: ignore[misc]
    def __init__(self, placed: Placed) -> None:
        super().__init__()
        self._placed = placed

    def run(self, root: Element) -> None:
        for element in root.iter():
            key = {"a": "href", "img": "src"}.get(element.tag)
            if key and (address := element.get(key)) is not None:
                element.set(key, self._placed(address))


def _usable(extensions: Iterable[MarkdownExtension], problems: list[Problem]) -> Iterator[MarkdownExtension]:
    for one in extensions:
        if one.name not in _KNOWN:
            message = (
                f"the Markdown extension {one.name} needs a prose engine, and the pages are built without one"
            )
            problems.append(rules.PROSE_WARNING.problem(SETTINGS_FILE, one.line, message))
            continue
        if one.code and one.name != _EMOJI:
            message = (
                f"{one.name}: {', '.join(one.code)} is Python code, which is not run without a prose engine"
            )
            problems.append(rules.PROSE_WARNING.problem(SETTINGS_FILE, one.line, message))
        try:
            Markdown(extensions=[one.name], extension_configs={one.name: _config(one)})
        except _FAULTS as fault:
            message = f"{one.name}: {' '.join(str(fault).split())}"
            problems.append(rules.PROSE_FAILED.problem(SETTINGS_FILE, one.line, message))
        else:
            yield one


def _config(extension: MarkdownExtension) -> dict[str, Any]:
    given = dict(extension.options) | _FIXED.get(extension.name, {})
    fences = {"custom_fences": [{"name": "*", "class": "", "format": _code, "validator": _takes_title}]}
    if extension.name == _FENCES:
        return given | fences
    if extension.name == "pymdownx.extra":
        return given | {_FENCES: {**given.get(_FENCES, {}), **fences}}
    if extension.name != _EMOJI:
        return given
    from pymdownx.emoji import gemoji, to_alt

    # As characters: by default, the library uses pictures from another host.
    return {"emoji_index": gemoji, "emoji_generator": to_alt}


def _takes_title(
    _language: str,
    inputs: dict[str, str],
    options: dict[str, Any],
    _attributes: dict[str, str],
    _md: Markdown,
) -> bool:
    """Accept every option of a block: if colours are off, the library refuses the block for any option."""
    options["title"] = inputs.get("title", "")
    return True


def _code(
    source: str, language: str, _class: str, options: dict[str, Any], _md: Markdown, **_attributes: Any
) -> str:
    """Return a block of code, with its title above."""
    kind = f' class="language-{escape(language)}"' if language else ""
    code = f'<pre class="highlight"><code{kind}>{escape(source, quote=False)}</code></pre>'
    title = escape(options["title"])
    return f'<div class="highlight"><span class="filename">{title}</span>{code}</div>' if title else code
