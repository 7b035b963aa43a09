"""Reads `feedback.csv`: one answer of a customer a line, as survey tools export it."""

from __future__ import annotations

import csv
from collections.abc import Collection

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

    The file is UTF-8, with or without a byte order mark, divided by commas, semicolons or tabs. Every line
    with a fault is a Problem; `known` are the ids of all incidents.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        problems.append(
            rules.NOT_UTF8.problem(path, line, "the file is not UTF-8", "export it again as CSV in UTF-8")
        )
        return ()
    lines = text.splitlines()
    header = lines[0] if lines else ""
    # Spreadsheets of many countries divide by semicolons, since they write numbers with a comma.
    rows = csv.DictReader(lines, delimiter=max(",;\t", key=header.count))
    names = {(name or "").strip().casefold(): name for name in rows.fieldnames or ()}
    if missing := [name for name in COLUMNS if name not in names]:
        problems.append(
            rules.MISSING_KEY.problem(
                path,
                1,
                f"the column {' and '.join(missing)} is missing",
                "begin the file with incident,score",
            )
        )
        return ()
    found = []
    for row in rows:
        incident, score = ((row[names[name]] or "").strip() for name in COLUMNS)
        if incident or score:
            found += _answer(incident, score, path, rows.line_num, known, problems)
    return tuple(found)


def _answer(
    incident: str, score: str, path: str, line: int, known: Collection[str], problems: list[Problem]
) -> list[FeedbackAnswer]:
    good = True
    if incident not in known:
        guess = nearest(incident, known)
        hint = f"did you mean {guess}?" if guess else "write the id of an incident"
        problems.append(
            rules.UNKNOWN_INCIDENT.problem(path, line, f"there is no incident {shown(incident)}", hint)
        )
        good = False
    if score not in _SCORES:
        problems.append(
            rules.BAD_NUMBER.problem(
                path, line, f"score is {shown(score) or 'empty'}", "write a whole number from 1 to 5"
            )
        )
        good = False
    return [(incident, int(score))] if good else []
