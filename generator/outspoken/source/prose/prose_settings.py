"""Reads from mkdocs.yml what prose pages need when no engine that knows MkDocs' settings is used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from msgspec import Struct

from outspoken import rules
from outspoken.errors import Problem
from outspoken.model.file_names import SETTINGS_FILE
from outspoken.source.format.read_context import ReadContext
from outspoken.source.format.scalars import is_null
from outspoken.source.settings.mkdocs_yml import PLUGIN, MkDocsFile, open_mkdocs

# MkDocs' defaults.
_ALWAYS = ("toc", "tables", "fenced_code")
# Plugins whose work is also done without the engine: search has its own index.
_KNOWN_PLUGINS = {PLUGIN, "search", "material/search"}
_NUMBER = re.compile(r"-?\d{1,9}")
_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class MarkdownExtension(Struct, frozen=True, kw_only=True):
    """An extension of Markdown by its full name, its options, and its line (None: it is always there).

    `code` names the options whose values are Python code, which are not among the options.
    """

    name: str
    line: int | None = None
    options: Mapping[str, Any] = {}
    code: tuple[str, ...] = ()


class UnusedSetting(Struct, frozen=True, kw_only=True):
    """A setting that only another engine follows: what it is, and its line."""

    what: str
    line: int


class ProseSettings(Struct, frozen=True, kw_only=True):
    """The settings of mkdocs.yml for prose pages.

    `titles` maps the path of a page to its title in the navigation; `excluded` are lines of .gitignore's form
    for files that are not published. With `flat`, `a.md` is served as `a.html` and not as `a/`. With
    `checks_anchors`, a link to a place that its page lacks is a warning. With `maps_extensions`, the
    extensions of Markdown are written as a mapping and not as a list.
    """

    extensions: tuple[MarkdownExtension, ...] = ()
    unused: tuple[UnusedSetting, ...] = ()
    titles: Mapping[str, str] = {}
    excluded: tuple[str, ...] = ()
    flat: bool = False
    checks_anchors: bool = False
    maps_extensions: bool = False
    copyright: str = ""


def read_prose_settings(data: bytes, problems: list[Problem]) -> ProseSettings:
    """Read the settings in the bytes of mkdocs.yml; report what cannot be followed."""
    # Its own Problems were reported when the outspoken section was read.
    file = open_mkdocs(data, ReadContext(SETTINGS_FILE, []))
    if file is None:
        return ProseSettings()
    if file.get("INHERIT") is not None:
        message = "the file that INHERIT names is not read without a prose engine, and it may exclude pages"
        hint = "write its settings into this file, or install the engine"
        problems.append(rules.PROSE_FAILED.problem(SETTINGS_FILE, file.line("INHERIT"), message, hint))
    return ProseSettings(
        extensions=tuple(_extensions(file.get("markdown_extensions"))),
        unused=tuple(_unused(file)),
        titles=dict(_titles(file.get("nav"))),
        excluded=(*_patterns(file.get("exclude_docs")), *_patterns(file.get("draft_docs"))),
        flat=_value(file.get("use_directory_urls")) is False,
        maps_extensions=isinstance(file.get("markdown_extensions"), yaml.MappingNode),
        copyright=file.text("copyright", ReadContext(SETTINGS_FILE, [])),
        checks_anchors=_checks_anchors(file.get("validation")),
    )


def _extensions(node: yaml.Node | None) -> Iterator[MarkdownExtension]:
    named = [_extension(key, options) for key, options in _entries(node)]
    known = {one.name for one in named}
    yield from (MarkdownExtension(name=name) for name in map(_full, _ALWAYS) if name not in known)
    # A name that is written twice counts once, with its last options, as in MkDocs.
    yield from {one.name: one for one in named}.values()


def _extension(key: yaml.Node, options: yaml.Node | None) -> MarkdownExtension:
    pairs = options.value if isinstance(options, yaml.MappingNode) else []
    given = [(str(name.value), value) for name, value in pairs]
    return MarkdownExtension(
        name=_full(str(key.value)),
        line=key.start_mark.line + 1,
        options={name: _value(value) for name, value in given if not _is_code(value)},
        code=tuple(name for name, value in given if _is_code(value)),
    )


def _full(name: str) -> str:
    """Return the full name: `toc` is short for `markdown.extensions.toc`."""
    return name if "." in name else f"markdown.extensions.{name}"


def _entries(node: yaml.Node | None) -> Iterator[tuple[yaml.Node, yaml.Node | None]]:
    """Yield names and options of a list whose entries are names or mappings, or of a mapping."""
    if isinstance(node, yaml.MappingNode):
        yield from node.value
    for item in node.value if isinstance(node, yaml.SequenceNode) else ():
        if isinstance(item, yaml.MappingNode):
            yield from item.value
        elif isinstance(item, yaml.ScalarNode):
            yield item, None


def _is_code(node: yaml.Node) -> bool:
    if node.tag and node.tag.startswith(("!!python", "tag:yaml.org,2002:python")):
        return True
    if isinstance(node, yaml.MappingNode):
        return any(_is_code(value) for _, value in node.value)
    return isinstance(node, yaml.SequenceNode) and any(map(_is_code, node.value))


def _value(node: yaml.Node | None) -> Any:
    """Return the value by the rules of YAML 1.1, for the types that options of extensions have."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _value(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    if not isinstance(node, yaml.ScalarNode) or is_null(node):
        return None
    text = str(node.value)
    if node.style in ("'", '"'):
        return text
    if _NUMBER.fullmatch(text):
        return int(text)
    return _WORDS.get(text.lower(), text)


def _unused(file: MkDocsFile) -> Iterator[UnusedSetting]:
    for key, _ in _entries(file.get("plugins")):
        if key.value not in _KNOWN_PLUGINS:
            yield UnusedSetting(what=f"the plugin {key.value}", line=key.start_mark.line + 1)
    for name in ("hooks", "extra_javascript"):
        if file.get(name) is not None:
            yield UnusedSetting(what=name, line=file.line(name) or 1)
    theme = file.get("theme")
    for key, _ in theme.value if isinstance(theme, yaml.MappingNode) else ():
        if key.value == "custom_dir":
            yield UnusedSetting(what="custom_dir of the theme", line=key.start_mark.line + 1)


def _titles(node: yaml.Node | None, levels: int = 10) -> Iterator[tuple[str, str]]:
    """Yield path and title of each page that the navigation names with a title."""
    for item in node.value if isinstance(node, yaml.SequenceNode) and levels else ():
        for key, target in item.value if isinstance(item, yaml.MappingNode) else ():
            if isinstance(target, yaml.ScalarNode):
                yield str(target.value).removeprefix("./"), str(key.value)
            yield from _titles(target, levels - 1)


def _patterns(node: yaml.Node | None) -> list[str]:
    return str(node.value).splitlines() if isinstance(node, yaml.ScalarNode) else []


def _checks_anchors(node: yaml.Node | None) -> bool:
    validation = _value(node)
    if not isinstance(validation, dict):
        return False
    links = validation.get("links")
    return "warn" in (validation.get("anchors"), links.get("anchors") if isinstance(links, dict) else None)
