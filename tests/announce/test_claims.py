"""A claim is the right to send, for a while: who lost it sends nothing, and who takes it over looks first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import world as worlds
from msgspec.structs import replace
from tests.announce.team_channel import ON_BRANCH

from outspoken.announce.ledger.checkpoints import Checkpoint
from outspoken.announce.ledger.ledger_record import DeliveryState, Record
from outspoken.channels.delivery_promise import UNLIMITED
from outspoken.channels.sending.sender import Outcome, Sent
from outspoken.errors import ProblemsError

STEMS = list(worlds.STEMS)
MAYBE = Sent(outcome=Outcome.MAYBE, why="no answer")
NO = Sent(outcome=Outcome.NO, why="not there")
YES = Sent(outcome=Outcome.YES, id="found")


class Killed(BaseException):
    """The run is no more."""


def states(site: Any) -> list[str]:
    return [record["state"] for _, record in sorted(site.ledger().items())]


def paused(site: Any, at: Checkpoint, seconds: float, meanwhile: Callable[[], Any]) -> Any:
    """What a run takes from outside that is stopped once at a step, for so long by its own clock."""
    passed = [0.0]

    def step(reached: Checkpoint) -> None:
        if reached is at and not passed[0]:
            passed[0] = seconds
            meanwhile()

    return replace(site.dependencies(0), step=step, elapsed=lambda: passed[0])


def killed(site: Any, at: Checkpoint, minutes: float = 0) -> None:
    """A run that is killed at a step."""

    def step(reached: Checkpoint) -> None:
        if reached is at:
            raise Killed

    with pytest.raises(Killed):
        site.run(minutes, dependencies=replace(site.dependencies(minutes), step=step))


def edit(site: Any, old: str, new: str, *, minutes: float, name: str = f"updates/{STEMS[0]}") -> None:
    path = f"incidents/2026-11/{worlds.INCIDENT}/{name}.md"
    text = (site.root / path).read_text(encoding="utf-8")
    site.write({path: text.replace(old, new)}, minutes=minutes)


@pytest.mark.parametrize("seconds", [2.0, 3600.0])
@pytest.mark.parametrize("step", [Checkpoint.CLAIM_KNOWN, Checkpoint.THREAD_KNOWN, Checkpoint.BEFORE_SENDING])
@ON_BRANCH
def test_a_run_that_wakes_after_its_claim_was_taken_over_sends_nothing(
    site: Any, step: Checkpoint, seconds: float
) -> None:
    """However short the pause looks on its own clock."""
    channel = site.channels["team"]
    channel.readable, channel.found = True, [NO] * 9
    site.run(dependencies=paused(site, step, seconds, lambda: site.run(16)))
    assert channel.updates == STEMS
    assert states(site) == ["sent"] * 3


def test_a_run_that_wakes_before_its_claim_was_taken_over_renews_it_and_sends(site: Any) -> None:
    seen: list[Any] = []
    site.run(dependencies=paused(site, Checkpoint.BEFORE_SENDING, 100, lambda: seen.append(site.ledger())))
    assert (site.channels["team"].updates, len(seen)) == (STEMS, 1)


@ON_BRANCH
def test_what_a_frozen_run_did_not_send_is_held_where_no_one_can_look(site: Any) -> None:
    site.run(dependencies=paused(site, Checkpoint.BEFORE_SENDING, 3600, lambda: site.run(16)))
    assert site.channels["team"].updates == STEMS[1:]
    assert states(site) == ["held", "sent", "sent"]


@ON_BRANCH
def test_a_run_that_cannot_ask_the_ledger_before_sending_sends_nothing(site: Any) -> None:
    def away() -> None:
        site.remote.rename(site.remote.with_name("away.git"))

    report = site.run(dependencies=paused(site, Checkpoint.BEFORE_SENDING, 2, away))
    assert site.channels["team"].sent == []
    assert report.channel_problems or report.waiting


@pytest.mark.parametrize("key", [None, timedelta(hours=1)])
def test_an_earlier_post_is_looked_for_in_the_words_that_were_sent(site: Any, key: timedelta | None) -> None:
    """Whatever the update says by now."""
    channel = site.channels["team"]
    channel.readable, channel.repeatable = True, key
    killed(site, Checkpoint.SENT)
    first = channel.sent[0].text
    edit(site, "We say", "We said", minutes=10)
    looked: list[str] = []
    channel.find = lambda message: looked.append(message.text) or YES
    site.run(61)
    assert (looked, channel.updates) == ([first], STEMS)


def test_a_text_that_was_certainly_not_sent_is_rendered_again(site: Any) -> None:
    channel = site.channels["team"]
    channel.readable, channel.found = True, [NO]
    killed(site, Checkpoint.BEFORE_SENDING)
    edit(site, "We say", "We said", minutes=10)
    site.run(16)
    assert "We said" in channel.sent[0].text
    assert channel.updates == STEMS


def test_in_doubt_a_channel_that_takes_a_key_gets_the_same_words_again(site: Any) -> None:
    channel = site.channels["team"]
    channel.repeatable = UNLIMITED
    killed(site, Checkpoint.SENT)
    edit(site, "We say", "We said", minutes=10)
    site.run(16)
    assert channel.sent[1].text == channel.sent[0].text


def test_after_a_plain_no_the_mended_words_go_out(site: Any) -> None:
    channel = site.channels["team"]
    channel.repeatable, channel.answers = UNLIMITED, [NO] * 3
    site.run()
    edit(site, "We say", "We said", minutes=10)
    site.run(16)
    assert "We said" in channel.sent[3].text


def test_the_ledger_drops_the_text_with_the_receipt(site: Any) -> None:
    killed(site, Checkpoint.SENT)
    assert "We say" in site.ledger()[str(site.key(0, "team"))]["words"]
    site.channels["team"].readable, site.channels["team"].found = True, [YES]
    site.run(16)
    assert not any("words" in record for record in site.ledger().values())


def test_later_updates_wait_for_one_that_a_killed_run_claimed_and_the_run_says_why(site: Any) -> None:
    channel = site.channels["team"]
    channel.readable, channel.found = True, [NO]
    killed(site, Checkpoint.CLAIM_KNOWN)
    site.add_update("20261121T150200Z-monitoring", minutes=2)
    report = site.run(3)
    assert channel.sent == []
    whys = list(report.waiting.values())
    assert (
        whys[0] == "a run claimed it at 15:00 UTC; if that run has ended, the message is retried at 15:15 UTC"
    )
    assert whys[-1] == f"{site.key(0, 'team')} must be sent first"
    site.run(16)
    assert channel.updates == [*STEMS, "20261121T150200Z-monitoring"]


def test_another_incident_does_not_wait_for_it(site: Any) -> None:
    site.channels["team"].readable = True
    killed(site, Checkpoint.CLAIM_KNOWN)
    other = worlds.INCIDENT.replace("checkout", "search")
    text = (site.root / f"incidents/2026-11/{worlds.INCIDENT}/incident.md").read_text(encoding="utf-8")
    site.write(
        {
            f"incidents/2026-11/{other}/incident.md": text,
            f"incidents/2026-11/{other}/updates/{STEMS[0]}.md": "---\nstatus: investigating\n"
            "at: 2026-11-21T14:40Z\n---\nSearch, too.\n",
        },
        minutes=2,
    )
    site.run(3)
    assert [message.incident_id for message in site.channels["team"].sent] == [other]


def claimed(site: Any, at: timedelta) -> None:
    """A claim in the ledger that a killed run dated so."""
    from outspoken.announce.ledger.branch_store import GitLedger
    from outspoken.announce.ledger.ledger import Ledger, Purpose
    from outspoken.announce.ledger.ledger_record import RecordChange

    store = GitLedger(url=str(site.remote), scratch=site.root.parent / "scratch.git", clock=lambda: site.now)
    ledger = Ledger(store, sleep=lambda _seconds: None)
    ledger.open()
    after = Record(state=DeliveryState.CLAIMED, at=site.now + at, run="another")
    ledger.commit([RecordChange(key=site.key(0, "team"), before=None, after=after)], Purpose.CLAIM, "Claim")


@ON_BRANCH
def test_a_claim_by_a_clock_some_minutes_ahead_is_waited_for_and_said(site: Any) -> None:
    claimed(site, timedelta(minutes=10))
    report = site.run()
    assert site.channels["team"].sent == []
    assert "by a clock that is ahead of this one by 10 min" in report.waiting[site.key(0, "team")]


@ON_BRANCH
def test_a_claim_from_far_in_the_future_is_looked_for_twice_and_not_waited_for(site: Any) -> None:
    channel = site.channels["team"]
    channel.readable, channel.found = True, [NO] * 2
    claimed(site, timedelta(days=400))
    site.run()
    assert (channel.sent, states(site)) == ([], ["retry"] * 3)
    site.run(5)
    assert channel.updates == STEMS


@pytest.mark.parametrize("year", ["0001", "9999"])
@ON_BRANCH
def test_a_year_that_cannot_be_is_a_problem_with_its_file(site: Any, year: str) -> None:
    site.run()
    path = f"2026-11/{site.key(0, 'team')}.json"
    worlds.git(site.root, "fetch", "-q", str(site.remote), "announcements:announcements")
    worlds.git(site.root, "worktree", "add", "-q", "../hand", "announcements")
    hand = site.root.parent / "hand"
    (hand / path).write_text(f'{{"state": "claimed", "at": "{year}-12-31T23:59:59Z"}}', encoding="utf-8")
    worlds.git(hand, "commit", "-qam", "By hand")
    worlds.git(hand, "push", "-q", str(site.remote), "announcements")
    with pytest.raises(ProblemsError) as fault:
        site.run(1)
    assert [(problem.path, problem.rule) for problem in fault.value.problems] == [
        (f"announcements:{path}", "bad-ledger")
    ]


@pytest.mark.parametrize("how", ["withdrawn", "removed", "incident removed", "channel gone"])
def test_a_claim_whose_news_is_gone_is_ended_and_named(site: Any, how: str) -> None:
    killed(site, Checkpoint.SENT)
    folder = f"incidents/2026-11/{worlds.INCIDENT}"
    path = f"{folder}/updates/{STEMS[0]}.md"
    text = (site.root / path).read_text(encoding="utf-8")
    if how == "withdrawn":
        site.write({path: text.replace("status:", "withdrawn: not so\nstatus:")}, minutes=10)
    elif how == "removed":
        (site.root / path).unlink()
        site.write({}, minutes=10)
    elif how == "incident removed":
        worlds.git(site.root, "rm", "-rq", folder)
        site.write({"incidents/.gitkeep": ""}, minutes=10)
    else:
        settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
        site.channels["crew"] = site.channels["team"]
        site.write({"mkdocs.yml": settings.replace("team:", "crew:")}, minutes=10)
    key, minutes = site.key(0, "team"), 60 * 25 if how == "channel gone" else 16
    report = site.run(minutes)
    assert list(report.ended) == [key]
    assert report.ended[key].why.endswith("it may have been sent before")
    assert site.ledger()[str(key)]["state"] == "skipped"
    assert site.run(minutes + 1).ended == {}


def test_what_is_given_up_is_said_before_it_is_written_down(site: Any) -> None:
    site.run()
    site.add_update("20261121T150500Z-monitoring", minutes=5)
    said: list[Any] = []

    def step(reached: Checkpoint) -> None:
        if reached is Checkpoint.SETTLING_BEGUN:
            raise Killed

    for minutes in (24 * 60 + 6, 24 * 60 + 7):
        with pytest.raises(Killed):
            site.run(
                minutes, dependencies=replace(site.dependencies(minutes), step=step, give_up=said.extend)
            )
    assert [change.key.update for change in said] == ["20261121T150500Z-monitoring"] * 2


@ON_BRANCH
def test_a_ledger_that_was_set_back_stops_every_announcement_until_it_is_put_back(site: Any) -> None:
    site.run()
    whole = site.git("rev-parse", "announcements")
    site.git("update-ref", "refs/heads/announcements", "announcements~2")
    with pytest.raises(ProblemsError) as fault:
        site.run(1)
    problem = fault.value.problems[0]
    assert (problem.rule, "was reset" in problem.message) == ("lost-ledger", True)
    assert "git fetch origin refs/outspoken/newest" in problem.hint
    worlds.git(site.root, "fetch", "-q", "origin", "refs/outspoken/newest")
    worlds.git(site.root, "push", "-q", "--force", "origin", "FETCH_HEAD:announcements")
    assert site.git("rev-parse", "announcements") == whole
    assert site.run(2).done == {}
    assert site.channels["team"].updates == STEMS


@ON_BRANCH
def test_a_ledger_that_was_rewritten_stops_every_announcement_too(site: Any) -> None:
    site.run()
    tree = site.git("rev-parse", "announcements~1^{tree}")
    other = site.git("commit-tree", tree, "-m", "Tidied up")
    site.git("update-ref", "refs/heads/announcements", other)
    with pytest.raises(ProblemsError):
        site.run(1)


@ON_BRANCH
def test_what_a_person_adds_to_the_ledger_is_no_setting_back(site: Any) -> None:
    site.run()
    added = site.git("commit-tree", "announcements^{tree}", "-p", "announcements", "-m", "A note")
    site.git("update-ref", "refs/heads/announcements", added)
    site.add_update("20261121T150500Z-monitoring", minutes=5)
    site.run(6)
    assert site.channels["team"].updates[3:] == ["20261121T150500Z-monitoring"]
    assert site.git("rev-parse", "announcements") == site.git("rev-parse", "refs/outspoken/newest")


@ON_BRANCH
def test_a_host_that_keeps_no_ref_of_ours_gets_the_branch_alone(site: Any) -> None:
    site.git("config", "receive.hideRefs", "refs/outspoken")
    site.run()
    assert states(site) == ["sent"] * 3
    assert site.run(1).done == {}


@ON_BRANCH
def test_a_ledger_from_before_goes_on(site: Any) -> None:
    site.run()
    site.git("update-ref", "-d", "refs/outspoken/newest")
    site.add_update("20261121T150500Z-monitoring", minutes=5)
    site.run(6)
    assert site.git("rev-parse", "announcements") == site.git("rev-parse", "refs/outspoken/newest")


@pytest.mark.parametrize("name", [f"updates/{STEMS[0]}.md", "incident.md"])
def test_an_edit_that_is_not_committed_is_not_sent(site: Any, name: str) -> None:
    path = f"incidents/2026-11/{worlds.INCIDENT}/{name}"
    text = (site.root / path).read_text(encoding="utf-8")
    site.write({path: f"{text}Not agreed on.\n"}, commit=False)
    report = site.run()
    sent = site.channels["team"].updates
    assert sent == (STEMS[1:] if name.startswith("updates") else [])
    assert len(report.uncommitted) == 3 - len(sent)
    site.write({}, minutes=2)
    site.run(3)
    assert sorted(site.channels["team"].updates) == sorted(STEMS)


def test_an_update_whose_edit_is_discarded_is_sent_as_it_was_committed(site: Any) -> None:
    path = f"incidents/2026-11/{worlds.INCIDENT}/updates/{STEMS[2]}.md"
    text = (site.root / path).read_text(encoding="utf-8")
    site.write({path: f"{text}Not agreed on.\n"}, commit=False)
    site.run()
    assert site.channels["team"].updates == STEMS[:2]
    site.write({path: text}, commit=False)
    site.run(3)
    assert site.channels["team"].updates == STEMS


@pytest.mark.parametrize("is_fetched", [False, True])
@pytest.mark.parametrize("is_detached", [False, True])
@ON_BRANCH
def test_from_an_older_commit_nothing_is_sent_that_a_newer_one_changes(
    site: Any, is_detached: bool, is_fetched: bool
) -> None:
    older = worlds.git(site.root, "rev-parse", "HEAD")
    worlds.git(site.root, "push", "-q", "origin", "HEAD:main")
    site.git("symbolic-ref", "HEAD", "refs/heads/main")
    worlds.git(site.root.parent, "clone", "-q", str(site.remote), "clone")
    edit(site, "status:", "withdrawn: not so\nstatus:", minutes=-5)
    worlds.git(site.root, "push", "-q", "origin", "HEAD:main")
    if not is_fetched:
        site.root = site.root.parent / "clone"
    worlds.git(site.root, *(("checkout", "-q", older) if is_detached else ("reset", "-q", "--hard", older)))
    report = site.run()
    assert [path.rpartition("/")[2] for path in report.outdated] == [f"{STEMS[0]}.md"]
    assert site.channels["team"].updates == STEMS[1:]
    newest = site.git("rev-parse", "main")
    worlds.git(site.root, "fetch", "-q", "origin")
    worlds.git(site.root, "reset", "-q", "--hard", newest)
    report = site.run(3)
    assert (report.outdated, site.channels["team"].updates) == ((), STEMS[1:])
