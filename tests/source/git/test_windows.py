"""The windows that planned work had before, as git knows them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from outspoken.model.incident import Window
from outspoken.source.load import load

HEAD = "incidents/2026-03/2026-03-12-upgrade/incident.md"
SETTINGS = (
    "site_name: E\nsite_url: https://status.example.com/\nplugins:\n  - outspoken:\n"
    "      components: [{id: api}]\n"
)


def plan(scheduled: str, title: str = "Upgrade") -> str:
    head = f"title: {title}\nkind: maintenance\ncomponents: {{api: under_maintenance}}\n"
    return f"---\n{head}scheduled: {{{scheduled}}}\n---\nMore room.\n"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def read(repository: Any) -> Any:
    loaded = load(repository.root, now=at("2026-03-20"), jobs=1)
    assert loaded.is_good and loaded.history
    return loaded.history.incident("2026-03-12-upgrade")


def test_every_window_that_was_published_is_known_with_the_commit_that_moved_it(repository: Any) -> None:
    repository.commit("2026-03-10T09:00Z", {"mkdocs.yml": SETTINGS})
    versions = (
        ("2026-03-10T10:00Z", plan("from: 2026-03-12T02:00Z, until: 2026-03-12T03:00Z")),
        ("2026-03-10T11:00Z", plan("from: 2026-03-12T02:00Z, until: 2026-03-12T03:00Z", "Another title")),
        ("2026-03-11T10:00Z", plan("from: 2026-03-13 03:00 Europe/Berlin, until: 2026-03-13T03:00Z")),
        ("2026-03-11T11:00Z", plan("from: 2026-03-13T02:00Z, until: 2026-03-13T03:00Z")),
        ("2026-03-11T12:00Z", plan("from: 2026-03-13T02:00Z, until: 2026-03-13T03:00Z, auto: false")),
    )
    for when, text in versions:
        repository.commit(when, {HEAD: text})
    found = read(repository)
    assert [
        (each.window.start, each.auto, each.moved.at, each.moved.order) for each in found.earlier_windows
    ] == [
        (at("2026-03-12T02:00"), True, at("2026-03-11T10:00"), 2),
        (at("2026-03-13T02:00"), True, at("2026-03-11T12:00"), 4),
    ]
    assert (found.window, found.auto) == (
        Window(start=at("2026-03-13T02:00"), end=at("2026-03-13T03:00")),
        False,
    )


def test_a_version_that_could_not_be_read_had_no_window(repository: Any) -> None:
    repository.commit("2026-03-10T09:00Z", {"mkdocs.yml": SETTINGS})
    broken = (
        "no front matter",
        "---\nscheduled: [1\n---\n",
        plan("from: 2026-03-12T02:00Z"),
        plan("until: 1, from: x"),
    )
    reversed_window = plan("from: 2026-03-12T03:00Z, until: 2026-03-12T02:00Z")
    for minute, text in enumerate((*broken, reversed_window)):
        repository.commit(f"2026-03-10T10:0{minute}Z", {HEAD: text})
    repository.commit("2026-03-10T11:00Z", {HEAD: plan("from: 2026-03-12T02:00Z, until: 2026-03-12T03:00Z")})
    assert read(repository).earlier_windows == ()
