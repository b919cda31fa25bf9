"""Installs the pinned wheels for a function, removes what is not used and compiles the rest."""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from local.places import BUILD, ROOT

# The services whose models are kept of botocore's four hundred (27 of its 33 MB).
SERVICES = ("dynamodb", "kms", "s3", "ses", "sesv2", "sqs")
# What endpoints.json calls them. Parsing the entries of three hundred others takes 12 ms of every cold start.
_ENDPOINTS = ("dynamodb", "email", "kms", "s3", "sqs")

# Lambda's Python 3.11 runs on Amazon Linux 2 (glibc 2.26); manylinux2014 asks for 2.17.
_LAMBDA_WHEELS = ["--platform", "manylinux2014_x86_64", "--implementation", "cp", "--python-version", "3.11"]


class PackagingFailed(Exception):
    """A tool that packaging needs failed; its output is in the message."""


def run(command: list[str], **options: object) -> str:
    """Run a tool to its end; what it printed. Raises: PackagingFailed, with all of that."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]
    if done.returncode:
        raise PackagingFailed(f"{' '.join(command[:4])} … failed:\n{done.stdout}{done.stderr}")
    return str(done.stdout)


def _wheels(stage: str) -> list[str]:
    """The arguments with which pip fetches a stage's wheels. The local stage takes those of this machine's platform."""
    on_lambda_machine = sys.platform == "linux" and platform.machine() == "x86_64"
    return _LAMBDA_WHEELS if stage != "local" or on_lambda_machine else []


def dependencies(stage: str) -> Path:
    """The folder of a stage's installed, trimmed and compiled requirements; made when pins or this file change."""
    pins = ROOT / "requirements.txt"
    wheels = _wheels(stage)
    seen = hashlib.sha256("\0".join([*wheels, platform.python_version(), __file__]).encode())
    seen.update(pins.read_bytes() + Path(__file__).read_bytes())
    folder = BUILD / "dependencies" / seen.hexdigest()[:16]
    if folder.exists():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        fresh = Path(scratch) / "site"
        _install(pins, fresh, wheels)
        _trim(fresh)
        compile_tree(fresh)
        shutil.move(fresh, folder)
    return folder


def _install(pins: Path, folder: Path, wheels: list[str]) -> None:
    # The pins are complete, so nothing is resolved: what is not written down is not deployed.
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile", "--only-binary=:all:"]
    run([*pip, *wheels, "--target", str(folder), "--requirement", str(pins)])


def _trim(folder: Path) -> None:
    for entry in (folder / "botocore" / "data").iterdir():
        if entry.is_dir() and entry.name not in SERVICES:
            shutil.rmtree(entry)
    for pattern in ("botocore/data/*/*/examples-1.json*", "botocore/data/*/*/completions-1.json*"):
        for path in folder.glob(pattern):
            path.unlink()
    # Its compiled modules stand beside the same in Python; they would make variable fonts, and documents have none.
    for path in (folder / "fontTools").rglob("*"):
        if path.suffix in {".so", ".c", ".pyx", ".pxd"}:
            path.unlink()
    for name in ("merge", "mtiLib", "ufoLib", "voltLib"):  # they make fonts; documents cut one down
        shutil.rmtree(folder / "fontTools" / name)
    _trim_endpoints(folder / "botocore" / "data" / "endpoints.json")
    shutil.rmtree(folder / "bin", ignore_errors=True)


def _trim_endpoints(path: Path) -> None:
    known = json.loads(path.read_text())
    for partition in known["partitions"]:
        services = partition["services"]
        partition["services"] = {name: services[name] for name in _ENDPOINTS if name in services}
    path.write_text(json.dumps(known))


def compile_tree(folder: Path) -> None:
    """Compile every module into the folder of its source.

    Unchecked, because Chalice and we date zip entries 1980: bytecode that Python checks against its source's date is
    never used there, and every cold start would compile everything again (1882 ms of CPU against 553 ms, measured).
    """
    # In a process with a fixed seed: sets of texts are stored in the order of their hashes, which each process rolls
    # anew, and the same sources would make other bytes.
    command = [sys.executable, "-m", "compileall", "-q", "-j", "2", "--invalidation-mode", "unchecked-hash"]
    command += ["-s", str(folder), "-p", "/var/task", str(folder)]
    run(command, env=os.environ | {"PYTHONHASHSEED": "0"})
