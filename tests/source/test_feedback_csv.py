"""`feedback.csv`: what survey tools and spreadsheets export is read, and every fault has its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outspoken.errors import Problem
from outspoken.source.feedback_csv import FeedbackAnswer, read_feedback

KNOWN = ("2026-03-01-errors", "2026-03-05-slow")


def read(text: str | bytes) -> tuple[tuple[FeedbackAnswer, ...], list[str]]:
    problems: list[Problem] = []
    data = text if isinstance(text, bytes) else text.encode()
    answers = read_feedback(data, "feedback.csv", KNOWN, problems)
    return answers, [f"{one.line}: {one.message}; {one.hint}" for one in problems]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("comma", [",", ";", "\t"])
def test_every_usual_export_is_read(comma: str, end: str, mark: bytes) -> None:
    lines = ["When;Incident;SCORE;Comment", "today;2026-03-01-errors; 4 ;Well done", ";2026-03-05-slow;1;"]
    text = end.join(lines).replace(";", comma).encode()
    answers, problems = read(mark + text)
    assert list(answers) == [(KNOWN[0], 4), (KNOWN[1], 1)]
    assert problems == []


def test_every_fault_has_its_line_and_the_rest_is_read() -> None:
    answers, problems = read(
        "incident,score\n2026-03-01-errors,5\n2026-03-01-error,5\n2026-03-05-slow,6\n,\n2026-03-05-slow,\n"
    )
    assert len(answers) == 1
    assert problems == [
        "3: there is no incident 2026-03-01-error; did you mean 2026-03-01-errors?",
        "4: score is 6; write a whole number from 1 to 5",
        "6: score is empty; write a whole number from 1 to 5",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", ["incident is missing", "score is missing"]),
        ("id,score\n", ["incident is missing"]),
        ("incident;points\n", ["score is missing"]),
        ("incident,score,Score\n2026-03-01-errors,5,1\n", ["score occurs twice"]),
    ],
)
def test_a_column_that_is_missing_or_there_twice_is_named(text: str, says: list[str]) -> None:
    answers, problems = read(text)
    assert problems == [f"1: the column {each}; begin the file with incident,score" for each in says]
    assert answers == ()


@pytest.mark.parametrize(
    "comment", ["two\u2028lines\x0band\x85more", '"two\nlines, ""quoted"""', "x" * 200_000]
)
def test_no_comment_is_taken_for_an_answer(comment: str) -> None:
    answers, problems = read(f"incident,score,comment\n{KNOWN[0]},5,{comment}\n{KNOWN[1]},0,\n")
    assert answers == ((KNOWN[0], 5),)
    assert [one.partition(";")[0].partition(": ")[2] for one in problems] == ["score is 0"]


@pytest.mark.parametrize("comment", ['"never closed', '"closed" too early'])
def test_a_row_that_cannot_be_read_is_a_problem_and_hides_no_answer(comment: str) -> None:
    _, problems = read(f"incident,score,comment\n{KNOWN[0]},5,\n{KNOWN[0]},4,{comment}\n{KNOWN[1]},1,\n")
    assert len(problems) == 1
    assert problems[0].startswith("3: this is not CSV: ")


def test_an_answer_about_nothing_is_named() -> None:
    assert read("incident,score\n,3\n")[1] == ["2: incident is empty; write the id of an incident"]


def test_another_encoding_is_one_problem() -> None:
    assert read("incident,score\nü,1".encode("latin-1"))[1] == [
        "2: the file is not UTF-8; export it again as CSV in UTF-8"
    ]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read(data)
