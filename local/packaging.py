"""Builds what is deployed: a CloudFormation template and one zip, which differ between stages only in settings."""

import argparse
import fcntl
import hashlib
import json
import os
import platform
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.kernel.runtime.deferred_imports import ROOMS_BY_PATH
from local.dependencies import compile_tree, dependencies, run
from local.places import BUILD, CELLS, ROOT, Cell, place
from local.template import merged, rendered
from local.tokens import tokens_of

STAGES = ("local", *CELLS)

_SOURCES = (
    "app.py",
    "chalicelib",
    ".chalice/config.json",
    ".chalice/policies",
    ".chalice/template",
    "requirements.txt",
)
# Translators' sources stay; the catalogues compiled from them go.
_LEFT_AT_HOME = ("__pycache__", "*.pyc", "*.po")
_TOOLS = ("local/dependencies.py", "local/packaging.py", "local/template.py", "local/tokens.py")

# What the template gives the functions and Chalice, which only imports the application, does not.
_GIVEN_BY_TEMPLATE = (
    "REACTIONS_QUEUE_URL",
    "MONEY_QUEUE_URL",
    "MAILS_QUEUE_URL",
    "LINKS_QUEUE_URL",
    "RANKING_QUEUE_URL",
    "FILES_BUCKET",
    "UPLOADS_BUCKET",
    "WEBHOOKS_QUEUE_URL",
    "SLOW_WEBHOOKS_QUEUE_URL",
    "WEBHOOK_TASKS_QUEUE_URL",
    "KMS_KEY_ID",
)


@dataclass(frozen=True)
class Package:
    """A built stage: `sam.json`, `deployment.zip` and the hash of everything they were made of."""

    folder: Path
    fingerprint: str

    @property
    def template(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads((self.folder / "sam.json").read_text())
        return document

    @property
    def archive(self) -> Path:
        return self.folder / "deployment.zip"


def package(stage: str, tokens: Mapping[str, str]) -> Package:
    """Build a stage, or take what was built from the same sources, pins and settings."""
    name = stage if stage != "local" else f"local-{tokens['cell']}"
    made = Package(BUILD / name, _fingerprint(stage, tokens))
    mark = made.folder / "fingerprint"
    BUILD.mkdir(exist_ok=True)
    with _alone(), tempfile.TemporaryDirectory(dir=BUILD) as scratch:
        if mark.exists() and mark.read_text() == made.fingerprint:
            return made
        project, out = Path(scratch) / "project", Path(scratch) / "out"
        _stage_project(project, stage, tokens)
        rooms_by_path = _run_chalice(project, out, stage)
        _strip_spaces(out / "sam.json")
        _assemble(out, dependencies(stage), rooms_by_path)
        (out / "fingerprint").write_text(made.fingerprint)
        shutil.rmtree(made.folder, ignore_errors=True)
        shutil.move(out, made.folder)
    return made


@contextmanager
def _alone() -> Iterator[None]:
    """Wait for other builds: two cells, or several test processes, may start at once."""
    with (BUILD / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(file for file in path.rglob("*") if file.is_file() and file.suffix != ".pyc")
    else:
        yield path


def _fingerprint(stage: str, tokens: Mapping[str, str]) -> str:
    seen = hashlib.sha256(json.dumps([stage, dict(tokens), platform.python_version()], sort_keys=True).encode())
    for source in (*_SOURCES, *_TOOLS):
        for file in _files(ROOT / source):
            seen.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return seen.hexdigest()


def _stage_project(project: Path, stage: str, tokens: Mapping[str, str]) -> None:
    """A clean copy with the stage's names filled in; its requirements are empty because we add the wheels ourselves."""
    (project / ".chalice" / "policies").mkdir(parents=True)
    shutil.copy(ROOT / "app.py", project)
    shutil.copytree(ROOT / "chalicelib", project / "chalicelib", ignore=shutil.ignore_patterns(*_LEFT_AT_HOME))
    (project / "requirements.txt").touch()
    settings = ROOT / ".chalice"
    config = json.loads((settings / "config.json").read_text())
    config["stages"] = {stage: config["stages"][stage]}
    (project / ".chalice" / "config.json").write_text(rendered(json.dumps(config), tokens))
    for policy in (settings / "policies").glob("*.json"):
        (project / policy.relative_to(ROOT)).write_text(rendered(policy.read_text(), tokens))
    (project / "merge.json").write_text(json.dumps(merged(settings / "template", tokens)))


def _run_chalice(project: Path, out: Path, stage: str) -> str:
    """Chalice's template and zip, and which rooms serve each path, as JSON."""
    config = json.loads((project / ".chalice" / "config.json").read_text())
    settings = config["stages"][stage]["environment_variables"]
    environment = {
        **dict.fromkeys(_GIVEN_BY_TEMPLATE, "known-when-deployed"),
        **settings,
        "PATH": os.environ["PATH"],
        "HOME": str(project),
        "AWS_DEFAULT_REGION": place(settings["CELL"]).region,
        # Chalice zips everything in chalicelib, so importing the application must not leave files there.
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    chalice = [str(Path(sys.executable).with_name("chalice")), "package", "--stage", stage]
    run([*chalice, "--merge-template", str(project / "merge.json"), str(out)], cwd=project, env=environment)
    listing = "import app, json; print(json.dumps(app.app.rooms_by_path()))"
    return run([sys.executable, "-c", listing], cwd=project, env=environment)


def _strip_spaces(template: Path) -> None:
    """Half of Chalice's template is indentation, and CloudFormation takes no template above 1 MB."""
    template.write_text(json.dumps(json.loads(template.read_text()), separators=(",", ":")))


def _assemble(out: Path, wheels: Path, rooms_by_path: str) -> None:
    """Chalice's zip (its runtime and the application), compiled, with the dependencies; always of the same bytes.

    Chalice loads every room to find its routes; the functions load a room when one of its paths is requested.
    """
    code = out / "code"
    archive = out / "deployment.zip"
    with zipfile.ZipFile(archive) as made:
        made.extractall(code)
    (code / ROOMS_BY_PATH.relative_to(ROOT)).write_text(rooms_by_path)
    compile_tree(code)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for folder in (wheels, code):
            for file in sorted(path for path in folder.rglob("*") if path.is_file()):
                entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), (1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = (0o755 if file.suffix == ".so" else 0o644) << 16
                made.writestr(entry, file.read_bytes())
    shutil.rmtree(code)


def main() -> None:
    """`python -m local.packaging eu`: print the folder of the built stage."""
    parser = argparse.ArgumentParser(prog="make package", description=__doc__)
    parser.add_argument("stage", choices=STAGES)
    parser.add_argument("--cell", choices=CELLS, default="eu", help="the cell of the local stage")
    options = parser.parse_args()
    cell: Cell = options.cell if options.stage == "local" else options.stage
    made = package(options.stage, tokens_of(options.stage, place(cell)))
    print(made.folder.relative_to(ROOT))


if __name__ == "__main__":
    main()
