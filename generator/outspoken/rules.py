"""Every rule that `check` applies, by id, with its severity and one sentence for the manual."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from outspoken.errors import Problem, Severity

_registry: dict[str, Rule] = {}
RULES: Mapping[str, Rule] = MappingProxyType(_registry)


class Rule(Struct, frozen=True, kw_only=True):
    """A rule. `id` never changes, because incidents acknowledge warnings by it; `summary` is one sentence."""

    id: str
    severity: Severity
    summary: str

    def problem(self, path: str, line: int | None, message: str, hint: str = "") -> Problem:
        """A Problem of this rule; `path` is relative to the repository's root, `line` counts from 1."""
        return Problem(path=path, line=line, severity=self.severity, rule=self.id, message=message, hint=hint)

    @property
    def acceptance(self) -> str:
        """What to write to accept this warning for one incident: the end of a hint."""
        return f"write acknowledged: [{self.id}] in incident.md"


def _rule(rule_id: str, severity: Severity, summary: str) -> Rule:
    if rule_id in _registry:
        raise ValueError(f"two rules are called {rule_id}")
    return _registry.setdefault(rule_id, Rule(id=rule_id, severity=severity, summary=summary))


def error(rule_id: str, summary: str) -> Rule:
    """Register a rule that makes the site wrong or unreadable if broken. Raises ValueError for a used id."""
    return _rule(rule_id, Severity.ERROR, summary)


def warning(rule_id: str, summary: str) -> Rule:
    """Register a rule about policy or the clock: it never blocks an emergency. Raises as `error` does."""
    return _rule(rule_id, Severity.WARNING, summary)


# Files and folders
NOT_A_FILE = error("not-a-file", "A symbolic link, pipe or device is in the place of a regular file")
UNREADABLE = error("unreadable", "A file or folder cannot be read")
NOT_UTF8 = error("not-utf8", "A file is not UTF-8 text")
CONTROL_CHARACTER = error(
    "control-character", "A text contains characters that are not allowed in pages and feeds"
)
TOO_LONG = error("too-long", "A file, its front matter or an image is too large")
UNEXPECTED_FILE = error(
    "unexpected-file", "A file or folder does not belong to an incident and is never published"
)
MISPLACED = error("misplaced", "An incident's folder is not in the folder of its month")
NO_INCIDENT_FILE = error("no-incident-file", "An incident's folder has no incident.md")
BAD_ID = error("bad-id", "A name cannot be used as an id in URLs, feeds and announcements")
ID_CLASH = error("id-clash", "Two ids are the same or differ only in upper and lower case")
RESERVED_NAME = error("reserved-name", "A file name is reserved for another purpose")
BAD_IMAGE = error("bad-image", "The content of an image file does not match its file name extension")

# Front matter
NO_FRONT_MATTER = error("no-front-matter", "A file does not start with front matter between two --- lines")
BAD_YAML = error("bad-yaml", "Front matter or settings are not valid YAML")
ALIAS = error("alias", "Front matter or settings contain a YAML anchor or alias")
TAG = error("tag", "Front matter or settings contain a YAML tag")
TOO_DEEP = error("too-deep", "Values are nested too deeply")
DUPLICATE_KEY = error("duplicate-key", "A key is written twice")
UNKNOWN_KEY = error("unknown-key", "A key is not known here")
MISSING_KEY = error("missing-key", "A required key is missing")
WRONG_KEY = error("wrong-key", "A key of a maintenance is used in an incident, or the reverse")

# Values
WRONG_TYPE = error("wrong-type", "A value has the wrong type: text, list or mapping")
BAD_TEXT = error(
    "bad-text", "A text is too long, has several lines, or contains characters that change its direction"
)
BAD_NUMBER = error("bad-number", "A value is not a number, or is out of range")
BAD_FLAG = error("bad-flag", "A value is neither true nor false")
UNKNOWN_WORD = error("unknown-word", "A value is not one of the allowed values")
NAIVE_TIME = error("naive-time", "A time has no time zone or no date")
BAD_TIME = error("bad-time", "A value is not a valid time or day")
UNKNOWN_ZONE = error("unknown-zone", "A time zone does not exist")
NONEXISTENT_TIME = error("nonexistent-time", "A local time does not exist, because the clocks went forward")
AMBIGUOUS_TIME = error("ambiguous-time", "A local time is ambiguous, because the clocks went back")
BAD_DURATION = error("bad-duration", "A value is not a valid duration")
UNKNOWN_COMPONENT = error("unknown-component", "A component is not in the settings")
BAD_REDIRECT = error("bad-redirect", "A redirect's old path is not a path of this site")

# Incidents, updates and post-mortems
FUTURE_TIME = error("future-time", "The time of an event is in the future")
UPDATE_BEFORE_START = error("update-before-start", "An update is dated before the start of its incident")
RESOLVED_BEFORE_START = error("resolved-before-start", "The end is dated before the start")
WINDOW_ORDER = error("window-order", "A maintenance ends before it starts")
NOTICED_ORDER = error("noticed-order", "An incident was noticed before its start, or after its first update")
AFTERMATH_EARLY = warning(
    "aftermath-early", "What is left after the incident is in an update that does not end it"
)
AFTERMATH_MISSING = warning(
    "aftermath-missing",
    "No update says what an incident that was major or critical left behind: lost data, work to do",
)
PAST_PROMISE = warning(
    "past-promise", "An update promises a next update or a fix at a time before the update itself"
)
PAST_WINDOW = warning("past-window", "A maintenance is announced as scheduled, but was to end before that")
WRONG_STATUS = error("wrong-status", "A status of a maintenance is used in an incident, or the reverse")
EMPTY_BODY = error("empty-body", "An update has no text")
SCAFFOLD_TEXT = error("scaffold-text", "A text that is published still contains a question from the scaffold")
UNKNOWN_INCIDENT = error(
    "unknown-incident", "A reference names an incident that does not exist, or the incident itself"
)
REDIRECT_CLASH = error("redirect-clash", "Two incidents redirect from the same old path")
HTML_COMMENT = warning(
    "html-comment", "A text contains an HTML comment: it is not published, but visible in the repository"
)
UNCLOSED_COMMENT = error("unclosed-comment", "An HTML comment is not closed and hides the text below it")
RAW_HTML = warning("raw-html", "A text contains HTML, which is shown as plain text")
DEAD_LINK = error("dead-link", "A link leads to a page that this site does not have")
DOUBTFUL_LINK = warning(
    "doubtful-link", "A link without a host leads to a page that this site does not build"
)
MISSING_IMAGE = error("missing-image", "A text shows an image that is not in the incident's folder")
FOREIGN_IMAGE = warning("foreign-image", "An image from outside the incident's folder is not shown")
UNKNOWN_RULE = warning("unknown-rule", "An acknowledged rule does not exist or is not a warning")
REOPENED = warning("reopened", "An update reopens a closed incident")
NAME_DISAGREES = warning(
    "name-disagrees", "The name of a file or folder does not match the time or status in it"
)
LATE_COMPLETION = warning(
    "late-completion", "A maintenance that ended by schedule is completed an hour or more later"
)
RETIRED_COMPONENT = warning("retired-component", "A component was retired before the incident started")
MISSING_SECTION = warning(
    "missing-section", "A published post-mortem lacks a section that the settings require"
)
POSTMORTEM_OWED = warning("postmortem-owed", "A post-mortem that the settings require is overdue")
SHORT_NOTICE = warning(
    "short-notice", "A maintenance is announced with less notice than the settings require"
)
OUTSIDE_HOURS = warning("outside-hours", "A maintenance is outside the days or hours that the settings allow")
LONG_WORK = warning("long-work", "A maintenance is longer than the settings allow")

# What a change does to what was published
UNKNOWN_BASE = error(
    "unknown-base", "The revision to compare with is not in this clone, or has no common history"
)
ID_REMOVED = error(
    "id-removed",
    "A published incident or a former id was removed: an address is gone, or old entries would appear again",
)
UPDATE_REMOVED = error("update-removed", "A published update was removed")
REWRITTEN = warning("rewritten", "The text of a published update was changed, by more than a correction")
FACTS_CHANGED = warning("facts-changed", "Facts of a published incident, update or post-mortem were changed")
COMPONENT_REMOVED = warning(
    "component-removed", "A component's id was removed, and its page, feeds and calendar have no redirect"
)
GROUP_REMOVED = warning(
    "group-removed", "A group's id was removed, and with it the addresses of its feeds, calendar and badge"
)
LONG_AGO = warning("long-ago", "A new update is dated half an hour or more in the past")
OVERDUE = warning("overdue", "The promised next update, or the start or end of a maintenance, is overdue")
UNTRANSLATED = warning(
    "untranslated", "The interface has no translation into the site's language, so its texts are in English"
)
PRIVATE_WORDS = warning("private-words", "A text contains something that should not be on a public page")

# The site
NO_SETTINGS = error("no-settings", "mkdocs.yml is missing or has no outspoken section")
INHERITED_SETTINGS = error("inherited-settings", "The outspoken section may be inherited from another file")
BAD_PATTERN = error("bad-pattern", "A pattern is not a valid regular expression")
BAD_URL = error("bad-url", "A value is not a valid URL or mail address")
COMPONENT_CLASH = error("component-clash", "Two components share an id or an alias")
GROUP_CLASH = error("group-clash", "Two groups of components share an id, or a group has two")
BAD_CHANNEL = error("bad-channel", "A channel's settings are not valid for its kind")
SECRET_IN_SETTINGS = error(
    "secret-in-settings", "A secret is written where the name of an environment variable is expected"
)
NO_GIT_HISTORY = warning("no-git-history", "Publication dates are unknown, because there is no git history")
FAST_CLOCK = warning("fast-clock", "A commit is dated in the future: a clock is wrong")
AFTER_PUBLICATION = warning(
    "after-publication", "A time is long after it was published: it does not count as written"
)
DATES_MOVE = warning("dates-move", "A merge commit would change the publication dates of published updates")

# Building
OUTPUT_CLASH = error("output-clash", "Two sources write the same path of the site")
SITE_DIR = error("site-dir", "The output folder cannot be replaced safely")
PAGE_TEMPLATE = error("page-template", "A page template of the site cannot be read or rendered")
PROSE_FAILED = error("prose-failed", "The pages of site_src cannot be built")
PROSE_WARNING = warning("prose-warning", "The prose engine reports a warning about site_src or mkdocs.yml")
OPEN_QUESTION = warning(
    "open-question", "A page of site_src still asks its writer a question, so it is not published"
)
DRAFT_PAGE = warning("draft-page", "A page of site_src is a draft, so it is not published")

# An export
BAD_EXPORT = error(
    "bad-export", "A line of an export is cut off, repeated, of another version, or contradicts itself"
)

# Messages
MESSAGE_TEMPLATE = error("message-template", "A template in templates/messages cannot be found or rendered")

KIT_TEMPLATE = error("kit-template", "A template in templates/kit cannot be found or rendered")

# Announcing
BAD_LEDGER = error("bad-ledger", "A file of the announcement ledger cannot be read")
LOST_LEDGER = error("lost-ledger", "The announcement ledger was deleted or reset to an older state")
LEDGER_UNREACHABLE = error(
    "ledger-unreachable", "The announcement ledger cannot be reached or cannot be written"
)

# The plan
PLAN_PLACE = error("plan-place", "The plan is in a folder whose files are published, or the reverse")
NO_PLAN = warning("no-plan", "The plan, or a file of it, is missing or has another name")
PUBLIC_PLAN = warning("public-plan", "Names and phone numbers of the plan are in a public repository")
PLAN_PROBLEMS = warning(
    "plan-problems", "A plan in a private repository has problems, which a public log must not quote"
)
UNKNOWN_ROLE = error("unknown-role", "A role is not in the plan's list of roles")
ROLE_CLASH = error("role-clash", "A role has two entries in the plan")
NO_ROLE = warning("no-role", "A duty of the plan belongs to no role")
NO_HOLDER = warning("no-holder", "A role of the plan has no person, no deputy, or no phone number")
NOT_SIGNED = warning("not-signed", "A role has not signed the plan")
SIGN_OFF_EXPIRED = warning(
    "sign-off-expired", "A signature of the plan is older than the review interval, or than the plan's text"
)
NOT_TESTED = warning(
    "not-tested", "An alternative of the plan was not tested for longer than the plan allows"
)
INJECT_ORDER = error("inject-order", "The events of a drill are not in the order of their times")
EXPECTS_NOTHING = error("expects-nothing", "A drill expects something that no event of its scenario leads to")
REHEARSAL_DUE = warning("rehearsal-due", "The last drill is longer ago than the plan allows")
