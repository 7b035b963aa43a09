"""`outspoken announce`: tells what is new, on every channel once."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.cli import shared_options

if TYPE_CHECKING:
    from outspoken.announce.ledger.ledger import Ledger
    from outspoken.announce.ledger.ledger_record import Key
    from outspoken.announce.request import AnnounceDependencies
    from outspoken.announce.sending.sender import Sender
    from outspoken.announce.words.message import Message, Thread
    from outspoken.announce.words.news import NewsItem
    from outspoken.model.channel import Channel
    from outspoken.render.shared import Shared

ledger_folder = click.option(
    "--ledger",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep the ledger in this folder too; it stands alone while the git host is down.",
)
remote = click.option(
    "--remote",
    default="origin",
    show_default=True,
    help="The remote, or its address, with the ledger's branch.",
)


as_json = click.option("--json", "as_json", is_flag=True, help="Print what became of it as JSON.")


@click.group("announce", invoke_without_command=True)
@shared_options.root
@shared_options.now
@click.option("--dry-run", is_flag=True, help="Show what would be sent, and send nothing.")
@click.option(
    "--force",
    is_flag=True,
    help="Send what is older than a day, and more than five updates at once.",
)
@ledger_folder
@remote
@click.option("--site-url", help="Where the site is served, instead of site_url in mkdocs.yml.")
@as_json
@click.pass_context
def command(
    ctx: click.Context,
    *,
    root: Path,
    now: datetime | None,
    dry_run: bool,
    force: bool,
    folder: Path | None,
    remote: str,
    site_url: str | None,
    as_json: bool,
) -> None:
    """Send every committed update that was not announced yet, on every channel once.

    What was announced is read from the branch `announcements` and written there, so that running it
    again repeats nothing, and a run that was killed loses nothing. Exits with 1 where a person is needed.
    """
    if ctx.invoked_subcommand is not None:
        return
    from outspoken.announce.announcement import announce
    from outspoken.announce.request import AnnounceRequest
    from outspoken.cli.publishing.announce_json import report_json
    from outspoken.cli.publishing.announce_report import progress, tell

    begun = shared_options.instant_or_clock(now)
    order = AnnounceRequest(
        root=root.resolve(),
        now=begun,
        run=run_id(),
        force=force,
        dry_run=dry_run,
        remote=remote,
        folder=folder,
        # A workflow without an address passes an empty one.
        site_url=site_url or None,
        present=shared_options.is_present(now),
    )
    with progress("Messages") as show:
        report = announce(order, real_rim(now, show))
    if as_json:
        click.echo(report_json(report))
    else:
        tell(report, dry=dry_run)
    sys.exit(1 if report.needs_a_person else 0)


@command.command("status")
@shared_options.root
@shared_options.now
@ledger_folder
@remote
@as_json
def status(*, root: Path, now: datetime | None, folder: Path | None, remote: str, as_json: bool) -> None:
    """Show what was announced, and what waits, with what to do about it.

    Exits with 1 where a person is needed.
    """
    from collections import Counter

    from outspoken.announce.ledger.ledger_record import DeliveryState
    from outspoken.cli.publishing.announce_status import promises, status_lines

    instant = shared_options.instant_or_clock(now)
    with opened_ledger(root, remote, folder, now) as ledger:
        book = ledger.book
        counts = Counter(record.state for _, record in book.items())
        waiting = {key: record for key, record in sorted(book.loose.items()) if not record.state.is_final}
    if as_json:
        from outspoken.cli.publishing.announce_json import status_json

        click.echo(status_json(counts, book.channels, waiting, promises(root)))
    else:
        for line in status_lines(counts, book, waiting, promises(root), instant):
            click.echo(line)
    sys.exit(1 if any(record.state is DeliveryState.HELD for record in waiting.values()) else 0)


@command.command("resolve")
@click.argument("key")
@click.option(
    "--sent", "sent_id", is_flag=False, flag_value="", metavar="[ID]", help="It is out, with this id."
)
@click.option("--retry", is_flag=True, help="It is not out: send it at the next run.")
@click.option("--skip", is_flag=True, help="It is never to be sent.")
@shared_options.root
@shared_options.now
@ledger_folder
@remote
def resolve(
    *,
    key: str,
    sent_id: str | None,
    retry: bool,
    skip: bool,
    root: Path,
    now: datetime | None,
    folder: Path | None,
    remote: str,
) -> None:
    """Decide about one message, named as `incident/update/channel`.

    Say exactly one of --sent, --retry and --skip.
    """
    from outspoken.announce.ledger.ledger_record import DeliveryState
    from outspoken.announce.resolve_held import Decision, LiveClaimError
    from outspoken.announce.resolve_held import resolve as decide

    said = [state for state, is_said in _states(sent_id, retry, skip) if is_said]
    if len(said) != 1:
        raise click.UsageError("say exactly one of --sent, --retry and --skip")
    instant = shared_options.instant_or_clock(now)
    with opened_ledger(root, remote, folder, now, is_dry=False) as ledger:
        parsed = _key(key, ledger, root, instant, present=shared_options.is_present(now))
        try:
            decide(
                ledger, parsed, Decision(state=DeliveryState(said[0]), id=sent_id or ""), instant, run_id()
            )
        except LiveClaimError:
            click.echo(f"{key} is being sent at this moment; ask again in a quarter of an hour", err=True)
            sys.exit(1)
    click.echo(f"{key}: {said[0]}")


def _states(sent_id: str | None, retry: bool, skip: bool) -> tuple[tuple[str, bool], ...]:
    return ("sent", sent_id is not None), ("retry", retry), ("skipped", skip)


def _key(text: str, ledger: Ledger, root: Path, now: datetime, *, present: bool) -> Key:
    """The key a person named; it must be in the ledger, or on the site."""
    from outspoken.announce.ledger.ledger_record import Key
    from outspoken.announce.resolve_held import UnknownKeyError, known_keys

    try:
        key = Key.parse(text)
        known = set() if ledger.get(key) else known_keys(root.resolve(), now, present=present)
        if ledger.get(key) is None and key not in known:
            raise UnknownKeyError(text, [*map(str, known), *(str(one) for one, _ in ledger.book.items())])
    except ValueError as fault:
        raise click.BadParameter(str(fault), param_hint="KEY") from fault
    except UnknownKeyError as fault:
        near = f"; did you mean {' or '.join(fault.near)}?" if fault.near else ""
        raise click.BadParameter(f"nothing is called {text}{near}", param_hint="KEY") from fault
    return key


@contextmanager
def opened_ledger(
    root: Path, remote: str, folder: Path | None, now: datetime | None, *, is_dry: bool = True
) -> Iterator[Ledger]:
    """The ledger, read; why the branch was done without goes to stderr. Raises ProblemsError."""
    import time

    from outspoken.announce.ledger.open_ledger import LedgerPlace, opened
    from outspoken.cli.print_problems import print_problems

    place = LedgerPlace(
        root=root.resolve(),
        remote=remote,
        folder=folder,
        clock=clock_from(now),
        sleep=time.sleep,
        is_dry=is_dry,
    )
    with opened(place) as (ledger, why):
        print_problems(why, err=True)
        yield ledger


def run_id() -> str:
    """A name for this run that no other has."""
    job = "-".join(os.environ.get(f"GITHUB_RUN_{name}", "") for name in ("ID", "ATTEMPT")).strip("-")
    return f"{job or 'by-hand'}-{secrets.token_hex(6)}"


def clock_from(now: datetime | None) -> Callable[[], datetime]:
    """What tells the time: the clock, or from `now` on what has passed since."""
    from outspoken import clock
    from outspoken.announce.stopwatch import elapsed

    if now is None:
        return clock.now
    begun = elapsed()
    return lambda: now + timedelta(seconds=int(elapsed() - begun))


def real_rim(now: datetime | None, progress: Callable[[int, int], None]) -> AnnounceDependencies:
    """The real senders and the real words, imported when the first is asked for."""
    from outspoken.announce.request import AnnounceDependencies
    from outspoken.cli.publishing.announce_report import give_up

    tells = clock_from(now)

    def sender(channel: Channel) -> Sender:
        from outspoken.announce.sending.sender import sender_for

        return sender_for(channel, os.environ, now=tells)

    def words(piece: NewsItem, channel: Channel, shared: Shared, thread: Thread | None) -> Message:
        from outspoken.announce.words.message import compose

        return compose(piece, channel, shared, thread=thread)

    return AnnounceDependencies(
        senders=sender, compose=words, clock=tells, progress=progress, give_up=give_up
    )
