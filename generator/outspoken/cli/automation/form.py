"""`outspoken form`: runs the writing command that was chosen in the git host's form."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.authoring.form_answers import FormError, read_form
from outspoken.authoring.git.run_gh import gh_reason, run_gh
from outspoken.cli import shared_options
from outspoken.cli.github_actions import annotation, in_actions
from outspoken.cli.stop import Stop

if TYPE_CHECKING:
    from outspoken.authoring.form_answers import FormCommand


@click.command()
@shared_options.root
@click.option(
    "--dispatch",
    is_flag=True,
    help="Also start the workflows that GitHub does not start for a push with a workflow's own token.",
)
@click.option("--dry-run", is_flag=True, help="Print the command that would run, and run nothing.")
def command(*, root: Path, dispatch: bool, dry_run: bool) -> None:
    """Run the command of a filled-in form: JSON in the environment variable FORM, or on standard input.

    Each value becomes one argument of that command, and nothing else. Empty fields are ignored. An error
    becomes an annotation under GitHub Actions.
    """
    try:
        chosen = read_form(os.environ.get("FORM") or sys.stdin.read())
    except FormError as fault:
        raise _stop(str(fault), 2) from None
    if dry_run:
        click.echo(json.dumps(chosen.arguments, ensure_ascii=False))
        return
    written = _run(chosen, root)
    for path in written["paths"]:
        click.echo(path)
    if written["pull_request"]:
        click.echo(written["pull_request"])
    if dispatch:
        _dispatch(chosen, written["branch"])


def _run(chosen: FormCommand, root: Path) -> dict[str, str]:
    """Run the command and return its JSON: paths, branch and pull request."""
    done = subprocess.run(
        # Without a shell: each answer stays one argument, and no character in it is special.
        [sys.executable, "-m", "outspoken", *chosen.arguments],
        cwd=root,
        # Without the form: what a person typed reaches the command only as arguments.
        env={name: value for name, value in os.environ.items() if name != "FORM"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    click.echo(done.stderr, err=True, nl=False)
    if done.returncode:
        raise _stop(_last_line(done.stderr), done.returncode)
    written: dict[str, str] = json.loads(done.stdout)
    return written


def _dispatch(chosen: FormCommand, branch: str) -> None:
    """Start the workflows that a push or a pull request made with a workflow's own token does not start."""
    # GitHub starts no workflow for a push with GITHUB_TOKEN; only a dispatch starts one.
    starts = [("publish.yml",)] if chosen.is_straight else [("check.yml", "--ref", branch), ("approval.yml",)]
    for workflow in starts:
        done = run_gh("workflow", "run", *workflow)
        if done.returncode:
            raise _stop(
                f"written, but {workflow[0]} was not started ({gh_reason(done)}): start it under Actions", 1
            )


def _last_line(output: str) -> str:
    # Lines with `::` are annotations for GitHub, which repeat the reason.
    lines = [line.strip() for line in output.splitlines() if line.strip() and not line.startswith("::")]
    return lines[-1] if lines else "it was refused"


def _stop(text: str, code: int) -> Stop:
    """Return the error, and show it on the page of the run as well."""
    if in_actions():
        click.echo(annotation("error", text, title="The form"))
    return Stop(text, code)
