"""Request, dependencies and result of an announcement."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from outspoken.announce.ledger.checkpoints import Hook, no_hook
from outspoken.announce.ledger.ledger_record import Key, Record, RecordChange
from outspoken.announce.stopwatch import elapsed
from outspoken.errors import Problem
from outspoken.model.channel import Channel

if TYPE_CHECKING:
    from outspoken.announce.plan_watch import PlanWatch
    from outspoken.announce.words.news import NewsItem
    from outspoken.channels.message import Message, Thread
    from outspoken.channels.sending.sender import Sender
    from outspoken.render.shared import Shared

Compose: TypeAlias = "Callable[[NewsItem, Channel, Shared, Thread | None], Message]"
Progress = Callable[[int, int], None]
GiveUp = Callable[[Sequence[RecordChange]], None]


def _no_progress(_done: int, _total: int) -> None:
    """Report no progress."""


def _no_give_up(_changes: Sequence[RecordChange]) -> None:
    """Ignore messages that were given up."""


class AnnounceRequest(Struct, frozen=True, kw_only=True):
    """What to announce in the repository `root` at `now` (aware, UTC); `run` is the unique id of this run.

    `force` also sends what is older than a day, and more than a few updates at once; `dry_run` sends nothing;
    `only_cases` sends only what is overdue, to internal channels; `remind` only a reminder of this scheduled
    maintenance (its id), which a person asks for; after `seconds` no new message is started.
    """

    root: Path
    now: datetime
    run: str
    force: bool = False
    dry_run: bool = False
    only_cases: bool = False
    remind: str = ""
    seconds: float = 180.0

    @property
    def is_partial(self) -> bool:
        """Whether it is about some of the news only: then nothing is known about all other messages."""
        return self.only_cases or bool(self.remind)


class AnnounceDependencies(Struct, frozen=True, kw_only=True):
    """Dependencies of an announcement: senders, templates, clock (aware, UTC) and hooks.

    `elapsed` counts seconds, also while the machine is suspended; `give_up` is called with what is too old to
    be sent, before the ledger records it. `senders` raises ChannelError, `compose` MessageError. `plan` is
    the plan if the command has it already; None: it is read if it is needed.
    """

    senders: Callable[[Channel], Sender]
    compose: Compose
    clock: Callable[[], datetime]
    sleep: Callable[[float], None] = time.sleep
    elapsed: Callable[[], float] = elapsed
    step: Hook = no_hook
    progress: Progress = _no_progress
    give_up: GiveUp = _no_give_up
    plan: PlanWatch | None = None


class ChannelProblem(Struct, frozen=True, kw_only=True):
    """Why nothing can be sent on one channel until a person fixes it, and how to fix it."""

    channel: str
    message: str
    hint: str = ""


class AnnounceResult(Struct, frozen=True, kw_only=True):
    """Result of an announcement.

    `done` has what this run sent or tried; `held` all messages in the ledger that need a decision; `stale`
    was too old to send; `known` was announced under another name, or is older than its channel; `ended` was
    pending in the ledger, and its news no longer exists; `waiting` is left to a later run, with the
    reason; `withheld` are the updates that the guard stopped; `written` are the messages of a dry run.
    """

    done: Mapping[Key, Record] = {}
    held: Mapping[Key, Record] = {}
    retry: Mapping[Key, Record] = {}
    stale: tuple[Key, ...] = ()
    ended: Mapping[Key, Record] = {}
    waiting: Mapping[Key, str] = {}
    known: Mapping[Key, Record] = {}
    withheld: tuple[tuple[str, str], ...] = ()
    uncommitted: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()
    channel_problems: tuple[ChannelProblem, ...] = ()
    problems: tuple[Problem, ...] = ()
    written: tuple[Message, ...] = ()
    channels: int = 0

    @property
    def needs_a_person(self) -> bool:
        """Whether a person has to decide or fix anything."""
        from outspoken.announce.words.news import OVERDUE

        # Overdue cases are not counted: `watch` lists them as long as they are overdue.
        lost = [key for key in self.stale if not key.update.startswith(OVERDUE)]
        waits = (self.held, lost, self.withheld, self.channel_problems)
        return any(waits) or any(problem.is_error for problem in self.problems)
