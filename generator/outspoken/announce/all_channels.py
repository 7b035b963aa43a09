"""Sends on all channels at once, each in its own thread, so that a slow or broken one delays no other."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from msgspec.structs import replace

from outspoken.announce.channel_plan import ChannelWork, message_problem
from outspoken.announce.channel_queue import ChannelQueue
from outspoken.announce.due import DueMessage
from outspoken.announce.ledger.ledger import Ledger
from outspoken.announce.request import AnnounceDependencies, AnnounceRequest, ChannelProblem, Progress
from outspoken.announce.words.compose import MessageError
from outspoken.channels.message import Message, Thread
from outspoken.errors import ProblemsError


def deliver_all(
    works: Sequence[ChannelWork], ledger: Ledger, request: AnnounceRequest, dependencies: AnnounceDependencies
) -> list[ChannelWork]:
    """Send everything; the results are in each `done`, what prevented them in `problem`.

    Raises ProblemsError if the ledger cannot be written, after every channel has ended.
    """
    busy = [work for work in works if work.due.work and work.sender is not None]
    if not busy:
        return list(works)
    counter = _Counter(sum(len(work.due.work) for work in busy), dependencies.progress)
    # Shared by all channels: the job that runs this is killed after a fixed time.
    deadline = dependencies.elapsed() + request.seconds
    # Threads suffice: sending is waiting for a network. Leaving the block waits for every channel.
    with ThreadPoolExecutor(max_workers=len(busy)) as pool:
        ran = {
            work.channel.id: pool.submit(_deliver, work, ledger, request, dependencies, deadline, counter)
            for work in busy
        }
    return [ran[work.channel.id].result() if work.channel.id in ran else work for work in works]


class _Counter:
    """Counts the messages that were sent or skipped; safe for use by many threads."""

    def __init__(self, total: int, progress: Progress) -> None:
        self._done, self._total, self._progress = 0, total, progress
        self._lock = threading.Lock()
        progress(0, total)

    def __call__(self) -> None:
        with self._lock:
            self._done += 1
            self._progress(self._done, self._total)


def _deliver(
    work: ChannelWork,
    ledger: Ledger,
    request: AnnounceRequest,
    dependencies: AnnounceDependencies,
    deadline: float,
    counter: _Counter,
) -> ChannelWork:
    assert work.sender is not None  # noqa: S101 - callers check it first

    def compose(one: DueMessage, thread: Thread | None) -> Message:
        return dependencies.compose(one.piece, one.channel, work.shared, thread)

    delivery = ChannelQueue(
        work=work.due.work,
        ledger=ledger,
        sender=work.sender,
        compose=compose,
        run=request.run,
        clock=dependencies.clock,
        sleep=dependencies.sleep,
        deadline=deadline,
        elapsed=dependencies.elapsed,
        step=dependencies.step,
        dealt_with=counter,
    )
    problem = None
    try:
        delivery.deliver()
    # Some templates fail only for a reply in a thread, which the check before claiming does not have.
    except MessageError as fault:
        problem = message_problem(work.channel, fault)
    except ProblemsError as fault:
        first = fault.problems[0]
        problem = ChannelProblem(channel=work.channel.id, message=first.message, hint=first.hint)
    except Exception as fault:  # an error on one channel must not stop the others
        problem = ChannelProblem(
            channel=work.channel.id,
            message=f"sending on it failed ({type(fault).__name__})",
            hint="run it again; messages that may have been sent are checked first",
        )
    return replace(work, done=dict(delivery.done), passed=dict(delivery.passed), problem=problem)
