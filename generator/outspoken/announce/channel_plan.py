"""Plans what to send on one channel in one run, or why nothing can be sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from outspoken.announce.due import Due, due, skipped_before_start
from outspoken.announce.ledger.ledger_contents import LedgerContents
from outspoken.announce.ledger.ledger_record import Key, Record
from outspoken.announce.request import AnnounceDependencies, AnnounceRequest, ChannelProblem
from outspoken.announce.words.compose import MessageError
from outspoken.announce.words.news import NewsItem
from outspoken.channels.message import Message
from outspoken.channels.sending.sender import ChannelError, Sender
from outspoken.model.channel import Channel
from outspoken.render.shared import Shared


class ChannelWork(Struct, frozen=True, kw_only=True):
    """Work of one channel: what is due, its sender, or why there is none; `done` holds the results.

    `passed` has the reasons of messages that another run has. `messages` are as they would be sent now, in
    the order of `due.work`; `withheld` are updates that the guard stopped.
    """

    channel: Channel
    due: Due
    shared: Shared
    sender: Sender | None = None
    problem: ChannelProblem | None = None
    messages: tuple[Message, ...] = ()
    withheld: frozenset[tuple[str, str]] = frozenset()
    done: Mapping[Key, Record] = {}
    passed: Mapping[Key, str] = {}

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do on this channel until there are new updates."""
        left = any(record.state.is_pending for record in self.done.values())
        missed = any(work.key not in self.done for work in self.due.work)
        return not (left or missed or self.problem or self.due.waiting or self.withheld)

    def without(self, paths: Collection[str]) -> ChannelWork:
        """Return the work without the messages of these files."""
        return self.keep([work.piece.path not in paths for work in self.due.work])

    def withholding(self, updates: Collection[tuple[str, str]]) -> ChannelWork:
        """Return the work with these updates withheld, except those that were tried before."""
        # Retries are not withheld: an earlier run allowed them, and some recipients may have the message.
        stopped = [work.record is None and work.update in updates for work in self.due.work]
        named = {work.update for work, is_stopped in zip(self.due.work, stopped, strict=True) if is_stopped}
        return replace(self.keep([not one for one in stopped]), withheld=frozenset(named))

    def keep(self, keep: list[bool]) -> ChannelWork:
        if all(keep):
            return self
        work = tuple(one for one, is_kept in zip(self.due.work, keep, strict=True) if is_kept)
        messages = tuple(one for one, is_kept in zip(self.messages, keep, strict=False) if is_kept)
        return replace(self, due=replace(self.due, work=work), messages=messages)


def channel_work(
    channel: Channel,
    news: Iterable[NewsItem],
    book: LedgerContents,
    shared: Shared,
    request: AnnounceRequest,
    dependencies: AnnounceDependencies,
) -> ChannelWork:
    """Return the work of a channel; if a secret is missing or a template is broken, `problem` is set.

    Every message is rendered before anything is claimed. What is due on a channel with a `problem` stays due.
    """
    found = due(channel, news, book, request.now, run=request.run, force=request.force)
    before = skipped_before_start(channel, news, book, request.now, request.run)
    found = replace(found, known=(*found.known, *before))
    work = ChannelWork(channel=channel, due=found, shared=shared)
    try:
        sender = None if request.dry_run else dependencies.senders(channel)
        messages = tuple(dependencies.compose(one.piece, channel, shared, None) for one in found.work)
    except ChannelError as fault:
        return _with_problem(work, ChannelProblem(channel=channel.id, message=fault.message, hint=fault.hint))
    except MessageError as fault:
        return _with_problem(work, message_problem(channel, fault))
    return replace(work, sender=sender, messages=messages)


def message_problem(channel: Channel, fault: MessageError) -> ChannelProblem:
    """Return the problem of a channel whose messages cannot be rendered."""
    problem = fault.problem
    return ChannelProblem(
        channel=channel.id, message=f"{problem.place}: {problem.message}", hint=problem.hint
    )


def _with_problem(work: ChannelWork, problem: ChannelProblem) -> ChannelWork:
    waiting = {one.key: problem.message for one in work.due.work}
    return replace(
        work, problem=problem, due=Due(channel=work.channel, waiting={**work.due.waiting, **waiting})
    )
