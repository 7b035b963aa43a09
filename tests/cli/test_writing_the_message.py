"""The message of an update on a terminal: in an editor, or below a question where there is none."""

from __future__ import annotations

from typing import Any

import pytest
from tests.cli.conftest import CTRL_D, TAB, Type

LEFT = ("--data", "None was lost.", "--todo", "Nothing.")


def edit_with(site: Any, script: str) -> None:
    """Set $EDITOR to a script."""
    path = site.write("../editor", f"#!/bin/sh\n{script}\n", 0o755)
    site.environment["EDITOR"] = str(path.resolve())


def message(site: Any) -> str:
    """The text of the newest update."""
    found: str = list(site.files().values())[-1].partition("\n---\n\n")[2]
    return found


def test_without_an_editor_the_message_is_typed_and_a_dot_ends_it(site: Any, terminal: Type) -> None:
    site.environment["EDITOR"] = "/nonexistent/vi -w"
    screen = terminal("resolve", site.open(), *LEFT)
    screen.expect("the editor /nonexistent/vi is not installed: write the message here")
    screen.expect("A line with only a dot ends it, or Ctrl-D.")
    screen.answer("We are sorry.", f"{TAB}Payments work.{TAB}Nothing is left to do.\r.")

    assert screen.end() == 0, screen.text
    assert message(site) == "Payments work.\nNothing is left to do.\nWe are sorry.\n"


def test_a_typed_message_ends_with_ctrl_d_too(site: Any, terminal: Type) -> None:
    site.environment["EDITOR"] = "no-such-editor"
    site.write("templates/scaffolds/messages/bare.md", "---\nabout: Nothing\n---\n\nFirst line.\n")
    screen = terminal("update", site.open(), "--status", "identified", "--next-update", "1h",
                      "--template", "bare")  # fmt: skip
    screen.press("First line.", f"\rSecond line.{CTRL_D}")

    assert screen.end() == 0, screen.text
    assert message(site) == "First line.\nSecond line.\n"


def test_a_question_that_is_left_in_a_typed_message_is_shown(site: Any, terminal: Type) -> None:
    site.environment["EDITOR"] = "no-such-editor"
    screen = terminal("resolve", site.open(), *LEFT)
    screen.press("We are sorry.", CTRL_D)
    screen.expect("line 1: [[What works again, and since when?]] is an unanswered question")
    screen.answer("What now?")
    screen.press("We are sorry.", f"{TAB}All.{TAB}Nothing.{CTRL_D}")

    assert screen.end() == 0, screen.text
    assert message(site) == "All.\nNothing.\nWe are sorry.\n"


def test_the_editor_of_gits_settings_is_used(site: Any, terminal: Type) -> None:
    path = site.write("../from-git", "#!/bin/sh\necho 'By the editor of git.' > \"$1\"\n", 0o755)
    site.git("config", "core.editor", str(path.resolve()))
    site.environment["EDITOR"] = "no-such-editor"
    screen = terminal("resolve", site.open(), *LEFT)

    assert (screen.end(), message(site)) == (0, "By the editor of git.\n"), screen.text


@pytest.mark.parametrize("script", [': > "$1"', "sed -i '/^[^#]/d' \"$1\""])
def test_an_empty_message_stops(site: Any, terminal: Type, script: str) -> None:
    edit_with(site, script)
    screen = terminal("resolve", site.open(), *LEFT)

    assert (screen.end(), len(site.files())) == (1, 2)
    assert screen.text.rstrip().endswith("the message is empty, nothing was written")


def test_where_the_editor_fails_the_message_can_be_written_without_it(site: Any, terminal: Type) -> None:
    site.environment["EDITOR"] = "false"
    screen = terminal("resolve", site.open(), *LEFT)
    screen.expect("the editor false ended with exit code 1")
    screen.answer("Write it here, without the editor")
    screen.answer("We are sorry.", f"{TAB}All works.{TAB}Nothing.\r.")

    assert (screen.end(), message(site)) == (0, "All works.\nNothing.\nWe are sorry.\n"), screen.text


def test_a_question_that_was_left_opens_the_editor_again(site: Any, terminal: Type) -> None:
    edit_with(site, '[ -e once ] && echo "All is well." > "$1"; touch once')
    site.open()
    screen = terminal("resolve", *LEFT)
    screen.expect("line 1: [[What works again, and since when?]] is an unanswered question")
    screen.answer("What now?")

    assert screen.end() == 0, screen.text
    assert message(site) == "All is well.\n"


def test_what_is_typed_replaces_the_question_at_the_cursor(site: Any, terminal: Type) -> None:
    site.environment["EDITOR"] = "no-such-editor"
    screen = terminal("resolve", site.open(), *LEFT)
    screen.press("We are sorry.", f"Payments work.{TAB}\x1b[200~Nothing\ris left.\x1b[201~{CTRL_D}")

    assert screen.end() == 0, screen.text
    assert message(site) == "Payments work.\nNothing\nis left.\nWe are sorry.\n"
