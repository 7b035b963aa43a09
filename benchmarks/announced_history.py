"""A site with a long history and a ledger that has an entry for every update of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cache import FOLDER, corpus
from outspoken.announce.ledger.ledger import Purpose
from outspoken.announce.ledger.ledger_contents import channel_file, merged_months
from outspoken.announce.ledger.ledger_record import DeliveryState, Key, Record
from outspoken.announce.ledger.open_ledger import LedgerPlace, ledger_at
from outspoken.announce.words.news import pieces
from outspoken.source.load import load

CHANNELS = "      channels: {team: {kind: webhook, audience: internal, secret: TEAM_WEBHOOK}}\n"
# Nothing is ever sent to it, because nothing is due.
ENVIRONMENT = {**os.environ, "TEAM_WEBHOOK": "https://team.example.com/"}


@contextmanager
def announced(size: int, now: str) -> Iterator[tuple[Path, int]]:
    """Return the root of a site with this many announced incidents, and its number of ledger entries."""
    with tempfile.TemporaryDirectory(prefix="announced-", dir=FOLDER) as folder:
        root, remote = Path(folder) / "site", Path(folder) / "remote.git"
        shutil.copytree(corpus(size, "git"), root)
        settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
        with_channel = settings.replace("  - outspoken:\n", f"  - outspoken:\n{CHANNELS}", 1)
        (root / "mkdocs.yml").write_text(with_channel, encoding="utf-8")
        _git(root, "commit", "-q", "-a", "-m", "A channel")
        _git(root, "init", "-q", "--bare", str(remote))
        _git(root, "remote", "add", "origin", str(remote))
        yield root, _fill(root, datetime.fromisoformat(now).astimezone(UTC))


def _git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=Kim", "-c", "user.email=kim@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


def _fill(root: Path, now: datetime) -> int:
    """Write a receipt for every update, merged by month as in a ledger of several years."""
    history = load(root, now=now).history
    assert history is not None
    records = [
        (
            Key(piece.incident.id, piece.update_id, "team"),
            Record(state=DeliveryState.SENT, at=piece.published, id=f"1700000000.{number:06}"),
        )
        for number, piece in enumerate(pieces(history, now))
    ]
    place = LedgerPlace(root=root, remote="origin", folder=None, clock=lambda: now, sleep=time.sleep)
    with ledger_at(place) as (ledger, _):
        files = dict([channel_file("team", now - timedelta(days=3650))]) | merged_months(ledger.book, records)
        ledger.commit((), Purpose.RECEIPT, "Years of announcements", lambda _book: files)
    return len(records)
