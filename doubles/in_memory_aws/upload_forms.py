"""S3's POST object: which form a policy accepts, and the notification of a stored object."""

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote_plus

from doubles.in_memory_aws.errors import AwsError

# What a policy need not mention.
_FREE = {"policy", "x-amz-signature", "file"}


def refusal_of(bucket: str, fields: Mapping[str, str], size_bytes: int) -> AwsError | None:
    """Why S3 would not take a form's file, None if it would."""
    if "policy" not in fields or "key" not in fields:
        return AwsError("AccessDenied", "Access Denied", status=403)
    given = {name.lower(): value for name, value in fields.items()} | {"bucket": bucket}
    covered = set()
    for operator, name, value in _conditions(fields["policy"]):
        if operator == "content-length-range":
            if not int(name) <= size_bytes <= int(value):
                code = "EntityTooSmall" if size_bytes < int(name) else "EntityTooLarge"
                return AwsError(code, "The size is outside the range of the policy")
            continue
        actual = given.get(name, "")
        if not (actual == value if operator == "eq" else actual.startswith(value)):
            return AwsError("AccessDenied", f"Policy Condition failed: {name}", status=403)
        covered.add(name)
    extra = given.keys() - covered - _FREE
    return AwsError("AccessDenied", f"Extra input fields: {sorted(extra)}", status=403) if extra else None


def _conditions(policy: str) -> Iterator[tuple[str, str, str]]:
    """Operator, field in lower case and value of each condition; of a range its ends."""
    for condition in json.loads(base64.b64decode(policy))["conditions"]:
        if isinstance(condition, dict):
            yield from (("eq", name.lower(), value) for name, value in condition.items())
        else:
            operator, name, value = condition
            yield operator.lower(), str(name).removeprefix("$").lower(), str(value)


def notification(event: str, bucket: str, key: str, size_bytes: int) -> str:
    """The message that S3 puts into a queue, with the members that are read of it."""
    record: dict[str, Any] = {
        "eventSource": "aws:s3",
        "eventName": event,
        "s3": {"bucket": {"name": bucket}, "object": {"key": quote_plus(key, safe="/"), "size": size_bytes}},
    }
    return json.dumps({"Records": [record]})
