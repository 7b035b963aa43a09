"""What `build` takes, from the options that the commands have."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from outspoken.site.build_site import BuildRequest
from outspoken.source.repository_reader import RepositoryReader

_OF_READING = ("site_url", "last_good", "jobs", "present")


def build_request(
    *, root: Path, site_dir: Path, now: datetime, **options: Any
) -> tuple[BuildRequest, RepositoryReader]:
    """A request to build, and the reader of the repository in `root`."""
    reading = {name: options.pop(name) for name in _OF_READING if name in options}
    return BuildRequest(site_dir=site_dir, **options), RepositoryReader(root, now=now, **reading)
