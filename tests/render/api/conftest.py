"""Builders of small histories."""

from __future__ import annotations

import pytest
from tests.derive.conftest import Make


@pytest.fixture
def make() -> Make:
    """Builds incidents, updates and settings with few words."""
    return Make()
