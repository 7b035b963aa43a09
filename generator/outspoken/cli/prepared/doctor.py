"""`outspoken doctor`: what is missing or wrong in the set-up, and what to do, on one screen."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

import click

from outspoken import clock
from outspoken.checkup.finding import Verdict, is_wrong
from outspoken.checkup.whole_checkup import findings
from outspoken.cli import shared_options
from outspoken.cli.json_text import json_text

if TYPE_CHECKING:
    from outspoken.checkup.finding import Finding

_COLUMNS = 60


@click.command()
@shared_options.root
@click.option("--offline", is_flag=True, help="Make no network requests.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(root: Path, offline: bool, as_json: bool) -> None:
    """Show what is missing or wrong in the set-up, and what to do about it.

    Looks at the settings, drafts, git, what is installed here, and the files that init wrote. What only
    GitHub knows (rules, Pages, workflows, the names of secrets) is asked through its command gh; without it,
    or without a login, that counts as not checked. Never prints a secret. Exits with 1 if there is anything
    to do.
    """
    encoding = sys.stdout.encoding or ""
    found = tuple(findings(root.resolve(), online=not offline, encoding=encoding, now=clock.now))
    if as_json:
        click.echo(_document(found), nl=False)
    else:
        for line in _lines(found):
            click.echo(line)
    sys.exit(1 if is_wrong(found) else 0)


def _document(found: Sequence[Finding]) -> str:
    return json_text({"findings": found}) + "\n"


def _lines(found: Sequence[Finding]) -> Iterator[str]:
    for verdict, title in ((Verdict.TO_DO, "To do"), (Verdict.UNKNOWN, "Not checked")):
        some = [one for one in found if one.verdict is verdict]
        if some:
            yield from (f"{title}: {len(some)}", *(line for one in some for line in _entry(one)), "")
    fine = [one.check for one in found if one.verdict is Verdict.GOOD]
    yield from wrap(f"Good: {', '.join(fine)}", _COLUMNS, subsequent_indent="  ", break_on_hyphens=False)


def _entry(one: Finding) -> Iterator[str]:
    yield from wrap(
        f"{one.check}: {one.message}", _COLUMNS, initial_indent="  ", subsequent_indent="    ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    if one.remedy:
        # Not wrapped: a remedy is often a command to copy.
        yield f"    > {one.remedy}"
