"""The benchmarks' files import each other by their bare names."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def benchmarks_on_the_path() -> Iterator[None]:
    folder = str(Path(__file__).parent.parent.parent / "benchmarks")
    sys.path.insert(0, folder)
    yield
    sys.path.remove(folder)
