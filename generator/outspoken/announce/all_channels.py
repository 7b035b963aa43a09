"""Delivers on all channels in parallel, one thread each, so that a slow channel does not delay the others."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from msgspec.structs import replace

from outspoken.announce.channel_plan import ChannelWork, of_message
from outspoken.announce.channel_queue import ChannelQueue
from outspoken.announce.due import DueMessage
from outspoken.announce.ledger.ledger import Ledger
from outspoken.announce.request import AnnounceDependencies, AnnounceRequest, ChannelTrouble, Progress
from outspoken.announce.words.message import Message, MessageError, Thread
from outspoken.errors import ProblemsError


def deliver_all(
    works: Sequence[ChannelWork], ledger: Ledger, order: AnnounceRequest, rim: AnnounceDependencies
) -> list[ChannelWork]:
    """Send everything due; results are in each `done`, reasons for a stop in `trouble`.

    Raises ProblemsError if the ledger cannot be written, once every channel has ended.
    """
    busy = [work for work in works if work.due.work and work.sender is not None]
    if not busy:
        return list(works)
    told = _Counter(sum(len(work.due.work) for work in busy), rim.progress)
    deadline = rim.elapsed() + order.seconds
    with ThreadPoolExecutor(max_workers=len(busy)) as crew:
        ran = {
            work.channel.id: crew.submit(_deliver, work, ledger, order, rim, deadline, told) for work in busy
        }
    return [ran[work.channel.id].result() if work.channel.id in ran else work for work in works]


class _Counter:
    """Counts processed messages from many threads."""

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
    order: AnnounceRequest,
    rim: AnnounceDependencies,
    deadline: float,
    told: _Counter,
) -> ChannelWork:
    assert work.sender is not None  # noqa: S101 - the caller's promise

    def compose(one: DueMessage, thread: Thread | None) -> Message:
        return rim.compose(one.piece, one.channel, work.shared, thread)

    delivery = ChannelQueue(
        work=work.due.work,
        ledger=ledger,
        sender=work.sender,
        compose=compose,
        run=order.run,
        clock=rim.clock,
        sleep=rim.sleep,
        deadline=deadline,
        elapsed=rim.elapsed,
        step=rim.step,
        told=told,
    )
    trouble = None
    try:
        delivery.deliver()
    except MessageError as fault:
        trouble = of_message(work.channel, fault)
    except ProblemsError as fault:
        first = fault.problems[0]
        trouble = ChannelTrouble(channel=work.channel.id, message=first.message, hint=first.hint)
    except Exception as fault:  # a failure of one channel must not stop the others
        trouble = ChannelTrouble(
            channel=work.channel.id,
            message=f"it could not be spoken on ({type(fault).__name__})",
            hint="run it again; what was claimed is looked for then",
        )
    return replace(work, done=dict(delivery.done), passed=dict(delivery.passed), trouble=trouble)
