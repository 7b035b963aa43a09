"""The prose engine finds our frame, its list of templates is short, and nothing else of them changes."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from outspoken.render.theme.prose_loader import with_frame
from outspoken.shipped import theme_dir


def test_only_files_in_folders_with_a_dot_are_not_listed(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    files = (first / "base.html", first / ".icons" / "deep" / "a.svg", first / "js" / ".old" / "b.js")
    files += (second / "base.html", second / "js" / "deep" / "c.js", second / ".d.html")
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(file.name, encoding="utf-8")

    def plain() -> Environment:
        return Environment(loader=FileSystemLoader([first, second]), autoescape=True)

    visible, every = with_frame(plain, {}), plain().list_templates()
    assert visible.list_templates() == [
        name for name in every if "." not in {part[0] for part in name.split("/")[:-1]}
    ]
    assert visible.list_templates() == [".d.html", "base.html", "js/deep/c.js"]
    assert visible.get_template(".icons/deep/a.svg").render() == "a.svg"


def test_the_frame_goes_over_the_theme_and_a_template_of_the_site_over_both(tmp_path: Path) -> None:
    own, theme = tmp_path / "own", tmp_path / "theme"
    for folder in (own, theme):
        folder.mkdir()
        (folder / "main.html").write_text(folder.name, encoding="utf-8")
    (own / "main.html").write_text("own {% include 'ours/main.html' %}", encoding="utf-8")
    frame = {"main.html": "ours", "ours/main.html": "ours"}

    def shown(*folders: Path) -> str:
        plain = Environment(loader=FileSystemLoader(folders), autoescape=True)
        return with_frame(lambda: plain, frame).get_template("main.html").render()

    assert shown(theme_dir(), theme) == "ours"
    assert shown(own, theme_dir(), theme) == "own ours"
