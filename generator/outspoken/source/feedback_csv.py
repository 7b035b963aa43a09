"""Reads `feedback.csv`: one answer of a customer a line, as survey tools export it."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Sequence
from io import StringIO

from outspoken import rules
from outspoken.errors import Problem
from outspoken.source.format.read_context import nearest, shown

COLUMNS = ("incident", "score")
FeedbackAnswer = tuple[str, int]
"""The id of an incident, and a score from 1 (very dissatisfied) to 5 (very satisfied)."""

_SCORES = ("1", "2", "3", "4", "5")


def read_feedback(
    data: bytes, path: str, known: Collection[str], problems: list[Problem]
) -> tuple[FeedbackAnswer, ...]:
    """The answers in a file with the columns `incident` and `score` (1 to 5); other columns are not read.

    The file is UTF-8, with or without a byte order mark, separated by commas, semicolons or tabs. Every
    line with a mistake is a Problem; `known` are the ids of all incidents.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        problems.append(
            rules.NOT_UTF8.problem(path, line, "the file is not UTF-8", "export it again as CSV in UTF-8")
        )
        return ()
    rows = _rows(text, path, problems)
    columns = _columns(next(rows, (1, []))[1], path, problems)
    if columns is None:
        return ()
    found = []
    for line, row in rows:
        incident, score = (row[place].strip() if place < len(row) else "" for place in columns)
        if incident or score:
            found += _answer(incident, score, path, line, known, problems)
    return tuple(found)


def _rows(text: str, path: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line in which it begins."""
    header = text.partition("\n")[0]
    # Spreadsheets in many countries separate by semicolons, since they write numbers with a comma. Strict,
    # since a quotation mark that is never closed would otherwise hide all answers that follow.
    rows = csv.reader(StringIO(text, newline=""), delimiter=max(",;\t", key=header.count), strict=True)
    # The limit (131,072 characters, not the same in all versions) belongs to the process, not to a reader;
    # a long comment is allowed.
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    line = 1
    try:
        for row in rows:
            yield line, row
            line = rows.line_num + 1
    except csv.Error as fault:
        hint = 'export it again: a text in quotation marks ends with one, and has "" for each inside'
        problems.append(rules.UNREADABLE.problem(path, line, f"this is not CSV: {fault}", hint))


def _columns(header: Sequence[str], path: str, problems: list[Problem]) -> tuple[int, ...] | None:
    """The places of the columns that are read; None, with a Problem, if one is missing or occurs twice."""
    names = [name.strip().casefold() for name in header]
    hint = "begin the file with incident,score"
    counts = [(name, names.count(name)) for name in COLUMNS]
    for name, count in counts:
        if not count:
            problems.append(rules.MISSING_KEY.problem(path, 1, f"the column {name} is missing", hint))
        elif count > 1:
            problems.append(rules.DUPLICATE_KEY.problem(path, 1, f"the column {name} occurs twice", hint))
    return tuple(map(names.index, COLUMNS)) if all(count == 1 for _, count in counts) else None


def _answer(
    incident: str, score: str, path: str, line: int, known: Collection[str], problems: list[Problem]
) -> list[FeedbackAnswer]:
    good = True
    if incident not in known:
        guess = nearest(incident, known)
        hint = f"did you mean {guess}?" if guess else "write the id of an incident"
        message = f"there is no incident {shown(incident)}" if incident else "incident is empty"
        problems.append(rules.UNKNOWN_INCIDENT.problem(path, line, message, hint))
        good = False
    if score not in _SCORES:
        problems.append(
            rules.BAD_NUMBER.problem(
                path, line, f"score is {shown(score) or 'empty'}", "write a whole number from 1 to 5"
            )
        )
        good = False
    return [(incident, int(score))] if good else []
