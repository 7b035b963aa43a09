"""From commits to what feed readers deliver: real repositories, built after each push and polled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser
import pytest

from outspoken.derive.as_of import as_of
from outspoken.derive.facts import HistoryFacts
from outspoken.render.feeds.all_feeds import feed_outputs
from outspoken.source.load import load

Repository = Any

SETTINGS = """\
site_name: Example
site_url: https://status.example.com/
plugins:
  - outspoken:
      components:
        - {id: api, name: API}
"""
OLD = "incidents/2026-03/2026-03-01-slow-search"
NEW = "incidents/2026-03/2026-03-09-checkout-errors"
WORK = "incidents/2026-03/2026-03-12-upgrade"


def opening(title: str, started: str) -> str:
    return (
        f"---\ntitle: {title}\nimpact: major\ncomponents: {{api: partial_outage}}\nstarted: {started}\n"
        "---\n\nRequests fail.\n"
    )


def planned(title: str, start: str, end: str) -> str:
    return (
        f"---\ntitle: {title}\nkind: maintenance\ncomponents: {{api: under_maintenance}}\n"
        f"scheduled: {{from: {start}, until: {end}}}\n---\n\nMore room.\n"
    )


def words(at: str, status: str = "", body: str = "We are on it.") -> str:
    return f"---\n{f'status: {status}' if status else 'announce: true'}\nat: {at}\n---\n\n{body}\n"


def update(folder: str, at: str, status: str = "", body: str = "We are on it.") -> dict[str, str]:
    name = f"{at.replace('-', '').replace(':', '').replace('Z', '00Z')}-{status or 'update'}.md"
    return {f"{folder}/updates/{name}": words(at, status, body)}


@dataclass
class Site:
    """A repository that is built after each push."""

    repository: Repository

    def build(self, now: str) -> dict[str, bytes]:
        moment = datetime.fromisoformat(now).astimezone(UTC)
        loaded = load(self.repository.root, now=moment, jobs=1)
        assert not [problem for problem in loaded.problems if problem.is_error], loaded.problems
        assert loaded.history is not None
        seen = as_of(loaded.history, moment)
        return {output.path: output.data for output in feed_outputs(HistoryFacts(seen), moment)}

    def entries(self, now: str, path: str = "updates.rss") -> list[Any]:
        parsed = feedparser.parse(self.build(now)[path])
        assert not parsed.bozo
        return list(parsed.entries)


def day(entry: Any) -> datetime:
    return parsedate_to_datetime(entry.published)


@dataclass
class GreatestDateReader:
    """Remembers the greatest date it has seen; new is only what is strictly greater."""

    state: datetime | None = None
    delivered: list[str] = field(default_factory=list)

    def poll(self, entries: list[Any]) -> None:
        new = [entry for entry in entries if self.state is None or day(entry) > self.state]
        self.delivered += [entry.title for entry in sorted(new, key=day)]
        self.state = max([day(entry) for entry in entries] + ([self.state] if self.state else []))


@dataclass
class IdReader:
    """Keys on the id; a date that changes under an id is news again."""

    seen: dict[str, str] = field(default_factory=dict)
    delivered: list[str] = field(default_factory=list)

    def poll(self, entries: list[Any]) -> None:
        for entry in reversed(entries):
            if self.seen.get(entry.id) != entry.published:
                self.delivered.append(entry.title)
            self.seen[entry.id] = entry.published


@dataclass
class FreshReader(IdReader):
    """Ignores what is more than seven days older than the newest entry."""

    def poll(self, entries: list[Any]) -> None:
        newest = max(day(entry) for entry in entries)
        super().poll([entry for entry in entries if newest - day(entry) <= timedelta(days=7)])


READERS = [GreatestDateReader, IdReader, FreshReader]


@pytest.fixture
def site(repository: Repository) -> Site:
    repository.commit("2026-01-01T00:00Z", {"mkdocs.yml": SETTINGS})
    return Site(repository)


@pytest.mark.parametrize("make_reader", READERS)
def test_readers_deliver_every_update_once_and_in_order(site: Site, make_reader: Callable[[], Any]) -> None:
    reader, repository = make_reader(), site.repository

    def push(at: str, files: dict[str, str]) -> None:
        repository.commit(at, files)
        reader.poll(site.entries(at.replace("Z", "+00:00")))

    push(
        "2026-03-01T10:05:00Z",
        {f"{OLD}/incident.md": opening("Slow search", "2026-03-01T10:00Z")}
        | update(OLD, "2026-03-01T10:04Z", "investigating"),
    )
    push(
        "2026-03-09T10:05:00Z",
        {f"{NEW}/incident.md": opening("Checkout errors", "2026-03-09T10:00Z")}
        | update(NEW, "2026-03-09T10:03Z", "investigating")
        | update(NEW, "2026-03-09T10:04Z", "identified"),
    )
    # The very second of the commit before, whose second update has taken the next one.
    push("2026-03-09T10:05:00Z", update(NEW, "2026-03-09T10:05Z", "monitoring"))
    # A typo, a new title: no news.
    push("2026-03-09T10:08:00Z", update(NEW, "2026-03-09T10:04Z", "identified", "We are on it!"))
    push("2026-03-09T10:09:00Z", {f"{NEW}/incident.md": opening("Check-out errors", "2026-03-09T10:00Z")})
    push("2026-03-09T10:09:30Z", {f"{NEW}/incident.md": opening("Checkout errors", "2026-03-09T10:00Z")})
    # The old one is closed after the new one began, by an update that was written a week ago.
    push("2026-03-09T10:10:00Z", update(OLD, "2026-03-01T12:00Z", "resolved"))
    push("2026-03-09T10:20:00Z", update(NEW, "2026-03-09T10:15Z", "resolved"))

    assert reader.delivered == [
        "[Investigating] Slow search",
        "[Investigating] Checkout errors",
        "[Identified] Checkout errors",
        "[Monitoring] Checkout errors",
        "[Resolved] Slow search",
        "[Resolved] Checkout errors",
    ]


@pytest.mark.parametrize("make_reader", READERS)
def test_readers_deliver_planned_work_as_it_is_announced_begins_and_ends(
    site: Site, make_reader: Callable[[], Any]
) -> None:
    reader, repository = make_reader(), site.repository
    repository.commit(
        "2026-03-10T09:00Z",
        {f"{WORK}/incident.md": planned("Upgrade", "2026-03-12T02:00Z", "2026-03-12T02:20Z")}
        | update(WORK, "2026-03-10T09:00Z", "scheduled"),
    )
    for now in ("2026-03-10T09:01Z", "2026-03-12T02:03Z", "2026-03-12T02:10Z", "2026-03-12T02:31Z"):
        reader.poll(site.entries(now))
    # An outage is published between the phases, and committed before the work was over.
    repository.commit(
        "2026-03-12T02:40Z",
        {f"{NEW}/incident.md": opening("Checkout errors", "2026-03-12T02:38Z")}
        | update(NEW, "2026-03-12T02:39Z", "investigating"),
    )
    reader.poll(site.entries("2026-03-12T02:41Z"))
    assert reader.delivered == [
        "[Scheduled] Upgrade",
        "[In progress] Upgrade",
        "[Scheduled end] Upgrade",
        "[Investigating] Checkout errors",
    ]


@pytest.mark.parametrize("make_reader", READERS)
def test_a_history_that_is_brought_along_floods_no_one(site: Site, make_reader: Callable[[], Any]) -> None:
    reader, repository = make_reader(), site.repository
    repository.commit(
        "2026-03-09T10:05Z",
        {f"{NEW}/incident.md": opening("Checkout errors", "2026-03-09T10:00Z")}
        | update(NEW, "2026-03-09T10:03Z", "investigating"),
    )
    reader.poll(site.entries("2026-03-09T10:06Z"))
    imported: dict[str, str] = {}
    for number in range(10, 20):
        folder = f"incidents/2025-03/2025-03-{number}-old"
        imported[f"{folder}/incident.md"] = opening("Old", f"2025-03-{number}T10:00Z")
        imported |= update(folder, f"2025-03-{number}T10:00Z", "investigating")
        imported |= update(folder, f"2025-03-{number}T11:00Z", "resolved")
    repository.commit("2026-03-09T10:30Z", imported)
    reader.poll(site.entries("2026-03-09T10:31Z"))
    repository.commit("2026-03-09T10:40Z", update(NEW, "2026-03-09T10:39Z", "resolved"))
    reader.poll(site.entries("2026-03-09T10:41Z"))
    news = [title for title in reader.delivered if not title.endswith(" Old")]
    assert news == ["[Investigating] Checkout errors", "[Resolved] Checkout errors"]
    if make_reader is not IdReader:
        assert reader.delivered == news


def test_a_pull_request_is_dated_by_its_merge_however_old_its_commits(site: Site) -> None:
    repository = site.repository
    repository.git("checkout", "-q", "-b", "late")
    repository.commit(
        "2026-03-01T10:05Z",
        {f"{OLD}/incident.md": opening("Slow search", "2026-03-01T10:00Z")}
        | update(OLD, "2026-03-01T10:04Z", "investigating"),
    )
    repository.git("checkout", "-q", "main")
    repository.commit(
        "2026-03-01T18:00Z",
        {f"{NEW}/incident.md": opening("Checkout errors", "2026-03-01T17:50Z")}
        | update(NEW, "2026-03-01T17:55Z", "investigating"),
    )
    repository.merge("late", "2026-03-01T19:00Z")
    assert [(entry.title, entry.published) for entry in site.entries("2026-03-01T19:01Z")] == [
        ("[Investigating] Slow search", "Sun, 01 Mar 2026 19:00:00 +0000"),
        ("[Investigating] Checkout errors", "Sun, 01 Mar 2026 18:00:00 +0000"),
    ]


def test_a_branch_that_is_not_merged_is_in_no_feed(site: Site) -> None:
    repository = site.repository
    repository.git("checkout", "-q", "-b", "draft")
    repository.commit(
        "2026-03-01T10:05Z",
        {f"{OLD}/incident.md": opening("Slow search", "2026-03-01T10:00Z")}
        | update(OLD, "2026-03-01T10:04Z", "investigating"),
    )
    repository.git("checkout", "-q", "main")
    assert site.entries("2026-03-01T19:01Z") == []


def test_a_shallow_clone_dates_by_at_and_warns(site: Site, new_repository: Callable[..., Repository]) -> None:
    repository = site.repository
    repository.commit(
        "2026-03-01T10:05Z",
        {f"{OLD}/incident.md": opening("Slow search", "2026-03-01T10:00Z")}
        | update(OLD, "2026-03-01T10:04Z", "investigating"),
    )
    clone = repository.root.parent / "clone"
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.root}", str(clone))
    loaded = load(clone, now=datetime(2026, 3, 2, tzinfo=UTC), jobs=1)
    assert [problem.rule for problem in loaded.problems if problem.rule == "no-git-history"] == [
        "no-git-history"
    ]
    assert loaded.history is not None
    feed = {
        output.path: output.data
        for output in feed_outputs(HistoryFacts(loaded.history), datetime(2026, 3, 2, tzinfo=UTC))
    }
    (entry,) = feedparser.parse(feed["updates.rss"]).entries
    assert entry.published == "Sun, 01 Mar 2026 10:04:00 +0000"


def test_the_past_is_built_as_its_readers_saw_it(site: Site) -> None:
    repository = site.repository
    repository.commit(
        "2026-03-09T10:05Z",
        {f"{NEW}/incident.md": opening("Checkout errors", "2026-03-09T10:00Z")}
        | update(NEW, "2026-03-09T10:03Z", "investigating", "Before."),
    )
    then = site.build("2026-03-09T10:30Z")
    repository.commit("2026-03-09T10:40Z", update(NEW, "2026-03-09T10:03Z", "investigating", "After."))
    repository.commit("2026-03-09T10:50Z", update(NEW, "2026-03-09T10:20Z", "identified"))
    assert site.build("2026-03-09T10:30Z") == then
    assert b"After." in site.build("2026-03-09T10:45Z")["updates.rss"]


def test_a_rebuild_of_one_commit_has_the_same_bytes(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.repository.commit(
        "2026-03-09T10:05Z",
        {f"{NEW}/incident.md": opening("Checkout errors", "2026-03-09T10:00Z")}
        | update(NEW, "2026-03-09T10:03Z", "investigating"),
    )
    first = site.build("2026-03-09T10:30Z")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert site.build("2026-03-09T10:30Z") == first
    assert site.build("2026-03-09T11:30Z")["updates.atom"] == first["updates.atom"]


@pytest.mark.parametrize("make_reader", READERS)
def test_readers_deliver_that_work_begins_again_after_it_was_put_off(
    site: Site, make_reader: Callable[[], Any]
) -> None:
    reader, repository = make_reader(), site.repository
    head = f"{WORK}/incident.md"
    repository.commit(
        "2026-03-10T09:00Z",
        {head: planned("Upgrade", "2026-03-12T02:00Z", "2026-03-12T02:20Z")}
        | update(WORK, "2026-03-10T09:00Z", "scheduled"),
    )
    for now in ("2026-03-10T09:01Z", "2026-03-12T02:01Z"):
        reader.poll(site.entries(now))
    repository.commit(
        "2026-03-12T02:05Z",
        {head: planned("Upgrade", "2026-03-14T02:00Z", "2026-03-14T02:20Z")}
        | update(WORK, "2026-03-12T02:05Z", "scheduled"),
    )
    for now in ("2026-03-12T02:06Z", "2026-03-14T02:01Z", "2026-03-14T02:21Z"):
        reader.poll(site.entries(now))

    assert reader.delivered == [
        "[Scheduled] Upgrade",
        "[In progress] Upgrade",
        "[Scheduled] Upgrade",
        "[In progress] Upgrade",
        "[Scheduled end] Upgrade",
    ]


def test_an_entry_of_the_feed_keeps_the_window_that_it_was_written_for(site: Site) -> None:
    head = f"{WORK}/incident.md"
    announced = update(WORK, "2026-03-10T09:00Z", "scheduled")
    first = planned("Upgrade", "2026-03-12T02:00Z", "2026-03-12T02:20Z")
    site.repository.commit("2026-03-10T09:00Z", {head: first} | announced)
    before = site.entries("2026-03-12T02:01Z")
    put_off = planned("Upgrade", "2026-03-14T02:00Z", "2026-03-14T02:20Z")
    site.repository.commit(
        "2026-03-12T02:05Z", {head: put_off} | update(WORK, "2026-03-12T02:05Z", "scheduled")
    )
    after = {entry.id: entry.summary for entry in site.entries("2026-03-12T02:06Z")}

    assert [after.pop(entry.id) for entry in before] == [entry.summary for entry in before]
    assert ["2026-03-14" in summary for summary in after.values()] == [True]
