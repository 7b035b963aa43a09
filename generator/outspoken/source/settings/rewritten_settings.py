"""Replaces single settings in the text of mkdocs.yml; all other lines stay as they are."""

from __future__ import annotations

import json
from collections.abc import Mapping

import yaml

from outspoken.model.file_names import SETTINGS_FILE
from outspoken.source.format.front_matter import decode
from outspoken.source.format.read_context import ReadContext
from outspoken.source.settings.mkdocs_yml import open_mkdocs

Piece = tuple[int, int, str]


def rewritten(data: bytes, top: Mapping[str, str], section: Mapping[str, object]) -> str:
    """Return the text of mkdocs.yml with other values for keys of MkDocs (`top`), and of our section.

    Our keys are added if they are not there. Raises ValueError if the file is not a mkdocs.yml with settings.
    """
    file = open_mkdocs(data, ReadContext(SETTINGS_FILE, []))
    if file is None or not isinstance(file.section, yaml.MappingNode):
        raise ValueError("mkdocs.yml has no outspoken section")
    text = decode(data)
    starts = _line_starts(text)
    nodes = ((file.get(name), value) for name, value in top.items())
    pieces = [_replaced(node, value, starts) for node, value in nodes if node is not None]
    written = {key.value: value for key, value in file.section.value}
    for name, value in section.items():
        if name in written:
            pieces.append(_replaced(written[name], value, starts))
        else:
            pieces.append(_added(file.section, name, value, starts))
    # From the end, so that the places before it stay right.
    for first, end, piece in sorted(pieces, reverse=True):
        text = text[:first] + piece + text[end:]
    return text


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _place(mark: yaml.Mark, starts: list[int]) -> int:
    return starts[mark.line] + mark.column


def _replaced(node: yaml.Node, value: object, starts: list[int]) -> Piece:
    # JSON is YAML, and needs no indentation.
    piece = json.dumps(value, ensure_ascii=False)
    is_block = isinstance(node, yaml.CollectionNode) and not node.flow_style
    if is_block or getattr(node, "style", None) in ("|", ">"):
        # A block ends where the next key begins.
        piece += "\n" + " " * node.end_mark.column
    return _place(node.start_mark, starts), _place(node.end_mark, starts), piece


def _added(section: yaml.MappingNode, name: str, value: object, starts: list[int]) -> Piece:
    first = section.value[0][0].start_mark
    between = ", " if section.flow_style else "\n" + " " * first.column
    # Before the first key: the end of a block is known only as the place of what comes after it.
    place = _place(first, starts)
    return place, place, f"{name}: {json.dumps(value, ensure_ascii=False)}{between}"
