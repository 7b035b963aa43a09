"""A build leaves nothing behind in the process that ran it."""

from __future__ import annotations

import gc
import weakref
from datetime import datetime
from typing import Any

import pytest
from tests.build_requests import build_request

from outspoken.derive.facts import IncidentFacts
from outspoken.model.incident import Incident
from outspoken.render.shared import Shared
from outspoken.site import assemble
from outspoken.site.build_site import build


def test_after_a_build_neither_an_incident_nor_its_facts_are_held(
    site: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    incidents: list[weakref.ref[Incident]] = []
    facts: list[weakref.ref[IncidentFacts]] = []
    shared_for = assemble.shared_for

    def watched(*words: Any, **options: Any) -> Shared:
        shared = shared_for(*words, **options)
        facts.extend(map(weakref.ref, shared.facts.incidents))
        incidents.extend(map(weakref.ref, shared.history.incidents))
        return shared

    monkeypatch.setattr(assemble, "shared_for", watched)
    report = build(*build_request(root=site.root, site_dir=site.root / "site", now=now, jobs=1))
    gc.collect()
    assert len(incidents) == len(facts) == report.incidents == 1
    assert [one() for one in (*incidents, *facts)] == [None, None]
