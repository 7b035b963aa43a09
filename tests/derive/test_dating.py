"""The dates of feed entries: every sentence about them, and that none ever moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice

from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.derive.dated import dated_entries

from outspoken.derive.as_of import as_of
from outspoken.derive.facts import HistoryFacts, IncidentFacts
from outspoken.derive.feed_dates import entry_dates, newest_by_topic, newest_first
from outspoken.model.component import Component
from outspoken.model.history import History
from outspoken.model.incident import Incident, Postmortem, Publication, Update, Window
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Impact, Kind, State, Status

NOW = datetime(2026, 4, 1, tzinfo=UTC)
SETTINGS = Settings(
    site_name="Example",
    url="https://status.example.com/",
    host="status.example.com",
    components=(Component(id="api", name="API"),),
)


def at(text: str) -> datetime:
    """`14:05:30` is on 1 March 2026."""
    return datetime.fromisoformat(text if "T" in text else f"2026-03-01T{text}").replace(tzinfo=UTC)


def live(committed: str, order: int) -> Publication:
    return Publication(at=at(committed), order=order, bulk=False)


def bulk(committed: str, order: int = 0) -> Publication:
    return Publication(at=at(committed), order=order, bulk=True)


def update(when: str, publication: Publication, status: Status | None = None, id: str = "") -> Update:
    return Update(id=id or f"u{when}", at=at(when), body="Words", publication=publication, status=status)


def incident(*updates: Update, id: str = "2026-03-01-errors", **more: object) -> Incident:
    made = Incident(
        id=id,
        title="Errors",
        kind=Kind.INCIDENT,
        impact=Impact.MAJOR,
        components=(("api", State.MAJOR_OUTAGE),),
        started=at("10:00"),
        body="",
        publication=updates[0].publication,
        updates=tuple(sorted(updates, key=lambda update: update.sort_key)),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def maintenance(
    publication: Publication,
    start: str,
    end: str,
    *updates: Update,
    id: str = "2026-03-01-upgrade",
    **more: object,
) -> Incident:
    made = Incident(
        id=id,
        title="Upgrade",
        kind=Kind.MAINTENANCE,
        impact=Impact.NONE,
        components=(("api", State.UNDER_MAINTENANCE),),
        started=at(start),
        window=Window(start=at(start), end=at(end)),
        body="",
        publication=publication,
        updates=updates,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def history(*incidents: Incident) -> History:
    ordered = tuple(sorted(incidents, key=lambda incident: (incident.started, incident.id)))
    return History(settings=SETTINGS, incidents=ordered, commit="c" * 40)


def dates(*incidents: Incident, now: datetime = NOW) -> dict[str, str]:
    """Entry id -> its time on 1 March (or its full date), newest first."""
    found = {}
    for dated in dated_entries(HistoryFacts(history(*incidents)), now):
        text = dated.date.strftime("%Y-%m-%dT%H:%M:%S")
        found[dated.entry.id] = text.removeprefix("2026-03-01T")
    return found


def test_an_update_is_dated_by_its_commit_and_not_by_its_at() -> None:
    assert dates(incident(update("10:00", live("10:07:31", 3)))) == {"u10:00": "10:07:31"}


def test_a_late_update_of_an_old_incident_is_the_newest() -> None:
    old = incident(
        update("10:00", live("10:01", 0)), update("12:00", live("2026-03-09T08:00", 9), Status.RESOLVED)
    )
    new = incident(update("2026-03-05T10:00", live("2026-03-05T10:01", 5)), id="2026-03-05-slow")
    assert list(dates(old, new)) == ["u12:00", "u2026-03-05T10:00", "u10:00"]


def test_entries_are_dated_in_the_order_of_the_chain() -> None:
    slow_clock = incident(update("10:00", live("10:05", 0)), update("10:06", live("09:00", 1)))
    assert dates(slow_clock) == {"u10:06": "10:05:01", "u10:00": "10:05:00"}


def test_within_a_commit_the_earlier_at_comes_first() -> None:
    together = live("11:00", 4)
    found = dates(incident(update("10:30", together), update("10:00", together)))
    assert found == {"u10:30": "11:00:01", "u10:00": "11:00:00"}


def test_within_an_instant_the_order_of_statuses_decides() -> None:
    together = live("11:00", 4)
    found = dates(
        incident(
            update("10:00", together, Status.IDENTIFIED, id="a"),
            update("10:00", together, Status.INVESTIGATING, id="b"),
        )
    )
    assert found == {"a": "11:00:01", "b": "11:00:00"}


def test_a_live_entry_is_at_least_a_second_after_the_live_one_before() -> None:
    first = incident(update("10:00", live("11:00:00", 0)), update("10:01", live("11:00:00", 1)))
    second = incident(update("10:02", live("11:00:01", 2)), id="2026-03-01-other")
    third = incident(update("10:03", live("11:00:30", 3)), id="2026-03-01-third")
    assert dates(first, second, third) == {
        "u10:03": "11:00:30",
        "u10:02": "11:00:02",
        "u10:01": "11:00:01",
        "u10:00": "11:00:00",
    }


def test_a_history_brought_along_is_dated_by_its_own_instants() -> None:
    found = dates(
        incident(update("10:00", bulk("2026-03-20T09:00")), update("10:40", bulk("2026-03-20T09:00")))
    )
    assert found == {"u10:40": "10:40:00", "u10:00": "10:00:00"}


def test_a_bulk_entry_takes_the_next_free_second() -> None:
    imported = bulk("2026-03-20T09:00", order=1)
    one = incident(update("10:00", imported, id="a"), update("10:00", imported, id="b"))
    other = incident(update("10:00", imported, id="c"), id="2026-03-01-other")
    was_there = incident(update("09:59", live("10:00:01", 0), id="live"), id="2026-03-01-there")
    assert dates(one, other, was_there) == {
        "c": "10:00:03",
        "b": "10:00:02",
        "live": "10:00:01",
        "a": "10:00:00",
    }


def test_a_thousand_entries_of_one_second_stay_apart() -> None:
    imported = bulk("2026-03-20T09:00")
    found = dates(incident(*(update("10:00", imported, id=f"u{number:04}") for number in range(1000))))
    assert len(set(found.values())) == 1000
    assert found["u0999"] == "10:16:39"


def test_tie_seconds_alone_pass_now() -> None:
    together = live("11:00", 0)
    found = dates(incident(*(update("10:00", together, id=f"u{n}") for n in range(3))), now=at("11:00"))
    assert found == {"u2": "11:00:02", "u1": "11:00:01", "u0": "11:00:00"}


def test_what_is_published_later_is_not_out_yet() -> None:
    found = dates(
        incident(update("10:00", live("10:01", 0)), update("10:30", live("10:31", 1))), now=at("10:30:59")
    )
    assert list(found) == ["u10:00"]


def test_withdrawn_and_backfilled_ones_do_not_appear() -> None:
    first = incident(update("10:00", live("10:01", 0)))
    withdrawn_update = replace(update("10:05", live("10:06", 1)), withdrawn="A mistake")
    partly = incident(update("10:04", live("10:05", 1)), withdrawn_update, id="2026-03-01-partly")
    withdrawn = incident(update("10:10", live("10:11", 2)), id="2026-03-01-gone", withdrawn="Not ours")
    backfilled = incident(update("10:20", live("10:21", 3)), id="2026-03-01-back", backfilled=True)
    assert list(dates(first, partly, withdrawn, backfilled)) == ["u10:04", "u10:00"]


def test_withdrawing_one_moves_no_other() -> None:
    first = incident(update("10:00", live("11:00", 0)), id="2026-03-01-first")
    second = incident(update("10:01", live("11:00", 1)), id="2026-03-01-second")
    assert dates(first, second)["u10:01"] == "11:00:01"
    assert dates(replace(first, withdrawn="A mistake"), second) == {"u10:01": "11:00:01"}


def test_planned_work_begins_and_ends_in_the_feed_by_the_clock() -> None:
    planned = maintenance(
        live("09:00", 0), "12:00", "12:20", update("09:00", live("09:00", 0), Status.SCHEDULED)
    )
    assert dates(planned, now=at("11:59:59")) == {"u09:00": "09:00:00"}
    assert dates(planned, now=at("12:00")) == {
        "auto-in_progress-20260301T1200Z": "12:00:00",
        "u09:00": "09:00:00",
    }
    assert dates(planned, now=at("12:20"))["auto-completed-20260301T1220Z"] == "12:20:00"


def test_planned_work_that_begins_together_takes_a_second_each() -> None:
    both = [
        maintenance(live("09:00", order), "12:00", end, id=f"2026-03-01-{name}")
        for order, end, name in ((1, "13:00", "b"), (2, "14:00", "a"))
    ]
    found = {
        (dated.incident.id, dated.entry.id): dated.date
        for dated in dated_entries(HistoryFacts(history(*both)), at("12:30"))
    }
    assert found == {
        ("2026-03-01-b", "auto-in_progress-20260301T1200Z"): at("12:00:00"),
        ("2026-03-01-a", "auto-in_progress-20260301T1200Z"): at("12:00:01"),
    }


def test_an_update_of_the_second_in_which_work_begins_gives_way() -> None:
    planned = maintenance(live("09:00", 0), "12:00", "12:20")
    other = incident(update("11:58", live("12:00:00", 1)))
    assert dates(planned, other, now=at("12:01")) == {
        "u11:58": "12:00:01",
        "auto-in_progress-20260301T1200Z": "12:00:00",
    }


def test_an_update_committed_before_work_began_but_pushed_after_moves_nothing() -> None:
    planned = maintenance(live("09:00", 0), "12:00", "12:20")
    before = dates(planned, now=at("12:01"))
    other = incident(update("11:58", live("11:59:50", 1)))
    assert dates(planned, other, now=at("12:01")) == before | {"u11:58": "11:59:50"}


def test_planned_work_published_after_it_began_comes_with_its_commit() -> None:
    commit = live("12:10", 5)
    planned = maintenance(commit, "12:00", "12:20", update("12:10", commit, Status.SCHEDULED))
    assert dates(planned, now=at("12:15")) == {
        "u12:10": "12:10:01",
        "auto-in_progress-20260301T1200Z": "12:10:00",
    }


def test_the_clock_says_nothing_once_a_person_has_taken_over() -> None:
    planned = maintenance(
        live("09:00", 0), "12:00", "12:20", update("11:50", live("11:51", 1), Status.IN_PROGRESS)
    )
    assert list(dates(planned, now=at("13:00"))) == ["u11:50"]


def test_a_postmortem_comes_with_its_commit() -> None:
    listed = Postmortem(body="Why", published=at("2026-03-04T09:00"), publication=live("2026-03-04T09:12", 7))
    found = dates(incident(update("10:00", live("10:01", 0)), postmortem=listed))
    assert found == {"postmortem": "2026-03-04T09:12:00", "u10:00": "10:01:00"}


def test_a_postmortem_under_embargo_comes_at_its_hour() -> None:
    listed = Postmortem(body="Why", published=at("2026-03-05T09:00"), publication=live("2026-03-04T09:12", 7))
    known = incident(update("10:00", live("10:01", 0)), postmortem=listed)
    assert "postmortem" not in dates(known, now=at("2026-03-05T08:59:59"))
    assert dates(known)["postmortem"] == "2026-03-05T09:00:00"


def test_a_draft_of_a_postmortem_is_no_entry() -> None:
    draft = Postmortem(body="Why", publication=live("10:30", 1))
    assert list(dates(incident(update("10:00", live("10:01", 0)), postmortem=draft))) == ["u10:00"]


def test_an_entry_has_one_date_in_whichever_feed() -> None:
    first = incident(update("10:00", live("11:00", 0)), id="2026-03-01-first")
    second = incident(update("10:01", live("11:00", 1)), id="2026-03-01-second")
    all_of_them = history(first, second)
    alone = newest_first(map(IncidentFacts, (second,)), entry_dates(HistoryFacts(all_of_them)), NOW)
    assert [dated.date for dated in alone] == [at("11:00:01")]


def test_a_feed_takes_the_newest_entries_of_many_incidents() -> None:
    many = [
        incident(update(f"10:{n:02}", live(f"11:{n:02}", n)), id=f"2026-03-01-n{n:02}") for n in range(40)
    ]
    everything = HistoryFacts(history(*many))
    newest = list(islice(newest_first(everything.incidents, entry_dates(everything), NOW), 3))
    assert [dated.entry.id for dated in newest] == ["u10:39", "u10:38", "u10:37"]


@given(st.lists(st.sets(st.sampled_from(["api", "web", "mail"])), max_size=12), st.integers(1, 4))
@tried(max_examples=50, deadline=None)
def test_each_component_and_group_has_its_own_newest_entries(touched: list[set[str]], most: int) -> None:
    components = tuple(Component(id=one, name=one) for one in ("api", "web", "mail", "quiet"))
    many = [
        incident(
            update(f"10:{n:02}", live(f"11:{n * 7 % 60:02}", n)),
            update(f"12:{n:02}", live(f"12:{n:02}:30", n + 20)),
            id=f"2026-03-01-n{n:02}",
            components=tuple((one, State.MAJOR_OUTAGE) for one in sorted(names)),
            withdrawn="a mistake" if n % 5 == 4 else None,
        )
        for n, names in enumerate(touched)
    ]
    settings = replace(SETTINGS, components=components)
    everything = HistoryFacts(replace(history(*many), settings=settings))
    topics = {component.id: (component.id,) for component in components} | {"both": ("api", "web")}
    found = newest_by_topic(everything, topics, entry_dates(everything), NOW, most)
    assert found == {
        topic: tuple(
            islice(
                newest_first(
                    [everything.of(one) for one in many if not set(ids).isdisjoint(one.component_ids)],
                    entry_dates(everything),
                    NOW,
                ),
                most,
            )
        )
        for topic, ids in topics.items()
    }


def test_the_page_of_the_past_has_the_dates_of_the_past() -> None:
    everything = history(
        incident(update("10:00", live("10:01", 0)), update("10:30", live("10:31", 1))),
        maintenance(live("09:00", 0), "10:01", "12:20"),
    )
    seen = dated_entries(HistoryFacts(as_of(everything, at("10:15"))), at("10:15"))
    later = {
        (dated.incident.id, dated.entry.id): dated.date
        for dated in dated_entries(HistoryFacts(everything), NOW)
    }
    assert {(dated.incident.id, dated.entry.id) for dated in seen} == {
        ("2026-03-01-errors", "u10:00"),
        ("2026-03-01-upgrade", "auto-in_progress-20260301T1001Z"),
    }
    assert all(later[dated.incident.id, dated.entry.id] == dated.date for dated in seen)


def test_dates_are_whole_seconds_in_utc() -> None:
    found = dated_entries(HistoryFacts(history(incident(update("10:00", live("10:01:00.250", 0))))), NOW)
    assert found[0].date == at("10:01:00")
    assert found[0].date.utcoffset() == timedelta(0)


def test_taking_over_from_the_clock_afterwards_moves_no_other_entry() -> None:
    other = incident(update("11:58", live("12:00:00", 1)))
    begun = update("11:59", live("12:05", 2), Status.IN_PROGRESS)
    found = dates(maintenance(live("09:00", 0), "12:00", "12:20", begun), other, now=at("12:06"))
    assert found == {"u11:59": "12:05:00", "u11:58": "12:00:01"}
