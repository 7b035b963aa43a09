"""Checks the site's own files: settings, drafts, the first entry, the files of `init`, and secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from outspoken.authoring.new_site import machinery
from outspoken.authoring.refusal import RefusedError
from outspoken.authoring.scaffold.installation import Installation
from outspoken.authoring.scaffold.pins import PIN_FILE, RELEASE_FILE, PinKind, make_pin
from outspoken.authoring.scaffold.record import RECORD_FILE
from outspoken.authoring.scaffold.upgrade_plan import plan_upgrade
from outspoken.checkup.finding import Finding, good, to_do, unknown
from outspoken.errors import Problem
from outspoken.model.file_names import INCIDENT_FILE, INCIDENTS
from outspoken.model.settings import Settings
from outspoken.source.draft_pages import drafts_in

_CODEOWNERS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
_PUBLISH = ".github/workflows/publish.yml"
_VARIABLE = re.compile(r"^ +([A-Z][A-Z0-9_]*):", re.MULTILINE)
_UPGRADE = "outspoken upgrade && git diff"
_VERSION = re.compile(r"outspoken(?:==|-)([\w.+!]+?)(?:-py3|[\s;]|$)")


def settings_finding(settings: Settings | None, problems: list[Problem]) -> Finding:
    """Return the finding about the settings: whether they can be read."""
    if settings is None:
        missing = any(one.rule == "no-settings" for one in problems)
        message = problems[0].message if problems else "mkdocs.yml cannot be read"
        return to_do("settings", message, "outspoken init" if missing else "outspoken check")
    return good("settings", f"mkdocs.yml names {len(settings.components)} components")


def page_findings(root: Path, settings: Settings) -> Iterator[Finding]:
    """Yield the findings about drafts with open questions, contact details, and the incidents."""
    for path, draft in drafts_in(root / settings.docs_dir).items():
        count = len(draft.questions)
        questions = f"has {count} open {'question' if count == 1 else 'questions'}"
        state = questions if count else "is a draft"
        message = f"{settings.docs_dir}/{path} {state}, so it is not published"
        yield to_do(f"page {path}", message, "run outspoken check, then answer or delete each question")
    if not settings.support and not (root / settings.docs_dir / "support.md").is_file():
        message = "no contact is set: during an outage, pages do not say how to reach you"
        yield to_do("support", message, "write support into mkdocs.yml, which has an example as a comment")
    # Counted and not read: the checkup must work while an incident has errors.
    folders = list((root / INCIDENTS).glob(f"*/*/{INCIDENT_FILE}"))
    only = folders[0].parent.name if len(folders) == 1 else ""
    if only.endswith("this-status-page-has-opened"):
        yield good("incidents", "there is only the first entry, which says that the page has opened")
    else:
        yield good("incidents", f"{len(folders)} incidents")


def scaffold_findings(root: Path, runs: Installation) -> Iterator[Finding]:
    """Yield the findings about the version that workflows install, and about the files of `init`."""
    if not any((root / place).is_file() for place in _CODEOWNERS):
        message = "no owner is named who approves changes of templates and settings"
        yield to_do("owners", message, "outspoken init --owner @name")
    pin = _pin(root)
    if not pin:
        yield unknown("version", f"{PIN_FILE} does not name a version of outspoken, so init did not write it")
        return
    yield _version(pin, runs)
    if not (root / RECORD_FILE).is_file():
        yield unknown("files of init", f"without {RECORD_FILE} it is not known which files were changed")
        return
    yield _stale(root, pin, runs)


def secret_findings(root: Path, settings: Settings) -> Iterator[Finding]:
    """Yield the findings about secrets of channels that `publish.yml` does not pass to the announcement."""
    workflow = root / _PUBLISH
    wanted = {name for channel in settings.channels for name in channel.secrets.values()}
    if not wanted or not workflow.is_file():
        return
    passed = set(_VARIABLE.findall(workflow.read_text(encoding="utf-8", errors="replace")))
    for name in sorted(wanted - passed):
        message = f"{_PUBLISH} does not pass the secret {name} on, so its channel is held"
        line = f"{name}: ${{{{ secrets.{name} }}}}"
        yield to_do(f"variable {name}", message, f"write {line} under env of the step that announces")
    if wanted <= passed:
        yield good("variables", "publish.yml passes on the secrets of all channels")


def _pin(root: Path) -> str:
    # The same order as in .ci/install: a release's file is used only without the other one.
    places = (root / PIN_FILE, root / RELEASE_FILE)
    path = next((place for place in places if place.is_file()), None)
    text = path.read_text(encoding="utf-8", errors="replace") if path else ""
    return next((line for line in text.splitlines() if "outspoken" in line and line[:1] != "#"), "")


def _version(pin: str, runs: Installation) -> Finding:
    found = _VERSION.search(pin)
    pinned = found[1] if found else pin.rpartition("@")[2][:12]
    # A commit as a pin has no version: then its hash is compared.
    same = pinned == runs.version if found else bool(runs.commit) and runs.commit in pin
    if same:
        return good("version", f"the workflows install outspoken {pinned}, the same as here")
    message = f"the workflows install outspoken {pinned}, but this is {runs}"
    return to_do("version", message, f"{_UPGRADE}, or install that version here")


def _stale(root: Path, pin: str, runs: Installation) -> Finding:
    kind = PinKind.COMMIT if "git+" in pin else PinKind.WHEEL if ".whl" in pin else PinKind.RELEASE
    try:
        files = machinery(make_pin(runs, kind))
    except (RefusedError, OSError) as fault:
        return unknown("files of init", f"not compared: {fault}")
    # Without the pin, which `_version` compares: a clone's wheel has different bytes at every commit.
    older = [
        place for place in plan_upgrade(root, files).write if not place.startswith("requirements/outspoken")
    ]
    if older:
        shown = ", ".join(older[:2]) + (f" and {len(older) - 2} more" if len(older) > 2 else "")
        return to_do("files of init", f"older than this version: {shown}", _UPGRADE)
    return good("files of init", "workflows and locks are those of this version")
