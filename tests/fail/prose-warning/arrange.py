"""A repository of its own, so that the prose is all there is to warn of."""

from __future__ import annotations

import subprocess
from pathlib import Path

WHO = ("-c", "user.name=Kim", "-c", "user.email=kim@example.com", "-c", "commit.gpgsign=false")


def arrange(site: Path) -> None:
    for words in (("init", "-q"), ("add", "."), (*WHO, "commit", "-q", "-m", "First")):
        subprocess.run(["git", "-C", str(site), *words], check=True)
