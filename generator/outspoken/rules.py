"""Every rule a site can break, by id: how grave it is and what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from outspoken.errors import Problem, Severity

_registry: dict[str, Rule] = {}
RULES: Mapping[str, Rule] = MappingProxyType(_registry)


class Rule(Struct, frozen=True, kw_only=True):
    """A rule: its id (fixed for ever, people acknowledge warnings by it), severity and one sentence."""

    id: str
    severity: Severity
    summary: str

    def problem(self, path: str, line: int | None, message: str, hint: str = "") -> Problem:
        """A Problem of this rule; `path` is relative to the repository's root, `line` counts from 1."""
        return Problem(path=path, line=line, severity=self.severity, rule=self.id, message=message, hint=hint)


def _rule(rule_id: str, severity: Severity, summary: str) -> Rule:
    if rule_id in _registry:
        raise ValueError(f"two rules are called {rule_id}")
    return _registry.setdefault(rule_id, Rule(id=rule_id, severity=severity, summary=summary))


def error(rule_id: str, summary: str) -> Rule:
    """Register a rule whose breach makes the site wrong or unreadable. Raises ValueError for an id taken."""
    return _rule(rule_id, Severity.ERROR, summary)


def warning(rule_id: str, summary: str) -> Rule:
    """Register a rule of policy or the clock, which never stops an emergency. Raises as `error` does."""
    return _rule(rule_id, Severity.WARNING, summary)


# Files and folders
NOT_A_FILE = error("not-a-file", "A symbolic link, a pipe or a device stands where a file belongs")
UNREADABLE = error("unreadable", "A file or folder cannot be read")
NOT_UTF8 = error("not-utf8", "A file is not UTF-8 text")
CONTROL_CHARACTER = error("control-character", "A text holds characters that no page or feed can carry")
TOO_LONG = error("too-long", "A file, its front matter or an image is larger than allowed")
UNEXPECTED_FILE = error("unexpected-file", "A file or folder that is never published")
MISPLACED = error("misplaced", "An incident's folder does not lie in its month's folder")
NO_INCIDENT_FILE = error("no-incident-file", "An incident's folder has no incident.md")
BAD_ID = error("bad-id", "A name that cannot be an id in URLs, feeds and announcements")
ID_CLASH = error("id-clash", "Two ids are the same, or differ only by case")
RESERVED_NAME = error("reserved-name", "A file name that has a meaning of its own")
BAD_IMAGE = error("bad-image", "A file with an image's name is not that kind of image")

# Front matter
NO_FRONT_MATTER = error("no-front-matter", "A file does not begin with front matter between two --- lines")
BAD_YAML = error("bad-yaml", "Front matter or settings are not readable YAML")
ALIAS = error("alias", "An anchor or alias stands in front matter or settings")
TAG = error("tag", "A YAML tag stands in front matter or settings")
TOO_DEEP = error("too-deep", "Values are nested deeper than anybody reads")
DUPLICATE_KEY = error("duplicate-key", "A key stands twice")
UNKNOWN_KEY = error("unknown-key", "A key that means nothing here")
MISSING_KEY = error("missing-key", "A key that is needed is missing")
WRONG_KEY = error("wrong-key", "A key that belongs to the other kind: incident or maintenance")

# Values
WRONG_TYPE = error("wrong-type", "A list, a mapping or a text stands where another is needed")
BAD_TEXT = error("bad-text", "A text is too long, spans lines, or hides its direction")
BAD_NUMBER = error("bad-number", "A number is not one, or out of range")
BAD_FLAG = error("bad-flag", "A switch is neither true nor false")
UNKNOWN_WORD = error("unknown-word", "A word outside its closed vocabulary")
NAIVE_TIME = error("naive-time", "A time carries no zone, or no date")
BAD_TIME = error("bad-time", "A time or a day that is not one")
UNKNOWN_ZONE = error("unknown-zone", "A time zone that does not exist")
NONEXISTENT_TIME = error("nonexistent-time", "A local time that the clocks skipped")
AMBIGUOUS_TIME = error("ambiguous-time", "A local time that happened twice")
BAD_DURATION = error("bad-duration", "A duration that is not one")
UNKNOWN_COMPONENT = error("unknown-component", "A component that the settings do not have")
BAD_REDIRECT = error("bad-redirect", "An old path that cannot lead anywhere")

# Incidents, updates and post-mortems
FUTURE_TIME = error("future-time", "Something that has not happened yet is told as past")
UPDATE_BEFORE_START = error("update-before-start", "An update is earlier than its incident's start")
RESOLVED_BEFORE_START = error("resolved-before-start", "The end is earlier than the start")
WINDOW_ORDER = error("window-order", "Planned work ends before it begins")
WRONG_STATUS = error("wrong-status", "A status of the other kind: incident or maintenance")
EMPTY_BODY = error("empty-body", "An update without words")
SCAFFOLD_TEXT = error("scaffold-text", "A question of a scaffold stands in a text that goes out")
UNKNOWN_INCIDENT = error("unknown-incident", "A reference to an incident that does not exist, or to itself")
REDIRECT_CLASH = error("redirect-clash", "Two incidents claim one old path")
HTML_COMMENT = warning(
    "html-comment", "A comment in a text: it is not published, but can be read in the repository"
)
UNCLOSED_COMMENT = error("unclosed-comment", "A comment without an end hides the words below it")
RAW_HTML = warning("raw-html", "HTML in a text, which shows as it is written")
DEAD_LINK = error("dead-link", "A link in a text leads to something that this site does not have")
DOUBTFUL_LINK = warning("doubtful-link", "A link without a host leads to what this site does not make")
MISSING_IMAGE = error("missing-image", "A text shows a picture that the incident's folder does not have")
FOREIGN_IMAGE = warning("foreign-image", "A picture from elsewhere, which is not shown")
UNKNOWN_RULE = warning("unknown-rule", "An acknowledged rule that does not exist or is not a warning")
REOPENED = warning("reopened", "An update opens again what was closed")
NAME_DISAGREES = warning(
    "name-disagrees", "A file's or folder's name tells another time or status than its content"
)
RETIRED_COMPONENT = warning("retired-component", "A component that was retired before the incident began")
MISSING_SECTION = warning(
    "missing-section", "A published post-mortem lacks a section that the settings ask for"
)
POSTMORTEM_OWED = warning("postmortem-owed", "A post-mortem is due by the settings and not published")
SHORT_NOTICE = warning("short-notice", "Planned work is announced later than the settings ask for")
OUTSIDE_HOURS = warning("outside-hours", "Planned work lies outside the days or hours of the settings")
LONG_WORK = warning("long-work", "Planned work is longer than the settings allow")

# What a change does to what was published
UNKNOWN_BASE = error("unknown-base", "The revision to compare with is not here, or shares no history")
ID_REMOVED = error("id-removed", "A published incident is gone, and nothing leads from its address")
UPDATE_REMOVED = error("update-removed", "A published update is gone")
REWRITTEN = warning("rewritten", "A published update says something else, beyond a correction")
FACTS_CHANGED = warning(
    "facts-changed", "A published incident, update or post-mortem has other facts than before"
)
COMPONENT_REMOVED = warning(
    "component-removed", "A component's id is gone, and nothing leads from its page, feeds and calendar"
)
LONG_AGO = warning("long-ago", "A new update tells of something that is half an hour old or more")
OVERDUE = warning(
    "overdue", "An incident stays open though we promised to speak, or planned work to end, by now"
)
PRIVATE_WORDS = warning("private-words", "Words that do not belong on a public page")

# The site
NO_SETTINGS = error("no-settings", "mkdocs.yml is missing or has no outspoken section")
INHERITED_SETTINGS = error("inherited-settings", "The outspoken section may come from another file")
BAD_PATTERN = error("bad-pattern", "A pattern that is no regular expression")
BAD_URL = error("bad-url", "An address that is not one")
COMPONENT_CLASH = error("component-clash", "Two components share an id or an alias")
BAD_CHANNEL = error("bad-channel", "A channel's settings that its kind cannot use")
SECRET_IN_SETTINGS = error("secret-in-settings", "A secret where its variable's name belongs")
NO_GIT_HISTORY = warning("no-git-history", "Nobody knows when anything was published")
FAST_CLOCK = warning("fast-clock", "A commit is dated later than now, so one of the two clocks is wrong")
DATES_MOVE = warning("dates-move", "A merge hides from git when published updates were published")

# Building
OUTPUT_CLASH = error("output-clash", "Two makers write one path of the site")
SITE_DIR = error("site-dir", "The folder to build into is not ours to replace")
PAGE_TEMPLATE = error("page-template", "A template of the site's own cannot be read or filled in")
PROSE_FAILED = error("prose-failed", "The pages of site_src cannot be built")
PROSE_WARNING = warning("prose-warning", "The prose engine found something to mend in site_src or mkdocs.yml")

# Announcing
MESSAGE_TEMPLATE = error("message-template", "A template of templates/messages cannot be found or filled in")

# Announcing
BAD_LEDGER = error("bad-ledger", "A file of the ledger of announcements cannot be read")
LOST_LEDGER = error("lost-ledger", "The ledger of announcements was deleted or set back")
LEDGER_UNREACHABLE = error(
    "ledger-unreachable", "The ledger of announcements cannot be reached, or takes nothing new"
)
