"""Reads mkdocs.yml as YAML nodes: the outspoken section, checked first, and MkDocs' own settings."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import yaml

from outspoken import rules
from outspoken.model.file_names import DOCS_DIR
from outspoken.model.settings import Brand
from outspoken.source.format.front_matter import (
    MAX_DEPTH,
    Loader,
    compose,
    decode,
    event_line,
    line_of,
    refuse_special,
    too_deep,
)
from outspoken.source.format.read_context import ReadContext, Refusal, did_you_mean, shown
from outspoken.source.format.scalars import is_null

PLUGIN = "outspoken"
# Material's palette, from its style sheets: https://squidfunk.github.io/mkdocs-material/setup/changing-the-colors/
_COLOURS = {
    "red": "#ef5552", "pink": "#e92063", "purple": "#ab47bd", "deep-purple": "#7e56c2", "indigo": "#4051b5",
    "blue": "#2094f3", "light-blue": "#02a6f2", "cyan": "#00bdd6", "teal": "#009485", "green": "#4cae4f",
    "light-green": "#8bc34b", "lime": "#cbdc38", "yellow": "#ffec3d", "amber": "#ffc105", "orange": "#ffa724",
    "deep-orange": "#ff6e42", "brown": "#795649", "grey": "#757575", "blue-grey": "#546d78",
    "black": "#000000",
}  # fmt: skip
_HEX = re.compile(r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")
# The forms of GitHub (edit/), GitLab (-/edit/), Bitbucket (src/) and Gitea (_edit/).
_EDIT_URI = re.compile(r"(?:-/)?(?:edit|blob|raw|tree|src|_edit)/([A-Za-z0-9._-]+)/")
# Inside of the site: not from the root, without `..`, and without a scheme or a drive letter.
_RELATIVE = re.compile(r"(?!/)(?!.*(?:^|/)\.\.(?:/|$))[^\\\x00-\x1f:]+")


class MkDocsFile:
    """The top level of mkdocs.yml, and the outspoken section in it (None if there is none)."""

    def __init__(self, root: yaml.MappingNode) -> None:
        self._nodes = {key.value: value for key, value in root.value if isinstance(key, yaml.ScalarNode)}
        self.section: yaml.Node | None = None
        self.section_line = 1

    def get(self, name: str) -> yaml.Node | None:
        """Return the node of a top-level key; None if it is missing or empty."""
        node = self._nodes.get(name)
        return None if node is None or is_null(node) else node

    def line(self, name: str) -> int | None:
        node = self._nodes.get(name)
        return line_of(node) if node else None

    def text(self, name: str, reading: ReadContext, *, needed: bool = False) -> str:
        """Return a top-level text, `!ENV` resolved; empty, and reported if `needed`, if there is none."""
        node = self.get(name)
        text = " ".join(_resolved(node).split()) if node else ""
        if not text and needed:
            is_variable = node is not None and node.tag == "!ENV"
            lack = ": !ENV names a variable that is not set" if is_variable else " is missing"
            example = {"site_url": "https://status.example.com/"}.get(name, "Example status")
            reading.report(rules.MISSING_KEY, self.line(name), f"{name}{lack}", f"write {name}: {example}")
        return text

    def docs_dir(self, reading: ReadContext) -> str:
        """The prose folder, relative to the root."""
        text = self.text("docs_dir", reading) or DOCS_DIR
        return text.removeprefix("./").rstrip("/") if _RELATIVE.fullmatch(text) else DOCS_DIR

    def branch(self, reading: ReadContext) -> str:
        """The branch in `edit_uri`, otherwise main."""
        found = _EDIT_URI.search(self.text("edit_uri", reading))
        return found[1] if found else "main"

    def brand(self) -> Brand:
        """Return the colours, logo and style sheets of the theme's settings."""
        theme = _mapping(self.get("theme"))
        css = self.get("extra_css")
        names = css.value if isinstance(css, yaml.SequenceNode) else []
        return Brand(
            accent=_accent(theme.get("palette")),
            logo=_path(theme.get("logo")),
            favicon=_path(theme.get("favicon")),
            css=tuple(path for node in names if (path := _path(node))),
        )


def open_mkdocs(data: bytes, reading: ReadContext) -> MkDocsFile | None:
    """Read mkdocs.yml and find the outspoken section; None, with the Problems reported, on errors."""
    try:
        text = decode(data)
        # Settings of others may have tags and anchors: they are refused in our section only.
        events = list(_guarded(text))
        root = compose(text)
        if not isinstance(root, yaml.MappingNode):
            raise Refusal(
                rules.BAD_YAML, "the file is not a list of settings", "write site_name: Example status", 1
            )
        file = MkDocsFile(root)
        key, file.section = _find_section(file)
        _refuse_inherited(file)
        if file.section is None or key is None:
            hint = "write plugins: [outspoken: {components: [{id: checkout, name: Checkout}]}]"
            raise Refusal(
                rules.NO_SETTINGS, "there is no outspoken section under plugins", hint, file.line("plugins")
            )
        file.section_line = line_of(key)
        _refuse_special_inside(events, file.section)
        if (
            not isinstance(file.section, yaml.MappingNode)
            and not is_null(file.section)
            and file.section is not key
        ):
            raise Refusal(
                rules.WRONG_TYPE,
                "outspoken is not a mapping",
                "write its settings below it",
                file.section_line,
            )
    except Refusal as refusal:
        reading.refuse(refusal, 1)
        return None
    return file


def _guarded(text: str) -> Iterator[yaml.Event]:
    """Check the file's YAML events: too deep nesting is refused before composing. Raises Refusal."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise too_deep(event_line(event))
            yield event
    except yaml.MarkedYAMLError as fault:
        place = fault.problem_mark.line + 1 if fault.problem_mark else None
        message = f"this is not valid YAML: {fault.problem}"
        raise Refusal(rules.BAD_YAML, message, "check the colons and the indentation", place) from None


def _find_section(file: MkDocsFile) -> tuple[yaml.Node | None, yaml.Node | None]:
    """Return the plugin's key and its value; the key itself if it is listed without options."""
    plugins = file.get("plugins")
    if isinstance(plugins, yaml.MappingNode):
        return next(((key, value) for key, value in plugins.value if _is_ours(key)), (None, None))
    for item in plugins.value if isinstance(plugins, yaml.SequenceNode) else ():
        if _is_ours(item):
            return item, item
        if isinstance(item, yaml.MappingNode):
            for key, value in item.value:
                if _is_ours(key):
                    return key, value
    _refuse_misspelt(plugins)
    return None, None


def _is_ours(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.value == PLUGIN


def _refuse_misspelt(plugins: yaml.Node | None) -> None:
    for item in plugins.value if isinstance(plugins, yaml.SequenceNode) else ():
        name = item.value[0][0] if isinstance(item, yaml.MappingNode) and item.value else item
        if isinstance(name, yaml.ScalarNode) and did_you_mean(name.value, (PLUGIN,)):
            message = f"there is a section {shown(name.value)}, but no outspoken section"
            raise Refusal(rules.NO_SETTINGS, message, f"did you mean {PLUGIN}?", line_of(name))


def _refuse_inherited(file: MkDocsFile) -> None:
    """Report a section merged from INHERIT: the effective settings are in neither file."""
    if file.get("INHERIT") is None:
        return
    if file.section is None or isinstance(file.get("plugins"), yaml.MappingNode):
        hint = "write plugins: as a list in this file, and put the outspoken section in it"
        message = "the outspoken section may be inherited from the file that INHERIT names"
        raise Refusal(rules.INHERITED_SETTINGS, message, hint, file.line("INHERIT"))


def _refuse_special_inside(events: list[yaml.Event], section: yaml.Node) -> None:
    first, end = section.start_mark.index, section.end_mark.index
    for event in events:
        # An alias of the section is composed at its anchor, which may be anywhere in the file.
        if event.start_mark and first <= event.start_mark.index <= end:
            refuse_special(event, event_line(event), f"{PLUGIN} section")


def _resolved(node: yaml.Node) -> str:
    """Return a scalar's text; `!ENV NAME` and `!ENV [NAME, …, default]` as MkDocs reads them."""
    if node.tag != "!ENV":
        return str(node.value) if isinstance(node, yaml.ScalarNode) else ""
    if isinstance(node, yaml.ScalarNode):
        return os.environ.get(node.value, "")
    words = [item.value for item in node.value if isinstance(item, yaml.ScalarNode)]
    found = (os.environ[word] for word in words[:-1] if word in os.environ)
    return next(found, words[-1] if words else "")


def _mapping(node: yaml.Node | None) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}


def _path(node: yaml.Node | None) -> str:
    text = _resolved(node) if node else ""
    return text.removeprefix("./") if _RELATIVE.fullmatch(text) else ""


def _accent(palette: yaml.Node | None) -> str:
    """Return the palette's colour; of the first scheme if there are several."""
    if isinstance(palette, yaml.SequenceNode):
        palette = palette.value[0] if palette.value else None
    for name in ("primary", "accent"):
        node = _mapping(palette).get(name)
        colour = (
            str(node.value).strip().lower().replace(" ", "-") if isinstance(node, yaml.ScalarNode) else ""
        )
        if colour in _COLOURS or _HEX.fullmatch(colour):
            return _COLOURS.get(colour, colour)
    return ""
