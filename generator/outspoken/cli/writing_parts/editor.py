"""Lets the user write a message in an editor."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

# Only one #: `##` begins a heading in Markdown.
_COMMENT = re.compile(r"#(?: .*)?")
_ADVICE = (
    "Write the message above. Lines that begin with a single # are left out.",
    "Answer every [[question?]] or delete it. An empty message stops the command.",
)


def find_editor(root: Path) -> tuple[list[str], str]:
    """Return the editor's command as git would run it, and ""; if it cannot be run, [] and the reason."""
    from outspoken.source.git.run_git import ask

    # `git var` also reads core.editor; without git, the same environment variables are used.
    found = (ask(root, "var", "GIT_EDITOR") or b"").decode("utf-8", "surrogateescape").strip()
    named = found or os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        command = _words(named)
    except ValueError:
        return [], f"the editor {named} cannot be run"
    if not command:
        return [], "no editor is set"
    return (command, "") if shutil.which(command[0]) else ([], f"the editor {command[0]} is not installed")


def _words(editor: str) -> list[str]:
    # EDITOR often has arguments, such as `code --wait`.
    if sys.platform != "win32":
        return shlex.split(editor)
    # On Windows backslashes are part of a path, and a path with spaces is in quotes.
    return [word.strip('"') for word in shlex.split(editor, posix=False)]


def with_comments(scaffold: str, about: Iterable[str]) -> str:
    """Return a scaffold with notes for the author below it, as comment lines that are removed later."""
    comments = "".join(f"# {line}\n" for line in (*about, *_ADVICE))
    return f"{scaffold}\n\n{comments}"


def run_editor(command: list[str], path: Path) -> str:
    """Open a file in the editor and wait; return the reason if it failed, else an empty text."""
    try:
        code = subprocess.call([*command, str(path)])
    except OSError as fault:
        return f"the editor {command[0]} cannot be run: {fault.strerror or fault}"
    return f"the editor {command[0]} ended with exit code {code}" if code else ""


def cleaned(text: str) -> str:
    """Return the text without its comment lines."""
    kept = [line.rstrip() for line in text.splitlines() if not is_comment(line)]
    return "\n".join(kept).strip("\n")


def is_comment(line: str) -> bool:
    """Whether a line is a comment: a single #, alone or followed by a space and any text."""
    return _COMMENT.fullmatch(line) is not None
