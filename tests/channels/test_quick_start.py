"""The kinds of channel cost time only if a command needs them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

MakeSite = Callable[[Mapping[str, str | bytes]], Path]
SETTINGS = """\
site_name: Example status
site_url: https://status.example.com/
plugins:
  - outspoken:
      components: [{id: checkout, name: Checkout}]
      channels:
        team: {kind: slack_webhook, audience: internal, secret: TEAM_WEBHOOK}
        post: {kind: x, audience: customers, api_key: A, api_secret: B, token: C, token_secret: D}
"""
INCIDENT = """\
---
title: Checkout errors
impact: major
components: {checkout: partial_outage}
started: 2026-11-21T14:05Z
---
Some payments fail.
"""
HERE = "incidents/2026-11/2026-11-21-checkout-errors"


def loaded(*command: str) -> set[str]:
    """The modules that a command has imported when it ends."""
    code = (
        "import atexit, sys; from outspoken.cli import main; "
        f"atexit.register(lambda: print(*sys.modules)); main({list(command)!r})"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(done.stdout.splitlines()[-1].split())


def under(package: str, modules: set[str]) -> set[str]:
    return {name for name in modules if name.startswith(f"{package}.")}


def test_an_update_imports_no_kind_of_channel(make_site: MakeSite) -> None:
    root = make_site({"mkdocs.yml": SETTINGS, f"{HERE}/incident.md": INCIDENT})
    command = ("update", "-m", "We know.", "--status", "identified")
    modules = loaded(*command, "--root", str(root), "--now", "2026-11-21T14:30Z")
    assert under("outspoken.channels", modules) == set()


def test_a_check_imports_declarations_and_no_sender(make_site: MakeSite) -> None:
    root = make_site({"mkdocs.yml": SETTINGS})
    modules = loaded("check", "--root", str(root), "--now", "2026-11-21T14:30Z")
    assert under("outspoken.channels.kinds", modules) >= {"outspoken.channels.kinds.x"}
    assert under("outspoken.channels.senders", modules) == set()
    assert under("outspoken.channels.sending", modules) == set()
    assert modules & {"httpx", "oauthlib", "apprise", "regex", "smtplib"} == set()


def test_a_check_without_channels_imports_no_kind(make_site: MakeSite) -> None:
    modules = loaded("check", "--root", str(make_site({})), "--now", "2026-11-21T14:30Z")
    assert under("outspoken.channels", modules) == set()
