"""Cloud: ministack as the AWS of one local market; bound to loopback, keeping its state, and the clients of it."""

import json
import os
import shutil
from collections.abc import Mapping
from typing import Any

import boto3

from local.places import LOOPBACK, ROOT, Place
from local.processes import Child

PYTHON = ROOT / ".venv-ministack" / "bin" / "python"

# What a child may know of this machine. Nothing of AWS: a person's own account must be out of reach.
_PASSED_ON = (
    "HOME",
    "HTTPS_PROXY",
    "LANG",
    "NO_PROXY",
    "PATH",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_FILE",
    "https_proxy",
    "no_proxy",
)


def machine() -> dict[str, str]:
    """The part of this environment that children inherit."""
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | {"PYTHONUNBUFFERED": "1"}


def access(place: Place) -> dict[str, str]:
    """The environment in which AWS's libraries talk to this market's cloud."""
    return {
        "AWS_ENDPOINT_URL": place.cloud,
        "AWS_DEFAULT_REGION": place.region,
        "AWS_REGION": place.region,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


def client(place: Place, service: str) -> Any:
    """A client of one of the market's services."""
    session = boto3.Session("local", "local", region_name=place.region)
    return session.client(service, endpoint_url=place.cloud)


def start(place: Place) -> Child:
    """Start ministack with what it kept; it saves when it is asked to end, and only then."""
    state, scratch = place.folder / "cloud", place.folder / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)  # unpacked functions of the last run
    scratch.mkdir(parents=True)
    _forget_stream_positions(place)
    settings = {
        "GATEWAY_PORT": str(place.cloud_port),
        "BIND_HOST": LOOPBACK,
        "MINISTACK_HOST": LOOPBACK,
        "MINISTACK_REGION": place.region,
        "PERSIST_STATE": "1",
        "STATE_DIR": str(state),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(state / "s3"),
        "TMPDIR": str(scratch),
        # These would listen on every address of the machine, on ports of their own.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }
    environment = machine() | access(place) | settings
    return Child("The local cloud", [str(PYTHON), "-m", "ministack"], place.logs / "cloud.log", environment)


def _forget_stream_positions(place: Place) -> None:
    """Start reading the stream of facts at its beginning.

    ministack 1.5 keeps how far a function has read a table's stream, but not the stream: after a restart as many new
    facts would be skipped as there were old ones.
    """
    path = place.folder / "cloud" / "lambda.json"
    if path.exists():
        kept = json.loads(path.read_text())
        kept.get("payload", kept).pop("dynamodb_stream_positions", None)
        path.write_text(json.dumps(kept))


def environment_of(place: Place, function: str) -> Mapping[str, str]:
    """The variables a deployed function runs with."""
    found = client(place, "lambda").get_function_configuration(FunctionName=f"rebound-{place.cell}-{function}")
    variables: dict[str, str] = found["Environment"]["Variables"]
    return variables
