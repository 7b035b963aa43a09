"""Checks the repository at GitHub: branch, rules, Pages, Actions, workflows, secrets, and the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from outspoken.checkup.finding import Finding, good, to_do, unknown
from outspoken.checkup.host_command import HostAnswer, HostCommand

_API = 'gh api --method {method} "repos/{{owner}}/{{repo}}/{path}"'
# The name of the job in check.yml, and the context of the status that approval.yml sets.
_REQUIRED = ("Check incidents and build a preview", "approval")
_FOLDER = ".github/workflows/"
# The header Date has whole seconds and is as old as its answer: a smaller difference means nothing.
_SKEW = timedelta(minutes=1)
# The environment from which workflows read the channels' secrets.
_SECRETS = "announcements"


def host_findings(
    host: HostCommand,
    branch: str,
    workflows: Iterable[str],
    secrets: Iterable[str],
    now: Callable[[], datetime],
) -> Iterator[Finding]:
    """Yield the findings about the repository at GitHub.

    `branch` is the branch of the settings, `workflows` are the file names of the site's own, `secrets`
    the names that its channels need; `now` returns this computer's time (UTC).
    """
    if not host.is_installed:
        yield unknown(
            "GitHub",
            "gh is not installed, so nothing at GitHub was checked",
            "install gh, then gh auth login",
        )
        return
    # First and separately: without access, all other checks would fail for the same reason.
    whole = host.get("")
    if not whole.is_there:
        yield _unseen(host, whole)
        return
    yield good("GitHub", f"gh can read {host.slug}")
    yield from _clock(whole.at, now())
    yield _default_branch(whole.data, branch)
    paths = (f"rules/branches/{branch}", "pages", "actions/permissions", "actions/workflows?per_page=100")
    # All requests in parallel, since each may take seconds.
    with ThreadPoolExecutor(len(paths) + 2) as pool:
        rules, pages, actions, files, *named = [
            *(pool.submit(host.get, path) for path in paths),
            *(pool.submit(host.secrets, where) for where in ("", _SECRETS)),
        ]
        yield from _rules(rules.result())
        yield _pages(pages.result())
        yield _actions(actions.result())
        yield from _workflows(files.result(), frozenset(workflows))
        yield from _secrets([one.result() for one in named], sorted(set(secrets)))


def _unseen(host: HostCommand, answer: HostAnswer) -> Finding:
    if answer.is_absent:
        message = f"{host.slug} does not exist at GitHub, or this login has no access to it"
        return to_do("GitHub", message, f"gh repo create {host.slug} --public --source . --push")
    return unknown("GitHub", f"nothing at GitHub was checked: {answer.why}", answer.remedy)


def _clock(host_time: datetime | None, own_time: datetime) -> Iterator[Finding]:
    if host_time is None:
        return
    seconds = round((own_time - host_time).total_seconds())
    if abs(own_time - host_time) > _SKEW:
        way = "ahead of" if seconds > 0 else "behind"
        message = f"this computer's clock is {abs(seconds)} seconds {way} GitHub's: updates get wrong times"
        yield to_do("clock", message, "set the clock, or turn on its synchronisation")
    else:
        yield good("clock", "the clock agrees with GitHub's")


def _default_branch(repository: Any, branch: str) -> Finding:
    default = repository.get("default_branch", "")
    if default == branch:
        return good("default branch", f"{branch} is the default branch")
    message = f"the default branch is {default}, but the workflows publish {branch}"
    return to_do("default branch", message, f"gh repo edit --default-branch {branch}")


def _rules(answer: HostAnswer) -> Iterator[Finding]:
    if not answer.is_there:
        yield _unknown("rules of main", answer)
        return
    # GitHub lists all rules that apply to the branch, also those of the organisation.
    found = {rule["type"]: rule.get("parameters") or {} for rule in answer.data}
    set_up = _API.format(method="POST", path="rulesets") + " --input .github/ruleset.json"
    if "pull_request" not in found:
        message = "a change can reach the published branch without a pull request"
        yield to_do("rules of main", message, set_up)
        return
    checks = found.get("required_status_checks", {}).get("required_status_checks", ())
    named = {one["context"] for one in checks}
    if lacking := [context for context in _REQUIRED if context not in named]:
        yield to_do("rules of main", f"checks that are not required: {', '.join(lacking)}", set_up)
    else:
        yield good("rules of main", "a pull request and both checks are required")


def _pages(answer: HostAnswer) -> Finding:
    if answer.is_absent:
        remedy = _API.format(method="POST", path="pages") + " -f build_type=workflow"
        return to_do("Pages", "GitHub Pages is off, so nothing is published there", remedy)
    if not answer.is_there:
        return _unknown("Pages", answer)
    if answer.data.get("build_type") != "workflow":
        remedy = _API.format(method="PUT", path="pages") + " -f build_type=workflow"
        return to_do("Pages", "GitHub Pages publishes a branch, not what publish.yml builds", remedy)
    return good("Pages", f"published at {answer.data.get('html_url') or 'GitHub Pages'}")


def _actions(answer: HostAnswer) -> Finding:
    if not answer.is_there:
        return _unknown("Actions", answer)
    if answer.data.get("enabled"):
        return good("Actions", "workflows may run")
    remedy = _API.format(method="PUT", path="actions/permissions") + " -F enabled=true -f allowed_actions=all"
    return to_do("Actions", "GitHub Actions is off: nothing is checked or published", remedy)


def _workflows(answer: HostAnswer, own: frozenset[str]) -> Iterator[Finding]:
    if not answer.is_there:
        yield _unknown("workflows", answer)
        return
    states = {one["path"].removeprefix(_FOLDER): one["state"] for one in answer.data["workflows"]}
    off = sorted(name for name in own & states.keys() if states[name] != "active")
    for name in off:
        # GitHub disables scheduled workflows after 60 days without a commit, and sends one mail about it.
        after = " after 60 days without a commit" if states[name] == "disabled_inactivity" else ""
        yield to_do(f"workflow {name}", f"GitHub turned {name} off{after}", f"gh workflow enable {name}")
    if missing := sorted(own - states.keys()):
        yield to_do("workflows", f"not at GitHub yet: {', '.join(missing)}", "git push")
    elif not off:
        yield good("workflows", "all workflows are on")


def _secrets(answers: list[HostAnswer], wanted: list[str]) -> Iterator[Finding]:
    if not wanted:
        return
    # One readable list is enough: without the environment `announcements`, GitHub answers 404 for its list.
    if not any(answer.is_there for answer in answers):
        yield _unknown("secrets", answers[0])
        return
    # Only the names can be compared: GitHub never returns a secret's value.
    have = {one["name"] for answer in answers if answer.is_there for one in answer.data}
    lacking = [name for name in wanted if name not in have]
    for name in lacking:
        message = f"the secret {name} of a channel is not in the repository"
        yield to_do(f"secret {name}", message, f"gh secret set {name} --env {_SECRETS}")
    if not lacking:
        yield good("secrets", "the repository has the secrets of all channels")


def _unknown(check: str, answer: HostAnswer) -> Finding:
    return unknown(check, f"GitHub did not show it: {answer.why}")
