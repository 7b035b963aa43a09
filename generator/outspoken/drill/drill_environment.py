"""The environment variables of a drill's commands: no secret, no network, and the drill's own clock."""

from __future__ import annotations

import site
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

# Variables that a command needs to run; none of them is a credential.
_KEPT = (
    "PATH",
    "PYTHONPATH",
    "PYTHONDONTWRITEBYTECODE",
    "VIRTUAL_ENV",
    "LANG",
    "LC_ALL",
    "TERM",
    "SYSTEMROOT",
    "EDITOR",
    "VISUAL",
)
SINK = "OUTSPOKEN_DRILL_SINK"
"""The variable with the URL of the sink, which is the secret of every channel of a drill."""


def drill_environment(environ: Mapping[str, str], folder: Path, sink: str, now: datetime) -> dict[str, str]:
    """Return the environment of a command of the drill in `folder` at `now` (UTC).

    Only variables of `environ` that cannot be secrets are kept. git uses only local repositories, never asks
    for a password, and reads only the drill's configuration.
    """
    stamp = f"{now.timestamp():.0f}"
    kept = {name: environ[name] for name in _KEPT if name in environ}
    home = folder / "home"
    return kept | {
        "HOME": str(home),
        # Files that a stopped command leaves are then deleted with the copy.
        "TMPDIR": str(folder / "tmp"),
        # Libraries that were installed for the user are found through HOME, which is replaced.
        "PYTHONUSERBASE": site.getuserbase(),
        "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"),
        # The system's configuration may name a credential helper.
        "GIT_CONFIG_NOSYSTEM": "1",
        # Local repositories only, whatever remote a file of the site names.
        "GIT_ALLOW_PROTOCOL": "file",
        # A partial clone would fetch missing objects from the real host.
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_AUTHOR_DATE": f"@{stamp} +0000",
        "GIT_COMMITTER_DATE": f"@{stamp} +0000",
        "SOURCE_DATE_EPOCH": stamp,
        # The sink is on this computer: a configured proxy could not reach it.
        "NO_PROXY": "*",
        SINK: sink,
    }
