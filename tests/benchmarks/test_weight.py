"""A customer in an outage has one bar of signal: what the page weighs, however long the past."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROUND_TRIP = 14 * 1024


def weights(above: Path, size: int) -> dict[str, int]:
    """Compressed bytes of the home page and of the page of the worst open incident."""
    from outage import NOW, OPEN, bad_day
    from writing import write_site

    write_site(bad_day(size), above / "repository")
    words = ["--site-dir", above / "site", "--now", NOW.isoformat(), "--no-prose"]
    command = [sys.executable, "-m", "outspoken", "build", "--root", above / "repository", *words]
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(above)}
    done = subprocess.run(
        list(map(str, command)), env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    pages = {"home": above / "site" / "index.html", "incident": above / "site" / OPEN / "index.html"}
    return {name: len(gzip.compress(page.read_bytes(), 9)) for name, page in pages.items()}


@pytest.fixture
def few_and_many(tmp_path: Path) -> tuple[dict[str, int], dict[str, int]]:
    """The weights with 15 and with 1,000 incidents in the past."""
    return weights(tmp_path / "few", 15), weights(tmp_path / "many", 1000)


def test_three_open_incidents_fit_one_round_trip_and_the_past_weighs_nothing(
    few_and_many: tuple[dict[str, int], dict[str, int]],
) -> None:
    few, many = few_and_many
    assert max(*few.values(), *many.values()) <= ROUND_TRIP
    for page, least in few.items():
        assert many[page] <= least * 1.02, page
