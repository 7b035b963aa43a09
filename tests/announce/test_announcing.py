"""Every update is sent once on every channel, in order, after the guards; a broken channel stops no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import world as worlds
from tests.announce.team_channel import ON_BRANCH

from outspoken.announce.ledger.ledger_record import DeliveryState
from outspoken.channels.delivery_promise import UNLIMITED
from outspoken.channels.sending.sender import ChannelError, Outcome, Sent
from outspoken.errors import ProblemsError

STEMS = list(worlds.STEMS)
MAYBE = Sent(outcome=Outcome.MAYBE, why="no answer")
NO = Sent(outcome=Outcome.NO, why="busy")
YES = Sent(outcome=Outcome.YES, id="found")


def refused(minutes: float, site: Any) -> Sent:
    return Sent(outcome=Outcome.NO, why="too many", not_before=site.now + timedelta(minutes=minutes))


def states(site: Any) -> list[str]:
    return [record["state"] for _, record in sorted(site.ledger().items())]


def test_every_update_is_sent_once_in_order_and_a_second_run_sends_nothing(site: Any) -> None:
    report = site.run()
    assert site.channels["team"].updates == STEMS
    assert [record.state for record in report.done.values()] == [DeliveryState.SENT] * 3
    assert not report.needs_a_person
    assert site.run(1).done == {}
    assert site.channels["team"].updates == STEMS


def test_no_incident_is_read_if_nothing_is_left_to_announce(
    site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.run()
    monkeypatch.setattr(
        "outspoken.source.last_good.read", lambda *_args, **_more: pytest.fail("it read the site")
    )
    assert site.run(1).done == {}
    with pytest.raises(pytest.fail.Exception):
        site.run(2, force=True)


def test_an_update_committed_after_that_is_announced(site: Any) -> None:
    site.run()
    site.add_update("20261121T150500Z-monitoring", minutes=5)
    site.run(6)
    assert site.channels["team"].updates[3:] == ["20261121T150500Z-monitoring"]


def test_an_edit_announces_nothing(site: Any) -> None:
    site.run()
    path = f"incidents/2026-11/{worlds.INCIDENT}/updates/{STEMS[0]}.md"
    old = (site.root / path).read_text(encoding="utf-8")
    site.write({path: old.replace("We say", "We had said")}, minutes=5)
    assert site.run(6).done == {}


def test_later_updates_reply_to_the_first_of_their_incident(site: Any) -> None:
    site.run()
    first, second, third = (message.thread for message in site.channels["team"].sent)
    assert first is None
    assert (second.root_id, second.parent_id) == ("id-1", "id-1")
    assert (third.root_id, third.parent_id) == ("id-1", "id-2")
    site.add_update("20261121T150500Z-monitoring", minutes=5)
    site.run(6)
    thread = site.channels["team"].sent[3].thread
    assert (thread.root_id, thread.parent_id) == ("id-1", "id-3")
    assert thread.root_key == str(site.key(0, "team"))


def test_what_is_not_committed_is_not_announced(site: Any) -> None:
    site.add_update("20261121T150000Z-monitoring", commit=False)
    report = site.run()
    assert site.channels["team"].updates == STEMS
    assert [path.rpartition("/")[2] for path in report.uncommitted] == ["20261121T150000Z-monitoring.md"]


@pytest.mark.parametrize("extra", ["announce: false\n", "withdrawn: a mistake\n"])
def test_an_update_with_announce_false_or_withdrawn_is_not_announced(site: Any, extra: str) -> None:
    site.add_update("20261121T145500Z-monitoring", extra=extra)
    site.run()
    assert site.channels["team"].updates == STEMS


def test_a_channel_s_first_run_leaves_what_is_older_than_an_hour(site: Any) -> None:
    report = site.run(minutes=55)
    assert (report.done, report.stale) == ({}, ())
    site.add_update("20261121T155500Z-monitoring", minutes=56)
    site.run(minutes=57)
    assert site.channels["team"].updates == ["20261121T155500Z-monitoring"]


def test_a_new_channel_does_not_get_the_past(make: Callable[..., Any]) -> None:
    site = make("team")
    site.run()
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    site.write({"mkdocs.yml": settings.replace("team: {", "other: {")}, minutes=80)
    site.channels["other"] = type(site.channels["team"])()
    site.run(80)
    assert site.channels["other"].updates == []


def test_what_is_older_than_a_day_is_skipped_and_said(site: Any) -> None:
    site.run()
    site.add_update("20261121T150500Z-monitoring", minutes=5)
    report = site.run(6 + 24 * 60)
    assert [key.update for key in report.stale] == ["20261121T150500Z-monitoring"]
    assert report.needs_a_person
    assert site.channels["team"].updates == STEMS
    assert site.run(7 + 24 * 60).stale == ()


def test_with_force_it_is_announced(site: Any) -> None:
    site.run()
    site.add_update("20261121T150500Z-monitoring", minutes=5)
    site.run(6 + 24 * 60, force=True)
    assert len(site.channels["team"].updates) == 4


def add_many(site: Any, count: int) -> None:
    files: dict[str, str] = {}
    for number in range(count):
        stem = f"20261121T14{41 + number // 60:02}{number % 60:02}Z-note"
        text = f"---\nat: 2026-11-21T14:{41 + number // 60:02}:{number % 60:02}Z\n---\nNote {number}.\n"
        files[f"incidents/2026-11/{worlds.INCIDENT}/updates/{stem}.md"] = text
    site.write(files)


def test_more_than_five_updates_at_once_are_announced_only_with_force(make: Callable[..., Any]) -> None:
    site = make("one", "two", "three")
    add_many(site, 77)
    report = site.run()
    assert (len(report.withheld), report.done, report.needs_a_person) == (80, {}, True)
    assert [channel.sent for channel in site.channels.values()] == [[]] * 3
    for channel in site.channels.values():
        channel.repeatable = UNLIMITED
    seen: list[tuple[int, int]] = []
    dependencies = site.dependencies(1)
    report = site.run(
        1,
        force=True,
        dependencies=type(dependencies)(**{**_parts(dependencies), "progress": lambda *at: seen.append(at)}),
    )
    assert {len(set(channel.updates)) for channel in site.channels.values()} == {80}
    assert {len(channel.updates) for channel in site.channels.values()} == {80}
    assert (seen[0], seen[-1]) == ((0, 240), (240, 240))
    assert site.run(2).withheld == ()


def _parts(dependencies: Any) -> dict[str, Any]:
    return {name: getattr(dependencies, name) for name in ("senders", "compose", "clock", "sleep", "step")}


def test_five_updates_on_many_channels_are_announced(make: Callable[..., Any]) -> None:
    site = make("one", "two")
    add_many(site, 2)
    site.run()
    assert [len(channel.sent) for channel in site.channels.values()] == [5, 5]


def test_a_channel_that_cannot_send_delays_no_other_and_catches_up(make: Callable[..., Any]) -> None:
    site = make("broken", "team")
    channel = type("Broken", (), {"id": "broken"})()
    site.faults["broken"] = ChannelError(channel, "WEBHOOK_URL is not set", "set WEBHOOK_URL")
    report = site.run()
    assert [(one.channel, one.hint) for one in report.channel_problems] == [("broken", "set WEBHOOK_URL")]
    assert (site.channels["team"].updates, report.needs_a_person) == (STEMS, True)
    site.faults.clear()
    site.run(90)
    assert site.channels["broken"].updates == STEMS


def test_a_broken_template_holds_its_channel_alone(make: Callable[..., Any]) -> None:
    site = make("broken", "team")
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    files = {
        "mkdocs.yml": settings.replace("broken: {", "broken: {template: mine.txt, "),
        "templates/messages/mine.txt": "{{ nothing.at.all }",
    }
    site.write(files)
    report = site.run()
    assert [one.channel for one in report.channel_problems] == ["broken"]
    assert "templates/messages/mine.txt" in report.channel_problems[0].message
    assert (site.channels["broken"].updates, site.channels["team"].updates) == ([], STEMS)
    assert {key.rpartition("/")[2] for key in site.ledger()} == {"team"}


def test_a_channel_whose_sender_raises_stops_no_other_and_shows_no_secret(make: Callable[..., Any]) -> None:
    site = make("broken", "team")
    site.channels["broken"].send = lambda _message: 1 / 0
    report = site.run()
    assert site.channels["team"].updates == STEMS
    assert {record.why for record in report.held.values()} == {"the sender failed (ZeroDivisionError)"}


def test_where_nothing_can_be_found_out_a_doubtful_message_is_held_and_the_rest_is_sent(site: Any) -> None:
    site.channels["team"].answers = [MAYBE]
    report = site.run()
    assert states(site) == ["held", "sent", "sent"]
    assert (list(report.held), report.needs_a_person) == ([site.key(0, "team")], True)
    assert site.run(30).needs_a_person
    assert site.channels["team"].updates == STEMS


def test_a_message_that_may_be_repeated_is_repeated_in_doubt(site: Any) -> None:
    site.channels["team"].repeatable = UNLIMITED
    site.channels["team"].answers = [MAYBE, MAYBE]
    site.run()
    assert site.channels["team"].updates == [STEMS[0], STEMS[0], *STEMS]
    assert len({message.dedup for message in site.channels["team"].sent}) == 3
    assert states(site) == ["sent"] * 3


def test_a_message_that_can_be_read_back_is_looked_for_before_it_is_sent_again(site: Any) -> None:
    site.channels["team"].readable = True
    site.channels["team"].answers, site.channels["team"].found = [MAYBE], [YES]
    site.run()
    assert site.channels["team"].updates == STEMS
    assert site.ledger()[str(site.key(0, "team"))]["id"] == "found"


def test_what_is_not_found_may_still_be_under_way_and_is_sent_again_once_it_cannot_be(site: Any) -> None:
    channel = site.channels["team"]
    channel.readable = True
    channel.answers, channel.found = [MAYBE], [Sent(outcome=Outcome.NO)] * 3
    site.run()
    assert (channel.updates, states(site)) == ([STEMS[0]], ["retry"] * 3)
    site.run(2)
    assert channel.updates == [STEMS[0]]
    site.run(4)
    assert channel.updates == [STEMS[0], *STEMS]


def test_a_request_that_was_handled_late_is_found_and_not_repeated(site: Any) -> None:
    channel = site.channels["team"]
    channel.readable = True
    channel.answers, channel.found = [MAYBE], [Sent(outcome=Outcome.NO), YES]
    site.run()
    site.run(4)
    assert (channel.updates, states(site)) == (STEMS, ["sent"] * 3)


def test_a_channel_that_shows_a_message_late_is_given_the_time(site: Any) -> None:
    channel = site.channels["team"]
    channel.readable, channel.settles = True, timedelta(minutes=2)
    channel.answers, channel.found = [MAYBE], [Sent(outcome=Outcome.NO)]
    site.run()
    assert site.ledger()[str(site.key(0, "team"))]["doubt"] is True
    channel.found = [YES]
    site.run(10)
    assert channel.updates == STEMS
    assert states(site) == ["sent"] * 3


def test_a_channel_that_keeps_keys_for_an_hour_is_read_back_after_it(site: Any) -> None:
    channel = site.channels["team"]
    channel.repeatable, channel.readable = timedelta(hours=1), True
    channel.answers, channel.found = [MAYBE] * 3, []
    site.run()
    assert (len(channel.sent), states(site)) == (3, ["retry"] * 3)
    channel.found = [YES]
    site.run(70)
    assert channel.updates[3:] == STEMS[1:]


def test_a_channel_that_asks_for_time_gets_it_across_runs(site: Any) -> None:
    site.channels["team"].answers = [refused(20, site)]
    report = site.run()
    assert (len(site.channels["team"].sent), report.needs_a_person) == (1, False)
    site.run(10)
    assert len(site.channels["team"].sent) == 1
    site.run(21)
    assert site.channels["team"].updates == [STEMS[0], *STEMS]


def test_a_short_wait_is_waited(site: Any) -> None:
    site.channels["team"].answers = [refused(0.25, site)]
    site.run()
    assert site.channels["team"].updates == [STEMS[0], *STEMS]
    assert 10 < sum(site.waits) <= 15


def test_a_no_that_no_retry_mends_is_held_with_its_reason(site: Any) -> None:
    site.channels["team"].answers = [Sent(outcome=Outcome.NO, why="401: token revoked", permanent=True)]
    report = site.run()
    assert [record.why for record in report.held.values()] == ["401: token revoked"]
    assert not next(iter(report.held.values())).doubt


def test_doubt_outlives_a_later_no(site: Any) -> None:
    """The first attempt may have been delivered, whatever the answer to the second was."""
    channel = site.channels["team"]
    channel.repeatable, channel.answers = timedelta(hours=1), [MAYBE, refused(20, site)]
    site.run()
    assert site.ledger()[str(site.key(0, "team"))]["doubt"] is True
    report = site.run(90)
    assert list(report.held) == [site.key(0, "team")]
    assert channel.updates == [STEMS[0], STEMS[0], *STEMS[1:]]


def test_what_cannot_be_delivered_for_a_day_is_a_person_s_to_decide(site: Any) -> None:
    site.channels["team"].answers = [NO] * 99
    site.run()
    report = site.run(24 * 60)
    assert next(record.why for record in report.held.values()) == "it was not delivered within a day: busy"


def test_a_message_waiting_to_be_tried_again_is_given_up_when_its_update_is_withdrawn(site: Any) -> None:
    site.channels["team"].answers = [NO] * 3
    site.run()
    path = f"incidents/2026-11/{worlds.INCIDENT}/updates/{STEMS[0]}.md"
    old = (site.root / path).read_text(encoding="utf-8")
    site.write({path: old.replace("status:", "withdrawn: not so\nstatus:")}, minutes=30)
    site.run(40)
    assert site.channels["team"].updates == [STEMS[0]] * 3 + STEMS[1:]
    assert states(site) == ["skipped", "sent", "sent"]


@ON_BRANCH
def test_a_dry_run_shows_every_message_and_touches_nothing(site: Any) -> None:
    report = site.run(dry_run=True)
    assert [message.update_id for message in report.written] == STEMS
    assert (site.channels["team"].sent, site.ledger()) == ([], {})
    assert site.git("for-each-ref") == ""


def test_a_phase_of_maintenance_and_a_post_mortem_are_news_too(site: Any) -> None:
    site.run()
    folder = "incidents/2026-11/2026-11-21-new-disks"
    files = {
        f"{folder}/incident.md": "---\ntitle: New disks\nkind: maintenance\n"
        "components: {checkout: under_maintenance}\n"
        "scheduled: {from: 2026-11-21T15:30Z, until: 2026-11-21T15:40Z}\n---\nWe swap disks.\n",
        f"{folder}/updates/20261121T150100Z-scheduled.md": "---\nstatus: scheduled\n"
        "at: 2026-11-21T15:01Z\n---\nPlanned.\n",
        f"incidents/2026-11/{worlds.INCIDENT}/postmortem.md": "---\n"
        "published: 2026-11-21T16:00Z\n---\nWhy.\n",
    }
    site.write(files, minutes=2)
    announced = []
    for minutes in (3, 20, 31, 50, 61, 62):
        before = len(site.channels["team"].updates)
        site.run(minutes)
        announced.append(site.channels["team"].updates[before:])
    assert announced == [
        ["20261121T150100Z-scheduled"],
        [],
        ["auto-in_progress-20261121T1530Z"],
        ["auto-completed-20261121T1540Z"],
        ["postmortem"],
        [],
    ]


def test_a_filter_lets_pass_what_it_names(site: Any) -> None:
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    narrowed = settings.replace("team: {", "team: {filter: {statuses: [resolved]}, ")
    site.write({"mkdocs.yml": narrowed})
    site.run()
    assert site.channels["team"].updates == STEMS[2:]


def test_a_broken_incident_stops_nothing_but_itself(site: Any) -> None:
    site.run()
    site.add_update("20261121T150500Z-monitoring", minutes=5)
    site.write({f"incidents/2026-11/{worlds.INCIDENT}/updates/20261121T150600Z-x.md": "no front matter"})
    report = site.run(7)
    assert report.needs_a_person
    assert site.channels["team"].updates[3:] == ["20261121T150500Z-monitoring"]


def test_settings_that_cannot_be_read_are_a_problem(site: Any) -> None:
    site.write({"mkdocs.yml": "site_name: ["})
    worlds.git(site.root, "checkout", "-q", "--orphan", "anew")
    worlds.git(site.root, "commit", "-q", "-m", "all is broken")
    with pytest.raises(ProblemsError):
        site.run()


def test_a_run_that_is_out_of_time_leaves_the_rest_to_the_next(site: Any) -> None:
    site.channels["team"].repeatable = UNLIMITED
    assert site.run(seconds=-1).done != {}
    assert (site.channels["team"].sent, states(site)) == ([], ["retry"] * 3)
    site.run(1)
    assert site.channels["team"].updates == STEMS
