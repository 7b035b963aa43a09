"""`outspoken announce`: sends what is new, once on every channel."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from outspoken.announce.announcement import announce
from outspoken.announce.ledger.ledger_record import DeliveryState, Key
from outspoken.announce.ledger.open_ledger import ledger_at
from outspoken.announce.request import AnnounceRequest
from outspoken.cli import shared_options
from outspoken.cli.progress_bar import progress_bar
from outspoken.cli.publishing.announce_json import report_json, status_json
from outspoken.cli.publishing.announce_report import print_report
from outspoken.cli.publishing.ledger_options import (
    as_json,
    ledger_folder,
    ledger_place,
    opened_ledger,
    remote,
)
from outspoken.cli.publishing.real_dependencies import real_dependencies, run_id
from outspoken.source.repository_reader import RepositoryReader

if TYPE_CHECKING:
    from outspoken.announce.ledger.ledger import Ledger


@click.group("announce", invoke_without_command=True)
@shared_options.root
@shared_options.now
@click.option("--dry-run", is_flag=True, help="Show what would be sent, and send nothing.")
@click.option(
    "--force",
    is_flag=True,
    help="Also send updates that are older than a day, and more than five at once.",
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
    """Send every committed update that was not announced yet, once on every channel.

    The branch `announcements` records what was announced, so that running it again repeats nothing, and a
    run that was killed loses nothing. Exits with 1 if a person is needed.
    """
    # click calls the group's function even if a subcommand follows.
    if ctx.invoked_subcommand is not None:
        return

    root, begun = root.resolve(), shared_options.instant_or_clock(now)
    reader = RepositoryReader(
        root,
        now=begun,
        # A workflow without a configured URL passes an empty text.
        site_url=site_url or None,
        last_good=True,
        present=shared_options.is_present(now),
    )
    request = AnnounceRequest(root=root, now=begun, run=run_id(), force=force, dry_run=dry_run)
    with (
        progress_bar("Messages") as show,
        ledger_at(ledger_place(root, remote, folder, now, is_dry=dry_run)) as (ledger, why),
    ):
        # The reading as a function: it is called only if something may be new, so that most runs are quick.
        result = announce(request, real_dependencies(now, show), ledger, reader.read)
    # The reason why the branch is not used is part of the result, also in JSON.
    result = replace(result, problems=(*why, *result.problems))
    if as_json:
        click.echo(report_json(result))
    else:
        print_report(result, dry=dry_run)
    sys.exit(1 if result.needs_a_person else 0)


@command.command("status")
@shared_options.root
@shared_options.now
@ledger_folder
@remote
@as_json
def status(*, root: Path, now: datetime | None, folder: Path | None, remote: str, as_json: bool) -> None:
    """Show what was announced, and what is pending, with what to do about it.

    Exits with 1 if a person is needed.
    """
    from outspoken.cli.publishing.announce_status import promises, status_lines

    instant = shared_options.instant_or_clock(now)
    with opened_ledger(root, remote, folder, now) as ledger:
        book = ledger.book
        counts = Counter(record.state for _, record in book.items())
        waiting = {key: record for key, record in sorted(book.loose.items()) if not record.state.is_final}
    if as_json:
        click.echo(status_json(counts, book.channels, waiting, promises(root)))
    else:
        for line in status_lines(counts, book, waiting, promises(root), instant):
            click.echo(line)
    sys.exit(1 if any(record.state is DeliveryState.HELD for record in waiting.values()) else 0)


@command.command("resolve")
@click.argument("key")
@click.option(
    "--sent", "sent_id", is_flag=False, flag_value="", metavar="[ID]", help="It was sent, with this id."
)
@click.option("--retry", is_flag=True, help="It was not sent: send it at the next run.")
@click.option("--skip", is_flag=True, help="Never send it.")
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

    Give exactly one of --sent, --retry and --skip.
    """
    from outspoken.announce.resolve_held import Decision, LiveClaimError
    from outspoken.announce.resolve_held import resolve as decide

    chosen = [state for state, is_chosen in _states(sent_id, retry, skip) if is_chosen]
    if len(chosen) != 1:
        raise click.UsageError("give exactly one of --sent, --retry and --skip")
    instant = shared_options.instant_or_clock(now)
    reader = RepositoryReader(
        root.resolve(), now=instant, last_good=True, present=shared_options.is_present(now)
    )
    with opened_ledger(root, remote, folder, now, is_dry=False) as ledger:
        parsed = _key(key, ledger, reader)
        try:
            decide(
                ledger, parsed, Decision(state=DeliveryState(chosen[0]), id=sent_id or ""), instant, run_id()
            )
        except LiveClaimError:
            click.echo(f"{key} is being sent at this moment; try again in 15 minutes", err=True)
            sys.exit(1)
    click.echo(f"{key}: {chosen[0]}")


def _states(sent_id: str | None, retry: bool, skip: bool) -> tuple[tuple[str, bool], ...]:
    return ("sent", sent_id is not None), ("retry", retry), ("skipped", skip)


def _key(text: str, ledger: Ledger, reader: RepositoryReader) -> Key:
    """Return the key that was named; it must be in the ledger or have news on the site."""
    from outspoken.announce.resolve_held import UnknownKeyError

    try:
        key = Key.parse(text)
        if ledger.get(key) is None:
            key = _with_news(key, ledger, reader)
    except ValueError as fault:
        raise click.BadParameter(str(fault), param_hint="KEY") from fault
    except UnknownKeyError as fault:
        near = f"; did you mean {' or '.join(fault.near)}?" if fault.near else ""
        raise click.BadParameter(f"there is no message {text}{near}", param_hint="KEY") from fault
    return key


def _with_news(key: Key, ledger: Ledger, reader: RepositoryReader) -> Key:
    """Return the key as the ledger writes it. Raises UnknownKeyError if neither it nor the site has it."""
    from outspoken.announce.resolve_held import UnknownKeyError, known_keys, with_first_id

    history = reader.read().history
    known = known_keys(history, reader.now) if history else set()
    first = with_first_id(key, history) if history else key
    if first not in known and ledger.get(first) is None:
        raise UnknownKeyError(str(key), [*map(str, known), *(str(one) for one, _ in ledger.book.items())])
    return first
