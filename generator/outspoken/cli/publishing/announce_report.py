"""Prints the result of an announcement: as text, as annotations, and in the summary of a workflow's job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from outspoken.channels.sending import reached
from outspoken.cli.github_actions import annotation, as_items, in_actions, write_summary
from outspoken.cli.print_problems import counted, print_problems

if TYPE_CHECKING:
    from outspoken.announce.ledger.ledger_record import Key, Record, RecordChange
    from outspoken.announce.request import AnnounceResult
    from outspoken.channels.message import Message

# Warnings about the run rather than about a file.
_PRINTED_WARNINGS = {"ledger-unreachable", "no-git-history"}
RESOLVE = "outspoken announce resolve"


def print_report(report: AnnounceResult, *, dry: bool) -> None:
    """Print a result; under GitHub Actions, as annotations and in the job's summary too."""
    # Warnings about the site's files are printed by `check`.
    shown = [problem for problem in report.problems if problem.is_error or problem.rule in _PRINTED_WARNINGS]
    print_problems(shown, err=True)
    for message in report.written:
        click.echo(_indented(message))
    lines = [*_done(report), *(line for _, line in needs(report))]
    # In a dry run, standard output has only the messages.
    if lines or not report.written:
        click.echo("\n".join(lines) or "Nothing to announce.", err=dry)
    # Annotations are shown first on the page of a failed run.
    if in_actions():
        for severity, line in needs(report):
            click.echo(annotation(severity, line, title="announce"))
    listed = [*(message.key for message in report.written), *lines]
    title = "Would be announced" if dry else "Announced"
    write_summary(title, as_items(listed or ["Nothing to announce."]))


def _done(report: AnnounceResult) -> Iterator[str]:
    states: dict[str, list[tuple[Key, Record]]] = {}
    for key, record in report.done.items():
        states.setdefault(record.state, []).append((key, record))
    for key, record in states.get("sent", []):
        yield f"sent {key}{f' {record.url}' if record.url else ''}"
    for key, record in report.retry.items():
        until = f", not before {record.not_before:%H:%M} UTC" if record.not_before else ""
        yield f"will be tried again{until}: {key}: {record.why}"
    for key, why in report.waiting.items():
        yield f"waiting: {key}: {why}"
    for key, record in report.ended.items():
        yield _given_up(key, record)
    for key, record in report.known.items():
        if record.state == "skipped" and record.why.startswith("it was announced"):
            yield f"not announced again: {key}: {record.why}"
    for path in report.uncommitted:
        yield f"not announced, since it is not committed: {path}"
    for path in report.outdated:
        yield f"not announced from this commit, since a newer one changes it: {path}"


def needs(report: AnnounceResult) -> Iterator[tuple[str, str]]:
    """Yield (severity, sentence) for everything that waits for a person, with what to do."""
    for problem in report.channel_problems:
        hint = f"; {problem.hint}" if problem.hint else ""
        yield "error", f"{problem.channel} sent nothing: {problem.message}{hint}"
    for key, record in report.held.items():
        yield "error", held(key, record)
    if report.withheld:
        count = counted(len(report.withheld), "update")
        named = ", ".join("/".join(update) for update in report.withheld[:3])
        yield (
            "error",
            f"{count} are too many to send at once without --force ({named}, …): look at them with "
            "outspoken announce --dry-run --force, then run outspoken announce --force",
        )
    for key in report.stale:
        yield "warning", too_old(key)


def give_up(changes: Sequence[RecordChange]) -> None:
    """Print to stderr what will not be sent any more, before it is recorded in the ledger."""
    for change in changes:
        is_stale = change.before is None
        click.echo(too_old(change.key) if is_stale else _given_up(change.key, change.after), err=True)


def too_old(key: Key) -> str:
    """Return what to do about a message that was not sent for a day."""
    return f"{key} was older than a day and not announced; to send it: {RESOLVE} {key} --retry"


def _given_up(key: Key, record: Record) -> str:
    return f"not sent any more: {key}: {record.why}"


def held(key: Key, record: Record) -> str:
    """Return what to do about a message in doubt, or one that its channel refuses."""
    if record.recipients:
        return (
            f"{key}: {reached.counted(record.recipients)} have it; {reached.missing(record.recipients)}: "
            f"correct that, then {RESOLVE} {key} --retry, which sends it only to those without it, "
            "or --sent, or --skip"
        )
    if record.doubt or record.state == "claimed":
        look = "check whether the channel has it"
        return (
            f"{key} may have been sent ({record.why}): {look}, then {RESOLVE} {key} --sent, "
            f"or {RESOLVE} {key} --retry if it does not"
        )
    return f"{key} was not sent ({record.why}): correct that, then {RESOLVE} {key} --retry, or --skip"


def _indented(message: Message) -> str:
    from outspoken.announce.words.compose import preview_text

    head, *body = preview_text(message).splitlines()
    return "\n".join([head, *(f"    {line}" if line else "" for line in body), ""])
