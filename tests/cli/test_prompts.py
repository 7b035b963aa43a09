"""What is asked on a terminal, typed by a person in a pseudo-terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import CTRL_C, CTRL_D, DOWN, Type

# What else would be asked at the end of a major incident.
LEFT = ("--data", "None was lost.", "--todo", "Nothing.")


@pytest.fixture
def editor(site: Any) -> Callable[[str], Path]:
    """Set $EDITOR to a script; what it was given is copied to the path that this gives."""

    def make(script: str) -> Path:
        copy = site.root.parent / "given.md"
        path = site.write("../editor", f'#!/bin/sh\ncp "$1" {copy}\n{script}\n', 0o755)
        site.environment["EDITOR"] = str(path.resolve())
        return copy

    return make


def test_a_terminal_is_asked_everything_that_is_missing(site: Any, terminal: Type, editor: Any) -> None:
    given = editor("printf 'Payments fail.\\n# a comment\\n' > \"$1\"")
    screen = terminal("new")
    screen.answer("How bad is the impact?", DOWN)
    screen.answer("Which component is affected? [none]", "pay")
    screen.answer("What is the state of checkout?")
    screen.answer("Another one? [no more]", "e")
    screen.answer("type a part of its name", "\x15")
    screen.answer("What is broken? [Problems with Checkout and payment]", "Payments fail")
    screen.answer("Since when? [now]", "yesterday")
    screen.answer("or a time as 2026-11-21 15:05", "\x1520m")
    screen.answer("Who is affected, and how many?", "card payers")
    screen.answer("What do customers see when they sign in?")
    screen.answer("What do customers see once they are signed in?", "an error")
    screen.answer("What can customers do until it is over?", "pay by invoice")
    screen.answer("How long may it last in the worst case?", "4h")
    screen.answer("When is the next update due? [30m]")

    assert screen.end() == 0, screen.text
    head, update = site.files().values()
    assert head == (
        "---\ntitle: Payments fail\nimpact: major\ncomponents: {checkout: partial_outage}\n"
        "started: 2026-11-21T13:45:20Z\naffected: card payers\nsymptoms: {signed_in: an error}\n"
        "workaround: pay by invoice\nworst_case: 4h\n---\n"
    )
    assert update == (
        "---\nstatus: investigating\nat: 2026-11-21T14:05:20Z\nnext_update: 30m\n---\n\nPayments fail.\n"
    )
    scaffold = given.read_text(encoding="utf-8")
    assert "card payers are affected" in scaffold
    assert "# Payments fail: the first message, investigating.\n" in scaffold
    assert site.check() == "1 incident, 1 update: no problems.\n"


def test_every_question_says_why_it_is_asked(terminal: Type, editor: Any) -> None:
    editor("exit 0")
    screen = terminal("new")
    screen.expect("How bad is the impact?")
    screen.expect("It decides how the page looks and which channels are used")


def test_what_options_say_is_not_asked(site: Any, terminal: Type) -> None:
    screen = terminal("new", "Down", "--impact", "minor", "--no-components", "-m", "It is down.")

    assert (screen.end(), len(site.files())) == (0, 2)


@pytest.mark.parametrize("answers", [0, 1, 2])
def test_ctrl_c_at_a_prompt_writes_nothing(site: Any, terminal: Type, editor: Any, answers: int) -> None:
    editor("exit 0")
    screen = terminal("new", "--push") if answers == 2 else terminal("new")
    for question in ("How bad is the impact?", "Which component is affected?")[:answers]:
        screen.answer(question)
    screen.expect(("How bad is the impact?", "Which component is affected?", "What is broken?")[answers])
    screen.send(CTRL_C)

    assert (screen.end(), site.files()) == (130, {})
    assert screen.text.rstrip().endswith("stopped, nothing was written")


def test_one_of_several_incidents_is_chosen_by_arrow_keys(site: Any, terminal: Type) -> None:
    site.open("First")
    site.open("Second")
    screen = terminal("update", "-m", "x")
    screen.answer("Which incident?", DOWN)

    assert screen.end() == 0
    assert "2026-11-21-first/updates/20261121T140540Z-update.md" in screen.text


def test_an_update_is_asked_for_its_status_and_its_promise(site: Any, terminal: Type, editor: Any) -> None:
    editor("echo 'We know.' > \"$1\"")
    site.open()
    screen = terminal("update")
    screen.answer("What is the status now?", DOWN * 2)
    screen.answer("When is the next update due? [30m]", "1h")

    assert screen.end() == 0, screen.text
    assert list(site.files().values())[-1] == (
        "---\nstatus: identified\nat: 2026-11-21T14:05:30Z\nnext_update: 1h\n---\n\nWe know.\n"
    )


def test_planned_work_is_asked_for_its_window(site: Any, terminal: Type) -> None:
    screen = terminal("schedule", "--component", "api", "-m", "We pause.")
    screen.answer("What is planned? [Programming interface: scheduled maintenance]", "An upgrade")
    screen.answer("When does it begin? [2026-11-23 02:00 Europe/Berlin]")
    screen.answer("When does it end? [30m]")

    assert screen.end() == 0, screen.text
    assert "scheduled: {from: 2026-11-23 02:00 Europe/Berlin, until: 2026-11-23T01:30Z}" in next(
        iter(site.files().values())
    )


def test_the_end_of_a_major_incident_is_asked_for_what_is_left(
    site: Any, terminal: Type, editor: Any
) -> None:
    editor("echo 'It works.' > \"$1\"")
    screen = terminal("resolve", site.open())
    screen.answer("Was data lost, or is any of it wrong? [leave out]", "None was lost.")
    screen.answer("What is left to do, by us or by customers? [leave out]")

    assert screen.end() == 0, screen.text
    assert "aftermath: {data: None was lost.}\n" in list(site.files().values())[-1]


def test_what_is_wrong_with_an_answer_is_whole_on_a_narrow_terminal(site: Any, terminal: Type) -> None:
    screen = terminal("new", "--impact", "minor", "--component", "api", columns=40)
    screen.answer("What is broken?", "Down")
    screen.answer("Since when? [now]", "at noon")
    screen.expect("Europe/Berlin")
    refusal = "write it as 20m, 4h, 1h30m or 2d, or a time as 2026-11-21 15:05 Europe/Berlin"

    assert refusal in " ".join(screen.text.split())
    assert all(len(line) <= 40 for line in screen.text.replace("\r", "").split("\n") if "duration" in line)


@pytest.mark.parametrize("answers", [0, 1])
def test_ctrl_d_ends_a_list_of_choices_as_it_ends_a_line(site: Any, terminal: Type, answers: int) -> None:
    screen = terminal("new")
    for _ in range(answers):
        screen.answer("How bad is the impact?")
    screen.press("critical: most" if not answers else "Which component is affected?", CTRL_D)

    assert (screen.end(), site.files()) == (130, {}), screen.text


def test_a_long_choice_is_whole_on_a_narrow_terminal(site: Any, terminal: Type) -> None:
    screen = terminal("new", columns=40)
    screen.expect("came for")

    assert "minor: slow, wrong or missing; with a workaround" in " ".join(screen.text.split())


def test_what_is_needed_cannot_be_left_out(site: Any, terminal: Type) -> None:
    site.open()
    screen = terminal("withdraw")
    screen.answer("Why is it withdrawn?")
    screen.answer("an answer is needed here", "A test")

    assert (screen.end(), "[leave out]" in screen.text) == (0, False), screen.text
