"""Sets one key in a file's front matter, and leaves every other character as it is."""

from __future__ import annotations

from outspoken.authoring.refusal import RefusedError
from outspoken.rules import BAD_YAML
from outspoken.source.format.front_matter import compose_mapping, split
from outspoken.source.format.read_context import Refusal


def with_key(data: bytes, key: str, value: str, path: str) -> str:
    """Return the text of the file at `path` with a key of its front matter set to `value` (as YAML).

    An existing key is replaced where it is; a new one comes last; an empty value removes the key. Raises
    RefusedError if the front matter cannot be read.
    """
    try:
        text = data.decode("utf-8")
        place = _lines_of(text, key)
    except (UnicodeDecodeError, Refusal) as fault:
        raise RefusedError(f"{path} cannot be read ({fault}): outspoken check says why") from None
    lines = text.split("\n")
    # Editors on Windows use other line ends; mixed ones would look like an edit of every line in git.
    end = "\r" if lines[0].endswith("\r") else ""
    lines[slice(*place)] = [f"{key}: {value}{end}"] if value else []
    return "\n".join(lines)


def _lines_of(text: str, key: str) -> tuple[int, int]:
    """Return the first line of a key and the line after its value; for a new key, the closing fence twice.

    Raises Refusal.
    """
    head, _ = split(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    root = compose_mapping(head, "front matter")
    fence = head.count("\n")
    if root is None:
        return fence, fence
    if root.flow_style:
        raise Refusal(BAD_YAML, "its front matter is in braces, not one key a line")
    for name, value in root.value:
        if name.value == key:
            last = value.end_mark
            # A text of several lines ends, for the parser, at the beginning of the line after it.
            return name.start_mark.line, max(last.line + bool(last.column), name.start_mark.line + 1)
    return fence, fence
