"""Git would normalise line ends."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path("incidents/2026-11/2026-11-21-checkout-errors")


def arrange(site: Path) -> None:
    for path in (site / FOLDER).rglob("*.md"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
