"""The zip that ships runs by itself, with bytecode that Python uses, and is the same each time it is built."""

import ast
import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from chalicelib.kernel.runtime.settings import KNOWN_WHEN_DEPLOYED
from local import packaging
from local.dependencies import SERVICES
from local.packaging import Package, package
from local.places import ROOT, place
from local.template import UnknownToken, rendered
from local.tokens import tokens_of

UNCHECKED_HASH = 0b01


@pytest.fixture(scope="module")
def built() -> Package:
    return package("eu", tokens_of("eu", place("eu")))


@pytest.fixture(scope="module")
def unpacked(built: Package, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("function")
    with zipfile.ZipFile(built.archive) as archive:
        archive.extractall(folder)
    return folder


def settings(built: Package) -> dict[str, str]:
    variables = built.template["Resources"]["APIHandler"]["Properties"]["Environment"]["Variables"]
    names = ("REACTIONS", "MONEY", "MAILS", "LINKS", "RANKING", "WEBHOOKS", "SLOW_WEBHOOKS", "WEBHOOK_TASKS")
    queues = dict.fromkeys((*(f"{name}_QUEUE_URL" for name in names), "FILES_BUCKET", "UPLOADS_BUCKET"), "x")
    # A live cell would not start: the words of the laws are the operator's.
    return {**variables, **queues, "KMS_KEY_ID": KNOWN_WHEN_DEPLOYED, "AWS_DEFAULT_REGION": "eu-central-1"}


def test_every_handler_is_found_with_nothing_but_the_zip(built: Package, unpacked: Path) -> None:
    resources = built.template["Resources"].values()
    handlers = [one["Properties"]["Handler"] for one in resources if one["Type"] == "AWS::Serverless::Function"]
    program = (
        f"import sys; sys.path.insert(0, {str(unpacked)!r}); import app; import stripe;"
        f"print(all(callable(getattr(app, name.removeprefix('app.'))) for name in {handlers!r}));"
        "print(all(m.__file__.startswith(sys.path[0]) for n, m in sys.modules.items()"
        " if n.split('.')[0] in ('botocore', 'pynamodb', 'stripe', 'msgspec', 'chalice', 'cryptography')"
        " and getattr(m, '__file__', None)))"
    )
    # Isolated, without site-packages: what is missing in the zip is missing here.
    command = [sys.executable, "-I", "-S", "-c", program]
    done = subprocess.run(command, env=settings(built), capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["True", "True"], done.stderr


def test_clients_of_every_service_that_is_called_can_be_made(built: Package, unpacked: Path) -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(unpacked)!r}); import botocore.session as b; s = b.get_session();"
        f"print(*[s.create_client(n).meta.endpoint_url for n in {SERVICES!r}])"
    )
    keys = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
    command = [sys.executable, "-I", "-S", "-c", program]
    done = subprocess.run(command, env={**settings(built), **keys}, capture_output=True, text=True, check=False)
    assert len(done.stdout.split()) == len(SERVICES), done.stderr


def test_no_service_is_called_whose_model_was_trimmed_away() -> None:
    called = set()
    for module in (ROOT / "chalicelib").rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("aws.client", "client") and node.args:
                name = node.args[0]
                called |= {name.value} if isinstance(name, ast.Constant) else set()
    assert {"dynamodb", "sqs", "kms"} <= called <= set(SERVICES)


def test_every_module_ships_with_bytecode_that_is_never_checked(unpacked: Path) -> None:
    modules = [path for path in unpacked.rglob("*.py") if path.parent.name != "__pycache__"]
    assert len(modules) > 1000
    for module in modules:
        code = module.parent / "__pycache__" / f"{module.stem}.cpython-311.pyc"
        assert int.from_bytes(code.read_bytes()[4:8], "little") == UNCHECKED_HASH, module


def test_what_only_builds_and_tests_does_not_ship(unpacked: Path) -> None:
    shipped = {path.name for path in unpacked.iterdir()}
    assert not shipped & {"boto3", "moto", "pytest", "pip", "setuptools", "doubles", "local", "tests", ".chalice"}
    assert {path.name for path in (unpacked / "chalice").glob("*.py")} == {"__init__.py", "app.py"}


def test_the_zip_stays_small_enough_to_start_quickly(built: Package) -> None:
    # Six megabytes of it print documents: fpdf2, what it needs of fonts, and a font of every letter.
    assert built.archive.stat().st_size < 30_000_000


def test_building_again_gives_the_same_bytes(built: Package, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(packaging, "BUILD", tmp_path)
    again = package("eu", tokens_of("eu", place("eu")))
    assert again.folder != built.folder
    assert hashlib.sha256(again.archive.read_bytes()).digest() == hashlib.sha256(built.archive.read_bytes()).digest()
    assert again.template == built.template


def test_nothing_is_built_while_nothing_changed(built: Package) -> None:
    made = built.archive.stat().st_mtime_ns
    again = package("eu", tokens_of("eu", place("eu")))
    assert (again, again.archive.stat().st_mtime_ns) == (built, made)


def test_a_changed_source_is_built_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for source in (*packaging._SOURCES, *packaging._TOOLS):
        target = tmp_path / source
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / source).is_dir() else shutil.copy)(ROOT / source, target)
    monkeypatch.setattr(packaging, "ROOT", tmp_path)
    before = packaging._fingerprint("eu", {"cell": "eu"})
    assert packaging._fingerprint("eu", {"cell": "us"}) != before
    with (tmp_path / "app.py").open("a") as app:
        app.write("\n")
    assert packaging._fingerprint("eu", {"cell": "eu"}) != before


def test_an_unknown_name_in_a_page_is_an_error_and_an_address_is_none() -> None:
    assert rendered("Rebound <orders@<cell>.example>", {"cell": "eu"}) == "Rebound <orders@eu.example>"
    with pytest.raises(UnknownToken, match="<cel>"):
        rendered("rebound-<cel>-orders", {"cell": "eu"})


def test_a_persons_own_key_means_stripe_itself_unless_an_address_is_given() -> None:
    own = {"STRIPE_SECRET_KEY": "sk_test_mine"}
    assert tokens_of("local", place("eu"), own)["stripe_base_url"] == ""
    assert tokens_of("local", place("eu"), own)["stripe_secret_key"] == "sk_test_mine"
    double = tokens_of("local", place("eu"), {**own, "STRIPE_BASE_URL": "http://127.0.0.1:1"})
    assert double["stripe_secret_key"] != "sk_test_mine"
    assert "sk_test_mine" not in json.dumps(tokens_of("eu", place("eu"), own))


ASK = """
import json, sys
sys.path.insert(0, {folder!r})
import app
asked = {{"resourcePath": "/v1/markets", "httpMethod": "GET", "requestId": "1", "identity": {{}}}}
event = {{"requestContext": asked, "headers": {{}}, "multiValueHeaders": {{}}, "multiValueQueryStringParameters": None,
         "pathParameters": None, "body": None, "isBase64Encoded": False, "stageVariables": None}}
before = set(sys.modules)
print(json.dumps([app.app(event, None)["statusCode"], "chalicelib.markets.answers" in set(sys.modules) - before,
                  "chalicelib.orders.order" in sys.modules, sorted(app.app.routes)]))
rooms = app.app.rooms("/v1")
print(json.dumps(["chalicelib.orders.order" in sys.modules, sorted({{room.prefix for room in rooms}})]))
"""


def test_a_function_loads_the_rooms_of_the_paths_that_are_requested_and_no_others(
    built: Package, unpacked: Path
) -> None:
    command = [sys.executable, "-I", "-S", "-c", ASK.format(folder=str(unpacked))]
    done = subprocess.run(command, env=settings(built), capture_output=True, text=True, check=False)
    assert done.stderr == ""
    asked, afterwards = map(json.loads, done.stdout.splitlines())
    assert asked == [200, True, False, ["/v1/markets", "/v1/markets/{market}"]]
    assert afterwards == [True, ["/v1"]]


def test_every_path_of_the_gateway_has_rooms_that_serve_it(built: Package, unpacked: Path) -> None:
    served = json.loads((unpacked / "chalicelib" / "rooms_by_path.json").read_text())
    body = built.template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    assert served.keys() == set(body["paths"])
