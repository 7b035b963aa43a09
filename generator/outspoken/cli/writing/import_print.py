"""Prints the result of an import: remarks by importance, how words were mapped, and a summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.importers.import_names import clean_line
from outspoken.importers.import_report import Grade, ImportOutcome
from outspoken.model.file_names import folder_of

if TYPE_CHECKING:
    from outspoken.importers.import_report import Import, MappedWord, Remark

# The order of printing: what a person must decide is printed last, next to the result.
HEADINGS: Mapping[Grade, str] = {
    Grade.UNDERSTOOD: "Unusual, but imported:",
    Grade.NO_EQUIVALENT: "Has no equivalent here:",
    Grade.DIFFERENT: "Changed at the source since; kept as it is here:",
    Grade.ASSUMED: "Assumed; please check:",
    Grade.NOT_IMPORTED: "Not imported; please decide:",
}
# A remark on more files than this is one line with a count, unless --verbose lists each file.
MANY = 4


def print_remarks(remarks: Iterable[Remark], *, verbose: bool) -> None:
    """Print the remarks, one line for many of the same kind unless `verbose`."""
    listed = tuple(remarks)
    for grade, heading in HEADINGS.items():
        of_grade = [remark for remark in listed if remark.grade == grade]
        if of_grade:
            click.echo(heading)
            for line in _lines(of_grade, verbose=verbose):
                _echo_foreign(line)
    if not verbose and any(_files(alike) > MANY for alike in _by_kind(listed).values()):
        click.echo("--verbose lists every file.")


def _echo_foreign(line: str) -> None:
    """Print a line with text of the source, without control characters and line breaks."""
    click.echo(f"  {clean_line(line)}")


def _lines(remarks: Iterable[Remark], *, verbose: bool) -> Iterator[str]:
    """Yield one line per remark; the same remark about many files becomes one line with a count."""
    for about, alike in _by_kind(remarks).items():
        # Counted, since a rare remark would be overlooked among hundreds of equal ones.
        if _files(alike) > MANY and not verbose:
            yield f"{_files(alike)} files: {about}; the first: {alike[0].path}{_detail(alike[0])}"
        else:
            yield from (f"{remark.path}: {about}{_detail(remark)}" for remark in alike)


def _by_kind(remarks: Iterable[Remark]) -> dict[str, list[Remark]]:
    kinds: dict[str, list[Remark]] = {}
    for remark in remarks:
        kinds.setdefault(remark.about, []).append(remark)
    return kinds


def _files(alike: Iterable[Remark]) -> int:
    return len({remark.path for remark in alike})


def _detail(remark: Remark) -> str:
    return f" ({remark.detail})" if remark.detail else ""


def print_plan(made: Import, root: Path) -> None:
    """Print the files that would be written, and how words of the source are mapped."""
    if made.words:
        click.echo("How words of the source are mapped:")
    for word in made.words:
        _echo_foreign(_mapping(word))
    if made.entries:
        click.echo("Components that mkdocs.yml lacks; nothing is imported until you add them:")
        click.echo(made.entries)
    then = " then" if made.entries else ""
    places = tuple(_places(made))
    click.echo(f"Files that would{then} be written:" if places else "No file would be written.")
    for line in places:
        _echo_foreign(line)
    click.echo(f"{counts(made)} would{then} be imported into {root}{_already(made)}{_new_components(made)}.")
    click.echo("Nothing was written, because of --plan.")


def _mapping(word: MappedWord) -> str:
    guessed = "" if word.is_known else ", guessed"
    return f"{word.what} {word.old or '(empty)'}: {word.new} ({word.count}{guessed})"


def _places(made: Import) -> Iterator[str]:
    yield from (file.path for file in made.files if not file.path.startswith("incidents/"))
    for each in made.incidents:
        if each.outcome in (ImportOutcome.NEW, ImportOutcome.CONTINUED):
            where = folder_of(each.id)
            added = " (exists already)" if each.outcome is ImportOutcome.CONTINUED else ""
            yield f"{each.path}: {_count(each.updates, 'update')} to {where}{added}"


def summary(made: Import, root: Path) -> str:
    """Return what was imported, in one sentence, and what to do next."""
    if not made.files:
        known = len(made.incidents)
        return f"Nothing is new: {_count(known, 'incident')} {_was(known)} imported into {root} before."
    advice = "\nNext: outspoken check, git add, git commit, outspoken build"
    return f"{counts(made)} imported into {root}{_already(made)}{_new_components(made)}.{advice}"


def counts(made: Import) -> str:
    """Return how much is new: `3 incidents with 7 updates and 1 post-mortem`."""
    incidents, updates = _count(made.count(ImportOutcome.NEW), "incident"), _count(made.updates, "update")
    return f"{incidents} with {updates} and {_count(made.postmortems, 'post-mortem')}"


def _already(made: Import) -> str:
    present, continued = made.count(ImportOutcome.PRESENT), made.count(ImportOutcome.CONTINUED)
    before = f", {present} {_was(present)} imported before" if present else ""
    return f"{before}, {continued} got later updates" if continued else before


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def _new_components(made: Import) -> str:
    return f"; {_count(made.components, 'component')}" if made.components else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
