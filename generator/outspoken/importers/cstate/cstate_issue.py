"""Reads one issue of a cState site: fields, a body, and remarks on what was unusual."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

from msgspec import Struct

from outspoken.importers.cstate.cstate_config import DATE_FIELDS, CstateSite
from outspoken.importers.cstate.hugo_content import Page
from outspoken.importers.cstate.hugo_urls import Address
from outspoken.importers.import_report import Remarks
from outspoken.importers.old_text.foreign_times import ForeignTime, read_moment
from outspoken.model.site_path import site_path
from outspoken.model.vocabulary import Impact
from outspoken.source.foreign_data import ForeignError, read_toml, read_yaml, split_json, text_of, texts_of

LONGEST = 200 * 1024
_FENCES = {"---": read_yaml, "+++": read_toml}
# XML 1.0, and so every feed, cannot contain these characters.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SPELT = {"resolvedwhen": "resolvedWhen"}
IMPACTS: Mapping[str, Impact] = {
    "notice": Impact.NONE,
    "disrupted": Impact.MINOR,
    "down": Impact.MAJOR,
}
"""The severities of cState, with our impact for each."""
_FIELD = re.compile(r"^([A-Za-z]+):[ \t]*(.*)$")
_ITEM = re.compile(r"^[ \t]*-[ \t]+(.+)$")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Fields of Hugo that readers never saw: they are dropped without a remark.
_USED = frozenset(
    (
        *("title", "date", "resolved", "resolvedwhen", "severity", "affected", "section", "informational"),
        *("draft", "slug", "url", "aliases", "type", "layout"),
    )
)


class Issue(Struct, frozen=True, kw_only=True):
    """One incident in the form of cState; `name` is the file's name without its extension."""

    name: str
    title: str
    started: ForeignTime
    resolved: bool
    ended: ForeignTime | None
    severity: str
    informational: bool
    affected: tuple[str, ...]
    redirects: tuple[str, ...]
    body: str


def read_issue(data: bytes, page: Page, site: CstateSite, remarks: Remarks) -> Issue | None:
    """Parse one issue as far as possible; None, with a remark, if nothing can be used."""
    if len(data) > LONGEST:
        remarks.not_imported(f"the file is longer than {LONGEST // 1024} KiB")
        return None
    text = _text(data, remarks)
    fields, body = _front_matter(text, remarks)
    if text_of(fields.get("draft")).lower() == "true" or text_of(fields.get("published")).lower() == "false":
        remarks.not_imported("it is a draft, which the old page did not show")
        return None
    name = page.name
    started = _started(fields, name, site, remarks)
    if started is None:
        remarks.not_imported("neither its date nor its file name has a date", text_of(fields.get("date")))
        return None
    title = text_of(fields.get("title"))
    if not title:
        title = re.sub(r"^[\d-]+", "", name).replace("-", " ").strip().capitalize() or "Incident"
        remarks.assumed("it has no title: the file's name was used", title)
    ended = _moment(fields, "resolvedwhen", site, remarks)
    _remark_on_fields(fields, remarks)
    return Issue(
        name=name,
        title=title,
        started=started,
        resolved=_resolved(fields, ended, remarks),
        ended=ended,
        severity=_severity(fields, remarks),
        informational=text_of(fields.get("informational")).lower() == "true",
        affected=texts_of(fields.get("affected")),
        redirects=_redirects(_address(page, fields, title, _day(fields, started, site)), fields, remarks),
        body=body,
    )


def _text(data: bytes, remarks: Remarks) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Windows-1252 has a character for nearly every byte, so almost nothing is lost.
        text = data.decode("cp1252", "replace")
        remarks.understood("it is not UTF-8: it was read as Windows-1252")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _CONTROL.search(text):
        remarks.understood("control characters were removed")
        text = _CONTROL.sub("", text)
    return text


def _front_matter(text: str, remarks: Remarks) -> tuple[Mapping[str, object], str]:
    # Hugo accepts JSON as front matter, which has no fences.
    if text.lstrip().startswith("{"):
        return _json(text, remarks)
    lines = text.lstrip("\n").split("\n")
    fence = lines[0].rstrip()
    start = 1 if fence in _FENCES else 0
    if not start:
        fence = "---"
    end = next((number for number in range(start, len(lines)) if lines[number].rstrip() == fence), None)
    if end is None:
        end = _end_of_fields(lines, start)
        if end > start:
            remarks.understood("its front matter has no closing line: it was read while lines were fields")
        else:
            remarks.assumed("it has no front matter: date and title were taken from the file's name")
            return {}, text
        return _fields("\n".join(lines[start:end]), fence, remarks), "\n".join(lines[end:])
    head, body = "\n".join(lines[start:end]), "\n".join(lines[end + 1 :])
    if not start:
        if not _FIELD.match(lines[0]):
            remarks.assumed("it has no front matter: date and title were taken from the file's name")
            return {}, text
        remarks.understood("its front matter has no opening line: it was read as if it had one")
    return _fields(head, fence, remarks), body


def _json(text: str, remarks: Remarks) -> tuple[Mapping[str, object], str]:
    try:
        fields, end = split_json(text)
    except ForeignError as fault:
        remarks.assumed("it has no front matter: date and title were taken from the file's name", str(fault))
        return {}, text
    return fields, text[end:]


def _end_of_fields(lines: list[str], start: int) -> int:
    for number in range(start, len(lines)):
        line = lines[number]
        if not (_FIELD.match(line) or _ITEM.match(line) or line.startswith("#")):
            return number
    return len(lines)


def _fields(head: str, fence: str, remarks: Remarks) -> Mapping[str, object]:
    if not head.strip():
        return {}
    try:
        return _FENCES[fence](head)
    except ForeignError as fault:
        remarks.assumed("its front matter is broken and was read line by line", str(fault))
        return _line_by_line(head)


def _line_by_line(head: str) -> Mapping[str, object]:
    """Read `key: value` lines and the `- item` lines below a key, ignoring all other errors."""
    fields: dict[str, object] = {}
    items: list[str] = []
    for line in head.splitlines():
        field, item = _FIELD.match(line), _ITEM.match(line)
        if field:
            value = field[2].strip().strip("\"'")
            items = []
            # An empty value is the list that the item lines below will fill.
            fields.setdefault(field[1].lower(), value or items)
        elif item:
            items.append(item[1].strip().strip("\"'"))
    return fields


def _started(
    fields: Mapping[str, object], name: str, site: CstateSite, remarks: Remarks
) -> ForeignTime | None:
    moment = _moment(fields, _date_field(fields, site), site, remarks)
    if moment is None:
        # A file name may have the day with other separators, as in 2024_03_01.
        moment = read_moment(re.sub(r"[_. ]", "-", name[:10]), site.zone)
        if moment:
            remarks.assumed("it has no date that can be read: the day in the file's name was used", name[:10])
    return moment


def _date_field(fields: Mapping[str, object], site: CstateSite) -> str:
    return next((name for name in site.date_fields if text_of(fields.get(name))), "date")


def _moment(fields: Mapping[str, object], key: str, site: CstateSite, remarks: Remarks) -> ForeignTime | None:
    written = text_of(fields.get(key))
    if not written:
        return None
    moment = read_moment(written, site.zone)
    # The same years as in front matter (`YEARS`).
    if moment is None or not 1970 <= moment.at.year < 2200:
        remarks.assumed(f"{_SPELT.get(key, key)} is not a time that can be read", written)
        return None
    for oddity in moment.oddities:
        remarks.understood(oddity, written)
    return moment


def _resolved(fields: Mapping[str, object], ended: ForeignTime | None, remarks: Remarks) -> bool:
    written = text_of(fields.get("resolved")).lower()
    if not written and ended:
        remarks.understood("`resolved` is missing: resolvedWhen was used")
        return True
    # YAML 1.1 has three words for true.
    return written in ("true", "yes", "on")


def _severity(fields: Mapping[str, object], remarks: Remarks) -> str:
    written = text_of(fields.get("severity")).lower()
    if written in IMPACTS:
        return written
    remarks.assumed("unknown severity: notice was used", written)
    return "notice"


def _day(fields: Mapping[str, object], started: ForeignTime, site: CstateSite) -> date:
    """Return the day that Hugo uses in addresses: the day as written, ignoring the time zone."""
    written = _DAY.match(text_of(fields.get(_date_field(fields, site))))
    try:
        return date.fromisoformat(written[0]) if written else started.at.astimezone(site.zone).date()
    except ValueError:
        return started.at.astimezone(site.zone).date()


def _address(page: Page, fields: Mapping[str, object], title: str, day: date) -> Address:
    slug = text_of(fields.get("slug"))
    addressing = page.edition.addressing
    if addressing.dates_by_name and not slug and _DAY.match(page.name):
        # With `:filename` as its date, Hugo uses the rest of the name as the slug.
        slug = page.name[10:].strip("-_ ")
    return Address(
        name=page.name,
        title=title,
        day=day,
        folders=page.folders,
        slug=slug,
        url=text_of(fields.get("url")),
        addressing=addressing,
    )


def _redirects(address: Address, fields: Mapping[str, object], remarks: Remarks) -> tuple[str, ...]:
    aliases = tuple(urlsplit(each).path for each in texts_of(fields.get("aliases")))
    try:
        written = (address.path, *address.aliases(aliases))
    except ValueError as fault:
        remarks.assumed("the permalink has an unknown part: the old address is lost", str(fault))
        return ()
    return tuple(dict.fromkeys(path for each in written if (path := _path(each, address, remarks))))


def _path(written: str, address: Address, remarks: Remarks) -> str:
    """Return a path of this site, percent-encoded; empty, with a remark, if it cannot be redirected."""
    if written == address.list_path:
        remarks.assumed("its old address was the address of the whole list", written)
        return ""
    try:
        # The path is decoded: `#` and `?` are characters of a name here.
        path = site_path(written.replace("#", "%23").replace("?", "%3F"))
    except ValueError:
        remarks.assumed("an old address cannot be kept: no static host can serve it", written)
        return ""
    return path if path.endswith(("/", ".html", ".htm")) else f"{path}/"


def _remark_on_fields(fields: Mapping[str, object], remarks: Remarks) -> None:
    for name, value in fields.items():
        if name not in _USED and name not in DATE_FIELDS and value and text_of(value).lower() != "false":
            written = ", ".join(texts_of(value)) or str(value)
            remarks.no_equivalent("front matter has no equivalent", f"{name}: {written}")
