"""Say what a file that `init` found and kept must contain, so that the page works with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from outspoken.source.format.lazy_pattern import pattern

WORKFLOWS = ".github/workflows/"
# The rules of the branch main require the checks that these two report.
_REQUIRED = {f"{WORKFLOWS}check.yml", f"{WORKFLOWS}approval.yml"}
RULES = ".github/ruleset.json"
_AGAIN = "rename yours, then run outspoken init again"
_MUST: Mapping[str, str] = {
    ".github/CODEOWNERS": "it must name owners of /templates/, /mkdocs.yml, /requirements/, /.ci/ and "
    "/.github/, and none of /incidents/",
    ".ci/install": f"the workflows run it, and need Outspoken's: {_AGAIN}",
    ".gitignore": "it must name /site/, /preview.md, .cache/ and .venv/",
    ".pre-commit-config.yaml": "it may have a hook that runs outspoken check",
    ".vscode/settings.json": "it may have yaml.schemas, so that the editor completes keys of mkdocs.yml",
    ".github/pull_request_template.md": "it may ask the author the questions that customers have",
    ".github/dependabot.yml": "it must have the ecosystems github-actions, and pip in /requirements",
    RULES: "it must require `Check incidents and build a preview` and `approval`",
    "README.md": "it may say how to post an update: outspoken new",
}
_ADDRESS = pattern(r"^site_url[ \t]*:", re.MULTILINE)
_PLUGIN = pattern(r"^\s*-?\s*[\"']?outspoken[\"']?\s*:?\s*$|^\s*-\s*outspoken\b", re.MULTILINE)


def must_contain(place: str) -> str:
    """Return what a kept file that `init` did not write must contain, in one line; empty if nothing."""
    if place in _REQUIRED:
        return f"not Outspoken's, so it cannot be the check that the rules of main require: {_AGAIN}"
    if place.startswith(WORKFLOWS):
        return f"not Outspoken's workflow of this name, which other workflows start: {_AGAIN}"
    if place.startswith("requirements/"):
        return f"the workflows install it, and need Outspoken's: {_AGAIN}"
    return _MUST.get(place, "")


def lacks_required_check(foreign: tuple[str, ...]) -> bool:
    """Whether a required check of the rules of main would never report: every pull request would wait."""
    return not _REQUIRED.isdisjoint(foreign)


def plugin_section(own: str, kept: str) -> Iterator[str]:
    """Yield the lines that a kept mkdocs.yml lacks, from the one that would have been written (`own`)."""
    lines = own.splitlines()
    if not _ADDRESS.search(kept):
        yield next(line for line in lines if line.startswith("site_url:"))
    if _PLUGIN.search(kept):
        return
    for line in lines[lines.index("plugins:") :]:
        if not line.strip():
            return
        yield line
