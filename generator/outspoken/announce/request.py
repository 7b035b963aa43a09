"""The request, the dependencies and the result of an announcement."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from outspoken.announce.ledger.checkpoints import Hook, unwatched
from outspoken.announce.ledger.ledger_record import Key, Record, RecordChange
from outspoken.announce.stopwatch import elapsed
from outspoken.errors import Problem
from outspoken.model.channel import Channel

if TYPE_CHECKING:
    from outspoken.announce.sending.sender import Sender
    from outspoken.announce.words.message import Message, Thread
    from outspoken.announce.words.news import NewsItem
    from outspoken.render.shared import Shared

Compose: TypeAlias = "Callable[[NewsItem, Channel, Shared, Thread | None], Message]"
Progress = Callable[[int, int], None]
GiveUp = Callable[[Sequence[RecordChange]], None]


def _unwatched(_done: int, _total: int) -> None:
    """The default: report progress to no one."""


def _unheard(_changes: Sequence[RecordChange]) -> None:
    """The default: report to no one."""


class AnnounceRequest(Struct, frozen=True, kw_only=True):
    """The request: `now` is aware and in UTC; `run` is the unique name of this run.

    `force` also sends what is older than a day, and more than a few updates; `dry_run` does everything
    except sending and writing; `only_cases` announces only overdue cases, to the team; `seconds` is when
    nothing new is started; `present` says that `now` is the real present, not a past date.
    """

    root: Path
    now: datetime
    run: str
    force: bool = False
    dry_run: bool = False
    only_cases: bool = False
    remote: str = "origin"
    folder: Path | None = None
    site_url: str | None = None
    seconds: float = 180.0
    present: bool = False


class AnnounceDependencies(Struct, frozen=True, kw_only=True):
    """Dependencies of an announcement: senders, templates, clock (aware, UTC), hooks.

    `elapsed` counts seconds including suspension; `give_up` is called with updates that are too old to be
    sent, before the ledger records it. `senders` raises ChannelError, `compose` MessageError.
    """

    senders: Callable[[Channel], Sender]
    compose: Compose
    clock: Callable[[], datetime]
    sleep: Callable[[float], None] = time.sleep
    elapsed: Callable[[], float] = elapsed
    step: Hook = unwatched
    progress: Progress = _unwatched
    give_up: GiveUp = _unheard


class ChannelTrouble(Struct, frozen=True, kw_only=True):
    """Why one channel cannot send until a person corrects it, and how."""

    channel: str
    message: str
    hint: str = ""


class AnnounceResult(Struct, frozen=True, kw_only=True):
    """The result of an announcement.

    `done` has what this run sent or tried; `held` all that waits for a person in the ledger; `stale` was
    too old to send; `known` was announced under another name, or is older than its channel; `ended` waited
    in the ledger but no longer exists, with the reason; `waiting` is left to a later run, with the reason;
    `withheld` counts updates that a guard stopped; `written` are a dry run's messages.
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
    troubles: tuple[ChannelTrouble, ...] = ()
    problems: tuple[Problem, ...] = ()
    written: tuple[Message, ...] = ()
    channels: int = 0

    @property
    def needs_a_person(self) -> bool:
        """Whether anything waits for a person to decide or correct it."""
        waits = (self.held, self.stale, self.withheld, self.troubles)
        return any(waits) or any(problem.is_error for problem in self.problems)
