"""Whatever is committed and whenever it is built, an entry that is out keeps its date."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.derive.dated import dated_entries

from outspoken.derive.as_of import as_of
from outspoken.derive.facts import HistoryFacts
from outspoken.derive.feed_dates import entry_dates
from outspoken.model.component import Component
from outspoken.model.history import History
from outspoken.model.incident import Difference, Edit, Incident, Postmortem, Publication, Update, Window
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import INCIDENT_STATUSES, Impact, Kind, Status

START = datetime(2026, 3, 1, tzinfo=UTC)
SETTINGS = Settings(
    site_name="Example",
    url="https://status.example.com/",
    host="status.example.com",
    components=(Component(id="api", name="API"),),
)
DAY = timedelta(days=1)
T = TypeVar("T", Incident, Update)
END = START + 400 * DAY

# Few seconds, so that ties are the rule; and some instants that are days or months away.
near = st.integers(0, 12)
distant = st.sampled_from([0, 0, 0, 3600, 86_400 * 3, 86_400 * 90])


@dataclass(frozen=True)
class Change:
    """One commit: how far its date is from the one before (seconds), and what it adds."""

    step: int
    adds: tuple[dict[str, Any], ...]


thing = st.fixed_dictionaries(
    {
        "what": st.sampled_from(["incident", "maintenance", "update", "update", "postmortem", "withdrawal"]),
        "which": st.integers(0, 3),
        "ago": near,
        "far": distant,
        "length": st.integers(1, 6),
        "status": st.integers(0, 5),
        "hidden": st.sampled_from([None, None, None, "withdrawn", "backfilled"]),
    }
)
forwards = st.sampled_from([0, 0, 1, 2, 5, 3600, 86_400])
anywhere = forwards | st.integers(-6, -1)


def chains(steps: st.SearchStrategy[int]) -> st.SearchStrategy[list[Change]]:
    adds = st.lists(thing, min_size=1, max_size=4).map(tuple)
    return st.lists(st.builds(Change, step=steps, adds=adds), min_size=1, max_size=7)


@dataclass
class Chain:
    """The history after each commit, put together as the reader of a repository does."""

    at: datetime = START
    order: int = -1
    known: dict[str, Incident] = field(default_factory=dict)
    new: set[str] = field(default_factory=set)

    def grow(self, change: Change) -> History:
        self.at += timedelta(seconds=change.step)
        self.order += 1
        self.new = set()
        for number, one in enumerate(change.adds):
            getattr(self, one["what"])(one, number)
        ordered = sorted(self.known.values(), key=lambda incident: (incident.started, incident.id))
        return History(settings=SETTINGS, incidents=tuple(ordered), commit="c" * 40)

    def incident(self, one: dict[str, Any], number: int) -> None:
        self._open(one, number, Kind.INCIDENT)

    def maintenance(self, one: dict[str, Any], number: int) -> None:
        self._open(one, number, Kind.MAINTENANCE)

    def update(self, one: dict[str, Any], number: int) -> None:
        found = self._pick(one)
        if found is None:
            return
        when = self.at - timedelta(seconds=one["ago"] + one["far"])
        statuses = set(Status) - INCIDENT_STATUSES if found.is_maintenance else INCIDENT_STATUSES
        status = [None, *sorted(statuses, key=lambda status: status.order)][
            one["status"] % (len(statuses) + 1)
        ]
        said = self._say(found, when, f"u{self.order}-{number}", status)
        self.known[found.id] = replace(
            found, updates=tuple(sorted((*found.updates, said), key=lambda update: update.sort_key))
        )

    def postmortem(self, one: dict[str, Any], number: int) -> None:
        found = self._pick(one)
        if found is None or found.postmortem:
            return
        sign = 1 if one["status"] % 2 else -1
        published = self.at + sign * timedelta(seconds=one["ago"])
        listed = Postmortem(body="Why", published=published, publication=self._publication(found, published))
        self.known[found.id] = replace(found, postmortem=listed)

    def withdrawal(self, one: dict[str, Any], number: int) -> None:
        """Withdraw an update or a whole incident, or undo that."""
        found = self._pick(one)
        if found is None:
            return
        if not found.updates or one["status"] == 0:
            self.known[found.id] = self._turned(found, number)
            return
        place = one["status"] % len(found.updates)
        updates = [
            self._turned(update, number) if at == place else update for at, update in enumerate(found.updates)
        ]
        self.known[found.id] = replace(found, updates=tuple(updates))

    def _turned(self, thing: T, number: int) -> T:
        if thing.publication.order == self.order or any(edit.order == self.order for edit in thing.edits):
            return thing
        reason = None if thing.withdrawn else f"Wrong {number}"
        fact = Difference(name="withdrawn", before=thing.withdrawn, after=reason)
        edit = Edit(at=self.at, facts=(fact,), order=self.order)
        return replace(thing, withdrawn=reason, edits=(*thing.edits, edit))

    def _open(self, one: dict[str, Any], number: int, kind: Kind) -> None:
        sign = 1 if kind is Kind.MAINTENANCE and one["status"] % 2 else -1
        started = self.at + sign * timedelta(seconds=one["ago"] + one["far"])
        name = f"2026-03-01-n{self.order}-{number}"
        self.new.add(name)
        window = Window(start=started, end=started + timedelta(seconds=one["length"]))
        self.known[name] = Incident(
            id=name,
            title="Errors",
            kind=kind,
            impact=Impact.NONE,
            components=(),
            started=started,
            window=window if kind is Kind.MAINTENANCE else None,
            body="",
            publication=Publication(at=self.at, order=self.order, bulk=self.at - started > DAY),
            withdrawn="A mistake" if one["hidden"] == "withdrawn" else None,
            backfilled=one["hidden"] == "backfilled",
        )

    def _pick(self, one: dict[str, Any]) -> Incident | None:
        names = sorted(self.known)
        return self.known[names[one["which"] % len(names)]] if names else None

    def _say(self, found: Incident, when: datetime, name: str, status: Status | None) -> Update:
        publication = self._publication(found, when)
        return Update(id=name, at=when, body="Words", status=status, publication=publication)

    def _publication(self, found: Incident, when: datetime) -> Publication:
        return Publication(at=self.at, order=self.order, bulk=found.id in self.new and self.at - when > DAY)


Known = dict[tuple[str, str], datetime]


def out(history: History, now: datetime) -> Known:
    """What a feed without an end holds at `now`, as readers had it."""
    seen = dated_entries(HistoryFacts(as_of(history, now)), now)
    return {(dated.incident.id, dated.entry.id): dated.date for dated in seen}


def taken_back(history: History) -> set[tuple[str, str]]:
    """The entries that are withdrawn by now."""
    return {
        (incident.id, entry)
        for incident in history.incidents
        for entry in (
            *(one.id for one in incident.updates if incident.withdrawn or one.withdrawn),
            "postmortem",
        )
        if entry != "postmortem" or incident.withdrawn
    }


def shared(earlier: Known, later: Known) -> tuple[Known, Known]:
    """The entries in both: automatic phases are gone if a person posted a status earlier."""
    return (
        {key: date for key, date in earlier.items() if key in later},
        {key: date for key, date in later.items() if key in earlier},
    )


@given(chain=chains(anywhere), waits=st.lists(st.integers(0, 20), min_size=7, max_size=7))
@settings(max_examples=150, deadline=None)
def test_no_later_commit_and_no_later_build_moves_an_entry(chain: list[Change], waits: list[int]) -> None:
    grown, before = Chain(), Known()
    newest = START
    for change, wait in zip(chain, waits, strict=False):
        history = grown.grow(change)
        newest = max(newest, grown.at)
        built = out(history, newest + timedelta(seconds=wait))
        kept_before, kept_now = shared(before, built)
        assert kept_now == kept_before
        before |= built
    kept_before, kept_at_the_end = shared(before, out(history, END))
    assert kept_at_the_end == kept_before


@given(chain=chains(anywhere))
@settings(max_examples=150, deadline=None)
def test_no_update_vanishes_and_no_two_entries_share_a_date(chain: list[Change]) -> None:
    grown, before = Chain(), Known()
    for change in chain:
        history = grown.grow(change)
        built = out(history, END)
        assert len(set(built.values())) == len(built)
        said = {key for key in before if not key[1].startswith(("auto-", "withdrawn"))}
        assert said - taken_back(history) <= built.keys()
        before = built


@given(chain=chains(forwards))
@settings(max_examples=150, deadline=None)
def test_what_a_commit_brings_is_newer_than_all_live_entries_before_it(chain: list[Change]) -> None:
    grown = Chain()
    newest = START - timedelta(seconds=1)
    for change in chain:
        history = grown.grow(change)
        dates = entry_dates(HistoryFacts(history))
        brought = [
            dates[incident.id][update.id]
            for incident in history.incidents
            for update in incident.updates
            if update.publication.order == grown.order and not update.publication.bulk
        ]
        assert all(date > newest for date in brought)
        newest = max([newest, *brought])


@given(chain=chains(forwards))
@settings(max_examples=150, deadline=None)
def test_a_date_is_the_commits_or_its_own_but_for_tie_seconds(chain: list[Change]) -> None:
    grown = Chain()
    for change in chain:
        history = grown.grow(change)
    dates = entry_dates(HistoryFacts(history))
    crowd = timedelta(seconds=sum(len(entries) for entries in dates.values()))
    for incident in history.incidents:
        for update in incident.updates:
            base = update.at if update.publication.bulk else update.publication.at
            assert base <= dates[incident.id][update.id] <= base + crowd


@given(chain=chains(forwards), seconds=st.integers(0, 90))
@settings(max_examples=150, deadline=None)
def test_only_tie_seconds_pass_now(chain: list[Change], seconds: int) -> None:
    grown = Chain()
    for change in chain:
        history = grown.grow(change)
    now = START + timedelta(seconds=seconds)
    built = out(history, now)
    assert all(date <= now + timedelta(seconds=60) for date in built.values())
