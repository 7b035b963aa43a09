"""Records are frozen dataclasses to everybody who asks, only quicker."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest

from outspoken.frozen import replace
from outspoken.model.incident import Publication, Update

AT = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
UPDATE = Update(id="first", at=AT, body="Some payments fail.", publication=Publication(at=AT), key="alert-1")


@pytest.mark.parametrize("changes", [{}, {"body": "All is well."}, {"key": None, "announce": False}])
def test_a_record_is_replaced_as_dataclasses_does_it(changes: dict[str, Any]) -> None:
    assert replace(UPDATE, **changes) == dataclasses.replace(UPDATE, **changes)


def test_a_record_has_no_fields_but_its_own() -> None:
    with pytest.raises(TypeError):
        replace(UPDATE, title="Checkout errors")


def test_a_record_that_is_made_stays_as_it_is() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        UPDATE.body = "All is well."  # type: ignore[misc]
