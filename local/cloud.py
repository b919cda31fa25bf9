"""Cloud: ministack as the AWS of one local market; bound to loopback, and the clients of it."""

import os
import subprocess
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3

from doubles.save_line import SaveLine
from local.places import LOOPBACK, ROOT, Place
from local.processes import Child

PYTHON = ROOT / ".venv-ministack" / "bin" / "python"

_PUT_AWAY = "put-away-"

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


def access_of(place: Place, function: str) -> dict[str, str]:
    """The same for a process that stands in for a deployed function: it acts in that function's role.

    By a profile and not by keys: a session ends after an hour, and botocore renews only what it began itself.
    """
    role = _function(place, function)["Role"]
    profiles = place.folder / "aws.config"
    profiles.touch(mode=0o600)
    profiles.write_text(
        f"[profile function]\nrole_arn = {role}\nrole_session_name = {function}\nsource_profile = root\n"
        "[profile root]\naws_access_key_id = local\naws_secret_access_key = local\n"
    )
    keys = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    without_keys = {name: value for name, value in access(place).items() if name not in keys}
    return without_keys | {"AWS_CONFIG_FILE": str(profiles), "AWS_PROFILE": "function"}


def client(place: Place, service: str) -> Any:
    """A client of one of the market's services."""
    session = boto3.Session("local", "local", region_name=place.region)
    return session.client(service, endpoint_url=place.cloud)


def start(place: Place, state: Path, line: SaveLine) -> Child:
    """Start ministack with the state in that folder; it saves when `line` orders it to."""
    scratch = clear_scratch(place)
    scratch.mkdir(mode=0o700, parents=True)
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
        # Functions act in their roles: what a policy does not allow fails here and not first in the cloud.
        "AUTH": "true",
    }
    environment = machine() | access(place) | settings
    command = [str(PYTHON), "-m", "local.cloud_server"]
    return Child("The local cloud", command, place.logs / "cloud.log", environment, line=line.theirs)


def clear_scratch(place: Place) -> Path:
    """Put away the folder where ministack unpacks functions (50 MB each time one is woken) and leaves them.

    A process that may outlive this one removes it: a slow disk takes minutes for tens of thousands of files, and
    neither who opens a market nor who closes it should wait for them. What it does not finish the next one does.
    """
    scratch = place.folder / "scratch"
    if scratch.exists():
        scratch.rename(place.folder / f"{_PUT_AWAY}{uuid.uuid4().hex}")
    put_away = [str(folder) for folder in place.folder.glob(f"{_PUT_AWAY}*")]
    if put_away:
        subprocess.Popen(["rm", "-rf", *put_away], stdin=subprocess.DEVNULL, start_new_session=True)
    return scratch


def environment_of(place: Place, function: str) -> Mapping[str, str]:
    """The variables a deployed function runs with."""
    variables: dict[str, str] = _function(place, function)["Environment"]["Variables"]
    return variables


def _function(place: Place, function: str) -> dict[str, Any]:
    found: dict[str, Any] = client(place, "lambda").get_function_configuration(
        FunctionName=f"rebound-{place.cell}-{function}"
    )
    return found
