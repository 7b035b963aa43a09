"""The entry of this package: reads a folder to a History, or returns all Problems at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from outspoken.errors import Problem
from outspoken.model.file_names import INCIDENTS, POSTMORTEM_FILE
from outspoken.model.history import History
from outspoken.model.incident import Incident
from outspoken.model.settings import Settings
from outspoken.rules import NO_GIT_HISTORY, REOPENED
from outspoken.source.git import plausible_dates, read_history
from outspoken.source.git.change import file_at
from outspoken.source.git.future_times import fast_clock, in_the_present, instants_ahead
from outspoken.source.git.git_history import AddedFile, GitHistory
from outspoken.source.git.plausible_dates import plausible
from outspoken.source.git.run_git import read_blobs
from outspoken.source.incidents import cross_rules
from outspoken.source.incidents.before_publication import times_after_publication
from outspoken.source.incidents.equal_times import course_problems, in_order
from outspoken.source.incidents.folder import Parsed, parse_incident
from outspoken.source.incidents.folder_context import TOLERANCE, Context, context_for
from outspoken.source.incidents.former_ids import (
    check_former_ids,
    first_ids,
    present_ids,
    with_moved_folders,
    with_present_references,
)
from outspoken.source.incidents.publication import publisher
from outspoken.source.site_on_disk import SiteOnDisk

Files = Mapping[str, bytes]
_NOTHING: Mapping[str, Files | None] = MappingProxyType({})
Begun = Callable[[Settings, Sequence[str]], None]
"""Called with the settings and the incidents' folders."""


class Loaded(Struct, frozen=True, kw_only=True):
    """A site as read: `history` is None only if its settings are unusable.

    If incidents have errors, the history has those that could be read: refuse to build when any problem
    `is_error`. `problems` are in the order of path and line.
    """

    history: History | None
    problems: tuple[Problem, ...]

    @property
    def is_good(self) -> bool:
        return self.history is not None and not any(problem.is_error for problem in self.problems)


def load(
    root: Path,
    *,
    now: datetime,
    use_git: bool = True,
    jobs: int | None = None,
    site_url: str | None = None,
    settings: bytes | None = None,
    replaced: Mapping[str, Files | None] = _NOTHING,
    published: GitHistory | None = None,
    begun: Begun | None = None,
    present: bool = False,
    site: SiteOnDisk | None = None,
) -> Loaded:
    """Read the whole site in `root`; `now` (aware, UTC) decides what is in the future.

    `jobs` is how many processes parse (None: one per core, if there are many incidents). `site_url`
    replaces the setting, `settings` the bytes of mkdocs.yml. `replaced` maps incidents' folders to the
    files (by path from the root) to use instead of those on disk, or to None to leave the folder out;
    `published` replaces git's history of HEAD. `begun` is called before anything is parsed, to start other
    work. `present` says that `now` is the current time, not a past one: then all that is committed is
    published. `site` replaces what is on disk in `root`, if some of it was read already. Never raises
    because of the files' content.
    """
    # Started first: git runs in the background while this process parses.
    pending = read_history.start(root) if use_git and published is None else None
    disk = site or SiteOnDisk(root, now, site_url=site_url, data=settings, left_out=replaced)
    read, problems = disk.settings, disk.problems
    folders = [folder for folder in disk.folders if folder not in replaced]
    if read and begun:
        begun(read, folders)
    parsed: list[Parsed] = []
    if read:
        parsed = disk.parsed(folders, jobs, busy=1 if begun else 0)
        parsed += [_parse(folder, files, disk.context) for folder, files in replaced.items() if files]
    names = first_ids(entry.incident for entry in parsed)
    history = pending.result(read.branch if read else "main", names) if pending else published
    if pending and history is None and parsed:
        problems.append(replace(pending.problem or no_history(), path=INCIDENTS))
    if read is None:
        return Loaded(history=None, problems=_sorted(problems))
    return assemble(read, parsed, problems, now=now, root=root, history=history, present=present)


def _parse(folder: str, files: Files, context: Context) -> Parsed:
    return parse_incident(folder, {path[len(folder) + 1 :]: data for path, data in files.items()}, context)


def assemble(
    settings: Settings,
    parsed: Iterable[Parsed],
    problems: list[Problem],
    *,
    now: datetime,
    root: Path,
    history: GitHistory | None,
    others: Iterable[str] = (),
    present: bool = False,
) -> Loaded:
    """Combine parsed folders: publications, rules across folders, acknowledgements.

    `others` are ids of incidents that exist but were not parsed; `present` is as for `load`.
    """
    entries = list(parsed)
    if history:
        # Before any date is used: all later steps must use the same plausible dates.
        history = plausible(history, now if present else None)
    for entry in entries:
        problems += entry.problems
        problems += _doubtful(entry, history, root)
    incidents = _published(entries, history, root, settings, now, problems)
    # After publication: only git knows the order of updates with the same time.
    problems += _ties(entries, incidents)
    problems = _with_times_after_publication(problems, entries, incidents, now)
    ahead: list[datetime] = []
    if present:
        commits = plausible_dates.ahead(history, now) if history else ()
        problems += fast_clock(commits, now)
        ahead = [at for _, at in commits]
        ahead += [at for incident in incidents if incident for at in instants_ahead(incident, now)]
        ahead += [moment for entry in entries for _, moment in entry.future if moment > now]
        # After `ahead` is filled: this moves the times of the future to the present.
        incidents = [incident and in_the_present(incident, now) for incident in incidents]
    known = [*(entry.folder.rpartition("/")[2] for entry in entries), *others]
    behind = with_moved_folders(problems, present_ids(incidents))
    if behind:
        gone = {old.path.rpartition("/")[2] for old in behind}
        problems, known = (
            [behind.get(one, one) for one in problems],
            [one for one in known if one not in gone],
        )
    pairs = [(incident, entry.lines) for incident, entry in zip(incidents, entries, strict=True) if incident]
    # incident.md files without keys that refer to others have no lines: most need no check.
    problems += cross_rules.check_references(((i, lines) for i, lines in pairs if lines), known)
    problems += check_former_ids(((i, lines) for i, lines in pairs if i.aliases), frozenset(known))
    problems += cross_rules.check_policy(pairs, settings, now)
    for incident, lines in pairs:
        problems += cross_rules.check_acknowledged(incident, lines)
    acknowledged = {incident.folder: incident.acknowledged for incident, _ in pairs if incident.acknowledged}
    return Loaded(
        history=History(
            settings=settings,
            incidents=tuple(sorted((incident for incident, _ in pairs), key=_oldest_first)),
            commit=history.commit if history else None,
            ahead=tuple(sorted(set(ahead))),
        ),
        problems=_sorted(cross_rules.without_acknowledged(problems, acknowledged)),
    )


def _published(
    entries: Iterable[Parsed],
    history: GitHistory | None,
    root: Path,
    settings: Settings,
    now: datetime,
    problems: list[Problem],
) -> list[Incident | None]:
    """Return each entry's incident with its publications, and its updates in their order.

    Adds a Problem if earlier versions are missing.
    """
    incidents = [entry.incident for entry in entries]
    present = present_ids(incidents)
    if present:
        incidents = [incident and with_present_references(incident, present) for incident in incidents]
    if history:
        words = read_blobs(root, history.blobs)
        problems += read_history.lost(root, history, words)
        publish = publisher(history, words, context_for(settings, now), now, present)
        incidents = [incident and publish(incident) for incident in incidents]
    return [
        in_order(incident) if incident and entry.ties else incident
        for incident, entry in zip(incidents, entries, strict=True)
    ]


def _ties(entries: Iterable[Parsed], incidents: Iterable[Incident | None]) -> Iterator[Problem]:
    for entry, incident in zip(entries, incidents, strict=True):
        if entry.ties and incident:
            yield from course_problems(entry.ties, incident)


def _with_times_after_publication(
    problems: list[Problem], entries: Iterable[Parsed], incidents: Iterable[Incident | None], now: datetime
) -> list[Problem]:
    """Add a warning for each time that does not count, and drop `reopened` for such an update."""
    found = [
        problem
        for entry, incident in zip(entries, incidents, strict=True)
        if entry.incident and incident
        for problem in times_after_publication(entry.incident, incident, now)
    ]
    paths = {problem.path for problem in found}
    return [one for one in problems if one.rule != REOPENED.id or one.path not in paths] + found


def _oldest_first(incident: Incident) -> tuple[datetime, str]:
    return incident.started, incident.id


def _doubtful(entry: Parsed, history: GitHistory | None, root: Path) -> Iterator[Problem]:
    """Yield the problems that git confirms: a time after its publication, a name of a new file."""
    wrong = {problem.path for problem in entry.problems if problem.is_error}
    for problem, moment in entry.future:
        added = _added(problem.path, history)
        written = _written(problem.path, added, history) if added and history else None
        if written is None or _is_ahead(moment, written, history):
            wrong.add(problem.path)
            yield problem
    for problem in entry.misnamed:
        if problem.path in wrong:  # when that is corrected, the name may agree
            continue
        added = _added(problem.path, history)
        # The newest commit is the one under review: in CI, the merge commit of the pull request.
        is_new = added is None or history is None or added.order == history.length - 1
        if is_new and not _is_edited(problem.path, history, root):
            yield problem


def _written(path: str, added: AddedFile, history: GitHistory) -> datetime:
    """Return when the times of a file were committed: those of a post-mortem come later, with each action."""
    changes = history.changes(path) if path.endswith(f"/{POSTMORTEM_FILE}") else ()
    return changes[-1].at if changes else added.at


def _is_ahead(moment: datetime, committed: datetime, history: GitHistory | None) -> bool:
    """Whether a time was still in the future when it was committed; an implausible clock does not count."""
    limit = history.limit if history else None
    return moment > (min(committed, limit) if limit else committed) + TOLERANCE


def _is_edited(path: str, history: GitHistory | None, root: Path) -> bool:
    """Whether the newest commit has the file with other content: its name was right when committed."""
    before = file_at(root, history.commit, path) if history and (root / path).is_file() else None
    return before is not None and before != (root / path).read_bytes()


def _added(path: str, history: GitHistory | None) -> AddedFile | None:
    return history.added.get(history.key(path)) if history else None


def no_history() -> Problem:
    """Return the problem of a repository without git, if git itself reported none."""
    message = "publication dates are unknown without git history: updates are dated by their `at`"
    return NO_GIT_HISTORY.problem(INCIDENTS, None, message, "commit the incidents, or build in a full clone")


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.sort_key))
