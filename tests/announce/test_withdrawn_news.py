"""A withdrawal is sent once, only to the channels that have the withdrawn message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
import world as worlds

from outspoken.announce.ledger.ledger_record import DeliveryState, Key
from outspoken.channels.sending.sender import Outcome, Sent

STEMS = list(worlds.STEMS)
FOLDER = f"incidents/2026-11/{worlds.INCIDENT}"
LAST = f"{FOLDER}/updates/{STEMS[2]}.md"
HEAD = f"{FOLDER}/incident.md"
WHY = "withdrawn: It still fails\n"


def change(site: Any, path: str, old: str, new: str, minutes: float) -> None:
    text = (site.root / path).read_text(encoding="utf-8")
    assert old in text
    site.write({path: text.replace(old, new)}, minutes=minutes)


def withdraw(site: Any, path: str = LAST, minutes: float = 5) -> None:
    text = (site.root / path).read_text(encoding="utf-8")
    site.write({path: text.replace("---\n", f"---\n{WHY}", 1)}, minutes=minutes)


def test_the_withdrawal_of_an_update_is_announced_once_as_a_reply(site: Any) -> None:
    site.run()
    withdraw(site)
    report = site.run(6)
    assert [str(key) for key in report.done] == [f"{worlds.INCIDENT}/withdrawn-{STEMS[2]}/team"]
    message = site.channels["team"].sent[3]
    assert message.subject == "[Withdrawn] Checkout errors"
    assert "We withdraw our update of 14:50 UTC: It still fails" in message.text
    assert "Current status: Identified" in message.text
    assert message.link.endswith(f"/incidents/{worlds.INCIDENT}/#withdrawn-{STEMS[2]}")
    assert message.thread.root_id == "id-1"
    assert site.run(7).done == {}


def test_the_withdrawal_of_a_whole_incident_is_announced_once(site: Any) -> None:
    site.run()
    withdraw(site, HEAD)
    assert [key.update for key in site.run(6).done] == ["withdrawn"]
    message = site.channels["team"].sent[3]
    assert message.text.splitlines()[0] == "We reported this in error: It still fails"
    assert "Checkout fails" not in message.text
    assert "Since" not in message.text
    assert site.run(7).done == {}


@pytest.mark.parametrize("path", [LAST, HEAD])
def test_what_was_never_announced_is_not_withdrawn_either(site: Any, path: str) -> None:
    withdraw(site, path, minutes=-5)
    site.run()
    assert site.channels["team"].updates == ([] if path == HEAD else STEMS[:2])


def test_only_the_channels_that_have_it_get_the_withdrawal(make: Callable[..., Any]) -> None:
    site = make("team", "mail")
    site.channels["mail"].answers = [Sent(outcome=Outcome.NO, why="refused", permanent=True)] * 3
    site.run()
    withdraw(site)
    site.run(6)
    assert site.channels["team"].updates[3:] == [f"withdrawn-{STEMS[2]}"]
    assert f"withdrawn-{STEMS[2]}" not in site.channels["mail"].updates


def test_a_message_that_may_have_gone_out_is_withdrawn_too(site: Any) -> None:
    maybe = Sent(outcome=Outcome.MAYBE, why="no answer")
    site.channels["team"].answers = [
        Sent(outcome=Outcome.YES, id="a"),
        Sent(outcome=Outcome.YES, id="b"),
        maybe,
    ]
    site.run()
    withdraw(site)
    site.run(6)
    assert site.channels["team"].updates[-1] == f"withdrawn-{STEMS[2]}"


def test_withdrawing_an_update_that_was_not_to_be_sent_announces_nothing(site: Any) -> None:
    site.add_update("20261121T145200Z-monitoring", extra="announce: false\n")
    site.run()
    withdraw(site, f"{FOLDER}/updates/20261121T145200Z-monitoring.md")
    assert site.run(6).done == {}


def test_a_withdrawal_passes_the_filter_that_its_update_passed(site: Any) -> None:
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    site.write({"mkdocs.yml": settings.replace("secret:", "filter: {statuses: [resolved]}, secret:")})
    site.run()
    withdraw(site)
    site.run(6)
    assert site.channels["team"].updates == [STEMS[2], f"withdrawn-{STEMS[2]}"]


def test_a_withdrawal_that_was_not_delivered_is_tried_again(site: Any) -> None:
    site.run()
    withdraw(site)
    site.channels["team"].answers = [Sent(outcome=Outcome.NO, why="busy")] * 3
    site.run(6)
    site.run(30)
    key = Key(worlds.INCIDENT, f"withdrawn-{STEMS[2]}", "team")
    assert site.ledger()[str(key)]["state"] == DeliveryState.SENT


def test_a_withdrawal_that_was_taken_back_before_it_went_out_is_not_announced(site: Any) -> None:
    site.run()
    withdraw(site)
    refusal = Sent(outcome=Outcome.NO, why="busy", not_before=site.now + timedelta(minutes=20))
    site.channels["team"].answers = [refusal]
    site.run(6)
    change(site, LAST, WHY, "", minutes=10)
    site.run(30)
    key = Key(worlds.INCIDENT, f"withdrawn-{STEMS[2]}", "team")
    assert site.ledger()[str(key)]["state"] == DeliveryState.SKIPPED
    assert site.run(31).done == {}


def test_what_is_withdrawn_a_second_time_is_announced_once(site: Any) -> None:
    site.run()
    withdraw(site)
    site.run(6)
    change(site, LAST, WHY, "", minutes=10)
    site.run(11)
    withdraw(site, minutes=15)
    site.run(16)
    assert site.channels["team"].updates == [*STEMS, f"withdrawn-{STEMS[2]}"]


def test_a_withdrawal_that_is_not_committed_is_not_announced(site: Any) -> None:
    site.run()
    text = (site.root / LAST).read_text(encoding="utf-8")
    site.write({LAST: text.replace("---\n", f"---\n{WHY}", 1)}, commit=False)
    assert site.run(6).done == {}


OTHER_NAMES = ("2026-11-21-checkout-fails", "2026-11-21-cards-fail")


def test_the_withdrawal_of_what_was_announced_under_other_names_is_sent(site: Any) -> None:
    site.run()
    for minutes, (old, new) in enumerate(pairwise((worlds.INCIDENT, *OTHER_NAMES)), start=5):
        at = site.now + timedelta(minutes=minutes)
        worlds.git(site.root, "mv", f"incidents/2026-11/{old}", f"incidents/2026-11/{new}", at=at)
        worlds.git(site.root, "commit", "-qm", "Renamed by hand", at=at)
        site.run(minutes + 0.5)
    path = f"incidents/2026-11/{OTHER_NAMES[-1]}/updates/{STEMS[1]}.md"
    text = (site.root / path).read_text(encoding="utf-8")
    site.write({path: text.replace("---\n", "---\nwithdrawn: A mistake\n", 1)}, minutes=10)
    site.run(11)

    assert site.channels["team"].updates[3:] == [f"withdrawn-{STEMS[1]}"]
    assert site.channels["team"].sent[3].thread.root_id == "id-1"
