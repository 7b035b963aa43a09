"""What of a file's earlier versions counts as an edit, with the facts that it changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from outspoken.model.differences import fact_names
from outspoken.model.incident import Incident, Update
from outspoken.source.load import load

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
FOLDER = "incidents/2026-11/2026-11-21-checkout-errors"
HEAD = f"{FOLDER}/incident.md"
FIRST = f"{FOLDER}/updates/20261121T141000Z-investigating.md"
SETTINGS = """\
site_name: Example status
site_url: https://status.example.com/
plugins:
  - outspoken:
      components:
        - {id: checkout, name: Checkout, aliases: [cart]}
        - {id: search, name: Search}
"""
INCIDENT = """\
---
title: Checkout errors
impact: major
components: {checkout: partial_outage, search: degraded_performance}
started: 2026-11-21T14:05Z
---
Some payments fail.
"""
WINDOW = "kind: maintenance\nscheduled: {from: 2026-11-28T02:00Z, until: 2026-11-28T04:00Z}"
PLANNED = INCIDENT.replace("impact: major\n", "").replace("started: 2026-11-21T14:05Z", WINDOW)
UPDATE = "---\nstatus: investigating\nat: 2026-11-21T14:10Z\n---\nWe are looking into it.\n"


@pytest.fixture
def history(new_repository: Callable[..., Any]) -> Callable[..., Incident]:
    """Commits versions of a file one after the other, and gives the incident as it is read in the end."""

    def commit(*versions: str, path: str = HEAD, settings: str = SETTINGS) -> Incident:
        repository = new_repository("site")
        start = versions[0] if path == HEAD else INCIDENT
        repository.commit("2026-11-21T14:12:00Z", {"mkdocs.yml": SETTINGS, HEAD: start, FIRST: UPDATE})
        for minute, text in enumerate(versions, 20):
            repository.commit(f"2026-11-21T14:{minute}:00Z", {path: text})
        repository.commit("2026-11-21T15:00:00Z", {"mkdocs.yml": settings})
        found = load(Path(repository.root), now=NOW).history
        assert found
        return found.incidents[0]

    return commit


def reported(edited: Incident | Update) -> list[tuple[str, bool, list[tuple[str, str]]]]:
    """When, whether the words changed, and each fact with its value before."""
    return [
        (f"{edit.at:%H:%M}", edit.before is not None, [(one.name, str(one.before)) for one in edit.facts])
        for edit in edited.edits
    ]


@pytest.mark.parametrize(
    ("old", "new", "fact"),
    [
        ("impact: major", "impact: none", ("impact", "major")),
        ("title: Checkout errors", "title: Slow", ("title", "Checkout errors")),
        ("14:05Z", "12:05Z", ("started", "2026-11-21 14:05:00+00:00")),
        ("impact:", "workaround: Call us\nimpact:", ("workaround", "")),
        ("impact:", "withdrawn: A test\nimpact:", ("withdrawn", "None")),
        ("impact:", "backfilled: true\nimpact:", ("backfilled", "False")),
        ("impact:", "worst_case: 4h\nimpact:", ("worst_case", "None")),
    ],
)
def test_a_changed_fact_is_an_edit_with_its_value_before(
    history: Callable[..., Incident], old: str, new: str, fact: tuple[str, str]
) -> None:
    assert reported(history(INCIDENT, INCIDENT.replace(old, new))) == [("14:21", False, [fact])]


def test_a_moved_window_is_one_fact(history: Callable[..., Incident]) -> None:
    edited = history(PLANNED, PLANNED.replace("11-28T", "11-29T"))
    ((_, _, ((name, before),)),) = reported(edited)
    assert (name, "day=28" in before or "28, 2" in before) == ("window", True)


def test_emptied_components_are_a_fact(history: Callable[..., Incident]) -> None:
    edited = history(
        INCIDENT, INCIDENT.replace("{checkout: partial_outage, search: degraded_performance}", "{}")
    )
    assert [fact.name for edit in edited.edits for fact in edit.facts] == ["components"]


@pytest.mark.parametrize(
    "same",
    [
        INCIDENT.replace("impact: major\n", "").replace("started:", "impact: major\nstarted:"),
        INCIDENT.replace(
            "checkout: partial_outage, search: degraded_performance",
            "search: degraded_performance, cart: partial_outage",
        ),
        INCIDENT.replace("2026-11-21T14:05Z", "2026-11-21 15:05 Europe/Berlin"),
        INCIDENT.replace("impact:", "roles: {commander: Kim}\nimpact:"),
        INCIDENT.replace("impact:", "acknowledged: [reopened]\nimpact:"),
        INCIDENT.replace("impact:", "key: alert-1\nimpact:"),
    ],
    ids=["order of keys", "order and alias of components", "zone", "roles", "acknowledged", "key"],
)
def test_the_same_facts_written_otherwise_are_no_edit(history: Callable[..., Incident], same: str) -> None:
    assert reported(history(INCIDENT, same)) == []


def test_words_and_facts_of_one_commit_are_one_edit(history: Callable[..., Incident]) -> None:
    new = INCIDENT.replace("major", "minor").replace("Some", "Most")
    assert reported(history(INCIDENT, new)) == [("14:21", True, [("impact", "major")])]


def test_a_fact_that_was_changed_back_is_edited_twice(history: Callable[..., Incident]) -> None:
    found = reported(history(INCIDENT, INCIDENT.replace("major", "minor"), INCIDENT))
    assert [facts for _, _, facts in found] == [[("impact", "major")], [("impact", "minor")]]


def test_what_a_version_that_was_never_readable_changed_counts_with_the_next(
    history: Callable[..., Incident],
) -> None:
    broken = INCIDENT.replace("impact: major", "impact: enormous")
    assert reported(history(INCIDENT, broken, INCIDENT.replace("major", "minor"))) == [
        ("14:21", False, [("impact", "major")])
    ]


def test_a_component_that_was_renamed_without_an_alias_is_no_changed_fact(
    history: Callable[..., Incident],
) -> None:
    renamed = SETTINGS.replace("search", "find")
    new = INCIDENT.replace("search:", "find:").replace("Some", "Most")
    assert reported(history(INCIDENT, new, settings=renamed)) == [("14:21", True, [])]


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("status: investigating", "status: identified", "status"),
        ("14:10Z", "14:08Z", "at"),
        ("at:", "next_update: 30m\nat:", "next_update"),
        ("at:", "eta: 2026-11-21T16:00Z\nat:", "eta"),
        ("at:", "impact: critical\nat:", "impact"),
        ("at:", "components: {search: operational}\nat:", "components"),
        ("at:", "announce: false\nat:", "announce"),
        ("at:", "withdrawn: A test\nat:", "withdrawn"),
    ],
)
def test_an_update_s_facts_count_too(history: Callable[..., Incident], old: str, new: str, name: str) -> None:
    incident = history(UPDATE, UPDATE.replace(old, new), path=FIRST)
    ((_, is_reworded, ((found, _),)),) = reported(incident.updates[0])
    assert (found, is_reworded, incident.edits) == (name, False, ())


def test_a_moved_folder_keeps_its_edits(new_repository: Callable[..., Any]) -> None:
    repository = new_repository("site")
    repository.commit("2026-11-21T14:12:00Z", {"mkdocs.yml": SETTINGS, HEAD: INCIDENT, FIRST: UPDATE})
    repository.git("mv", "incidents/2026-11", "incidents/2026-10")
    moved = INCIDENT.replace("major", "minor")
    repository.commit("2026-11-21T14:20:00Z", {HEAD.replace("2026-11/", "2026-10/", 1): moved})
    found = load(Path(repository.root), now=NOW).history
    assert found
    assert reported(found.incidents[0]) == [("14:20", False, [("impact", "major")])]


def test_no_private_fact_is_ever_reported() -> None:
    assert {"roles", "key", "acknowledged", "redirects"}.isdisjoint(fact_names(Incident))
    assert "key" not in fact_names(Update)
