"""Runs all checks: of the site, its clone, this computer, and the repository at GitHub."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from outspoken.authoring.scaffold.installation import this_installation
from outspoken.checkup.clone_checks import clone_findings, find_clone
from outspoken.checkup.computer_checks import computer_findings
from outspoken.checkup.finding import Finding, unknown
from outspoken.checkup.host_checks import host_findings
from outspoken.checkup.host_command import HostCommand
from outspoken.checkup.ledger_check import ledger_finding
from outspoken.checkup.site_checks import (
    page_findings,
    scaffold_findings,
    secret_findings,
    settings_finding,
)
from outspoken.errors import Problem
from outspoken.model.settings import Settings
from outspoken.shipped import repository_files
from outspoken.source.settings.read_settings import read_settings

_WORKFLOWS = ".github/workflows/"


def findings(
    root: Path,
    *,
    online: bool,
    encoding: str,
    now: Callable[[], datetime],
    environ: Mapping[str, str] | None = None,
) -> Iterator[Finding]:
    """Yield every finding about the site in `root`; without `online`, no network request is made.

    `encoding` is that of the terminal, `now` returns the clock's time (UTC), and `environ` replaces the
    environment.
    """
    environ, runs = os.environ if environ is None else environ, this_installation()
    problems: list[Problem] = []
    settings = read_settings(root, problems)
    yield settings_finding(settings, problems)
    if settings:
        yield from page_findings(root, settings)
        yield from scaffold_findings(root, runs)
        yield from secret_findings(root, settings)
    clone = find_clone(root)
    # Even if the settings have errors: they must not hide what is wrong with the clone.
    yield from clone_findings(root, clone, settings.branch if settings else "main")
    yield from computer_findings(runs, environ, encoding, settings.zone if settings else None)
    if not online:
        yield unknown("GitHub", "nothing was checked over the network, because of --offline")
        return
    # Without channels nothing is announced, so no ledger is missing.
    if clone.remote and settings and settings.channels:
        yield ledger_finding(root)
    if clone.slug and settings:
        host = HostCommand(root, clone.slug, environ)
        yield from host_findings(host, settings.branch, _own_workflows(root), _secrets(settings), now)
    elif clone.slug:
        yield unknown("GitHub", "not checked, because the settings cannot be read")
    elif clone.remote:
        yield unknown("GitHub", "the remote is not at GitHub; other hosts cannot be checked")


def _own_workflows(root: Path) -> Iterator[str]:
    """Yield the file names of the site's workflows that `init` wrote."""
    for place in repository_files():
        # Without those that the site does not have: a team may have deleted one on purpose.
        if place.startswith(_WORKFLOWS) and (root / place).is_file():
            yield place.removeprefix(_WORKFLOWS)


def _secrets(settings: Settings) -> Iterator[str]:
    for channel in settings.channels:
        yield from channel.secrets.values()
