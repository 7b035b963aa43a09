"""`outspoken remind`: lists the reminders of scheduled maintenance, and sends one by hand."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from outspoken.announce.ledger.ledger_contents import LedgerContents
from outspoken.announce.reminder_states import channels_of, reminder_states
from outspoken.announce.request import AnnounceRequest, AnnounceResult
from outspoken.cli import shared_options
from outspoken.cli.print_problems import print_problems
from outspoken.cli.publishing.ledger_options import (
    as_json,
    ledger_folder,
    ledger_place,
    opened_ledger,
    remote,
)
from outspoken.cli.publishing.real_dependencies import real_dependencies, run_id
from outspoken.cli.publishing.reminder_text import reminder_lines, reminders_json, sent_before
from outspoken.cli.required_text import FilledArgument
from outspoken.cli.stop import Stop, one_line
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.followup.reminders import asked_reminder_id, why_no_reminder
from outspoken.errors import ProblemsError
from outspoken.model.file_names import INCIDENT_FILE
from outspoken.source.last_good import read

if TYPE_CHECKING:
    from outspoken.announce.ledger.ledger_record import Key, Record
    from outspoken.announce.ledger.open_ledger import LedgerPlace
    from outspoken.model.channel import Channel
    from outspoken.model.history import History
    from outspoken.model.incident import Incident
    from outspoken.source.last_good import LastGoodReading


@click.command()
@click.argument("incident", metavar="[ID]", required=False, cls=FilledArgument)
@shared_options.root
@shared_options.now
@click.option("--dry-run", is_flag=True, help="Print the messages about ID, and send nothing.")
@ledger_folder
@remote
@as_json
def command(
    *,
    incident: str | None,
    root: Path,
    now: datetime | None,
    dry_run: bool,
    folder: Path | None,
    remote: str,
    as_json: bool,
) -> None:
    """List when reminders of scheduled maintenance are sent, and their state on each channel.

    With ID, send a reminder of this maintenance now, on every channel whose filter matches: once for each
    window, so a second call sends nothing. The reminders of the settings are sent as well, by outspoken
    announce; only one that is due in the 15 minutes after it is left out. Exits with 1 if a person is needed,
    or if nothing may be sent.
    """
    if dry_run and not incident:
        raise click.UsageError("--dry-run needs the ID of a scheduled maintenance")
    root, instant = root.resolve(), shared_options.instant_or_clock(now)
    with one_line():
        reading = _read(root, instant, present=shared_options.is_present(now))
        assert reading.history is not None  # noqa: S101 - `_read` raises without one
        if incident:
            found = _maintenance(root, reading.history, incident, instant)
            place = ledger_place(root, remote, folder, now, is_dry=dry_run)
            _send(root, reading, reading.history, found, place, now, is_dry=dry_run, as_json=as_json)
        else:
            # Maintenance that cannot be read is not in the list, or is as it was before.
            print_problems((one for one in reading.problems if one.is_error), err=True)
            _list(root, reading.history, instant, (remote, folder, now), as_json=as_json)


def _read(root: Path, now: datetime, *, present: bool) -> LastGoodReading:
    """Read the site as an announcement does. Raises ProblemsError if it cannot be read at all."""
    reading = read(root, now=now, last_good=True, present=present)
    if reading.history is None:
        raise ProblemsError(reading.problems)
    return reading


def _maintenance(root: Path, history: History, text: str, now: datetime) -> Incident:
    """Return the maintenance that the text names. Raises Stop if no reminder of it may be sent."""
    from outspoken.authoring.git.repository import Repository
    from outspoken.authoring.incident_store import DiskIncidents
    from outspoken.authoring.lookup import find
    from outspoken.authoring.refusal import AmbiguousError
    from outspoken.cli.writing_parts.which_incident import choose_incident

    try:
        named = find(DiskIncidents(root), text)
    except AmbiguousError as fault:
        named = choose_incident(fault, "Which maintenance?")
    found = next((one for one in history.incidents if one.id == named), None)
    if found is None:
        raise Stop(f"{named} cannot be read: outspoken check says why")
    if why := why_no_reminder(IncidentFacts(found), now):
        raise Stop(f"no reminder of {named} is sent: {why}")
    if not Repository(root).has_committed(f"{found.folder}/{INCIDENT_FILE}"):
        raise Stop(f"{named} is not committed yet: readers cannot see it")
    if not history.settings.channels:
        raise Stop("the settings name no channels: nothing can be sent")
    if not channels_of(found, history, now):
        raise Stop(f"no channel's filter matches a reminder of {named}: nothing can be sent")
    return found


def _send(
    root: Path,
    reading: LastGoodReading,
    history: History,
    incident: Incident,
    place: LedgerPlace,
    now: datetime | None,
    *,
    is_dry: bool,
    as_json: bool,
) -> None:
    from outspoken.announce.announcement import announce
    from outspoken.announce.ledger.open_ledger import ledger_at
    from outspoken.cli.progress_bar import progress_bar

    request = AnnounceRequest(
        root=root,
        now=shared_options.instant_or_clock(now),
        run=run_id(),
        dry_run=is_dry,
        remind=incident.id,
    )
    with ledger_at(place) as (ledger, why):
        earlier = _earlier(history, ledger.book, incident, request.now)
        if earlier:
            # A program that calls twice gets the result of the first call.
            result = AnnounceResult(problems=why, done=_own(ledger.book.items(), incident))
        else:
            if not is_dry and sys.stdin.isatty():
                _ask(incident, channels_of(incident, history, request.now))
            with progress_bar("Messages") as show:
                result = announce(request, real_dependencies(now, show), ledger, lambda: reading)
            result = replace(_only_this_reminder(result, incident), problems=(*why, *result.problems))
    if as_json:
        from outspoken.cli.publishing.announce_json import report_json

        click.echo(report_json(result))
    elif earlier:
        click.echo(earlier)
    else:
        from outspoken.cli.publishing.announce_report import print_report

        print_report(result, dry=is_dry)
    # A person asked for it now: what will be sent later counts as not done.
    is_left = result.waiting or result.uncommitted or result.outdated or result.retry
    sys.exit(1 if result.needs_a_person or is_left else 0)


def _ask(incident: Incident, channels: Iterable[Channel]) -> None:
    """Ask once before anything is sent. Raises Stop if the answer is no."""
    from outspoken.cli.writing_parts.prompts import confirm

    names = ", ".join(channel.id for channel in channels)
    question = f"Send a reminder of {incident.title} now?"
    if not confirm(question, why=f"It goes to these channels: {names}."):
        raise Stop("nothing was sent")


def _only_this_reminder(result: AnnounceResult, incident: Incident) -> AnnounceResult:
    """Return the result without other messages that the ledger lists."""
    held, retry = result.held.items(), result.retry.items()
    return replace(result, held=_own(held, incident), retry=_own(retry, incident))


def _own(records: Iterable[tuple[Key, Record]], incident: Incident) -> dict[Key, Record]:
    """Return the records of the reminder by hand, one for each channel."""
    own = incident.first_id, asked_reminder_id(IncidentFacts(incident))
    return {key: record for key, record in records if (key.incident, key.update) == own}


def _earlier(history: History, book: LedgerContents, incident: Incident, now: datetime) -> str:
    """Return the state on each channel if an earlier call sent the reminder everywhere; else empty."""
    listed = (one for one in reminder_states(history, book, now) if one.incident.id == incident.id)
    own = next((one.by_hand for one in listed if one.is_sent_by_hand), None)
    return sent_before(incident, own, history.settings, now) if own else ""


def _list(
    root: Path,
    history: History,
    now: datetime,
    place: tuple[str, Path | None, datetime | None],
    *,
    as_json: bool,
) -> None:
    found = reminder_states(history, LedgerContents(name=""), now)
    # Without channels the list needs no ledger, and so no git host.
    if found and history.settings.channels:
        with opened_ledger(root, *place) as ledger:
            found = reminder_states(history, ledger.book, now)
    if as_json:
        click.echo(reminders_json(found, history.settings, now))
    else:
        click.echo("\n".join(reminder_lines(found, history.settings, now)))
    sys.exit(1 if any(one.is_held for one in found) else 0)
