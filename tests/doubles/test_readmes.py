"""What the README of each double says is there is there, and nothing that is there is missing from it."""

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from doubles.carrier_double import server as carrier
from doubles.in_memory_aws.errors import AwsError
from doubles.in_memory_aws.http_messages import HttpRequest
from doubles.in_memory_aws.world import World
from doubles.stripe_double import control, faults
from doubles.stripe_double.routes import ROUTES

ROOT = Path(__file__).parents[2]
DOUBLES = sorted(path.parent for path in (ROOT / "doubles").glob("*/README.md"))
SECTIONS = ["What it does", "What it does not do", "How it is kept true", "How to start it"]


def readme(name: str) -> str:
    return (ROOT / "doubles" / name / "README.md").read_text()


def rows(text: str, cells: int) -> list[tuple[str, ...]]:
    """The rows of the tables with so many columns, without their heads."""
    found = [
        tuple(cell.strip().strip("`") for cell in line.strip("|").split("|"))
        for line in text.splitlines()
        if line[:1] == "|"
    ]
    return [row for row in found if len(row) == cells and not set("".join(row)) <= {"-"}]


@pytest.mark.parametrize("folder", DOUBLES, ids=lambda folder: folder.name)
def test_each_readme_says_what_the_double_does_and_does_not_do(folder: Path) -> None:
    text = (folder / "README.md").read_text()
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS


def test_every_double_has_a_readme() -> None:
    packages = sorted(path.parent for path in (ROOT / "doubles").glob("*/__init__.py"))
    assert packages == DOUBLES
    assert len(DOUBLES) == 3


@pytest.mark.parametrize("folder", DOUBLES, ids=lambda folder: folder.name)
def test_files_that_a_readme_names_exist(folder: Path) -> None:
    text = (folder / "README.md").read_text()
    named = re.findall(r"`([\w/]+(?:\.py|\.md|/))`", text)
    assert named
    assert [name for name in named if not (folder / name).exists() and not (ROOT / name).exists()] == []
    modules = re.findall(r"python -m ([\w.]+)", text)
    places = [ROOT / module.replace(".", "/") for module in modules]
    assert [one for one in places if not one.with_suffix(".py").exists() and not (one / "__main__.py").exists()] == []


def test_stripes_readme_lists_every_route() -> None:
    listed = [row for row in rows(readme("stripe_double"), 3) if "." in row[0]]
    assert listed == sorted((route.name, route.method, route.pattern) for route in ROUTES)


def test_stripes_readme_lists_the_control_surface_and_every_fault() -> None:
    listed = {(row[0], row[1]) for row in rows(readme("stripe_double"), 3) if row[1].startswith("/_double/")}
    acts = {("POST", f"/_double/{act.replace('*', '{id}')}") for act in control._ACTS}
    assert listed == acts | {("GET", "/_double/state"), ("DELETE", "/_double/faults")}
    text = readme("stripe_double")
    assert {kind for kind in faults.ALL_KINDS if f"`{kind}`" not in text} == set()


def test_the_carriers_readme_lists_its_statuses() -> None:
    text = readme("carrier_double")
    assert [status for status in carrier.STATUSES if f"`{status}`" not in text] == []
    assert set(re.findall(r"`([A-Z_]{4,})`", text)) - {"POST"} == set(carrier.STATUSES)


def _asked(world: World, service: str) -> Callable[[str], object]:
    """How an operation of a service is asked for with nothing in it."""
    request = HttpRequest("GET", "s3.amazonaws.com", "/bucket/key", {}, {}, b"{}")
    world.buckets.create("bucket")
    json_services: dict[str, Any] = {
        "dynamodb": world.dynamodb,
        "sqs": world.queues,
        "kms": world.keyring,
        "secretsmanager": world.secrets,
        "ssm": world.parameters,
    }
    if service in json_services:
        return lambda operation: json_services[service].answer(operation, {}, 1)
    return {
        "s3": lambda operation: world.buckets.answer(operation, request),
        "sesv2": lambda operation: world.mailbox.answer_second(operation, request, "1"),
        "ses": lambda operation: world.mailbox.answer_classic(operation, request, "1"),
    }[service]


def _is_there(ask: Callable[[str], object], operation: str) -> bool:
    try:
        ask(operation)
    except AwsError as error:
        return "the double has no" not in error.message
    except (KeyError, ValueError, IndexError):
        # It is there, and misses what a request would bring.
        return True
    return True


@pytest.mark.parametrize("service", ["dynamodb", "sqs", "kms", "secretsmanager", "ssm", "s3", "sesv2", "ses"])
def test_the_readme_of_aws_lists_every_operation(service: str) -> None:
    listed = {row[0]: sorted(re.findall(r"\w+", row[1])) for row in rows(readme("in_memory_aws"), 2)}
    ask = _asked(World(clock=lambda: 1_800_000_000.0, chance=random.Random(1)), service)
    offered = botocore.session.get_session().get_service_model(service).operation_names
    assert listed[service] == sorted(operation for operation in offered if _is_there(ask, operation))
