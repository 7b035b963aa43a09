"""Splits a Markdown file into YAML nodes with line numbers and a body; dangerous YAML is refused first."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

import yaml
from msgspec import Struct

from outspoken import rules
from outspoken.source.format.lazy_pattern import pattern
from outspoken.source.format.read_context import ReadContext, Refusal, shown

if TYPE_CHECKING:
    from yaml import SafeLoader as _Base
else:
    try:  # A parser without a constructor: no Python object is built from the nodes, and set-up is faster.
        from yaml.cyaml import CParser as _Base
    except ImportError:  # PyYAML built without libyaml is slower, with the same results
        from yaml import SafeLoader as _Base


class Loader(_Base):
    """Keeps every value as text: `no`, `12:30` and `2026-11-21` get a type only from their field."""

    def resolve(self, _kind: object, _value: object, _implicit: object) -> str:
        """Guess no tag from the value's form (guessing takes half of the parsing time)."""
        return ""

    def descend_resolver(self, current_node: object, current_index: object) -> None:
        """Do nothing: no tag depends on the position in the document."""

    def ascend_resolver(self) -> None:
        """Do nothing: no tag depends on the position in the document."""


# Far above what people write: the limits bound time and memory for hostile files (docs/decisions/0007).
MAX_FRONT_MATTER = 64 * 1024
MAX_FILE = 256 * 1024
MAX_DEPTH = 20

# XML 1.0 (and so every feed) cannot carry these, escaped or not: https://www.w3.org/TR/xml/#charsets
CONTROL = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ORDINARY = bytes([*b"\n\t", *range(0x20, 0x7F)])
_FENCE_END = pattern(r"^---[ \t]*$", re.MULTILINE)
_FENCE = pattern(r"---[ \t]*\n")


class Document(Struct, frozen=True):
    """A parsed file: the fields as a YAML mapping (None if empty), the body, and the text before it."""

    fields: yaml.MappingNode | None
    body: str
    head: str

    @property
    def body_line(self) -> int:
        """The number of the body's first line, from 1."""
        return self.head.count("\n") + 2


def read_document(data: bytes, reading: ReadContext) -> Document | None:
    """Split a Markdown file; return None, with the Problems reported, if that is not possible."""
    try:
        text = decode(data)
        head, body = split(text)
        if len(head) > MAX_FRONT_MATTER:
            raise Refusal(
                rules.TOO_LONG, "the front matter is longer than 64 KiB", "move the text below the second ---"
            )
        return Document(compose_mapping(head, "front matter"), body, head)
    except Refusal as refusal:
        reading.refuse(refusal, 1)
        return None


def decode(data: bytes, limit: int = MAX_FILE) -> str:
    """Return UTF-8 bytes (`limit` at most; BOM and CRLF are allowed) as text with LF. Raises Refusal."""
    if len(data) > limit:
        message = f"the file is longer than {limit // 1024} KiB"
        raise Refusal(rules.TOO_LONG, message, "shorten it, or link to the rest")
    try:
        # Some editors on Windows begin a file with a byte order mark.
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as fault:
        line = fault.object.count(b"\n", 0, fault.start) + 1
        message = f"byte 0x{fault.object[fault.start]:02X} is not UTF-8"
        raise Refusal(rules.NOT_UTF8, message, "save the file as UTF-8", line) from None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if data.translate(None, _ORDINARY):  # the search takes ten times as long
        refuse_control(text)
    return text


def refuse_control(text: str, line: int = 1) -> None:
    """Refuse control characters that XML 1.0, and so every feed, cannot contain. Raises Refusal."""
    found = CONTROL.search(text)
    if found:
        raise Refusal(
            rules.CONTROL_CHARACTER,
            f"the text contains the control character U+{ord(found.group()):04X}",
            "remove it",
            line + text.count("\n", 0, found.start()),
        )


def split(text: str) -> tuple[str, str]:
    """Return the front matter with its opening --- (keeps line numbers) and the body. Raises Refusal."""
    # Nearly every file has plain fences, which need no regular expression.
    end = text.find("\n---") + 1
    if end and text.startswith("---\n") and text.startswith("---\n", end):
        return text[:end], text[end + 4 :]
    opening = _FENCE.match(text)
    if not opening:
        hint = "begin with a line ---, then the fields, then a line ---"
        raise Refusal(rules.NO_FRONT_MATTER, "the file does not begin with ---", hint, 1)
    closing = _FENCE_END.search(text, opening.end())
    if not closing:
        raise Refusal(
            rules.NO_FRONT_MATTER, "the front matter is not closed", "put a line --- after the fields", 1
        )
    return text[: closing.start()], text[closing.end() + 1 :]


def compose_mapping(text: str, what: str) -> yaml.MappingNode | None:
    """Compose checked YAML to a mapping; None if it is empty. Raises Refusal."""
    if _may_be_special(text):
        _guard(text, what)
    node = compose(text)
    if node is None or (isinstance(node, yaml.ScalarNode) and node.value == ""):
        return None
    if not isinstance(node, yaml.MappingNode):
        hint = "write one field per line, as in title: Checkout errors"
        raise Refusal(rules.BAD_YAML, f"the {what} is not a list of fields", hint, line_of(node))
    return node


def _may_be_special(text: str) -> bool:
    """Whether YAML may have an alias, anchor or tag, or be nested deeply: then its events are checked first.

    Composing 60,000 open brackets overflows the C stack and ends the process.
    """
    return (
        "&" in text
        or "*" in text
        or "!" in text
        or "\t" in text
        or "- " in text
        or "? " in text
        or " " * 20 in text
        or text.count("[") + text.count("{") >= 10
    )


def compose(text: str) -> yaml.Node | None:
    """Return the document's root node. The depth must have been checked before. Raises Refusal."""
    try:
        return yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as fault:
        raise _refusal(fault) from None
    except (yaml.YAMLError, ValueError) as fault:
        message = f"this is not valid YAML: {fault}".partition("\n")[0]
        raise Refusal(rules.BAD_YAML, message, "check the colons and the indentation") from None


def _refusal(fault: yaml.MarkedYAMLError) -> Refusal:
    mark = fault.problem_mark or fault.context_mark
    line = mark.line + 1 if mark else None
    problem = fault.problem or "not readable"
    hint = "put a text in quotes if it contains ': ' or begins with one of @ ` % & * ! | > [ {"
    if "escape" in problem:
        hint = "write the character itself, or use single quotes"
    return Refusal(rules.BAD_YAML, f"this is not valid YAML: {problem}", hint, line)


def _guard(text: str, what: str) -> None:
    depth = 0
    try:
        for event in yaml.parse(text, Loader=Loader):
            line = event_line(event)
            refuse_special(event, line, what)
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > MAX_DEPTH:
                raise too_deep(line)
    except yaml.MarkedYAMLError as fault:
        raise _refusal(fault) from None


def too_deep(line: int) -> Refusal:
    """Return the Refusal of a value that is nested more deeply than MAX_DEPTH."""
    message = f"values are nested more than {MAX_DEPTH} levels deep"
    return Refusal(rules.TOO_DEEP, message, "use fewer levels", line)


def event_line(event: yaml.Event) -> int:
    """Return the line where an event begins, from 1."""
    return event.start_mark.line + 1 if event.start_mark else 1


def refuse_special(event: yaml.Event, line: int, what: str) -> None:
    """Refuse an event that is, or has, an alias, an anchor or a tag. Raises Refusal."""
    anchor = getattr(event, "anchor", None)
    if anchor:
        sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
        hint = "write the value itself; put a text that begins with & or * in quotes"
        raise Refusal(
            rules.ALIAS,
            f"{sign}{shown(anchor)} is a YAML alias or anchor, not allowed in the {what}",
            hint,
            line,
        )
    tag = getattr(event, "tag", None)
    if tag:
        hint = "remove it; put a text that begins with ! in quotes"
        raise Refusal(
            rules.TAG,
            f"{shown(tag.replace('tag:yaml.org,2002:', '!!'))} is a YAML tag, not allowed in the {what}",
            hint,
            line,
        )


def line_of(node: yaml.Node) -> int:
    """Return the line where a node begins, from 1."""
    return int(node.start_mark.line) + 1
