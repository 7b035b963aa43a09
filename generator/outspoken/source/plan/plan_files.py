"""Finds the plan's folder and reads its files, each with the strict reader."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from outspoken import rules
from outspoken.errors import Problem
from outspoken.model.field import Need, RecordType, keys
from outspoken.model.plan.plan_parts import PLAN_FILES
from outspoken.source.format.front_matter import MAX_FILE, read_document
from outspoken.source.format.open_questions import check_leftovers
from outspoken.source.format.read_context import ReadContext, did_you_mean
from outspoken.source.format.values import Lines, Values, as_attributes, read_fields, require
from outspoken.source.incidents.incident_files import read_file

# A plan is complete without the first; the others are not read here.
_OPTIONAL, _OTHERS = ("plan.md",), ("readme.md",)


class PlanText(Struct, frozen=True, kw_only=True):
    """One file as read: the record, and its values with their lines, for rules about several files."""

    record: Any
    values: Values
    lines: Lines
    reading: ReadContext

    def entries(self, key: str) -> Iterator[tuple[Values, Lines]]:
        """Yield the mappings of a list, each with the lines of its keys."""
        yield from self.values.get(key, ())


def read_texts(
    folder: Path, name: str, problems: list[Problem], files: Mapping[str, RecordType] = PLAN_FILES
) -> dict[str, PlanText]:
    """Read files of the plan in `folder`, `name` in Problems; those that cannot be read are left out."""
    found = (_read(folder, f"{name}/{file}", file, record, problems) for file, record in files.items())
    return {file: text for file, text in zip(files, found, strict=True) if text is not None}


def _read(folder: Path, path: str, file: str, record: RecordType, problems: list[Problem]) -> PlanText | None:
    if not os.path.lexists(folder / file):
        return None
    # A file that follows a link could publish any file of this computer: read_file refuses it.
    data = read_file(str(folder / file), MAX_FILE + 1, path, problems)
    return parse_text(data, path, record, problems) if data is not None else None


def parse_text(data: bytes, path: str, record: RecordType, problems: list[Problem]) -> PlanText | None:
    """Parse the bytes of one file of the plan, `path` in Problems; None if they are not readable at all."""
    reading = ReadContext(path, problems)
    document = read_document(data, reading)
    if document is None:
        return None
    fields = keys(record)
    values, lines = read_fields(document.fields, fields, reading) if document.fields else ({}, {})
    require(fields, (Need.ALWAYS,), lines, values, reading, 1)
    check_leftovers(document, reading)
    made = record(body=document.body.strip("\n"), **as_attributes(fields, values))
    return PlanText(record=made, values=values, lines=lines, reading=reading)


def folder_problems(folder: Path, name: str) -> Iterator[Problem]:
    """Yield what is missing in the folder, and what looks like a misspelt file."""
    names = {entry.name for entry in folder.iterdir()}
    if not names.intersection(PLAN_FILES):
        hint = "run outspoken plan init"
        yield rules.NO_PLAN.problem(name, None, "the folder has no plan", hint)
        return
    for file in PLAN_FILES:
        if file not in names and file not in _OPTIONAL:
            hint = "run outspoken plan init, which writes what is missing"
            yield rules.NO_PLAN.problem(f"{name}/{file}", None, "this file of the plan is missing", hint)
    for file in sorted(names.difference(PLAN_FILES)):
        if file.endswith(".md") and file.lower() not in _OTHERS and not file.startswith("."):
            hint = did_you_mean(file, PLAN_FILES) or f"the plan's files are {', '.join(PLAN_FILES)}"
            yield rules.NO_PLAN.problem(f"{name}/{file}", None, "this file is not part of the plan", hint)
