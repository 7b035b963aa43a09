"""Make the files of one change, checked before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from outspoken.authoring.answers.answer_problems import DraftProblemsError
from outspoken.authoring.drafts import IncidentDraft, UpdateDraft
from outspoken.authoring.dry_check import DryCheckResult, dry_check
from outspoken.authoring.incident_store import IncidentStore
from outspoken.authoring.refusal import RefusedError
from outspoken.errors import Problem, ProblemsError
from outspoken.model.file_names import CHECKLIST_FILE, INCIDENT_FILE, POSTMORTEM_FILE, folder_of, update_name
from outspoken.model.site_path import incident_path
from outspoken.rules import SCAFFOLD_TEXT
from outspoken.source.incidents import new_ids
from outspoken.source.incidents.components_only import brief_context, whole_settings
from outspoken.source.incidents.folder_context import Context
from outspoken.source.plan.plan_folder import has_own_plan

if TYPE_CHECKING:
    from datetime import datetime

    from outspoken.model.incident import Incident
    from outspoken.model.settings import Settings


class DraftedChange(Struct, frozen=True, kw_only=True):
    """Files to be written, by their path from the root; if not `is_new`, files that an earlier call wrote.

    `replaced` has the bytes of those that exist, as they were read. `update` is empty for a post-mortem;
    `becomes` is the incident with these files. `caused` are the warnings that the files cause (and in a
    draft the open questions), `existing` the Problems that existed before.
    """

    incident: str
    update: str
    files: Mapping[str, str]
    subject: str
    message: str = ""
    replaced: Mapping[str, bytes] = {}
    is_new: bool = True
    becomes: Incident | None = None
    caused: tuple[Problem, ...] = ()
    existing: tuple[Problem, ...] = ()

    def url_on(self, site: str) -> str:
        """Return its address on the site at `site`, which ends with a slash."""
        return f"{site}{incident_path(self.incident)}{f'#{self.update}' if self.update else ''}"


def open_context(store: IncidentStore, now: datetime) -> Context:
    """Return the context for reading a site's files, `now` in UTC. Raises ProblemsError for bad settings."""
    return brief_context(store.root, now, store.settings)


def open_settings(store: IncidentStore) -> Settings:
    """Return all settings of a site. Raises ProblemsError for bad ones."""
    return whole_settings(store.root, store.settings)


def open_incident(
    store: IncidentStore,
    context: Context,
    settings: Settings,
    draft: IncidentDraft,
    update: UpdateDraft,
    day: date,
    *,
    is_draft: bool = False,
) -> DraftedChange:
    """Make a new incident, or maintenance, with its first update; `day` is the site's day of its start.

    A draft may have open questions. Raises ProblemsError if the rules of `check` find an error.
    """
    if draft.key:
        from outspoken.authoring.lookup import incident_with_key

        # A caller that did not get an answer calls again: the key makes that harmless.
        if earlier := incident_with_key(store, draft.key):
            return _earlier(store, earlier, "")
    incident = new_ids.incident_id(day, draft.title, lambda name: _is_taken(store, name))
    folder = folder_of(incident)
    name = new_ids.update_id(update.at, update.word, ())
    added = {
        # Not with the first tick: two people who tick at once then change one file, which git merges.
        **_checklist(store, settings, draft),
        INCIDENT_FILE: draft.text(),
        update_name(name): update.text(),
    }
    verdict = checked_files(folder, {}, added, context, settings, is_draft=is_draft)
    prefix = "Plan" if draft.is_planned else "Open"
    return _change(folder, name, added, f"{prefix} {incident}", verdict, update.message)


def _checklist(store: IncidentStore, settings: Settings, draft: IncidentDraft) -> dict[str, str]:
    """Return a new incident's checklist by its file name; empty without a plan that has tasks here."""
    if draft.is_planned or not has_own_plan(store.root, settings):
        return {}
    from outspoken.source.plan.checklist_file import new_checklist
    from outspoken.source.plan.read_plan import read_plan

    reading = read_plan(store.root, settings)
    has_tasks = reading is not None and bool(reading.plan.items)
    return (
        {CHECKLIST_FILE: new_checklist(reading.plan, draft.given.get("impact", ""))}
        if reading and has_tasks
        else {}
    )


def post_update(store: IncidentStore, context: Context, incident: str, update: UpdateDraft) -> DraftedChange:
    """Make another update of an incident. Raises ProblemsError if the rules of `check` find an error."""
    folder = folder_of(incident)
    if update.key:
        from outspoken.authoring.lookup import update_with_key

        if earlier := update_with_key(store, folder, update.key):
            return _earlier(store, folder, earlier)
    before = store.files(folder)
    if not before:
        raise RefusedError(f"there is no incident {incident}")
    # Case is ignored: on some file systems, names that differ only in case are one file.
    taken = {name.rpartition("/")[2].removesuffix(".md").casefold() for name in before}
    name = new_ids.update_id(update.at, update.word, taken)
    added = {update_name(name): update.text()}
    # Policies are about incidents, and checking them would need all settings, which takes time to read.
    verdict = checked_files(folder, before, added, context, None)
    subject = f"{(update.status or 'update').replace('_', ' ').capitalize()}: {incident}"
    return _change(folder, name, added, subject, verdict, update.message)


def add_postmortem(
    store: IncidentStore, context: Context, settings: Settings, incident: str, now: datetime
) -> DraftedChange:
    """Make a draft of a post-mortem. Raises RefusedError if the incident has one."""
    from outspoken.authoring.lookup import read
    from outspoken.authoring.postmortem_draft import scaffold

    folder = folder_of(incident)
    if store.has(f"{folder}/{POSTMORTEM_FILE}"):
        raise RefusedError(f"{folder}/{POSTMORTEM_FILE} already exists: edit it instead")
    parsed = read(store, folder, context)
    if parsed.incident is None:
        raise ProblemsError(parsed.problems)
    added = {POSTMORTEM_FILE: scaffold(store.root, parsed.incident, settings, now)}
    verdict = checked_files(folder, store.files(folder), added, context, settings)
    return _change(folder, "", added, f"Begin the post-mortem of {incident}", verdict)


def _is_taken(store: IncidentStore, incident: str) -> bool:
    from outspoken.authoring.lookup import former_ids

    # Feeds and the ledger know a moved incident by its first id: they would take a new one with it for it.
    return store.has(folder_of(incident)) or incident in former_ids(store)


def checked_files(
    folder: str,
    before: Mapping[str, bytes],
    added: Mapping[str, str],
    context: Context,
    settings: Settings | None,
    *,
    is_draft: bool = False,
) -> DryCheckResult:
    """Check the files `added` to a folder. Raises ProblemsError if they cause an error."""
    verdict = dry_check(folder, before, added, context, settings=settings)
    errors = [
        problem
        for problem in verdict.caused
        if problem.is_error and not (is_draft and problem.rule == SCAFFOLD_TEXT.id)
    ]
    if errors:
        raise DraftProblemsError(verdict.caused, {f"{folder}/{name}": text for name, text in added.items()})
    return verdict


def _change(
    folder: str,
    update: str,
    added: Mapping[str, str],
    subject: str,
    verdict: DryCheckResult,
    message: str = "",
) -> DraftedChange:
    incident = folder.rpartition("/")[2]
    return DraftedChange(
        incident=incident,
        update=update,
        files={f"{folder}/{name}": text for name, text in added.items()},
        subject=subject,
        message=message,
        becomes=verdict.incident,
        caused=verdict.caused,
        existing=verdict.existing,
    )


def _earlier(store: IncidentStore, folder: str, update: str) -> DraftedChange:
    """Return what an earlier call with this key added: an update, or an incident and its first update."""
    incident = folder.rpartition("/")[2]
    paths = [f"{folder}/updates/{update}.md"] if update else [f"{folder}/{INCIDENT_FILE}"]
    if not update and (updates := store.updates(folder)):
        paths.append(updates[0])
        update = updates[0].rpartition("/")[2].removesuffix(".md")
    texts = {path: data.decode("utf-8", "replace") for path, data in store.read(paths).items()}
    return DraftedChange(
        incident=incident,
        update=update,
        files=texts,
        subject=f"{'Update' if len(paths) == 1 else 'Open'} {incident}",
        is_new=False,
    )
