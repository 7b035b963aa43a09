"""Nothing that a person typed is lost: answers are kept, and offered again where they belong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import CTRL_C, CTRL_D, DOWN, Type

GIVEN = ("--impact", "minor", "--started", "1m", "--affected", "a", "--signing-in", "b", "--signed-in", "c",
         "--workaround", "d", "--worst-case", "1h", "--next-update", "1h")  # fmt: skip
OFFER = "were kept. Use them?"


def edit_with(site: Any, script: str) -> None:
    """Set $EDITOR to a script."""
    path = site.write("../editor", f"#!/bin/sh\n{script}\n", 0o755)
    site.environment["EDITOR"] = str(path.resolve())


def kept(site: Any) -> list[Path]:
    """The files of answers that are kept."""
    return sorted((site.root / ".git" / "outspoken" / "answers").glob("*.*"))


def refuse_pushes(site: Any) -> Path:
    """Let the remote refuse each push; the file that makes it so."""
    hook = site.remote / "hooks" / "update"
    hook.write_text("#!/bin/sh\necho 'main is protected' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    return Path(hook)


@pytest.mark.parametrize("way", ["Ctrl-C", "hang up"])
def test_answers_before_a_stop_are_offered_by_the_next_run(site: Any, terminal: Type, way: str) -> None:
    edit_with(site, "echo 'Payments fail.' > \"$1\"")
    screen = terminal("new", *GIVEN)
    screen.answer("Which component is affected?", "pay")
    screen.answer("What is the state of checkout?")
    screen.answer("Another one?")
    screen.expect("What is broken?")
    if way == "Ctrl-C":
        screen.send(CTRL_C)
        assert screen.end() == 130
        assert "your answers are kept: run the same command again to use them" in screen.text
    else:
        screen.hang_up()
    again = terminal("new")
    again.answer(OFFER)
    again.answer("What is broken?", "Payments fail")

    assert again.end() == 0, again.text
    head, update = site.files().values()
    assert "components: {checkout: degraded_performance}\nstarted: 2026-11-21T14:04:20Z\n" in head
    assert update.endswith("\n\nPayments fail.\n")
    assert kept(site) == []


def test_only_their_owner_can_read_kept_answers_and_git_does_not_see_them(site: Any, terminal: Type) -> None:
    screen = terminal("new")
    screen.answer("How bad is the impact?")
    screen.expect("Which component is affected?")
    screen.hang_up()

    assert [path.stat().st_mode & 0o777 for path in kept(site)] == [0o600, 0o600]
    assert site.git("status", "--porcelain") == ""


def test_a_message_is_kept_while_it_is_typed(site: Any, terminal: Type) -> None:
    site.environment["EDITOR"] = "no-such-editor"
    site.open()
    screen = terminal("update", "--status", "identified", "--next-update", "1h")
    screen.press("[[", "\tPrecious words.")
    screen.expect("Precious words.")
    screen.hang_up()
    again = terminal("update")
    again.answer(OFFER)
    again.press("Precious words.", f"\tWe try again.{CTRL_D}")

    assert again.end() == 0, again.text
    words = "\n\nWe know the cause: Precious words.\nWe try again.\n"
    assert list(site.files().values())[-1].endswith(words)


def test_what_an_editor_saved_before_it_was_killed_is_offered(site: Any, terminal: Type) -> None:
    edit_with(site, "echo 'Precious words.' > \"$1\"; echo saved; sleep 600")
    incident = site.open()
    screen = terminal("update", "--status", "identified", "--next-update", "1h")
    screen.expect("saved")
    screen.hang_up()
    edit_with(site, "echo 'More.' >> \"$1\"")
    again = terminal("update", incident)
    again.expect(OFFER)
    again.expect("Precious words.")
    again.answer("No, start again")

    assert again.end() == 0, again.text
    assert list(site.files().values())[-1].startswith("---\nstatus: identified\n")
    assert list(site.files().values())[-1].endswith("\n\nPrecious words.\n\nMore.\n")


def test_a_push_that_is_refused_keeps_every_answer(site: Any, terminal: Type) -> None:
    edit_with(site, "echo 'Precious words.' > \"$1\"")
    hook = refuse_pushes(site)
    screen = terminal("new", "Down", *GIVEN, "--component", "api", "--push")
    screen.answer("Push it to main now?")
    assert screen.end() == 1, screen.text
    assert "main was not pushed" in screen.text
    hook.unlink()
    edit_with(site, "echo 'Another text.' > \"$1\"")
    again = terminal("new", "--push")
    again.answer(OFFER)
    again.answer("Push it to main now?")

    assert again.end() == 0, again.text
    listed = site.git("ls-tree", "-r", "--name-only", "main", where=site.remote).splitlines()
    update = next(path for path in listed if "updates/" in path)
    assert site.git("show", f"main:{update}", where=site.remote).endswith("\n\nPrecious words.")
    assert kept(site) == []


def test_a_refused_answer_can_be_corrected_without_writing_anything_again(site: Any, terminal: Type) -> None:
    edit_with(site, "echo 'Precious words.' > \"$1\"")
    screen = terminal("new", "Down" * 40, *GIVEN, "--component", "api")
    assert screen.end() == 2
    assert "TITLE: " in screen.text and site.files() == {}
    again = terminal("new", "Search is down")
    again.answer(OFFER)

    assert again.end() == 0, again.text
    head, update = site.files().values()
    assert head.startswith("---\ntitle: Search is down\nimpact: minor\n")
    assert update.endswith("\n\nPrecious words.\n")


def test_each_answer_can_be_looked_at_again(site: Any, terminal: Type) -> None:
    edit_with(site, "exit 3")
    screen = terminal("new", *GIVEN[:-2], "--component", "api")
    screen.answer("What is broken?", "Search is down")
    screen.answer("When is the next update due? [30m]", "2h")
    screen.answer("What now?", DOWN)
    assert screen.end() == 1, screen.text
    edit_with(site, "echo 'Search is down.' > \"$1\"")
    again = terminal("new", *GIVEN[:-2])
    again.answer(OFFER, DOWN)
    again.answer("Which component is affected?")
    again.answer("What is the state of api?")
    again.answer("Another one?")
    again.answer("What is broken?", " again")
    again.answer("When is the next update due?")

    assert again.end() == 0, again.text
    head, update = site.files().values()
    assert "title: Search is down again\n" in head
    assert "next_update: 2h\n" in update


def test_answers_about_one_incident_are_not_offered_for_another(site: Any, terminal: Type) -> None:
    first, second = site.open("First"), site.open("Second")
    screen = terminal("update", first)
    screen.answer("What is the status now?", DOWN * 2)
    screen.expect("When is the next update due?")
    screen.hang_up()
    other = terminal("update", second)
    other.expect("What is the status now?")
    other.hang_up()

    assert OFFER not in other.text
    same = terminal("update", first)
    same.expect(OFFER)


def test_answers_older_than_the_newest_update_are_not_taken_by_default(site: Any, terminal: Type) -> None:
    edit_with(site, "echo 'New words.' > \"$1\"")
    incident = site.open()
    screen = terminal("update", incident)
    screen.answer("What is the status now?", DOWN * 2)
    screen.expect("When is the next update due?")
    screen.hang_up()
    site.run("update", incident, "--status", "monitoring", "-m", "It works again.")
    again = terminal("update", incident)
    again.answer(OFFER)
    again.answer("What is the status now?")
    again.answer("When is the next update due?")

    assert again.end() == 0, again.text
    assert "status" not in list(site.files().values())[-1]


def test_a_run_without_a_terminal_reads_and_keeps_nothing(site: Any, terminal: Type) -> None:
    screen = terminal("new", *GIVEN)
    screen.answer("Which component is affected?", "pay")
    screen.expect("What is the state of checkout?")
    screen.hang_up()
    before = kept(site)
    done = site.run("new", "Down", "--impact", "minor", "-m", "x")

    assert (done.returncode, done.stderr.startswith("--component is missing")) == (2, True)
    assert kept(site) == before


def test_where_answers_cannot_be_kept_they_are_printed(site: Any, terminal: Type) -> None:
    site.write(".git/outspoken", "a file where a folder belongs")
    site.environment["EDITOR"] = "true"
    screen = terminal("new", *GIVEN, "--component", "api")
    screen.answer("What is broken?", "Search is down")
    screen.expect("the message cannot be stored in a file")
    screen.send(CTRL_C)

    assert screen.end() == 130
    assert "your answers could not be kept" in screen.text
    assert "title: Search is down" in screen.text


def test_kept_answers_have_what_was_asked_and_nothing_of_the_environment(site: Any, terminal: Type) -> None:
    site.environment["SLACK_TOKEN"] = "xoxb-secret"
    site.environment["EDITOR"] = "false"
    screen = terminal("new", *GIVEN, "--component", "api")
    screen.answer("What is broken?", "Search is down")
    screen.expect("What now?")
    screen.hang_up()

    found = json.loads(next(path for path in kept(site) if path.suffix == ".json").read_text("utf-8"))
    assert found["answers"]["title"] == "Search is down"
    assert not any("secret" in path.read_text("utf-8") for path in kept(site))
