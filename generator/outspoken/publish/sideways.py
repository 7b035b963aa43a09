"""Every channel at once, each in a thread of its own: a slow or broken one delays nobody."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from outspoken.errors import ProblemsError
from outspoken.publish.channelwork import ChannelWork, of_message
from outspoken.publish.delivery import Delivery
from outspoken.publish.due import Work
from outspoken.publish.ledger import Ledger
from outspoken.publish.message import Message, MessageError, Thread
from outspoken.publish.orders import Order, Progress, Rim, Trouble


def deliver_all(works: Sequence[ChannelWork], ledger: Ledger, order: Order, rim: Rim) -> list[ChannelWork]:
    """Send everything; what came of it is in each `done`, what stood in the way in `trouble`.

    Raises ProblemsError where the ledger takes nothing, once every channel has ended.
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
    """Counts messages dealt with, from many threads."""

    def __init__(self, total: int, progress: Progress) -> None:
        self._done, self._total, self._progress = 0, total, progress
        self._lock = threading.Lock()
        progress(0, total)

    def __call__(self) -> None:
        with self._lock:
            self._done += 1
            self._progress(self._done, self._total)


def _deliver(
    work: ChannelWork, ledger: Ledger, order: Order, rim: Rim, deadline: float, told: _Counter
) -> ChannelWork:
    assert work.sender is not None  # noqa: S101 - the caller's promise

    def compose(one: Work, thread: Thread | None) -> Message:
        return rim.compose(one.piece, one.channel, work.shared, thread)

    delivery = Delivery(
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
        trouble = Trouble(channel=work.channel.id, message=first.message, hint=first.hint)
    except Exception as fault:  # one channel's fault is nobody else's
        trouble = Trouble(
            channel=work.channel.id,
            message=f"it could not be spoken on ({type(fault).__name__})",
            hint="run it again; what was claimed is looked for then",
        )
    return replace(work, done=dict(delivery.done), passed=dict(delivery.passed), trouble=trouble)
