"""Lets a person write the message on a terminal: in an editor, or below a question if there is none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from outspoken.cli.stop import Stop
from outspoken.cli.writing_parts.change_result import note
from outspoken.cli.writing_parts.editor import cleaned, find_editor, is_comment, run_editor, with_comments
from outspoken.source.format.open_questions import questions

if TYPE_CHECKING:
    from outspoken.cli.writing_parts.writing_run import WritingRun

_EDIT, _HERE, _STOP = "edit", "here", "stop"
_CHOICES = {
    _EDIT: "Open the editor again",
    _HERE: "Write it here, without the editor",
    _STOP: "Stop",
}


def written(run: WritingRun, scaffold: str, about: Iterable[str]) -> str:
    """Return the message that a person writes from a scaffold. Raises Stop if it is empty or unfinished."""
    command, why = find_editor(run.root)
    if not command:
        note(f"{why}: write the message here")
    text, about = run.kept.text or scaffold, tuple(about)
    way = _EDIT if command else _HERE
    while True:
        text, fault = _edited(run, command, text, about) if way == _EDIT else (_typed(run, text), "")
        if not fault and not text:
            raise Stop("the message is empty, nothing was written")
        fault = fault or _open_question(text)
        if not fault:
            run.kept.message(text, is_finished=True)
            return text
        way = _next_way(fault, has_editor=bool(command), is_kept=run.kept.is_kept)
        if way == _STOP:
            raise Stop(f"{fault}; nothing was written")


def _edited(run: WritingRun, command: list[str], text: str, about: tuple[str, ...]) -> tuple[str, str]:
    """Return the text from the editor, and why it failed."""
    path = run.kept.message_file
    run.kept.message(with_comments(text, about), is_finished=False)
    if not path.is_file():
        return text, "the message cannot be stored in a file"
    fault = run_editor(command, path)
    text = cleaned(path.read_text(encoding="utf-8", errors="replace"))
    run.kept.message(text, is_finished=False)
    return text, fault


def _typed(run: WritingRun, text: str) -> str:
    from outspoken.cli.writing_parts.prompts import write

    typed = write(
        "The message:",
        why="Enter begins a new line. A line with only a dot ends it, or Ctrl-D. "
        "What you type replaces the [[question?]] at the cursor; Tab goes to the next.",
        begun=text,
        keep=lambda changed: run.kept.message(changed, is_finished=False),
    )
    return cleaned(typed)


def _next_way(fault: str, *, has_editor: bool, is_kept: bool) -> str:
    from outspoken.cli.writing_parts.prompts import choose

    ways = {way: label for way, label in _CHOICES.items() if has_editor or way != _EDIT}
    if is_kept:
        ways[_STOP] += "; your answers are kept"
    # The editor is the default only if it worked, and the text has an open question.
    default = _EDIT if has_editor and "question" in fault else _HERE
    note(fault)
    return choose("What now?", tuple(ways.items()), why="Nothing is written yet.", default=default)


def _open_question(text: str) -> str:
    """Describe the first unanswered question of the scaffold; empty if there is none."""
    for place, line in enumerate(text.splitlines(), 1):
        if not is_comment(line) and (left := questions(line)):
            return f"line {place}: {left[0]} is an unanswered question from the scaffold"
    return ""
