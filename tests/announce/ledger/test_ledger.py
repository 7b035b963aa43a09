"""The ledger is a branch that moves by compare-and-swap alone, and stops where a person is needed."""

from __future__ import annotations

import base64
import json
import subprocess
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import world as worlds

from outspoken.announce.ledger.branch_store import GitLedger
from outspoken.announce.ledger.checkpoints import Checkpoint
from outspoken.announce.ledger.ledger import Ledger, Purpose
from outspoken.announce.ledger.ledger_contents import (
    LedgerContents,
    channel_file,
    merged_months,
    months_to_merge,
    read_book,
)
from outspoken.announce.ledger.ledger_record import (
    DeliveryState,
    Key,
    Record,
    RecordChange,
    from_bytes,
    stronger,
    to_bytes,
)
from outspoken.errors import ProblemsError

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
KEY = Key("2026-11-21-checkout-errors", "20261121T144000Z-investigating", "team")


@pytest.fixture
def store(site: Any, tmp_path: Path) -> Callable[..., GitLedger]:
    """Makes a store of the site's ledger, each with a repository of its own."""
    places = iter(range(100))
    return lambda: GitLedger(
        url=str(site.remote), scratch=tmp_path / f"ledger-{next(places)}.git", clock=lambda: NOW
    )


@pytest.fixture
def ledger(store: Callable[..., GitLedger]) -> Callable[..., Ledger]:
    """Makes a ledger, read; it never sleeps."""

    def make(**more: Any) -> Ledger:
        made = Ledger(store(), sleep=lambda _seconds: None, **more)
        made.open()
        return made

    return make


def claim(run: str, before: Record | None = None) -> RecordChange:
    return RecordChange(key=KEY, before=before, after=Record(state=DeliveryState.CLAIMED, at=NOW, run=run))


def rules(caught: pytest.ExceptionInfo[ProblemsError]) -> list[str]:
    return [problem.rule for problem in caught.value.problems]


def test_a_claim_is_one_file_on_the_branch_and_the_tag_says_that_there_is_a_ledger(
    site: Any, ledger: Callable[..., Ledger]
) -> None:
    assert ledger().commit([claim("one")], Purpose.CLAIM, "Claim") == {KEY}
    path = f"2026-11/{KEY}.json"
    assert site.git("ls-tree", "-r", "--name-only", "announcements").split() == [path, "README.md"]
    assert site.git("rev-parse", "outspoken-ledger") == site.git("rev-parse", "announcements")
    assert json.loads(site.git("show", f"announcements:{path}"))["run"] == "one"


def test_the_site_s_own_clone_is_left_alone(site: Any, ledger: Callable[..., Ledger]) -> None:
    before = worlds.git(site.root, "for-each-ref")
    ledger().commit([claim("one")], Purpose.CLAIM, "Claim")
    ledger().commit([claim("two")], Purpose.CLAIM, "Claim")
    assert worlds.git(site.root, "for-each-ref") == before
    assert worlds.git(site.root, "rev-parse", "--is-shallow-repository") == "false"
    assert worlds.git(site.root, "status", "--porcelain") == ""


def test_a_clone_that_has_the_branch_is_read_instead_of_fetching_it(
    site: Any, store: Callable[..., GitLedger], ledger: Callable[..., Ledger]
) -> None:
    ledger().commit([claim("one")], Purpose.CLAIM, "Claim")
    worlds.git(site.root, "fetch", "-q", "origin")
    here = store()
    here.root = site.root
    known = Ledger(here)
    assert known.open().get(KEY) == claim("one").after
    assert not (here.scratch / "shallow").exists()
    second = RecordChange(key=KEY, before=claim("one").after, after=claim("two").after)
    assert known.commit([second], Purpose.CLAIM, "Claim") == {KEY}
    assert ledger().get(KEY) == claim("two").after
    assert known.open().get(KEY) == claim("two").after


def test_of_two_who_claim_one_message_one_gets_it(ledger: Callable[..., Ledger]) -> None:
    one, two = ledger(), ledger()
    assert one.commit([claim("one")], Purpose.CLAIM, "Claim") == {KEY}
    assert two.commit([claim("two")], Purpose.CLAIM, "Claim") == set()
    assert ledger().get(KEY) == claim("one").after


def test_a_claim_whose_answer_was_lost_is_ours_once_the_ledger_says_so(
    site: Any, ledger: Callable[..., Ledger]
) -> None:
    hook(site, "post-receive", 'test -e "$GIT_DIR/once" || { : > "$GIT_DIR/once"; kill -9 $PPID; }')
    assert ledger().commit([claim("one")], Purpose.CLAIM, "Claim") == {KEY}
    assert ledger().commit([claim("two")], Purpose.CLAIM, "Claim") == set()
    assert len(site.git("log", "--format=%s", "announcements").splitlines()) == 1


def test_a_ledger_that_refuses_twenty_pushes_is_a_problem(site: Any, ledger: Callable[..., Ledger]) -> None:
    hook(site, "pre-receive", 'echo x >> "$GIT_DIR/tries"; exit 1')
    with pytest.raises(ProblemsError) as caught:
        ledger().commit([claim("one")], Purpose.CLAIM, "Claim")
    assert rules(caught) == ["ledger-unreachable"]
    assert "pre-receive hook declined" in caught.value.problems[0].message
    assert len((site.remote / "tries").read_text(encoding="utf-8").split()) == 20


def test_a_remote_that_is_not_there_is_a_problem(store: Callable[..., GitLedger]) -> None:
    lost = store()
    lost.url = "/nowhere/at/all.git"
    with pytest.raises(ProblemsError) as caught:
        Ledger(lost, sleep=lambda _seconds: None).open()
    assert rules(caught) == ["ledger-unreachable"]


def test_a_token_is_in_no_list_of_processes_and_goes_to_its_host_alone(
    store: Callable[..., GitLedger], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_TOKEN", "topsecret")
    asked: list[tuple[list[str], dict[str, str]]] = []

    def run(command: list[str], **more: Any) -> subprocess.CompletedProcess[bytes]:
        asked.append((command, more["env"]))
        said = b"fatal: unable to access 'https://me:hidden@git.example.com/status.git/': 403"
        return subprocess.CompletedProcess(command, 128, b"", said)

    monkeypatch.setattr("outspoken.announce.ledger.branch_store.subprocess.run", run)
    here = store()
    here.url = "https://me@git.example.com:8443/status.git"
    with pytest.raises(ProblemsError) as caught:
        here.read()
    command, environment = asked[-1]
    assert "topsecret" not in " ".join(command)
    assert environment["GIT_CONFIG_KEY_0"] == "http.https://git.example.com:8443/.extraheader"
    assert base64.b64decode(environment["GIT_CONFIG_VALUE_0"].split()[-1]) == b"x-access-token:topsecret"
    assert "hidden" not in caught.value.problems[0].message


def test_a_deleted_ledger_is_no_empty_one(site: Any, ledger: Callable[..., Ledger]) -> None:
    ledger().commit([claim("one")], Purpose.CLAIM, "Claim")
    site.git("update-ref", "-d", "refs/heads/announcements")
    with pytest.raises(ProblemsError) as caught:
        ledger()
    assert rules(caught) == ["lost-ledger"]
    assert "git push origin :refs/tags/outspoken-ledger" in caught.value.problems[0].hint


def test_a_tag_that_was_deleted_comes_back(site: Any, ledger: Callable[..., Ledger]) -> None:
    ledger().commit([claim("one")], Purpose.CLAIM, "Claim")
    site.git("update-ref", "-d", "refs/tags/outspoken-ledger")
    other = RecordChange(key=Key("2026-11-22-x", "a", "team"), before=None, after=claim("one").after)
    assert ledger().commit([other], Purpose.CLAIM, "Claim")
    assert site.git("tag") == "outspoken-ledger"


@pytest.mark.parametrize(
    ("path", "text", "why"),
    [
        (KEY.path, "{", "it is not valid JSON"),
        (KEY.path, "[]", "it is not a JSON object"),
        (KEY.path, '{"at": "2026-11-21T15:00Z"}', "state is missing"),
        (KEY.path, '{"state": "gone", "at": "2026-11-21T15:00Z"}', "'gone' is not a state"),
        (KEY.path, '{"state": "sent", "at": "2026-11-21T15:00"}', "not a time with a time zone"),
        (KEY.path, '{"state": "sent", "at": "2026-11-21T15:00Z", "id": 7}', "id is 7"),
        (KEY.path, '{"state": "sent", "at": "2026-11-21T15:00Z", "sent": true}', "sent is an unknown key"),
        (f"2026-12/{KEY}.json", '{"state": "sent", "at": "2026-11-21T15:00Z"}', "it belongs at 2026-11/"),
        ("2026-11/stray.json", "{}", "is not incident/update/channel"),
        ("channels/team.json", "{}", "since is missing"),
        ("settled.json", "[]", "tree, settings or until is missing"),
    ],
)
def test_nonsense_in_a_file_stops_everything_and_names_the_file(path: str, text: str, why: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        read_book("announcements", {path: text.encode()}, {})
    (problem,) = caught.value.problems
    assert (problem.rule, problem.path) == ("bad-ledger", f"announcements:{path}")
    assert why in problem.message


@pytest.mark.parametrize("text", ["{", "[]", '{"2026-11-21-checkout-errors": 7}'])
def test_nonsense_in_a_merged_month_is_reported_when_the_month_is_read(text: str) -> None:
    book = read_book("announcements", {}, {"folded/2026-11.json": text.encode})
    with pytest.raises(ProblemsError) as caught:
        book.get(KEY)
    assert caught.value.problems[0].path == "announcements:folded/2026-11.json"


def test_other_files_of_the_branch_are_left_as_they_are(site: Any, ledger: Callable[..., Ledger]) -> None:
    first = ledger()
    first.commit([claim("one")], Purpose.CLAIM, "Claim")
    first.store.push({"notes/by-hand.txt": b"mine"}, "By hand", lambda: None)
    later = ledger()
    later.commit([claim("two", before=claim("one").after)], Purpose.CLAIM, "Claim")
    assert site.git("show", "announcements:notes/by-hand.txt") == "mine"


def test_a_record_reads_as_it_was_written() -> None:
    record = Record(
        state=DeliveryState.RETRY,
        at=NOW,
        run="run",
        attempt=3,
        first=NOW,
        not_before=NOW + timedelta(minutes=2, microseconds=5),
        doubt=True,
        person=True,
        id="1",
        url="https://example.com/1",
        why="too many, später",
        text="abc",
    )
    assert from_bytes(to_bytes(record)) == record


def test_of_two_ledgers_the_stronger_state_wins_and_of_two_alike_the_newer() -> None:
    sent, held = (
        Record(state=DeliveryState.SENT, at=NOW),
        Record(state=DeliveryState.HELD, at=NOW + timedelta(hours=1)),
    )
    newer = Record(state=DeliveryState.SENT, at=NOW + timedelta(hours=1))
    assert stronger(sent, held) is stronger(held, sent) is sent
    assert stronger(sent, newer) is newer
    assert stronger(None, held) is held
    assert stronger(None, None) is None


def finished(number: int) -> tuple[Key, Record]:
    key = Key(f"2024-{number % 12 + 1:02}-01-outage-{number}", "20240101T000000Z-resolved", "team")
    return key, Record(state=DeliveryState.SENT, at=NOW - timedelta(days=90), id=str(number), run="long ago")


def test_what_is_long_over_is_merged_by_month_and_still_known() -> None:
    book = LedgerContents(name="announcements", loose=dict(finished(number) for number in range(50)))
    book.loose[KEY] = Record(state=DeliveryState.HELD, at=NOW - timedelta(days=90))
    files = months_to_merge(book, NOW, above=50)
    book.take(files)
    assert set(book.loose) == {KEY}
    assert sum(data is None for data in files.values()) == 50
    assert len(book.months) == 12
    assert book.get(finished(17)[0]) == Record(state=DeliveryState.SENT, at=NOW - timedelta(days=90), id="17")
    assert len(list(book.items())) == 51


def test_a_small_ledger_is_not_merged() -> None:
    assert (
        months_to_merge(
            LedgerContents(name="announcements", loose=dict(map(finished, range(50)))), NOW, above=50
        )
        == {}
    )


def test_what_a_person_reopens_counts_for_more_than_what_was_merged() -> None:
    book = LedgerContents(name="announcements", loose=dict([finished(1)]))
    book.take(merged_months(book, [finished(1)]))
    again = Record(state=DeliveryState.RETRY, at=NOW, person=True)
    book.take({finished(1)[0].path: to_bytes(again)})
    assert book.get(finished(1)[0]) == again
    assert list(book.items()) == [(finished(1)[0], again)]


def test_thousands_of_entries_are_read_by_the_months_that_are_asked_for(
    ledger: Callable[..., Ledger],
) -> None:
    first = ledger()
    many = [finished(number) for number in range(5_000)]
    files = merged_months(LedgerContents(name="announcements"), many)
    first.commit([], Purpose.RECEIPT, "Many", lambda _book: files)
    later = ledger()
    assert later.book.loose == {}
    assert later.get(finished(4_999)[0]) == Record(state=DeliveryState.SENT, at=many[0][1].at, id="4999")
    assert len(later.book._merged) == 1


def test_threads_that_ask_at_once_share_a_push(site: Any, ledger: Callable[..., Ledger]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    started, others = threading.Event(), 19

    def hold_the_first(step: Checkpoint) -> None:
        if step is Checkpoint.CLAIM_ASKED_FOR and not started.is_set():
            started.set()
            while len(shared._queue) < others:
                time.sleep(0.001)

    shared = ledger(step=hold_the_first)
    keys = [Key("2026-11-21-x", f"update-{number}", "team") for number in range(1 + others)]

    def one(key: Key) -> set[Key]:
        after = Record(state=DeliveryState.CLAIMED, at=NOW, run=str(key))
        return shared.commit([RecordChange(key=key, before=None, after=after)], Purpose.CLAIM, "Claim")

    with ThreadPoolExecutor(len(keys)) as crew:
        first = crew.submit(one, keys[0])
        assert started.wait(60)
        rest = list(crew.map(one, keys[1:]))
    assert first.result().union(*rest) == set(keys)
    assert site.git("log", "--format=%s", "announcements").splitlines().count("Claim") == 2
    assert set(ledger().book.loose) == set(keys)


def test_a_channel_s_beginning_is_written_once(ledger: Callable[..., Ledger]) -> None:
    one = ledger()
    one.commit([], Purpose.SETTLING, "Begin", lambda _book: dict([channel_file("team", NOW)]))
    assert ledger().book.channels == {"team": NOW}


def hook(site: Any, name: str, script: str) -> None:
    path = site.remote / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
