"""Reads the outspoken settings in mkdocs.yml with the same parser and Problems as incidents."""

from __future__ import annotations

import os
import re
from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import yaml
from msgspec.structs import replace

from outspoken import rules
from outspoken.errors import Problem
from outspoken.model.channel import Channel
from outspoken.model.component import Component
from outspoken.model.field import Field, Need, Type
from outspoken.model.file_names import INCIDENTS, SETTINGS_FILE, TEMPLATES
from outspoken.model.settings import (
    FEEDBACK_ID,
    PRIVATE_WORDS,
    Contact,
    Credit,
    Planned,
    Settings,
)
from outspoken.source.format.front_matter import MAX_FILE
from outspoken.source.format.instants import read_zone
from outspoken.source.format.read_context import ReadContext, Refusal, shown
from outspoken.source.format.values import Lines, Values, read_fields, require
from outspoken.source.incidents.incident_files import read_file
from outspoken.source.settings.component_settings import read_components
from outspoken.source.settings.group_settings import read_groups
from outspoken.source.settings.languages import check_language
from outspoken.source.settings.mkdocs_yml import MkDocsFile, open_mkdocs
from outspoken.source.settings.navigation import read_navigation
from outspoken.source.settings.plan_place import check_plan_dir
from outspoken.source.settings.policies import (
    approval_policy,
    cadence,
    claim_within,
    postmortem_policy,
    uptime,
)
from outspoken.source.settings.policy_fields import WEEKDAYS
from outspoken.source.settings.settings_fields import SETTINGS

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?")
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d) ?- ?(?:([01]\d|2[0-3]):([0-5]\d)|24:00)(?: +(\S+))?")
_HOURS_FIELD = Field(name="between", type=Type.LINE, help="", example='"02:00-08:00 America/New_York"')


def read_settings(
    root: Path, problems: list[Problem], *, site_url: str | None = None, data: bytes | None = None
) -> Settings | None:
    """Read the settings in `root`'s mkdocs.yml; None, with all errors reported, if unusable.

    `site_url` replaces the setting, `data` the file's bytes. Never raises because of the content.
    """
    reading = ReadContext(SETTINGS_FILE, problems)
    before = len(problems)
    data = data if data is not None else _read(root, reading)
    file = open_mkdocs(data, reading) if data is not None else None
    if file is None or file.section is None:
        return None
    settings = _Section(file, reading).settings(root, site_url)
    return None if any(problem.is_error for problem in problems[before:]) else settings


def _read(root: Path, reading: ReadContext) -> bytes | None:
    found: list[Problem] = []
    data = read_file(str(root / SETTINGS_FILE), MAX_FILE + 1, SETTINGS_FILE, found)
    if data is None:
        hint = "create it, or name the site's folder with --root"
        is_there = os.path.lexists(root / SETTINGS_FILE)
        message = found[0].message if is_there else f"there is no {SETTINGS_FILE} here"
        reading.report(rules.NO_SETTINGS, None, message, hint)
    return data


class _Section:
    """The outspoken section while it is read."""

    def __init__(self, file: MkDocsFile, reading: ReadContext) -> None:
        self.file, self.reading = file, reading
        self.line = file.section_line
        self.values: Values = {}
        self.lines: Lines = {}
        if isinstance(file.section, yaml.MappingNode):
            self.values, self.lines = read_fields(file.section, SETTINGS, reading)
        require(SETTINGS, (Need.ALWAYS,), self.lines, self.values, reading, self.line)

    def settings(self, root: Path, site_url: str | None) -> Settings:
        get: Any = self.values.get
        url = self._url(site_url)
        docs_dir = self.file.docs_dir(self.reading)
        components, groups = read_components(self.values.get("components"), self.reading)
        language = self._language()
        flat = self.file.text("use_directory_urls", self.reading).lower() in ("false", "no", "off")
        return Settings(
            site_name=self.file.text("site_name", self.reading, needed=True),
            url=url,
            host=self._host(url),
            components=components,
            named_groups=read_groups(groups, self.reading),
            description=self.file.text("site_description", self.reading),
            language=language,
            zone=get("time_zone") or ZoneInfo("UTC"),
            uptime=uptime(self._inner("uptime")),
            cadence=cadence(self._inner("cadence"), self.reading),
            planned=self._planned(),
            support=tuple(Contact(**item) for item in self._records("support")),
            postmortem=postmortem_policy(self._inner("postmortem")),
            approval=approval_policy(self._inner("approval")),
            private_words=self._private_words(),
            credits=tuple(Credit(**item) for item in self._records("credits")),
            claim_within=claim_within(self.values, self.lines, self.reading),
            feedback_url=self._feedback_url(),
            source_links=get("source_links", False),
            mail_list=self._mail_list(),
            record=get("record", False),
            is_indexed=get("robots", "index") == "index",
            repo_url=self.file.text("repo_url", self.reading).rstrip("/"),
            branch=self.file.branch(self.reading),
            nav=read_navigation(self.file.get("nav"), root / docs_dir, flat=flat),
            preview_nav=read_navigation(self.file.get("nav"), root / docs_dir, drafts=True, flat=flat),
            brand=self.file.brand(),
            docs_dir=docs_dir,
            plan_dir=self._plan_dir(root, docs_dir),
            channels=self._channels(components, language),
        )

    def _channels(self, components: tuple[Component, ...], language: str) -> tuple[Channel, ...]:
        # The kinds of channel are imported for a site that has channels.
        if "channels" not in self.values:
            return ()
        from outspoken.source.settings.channel_settings import read_channels

        return read_channels(self.values["channels"], components, self.reading, language=language)

    def _inner(self, name: str) -> Values:
        return self.values[name][0] if name in self.values else {}

    def _records(self, name: str) -> list[Values]:
        """Return the list's records that have every required key."""
        needed = {
            inner.name for field in SETTINGS if field.name == name for inner in field.fields if inner.need
        }
        return [item for item, _ in self.values.get(name, ()) if needed <= item.keys()]

    def _url(self, given: str | None) -> str:
        text = given if given is not None else self.file.text("site_url", self.reading, needed=True)
        if not text:
            return ""
        line = None if given is not None else self.file.line("site_url")
        try:
            parts = urlsplit(text)
            good = parts.scheme in ("http", "https") and _HOST.fullmatch((parts.netloc or "").lower())
            # Only reading the port raises ValueError if it is not one.
            _ = parts.port
        except ValueError:
            good = None
        if (
            not good
            or parts.query
            or parts.fragment
            or not text.isascii()
            or re.search(r"[\s<>\"'\\^`{|}]|//.*//|/\.\.?(?:/|$)", text)
        ):
            hint = "write it as https://status.example.com/"
            message = f"site_url is {shown(text)}, not a plain web address"
            self.reading.report(rules.BAD_URL, line, message, hint)
            return ""
        return text.rstrip("/") + "/"

    def _host(self, url: str) -> str:
        host: str = self.values.get("host", urlsplit(url).hostname or "")
        if "host" in self.values and not _HOST.fullmatch(host):
            hint = "write the host name alone, as in host: status.example.com"
            message = f"host is {shown(host)}, not a host name"
            self.reading.report(rules.BAD_URL, self.lines["host"], message, hint)
        return host

    def _language(self) -> str:
        # MkDocs writes pt_BR, browsers pt-BR.
        language: str = self.values.get("language", "en").replace("_", "-")
        check_language(language, self.lines["language"] if "language" in self.values else 1, self.reading)
        return language

    def _mail_list(self) -> str:
        text: str = self.values.get("mail_list", "")
        if text and not re.fullmatch(r"https?://[^\s<>\"]+|(?:mailto:)?[^\s<>\"@:/]+@[^\s<>\"@:/]+", text):
            hint = "write an https:// address or a mail address"
            message = f"mail_list is {shown(text)}, neither a web address nor a mail address"
            self.reading.report(rules.BAD_URL, self.lines["mail_list"], message, hint)
        return text

    def _plan_dir(self, root: Path, docs_dir: str) -> str:
        name: str = self.values.get("plan_dir", "")
        if name:
            check_plan_dir(root, name, (docs_dir, INCIDENTS, TEMPLATES), self.lines["plan_dir"], self.reading)
        return name

    def _feedback_url(self) -> str:
        text: str = self.values.get("feedback_url", "")
        if text and (not re.fullmatch(r"https?://[^\s<>\"]+", text) or FEEDBACK_ID not in text):
            hint = "write an https:// address with {id}, as in https://forms.example.com/status?incident={id}"
            message = f"feedback_url is {shown(text)}, not a web address with {{id}}"
            self.reading.report(rules.BAD_URL, self.lines["feedback_url"], message, hint)
        return text

    def _private_words(self) -> tuple[str, ...]:
        entries: tuple[str, ...] = self.values.get("private_words", PRIVATE_WORDS)
        for entry in entries:
            try:
                re.compile(entry)
            except re.error as fault:
                message = f"{shown(entry)} is not a valid regular expression: {fault.msg}"
                hint = (
                    "write a backslash before each literal ( [ { * + ? . and put the pattern in single quotes"
                )
                self.reading.report(rules.BAD_PATTERN, self.lines["private_words"], message, hint)
        return entries

    def _planned(self) -> Planned:
        inner = self._inner("planned")
        days = tuple(WEEKDAYS.index(day) for day in inner.get("days", ()))
        planned = Planned(
            days=days,
            longest=inner.get("longest"),
            notice=inner.get("notice"),
            confirm=inner.get("confirm", False),
            # The longest first is the order in which they are sent.
            remind=tuple(sorted(set(inner.get("remind", ())), reverse=True)),
        )
        if "between" not in inner:
            return planned
        line = self.values["planned"][1]["between"]
        found = _HOURS.fullmatch(inner["between"])
        if not found or not found[5]:
            hint = f"write {_HOURS_FIELD.name}: {_HOURS_FIELD.example}"
            rule, lack = (
                (rules.NAIVE_TIME, "has no time zone")
                if found
                else (rules.BAD_TIME, "is not a span of hours with a time zone")
            )
            self.reading.report(rule, line, f"between: {shown(inner['between'])} {lack}", hint)
            return planned
        try:
            zone = read_zone(found[5])
        except Refusal as refusal:
            self.reading.refuse(refusal, line)
            return planned
        # 24:00 is the midnight at the end of the day.
        end = time(int(found[3]), int(found[4])) if found[3] else time(0)
        return replace(planned, start=time(int(found[1]), int(found[2])), end=end, zone=zone)
