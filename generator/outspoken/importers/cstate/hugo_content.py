"""Finds the issues as Hugo does: content folders, languages, and the meaning of file names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from msgspec import Struct, field

from outspoken.importers.cstate.hugo_urls import SECTION, Addressing
from outspoken.source.foreign_data import mapping_of, mappings_of, text_of, texts_of

DEFAULT_LANGUAGE = "en"
CONTENT = "content"


class Edition(Struct, frozen=True, kw_only=True):
    """One language of a site, how its addresses are formed, and whether it is enabled."""

    code: str = DEFAULT_LANGUAGE
    addressing: Addressing = field(default_factory=Addressing)
    is_served: bool = True


class Mount(Struct, frozen=True, kw_only=True):
    """A folder (below the source) that Hugo reads as `content`, or as the section alone."""

    folder: str
    language: str = ""
    is_section: bool = False

    @property
    def issues(self) -> str:
        return self.folder if self.is_section else f"{self.folder}/{SECTION}"


class Content(Struct, frozen=True, kw_only=True):
    """Editions, the default first, and the folders of their files."""

    editions: tuple[Edition, ...] = (Edition(),)
    places: tuple[Mount, ...] = (Mount(folder=CONTENT),)

    def edition_of(self, path: Path, place: Mount) -> tuple[Edition, str]:
        """Return the language of a file, and its name without language and extension."""
        name, _, code = path.stem.rpartition(".")
        for edition in self.editions:
            # In `name.de.md`, Hugo reads `de` as a language only if the settings have it.
            if name and edition.code == code.lower():
                return edition, name
        of_place = (edition for edition in self.editions if edition.code == place.language)
        return next(of_place, self.editions[0]), path.stem


def read_content(config: Mapping[str, object]) -> Content:
    """Read the settings about languages, content folders and addresses."""
    default = text_of(config.get("defaultcontentlanguage")).lower() or DEFAULT_LANGUAGE
    languages = {code: mapping_of(each) for code, each in mapping_of(config.get("languages")).items()}
    # Hugo sorts by weight; the default is first here, since its files are the originals.
    codes = sorted(languages, key=lambda code: (code != default, _weight(languages[code])))
    if default not in languages:
        codes.insert(0, default)
    in_folder = _is_true(config.get("defaultcontentlanguageinsubdir"))
    editions = tuple(
        Edition(
            code=code,
            addressing=_addressing(
                {**config, **languages.get(code, {})}, prefix=code if code != default or in_folder else ""
            ),
            is_served=not _is_true(languages.get(code, {}).get("disabled"))
            and code not in texts_of(config.get("disablelanguages")),
        )
        for code in codes
    )
    return Content(editions=editions, places=tuple(dict.fromkeys(_places(config, languages))))


def _weight(language: Mapping[str, object]) -> int:
    written = text_of(language.get("weight"))
    return int(written) if written.isdecimal() else 0


def _is_true(value: object) -> bool:
    return text_of(value).lower() == "true"


def _places(config: Mapping[str, object], languages: Mapping[str, Mapping[str, object]]) -> Iterator[Mount]:
    mounted = list(_mounts(config))
    yield from mounted
    for code, language in languages.items():
        if folder := _folder(language.get("contentdir")):
            yield Mount(folder=folder, language=code)
    # With mounts of its own, a site no longer has `content` by default.
    if not mounted:
        yield Mount(folder=_folder(config.get("contentdir")) or CONTENT)


def _mounts(config: Mapping[str, object]) -> Iterator[Mount]:
    for mount in mappings_of(mapping_of(config.get("module")).get("mounts")):
        source, target = _folder(mount.get("source")), _folder(mount.get("target"))
        if source and target in (CONTENT, f"{CONTENT}/{SECTION}"):
            yield Mount(
                folder=source, language=text_of(mount.get("lang")).lower(), is_section=target != CONTENT
            )


def _folder(value: object) -> str:
    """Return a folder below the source; empty if it is not one."""
    path = PurePosixPath(text_of(value))
    return "" if path.is_absolute() or ".." in path.parts or not path.parts else path.as_posix()


def _addressing(config: Mapping[str, object], *, prefix: str) -> Addressing:
    ugly = config.get("uglyurls")
    dates = texts_of(mapping_of(config.get("frontmatter")).get("date"))
    return Addressing(
        pattern=_pattern(config.get("permalinks")),
        prefix=prefix,
        ugly=_is_true(mapping_of(ugly).get(SECTION) if isinstance(ugly, dict) else ugly),
        keeps_case=_is_true(config.get("disablepathtolower")),
        drops_accents=_is_true(config.get("removepathaccents")),
        dates_by_name=dates[:1] == (":filename",),
    )


def _pattern(permalinks: object) -> str:
    """Return the permalink of issues: by section, by kind and section, or from a list with targets."""
    for each in mappings_of(permalinks):
        target = mapping_of(each.get("target"))
        if text_of(target.get("kind")) in ("", "page") and _is_target(text_of(target.get("path"))):
            return text_of(each.get("pattern"))
    by_section = mapping_of(permalinks)
    pages = mapping_of(by_section.get("page"))
    return text_of(pages.get(SECTION)) or text_of(by_section.get(SECTION))


def _is_target(glob: str) -> bool:
    """Whether Hugo's glob (with alternatives in braces) matches the pages of the section."""
    start, opened, rest = glob.partition("{")
    inner, _, end = rest.partition("}")
    globs = [f"{start}{each}{end}" for each in inner.split(",")] if opened else [glob]
    return any(not each or fnmatchcase(f"/{SECTION}/x", each) for each in globs)


class Page(Struct, frozen=True, kw_only=True):
    """One file of the section: its language, the folders above it, its name without extensions."""

    path: Path
    edition: Edition = field(default_factory=Edition)
    folders: tuple[str, ...] = ()
    name: str

    @property
    def key(self) -> tuple[str, ...]:
        """The key that all translations of one page share."""
        return (*self.folders, self.name)


def find_pages(source: Path, content: Content) -> tuple[Page, ...] | None:
    """Return every file of the section by path; None if no such folder exists."""
    places = [place for place in content.places if (source / place.issues).is_dir()]
    if not places:
        # `source` may be the content folder itself, without any settings.
        places = [place for place in (_AT_THE_TOP, Mount(folder=CONTENT)) if (source / place.issues).is_dir()]
    if not places:
        return None
    pages: dict[Path, Page] = {}
    for place in places:
        for path in (source / place.issues).rglob("*"):
            if (path.is_symlink() or path.is_file()) and not path.name.startswith("."):
                # Places may overlap: one file is one page.
                pages.setdefault(path, _page(path, source / place.issues, place, content))
    return tuple(pages[path] for path in sorted(pages))


_AT_THE_TOP = Mount(folder=SECTION, is_section=True)


def _page(path: Path, section: Path, place: Mount, content: Content) -> Page:
    edition, name = content.edition_of(path, place)
    folders = path.parent.relative_to(section).parts
    # A leaf bundle: the page is called like its folder.
    if name == "index" and folders:
        *folders_above, name = folders
        folders = tuple(folders_above)
    return Page(path=path, edition=edition, folders=folders, name=name)
