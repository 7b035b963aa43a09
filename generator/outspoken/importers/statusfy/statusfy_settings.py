"""Reads the settings of a Statusfy site, as far as that is possible without running JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from outspoken.importers.import_report import Remarks
from outspoken.importers.sources.foreign_files import ForeignFiles
from outspoken.importers.sources.json_files import read_json_file
from outspoken.source.foreign_data import ForeignError, mapping_of, read_toml, read_yaml, text_of, texts_of

_READERS = {"config.yml": read_yaml, "config.yaml": read_yaml, "config.toml": read_toml}
_SCRIPT = "config.js"
_TEXT = r"""(?P<quote>["'`])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)"""
_LISTED = re.compile(r"\bsystems['\"]?\s*:\s*\[(?P<items>[^\]]*)\]")
# The slashes of an address begin no comment.
_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.DOTALL)


class StatusfySystem(Struct, frozen=True, kw_only=True):
    """A system by its name in front matter, with its title and description for readers."""

    slug: str
    title: str
    description: str = ""


class StatusfySettings(Struct, frozen=True, kw_only=True):
    """The settings; texts are empty if they are not there."""

    title: str = ""
    description: str = ""
    url: str = ""
    locale: str = "en"
    systems: tuple[StatusfySystem, ...] = ()


def read_settings_of(files: ForeignFiles, remarks: Remarks) -> StatusfySettings:
    """Return the settings in config.js, config.yml or config.toml, with the names of the translation."""
    raw = _config(files, remarks)
    locale = text_of(raw.get("defaultlocale")) or "en"
    texts = _locale(files, locale, remarks)
    items = mapping_of(mapping_of(texts.get("systems")).get("items"))
    slugs = texts_of(mapping_of(raw.get("content")).get("systems") or [])
    return StatusfySettings(
        title=text_of(texts.get("title")) or text_of(raw.get("title")),
        description=text_of(texts.get("description")) or text_of(raw.get("description")),
        url=text_of(raw.get("baseurl")) if text_of(raw.get("baseurl")).startswith("http") else "",
        locale=locale,
        systems=tuple(_systems(slugs, items)),
    )


def _systems(slugs: Iterable[str], items: Mapping[str, object]) -> list[StatusfySystem]:
    found = []
    for slug in slugs:
        texts = mapping_of(items.get(slug.lower()))
        title, description = text_of(texts.get("title")), text_of(texts.get("description"))
        found.append(StatusfySystem(slug=slug, title=title or slug, description=description))
    return found


def _config(files: ForeignFiles, remarks: Remarks) -> Mapping[str, object]:
    for name, reader in _READERS.items():
        if (data := files.read(name)) is not None:
            try:
                return reader(data.decode("utf-8-sig", "replace"))
            except ForeignError as fault:
                remarks.not_imported(f"{name} cannot be read: compare the new settings with it", str(fault))
                return {}
    data = files.read(_SCRIPT)
    if data is None:
        remarks.assumed("there is no config.js here: every component comes from the incidents")
        return {}
    remarks.understood(
        "config.js is a program: only the texts in it were read; compare the new settings with it"
    )
    return _from_script(data.decode("utf-8-sig", "replace"))


def _from_script(script: str) -> Mapping[str, object]:
    plain = _COMMENT.sub("", script)
    listed = _LISTED.search(plain)
    systems = [each["text"] for each in re.finditer(_TEXT, listed["items"])] if listed else []
    found: dict[str, object] = {"content": {"systems": systems}}
    for name in ("title", "description", "baseUrl", "defaultLocale"):
        if text := re.search(rf"\b{name}['\"]?\s*:\s*{_TEXT}", plain):
            found[name.lower()] = re.sub(r"\\(.)", r"\1", text["text"])
    return found


def _locale(files: ForeignFiles, locale: str, remarks: Remarks) -> Mapping[str, object]:
    data = files.read(f"locales/{locale}.json")
    return mapping_of(read_json_file(data, remarks)) if data is not None else {}
