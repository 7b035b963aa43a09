"""A moved incident is announced no second time, and the feeds' ids stay: with a real git repository."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import world as worlds
from click.testing import CliRunner
from tests.announce.team_channel import ON_BRANCH

from outspoken.announce.ended_news import ended
from outspoken.announce.ledger.ledger_contents import LedgerContents
from outspoken.announce.ledger.ledger_record import DeliveryState, Record
from outspoken.channels.sending.sender import Outcome, Sent
from outspoken.cli import main
from outspoken.derive.facts import HistoryFacts
from outspoken.model.history import History
from outspoken.render.feeds.all_feeds import feed_outputs
from outspoken.source.load import load

FIRST, SECOND, THIRD = worlds.INCIDENT, "2026-11-21-checkout-fails", "2026-11-21-cards-fail"
NO = Sent(outcome=Outcome.NO, why="busy")


def move(site: Any, new: str, *, minutes: float) -> None:
    """Give the only incident another id, in a commit."""
    at = site.now + timedelta(minutes=minutes)
    done = CliRunner().invoke(main, ["move", "2026-11-21", new, "--root", str(site.root)])
    assert done.exit_code == 0, done.output
    worlds.git(site.root, "add", "-A", at=at)
    worlds.git(site.root, "commit", "-qm", f"Move to {new}", at=at)


def history(root: Path, minutes: float) -> History:
    loaded = load(root, now=worlds.NOW + timedelta(minutes=minutes))
    assert loaded.is_good and loaded.history is not None
    return loaded.history


def entries(root: Path, minutes: float) -> list[list[str]]:
    """The ids and dates of every feed's entries."""
    facts = HistoryFacts(history(root, minutes))
    made = feed_outputs(facts, worlds.NOW + timedelta(minutes=minutes))
    kept = r"<(id|published|updated)>(tag:[^<]*|2[^<]*)<"
    return [
        [value for _, value in re.findall(kept, output.data.decode().partition("<entry>")[2])]
        for output in made
        if output.path in ("updates.atom", "history.atom", f"incidents/{FIRST}/updates.atom")
    ]


def test_moved_there_on_and_back_nothing_is_sent_and_no_entry_is_new(site: Any) -> None:
    site.run()
    before, sent = entries(site.root, 1), len(site.channels["team"].sent)
    assert all(before)
    for minutes, name in enumerate((SECOND, THIRD, FIRST), start=5):
        move(site, name, minutes=minutes)
        report = site.run(minutes + 0.5)

        assert history(site.root, 60).incidents[0].id == name
        assert (len(site.channels["team"].sent), report.known, report.needs_a_person) == (sent, {}, False)
        assert entries(site.root, 60) == before
    assert {key.partition("/")[0] for key in site.ledger()} == {FIRST}


def test_what_waits_while_the_incident_is_moved_is_sent_once_under_its_first_key(site: Any) -> None:
    site.channels["team"].answers = [NO] * 9
    site.run()
    move(site, SECOND, minutes=2)
    site.channels["team"].answers = []
    refused = len(site.channels["team"].sent)
    site.run(40)
    site.run(60)

    assert site.channels["team"].updates[refused:] == list(worlds.STEMS)
    assert {message.incident_id for message in site.channels["team"].sent} == {FIRST}


def test_the_next_update_is_a_reply_in_the_thread_of_the_first_id(site: Any) -> None:
    site.run()
    move(site, SECOND, minutes=2)
    path = f"incidents/2026-11/{SECOND}/updates/20261121T150300Z-monitoring.md"
    site.write({path: "---\nstatus: monitoring\nat: 2026-11-21T15:03Z\n---\nBack.\n"}, minutes=3)
    site.run(4)

    last = site.channels["team"].sent[-1]
    assert (last.key, last.thread.root_key) == (
        f"{FIRST}/20261121T150300Z-monitoring/team",
        str(site.key(0, "team")),
    )
    assert last.link.startswith(f"https://status.example.com/incidents/{SECOND}/")


@ON_BRANCH
def test_a_shallow_clone_reads_the_recorded_id(site: Any) -> None:
    site.run()
    move(site, SECOND, minutes=2)
    worlds.git(site.root, "push", "-q", "origin", "main")
    worlds.git(
        site.root.parent, "clone", "-q", "--depth=1", "--branch=main", f"file://{site.remote}", "shallow"
    )
    site.root = site.root.parent / "shallow"
    report = site.run(5)

    assert (len(site.channels["team"].sent), report.known, report.needs_a_person) == (3, {}, False)


def test_what_was_announced_under_an_id_that_came_later_is_not_announced_under_the_first(site: Any) -> None:
    site.run()
    # Renamed by hand before the first announcement: the recorded id was never in the ledger.
    head = site.root / f"incidents/2026-11/{FIRST}/incident.md"
    text = head.read_text(encoding="utf-8").replace("---\n", "---\naliases: [2026-11-20-older]\n", 1)
    site.write({f"incidents/2026-11/{FIRST}/incident.md": text}, minutes=3)
    report = site.run(4)

    assert len(site.channels["team"].sent) == 3
    assert {record.why for record in report.known.values()} == {
        f"it was announced as {site.key(place, 'team')}" for place in range(3)
    }


def test_a_message_waits_while_its_incident_may_be_one_that_cannot_be_read(site: Any) -> None:
    retry = Record(state=DeliveryState.RETRY, at=site.now, run="run")
    key = site.key(0, "team")
    book = LedgerContents(name="ledger", loose={key: retry})
    here = history(site.root, 60)
    without = History(settings=here.settings, incidents=())
    now = site.now + timedelta(hours=1)

    assert ended(without, {SECOND}, set(), book, now, "run") == ()
    assert [one.key for one in ended(without, (), set(), book, now, "run")] == [key]


@ON_BRANCH
def test_a_person_may_name_a_held_message_by_the_present_id(site: Any) -> None:
    site.channels["team"].answers = [Sent(outcome=Outcome.MAYBE, why="no answer")]
    site.run()
    move(site, SECOND, minutes=2)
    named = f"{SECOND}/{worlds.STEMS[0]}/team"
    done = CliRunner().invoke(
        main,
        ["announce", "resolve", named, "--sent", "--root", str(site.root)],
        env={"SOURCE_DATE_EPOCH": "1795276800"},
    )
    assert done.exit_code == 0, done.output
    assert site.ledger()[str(site.key(0, "team"))]["state"] == "sent"
