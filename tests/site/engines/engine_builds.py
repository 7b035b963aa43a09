"""The repository of a test, built by an engine."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.build_requests import build_request
from tests.example_site import tree

from outspoken.errors import ProblemsError
from outspoken.site.build_site import build
from outspoken.site.engines.engine_name import Engine


def built_by(engine: Engine, site: Any, now: datetime, **options: Any) -> dict[str, bytes]:
    """Every file of the built site; what was not committed is committed first."""
    if not (site.root / ".git").exists() or site.git("status", "--porcelain"):
        site.commit()
    folder = Path(site.root.parent, f"by-{engine}")
    request, reader = build_request(root=site.root, site_dir=folder, now=now, engine=engine, **options)
    build(request, reader)
    return tree(folder)


def refused_by(engine: Engine, site: Any, now: datetime, **options: Any) -> list[str]:
    """Each problem of a build that fails, with its place."""
    with pytest.raises(ProblemsError) as caught:
        built_by(engine, site, now, **options)
    return [f"{one.place} {one.message}" for one in caught.value.problems]
