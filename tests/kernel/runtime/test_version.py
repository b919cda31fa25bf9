"""The version stands in one file; everything else that says it reads it there, and the changelog describes it."""

import importlib
import re
import tomllib

from chalicelib.kernel.runtime.version import VERSION
from tests.doc_pages import ROOT, sections

# Pins may have the same number as our version; the changelog names every release.
NOT_OURS = {"requirements.txt", "requirements-dev.txt", "requirements-ministack.txt", "CHANGELOG.md", "LICENSE"}
READ = {".py", ".json", ".yaml", ".toml", ".md", ".html", ".txt", ".mjs", ".js", ".css", ".svg", ""}
FOLDERS = (".chalice", ".ci", "bench", "chalicelib", "docs", "local", "tests")


def places_of(version: str) -> list[str]:
    """The files of the repository in which a version stands."""
    files = [file for folder in FOLDERS for file in (ROOT / folder).rglob("*")]
    files += [file for file in ROOT.iterdir() if file.name not in NOT_OURS]
    stated = re.compile(rf"(?<![\w.]){re.escape(version)}(?![\w]|\.\d)")
    return sorted(
        file.relative_to(ROOT).as_posix()
        for file in files
        if file.is_file() and file.suffix in READ and stated.search(file.read_text(errors="ignore"))
    )


def test_the_version_stands_in_one_file() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)
    assert places_of(VERSION) == ["chalicelib/kernel/runtime/version.py"]


def test_the_package_takes_its_version_from_that_file() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert "version" not in project["project"]
    assert project["project"]["dynamic"] == ["version"]
    module, _, name = project["tool"]["setuptools"]["dynamic"]["version"]["attr"].rpartition(".")
    assert getattr(importlib.import_module(module), name) == VERSION


def test_the_changelog_describes_this_version_below_what_is_not_released() -> None:
    unreleased, latest, *_ = sections(ROOT / "CHANGELOG.md")
    assert unreleased == "[Unreleased]"
    assert re.fullmatch(rf"\[{re.escape(VERSION)}\] - \d{{4}}-\d{{2}}-\d{{2}}", latest)
