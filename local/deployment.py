"""Deploying: the packaged template, put into the local cloud by CloudFormation as it would be into the real one."""

import json
import time
from typing import Any

from botocore.exceptions import ClientError

from local import cloud
from local.packaging import Package
from local.places import Place

WAIT_SECONDS = 120
_DEPLOYED = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
_MARK = "rebound-package"


class NotDeployed(Exception):
    """CloudFormation refused or gave up; the message has its reasons."""


def deploy(place: Place, package: Package) -> bool:
    """Bring the market's stack to this package; False if it already is there."""
    stacks = cloud.client(place, "cloudformation")
    name = f"rebound-{place.cell}"
    current = _stack(stacks, name)
    if current and current["StackStatus"] in _DEPLOYED and _mark(current) == package.fingerprint:
        return False
    change = stacks.update_stack if current else stacks.create_stack
    change(
        StackName=name,
        TemplateURL=_upload(place, package),
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        Tags=[{"Key": _MARK, "Value": package.fingerprint}],
    )
    _wait(stacks, name, place)
    _let_mail_out(place)
    return True


def _stack(stacks: Any, name: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = stacks.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError:
        return None
    return found


def _mark(stack: dict[str, Any]) -> str | None:
    return next((tag["Value"] for tag in stack.get("Tags", []) if tag["Key"] == _MARK), None)


def _upload(place: Place, package: Package) -> str:
    """Put code and template where CloudFormation fetches them; the template's address (a body may have 51 kB only)."""
    files = cloud.client(place, "s3")
    bucket = f"rebound-{place.cell}-packages"
    try:
        files.head_bucket(Bucket=bucket)
    except ClientError:
        # Of all regions the first alone must not be named.
        here = {} if place.region == "us-east-1" else {"LocationConstraint": place.region}
        files.create_bucket(Bucket=bucket, **({"CreateBucketConfiguration": here} if here else {}))
    for old in files.list_objects_v2(Bucket=bucket).get("Contents", []):
        files.delete_object(Bucket=bucket, Key=old["Key"])
    code, template = f"{package.fingerprint}.zip", f"{package.fingerprint}.json"
    files.put_object(Bucket=bucket, Key=code, Body=package.archive.read_bytes())
    document = package.template
    # The policies only allow TLS, and ministack serves plain HTTP on the loopback address.
    for policy in ("FilesBucketPolicy", "UploadsBucketPolicy"):
        del document["Resources"][policy]
    for resource in document["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = f"s3://{bucket}/{code}"
        if resource["Type"] == "AWS::IAM::Role":
            _suit_the_emulator(resource)
    files.put_object(Bucket=bucket, Key=template, Body=json.dumps(document).encode())
    return f"{place.cloud}/{bucket}/{template}"


def _suit_the_emulator(role: dict[str, Any]) -> None:
    """Two things ministack 1.5 judges otherwise than AWS: a batch of messages is an action of its own to it, where AWS
    counts it as `sqs:SendMessage`, and a mail by SES's second interface belongs to no identity."""
    for policy in role["Properties"]["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            if "sqs:SendMessage" in statement["Action"]:
                statement["Action"] = [*statement["Action"], "sqs:SendMessageBatch"]
            if "ses:SendEmail" in statement["Action"]:
                statement["Resource"] = ["*"]


def _wait(stacks: Any, name: str, place: Place) -> None:
    patience = time.monotonic() + WAIT_SECONDS
    status = ""
    while time.monotonic() < patience:
        status = stacks.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
        if status in _DEPLOYED:
            return
        if not status.endswith("_IN_PROGRESS"):
            break
        time.sleep(0.1)
    events = stacks.describe_stack_events(StackName=name)["StackEvents"]
    reasons = [
        f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason given')}"
        for event in events
        if event["ResourceStatus"].endswith("_FAILED")
    ]
    advice = f"To begin again with an empty market, remove {place.folder}."
    raise NotDeployed("\n".join([f"The stack {name} is {status}.", *reasons, advice]))


def _let_mail_out(place: Place) -> None:
    """Verify the sender's domain with SES; in eu and us an operator does so once."""
    domain = f"{place.cell}.rebound.example"
    cloud.client(place, "ses").verify_domain_identity(Domain=domain)
